"""Ingestion into PostgreSQL: the same rows as into a file, killed, by two at once, with failures."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, text

from readout.batch import ingest, retry
from readout.ledger import Ledger, LedgerError
from tests.batch import made
from tests.batch.endurance import TOGETHER, endure, start


def test_ingestion_into_a_server_endures_what_a_file_endures(server, tmp_path):
    def database(number):
        if number not in there:
            engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE d{number}"))
            engine.dispose()
            there.add(number)
        return server.replace("/postgres?", f"/d{number}?")

    there = set()
    path = made.lines(tmp_path / "in.jsonl", 48)
    ingest(Ledger(str(tmp_path / "a.db")), [str(path)], workers=1, together=TOGETHER)
    ledger = Ledger(database(100))
    ingest(ledger, [str(path)], workers=1, together=TOGETHER)
    assert made.rows(ledger) == made.rows(made.opened(tmp_path / "a.db"))

    both = [start(database(101), path) for _ in range(2)]
    assert [b"ended" in process.communicate()[0] for process in both] == [True, True]
    assert made.rows(Ledger(database(101))) == made.rows(ledger)

    assert endure(2, 7, tmp_path, 48, database)["hit"] == 2

    nul = tmp_path / "nul.jsonl"
    nul.write_text(json.dumps({"id": "n", "text": "Ana Kral met with\x00 Lee Sun."}) + '\n{"id": "bad"}\n', encoding="utf-8")
    report = ingest(ledger, [str(nul)], workers=1)
    assert (report.new, report.failures) == (0, {"RO-A007": 1, "RO-L016": 1})
    assert [report.failed for report in retry(ledger, workers=1)] == [2]
    assert ledger.check() == []

    with ledger.store.turn(), pytest.raises(LedgerError, match="RO-L004"), Ledger(database(100)).store.turn(wait=0):
        pass
    with pytest.raises(LedgerError, match="RO-L008"):
        Ledger(server.replace("/postgres?", "/nowhere?"))
    with pytest.raises(LedgerError, match="RO-L010"):
        ledger.backup(str(tmp_path / "x.bak"))
    ledger.store.close()
