"""Documents as answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select, true, tuple_

from readout.ledger import schema as t
from readout.ledger.asking import names
from readout.ledger.asking.answers import Answer, Count, Doc, Hit
from readout.ledger.asking.conditions import Moment, document_is
from readout.ledger.asking.fields import day_range
from readout.ledger.asking.fulltext import sentence_ids
from readout.ledger.asking.grammar import All, Node, Not, Query
from readout.ledger.asking.grammar import Any as AnyOf
from readout.ledger.folding import plain

Condition = ColumnElement[bool]


def page(
    connection: Connection, asked: Query, moment: Moment, limit: int, after: tuple[Any, ...] | None, facets: bool, most: int | None = None
) -> Answer:
    """A page of documents; with `most` 0 nothing is counted; facets are counted whole."""
    from readout.ledger.asking.ask import encode

    d, r = t.document.c, t.revision.c
    where = and_(moment.stood(), _build(connection, asked.where, moment))
    day = func.coalesce(d.published, "")
    asking = select(day, d.id, r.id).join(t.revision, r.document_id == d.id).where(where)
    if after is not None:
        asking = asking.where(tuple_(day, d.id) > after if asked.sort == "oldest" else tuple_(day, d.id) < after)
    order = [x.asc() if asked.sort == "oldest" else x.desc() for x in (day, d.id)]
    keys = [tuple(row) for row in connection.execute(asking.order_by(*order).limit(limit + 1))]
    found = _docs(connection, {id: revision for _, id, revision in keys[:limit]})
    counted = _facets(connection, where) if facets else {}
    every = select(func.count()).select_from(t.document).join(t.revision, r.document_id == d.id).where(where)
    total = len(keys) if most == 0 else connection.execute(every).scalar()
    after_this = encode(keys[limit - 1][:2]) if len(keys) > limit else None
    return Answer(asked.said, asked.type, int(total or 0), tuple(found[id] for _, id, _ in keys[:limit]), after_this, counted, moment.said)


def number(connection: Connection, asked: Query, moment: Moment) -> int:
    """How many documents a question asks for."""
    d, r = t.document.c, t.revision.c
    where = and_(moment.stood(), _build(connection, asked.where, moment))
    every = select(func.count()).select_from(t.document).join(t.revision, r.document_id == d.id).where(where)
    return int(connection.execute(every).scalar() or 0)


def _docs(connection: Connection, revisions: dict[int, int]) -> dict[int, Hit]:
    d = t.document.c
    asked = select(d.id, d.name, d.title, d.publisher, d.language, d.published, d.url, d.genre).where(d.id.in_(list(revisions)))
    docs = [Doc(*row, revision=revisions[row.id]) for row in connection.execute(asked)]
    return {
        x.id: Hit("document", f"d{x.id}", day=x.published, name=x.title or x.name, kind=x.genre, document=x, count=1, id=x.id) for x in docs
    }


def _facets(connection: Connection, where: Condition) -> dict[str, tuple[Count, ...]]:
    from readout.ledger.asking.ask import FACET_VALUES

    d = t.document.c
    asked = select(d.genre, d.publisher, d.language, func.substr(d.published, 1, 4)).join(t.revision, t.revision.c.document_id == d.id)
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "publisher", "lang", "year")}
    for row in connection.execute(asked.where(where)):
        for name, value in zip(counted, row, strict=True):
            if value:
                counted[name][value] += 1
    return {
        name: tuple(Count(v, n) for v, n in sorted(values.items(), key=lambda kv: (-kv[1], kv[0]))[:FACET_VALUES])
        for name, values in counted.items()
        if values
    }


def _build(connection: Connection, node: Node, moment: Moment) -> Condition:
    if isinstance(node, Not):
        return not_(_build(connection, node.one, moment))
    if isinstance(node, All):
        return and_(true(), *(_build(connection, n, moment) for n in node.each))
    if isinstance(node, AnyOf):
        return or_(false(), *(_build(connection, n, moment) for n in node.each))
    return or_(*(_term(connection, node.field, value, moment) for value in node.values))


def _term(connection: Connection, name: str, value: str, moment: Moment) -> Condition:
    d = t.document.c
    if name in ("publisher", "lang", "document"):
        return document_is(name, value)
    if name == "with":
        return d.id.in_(select(t.party.c.document_id).where(names.party_is(connection, value)))
    if name == "text":
        return t.revision.c.id.in_(select(t.sentence.c.revision_id).where(t.sentence.c.id.in_(sentence_ids(connection, value))))
    if name == "kind":
        return func.lower(d.genre) == value.lower()
    if name == "id":
        return d.id == int(value[1:]) if value[:1] == "d" and value[1:].isdigit() else false()
    if name in ("since", "until", "on"):
        return published(name, value, d.published)
    claims = select(t.claim.c.document_id).where(moment.known())
    if name == "topic":
        code = plain(value).replace(" ", "-")
        return d.id.in_(claims.where(t.claim.c.id.in_(select(t.claim_topic.c.claim_id).where(t.claim_topic.c.topic == code))))
    return d.id.in_(claims.where(t.claim.c.place.in_(names.spellings(connection, names.place_names(value)))))


def published(name: str, value: str, day: ColumnElement[Any]) -> Condition:
    """Days within what since, until or on ask for."""
    low, high = day_range(value)
    if ".." not in value and name in ("since", "until"):
        low, high = (low, None) if name == "since" else (None, high)
    return and_(day.is_not(None), day != "", day >= low if low else true(), day <= f"{high}~" if high else true())
