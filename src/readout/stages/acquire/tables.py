"""JSON and JSON lines: many documents in one file, their fields by several usual names, and an index that lists files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from readout.errors import ReadoutError, SourceError
from readout.model.document import Source
from readout.stages.acquire.decode import BYTES_LIMIT, check_size, decode
from readout.stages.acquire.make import Given, source

INDEX = "index.jsonl"


def lines(stream: BinaryIO, place: str, stem: str, given: Given, folder: Path | None = None) -> Iterator[Source | ReadoutError]:
    """A source or an error for every line that is not blank; `folder` is where `file` fields point to."""
    number = 0
    while raw := stream.readline(BYTES_LIMIT + 1):
        number += 1
        here = f"{place}:{number}"
        if len(raw) > BYTES_LIMIT:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(BYTES_LIMIT)
            yield SourceError("RO-A005", here, "this line is too large for one document", "give one document a line, of at most 64 MB")
            continue
        if not raw.strip():
            continue
        try:
            row = parse(decode(raw, here).text, here)
            if isinstance(row.get("file"), str) and folder is not None and not row.get("text"):
                yield listed(row, folder, here, given)
            else:
                yield from_row(row, here, f"{stem}-{number}", given)
        except ReadoutError as error:
            yield error


def parse(text: str, place: str) -> dict[str, Any]:
    """The mapping a JSON text holds; raises RO-A006 where it is none."""
    row = load(text, place)
    if not isinstance(row, dict):
        raise SourceError("RO-A006", place, "this is JSON, but no object with fields", 'write {"id": "…", "text": "…"}')
    return row


def load(text: str, place: str) -> Any:
    """What a JSON text holds; raises RO-A006 with the column where it is malformed."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(
            "RO-A006", place, f"this is not JSON ({error.msg}, column {error.colno})", 'write one object a line: {"id": "…", "text": "…"}'
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "RO-A006",
            place,
            "this JSON is nested too deeply or holds a number without end",
            'write one object a line: {"id": "…", "text": "…"}',
        ) from error


def from_row(row: Mapping[str, Any], place: str, fallback: str, given: Given) -> Source:
    """The source of one row; a record of ours counts as a row, its document being the row."""
    if isinstance(row.get("document"), dict):
        row = row["document"]
    text = row.get("text")
    if not isinstance(text, str):
        raise SourceError("RO-A007", place, "there is no field `text` with a text", 'write {"id": "…", "text": "…"}')
    check_size(len(text), place)
    return source(
        text,
        id=str(row.get("id") or fallback),
        address=str(row.get("source") or place),
        given=given,
        title=row.get("title"),
        published=row.get("published") or row.get("date"),
        url=row.get("url"),
        language=row.get("lang") or row.get("language"),
        publisher=row.get("publisher"),
    )


def whole(text: str, place: str, stem: str, given: Given) -> Iterator[Source | ReadoutError]:
    """The sources of a .json file: one object, a list of them, or an object with such a list."""
    content = load(text, place)
    if isinstance(content, dict) and "text" not in content and "document" not in content:
        content = next((v for v in content.values() if isinstance(v, list) and v and isinstance(v[0], dict)), content)
    rows: Iterable[Any] = content if isinstance(content, list) else (content,)
    many = isinstance(content, list)
    for number, row in enumerate(rows, 1):
        here = f"{place}#{number}" if many else place
        try:
            if not isinstance(row, dict):
                raise SourceError("RO-A006", here, "this is JSON, but no object with fields", 'write {"id": "…", "text": "…"}')
            yield from_row(row, here, f"{stem}-{number}" if many else stem, given)
        except ReadoutError as error:
            yield error


def listed(row: Mapping[str, Any], folder: Path, place: str, given: Given) -> Source:
    """The source of a text file that an index lists, with the index's fields; a file outside the folder is refused."""
    name = str(row["file"])
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SourceError("RO-A004", place, f"the file {name!r} is outside the folder of the index", "list only files of the folder")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError("RO-A004", place, f"the file {name!r} cannot be read ({error.strerror})", "mend the field `file`") from error
    decoded = decode(data, str(path))
    return source(
        decoded.text,
        id=str(row.get("id") or path.stem),
        address=str(path),
        given=given,
        title=row.get("title"),
        published=row.get("published"),
        url=row.get("url"),
        language=row.get("lang") or row.get("language"),
        publisher=row.get("publisher"),
        notices=decoded.notices,
    )


def files_of(index: Path) -> frozenset[str] | None:
    """The files that an index lists, or None where the file is no index (no line has a `file`)."""
    found = set()
    try:
        with index.open("rb") as stream:
            for raw in stream:
                if b'"file"' in raw and isinstance(row := json.loads(raw), dict) and isinstance(row.get("file"), str):
                    found.add(row["file"])
    except (OSError, ValueError, RecursionError):
        return None
    return frozenset(found) or None
