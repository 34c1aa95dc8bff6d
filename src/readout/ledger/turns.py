"""The writer's turn at a ledger file: one process at a time, given back when the process ends in whatever way."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from readout.ledger import faults


def writable(path: Path) -> bool:
    """Whether a ledger file, and the files that SQLite puts beside it, can be written."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def take(address: str, wait: float) -> IO[str]:
    """The turn, as a file to close when it is over; raises RO-L004 where another process keeps it longer than `wait` seconds."""
    until = time.monotonic() + wait
    if not writable(Path(address)):
        raise faults.read_only(address)
    try:
        lock = open(f"{address}.lock", "a+")  # noqa: SIM115  # it is held for as long as the turn lasts
    except OSError as error:
        raise faults.read_only(address) from error
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= until:
                lock.seek(0)
                who = lock.read().strip()
                lock.close()
                raise faults.busy(address, who) from None
            time.sleep(0.02)
            continue
        _sign(lock)
        return lock


def _sign(lock: IO[str]) -> None:
    """Write down who has the turn, for the message to those who wait; on a full disk it stays unsaid."""
    try:
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}")
        lock.flush()
    except OSError:
        lock.seek(0)
