"""Answers as tables: the same columns on a terminal, in CSV and in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from readout.ledger.asking import Hit

BOM = "\ufeff"
_STEERS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to spreadsheets (OWASP, CSV injection)

_ENCOUNTER = ("day", "kind", "status", "mode", "principals", "attending", "place", "country", "accounts", "publishers", "id")
COLUMNS: dict[str, tuple[str, ...]] = {
    "encounters": _ENCOUNTER,
    "accounts": ("day", "kind", "status", "mode", "principals", "attending", "place", "country", "document", "start", "end", "id"),
    "statements": ("day", "by", "to", "mode", "act", "quote", "topics", "document", "start", "end", "id"),
    "commitments": ("day", "by", "to", "kind", "strength", "quote", "due", "condition", "document", "start", "end", "id"),
    "references": ("day", "kind", "quote", "date", "place", "register", "document", "start", "end", "id"),
    "instruments": ("day", "kind", "status", "label", "parties", "date", "document", "start", "end", "id"),
    "events": ("day", "kind", "mode", "by", "to", "quote", "rule", "document", "start", "end", "id"),
    "posts": ("day", "holder", "post", "body", "register", "document", "start", "end", "id"),
    "quantities": ("day", "number", "label", "quote", "document", "start", "end", "id"),
    "topics": ("day", "kind", "quote", "document", "start", "end", "id"),
    "questions": ("day", "kind", "label", "quote", "document", "start", "end", "id"),
    "documents": ("day", "name", "publisher", "language", "kind", "url", "id"),
    "people": ("name", "posts", "label", "first", "day", "documents", "id"),
    "sentences": ("day", "by", "quote", "document", "start", "end", "id"),
}
COLUMNS["unresolved"] = COLUMNS["questions"]
_BY = ("speaker", "actor", "initiator")
_TO = ("addressee", "towards", "recipient")


def cell(hit: Hit, column: str) -> str:
    """The value of one column as text; several values are parted by semicolons."""
    made = {
        "principals": lambda: _names(hit, ("principal", "host", "chair")),
        "attending": lambda: _names(hit, ("attendee",)),
        "by": lambda: "; ".join(hit.of("speaker") if hit.type in ("statement", "sentence") else hit.of("actor")),
        "to": lambda: "; ".join(hit.of(*_TO)),
        "parties": lambda: "; ".join(hit.of("party")),
        "holder": lambda: "; ".join(hit.of("holder")),
        "post": lambda: "; ".join(p.post for p in hit.parties if p.post),
        "body": lambda: "; ".join(p.body for p in hit.parties if p.body),
        "posts": lambda: "; ".join(f"{p.post} ({p.body})" if p.body else str(p.post) for p in hit.parties if p.post),
        "publishers": lambda: "; ".join(dict.fromkeys(a.document.publisher or a.document.name for a in hit.accounts if a.document)),
        "accounts": lambda: str(hit.count),
        "documents": lambda: str(hit.count),
        "topics": lambda: "; ".join(hit.topics),
        "condition": lambda: hit.label or "",
        "register": lambda: hit.label or "",
        "first": lambda: hit.date or "",
        "id": lambda: hit.code,
        "document": lambda: (hit.document.url or hit.document.name) if hit.document else "",
        "publisher": lambda: (hit.document.publisher or "") if hit.document else "",
        "language": lambda: (hit.document.language or "") if hit.document else "",
        "url": lambda: (hit.document.url or "") if hit.document else "",
    }
    if column in made:
        return made[column]()
    value = getattr(hit, column)
    if column == "number" and value is not None:
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return "" if value is None else " ".join(str(value).split())


def _names(hit: Hit, roles: tuple[str, ...]) -> str:
    return "; ".join(
        dict.fromkeys(f"{p.name} ({p.post})" if p.post and p.kind == "person" else p.name for p in hit.parties if p.role in roles)
    )


def safe(value: str) -> str:
    """A cell that no spreadsheet runs as a formula.

    >>> safe("=1+1"), safe("-5"), safe("Norov")
    ("'=1+1", '-5', 'Norov')
    """
    if value.startswith(_STEERS) and not value.lstrip("+-").replace(".", "", 1).isdigit():
        return f"'{value}"
    return value


def csv_text(rows: Iterable[Hit], columns: Sequence[str], *, bom: bool = False) -> str:
    """Hits as CSV (RFC 4180) with a line of names; `bom` makes Excel read it as UTF-8.

    >>> csv_text([Hit("sentence", "s1", quote="=1", day="2021-05-09")], ("day", "quote"))
    "day,quote\\r\\n2021-05-09,'=1\\r\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe(cell(hit, c)) for c in columns] for hit in rows)
    return (BOM if bom else "") + out.getvalue()
