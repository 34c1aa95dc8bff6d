"""Shapes: a text in which every mention has become one sign, so that a pattern sees the sentence and not the names.

"On 9 May 2021, Foreign Minister Ana Kral met with Lee Sun" becomes "On D, P met with P" with a private-use sign for each
kind of mention. A pattern over shapes is short, linear, and the same for a name of two words or of twelve. This is the one
mechanism behind names, posts and encounters, in every language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

import msgspec

from readout.errors import PackError

# One private-use sign per kind of mention; patterns in packs write them as {kind}.
SIGNS = {
    kind: chr(0xE000 + i)
    for i, kind in enumerate(
        (
            "state", "adjective", "organisation", "title", "honorific", "region", "people", "name", "date", "world",
            "portfolio", "venue", "areatype", "person", "office", "collective", "pronoun", "side", "place", "group",
            "quotation", "possessive", "modifier", "cue", "organ", "government",
        )
    )
}
# The kinds that can be somebody's side; `{not_party}` in a negated class of a pattern stands for all of them.
PARTIES = ("person", "office", "side", "organisation", "pronoun", "collective", "name")
KIND_OF = {sign: kind for kind, sign in SIGNS.items()}


class Placed(Protocol):
    """Anything that stands somewhere and has a kind of `SIGNS`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


class Shape(msgspec.Struct, frozen=True, gc=False):
    """A shape and the way back: `text` with signs, `at` the sign's place for each of `items`, `base` the shape's own offset."""

    text: str
    at: tuple[int, ...]
    items: tuple[Placed, ...]
    base: int

    def source(self, position: int) -> int:
        """The offset in the source text of a place in the shape (the start of what stands there)."""
        i = bisect_right(self.at, position) - 1
        if i < 0:
            return self.base + position
        if position == self.at[i]:
            return self.items[i].start
        return self.items[i].end + position - self.at[i] - 1

    def item(self, position: int) -> Placed:
        """The mention whose sign stands at a place."""
        return self.items[bisect_right(self.at, position) - 1]

    def is_sign(self, position: int) -> bool:
        """Whether a mention's sign stands at a place."""
        i = bisect_right(self.at, position) - 1
        return i >= 0 and self.at[i] == position

    def within(self, start: int, end: int) -> Sequence[Placed]:
        """The mentions whose signs stand in a stretch of the shape."""
        return self.items[bisect_right(self.at, start - 1) : bisect_right(self.at, end - 1)]


def make(text: str, start: int, end: int, items: Sequence[Placed]) -> Shape:
    """The shape of `text[start:end]`; `items` are in order and do not overlap, those outside are left out."""
    parts: list[str] = []
    at: list[int] = []
    kept: list[Placed] = []
    here, length = start, 0
    for item in items:
        begin, stop = item.start, item.end
        if begin < here or stop > end:
            continue
        parts.append(text[here:begin] + SIGNS[item.kind])
        length += begin - here
        at.append(length)
        kept.append(item)
        length += 1
        here = stop
    parts.append(text[here:end])
    return Shape("".join(parts), tuple(at), tuple(kept), start)


_SLOT = re.compile(r"\{([^\W\d]\w*(?:\|\w+)*)\}")  # a slot begins with a letter: {2} and {0,3} count


def expand(pattern: str, macros: dict[str, str] | None = None) -> str:
    """A pack's pattern as a regular expression: `{person}` is a sign, `{person|office}` either, `{list}` a macro of the pack.

    >>> expand("{title} of {state}") == SIGNS["title"] + " of " + SIGNS["state"]
    True
    """

    def slot(match: re.Match[str]) -> str:
        names = match.group(1).split("|")
        if names == ["not_party"]:
            return "".join(SIGNS[n] for n in PARTIES)
        if len(names) == 1 and macros and names[0] in macros:
            return "(?:" + expand(macros[names[0]], macros) + ")"
        unknown = next((n for n in names if n not in SIGNS), None)
        if unknown is not None:
            said = f"no macro and no kind of mention is called {unknown!r}"
            raise PackError("RO-P017", f"{{{match.group(1)}}}", said, "add it under macros, or mend it")
        signs = "".join(SIGNS[n] for n in names)
        return signs if len(signs) == 1 else f"[{signs}]"

    return _SLOT.sub(slot, pattern)
