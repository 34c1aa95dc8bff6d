"""Briefings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from readout.ledger.views import parties
from readout.web.briefing import Briefing, Subject, made, until_before
from readout.web.names import organisation_name, side_name
from readout.web.problems import missing
from readout.web.screens import screen
from readout.web.sight import See

router = APIRouter()
Short = Annotated[str, Query(max_length=120)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@screen(router, "/briefing", "briefing.html", Briefing)
def show_briefing(see: See, about: Short = "", beside: Short = "", day: Day = "") -> Briefing:
    """One page on a person, a body or a pair for a meeting on a day; names are enough, `person:code` is exact."""
    day = day or see.today
    with see.reading() as connection:
        first = subject(connection, about)
        second = subject(connection, beside)
        if first is None:
            if about.strip():
                raise missing(about, "person or body")
            chosen = tuple(Subject("person", p.code, p.name) for p in parties.people(connection).rows[:12])
            return Briefing(day, until_before(day), None, None, (), (), (), {}, (), 0, chosen)
        if beside.strip() and second is None:
            raise missing(beside, "person or body")
        return made(connection, day, first, second)


def subject(connection: Connection, words: str) -> Subject | None:
    """Whom words mean: `state:JP`, `organisation:sco`, `person:code`, or a name."""
    words = " ".join(words.split())
    kind, colon, code = words.partition(":")
    if colon and kind in ("person", "state", "organisation", "region", "body"):
        if kind == "person":
            found = parties.profile(connection, kind, code, limit=1)
            return Subject(kind, found.code, found.name) if found else None
        name = side_name(code) if kind == "state" else organisation_name(code) if kind == "organisation" else code
        return Subject(kind, code, name) if parties.parties_of(connection, kind, code) is not None else None
    if not words:
        return None
    for look in (parties.people, parties.bodies):
        rows = look(connection, words).rows
        if rows:
            return Subject(rows[0].kind, rows[0].code, rows[0].name)
    return None
