"""Linking: what a batch of documents changes in who is who and which accounts tell of one event, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from readout.ledger import matching, people
from readout.ledger import schema as t
from readout.ledger.profiling import in_parts
from readout.ledger.store import now
from readout.ledger.taking import Taken


def step(connection: Any, taken: Iterable[Taken]) -> None:
    """What follows the taking in of documents: see `link`."""
    here = [each for each in taken if each.what != "unchanged"]
    if here:
        again = {each.document: set(each.parties.values()) for each in here if each.what != "new"}
        link(connection, now(), [each.document for each in here], _gone(connection, again))


def _gone(connection: Any, present: dict[int, set[int]]) -> list[int]:
    """The parties of documents read again that the newest reading does not give."""
    p = t.party.c
    found: list[int] = []
    for some in in_parts(sorted(present)):
        for row in connection.execute(select(p.id, p.document_id).where(p.document_id.in_(some))):
            if row.id not in present[row.document_id]:
                found.append(row.id)
    return found


def link(connection: Any, moment: str, documents: Iterable[int] | None = None, gone: Iterable[int] = ()) -> dict[str, int]:
    """Give parties identities and accounts encounters, for some documents or for all; part of the transaction that wrote them.

    `gone` are parties that the newest reading of their document does not give any more. Calling it again changes nothing; documents in
    any order, one by one or all at once, come to the same groups.
    """
    wanted = None if documents is None else sorted(set(documents))
    changed = people.resolve(connection, moment, wanted, gone)
    moved = matching.match(connection, moment, None if wanted is None else sorted({*wanted, *changed}))
    return {"documents": len(changed), "accounts": moved}
