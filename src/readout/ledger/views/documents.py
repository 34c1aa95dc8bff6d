"""Documents: lists with filters, one with its text and record, its revisions, and where old words stand now."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec
from sqlalchemy import Connection, func, or_, select

from readout.ledger import schema as t
from readout.ledger.corrections import as_corrected
from readout.ledger.views.rows import current
from readout.model.codec import from_json
from readout.model.record import Record

_NEAR = 48


class DocumentRow(msgspec.Struct, frozen=True):
    """A document in a list."""

    id: int
    name: str
    title: str
    publisher: str | None
    language: str | None
    published: str | None
    genre: str | None
    url: str | None


class Count(msgspec.Struct, frozen=True):
    """A value and how many have it."""

    value: str
    count: int


class DocumentList(msgspec.Struct, frozen=True):
    """A page of documents, with what they can be narrowed by."""

    total: int
    page: int
    pages: int
    rows: tuple[DocumentRow, ...]
    publishers: tuple[Count, ...] = ()
    languages: tuple[Count, ...] = ()


class RevisionRow(msgspec.Struct, frozen=True):
    """A state of a document's text, by number."""

    number: int
    sha256: str
    known_since: str
    known_until: str | None


class Reading(msgspec.Struct, frozen=True):
    """A document's text and record at one revision."""

    row: DocumentRow
    revision: RevisionRow
    revisions: tuple[RevisionRow, ...]
    reader: str
    record: Record


class Located(msgspec.Struct, frozen=True):
    """Where words of an earlier revision stand in the newest; `start` is None where they are gone."""

    quote: str
    revision: int
    start: int | None
    end: int | None
    moved: bool


PER_PAGE = 50


def _row_columns() -> list[Any]:
    d = t.document.c
    return [d.id, d.name, func.coalesce(d.title, d.name).label("title"), d.publisher, d.language, d.published, d.genre, d.url]


def listed(
    connection: Connection, *, publisher: str = "", language: str = "", words: str = "", page: int = 1, facets: bool = True
) -> DocumentList:
    """Documents, the newest first, of a publisher, in a language, with words in the title."""
    d = t.document.c
    where = []
    if publisher:
        where.append(d.publisher == publisher)
    if language:
        where.append(d.language == language)
    for word in words.split()[:6]:
        where.append(or_(d.title.icontains(word, autoescape=True), d.name.icontains(word, autoescape=True)))
    if words:
        # What is found by words is found first and put in order then: at most a thousand of them.
        found = connection.execute(select(d.id).where(*where).limit(1000)).scalars().all()
        where, total = [d.id.in_(found)], len(found)
    else:
        total = int(connection.execute(select(func.count()).select_from(t.document).where(*where)).scalar() or 0)
    pages = max(1, -(-total // PER_PAGE))
    page = max(1, min(page, pages))
    order = (d.published.desc(), d.id.desc())
    wanted = select(*_row_columns()).where(*where).order_by(*order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = tuple(DocumentRow(*row) for row in connection.execute(wanted))
    return DocumentList(
        total, page, pages, rows, _counts(connection, d.publisher) if facets else (), _counts(connection, d.language) if facets else ()
    )


def _counts(connection: Connection, column: Any, limit: int = 40) -> tuple[Count, ...]:
    wanted = select(column, func.count()).where(column.is_not(None)).group_by(column).order_by(func.count().desc(), column).limit(limit)
    return tuple(Count(value, count) for value, count in connection.execute(wanted))


def languages(connection: Connection) -> tuple[str, ...]:
    """The languages of the ledger's documents, that of most documents first."""
    return tuple(count.value for count in _counts(connection, t.document.c.language))


def find(connection: Connection, ref: str) -> int | None:
    """The number of a document by its number or its name."""
    d = t.document.c
    if ref.isdecimal() and len(ref) < 16:
        found = connection.execute(select(d.id).where(d.id == int(ref))).scalar()
        if found is not None:
            return int(found)
    found = connection.execute(select(d.id).where(or_(d.name == ref, d.key == ref)).order_by(d.id).limit(1)).scalar()
    return None if found is None else int(found)


def reading(connection: Connection, document: int, number: int | None = None) -> Reading | None:
    """A document's text and record, the newest or that of a revision."""
    row = connection.execute(select(*_row_columns()).where(t.document.c.id == document)).first()
    if row is None:
        return None
    r = t.revision.c
    found = connection.execute(
        select(r.id, r.number, r.sha256, r.known_since, r.known_until).where(r.document_id == document).order_by(r.number)
    ).all()
    chosen = next((x for x in found if x.number == number), None) if number else found[-1]
    if chosen is None:
        return None
    text = connection.execute(select(r.text).where(r.id == chosen.id)).scalar() or ""
    kept = connection.execute(
        select(t.reading.c.record, t.reading.c.reader).where(t.reading.c.revision_id == chosen.id).order_by(t.reading.c.id.desc()).limit(1)
    ).first()
    if kept is None:
        return None
    record = from_json(zlib.decompress(kept.record))
    record = msgspec.structs.replace(record, document=msgspec.structs.replace(record.document, text=text))
    if chosen.id == found[-1].id:
        key = connection.execute(select(t.document.c.key).where(t.document.c.id == document)).scalar() or ""
        record = as_corrected(connection, key, record)
    revisions = tuple(RevisionRow(x.number, x.sha256, x.known_since, x.known_until) for x in found)
    this = RevisionRow(chosen.number, chosen.sha256, chosen.known_since, chosen.known_until)
    return Reading(DocumentRow(*row), this, revisions, kept.reader, record)


def codes(connection: Connection, document: int) -> dict[str, str]:
    """The claim in the ledger for every item of the record: its local id and its code."""
    c = t.claim.c
    rows = connection.execute(select(c.local, c.code).where(c.document_id == document, current()))
    return {row.local: row.code for row in rows}


def parties(connection: Connection, document: int) -> dict[str, tuple[str, str]]:
    """Everybody in a document by name: kind, and code across documents."""
    from readout.ledger.views.rows import code_of

    p = t.party.c
    wanted = (
        select(p.id, p.kind, p.anchor, p.name, t.identity.c.code)
        .outerjoin(t.identity, t.identity.c.id == p.identity_id)
        .where(p.document_id == document)
    )
    return {f"{row.kind}|{row.name}": (row.kind, code_of(row.kind, row.anchor, row.id, row.code)) for row in connection.execute(wanted)}


def locate(connection: Connection, document: int, number: int, start: int, end: int) -> Located | None:
    """Where the words at `start`..`end` of a revision stand in the newest one, found by the words and what surrounds them."""
    r = t.revision.c
    rows = connection.execute(select(r.number, r.text).where(r.document_id == document).order_by(r.number)).all()
    old = next((x.text for x in rows if x.number == number), None)
    if old is None or not 0 <= start < end <= len(old):
        return None
    quote, newest = old[start:end], rows[-1].text
    if rows[-1].number == number:
        return Located(quote, number, start, end, False)
    place = anchor(newest, quote, old[max(0, start - _NEAR) : start], old[end : end + _NEAR], start)
    return Located(quote, number, place, None if place is None else place + len(quote), True)


def anchor(text: str, exact: str, prefix: str, suffix: str, near: int) -> int | None:
    """Where a quotation stands in a text: of several places the one with most of the surroundings, then the nearest.

    >>> anchor("Lee met Kral. Then Kral left.", "Kral", "Then ", " left", 8)
    19
    """
    places: list[int] = []
    at = text.find(exact)
    while at >= 0 and len(places) < 1000:
        places.append(at)
        at = text.find(exact, at + 1)
    if not places:
        return None

    def fit(place: int) -> tuple[int, int]:
        before, after = text[max(0, place - len(prefix)) : place], text[place + len(exact) : place + len(exact) + len(suffix)]
        same = sum(1 for a, b in zip(reversed(prefix), reversed(before), strict=False) if a == b)
        return same + sum(1 for a, b in zip(suffix, after, strict=False) if a == b), -abs(place - near)

    return max(places, key=fit)


def row(connection: Connection, document: int) -> DocumentRow | None:
    """A document as lists show it."""
    found = connection.execute(select(*_row_columns()).where(t.document.c.id == document)).first()
    return DocumentRow(*found) if found else None


def revision_number(connection: Connection, document: int, revision: int) -> int:
    """Which revision of a document, counted from 1, a row of the ledger is; 0 where it is none of them."""
    r = t.revision.c
    return int(connection.execute(select(r.number).where(r.id == revision, r.document_id == document)).scalar() or 0)
