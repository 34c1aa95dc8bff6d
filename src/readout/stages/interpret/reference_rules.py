"""What a pack knows of references, compiled: head nouns with the words before and after them that belong to a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack, load_world
from readout.grammar.shape import expand

_NEVER = re.compile("(?!)")


class Head(msgspec.Struct, frozen=True, gc=False):
    """What a head noun begins: the kind of reference, how it is checked, and its patterns."""

    kind: str
    check: str
    capital: bool
    alone: bool
    lower: re.Pattern[str] | None
    left: re.Pattern[str]
    right: re.Pattern[str]


class Rules(msgspec.Struct, frozen=True, gc=False):
    """The reference knowledge of a pack, compiled."""

    heads: Lexicon
    known: Lexicon
    never: frozenset[str]
    apart: re.Pattern[str]
    planned: re.Pattern[str]
    verbal: re.Pattern[str]
    period: re.Pattern[str]
    cut: re.Pattern[str]
    quoted: dict[str, str]
    articles: tuple[str, ...]
    place: re.Pattern[str] | None
    proper: re.Pattern[str]
    documents: Head | None
    words: dict[str, str]
    source: re.Pattern[str]
    quoted_ends: tuple[tuple[str, tuple[str, ...]], ...]
    titles: re.Pattern[str] | None
    not_titles: tuple[re.Pattern[str], re.Pattern[str]]
    not_before: re.Pattern[str]
    scheduled: re.Pattern[str]
    told: re.Pattern[str] | None
    told_simply: re.Pattern[str] | None
    teller: re.Pattern[str]
    not_documents: re.Pattern[str]


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A phrase that may be a reference, with where its head stands."""

    start: int
    end: int
    head: tuple[int, int]
    kind: str
    check: str
    rule: str
    key: str | None = None


@cache
def rules(pack: Pack) -> Rules:
    """The reference rules of a pack."""
    content = pack.file("references") or {}
    macros = {k: str(v) for k, v in (content.get("macros") or {}).items() if isinstance(v, str)}
    left = {k: re.compile(expand(str(v), macros)) for k, v in (content.get("left") or {}).items() if k != LINE}
    right = {k: re.compile(expand(str(v), macros)) for k, v in (content.get("right") or {}).items() if k != LINE}
    spaced = bool(pack.setting("words_are_spaced"))
    heads = [_head(word, entry, left, right, pack.language) for entry in content.get("heads") or () for word in entry["words"]]
    return Rules(
        Lexicon(heads, spaced=spaced),
        Lexicon(_known(pack.language), spaced=spaced),
        frozenset(map(str, content.get("never") or ())),
        re.compile(str(content.get("apart") or "(?!)")),
        re.compile(str(content.get("planned") or "(?!)")),
        re.compile(str(content.get("verbal") or "(?!)")),
        re.compile(str(content.get("period") or "(?!)")),
        re.compile(f"(?s:.*)(?:{content.get('cut') or '(?!)'})"),
        {str(w): kind for kind, words in (content.get("quoted") or {}).items() if kind != LINE for w in words},
        tuple(f"{a} " for a in content.get("articles") or ()),
        re.compile(str(content["place"])) if content.get("place") else None,
        re.compile(expand(str(content.get("proper") or "{state|organisation|region|office|person|date|side}"))),
        next((e.value for e in heads if e.code == "document"), None),
        {e.surface: e.code for e in reversed(heads)},
        re.compile(str(content.get("source") or "(?!)")),
        tuple((str(k), tuple(map(str, ends))) for k, ends in (content.get("quoted_ends") or {}).items() if k != LINE),
        re.compile("|".join(f"{a}[^{a}{b}\\n]{{2,60}}{b}" for a, b in content["titles"])) if content.get("titles") else None,
        (re.compile(str(content.get("not_titles_before") or "(?!)")), re.compile(str(content.get("not_titles_after") or "(?!)"))),
        re.compile(str(content.get("not_before") or "(?!)")),
        re.compile(str(content.get("scheduled") or "(?!)")),
        re.compile(expand(str(content["told"]))) if content.get("told") else None,
        re.compile(expand(str(content["told_simply"]))) if content.get("told_simply") else None,
        re.compile(expand(str(content.get("teller") or "(?!)"))),
        re.compile(str(content.get("not_documents") or "(?!)")),
    )


def _head(word: object, entry: dict[str, Any], left: dict[str, re.Pattern[str]], right: dict[str, re.Pattern[str]], language: str) -> Entry:
    kind, sides = str(entry["kind"]), (left.get(str(entry["left"]), _NEVER), right.get(str(entry["right"]), _NEVER))
    small = re.compile(str(entry["lower"])) if entry.get("lower") else None
    value = Head(kind, str(entry.get("class") or kind), bool(entry.get("capital")), bool(entry.get("alone")), small, *sides)
    return Entry(str(word), str(entry["kind"]), value, f"{language}.references.{word}:{entry[LINE]}".replace(" ", "-"))


def _known(language: str) -> Iterator[Entry]:
    for folder, kind in (("documents", "document"), ("initiatives", "body")):
        for entry in load_world(folder):
            for name in (entry.get("names") or {}).get(language) or ():
                yield Entry(str(name), kind, str(entry["id"]), f"world.{folder}.{entry['id']}")
