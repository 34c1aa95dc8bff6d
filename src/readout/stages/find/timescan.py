"""Time scan: the raw time expressions of a text, where they stand, before anybody knows what day they mean.

One automaton finds digits and time words; only where a month, a weekday, a year or the like stands nearby is the small stretch
around it, with a sign for each word, matched against the pack's orders.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from readout.stages.find.timewords import DIGIT, SIGN, Rule, TimeWords

_WEAK = frozenset(SIGN[c] for c in ("small", "two", "number", "ordinal", "count", "edge"))
# The widest stretch of other text inside an expression: wider gaps part two expressions.
_GAP = 14
_ARABIC = frozenset("0123456789")
_NOT_BEFORE = frozenset("/+№#$€£¥=&_@")


class Token(msgspec.Struct, frozen=True, gc=False):
    """A number or a time word: its sign, what it stands for, and the id of its pack line (numbers have none)."""

    start: int
    end: int
    sign: str
    value: Any
    rule: str


class Cluster(msgspec.Struct, frozen=True, gc=False):
    """Tokens that stand close together: the text with a sign for each, the signs' places, the token at each place."""

    text: str
    at: list[int]
    tokens: dict[int, Token]


class Raw(msgspec.Struct, frozen=True, gc=False):
    """A time expression before it is resolved: `fields` gives the value of each role, `turn` is last, next, coming or this."""

    start: int
    end: int
    rule: Rule
    fields: dict[str, Any]
    places: dict[str, tuple[int, int]]
    turn: str | None
    id: str


def find(text: str, words: TimeWords) -> list[Raw]:
    """Every time expression of a text, in order, none overlapping, before it is resolved."""
    tokens = _tokens(text, words)
    found: list[Raw] = []
    marks, i = words.marks, 0
    while i < len(tokens):
        j, strong = i, False
        while j < len(tokens) and (j == i or tokens[j].start - tokens[j - 1].end <= _GAP):
            end = tokens[j].end
            strong = strong or tokens[j].sign not in _WEAK or (end < len(text) and text[end] in marks)
            j += 1
        if strong:
            found.extend(_in_cluster(text, tokens[i:j], words))
        i = j
    return found


def _tokens(text: str, words: TimeWords) -> list[Token]:
    tokens: list[Token] = []
    spaced, length, here = words.spaced, len(text), 0
    for start, end, entry in words.lexicon.spans(text):
        if start < here:
            continue
        if entry.code == DIGIT:
            here = end
            alike = _ARABIC if text[start] in _ARABIC else words.digits  # "2030十四五" is a year and a plan's name
            while here < length and text[here] in alike:
                here += 1
            if not start or not (before := text[start - 1]).isalnum() or not (spaced or before.isascii()):
                digits = text[start:here]
                value = _number(digits, words.digits)
                tokens.append(Token(start, here, _class(value, here - start, digits), value, ""))
        elif not spaced or (
            (not start or not text[start - 1].isalnum()) and (end == length or not text[end].isalnum() or not text[end - 1].isalnum())
        ):
            tokens.append(Token(start, end, entry.code, entry.value, entry.rule))
    return tokens


def _number(digits: str, values: dict[str, int]) -> int:
    """The value of digits, or of numerals written as a row (二〇二一) or with a ten (二十五)."""
    if not all(c in values for c in digits):
        if not digits.isdecimal():
            return -1  # 2030十 is no number
        return int(digits) if len(digits) < 10 else 0
    total, unit = 0, 0
    if not any(values[c] >= 10 for c in digits):
        return int("".join(str(values[c]) for c in digits[:9]))
    for c in digits:
        if values[c] == 10:
            total += (unit or 1) * 10
            unit = 0
        elif values[c] > 10:  # 廿 is twenty
            total += values[c]
        else:
            unit = values[c]
    return total + unit


def _class(value: int, length: int, digits: str) -> str:
    if 0 <= value < 100 and (length <= 2 or not digits.isascii()):
        return SIGN["small"] if 1 <= value <= 31 else SIGN["two"]
    return SIGN["year"] if length == 4 and 1900 <= value <= 2099 else SIGN["number"]


def _in_cluster(text: str, tokens: list[Token], words: TimeWords) -> Iterator[Raw]:
    """The expressions of tokens that stand close together."""
    parts: list[str] = []
    at: list[int] = []
    length, here = 0, tokens[0].start
    for token in tokens:
        gap = text[here : token.start]
        parts += (gap, token.sign)
        at.append(length + len(gap))
        length += len(gap) + 1
        here = token.end
    parts.append(text[here : here + _GAP + 2])
    shape = Cluster("".join(parts), at, dict(zip(at, tokens, strict=True)))
    position = 0
    for place in at:
        if place < position:
            continue
        found = _match(text, shape, place, words)
        if found is not None:
            position, raw = found
            yield raw


def _match(text: str, shape: Cluster, place: int, words: TimeWords) -> tuple[int, Raw] | None:
    """The first rule that fits at a place of the shape, with the place where it ends."""
    token = shape.tokens[place]
    orders = words.orders.get(token.sign)
    if orders is None:
        return None
    if len(shape.at) == 1 and orders.alone is not None:
        rules: Sequence[Rule] = (orders.alone,)
    else:
        first = orders.combined.match(shape.text, place)
        if first is None:
            return None
        rules = orders.rules[int(str(first.lastgroup)[1:]) :]
    start = token.start
    if start and not _may_begin(text, start, words):
        return None
    for rule in rules:
        match = rule.regex.match(shape.text, place)
        if match is None or (rule.after and not follows(text, start, rule.after, words.spaced)):
            continue
        if rule.not_after and follows(text, start, rule.not_after, words.spaced):
            continue
        named = {k: match.start(k) for k in match.re.groupindex if match.start(k) >= 0}
        turn, begin = _turn(text, start, words) if rule.shifted or "weekday" in named or "month" in named else (None, start)
        if rule.shifted and turn is None:
            continue
        fields = {k: shape.tokens[p].value for k, p in named.items()}
        places = {k: (shape.tokens[p].start, shape.tokens[p].end) for k, p in named.items()}
        # A relative word is an entry of its own; in all else the order of the words is the rule.
        rule_id = token.rule if rule.alone else rule.id
        return match.end(), Raw(begin, _source(match.end(), shape), rule, fields, places, turn, rule_id)
    return None


def _source(position: int, shape: Cluster) -> int:
    """The offset in the text where a match that ends at a place of the shape ends."""
    last = shape.at[bisect_left(shape.at, position) - 1]
    return shape.tokens[last].end + position - last - 1


def _may_begin(text: str, start: int, words: TimeWords) -> bool:
    """Whether an expression may begin here: not inside a number, an address, a format such as 5+1, or a sum of money."""
    before = text[start - 1]
    if before in _NOT_BEFORE or (words.spaced and before.isalnum()):
        return False
    if before in ".,-–:" and start > 1 and text[start].isdigit():
        return not text[start - 2].isdigit() and (before != "-" or not text[start - 2].isalpha())
    return True


def follows(text: str, start: int, after: tuple[str, ...], spaced: bool) -> bool:
    """Whether one of these words (in lower case) stands right before a place."""
    before = text[max(0, start - 30) : start].rstrip().lower()
    if not before.endswith(after):
        return False
    ends = [w for w in after if before.endswith(w)]
    return not spaced or any(len(before) == len(w) or not w[0].isalnum() or not before[-len(w) - 1].isalnum() for w in ends)


def _turn(text: str, start: int, words: TimeWords) -> tuple[str | None, int]:
    """The word that moves a weekday or a month (last, next, coming, this) and where the expression then begins."""
    ahead = text[max(0, start - 30) : start]
    before = ahead.rstrip().lower()
    gap = len(ahead) - len(ahead.rstrip())
    for name, forms in words.turns:
        held = [w for w in forms if before.endswith(w) and follows(text, start, (w,), words.spaced)]
        if held:
            return name, start - gap - max(map(len, held))
    return None, start
