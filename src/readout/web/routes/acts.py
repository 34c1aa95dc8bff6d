"""What changes the ledger: moves on the board, texts taken in. Every act needs a form of this session and is noted in the audit trail."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote

import msgspec
from fastapi import APIRouter, Form, Query, UploadFile
from fastapi.responses import RedirectResponse, Response

from readout.analysis import followup
from readout.errors import ReadoutError
from readout.ledger.views import desk, documents, promises, rows
from readout.web.problems import missing, unreadable, wants_json
from readout.web.screens import json_answer, returned, screen
from readout.web.sight import Administrator, Reviewer, See, Sight

router = APIRouter()
_CITED = re.compile(
    r"/d/([^\s/?#]{1,400})\?[^\s#]*?(?:c=(\d{1,9})-(\d{1,9}))?[^\s]*?(?:#c=(\d{1,9})-(\d{1,9}))?\s*$|^\s*(\d{1,9})[:\s]+(\d{1,9})-(\d{1,9})\s*$"
)


class Done(msgspec.Struct, frozen=True):
    """An act was done."""

    what: str
    subject: str
    number: int = 0


def done(see: Sight, what: Done, place: str) -> Response:
    """The answer to an act: back to a page, or JSON."""
    return json_answer(what) if wants_json(see.request) else RedirectResponse(place, status_code=303)


def cited(words: str) -> tuple[str, int, int] | None:
    """A citation as it is copied from the reading view: the number or name of the document, and a span.

    >>> cited("http://127.0.0.1:8765/d/12?r=1#c=409-645"), cited("12 409-645"), cited("somewhere")
    (('12', 409, 645), ('12', 409, 645), None)
    """
    found = _CITED.search(words)
    numbers = [g for g in found.groups() if g is not None] if found else []
    return (unquote(numbers[0]), int(numbers[-2]), int(numbers[-1])) if len(numbers) >= 3 else None


class MovePage(msgspec.Struct, frozen=True):
    """A card with its moves, to move it."""

    fact: rows.Fact
    moves: tuple[promises.Move, ...]
    outcomes: tuple[str, ...]
    words: str = ""
    found: followup.FollowUp | None = None


@screen(router, "/commitments/{code}", "move.html", MovePage)
def show_move(see: See, code: str, words: Annotated[str, Query(max_length=2000)] = "", look: bool = False) -> MovePage:
    """An undertaking, what became of it, and the form that moves it; with `look` the later words that may show it."""
    with see.reading() as connection:
        fact = desk.claim(connection, code)
        if fact is None or fact.type != "commitment":
            raise missing(code, "undertaking")
        found = followup.of_commitment(connection, code, today=see.today) if look else None
        return MovePage(fact, tuple(promises.moves(connection, code)), promises.OUTCOMES, words, found)


@router.post("/commitments/{code}/move", responses=returned(Done), response_class=Response)
def move(
    see: Reviewer,
    code: str,
    status: Annotated[str, Form(max_length=20)],
    words: Annotated[str, Form(max_length=2000)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Move a card, with a citation copied from the reading view, or a reason."""
    found = cited(words)
    if words.strip() and found is None:
        raise unreadable("words", "this is no citation: copy one from the reading view, as in /d/12?r=1#c=409-645")
    with see.writing("move", code, f"{status}; {reason or words}") as connection:
        document = documents.find(connection, found[0]) if found else None
        if found and document is None:
            raise missing(found[0], "document")
        span = (document, found[1], found[2]) if found and document is not None else None
        number = promises.move(connection, code, status, author=see.user.name if see.user else "", reason=reason, span=span)
    return done(see, Done("moved", code, number), "/commitments")


@router.post("/commitments/{code}/undo/{number}", responses=returned(Done), response_class=Response)
def undo_move(see: Reviewer, code: str, number: int) -> Response:
    """Take back a move."""
    if not 0 < number < 2**31:
        raise missing(str(number), "move")
    with see.writing("undo move", code, str(number)) as connection:
        if not promises.undo(connection, number, see.user.name if see.user else ""):
            raise missing(f"{code}, move {number}", "move that stands")
    return done(see, Done("undone", code, number), f"/commitments/{code}")


@router.post("/intake/read", responses=returned(Done), response_class=Response)
def read(
    see: Administrator,
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form(max_length=300)] = "",
    published: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    file: UploadFile | None = None,
) -> Response:
    """Read a text, or a file of text, into the ledger."""
    from readout import api

    name = "pasted"
    if file is not None and file.filename:
        name = file.filename.replace("\\", "/").rpartition("/")[2][:120] or "file"
        text = file.file.read(see.settings.upload_bytes + 1).decode("utf-8", "replace")
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise unreadable("text", "there is no text")
    import hashlib

    id_ = f"{name}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:10]}"
    try:
        record = api.read_text(text, id=id_, title=title.strip() or None, published=published or None)
    except ReadoutError as error:
        raise unreadable("text", error.message) from error
    report = see.ledger.add([record])
    with see.writing("read", id_, ", ".join(f"{n} {what}" for what, n in report.items() if n)) as connection:
        number = documents.find(connection, id_) or 0
    return done(see, Done("read", id_, number), f"/d/{number}")
