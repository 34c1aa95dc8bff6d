"""Cues: the verbs and phrases that report speech, found in one pass, with what the pack says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack


class Verb(NamedTuple):
    """A reporting verb in one of its forms (base | past | ing | third)."""

    verb: str
    form: str
    act: str
    takes: frozenset[str]
    kind: str


class Cue(NamedTuple):
    """A reporting verb where it stands: code points, half-open."""

    start: int
    end: int
    verb: Verb
    rule: str


class Rules(NamedTuple):
    """What a pack says about the words around cues, compiled."""

    gap: re.Pattern[str]
    joiner: re.Pattern[str]
    clause: re.Pattern[str]
    passive: re.Pattern[str]
    impersonal: re.Pattern[str]
    nouns: re.Pattern[str]
    noun_acts: dict[str, str]
    talk: re.Pattern[str]
    heads: re.Pattern[str]
    source_tail: re.Pattern[str]
    content_acts: tuple[tuple[re.Pattern[str], str], ...]
    objects: re.Pattern[str]
    continues: re.Pattern[str]
    narrates: re.Pattern[str]
    extent: re.Pattern[str]
    tail: re.Pattern[str]
    guests: re.Pattern[str]


@cache
def lexicon(pack: Pack) -> Lexicon:
    """The reporting verbs of a pack, in lower case."""
    return Lexicon(_entries(pack), spaced=bool(pack.setting("words_are_spaced")))


def _entries(pack: Pack) -> Iterator[Entry]:
    for entry in pack.entries("reporting_verbs", "verbs"):
        takes = frozenset(str(t) for t in entry.get("takes") or ())
        for form in ("past", "third", "ing", "base"):
            for surface in entry["forms"].get(form) or ():
                verb = Verb(str(entry["verb"]), form, str(entry["act"]), takes, str(entry.get("kind") or ""))
                yield Entry(str(surface).lower(), "cue", verb, f"{pack.language}.reporting_verbs.{entry[LINE]}")


def find(lowered: str, pack: Pack) -> list[Cue]:
    """The cues of a text in lower case, in order.

    >>> from readout.grammar.load import load_pack
    >>> [c.verb.verb for c in find("she noted this, stressing that", load_pack("en"))]
    ['note', 'stress']
    """
    return [Cue(h.start, h.end, h.entry.value, h.entry.rule) for h in lexicon(pack).find(lowered)]


def _either(words: list[object]) -> str:
    return "|".join(re.escape(w) for w in sorted(map(str, words), key=len, reverse=True))


@cache
def rules(pack: Pack) -> Rules:
    """The cue rules of a pack."""
    content = pack.file("reporting_verbs")
    adverbs = _either(content["adverbs"])
    adverb = rf"(?:{adverbs}|\w+ly)"
    starts = _either(content["clause_starts"])
    nouns = _either([e["noun"] for e in content["express_nouns"]])
    return Rules(
        gap=re.compile(rf"(?:,? ?(?:{adverb})\b,? ?|\s|, [^,.;:]{{1,70}}, (?!and ))*", re.I),
        joiner=re.compile(rf"(?P<join>(?:[,;] ?)?(?:\b(?:{_either(content['joins'])})\b)?) ?(?:{adverb}[ ,]*)*$", re.I),
        clause=re.compile(rf"\b(?:{starts})(?: (?:the|both|all|its|their|his|her|our))?\s*$", re.I),
        passive=re.compile(rf"\b(?:{_either(content['passive'])})\s+(?:{adverb}\s+)*$", re.I),
        impersonal=re.compile(rf"(?:^|[,;] |\band )(?:{_either(content['impersonal'])}) (?:{_either(content['passive'])})\s+(?:{adverb}\s+)*$", re.I),
        nouns=re.compile(rf"\s*(?:(?!that\b|to\b)[\w'-]+,? (?:and )?){{0,5}}?(?P<noun>{nouns})\b", re.I),
        noun_acts={str(e["noun"]): str(e["act"]) for e in content["express_nouns"]},
        talk=re.compile(rf"(?:{_either(content['talk_nouns'])})\b[^,.;]{{0,90}}$", re.I),
        heads=re.compile("(?:" + "|".join(f"(?:{p})" for p in content["topic_heads"]) + r")\b"),
        source_tail=re.compile(str(content["source_tail"]), re.I),
        content_acts=tuple((re.compile(str(e["pattern"]), re.I), str(e["act"])) for e in content["content_acts"]),
        objects=re.compile(rf" (?:{_either(content['objects'])})\b", re.I),
        continues=re.compile(str(content["continues"])),
        narrates=re.compile(str(content["narrates"])),
        extent=re.compile(str(content["extent"])),
        tail=re.compile(str(content["content_tail"]), re.I),
        guests=re.compile(str(content["guests"]), re.I),
    )
