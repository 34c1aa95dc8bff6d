"""Many words found at once: one automaton over all surfaces of a pack, with whole-word checks.

An automaton reads a text once, whatever the number of surfaces, which is what makes hundreds of cues affordable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind


class Entry(NamedTuple):
    """A surface and what it stands for: `code` is a kind, `value` what the kind needs, `rule` the id of the pack line."""

    surface: str
    code: str
    value: Any
    rule: str


class Hit(NamedTuple):
    """An entry found at `start`..`end` (code points, half-open)."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """Surfaces of one pack; the longest at the leftmost place wins, the first entry wins between equal surfaces.

    >>> lexicon = Lexicon([Entry("met", "verb", None, "x"), Entry("met with", "verb", None, "y")], spaced=True)
    >>> [(h.start, h.end, h.entry.rule) for h in lexicon.find("They met with a metric of success.")]
    [(5, 13, 'y')]
    """

    def __init__(self, entries: Iterable[Entry], *, spaced: bool) -> None:
        first: dict[str, Entry] = {}
        for entry in entries:
            if entry.surface:
                first.setdefault(entry.surface, entry)
        self.entries = tuple(first.values())
        self.spaced = spaced
        self._automaton = AhoCorasick([e.surface for e in self.entries], matchkind=MatchKind.LeftmostLongest) if first else None

    def find(self, text: str) -> list[Hit]:
        """Every entry in the text, in order, none overlapping; in a language with spaced words only at word borders."""
        if self._automaton is None:
            return []
        entries = self.entries
        found = self._automaton.find_matches_as_indexes(text)
        if not self.spaced:
            return [Hit(start, end, entries[i]) for i, start, end in found]
        length = len(text)
        hits = []
        for i, start, end in found:
            entry = entries[i]
            if _stands_alone(text, start, end, length):
                hits.append(Hit(start, end, entry))
            elif " " in entry.surface:
                hits.extend(self._shorter(text, start, end, length))
        return hits

    def _shorter(self, text: str, start: int, end: int, length: int) -> Iterator[Hit]:
        """What stands in a stretch whose longest surface ends inside a word: "Head" of "Head of the Region|al Office"."""
        low, high = (start, end - 1) if start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()) else (start + 1, end)
        for i, a, b in self._automaton.find_matches_as_indexes(text[low:high]) if self._automaton is not None else ():
            if _stands_alone(text, low + a, low + b, length):
                yield Hit(low + a, low + b, self.entries[i])
            elif " " in self.entries[i].surface:
                yield from self._shorter(text, low + a, low + b, length)


def _stands_alone(text: str, start: int, end: int, length: int) -> bool:
    """Whether no word goes on over the borders of a stretch."""
    return (start == 0 or not text[start - 1].isalnum() or not text[start].isalnum()) and (
        end == length or not text[end].isalnum() or not text[end - 1].isalnum()
    )
