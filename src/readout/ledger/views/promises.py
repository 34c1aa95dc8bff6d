"""Undertakings on a board: what became of each, moved only with words that show it or with a reason."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from readout.ledger import schema as t
from readout.ledger.explorer_tables import outcome
from readout.ledger.faults import LedgerError
from readout.ledger.store import now
from readout.ledger.views.rows import Fact, current, facts

# After OGP's and Polimeter's scales (needs.md, O1): what an outsider can say from evidence.
OUTCOMES = ("open", "begun", "mostly", "complete", "dropped", "superseded")


class Move(msgspec.Struct, frozen=True):
    """A card moved: to what, by whom, why, and the words that show it."""

    id: int
    claim: str
    status: str
    reason: str
    author: str
    made_at: str
    document: int | None
    start: int | None
    end: int | None
    quote: str | None


class Card(msgspec.Struct, frozen=True):
    """An undertaking with its last move."""

    fact: Fact
    status: str
    move: Move | None
    late: bool


class Board(msgspec.Struct, frozen=True):
    """Cards by column."""

    today: str
    columns: dict[str, tuple[Card, ...]]
    strength: int
    actor: str
    page: int
    more: bool


def board(
    connection: Connection, today: str, *, strength: int = 3, actor: Any = None, words: str = "", page: int = 1, each: int = 24
) -> Board:
    """The board: undertakings of at least a rung of the ladder, those with a day due first, then the newest."""
    c = t.claim.c
    where = [c.type == "commitment", c.strength >= strength, c.negated == 0, *([] if actor is None else [actor])]
    moved = _latest(connection)
    page = max(1, min(page, 400))
    kept = facts(connection, *where, c.code.in_(list(moved)), limit=400) if moved else []
    fresh = [*where, *([c.code.not_in(list(moved))] if moved else [])]
    order = (c.due.is_(None), c.due.desc(), c.id.desc())
    unmoved = facts(connection, *fresh, order=order, limit=each + 1, offset=(page - 1) * each)
    columns: dict[str, list[Card]] = {name: [] for name in OUTCOMES}
    for fact in (*kept, *unmoved[:each]):
        move = moved.get(fact.code)
        status = move.status if move else "open"
        late = status in ("open", "begun", "mostly") and bool(fact.due) and str(fact.due) < today
        columns[status].append(Card(fact, status, move, late))
    return Board(today, {k: tuple(v) for k, v in columns.items()}, strength, words, page, len(unmoved) > each)


def _latest(connection: Connection) -> dict[str, Move]:
    newest = select(func.max(outcome.c.id)).where(outcome.c.undone_at.is_(None)).group_by(outcome.c.claim_code)
    return {m.claim: m for m in _moves(connection, outcome.c.id.in_(newest), limit=2000)}


def _moves(connection: Connection, *where: Any, limit: int = 100) -> list[Move]:
    o = outcome.c
    columns = (o.id, o.claim_code, o.status, o.reason, o.author, o.made_at, o.document_id, o.start_at, o.end_at, o.quote)
    rows = connection.execute(select(*columns).where(*where, o.undone_at.is_(None)).order_by(o.id.desc()).limit(limit))
    return [Move(*tuple(row)) for row in rows]


def moves(connection: Connection, claim: str) -> list[Move]:
    """Every move of a card that stands, the newest first."""
    return _moves(connection, outcome.c.claim_code == claim)


def move(
    connection: Connection, claim: str, status: str, *, author: str, reason: str = "", span: tuple[int, int, int] | None = None
) -> int:
    """Move a card, with words that show it (document, start, end) or a reason; returns the number of the move."""
    if status not in OUTCOMES:
        raise LedgerError("RO-L401", status, "this is no column of the board", f"use one of: {', '.join(OUTCOMES)}")
    if span is None and not reason.strip():
        raise LedgerError(
            "RO-L402", claim, "a card moves only with words that show it or with a reason", "cite a span of a document, or give a reason"
        )
    c = t.claim.c
    if connection.execute(select(c.id).where(c.code == claim, c.type == "commitment", current())).first() is None:
        raise LedgerError(
            "RO-L403",
            claim,
            "there is no such undertaking in the ledger",
            "take the code from the board or from `readout find commitments`",
        )
    quote = _words(connection, *span) if span else None
    document, start, end = span or (None, None, None)
    values = {"claim_code": claim, "status": status, "reason": reason.strip(), "author": author, "made_at": now()}
    row = insert(outcome).values(**values, document_id=document, start_at=start, end_at=end, quote=quote)
    return int((connection.execute(row).inserted_primary_key or (0,))[0])


def _words(connection: Connection, document: int, start: int, end: int) -> str:
    d, r = t.document.c, t.revision.c
    text = connection.execute(select(r.text).join(t.document, d.revision_id == r.id).where(d.id == document)).scalar()
    if text is None or not 0 <= start < end <= len(text):
        raise LedgerError(
            "RO-L404",
            f"document {document}, {start}-{end}",
            "there are no such words in the ledger",
            "copy the citation from the reading view",
        )
    return str(text[start:end])


def undo(connection: Connection, number: int, author: str) -> bool:
    """Take back a move; returns whether there was one to take back."""
    done = update(outcome).where(outcome.c.id == number, outcome.c.undone_at.is_(None)).values(undone_at=now(), undone_by=author)
    return bool(connection.execute(done).rowcount)
