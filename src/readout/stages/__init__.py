"""The stages, in the one place where their order is written; each knows the model, none knows another."""

from __future__ import annotations

import msgspec


class Stage(msgspec.Struct, frozen=True, gc=False):
    """A folder of this package and the sentence that says what it does."""

    name: str
    does: str


STAGES = (
    Stage("acquire", "bytes of any form become sources: decoded text with its address, date and digest"),
    Stage("clean", "a source becomes a document of segments: titles, datelines, captions, chrome, paragraphs"),
    Stage("divide", "paragraphs become sentences and quotations"),
    Stage("find", "people, offices, bodies, states, dates and numbers are found where they stand"),
    Stage("interpret", "mentions become encounters, statements, commitments, references"),
    Stage("link", "findings become a record: who is who, held against the dated register"),
)
