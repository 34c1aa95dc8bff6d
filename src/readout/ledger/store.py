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

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from readout.ledger import faults

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5245_4144  # "READ": the advisory lock of PostgreSQL


def now() -> str:
    """The present moment as the ledger writes it, to the microsecond so that later is always greater."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Store:
    """A ledger's database: connections for reading, and a turn for the one writer."""

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.address = str(address)
        self.is_server = self.address.startswith(("postgresql://", "postgresql+psycopg://", "postgres://"))
        self.place = _without_password(self.address) if self.is_server else self.address
        self._held: Any = None
        if not self.is_server:
            self._look_at_file(create)
        with faults.clear(self.place):
            self.engine = self._server() if self.is_server else self._file()
            self._bring_up_to_date()

    def _look_at_file(self, create: bool) -> None:
        path = Path(self.address)
        if path.is_dir():
            raise faults.no_ledger(self.place, "this is a folder")
        if not path.exists():
            if not create:
                raise faults.no_ledger(self.place, "there is no such file")
            if not path.parent.is_dir():
                raise faults.no_ledger(self.place, f"there is no folder {path.parent}")
            if not os.access(path.parent, os.W_OK):
                raise faults.read_only(self.place)
        elif path.stat().st_size and path.open("rb").read(16) != b"SQLite format 3\0":
            raise faults.no_ledger(self.place, "the file is not a ledger (not an SQLite database)")

    def _file(self) -> Engine:
        engine = create_engine(f"sqlite+pysqlite:///{self.address}", connect_args={"timeout": 10})
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
        script = ScriptDirectory(str(MIGRATIONS))
        known = {s.revision for s in script.walk_revisions()}
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if "alembic_version" in tables else None
            if found is not None and found not in known:
                raise faults.newer(self.place, found)
            if found is None and tables & {"document", "claim"}:
                raise faults.no_ledger(self.place, "the database holds tables of something else with our names")
        if found == script.get_current_head():
            return
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
        self._held = self._take_server_lock(wait) if self.is_server else self._take_file_lock(wait)
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

    def _take_file_lock(self, wait: float) -> Any:
        import fcntl

        until = time.monotonic() + wait
        try:
            lock = open(f"{self.address}.lock", "a+")  # noqa: SIM115  # it is held for as long as the turn lasts
        except OSError as error:
            raise faults.read_only(self.place) from error
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    lock.seek(0)
                    who = lock.read().strip()
                    lock.close()
                    raise faults.busy(self.place, who) from None
                time.sleep(0.05)
                continue
            lock.seek(0)
            lock.truncate()
            lock.write(f"process {os.getpid()}")
            lock.flush()
            return lock

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
