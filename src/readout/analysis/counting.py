"""Counting visits by rival codebooks: one rule file, every count named by its profile and shown with the encounters behind it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from readout.analysis.contacts import every
from readout.grammar.load import read_yaml
from readout.grammar.visits import visit_types
from readout.ledger import schema as t
from readout.ledger.asking import Hit, Part
from readout.ledger.asking.grammar import All, Query, Term
from readout.ledger.asking.names import wanted
from readout.ledger.faults import QueryError

_SIDES = ("principal", "host", "chair")
_APART = 2  # days between two encounters that still belong to one trip


class CountingProfile(msgspec.Struct, frozen=True):
    """A codebook's rules; see counting.yaml."""

    id: str
    unit: str
    multilateral_only: bool
    announced_only: bool
    remote: bool
    says: str
    left_out: tuple[str, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """The words by which a text says what type of visit it was."""

    type: str
    document: str
    start: int
    end: int
    quote: str


class Trip(msgspec.Struct, frozen=True):
    """A person's stay in a country, or a meeting, with the encounters that show it and the types of visit that their texts name.

    `why_not` says of one that is left out which rule does so.
    """

    person: str
    post: str | None
    side: str | None
    first: str
    last: str
    multilateral_only: bool
    encounters: tuple[Hit, ...]
    types: tuple[Said, ...] = ()
    why_not: str = ""


class Counted(msgspec.Struct, frozen=True):
    """A count by one profile: what counts, and what it leaves out."""

    profile: CountingProfile
    country: str
    level: str
    count: int
    trips: tuple[Trip, ...]
    left_out: tuple[Trip, ...]


@cache
def profiles() -> dict[str, CountingProfile]:
    """The codebooks by name."""
    found = msgspec.convert(read_yaml(Path(__file__).with_name("counting.yaml"))["profiles"], list[CountingProfile])
    return {p.id: p for p in found}


@cache
def levels() -> tuple[str, ...]:
    """Ranks from the highest down."""
    return tuple(read_yaml(Path(__file__).with_name("counting.yaml"))["levels"])


def count(
    connection: Connection,
    country: str,
    *,
    profile: str,
    level: str = "minister",
    since: str = "",
    until: str = "",
    as_of: str | None = None,
) -> Counted:
    """Visits to a country by people of a level or above, counted as one codebook does."""
    rules = profiles().get(profile)
    if rules is None:
        raise QueryError("RO-L206", profile, "there is no such codebook", f"use one of: {', '.join(profiles())}")
    if level not in levels():
        raise QueryError("RO-L206", level, "there is no such level", f"use one of: {', '.join(levels())}")
    state = next(iter(wanted(country).states), country.upper())
    terms = [Term(n, ":", (v,)) for n, v in (("since", since), ("until", until)) if v]
    either = [Term("country", ":", (state,)), Term("with", ":", (state,))]
    found: dict[str, Hit] = {}
    for one in either:
        for hit in every(connection, Query("encounters", All((*terms, one)), "oldest", ""), as_of=as_of):
            found[hit.code] = hit
    trips = _trips([h for h in found.values() if _counts(h, state, rules)], state, set(levels()[: levels().index(level) + 1]), rules)
    told = [_judged(msgspec.structs.replace(x, types=_types(connection, x.encounters)), rules) for x in trips]
    kept = tuple(x for x in told if not x.why_not)
    return Counted(rules, state, level, len(kept), kept, tuple(x for x in told if x.why_not))


def _judged(trip: Trip, rules: CountingProfile) -> Trip:
    said = {x.type for x in trip.types}
    why = "nothing but a gathering of many sides" if trip.multilateral_only and not rules.multilateral_only else ""
    if said and said <= set(rules.left_out):
        why = f"the text says that it is {' and '.join(sorted(said))}"
    return msgspec.structs.replace(trip, why_not=why)


def _types(connection: Connection, hits: tuple[Hit, ...]) -> tuple[Said, ...]:
    """What the sentences that tell of encounters say of the type of visit."""
    s, r = t.sentence.c, t.revision.c
    found = []
    for hit in (a for h in hits for a in (h.accounts or (h,))):
        if hit.document is None or hit.start is None or hit.end is None:
            continue
        here = (s.revision_id == hit.document.revision, s.start_at < hit.end, s.end_at > hit.start)
        query = select(s.start_at, s.end_at, r.text).join(t.revision, r.id == s.revision_id).where(*here).order_by(s.start_at)
        for start, end, text in connection.execute(query):
            for v in visit_types(text[start:end], hit.document.language or ""):
                at = start + v.start
                found.append(Said(v.type, hit.document.name, at, start + v.end, text[at : start + v.end]))
    return tuple(dict.fromkeys(found))


def _counts(hit: Hit, state: str, rules: CountingProfile) -> bool:
    if hit.status != "held" and not (rules.announced_only and hit.status == "planned"):
        return False
    if hit.mode in ("phone", "video") or hit.kind in ("call", "message"):
        return rules.remote
    return hit.country == state or (hit.country is None and hit.kind == "visit" and any(p.state == state for p in hit.parties))


def _trips(found: list[Hit], state: str, ranks: set[str], rules: CountingProfile) -> list[Trip]:
    """Encounters of one person in a country within days of each other are one trip; for meetings, each is one of its own."""
    by_person: dict[str, list[tuple[Hit, Part]]] = {}
    for hit in sorted(found, key=lambda h: h.day or ""):
        for p in {p.code or p.name: p for p in hit.parties if p.role in _SIDES}.values():
            if p.kind in ("person", "office") and p.state != state and p.state and (p.office or "").partition("/")[0] in ranks:
                by_person.setdefault(p.code or p.name, []).append((hit, p))
    made = []
    for pairs in by_person.values():
        stays: list[list[tuple[Hit, Part]]] = []
        for pair in pairs:
            near = stays and _days(stays[-1][-1][0], pair[0]) <= _APART and rules.unit == "trip"
            if near:
                stays[-1].append(pair)
            else:
                stays.append([pair])
        made += [_trip(stay) for stay in stays]
    return sorted(made, key=lambda x: (x.first, x.person))


def _days(one: Hit, other: Hit) -> int:
    ends = ((one.date or one.day or "").rpartition("/")[2], (other.day or ""))
    return (date.fromisoformat(ends[1][:10]) - date.fromisoformat(ends[0][:10])).days if all(len(e) >= 10 for e in ends) else 0


def _trip(stay: list[tuple[Hit, Part]]) -> Trip:
    hits = tuple(h for h, _ in stay)
    part = stay[0][1]
    last = max((h.date or h.day or "").rpartition("/")[2] for h in hits)
    return Trip(part.name, part.post, part.state, hits[0].day or "", last, all(is_multilateral(h) for h in hits), hits)


def is_multilateral(hit: Hit) -> bool:
    """Whether three sides and more meet, or the encounter is a conference of a body."""
    sides = {p.state or p.code for p in hit.parties if p.role in _SIDES and (p.state or p.code)}
    return len(sides) > 2 or hit.kind in ("conference", "summit")
