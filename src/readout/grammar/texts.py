"""Small helps for texts that every stage shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4)
def lower(text: str) -> str:
    """The text in lower case with the same length, so that offsets hold in both ("İ" would become two code points).

    >>> lower("İstanbul and Ankara")
    'İstanbul and ankara'
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def alternation(words: Iterable[object]) -> str:
    """The words as alternatives of a regular expression, the longest first; without words it never matches.

    >>> alternation(["met", "met with"])
    'met\\\\ with|met'
    """
    ranked = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ranked) or "(?!)"
