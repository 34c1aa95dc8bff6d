"""What a question brings back: frozen, in stable order, every value with the document it stands in."""

from __future__ import annotations

from typing import Any

import msgspec


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A party in its part: `party` is its row in its document, `code` the person or body it is known to be across documents."""

    role: str
    name: str
    kind: str = ""
    post: str | None = None
    body: str | None = None
    state: str | None = None
    office: str | None = None
    code: str | None = None
    party: int = 0


class Doc(msgspec.Struct, frozen=True, omit_defaults=True):
    """The document that a hit stands in; offsets of the hit count code points of the text of `revision`."""

    id: int
    name: str
    title: str | None = None
    publisher: str | None = None
    language: str | None = None
    published: str | None = None
    url: str | None = None
    genre: str | None = None
    revision: int = 0


class Hit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of an answer: an encounter with its accounts, a claim, a sentence, a document or a person.

    `day` is the day it is filed under, `date` what the text gives (TIMEX3); `quote` stands at `start`..`end` of the document's text;
    `highlights` are the wanted words there; `count` is the number of documents that tell of it (of a person: that name them).
    """

    type: str
    code: str
    day: str | None = None
    name: str | None = None
    kind: str | None = None
    status: str | None = None
    mode: str | None = None
    act: str | None = None
    strength: int | None = None
    negated: bool = False
    number: float | None = None
    label: str | None = None
    date: str | None = None
    date_basis: str | None = None
    place: str | None = None
    country: str | None = None
    due: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    highlights: tuple[tuple[int, int], ...] = ()
    parties: tuple[Part, ...] = ()
    topics: tuple[str, ...] = ()
    document: Doc | None = None
    accounts: tuple[Hit, ...] = ()
    count: int = 0
    basis: str | None = None
    rule: str | None = None
    reviewed: str | None = None
    why: str | None = None
    known_since: str | None = None
    part_of: str | None = None
    id: int = 0

    def of(self, *roles: str) -> tuple[str, ...]:
        """The names of the parties in these parts, each once."""
        return tuple(dict.fromkeys(p.name for p in self.parties if p.role in roles))


class Count(msgspec.Struct, frozen=True):
    """A value of a facet and how many hits have it."""

    value: str
    count: int


class Answer(msgspec.Struct, frozen=True):
    """A page of hits: `total` counts all, `next` is the cursor of the page after this one (`after=`), `facets` count values over all."""

    query: str
    type: str
    total: int
    rows: tuple[Hit, ...]
    next: str | None = None
    facets: dict[str, tuple[Count, ...]] = {}
    as_of: str | None = None
    hints: tuple[str, ...] = ()


def plain(hit: Hit) -> dict[str, Any]:
    """A hit as plain values, without what is empty."""
    found: dict[str, Any] = msgspec.to_builtins(hit)
    return found
