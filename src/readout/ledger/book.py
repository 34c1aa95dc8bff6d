"""A ledger as a user holds it. So far: opening, taking records in (idempotent, a changed text is a revision), counting."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from readout.ledger import schema as t
from readout.ledger.faults import LedgerError
from readout.ledger.flatten import Flat, flat
from readout.ledger.store import Store, now
from readout.model.record import Record


class Ledger:
    """Accounts of many documents in one database.

    >>> import tempfile; Ledger(tempfile.mkdtemp() + "/a.db").stats()["document"]
    0
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.store = Store(address, create=create)

    def add(self, records: Iterable[Record], *, reader: str = "readout") -> dict[str, int]:
        """Take records in, all or none; a text that is there already changes nothing."""
        report = {"new": 0, "revised": 0, "unchanged": 0}
        with self.store.writing() as connection:
            for record in records:
                report[_take(connection, flat(record), reader)] += 1
        return report

    def find(self, query: str, *, as_of: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Claims that a question asks for, in stable order: `statements by:Norov topic:trade mode:direct`."""
        from readout.ledger.query import statement

        with self.store.reading() as connection:
            return [dict(row) for row in connection.execute(statement(query, as_of, limit)).mappings()]

    def backup(self, target: str) -> None:
        """A whole copy of an SQLite ledger in another file, also while it is being written."""
        if self.store.is_server:
            raise LedgerError("RO-L010", self.store.place, "a database on a server is not copied by Readout", "use pg_dump")
        if Path(target).exists():
            raise LedgerError("RO-L011", target, "there is a file of this name already", "name a new file")
        with self.store.reading() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (target,))
            connection.exec_driver_sql("BEGIN")

    def check(self) -> list[str]:
        """What is wrong with the file and with the citations; an empty list is good news."""
        found = []
        with self.store.reading() as connection:
            if not self.store.is_server:
                found = [x for (x,) in connection.exec_driver_sql("PRAGMA integrity_check").all() if x != "ok"]
            c = t.claim.c
            cited = select(c.code, c.type, c.quote, c.start_at, c.end_at, t.revision.c.text).join(
                t.revision, t.revision.c.id == c.revision_id
            )
            for row in connection.execute(cited.where(c.start_at.is_not(None))):
                if " … " not in row.quote and row.text[row.start_at : row.end_at] != row.quote:
                    found.append(f"{row.code}: the words at {row.start_at}-{row.end_at} are not the words cited")
        return found

    def stats(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.store.reading() as connection:
            return {x.name: int(connection.execute(select(func.count()).select_from(x)).scalar() or 0) for x in t.metadata.sorted_tables}


def _take(connection: Any, found: Flat, reader: str) -> str:
    moment = now()
    old = connection.execute(
        select(t.document.c.id, t.document.c.sha256, t.document.c.revision_id).where(t.document.c.key == found.key)
    ).first()
    if old and old.sha256 == found.document["sha256"]:
        return "unchanged"
    number, since = 1, min(found.document["published"] or moment, moment)
    if old:
        document, since = old.id, moment
        number = connection.execute(select(t.revision.c.number).where(t.revision.c.id == old.revision_id)).scalar() + 1
        connection.execute(update(t.revision).where(t.revision.c.id == old.revision_id).values(known_until=moment))
        connection.execute(update(t.document).where(t.document.c.id == document).values(**found.document))
    else:
        row = insert(t.document).values(**found.document, key=found.key, revision_id=0, recorded_since=moment)
        document = connection.execute(row).inserted_primary_key[0]
    words = {
        "document_id": document,
        "number": number,
        "sha256": found.document["sha256"],
        "title": found.document["title"],
        "text": found.text,
    }
    revision = connection.execute(insert(t.revision).values(**words, known_since=since, recorded_since=moment)).inserted_primary_key[0]
    connection.execute(update(t.document).where(t.document.c.id == document).values(revision_id=revision))
    connection.execute(
        insert(t.reading).values(revision_id=revision, reader=reader, record=zlib.compress(found.record), recorded_since=moment)
    )
    _claims(connection, found, (document, revision), (since, moment), _parties(connection, found, document))
    return "revised" if old else "new"


def _parties(connection: Any, found: Flat, document: int) -> dict[str, int]:
    """The row of every party of the record, by its id there; a party keeps its row through re-readings."""
    before = dict(connection.execute(select(t.party.c.anchor, t.party.c.id).where(t.party.c.document_id == document)).all())
    rows: dict[str, int] = {}
    for p in found.parties:
        if p.anchor not in before:
            named = {"kind": p.kind, "name": p.name, "names": " | ".join(p.names), "state": p.state, "office": p.office, "day": found.day}
            row = insert(t.party).values(document_id=document, anchor=p.anchor, **named)
            before[p.anchor] = connection.execute(row).inserted_primary_key[0]
        rows[p.local] = before[p.anchor]
    return rows


def _claims(connection: Any, found: Flat, place_of: tuple[int, int], times: tuple[str, str], rows: dict[str, int]) -> None:
    """Write the claims that are new; those that the text no longer makes are withdrawn, never deleted."""
    (document, revision), (since, moment) = place_of, times
    open_ = (t.claim.c.document_id == document) & t.claim.c.known_until.is_(None)
    before = dict(connection.execute(select(t.claim.c.digest, t.claim.c.id).where(open_)).all())
    for claim in found.claims:
        kept = before.pop(claim.columns["digest"], None)
        if kept is not None:
            place = {k: claim.columns[k] for k in ("start_at", "end_at", "local", "data")}
            connection.execute(
                update(t.claim).where(t.claim.c.id == kept).values(**place, part_of=claim.columns.get("part_of"), revision_id=revision)
            )
            continue
        code = f"{claim.columns['type'][0]}{document}-{claim.columns['digest'][:8]}"
        row = insert(t.claim).values(
            **claim.columns, code=code, document_id=document, revision_id=revision, known_since=since, recorded_since=moment
        )
        number = connection.execute(row).inserted_primary_key[0]
        cast = [
            {
                "claim_id": number,
                "position": n,
                "party_id": rows[local],
                "role": role,
                "post": post,
                "rank": rank,
                "of_id": rows.get(of or ""),
            }
            for n, (local, role, post, rank, of) in enumerate(claim.parties)
            if local in rows
        ]
        if cast:
            connection.execute(insert(t.claim_party), cast)
        if claim.topics:
            connection.execute(insert(t.claim_topic), [{"claim_id": number, "topic": x} for x in claim.topics])
    if before:
        connection.execute(update(t.claim).where(t.claim.c.id.in_(before.values())).values(known_until=moment))
