"""Decisions: judgements as a user gives them, on codes; what they say is kept on anchors that survive re-reading."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select

from readout.ledger import judgements, linking, matching, people
from readout.ledger import schema as t
from readout.ledger.faults import LedgerError, unknown_id

Anchor = tuple[str, str]


class Meant(NamedTuple):
    """What a code means: identity or encounter, and its anchors with labels, the best first."""

    subject: str
    anchors: tuple[Anchor, ...]
    documents: tuple[int, ...] = ()


def judge(connection: Any, verdict: str, left: str, right: str, *, author: str, reason: str, moment: str) -> list[int]:
    """Write `same` or `different` of two things and decide anew what it touches; returns the ids of the judgements."""
    if verdict not in judgements.VERDICTS:
        raise LedgerError("RO-L301", verdict, "this is no verdict", f"say one of: {', '.join(judgements.VERDICTS)}")
    _signed(author, reason)
    ours, theirs = meant(connection, left), meant(connection, right)
    if ours.subject != theirs.subject or set(ours.anchors) & set(theirs.anchors):
        raise LedgerError("RO-L302", f"{left}, {right}", "these two cannot be judged together", "name two people, or two encounters")
    pairs = [(ours.anchors[0], theirs.anchors[0])] if verdict == "same" else [(a, b) for a in ours.anchors for b in theirs.anchors]
    return _keep(connection, ours, theirs, verdict, pairs, author=author, reason=reason, moment=moment)


def split(connection: Any, whole: str, part: str, *, author: str, reason: str, moment: str) -> list[int]:
    """Part something from what it was joined with: `different` between it and all the rest."""
    _signed(author, reason)
    ours, theirs = meant(connection, whole), meant(connection, part)
    inside = {a for a, _ in theirs.anchors}
    rest = tuple(a for a in ours.anchors if a[0] not in inside)
    own = theirs.anchors[0][0].partition("@")[0] if len(theirs.documents) == 1 else None
    if ours.subject != theirs.subject or (not rest and own is None):
        raise LedgerError("RO-L302", f"{whole}, {part}", "the one is not part of the other", "see its parts: readout ledger show CODE")
    pairs = [(a, b) for a in theirs.anchors for b in rest]
    return _keep(connection, ours, theirs, "different", pairs, author=author, reason=reason, moment=moment)


def undo(connection: Any, number: int, *, author: str, moment: str) -> None:
    """Take a judgement back and decide anew what it touched."""
    taken = judgements.undo(connection, number, author=author, moment=moment)
    again(connection, taken[0].subject, [a for j in taken for a in (j.left_anchor, j.right_anchor)], moment)


def _signed(author: str, reason: str) -> None:
    if not author.strip() or not reason.strip():
        raise LedgerError("RO-L303", "judgement", "a judgement needs an author and a reason", "give --author NAME and --reason WORDS")


def _keep(connection: Any, ours: Meant, theirs: Meant, verdict: str, pairs: list[tuple[Anchor, Anchor]], **signed: str) -> list[int]:
    act = f"{signed['moment']}" if len(pairs) > 1 else None
    found = judgements.record(connection, ours.subject, verdict, pairs, act=act, **signed)
    again(connection, ours.subject, [anchor for pair in pairs for anchor, _ in pair], signed["moment"])
    return found


def again(connection: Any, subject: str, anchors: list[str], moment: str) -> None:
    """Decide anew the documents that hold these anchors, after judgements on identities or encounters."""
    documents: set[int] = set()
    for anchor in anchors:
        if subject == "encounter":
            documents.update(connection.execute(select(t.claim.c.document_id).where(t.claim.c.code == anchor)).scalars())
            continue
        _key, at, document = anchor.partition("@")
        if at:
            documents.update(connection.execute(select(t.document.c.id).where(t.document.c.key == document)).scalars())
    if subject == "encounter":
        matching.match(connection, moment, documents)
        return
    linking.link(connection, moment, documents)
    changed = people.resolve_again(connection, {a for x in anchors for a in (x, x.partition("@")[0])}, moment)
    matching.match(connection, moment, changed)


def meant(connection: Any, code: str) -> Meant:
    """What a code means: `person:…` (an identity), `person:…@DOCUMENT` (in one document), `E…` (an encounter), `e…` (an account)."""
    found = _encounter(connection, code) or _account(connection, code) or _identity(connection, code) or _profile(connection, code)
    if found is None:
        raise unknown_id(code, "person, body, encounter or account")
    return found


def _encounter(connection: Any, code: str) -> Meant | None:
    row = connection.execute(select(t.encounter.c.id, t.encounter.c.merged_into).where(t.encounter.c.code == code)).first()
    if row is None:
        return None
    accounts = _accounts(connection, t.claim.c.encounter_id == (row.merged_into or row.id))
    return Meant("encounter", accounts) if accounts else None


def _account(connection: Any, code: str) -> Meant | None:
    accounts = _accounts(connection, t.claim.c.code == code)
    return Meant("encounter", accounts) if accounts else None


def _accounts(connection: Any, condition: Any) -> tuple[Anchor, ...]:
    c, d = t.claim.c, t.document.c
    query = select(c.code, c.kind, c.date_value, d.name).join(t.document, d.id == c.document_id).order_by(c.id)
    rows = connection.execute(query.where(condition, c.type == "encounter", c.known_until.is_(None), c.recorded_until.is_(None)))
    return tuple((row.code, f"{row.kind} {row.date_value or '?'} in {row.name}") for row in rows)


def _identity(connection: Any, code: str) -> Meant | None:
    base, at, document = code.partition("@")
    row = connection.execute(select(t.identity.c.id, t.identity.c.merged_into).where(t.identity.c.code == base)).first()
    if row is None:
        return None
    identity = row.merged_into or row.id
    q = t.profile.c
    if at:
        return _in_document(connection, identity, document)
    rows = connection.execute(select(t.profile).where(q.identity_id == identity).order_by(q.identifier.is_(None), q.id))
    return Meant("identity", tuple((r.key, people.described(r)) for r in rows))


def _in_document(connection: Any, identity: int, document: str) -> Meant | None:
    """The parties of one document that are this identity, as profiles of their own."""
    d, p, q = t.document.c, t.party.c, t.profile.c
    query = (
        select(q.key.label("profile"), d.id.label("document_id"), d.key.label("document"), p.name)
        .join(t.party, p.profile_id == q.id)
        .join(t.document, d.id == p.document_id)
        .where(p.identity_id == identity, (d.key == document) | (d.name == document))
        .order_by(p.id)
    )
    rows = connection.execute(query).all()
    anchors = tuple((f"{r.profile.partition('@')[0]}@{r.document}", f"{r.name} in {document}") for r in rows)
    return Meant("identity", anchors, tuple({r.document_id for r in rows})) if rows else None


def _profile(connection: Any, key: str) -> Meant | None:
    row = connection.execute(select(t.profile).where(t.profile.c.key == key)).first()
    return Meant("identity", ((row.key, people.described(row)),)) if row is not None else None
