"""A briefing on a person, a body or a pair for a day: last contacts, positions in quotes, open undertakings; every line has a footnote."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, or_

from readout.ledger import schema as t
from readout.ledger.views import parties, promises
from readout.ledger.views.rows import Fact, Meeting, encounters, facts


class Subject(msgspec.Struct, frozen=True):
    """Whom a briefing is about."""

    kind: str
    code: str
    name: str


class Position(msgspec.Struct, frozen=True):
    """What was said on a topic, the newest first."""

    topic: str
    said: tuple[Fact, ...]


class Briefing(msgspec.Struct, frozen=True):
    """A briefing; `number` gives the footnote of every fact by its code, `notes` the footnotes in order."""

    day: str
    until: str
    about: Subject | None
    beside: Subject | None
    contacts: tuple[Meeting, ...]
    positions: tuple[Position, ...]
    open: tuple[promises.Card, ...]
    number: dict[str, int]
    notes: tuple[Fact, ...]
    unresolved: int
    choices: tuple[Subject, ...] = ()


def until_before(day: str) -> str:
    """The day before: a briefing for a day knows nothing published on it.

    >>> until_before("2021-03-01")
    '2021-02-28'
    """
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def made(connection: Connection, day: str, about: Subject, beside: Subject | None) -> Briefing:
    """The briefing of what was known the day before."""
    until, c = until_before(day), t.claim.c
    mine = parties.parties_of(connection, about.kind, about.code)
    other = parties.parties_of(connection, beside.kind, beside.code) if beside else None
    if mine is None:
        return Briefing(day, until, about, beside, (), (), (), {}, (), 0)
    roles = ("principal", "host", "chair", "attendee")
    known = [t.document.c.published <= until]
    with_both = [parties.claims_with(x, *roles) for x in (mine, other) if x is not None]
    contacts = encounters(connection, *known, *with_both, limit=12)
    toward = [] if other is None else [or_(parties.claims_with(other, "addressee", "speaker", "towards"), _at(contacts))]
    said = facts(
        connection, c.type == "statement", parties.claims_with(mine, "speaker"), *known, *toward,
        order=(t.document.c.published.desc(), c.start_at), limit=60,
    )  # fmt: skip
    wanted = [c.type == "commitment", c.strength >= 2, c.negated == 0, parties.claims_with(mine, "actor", "towards"), *known]
    promised = facts(connection, *wanted, order=(t.document.c.published.desc(), c.start_at), limit=24)
    moved = {f.code: promises.moves(connection, f.code) for f in promised}
    cards = [
        promises.Card(f, m[0].status if m else "open", m[0] if m else None, bool(f.due) and str(f.due) < day)
        for f in promised
        for m in [moved[f.code]]
    ]
    cards = [k for k in cards if k.status in ("open", "begun", "mostly")][:12]
    positions = _positions(said)
    notes: dict[str, Fact] = {}
    for fact in (*(a for m in contacts for a in m.accounts), *(f for p in positions for f in p.said), *(k.fact for k in cards)):
        notes.setdefault(fact.code, fact)
    number = {code: n for n, code in enumerate(notes, 1)}
    open_questions = facts(connection, c.type == "unresolved", c.document_id.in_([f.document for f in notes.values()]), limit=100)
    return Briefing(day, until, about, beside, tuple(contacts), positions, tuple(cards), number, tuple(notes.values()), len(open_questions))


def _at(contacts: list[Meeting]) -> Any:
    """Said in a document that reports one of these contacts."""
    return t.claim.c.document_id.in_([a.document for m in contacts for a in m.accounts])


def _positions(said: list[Fact], each: int = 3, most: int = 10) -> tuple[Position, ...]:
    by_topic: dict[str, list[Fact]] = {}
    for fact in said:
        for topic in fact.topics or ("other",):
            by_topic.setdefault(topic, []).append(fact)
    ordered = sorted(by_topic.items(), key=lambda x: (x[0] == "other", -len(x[1]), x[0]))
    return tuple(Position(topic, tuple(found[:each])) for topic, found in ordered[:most])
