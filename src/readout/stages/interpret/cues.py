"""Cues: the verbs and phrases that report speech, found in one pass, with what the pack says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec

from readout.grammar import shape
from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack
from readout.grammar.needs import AtEnd, needs_of
from readout.grammar.texts import alternation, folded, lower

_NEVER = re.compile(r"(?!)")
_FORMS = ("past", "third", "ing", "base", "done")


class Verb(msgspec.Struct, frozen=True, gc=False):
    """A reporting verb in one of its forms (past | third | ing | base | done)."""

    verb: str
    form: str
    act: str
    takes: frozenset[str]
    kind: str
    needs: re.Pattern[str] | None = None
    adjective: bool = False


class Cue(msgspec.Struct, frozen=True, gc=False):
    """A reporting verb where it stands: code points, half-open; `kind` lets it stand in a shape."""

    start: int
    end: int
    verb: Verb
    rule: str
    kind: str = "cue"
    words: str = ""


class Patterns(dict[str, re.Pattern[str]]):
    """Small patterns by name; a name that a pack does not give never fits."""

    def __missing__(self, name: str) -> re.Pattern[str]:
        return _NEVER


class Wants(msgspec.Struct, frozen=True, gc=False):
    """The words that rules cannot do without, as masks of `grammar.needs`."""

    source_tail: int
    tail: int
    heads: int
    according: int
    any_talk: int
    talks: tuple[int, ...]
    content_acts: tuple[int, ...]


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says about the words around cues, compiled."""

    adverbs: frozenset[str]
    adverb_words: int
    adverb_ends: frozenset[str]
    adverb_shape: re.Pattern[str]
    adverb_ending: str
    adverb_start: re.Pattern[str]
    joined: AtEnd
    participle: AtEnd
    purpose: AtEnd
    opportunity: AtEnd
    determined: re.Pattern[str]
    nested: AtEnd
    opened: AtEnd
    intro: re.Pattern[str]
    relative: AtEnd
    passive: AtEnd
    impersonal: frozenset[str]
    nouns: re.Pattern[str]
    noun_acts: dict[str, str]
    noun_joins: re.Pattern[str]
    talk: re.Pattern[str]
    heads: re.Pattern[str]
    agreement_heads: re.Pattern[str]
    talks: tuple[re.Pattern[str], ...]
    according: re.Pattern[str]
    as_said: AtEnd
    source_tail: re.Pattern[str]
    source_subject: tuple[str, ...]
    content_acts: tuple[tuple[re.Pattern[str], str], ...]
    objects: re.Pattern[str]
    persons: re.Pattern[str]
    head_of: re.Pattern[str]
    everybody: re.Pattern[str]
    adjunct: re.Pattern[str]
    continues: re.Pattern[str]
    narrates: re.Pattern[str]
    extent: re.Pattern[str]
    present: re.Pattern[str]
    tail: re.Pattern[str]
    that: re.Pattern[str]
    infinitive: re.Pattern[str]
    list_join: re.Pattern[str]
    articles: re.Pattern[str]
    first_person: re.Pattern[str]
    not_contents: re.Pattern[str]
    agreed_acts: dict[str, str]
    also_about: tuple[str, ...]
    patterns: Patterns
    reason: re.Pattern[str]
    wants: Wants


@cache
def lexicon(pack: Pack) -> Lexicon:
    """The reporting verbs of a pack, in lower case."""
    return Lexicon(_entries(pack), spaced=bool(pack.setting("words_are_spaced")))


def _entries(pack: Pack) -> Iterator[Entry]:
    for entry in pack.entries("reporting_verbs", "verbs"):
        takes = frozenset(str(t) for t in entry.get("takes") or ())
        needs = re.compile(str(entry["needs"]), re.I) if entry.get("needs") else None
        for form in _FORMS:
            for surface in entry["forms"].get(form) or ():
                verb = Verb(
                    str(entry["verb"]), form, str(entry["act"]), takes, str(entry.get("kind") or ""), needs, bool(entry.get("adjective"))
                )
                yield Entry(
                    str(surface).lower(), "cue", verb, f"{pack.language}.reporting_verbs.{entry['verb'].replace(' ', '-')}:{entry[LINE]}"
                )


@lru_cache(maxsize=2)
def find(lowered: str, pack: Pack) -> tuple[Cue, ...]:
    """The cues of a text in lower case, in order.

    >>> from readout.grammar.load import load_pack
    >>> [c.verb.verb for c in find("she noted this, stressing that", load_pack("en"))]
    ['note', 'stress']
    """
    return tuple(Cue(start, end, e.value, e.rule, words=e.surface) for start, end, e in lexicon(pack).spans(lowered))


def adverb_at_end(text: str, rules: Rules) -> int:
    """Where an adverb or adverbial phrase begins that ends a text, with the space or comma before it; -1 where there is none."""
    end = len(text)
    if text[max(text.rfind(" "), text.rfind(",")) + 1 :].lower() not in rules.adverb_ends and not text.endswith(rules.adverb_ending):
        return -1
    place, found = end, -1
    for _ in range(rules.adverb_words):
        place = max(text.rfind(" ", 0, place), text.rfind(",", 0, place))
        word = text[place + 1 : end]
        if word.lower() in rules.adverbs or (found < 0 and word.endswith(rules.adverb_ending) and rules.adverb_shape.fullmatch(word)):
            found = max(place, 0)
        if place < 0 or end - place > 60:
            break
    return found


@cache
def rules(pack: Pack) -> Rules:
    """The cue rules of a pack."""
    content: Mapping[str, Any] = pack.file("reporting_verbs")
    macros = {k: str(v) for k, v in (content.get("macros") or {}).items() if isinstance(v, str)}
    macros["express_noun"] = alternation(e["noun"] for e in content["express_nouns"])
    macros["person_word"] = alternation(content["persons"])

    def pattern(key: str, flags: int = 0) -> re.Pattern[str]:
        return re.compile(shape.expand(str(content[key]), macros), flags)

    def listed(key: str) -> str:
        return shape.expand("|".join(f"(?:{p})" for p in content[key]), macros) or "(?!)"  # an empty list matches nowhere

    heads = re.compile(f"(?:{listed('topic_heads')})")
    agreement_heads = re.compile(f"(?:{listed('agreement_heads')})")
    talks = tuple(re.compile(shape.expand(str(p), macros)) for p in content["talks"])
    content_acts = tuple((folded(str(e["pattern"])), str(e["act"])) for e in content["content_acts"])
    source_tail, tail = folded(str(content["source_tail"])), folded(str(content["content_tail"]))
    according = re.compile(listed("according").replace("(?P<cue>", "(?:", 1))
    needs = needs_of(pack)
    return Rules(
        adverbs=frozenset(str(w).lower() for w in content["adverbs"]),
        adverb_words=max((len(str(w).split()) for w in content["adverbs"]), default=0),
        adverb_ends=frozenset(re.split("[ ,]", str(w).lower())[-1] for w in content["adverbs"]),
        adverb_shape=re.compile(str(content["adverb_shape"])),
        adverb_ending=str(content["adverb_ending"]),
        adverb_start=re.compile(rf"(?:,? (?:{alternation(content['adverbs_after'])})\b,?)+", re.I),
        joined=AtEnd(pattern("joined")),
        participle=AtEnd(pattern("participle")),
        purpose=AtEnd(pattern("purpose")),
        opportunity=AtEnd(pattern("opportunity")),
        determined=pattern("determined"),
        nested=AtEnd(re.compile(rf"\b(?:{alternation(content['clause_starts'])})$", re.I)),
        opened=AtEnd(pattern("opened")),
        intro=pattern("intro"),
        relative=AtEnd(pattern("relative")),
        passive=AtEnd(pattern("passive", re.I)),
        impersonal=frozenset(map(str, content["impersonal"])),
        nouns=pattern("nouns", re.I),
        noun_acts={str(e["noun"]): str(e["act"]) for e in content["express_nouns"]},
        noun_joins=pattern("noun_joins"),
        talk=re.compile(rf"\b(?:{alternation(content['talk_nouns'])})\b[^,.;]{{0,90}}$", re.I),
        heads=heads,
        agreement_heads=agreement_heads,
        talks=talks,
        according=according,
        as_said=AtEnd(pattern("as_said")),
        source_tail=source_tail,
        source_subject=tuple(lower(str(word)) for word in content["sources"]),
        content_acts=content_acts,
        objects=re.compile(rf"(?:{alternation(content['objects'])})\b", re.I),
        persons=pattern("person_phrase"),
        head_of=pattern("head_of"),
        everybody=pattern("everybody"),
        adjunct=pattern("adjunct"),
        continues=re.compile(str(content["continues"])),
        narrates=re.compile(str(content["narrates"])),
        extent=re.compile(str(content["extent"])),
        present=pattern("present"),
        tail=tail,
        that=pattern("that"),
        infinitive=pattern("infinitive"),
        list_join=pattern("list_join"),
        articles=pattern("articles"),
        first_person=re.compile(str(content["first_person"])),
        not_contents=folded(str(content["not_contents"])),
        agreed_acts={str(k): str(v) for k, v in (content.get("joint_acts") or {}).items() if k != LINE},
        also_about=tuple(map(str, content["also_about"])),
        patterns=Patterns((k, re.compile(shape.expand(str(v), macros))) for k, v in content["patterns"].items() if k != LINE),
        reason=pattern("reason"),
        wants=Wants(
            needs.of(source_tail),
            needs.of(tail),
            needs.of(heads, agreement_heads),
            needs.of(according),
            needs.of(*talks),
            tuple(needs.of(p) for p in talks),
            tuple(needs.of(p) for p, _ in content_acts),
        ),
    )
