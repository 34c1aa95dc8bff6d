"""Topics: which subjects the parties spoke about, each with the words that show it.

A pack gives phrases per code. Strong ones decide alone, weak ones only together; a phrase that stands inside one of the code's
exclusions does not count ("security" in "food security" is no defence).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from readout.grammar.load import LINE, Pack
from readout.model.finding import TopicFound

_STRONG, _WEAK, _NOT = 2, 1, 0
_WEAK_NEEDED = 2


class _Use(msgspec.Struct, frozen=True, gc=False):
    """What a phrase says: for which code, how strongly, by which pack line; `order` is the code's place in the pack."""

    code: str
    weight: int
    rule: str
    order: int


class _Phrase(msgspec.Struct, frozen=True, gc=False):
    """A phrase after its literal head: `tail` is what has to follow, `ends` that no word may go on behind it, `exact` the words where
    capitals matter.
    """

    head: str
    tail: re.Pattern[str] | None
    ends: bool
    exact: str | None
    uses: tuple[_Use, ...]


class _Table(msgspec.Struct, frozen=True, gc=False):
    """All phrases of a pack behind one automaton over their heads."""

    automaton: AhoCorasick | None
    phrases: tuple[tuple[_Phrase, ...], ...]
    spaced: bool


@cache
def _table(pack: Pack) -> _Table:
    uses: dict[str, list[_Use]] = {}
    for order, entry in enumerate(pack.entries("topics", "topics")):
        for key, weight in (("strong", _STRONG), ("weak", _WEAK), ("not", _NOT)):
            rule = f"{pack.language}.topics.{entry['code']}:{entry[LINE]}"
            for phrase in map(str, entry.get(key) or ()):
                uses.setdefault(phrase, []).append(_Use(str(entry["code"]), weight, rule, order))
    spaced = bool(pack.setting("words_are_spaced"))
    heads: dict[str, list[_Phrase]] = {}
    for text, known in uses.items():
        compiled = _compiled(text, tuple(known), spaced)
        heads.setdefault(compiled.head, []).append(compiled)
    automaton = AhoCorasick(list(heads), matchkind=MatchKind.Standard) if heads else None
    return _Table(automaton, tuple(map(tuple, heads.values())), spaced)


def _compiled(text: str, uses: tuple[_Use, ...], spaced: bool) -> _Phrase:
    """A phrase as literal head and tail; `*` stands for the rest of a word."""
    head, star, rest = text.partition("*")
    tail = None
    if star:
        tail = re.compile(r"\w*" + r"\w*".join(re.escape(part) for part in rest.split("*")) + (r"(?!\w)" if spaced else ""))
    return _Phrase(head.lower(), tail, not star and spaced and text[-1].isalnum(), text if text != text.lower() else None, uses)


def _hits(text: str, lowered: str, start: int, end: int, table: _Table) -> Iterator[tuple[int, int, _Phrase]]:
    """Every phrase in a stretch, overlapping ones too."""
    automaton = table.automaton
    if automaton is None:
        return
    part = f"{lowered[start:end]}\n"
    for index, low, high in automaton.find_matches_as_indexes(part, overlapping=True):
        if table.spaced and low and part[low].isalnum() and part[low - 1].isalnum():
            continue
        for phrase in table.phrases[index]:
            stop = high
            if phrase.ends and (part[high].isalnum() or part[high] == "_"):
                continue
            if phrase.tail is not None:
                more = phrase.tail.match(part, high)
                if more is None:
                    continue
                stop = more.end()
            if phrase.exact is None or text[start + low : start + low + len(phrase.exact)] == phrase.exact:
                yield start + low, start + stop, phrase


def find(text: str, lowered: str, spans: Sequence[tuple[int, int]], pack: Pack) -> tuple[TopicFound, ...]:
    """The topics that the words within `spans` show, in order of the text; a code once for each place that shows it.

    >>> from readout.grammar.load import load_pack
    >>> words = "discussed mutual trade and food security"
    >>> [(t.code, words[t.start:t.end]) for t in find(words, words, [(0, len(words))], load_pack("en"))]
    [('trade', 'mutual trade'), ('food-security', 'food security')]
    """
    table = _table(pack)
    shown: dict[str, list[tuple[int, int, int, str]]] = {}
    barred: dict[str, list[tuple[int, int]]] = {}
    for start, end in _merged(spans):
        for low, high, phrase in _hits(text, lowered, start, end, table):
            for use in phrase.uses:
                if use.weight == _NOT:
                    barred.setdefault(use.code, []).append((low, high))
                else:
                    shown.setdefault(use.code, []).append((low, high, use.weight, use.rule))
    found = [topic for code, places in shown.items() for topic in _decided(code, places, barred.get(code, ()), lowered)]
    return tuple(sorted(found, key=lambda t: (t.start, t.end, t.code)))


def _decided(
    code: str, places: Iterable[tuple[int, int, int, str]], barred: Sequence[tuple[int, int]], lowered: str
) -> Iterator[TopicFound]:
    """The places of a code that count: the strong ones, or else weak ones that differ; the longest where they overlap."""
    barred = sorted(barred)
    begun, ended = [a for a, _ in barred], list(accumulate((b for _, b in barred), max))
    kept = [p for p in places if not (i := bisect_right(begun, p[0])) or ended[i - 1] < p[1]]
    strong = [p for p in kept if p[2] == _STRONG]
    if not strong and len({lowered[a:b] for a, b, _, _ in kept}) < _WEAK_NEEDED:
        return
    last = -1
    for start, end, _, rule in sorted(strong or kept, key=lambda p: (p[0], -p[1])):
        if start >= last:
            yield TopicFound(code, start, end, rule)
            last = end


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, overlapping ones as one, so that no word counts twice."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def codes(pack: Pack) -> tuple[str, ...]:
    """The topic codes that a pack knows, in the order of its file."""
    return tuple(str(e["code"]) for e in pack.entries("topics", "topics"))
