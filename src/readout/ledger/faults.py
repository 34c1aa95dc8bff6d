"""What can go wrong with a ledger, each with a code and what to do about it (codes `RO-L…`)."""

from __future__ import annotations

import errno
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


def translate(error: Exception, place: str) -> ReadoutError | None:
    """The clear error for what a driver or the system reports, or None where it is something of ours.

    >>> translate(OSError(28, "No space left on device"), "a.db").code
    'RO-L003'
    """
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return disk_full(place)
        return read_only(place) if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else None
    words = str(getattr(error, "orig", None) or error).strip().splitlines()[0] if str(error) else type(error).__name__
    low = words.lower()
    if "full" in low or "no space left" in low or "disk i/o error" in low:
        return disk_full(place) if "i/o" not in low else damaged(place, words)
    if "readonly" in low or "read-only" in low:
        return read_only(place)
    if "locked" in low or "lock timeout" in low or "deadlock" in low:
        return busy(place)
    if "malformed" in low or "corrupt" in low or "invalid page" in low:
        return damaged(place, words)
    if "not a database" in low:
        return no_ledger(place, "the file is not a ledger (not an SQLite database)")
    if "unable to open" in low:
        return no_ledger(place, "the file cannot be opened")
    if "connection" in low or "could not translate host" in low or "password" in low or "does not exist" in low:
        return unreachable(place, words)
    return (
        LedgerError("RO-L001", place, f"the database reports: {words}", "run: readout ledger check")
        if isinstance(error, DatabaseError)
        else None
    )


@contextmanager
def clear(place: str) -> Iterator[None]:
    """Turn what the driver reports inside the block into an error that says what to do."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        found = translate(error, place)
        if found is None:
            raise
        raise found from error
