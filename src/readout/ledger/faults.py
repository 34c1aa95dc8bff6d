"""What can go wrong with a ledger, each with a code and what to do about it (codes `RO-L…`)."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError

from readout.errors import ReadoutError, UsageError


class LedgerError(ReadoutError):
    """A ledger that cannot be opened, read or written as it is (codes `RO-L…`)."""


class QueryError(UsageError):
    """A question that the query language does not understand (codes `RO-L2…`)."""


def read_only(place: str) -> LedgerError:
    """The ledger or its folder may not be written."""
    return LedgerError(
        "RO-L002",
        place,
        "the ledger cannot be written: it or its folder is read-only",
        "give yourself the right to write the file and its folder, or copy the ledger to a place of your own",
    )


def disk_full(place: str) -> LedgerError:
    """No room is left; what was committed stays."""
    return LedgerError(
        "RO-L003",
        place,
        "the disk is full; everything up to the last finished batch is kept",
        "make room and run the same command again: it goes on where it stopped",
    )


def busy(place: str, who: str = "") -> LedgerError:
    """Somebody else is writing."""
    owner = f" ({who})" if who else ""
    return LedgerError(
        "RO-L004", place, f"another process is writing to this ledger{owner}", "wait until it has ended, or give --wait SECONDS"
    )


def damaged(place: str, what: str) -> LedgerError:
    """The file is not whole."""
    return LedgerError(
        "RO-L005",
        place,
        f"the ledger file is damaged ({what})",
        "restore the last backup with: readout ledger restore BACKUP --ledger FILE; keep the damaged file until then",
    )


def newer(place: str, version: str) -> LedgerError:
    """The schema comes from a later version of Readout."""
    return LedgerError(
        "RO-L006",
        place,
        f"the ledger was written by a newer version of Readout (schema {version})",
        "install that version or a later one; nothing has been changed",
    )


def no_ledger(place: str, what: str) -> LedgerError:
    """The file is something else."""
    return LedgerError("RO-L007", place, what, "name a ledger, or a new file in a folder that exists")


def unreachable(place: str, what: str) -> LedgerError:
    """The database server does not answer as needed."""
    return LedgerError(
        "RO-L008",
        place,
        f"the database cannot be reached ({what})",
        "check host, port, name and password of postgresql://user:password@host:port/name, and that the server runs",
    )


def unknown_id(place: str, what: str) -> LedgerError:
    """An id that the ledger does not hold."""
    return LedgerError("RO-L009", place, f"there is no {what} with this id", "look the id up with: readout find")


def unsettled(place: str) -> LedgerError:
    """The last writer was broken off, and the file cannot be mended where it lies."""
    return LedgerError(
        "RO-L012",
        place,
        "the last writer was broken off, and the ledger cannot be brought in order where it cannot be written",
        "copy the ledger with its -wal file to a place of your own and open it there",
    )


def disk(place: str, what: str) -> LedgerError:
    """The system could not write or read."""
    return LedgerError(
        "RO-L015",
        place,
        f"the disk does not do what it is asked ({what})",
        "look at its room, quota and health, run: readout ledger check, then the same command again",
    )


# How SQLite and PostgreSQL name what happened; the first that fits decides.
_SQLITE = (
    ("SQLITE_FULL", disk_full), ("SQLITE_READONLY", read_only), ("SQLITE_BUSY", busy), ("SQLITE_LOCKED", busy),
)  # fmt: skip
_STATES = (("53100", disk_full), ("25006", read_only), ("55P03", busy), ("40P01", busy))
_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RIGHTS = (errno.EACCES, errno.EPERM, errno.EROFS)


def translate(error: Exception, place: str) -> ReadoutError | None:
    """The clear error for what a driver or the system reports, or None where it is something of ours.

    >>> translate(OSError(28, "No space left on device"), "a.db").code
    'RO-L003'
    """
    if isinstance(error, OSError):
        if error.errno in _ROOM:
            return disk_full(place)
        return read_only(place) if error.errno in _RIGHTS else None
    cause = getattr(error, "orig", None) or error
    words = next(iter(str(cause).strip().splitlines()), type(cause).__name__)
    name, state = str(getattr(cause, "sqlite_errorname", "")), str(getattr(cause, "sqlstate", None) or "")
    for start, say in _SQLITE:
        if name.startswith(start):
            return say(place)
    for code, say in _STATES:
        if state == code:
            return say(place)
    if name.startswith("SQLITE_IOERR"):
        return disk(place, words)
    if name.startswith("SQLITE_CORRUPT") or state.startswith("XX"):
        return damaged(place, words)
    if name.startswith("SQLITE_NOTADB"):
        return damaged(place, "its first page is not that of a database")
    if name.startswith("SQLITE_CANTOPEN"):
        return no_ledger(place, "the file cannot be opened")
    if _is_out_of_reach(cause, state):
        return unreachable(place, words)
    known = isinstance(error, DatabaseError | sqlite3.DatabaseError)
    return LedgerError("RO-L001", place, f"the database reports: {words}", "run: readout ledger check") if known else None


def _is_out_of_reach(cause: object, state: str) -> bool:
    """Whether a server cannot be reached or does not let us in: the standard's classes 08, 28, 57 and 3D, or no answer at all."""
    mute = not state and type(cause).__name__ == "OperationalError" and not isinstance(cause, sqlite3.Error)
    return mute or state[:2] in ("08", "28", "57", "3D")


@contextmanager
def clear(place: str) -> Iterator[None]:
    """Turn what the driver reports inside the block into an error that says what to do."""
    try:
        yield
    except (DBAPIError, OSError, sqlite3.Error) as error:
        found = translate(error, place)
        if found is None:
            raise
        raise found from error
