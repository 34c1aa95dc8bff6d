"""Sentences as the index of words keeps them: for searching, not for reading, so that a doubtful end is left joined."""

from __future__ import annotations

import re

from readout.ledger.folding import search_words
from readout.model.record import Record

_OPENING = r"(?=[\"“«(\[]?[^\W\d_a-zа-яё])"
# A stop with its closing mark comes first in the pattern, so that the engine leaps from stop to stop; the gap is what follows it.
_END = re.compile(rf"[.!?…][\"”»’']?(?P<gap>\s+){_OPENING}|[。！？](?:[”」』]|(?![”」』]))(?P<none>)")
_ABBREVIATED = re.compile(r"(?<![^\W_])(?:[^\W\d_]|[^\W\d_]\.[^\W\d_]|\d{1,2}|Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Hon|No|им|гг|ул|св|стр)\.$")


def sentences(record: Record) -> tuple[tuple[int, int, str], ...]:
    """The sentences that can be searched, with their words as the index holds them; page furniture and repeats stay out."""
    text = record.document.text
    kept = [s for s in record.segments if s.kind != "boilerplate" and s.duplicate_of is None]
    spans = [(s.start, s.end) for s in kept] or [(0, len(text))]
    return tuple((a, b, words) for start, end in spans for a, b in _cut(text, start, end) if (words := search_words(text[a:b])))


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text[start:end]):
        first = last = start + line.start()
        for stop in _END.finditer(text, last, start + line.end()):
            before, after = stop.span(str(stop.lastgroup))
            if before > first and not _ABBREVIATED.search(text[max(first, before - 8) : before]):
                found.append((first, before))
                first = after
        if text[first : start + line.end()].strip():
            found.append((first, start + line.end()))
    return found
