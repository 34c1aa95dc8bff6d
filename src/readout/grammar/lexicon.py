"""Many words found at once: one automaton over all surfaces of a pack, with whole-word checks.

An automaton reads a text once, whatever the number of surfaces, which is what makes hundreds of cues affordable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_SHORT = 2000  # a list of so many surfaces may be compiled for speed: it costs a few milliseconds once


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A surface and what it stands for: `code` is a kind, `value` what the kind needs, `rule` the id of the pack line."""

    surface: str
    code: str
    value: Any
    rule: str


class Hit(msgspec.Struct, frozen=True, gc=False):
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
        kind = Implementation.DFA if len(first) < _SHORT else Implementation.ContiguousNFA
        surfaces = [e.surface for e in self.entries]
        self._automaton = AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest, implementation=kind) if first else None

    def find(self, text: str) -> list[Hit]:
        """Every entry in the text, in order, none overlapping; in a language with spaced words only at word borders."""
        return [Hit(start, end, entry) for start, end, entry in self.spans(text)]

    def spans(self, text: str) -> list[tuple[int, int, Entry]]:
        """The same as `find`, as bare tuples of start, end and entry: what inner loops read."""
        if self._automaton is None:
            return []
        entries = self.entries
        found = self._automaton.find_matches_as_indexes(text)
        if not self.spaced:
            return [(start, end, entries[i]) for i, start, end in found]
        padded = f"\n{text}\n"  # so that every stretch has a neighbour on both sides
        hits: list[tuple[int, int, Entry]] = []
        for i, start, end in found:
            if not (padded[start].isalnum() and padded[start + 1].isalnum()) and not (padded[end].isalnum() and padded[end + 1].isalnum()):
                hits.append((start, end, entries[i]))
            elif " " in entries[i].surface:
                hits.extend(self._shorter(text, start, end, len(text)))
        return hits

    def _shorter(self, text: str, start: int, end: int, length: int) -> Iterator[tuple[int, int, Entry]]:
        """What stands in a stretch whose longest surface ends inside a word: "Head" of "Head of the Region|al Office"."""
        low, high = (start, end - 1) if start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()) else (start + 1, end)
        for i, a, b in self._automaton.find_matches_as_indexes(text[low:high]) if self._automaton is not None else ():
            if _stands_alone(text, low + a, low + b, length):
                yield low + a, low + b, self.entries[i]
            elif " " in self.entries[i].surface:
                yield from self._shorter(text, low + a, low + b, length)


def _stands_alone(text: str, start: int, end: int, length: int) -> bool:
    """Whether no word goes on over the borders of a stretch."""
    return (start == 0 or not text[start - 1].isalnum() or not text[start].isalnum()) and (
        end == length or not text[end].isalnum() or not text[end - 1].isalnum()
    )
