"""Small helps for texts that every stage shares."""

from __future__ import annotations

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
