"""Nesting: a meeting inside a visit, a talk on the margins of a conference; parts, never merged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, Protocol

from sqlalchemy import delete, insert, select

from readout.ledger import schema as t
from readout.ledger.accounts import Account, Side, size


class Neighbours(Protocol):
    """What nesting needs of the accounts at hand."""

    accounts: dict[str, Account]
    rows: dict[str, Any]


def nest(connection: Any, near: Neighbours, keys: set[str]) -> None:
    """Write which encounter is part of which: what one text says of its own encounters, and what days and people show."""
    c = t.claim.c
    ids = [near.rows[k].id for k in sorted(keys)]
    of: dict[int, int] = {}
    part_of: list[tuple[int, int, str]] = []
    for start in range(0, len(ids), 400):
        rows = connection.execute(select(c.id, c.encounter_id, c.document_id, c.part_of).where(c.id.in_(ids[start : start + 400])))
        for row in rows:
            of[row.id] = row.encounter_id
            if row.part_of:
                part_of.append((row.encounter_id, row.document_id, row.part_of))
    mine = sorted({e for e in of.values() if e})
    for start in range(0, len(mine), 400):
        some = mine[start : start + 400]
        connection.execute(delete(t.encounter_part).where(t.encounter_part.c.child_id.in_(some) | t.encounter_part.c.parent_id.in_(some)))
    found = {**_by_days(near, keys, of), **_by_text(connection, part_of)}
    rows = [{"child_id": child, "parent_id": parent, "why": why} for (child, parent), why in sorted(found.items()) if child != parent]
    if rows:
        connection.execute(insert(t.encounter_part), rows)


def _by_text(connection: Any, part_of: list[tuple[int, int, str]]) -> dict[tuple[int, int], str]:
    """What a text itself says is part of something it tells of."""
    c = t.claim.c
    found = {}
    for child, document, local in part_of:
        whole = (c.document_id == document, c.local == local, c.type == "encounter", c.known_until.is_(None), c.recorded_until.is_(None))
        parent = connection.execute(select(c.encounter_id).where(*whole)).scalar()
        if parent:
            found[(child, parent)] = "the text says so"
    return found


def _by_days(near: Neighbours, keys: set[str], of: dict[int, int]) -> dict[tuple[int, int], str]:
    """What lies within something larger; parts are looked up by the day on which they begin, for most accounts are of other days."""
    dated = sorted((span[0], key) for key in keys if (span := near.accounts[key].span))
    begun = [day for day, _ in dated]
    found = {}
    for whole in (near.accounts[k] for k in sorted(keys) if size(near.accounts[k]) > 1):
        if (span := whole.span) is None:
            continue
        inside = dated[bisect_left(begun, span[0]) : bisect_right(begun, span[1])]
        for part in (near.accounts[key] for key in sorted(key for _, key in inside)):
            if size(part) < size(whole) and within(part, whole):
                found[(of[part.id], of[whole.id])] = f"within the {whole.kind}: same people, same days"
    return found


def within(part: Account, whole: Account) -> bool:
    """Whether an encounter lies inside a larger one: its days, and one of its people and both states or one more of the people."""
    ours, theirs = part.span, whole.span
    if ours is None or theirs is None or not (theirs[0] <= ours[0] and ours[1] <= theirs[1]):
        return False
    if part.country and whole.country and part.country != whole.country:
        return False
    shared = sum(1 for side in part.sides if any(_one(side, other) for other in whole.sides))
    return shared > 1 or (shared == 1 and _host_is_there(part, whole))


def _one(side: Side, other: Side) -> bool:
    return side.identity is not None and side.identity == other.identity


def _host_is_there(part: Account, whole: Account) -> bool:
    states = {s.state for s in part.sides} - {None}
    return bool(whole.country and whole.country in states)
