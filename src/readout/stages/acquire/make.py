"""Making a source: its digest, its day, its id, and what has to be said about them."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from email.utils import parsedate_to_datetime

import msgspec

from readout.errors import Notice, SourceError
from readout.model.document import Source
from readout.stages.acquire.decode import mend_surrogates

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?=$|[T\s])")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?=$|T)")


class Given(msgspec.Struct, frozen=True, gc=False):
    """What the caller says of all documents; a document's own fields win, except for the language and the publisher."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None


NOTHING_GIVEN = Given()


def day(said: object) -> str | None:
    """The ISO day of a date as files write it (with a time, a zone, or as a mail header), or None where it is no date.

    >>> day("2022-01-02 16:57:45-05:00"), day("Tue, 03 May 2022 10:00:00 +0300"), day("2022-13-40")
    ('2022-01-02', '2022-05-03', None)
    """
    if not isinstance(said, str):
        return None
    match = _ISO.match(said) or _COMPACT.match(said)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def source(
    text: str,
    *,
    id: str,
    address: str,
    given: Given = NOTHING_GIVEN,
    title: str | None = None,
    published: object = None,
    url: str | None = None,
    language: str | None = None,
    publisher: str | None = None,
    notices: tuple[Notice, ...] = (),
) -> Source:
    """A source of a text; raises `SourceError` RO-A001 where there is none."""
    text, mended = mend_surrogates(text)
    if not text or text.isspace():
        raise SourceError("RO-A001", address, "there is no text in it", "give a file that holds a text")
    notices += mended
    found = day(published)
    if published and found is None:
        notices += (Notice("RO-N005", f"the date of publication {str(published)[:40]!r} is not understood", "write it as 2024-05-09"),)
    return Source(
        clean_id(id),
        mend_surrogates(address)[0],
        text,
        hashlib.sha256(text.encode("utf-8")).hexdigest(),
        _line(title),
        found or given.published,
        _line(url),
        given.language or _line(language),
        given.publisher or _line(publisher),
        notices,
    )


def clean_id(said: str) -> str:
    """An id without control characters, slashes and lone surrogates, for it names files."""
    return re.sub(r"[\x00-\x1f\x7f/\\\ud800-\udfff]+", "-", said).strip() or "document"


def _line(said: object) -> str | None:
    """A field as one line, or None where it is empty or no text."""
    if not isinstance(said, str):
        return None
    return " ".join(mend_surrogates(said)[0].split()) or None
