"""What goes wrong with disks and files is said clearly, and costs nothing that was kept before."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from readout.api import read_text
from readout.cli import cli
from readout.ledger import Ledger, LedgerError, faults

pytestmark = pytest.mark.on_file
TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Ana Kral said that trade grows. Note {}."


def _records(count, first=0):
    return [read_text(TEXT.format(n), id=f"d{n}") for n in range(first, first + count)]


@contextmanager
def _mounted(folder, *options):
    """A file system of its own at a folder; only the administrator may do that."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() or subprocess.run(["mount", *options, str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("a file system can be mounted only by an administrator outside a container")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_committed_and_goes_on_when_there_is_room(tmp_path):
    with _mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=2M", "tmpfs") as disk:
        ledger, kept = Ledger(str(disk / "a.db")), 0
        with pytest.raises(LedgerError, match=r"RO-L003.*Make room"):  # noqa: PT012  # the disk is filled until it is full
            while True:
                ledger.add(_records(20, kept))
                kept += 20
        assert kept > 0
        ledger.store.close()
        subprocess.run(["mount", "-o", "remount,size=30M", str(disk)], check=True)
        again = Ledger(str(disk / "a.db"), create=False)
        assert again.stats()["document"] == kept
        assert again.check() == []
        assert again.add(_records(20, kept))["new"] == 20
        again.store.close()


def test_a_ledger_that_may_not_grow_is_told_as_a_full_disk(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(1))

    with ledger.store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="RO-L003"):
        ledger.add(_records(50, 1))
    assert ledger.stats()["document"] == 1
    assert ledger.check() == []


def test_a_limit_on_the_size_of_files_is_told(tmp_path):
    program = (
        "import resource, sys\nfrom readout.api import read_text\nfrom readout.ledger import Ledger, LedgerError\n"
        "ledger = Ledger(sys.argv[1])\nrecords = [read_text(sys.argv[2].format(n), id=str(n)) for n in range(100)]\n"
        "ledger.add(records[:1])\nresource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))\n"
        "try:\n    ledger.add(records)\nexcept LedgerError as error:\n    print(error.code)\n"
    )
    said = subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.db"), TEXT], capture_output=True, text=True, check=True)
    assert said.stdout.strip() in ("RO-L003", "RO-L015")
    assert Ledger(str(tmp_path / "a.db"), create=False).check() == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 900_000


def test_a_read_only_place_can_be_asked_and_not_written(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    ledger = Ledger(str(source / "a.db"))
    ledger.add(_records(2))
    ledger.store.close()
    with _mounted(tmp_path / "disk", "--bind", str(source)) as disk:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(disk)], check=True)
        there = Ledger(str(disk / "a.db"), create=False)
        assert there.stats()["document"] == 2
        assert there.check() == []
        with pytest.raises(LedgerError, match="RO-L002"):
            there.add(_records(1, 9))
        with pytest.raises(LedgerError, match="RO-L002"):
            Ledger(str(disk / "new.db"))
        there.store.close()


def test_a_ledger_left_by_a_broken_writer_in_a_read_only_place_is_told(tmp_path, monkeypatch):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(2))
    for end in ("", "-wal"):
        shutil.copyfile(f"{tmp_path}/a.db{end}", f"{tmp_path}/b.db{end}")
    monkeypatch.setattr("readout.ledger.turns.writable", lambda _: False)
    with pytest.raises(LedgerError, match="RO-L012"):
        Ledger(str(tmp_path / "b.db"), create=False)


@pytest.mark.parametrize(("at", "what"), [(16, "the first page"), (4096 * 3, "a page within")])
def test_a_damaged_file_is_told_with_the_way_back(tmp_path, at, what):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(30))
    ledger.backup(str(tmp_path / "a.bak"))
    ledger.store.close()
    with (tmp_path / "a.db").open("r+b") as stream:
        stream.seek(at)
        stream.write(b"\xff" * 60_000)
    with pytest.raises(LedgerError, match=r"RO-L005.*readout ledger restore"):
        _use(str(tmp_path / "a.db"))
    found = CliRunner().invoke(cli, ["ledger", "restore", str(tmp_path / "a.bak"), "--ledger", str(tmp_path / "a.db")])
    assert found.exit_code == 0, found.output
    assert _use(str(tmp_path / "a.db")) == 30
    assert len(list(tmp_path.glob("a.db.before-*"))) == 1, "the damaged file is kept"


def _use(path):
    ledger = Ledger(path, create=False)
    findings = ledger.check()
    if findings:
        raise faults.damaged(path, findings[0])
    return ledger.stats()["document"]


def test_a_backup_that_is_not_whole_changes_nothing(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(3))
    ledger.backup(str(tmp_path / "a.bak"))
    with Ledger(str(tmp_path / "a.bak")).store.writing() as connection:
        connection.exec_driver_sql("UPDATE revision SET text = text || '!' WHERE id = 2")
    with pytest.raises(LedgerError, match=r"RO-L013.*revision 2"):
        Ledger.restore(str(tmp_path / "a.bak"), str(tmp_path / "a.db"))
    (tmp_path / "words.bak").write_text("only words")
    with pytest.raises(LedgerError, match="RO-L007"):
        Ledger.restore(str(tmp_path / "words.bak"), str(tmp_path / "a.db"))
    with pytest.raises(LedgerError, match="RO-L007"):
        Ledger.restore(str(tmp_path / "none.bak"), str(tmp_path / "a.db"))
    assert ledger.stats()["document"] == 3
    assert sorted(p.name for p in tmp_path.glob("a.db*") if "part" in p.name or "before" in p.name) == []


def test_nothing_is_put_in_the_place_of_a_ledger_that_is_being_written(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(1))
    ledger.backup(str(tmp_path / "a.bak"))
    with ledger.store.turn(), pytest.raises(LedgerError, match=f"RO-L004.*process {os.getpid()}"):
        Ledger.restore(str(tmp_path / "a.bak"), str(tmp_path / "a.db"), wait=0)


def test_a_second_writer_waits_and_then_is_told_who_writes(tmp_path):
    program = (
        "import sys\nfrom readout.ledger import Ledger\n"
        "with Ledger(sys.argv[1]).store.writing():\n    print('writing', flush=True)\n    sys.stdin.readline()\n"
    )
    ledger = Ledger(str(tmp_path / "a.db"))
    other = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "a.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout.readline() == b"writing\n"
    with pytest.raises(LedgerError, match=f"RO-L004.*process {other.pid}"), ledger.store.writing(wait=0.1):
        pass
    assert ledger.stats()["document"] == 0, "reading goes on"
    other.communicate(b"\n")
    assert ledger.add(_records(1))["new"] == 1


def test_another_program_that_writes_the_file_is_waited_for_and_told(tmp_path):
    import sqlite3

    ledger = Ledger(str(tmp_path / "a.db"))
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ledger.store.reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(LedgerError, match="RO-L004"):
        ledger.add(_records(1))
    other.execute("COMMIT")
    assert ledger.add(_records(1))["new"] == 1


def test_check_finds_texts_and_readings_that_are_not_what_they_were(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_records(2))
    assert ledger.check() == []
    with ledger.store.writing() as connection:
        connection.exec_driver_sql("UPDATE revision SET text = upper(text) WHERE id = 1")
        connection.exec_driver_sql("UPDATE reading SET recorded_until = 'x' WHERE id = 2")
    found = " / ".join(ledger.check())
    assert "revision 1: the text is not the text that was read" in found
    assert "#d1: 0 readings are in force" in found or "d1" in found
