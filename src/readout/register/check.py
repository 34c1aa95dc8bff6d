"""Checks of the register's files: what cannot be so, what is missing, and where it stands.

A *fault* contradicts itself or points at nothing; a *note* is a gap that may be a real vacancy, or only unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from readout.register import days, files, guarded, load
from readout.register.model import Cited, Facts, Occupancy, RegisterError, Status, StatusClass

_MIXED = re.compile(r"(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])")


class Finding(msgspec.Struct, frozen=True):
    """Something found in a file: `kind` is fault | note; printed as one line that begins with code and place."""

    code: str
    where: str
    message: str
    remedy: str
    kind: str = "fault"

    def __str__(self) -> str:
        return str(RegisterError(self.code, self.where, self.message, self.remedy))


def check(extra_dirs: Iterable[str] = (), *, notes: bool = False) -> Iterator[Finding]:
    """Every fault of the shipped register and the given folders, in order of the checks; gaps too where `notes` is set.

    >>> next(check(), None) is None
    True
    """
    faults: list[RegisterError] = []
    layers = [files.read(files.folders(load.WORLD), 0, faults.append)]
    layers += [files.read([Path(d)], n, faults.append) for n, d in enumerate(extra_dirs, 1)]
    yield from (Finding(e.code, e.place, e.message, e.remedy) for e in faults)
    yield from check_facts(layers, notes=notes)


def check_facts(layers: Iterable[Facts], *, notes: bool = False) -> Iterator[Finding]:
    """Every fault in facts that were read: links, dates, overlaps, sources, names."""
    whole = _together(layers)
    yield from _links(whole)
    yield from _dates(whole)
    yield from _terms(whole)
    yield from _statuses(whole)
    yield from _sources(whole)
    yield from _names(whole)
    if notes:
        yield from _gaps(whole)


def _together(layers: Iterable[Facts]) -> Facts:
    found = list(layers)
    lists = {n: tuple(x for f in found for x in getattr(f, n)) for n in Facts.__struct_fields__ if n != "places"}
    return Facts(**lists, places={k: v for f in found for k, v in f.places.items()})


def _links(facts: Facts) -> Iterator[Finding]:
    """Names that point at nothing: organisations, bodies, people, families of titles."""
    known = {o.id for o in facts.organisations} | _organisation_ids()
    bodies = {b.id for b in facts.bodies}
    families = {t.id for t in facts.titles}
    people = {p.id for p in facts.people}
    for body in facts.bodies:
        if body.organisation not in known:
            yield _unknown(body, "organisation", body.organisation)
        if body.parent is not None and body.parent not in bodies:
            yield _unknown(body, "parent body", body.parent)
    for organisation in facts.organisations:
        if organisation.parent is not None and organisation.parent not in known:
            yield _unknown(organisation, "parent", organisation.parent)
    ranked: tuple[Status | StatusClass, ...] = (*facts.statuses, *facts.classes)
    for fact in ranked:
        if fact.organisation not in known:
            yield _unknown(fact, "organisation", fact.organisation)
    for meeting in facts.meetings:
        if meeting.body not in bodies:
            yield _unknown(meeting, "body", meeting.body)
    for post in facts.posts:
        for family in post.titles.get("*", ()):
            if family not in families:
                yield _unknown(post, "family of titles", family)
        for owner in post.also_of:
            if owner not in known:
                yield _unknown(post, "organisation", owner)
        if not post.titles and post.kind not in families:
            yield Finding("RO-G031", post.where, f"the post {post.id} has no title", "write: title: {en: …}, or titles: [a family]")
    for occupancy in facts.occupancies:
        if occupancy.person not in people:
            yield _unknown(occupancy, "person", occupancy.person)


def _organisation_ids() -> set[str]:
    """The organisations of `packs/world/organizations`."""
    found: set[str] = set()
    for path in (load.WORLD / "organizations").glob("*.yaml"):
        content = guarded.read(path)
        entries = content if isinstance(content, list) else [content]
        found |= {str(e["id"]) for e in entries if isinstance(e, dict) and e.get("id")}
    return found


def _unknown(fact: Cited, what: str, name: str) -> Finding:
    return Finding("RO-G030", fact.where, f"the {what} {name!r} is not known", f"correct the name, or add the {what}")


def _dates(facts: Facts) -> Iterator[Finding]:
    """Starts after ends, and facts without any date that could be checked."""
    for o in facts.occupancies:
        if _after(o.start, o.end):
            yield _reversed(o, o.start, o.end)
        if o.end is None and o.checked is None and not (o.attested or o.ended):
            yield Finding("RO-G033", o.where, "a term without end has no day on which it was checked", "write: checked: 2025-06-30")
    for m in facts.meetings:
        if _after(m.start, m.end):
            yield _reversed(m, m.start, m.end)
    for c in facts.classes:
        if _after(c.begin, c.end):
            yield _reversed(c, c.begin, c.end)
    for s in facts.statuses:
        for first in (s.decision, s.signature, s.in_force):
            if _after(first, s.end):
                yield _reversed(s, first, s.end)
    for k in facts.documents:
        if _after(k.signed, k.in_force):
            yield _reversed(k, k.signed, k.in_force)


def _after(start: str | None, end: str | None) -> bool:
    return start is not None and end is not None and days.earliest(start) > days.latest(end)


def _reversed(fact: Cited, start: str | None, end: str | None) -> Finding:
    return Finding("RO-G032", fact.where, f"it starts on {start}, after its end on {end}", "correct one of the two")


def _terms(facts: Facts) -> Iterator[Finding]:
    """Two people in one office at once for more than the day of handing over; somebody may act for a holder who is suspended."""
    several = {p.id for p in facts.posts if p.several}
    for post, rows in _by_post(facts).items():
        if post in several:
            continue
        for one, other in pairwise(sorted(rows, key=lambda o: days.earliest(o.start or "0001"))):
            same_layer = one.layer == other.layer
            acts = {one.capacity, other.capacity} == {"full", "acting"}
            if one.person != other.person and same_layer and not acts and _overlap(one, other):
                yield Finding(
                    "RO-G034",
                    other.where,
                    f"{one.person} and {other.person} both are {post} from {other.start} to {one.end or 'now'} (see {one.where})",
                    "correct a date, mark one as acting or designate, or write 'several: true' on the post",
                )


def _by_post(facts: Facts) -> dict[str, list[Occupancy]]:
    found = defaultdict(list)
    for occupancy in facts.occupancies:
        if occupancy.capacity != "designate" and occupancy.start is not None:
            found[occupancy.post].append(occupancy)
    return found


def _overlap(one: Occupancy, other: Occupancy) -> bool:
    """Whether a later term surely begins before the earlier one surely ends."""
    return other.start is not None and (one.end is None or days.latest(other.start) < days.earliest(one.end))


def _statuses(facts: Facts) -> Iterator[Finding]:
    """Statuses of classes that did not exist then, and two at once."""
    classes = {(c.organisation, c.status): c for c in facts.classes}
    held: dict[tuple[str, str], list[tuple[str, str | None, Status]]] = defaultdict(list)
    for s in facts.statuses:
        c = classes.get((s.organisation, s.status))
        if c is None:
            yield _unknown(s, "status class", f"{s.status} of {s.organisation}")
            continue
        start = s.counted(c.counts_from)
        if start is None:
            continue
        if c.begin is not None and days.latest(start) < days.earliest(c.begin):
            yield Finding(
                "RO-G035", s.where, f"{s.state} is {s.status} from {start}, before that status began ({c.begin})", "correct one of the two"
            )
        if _after(s.end, c.end):
            yield Finding(
                "RO-G035", s.where, f"{s.state} is {s.status} until {s.end}, after that status ended ({c.end})", "correct one of the two"
            )
        held[s.organisation, s.state].append((start, s.end or c.end, s))
    for (organisation, state), rows in held.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(rows, key=lambda r: days.earliest(r[0]))):
            if one.layer == other.layer and (end is None or days.latest(start) < days.earliest(end)):
                yield Finding(
                    "RO-G034",
                    other.where,
                    f"{state} is {one.status} and {other.status} of {organisation} at once from {start} (see {one.where})",
                    "end the earlier",
                )


def _sources(facts: Facts) -> Iterator[Finding]:
    """A confidence without a source, and a dispute that repeats what it disputes."""
    every: tuple[Cited, ...] = (
        *facts.organisations,
        *facts.classes,
        *facts.statuses,
        *facts.bodies,
        *facts.meetings,
        *facts.posts,
        *facts.occupancies,
        *facts.documents,
    )
    for fact in every:
        if (fact.source == "unsourced") != (fact.confidence == "U"):
            yield Finding(
                "RO-G036",
                fact.where,
                f"the source is {fact.source!r} and the confidence {fact.confidence}",
                "an unsourced fact has confidence U, a sourced one A, B or C",
            )
        for dispute in fact.disputes:
            if getattr(fact, dispute.field, None) == dispute.says and dispute.says:
                yield Finding("RO-G037", fact.where, f"the dispute says the same {dispute.field} as the fact", "remove it, or correct it")


def _names(facts: Facts) -> Iterator[Finding]:
    """Names that mix alphabets, ids given twice, and people who seem to be two."""
    for person in facts.people:
        for name in (n for names in person.names.values() for n in names):
            if _MIXED.search(name):
                yield Finding("RO-G038", person.where, f"{name!r} mixes Latin and Cyrillic letters", "type it anew in one alphabet")
    yield from _twice(facts)
    known: dict[str, tuple[str, set[str]]] = {}
    for person in facts.people:
        ours = {n for k, names in person.names.items() for n in names if not n.isascii()}
        where, theirs = known.setdefault(person.id, (person.where, ours))
        if ours and theirs and not ours & theirs:
            yield Finding(
                "RO-G040", person.where, f"{person.id!r} has other names than at {where}: two people?", "give one of them an id of its own"
            )


def _twice(facts: Facts) -> Iterator[Finding]:
    """Ids that stand twice in one layer; an upper layer may restate what a lower one says."""
    first: dict[tuple[str, str, int], str] = {}
    for group, things in (("body", facts.bodies), ("meeting", facts.meetings), ("post", facts.posts), ("document", facts.documents)):
        for thing in things:
            where = first.setdefault((group, thing.id, thing.layer), thing.where)
            if where != thing.where:
                yield Finding("RO-G039", thing.where, f"the {group} {thing.id!r} stands twice (first at {where})", "keep one of the two")


def _gaps(facts: Facts) -> Iterator[Finding]:
    """Days between two terms in one office on which nobody is known to have held it."""
    for post, rows in _by_post(facts).items():
        for one, other in pairwise(sorted(rows, key=lambda o: days.earliest(o.start or "0001"))):
            if one.end is None or other.start is None:
                continue
            first, last = days.latest(one.end), days.earliest(other.start)
            if first < last and days.gap(min(first, f"{first[:8]}28"), last) > 4 and days.gap(days.earliest(one.end), last) > 2:
                yield Finding(
                    "RO-G041",
                    other.where,
                    f"nobody is known as {post} between {one.end} and {other.start}",
                    "add who acted, or leave it unknown",
                    "note",
                )
