"""Documents: the list, the reading view, where old words stand now, encounters with their accounts, two documents side by side."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from readout.analysis import compare as comparing
from readout.ledger import encounters
from readout.ledger.views import documents, rows
from readout.model.record import Record
from readout.web import reading
from readout.web.accounts import Aligned, aligned
from readout.web.problems import missing, unreadable
from readout.web.screens import json_answer, returned, screen
from readout.web.sight import See

router = APIRouter()
Short = Annotated[str, Query(max_length=120)]
Account = Annotated[int, Query(ge=0, le=200)]
SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


@screen(router, "/documents", "documents.html", documents.DocumentList)
def show_documents(
    see: See, publisher: Short = "", language: Short = "", q: Short = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> documents.DocumentList:
    """All documents, the newest first."""
    with see.reading() as connection:
        return documents.listed(connection, publisher=publisher, language=language, words=q, page=page)


class Opened(msgspec.Struct, frozen=True):
    """A document as the reading view shows it; `lit` are the words that the address asks for, where they stand in this revision."""

    row: documents.DocumentRow
    revision: documents.RevisionRow
    revisions: tuple[documents.RevisionRow, ...]
    reader: str
    record: Record
    codes: dict[str, str]
    parties: dict[str, tuple[str, str]]
    lit: documents.Located | None = None


@screen(router, "/d/{ref}", "reading.html", Opened, extra=reading.extra)
def show_reading(
    see: See,
    ref: str,
    r: Annotated[int, Query(ge=0, le=100_000)] = 0,
    c: Annotated[str, Query(pattern=r"^(\d{1,9}-\d{1,9})?$")] = "",
    as_was: bool = False,
    v: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Any:
    """A document's text with its marks beside its record. Words of an earlier revision (`r`, or `v` by its number in the ledger) are
    shown where they stand now."""
    with see.reading() as connection:
        number = documents.find(connection, ref)
        if v and number is not None:
            r = documents.revision_number(connection, number, v)
        read = documents.reading(connection, number, r if as_was and r else None) if number is not None else None
        if number is None or read is None:
            raise missing(ref, "document")
        lit = None
        if found := SPAN.fullmatch(c):
            lit = documents.locate(connection, number, r or read.revision.number, int(found[1]), int(found[2]))
            if as_was and lit is not None:
                lit = documents.Located(lit.quote, r, int(found[1]), int(found[2]), False)
        codes, parties = documents.codes(connection, number), documents.parties(connection, number)
    return Opened(read.row, read.revision, read.revisions, read.reader, read.record, codes, parties, lit)


@router.get("/locate/{ref}.json", responses=returned(documents.Located), response_class=Response)
def locate(
    see: See, ref: str, r: Annotated[int, Query(ge=1, le=100_000)], c: Annotated[str, Query(pattern=r"^\d{1,9}-\d{1,9}$")]
) -> Response:
    """Where words of a revision stand in the newest one."""
    found = SPAN.fullmatch(c)
    with see.reading() as connection:
        number = documents.find(connection, ref)
        place = documents.locate(connection, number, r, int(found[1]), int(found[2])) if number is not None and found else None
    if place is None:
        raise missing(f"{ref}, revision {r}, {c}", "stretch of words")
    return json_answer(place)


class EncounterPage(msgspec.Struct, frozen=True):
    """An encounter: its one account by topic, or two of its accounts (`left`, `right` by number) beside each other."""

    meeting: rows.Meeting
    aligned: Aligned | None
    comparison: comparing.Comparison | None
    left: int
    right: int
    matches: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@screen(router, "/e/{code}", "encounter.html", EncounterPage)
def show_encounter(see: See, code: str, a: Account = 0, b: Account = 1) -> Any:
    """Who met, and what every account says of it."""
    with see.reading() as connection:
        found = rows.encounter(connection, code)
        if found is None:
            raise missing(code, "encounter")
        if found.code != code and not see.request.url.path.endswith(".json"):
            return RedirectResponse(f"/e/{found.code}", status_code=303)
        many = len(found.accounts)
        whole = encounters.whole(connection, found.code) if many > 1 or found.code.startswith("E") else None
        told = (
            tuple(dict.fromkeys(x["why"] for x in whole["matches"])) if whole else (),
            tuple(x["code"] for x in whole["part_of"]) if whole else (),
            tuple(x["code"] for x in whole["parts"]) if whole else (),
        )
        if many > 1 and a < many and b < many and a != b:
            compared = comparing.of_accounts(connection, found.accounts[a].code, found.accounts[b].code)
            return EncounterPage(found, None, compared, a, b, *told)
        chosen = found.accounts[a if a < many else 0]
        said = rows.of_account(connection, chosen, "statement", "commitment", "instrument", "reference")
    return EncounterPage(found, aligned([chosen], [said]), None, a, b, *told)


class Comparison(msgspec.Struct, frozen=True):
    """Two documents side by side; without both, what may be chosen."""

    a: documents.DocumentRow | None
    b: documents.DocumentRow | None
    aligned: Aligned | None
    choices: tuple[documents.DocumentRow, ...]
    comparison: comparing.Comparison | None = None


@screen(router, "/compare", "compare.html", Comparison)
def show_compare(see: See, a: Short = "", b: Short = "") -> Comparison:
    """Any two documents: what both say, what only one says."""
    with see.reading() as connection:
        numbers = [documents.find(connection, ref) if ref else None for ref in (a, b)]
        for ref, number in zip((a, b), numbers, strict=True):
            if ref and number is None:
                raise missing(ref, "document")
        if a and a == b:
            raise unreadable("b", "the two documents are the same one")
        read = [None if number is None else documents.row(connection, number) for number in numbers]
        if numbers[0] is None or numbers[1] is None:
            choices = documents.listed(connection, facets=False).rows
            return Comparison(read[0], read[1], None, choices)
        accounts = [rows.account_of(connection, number) for number in numbers if number is not None]
        if accounts[0] is not None and accounts[1] is not None:
            found = comparing.of_accounts(connection, accounts[0].code, accounts[1].code)
            return Comparison(read[0], read[1], None, (), found)
        said = [rows.said_in(connection, number) for number in numbers if number is not None]
    return Comparison(read[0], read[1], aligned(accounts, said), ())
