"""What the ledger remembers of its own intake: runs, what was seen already, failures that wait, pages that were fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, distinct, func, insert, select, update

from readout.ledger import schema as t
from readout.ledger.store import now

MARKS = 500


class Failure(msgspec.Struct, frozen=True):
    """A document, file or page that could not be read: where (`address`), what to ask for again (`origin`, `options`), why, what to do."""

    address: str
    origin: str
    code: str
    message: str
    remedy: str
    options: str | None = None


class Seen(msgspec.Struct, frozen=True):
    """A file or page whose documents are all in the ledger: the digest of its bytes, who read it, how many documents it held."""

    address: str
    stamp: str
    reader: str
    documents: int


class Fetched(msgspec.Struct, frozen=True):
    """A page as a server last gave it, for asking only whether it has changed."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    status: int = 200
    at: str = ""


# --- runs -----------------------------------------------------------------------------------------------------------


def begin(connection: Connection, what: str, report: str) -> int:
    """The id of a run that begins now."""
    row = insert(t.run).values(started=now(), what=what, report=report)
    return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row always has a key


def note(connection: Connection, id: int, report: str, *, ended: bool = False) -> None:
    """What a run has done so far, or in the end."""
    connection.execute(update(t.run).where(t.run.c.id == id).values(report=report, **({"ended": now()} if ended else {})))


def listed(connection: Connection, limit: int = 50) -> list[dict[str, Any]]:
    """The newest runs first."""
    return [dict(row) for row in connection.execute(select(t.run).order_by(t.run.c.id.desc()).limit(limit)).mappings()]


def unended(connection: Connection) -> list[dict[str, Any]]:
    """Runs that have not said that they ended: they run now, or were killed."""
    return [dict(row) for row in connection.execute(select(t.run).where(t.run.c.ended.is_(None)).order_by(t.run.c.id)).mappings()]


# --- what was seen --------------------------------------------------------------------------------------------------


def seen(connection: Connection, addresses: Sequence[str]) -> dict[str, Seen]:
    """What was seen already of these addresses."""
    c = t.intake.c
    return {row[0]: Seen(*row) for row in _in(connection, (c.address, c.stamp, c.reader, c.documents), c.address, addresses)}


def fetched(connection: Connection, urls: Sequence[str]) -> dict[str, Fetched]:
    """What servers gave last for these addresses."""
    c = t.fetched.c
    return {row[0]: Fetched(*row) for row in _in(connection, (c.url, c.etag, c.last_modified, c.sha256, c.status, c.at), c.url, urls)}


def _in(connection: Connection, columns: Sequence[Any], key: Any, values: Sequence[str]) -> Iterable[Any]:
    for n in range(0, len(values), MARKS):
        yield from connection.execute(select(*columns).where(key.in_(values[n : n + MARKS])))


def put_seen(connection: Connection, rows: Sequence[Seen]) -> None:
    """Remember what has been seen."""
    moment = now()
    _upsert(connection, t.intake, "address", [{**msgspec.structs.asdict(r), "at": moment} for r in rows])


def put_fetched(connection: Connection, rows: Sequence[Fetched]) -> None:
    """Remember what servers gave."""
    moment = now()
    _upsert(connection, t.fetched, "url", [{**msgspec.structs.asdict(r), "at": moment} for r in rows])


def _upsert(connection: Connection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert, or write over what stands under the same key; both databases say it alike."""
    if not rows:
        return
    names = list(rows[0])
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    new = ", ".join(f"{n} = excluded.{n}" for n in names if n != key)
    into = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
    connection.exec_driver_sql(f"{into} ON CONFLICT ({key}) DO UPDATE SET {new}", [tuple(r.values()) for r in rows])


# --- failures -------------------------------------------------------------------------------------------------------


def put_failures(connection: Connection, rows: Sequence[Failure]) -> None:
    """Keep failures until their documents are read; the same one again counts as a further attempt."""
    f, moment = t.failure.c, now()
    there = {row[0] for row in _in(connection, (f.address,), f.address, [r.address for r in rows])}
    for row in {r.address: r for r in rows}.values():
        values = {**msgspec.structs.asdict(row), "last_at": moment, "resolved_at": None}
        if row.address in there:
            connection.execute(update(t.failure).where(f.address == row.address).values(**values, attempts=f.attempts + 1))
        else:
            connection.execute(insert(t.failure).values(**values, first_at=moment, attempts=1))


def resolve(connection: Connection, origins: Sequence[str], failed_now: Iterable[str], since: str) -> None:
    """Failures of files and pages that have now been gone through, without failing again, are over."""
    f, again = t.failure.c, set(failed_now)
    open_ = _in(connection, (f.id, f.address, f.last_at), f.origin, origins)
    over = [id for id, address, last in open_ if address not in again and last < since]
    for n in range(0, len(over), MARKS):
        mine = f.id.in_(over[n : n + MARKS]) & f.resolved_at.is_(None)
        connection.execute(update(t.failure).where(mine).values(resolved_at=now()))


def failures(connection: Connection, *, open_only: bool = True) -> list[dict[str, Any]]:
    """Failures, the oldest first."""
    ask = select(t.failure).order_by(t.failure.c.id)
    return [dict(row) for row in connection.execute(ask.where(t.failure.c.resolved_at.is_(None)) if open_only else ask).mappings()]


def waiting(connection: Connection) -> list[tuple[str, str | None]]:
    """What to ask for again so that failures may be over: files and pages, with what the caller said of them."""
    f = t.failure.c
    ask = select(f.origin, f.options, func.min(f.id)).where(f.resolved_at.is_(None) & f.origin.is_not(None)).group_by(f.origin, f.options)
    return [(row[0], row[1]) for row in connection.execute(ask.order_by(func.min(f.id)))]


# --- what publishers gave before ------------------------------------------------------------------------------------


def publishers(connection: Connection, names: Sequence[str], before: str) -> dict[str, tuple[int, int, float]]:
    """Of each publisher, what was there before a moment: documents, those with an encounter, their mean length."""
    d, c = t.document.c, t.claim.c
    found: dict[str, tuple[int, int, float]] = {}
    for name in names:
        mine = (d.publisher == name) & (d.recorded_since < before)
        length = select(func.count(d.id), func.avg(func.length(t.revision.c.text))).join(t.revision, t.revision.c.id == d.revision_id)
        count, mean = connection.execute(length.where(mine)).one()
        met = select(func.count(distinct(d.id))).join(t.claim, c.document_id == d.id).where(mine & (c.type == "encounter"))
        found[name] = (int(count), int(connection.execute(met).scalar() or 0), float(mean or 0))
    return found
