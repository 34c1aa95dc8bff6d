"""Copies of a ledger: a backup while others write, and a backup put back in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from readout.ledger import faults, turns
from readout.ledger.faults import LedgerError
from readout.ledger.store import Store, look_at, now

_BESIDE = ("-wal", "-shm", "-journal", ".lock")


def backup(store: Store, target: str) -> None:
    """A whole copy of an SQLite ledger in a new file, also while it is being written; the file appears when it is complete."""
    if store.is_server:
        raise _on_server(store.place)
    if Path(target).exists():
        raise LedgerError("RO-L011", target, "there is a file of this name already", "name a new file")
    part = f"{target}.part"
    with faults.clear(target):
        _remove(part)
        with store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # VACUUM takes a snapshot of its own and refuses to run inside another
            connection.exec_driver_sql("VACUUM INTO ?", (part,))
            connection.exec_driver_sql("BEGIN")
        _settle(part)
        os.rename(part, target)


def restore(source: str, address: str, check: Callable[[Store], list[str]], wait: float = 10) -> str | None:
    """Put a backup in the place of a ledger; returns where the ledger that stood there was put, or None where there was none.

    The backup is copied, brought up to the present schema and checked before anything is moved.
    """
    if address.startswith(("postgresql", "postgres:")):
        raise _on_server(address)
    look_at(source, create=False)
    part = f"{address}.part"
    with faults.clear(address):
        held = turns.take(address, wait)
        try:
            _remove(part)
            for end in ("", "-wal"):  # a backup that was looked at and left in a hurry has some of its rows beside it
                if Path(source + end).exists():
                    shutil.copyfile(source + end, part + end)
            copied = Store(part, create=False)
            findings = check(copied)
            copied.close()
            if findings:
                said = f"it is not whole: {findings[0]}" + (f", and {len(findings) - 1} more" if len(findings) > 1 else "")
                raise LedgerError("RO-L013", source, said, "take an older backup; the ledger is as it was")
            _settle(part)
            aside = _put_aside(address)
            os.replace(part, address)
            return aside
        finally:
            _remove(part)
            held.close()


def _put_aside(address: str) -> str | None:
    """Rename what stands at the address, with what SQLite keeps beside it, so that nothing is lost."""
    if not Path(address).exists():
        return None
    aside = f"{address}.before-{now()[:19].replace(':', '')}"
    for end in ("", "-wal", "-shm", "-journal"):
        if Path(address + end).exists():
            os.replace(address + end, aside + end)
    return aside


def _settle(path: str) -> None:
    """Have the bytes of a file on the disk before its name says that it is complete."""
    with open(path, "rb") as stream:
        os.fsync(stream.fileno())


def _remove(path: str) -> None:
    for end in ("", *_BESIDE):
        Path(path + end).unlink(missing_ok=True)


def _on_server(place: str) -> LedgerError:
    remedy = "use pg_dump, pg_restore or the server's own backup"
    return LedgerError("RO-L010", place, "a database on a server is not copied by Readout", remedy)
