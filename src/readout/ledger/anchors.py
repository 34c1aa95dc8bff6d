"""Anchors: words of a text with what stands around them, found again after the text has changed (W3C TextQuoteSelector). Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

AROUND = 40  # code points kept on either side
_EQUAL = 0.05  # how much better than the second best a place must fit to be the place
_LEAST = 0.35  # how much of what stood around must still stand there, where the words occur more than once


class Anchor(NamedTuple):
    """A quote and its surroundings; `start` says where it stood, in code points."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of a stretch of text.

    >>> anchor("Kral met Lee.", 5, 8)
    Anchor(exact='met', prefix='Kral ', suffix=' Lee.', start=5)
    """
    return Anchor(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start)


def place(text: str, sought: Anchor) -> tuple[int, int] | str:
    """Where an anchor's words stand now, or why they cannot be found.

    >>> place("So Kral met Lee.", Anchor("met", "Kral ", " Lee.", 5)), place("Kral left.", Anchor("met"))
    ((8, 11), 'its words are no longer in the text')
    """
    found = _occurrences(text, sought.exact)
    if not found:
        return "its words are no longer in the text"
    if len(found) == 1:
        return found[0]
    ranked = sorted(((_fit(text, at, sought), at) for at in found), reverse=True)
    if ranked[0][0] < _LEAST or ranked[0][0] - ranked[1][0] < _EQUAL:
        nearest = [at for at in found if at[0] == sought.start]
        return nearest[0] if nearest and ranked[0][0] >= _LEAST else "its words stand in several places, and none is surely the one meant"
    return ranked[0][1]


def _occurrences(text: str, exact: str) -> list[tuple[int, int]]:
    if not exact.strip():
        return []
    words = r"\s+".join(map(re.escape, exact.split()))
    return [m.span() for m in re.finditer(words, text)]


def _fit(text: str, at: tuple[int, int], sought: Anchor) -> float:
    """How much of what stood around still does, between 0 and 1."""
    before, after = text[max(0, at[0] - len(sought.prefix)) : at[0]], text[at[1] : at[1] + len(sought.suffix)]
    weight = len(sought.prefix) + len(sought.suffix)
    if not weight:
        return 1.0 if at[0] == sought.start else 0.5
    same = _ratio(before, sought.prefix) * len(sought.prefix) + _ratio(after, sought.suffix) * len(sought.suffix)
    return same / weight


def _ratio(a: str, b: str) -> float:
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()
