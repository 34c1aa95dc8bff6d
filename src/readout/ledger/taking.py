"""Taking documents in, many at a time: new ones, revisions and newer readings, their rows written table by table.

The writer's turn (`Store.writing`) makes it safe to give out ids here: nobody else does so meanwhile. A row costs a few microseconds
this way, where a statement for each row cost sixteen milliseconds a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, func, select

from readout.ledger import schema as t
from readout.ledger.faults import LedgerError
from readout.ledger.flatten import Flat

PART = 256  # documents whose rows are held at once
MARKS = 500  # values in one IN (…): SQLite takes at most some thousands
_ORDER = tuple(t.metadata.sorted_tables)  # parents first, for the foreign keys
_COLUMNS = {table.name: tuple(c.name for c in table.columns) for table in _ORDER}
_DOCUMENT = ("name", "source", "url", "title", "publisher", "language", "published", "genre", "sha256")


class Taken(msgspec.Struct, frozen=True):
    """What the ledger did with one record.

    `what` is new, revised (the text has changed), reread (the text is the same, the reader is another), corrected (its corrections
    have changed) or unchanged. `parties` gives the row of every party by its id in the record, `claims` the row of every claim in the
    order of `flat.claims` (both empty when unchanged); `added` are the claims that are new rows, `ended` those that the document no
    longer makes.
    """

    flat: Flat
    what: str
    document: int
    revision: int
    parties: Mapping[str, int] = {}
    claims: tuple[int, ...] = ()
    added: frozenset[int] = frozenset()
    ended: tuple[int, ...] = ()


class Known(NamedTuple):
    """What the ledger holds of a document: its row, its newest revision, and who read it."""

    document: int
    sha256: str
    revision: int
    number: int
    since: str
    reading: int | None
    reader: str | None


def known(connection: Connection, keys: Iterable[str]) -> dict[str, Known]:
    """The documents of these keys that the ledger holds."""
    d, r, x = t.document.c, t.revision.c, t.reading.c
    ask = (
        select(d.key, d.id, d.sha256, r.id, r.number, r.known_since, x.id, x.reader)
        .join(t.revision, r.id == d.revision_id)
        .outerjoin(t.reading, (x.revision_id == r.id) & x.recorded_until.is_(None))
    )
    return {row[0]: Known(*row[1:]) for some in _parts(list(keys), MARKS) for row in connection.execute(ask.where(d.key.in_(some)))}


def take(connection: Connection, flats: Iterable[Flat], reader: str, moment: str, *, corrected: bool = False) -> list[Taken]:
    """Take flat records in; within the writer's turn and one transaction.

    `corrected` says that these are readings that are there already, with other corrections.
    """
    found: list[Taken] = []
    for some in _distinct(flats):
        for each in some if connection.dialect.name != "sqlite" else ():
            if (error := refused(each)) is not None:
                raise error
        found += _take(connection, some, reader, moment, corrected)
    return found


def refused(found: Flat) -> LedgerError | None:
    """Why a server does not take a record: PostgreSQL has no NUL in texts, and without it the text would not be the one that was read."""
    if "\0" not in found.text and not any(isinstance(v, str) and "\0" in v for v in found.document.values()):
        return None
    remedy = "take it out of the document, or keep the document in a ledger of its own in a file"
    return LedgerError("RO-L016", found.key, "the text holds a NUL, which PostgreSQL does not take", remedy)


def counted(taken: Iterable[Taken]) -> dict[str, int]:
    """How many were new, revised, read again, unchanged."""
    report = {"new": 0, "revised": 0, "reread": 0, "unchanged": 0}
    for each in taken:
        report[each.what] += 1
    return report


def _distinct(flats: Iterable[Flat]) -> Iterator[list[Flat]]:
    """The records in parts within which no document comes twice."""
    part: dict[str, Flat] = {}
    for each in flats:
        if each.key in part or len(part) == PART:
            yield list(part.values())
            part = {}
        part[each.key] = each
    if part:
        yield list(part.values())


def _parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for n in range(0, len(values), size):
        yield values[n : n + size]


class Rows:
    """Rows that wait to be written, table by table, under ids that are given out here."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_server = connection.dialect.name != "sqlite"
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        self.short: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
        self.changes: dict[str, list[tuple[Any, ...]]] = {}
        self.last: dict[str, int] = {}

    def next_id(self, table: Table) -> int:
        """The id of a row that will be added to this table."""
        if table.name not in self.last:
            self.last[table.name] = int(self.connection.execute(select(func.max(table.c.id))).scalar() or 0)
        self.last[table.name] += 1
        return self.last[table.name]

    def add(self, table: Table, values: Mapping[str, Any]) -> None:
        """A row to insert; columns that are not named are null."""
        self.rows.setdefault(table.name, []).append(tuple(map(values.get, _COLUMNS[table.name])))

    def put(self, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows to insert that give these columns in this order; for small rows of which there are many."""
        if rows:
            self.short.setdefault((table.name, columns), []).extend(rows)

    def change(self, table: Table, columns: Sequence[str], values: Sequence[Any], id: int) -> None:
        """A row to update."""
        line = f"UPDATE {table.name} SET {', '.join(f'{c} = {self._mark}' for c in columns)} WHERE id = {self._mark}"
        self.changes.setdefault(line, []).append((*values, id))

    @property
    def _mark(self) -> str:
        return "%s" if self.is_server else "?"

    def write(self) -> None:
        """Write all rows and changes, and tell a server's sequences which ids were given out."""
        for table in _ORDER:
            if rows := self.rows.pop(table.name, None):
                self._insert(table.name, _COLUMNS[table.name], rows)
            for columns in [c for name, c in self.short if name == table.name]:
                self._insert(table.name, columns, self.short.pop((table.name, columns)))
        for line, values in self.changes.items():
            self.connection.exec_driver_sql(line, values)
        for name, last in self.last.items() if self.is_server else ():
            self.connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (name, last))
        self.rows, self.short, self.changes, self.last = {}, {}, {}, {}

    def _insert(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join([self._mark] * len(columns))
        self.connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


class _Before(NamedTuple):
    """The parties and the open claims of documents that are there already."""

    parties: Mapping[int, dict[str, int]]
    claims: Mapping[int, dict[str, int]]


def _take(connection: Connection, flats: Sequence[Flat], reader: str, moment: str, corrected: bool) -> list[Taken]:
    there = known(connection, [f.key for f in flats])
    changed = [k.document for f in flats if (k := there.get(f.key)) and (corrected or _what(f, k, reader) != "unchanged")]
    before, rows = _before(connection, changed), Rows(connection)
    found = []
    for each in flats:
        old = there.get(each.key)
        what = "corrected" if corrected else _what(each, old, reader)
        if what == "unchanged" and old:
            found.append(Taken(each, what, old.document, old.revision))
            continue
        document, revision, since = _document(rows, each, old, what, (reader, moment))
        parties = _parties(rows, each, document, before.parties.get(document, {}))
        claims, added, ended = _claims(rows, each, (document, revision), (since, moment), parties, before.claims.get(document, {}))
        over = "known_until" if what == "revised" else "recorded_until"  # the words still stand, or they do not
        for id in ended:
            rows.change(t.claim, (over,), (moment,), id)
        found.append(Taken(each, what, document, revision, parties, claims, added, ended))
    rows.write()
    return found


def _what(found: Flat, old: Known | None, reader: str) -> str:
    if old is None:
        return "new"
    if old.sha256 != found.document["sha256"]:
        return "revised"
    return "unchanged" if old.reader == reader else "reread"


def _before(connection: Connection, documents: Sequence[int]) -> _Before:
    parties: dict[int, dict[str, int]] = {}
    claims: dict[int, dict[str, int]] = {}
    p, c = t.party.c, t.claim.c
    for some in _parts(documents, MARKS):
        for document, anchor, id in connection.execute(select(p.document_id, p.anchor, p.id).where(p.document_id.in_(some))):
            parties.setdefault(document, {})[anchor] = id
        stands = c.document_id.in_(some) & c.known_until.is_(None) & c.recorded_until.is_(None)
        for document, digest, id in connection.execute(select(c.document_id, c.digest, c.id).where(stands).order_by(c.id)):
            claims.setdefault(document, {})[digest] = id
    return _Before(parties, claims)


def _document(rows: Rows, found: Flat, old: Known | None, what: str, how: tuple[str, str]) -> tuple[int, int, str]:
    """Rows of the document, its revision and its reading; returns the first two and the day the words are known since."""
    reader, moment = how
    document = old.document if old else rows.next_id(t.document)
    if old and what in ("reread", "corrected"):
        revision, since = old.revision, old.since
        if what == "reread":
            rows.change(t.reading, ("recorded_until",), (moment,), old.reading or 0)
    else:
        revision, since = rows.next_id(t.revision), moment if old else min(found.document["published"] or moment, moment)
        words = {"sha256": found.document["sha256"], "title": found.document["title"], "text": found.text}
        number = old.number + 1 if old else 1
        stamped = {"number": number, "known_since": since, "recorded_since": moment}
        rows.add(t.revision, {"id": revision, "document_id": document, **words, **stamped})
    if old:
        rows.change(t.document, (*_DOCUMENT, "revision_id"), (*map(found.document.get, _DOCUMENT), revision), document)
    else:
        rows.add(t.document, {**found.document, "id": document, "key": found.key, "revision_id": revision, "recorded_since": moment})
    if old and what == "revised":
        rows.change(t.revision, ("known_until",), (moment,), old.revision)
    if what == "corrected":
        return document, revision, since
    reading = {"id": rows.next_id(t.reading), "revision_id": revision, "reader": reader, "record": found.record, "recorded_since": moment}
    rows.add(t.reading, reading)
    return document, revision, since


def _parties(rows: Rows, found: Flat, document: int, before: Mapping[str, int]) -> dict[str, int]:
    """The row of every party of the record, by its id there; a party keeps its row through re-readings, which says what the newest does."""
    by_local: dict[str, int] = {}
    for p in found.parties:
        id = before.get(p.anchor)
        named = {"kind": p.kind, "name": p.name, "names": " | ".join(p.names), "identifier": p.identifier, "state": p.state}
        named |= {"office": p.office, "day": found.day}
        if id is not None:
            rows.change(t.party, tuple(named), tuple(named.values()), id)
        else:
            id = rows.next_id(t.party)
            rows.add(t.party, {"id": id, "document_id": document, "anchor": p.anchor, **named})
        by_local[p.local] = id
    return by_local


_CAST = ("claim_id", "position", "party_id", "role", "post", "rank", "of_id")
_TOPIC = ("claim_id", "topic")
_PLACE = ("start_at", "end_at", "local", "data", "part_of", "day", "reviewed")


def _claims(
    rows: Rows,
    found: Flat,
    place_of: tuple[int, int],
    times: tuple[str, str],
    parties: Mapping[str, int],
    before: dict[str, int],
) -> tuple[tuple[int, ...], frozenset[int], tuple[int, ...]]:
    """Rows of the claims that are new, places of those that were there; returns all, the new ones, and those no longer made."""
    (document, revision), (since, moment) = place_of, times
    every, added = [], set()
    for claim in found.claims:
        columns = claim.columns
        id = before.pop(columns["digest"], None)
        if id is not None:
            rows.change(t.claim, (*_PLACE, "revision_id"), (*map(columns.get, _PLACE), revision), id)
            every.append(id)
            continue
        id = rows.next_id(t.claim)
        every.append(id)
        added.add(id)
        code = f"{columns['type'][0]}{document}-{columns['digest'][:8]}{columns['digest'][20:]}"
        where = {"id": id, "code": code, "document_id": document, "revision_id": revision}
        rows.add(t.claim, {**columns, **where, "known_since": since, "recorded_since": moment})
        cast = [
            (id, n, parties[local], role, post, rank, parties.get(of or ""))
            for n, (local, role, post, rank, of) in enumerate(claim.parties)
            if local in parties
        ]
        rows.put(t.claim_party, _CAST, cast)
        rows.put(t.claim_topic, _TOPIC, [(id, topic) for topic in claim.topics])
    return tuple(every), frozenset(added), tuple(before.values())
