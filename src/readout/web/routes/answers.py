"""Desk, search, timeline, commitments, intake, packs, why."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from readout.grammar.trace import where
from readout.ledger.views import between, desk, documents, parties, promises, rows
from readout.web.asking import Found, search
from readout.web.packs import Packs, packs
from readout.web.problems import missing
from readout.web.screens import screen
from readout.web.sight import See

router = APIRouter()
Words = Annotated[str, Query(max_length=400)]
Page = Annotated[int, Query(ge=1, le=2000)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@screen(router, "/", "desk.html", desk.Desk)
def show_desk(see: See) -> desk.Desk:
    """What is new, planned, passed, open and due."""
    with see.reading() as connection:
        return desk.desk(connection, see.today)


@screen(router, "/search", "search.html", Found)
def show_search(see: See, q: Words = "", as_of: Day = "", after: Annotated[str, Query(max_length=400)] = "") -> Found:
    """Words in any script, or a question of the query language; `after` is the cursor of the page before."""
    return search(see.ledger, q, as_of or None, after, see.today)


@screen(router, "/timeline", "timeline.html", between.Timeline)
def show_timeline(see: See, month: Annotated[str, Query(pattern=r"^(\d{4}-\d{2})?$")] = "", page: Page = 1) -> between.Timeline:
    """Encounters by month."""
    with see.reading() as connection:
        return between.timeline(connection, month, see.today, page)


@screen(router, "/commitments", "commitments.html", promises.Board)
def show_board(
    see: See, strength: Annotated[int, Query(ge=0, le=6)] = 3, by: Annotated[str, Query(max_length=120)] = "", page: Page = 1
) -> promises.Board:
    """Undertakings, by what became of them."""
    with see.reading() as connection:
        actor = parties.claims_named(connection, by, "actor") if by.strip() else None
        return promises.board(connection, see.today, strength=strength, actor=actor, words=by.strip(), page=page)


@screen(router, "/intake", "intake.html", desk.Intake)
def show_intake(see: See) -> desk.Intake:
    """Runs of intake and what failed."""
    with see.reading() as connection:
        return desk.intake(connection, see.today)


@screen(router, "/packs", "packs.html", Packs)
def show_packs(see: See) -> Packs:
    """The knowledge that reading rests on."""
    return packs()


class Why(msgspec.Struct, frozen=True):
    """Why a value is what it is: its words, the rule and its pack line, the stage, all forms it has had, and who changed it."""

    fact: rows.Fact
    forms: tuple[rows.Fact, ...]
    before: str
    after: str
    rule_line: str | None
    stage: str
    moves: tuple[promises.Move, ...]


@screen(router, "/why/{code}", "why.html", Why)
def show_why(see: See, code: str) -> Why:
    """Words, rule, stage, corrections."""
    with see.reading() as connection:
        fact = desk.claim(connection, code)
        if fact is None:
            raise missing(code, "fact")
        forms = desk.earlier(connection, code)
        read = documents.reading(connection, fact.document, fact.revision)
        moved = promises.moves(connection, code) if fact.type == "commitment" else []
    text = read.record.document.text if read else ""
    start, end = fact.start or 0, fact.end or 0
    line = where(fact.rule) if fact.rule else None
    return Why(
        fact, tuple(forms), text[max(0, start - 160) : start] if end else "", text[end : end + 160] if end else "", line,
        _stage(fact), tuple(moved),
    )  # fmt: skip


def _stage(fact: rows.Fact) -> str:
    """The stage that decided, with the sentence that says what it does."""
    from readout.stages import STAGES

    name = "find" if fact.type in ("quantity",) else "link" if fact.basis == "register" or fact.type == "post" else "interpret"
    return next(f"{s.name}: {s.does}" for s in STAGES if s.name == name)
