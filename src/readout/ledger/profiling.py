"""Profiling: the parties of documents tied to profiles, each profile kept once however many documents share it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select

from readout.ledger import schema as t
from readout.ledger.judgements import Rulings
from readout.ledger.profiles import PERSON, Profile, lookup_words, profile_of
from readout.ledger.taking import Rows

_MANY = 500


class Profiled(NamedTuple):
    """What tying found: keys to decide on, and the parties that are new to their profile (party, profile)."""

    keys: set[str]
    tied: list[tuple[int, int]]


def in_parts(items: list[Any]) -> Iterable[list[Any]]:
    """A list in parts that one statement can take."""
    return (items[i : i + _MANY] for i in range(0, len(items), _MANY))


def tie(connection: Any, documents: list[int] | None, gone: set[int], ruled: Rulings) -> Profiled:
    """Tie the parties of documents (of all, where none are named) to profiles; `gone` are parties that no reading gives any more."""
    rows = [row for row in _parties(connection, documents) if row.id not in gone]
    wanted: dict[str, Profile] = {}
    ties: dict[int, str] = {}
    for row in rows:
        found = profile_of(row.kind, row.anchor, (row.name, *row.names.split(" | ")), row.state, row.office, row.day)
        if found is not None:
            found = _of_one_document(found, row, ruled)
            wanted[found.key] = _longer(wanted.get(found.key, found), found)
            ties[row.id] = found.key
    writing = Rows(connection)
    ids, keys = _stored(connection, writing, wanted)
    before = {row.id: row.profile_id for row in rows}
    tied = [(party, ids[key]) for party, key in ties.items() if before[party] != ids[key]]
    for party, profile in tied:
        writing.change(t.party, ("profile_id",), (profile,), party)
    left = {before[party] for party, _ in tied} | _untie(connection, writing, gone)
    writing.write()
    return Profiled(keys | _companions(connection, sorted(n for n in left if n is not None)), tied)


def _parties(connection: Any, documents: list[int] | None) -> list[Any]:
    p = t.party.c
    query = select(p.id, p.anchor, p.kind, p.name, p.names, p.state, p.office, p.day, p.profile_id, t.document.c.key.label("document"))
    query = query.join(t.document, t.document.c.id == p.document_id)
    if documents is None:
        return list(connection.execute(query))
    return [row for some in in_parts(documents) for row in connection.execute(query.where(p.document_id.in_(some)))]


def _untie(connection: Any, writing: Rows, gone: set[int]) -> set[int | None]:
    p = t.party.c
    found: set[int | None] = set()
    for some in in_parts(sorted(gone)):
        for row in connection.execute(select(p.id, p.profile_id).where(p.id.in_(some), p.profile_id.is_not(None))):
            writing.change(t.party, ("profile_id", "identity_id"), (None, None), row.id)
            found.add(row.profile_id)
    return found


def _companions(connection: Any, profiles: list[int]) -> set[str]:
    """The profiles that share an identity with some that lost a party: what the lost one joined may fall apart."""
    q = t.profile.c
    found: set[str] = set()
    for some in in_parts(profiles):
        identities = select(q.identity_id).where(q.id.in_(some))
        found.update(connection.execute(select(q.key).where(q.identity_id.in_(identities))).scalars())
    return found


def _of_one_document(found: Profile, row: Any, ruled: Rulings) -> Profile:
    """A profile of its own for a party that a judgement speaks of in this document alone."""
    own = f"{found.key}@{row.document}"
    return msgspec.structs.replace(found, key=own, document=row.document, identifier=None) if own in ruled.anchors else found


def _longer(one: Profile, other: Profile) -> Profile:
    days = [d for d in (one.first_day, one.last_day, other.first_day, other.last_day) if d]
    return msgspec.structs.replace(one, first_day=min(days), last_day=max(days)) if days else one


def _stored(connection: Any, writing: Rows, wanted: dict[str, Profile]) -> tuple[dict[str, int], set[str]]:
    """Ids of profiles, new ones written; and the keys of those to decide on: new, undecided, or reaching over more days."""
    known = {row.key: row for row in rows_of(connection, t.profile.c.key, sorted(wanted))}
    ids, keys = {key: row.id for key, row in known.items()}, set()
    for key, found in sorted(wanted.items()):
        row = known.get(key)
        if row is None:
            ids[key] = writing.next_id(t.profile)
            writing.add(t.profile, {"id": ids[key], **_columns(found)})
            for word in lookup_words(found):
                writing.add(t.profile_word, {"word": word, "profile_id": ids[key]})
            keys.add(key)
            continue
        both = _longer(from_row(row), found)
        if (both.first_day, both.last_day) != (row.first_day, row.last_day):
            writing.change(t.profile, ("first_day", "last_day"), (both.first_day, both.last_day), row.id)
            if not row.identifier and row.kind == PERSON:
                keys.add(key)
        if row.identity_id is None:
            keys.add(key)
    return ids, keys


def _columns(p: Profile) -> dict[str, Any]:
    many = {name: " | ".join(getattr(p, name)) for name in ("names", "states", "offices")}
    single = {name: getattr(p, name) for name in ("key", "kind", "name", "identifier", "first_day", "last_day")}
    return {**single, **many, "document_key": p.document}


def from_row(row: Any) -> Profile:
    """The profile of a row of its table."""
    names, states, offices = (tuple(x for x in value.split(" | ") if x) for value in (row.names, row.states, row.offices))
    return Profile(row.key, row.kind, row.name, names, row.identifier, states, offices, row.first_day, row.last_day, row.document_key)


def rows_of(connection: Any, column: Any, values: list[Any], *conditions: Any) -> list[Any]:
    """The profiles whose column holds one of some values."""
    query = select(t.profile).where(*conditions)
    return [row for some in in_parts(values) for row in connection.execute(query.where(column.in_(some)))]
