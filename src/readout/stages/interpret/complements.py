"""Complements: what follows a cue, and where the words that were said begin, without addressee, preposition and "that"."""

from __future__ import annotations

import re
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar.shape import KIND_OF, SIGNS, Shape
from readout.stages.interpret.cues import Rules, Verb

_PARTY = frozenset({"person", "office", "side", "organisation", "pronoun", "collective", "state", "region", "name"})
NO_WORDS = frozenset({"that", "np", "to", "quote", "addr", "toaddr", "withaddr", "express"})
_MARKERS = frozenset({"for", "on", "about", "of", "that"})
_QUOTATION = SIGNS["quotation"]
_BEFORE_QUOTATION = re.compile(rf"\s*[:,]?\s*(?={_QUOTATION})")
_WHOLE_QUOTATION = re.compile(rf"(?:{_QUOTATION}[\s.,;]*)+(?:\W|$)")
_MATTER = re.compile(rf",(?= (?:{'|'.join(sorted(_MARKERS))}) )")
_ASIDE = re.compile(r", [^,.;:]{1,80},")


class Complement(msgspec.Struct, frozen=True, gc=False):
    """What follows a cue: where the content begins (a place of the shape), where the cue's own words end, and who was addressed.

    `form` is clause | infinitive | object | quotation; `act` replaces the cue's act where a noun decides it.
    """

    start: int
    cue_end: int
    form: str
    addressees: tuple[int, ...] = ()
    act: str = ""
    asked: tuple[int, int] | None = None


def find(form: Shape, start: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """The complement of a cue between two places of the shape; None where nothing was said."""
    text = form.text
    at = skip(text, start, limit, rules)
    if at >= limit:
        return None
    if "express" in verb.takes:
        return _expressed(text, at, limit, rules)
    if verb.kind == "raise" and (found := _expressed(text, at, limit, rules, required=True)):
        return found
    if verb.kind == "ask":
        return _asked(text, at, limit, verb, rules)
    addressees: tuple[int, ...] = ()
    after = at
    if verb.takes & {"addr", "toaddr", "withaddr"}:
        after, addressees = _addressed(text, at, limit, verb, rules)
        after = skip(text, after, limit, rules)
        if addressees and "to" in verb.takes and not verb.takes & {"np"} and (found := _infinitive(text, after, limit, rules)):
            return replace(found, addressees=addressees)
    found = _marked(text, after, limit, verb, rules) or (_marked(text, at, limit, verb, rules) if after != at and not addressees else None)
    if found is not None:
        return replace(found, addressees=addressees)
    if after != at and ("np" in verb.takes or verb.verb == "wish") and (found := _object(text, after, limit, verb, rules)):
        return replace(found, addressees=addressees)
    if {"np", "that"} & verb.takes or verb.kind == "weak":
        return _object(text, at, limit, verb, rules)
    return None


def skip(text: str, at: int, limit: int, rules: Rules) -> int:
    """Past the adverbs and asides that stand between a cue and what was said."""
    if match := rules.adverb_start.match(text, at, limit):
        at = match.end()
    if match := rules.adjunct.match(text, at, limit):
        at = match.end()
    return at


def _marked(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """A content that a word opens: "that", a preposition the verb takes, "to" with a verb, or a colon."""
    if match := rules.that.match(text, at, limit):
        begin = _spaces(text, match.end(), limit)
        return Complement(begin, at, "clause") if begin < limit else None
    match = _BEFORE_QUOTATION.match(text, at, limit)
    if match and {"quote", "that"} & verb.takes and _is_whole_quotation(text, match.end(), limit):
        return Complement(match.end(), at, "quotation")
    if text.startswith(":", at) and {"quote", "that"} & verb.takes:
        begin = _spaces(text, at + 1, limit)
        return Complement(begin, at, "clause") if begin < limit else None
    if "to" in verb.takes and (found := _infinitive(text, at, limit, rules)):
        return found
    match = _prepositions(verb.takes, rules.also_about).match(text, at, limit)
    if match:
        return Complement(match.end(), at, "object")
    return None


def _is_whole_quotation(text: str, at: int, limit: int) -> bool:
    """Whether the rest of a sentence is a quotation (or several) and no object with a name in quotation marks."""
    return _WHOLE_QUOTATION.match(text, at, limit) is not None


def _infinitive(text: str, at: int, limit: int, rules: Rules) -> Complement | None:
    if match := rules.patterns["infinitive"].match(text, at, limit):
        return Complement(match.start() + 1, at, "infinitive")
    if match := rules.patterns["to_object"].match(text, at, limit):
        return Complement(match.end(), at, "object")
    return None


@cache
def _prepositions(takes: frozenset[str], also: tuple[str, ...]) -> re.Pattern[str]:
    """The words between a verb and its content; a verb that takes one word for "about" takes all of them."""
    own = sorted(t for t in takes - NO_WORDS)
    every = [*own, *(p for p in also if p not in own)] if set(also) & takes else own
    return re.compile(r" (?:" + "|".join(every or ["(?!)"]) + r") (?=\S)")


def _addressed(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> tuple[int, tuple[int, ...]]:
    """Past the person who is told, and the places of the mentions that name that person."""
    known = rules.patterns
    for way in ("toaddr", "withaddr", "addr"):
        if way not in verb.takes:
            continue
        match = known[way].match(text, at, limit)
        if match is None:
            continue
        if party := known["told"].match(text, match.end(), limit):
            place = party.end()
            if place < limit and KIND_OF.get(text[place]) in _PARTY:
                return _list_told(text, at, place, limit, rules)
        if other := rules.objects.match(text, match.end(), limit):
            return other.end(), ()
        own = "|".join(sorted(verb.takes & _MARKERS))
        if way == "addr" and own and (crowd := _crowd(own, known["crowd"].pattern).match(text, match.end(), limit)):
            return crowd.end(), ()
    return at, ()


def _list_told(text: str, at: int, place: int, limit: int, rules: Rules) -> tuple[int, tuple[int, ...]]:
    """Past a list of people who are told; nobody is told where the mention owns what follows ("praised Kral's work")."""
    known = rules.patterns
    places, here = [place], place + 1
    while (more := known["told_too"].match(text, here, limit)) and more.end() < limit and KIND_OF.get(text[more.end()]) in _PARTY:
        places.append(more.end())
        here = more.end() + 1
    if known["owns"].match(text, here, limit):
        return at, ()
    if _MATTER.match(text, here, limit):  # "thanked his counterpart, Lee Sun, for …"
        here += 1
    elif aside := _ASIDE.match(text, here, limit):
        here = aside.end()
    return here, tuple(places)


@cache
def _crowd(own: str, pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}(?= (?:{own}) )")


def _object(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """A content that follows directly; a preposition there belongs to the circumstances and says nothing."""
    begin = _spaces(text, at, limit)
    if begin >= limit or text[begin] in ".,;:)!?–—-" or begin == at:
        return None
    if rules.patterns["no_object"].match(text, begin, limit):
        return None
    if verb.kind == "matter" and rules.patterns["a_person"].match(text, begin, limit):
        return None  # "welcomed the Ambassador": who is met is no matter
    return Complement(begin, at, "clause" if "that" in verb.takes and "np" not in verb.takes else "object")


def _asked(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """ "called on Y to do Z": Z is the content, Y the one who is asked."""
    match = rules.patterns["asked_to"].match(text, at, limit)
    if match and not rules.patterns["not_asked"].search(match.group("who")):
        places = tuple(i for i in range(match.start("who"), match.end("who")) if KIND_OF.get(text[i]) in _PARTY)
        return Complement(match.start("to"), at, "infinitive", places, asked=match.span("who"))
    if found := _marked(text, at, limit, replace(verb, takes=verb.takes - {"to", "that"}), rules):
        return found
    if match := rules.patterns["asked_for"].match(text, at, limit):
        return Complement(match.end(), at, "object")
    if match := rules.that.match(text, at, limit):
        return Complement(_spaces(text, match.end(), limit), at, "clause")
    found = _object(text, at, limit, verb, rules)
    party = found is not None and rules.patterns["a_party"].match(text, found.start)
    return None if party and KIND_OF.get(party.group(1)) in _PARTY and "np" not in verb.takes else found


def _expressed(text: str, at: int, limit: int, rules: Rules, required: bool = False) -> Complement | None:
    """ "expressed hope | that …", "voiced | the deep concerns of X": the noun decides the act, and what follows it the edge."""
    match = rules.nouns.match(text, at, limit)
    if match is None:
        return None if required else _object_after(text, at, limit, rules)
    act = rules.noun_acts.get(match.group("noun").lower(), "state")
    here = match.end()
    places: tuple[int, ...] = ()
    join = rules.noun_joins.match(text, here, limit)
    if join is None and (to := rules.patterns["noun_to"].match(text, here, limit)):
        end = to.end() + 1
        if second := rules.noun_joins.match(text, end, limit):
            places, join = (to.end(),), second
        elif people := rules.patterns["noun_to_people"].match(text, end, limit):
            return Complement(people.end(), here, "object", (to.end(),), act)
        elif end >= limit or text[end : end + 1] in ".,;":
            return None
    if join is None and (second := rules.patterns["noun_and"].match(text, here, limit)):
        again = rules.nouns.match(text, second.end(), limit)
        if again and not again.group("before").strip() and (join := rules.noun_joins.match(text, again.end(), limit)):
            here = again.end()
    if join is not None:
        begin = _spaces(text, join.end(), limit)
        kind = "clause" if join.group("that") else "infinitive" if join.group("to") is not None else "object"
        return Complement(begin, here, kind, places, act) if begin < limit else None
    begin = _spaces(text, at, limit)
    return Complement(begin, at, "object", places, act) if begin < limit else None


def _object_after(text: str, at: int, limit: int, rules: Rules) -> Complement | None:
    begin = _spaces(text, at, limit)
    if begin >= limit or text[begin] in ".,;:" or begin == at:
        return None
    if match := rules.patterns["matter"].match(text, begin, limit):
        return Complement(match.end(), at, "object")
    return Complement(begin, at, "object")


def _spaces(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at
