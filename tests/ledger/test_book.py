"""What the ledger promises so far: nothing doubled, nothing deleted, clear errors."""

import pytest

from readout.api import read_text
from readout.ledger import Ledger, LedgerError, QueryError
from readout.ledger.folding import Name, same_name

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Ana Kral said that trade grows."


def test_same_text_twice_changes_nothing(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    record = read_text(TEXT, id="x")
    assert ledger.add([record]) == {"new": 1, "revised": 0, "reread": 0, "unchanged": 0}
    before = ledger.stats()
    assert ledger.add([record]) == {"new": 0, "revised": 0, "reread": 0, "unchanged": 1}
    assert ledger.stats() == before


def test_changed_text_is_a_revision_and_deletes_nothing(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(TEXT, id="x")])
    claims = ledger.stats()["claim"]
    assert ledger.add([read_text(TEXT.split(" Ana Kral said")[0], id="x")])["revised"] == 1
    assert ledger.stats()["revision"] == 2
    assert ledger.stats()["claim"] >= claims


def test_a_failing_batch_leaves_nothing(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))

    def broken():
        yield read_text(TEXT, id="x")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        ledger.add(broken())
    assert ledger.stats()["document"] == 0


@pytest.mark.on_file
def test_two_writers_and_foreign_files_are_told(tmp_path):
    first = Ledger(str(tmp_path / "a.db"))
    second = Ledger(str(tmp_path / "a.db"))
    with first.store.turn(), pytest.raises(LedgerError, match="RO-L004"), second.store.turn(wait=0):
        pass
    (tmp_path / "b.db").write_text("not a database at all, only words")
    with pytest.raises(LedgerError, match="RO-L007"):
        Ledger(str(tmp_path / "b.db"))


def test_a_newer_schema_is_left_alone(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    with ledger.store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
    with pytest.raises(LedgerError, match="RO-L006"):
        Ledger(str(tmp_path / "a.db"))


@pytest.mark.parametrize(
    ("left", "right"), [("He Jinping", "何金平"), ("Sirojiddin Muhriddin", "Сироджиддин Мухриддин"), ("Kral Ana", "Ana Kral")]
)
def test_names_meet_across_scripts(left, right):
    assert same_name(Name(left), Name(right))


def test_questions_find_what_was_said_and_not_what_was_not_yet_known(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(TEXT, id="x", published="2021-05-10")])
    assert [r.date for r in ledger.find('encounters with:"Ana Kral" since:2021')] == ["2021-05-09"]
    assert ledger.find("encounters with:Nobody") == ()
    assert ledger.find("encounters", as_of="2021-05-09") == ()
    assert len(ledger.find("encounters", as_of="2021-05-10")) == 1
    with pytest.raises(QueryError, match="RO-L202"):
        ledger.find("encounters colour:red")


@pytest.mark.on_file
def test_a_backup_holds_what_the_ledger_holds_and_checks_clean(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(TEXT, id="x")])
    ledger.backup(str(tmp_path / "b.db"))
    copy = Ledger(str(tmp_path / "b.db"), create=False)
    assert copy.stats() == ledger.stats()
    assert copy.check() == []
    with pytest.raises(LedgerError, match="RO-L011"):
        ledger.backup(str(tmp_path / "b.db"))


def test_check_finds_a_citation_that_lies(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(TEXT, id="x")])
    with ledger.store.writing() as connection:
        connection.exec_driver_sql("UPDATE claim SET start_at = start_at + 1 WHERE type = 'encounter'")
    assert "not the words cited" in ledger.check()[0]
