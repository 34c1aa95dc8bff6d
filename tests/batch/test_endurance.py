"""What a ledger survives: being killed, being written by two, being copied meanwhile. A hundred kills: `make endurance`."""

from __future__ import annotations

import random
import time

from readout.batch import ingest
from readout.ledger import Ledger
from tests.batch import made
from tests.batch.endurance import TOGETHER, beginning, endure, start


def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled(tmp_path):
    count = endure(3, 7, tmp_path, 64, lambda n: str(tmp_path / f"{n}.db"))
    assert count["hit"] == 3


def test_two_ingestions_of_one_folder_at_once_give_the_ledger_that_one_gives(tmp_path):
    path = made.lines(tmp_path / "in.jsonl", 64)
    both = [start(str(tmp_path / "two.db"), path) for _ in range(2)]
    assert [b"ended" in process.communicate()[0] for process in both] == [True, True]
    ingest(Ledger(str(tmp_path / "one.db")), [str(path)], workers=1, together=TOGETHER)
    assert made.rows(made.opened(tmp_path / "two.db")) == made.rows(made.opened(tmp_path / "one.db"))


def test_a_backup_taken_during_ingestion_restores_and_goes_on(tmp_path):
    path, chance = made.lines(tmp_path / "in.jsonl", 96), random.Random(3)
    process = start(str(tmp_path / "a.db"), path)
    ledger, sizes = Ledger(str(tmp_path / "a.db")), []
    for n in range(3):
        time.sleep(chance.random() * 0.4)
        ledger.backup(str(tmp_path / f"{n}.bak"))
    assert b"ended" in process.communicate()[0]
    whole = made.rows(ledger)
    for n in range(3):
        assert Ledger.restore(str(tmp_path / f"{n}.bak"), str(tmp_path / f"{n}.db")) is None
        restored = made.opened(tmp_path / f"{n}.db")
        assert restored.check() == []
        sizes.append(restored.stats()["document"])
        assert beginning(made.rows(restored), whole) == []
        ingest(restored, [str(path)], workers=1, together=TOGETHER)
        assert made.rows(restored) == whole
    assert sizes == sorted(sizes)
    assert sizes[0] < 96, "the first backup was taken while documents came in"
