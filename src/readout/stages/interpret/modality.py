"""Modality: the rungs from hope to agreement as a pack knows them, compiled, and where their clauses begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.grammar.needs import needs_of
from readout.grammar.texts import folded

_NONE = "none"


class Rung(msgspec.Struct, frozen=True, gc=False):
    """A way of binding oneself: its kind and strength, and in which forms of complement a cue has it."""

    id: str
    kind: str
    strength: int
    forms: frozenset[str] = frozenset()
    agent: bool = False
    whole: bool = False
    acts: frozenset[str] = frozenset()
    phrase: bool = False
    joint: bool = False


class Wants(msgspec.Struct, frozen=True, gc=False):
    """The words that rules cannot do without, as masks of `grammar.needs`."""

    predicate: int
    phrase: int
    future: int


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of commitments, compiled: those without regard to case for texts in lower case, as `folded` makes them."""

    verbs: dict[str, tuple[Rung, ...]]
    nouns: dict[str, Rung]
    noun_at_end: re.Pattern[str]
    predicates: tuple[Rung, ...]
    predicate: re.Pattern[str]
    phrases: tuple[Rung, ...]
    phrase: re.Pattern[str]
    subordinate: re.Pattern[str]
    stances: re.Pattern[str]
    actions: re.Pattern[str]
    gerund: re.Pattern[str]
    future: re.Pattern[str]
    conditions: re.Pattern[str]
    negations: re.Pattern[str]
    joints: re.Pattern[str]
    ends: re.Pattern[str]
    intro: re.Pattern[str]
    agents: re.Pattern[str]
    own: re.Pattern[str]
    determiners: re.Pattern[str]
    adverb_tail: re.Pattern[str]
    followers: re.Pattern[str]
    mutual: re.Pattern[str]
    personal: re.Pattern[str]
    possessives: re.Pattern[str]
    towards: re.Pattern[str]
    pronouns: frozenset[str]
    given: re.Pattern[str]
    infinitive: re.Pattern[str]
    that: re.Pattern[str]
    noun_lead: re.Pattern[str]
    noun_stop: re.Pattern[str]
    noun_more: re.Pattern[str]
    own_state: re.Pattern[str]
    as_told: re.Pattern[str]
    since: re.Pattern[str]
    several: re.Pattern[str]
    beneficiary: re.Pattern[str]
    clause_word: re.Pattern[str]
    coordinate: re.Pattern[str]
    about: re.Pattern[str]
    second_clause: re.Pattern[str]
    help_of: re.Pattern[str]
    pair: re.Pattern[str]
    verb_next: re.Pattern[str]
    crowd: re.Pattern[str]
    due_event: re.Pattern[str]
    due_told: re.Pattern[str]
    for_all: re.Pattern[str]
    wants: Wants


class Predicate(msgspec.Struct, frozen=True, gc=False):
    """A modal predicate in a text: its rung and place, and the clause it stands in."""

    rung: Rung
    start: int
    end: int
    clause: tuple[int, int]


@cache
def rules(pack: Pack) -> Rules:
    """The commitment rules of a pack."""
    content: dict[str, Any] = pack.file("commitments")

    def one(key: str) -> re.Pattern[str]:
        return re.compile(str(content[key]))

    def may(key: str) -> re.Pattern[str]:
        return re.compile(str(content.get(key) or "(?!)"))

    def low(key: str) -> re.Pattern[str]:
        return folded(str(content[key]))

    rule = f"{pack.language}.commitments"
    verbs: dict[str, list[Rung]] = {}
    for entry in content["cues"]:
        rung = Rung(
            f"{rule}.{entry['kind']}:{entry['__line__']}",
            str(entry["kind"]),
            int(entry["strength"]),
            frozenset(map(str, entry["forms"])),
            joint=bool(entry.get("joint")),
        )
        for verb in entry["verbs"]:
            verbs.setdefault(str(verb), []).append(rung)
    nouns = {
        str(w): Rung(
            f"{rule}.{e['kind']}:{e['__line__']}", str(e["kind"]), int(e["strength"]), frozenset(map(str, e["forms"])), phrase=True
        )
        for e in content["nouns"]
        for w in e["words"]
    }
    predicate, phrase = _alternatives(content["predicates"], r"\b(?:", r")\b"), _alternatives(content["phrases"], "(?:", ")")
    future, needs = low("future"), needs_of(pack)
    return Rules(
        {k: tuple(v) for k, v in verbs.items()},
        nouns,
        folded(r"\b(" + "|".join(sorted(map(re.escape, nouns), key=len, reverse=True)) + r")$"),
        tuple(_rung(rule, e) for e in content["predicates"]),
        predicate,
        tuple(replace(_rung(rule, e), phrase=True) for e in content["phrases"]),
        phrase,
        low("subordinate"),
        low("stances"),
        low("actions"),
        low("gerund"),
        future,
        one("conditions"),
        low("negations"),
        one("joints"),
        one("sentence_ends"),
        re.compile(str(content["intro_words"]).removeprefix("^")),  # matched where a clause begins, which is no beginning of a text
        folded(str(content["agent_phrase"]).replace("{agents}", str(content["agents"]))),
        one("own"),
        low("determiners"),
        low("adverb_tail"),
        one("followers"),
        low("mutual"),
        low("personal"),
        low("possessives"),
        low("towards"),
        frozenset(map(str, content["pronouns"])),
        low("given"),
        one("infinitive"),
        one("that"),
        one("noun_lead"),
        one("noun_stop"),
        may("noun_more"),
        may("own_state"),
        may("as_told"),
        one("since"),
        one("several"),
        one("beneficiary"),
        one("clause_word"),
        one("coordinate"),
        re.compile(str(content.get("about") or "(?!)")),
        may("second_clause"),
        may("help_of"),
        may("pair"),
        may("verb_next"),
        may("crowd"),
        may("due_event"),
        may("due_told"),
        may("for_all"),
        Wants(needs.of(predicate), needs.of(phrase), needs.of(future)),
    )


def _rung(rule: str, entry: dict[str, Any]) -> Rung:
    """A rung of a pack's list of predicates or phrases."""
    return Rung(
        id=f"{rule}.{entry['id']}",
        kind=str(entry["kind"]),
        strength=int(entry["strength"]),
        agent=entry.get("subject") == "agent",
        whole=bool(entry.get("whole")),
        acts=frozenset(map(str, entry.get("acts") or ())),
    )


def _alternatives(entries: list[dict[str, Any]], before: str, after: str) -> re.Pattern[str]:
    every = "|".join(f"(?P<p{i}>{e['pattern']})" for i, e in enumerate(entries))
    return folded(before + every + after if every else "(?!)")


def clauses(text: str, start: int, end: int, known: Rules) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch, half-open, without the space between them."""
    here = start
    for match in known.ends.finditer(text, start, end):
        yield here, match.start()
        here = match.end()
    yield here, end


def predicates(text: str, lowered: str, start: int, end: int, known: Rules) -> Iterator[Predicate]:
    """The modal predicates of one sentence with their clauses; one inside another's clause is left out."""
    found = list(known.predicate.finditer(lowered, start, end))
    low = start
    for n, match in enumerate(found):
        rung = known.predicates[int((match.lastgroup or "p0")[1:])]
        after = found[n + 1].start() if n + 1 < len(found) else end
        stop = end
        for joint in known.joints.finditer(text, match.end(), after):
            stop = joint.start()
        if n + 1 < len(found) and stop == end:
            following = found[n + 1]
            for joint in known.joints.finditer(text, match.end(), following.end()):
                if joint.start() < following.start() <= joint.end():
                    stop = joint.start()
        begin = low
        for joint in known.joints.finditer(text, low, match.end()):
            begin = joint.end() if joint.end() <= match.start() else begin
        begin = min(begin, match.start())
        before = lowered[begin : match.start()]
        if known.subordinate.search(before) and begin == low and n:
            continue
        yield Predicate(rung, match.start(), match.end(), (begin, stop if n + 1 < len(found) else end))
        low = stop if stop < end else low
