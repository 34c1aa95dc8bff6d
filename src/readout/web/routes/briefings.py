"""Briefings."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from readout.analysis import briefing as analysis
from readout.ledger.views import parties
from readout.web.names import organisation_name, side_name
from readout.web.screens import screen
from readout.web.sight import See

router = APIRouter()
Short = Annotated[str, Query(max_length=120)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")]


class BriefingPage(msgspec.Struct, frozen=True):
    """A briefing, or whom one may be about."""

    about: str
    beside: str
    day: str
    briefing: analysis.Briefing | None
    choices: tuple[parties.Somebody, ...] = ()


@screen(router, "/briefing", "briefing.html", BriefingPage)
def show_briefing(see: See, about: Short = "", beside: Short = "", day: Day = "") -> BriefingPage:
    """One page on a person, a body or a pair for a meeting on a day; a name in any script, or `state:JP`, `organisation:sco`."""
    day = day or see.today
    about, beside = _named(about), _named(beside)
    with see.reading() as connection:
        if not about:
            return BriefingPage("", beside, day, None, parties.people(connection).rows[:12])
        return BriefingPage(about, beside, day, analysis.briefing(connection, about, day, beside=beside or None))


def _named(words: str) -> str:
    """What somebody is called: a name as it is, or that of a code."""
    words = " ".join(words.split())
    kind, colon, code = words.partition(":")
    if not colon:
        return words
    return side_name(code) if kind == "state" else organisation_name(code) if kind == "organisation" else code
