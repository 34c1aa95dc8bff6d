"""Judgements: what a person decided about who is who and what is one event; kept through every re-reading, listed, undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from readout.ledger import schema as t
from readout.ledger.faults import unknown_id

VERDICTS = ("same", "different")
WAITS = "waits:"  # what an anchor begins with that came from another ledger and whose document is not in this one


class Judgement(msgspec.Struct, frozen=True):
    """A verdict on two anchors: `same` or `different`, by whom, why and when; judgements of one act share `act`."""

    id: int
    subject: str
    verdict: str
    left_anchor: str
    right_anchor: str
    left_label: str
    right_label: str
    author: str
    reason: str
    act: str | None
    made_at: str
    undone_at: str | None
    undone_by: str | None
    state: str = "in force"


class Rulings:
    """The judgements in force, ready to be asked about two anchors.

    >>> Rulings([("a", "b", "different")]).apart("b", "a")
    True
    """

    def __init__(self, found: Iterable[tuple[str, str, str]]) -> None:
        self._said: dict[tuple[str, str], str] = {}
        self._partners: dict[str, set[str]] = {}
        for left, right, verdict in found:
            self._said[(left, right) if left < right else (right, left)] = verdict
            self._partners.setdefault(left, set()).add(right)
            self._partners.setdefault(right, set()).add(left)
        self.anchors = frozenset(self._partners)

    def _of(self, a: str, b: str) -> str | None:
        return self._said.get((a, b) if a < b else (b, a)) if self._said else None

    def same(self, a: str, b: str) -> bool:
        """Whether somebody judged the two to be one."""
        return self._of(a, b) == "same"

    def apart(self, a: str, b: str) -> bool:
        """Whether somebody judged the two to be different."""
        return self._of(a, b) == "different"

    def partners(self, a: str) -> set[str]:
        """The anchors that a judgement ties to this one."""
        return self._partners.get(a, set())

    def pairs(self, keys: set[str]) -> list[tuple[str, str]]:
        """The pairs among `keys` that were judged to be one."""
        return [pair for pair, verdict in sorted(self._said.items()) if verdict == "same" and pair[0] in keys and pair[1] in keys]


def rulings(connection: Any, subject: str = "identity") -> Rulings:
    """The judgements in force on identities or encounters; of two on one pair the later holds."""
    c = t.judgement.c
    query = select(c.left_anchor, c.right_anchor, c.verdict).where(c.subject == subject, c.undone_at.is_(None)).order_by(c.id)
    rows = [(row.left_anchor, row.right_anchor, row.verdict) for row in connection.execute(query)]
    if subject == "identity":
        return Rulings(rows)
    places = {anchor: account_of(connection, anchor) for row in rows for anchor in row[:2]}
    return Rulings([(left, right, v) for a, b, v in rows if (left := places[a]) and (right := places[b])])


def account_of(connection: Any, code: str) -> str | None:
    """The account (document and place in it) that a judgement on a claim means now, also where the claim was read anew since.

    The claim itself; else the open one with the same words; else the only one of the document with the same parties.
    """
    c, d = t.claim.c, t.document.c
    query = select(c.id, c.local, c.quote, c.document_id, c.known_until, c.recorded_until, d.key).join(t.document, d.id == c.document_id)
    rows = list(connection.execute(query.where(c.code == code).order_by(c.id.desc())))
    open_row = next((r for r in rows if not r.known_until and not r.recorded_until), None)
    if open_row is not None or not rows:
        return f"{open_row.key}#{open_row.local}" if open_row is not None else None
    old = rows[0]
    alive = (c.document_id == old.document_id, c.type == "encounter", c.known_until.is_(None), c.recorded_until.is_(None))
    now_there = list(connection.execute(query.where(*alive).order_by(c.id)))
    same_words = [r for r in now_there if r.quote == old.quote]
    fitting = same_words or [r for r in now_there if _cast(connection, r.id) == _cast(connection, old.id)]
    return f"{fitting[0].key}#{fitting[0].local}" if len(fitting) == 1 else None


def _cast(connection: Any, claim: int) -> frozenset[int]:
    k = t.claim_party.c
    return frozenset(connection.execute(select(k.party_id).where(k.claim_id == claim, k.role != "initiator")).scalars())


def record(
    connection: Any,
    subject: str,
    verdict: str,
    pairs: Iterable[tuple[tuple[str, str], tuple[str, str]]],
    *,
    author: str,
    reason: str,
    moment: str,
    act: str | None = None,
) -> list[int]:
    """Write judgements on pairs of (anchor, label); returns their ids."""
    found = []
    for (left, left_label), (right, right_label) in pairs:
        row = {
            "subject": subject, "verdict": verdict, "left_anchor": left, "right_anchor": right, "left_label": left_label,
            "right_label": right_label, "author": author, "reason": reason, "rule": act, "made_at": moment,
        }  # fmt: skip
        found.append(int(connection.execute(insert(t.judgement).values(**row)).inserted_primary_key[0]))
    return found


def listed(connection: Any, *, undone: bool = False) -> list[Judgement]:
    """All judgements in force, oldest first; with `undone`, also those that were taken back."""
    query = select(t.judgement).order_by(t.judgement.c.id)
    rows = connection.execute(query if undone else query.where(t.judgement.c.undone_at.is_(None))).mappings()
    found = []
    for row in rows:
        state = "undone" if row["undone_at"] else _state(connection, row)
        found.append(Judgement(**{("act" if k == "rule" else k): v for k, v in row.items()}, state=state))
    return found


def _state(connection: Any, row: Any) -> str:
    """Whether a judgement still finds what it speaks of."""
    if row["left_anchor"].startswith(WAITS) or row["right_anchor"].startswith(WAITS):
        return "waiting"
    if row["subject"] == "commitment":
        c = t.claim.c
        stands = select(c.id).where(c.code == row["left_anchor"], c.known_until.is_(None), c.recorded_until.is_(None)).limit(1)
        return "in force" if connection.execute(stands).first() else "orphaned"
    for anchor in (row["left_anchor"], row["right_anchor"]):
        if row["subject"] == "encounter":
            there = account_of(connection, anchor) is not None
        else:
            q = select(t.party.c.id).join(t.profile, t.profile.c.id == t.party.c.profile_id).where(t.profile.c.key == anchor).limit(1)
            there = connection.execute(q).first() is not None
        if not there:
            return "orphaned"
    return "in force"


def undo(connection: Any, number: int, *, author: str, moment: str) -> list[Judgement]:
    """Take back a judgement and those of the same act; it stays listed as undone."""
    c = t.judgement.c
    row = connection.execute(select(c.id, c.rule, c.undone_at).where(c.id == number)).first()
    if row is None or row.undone_at:
        raise unknown_id(str(number), "judgement in force")
    same_act = (c.rule == row.rule) if row.rule else (c.id == number)
    ids = list(connection.execute(select(c.id).where(same_act, c.undone_at.is_(None))).scalars())
    connection.execute(update(t.judgement).where(c.id.in_(ids)).values(undone_at=moment, undone_by=author))
    return [j for j in listed(connection, undone=True) if j.id in ids]
