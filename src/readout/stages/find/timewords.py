"""Time words: a pack's months, weekdays, shifts and orders, compiled once; `timescan` reads a text with them.

Numbers and time words become one sign each (as in `grammar.shape`), and the pack's orders become expressions over signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from readout.errors import PackError
from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack

# One private-use sign per class of token. `small` may be a day, a month's number or an hour; `two` is any other number of two digits.
_CLASSES = (
    "small", "two", "year", "number", "ordinal", "count", "month", "bare_month", "weekday", "unit", "part", "season", "edge", "meridiem",
    "relday", "relweek", "relmonth", "relyear", "relnone",
)
SIGN = {name: chr(0xF000 + i) for i, name in enumerate(_CLASSES)}
# What a role may be: a day is a small number or an ordinal, a month any word for it.
_ROLES = {
    "day": ("small", "ordinal"), "month_no": ("small",), "hour": ("small", "two"), "minute": ("small", "two"),
    "month": ("month", "bare_month"), "sure_month": ("month",), "count": ("small", "two", "count"), "short_year": ("small", "two"),
}
_SLOT = re.compile(r"\{([a-z_]+)(2?)\}")
_ALONE = re.compile(r"\{rel[a-z]+\}(?:\(\?!.*\))?")
DIGIT = chr(0xF000 + len(_CLASSES))



class Rule(msgspec.Struct, frozen=True, gc=False):
    """One order of the pack: the expression over signs, the words that must stand before it, and what it says."""

    id: str
    regex: re.Pattern[str]
    after: tuple[str, ...]
    not_after: tuple[str, ...]
    kind: str
    shifted: bool
    shift: int
    origin: str | None
    listed: bool
    numeric: bool
    alone: bool


class Relative(msgspec.Struct, frozen=True, gc=False):
    """What a relative word says: some units from the day of publication, or from the date before (`origin` previous)."""

    unit: str
    shift: int
    origin: str | None


class Orders(msgspec.Struct, frozen=True, gc=False):
    """The rules that may begin with one sign, and all of them as one expression; `alone` is the rule for the sign by itself."""

    rules: tuple[Rule, ...]
    combined: re.Pattern[str]
    alone: Rule | None


class TimeWords(msgspec.Struct, frozen=True, gc=False):
    """Everything a pack says about time, compiled."""

    lexicon: Lexicon
    digits: dict[str, int]
    orders: dict[str, Orders]
    turns: tuple[tuple[str, tuple[str, ...]], ...]
    cues: re.Pattern[str]
    marks: str
    spaced: bool
    numeric_order: str
    not_anchor: tuple[str, ...]
    list_joins: frozenset[str]


@cache
def load(pack: Pack) -> TimeWords | None:
    """The time words of a pack, or None where it has none."""
    content = pack.file("dates")
    if not content:
        return None
    spaced = bool(pack.setting("words_are_spaced"))
    digits = {str(k): int(v) for k, v in (content.get("numerals") or {}).items() if k != LINE}
    rules = tuple(_rule(entry, content.get("macros") or {}, pack, spaced) for entry in content["patterns"])
    turns = tuple((k, tuple(str(w) for w in v)) for k, v in (content.get("shifts") or {}).items() if k != LINE)
    return TimeWords(
        Lexicon(_entries(content, pack, digits), spaced=False),
        digits,
        {sign: orders for sign in SIGN.values() if (orders := _orders(sign, rules)) is not None},
        turns,
        _cues(content, spaced),
        str(content.get("marks") or ""),
        spaced,
        str(content.get("numeric_order") or "day"),
        tuple(str(w) for w in content.get("not_anchor") or ()),
        frozenset(str(w) for w in content.get("list_joins") or ()),
    )


# -- compiling ----------------------------------------------------------------------------------------------------------------------


def _entries(content: dict[str, Any], pack: Pack, digits: dict[str, int]) -> Iterator[Entry]:
    """Every word with its sign as the entry's code, and every digit; capitals too where the pack says that its script has them."""
    cased = bool(content.get("case"))
    prefix = f"{pack.language}.dates"
    for digit in ("0123456789", *digits):
        yield from (Entry(d, DIGIT, None, "") for d in digit)
    for role, entries in content["words"].items():
        for entry in entries if role != LINE else ():
            sign = SIGN["bare_month" if role == "month" and entry.get("sure") is False else role]
            value = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
            yield from _cased(entry["forms"], sign, value, f"{prefix}.{role}", cased and role != "meridiem")
    for entry in content.get("relative") or ():
        value = Relative(entry["unit"], entry["shift"], entry.get("from"))
        yield from _cased(entry["forms"], SIGN["rel" + entry["unit"]], value, f"{prefix}.{entry['id']}", cased)
    for entry in content.get("units") or ():
        yield from _cased(entry["forms"], SIGN["unit"], entry["value"], f"{prefix}.unit", False)


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
    numbers = "[0-9" + "".join(SIGN[c] for c in ("small", "two", "year", "number")) + "]"
    border = rf"(?![\w%]|[.,:/]{numbers})" if spaced else rf"(?![0-9A-Za-z%]|[.,:/]{numbers})"
    if "(?=" in source:  # the pattern says itself what may follow
        border = ""
    return Rule(
        f"{pack.language}.dates.{entry['id']}",
        re.compile(f"(?:{source}){border}"),
        tuple(str(w) for w in entry.get("after") or ()),
        tuple(str(w) for w in entry.get("not_after") or ()),
        str(entry.get("kind") or "date"),
        bool(entry.get("shifted")),
        int(entry.get("shift") or 0),
        entry.get("from"),
        entry.get("join") == "list",
        entry.get("order") == "numeric",
        bool(_ALONE.fullmatch(str(entry["pattern"]))),
    )


def _orders(sign: str, rules: tuple[Rule, ...]) -> Orders | None:
    mine = tuple(r for r in rules if sign in _first(r.regex.pattern))
    if not mine:
        return None
    combined = "|".join(f"(?P<p{i}>{re.sub(r'[(][?]P<[a-z_0-9]+>', '(?:', r.regex.pattern)})" for i, r in enumerate(mine))
    alone = next((r for r in mine if r.alone), None)
    return Orders(mine, re.compile(combined), alone)


_PIECE = re.compile(r"(?P<open>[(](?:[?]:|[?]P<\w+>))|(?P<look>[(][?][=!])|(?P<set>\[\^?[^\]]*\])|(?P<bar>[|])|(?P<close>[)])|\\.|[^?]")


def _first(source: str) -> set[str]:
    """The characters with which an expression may begin, as far as they are signs; signs stand in sets, everything else is text."""
    return _head(source, 0)[0]


def _head(source: str, position: int) -> tuple[set[str], bool, int]:
    """The first signs of what stands from here to the closing bracket, whether it may be empty, and where it ends."""
    signs: set[str] = set()
    empty, some_empty = True, False
    while (piece := _PIECE.match(source, position)) is not None:
        position = piece.end()
        kind = piece.lastgroup
        if kind == "close":
            break
        if kind == "bar":
            empty, some_empty = True, some_empty or empty
            continue
        found, may = (set(piece.group()) if kind == "set" else set()), False
        if kind in ("open", "look"):
            found, may, position = _head(source, position)
            found, may = (set(), True) if kind == "look" else (found, may)
        if source[position : position + 1] == "?":
            position, may = position + 1, True
        if empty:
            signs |= found
            empty = may
    return signs, empty or some_empty, position


def _expand(pattern: str, macros: dict[str, str], suffix: str, taken: set[str], place: str) -> str:
    """A pattern with its roles as groups over signs; a role that comes twice is named the first time only."""

    def slot(match: re.Match[str]) -> str:
        name, two = match.group(1), match.group(2)
        if two and name + two in macros:
            return _expand(macros[name + two], macros, "", taken, place)
        two = two or suffix
        if name in macros:
            return "(?:" + _expand(macros[name], macros, two, taken, place) + ")"
        classes = _ROLES.get(name) or ((name,) if name in SIGN else None)
        if classes is None:
            known = ", ".join(sorted({*_ROLES, *SIGN, *macros} - {LINE}))
            raise PackError("RO-P020", place, f"no role or macro is called {{{name}}}", f"use one of: {known}")
        signs = "[" + "".join(SIGN[c] for c in classes) + "]"
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
