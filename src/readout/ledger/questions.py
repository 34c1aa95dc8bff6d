"""Questions: what the ledger could not decide, kept until a judgement or new evidence answers it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, or_, select, update

from readout.ledger import schema as t

_GROUPS = {"people": ("person", "body"), "encounters": ("encounter",)}


def ask(connection: Any, kind: str, anchors: tuple[str, str], labels: tuple[str, ...], why: str, moment: str) -> str:
    """Keep a question (once), open; returns its code."""
    left, right = sorted(zip(anchors, labels, strict=True))
    code = "q" + hashlib.sha256(f"{kind}|{left[0]}|{right[0]}".encode()).hexdigest()[:10]
    c = t.question.c
    old = connection.execute(select(c.id, c.closed_at, c.evidence).where(c.code == code)).first()
    evidence = json.dumps({"why": why}, ensure_ascii=False)
    if old is None:
        shown = {"left_anchor": left[0], "right_anchor": right[0], "left_label": left[1], "right_label": right[1]}
        connection.execute(insert(t.question).values(code=code, kind=kind, evidence=evidence, recorded_since=moment, **shown))
    elif old.closed_at or old.evidence != evidence:
        connection.execute(update(t.question).where(c.id == old.id).values(closed_at=None, closed_why=None, evidence=evidence))
    return code


def settle(connection: Any, group: str, anchors: Iterable[str], still_open: set[str], moment: str) -> None:
    """Close the questions on these anchors that nobody asks any more."""
    c = t.question.c
    keys = sorted(anchors)
    for start in range(0, len(keys), 400):
        some = keys[start : start + 400]
        on_them = or_(c.left_anchor.in_(some), c.right_anchor.in_(some))
        rows = connection.execute(select(c.id, c.code).where(c.kind.in_(_GROUPS[group]), on_them, c.closed_at.is_(None))).all()
        gone = [row.id for row in rows if row.code not in still_open]
        if gone:
            connection.execute(update(t.question).where(c.id.in_(gone)).values(closed_at=moment, closed_why="answered"))


def listed(connection: Any, kind: str | None = None, *, limit: int = 200) -> list[dict[str, Any]]:
    """The open questions, oldest first."""
    c = t.question.c
    query = select(t.question).where(c.closed_at.is_(None)).order_by(c.id).limit(limit)
    rows = connection.execute(query.where(c.kind == kind) if kind else query).mappings()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]
