"""Quantities: a number with what it counts ("150 different events", "$1.5 billion", "23 percent").

A number counts only with something counted: article numbers, formats such as 5+1, ordinals, dates, times and stretches of time are
left out. What is counted is the head of the words behind the number, told by its plural form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack
from readout.grammar.texts import alternation
from readout.model.quantity import QuantityFound
from readout.model.when import When
from readout.stages.find import measures

# At most this many words lie between a number and the end of what it counts.
_WORDS = 6
_WORD = re.compile(r"\s([^\W\d_](?:[\w'’-]|\.(?=[^\W\d_]))*\.?)")
_LAST_WORD = re.compile(r"([^\W\d_][\w.'’-]*)\s?$")
_RANGE = re.compile(r"(?<![\w.,–-])(\d[\d,.]*)\s?[-–—]$")


class Plural(msgspec.Struct, frozen=True, gc=False):
    """How a language shows that a noun is many: endings, endings that only look so, words and endings besides."""

    ends: tuple[str, ...]
    not_ends: tuple[str, ...]
    also: frozenset[str]
    also_ends: tuple[str, ...]


class Amounts(msgspec.Struct, frozen=True, gc=False):
    """Everything a pack says about numbers, compiled."""

    lexicon: Lexicon
    number: re.Pattern[str]
    thousands: str
    decimal: str
    small: dict[str, float]
    multiplier: re.Pattern[str]
    multipliers: dict[str, float]
    percent: re.Pattern[str]
    money_before: re.Pattern[str]
    money_after: re.Pattern[str]
    money: dict[str, str]
    about: re.Pattern[str]
    labels: frozenset[str]
    parties: frozenset[str]
    definite: frozenset[str]
    durations: frozenset[str]
    stops: frozenset[str]
    plural: Plural
    prefix: str


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number where it stands; `word` where it is written in letters, `vague` where it only says how many at the least."""

    start: int
    end: int
    value: float
    word: bool
    vague: str | None


def find(text: str, pack: Pack, dates: Sequence[When]) -> tuple[QuantityFound, ...]:
    """The quantities of a text, in order; numbers inside `dates` are none.

    >>> from readout.grammar.load import load_pack
    >>> [(q.value, q.unit) for q in find("They plan 150 different events and allot $1.5 billion.", load_pack("en"), ())]
    [(150.0, 'events'), (1500000000.0, 'USD')]
    """
    if pack.entries("quantities", "measures"):
        return measures.find(text, pack, dates)
    amounts = _load(pack)
    if amounts is None:
        return ()
    found: list[QuantityFound] = []
    for number in _numbers(text, amounts, dates):
        quantity = _quantity(text, number, amounts)
        if quantity is not None and (not found or quantity.start >= found[-1].end):
            found.append(quantity)
    return tuple(found)


# -- numbers ------------------------------------------------------------------------------------------------------------------------


def _numbers(text: str, amounts: Amounts, dates: Sequence[When]) -> Iterator[Number]:
    here, i = 0, 0
    for start, end, entry in amounts.lexicon.spans(text):
        if start < here:
            continue
        while i < len(dates) and dates[i].end <= start:
            i += 1
        if i < len(dates) and dates[i].start <= start:
            continue
        if entry.code == "digit":
            match = amounts.number.match(text, start)
            assert match is not None, "a digit begins a number"
            here = match.end()
            if _stands_free(text, start, here):
                digits = match.group().replace(amounts.thousands, "").replace(amounts.decimal, ".")
                yield Number(start, here, float(digits), False, None)
        elif (start == 0 or not text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
            here, value = _more(text, end, float(entry.value), amounts)
            vague = entry.surface if entry.code == "vague" else None
            if text[here : here + 1] != "-" and (not start or text[start - 1] not in "-–+"):
                yield Number(start, here, value, True, vague.lower() if vague else None)


def _more(text: str, end: int, value: float, amounts: Amounts) -> tuple[int, float]:
    """The number goes on behind a hyphen: twenty-five."""
    if text[end : end + 1] == "-" and value >= 20:
        word = _WORD.match(" " + text[end + 1 : end + 12])
        if word is not None and (unit := amounts.small.get(word.group(1).rstrip("."))) is not None and unit < 10:
            return end + 1 + len(word.group(1).rstrip(".")), value + unit
    return end, value


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether digits are a number by themselves: not 5+1, C5, 20-year, 19th, 097/22, 5-7-9."""
    if start:
        before = text[start - 1]
        if before.isalpha() or before in "+/№#:_&=@" or (before in ".,-–" and start > 1 and text[start - 2].isalnum() and before != "–"):
            # The upper end of a range is kept: "800-900 million".
            return before in "-–" and _RANGE.search(text[max(0, start - 16) : start]) is not None and not text[end : end + 1].isalpha()
    after = text[end : end + 1]
    if after.isalpha() or (after and after in "+/:_<"):
        return False
    return after not in "-–" or not after or text[end + 1 : end + 2].isspace()


# -- what is counted ----------------------------------------------------------------------------------------------------------------


def _quantity(text: str, number: Number, amounts: Amounts) -> QuantityFound | None:
    start, end, value = number.start, number.end, number.value
    multiplied = amounts.multiplier.match(text, end)
    if multiplied is not None:
        value, end = value * amounts.multipliers[multiplied.group(1)], multiplied.end()
    before = text[max(0, start - 40) : start]
    lower_end = _RANGE.search(before)
    if lower_end is not None:
        start -= len(before) - lower_end.start()
        before = before[: lower_end.start()]
    rule, unit = "share", "%"
    if (match := amounts.percent.match(text, end)) is not None:
        end = match.end()
    elif (match := amounts.money_before.search(before)) is not None:
        rule, unit = "money", amounts.money[match.group(1)]
        start -= len(before) - match.start(1)
        before = before[: match.start(1)]
    elif (match := amounts.money_after.match(text, end)) is not None:
        rule, unit, end = "money", amounts.money[match.group(1)], match.end()
    else:
        counted = _counted(text, number, end, before, amounts, multiplied is not None)
        if counted is None:
            return None
        rule, (unit, end) = "count", counted
    about = amounts.about.search(before)
    approximate = number.vague or (about.group(1).lower() if about else None)
    if lower_end is not None:
        approximate = text[number.start - len(lower_end.group()) : number.end]
    return QuantityFound(value, unit, start, end, approximate, f"{amounts.prefix}.{rule}")


def _counted(text: str, number: Number, end: int, before: str, amounts: Amounts, multiplied: bool) -> tuple[str, int] | None:
    """The head of what a number counts, and where it ends; None where the number counts nothing."""
    last = _LAST_WORD.search(before)
    if last is not None and not multiplied:
        word = last.group(1)
        if word.lower() in amounts.labels or (number.word and number.value <= 10 and word.lower() in amounts.definite):
            return None
        # "Nord Stream 2", "Bozena 5": a small number behind a capital word is part of a name.
        named = word[:1].isupper() and word.lower() not in amounts.stops and last.start() > 0
        if named and number.value < 10 and not number.word:
            return None
    head: tuple[str, int] | None = None
    for _ in range(_WORDS):
        match = _WORD.match(text, end)
        if match is None:
            break
        word = match.group(1)
        final = word.endswith(".") and "." not in word[:-1]
        word = word.rstrip(".") if final else word
        lowered = word.lower()
        if lowered in amounts.stops:
            break
        if _is_plural(lowered, amounts.plural):
            head = word, match.start(1) + len(word)
        elif head is not None:
            break
        end = match.end()
        if final:
            break
    noun = head[0].lower() if head else ""
    if head is None or noun in amounts.durations or (number.word and number.value <= 10 and noun in amounts.parties):
        return None
    return head


def _is_plural(word: str, plural: Plural) -> bool:
    if word in plural.also or word.endswith(plural.also_ends):
        return True
    return len(word) > 3 and word.endswith(plural.ends) and not word.endswith(plural.not_ends) and "." not in word


# -- compiling ----------------------------------------------------------------------------------------------------------------------


@cache
def _load(pack: Pack) -> Amounts | None:
    content = pack.file("quantities")
    if not content:
        return None
    thousands, decimal = str(content["thousands"]), str(content["decimal"])
    multipliers = {str(k): float(v) for k, v in content["multipliers"].items() if k != LINE}
    money = {str(k): str(v) for key in ("money_before", "money_after") for k, v in content[key].items() if k != LINE}
    plural = content["plural"]
    t, d = re.escape(thousands), re.escape(decimal)
    return Amounts(
        Lexicon(_entries(content), spaced=False),
        re.compile(rf"[0-9]{{1,3}}(?:{t}[0-9]{{3}})+(?![0-9])(?:{d}[0-9]+)?|[0-9]+(?:{d}[0-9]+)?"),
        thousands,
        decimal,
        {str(f): float(e["value"]) for e in content["words"] for f in e["forms"]},
        re.compile(rf"[\s-]?({_either(multipliers)})\b"),
        multipliers,
        re.compile(rf"\s?(?:{_either(content['percent'])})(?!\w)"),
        re.compile(rf"(?<![A-Za-z])({_either(content['money_before'])})\s?$"),
        re.compile(rf"\s?({_either(content['money_after'])})(?!\w)"),
        money,
        re.compile(rf"\b({_either(content['about'])})(?: an?| the| another| additional)?\s$", re.IGNORECASE),
        frozenset(map(str, content["labels"])),
        frozenset(map(str, content["parties"])),
        frozenset(map(str, content["definite"])),
        frozenset(map(str, content["durations"])),
        frozenset(map(str, content["stops"])),
        Plural(tuple(plural["ends"]), tuple(plural["not"]), frozenset(plural["also"]), tuple(plural["also_ends"])),
        f"{pack.language}.quantities",
    )


def _either(words: Any) -> str:
    """The words of a list, or of a mapping's keys without its line, as alternatives."""
    return alternation(w for w in words if w != LINE)


def _entries(content: dict[str, Any]) -> Iterator[Entry]:
    for digit in "0123456789":
        yield Entry(digit, "digit", None, "")
    for entry in content["words"]:
        code = "vague" if entry.get("vague") else "word"
        for form in map(str, entry["forms"]):
            yield Entry(form, code, entry["value"], "")
            yield Entry(form[:1].upper() + form[1:], code, entry["value"], "")
