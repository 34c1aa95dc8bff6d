"""Own events: which references mean one of the document's own encounters, and so refer to nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from readout.grammar.shape import SIGNS
from readout.grammar.stretches import Stretches
from readout.grammar.texts import lower
from readout.model.finding import EncounterFound, PartyKey
from readout.stages.interpret.reference_rules import Candidate, Rules
from readout.stages.interpret.scene import Scene

_PARTIES = frozenset({"person", "office", "side", "state", "organisation"})
_EVENTS = frozenset({"conference", "ceremony"})
_AHEAD = 40


class Own(msgspec.Struct, frozen=True, gc=False):
    """A document's own encounters, their parties and dates, where the held ones are told first, and where all of them are."""

    encounters: tuple[EncounterFound, ...]
    parties: frozenset[PartyKey]
    dates: frozenset[str]
    held: Stretches
    told: Stretches


def of(scene: Scene, encounters: Sequence[EncounterFound]) -> Own:
    """What a document's own encounters are to its references."""
    first = (e.evidence[0] for e in encounters if e.status == "held" and e.evidence)
    parties = frozenset(part.key for e in encounters for part in e.parts) | held_in(scene, encounters)
    dates = frozenset(e.date.value for e in encounters if e.date is not None and e.date.value)
    return Own(tuple(encounters), parties, dates, Stretches(first), Stretches(s for e in encounters for s in e.evidence))


def held_in(scene: Scene, own: Sequence[EncounterFound]) -> set[PartyKey]:
    """The organisations and states in which the parties hold their offices."""
    people = {p.key: p for p in scene.cast.people}
    found: set[PartyKey] = set()
    for encounter in own:
        for part in encounter.parts:
            posts = people[part.key].posts if part.key in people else scene.mentions[part.mention].posts if part.mention is not None else ()
            found.update((t.kind, t.key) for post in posts for t in post.of if t.key)
    found.update(key for e in own if e.kind in _EVENTS and e.occasion for i in scene.between(*e.occasion) if (key := scene.fixed_key(i)))
    return found


def means(scene: Scene, masked: str, candidate: Candidate, own: Own, known: Rules) -> bool:
    """Whether a phrase means one of the document's own encounters, held or planned, or nothing of its own."""
    phrase = masked[candidate.start : candidate.end]
    if lower(phrase) in known.never:
        return True
    if candidate.kind == "body" and (phrase[:1] == SIGNS["office"] or known.source.search(scene.text, candidate.start, candidate.end)):
        return True
    if candidate.kind == "document" and known.not_documents.search(scene.text[candidate.start : candidate.end]):
        return True
    if candidate.check == "contact" and own.held.meets(candidate.head[0], candidate.head[0] + 1):
        return True
    if candidate.kind != "encounter":
        return False
    if own.told.meets(*candidate.head) and any(_tells_of(encounter, candidate) for encounter in own.encounters):
        return True
    return candidate.check == "contact" and not _stands_apart(scene, masked, candidate, own, known)


def _tells_of(encounter: EncounterFound, candidate: Candidate) -> bool:
    """Whether an encounter that is planned, or is itself a conference, was read from this very phrase."""
    own_name = encounter.kind == "conference" and encounter.occasion
    if own_name and own_name[0] <= candidate.head[0] < own_name[1] and any(a <= own_name[0] < b for a, b in encounter.evidence):
        return True
    if encounter.occasion and encounter.occasion[0] < candidate.end and candidate.start < encounter.occasion[1]:
        return False
    if candidate.check == "anniversary" and encounter.kind == "ceremony":  # a reception for an anniversary is not the anniversary
        return False
    told = encounter.status != "held" or encounter.kind in ("conference", "ceremony", "visit")
    return told and any(a < candidate.head[1] and candidate.head[0] < b for a, b in encounter.evidence)


def _stands_apart(scene: Scene, masked: str, candidate: Candidate, own: Own, known: Rules) -> bool:
    """Whether a meeting, visit or call is another one: by its date, by parties of its own, or by a word such as "recent"."""
    phrase = masked[candidate.start : candidate.end]
    inside = scene.between(candidate.start, candidate.end)
    ahead = masked[max(0, candidate.start - _AHEAD) : candidate.head[0]]
    parties = (i for i in inside if scene.mentions[i].kind in ("person", "office", "side", "state"))
    if known.planned.search(ahead) and any(not scene.in_a_name(i) for i in parties):
        return False
    dates = {d.value for d in scene.dates_within(candidate.start, candidate.end) if d.value}
    if dates:
        return not dates & own.dates
    if known.apart.search(phrase):
        return True
    keys = {key for i in inside if (key := scene.fixed_key(i)) is not None}
    return bool(own.encounters) and len(keys) > 0 and not keys <= own.parties and _parties(scene, inside, own.parties)


def _parties(scene: Scene, inside: Sequence[int], ours: frozenset[PartyKey]) -> bool:
    """Whether somebody other than the encounter's own parties stands in a phrase as a party, not as a place."""
    return any(scene.mentions[i].kind in _PARTIES and scene.fixed_key(i) not in ours for i in inside)
