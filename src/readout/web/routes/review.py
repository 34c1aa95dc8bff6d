"""Review: what could not be decided, one question at a time; everything that was decided, with undo."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from readout.ledger.views import desk, rows
from readout.web.screens import screen
from readout.web.sight import See

router = APIRouter()


class Review(msgspec.Struct, frozen=True):
    """The question at hand and how many there are."""

    at: int
    open: int
    fact: rows.Fact | None


@screen(router, "/review", "review.html", Review)
def show_review(see: See, at: Annotated[int, Query(ge=0, le=100_000)] = 0) -> Review:
    """One question at a time."""
    with see.reading() as connection:
        found = desk.questions(connection, limit=1, offset=at)
        return Review(at, desk.count(connection, "unresolved"), found[0] if found else None)
