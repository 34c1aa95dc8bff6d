"""Stretches: many half-open intervals, of which one is looked for that meets a place, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Stretches:
    """Stretches of one text, which may overlap.

    >>> told = Stretches([(4, 9), (0, 20), (30, 31)])
    >>> told.meets(15, 16), told.meets(20, 30), told.next(5)
    (True, False, 30)
    """

    __slots__ = ("_reach", "_starts")

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # how far those up to here reach

    def meets(self, start: int, end: int) -> bool:
        """Whether any of them overlaps a stretch."""
        i = bisect_left(self._starts, end)
        return i > 0 and self._reach[i - 1] > start

    def next(self, place: int) -> int | None:
        """Where the first begins that begins behind a place."""
        i = bisect_right(self._starts, place)
        return self._starts[i] if i < len(self._starts) else None
