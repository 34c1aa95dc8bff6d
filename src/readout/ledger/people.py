"""People and bodies across documents: every party of a document gets one identity of the ledger, or a question is asked.

The groups depend on the profiles alone, never on the order in which they came: a new profile joins those it may be, the
whole group is decided anew, and identities keep their codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, select, update

from readout.ledger import schema as t
from readout.ledger.flatten import slug
from readout.ledger.gathering import Near, grouped
from readout.ledger.grouping import Joined
from readout.ledger.judgements import rulings
from readout.ledger.profiles import PERSON, Profile
from readout.ledger.profiling import from_row, in_parts, tie
from readout.ledger.questions import ask, settle
from readout.ledger.taking import Rows

_IDENTITY = select(t.identity.c.id).where(t.identity.c.code == bindparam("code"))


def resolve(connection: Any, moment: str, documents: Iterable[int] | None = None, gone: Iterable[int] = ()) -> set[int]:
    """Give the parties of some documents (of all, where none are named) their identities; returns the documents whose parties moved.

    `gone` are parties that the newest reading of their document does not give any more.
    """
    ruled = rulings(connection)
    found = tie(connection, None if documents is None else list(documents), set(gone), ruled)
    near = Near(connection, ruled)
    changed = _decide(connection, near, found.keys, moment)
    return _spread(connection, changed, found.tied)


def resolve_again(connection: Any, keys: Iterable[str], moment: str) -> set[int]:
    """Decide some profiles anew, after a judgement on them; returns the documents whose parties moved."""
    return _spread(connection, _decide(connection, Near(connection, rulings(connection)), set(keys), moment), [])


def _spread(connection: Any, changed: set[int], tied: list[tuple[int, int]]) -> set[int]:
    """Give parties the identities of their profiles: those newly tied, and all of the profiles that moved."""
    p, q = t.party.c, t.profile.c
    documents: set[int] = set()
    for some in in_parts(sorted(changed)):
        documents.update(connection.execute(select(p.document_id).where(p.profile_id.in_(some)).distinct()).scalars())
        value = select(q.identity_id).where(q.id == p.profile_id).scalar_subquery()
        why = select(q.why).where(q.id == p.profile_id).scalar_subquery()
        connection.execute(update(t.party).where(p.profile_id.in_(some)).values(identity_id=value, why=why))
    rest = [(party, profile) for party, profile in tied if profile not in changed]
    decided: dict[int, Any] = {}
    for some in in_parts(sorted({profile for _, profile in rest})):
        decided.update({row.id: row for row in connection.execute(select(q.id, q.identity_id, q.why).where(q.id.in_(some)))})
    writing = Rows(connection)
    for party, profile in rest:
        writing.change(t.party, ("identity_id", "why"), (decided[profile].identity_id, decided[profile].why), party)
    writing.write()
    return documents


# --- identities -----------------------------------------------------------------------------------------------------------


def _decide(connection: Any, near: Near, start: set[str], moment: str) -> set[int]:
    """Group the profiles around some; returns the ids of profiles whose identity changed."""
    if not start:
        return set()
    naming = _Naming(connection, near, moment)
    asked: set[str] = set()
    keys: set[str] = set()
    parts = near.parts(start)
    naming.know({near.rows[k].identity_id for part in parts for k in part} - {None})
    for part in parts:
        keys |= part
        joined, doubts = grouped(near, part)
        naming.assign(joined)
        for a, b, why in doubts:
            kind = PERSON if near.profiles[a].kind == PERSON else "body"
            labels = describe(near.profiles[a]), describe(near.profiles[b])
            asked.add(ask(connection, kind, (a, b), labels, why, moment))
    settle(connection, "people", keys, asked, moment)
    naming.write()
    return naming.changed


class _Naming:
    """Writes groups as identities, keeping the codes there are."""

    def __init__(self, connection: Any, near: Near, moment: str) -> None:
        self.connection, self.near, self.moment = connection, near, moment
        self.writing = Rows(connection)
        self.changed: set[int] = set()
        self._codes: set[str] = set()
        self._rows: dict[int, Any] = {}
        self._away: dict[int, list[Any]] = {}

    def know(self, held: Iterable[int]) -> None:
        """Look up the identities that profiles have, and those that were merged into them, for all groups at once."""
        i = t.identity.c
        for some in in_parts(sorted(held)):
            self._rows.update({r.id: r for r in self.connection.execute(select(t.identity).where(i.id.in_(some)))})
            for row in self.connection.execute(select(t.identity).where(i.merged_into.in_(some)).order_by(i.id)):
                self._away.setdefault(row.merged_into, []).append(row)

    def assign(self, joined: Joined) -> None:
        """Give every group an identity: one that a member has, one that a merge undone gives back, or a new one."""
        near, claimed, why = self.near, set[int](), _reasons(joined)
        left_over: dict[int, int] = {}
        held = sorted({near.rows[k].identity_id for g in joined.groups for k in g} - {None})
        known, away = self._identities(held)
        for group in sorted(joined.groups, key=lambda g: min(near.rows[k].id for k in g)):
            rows = [near.rows[k] for k in sorted(group)]
            own = sorted({r.identity_id for r in rows if r.identity_id} - claimed)
            best = _best(near, group)
            identity = own[0] if own else next((i.id for i in away if i.name == best.name and i.id not in claimed), None)
            if identity is None:
                identity = self._new(best)
            else:
                self._rename(known[identity], best)
            claimed.add(identity)
            left_over.update(dict.fromkeys(own[1:], identity))
            for row in rows:
                if row.identity_id != identity or row.why != why.get(row.key):
                    self.writing.change(t.profile, ("identity_id", "why"), (identity, why.get(row.key)), row.id)
                    self.changed.add(row.id)
        for other, into in left_over.items():
            if other not in claimed:
                self.writing.change(t.identity, ("merged_into",), (into,), other)

    def _identities(self, held: list[int]) -> tuple[dict[int, Any], list[Any]]:
        """The identities that some profiles have, and those that were merged into them."""
        rows = [self._rows[id] for id in held if id in self._rows]
        away = [row for id in held for row in self._away.get(id, ())]
        return {r.id: r for r in (*rows, *away)}, sorted(away, key=lambda r: r.id)

    def _rename(self, row: Any, best: Profile) -> None:
        if (row.name, row.identifier, row.merged_into) != (best.name, best.identifier, None):
            values = best.name, best.identifier, None
            self.writing.change(t.identity, ("name", "identifier", "merged_into"), values, row.id)

    def _new(self, best: Profile) -> int:
        base = f"{best.kind}:{slug(best.name)}"
        code = base
        if base in self._codes or self.connection.execute(_IDENTITY, {"code": base}).first():
            like = select(t.identity.c.code).where(t.identity.c.code.startswith(f"{base}~", autoescape=True))
            taken = {*self.connection.execute(like).scalars(), *self._codes}
            code = next(f"{base}~{n}" for n in range(2, len(taken) + 3) if f"{base}~{n}" not in taken)
        self._codes.add(code)
        number = self.writing.next_id(t.identity)
        told = {"code": code, "kind": best.kind, "name": best.name, "identifier": best.identifier, "recorded_since": self.moment}
        self.writing.add(t.identity, {"id": number, **told})
        return number

    def write(self) -> None:
        """Write what was decided."""
        self.writing.write()


def _reasons(joined: Joined) -> dict[str, str]:
    found: dict[str, str] = {}
    for edge in joined.edges:
        for key in (edge.left, edge.right):
            found.setdefault(key, edge.why)
    return found


def _best(near: Near, group: frozenset[str]) -> Profile:
    """The profile that names a group: one of the register, else the fullest name."""
    profiles = [near.profiles[k] for k in sorted(group)]
    return min(profiles, key=lambda p: (p.identifier is None, not p.full, not p.name.isascii(), -len(p.offices), p.key))


# --- for reading ------------------------------------------------------------------------------------------------------------


def describe(p: Profile) -> str:
    """A profile in a few words: name, office, state.

    >>> describe(Profile("k", "person", "Wang Yi", states=("CN",), offices=("minister/foreign",)))
    'Wang Yi (minister/foreign, CN)'
    """
    told = ", ".join(x for x in (*p.offices[:2], *p.states[:2]) if x)
    return f"{p.name} ({told})" if told else p.name


def described(row: Any) -> str:
    """A row of the table of profiles in a few words."""
    return describe(from_row(row))


def known_as(connection: Any, code: str) -> dict[str, Any] | None:
    """An identity with all it is called, the offices and states that texts give it, and why its names are one; None where there is none."""
    i, q = t.identity.c, t.profile.c
    row = connection.execute(select(t.identity).where(i.code == code)).first()
    if row is None:
        return None
    if row.merged_into:
        return known_as(connection, connection.execute(select(i.code).where(i.id == row.merged_into)).scalar())
    profiles = list(connection.execute(select(t.profile).where(q.identity_id == row.id).order_by(q.id)))
    count = select(func.count(func.distinct(t.party.c.document_id))).where(t.party.c.identity_id == row.id)
    printed = select(t.party.c.names).where(t.party.c.identity_id == row.id).distinct().limit(200)
    names = {n for names in connection.execute(printed).scalars() for n in names.split(" | ")}
    return {
        "code": row.code, "kind": row.kind, "name": row.name, "identifier": row.identifier,
        "names": sorted(names), "documents": connection.execute(count).scalar(),
        "profiles": [
            {"key": p.key, "name": p.name, "offices": p.offices, "states": p.states, "first": p.first_day, "last": p.last_day, "why": p.why}
            for p in profiles
        ],
    }  # fmt: skip
