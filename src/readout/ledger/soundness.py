"""Whether a ledger is whole: the file, what points to what, the texts by their digests, every citation in its text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from readout.ledger import schema as t

_PAGE = 200  # revisions whose texts are held at once


def findings(connection: Connection) -> Iterator[str]:
    """What is wrong, a line each; nothing is good news."""
    if connection.dialect.name == "sqlite":
        broken = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        yield from broken
        if broken:
            return  # what a damaged file says of its rows is worth nothing
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"{table} {row}: points to a row of {parent} that is not there"
    yield from _documents(connection)
    last = 0
    while rows := connection.execute(
        select(t.revision.c.id, t.revision.c.sha256, t.revision.c.text).where(t.revision.c.id > last).order_by(t.revision.c.id).limit(_PAGE)
    ).all():
        texts = {row.id: row.text for row in rows}
        for row in rows:
            if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
                yield f"revision {row.id}: the text is not the text that was read"
        yield from _citations(connection, texts)
        last = rows[-1].id


def _documents(connection: Connection) -> Iterator[str]:
    """Every document has its revisions counted without a gap, the last of them current, and read once."""
    d, r, x = t.document.c, t.revision.c, t.reading.c
    counted = select(d.key, d.revision_id, func.count(r.id), func.max(r.number), func.max(r.id))
    by_document = counted.outerjoin(t.revision, r.document_id == d.id).group_by(d.id, d.key, d.revision_id).order_by(d.id)
    for key, current, count, number, newest in connection.execute(by_document):
        if not count or count != number or newest != current:
            yield f"{key}: its revisions are not complete"
    read = select(d.key, func.count(x.id)).outerjoin(t.reading, (x.revision_id == d.revision_id) & x.recorded_until.is_(None))
    for key, count in connection.execute(read.group_by(d.id, d.key).having(func.count(x.id) != 1).order_by(d.id)):
        yield f"{key}: {count} readings are in force, and it must be one"


def _citations(connection: Connection, texts: dict[int, str]) -> Iterator[str]:
    c = t.claim.c
    cited = select(c.code, c.quote, c.start_at, c.end_at, c.revision_id).where(c.revision_id.in_(list(texts)) & c.start_at.is_not(None))
    for row in connection.execute(cited.order_by(c.id)):
        if row.quote and " … " not in row.quote and texts[row.revision_id][row.start_at : row.end_at] != row.quote:
            yield f"{row.code}: the words at {row.start_at}-{row.end_at} are not the words cited"
