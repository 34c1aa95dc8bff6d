"""People as answers: whom the ledger knows, the offices they held and how often documents name them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, false, func, literal, not_, or_, select, true, tuple_, union_all

from readout.ledger import schema as t
from readout.ledger.asking import names
from readout.ledger.asking.answers import Answer, Hit, Part
from readout.ledger.asking.conditions import Moment, document_is, office_is
from readout.ledger.asking.documents import published
from readout.ledger.asking.grammar import All, Node, Not, Query
from readout.ledger.asking.grammar import Any as AnyOf

Condition = ColumnElement[bool]
_MOST = 800  # rows of parties whose offices are looked up for a page
_EACH = 40  # of somebody named in very many documents the first and the last so many are looked at


def _person() -> ColumnElement[Any]:
    """What makes rows of parties one person: the identity, or the name where none was given."""
    p = t.party.c
    return func.coalesce(literal("i") + cast(p.identity_id, String), p.anchor)


def _filed() -> ColumnElement[Any]:
    """The day under which a row is filed; the document is asked only where the row has none."""
    d = t.document.c
    return func.coalesce(t.party.c.day, select(d.published).where(d.id == t.party.c.document_id).correlate(t.party).scalar_subquery())


def _grouped(where: Condition) -> Any:
    """Everybody with the last and first day and the number of documents; those with an identity are grouped by its number, in its index."""
    p, filed = t.party.c, _filed()
    shown = (
        func.max(func.coalesce(filed, "")).label("last"),
        func.min(filed).label("first"),
        func.count(p.document_id.distinct()).label("n"),
    )
    who = literal("i") + cast(p.identity_id, String)
    i = t.identity.c
    known = select(who.label("who"), *shown).join(t.identity, and_(i.id == p.identity_id, i.kind == "person")).where(where)
    known = known.group_by(p.identity_id)
    bare = select(p.anchor.label("who"), *shown).where(where, p.kind == "person", p.identity_id.is_(None)).group_by(p.anchor)
    return union_all(known, bare).subquery()


def page(
    connection: Connection, asked: Query, moment: Moment, limit: int, after: tuple[Any, ...] | None, facets: bool, most: int | None = None
) -> Answer:
    """A page of people, those named last first; facets are not counted for them; with `most` 0 nothing is counted."""
    from readout.ledger.asking.ask import encode

    p = t.party.c
    where = _build(connection, asked.where, moment)
    if moment.as_of is not None:
        where = and_(where, p.document_id.in_(select(t.revision.c.document_id).where(moment.stood())))
    whole = _grouped(where)
    g = whole.c
    # How many there are stands beside every row, so that the rows are grouped once.
    grouped = select(g.last, g.who, g.first, g.n, func.count().over())
    if after is not None:
        grouped = grouped.where(tuple_(g.last, g.who) > after if asked.sort == "oldest" else tuple_(g.last, g.who) < after)
    order = [x.asc() if asked.sort == "oldest" else x.desc() for x in (g.last, g.who)]
    keys = [tuple(row) for row in connection.execute(grouped.order_by(*order).limit(limit + 1))]
    total = keys[0][4] if keys else 0
    if after is not None and most != 0:
        total = connection.execute(select(func.count()).select_from(whole)).scalar() or 0
    found = _people(connection, [key[:4] for key in keys[:limit]])
    after_this = encode(keys[limit - 1][:2]) if len(keys) > limit else None
    return Answer(asked.said, asked.type, int(total), found, after_this, {}, moment.said)


def _rows(connection: Connection, keys: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """The rows of parties of everybody on a page; of somebody in very many documents the first and the last."""
    p, i = t.party.c, t.identity.c
    asked = select(_person(), p.names, p.name, p.state, p.office, p.day, p.id, i.code, i.name).where(p.kind == "person")
    asked = asked.outerjoin(t.identity, i.id == p.identity_id)
    seen: dict[str, list[Any]] = {}
    for _last, key, _first, count in keys:
        one = p.identity_id == int(key[1:]) if key[1:].isdigit() and key[0] == "i" else and_(p.identity_id.is_(None), p.anchor == key)
        if count <= 2 * _EACH:
            found = list(connection.execute(asked.where(one)).all())
        else:
            ends = [connection.execute(asked.where(one).order_by(day).limit(_EACH)).all() for day in (p.day.asc(), p.day.desc())]
            found = [row for end in ends for row in end]
        seen[key] = sorted(found, key=lambda row: row[6])
    return seen


def _people(connection: Connection, keys: list[tuple[Any, ...]]) -> tuple[Hit, ...]:
    seen = _rows(connection, keys)
    held = _posts(connection, [row[6] for found in seen.values() for row in found])
    made = []
    for last, key, first, count in keys:
        found = seen[key]
        spelt = list(dict.fromkeys(n for row in found for n in row[1].split(" | ")))
        name = found[0][8] or max((row[2] for row in found), key=lambda n: (len(n.split()), len(n)))
        parts: dict[tuple[str | None, str | None], Part] = {}
        for row in found:
            for post, body in held.get(row[6], ()):
                parts.setdefault((post, body or row[3]), Part("holder", name, "person", post, body, row[3], row[4], row[7], row[6]))
        label = " · ".join(n for n in spelt if n != name) if len(spelt) > 1 else None
        made.append(
            Hit(
                "person",
                found[0][7] or key,
                day=last or None,
                date=first,
                name=name,
                parties=tuple(parts.values()),
                count=count,
                label=label,
                id=found[0][6],
            )
        )
    return tuple(made)


def _posts(connection: Connection, parties: list[int]) -> dict[int, list[tuple[str | None, str | None]]]:
    x, c, of = t.claim_party.c, t.claim.c, t.party.alias()
    asked = select(x.party_id, x.post, of.c.name).join(t.claim, c.id == x.claim_id).outerjoin(of, of.c.id == x.of_id)
    if len(parties) > _MOST:  # of somebody named in thousands of documents the first and the last are enough to list the offices
        parties = [*parties[: _MOST // 2], *parties[-_MOST // 2 :]]
    found: dict[int, list[tuple[str | None, str | None]]] = {}
    for party, post, body in connection.execute(
        asked.where(x.party_id.in_(parties), c.type.concat("") == "post", c.recorded_until.is_(None)).order_by(c.id)
    ):
        found.setdefault(party, []).append((post, body))
    return found


def _build(connection: Connection, node: Node, moment: Moment) -> Condition:
    if isinstance(node, Not):
        return not_(_build(connection, node.one, moment))
    if isinstance(node, All):
        return and_(true(), *(_build(connection, n, moment) for n in node.each))
    if isinstance(node, AnyOf):
        return or_(false(), *(_build(connection, n, moment) for n in node.each))
    return or_(*(_term(connection, node.field, value, moment) for value in node.values))


def _term(connection: Connection, name: str, value: str, moment: Moment) -> Condition:
    p, d = t.party.c, t.document.c
    if name in ("with", "text"):
        return names.party_is(connection, value)
    if name == "body":
        return names.acts_for(value)
    if name == "country":
        return p.state.in_(names.wanted(value).states or (value.upper(),))
    if name == "post":
        return office_is(value)
    if name in ("publisher", "lang"):
        return p.document_id.in_(select(d.id).where(document_is(name, value)))
    if name in ("since", "until", "on"):
        return published(name, value, _filed())
    if name == "is":
        return not_(p.id.in_(_registered(moment)))
    return or_(p.anchor == value, p.identity_id.in_(select(t.identity.c.id).where(t.identity.c.code == value))) if value else false()


def _registered(moment: Moment) -> Any:
    """Rows of people one of whose offices the register knows and confirms."""
    x, c = t.claim_party.c, t.claim.c
    return select(x.party_id).join(t.claim, c.id == x.claim_id).where(c.type == "post", c.label == "agrees", moment.known())
