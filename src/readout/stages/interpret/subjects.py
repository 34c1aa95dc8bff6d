"""Subjects: which mentions before a verb are its subject, and where clauses and their subjects begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readout.grammar.shape import KIND_OF, Shape
from readout.stages.interpret.cues import Cue, Rules

PARTY = frozenset({"person", "office", "side", "organisation", "pronoun", "collective", "state", "region", "name"})
_OWNERS = frozenset({"name", "organisation", "state", "region"})
_COMMA = re.compile(r", ")
_WORD = re.compile(r"\b(?!(?:the|his|her|its)\b)[^\W\d_]")


def subject_before(text: str, end: int, rules: Rules) -> tuple[int, ...]:
    """The places of the mentions that end at `end` and are one subject: one party, or a list of them."""
    i = end - 1
    if i < 0 or KIND_OF.get(text[i]) not in PARTY:
        return ()
    found, joins = [i], []
    while True:
        previous = next((j for j in range(found[-1] - 1, max(-1, found[-1] - 40), -1) if KIND_OF.get(text[j]) in PARTY), None)
        if previous is None:
            break
        gap = text[previous + 1 : found[-1]]
        if not rules.list_join.fullmatch(gap):
            break
        joins.append(gap)
        found.append(previous)
    if joins and "," in joins[-1] and not any(_WORD.search(g) for g in joins):
        return (found[0],)
    for k in range(1, len(joins)):
        if _WORD.search(joins[k]) and "," not in joins[k] and not _WORD.search(joins[k - 1]):
            return tuple(reversed(found[:k]))  # "Speaking of A and B, C and D said": a comma between two pairs begins the clause
    while joins and "," in joins[-1] and rules.patterns["circumstance"].search(text[max(0, found[-1] - 14) : found[-1]].rstrip()):
        joins.pop()
        found.pop()
    while len(found) > 1 and joins and joins[-1].strip(" ,") == "" and len(joins) > 1 and not _WORD.search(joins[-2]):
        joins.pop()
        found.pop()
    return tuple(reversed(found))


def np_start(text: str, first: int, rules: Rules) -> int:
    """Where a subject's words begin: before its article, and before what it completes ("the presidents of Ruritania")."""
    at = first
    while at > 1 and text[at - 1] == " " and KIND_OF.get(text[at - 2]) in _OWNERS:
        at -= 2
    window = max(0, at - 20)
    match = rules.articles.search(text[window:at])
    if match:
        at = window + match.start()
    if at > 1 and text[at - 1] == " " and KIND_OF.get(text[at - 2]) == "collective":  # "Both | the President and the Minister"
        at -= 2
    low = max(0, at - 8)
    of = rules.patterns["complement_of"].search(text[low:at])
    if of and KIND_OF.get(text[low + of.start()]) in ("collective", "office"):
        return np_start(text, low + of.start(), rules)
    return at


def clause_starts(text: str, rules: Rules) -> list[int]:
    """Where clauses may begin: at the start, after an introductory phrase, after a semicolon."""
    found = [0]
    if rules.intro.match(text):
        found.extend(m.end() for m in _COMMA.finditer(text, 0, 200))
    found.extend(m.end() for m in rules.patterns["clause_joins"].finditer(text))
    return found


def cue_places(form: Shape) -> Iterator[tuple[int, Cue]]:
    """The cues of a shape with their places."""
    for place, item in zip(form.at, form.items, strict=True):
        if item.kind == "cue" and isinstance(item, Cue):
            yield place, item
