"""Acquiring: files, folders, standard input and texts at hand become sources, one a document, with clear errors for what cannot.

>>> from_text("Ana Kral met with Lee Sun.", published="2024-05-09").published
'2024-05-09'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from readout.errors import ReadoutError, UsageError
from readout.model.document import Source
from readout.stages.acquire import files, make
from readout.stages.acquire.make import day

__all__ = ["day", "files_of", "from_bytes", "from_file", "from_text", "is_lines", "lines_of", "load", "sources"]


def sources(
    paths: Sequence[str], *, published: str | None = None, publisher: str | None = None, language: str | None = None
) -> Iterator[Source | ReadoutError]:
    """A source for every document in files, folders (sorted, with what is below them) and `-`; an error where one cannot be had.

    Ids are unique within a call: a second document of the same id gets `-2`.
    """
    given = _given(published, publisher, language)
    seen: dict[str, int] = {}
    for path in paths:
        for found in files.at(path, given):
            yield found if isinstance(found, ReadoutError) else _unique(found, seen)


def from_file(path: str | Path, *, published: str | None = None, publisher: str | None = None, language: str | None = None) -> Source:
    """The first document of a file; raises `ReadoutError` where there is none."""
    for found in sources([str(path)], published=published, publisher=publisher, language=language):
        if isinstance(found, ReadoutError):
            raise found
        return found
    raise files.nothing_there(str(path))


def from_text(
    text: str,
    *,
    id: str = "text",
    address: str = "text",
    title: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    url: str | None = None,
) -> Source:
    """The source of a text that is at hand; raises `SourceError` where it is empty."""
    given = make.Given(None, publisher, language)
    return make.source(text, id=id, address=address, given=given, title=title, published=published, url=url)


def files_of(path: Path) -> Iterator[Path | ReadoutError]:
    """The file at a path, or the files below a folder that may hold documents, in the order of names."""
    if not path.is_dir():
        yield path
        return
    empty = True
    for found in files.below(path):
        empty = False
        yield found
    if empty:
        yield files.nothing_there(str(path))


def is_lines(path: Path) -> bool:
    """Whether a file holds a document on each line, by its name."""
    return files.TYPES.get(path.suffix.lower()) == "jsonl"


def lines_of(
    path: Path, *, published: str | None = None, publisher: str | None = None, language: str | None = None
) -> Iterator[Source | ReadoutError]:
    """A source or an error for every line of a file of JSON lines, as they come; ids are unique within the file."""
    seen: dict[str, int] = {}
    for found in files.lines(path, _given(published, publisher, language)):
        yield found if isinstance(found, ReadoutError) else _unique(found, seen)


def load(path: Path) -> bytes:
    """The bytes of a file of one document; raises `SourceError` where they cannot be had or are too many."""
    return files.load(path)


def from_bytes(
    data: bytes, name: str, address: str, *, published: str | None = None, publisher: str | None = None, language: str | None = None
) -> Iterator[Source | ReadoutError]:
    """The documents that bytes hold, of a file of this name; `address` is where they come from."""
    seen: dict[str, int] = {}
    path = Path(name)
    for found in files.documents(data, address, path.stem, _given(published, publisher, language), path):
        yield found if isinstance(found, ReadoutError) else _unique(found, seen)


def _given(published: str | None, publisher: str | None, language: str | None) -> make.Given:
    when = make.day(published)
    if published and when is None:
        raise UsageError("RO-U011", "published", f"{published!r} is no date", "write it as 2024-05-09")
    return make.Given(when, publisher, language)


def _unique(found: Source, seen: dict[str, int]) -> Source:
    import msgspec

    count = seen[found.id] = seen.get(found.id, 0) + 1
    if count == 1:
        return found
    while (name := f"{found.id}-{count}") in seen:
        count += 1
    seen[name] = 1
    return msgspec.structs.replace(found, id=name)
