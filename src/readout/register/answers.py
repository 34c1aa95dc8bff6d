"""Answers of the register: frozen, with source, confidence and interval; *unknown* is an answer and says why."""

from __future__ import annotations

import msgspec

from readout.register import days
from readout.register.model import Cited, Meeting, Occupancy


class Answer(msgspec.Struct, frozen=True):
    """A state's status in an organisation on a day; `status` is None where the register does not know of one.

    `since` and `until` are the interval (`until` is the first day without it; None is *ongoing as checked on* `checked`); `sure`
    is False where dates are too coarse or the day lies after `checked`; `rule` says which date the status counts from;
    `beside` are lines of sources that say otherwise; `basis` is register | unknown.
    """

    status: str | None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    confidence: str | None = None
    basis: str = "unknown"
    checked: str | None = None
    sure: bool = True
    rule: str = ""
    line: str = ""
    beside: tuple[str, ...] = ()
    where: str = ""
    dates: dict[str, str] = {}


class Agreement(msgspec.Struct, frozen=True):
    """Whether somebody held an office on a day: verdict agrees | differs | unknown, and the register's line behind it."""

    verdict: str
    line: str
    source: str | None = None
    confidence: str | None = None


class Holder(msgspec.Struct, frozen=True):
    """Who held an office on a day: `name` in the language asked for; interval, source and confidence of the fact."""

    name: str
    person: str
    post: str
    title: str
    since: str | None
    until: str | None
    checked: str | None
    capacity: str
    source: str
    confidence: str
    sure: bool = True
    line: str = ""
    beside: tuple[str, ...] = ()
    where: str = ""
    names: tuple[str, ...] = ()


class MeetingAnswer(msgspec.Struct, frozen=True):
    """What the register knows of a meeting that words refer to; verdict agrees | differs | unknown.

    `place` is None for a virtual meeting; `chair` is the presiding state's code; `nominal` the city that texts name it after.
    """

    verdict: str
    line: str
    meeting: str | None = None
    body: str | None = None
    organisation: str | None = None
    date: str | None = None
    end: str | None = None
    place: str | None = None
    virtual: bool = False
    mode: str = ""
    nominal: str | None = None
    chair: str | None = None
    status: str = ""
    ordinals: tuple[str, ...] = ()
    source: str | None = None
    confidence: str | None = None
    where: str = ""


class DocumentAnswer(msgspec.Struct, frozen=True):
    """A document that words refer to, with the days it was signed and entered into force."""

    verdict: str
    line: str
    document: str
    signed: str
    in_force: str | None
    place: str | None
    organisation: str | None
    source: str
    confidence: str
    where: str = ""


def cite(fact: Cited) -> str:
    """Source and confidence as a person reads them."""
    return "unsourced" if fact.source == "unsourced" else f"{fact.source}, confidence {fact.confidence}"


def beside(fact: Occupancy | Meeting) -> tuple[str, ...]:
    """What other sources say of a fact, a line each."""
    return tuple(f"{d.source} (confidence {d.confidence}) says {d.field}: {d.says}" for d in fact.disputes)


def held(occupancy: Occupancy, name: str, title: str, of: str) -> str:
    """The register's line of an occupancy."""
    capacity = "" if occupancy.capacity == "full" else f"{occupancy.capacity} "
    interval = days.until(occupancy.start, occupancy.end, occupancy.checked)
    if occupancy.start is None and occupancy.end is None and occupancy.attested:
        interval = f"attested on {', '.join(occupancy.attested)}"
    scheduled = " (end scheduled)" if occupancy.scheduled else ""
    return f"{name}, {capacity}{title} of {of}, {interval}{scheduled} ({cite(occupancy)})"
