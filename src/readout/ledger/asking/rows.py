"""Rows of an answer, fetched for one page: a fixed number of statements, whatever the ledger holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from readout.ledger import schema as t
from readout.ledger.asking.answers import Doc, Hit, Part
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.fulltext import hits, phrases

_COLUMNS = (
    "id",
    "code",
    "type",
    "local",
    "day",
    "kind",
    "status",
    "mode",
    "act",
    "strength",
    "negated",
    "number",
    "label",
    "date_value",
    "date_basis",
    "place",
    "country",
    "due",
    "quote",
    "start_at",
    "end_at",
    "basis",
    "rule",
    "reviewed",
    "why",
    "known_since",
    "part_of",
    "document_id",
    "revision_id",
    "encounter_id",
)


def claims(connection: Connection, ids: Sequence[int], words: tuple[str, ...] = (), type_: str = "") -> list[Hit]:
    """Claims by their ids, in the order given."""
    if not ids:
        return []
    found = connection.execute(select(*(t.claim.c[name] for name in _COLUMNS)).where(t.claim.c.id.in_(ids))).all()
    docs = documents(connection, {row.document_id: row.revision_id for row in found})
    cast, topics = parties(connection, ids), _topics(connection, ids)
    wanted = tuple(p for w in words for p in phrases(connection, w))
    made = {row.id: _hit(row, docs[row.document_id], cast.get(row.id, ()), topics.get(row.id, ()), wanted) for row in found}
    return [made[i] for i in ids if i in made]


def _hit(row: Any, doc: Doc, cast: tuple[Part, ...], topics: tuple[str, ...], words: tuple[str, ...]) -> Hit:
    whole = row.quote is not None and row.start_at is not None and row.end_at - row.start_at == len(row.quote)
    return Hit(
        type=row.type,
        code=row.code,
        day=row.day or None,
        kind=row.kind,
        status=row.status,
        mode=row.mode,
        act=row.act,
        strength=row.strength,
        negated=bool(row.negated),
        number=row.number,
        label=row.label,
        date=row.date_value,
        date_basis=row.date_basis,
        place=row.place,
        country=row.country,
        due=row.due,
        quote=row.quote,
        start=row.start_at,
        end=row.end_at,
        highlights=hits(words, row.quote, row.start_at) if words and whole else (),
        parties=cast,
        topics=topics,
        document=doc,
        basis=row.basis,
        rule=row.rule,
        reviewed=row.reviewed,
        why=row.why,
        known_since=row.known_since,
        part_of=row.part_of,
        count=1,
        id=row.id,
    )


def encounters(connection: Connection, numbers: Sequence[int], moment: Moment, words: tuple[str, ...] = ()) -> list[Hit]:
    """Encounters with all their accounts; a negative number is that of an account that stands alone."""
    if not numbers:
        return []
    c = t.claim.c
    group = func.coalesce(c.encounter_id, -c.id)
    where = (c.type.concat("") == "encounter") & moment.known()
    of_groups = (c.encounter_id.in_([n for n in numbers if n > 0])) | (c.id.in_([-n for n in numbers if n < 0]) & c.encounter_id.is_(None))
    by_group: dict[int, list[int]] = {}
    for number, id in connection.execute(select(group, c.id).where(where, of_groups).order_by(c.id)):
        by_group.setdefault(number, []).append(id)
    known = {h.id: h for h in claims(connection, [i for ids in by_group.values() for i in ids], words)}
    named = select(t.encounter.c.id, t.encounter.c.code).where(t.encounter.c.id.in_([n for n in by_group if n > 0]))
    codes = {row.id: row.code for row in connection.execute(named)}
    return [_encounter(n, codes.get(n), [known[i] for i in by_group[n]]) for n in numbers if n in by_group]


def _encounter(number: int, code: str | None, accounts: list[Hit]) -> Hit:
    """An encounter as its accounts together tell it: each value from the first account that has it, the precisest date first."""
    lead = max(accounts, key=lambda a: (a.status == "held", len(a.parties), -a.id))
    dated = max(accounts, key=lambda a: (a.status == lead.status, a.date is not None and "/" not in a.date, len(a.date or ""), -a.id))
    placed = next((a for a in (lead, *accounts) if a.place), lead)
    return Hit(
        type="encounter",
        code=code or lead.code,
        day=dated.day,
        kind=lead.kind,
        status=lead.status,
        mode=lead.mode,
        date=dated.date,
        date_basis=dated.date_basis,
        place=placed.place,
        country=placed.country,
        label=next((a.label for a in accounts if a.label), None),
        quote=lead.quote,
        start=lead.start,
        end=lead.end,
        highlights=lead.highlights,
        parties=_merged(lead, accounts),
        document=lead.document,
        accounts=tuple(accounts),
        count=len({a.document.id for a in accounts if a.document}),
        why=lead.why,
        id=number,
    )


def _merged(lead: Hit, accounts: list[Hit]) -> tuple[Part, ...]:
    """The parties of the fullest account, then those of others who are nobody there."""
    found = list(lead.parties)
    seen = {p.code or p.name for p in found} | {(p.state, p.office) for p in found if p.office}
    for account in accounts:
        for p in account.parties:
            if account is not lead and p.code and p.code not in seen:
                seen.add(p.code)
                found.append(p)
    return tuple(found)


def documents(connection: Connection, revisions: dict[int, int]) -> dict[int, Doc]:
    """Documents by their ids, each with the revision that is cited."""
    d = t.document.c
    asked = select(d.id, d.name, d.title, d.publisher, d.language, d.published, d.url, d.genre).where(d.id.in_(list(revisions)))
    return {row.id: Doc(*row, revision=revisions[row.id]) for row in connection.execute(asked)}


def parties(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Part, ...]]:
    """The parties of claims, in the order of the text."""
    x, p, of, i = t.claim_party.c, t.party.c, t.party.alias(), t.identity.c
    asked = (
        select(x.claim_id, x.role, p.name, p.names, p.kind, x.post, of.c.name, p.state, p.office, i.code, p.id)
        .join(t.party, p.id == x.party_id)
        .outerjoin(of, of.c.id == x.of_id)
        .outerjoin(t.identity, i.id == p.identity_id)
        .where(x.claim_id.in_(ids))
        .order_by(x.claim_id, x.position)
    )
    found: dict[int, list[Part]] = {}
    for claim, role, name, names, kind, post, body, state, office, code, party in connection.execute(asked):
        found.setdefault(claim, []).append(Part(role, name or names.split(" | ")[0], kind, post, body, state, office, code, party))
    return {claim: tuple(cast) for claim, cast in found.items()}


def _topics(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    x = t.claim_topic.c
    for claim, topic in connection.execute(select(x.claim_id, x.topic).where(x.claim_id.in_(ids)).order_by(x.claim_id, x.topic)):
        found.setdefault(claim, []).append(topic)
    return {claim: tuple(topics) for claim, topics in found.items()}
