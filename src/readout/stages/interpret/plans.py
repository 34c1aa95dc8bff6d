"""Plans: what an announcement binds the parties of its encounters to, where the narrator and no speaker tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from readout.grammar.load import Pack
from readout.model.finding import CommitmentFound, EncounterFound, Stretch
from readout.stages.interpret.scene import Scene

_STRENGTH = 4
_SHORTEST = 4  # characters: less than that is no predicate
_LEADERS = frozenset({"person", "office", "name", "organisation", "side", "state", "collective", "pronoun"})


@cache
def _rules(pack: Pack) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where the clause of a plan ends, and what stands between who plans and the verb."""
    content = pack.file("commitments") or {}
    return re.compile(str(content.get("announced_ends") or r"[,;:.!?\n]|$")), re.compile(str(content.get("announced_opens") or r"[\s,]*"))


def find(scene: Scene, met: Sequence[EncounterFound], taken: Sequence[CommitmentFound]) -> tuple[CommitmentFound, ...]:
    """A plan for each encounter that is announced and that no statement's commitment tells already, in order of the text."""
    found = []
    for encounter in met:
        if encounter.status != "planned" or not encounter.evidence:
            continue
        span = _clause(scene, encounter)
        if span[1] - span[0] < _SHORTEST or any(c.span[0] < span[1] and span[0] < c.span[1] for c in taken):
            continue
        when = encounter.date.value if encounter.date is not None else None
        due = when.split("/")[-1] if when else None
        tests = (True, due is not None, True, True, due is not None)
        actors = tuple(dict.fromkeys(p.key for p in encounter.parts))
        rule = f"{scene.pack.language}.commitments.announced"
        found.append(CommitmentFound(None, "plan", _STRENGTH, actors, (), span, due, None, None, tests, rule))
    return tuple(sorted(found, key=lambda c: c.span))


def _clause(scene: Scene, encounter: EncounterFound) -> Stretch:
    """The predicate of an announcement: from behind its subject to the end of its clause."""
    ends, opens = _rules(scene.pack)
    start, stop = encounter.evidence[0]
    first = next((m for i in scene.between(start, stop) if (m := scene.mentions[i]).kind in _LEADERS), None)
    if first is not None and first.start == start and first.end < stop:
        start = first.end
    if match := opens.match(scene.text, start, stop):
        start = match.end()
    end = ends.search(scene.text, stop)
    stop = end.start() if end is not None else stop
    while stop > start and scene.text[stop - 1] in " ,;:.":
        stop -= 1
    return start, stop
