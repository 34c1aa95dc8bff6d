"""Paths: walking folders, telling types apart by name and by first bytes, and handing each file to the reader of its type."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readout.errors import ReadoutError, SourceError
from readout.model.document import Source
from readout.stages.acquire import tables
from readout.stages.acquire.decode import BYTES_LIMIT, check_size, decode
from readout.stages.acquire.make import Given, source

STDIN = "-"
TYPES = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".eml": "mail", ".docx": "word", ".pdf": "pdf",
}  # fmt: skip
# Types that people try and that we do not read: the remedy names the way out.
KNOWN_UNREAD = {
    ".doc",
    ".rtf",
    ".odt",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".epub",
    ".zip",
    ".csv",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".tif",
    ".tiff",
    ".mp3",
    ".mp4",
}


def nothing_there(path: str) -> SourceError:
    """The error of a path without a document."""
    return SourceError(
        "RO-A008", path, "there is no document here", "name a file with text, or a folder that holds some: " + " ".join(sorted(TYPES))
    )


def at(path: str, given: Given) -> Iterator[Source | ReadoutError]:
    """What is at one path: a file, a folder with everything below it, or standard input."""
    if path == STDIN:
        yield from _stdin(given)
        return
    where = Path(path)
    try:
        is_folder = where.is_dir()
    except (OSError, ValueError) as error:
        yield SourceError("RO-A004", path, f"this path cannot be opened ({error})", "check the name")
        return
    if not is_folder:
        yield from file(where, given)
        return
    empty = True
    for found in _folder(where, given):
        empty = False
        yield found
    if empty:
        yield nothing_there(path)


def _stdin(given: Given) -> Iterator[Source | ReadoutError]:
    """The documents of standard input: JSON lines as they come, anything else as one file."""
    stream = sys.stdin.buffer
    if isinstance(stream, io.BufferedReader) and stream.peek(64)[:64].lstrip().startswith(b'{"'):
        yield from _some(tables.lines(stream, STDIN, "stdin", given), STDIN)
        return
    yield from documents(stream.read(BYTES_LIMIT + 1), STDIN, "stdin", given, None)


def _folder(folder: Path, given: Given) -> Iterator[Source | ReadoutError]:
    """Every document below a folder, in the order of names."""
    for path in below(folder):
        if isinstance(path, ReadoutError):
            yield path
        else:
            yield from file(path, given)


def below(folder: Path) -> Iterator[Path | SourceError]:
    """Every file below a folder that may hold documents, in the order of names; hidden files and unknown types are passed over."""
    try:
        inside = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError as error:
        yield SourceError("RO-A004", str(folder), f"this folder cannot be opened ({error.strerror})", "check that you may read it")
        return
    index = folder / tables.INDEX
    listed = tables.files_of(index) if index.is_file() else None
    for path in inside:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():  # a link may lead back up: its folder would be read for ever
                yield from below(path)
        elif listed is not None and path.name in listed:
            continue
        elif path.suffix.lower() in TYPES:
            yield path


def file(path: Path, given: Given) -> Iterator[Source | ReadoutError]:
    """The documents of one file, or the error that stands for it."""
    place = str(path)
    try:
        if TYPES.get(path.suffix.lower()) == "jsonl":
            yield from lines(path, given)
            return
        yield from documents(load(path), place, path.stem, given, path)
    except ReadoutError as error:
        yield error


def load(path: Path) -> bytes:
    """The bytes of a file of one document; raises `SourceError` where they cannot be had or are too many."""
    with _told(path):
        check_size(path.stat().st_size, str(path))
        with path.open("rb") as stream:
            data = stream.read(BYTES_LIMIT + 1)
    return data


def lines(path: Path, given: Given) -> Iterator[Source | ReadoutError]:
    """The documents of a file of JSON lines, as they come."""
    try:
        with _told(path), path.open("rb") as stream:
            yield from _some(tables.lines(stream, str(path), path.stem, given, path.parent), str(path))
    except ReadoutError as error:
        yield error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into an error that says what to do."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError("RO-A004", str(path), "there is no such file", "check the name") from error
    except (OSError, ValueError) as error:
        said = f"this file cannot be read ({getattr(error, 'strerror', None) or error})"
        raise SourceError("RO-A004", str(path), said, "check that it exists and that you may read it") from error


def _some(found: Iterator[Source | ReadoutError], place: str) -> Iterator[Source | ReadoutError]:
    empty = True
    for each in found:
        empty = False
        yield each
    if empty:
        yield SourceError("RO-A001", place, "there is no text in it", 'write one object a line: {"id": "…", "text": "…"}')


def documents(data: bytes, place: str, stem: str, given: Given, path: Path | None) -> Iterator[Source | ReadoutError]:
    """The documents of some bytes, by their type; errors are yielded."""
    suffix = path.suffix.lower() if path else ""
    try:
        check_size(len(data), place)
        if not data.strip():
            raise SourceError("RO-A001", place, "the file is empty", "give a file with text")
        kind = TYPES.get(suffix)
        if kind in (None, "text"):
            kind = _sniffed(data, suffix, place, kind)
        if kind == "jsonl":
            yield from tables.lines(io.BytesIO(data), place, stem, given, path.parent if path else None)
        elif kind == "json":
            yield from tables.whole(decode(data, place).text, place, stem, given)
        else:
            yield _one(kind, data, place, stem, given)
    except ReadoutError as error:
        yield error


def _sniffed(data: bytes, suffix: str, place: str, kind: str | None) -> str:
    """The type of bytes whose name does not tell: by how they begin. A `.txt` stays text unless it is a PDF or a Word file."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data[:4096] or b"[Content_Types].xml" in data[:4096]:
            return "word"
        raise SourceError("RO-A002", place, "this is an archive, not a text", "unpack it and read the folder")
    if kind is not None:
        return kind
    if suffix in KNOWN_UNREAD:
        raise SourceError("RO-A009", place, f"files of the type {suffix} are not read", "save it as .txt, .html, .docx or .pdf")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    if head.startswith(b'{"') and suffix == "":
        return "jsonl"
    return "text"


def _one(kind: str, data: bytes, place: str, stem: str, given: Given) -> Source:
    """The source of a file that is one document."""
    if kind == "html":
        from readout.stages.acquire import page

        return page.read(data, place, stem, given)
    if kind == "mail":
        from readout.stages.acquire import mail

        return mail.read(data, place, stem, given)
    if kind == "word":
        from readout.stages.acquire import word

        return word.read(data, place, stem, given)
    if kind == "pdf":
        from readout.stages.acquire import pdf

        return pdf.read(data, place, stem, given)
    decoded = decode(data, place)
    return source(decoded.text, id=stem, address=place, given=given, notices=decoded.notices)
