"""PDF files: the text layer page by page, within limits of pages and sizes (counts, not seconds: the same file, the same result)."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from readout.errors import Notice, SourceError
from readout.model.document import Source
from readout.stages.acquire.make import Given, source

MOST_PAGES = 500
PAGE_LIMIT = 8 * 1024 * 1024  # of one page's drawing commands: prose needs some kilobytes
TEXT_LIMIT = 16 * 1024 * 1024  # of all pages' commands
_PAGE_NUMBER = re.compile(r"\s*(?:[-–—|] ?)?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?(?: ?[-–—|])?\s*")
# What pypdf raises on broken files besides its own errors: it trusts the file's types and tables.
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    struct.error,
    zlib.error,
    EOFError,
    MemoryError,
)

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its warnings would mix with our notices on standard error


def read(data: bytes, place: str, stem: str, given: Given) -> Source:
    """The source of a PDF; raises `SourceError` RO-A014 where it is encrypted, RO-A015 where it cannot be read or has no text."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError("RO-A014", place, "this file is encrypted", "save it without a password")
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise SourceError(
                "RO-A015", place, f"{pages} pages are too many for one document (at most {MOST_PAGES})", "cut the file into its documents"
            )
        text = "\n".join(_lines(reader, place))
    except DependencyError as error:  # a cipher that needs a library we do not ask for
        raise SourceError("RO-A014", place, "this file is encrypted", "save it without a password") from error
    except (PyPdfError, *_BROKEN) as error:
        raise SourceError(
            "RO-A015", place, f"this PDF cannot be read ({_short(error)})", "open it and save it anew, or copy its text into a .txt"
        ) from error
    if not text.strip():
        raise SourceError("RO-A016", place, "this PDF has no text, only pictures of it", "run a text recognition over it first")
    notice = Notice(
        "RO-N009", "the text was taken from a PDF: lines and columns may be joined wrongly", "check quotations against the page"
    )
    return source(text, id=stem, address=place, given=given, notices=(notice,))


def _lines(reader: Any, place: str) -> Iterator[str]:
    """The lines of all pages, without page numbers at their top and foot."""
    left = TEXT_LIMIT
    for page in reader.pages:
        contents = page.get_contents()
        size = len(contents.get_data()) if contents is not None else 0
        left -= size
        if size > PAGE_LIMIT or left < 0:
            raise SourceError("RO-A015", place, "the pages of this PDF are too large to be prose", "save its text as .txt")
        lines = (page.extract_text() or "").split("\n")
        while lines and (not lines[-1].strip() or _PAGE_NUMBER.fullmatch(lines[-1])):
            lines.pop()
        while lines and (not lines[0].strip() or _PAGE_NUMBER.fullmatch(lines[0])):
            lines.pop(0)
        yield from lines


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__
