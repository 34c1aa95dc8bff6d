"""Finding: people, offices, organisations, states, places, dates and numbers, each where it stands."""

from __future__ import annotations

import sys
from bisect import bisect_right
from operator import attrgetter

from readout.grammar.load import Pack
from readout.model.document import Document
from readout.model.mention import Atom, Mentions
from readout.stages.find import bodies, collectives, dates, declined, entities, names, offices, people, quantities, shared, unspaced

_START = attrgetter("start")
_READ = ("title", "body", "dateline")


def mentions(document: Document, pack: Pack) -> Mentions:
    """Everything that is meant in a document's title, datelines and body; captions and chrome are left alone."""
    text = document.text
    skipped = _skipped(document)
    if not pack.setting("words_are_spaced"):
        return _unspaced(document, pack, skipped)
    atoms = names.stand_free(text, _outside(entities.find(text, pack), skipped), pack)
    runs = _outside(names.find(text, atoms, pack), skipped)
    whens = dates.find(text, pack, published=document.source.published, title=document.source.title, header=_header(document))
    placed = bodies.joined(text, sorted([*atoms, *runs], key=_START), pack)
    parted = _parted(document)
    named = people.find(parted, placed, pack)
    if more := names.recalled(text, named, pack):
        named = people.find(parted, sorted([*placed, *more], key=_START), pack)
    meant = [m for m in collectives.find(text, pack) if not _in(m.start, skipped)]
    merged = declined.restored(text, collectives.merged(shared.divided(text, named, pack), meant), pack)
    return Mentions(merged, whens, quantities.find(text, pack, whens))


def _parted(document: Document) -> str:
    """The text with a line's end behind each dateline, so that nobody's name goes on over it; offsets stay."""
    text = document.text
    for segment in document.segments:
        if segment.kind == "dateline" and segment.end < len(text) and not text[segment.end - 1].isalnum():
            text = text[: segment.end - 1] + "\n" + text[segment.end :]
    return text


def _unspaced(document: Document, pack: Pack, skipped: list[tuple[int, int]]) -> Mentions:
    """The mentions of a text whose words are not spaced."""
    text = document.text
    atoms = _outside(offices.standing(text, entities.find(text, pack), pack), skipped)
    named = [m for m in unspaced.find(text, atoms, pack) if not _in(m.start, skipped)]
    meant = [m for m in offices.paired(text, collectives.find(text, pack), pack) if not _in(m.start, skipped)]
    whens = dates.find(text, pack, published=document.source.published, title=document.source.title, header=_header(document))
    return Mentions(collectives.merged(named, meant), whens, quantities.find(text, pack, whens))


def _skipped(document: Document) -> list[tuple[int, int]]:
    return sorted((s.start, s.end) for s in document.segments if s.kind not in _READ or s.duplicate_of is not None)


def _header(document: Document) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in document.segments if s.kind in ("title", "dateline"))


def _outside(atoms: list[Atom], skipped: list[tuple[int, int]]) -> list[Atom]:
    return [a for a in atoms if not _in(a.start, skipped)] if skipped else atoms


def _in(place: int, stretches: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some stretches, which are in order and do not overlap."""
    i = bisect_right(stretches, (place, sys.maxsize)) - 1
    return i >= 0 and place < stretches[i][1]
