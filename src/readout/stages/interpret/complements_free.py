"""Complements where prepositions are part of what was said: after a cue come an addressee, a clause, an infinitive, or words as they stand.

"Поздравил Президента | с юбилеем", "условились | о графике встреч", "выразил готовность | принять гостей": the preposition stays in, and
the noun that belongs to the cue decides the act.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from readout.grammar.shape import KIND_OF, SIGNS, Shape
from readout.stages.interpret.complements import Complement, skip
from readout.stages.interpret.cues import Rules, Verb

_PARTY = frozenset({"person", "office", "side", "organisation", "pronoun", "collective", "state", "region", "name"})
_QUOTATION = SIGNS["quotation"]
_BEFORE_QUOTATION = re.compile(rf"\s*[:,]?\s*(?={_QUOTATION})")
_WHOLE_QUOTATION = re.compile(rf"(?:{_QUOTATION}[\s.,;]*)+(?:\W|$)")
_WORD = re.compile(r" ?([^\W\d_]+)\b")
_NONE = frozenset({"that", "np", "to", "quote", "addr", "toaddr", "withaddr", "express"})


def find(form: Shape, start: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """The complement of a cue between two places of the shape; None where nothing was said."""
    text = form.text
    at = skip(text, start, limit, rules)
    if at >= limit:
        return None
    if "express" in verb.takes:
        return _expressed(text, at, limit, rules)
    if found := _marked(text, at, limit, verb, rules):
        return found
    after, told = _addressed(text, at, limit, verb, rules)
    if after != at:
        after = skip(text, after, limit, rules)
        found = _marked(text, after, limit, verb, rules) or _object(text, after, limit, verb, rules)
        return replace(found, addressees=told) if found else None
    return _object(text, at, limit, verb, rules)


def _marked(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """A content that a word opens: "что", an infinitive, a colon, a quotation, a preposition that the verb takes."""
    known = rules.patterns
    if match := known["that"].match(text, at, limit):
        return Complement(match.end(), at, "clause") if match.end() < limit else None
    quoted = _BEFORE_QUOTATION.match(text, at, limit)
    if quoted and {"quote", "that"} & verb.takes and _WHOLE_QUOTATION.match(text, quoted.end(), limit):
        return Complement(quoted.end(), at, "quotation")
    if text.startswith(":", at) and {"quote", "that"} & verb.takes:
        begin = _spaces(text, at + 1, limit)
        return Complement(begin, at, "clause") if begin < limit else None
    if "to" in verb.takes and (match := known["infinitive"].match(text, at, limit)):
        return Complement(match.end(), at, "infinitive")
    word = _WORD.match(text, at, limit)
    if word and word.group(1) in verb.takes - _NONE:
        return Complement(word.start(1), at, "object")
    return None


def _addressed(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> tuple[int, tuple[int, ...]]:
    """Past the person who is told or with whom it is discussed, and the places of the mentions that name that person."""
    known = rules.patterns
    for way, pattern in (("withaddr", "with_addressed"), ("addr", "addressed"), ("toaddr", "addressed")):
        if way not in verb.takes:
            continue
        match = known[pattern].match(text, at, limit)
        if match and KIND_OF.get(text[match.end()]) in _PARTY:
            places, here = [match.end()], match.end() + 1
            while (more := known["told_too"].match(text, here, limit)) and more.end() < limit and KIND_OF.get(text[more.end()]) in _PARTY:
                places.append(more.end())
                here = more.end() + 1
            if crowd := known["crowd"].match(text, here, limit):
                here = crowd.end()
            return here, tuple(places)
        if way != "withaddr" and text[at : at + 1] == " " and (other := rules.objects.match(text, at + 1, limit)):
            return other.end(), ()
    return at, ()


def _object(text: str, at: int, limit: int, verb: Verb, rules: Rules) -> Complement | None:
    """A content that follows directly, for verbs that take one."""
    begin = _spaces(text, at, limit)
    if begin >= limit or begin == at or text[begin] in ".,;:)!?–—-":
        return None
    if not {"np", "that"} & verb.takes or rules.patterns["no_object"].match(text, begin, limit):
        return None
    if KIND_OF.get(text[begin]) in ("person", "office", "pronoun") and not text[begin + 1 : limit].strip(" .,;:"):
        return None  # somebody who is greeted, and nothing that is said
    return Complement(begin, at, "object") if "np" in verb.takes else None


def _expressed(text: str, at: int, limit: int, rules: Rules) -> Complement | None:
    """ "выразил готовность | принять …", "выражена солидарность | с …": the noun decides the act, and the content begins behind it."""
    match = rules.nouns.match(text, at, limit)
    if match is None:
        begin = _spaces(text, at, limit)
        return Complement(begin, at, "object") if begin < limit and begin != at and text[begin] not in ".,;:" else None
    act = rules.noun_acts.get(match.group("noun").lower(), "state")
    here = match.end()
    known = rules.patterns
    if that := known["that"].match(text, here, limit):
        return Complement(that.end(), here, "clause", (), act)
    told: tuple[int, ...] = ()
    if (one := known["addressed"].match(text, here, limit)) and KIND_OF.get(text[one.end()]) in _PARTY:
        after = one.end() + 1
        if that := known["that"].match(text, after, limit):
            return Complement(that.end(), here, "clause", (one.end(),), act)
        if known["prepositional"].match(text, after, limit):
            told, begin = (one.end(),), _spaces(text, after, limit)
            return Complement(begin, here, "object", told, act)
    begin = _spaces(text, here, limit)
    if begin < limit and text[begin] not in ".;:,":
        return Complement(begin, here, "infinitive" if known["infinitive"].match(text, here, limit) else "object", told, act)
    # Nothing follows: what was expressed is the noun itself ("выразили взаимную заинтересованность").
    begin = _spaces(text, at, limit)
    return Complement(begin, at, "object", (), act) if begin < match.end("noun") and match.group("before").strip() else None


def _spaces(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at
