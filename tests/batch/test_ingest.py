"""What a desk relies on: nothing is read twice, nothing is lost, failures wait, and the ledger does not depend on how it was read."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from readout.batch import Options, ingest, retry, work
from readout.batch.report import Report, Tally, alarms
from readout.cli import cli
from readout.errors import UsageError
from readout.ledger import Ledger, runs
from readout.stages import acquire
from tests.batch import made


def _texts(folder, count):
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"n{n:03}.txt").write_text(made.text(n), encoding="utf-8")
    return folder


def _counts(report):
    return report.new, report.revised, report.reread, report.unchanged, report.failed


def test_the_ledger_does_not_depend_on_the_number_of_processes(tmp_path):
    made.lines(_texts(tmp_path / "in", 40) / "more.jsonl", 60)
    for workers in (1, 3):
        report = ingest(Ledger(str(tmp_path / f"{workers}.db")), [str(tmp_path / "in")], workers=workers)
        assert _counts(report) == (100, 0, 0, 0, 0)
    alone = made.rows(made.opened(tmp_path / "1.db"))
    assert len(alone["claim"]) > 300
    assert alone == made.rows(made.opened(tmp_path / "3.db"))


def test_nothing_is_read_twice(tmp_path, monkeypatch):
    made.lines(_texts(tmp_path / "in", 3) / "more.jsonl", 4)
    ledger = Ledger(str(tmp_path / "a.db"))
    ingest(ledger, [str(tmp_path / "in")], workers=1)

    def never(*_):
        raise AssertionError("read again")

    monkeypatch.setattr(work.api, "read_source", never)
    monkeypatch.setattr(acquire, "from_bytes", never)
    monkeypatch.chdir(tmp_path)
    assert _counts(ingest(ledger, ["in"], workers=1)) == (0, 0, 0, 7, 0)


def test_only_what_is_new_or_changed_is_read(tmp_path):
    ledger, folder = Ledger(str(tmp_path / "a.db")), _texts(tmp_path / "in", 3)
    made.lines(folder / "more.jsonl", 4)
    ingest(ledger, [str(folder)], workers=1)
    (folder / "n001.txt").write_text(made.text(99), encoding="utf-8")
    _texts(folder, 1)
    made.lines(folder / "more.jsonl", 6)
    assert _counts(ingest(ledger, [str(folder)], workers=1)) == (2, 1, 0, 6, 0)


def test_a_text_that_an_index_lists_is_read_again_when_it_alone_has_changed(tmp_path):
    folder, ledger = _texts(tmp_path / "in", 2), Ledger(str(tmp_path / "a.db"))
    (folder / "index.jsonl").write_text('{"id": "a", "file": "n000.txt"}\n{"id": "b", "file": "n001.txt"}\n', encoding="utf-8")
    assert _counts(ingest(ledger, [str(folder)], workers=1)) == (2, 0, 0, 0, 0)
    (folder / "n000.txt").write_text(made.text(9), encoding="utf-8")
    assert _counts(ingest(ledger, [str(folder)], workers=1)) == (0, 1, 0, 1, 0)


def test_reread_reads_what_others_have_read_and_only_that(tmp_path):
    ledger, folder = Ledger(str(tmp_path / "a.db")), _texts(tmp_path / "in", 3)
    ingest(ledger, [str(folder)], workers=1)
    assert _counts(ingest(ledger, [str(folder)], workers=1, reread=True)) == (0, 0, 0, 3, 0)
    other = Options(publisher="asean")
    assert _counts(ingest(ledger, [str(folder)], other, workers=1)) == (0, 0, 0, 3, 0)
    assert _counts(ingest(ledger, [str(folder)], other, workers=1, reread=True)) == (0, 0, 3, 0, 0)
    with ledger.store.reading() as connection:
        assert {row["status"] for row in map(_report, runs.listed(connection))} == {"finished"}
    assert ledger.stats()["document"] == 3


def _report(row):
    return json.loads(row["report"])


def test_failures_are_kept_and_end_when_the_document_is_read(tmp_path):
    folder, ledger = _texts(tmp_path / "in", 2), Ledger(str(tmp_path / "a.db"))
    (folder / "bad.txt").write_bytes(b"")
    good = '{"id": "x", "text": "Ana Kral met with Lee Sun."}\n'
    (folder / "rows.jsonl").write_text(good + '{"id": "y"}\n', encoding="utf-8")
    report = ingest(ledger, [str(folder)], Options(publisher="asean"), workers=1)
    assert _counts(report) == (3, 0, 0, 0, 2)
    assert report.failures == {"RO-A001": 1, "RO-A007": 1}
    assert _counts(ingest(ledger, [str(folder)], workers=1)) == (0, 0, 0, 3, 0), "a failure is not tried again unasked"
    assert [again.failed for again in retry(ledger, workers=1)] == [2]
    with ledger.store.reading() as connection:
        kept = runs.failures(connection)
    assert sorted((f["code"], f["attempts"], bool(f["remedy"])) for f in kept) == [("RO-A001", 2, True), ("RO-A007", 2, True)]
    (folder / "bad.txt").write_text(made.text(7), encoding="utf-8")
    (folder / "rows.jsonl").write_text(good + '{"id": "y", "text": "He left."}\n', encoding="utf-8")
    assert [_counts(again) for again in retry(ledger, workers=1)] == [(2, 0, 0, 1, 0)]
    with ledger.store.reading() as connection:
        assert runs.failures(connection) == []
        assert len(runs.failures(connection, open_only=False)) == 2
        publishers = {row[0] for row in connection.exec_driver_sql("SELECT DISTINCT publisher FROM document")}
    assert publishers == {"asean"}, "a retry says of documents what was said the first time"


def test_a_fault_of_ours_or_a_slow_document_stops_one_document(tmp_path, monkeypatch):
    real = work.api.read_source

    def faulty(source, register=()):
        if source.id == "n000":
            raise KeyError("oops")
        while source.id == "n001":
            pass
        return real(source, register)

    monkeypatch.setattr(work.api, "read_source", faulty)
    ledger = Ledger(str(tmp_path / "a.db"))
    report = ingest(ledger, [str(_texts(tmp_path / "in", 4))], Options(seconds=0.5), workers=1)
    assert (report.new, report.failures) == (2, {"RO-B003": 1, "RO-B002": 1})


def test_a_reading_process_that_dies_costs_one_document(tmp_path, monkeypatch):
    """Reading processes import `sitecustomize` when they start: here it stands in for a parser that crashes."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nfrom readout import api\nreal = api.read_source\n"
        "def dies(source, register=()):\n    if source.id == 'd101': os._exit(9)\n    return real(source, register)\n"
        "api.read_source = dies\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    ledger = Ledger(str(tmp_path / "a.db"))
    report = ingest(ledger, [str(made.lines(tmp_path / "in.jsonl", 160))], workers=2)
    assert (report.new, report.failures) == (159, {"RO-B001": 1})
    assert [r["name"] for r in made.rows(ledger)["document"]] == [f"d{n}" for n in range(160) if n != 101]


def test_an_interrupted_run_says_so_and_resumes(tmp_path):
    ledger, path = Ledger(str(tmp_path / "a.db")), made.lines(tmp_path / "in.jsonl", 100)

    def interrupt(report, _failures):
        if report.new >= 32:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(ledger, [str(path)], workers=1, watch=interrupt, together=32)
    kept = ledger.stats()["document"]
    assert 0 < kept < 100
    assert _counts(ingest(ledger, [str(path)], workers=1)) == (100 - kept, 0, 0, kept, 0)
    with ledger.store.reading() as connection:
        assert [_report(row)["status"] for row in runs.listed(connection)] == ["finished", "interrupted"]


def test_two_lines_of_one_id_are_two_documents(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": "same", "text": made.text(n)}) + "\n" for n in range(3)), encoding="utf-8")
    ledger = Ledger(str(tmp_path / "a.db"))
    assert ingest(ledger, [str(path)], workers=1).new == 3
    assert ingest(ledger, [str(path)], workers=1).unchanged == 3


def test_a_profile_that_yields_no_encounters_any_more_raises_an_alarm():
    now = Report(publishers={"asean": Tally(12, 1, 12, 12000), "cis": Tally(12, 11, 12, 12000), "csto": Tally(12, 0, 0, 1200)})
    said = alarms(now, {"asean": (40, 35, 1000.0), "cis": (40, 35, 1000.0), "csto": (40, 2, 1000.0)})
    assert [line.split(":")[0] for line in said] == ["asean", "csto"]
    assert "encounter" in said[0]
    assert "characters long" in said[1]


def test_the_alarm_compares_with_what_the_ledger_holds(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ingest(ledger, [str(made.lines(tmp_path / "a.jsonl", 20))], Options(publisher="asean"), workers=1)
    bare = [json.dumps({"id": f"e{n}", "text": f"Cookies help us. Notice {n} of the site asks for consent."}) for n in range(10)]
    (tmp_path / "b.jsonl").write_text("\n".join(bare), encoding="utf-8")
    report = ingest(ledger, [str(tmp_path / "b.jsonl")], Options(publisher="asean"), workers=1)
    assert report.alarms[0].startswith("asean: 0 of 10 documents gave an encounter, before it was ")


def test_the_command_says_what_came_in_and_how_it_ended(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _texts(tmp_path / "in", 2)
    run = CliRunner().invoke
    assert run(cli, ["ingest", "in", "--workers", "1"]).exit_code == 0
    (tmp_path / "in" / "bad.txt").write_bytes(b"")
    failed = run(cli, ["ingest", "in", "--workers", "1"])
    assert failed.exit_code == 1
    assert "RO-A001" in failed.stderr
    assert "0 new, 0 revised, 2 unchanged, 1 failed" in failed.stdout
    assert "RO-A001" in run(cli, ["ledger", "failures"]).stdout
    listed = run(cli, ["ledger", "runs"]).stdout.splitlines()
    assert ["2 new" in line for line in listed] == [False, True]
    assert "en 2" in run(cli, ["ledger", "runs", "--run", "1"]).stdout
    assert run(cli, ["ledger", "runs", "--run", "9"]).exit_code == 2
    assert run(cli, ["ingest"]).exit_code == 2
    assert run(cli, ["ingest", "--retry", "in"]).exit_code == 2


def test_processes_that_cannot_be_started_are_told(monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    from readout.batch import pool

    class Broken:
        def __init__(self, *_, **__): ...

        def submit(self, *_):
            raise BrokenProcessPool("no")

    monkeypatch.setattr(pool, "ProcessPoolExecutor", Broken)
    with pytest.raises(UsageError, match="RO-B004"):
        pool._Pool(Options(), 2)
