"""Needs: the words without which a pattern cannot fit, read from the pattern itself.

Most patterns of a pack hold words of which one must stand in every text that they fit ("was attended by"). One automaton finds
the words of all patterns in one pass over a document; a stretch that lacks what a pattern needs is not searched with it. Needs
only save work: they never decide, and a pattern from which no words can be read is always tried.

The idea is that of Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), with words in place of trigrams.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from readout.grammar.load import Pack

_MOST_WORDS = 1500  # more alternatives than this say little and cost much
_MOST_STRINGS = 64  # a part of a pattern that fits more strings than this is not written out
_SHORTEST = 3  # shorter words stand in every sentence
_WIDE = "\u2e80"  # from here on one sign is about a word
_FIRST_SIGN, _LAST_SIGN = 0xE000, 0xF8FF  # the signs of shapes stand for other words
_CHARACTERS = 6  # a set of more characters is no word
_FEW = 12  # a longer list of words is of use though one of them is common
_KEPT = 2  # of the needs of one pattern so many are looked for, the rarest
_parser: Any = import_module("re._parser")  # the library's own reading of a pattern; it has no public name


class Needs:
    """The needs of the patterns of one pack; each need is a bit, a pattern's needs are a mask. `common` words say nothing.

    >>> from readout.grammar.load import load_pack
    >>> needs = Needs()
    >>> mask = needs.of(re.compile("(?:was|were) (?:also )?attended by (?P<who>.+)"))
    >>> found = needs.find("the talks were attended by all. they spoke.")
    >>> [found.may(mask, 0, 31), found.may(mask, 32, 43)]
    [True, False]
    """

    def __init__(self, common: Iterable[str] = ()) -> None:
        self._common = frozenset(common)
        self._bits: dict[frozenset[str], int] = {}
        self._automaton: AhoCorasick | None = None
        self._masks: tuple[int, ...] = ()
        self._built = 0

    def of(self, *patterns: re.Pattern[str]) -> int:
        """The mask of what some patterns all need; of several patterns, one of which is to fit, what any of them needs."""
        if len(patterns) == 1:
            each = wanted(patterns[0])
            return sum(self._bit(words) for words in [w for w in each if not self._is_common(w)] or each)
        best = [next(iter(wanted(p)), None) for p in patterns]
        words = frozenset(w for each in best if each is not None for w in each)
        return 0 if None in best or len(words) > _MOST_WORDS else self._bit(words)

    def _is_common(self, words: frozenset[str]) -> bool:
        """Whether a need is met in most sentences, and so saves nothing."""
        return len(words) <= _FEW and any(word.strip() in self._common for word in words)

    def _bit(self, words: frozenset[str]) -> int:
        return self._bits.setdefault(words, 1 << len(self._bits))

    def find(self, lowered: str) -> Present:
        """What is there of all needs in a text in lower case; needs that are asked for later count as there."""
        if self._built != len(self._bits):
            masks: dict[str, int] = {}
            for words, bit in self._bits.items():
                for word in words:
                    masks[word] = masks.get(word, 0) | bit
            self._automaton = AhoCorasick(list(masks), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            self._masks = tuple(masks.values())
            self._built = len(self._bits)
        hits = self._automaton.find_matches_as_indexes(lowered, overlapping=True) if self._automaton is not None else ()
        return Present([end for _, _, end in hits], [self._masks[i] for i, _, _ in hits], -1 << self._built)


class Present:
    """Which needs of patterns are met where in one text."""

    __slots__ = ("_ends", "_known", "_masks", "_unknown")

    def __init__(self, ends: Sequence[int], masks: Sequence[int], unknown: int) -> None:
        self._ends = ends
        self._masks = masks
        self._unknown = unknown
        self._known: dict[tuple[int, int], int] = {}

    def within(self, start: int, end: int) -> int:
        """The needs that are met in a stretch: a pattern with `mask` may fit there if `mask & found == mask`."""
        key = (start, end)
        found = self._known.get(key)
        if found is None:
            ends = self._ends
            found = reduce(or_, self._masks[bisect_right(ends, start) : bisect_right(ends, end)], self._unknown)
            self._known[key] = found
        return found

    def may(self, mask: int, start: int, end: int) -> bool:
        """Whether a pattern with a mask may fit in a stretch."""
        if not mask:
            return True
        found = self._known.get((start, end))
        return mask & (self.within(start, end) if found is None else found) == mask


NOTHING = Present((), (), -1)


@cache
def needs_of(pack: Pack) -> Needs:
    """The needs of a pack's patterns, collected while its rules are compiled."""
    return Needs(map(str, pack.entries("furniture", "stop_words")))


# -- reading a pattern ---------------------------------------------------------------------------------------------------


@cache
def wanted(pattern: re.Pattern[str]) -> tuple[frozenset[str], ...]:
    """The sets of words, in lower case, from each of which one must stand in every text that a pattern fits; the rarest first.

    >>> [sorted(words) for words in wanted(re.compile(r"(?:met|spoke) with .* at 20[0-9]+"))]
    [['met with ', 'spoke with '], [' at 20']]
    """
    exact, found = _sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    sets = [words for words in ([frozenset(exact)] if exact is not None else found) if _is_telling(words)]
    lowered = sorted({_least(map(_lower, words)) for words in sets}, key=lambda words: (_rate(words), sorted(words)))
    return tuple(lowered[:_KEPT])


def _least(words: Iterable[str]) -> frozenset[str]:
    """The words without those in which another one stands: where "call with" is, "call" is."""
    kept: list[str] = []
    for word in sorted(set(words), key=lambda w: (len(w), w)):
        if not any(k in word for k in kept):
            kept.append(word)
    return frozenset(kept)


def _lower(word: str) -> str:
    return "".join(small if len(small := c.lower()) == 1 else c for c in word)


def _length(word: str) -> int:
    return sum(_SHORTEST if c >= _WIDE else 1 for c in word.strip())


def _is_telling(words: frozenset[str]) -> bool:
    return 0 < len(words) <= _MOST_WORDS and min(map(_length, words)) >= _SHORTEST


def _rate(words: Iterable[str]) -> float:
    """About how often one of the words is met: longer words are rarer."""
    return float(sum(0.4 ** min(_length(w), 12) for w in words))


def _sequence(items: Any) -> tuple[set[str] | None, list[frozenset[str]]]:
    """The strings that a sequence fits if they are few, and the sets of words of which each needs one."""
    run: set[str] = {""}
    whole, found = True, []
    for op, argument in items:
        name = op.name
        if name == "LITERAL" and not _FIRST_SIGN <= argument <= _LAST_SIGN:
            letter = chr(argument)
            run = {word + letter for word in run}
            continue
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        exact, inner = _element(name, argument)
        if exact is not None and len(run) * len(exact) <= _MOST_STRINGS:
            run = {a + b for a in run for b in exact}
            continue
        whole = False
        found.append(frozenset(run))
        found.extend(inner)
        run = exact if exact is not None else {""}
    if whole:
        return run, []
    return None, [words for words in (*found, frozenset(run)) if _is_telling(words)]


def _element(name: str, argument: Any) -> tuple[set[str] | None, list[frozenset[str]]]:
    if name == "LITERAL":
        return _characters([argument])
    if name == "IN":
        return _characters(list(_members(argument)))
    if name == "SUBPATTERN":
        return _sequence(argument[3])
    if name == "ATOMIC_GROUP":
        return _sequence(argument)
    if name == "BRANCH":
        return _branch(argument[1])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, items = argument
        if low == 0 and high != 1:
            return None, []
        exact, inner = _sequence(items)
        if exact is not None and high == 1:
            return exact if low else exact | {""}, []
        return None, ([] if not low else inner if exact is None else [frozenset(exact)])
    return None, []


def _characters(codes: Sequence[int | None]) -> tuple[set[str] | None, list[frozenset[str]]]:
    """The characters of a set as strings; a sign of a shape, or a set of many, is none."""
    if not codes or len(codes) > _CHARACTERS or None in codes:
        return None, []
    if any(c is not None and _FIRST_SIGN <= c <= _LAST_SIGN for c in codes):
        return None, []
    return {chr(c) for c in codes if c is not None}, []


def _members(items: Any) -> Iterator[int | None]:
    """The characters of a set; None where it is no list of characters."""
    for op, argument in items:
        name = op.name
        if name == "LITERAL":
            yield argument
        elif name == "RANGE" and argument[1] - argument[0] < _CHARACTERS:
            yield from range(argument[0], argument[1] + 1)
        else:
            yield None


def _branch(branches: Any) -> tuple[set[str] | None, list[frozenset[str]]]:
    """Alternatives: all their strings, or one need of each, for any of them may be the one that fits."""
    read = [_sequence(items) for items in branches]
    strings = [exact for exact, _ in read if exact is not None]
    if len(strings) == len(read) and sum(map(len, strings)) <= _MOST_STRINGS:
        return set().union(*strings), []
    words: set[str] = set()
    for exact, inner in read:
        choices = [frozenset(exact)] if exact is not None else inner
        best = min((c for c in choices if _is_telling(c)), key=_rate, default=None)
        if best is None:
            return None, []
        words |= best
    return None, [frozenset(words)]


# -- patterns that fit at the end of a text ------------------------------------------------------------------------------


class AtEnd:
    """A pattern that fits only at the end of a text: a text that ends in a character with which it cannot end is not searched.

    >>> before_a_verb = AtEnd(re.compile(r"\\b(?:and|but)$"))
    >>> bool(before_a_verb.search("he spoke and")), before_a_verb.search("he spoke")
    (True, None)
    """

    __slots__ = ("_last", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        last = _last(list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)), False)
        self._last = None if last is None else frozenset(f for c in last for f in (c, c.lower(), c.upper())) | {"\n"}

    def search(self, text: str) -> re.Match[str] | None:
        """What the pattern finds in a text."""
        if self._last is not None and text[-1:] not in self._last:
            return None
        return self.pattern.search(text)


def _last(items: list[Any], anchored: bool) -> set[str] | None:
    """The characters with which a sequence ends, if it must end where the text does and they are few; else None."""
    found: set[str] = set()
    for op, argument in reversed(items):
        name = op.name
        if name == "AT":
            anchored = anchored or str(argument) in ("AT_END", "AT_END_STRING")
            continue
        if not anchored and name not in ("BRANCH", "SUBPATTERN"):
            return None
        chars, may_be_empty = _last_of(name, argument, anchored)
        if chars is None:
            return None
        found |= chars
        if not may_be_empty:
            return found
    return None


def _last_of(name: str, argument: Any, anchored: bool) -> tuple[set[str] | None, bool]:
    if name == "LITERAL":
        return {chr(argument)}, False
    if name == "IN":
        codes = list(_members(argument))
        return (None if None in codes else {chr(c) for c in codes if c is not None}), False
    if name == "SUBPATTERN":
        return _last(list(argument[3]), anchored), False
    if name == "BRANCH":
        each = [_last(list(items), anchored) for items in argument[1]]
        return (None if None in each else set().union(*(e for e in each if e is not None))), False
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        low, _, items = argument
        return _last(list(items), anchored), low == 0
    return None, False
