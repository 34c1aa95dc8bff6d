"""Correcting and judging from the command line."""

import json

import pytest
from click.testing import CliRunner

from readout.cli import cli
from readout.ledger import Ledger

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Ana Kral said that trade will grow."


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READOUT_AUTHOR", "desk")

    def call(*words, status=0):
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == status, done.output
        return done.output

    (tmp_path / "note.txt").write_text(TEXT)
    call("ingest", "note.txt", "--quiet")
    return call


def _document():
    (hit,) = Ledger("ledger.db").find("documents")
    return hit.document.name


def test_a_correction_is_made_listed_exported_and_taken_back(run, tmp_path):
    document = _document()
    code = run("correct", document, "encounter.date", "2021-05-10", "--reason", "page header").strip()
    assert "encounter.date" in run("ledger", "corrections")
    page = json.loads(run("ledger", "annotations"))
    assert page["items"][0]["id"].endswith(code)
    (tmp_path / "page.json").write_text(json.dumps(page))
    assert "there   1" in run("ledger", "annotate", "page.json")
    run("ledger", "undo", code)
    assert run("ledger", "corrections") == ""
    assert "[undone]" in run("ledger", "corrections", "--undone")


def test_people_are_judged_and_the_judgement_undone(run):
    assert "person:ana-kral" in run("ledger", "show", "person:ana-kral")
    assert run("ledger", "same", "person:ana-kral", "person:lee-sun", "--reason", "a pen name") == "judgement 1\n"
    assert "Lee Sun" in run("ledger", "show", "person:ana-kral")
    assert "a pen name [in force]" in run("ledger", "judgements")
    run("ledger", "undo", "1")
    assert "Lee Sun" not in run("ledger", "show", "person:ana-kral")


def test_the_history_of_a_page_is_printed(run, tmp_path):
    (tmp_path / "note.txt").write_text(TEXT.replace("trade will grow", "trade may grow"))
    run("ingest", "note.txt", "--quiet")
    document = _document()
    shown = run("ledger", "history", document)
    assert "'will' -> 'may'" in shown
    assert "- statement" in shown


def test_what_is_not_there_is_told(run):
    assert "RO-L009" in run("ledger", "show", "person:nobody", status=1)
    assert "RO-L311" in run("correct", "note", "encounter.colour", "red", "--reason", "x", status=1)
