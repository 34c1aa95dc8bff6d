"""Undertakings on a board: what became of each, moved only with words that show it or with a reason."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from readout.ledger import schema as t
from readout.ledger.faults import LedgerError
from readout.ledger.store import now
from readout.ledger.views.rows import Fact, current, facts

# After OGP's and Polimeter's scales (needs.md, O1): what an outsider can say from evidence.
SUBJECT = "commitment"  # of judgements; their verdict is the column
_CITED = re.compile(r"document (\d+), (\d+)-(\d+)")
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
    order = (c.due.desc().nulls_last(), c.id.desc())
    unmoved = facts(connection, *fresh, order=order, limit=each + 1, offset=(page - 1) * each)
    columns: dict[str, list[Card]] = {name: [] for name in OUTCOMES}
    for fact in (*kept, *unmoved[:each]):
        move = moved.get(fact.code)
        status = move.status if move else "open"
        late = status in ("open", "begun", "mostly") and bool(fact.due) and str(fact.due) < today
        columns[status].append(Card(fact, status, move, late))
    return Board(today, {k: tuple(v) for k, v in columns.items()}, strength, words, page, len(unmoved) > each)


def _latest(connection: Connection) -> dict[str, Move]:
    j = t.judgement.c
    newest = select(func.max(j.id)).where(j.subject == SUBJECT, j.undone_at.is_(None)).group_by(j.left_anchor)
    return {m.claim: m for m in _moves(connection, j.id.in_(newest), limit=2000)}


def _moves(connection: Connection, *where: Any, limit: int = 100) -> list[Move]:
    j = t.judgement.c
    columns = (j.id, j.left_anchor, j.verdict, j.reason, j.author, j.made_at, j.right_anchor, j.right_label)
    wanted = select(*columns).where(j.subject == SUBJECT, j.undone_at.is_(None), *where).order_by(j.id.desc()).limit(limit)
    return [_move(row) for row in connection.execute(wanted)]


def _move(row: Any) -> Move:
    cited = _CITED.fullmatch(row.right_anchor)
    document, start, end = map(int, cited.groups()) if cited else (None, None, None)
    return Move(row.id, row.left_anchor, row.verdict, row.reason, row.author, row.made_at, document, start, end, row.right_label or None)


def moves(connection: Connection, claim: str) -> list[Move]:
    """Every move of a card that stands, the newest first."""
    return _moves(connection, t.judgement.c.left_anchor == claim)


def moves_by_number(connection: Connection, number: int) -> list[Move]:
    """The move of a number, if it stands."""
    return _moves(connection, t.judgement.c.id == number)


def move(
    connection: Connection, claim: str, status: str, *, author: str, reason: str = "", span: tuple[int, int, int] | None = None
) -> int:
    """Move a card, with words that show it (document, start, end) or a reason; returns the number of the judgement that this is."""
    if status not in OUTCOMES:
        raise LedgerError("RO-L401", status, "this is no column of the board", f"use one of: {', '.join(OUTCOMES)}")
    if span is None and not reason.strip():
        raise LedgerError(
            "RO-L402", claim, "a card moves only with words that show it or with a reason", "cite a span of a document, or give a reason"
        )
    c = t.claim.c
    found = connection.execute(select(c.quote).where(c.code == claim, c.type == "commitment", current())).first()
    if found is None:
        raise LedgerError(
            "RO-L403",
            claim,
            "there is no such undertaking in the ledger",
            "take the code from the board or from `readout find commitments`",
        )
    quote = _words(connection, *span) if span else ""
    cited = f"document {span[0]}, {span[1]}-{span[2]}" if span else ""
    values = {
        "subject": SUBJECT, "verdict": status, "left_anchor": claim, "left_label": (found.quote or claim)[:400], "right_anchor": cited,
        "right_label": quote, "author": author, "reason": reason.strip() or f"shown by {cited}", "made_at": now(),
    }  # fmt: skip
    return int((connection.execute(insert(t.judgement).values(**values)).inserted_primary_key or (0,))[0])


def _words(connection: Connection, document: int, start: int, end: int) -> str:
    d, r = t.document.c, t.revision.c
    text = connection.execute(select(r.text).join(t.document, d.revision_id == r.id).where(d.id == document)).scalar()
    if text is None or not 0 <= start < end <= len(text):
        place = f"document {document}, {start}-{end}"
        raise LedgerError("RO-L404", place, "there are no such words in the ledger", "copy the citation from the reading view")
    return str(text[start:end])


def undo(connection: Connection, number: int, author: str) -> bool:
    """Take back a move; returns whether there was one to take back."""
    j = t.judgement.c
    done = update(t.judgement).where(j.id == number, j.subject == SUBJECT, j.undone_at.is_(None)).values(undone_at=now(), undone_by=author)
    return bool(connection.execute(done).rowcount)
