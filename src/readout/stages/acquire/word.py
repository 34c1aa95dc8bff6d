"""Word files: the paragraphs of the main part, read straight from its XML, after the archive has been found harmless."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from readout.errors import SourceError
from readout.model.document import Source
from readout.stages.acquire.make import Given, source

MAIN = "word/document.xml"
UNPACKED_LIMIT = 256 * 1024 * 1024  # of the whole archive
RATIO_LIMIT = 200  # XML of prose packs to a tenth, of tables to a fiftieth; a bomb to a thousandth
RATIO_FROM = 1024 * 1024  # small parts may pack to nothing
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_DELETED = frozenset(("del", "moveFrom", "instrText", "delText", "Choice"))  # Choice: its Fallback says the same once more


def read(data: bytes, place: str, stem: str, given: Given) -> Source:
    """The source of a .docx; raises `SourceError` RO-A012 for an archive that is no such file, RO-A013 for a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, place)
            with archive.open(MAIN) as stream:
                text = "\n".join(_paragraphs(stream, place))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError) as error:
        raise SourceError(
            "RO-A012", place, f"this is no whole Word file ({error})", "open it in an editor and save it as .docx again, or as .txt"
        ) from error
    if not text.strip():
        raise SourceError("RO-A012", place, "this Word file holds no text, perhaps only pictures of it", "save the text as .txt")
    return source(text, id=stem, address=place, given=given)


def _check(archive: zipfile.ZipFile, place: str) -> None:
    """Raises an error before anything is unpacked that could not be held; the sizes an archive states bound what is unpacked."""
    parts = archive.infolist()
    main = next((p for p in parts if p.filename == MAIN), None)
    if main is None:
        raise SourceError(
            "RO-A012",
            place,
            "this archive is no Word file (word/document.xml is missing)",
            "save the document as .docx, or unpack the archive",
        )
    if main.flag_bits & 1:
        raise SourceError("RO-A014", place, "this file is encrypted", "save it without a password")
    bomb = sum(p.file_size for p in parts) > UNPACKED_LIMIT or any(
        p.file_size > RATIO_FROM and p.file_size > RATIO_LIMIT * max(p.compress_size, 1) for p in parts
    )
    if bomb:
        raise SourceError(
            "RO-A013", place, "this archive unpacks to far more than a document", "check where the file comes from; save its text as .txt"
        )


def _paragraphs(stream: IO[bytes], place: str) -> Iterator[str]:
    """A line a paragraph, in the order of the text, tables and content controls too; deleted words are left out."""
    from lxml import etree

    parts: list[str] = []
    deleted = 0
    try:
        for event, node in etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False):
            tag = str(node.tag).removeprefix(_W).removeprefix(_STRICT).rpartition("}")[2]
            if event == "start":
                deleted += tag in _DELETED
                continue
            if tag in _DELETED:
                deleted -= 1
            elif deleted:
                pass
            elif tag == "t":
                parts.append(node.text or "")
            elif tag in ("tab", "br", "cr"):
                parts.append("\n" if tag != "tab" else " ")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag == "p":
                yield "".join(parts)
                parts = []
                node.clear()
    except etree.XMLSyntaxError as error:
        raise SourceError(
            "RO-A012", place, f"the text of this Word file is broken ({error.msg})", "open it in an editor and save it again"
        ) from error
