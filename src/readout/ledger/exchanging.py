"""Judgements out of a ledger and into another, beside the corrections, as W3C Web Annotations.

Inside a ledger a judgement hangs on codes that hold numbers of its rows. On the way it hangs on what another ledger has, too: the key
of the document with the words and what stands around them, or the key of a profile. What is not there yet waits, and finds its place
when its document comes in.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from sqlalchemy import and_, insert, or_, select, update

from readout.ledger import decisions
from readout.ledger import schema as t
from readout.ledger.anchors import Anchor, anchor, place
from readout.ledger.faults import LedgerError
from readout.ledger.judgements import VERDICTS, WAITS
from readout.ledger.taking import Taken

URN = "urn:readout:judgement:"
_PROFILE = "urn:readout:profile:"
_DOCUMENT = "urn:readout:document:"
_CITED = re.compile(r"document (\d+), (\d+)-(\d+)")
_TYPES = {"encounter": "encounter", "commitment": "commitment"}  # subjects whose left anchor is the code of a claim


class Far(NamedTuple):
    """What a judgement is on, as every ledger can find it: words of a document, or a profile; `digest` tells claims on one quote apart."""

    document: str = ""
    words: Anchor = Anchor("")
    digest: str = ""
    profile: str = ""


def iri(key: str) -> str:
    """A document's address, or where it has none on the web a name for its key.

    >>> iri("https://a.example/1"), key_of(iri("notes/1.txt#x y"))
    ('https://a.example/1', 'notes/1.txt#x y')
    """
    return key if key.startswith(("http://", "https://")) else _DOCUMENT + quote(key, safe="")


def key_of(address: str) -> str:
    """The key of a document by what `iri` made of it."""
    return unquote(address.removeprefix(_DOCUMENT)) if address.startswith(_DOCUMENT) else address


# --- out --------------------------------------------------------------------------------------------------------------------


def exported(connection: Any, document: str | None = None) -> list[dict[str, Any]]:
    """The judgements in force as annotations, oldest first; of a document those that hang on its words."""
    rows = connection.execute(select(t.judgement).where(t.judgement.c.undone_at.is_(None)).order_by(t.judgement.c.id)).mappings()
    found = []
    for row in rows:
        ends = [_far(connection, row["subject"], row[side]) for side in ("left_anchor", "right_anchor") if row[side]]
        if document is None or any(far.document == document for far in ends):
            found.append(_annotation(row, ends))
    return found


def _annotation(row: Any, ends: list[Far]) -> dict[str, Any]:
    told = {name: row[name] for name in ("subject", "verdict", "left_label", "right_label")} | {"act": row["rule"]}
    value = {**told, "digests": [far.digest for far in ends]}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{URN}{_code(row)}",
        "type": "Annotation",
        "motivation": "assessing" if row["subject"] == "commitment" else "linking",
        "created": row["made_at"],
        "creator": {"type": "Person", "name": row["author"]},
        "target": [_target(far) for far in ends],
        "body": [
            {"type": "TextualBody", "purpose": "editing", "format": "application/json", "value": json.dumps(value, ensure_ascii=False)},
            {"type": "TextualBody", "purpose": "commenting", "format": "text/plain", "value": row["reason"]},
        ],
    }


def _target(far: Far) -> dict[str, Any]:
    if far.profile:
        return {"source": _PROFILE + quote(far.profile, safe="")}
    words = far.words
    selector: dict[str, Any] = {"type": "TextQuoteSelector", "exact": words.exact, "prefix": words.prefix, "suffix": words.suffix}
    if words.start is not None:
        selector["refinedBy"] = {"type": "TextPositionSelector", "start": words.start, "end": words.start + len(words.exact)}
    return {"source": iri(far.document), "selector": selector}


def _code(row: Any) -> str:
    """The name of a judgement in every ledger: what it says, who says it, when."""
    said = [row[name] for name in ("subject", "verdict", "left_label", "right_label", "author", "reason", "made_at")]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def _far(connection: Any, subject: str, near: str) -> Far:
    """What an anchor of this ledger is on."""
    if near.startswith(WAITS):
        document, words, digest, profile = json.loads(near.removeprefix(WAITS))
        return Far(document, Anchor(*words), digest, profile)
    d, r, c = t.document.c, t.revision.c, t.claim.c
    if cited := _CITED.fullmatch(near):
        number, start, end = map(int, cited.groups())
        row = connection.execute(select(d.key, r.text).join(t.revision, r.id == d.revision_id).where(d.id == number)).one()
        return Far(row.key, anchor(row.text, start, end))
    if subject not in _TYPES:
        return Far(profile=near)
    query = select(d.key, r.text, c.start_at, c.end_at, c.digest).join(t.document, d.id == c.document_id)
    row = connection.execute(query.join(t.revision, r.id == c.revision_id).where(c.code == near).order_by(c.id.desc())).first()
    if row is None:
        return Far(profile=near)
    return Far(row.key, anchor(row.text, row.start_at or 0, row.end_at or 0), row.digest)


# --- in ---------------------------------------------------------------------------------------------------------------------


def is_judgement(item: Any) -> bool:
    """Whether an annotation is a judgement, and not a correction."""
    return isinstance(item, dict) and str(item.get("id", "")).startswith(URN)


def imported(connection: Any, items: list[dict[str, Any]], moment: str) -> dict[str, int]:
    """Take judgements in and decide anew what they touch; returns how many are new, there already, waiting, or older than one made here."""
    report = {"new": 0, "there": 0, "waiting": 0, "older": 0}
    every = connection.execute(select(t.judgement)).mappings().all()
    known = {_code(row) for row in every}
    touched: dict[str, list[str]] = {}
    for item in items:
        row, ends = _read(item)
        if _code(row) in known:
            report["there"] += 1
            continue
        near = [_near(connection, row["subject"], far) for far in ends]
        row |= {"left_anchor": near[0], "right_anchor": near[1] if len(near) > 1 else ""}
        if any(_speaks_later(other, row) for other in every):
            report["older"] += 1
            continue
        connection.execute(insert(t.judgement).values(**row))
        waits = any(a.startswith(WAITS) or not _is_here(connection, row["subject"], a) for a in near)
        report["waiting" if waits else "new"] += 1
        touched.setdefault(row["subject"], []).extend(a for a in near if not a.startswith(WAITS))
    for subject, anchors in touched.items():
        if subject != "commitment":
            decisions.again(connection, subject, anchors, moment)
    return report


def _speaks_later(other: Any, row: dict[str, Any]) -> bool:
    """Whether a judgement in force here is on the same thing, and younger."""
    if other["undone_at"] or other["subject"] != row["subject"] or other["made_at"] <= row["made_at"]:
        return False
    if row["subject"] == "commitment":
        return bool(other["left_anchor"] == row["left_anchor"])
    return {other["left_anchor"], other["right_anchor"]} == {row["left_anchor"], row["right_anchor"]}


def _read(item: dict[str, Any]) -> tuple[dict[str, Any], list[Far]]:
    """A judgement as a row without its anchors, and what it is on."""
    from readout.ledger.views.promises import OUTCOMES

    try:
        told = json.loads(next(b["value"] for b in item["body"] if b.get("purpose") == "editing"))
        reason = next(b["value"] for b in item["body"] if b.get("purpose") == "commenting")
        row = {name: str(told[name]) for name in ("subject", "verdict", "left_label", "right_label")}
        row |= {"rule": told["act"], "reason": str(reason), "author": str(item["creator"]["name"]), "made_at": str(item["created"])}
        ends = [_end(target, str(digest)) for target, digest in zip(item["target"], told["digests"], strict=True)]
        allowed = {"identity": VERDICTS, "encounter": VERDICTS, "commitment": OUTCOMES}[row["subject"]]
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise not_ours(item, f"{error} is missing") from error
    if row["verdict"] not in allowed or len(ends) != (2 if allowed is VERDICTS else max(1, min(len(ends), 2))):
        raise not_ours(item, f"{row['verdict']} of a {row['subject']} is not known")
    return row, ends


def _end(target: dict[str, Any], digest: str) -> Far:
    source = str(target["source"])
    if source.startswith(_PROFILE):
        return Far(profile=unquote(source.removeprefix(_PROFILE)))
    selector = target["selector"]
    start = selector.get("refinedBy", {}).get("start")
    return Far(key_of(source), Anchor(str(selector["exact"]), selector.get("prefix", ""), selector.get("suffix", ""), start), digest)


def not_ours(item: Any, what: str) -> LedgerError:
    """The error of an annotation that Readout did not write."""
    name = str(item.get("id", "annotation")) if isinstance(item, dict) else "annotation"
    return LedgerError("RO-L320", name, f"this is nothing that Readout wrote: {what}", "import what `readout ledger annotations` wrote")


def _near(connection: Any, subject: str, far: Far) -> str:
    """The anchor in this ledger, or one that waits."""
    if far.profile:
        return far.profile
    d, r = t.document.c, t.revision.c
    row = connection.execute(select(d.id, r.text).join(t.revision, r.id == d.revision_id).where(d.key == far.document)).first()
    if row is not None:
        found = _claim(connection, row.id, row.text, subject, far) if far.digest else _cite(row.id, row.text, far.words)
        if found:
            return found
    return WAITS + json.dumps([far.document, far.words, far.digest, far.profile], ensure_ascii=False)


def _cite(document: int, text: str, words: Anchor) -> str | None:
    at = place(text, words)
    return None if isinstance(at, str) else f"document {document}, {at[0]}-{at[1]}"


def _claim(connection: Any, document: int, text: str, subject: str, far: Far) -> str | None:
    """The open claim that a judgement means: the same claim, else the only one on the same words."""
    c = t.claim.c
    stands = (c.document_id == document, c.type == _TYPES[subject], c.known_until.is_(None), c.recorded_until.is_(None))
    rows = connection.execute(select(c.code, c.digest, c.start_at, c.end_at).where(*stands).order_by(c.id)).all()
    at = place(text, far.words)
    on = [] if isinstance(at, str) else [r.code for r in rows if r.start_at < at[1] and at[0] < r.end_at]
    same = [r.code for r in rows if r.digest == far.digest] or on
    return str(same[0]) if len(same) == 1 else None


def _is_here(connection: Any, subject: str, near: str) -> bool:
    if subject in _TYPES:
        return True
    profile, _, document = near.partition("@")
    there = connection.execute(select(t.profile.c.id).where(or_(t.profile.c.key == profile, t.profile.c.key == near))).first() is not None
    return there and (not document or connection.execute(select(t.document.c.id).where(t.document.c.key == document)).first() is not None)


# --- what waited ------------------------------------------------------------------------------------------------------------


def step(connection: Any, taken: Iterable[Taken]) -> None:
    """Judgements that waited for documents just taken in find their place."""
    keys = {each.flat.key for each in taken if each.what != "unchanged"}
    if not keys:
        return
    j = t.judgement.c
    end = WAITS[:-1] + chr(ord(WAITS[-1]) + 1)
    waiting = or_(and_(j.left_anchor >= WAITS, j.left_anchor < end), and_(j.right_anchor >= WAITS, j.right_anchor < end))
    for row in connection.execute(select(t.judgement).where(waiting)).mappings().all():
        for side in ("left_anchor", "right_anchor"):
            if row[side].startswith(WAITS) and (far := _far(connection, row["subject"], row[side])).document in keys:
                found = _near(connection, row["subject"], far)
                connection.execute(update(t.judgement).where(j.id == row["id"]).values(**{side: found}))
