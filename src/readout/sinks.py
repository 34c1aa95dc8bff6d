"""Where records go: lines of JSON, tables, one page, or files in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from rich.console import Console

from readout import show
from readout.errors import UsageError
from readout.model.codec import to_json
from readout.model.record import Record
from readout.web.folder import Demo, Folder
from readout.web.page import render


class Sink(Protocol):
    """Where records go."""

    def take(self, record: Record) -> None:
        """Show or write one record."""

    def close(self) -> None:
        """Finish."""


class _Lines:
    """Records as JSON, one on each line of standard output."""

    def __init__(self) -> None:
        self.stream = sys.stdout.buffer

    def take(self, record: Record) -> None:
        self.stream.write(to_json(record) + b"\n")
        self.stream.flush()

    def close(self) -> None:
        self.stream.flush()


class _Tables:
    """Records as a person wants to see them, on standard output."""

    def __init__(self, explain: bool) -> None:
        self.console = show.console(sys.stdout)
        self.show = show.explain if explain else show.table

    def take(self, record: Record) -> None:
        self.show(record, self.console)

    def close(self) -> None:
        sys.stdout.flush()


class _OnePage:
    """One record as an HTML page on standard output; a second one needs a folder."""

    def __init__(self) -> None:
        self.record: Record | None = None

    def take(self, record: Record) -> None:
        if self.record is not None:
            raise UsageError(
                "RO-U002",
                "--format html",
                "there is more than one document, and standard output takes one page",
                "name a folder with --out DIR",
            )
        self.record = record

    def close(self) -> None:
        if self.record is not None:
            sys.stdout.buffer.write(render(self.record).encode("utf-8", "replace"))


class _Files:
    """One file for each record in a folder, and an index where the files are pages."""

    def __init__(self, folder: Path, form: str, explain: bool) -> None:
        self.folder = Folder(folder, form, explain=explain)

    def take(self, record: Record) -> None:
        self.folder.write(record)

    def close(self) -> None:
        self.folder.finish()


def chosen(form: str | None, out: Path | None, explain: bool) -> Sink:
    """The place for records; without a wish, a table for a person and JSON for a program."""
    if out is not None:
        return _Files(out, form or ("table" if explain else "json"), explain)
    chosen = form or ("table" if explain or sys.stdout.isatty() else "json")
    return _Tables(explain) if chosen == "table" else _Lines() if chosen == "json" else _OnePage()


class DemoSink:
    """Each record on the terminal and in the folder; only the first of many are printed."""

    PRINTED = 25

    def __init__(self, console: Console, written: Demo) -> None:
        self.console, self.written = console, written

    def take(self, record: Record) -> None:
        self.written.write(record)
        if self.written.count <= self.PRINTED:
            show.table(record, self.console)

    def close(self) -> None:
        self.written.finish()
