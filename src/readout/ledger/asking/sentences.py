"""Sentences as answers: who said it, on which day, and where the wanted words stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select, true, tuple_

from readout.ledger import schema as t
from readout.ledger.asking import names, rows
from readout.ledger.asking.answers import Answer, Hit, Part
from readout.ledger.asking.conditions import Moment, document_is
from readout.ledger.asking.documents import published
from readout.ledger.asking.fulltext import hits, phrases, sentence_ids
from readout.ledger.asking.grammar import All, Node, Not, Query, Term
from readout.ledger.asking.grammar import Any as AnyOf
from readout.ledger.folding import plain

Condition = ColumnElement[bool]


def page(
    connection: Connection, asked: Query, moment: Moment, limit: int, after: tuple[Any, ...] | None, facets: bool, most: int | None = None
) -> Answer:
    """A page of sentences; facets are not counted for them; `most` bounds the counting."""
    from readout.ledger.asking.ask import encode

    s, r = t.sentence.c, t.revision.c
    where = and_(moment.stood(), _build(connection, asked.where, moment))
    day = func.coalesce(s.day, "")
    asking = select(day, s.id).join(t.revision, r.id == s.revision_id).where(where)
    if after is not None:
        asking = asking.where(tuple_(day, s.id) > after if asked.sort == "oldest" else tuple_(day, s.id) < after)
    order = [x.asc() if asked.sort == "oldest" else x.desc() for x in (day, s.id)]
    keys = [tuple(row) for row in connection.execute(asking.order_by(*order).limit(limit + 1))]
    counting = select(s.id).join(t.revision, r.id == s.revision_id).where(where).limit(None if most is None else most + 1)
    total = connection.execute(select(func.count()).select_from(counting.subquery())).scalar()
    wanted = tuple(p for w in _words(asked.where) for p in phrases(connection, w))
    found = _sentences(connection, [id for _, id in keys[:limit]], wanted, moment)
    return Answer(asked.said, asked.type, int(total or 0), found, encode(keys[limit - 1]) if len(keys) > limit else None, {}, moment.said)


def _words(node: Node) -> list[str]:
    if isinstance(node, Term):
        return list(node.values) if node.field == "text" else []
    return [] if isinstance(node, Not) else [w for n in node.each for w in _words(n)]


def by_ids(connection: Connection, ids: list[int], moment: Moment) -> tuple[Hit, ...]:
    """Sentences by their ids, in the order given, with those who speak in them."""
    return _sentences(connection, ids, (), moment)


def _sentences(connection: Connection, ids: list[int], wanted: tuple[str, ...], moment: Moment) -> tuple[Hit, ...]:
    if not ids:
        return ()
    s, r = t.sentence.c, t.revision.c
    said = func.substr(r.text, s.start_at + 1, s.end_at - s.start_at)
    asked = select(s.id, s.day, s.start_at, s.end_at, s.revision_id, r.document_id, said.label("said")).join(
        t.revision, r.id == s.revision_id
    )
    found = {row.id: row for row in connection.execute(asked.where(s.id.in_(ids)))}
    docs = rows.documents(connection, {row.document_id: row.revision_id for row in found.values()})
    speakers = _speakers(connection, ids, moment)
    made = {
        id: Hit(
            "sentence",
            f"s{id}",
            day=row.day or docs[row.document_id].published,
            quote=row.said,
            start=row.start_at,
            end=row.end_at,
            highlights=hits(wanted, row.said, row.start_at),
            parties=speakers.get(id, ()),
            document=docs[row.document_id],
            count=1,
            id=id,
        )
        for id, row in found.items()
    }
    return tuple(made[id] for id in ids if id in made)


def _speakers(connection: Connection, ids: list[int], moment: Moment) -> dict[int, tuple[Part, ...]]:
    """Who speaks in each sentence, by the statements that overlap it."""
    s, c = t.sentence.c, t.claim.c
    overlaps = and_(s.revision_id == c.revision_id, s.start_at < c.end_at, s.end_at > c.start_at)
    # c.type as an expression: the index on it would lead through all statements of the ledger instead of those of the revision
    asked = select(s.id, c.id).join(t.claim, overlaps).where(s.id.in_(ids), c.type.concat("") == "statement", moment.known())
    pairs = connection.execute(asked).all()
    cast = rows.parties(connection, [claim for _, claim in pairs])
    found: dict[int, dict[str, Part]] = {}
    for sentence, claim in pairs:
        for part in cast.get(claim, ()):
            if part.role == "speaker":
                found.setdefault(sentence, {}).setdefault(part.name, part)
    return {sentence: tuple(parts.values()) for sentence, parts in found.items()}


def _build(connection: Connection, node: Node, moment: Moment) -> Condition:
    if isinstance(node, Not):
        return not_(_build(connection, node.one, moment))
    if isinstance(node, All):
        return and_(true(), *(_build(connection, n, moment) for n in node.each))
    if isinstance(node, AnyOf):
        return or_(false(), *(_build(connection, n, moment) for n in node.each))
    return or_(*(_term(connection, node.field, value, moment) for value in node.values))


def _term(connection: Connection, name: str, value: str, moment: Moment) -> Condition:
    s, d, c = t.sentence.c, t.document.c, t.claim.c
    if name == "text":
        return s.id.in_(sentence_ids(connection, value))
    if name in ("since", "until", "on"):
        return published(name, value, s.day)
    if name in ("publisher", "lang", "document"):
        return t.revision.c.document_id.in_(select(d.id).where(document_is(name, value)))
    overlaps = and_(s.revision_id == c.revision_id, s.start_at < c.end_at, s.end_at > c.start_at)
    said = select(s.id).join(t.claim, overlaps).where(c.type == "statement", moment.known()).correlate(None)
    if name == "topic":
        return s.id.in_(
            said.where(c.id.in_(select(t.claim_topic.c.claim_id).where(t.claim_topic.c.topic == plain(value).replace(" ", "-"))))
        )
    x = t.claim_party.c
    by = select(x.claim_id).join(t.party, t.party.c.id == x.party_id).where(names.party_is(connection, value))
    if name == "by":
        return s.id.in_(said.where(c.id.in_(by.where(x.role == "speaker"))))
    return t.revision.c.document_id.in_(select(t.party.c.document_id).where(names.party_is(connection, value)))
