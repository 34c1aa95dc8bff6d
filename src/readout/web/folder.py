"""Records as files: one for each document, named after its id so that no id can write elsewhere or over another."""

from __future__ import annotations

import hashlib
import re
from html import escape
from pathlib import Path
from typing import NamedTuple

from readout.errors import UsageError
from readout.model.codec import to_json
from readout.model.record import Record
from readout.wording import View, day, phrase

_SUFFIX = {"json": ".json", "html": ".html", "table": ".txt"}
_RESERVED = frozenset({"con", "prn", "aux", "nul", "index", "records", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))})
_LONGEST = 80


def file_name(document: str) -> str:
    """A file name for a document's id that every file system takes; an id that has to be changed keeps a digest, so that two never meet.

    >>> file_name("note-7"), file_name("../../etc/passwd")
    ('note-7', 'etc-passwd-3754d6cb')
    """
    kept = re.sub(r"[^\w.-]+", "-", document, flags=re.ASCII).strip("-.")[:_LONGEST]
    if kept and kept == document and kept.lower() not in _RESERVED and kept == kept.lower():
        return kept
    digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept or 'document'}-{digest}"


class _Names:
    """Gives each record a file name once; a second document with the same id gets a number."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, record: Record) -> str:
        name = file_name(record.document.id)
        count = self._taken[name.lower()] = self._taken.get(name.lower(), 0) + 1
        return name if count == 1 else self.of_number(name, count)

    def of_number(self, name: str, count: int) -> str:
        numbered = f"{name}.{count}"
        if numbered.lower() in self._taken:
            return self.of_number(name, count + 1)
        self._taken[numbered.lower()] = 1
        return numbered


class _Row(NamedTuple):
    """A line of the index: where the page is, and what the document reports."""

    link: str
    title: str
    source: str
    when: str
    what: str
    who: str
    counts: tuple[int, int]


def _row(record: Record, link: str) -> _Row:
    view = View(record)
    first = record.encounters[0] if record.encounters else None
    who = phrase([view.who(p) for p in view.ordered(first) if p.role != "attendee"][:4]) if first else ""
    what = f"{first.kind}, {first.status}" if first else record.document.genre.replace("-", " ")
    when = day(first.date if first and first.date else record.document.published)
    return _Row(link, view.title(), view.source_line(), when, what, who, (len(record.statements), len(record.commitments)))


def index_html(rows: list[_Row]) -> str:
    """The table of the documents."""
    from readout.web.page import shell

    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Document", "Day", "What", "Who", "Said", "Undertaken"))
    body = "".join(
        f'<tr><td><a href="{escape(r.link)}">{escape(r.title)}</a><br><span class="kind">{escape(r.source)}</span></td>'
        f'<td data-label="Day">{escape(r.when)}</td><td data-label="What">{escape(r.what)}</td><td data-label="Who">{escape(r.who)}</td>'
        f'<td class="n" data-label="Said">{r.counts[0]}</td><td class="n" data-label="Undertaken">{r.counts[1]}</td></tr>\n'
        for r in rows
    )
    count = f"{len(rows)} document" + ("" if len(rows) == 1 else "s")
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>" if rows else '<p class="empty">No document was read.</p>'
    promise = "every value on the pages is cited to the words it came from"
    head = f'<header class="top"><h1>Readouts</h1><p>{count}; {promise}.</p></header>'
    return shell("Readouts", f'{head}<main class="list">{table}</main>')


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "RO-U003", str(folder), f"this folder cannot be written ({error.strerror})", "name another folder with --out"
        ) from error


class Folder:
    """A folder that takes one file for each record: `form` is json, html or table; html gets an index."""

    def __init__(self, folder: Path, form: str, *, explain: bool = False) -> None:
        self.folder, self.form, self.explain = folder, form, explain
        self._names = _Names()
        self._rows: list[_Row] = []
        _make(folder)

    def write(self, record: Record) -> Path:
        """Write one record; returns the file."""
        path = self.folder / (self._names.of(record) + _SUFFIX[self.form])
        if self.form == "json":
            path.write_bytes(to_json(record) + b"\n")
        elif self.form == "html":
            from readout.web.page import render

            path.write_bytes(render(record).encode("utf-8", "replace"))
            self._rows.append(_row(record, path.name))
        else:
            self._print(record, path)
        return path

    def _print(self, record: Record, path: Path) -> None:
        from readout import show

        with path.open("w", encoding="utf-8", errors="replace") as stream:
            (show.explain if self.explain else show.table)(record, show.console(stream))

    def finish(self) -> None:
        """Write the index of the pages."""
        if self.form == "html":
            (self.folder / "index.html").write_bytes(index_html(self._rows).encode("utf-8", "replace"))


class Demo:
    """What `readout demo` leaves behind: records.jsonl, a page for each document in html/, and index.html."""

    def __init__(self, out: Path) -> None:
        self.out, self.count = out, 0
        self._names = _Names()
        self._rows: list[_Row] = []
        _make(out / "html")
        self._lines = (out / "records.jsonl").open("wb")

    def write(self, record: Record) -> None:
        """Add one record."""
        from readout.web.page import render

        name = self._names.of(record) + ".html"
        (self.out / "html" / name).write_bytes(render(record).encode("utf-8", "replace"))
        self._lines.write(to_json(record) + b"\n")
        self._rows.append(_row(record, f"html/{name}"))
        self.count += 1

    def finish(self) -> None:
        """Close the records and write the index."""
        self._lines.close()
        (self.out / "index.html").write_bytes(index_html(self._rows).encode("utf-8", "replace"))
