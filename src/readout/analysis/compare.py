"""Two accounts of one encounter beside each other: what both say, what only one says, and who words it more strongly.

Works on two publishers as on two languages of one text; nothing is judged, every difference is shown with both citations.
"""

from __future__ import annotations

from itertools import combinations

import msgspec
from sqlalchemy import Connection

from readout.analysis.likeness import Match, aligned
from readout.analysis.told import SIDES, Told, accounts, told
from readout.ledger.asking import Hit
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.names import place_names
from readout.ledger.faults import unknown_id

# How far an act goes towards binding oneself (needs.md C6), where no rung of the ladder is given.
_ACTS = {"agree": 6, "pledge": 5, "invite": 3, "propose": 3, "express-readiness": 2, "express-hope": 1}


class Field(msgspec.Struct, frozen=True):
    """One value of the encounter in both accounts; verdict: same | differs | only-left | only-right."""

    name: str
    left: str | None
    right: str | None
    verdict: str


class Topic(msgspec.Struct, frozen=True):
    """A topic with its place in the order of each account (from 1; None where the account does not have it) and its words."""

    code: str
    left: int | None
    right: int | None
    left_words: Hit | None
    right_words: Hit | None


class Pair(msgspec.Struct, frozen=True):
    """Two claims on one thing; `stronger` is left | right where one words it more strongly."""

    left: Hit
    right: Hit
    score: float
    why: str
    stronger: str | None = None


class Aligned(msgspec.Struct, frozen=True):
    """Claims of one type: those that both have, and those that one has alone."""

    both: tuple[Pair, ...]
    only_left: tuple[Hit, ...]
    only_right: tuple[Hit, ...]


class Comparison(msgspec.Struct, frozen=True):
    """Two accounts beside each other; `order` is how alike the order of the common topics is, from -1 (reversed) to 1, None under two."""

    left: Hit
    right: Hit
    same_language: bool
    fields: tuple[Field, ...]
    participants: tuple[Field, ...]
    topics: tuple[Topic, ...]
    order: float | None
    statements: Aligned
    commitments: Aligned
    instruments: Aligned
    numbers: Aligned


def of_accounts(connection: Connection, left: str, right: str, *, as_of: str | None = None) -> Comparison:
    """Two accounts by their codes; raises `LedgerError` RO-L009 where the ledger has none of that code."""
    moment = Moment(as_of)
    found = []
    for code in (left, right):
        hits = accounts(connection, code, moment)
        if not hits:
            raise unknown_id(code, "account")
        found.append(told(connection, hits[0], moment))
    return beside(found[0], found[1])


def of_encounter(connection: Connection, code: str, *, as_of: str | None = None) -> tuple[Comparison, ...]:
    """Every two accounts of an encounter, those of different documents only, in the order of publication."""
    moment = Moment(as_of)
    hits = accounts(connection, code, moment)
    if not hits:
        raise unknown_id(code, "encounter")
    found = [told(connection, hit, moment) for hit in hits]
    return tuple(
        beside(a, b)
        for a, b in combinations(found, 2)
        if a.account.document and b.account.document and a.account.document.id != b.account.document.id
    )


def beside(left: Told, right: Told) -> Comparison:
    """The comparison of what two accounts tell."""
    a, b = left.account, right.account
    return Comparison(
        a,
        b,
        left.language == right.language,
        _fields(a, b),
        _participants(a, b),
        topics := _topics(left, right),
        _order(topics),
        _aligned(left.statements, right.statements, left, right),
        _aligned(left.commitments, right.commitments, left, right),
        _aligned(left.instruments, right.instruments, left, right),
        _numbers(left, right),
    )


def _fields(a: Hit, b: Hit) -> tuple[Field, ...]:
    values = [(name, getattr(a, name), getattr(b, name)) for name in ("kind", "status", "mode", "date", "place", "country", "label")]
    values.append(("asked for by", "; ".join(a.of("initiator")) or None, "; ".join(b.of("initiator")) or None))
    found = [_field(name, x, y) for name, x, y in values if x or y]
    return tuple(_placed(f) if f.name == "place" else f for f in found)


def _placed(field: Field) -> Field:
    """A place that two languages spell is one place."""
    if field.verdict == "differs" and set(place_names(field.left or "")) & set(place_names(field.right or "")):
        return Field(field.name, field.left, field.right, "same")
    return field


def _field(name: str, x: str | None, y: str | None) -> Field:
    return Field(name, x, y, "only-left" if not y else "only-right" if not x else "same" if x == y else "differs")


def _participants(a: Hit, b: Hit) -> tuple[Field, ...]:
    """Everybody present by their code across documents, with the office that each account gives."""
    sides = []
    for hit in (a, b):
        present = {p.code or p.name: p for p in hit.parties if p.role in (*SIDES, "attendee")}
        sides.append({key: ", ".join(x for x in (p.name, p.post) if x) for key, p in present.items()})
    keys = dict.fromkeys((*sides[0], *sides[1]))
    found = []
    for key in keys:
        x, y = sides[0].get(key), sides[1].get(key)
        found.append(Field(key, x, y, "only-left" if y is None else "only-right" if x is None else "same"))
    return tuple(found)


def _topics(left: Told, right: Told) -> tuple[Topic, ...]:
    places = [{code: n for n, code in enumerate(told.topics, 1)} for told in (left, right)]
    codes = dict.fromkeys((*left.topics, *right.topics))
    return tuple(Topic(c, places[0].get(c), places[1].get(c), left.topics.get(c), right.topics.get(c)) for c in codes)


def _order(topics: tuple[Topic, ...]) -> float | None:
    """Kendall's tau of the common topics: how many pairs stand in the same order, less those that do not."""
    common = [(x.left, x.right) for x in topics if x.left is not None and x.right is not None]
    pairs = [(p, q) for p, q in combinations(common, 2)]
    if not pairs:
        return None
    same = sum(1 if (p[0] - q[0]) * (p[1] - q[1]) > 0 else -1 for p, q in pairs)
    return round(same / len(pairs), 3)


def _aligned(a: tuple[Hit, ...], b: tuple[Hit, ...], left: Told, right: Told) -> Aligned:
    both, only_left, only_right = aligned(a, b, left, right)
    return Aligned(tuple(_pair(m) for m in both), tuple(only_left), tuple(only_right))


def _pair(match: Match) -> Pair:
    x, y = _rung(match.left), _rung(match.right)
    return Pair(match.left, match.right, match.score, match.why, None if x == y else "left" if x > y else "right")


def _rung(hit: Hit) -> int:
    return hit.strength if hit.strength is not None else _ACTS.get(hit.act or "", 0)


def _numbers(left: Told, right: Told) -> Aligned:
    """Numbers by value, since units are words of a language."""
    taken: set[int] = set()
    both = []
    for a in left.quantities:
        b = next((q for q in right.quantities if q.id not in taken and q.number == a.number), None)
        if b is not None:
            taken.add(b.id)
            both.append(Pair(a, b, 1.0, "the same number"))
    used = {p.left.id for p in both}
    return Aligned(
        tuple(both), tuple(q for q in left.quantities if q.id not in used), tuple(q for q in right.quantities if q.id not in taken)
    )
