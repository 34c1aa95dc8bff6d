"""A document on its way through the stages: its words, its segments, its sentences."""

from __future__ import annotations

import msgspec

from readout.errors import Notice


class Source(msgspec.Struct, frozen=True):
    """One text as it came in, before anything was understood.

    Fields: `id` names the document in every output; `address` is the path or URL it came from; `text` is the decoded text,
    unchanged (offsets of the record count its code points); `sha256` is the digest of `text` as UTF-8; `published` is an ISO
    date or None; `language` is what the source claims, or None; `notices` are findings of decoding.
    """

    id: str
    address: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    publisher: str | None = None
    notices: tuple[Notice, ...] = ()


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A stretch of lines of one kind: title, dateline, caption, boilerplate, or body (one body segment is one paragraph).

    `start` and `end` are code points, half-open, without surrounding white space; `duplicate_of` is the index of an earlier
    segment that says the same words, or None; `rule` is the pack line or rule that decided.
    """

    start: int
    end: int
    kind: str
    language: str
    duplicate_of: int | None = None
    rule: str = ""


class Quotation(msgspec.Struct, frozen=True, gc=False):
    """A stretch between quotation marks: `start`/`end` of the words without the marks, `opened`/`closed` with them.

    `repaired` says how a missing mark was made good, or is None; `paragraph` is the index of the body paragraph it begins in.
    """

    start: int
    end: int
    opened: int
    closed: int
    paragraph: int
    repaired: str | None = None


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence of the body: code points, half-open; `paragraph` is the index of its segment."""

    start: int
    end: int
    paragraph: int


class Document(msgspec.Struct, frozen=True):
    """A source after cleaning and dividing: `text` has the source's length, so that every offset holds in both; of a very long
    source it is the part that is read.

    `text` is normalised one code point for one (no-break spaces become spaces, for instance), so an offset into it is an
    offset into `source.text`. `folded` says that its characters are read as others (traditional ones as simplified ones).
    """

    source: Source
    text: str
    segments: tuple[Segment, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    language: str = "und"
    publisher: str | None = None
    notices: tuple[Notice, ...] = ()
    folded: bool = False
