#!/usr/bin/env python3
"""`kill -9` at random moments of an ingestion, again and again: nothing may be lost and nothing doubled.

usage: tests/batch/endurance.py [--kills 100] [--seed 1] [--documents 240] [--ledger postgresql://…]

Every round starts an ingestion, kills it at a random moment, and looks at what is left: the ledger must be whole (`ledger check`) and its
rows must be the first rows of the ledger that an undisturbed ingestion gives. When an ingestion comes to its end, its ledger must be
that ledger, and a new one is begun.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from readout.api import read_text  # noqa: E402  # the path is set above, so that the file also runs as a program
from readout.batch import ingest  # noqa: E402
from readout.ledger import Ledger  # noqa: E402
from tests.batch import made  # noqa: E402

TOGETHER = 16  # few documents in one transaction, so that a kill meets many moments

READER = """
import sys
from readout.api import read_text
from readout.batch import ingest
from readout.ledger import Ledger
if __name__ == "__main__":
    read_text("Ana Kral met with Lee Sun.")
    ledger = Ledger(sys.argv[1])
    print("ready", flush=True)
    ingest(ledger, [sys.argv[2]], workers=int(sys.argv[3]), together=int(sys.argv[4]))
    print("ended", flush=True)
"""
# What documents say; what follows from all documents together (who is who, words for the search) is compared at the end.
SAID = ("document", "revision", "reading", "party", "claim", "claim_party", "claim_topic")


def start(address: str, path: Path, workers: int = 1) -> subprocess.Popen[bytes]:
    """An ingestion in a process of its own, about to begin."""
    process = subprocess.Popen([sys.executable, "-c", READER, address, str(path), str(workers), str(TOGETHER)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def begin(address: str, path: Path, workers: int) -> int:
    """An ingestion in a child of this process, which has all packs loaded, so that the killing meets nothing but the ingestion."""
    child = os.fork()
    if child == 0:
        try:
            ingest(Ledger(address), [str(path)], workers=workers, together=TOGETHER)
            os._exit(0)
        finally:
            os._exit(1)
    return child


def kill_after(child: int, seconds: float) -> bool:
    """Kill it at this moment; whether it had ended before."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the ingestion failed by itself"
    return os.WIFEXITED(status)


def beginning(part: dict[str, list[dict[str, object]]], whole: dict[str, list[dict[str, object]]]) -> list[str]:
    """Tables whose rows are not the first rows of the whole ledger; columns that linking fills later are left out."""
    wrong = []
    later = {"identity_id", "encounter_id", "profile_id", "why"}
    for name in SAID:
        first = whole[name][: len(part[name])]
        bare = [[{k: v for k, v in row.items() if k not in later} for row in some] for some in (part[name], first)]
        if bare[0] != bare[1]:
            wrong.append(name)
    return wrong


def endure(
    kills: int, seed: int, folder: Path, documents: int, fresh: Callable[[int], str], say: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Kill so many ingestions; returns how many were hit, how many had ended, how many ledgers were filled."""
    chance, path = random.Random(seed), made.lines(folder / "in.jsonl", documents)
    read_text("Ana Kral met with Lee Sun.")
    clock = time.monotonic()
    assert os.waitpid(begin(fresh(0), path, 1), 0)[1] == 0
    lasts = time.monotonic() - clock
    first = Ledger(fresh(0), create=False)
    whole = made.rows(first)
    first.store.close()
    count = {"hit": 0, "ended": 0, "ledgers": 0, "documents left": 0}
    number = 1
    while count["hit"] < kills:
        n = count["hit"] + count["ended"]
        ended = kill_after(begin(fresh(number), path, workers=2 if n % 10 == 9 else 1), chance.random() * lasts * 0.7)
        ledger = Ledger(fresh(number))
        assert ledger.check() == [], f"kill {n}: the ledger is not whole"
        rows = made.rows(ledger)
        wrong = beginning(rows, whole)
        assert not wrong, f"kill {n}: rows are lost or doubled in {wrong}"
        count["ended" if ended else "hit"] += 1
        count["documents left"] += len(rows["document"])
        say(f"kill {n + 1}: {len(rows['document'])} of {documents} documents are there" + (", it had ended" if ended else ""))
        if len(rows["document"]) == documents:
            _finish(ledger, path, whole)
            count["ledgers"], number = count["ledgers"] + 1, number + 1
        ledger.store.close()
    last = Ledger(fresh(number))
    _finish(last, path, whole)
    last.store.close()
    return count


def _finish(ledger: Ledger, path: Path, whole: dict[str, list[dict[str, object]]]) -> None:
    """What is missing comes in, and nothing else: the ledger is that of an undisturbed ingestion."""
    ingest(ledger, [str(path)], workers=1, together=TOGETHER)
    found, wanted = made.rows(ledger), whole
    if ledger.store.is_server:  # a transaction that was broken off has used up numbers of a server's sequences
        found, wanted = _without_numbers(found), _without_numbers(whole)
    wrong = [name for name, rows in found.items() if rows != wanted[name]]
    assert not wrong, f"rows are lost or doubled in {wrong}"


def _without_numbers(rows: dict[str, list[dict[str, object]]]) -> dict[str, list[str]]:
    drop = ("id", "identity_id", "profile_id", "encounter_id", "left_id", "right_id")
    bare = {name: [{k: v for k, v in row.items() if k not in drop} for row in some] for name, some in rows.items()}
    return {name: sorted(map(repr, some)) for name, some in bare.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=240)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = endure(args.kills, args.seed, folder, args.documents, lambda n: str(folder / f"{n}.db"), print)
    print(", ".join(f"{value} {name}" for name, value in count.items()) + ": nothing lost, nothing doubled")


if __name__ == "__main__":
    main()
