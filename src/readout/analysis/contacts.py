"""Two sides through the years: the first encounter, the last, the longest silence, the last at the level of ministers."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import msgspec
from sqlalchemy import Connection

from readout.analysis.searching import Searched, searched
from readout.ledger.asking import Hit, ask
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.grammar import All, Query, Term

MINISTERS = ("head-of-state", "head-of-government", "deputy-head-of-government", "minister", "head-of-organisation", "royal")


class Gap(msgspec.Struct, frozen=True):
    """The days between two encounters with none between them."""

    days: int
    before: Hit
    after: Hit


class Contacts(msgspec.Struct, frozen=True):
    """What the ledger knows of the encounters of two sides."""

    left: str
    right: str
    count: int
    first: Hit | None
    last: Hit | None
    longest: Gap | None
    last_of_ministers: Hit | None
    searched: Searched


def every(connection: Connection, asked: Query, *, as_of: str | None = None) -> list[Hit]:
    """All hits of a question, page after page."""
    found: list[Hit] = []
    after = None
    while True:
        page = ask(connection, asked, as_of=as_of, limit=500, after=after)
        found += page.rows
        after = page.next
        if after is None:
            return found


def between(connection: Connection, left: str, right: str, *, as_of: str | None = None) -> Contacts:
    """The encounters held of two sides, each a name in any script, a code, a state or a body."""
    where = All((Term("with", ":", (left,)), Term("with", ":", (right,)), Term("is", ":", ("held",))))
    held = [h for h in every(connection, Query("encounters", where, "oldest", ""), as_of=as_of) if h.day and len(h.day) >= 10]
    gaps = [Gap(_between(a, b), a, b) for a, b in pairwise(held)]
    ministers = [h for h in held if _of_ministers(h)]
    return Contacts(
        left,
        right,
        len(held),
        held[0] if held else None,
        held[-1] if held else None,
        max(gaps, key=lambda g: g.days, default=None),
        ministers[-1] if ministers else None,
        searched(connection, None, Moment(as_of)),
    )


def _between(one: Hit, other: Hit) -> int:
    return (date.fromisoformat((other.day or "")[:10]) - date.fromisoformat((one.day or "")[:10])).days


def _of_ministers(hit: Hit) -> bool:
    """Whether people of ministerial rank or above meet on two sides at least."""
    sides = {
        p.state or p.code
        for p in hit.parties
        if p.role in ("principal", "host", "chair") and (p.office or "").partition("/")[0] in MINISTERS
    }
    return len(sides) > 1
