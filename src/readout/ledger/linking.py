"""Linking: what a batch of documents changes in who is who and which accounts tell of one event, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readout.ledger import matching, people
from readout.ledger.store import now
from readout.ledger.taking import Taken


def step(connection: Any, taken: Iterable[Taken]) -> None:
    """What follows the taking in of documents: see `link`."""
    documents = [each.document for each in taken if each.what != "unchanged"]
    if documents:
        link(connection, now(), documents)


def link(connection: Any, moment: str, documents: Iterable[int] | None = None) -> dict[str, int]:
    """Give parties identities and accounts encounters, for some documents or for all; part of the transaction that wrote them.

    Calling it again changes nothing; documents in any order, one by one or all at once, come to the same groups.
    """
    wanted = None if documents is None else sorted(set(documents))
    changed = people.resolve(connection, moment, wanted)
    moved = matching.match(connection, moment, None if wanted is None else sorted({*wanted, *changed}))
    return {"documents": len(changed), "accounts": moved}
