"""Asking: from a question to a page of hits."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select, tuple_

from readout.ledger import schema as t
from readout.ledger.asking import documents, names, people, rows, sentences
from readout.ledger.asking.answers import Answer, Count
from readout.ledger.asking.conditions import Builder, Moment
from readout.ledger.asking.fields import TYPES, nearest
from readout.ledger.asking.grammar import Node, Not, Query, Term, parse
from readout.ledger.faults import QueryError

Key = tuple[Any, ...]
_FACETS = ("kind", "status", "mode", "act", "strength", "country", "place")
FACET_VALUES = 20


def ask(
    connection: Connection,
    query: str | Query,
    *,
    as_of: str | None = None,
    limit: int = 50,
    after: str | None = None,
    facets: bool = False,
    today: str | None = None,
    most: int | None = None,
    named_since: str | None = None,
) -> Answer:
    """A page of what a question asks for; raises `QueryError` where the question or the cursor is not understood.

    `most` bounds the counting: a total of `most + 1` means *more than that*, and facets are then those of the newest `most` claims;
    with 0 nothing is counted. `named_since` looks for people and bodies only in documents of that day and later.
    """
    asked = parse(query) if isinstance(query, str) else query
    moment = Moment(as_of, today, named_since)
    if asked.type == "sentences":
        return sentences.page(connection, asked, moment, limit, _cursor(after), facets, most)
    other = {"documents": documents.page, "people": people.page}.get(asked.type)
    if other is not None:
        return other(connection, asked, moment, limit, _cursor(after), facets, most)
    return _claims(connection, asked, moment, limit, _cursor(after), facets, most)


def _claims(
    connection: Connection, asked: Query, moment: Moment, limit: int, after: Key | None, facets: bool, most: int | None = None
) -> Answer:
    c, claim = t.claim.c, TYPES[asked.type]
    builder = Builder(connection, asked, claim, moment)
    where = and_(c.type == claim, moment.known(), builder.build(asked.where))
    grouped = asked.type == "encounters"
    group: ColumnElement[Any] = func.coalesce(c.encounter_id, -c.id) if grouped else c.id
    counts: dict[str, tuple[Count, ...]] = {}
    if most is None:
        keys, counted = _keys(connection, asked.sort, where, group, grouped, limit, after, counting=not facets)
        total, counts = (counted, counts) if counted is not None else _counted(connection, where, group, facets, asked.type)
    elif most == 0:
        keys, _ = _keys(connection, asked.sort, where, group, grouped, limit, after)
        total = len(keys)
    elif grouped or after is not None or asked.sort != "":
        newest = _newest(connection, where, most) if grouped and asked.sort == "" and after is None else None
        keys, _ = _keys(connection, asked.sort, where if newest is None else c.id.in_(newest), group, grouped, limit, after)
        if newest is not None and len(newest) > most and len(keys) <= limit:
            keys, _ = _keys(connection, asked.sort, where, group, grouped, limit, after)
        total, counts = _bounded(connection, where, facets, asked.type, group, most, newest)
    else:
        keys, _ = _keys(connection, asked.sort, where, group, grouped, most, after)
        total, counts = _bounded(connection, where, facets, asked.type, group, most, [k[-1] for k in keys])
        keys = keys[: limit + 1]
    page = keys[:limit]
    found = (
        rows.encounters(connection, [k[-1] for k in page], moment, tuple(builder.words))
        if grouped
        else rows.claims(connection, [k[-1] for k in page], tuple(builder.words), asked.type)
    )
    hints = hints_for(connection, asked.where) if not total else ()
    following = encode(page[-1]) if len(keys) > limit else None
    return Answer(asked.said, asked.type, total, tuple(found), following, counts, moment.said, hints)


def hints_for(connection: Connection, node: Node) -> tuple[str, ...]:
    """Why nothing may have been found: a topic that no text has, a name that nobody bears."""
    if isinstance(node, Not):
        return ()
    if not isinstance(node, Term):
        return tuple(dict.fromkeys(h for n in node.each for h in hints_for(connection, n)))
    found = []
    for value in node.values:
        if node.field == "topic":
            known = list(connection.execute(select(t.claim_topic.c.topic).distinct()).scalars())
            near = nearest(value, known)
            if value not in known:
                found.append(f"no text of this ledger is on topic:{value}" + (f"; the nearest is topic:{near}" if near else ""))
        if node.field in ("with", "by", "to", "host", "chair", "attended"):
            here = select(t.party.c.id).where(names.party_is(connection, value)).limit(1)
            if connection.execute(here).first() is None:
                found.append(f"nobody in this ledger is called {value}")
    return tuple(found)


def _keys(
    connection: Connection,
    sort: str,
    where: ColumnElement[bool],
    group: ColumnElement[Any],
    grouped: bool,
    limit: int,
    after: Key | None,
    counting: bool = False,
) -> tuple[list[Key], int | None]:
    """The keys of the page, one more than wanted: what is sorted by, and the id; for a first page also how many there are, in one pass."""
    c = t.claim.c
    day: ColumnElement[Any] = func.max(c.day) if grouped else c.day
    columns = [func.coalesce(func.max(c.strength) if grouped else c.strength, -1), day, group] if sort == "strongest" else [day, group]
    counting = counting and after is None
    asked = select(*columns, *([func.count().over()] if counting else [])).where(where)
    if grouped:
        asked = asked.group_by(group)
    if after is not None:
        if len(after) != len(columns):
            raise _bad_cursor()
        beyond = tuple_(*columns) > after if sort == "oldest" else tuple_(*columns) < after
        asked = asked.having(beyond) if grouped else asked.where(beyond)
    order = [x.asc() if sort == "oldest" else x.desc() for x in columns]
    found = [tuple(row) for row in connection.execute(asked.order_by(*order).limit(limit + 1))]
    if not counting:
        return found, None
    return [key[:-1] for key in found], int(found[0][-1]) if found else 0


def _counted(
    connection: Connection, where: ColumnElement[bool], group: ColumnElement[Any], facets: bool, type_: str
) -> tuple[int, dict[str, tuple[Count, ...]]]:
    """How many there are, and how many of each value where facets are wanted."""
    c = t.claim.c
    if not facets:
        return int(
            connection.execute(select(func.count(group.distinct()) if type_ == "encounters" else func.count()).where(where)).scalar() or 0
        ), {}
    columns = [c[name] for name in _FACETS]
    asked = select(group, *columns, func.substr(c.day, 1, 4), t.document.c.publisher, t.document.c.language)
    seen: dict[str, set[tuple[Any, str]]] = {}
    labels = (*_FACETS, "year", "publisher", "lang")
    groups = set()
    for number, *values in connection.execute(asked.join(t.document, t.document.c.id == c.document_id).where(where)):
        groups.add(number)
        for name, value in zip(labels, values, strict=True):
            if value is not None and value != "":
                seen.setdefault(name, set()).add((number, str(value)))
    topics = select(group, t.claim_topic.c.topic).select_from(t.claim).join(t.claim_topic, t.claim_topic.c.claim_id == c.id).where(where)
    seen["topic"] = {(number, topic) for number, topic in connection.execute(topics)}
    found = {name: count_values(v for _, v in pairs) for name, pairs in seen.items() if pairs}
    found["with"] = _people_met(connection, where, group)
    return len(groups), {name: counts for name, counts in found.items() if counts}


def _newest(connection: Connection, where: ColumnElement[bool], most: int) -> list[int]:
    """The newest claims for which a condition holds, one more than `most`."""
    c = t.claim.c
    return list(connection.execute(select(c.id).where(where).order_by(c.day.desc(), c.id.desc()).limit(most + 1)).scalars())


def _bounded(
    connection: Connection,
    where: ColumnElement[bool],
    facets: bool,
    type_: str,
    group: ColumnElement[Any],
    most: int,
    newest: list[int] | None = None,
) -> tuple[int, dict[str, tuple[Count, ...]]]:
    """The same over the newest `most` claims: what can be counted while somebody waits."""
    c = t.claim.c
    ids = _newest(connection, where, most) if newest is None else newest
    total, counts = _counted(connection, c.id.in_(ids[:most]), group, facets, type_)
    return (most + 1 if len(ids) > most else total), counts


def _people_met(connection: Connection, where: ColumnElement[bool], group: ColumnElement[Any]) -> tuple[Count, ...]:
    x, p = t.claim_party.c, t.party.c
    name = func.coalesce(t.identity.c.name, p.name)
    number = func.count(group.distinct())
    asked = select(name, number).select_from(t.claim).join(t.claim_party, x.claim_id == t.claim.c.id).join(t.party, p.id == x.party_id)
    asked = asked.outerjoin(t.identity, t.identity.c.id == p.identity_id)
    asked = (
        asked.where(where, p.kind.in_(("person", "state", "organisation"))).group_by(name).order_by(number.desc(), name).limit(FACET_VALUES)
    )
    return tuple(Count(str(value), int(count)) for value, count in connection.execute(asked))


def count_values(values: Any) -> tuple[Count, ...]:
    """The commonest values, with how often each comes; of equals the first in order of the alphabet."""
    counted = sorted(Counter(values).items(), key=lambda kv: (-kv[1], kv[0]))
    return tuple(Count(value, count) for value, count in counted[:FACET_VALUES])


def encode(key: Key) -> str:
    """A cursor: where a page ended.

    >>> _cursor(encode(("2021-05-09", 7)))
    ('2021-05-09', 7)
    """
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def _cursor(after: str | None) -> Key | None:
    if after is None:
        return None
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, msgspec.DecodeError) as error:
        raise _bad_cursor() from error
    if not isinstance(found, list) or not all(isinstance(x, str | int) for x in found):
        raise _bad_cursor()
    return tuple(found)


def _bad_cursor() -> QueryError:
    return QueryError(
        "RO-L204", "--after", "this is no cursor of this question", "take the cursor that the page before gave, or leave it out"
    )
