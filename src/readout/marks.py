"""Marks: the stretches of a text that a record cites, and the text cut at their edges so that no mark crosses another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from readout.model.record import Record, Span


class Mark(NamedTuple):
    """A stretch that an item cites: `kind` is the item's kind, `part` says what the words are to it (content, cue, date …)."""

    start: int
    end: int
    item: str
    kind: str
    part: str


class Atom(NamedTuple):
    """A stretch that no mark's edge divides, with the marks that cover it, widest first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def marks(record: Record) -> list[Mark]:
    """Every stretch that the record cites, in order of the text; spans outside the text are left out."""
    length = len(record.document.text)
    found = [m for m in _all(record) if 0 <= m.start < m.end <= length]
    return sorted(dict.fromkeys(found), key=lambda m: (m.start, -m.end, m.kind, m.item, m.part))


def _each(spans: Iterable[Span], item: str, kind: str, part: str) -> Iterator[Mark]:
    for span in spans:
        yield Mark(span.start, span.end, item, kind, part)


def _all(record: Record) -> Iterator[Mark]:
    for mention in record.mentions:
        yield Mark(mention.start, mention.end, mention.party, "party", mention.form)
    for party in record.parties:
        for post in party.posts:
            yield from _each(post.evidence, party.id, "party", "office")
    for place in record.places:
        yield from _each(place.evidence, place.id, "place", "name")
    yield from _encounters(record)
    yield from _statements(record)
    for commitment in record.commitments:
        yield Mark(commitment.span.start, commitment.span.end, commitment.id, "commitment", "words")
        if commitment.condition is not None:
            yield Mark(commitment.condition.start, commitment.condition.end, commitment.id, "commitment", "condition")
    for reference in record.references:
        yield Mark(reference.span.start, reference.span.end, reference.id, "reference", "words")
    for instrument in record.instruments:
        yield Mark(instrument.span.start, instrument.span.end, instrument.id, "instrument", "words")
    for quantity in record.quantities:
        yield Mark(quantity.start, quantity.end, quantity.id, "quantity", "words")
    for topic in record.topics:
        yield from _each(topic.evidence, f"topic-{topic.code}", "topic", "words")
    for i, unresolved in enumerate(record.unresolved):
        yield Mark(unresolved.start, unresolved.end, f"unresolved-{i + 1}", "unresolved", "words")
    for i, notice in enumerate(record.notices):
        if notice.start is not None and notice.end is not None:
            yield Mark(notice.start, notice.end, f"notice-{i + 1}", "notice", "words")


def _encounters(record: Record) -> Iterator[Mark]:
    for encounter in record.encounters:
        yield from _each(encounter.evidence, encounter.id, "encounter", "words")
        yield from _each(encounter.date_evidence, encounter.id, "encounter", "date")
        if encounter.occasion is not None:
            yield Mark(encounter.occasion.start, encounter.occasion.end, encounter.id, "encounter", "occasion")
        for part in encounter.participants:
            yield from _each(part.evidence, encounter.id, "encounter", "participant")


def _statements(record: Record) -> Iterator[Mark]:
    for statement in record.statements:
        yield from _each(statement.content, statement.id, "statement", "content")
        if statement.cue is not None:
            yield Mark(statement.cue.start, statement.cue.end, statement.id, "statement", "cue")
        yield from _each(statement.speaker_evidence, statement.id, "statement", "speaker")


def atoms(length: int, found: Iterable[Mark], cuts: Iterable[int] = ()) -> Iterator[Atom]:
    """The whole text as atoms, in order, each place once; `cuts` are further places to cut at.

    >>> [(a.start, a.end, len(a.marks)) for a in atoms(9, [Mark(2, 6, "a", "x", ""), Mark(4, 8, "b", "x", "")])]
    [(0, 2, 0), (2, 4, 1), (4, 6, 2), (6, 8, 1), (8, 9, 0)]
    """
    ordered = sorted((m for m in found if m.start < m.end), key=lambda m: (m.start, -m.end))
    edges = sorted({0, length, *(c for c in cuts if 0 < c < length), *(m.start for m in ordered), *(m.end for m in ordered)})
    active: list[Mark] = []
    position = 0
    for start, end in pairwise(edges):
        active = [m for m in active if m.end > start]
        while position < len(ordered) and ordered[position].start <= start:
            active.append(ordered[position])
            position += 1
        yield Atom(start, end, tuple(active))
