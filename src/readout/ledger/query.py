"""The query language, first part: a type of claim, then fields that must all hold.

`encounters with:"He Jinping" since:2021` · `statements by:Norov topic:transport mode:direct` · `commitments strength>=2`
"""

from __future__ import annotations

import re
import shlex
from typing import Any

from sqlalchemy import Select, and_, or_, select

from readout.ledger import schema as t
from readout.ledger.faults import QueryError

TYPES = ("encounters", "statements", "commitments", "references", "instruments", "quantities", "topics", "events", "unresolved", "posts")
_PLAIN = ("kind", "status", "mode", "act", "place", "country", "rule", "basis", "label")
_ROLES = {
    "by": ("speaker", "actor"),
    "to": ("addressee", "towards", "recipient"),
    "with": ("principal", "host", "chair"),
    "attended": ("attendee",),
}
_TERM = re.compile(r"(?P<field>\w+)(?P<sign>:|>=|<=|=)(?P<value>.+)", re.S)


def statement(query: str, as_of: str | None, limit: int) -> Select[Any]:
    """The SQL of a question; raises `QueryError` RO-L201 where a word of it is not understood."""
    try:
        type_, *terms = shlex.split(query)
    except ValueError as error:
        raise QueryError(
            "RO-L201", query or "(empty)", "this question cannot be parted into words", "begin with a type and close every quotation mark"
        ) from error
    if type_ not in TYPES:
        raise QueryError("RO-L201", type_, "this is no type of claim", f"begin with one of: {', '.join(TYPES)}")
    c = t.claim.c
    conditions = [c.type == (type_ if type_ == "unresolved" else type_[:-1]), c.recorded_until.is_(None), _known(as_of)]
    conditions += [_condition(term) for term in terms]
    columns = (
        c.code,
        c.type,
        c.kind,
        c.status,
        c.mode,
        c.act,
        c.strength,
        c.date_value,
        c.place,
        c.due,
        c.quote,
        c.start_at,
        c.end_at,
        t.document.c.name,
        t.document.c.url,
    )
    return (
        select(*columns).join(t.document, t.document.c.id == c.document_id).where(and_(*conditions)).order_by(c.day_from, c.id).limit(limit)
    )


def _known(as_of: str | None) -> Any:
    """What was known at the end of a day, or is known now."""
    if as_of is None:
        return t.claim.c.known_until.is_(None)
    end = f"{as_of}~"
    return and_(t.claim.c.known_since <= end, or_(t.claim.c.known_until.is_(None), t.claim.c.known_until > end))


def _condition(term: str) -> Any:
    found, c = _TERM.fullmatch(term), t.claim.c
    if found is None:
        return c.quote.icontains(term, autoescape=True)
    field, sign, value = found.group("field", "sign", "value")
    if field in _ROLES:
        named = t.party.c.names.icontains(value, autoescape=True) | t.party.c.name.icontains(value, autoescape=True)
        cast = select(t.claim_party.c.claim_id).join(t.party, t.party.c.id == t.claim_party.c.party_id)
        return c.id.in_(cast.where(named, t.claim_party.c.role.in_(_ROLES[field])))
    if field == "topic":
        return c.id.in_(select(t.claim_topic.c.claim_id).where(t.claim_topic.c.topic.in_(value.split(","))))
    if field == "strength" and value.isdigit():
        return c.strength >= int(value) if sign == ">=" else c.strength <= int(value) if sign == "<=" else c.strength == int(value)
    if field == "since":
        return c.day_to >= value
    if field == "until":
        return c.day_from <= f"{value}~"
    if field in _PLAIN:
        return c[field].in_(value.split(","))
    raise QueryError(
        "RO-L202", term, "this field is not known", f"use one of: {', '.join((*_ROLES, 'topic', 'strength', 'since', 'until', *_PLAIN))}"
    )
