"""Complements: what follows a cue, and where the words that were said begin, without addressee, preposition and "that"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from readout.grammar.shape import KIND_OF, Shape
from readout.stages.interpret.cues import Rules, Verb

_PARTY = frozenset({"person", "office", "side", "organisation", "pronoun", "collective", "state", "region", "name"})
_PREPOSITIONS = frozenset({"about", "on", "of", "for", "with", "over", "upon", "against", "regarding", "from", "to"})
_ALSO_ABOUT = ("about", "regarding", "concerning", "on the subject of", "over")


class Complement(NamedTuple):
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
    at = _skip(text, start, limit, rules)
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
        after = _skip(text, after, limit, rules)
        if addressees and "to" in verb.takes and not verb.takes & {"np"} and (found := _infinitive(text, after, limit)):
            return found._replace(addressees=addressees)
    found = _marked(text, after, limit, verb, rules) or (_marked(text, at, limit, verb, rules) if after != at else None)
    if found is not None:
        return found._replace(addressees=addressees)
    if after != at and ("np" in verb.takes or verb.verb == "wish") and (found := _object(text, after, limit, verb)):
        return found._replace(addressees=addressees)
    if {"np", "that"} & verb.takes or verb.kind == "weak":
        return _object(text, at, limit, verb)
    return None


def _skip(text: str, at: int, limit: int, rules: Rules) -> int:
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
    if match := re.compile(r"\s*[:,]?\s*(?=[\ue014])").match(text, at, limit):
        if {"quote", "that"} & verb.takes and _is_whole_quotation(text, match.end(), limit):
            return Complement(match.end(), at, "quotation")
    if text.startswith(":", at) and {"quote", "that"} & verb.takes:
        begin = _spaces(text, at + 1, limit)
        return Complement(begin, at, "clause") if begin < limit else None
    if "to" in verb.takes and (found := _infinitive(text, at, limit)):
        return found
    match = _prepositions(verb.takes).match(text, at, limit)
    if match:
        return Complement(match.end(), at, "object")
    return None


def _is_whole_quotation(text: str, at: int, limit: int) -> bool:
    """Whether the rest of a sentence is a quotation (or several) and no object with a name in quotation marks."""
    return re.compile(r"(?:\ue014[\s.,;]*)+(?:\W|$)").match(text, at, limit) is not None


def _infinitive(text: str, at: int, limit: int) -> Complement | None:
    match = re.compile(r" (?:not )?(to) (?=[a-z\ue017])").match(text, at, limit)
    if match:
        return Complement(match.start() + 1, at, "infinitive")
    if match := re.compile(r" to (?=\S)").match(text, at, limit):
        return Complement(match.end(), at, "object")
    return None


@cache
def _prepositions(takes: frozenset[str]) -> re.Pattern[str]:
    own = sorted((takes & _PREPOSITIONS) - {"to"})
    every = [*own, *(p for p in _ALSO_ABOUT if p not in own)] if {"about", "on"} & takes else own
    return re.compile(r" (?:" + "|".join(every or ["(?!)"]) + r") (?=\S)")


def _addressed(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> tuple[int, tuple[int, ...]]:
    """Past the person who is told, and the places of the mentions that name that person."""
    words = []
    if "toaddr" in verb.takes:
        words.append("to ")
    if "withaddr" in verb.takes:
        words.append("with ")
    if "addr" in verb.takes:
        words.append("")
    match = re.compile(r"\s+(?:" + "|".join(words) + r")(?:the |his |her |its |both |all )?(?:[\ue000-\uf8ff] )?(?=[\ue000-\uf8ff])").match(text, at, limit)
    if match and KIND_OF.get(text[match.end()]) in _PARTY:
        places = [match.end()]
        here = match.end() + 1
        while (more := re.compile(r"(?:, and | and |, | as well as |, as well as )(?:the |his |her )?([\ue000-\uf8ff])").match(text, here, limit)) and KIND_OF.get(more.group(1)) in _PARTY:
            places.append(more.start(1))
            here = more.end()
        if not re.compile(r"'|’").match(text, here, limit):
            if aside := re.compile(r", [^,.;:]{1,80},").match(text, here, limit):
                here = aside.end()
            return here, tuple(places)
        return at, ()
    if match := re.compile(r"\s+(?:" + "|".join(w for w in words) + ")").match(text, at, limit):
        if other := rules.objects.match(text, match.end(), limit):
            return other.end(), ()
        own = "|".join(sorted(verb.takes & {"for", "on", "about", "of", "that"}))
        if "addr" in verb.takes and own and (crowd := re.compile(rf"(?:the|all|her|his|their|its|members|participants|representatives|everyone) [^,.;:]{{2,90}}?(?= (?:{own}) )").match(text, match.end(), limit)):
            return crowd.end(), ()
    return at, ()


def _object(text: str, at: int, limit: int, verb: Verb) -> Complement | None:
    """A content that follows directly; a preposition there belongs to the circumstances and says nothing."""
    begin = _spaces(text, at, limit)
    if begin >= limit or text[begin] in ".,;:)!?–—-" or begin == at:
        return None
    if re.compile(r"(?:to|on|in|at|with|by|for|from|during|within|and|as|before|after|until|into|through|upon|together|between|under|of|against|here|there)\b").match(text, begin, limit):
        return None
    return Complement(begin, at, "clause" if "that" in verb.takes and "np" not in verb.takes else "object")


def _asked(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """ "called on Y to do Z": Z is the content, Y the one who is asked."""
    match = re.compile(r"\s+(?P<who>[^.;:]{1,100}?),? (?P<to>to) (?=[a-z\ue017])").match(text, at, limit)
    if match and not re.search(r"\b(?:that|which|need|efforts?|continuation|support|return|access)\b[^\ue000-\uf8ff]*$", match.group("who")):
        places = tuple(i for i in range(match.start("who"), match.end("who")) if KIND_OF.get(text[i]) in _PARTY)
        return Complement(match.start("to"), at, "infinitive", places, asked=match.span("who"))
    if found := _marked(text, at, limit, verb._replace(takes=verb.takes - {"to", "that"}), rules):
        return found
    if match := re.compile(r"\s+(?:the |his |her |all )?[\ue000-\uf8ff]{1} (?:for|that) (?=\S)").match(text, at, limit):
        return Complement(match.end(), at, "object")
    if match := rules.that.match(text, at, limit):
        return Complement(_spaces(text, match.end(), limit), at, "clause")
    found = _object(text, at, limit, verb)
    party = found is not None and re.compile(r"(?:the |all |his |her )?([\ue000-\uf8ff])(?!')").match(text, found.start)
    return None if party and KIND_OF.get(party.group(1)) in _PARTY and "np" not in verb.takes else found


def _expressed(text: str, at: int, limit: int, rules: Rules, required: bool = False) -> Complement | None:
    """ "expressed hope | that …", "voiced | the deep concerns of X": the noun decides the act, and what follows it the edge."""
    match = rules.nouns.match(text, at, limit)
    if match is None:
        return None if required else _object_after(text, at, limit)
    act = rules.noun_acts.get(match.group("noun").lower(), "state")
    here = match.end()
    places: tuple[int, ...] = ()
    join = rules.noun_joins.match(text, here, limit)
    if join is None and (to := re.compile(r" (?:and (?:\w+ ){1,3})?to (?:the |his |her |its )?(?=[\ue000-\uf8ff])").match(text, here, limit)):
        end = to.end() + 1
        if second := rules.noun_joins.match(text, end, limit):
            places, join = (to.end(),), second
        elif people := re.compile(r"(?:(?:,| and) (?:the )?[^,.;]{1,60}?){0,2} (?:for|over|on) (?=\S)").match(text, end, limit):
            return Complement(people.end(), here, "object", (to.end(),), act)
        elif end >= limit or text[end : end + 1] in ".,;":
            return None
    if join is None and (second := re.compile(r" and (?:(?:\w+) ){0,2}(?=\w)").match(text, here, limit)):
        again = rules.nouns.match(text, second.end(), limit)
        if again and not again.group("before").strip() and (join := rules.noun_joins.match(text, again.end(), limit)):
            here = again.end()
    if join is not None:
        begin = _spaces(text, join.end(), limit)
        kind = "clause" if join.group("that") else "infinitive" if join.group("to") is not None else "object"
        return Complement(begin, here, kind, places, act) if begin < limit else None
    begin = _spaces(text, at, limit)
    return Complement(begin, at, "object", places, act) if begin < limit else None


def _object_after(text: str, at: int, limit: int) -> Complement | None:
    begin = _spaces(text, at, limit)
    if begin >= limit or text[begin] in ".,;:" or begin == at:
        return None
    if match := re.compile(r"(?:on|about|regarding) ").match(text, begin, limit):
        return Complement(match.end(), at, "object")
    return Complement(begin, at, "clause" if text.startswith("that ", begin) else "object")


def _spaces(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at
