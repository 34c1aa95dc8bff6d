"""Questions that the ledger asks, one at a time with what stands for and against; and everything that people decided."""

from __future__ import annotations

import json

import msgspec
from sqlalchemy import Connection, func, select

from readout.ledger import schema as t
from readout.ledger.views import parties
from readout.ledger.views.rows import Fact, Meeting, current, encounters

UNRESOLVED = 1000


class Candidate(msgspec.Struct, frozen=True):
    """One of the two that a question is about: `code` is what a judgement names it by."""

    code: str
    label: str
    who: parties.Somebody | None
    meeting: Meeting | None
    facts: tuple[Fact, ...]


class Question(msgspec.Struct, frozen=True):
    """Are these two one?"""

    code: str
    kind: str
    why: str
    left: Candidate
    right: Candidate


class Decision(msgspec.Struct, frozen=True):
    """Something that somebody decided: a judgement or a correction, with the number or code that undoes it."""

    what: str
    id: str
    verdict: str
    left: str
    right: str
    author: str
    reason: str
    made_at: str
    undone_at: str | None
    undone_by: str | None
    document: int | None = None
    state: str = ""


def open_questions(connection: Connection) -> int:
    """How many questions are open."""
    return int(connection.execute(select(func.count()).select_from(t.question).where(t.question.c.closed_at.is_(None))).scalar() or 0)


def question(connection: Connection, at: int = 0, code: str = "") -> Question | None:
    """The open question at a place in the row, or the one of a code."""
    q = t.question.c
    wanted = select(t.question).where(q.closed_at.is_(None)).order_by(q.id)
    row = connection.execute(wanted.where(q.code == code) if code else wanted.offset(at)).mappings().first()
    if row is None:
        return None
    why = json.loads(row["evidence"]).get("why", "")
    sides = [_candidate(connection, row["kind"], row[f"{side}_anchor"], row[f"{side}_label"]) for side in ("left", "right")]
    return Question(row["code"], row["kind"], str(why), *sides)


def _candidate(connection: Connection, kind: str, anchor: str, label: str) -> Candidate:
    if kind == "encounter":
        key, _, local = anchor.rpartition("#")
        c = t.claim.c
        document = select(t.document.c.id).where(t.document.c.key == key)
        found = encounters(connection, c.document_id.in_(document), c.local == local, limit=1)
        if not found:
            found = encounters(connection, c.code == anchor, limit=1)
        account = next((a for m in found for a in m.accounts if a.local == local or a.code == anchor), None)
        return Candidate(account.code if account else anchor, label, None, found[0] if found else None, ())
    return Candidate(anchor, label, parties.profile_of(connection, anchor), None, tuple(parties.documents_of(connection, anchor)))


def decisions(connection: Connection, page: int = 1, each: int = 40) -> list[Decision]:
    """Judgements and corrections of everybody, the newest first, with those that were taken back."""
    j, c, d = t.judgement.c, t.correction.c, t.document.c
    most = page * each
    found = [
        Decision(
            "move" if row.subject == "commitment" else f"judgement on {row.subject}", str(row.id), row.verdict, row.left_label,
            row.right_label or row.right_anchor, row.author, row.reason, row.made_at, row.undone_at, row.undone_by,
        )
        for row in connection.execute(select(t.judgement).order_by(j.id.desc()).limit(most))
    ]  # fmt: skip
    wanted = select(t.correction, d.id.label("document")).outerjoin(t.document, d.key == c.document_key)
    for row in connection.execute(wanted.order_by(c.id.desc()).limit(most)):
        where = f"{row.type}{'.' + row.field if row.field else ''}"
        found.append(
            Decision(
                "correction", row.code, row.action, f"{where}: {_value(row.before, row.field)}", _value(row.after, None), row.author,
                row.reason, row.made_at, row.undone_at, row.undone_by, row.document, row.state,
            )
        )  # fmt: skip
    found.sort(key=lambda x: x.made_at, reverse=True)
    return found[(page - 1) * each : most]


def _value(packed: str | None, field: str | None) -> str:
    if packed is None:
        return ""
    value = json.loads(packed)
    if field and isinstance(value, dict):
        value = value.get(field)
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def last_of(connection: Connection, author: str) -> Decision | None:
    """The last thing that somebody decided and did not take back."""
    return next((x for x in decisions(connection, each=200) if x.author == author and x.undone_at is None), None)


def unresolved(connection: Connection) -> int:
    """How many things texts leave open, counted up to a thousand."""
    some = select(t.claim.c.id).where(t.claim.c.type == "unresolved", current()).limit(UNRESOLVED)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar() or 0)
