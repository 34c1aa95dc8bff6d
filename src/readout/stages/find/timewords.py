"""Time words: a pack's months, weekdays, shifts and orders, compiled, and the raw expressions they make of a text.

Numbers and time words become one sign each (as in `grammar.shape`), and only where a month, a weekday, a year or the like stands
nearby is the small stretch of signs matched against the pack's orders. So a text costs one automaton and one search for digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from readout.errors import PackError
from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack

# One private-use sign per class of token. `small` may be a day, a month's number or an hour; `two` is any other number of two digits.
_CLASSES = (
    "small", "two", "year", "number", "ordinal", "count", "month", "bare_month", "weekday", "unit", "part", "season", "edge", "meridiem",
    "relday", "relweek", "relmonth", "relyear", "relnone",
)
_SIGN = {name: chr(0xF000 + i) for i, name in enumerate(_CLASSES)}
# What a role may be: a day is a small number or an ordinal, a month any word for it.
_ROLES = {
    "day": ("small", "ordinal"), "month_no": ("small",), "hour": ("small", "two"), "minute": ("small", "two"),
    "month": ("month", "bare_month"), "sure_month": ("month",), "count": ("small", "two", "count"), "short_year": ("small", "two"),
}
_WEAK = frozenset(_SIGN[c] for c in ("small", "two", "number", "ordinal", "count", "edge"))
# The widest stretch of other text inside an expression: wider gaps part two expressions.
_GAP = 14
_SLOT = re.compile(r"\{([a-z_]+)(2?)\}")
_NOT_BEFORE = frozenset("/+№#$€£¥=&_@")


class Token(NamedTuple):
    """A number or a time word: its sign, what it stands for, and the id of its pack line (numbers have none)."""

    start: int
    end: int
    sign: str
    value: Any
    rule: str


class Rule(NamedTuple):
    """One order of the pack: the expression over signs, the words that must stand before it, and what it says."""

    id: str
    regex: re.Pattern[str]
    after: tuple[str, ...]
    kind: str
    shifted: bool
    shift: int
    origin: str | None
    listed: bool
    numeric: bool


class Raw(NamedTuple):
    """A time expression before it is resolved: `fields` gives the value of each role, `turn` is last, next or this."""

    start: int
    end: int
    rule: Rule
    fields: dict[str, Any]
    places: dict[str, tuple[int, int]]
    turn: str | None
    id: str


class Relative(NamedTuple):
    """What a relative word says: some units from the day of publication, or from the date before (`origin` previous)."""

    unit: str
    shift: int
    origin: str | None


class TimeWords(NamedTuple):
    """Everything a pack says about time, compiled."""

    lexicon: Lexicon
    numbers: re.Pattern[str]
    digits: dict[str, int]
    rules: tuple[Rule, ...]
    combined: re.Pattern[str]
    turns: tuple[tuple[str, tuple[str, ...]], ...]
    cues: re.Pattern[str]
    marks: str
    spaced: bool
    numeric_order: str
    not_anchor: tuple[str, ...]


@cache
def load(pack: Pack) -> TimeWords | None:
    """The time words of a pack, or None where it has none."""
    content = pack.file("dates")
    if not content:
        return None
    spaced = bool(pack.setting("words_are_spaced"))
    digits = {str(k): int(v) for k, v in (content.get("numerals") or {}).items() if k != LINE}
    rules = tuple(_rule(entry, content.get("macros") or {}, pack, spaced) for entry in content["patterns"])
    combined = re.compile("|".join(f"(?P<p{i}>{re.sub(r'[(][?]P<[a-z_0-9]+>', '(?:', r.regex.pattern)})" for i, r in enumerate(rules)))
    numerals = f"|[{''.join(digits)}]+" if digits else ""
    turns = tuple((k, tuple(str(w) for w in v)) for k, v in (content.get("shifts") or {}).items() if k != LINE)
    return TimeWords(
        Lexicon(_entries(content, pack), spaced=spaced),
        re.compile(rf"[0-9]+{numerals}"),
        digits,
        rules,
        combined,
        turns,
        _cues(content, spaced),
        str(content.get("marks") or ""),
        spaced,
        str(content.get("numeric_order") or "day"),
        tuple(str(w) for w in content.get("not_anchor") or ()),
    )


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


# -- compiling ----------------------------------------------------------------------------------------------------------------------


def _entries(content: dict[str, Any], pack: Pack) -> Iterator[Entry]:
    """Every word with its sign as the entry's code; capitals too where the pack says that its script has them."""
    cased = bool(content.get("case"))
    prefix = f"{pack.language}.dates"
    for role, entries in content["words"].items():
        if role == LINE:
            continue
        for entry in entries:
            sign = _SIGN["bare_month" if role == "month" and entry.get("sure") is False else role]
            value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
            yield from _cased(entry["forms"], sign, value, f"{prefix}.{role}", cased and role not in ("meridiem",))
    for entry in content.get("relative") or ():
        value = Relative(entry["unit"], entry["shift"], entry.get("from"))
        yield from _cased(entry["forms"], _SIGN["rel" + entry["unit"]], value, f"{prefix}.{entry['id']}", cased)
    for entry in content.get("units") or ():
        yield from _cased(entry["forms"], _SIGN["unit"], entry["value"], f"{prefix}.unit", False)


def _cased(forms: list[str], sign: str, value: Any, rule: str, cased: bool) -> Iterator[Entry]:
    for form in map(str, forms):
        yield Entry(form, sign, value, rule)
        if cased:
            yield Entry(form[:1].upper() + form[1:], sign, value, rule)
            yield Entry(form.upper(), sign, value, rule)


def _rule(entry: dict[str, Any], macros: dict[str, str], pack: Pack, spaced: bool) -> Rule:
    place = f"packs/{pack.language}/dates.yaml:{entry.get(LINE, 0)}"
    source = _expand(str(entry["pattern"]), macros, "", set(), place).replace(" ", r"\s")
    # A number must not go on (1,000; 5%); a word must end where the expression ends.
    border = r"(?![\w%]|[.,:/][0-9])" if spaced else r"(?![0-9A-Za-z%]|[.,:/][0-9])"
    if "(?=" in source:  # the pattern says itself what may follow
        border = ""
    return Rule(
        f"{pack.language}.dates.{entry['id']}",
        re.compile(f"(?:{source}){border}"),
        tuple(str(w) for w in entry.get("after") or ()),
        str(entry.get("kind") or "date"),
        bool(entry.get("shifted")),
        int(entry.get("shift") or 0),
        entry.get("from"),
        entry.get("join") == "list",
        entry.get("order") == "numeric",
    )


def _expand(pattern: str, macros: dict[str, str], suffix: str, taken: set[str], place: str) -> str:
    """A pattern with its roles as groups over signs; a role that comes twice is named the first time only."""

    def slot(match: re.Match[str]) -> str:
        name, two = match.group(1), match.group(2)
        if two and name + two in macros:
            return _expand(macros[name + two], macros, "", taken, place)
        two = two or suffix
        if name in macros:
            return "(?:" + _expand(macros[name], macros, two, taken, place) + ")"
        classes = _ROLES.get(name) or ((name,) if name in _SIGN else None)
        if classes is None:
            raise PackError("RO-P020", place, f"no role or macro is called {{{name}}}", f"use one of: {', '.join(sorted({*_ROLES, *_SIGN, *macros}))}")
        signs = "[" + "".join(_SIGN[c] for c in classes) + "]"
        role = ("month" if name == "sure_month" else name) + two
        if role in taken:
            return signs
        taken.add(role)
        return f"(?P<{role}>{signs})"

    return _SLOT.sub(slot, pattern)


def _cues(content: dict[str, Any], spaced: bool) -> re.Pattern[str]:
    groups = []
    for name in ("future", "past"):
        words = sorted((str(w) for w in content.get(name) or ()), key=len, reverse=True)
        groups.append(f"(?P<{name}>{'|'.join(map(re.escape, words)) or '(?!)'})")
    body = "|".join(groups)
    return re.compile(rf"\b(?:{body})\b" if spaced else body)


# -- reading ------------------------------------------------------------------------------------------------------------------------


def _tokens(text: str, words: TimeWords) -> list[Token]:
    tokens = [Token(h.start, h.end, h.entry.code, h.entry.value, h.entry.rule) for h in words.lexicon.find(text)]
    held = {place for t in tokens if t.end - t.start <= 20 for place in range(t.start, t.end)} if words.digits else {t.start for t in tokens} | {t.start + 1 for t in tokens}
    for match in words.numbers.finditer(text):
        start, end = match.span()
        if start in held or (start and (before := text[start - 1]).isalnum() and (words.spaced or before.isascii())):
            continue
        value = _number(match.group(), words.digits)
        tokens.append(Token(start, end, _class(value, end - start, match.group()), value, ""))
    tokens.sort()
    return tokens


def _number(digits: str, values: dict[str, int]) -> int:
    """The value of digits, or of numerals written as a row (二〇二一) or with a ten (二十五)."""
    if digits[0] not in values:
        return int(digits) if len(digits) < 10 else 0
    total, unit = 0, 0
    if not any(values[c] == 10 for c in digits):
        return int("".join(str(values[c]) for c in digits[:9]))
    for c in digits:
        if values[c] == 10:
            total += (unit or 1) * 10
            unit = 0
        else:
            unit = values[c]
    return total + unit


def _class(value: int, length: int, digits: str) -> str:
    if value < 100 and (length <= 2 or not digits.isascii()):
        return _SIGN["small"] if 1 <= value <= 31 else _SIGN["two"]
    return _SIGN["year"] if length == 4 and 1900 <= value <= 2099 else _SIGN["number"]


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
    shape = "".join(parts)
    by_place = dict(zip(at, tokens, strict=True))
    position = 0
    for place in at:
        if place < position:
            continue
        raw = _match(text, shape, place, by_place, at, words)
        if raw is not None:
            match_end, found = raw
            position = match_end
            yield found


def _match(text: str, shape: str, place: int, tokens: dict[int, Token], at: list[int], words: TimeWords) -> tuple[int, Raw] | None:
    first = words.combined.match(shape, place)
    if first is None:
        return None
    start = tokens[place].start
    if start and not _may_begin(text, start, words):
        return None
    for index in range(int(str(first.lastgroup)[1:]), len(words.rules)):
        rule = words.rules[index]
        match = rule.regex.match(shape, place)
        if match is None or (rule.after and not follows(text, start, rule.after, words.spaced)):
            continue
        turn, begin = _turn(text, start, words) if "weekday" in match.re.groupindex or "month" in match.re.groupindex or rule.shifted else (None, start)
        if rule.shifted and turn is None:
            continue
        named = {k: match.start(k) for k in match.re.groupindex if match.start(k) >= 0}
        fields = {k: tokens[p].value for k, p in named.items()}
        places = {k: (tokens[p].start, tokens[p].end) for k, p in named.items()}
        # A relative word is an entry of its own; in all else the order of the words is the rule.
        rule_id = tokens[place].rule if len(named) == 1 and next(iter(named)).startswith("rel") else rule.id
        return match.end(), Raw(begin, _source(match.end(), at, tokens), rule, fields, places, turn, rule_id)
    return None


def _source(position: int, at: list[int], tokens: dict[int, Token]) -> int:
    """The offset in the text where a match that ends at a place of the shape ends."""
    last = max(p for p in at if p < position)
    return tokens[last].end + position - last - 1


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
    return not spaced or any(
        before.endswith(word) and (len(before) == len(word) or not word[0].isalnum() or not before[-len(word) - 1].isalnum()) for word in after
    )


def _turn(text: str, start: int, words: TimeWords) -> tuple[str | None, int]:
    """The word that moves a weekday or a month (last, next, this) and where the expression then begins."""
    ahead = text[max(0, start - 30) : start]
    before = ahead.rstrip().lower()
    gap = len(ahead) - len(ahead.rstrip())
    for name, forms in words.turns:
        held = [w for w in forms if before.endswith(w) and follows(text, start, (w,), words.spaced)]
        if held:
            return name, start - gap - max(map(len, held))
    return None, start
