"""Small helps for texts that every stage shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def lower(text: str) -> str:
    """The text in lower case with the same length, so that offsets hold in both ("İ" would become two code points).

    >>> lower("İstanbul and Ankara")
    'İstanbul and ankara'
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=2)
def lowered(text: str) -> str:
    """The same of a whole document, which several stages ask for: it is made once."""
    return lower(text)


def alternation(words: Iterable[object]) -> str:
    """The words as alternatives of a regular expression, the longest first; without words it never matches.

    >>> alternation(["met", "met with"])
    'met\\\\ with|met'
    """
    ranked = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in ranked) or "(?!)"


_KEPT = re.compile(r"\\.|\(\?P[<=]\w+[>)]|[^\\(]", re.S)


def folded(pattern: str) -> re.Pattern[str]:
    """A pattern for texts in lower case (see `lower`): it finds what the pattern finds without regard to case, and faster.

    >>> folded("(?P<Who>[A-Z]+) Said").pattern
    '(?P<Who>[a-z]+) said'
    """
    return re.compile(_KEPT.sub(lambda m: m[0] if len(m[0]) > 1 else lower(m[0]), pattern))
