"""Revisions: what a page said at different times, and which claims came and went with its words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import or_, select

from readout.ledger import schema as t
from readout.ledger.faults import unknown_id

_CLAIM = ("code", "type", "kind", "status", "mode", "date_value", "quote", "reviewed", "known_since", "known_until")


def history(connection: Any, document: str) -> dict[str, Any]:
    """A document's revisions, oldest first, each with what changed in the text and which claims it brought or withdrew."""
    d, r = t.document.c, t.revision.c
    row = connection.execute(select(t.document).where(or_(d.key == document, d.name == document, d.url == document))).first()
    if row is None:
        raise unknown_id(document, "document")
    found: list[dict[str, Any]] = []
    before = ""
    for each in connection.execute(select(t.revision).where(r.document_id == row.id).order_by(r.number)):
        entry = {"number": each.number, "known_since": each.known_since, "known_until": each.known_until, "sha256": each.sha256}
        entry["text"] = changes(before, each.text) if found else []
        entry["brought"] = _claims(connection, row.id, t.claim.c.recorded_since == each.recorded_since)
        entry["withdrawn"] = _claims(connection, row.id, t.claim.c.known_until == each.recorded_since)
        entry["readings"] = _readings(connection, each.id)
        found.append(entry)
        before = each.text
    return {"document": row.name, "key": row.key, "url": row.url, "title": row.title, "revisions": found}


def _claims(connection: Any, document: int, condition: Any) -> list[dict[str, Any]]:
    c = t.claim.c
    rows = connection.execute(select(*(c[name] for name in _CLAIM)).where(c.document_id == document, condition).order_by(c.id))
    return [dict(row) for row in rows.mappings()]


def _readings(connection: Any, revision: int) -> list[dict[str, Any]]:
    x = t.reading.c
    query = select(x.reader, x.recorded_since, x.recorded_until).where(x.revision_id == revision).order_by(x.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def changes(before: str, after: str) -> list[dict[str, Any]]:
    """What changed from one text to another: stretches of words with their offsets in each.

    >>> changes("Trade will grow.", "Trade may grow.")
    [{'change': 'replaced', 'before': 'will', 'before_start': 6, 'after': 'may', 'after_start': 6}]
    """
    ours, theirs = ([w.span() for w in re.finditer(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", x)] for x in (before, after))
    words = [before[a:b] for a, b in ours], [after[a:b] for a, b in theirs]
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = (ours[i][0], ours[j - 1][1]) if i < j else (None, None), (theirs[k][0], theirs[m - 1][1]) if k < m else (None, None)
        found.append(
            {
                "change": {"replace": "replaced", "delete": "removed", "insert": "added"}[tag],
                "before": before[old[0] : old[1]] if old[0] is not None else "",
                "before_start": old[0],
                "after": after[new[0] : new[1]] if new[0] is not None else "",
                "after_start": new[0],
            }
        )
    return found
