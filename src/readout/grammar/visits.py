"""What kind of visit words say it is: state, official, working, private, transit, goodwill (`visits.yaml` of a language)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from readout.grammar.load import LINE, languages, load_pack


class VisitType(NamedTuple):
    """A type of visit and the words that say it, in code points of the text."""

    type: str
    start: int
    end: int
    rule: str


@cache
def _patterns(language: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    if language not in languages():
        return ()
    entries = load_pack(language).entries("visits", "types")
    return tuple((str(e["type"]), f"{language}.visits.{e[LINE]}", re.compile(str(e["pattern"]), re.I)) for e in entries)


def visit_types(text: str, language: str) -> tuple[VisitType, ...]:
    """The types of visits that a text names, in their order; of two on the same words the one that comes first in the pack.

    >>> [(v.type, v.start) for v in visit_types("He arrived on a state visit.", "en")]
    [('state', 16)]
    """
    found: dict[int, VisitType] = {}
    for type_, rule, pattern in _patterns(language):
        for match in pattern.finditer(text):
            if not any(v.start < match.end() and match.start() < v.end for v in found.values()):
                found[match.start()] = VisitType(type_, *match.span(), rule)
    return tuple(found[at] for at in sorted(found))
