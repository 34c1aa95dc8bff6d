"""Sentences: where a paragraph's words come to a stop; a quotation is never cut inside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from readout.grammar.load import Pack
from readout.model.document import Quotation, Sentence

_STOP = re.compile(r"[.!?。！？…;]+[\"'”’»)\]]*(?:(?<=[^\W\d_][.!?])\d{1,2}(?=\s))?\s*")
_LONGEST = 20  # a longer word is no abbreviation
# A stop without its space, as crawlers leave it: "… of Laos.Minh said", but no address and no abbreviation.
_INITIALS = re.compile(r"[^\W\d_a-z](?:\.[^\W\d_a-z]){1,2}")  # "Prof. G.L. Kral"
_GLUED = re.compile(r"[^\W\d_A-Z]{3}\.[\"”]?[A-Z][^\W\d_]*[ ,][^\W\d_]")
MOST = 4000  # a stretch of so many characters without a stop is a list or a table: it is read in parts


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of sentence ends."""

    spaced: bool
    abbreviations: frozenset[str]
    may_end: frozenset[str]
    starters: frozenset[str]


@cache
def rules(pack: Pack) -> Rules:
    """The sentence rules of a pack."""
    content = pack.file("sentences") or {}

    def words(key: str) -> frozenset[str]:
        return frozenset(str(w) for w in content.get(key) or ())

    return Rules(bool(pack.setting("words_are_spaced")), words("abbreviations"), words("may_end"), words("starters"))


def find(text: str, paragraphs: Sequence[tuple[int, int]], quotations: Sequence[Quotation], pack: Pack) -> tuple[Sentence, ...]:
    """The sentences of the paragraphs, in order, without the white space between them.

    >>> from readout.grammar.load import load_pack
    >>> text = "Dr. Kral met Mr. Sun. They agreed."
    >>> [text[s.start:s.end] for s in find(text, [(0, len(text))], (), load_pack("en"))]
    ['Dr. Kral met Mr. Sun.', 'They agreed.']
    """
    found: list[Sentence] = []
    known = rules(pack)
    inside: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for q in quotations:
        inside[q.paragraph].append((q.start, q.end))
    for index, (start, end) in enumerate(paragraphs):
        here = start
        for stop in (*_stops(text, start, end, inside[index], known), end):
            for low, high in _parts(text, here, stop):
                if text[low:high].strip():
                    found.append(_trimmed(text, low, high, index))
            here = stop
    return tuple(found)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch whole, or in parts where it is very long: cut after a comma or between words if there are any."""
    while end - start > MOST:
        low, high = start + MOST // 2, start + MOST
        cut = next((at + 1 for mark in ",; " if (at := text.rfind(mark, low, high)) > 0), high)
        yield start, cut
        start = cut
    yield start, end


# A number, letter or bullet that counts the points of a list is no part of the point's sentence.
_ENUMERATOR = re.compile(r"(?:\(?(?:\d{1,2}|[a-zа-я]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)）、]|[-•–—*·▪■●◦])\s+(?=\S)")


_DASHES = ("-", "–", "—")  # behind one of them a quotation goes on


def _trimmed(text: str, start: int, end: int, paragraph: int) -> Sentence:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    if match := _ENUMERATOR.match(text, start, end):
        start = match.end()
    return Sentence(start, end, paragraph)


def _stops(text: str, start: int, end: int, inside: list[tuple[int, int]], known: Rules) -> list[int]:
    """The places where a sentence ends between `start` and `end`."""
    found = []
    at = 0
    for match in _STOP.finditer(text, start, end):
        place = match.start()
        while at < len(inside) and inside[at][1] <= place:
            at += 1
        if at < len(inside) and inside[at][0] <= place < inside[at][1] and match.end() < inside[at][1]:
            continue
        resumed = text[match.end() : match.end() + 1] in _DASHES and any(low == match.end() + 2 for low, _ in inside)
        if match.end() == end or resumed or _ends(text, match, start, known):
            found.append(match.end())
    return found


def _ends(text: str, match: re.Match[str], start: int, known: Rules) -> bool:
    """Whether the sign at `match` ends a sentence, by the words on both sides of it."""
    sign = match.group()
    if sign[0] == ";":
        return False
    if not known.spaced:
        return sign[0] != "." or not _is_within_letters(text, match, start)
    if not sign[-1].isspace():
        return sign in (".", ".”", '."') and _GLUED.match(text, max(0, match.start() - 3)) is not None
    following = text[match.end()]
    if not (following.isupper() or following.isdigit() or following in "\"“«„'‘(["):
        return False
    if sign[0] != "." or len(sign.rstrip()) > 1:
        return True
    word = _word_before(text, max(start, match.start() - _LONGEST), match.start())
    if len(word) == 1 and word.isupper():
        return False
    after = re.match(r"[^\W\d_]+", text[match.end() : match.end() + 20])
    if word not in known.abbreviations:
        return _INITIALS.fullmatch(word) is None or after is None or after.group() in known.starters
    return word in known.may_end and bool(after) and after.group() in known.starters  # type: ignore[union-attr]  # `after` is truthy here


def _is_within_letters(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a stop in a text without spaces belongs to a number or a foreign name (3.5; John M. Silk; J.D.万斯)."""
    before = text[match.start() - 1] if match.start() > start else ""
    if not (before.isascii() and before.isalnum()):
        return False
    after = text[match.end() : match.end() + 1]
    word = _word_before(text, max(start, match.start() - _LONGEST), match.start())
    return (after.isascii() and after.isalnum()) or (len(word.replace(".", "")) <= 2 and word[-1:].isupper())


def _word_before(text: str, low: int, end: int) -> str:
    """The letters that end at a place, with the single letters and stops of an abbreviation before them ("U.S", "Ph.D")."""
    start = end
    while start > low and text[start - 1].isalpha():
        start -= 1
    if start < end:
        while start - 2 >= low and text[start - 1] == "." and text[start - 2].isalpha():
            start -= 2
    return text[start:end]
