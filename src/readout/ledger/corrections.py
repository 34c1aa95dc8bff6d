"""Corrections: what a person says against, for or beside what was read; carried out on every reading, never lost.

A correction hangs on words, what stands around them, and a field. It changes no record that is kept: whenever a document is taken in
or read anew, its corrections are carried out on the way to the claims. Those that find no place are listed as orphaned.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, or_, select, update

from readout.ledger import schema as t
from readout.ledger import shelves, taking
from readout.ledger.anchors import Anchor, place
from readout.ledger.editing import ACTIONS, Edit, Edited, Unplaced, anchor_of, edit, find, shown
from readout.ledger.faults import LedgerError, unknown_id
from readout.ledger.flatten import Flat, flat
from readout.ledger.taking import Taken
from readout.model.record import Record


class Correction(msgspec.Struct, frozen=True):
    """A correction as it is listed: `state` is applied | orphaned | undone, `why` the reason, or type and id of the claim it is on."""

    code: str
    document: str
    action: str
    type: str
    field: str | None
    exact: str
    prefix: str
    suffix: str
    start: int | None
    before: Any
    after: Any
    author: str
    reason: str
    made_at: str
    undone_at: str | None
    undone_by: str | None
    state: str
    why: str | None


# --- on the way in ----------------------------------------------------------------------------------------------------------


def on_the_way_in(connection: Any, flats: Iterable[Flat]) -> Iterator[Flat]:
    """The same records, those with corrections laid flat anew as corrected; what became of each correction is written."""
    keys = set(connection.execute(select(t.correction.c.document_key).where(t.correction.c.undone_at.is_(None)).distinct()).scalars())
    for each in flats:
        yield corrected(connection, each) if each.key in keys else each


def corrected(connection: Any, found: Flat) -> Flat:
    """A record laid flat again with the corrections of its document; `record` stays as it was read."""
    edits = _edits(connection, found.key)
    if not edits:
        return found
    record = _record(found.record, found.text)
    done = edit(record, edits)
    _tell(connection, edits, done)
    return msgspec.structs.replace(flat(done.record, done.reviewed), key=found.key, record=found.record)


def _record(packed: bytes, text: str) -> Record:
    bare = msgspec.json.decode(zlib.decompress(packed), type=Record)
    return msgspec.structs.replace(bare, document=msgspec.structs.replace(bare.document, text=text))


def _edits(connection: Any, key: str) -> list[Edit]:
    c = t.correction.c
    rows = connection.execute(select(t.correction).where(c.document_key == key, c.undone_at.is_(None)).order_by(c.id))
    found = []
    for r in rows:
        at = Anchor(r.exact, r.prefix, r.suffix, r.start_at)
        found.append(Edit(r.code, r.action, r.type, r.field, at, _json(r.after), _json(r.before)))
    return found


def _json(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def _tell(connection: Any, edits: list[Edit], done: Edited) -> None:
    """Write whether each correction found its place: the claim it is on now, or why not."""
    for each in edits:
        why = done.failed.get(each.code)
        hit = done.hit.get(each.code)
        values = {"state": "orphaned", "state_why": why} if why else {"state": "applied", "state_why": ":".join(hit) if hit else None}
        connection.execute(update(t.correction).where(t.correction.c.code == each.code).values(**values))


# --- making and undoing ------------------------------------------------------------------------------------------------------


def correct(
    connection: Any,
    document: str,
    field: str | None = None,
    value: Any = None,
    *,
    author: str,
    reason: str,
    moment: str,
    action: str = "change",
    type: str | None = None,
    quote: str | None = None,
    claim: str | None = None,
) -> tuple[str, list[Taken]]:
    """Write a correction and carry it out; returns its code and what changed.

    `document` is an id, key or address; `field` may name the type with it (`encounter.date`). The thing is meant by `claim` (a code of
    `find`), by `quote` (words of the text), or by being the only one of its type. Raises `LedgerError` RO-L31x where nothing fits.
    """
    if not author.strip() or not reason.strip():
        raise LedgerError("RO-L303", "correction", "a correction needs an author and a reason", "give --author NAME and --reason WORDS")
    if action not in ACTIONS:
        raise LedgerError("RO-L310", action, "this is no action of a correction", f"say one of: {', '.join(ACTIONS)}")
    key, text, packed = _held(connection, document)
    if field and "." in field:
        type, _, field = field.partition(".")
    record = edit(_record(packed, text), _edits(connection, key)).record
    target = _target(connection, record, key, type, quote, claim)
    type, at, before = target
    _fits(type, field, action, value)
    if field == shelves.WORDS:
        value = _stretch(text, value)
    if isinstance(value, str) and field in (*shelves.SHELVES[type].parties, "participants") and field not in ("initiator", "of"):
        value = [value]
    stamp = json.dumps([key, action, type, field, at, value, author, moment], ensure_ascii=False)
    code = "c" + hashlib.sha256(stamp.encode()).hexdigest()[:10]
    if action == "merge":
        value = {"with": _other(connection, record, key, type, value)}
    new = Edit(code, action, type, field, at, value, before)
    failed = edit(record, [new]).failed
    if failed:
        raise LedgerError("RO-L313", document, f"the correction cannot be carried out: {failed[code]}", "say more exactly what is meant")
    write(connection, key, new, author=author, reason=reason, moment=moment)
    return code, again(connection, [key], moment)


def write(connection: Any, key: str, e: Edit, *, author: str, reason: str, moment: str, **more: Any) -> None:
    """Keep a correction."""
    row = {
        "code": e.code, "document_key": key, "action": e.action, "type": e.type, "field": e.field, "exact": e.at.exact,
        "prefix": e.at.prefix, "suffix": e.at.suffix, "start_at": e.at.start, "before": _packed(e.before), "after": _packed(e.value),
        "author": author, "reason": reason, "made_at": moment, "state": "applied",
    }  # fmt: skip
    connection.execute(insert(t.correction).values(**row, **more))


def _packed(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def undo(connection: Any, code: str, *, author: str, moment: str) -> list[Taken]:
    """Take a correction back; it stays listed as undone."""
    c = t.correction.c
    row = connection.execute(select(c.document_key, c.undone_at).where(c.code == code)).first()
    if row is None or row.undone_at:
        raise unknown_id(code, "correction in force")
    undone = {"undone_at": moment, "undone_by": author, "state": "undone", "state_why": None}
    connection.execute(update(t.correction).where(c.code == code).values(**undone))
    return again(connection, [row.document_key], moment)


def again(connection: Any, keys: list[str], moment: str) -> list[Taken]:
    """Lay the newest readings of documents flat anew, with the corrections now in force, and take them in."""
    flats, reader = [], ""
    for key in keys:
        _key, text, packed = _held(connection, key)
        made = flat(_record(packed, text))
        flats.append(corrected(connection, msgspec.structs.replace(made, key=key)))
    return taking.take(connection, flats, reader, moment, corrected=True)


def step(connection: Any, taken: Iterable[Taken]) -> None:
    """What follows a reading of words that were there before.

    Claims that stand for earlier ones are known since as long; those that somebody rejected say so.
    """
    c = t.claim.c
    for each in taken:
        if each.what not in ("reread", "corrected"):
            continue
        if each.ended:
            rejected = select(t.correction.c.exact).where(
                t.correction.c.document_key == each.flat.key, t.correction.c.action == "reject", t.correction.c.state == "applied"
            )
            connection.execute(update(t.claim).where(c.id.in_(each.ended), c.quote.in_(rejected)).values(reviewed="rejected"))
        for id in sorted(each.added):
            own = connection.execute(select(c.type, c.quote, c.known_since).where(c.id == id)).one()
            here = (c.document_id == each.document, c.type == own.type, c.quote == own.quote, c.known_until.is_(None))
            same = select(c.known_since).where(*here)
            first = min(connection.execute(same).scalars())
            if first < own.known_since:
                connection.execute(update(t.claim).where(c.id == id).values(known_since=first))


def present(connection: Connection, claim: str) -> tuple[str, str, dict[str, Any]] | None:
    """Document, type and present values of what a claim stands for, as a correction may change them; None where it cannot."""
    c, d = t.claim.c, t.document.c
    key = connection.execute(select(d.key).join(t.claim, c.document_id == d.id).where(c.code == claim, c.known_until.is_(None))).scalar()
    if key is None:
        return None
    _key, text, packed = _held(connection, key)
    record = edit(_record(packed, text), _edits(connection, key)).record
    try:
        type_, _at, values = _of_claim(connection, record, key, claim)
    except LedgerError:
        return None
    return key, type_, values


def as_corrected(connection: Connection, key: str, record: Record) -> Record:
    """A record of a document with the corrections now in force."""
    edits = _edits(connection, key)
    return edit(record, edits).record if edits else record


# --- what is meant ------------------------------------------------------------------------------------------------------------


def _held(connection: Any, document: str) -> tuple[str, str, bytes]:
    """Key, text and newest reading of a document named by id, key or address."""
    d, r, x = t.document.c, t.revision.c, t.reading.c
    query = (
        select(d.key, r.text, x.record)
        .join(t.revision, r.id == d.revision_id)
        .join(t.reading, (x.revision_id == r.id) & x.recorded_until.is_(None))
        .order_by(x.id.desc())
    )
    rows = (
        connection.execute(query.where(d.key == document)).all()
        or connection.execute(query.where(or_(d.name == document, d.url == document))).all()
    )
    if not rows:
        raise unknown_id(document, "document")
    if len({row.key for row in rows}) > 1:
        keys = ", ".join(sorted({row.key for row in rows})[:4])
        raise LedgerError("RO-L312", document, "several documents have this name", f"name one by its key: {keys}")
    return rows[0].key, rows[0].text, rows[0].record


def key_of(connection: Any, document: str) -> str:
    """The key of a document named by id, key or address."""
    return _held(connection, document)[0]


def _target(
    connection: Any, record: Record, key: str, type: str | None, quote: str | None, claim: str | None
) -> tuple[str, Anchor, dict[str, Any] | None]:
    """Type, anchor and present values of what is meant."""
    if claim is not None:
        return _of_claim(connection, record, key, claim)
    if type not in shelves.SHELVES:
        raise LedgerError("RO-L311", str(type), "this is no type of thing", f"say one of: {', '.join(shelves.SHELVES)}")
    if quote is not None:
        text = record.document.text
        found = place(text, Anchor(quote))
        if isinstance(found, str):
            raise LedgerError("RO-L313", quote[:60], found, "copy words of the text, so many that they stand there once")
        at = Anchor(text[found[0] : found[1]], text[max(0, found[0] - 40) : found[0]], text[found[1] : found[1] + 40], found[0])
        near = any(s.start < found[1] and found[0] < s.end for _, item in shelves.items(record, type) for s in shelves.spans(type, item))
        try:
            return type, at, shown(record, type, find(record, Edit("", "change", type, None, at))[1]) if near else None
        except Unplaced as error:
            raise LedgerError("RO-L313", quote[:60], str(error), "say which one: --claim CODE, or other words") from error
    every = list(shelves.items(record, type))
    if len(every) != 1:
        what = f"the document holds {len(every)} things of this type"
        raise LedgerError("RO-L313", type, what, "say which: --claim CODE or --quote WORDS")
    return type, anchor_of(record, type, every[0][1]), shown(record, type, every[0][1])


def _of_claim(connection: Any, record: Record, key: str, code: str) -> tuple[str, Anchor, dict[str, Any]]:
    c, d = t.claim.c, t.document.c
    query = select(c.type, c.local).join(t.document, d.id == c.document_id).where(c.code == code, d.key == key)
    row = connection.execute(query.where(c.known_until.is_(None), c.recorded_until.is_(None))).first()
    there = shelves.items(record, row.type) if row is not None and row.type in shelves.SHELVES else ()
    found = next((item for path, item in there if shelves.local(record, row.type, path, item) == row.local), None)
    if row is None or found is None:
        raise unknown_id(code, "claim of this document")
    return row.type, anchor_of(record, row.type, found), shown(record, row.type, found)


def _stretch(text: str, value: Any) -> dict[str, Any]:
    """The anchor of words that are given by the code points where they begin and end."""
    ends = value if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value) else [0, 0]
    start, end = ends
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise LedgerError("RO-L313", str(value), "there are no such words in the text", "give where they begin and end: [409, 645]")
    return {"exact": text[start:end], "prefix": text[max(0, start - 40) : start], "suffix": text[end : end + 40], "start": start}


def _fits(type: str, field: str | None, action: str, value: Any) -> None:
    if action == "change" and field == shelves.WORDS and shelves.has_ends(type):
        return
    if action == "change" and field not in shelves.fields(type):
        raise LedgerError("RO-L311", f"{type}.{field}", "this field cannot be corrected", f"say one of: {', '.join(shelves.fields(type))}")
    if action in ("add", "split") and not isinstance(value, dict):
        raise LedgerError("RO-L314", action, f"to {action} takes an object of fields", 'give JSON, such as {"kind": "meeting"}')
    if type == "document" and action != "change":
        raise LedgerError("RO-L311", type, f"there is nothing to {action}", "change one of its fields")


def _other(connection: Any, record: Record, key: str, type: str, value: Any) -> dict[str, Any]:
    """The second thing of a merge: a claim's code, or words of the text."""
    is_code = isinstance(value, str) and connection.execute(select(t.claim.c.id).where(t.claim.c.code == value)).first()
    _, at, before = _target(connection, record, key, type, None if is_code else str(value), str(value) if is_code else None)
    return {"exact": at.exact, "prefix": at.prefix, "suffix": at.suffix, "start": at.start, "before": before}


def listed(connection: Any, document: str | None = None, *, state: str | None = None, undone: bool = False) -> list[Correction]:
    """Corrections, oldest first: of one document or all, in one state or any; undone ones only where asked for."""
    c = t.correction.c
    query = select(t.correction).order_by(c.id)
    if document is not None:
        query = query.where(c.document_key == _held(connection, document)[0])
    if state is not None:
        query = query.where(c.state == state)
    elif not undone:
        query = query.where(c.undone_at.is_(None))
    return [
        Correction(
            r.code, r.document_key, r.action, r.type, r.field, r.exact, r.prefix, r.suffix, r.start_at, _json(r.before), _json(r.after),
            r.author, r.reason, r.made_at, r.undone_at, r.undone_by, r.state, r.state_why,
        )
        for r in connection.execute(query)
    ]  # fmt: skip
