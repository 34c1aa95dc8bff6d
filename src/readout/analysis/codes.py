"""Event codes with what stands behind them: the rule that fired, its words, and the rules that were looked at and rejected."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from readout.analysis.contacts import every
from readout.ledger import schema as t
from readout.ledger.asking import Hit, parse
from readout.ledger.asking.conditions import Moment
from readout.stages.interpret import events

_REMOTE = ("phone", "video")


class Alternate(msgspec.Struct, frozen=True):
    """A code that the same words might have had, by the rule for it, and why that rule did not hold."""

    rule: str
    category: str | None
    mode: str | None
    why: str


class Coded(msgspec.Struct, frozen=True):
    """An event with its rule and the alternates that were rejected; the words it rests on are those of `event`."""

    event: Hit
    rule: str
    alternates: tuple[Alternate, ...]


def coded(connection: Connection, query: str, *, as_of: str | None = None) -> tuple[Coded, ...]:
    """The events that a question asks for (`events by:China to:Kazakhstan`), each with the alternates to its code."""
    return tuple(_coded(connection, hit, Moment(as_of)) for hit in every(connection, parse(query), as_of=as_of))


def _coded(connection: Connection, event: Hit, moment: Moment) -> Coded:
    rule = event.rule or ""
    found = tuple(Alternate(*other) for other in events.others(rule, _facts(connection, event, moment)))
    return Coded(event, rule, found)


def _facts(connection: Connection, event: Hit, moment: Moment) -> dict[str, str]:
    """What the rules look at in the encounter of an event; nothing where the event is of words or documents."""
    if ".encounter." not in (event.rule or "") or event.document is None:
        return {}
    c = t.claim.c
    here = (c.document_id == event.document.id, c.type == "encounter", c.local == event.part_of, moment.known())
    row = connection.execute(select(c.kind, c.status, c.mode).where(*here).order_by(c.id.desc())).first()
    if row is None:
        return {}
    return {"kind": row.kind, "status": row.status, "remote": "yes" if row.mode in _REMOTE else "no"}
