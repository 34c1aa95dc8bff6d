"""Opening a ledger: an SQLite file or a PostgreSQL database, its schema brought up to date, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from readout.ledger import faults, turns

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = tuple(sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py")))  # of the schema, by the names of their files
_LOCK = 0x5245_4144  # "READ": the advisory lock of PostgreSQL


def now() -> str:
    """The present moment as the ledger writes it, to the microsecond so that later is always greater."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def look_at(address: str, *, create: bool) -> None:
    """Raise what is wrong with a file that shall be a ledger, before SQLite sees it."""
    path = Path(address)
    if path.is_dir():
        raise faults.no_ledger(address, "this is a folder")
    if not path.exists():
        if not create:
            raise faults.no_ledger(address, "there is no such file")
        if not path.parent.is_dir():
            raise faults.no_ledger(address, f"there is no folder {path.parent}")
        if not turns.writable(path):
            raise faults.read_only(address)
        return
    with path.open("rb") as stream:
        if path.stat().st_size and stream.read(16) != b"SQLite format 3\0":
            raise faults.no_ledger(address, "the file is not a ledger (not an SQLite database)")


class Store:
    """A ledger's database: connections for reading, and a turn for the one writer."""

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.address = str(address)
        self.is_server = self.address.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))
        self.place = _without_password(self.address) if self.is_server else self.address
        self._held: Any = None
        with faults.clear(self.place):
            if not self.is_server:
                look_at(self.address, create=create)
            self.engine = self._server() if self.is_server else self._file()
            self._bring_up_to_date()

    def _file(self) -> Engine:
        """A file that cannot be written is opened as it stands: SQLite would want to put files beside it, to share it with writers."""
        path = Path(self.address)
        writable, waiting = turns.writable(path), Path(f"{self.address}-wal")
        if not writable and waiting.exists() and waiting.stat().st_size:
            raise faults.unsettled(self.place)
        url = f"/{self.address}" if writable else f"/file:{quote(os.path.abspath(path))}?mode=ro&immutable=1&uri=true"
        engine = create_engine(f"sqlite+pysqlite://{url}", connect_args={"timeout": 10})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
        return engine

    def _server(self) -> Engine:
        address = self.address.replace("postgres://", "postgresql://").replace("postgresql://", "postgresql+psycopg://")
        try:
            return create_engine(address, connect_args={"connect_timeout": 10})
        except ModuleNotFoundError as error:
            raise faults.unreachable(self.place, "the driver psycopg is not installed: pip install 'readout-ledger[postgresql]'") from error

    def _bring_up_to_date(self) -> None:
        """Run the migrations that the ledger has not seen; only where there are any is alembic loaded, which takes a fifth of a second."""
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if "alembic_version" in tables else None
            if found is not None and found not in VERSIONS:
                raise faults.newer(self.place, found)
            if found is None and tables & {"document", "claim"}:
                raise faults.no_ledger(self.place, "the database holds tables of something else with our names")
        if found == VERSIONS[-1]:
            return
        from alembic import command
        from alembic.config import Config

        with self.writing(wait=30) as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with faults.clear(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def turn(self, wait: float = 10) -> Iterator[None]:
        """The writer's turn: one process at a time, given back when the process ends in whatever way."""
        if self._held is not None:
            yield
            return
        self._held = self._take_server_lock(wait) if self.is_server else turns.take(self.address, wait)
        try:
            yield
        finally:
            self._held.close()
            self._held = None

    @contextmanager
    def writing(self, wait: float = 10) -> Iterator[Connection]:
        """A transaction within the writer's turn: all of it or nothing."""
        with faults.clear(self.place), self.turn(wait), self.engine.execution_options(writing=True).begin() as connection:
            yield connection

    def _take_server_lock(self, wait: float) -> Any:
        connection = self.engine.connect()
        until = time.monotonic() + wait
        while not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK}).scalar():
            if time.monotonic() >= until:
                connection.close()
                raise faults.busy(self.place)
            time.sleep(0.1)
        connection.commit()
        return _ServerLock(connection)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


class _ServerLock:
    """A held advisory lock; closing gives it back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def close(self) -> None:
        self.connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _LOCK})
        self.connection.commit()
        self.connection.close()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" says BEGIN itself, so that reading sees one state
    cursor = connection.cursor()
    for line in ("foreign_keys=ON", "busy_timeout=10000", "cache_size=-65536", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {line}")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
    except sqlite3.OperationalError as error:  # a read-only place can still be read
        if "readonly" not in str(error):
            raise
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer says so at once: a transaction that reads first and writes later would be refused when another program wrote between."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"{head.rsplit(':', 1)[0]}@{tail}" if at and head.count(":") > 1 else address
