"""Who voiced interest in what, and how topics rise and fall between two sides: counts with the sentences behind them."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
from sqlalchemy import Connection

from readout.analysis.absences import quarter
from readout.analysis.contacts import every
from readout.ledger.asking import Hit
from readout.ledger.asking.grammar import All, Any, Node, Query, Term

_VOICED = ("express-hope", "express-readiness", "propose", "invite")
_SIDES = ("principal", "host", "chair")


class Voice(msgspec.Struct, frozen=True):
    """A side and a topic in which it voiced interest, with the statements."""

    side: str
    topic: str
    statements: tuple[Hit, ...]


def voices(connection: Connection, *, about: str | None = None, topic: str | None = None, as_of: str | None = None) -> tuple[Voice, ...]:
    """Sides (states, bodies) by topic, by how often they voiced hope, readiness, a proposal or an invitation."""
    terms: list[Node] = [Term("act", ":", _VOICED)]
    terms += [Term("with", ":", (about,))] if about else []
    terms += [Term("topic", ":", (topic,))] if topic else []
    found: dict[tuple[str, str], list[Hit]] = {}
    for hit in every(connection, Query("statements", All(tuple(terms)), "", ""), as_of=as_of):
        for side in dict.fromkeys(p.state or p.name for p in hit.parties if p.role == "speaker"):
            for code in hit.topics:
                if topic in (None, code):
                    found.setdefault((side, code), []).append(hit)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Voice(side, code, tuple(hits)) for (side, code), hits in ordered)


class Trend(msgspec.Struct, frozen=True):
    """A topic between two sides by quarter; `change` is the last quarter's count less the mean of those before."""

    topic: str
    quarters: dict[str, int]
    change: float
    statements: tuple[Hit, ...]


def trends(connection: Connection, left: str, right: str, *, as_of: str | None = None) -> tuple[Trend, ...]:
    """Topics of what two sides said to each other, by quarter, those that rose most first, with the statements."""
    where = All((Term("with", ":", (left,)), Term("with", ":", (right,))))
    found = [h for h in every(connection, Query("statements", where, "oldest", ""), as_of=as_of) if h.day]
    quarters = sorted({quarter(h.day or "") for h in found})
    by_topic: dict[str, list[Hit]] = {}
    for hit in found:
        for topic in hit.topics:
            by_topic.setdefault(topic, []).append(hit)
    made = []
    for topic, hits in by_topic.items():
        counted = Counter(quarter(h.day or "") for h in hits)
        row = {q: counted.get(q, 0) for q in quarters}
        before = [row[q] for q in quarters[:-1]]
        change = row[quarters[-1]] - (sum(before) / len(before) if before else 0)
        made.append(Trend(topic, row, round(change, 2), tuple(hits)))
    return tuple(sorted(made, key=lambda x: (-x.change, x.topic)))


class Grade(msgspec.Struct, frozen=True):
    """A grade of a phrase ("comprehensive strategic partnership") between two sides, first said on `day` in `first`."""

    phrase: str
    between: tuple[str, ...]
    day: str
    first: Hit
    texts: int


def grades(connection: Connection, phrase: str = "strategic partnership", *, as_of: str | None = None) -> tuple[Grade, ...]:
    """Every grade of a phrase by the sides of the encounter that the text reports, with the first day of each."""
    hits = every(connection, Query("sentences", Term("text", ":", (phrase,)), "oldest", ""), as_of=as_of)
    pattern = re.compile(rf"((?:\b(?:and|all-weather|[\w-]+(?:ive|ed|al|ly|ic|ced))\W+){{0,5}}){re.escape(phrase)}", re.I)
    sides = _sides(connection, {h.document.name for h in hits if h.document}, as_of)
    found: dict[tuple[str, tuple[str, ...]], list[Hit]] = {}
    for hit in hits:
        between = sides.get(hit.document.name, ()) if hit.document else ()
        for match in pattern.finditer(hit.quote or ""):
            words = " ".join(re.sub(r"^\W*(?:and\W+)?", "", match.group().lower()).split())
            found.setdefault((words, between), []).append(hit)
    made = [
        Grade(words, between, seen[0].day or "", seen[0], len({h.document.id for h in seen if h.document}))
        for (words, between), seen in found.items()
    ]
    return tuple(sorted(made, key=lambda g: (g.between, g.day, g.phrase)))


def _sides(connection: Connection, names: set[str], as_of: str | None) -> dict[str, tuple[str, ...]]:
    """The states and bodies that meet in the first encounter of each document."""
    if not names:
        return {}
    where = Any(tuple(Term("document", ":", (n,)) for n in sorted(names)))
    found: dict[str, tuple[str, ...]] = {}
    for hit in every(connection, Query("accounts", where, "oldest", ""), as_of=as_of):
        sides = tuple(sorted({p.state for p in hit.parties if p.role in _SIDES and p.state}))
        if hit.document and len(sides) > len(found.get(hit.document.name, ())):
            found[hit.document.name] = sides
    return found
