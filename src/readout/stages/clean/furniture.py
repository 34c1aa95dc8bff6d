"""Furniture: the lines that are a page's and not the text's, as packs and publisher profiles describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from readout.grammar.load import LINE, PACKS, languages, load_pack, read_yaml
from readout.grammar.publishers import Profile

LONGEST = 320  # a longer line is prose, whatever it begins with
OWN = 450  # a line that only one publisher writes may be as long as its longest titles
PHRASE = 60  # the longest phrases and openers have so many characters
PLAIN = 90  # a longer line with a full stop is a sentence
SHORT = 170  # patterns without a first word are tried on lines of at most so many characters
_STRIP = " .:;,|·•-–—*[]()<>«»\"'#\u2192\u2190\u203a"


_FIGURE = re.compile(r"\d")
_MARK = re.compile(r"[>›»→|/@]")
# What may part a dateline from the text; without one of them in a paragraph's first words no pattern is tried.
_PARTS = re.compile(r"[-–—:/(.（：]|\d{4}|(?<=\d)[\u2e80-\u9fff]")
_FIRST = re.compile(r"[\W_]*(\w+)")
Entry = tuple[str, str, str]  # rule, kind, pattern


class Patterns(msgspec.Struct, frozen=True, gc=False):
    """Patterns of whole lines as one, and what each group makes of a line: its kind and the rule."""

    union: re.Pattern[str]
    kinds: Mapping[str, tuple[str, str]]

    def verdict(self, words: str) -> tuple[str, str] | None:
        """What the patterns make of a line, or None."""
        match = self.union.fullmatch(words)
        return self.kinds[str(match.lastgroup)] if match else None


class Rules(msgspec.Struct, frozen=True, gc=False):
    """The compiled furniture: `phrases` are whole lines in lower case, the rest are patterns of lines.

    A pattern is tried only where it can hold: on lines that begin with a sign or figure (`by_sign`), end with a bracket
    (`by_end`), begin with one of its first words (`by_word`), hold a figure or a mark; `others` on all short lines.
    """

    phrases: Mapping[str, str]
    by_sign: Patterns
    by_end: Patterns
    by_word: Mapping[str, Patterns]
    with_figure: Patterns
    with_mark: Patterns
    others: Patterns
    datelines: Patterns
    title_datelines: Patterns
    openers: frozenset[str]
    opener_rule: str
    open_ends: frozenset[str]


@cache
def rules() -> Rules:
    """The furniture of the world and of every pack, compiled once: pages mix languages, and a foreign pattern costs nothing."""
    phrases: dict[str, str] = {}
    openers: set[str] = set()
    open_ends: set[str] = set()
    groups: dict[str, list[Entry]] = {"sign": [], "bracket": [], "figure": [], "mark": [], "": []}
    words: dict[str, list[Entry]] = {}
    datelines: list[Entry] = []
    title_datelines: list[Entry] = []
    for name, content in _files():
        macros = {str(k): str(v) for k, v in (content.get("macros") or {}).items() if k != LINE}
        for phrase in content.get("phrases") or ():
            phrases.setdefault(str(phrase).lower(), f"{name}.phrases")
        openers.update(str(w).lower() for w in content.get("openers") or ())
        open_ends.update(str(w) for w in content.get("open_ends") or ())
        for entry in content.get("lines") or ():
            made = (f"{name}.{entry['id']}", str(entry.get("kind") or "boilerplate"), expand(str(entry["pattern"]), macros))
            for word in entry.get("first") or ():
                words.setdefault(str(word).lower(), []).append(made)
            if not entry.get("first"):
                groups[str(entry.get("begins") or entry.get("ends") or entry.get("holds") or "")].append(made)
        for entry in content.get("datelines") or ():
            made = (f"{name}.{entry['id']}", "dateline", expand(str(entry["pattern"]), macros))
            datelines.append(made)
            if entry.get("titles"):
                title_datelines.append(made)
    return Rules(
        phrases,
        _patterns(groups["sign"]),
        _patterns(groups["bracket"]),
        {word: _patterns(entries) for word, entries in words.items()},
        _patterns(groups["figure"]),
        _patterns(groups["mark"]),
        _patterns(groups[""]),
        _patterns(datelines),
        _patterns(title_datelines),
        frozenset(openers),
        "furniture.openers",
        frozenset(open_ends),
    )


def _patterns(entries: Sequence[Entry]) -> Patterns:
    union = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (_, _, pattern) in enumerate(entries)) or r"(?!)")
    return Patterns(union, {f"g{i}": (kind, rule) for i, (rule, kind, _) in enumerate(entries)})


def _files() -> Iterator[tuple[str, Mapping[str, Any]]]:
    path = PACKS / "world" / "furniture.yaml"
    if path.exists():
        yield "world.furniture", read_yaml(path)
    for code in languages():
        content = load_pack(code).file("furniture")
        if isinstance(content, Mapping):
            yield f"{code}.furniture", content


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """A pack's pattern with its `{macros}` written out; groups must be unnamed.

    >>> expand("{month} 9", {"month": "May|June"})
    '(?:May|June) 9'
    """
    for _ in range(4):  # macros may hold macros, but not without end
        wider = re.sub(r"\{([a-z_]+)\}", lambda m: f"(?:{macros[m[1]]})" if m[1] in macros else m[0], pattern)
        if wider == pattern:
            break
        pattern = wider
    return pattern


def bare(words: str) -> str:
    """A line as phrases are compared: lower case, no marks around it, one space between words."""
    return " ".join(words.lower().strip(_STRIP).split())


def verdict(words: str, known: Rules, profile: Profile | None) -> tuple[str, str] | None:
    """The kind of a line of furniture and the rule that says so, or None for a line of the text."""
    if profile is not None and len(words) < OWN:
        for rule, kind, pattern in _own(profile):
            if pattern.fullmatch(words):
                return (kind, rule)
    if len(words) > LONGEST:
        return None
    if len(words) <= PHRASE and (phrase := known.phrases.get(bare(words))) is not None:
        return ("boilerplate", phrase)
    first = _FIRST.match(words)
    keyed = known.by_word.get(first[1].lower()) if first else None
    found = keyed.verdict(words) if keyed else None
    if found is None and not words[0].isalpha():
        found = known.by_sign.verdict(words)
    if found is None and words[-1] in ")]":
        found = known.by_end.verdict(words)
    if found is None and len(words) < SHORT:
        found = _short(words, known)
    return found


def _short(words: str, known: Rules) -> tuple[str, str] | None:
    """What the patterns of short lines make of one."""
    if len(words) > PLAIN and words[-1] == ".":  # a sentence
        return None
    found = known.with_figure.verdict(words) if _FIGURE.search(words) else None
    if found is None and _MARK.search(words):
        found = known.with_mark.verdict(words)
    if found is None and len(words) < PLAIN:
        found = known.others.verdict(words)
    return found


@cache
def _own(profile: Profile) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """A profile's own lines."""
    return tuple((rule, kind, re.compile(pattern)) for rule, kind, pattern in profile.lines)


def dateline(text: str, start: int, end: int, known: Patterns) -> tuple[int, int, str] | None:
    """The dateline at the head of a paragraph: where it ends, where the words after it begin, and the rule."""
    if not _PARTS.search(text, start, min(end, start + 70)):
        return None
    match = known.union.match(text, start, min(end, start + 200))
    if match is None or match.end() >= end:
        return None
    rest = match.end()
    while rest < end and text[rest] == " ":
        rest += 1
    stop = match.end()
    while text[stop - 1] == " ":
        stop -= 1
    return (stop, rest, known.kinds[str(match.lastgroup)][1]) if rest < end else None
