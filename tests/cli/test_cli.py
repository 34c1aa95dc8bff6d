"""The command line as a user meets it: what goes where, which exit status, and no traceback ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from readout.cli import SAMPLES, cli
from readout.model.codec import from_json

NOTE = (
    "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador of Nepal Lee Sun in Minsk. "
    "Ana Kral said that trade was growing.\n"
)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path


def run(*args: str | Path, input: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in args], input=input)


def test_records_go_to_standard_output_one_on_each_line(note: Path) -> None:
    done = run("read", note, note)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [from_json(line).document.text for line in lines] == [NOTE, NOTE]


def test_standard_input_is_a_document() -> None:
    done = run("read", "-", input=NOTE)
    assert done.exit_code == 0
    assert from_json(done.stdout).encounters[0].date == "2021-05-09"


def test_some_failed_is_status_1_and_the_rest_is_read(note: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("read", tmp_path / "empty.txt", note)
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 1
    assert "RO-A" in done.stderr
    assert "Traceback" not in done.output


def test_a_missing_file_is_said_with_code_and_remedy(tmp_path: Path) -> None:
    done = run("read", tmp_path / "nowhere.txt")
    assert done.exit_code == 1
    assert "RO-A" in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["read"],
        ["read", "x", "--format", "pdf"],
        ["read", "x", "--published", "9 May"],
        ["fly"],
        ["read", "x", "--explain", "--format", "json"],
    ],
)
def test_wrong_usage_is_status_2(args: list[str]) -> None:
    assert run(*args).exit_code == 2


def test_one_page_goes_to_standard_output_and_two_need_a_folder(note: Path, tmp_path: Path) -> None:
    page = run("read", note, "--format", "html")
    assert page.exit_code == 0
    assert page.stdout.startswith("<!doctype html>")
    two = run("read", note, note, "--format", "html")
    assert two.exit_code == 2
    assert "RO-U002" in two.stderr
    folder = run("read", note, note, "--format", "html", "--out", tmp_path / "pages")
    assert folder.exit_code == 0
    assert len(list((tmp_path / "pages").glob("*.html"))) == 3


def test_table_and_explain(note: Path) -> None:
    assert "MEETING, held" in run("read", note, "--format", "table").stdout
    assert "packs/en/" in run("read", note, "--explain").stdout


def test_options_reach_the_record(note: Path) -> None:
    done = run("read", note, "--published", "2021-05-10", "--lang", "en")
    assert json.loads(done.stdout)["document"]["published"] == "2021-05-10"


def test_check_finds_a_lie_and_passes_the_truth(note: Path, tmp_path: Path) -> None:
    truth = run("read", note).stdout
    (tmp_path / "true.jsonl").write_text(truth, encoding="utf-8")
    assert run("check", tmp_path / "true.jsonl").exit_code == 0
    lie = json.loads(truth)
    lie["document"]["text"] = lie["document"]["text"][:40]
    (tmp_path / "false.json").write_text(json.dumps(lie), encoding="utf-8")
    done = run("check", tmp_path / "false.json")
    assert done.exit_code == 1
    assert "RO-R003" in done.stdout
    assert "RO-R010" in done.stdout


def test_schema_describes_what_read_prints(note: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(run("schema").stdout)
    jsonschema.validate(json.loads(run("read", note).stdout), schema)


def test_demo_reads_the_samples_and_says_what_to_try(tmp_path: Path) -> None:
    done = run("demo", "--out", tmp_path / "demo")
    assert done.exit_code == 0
    samples = list(SAMPLES.glob("*/*.txt"))
    assert len(samples) >= 40
    assert len((tmp_path / "demo" / "records.jsonl").read_bytes().splitlines()) == len(samples)
    assert len(list((tmp_path / "demo" / "html").glob("*.html"))) == len(samples)
    assert (tmp_path / "demo" / "index.html").exists()
    assert "What to try next" in done.stdout


def test_demo_shows_a_ledger_with_several_accounts_open_promises_and_a_correction_that_stays(tmp_path: Path) -> None:
    from readout.ledger import Ledger

    run("demo", "--out", tmp_path)
    done = run("demo", "--out", tmp_path)
    assert done.exit_code == 0
    assert "us-japan-2022-white-house, us-japan-2022-japan-mofa" in done.stdout
    assert "due 2025-06-01" in done.stdout
    assert "after the document was read again it says talks; the correction is applied" in done.stdout
    ledger = Ledger(str(tmp_path / "ledger.db"), create=False)
    assert [hit.kind for hit in ledger.find("accounts document:us-uzbekistan-2023-state")] == ["talks"]
    assert ledger.check() == []


def test_records_of_the_demo_say_what_their_documents_say(tmp_path: Path) -> None:
    run("demo", "--out", tmp_path)
    done = run("check", tmp_path / "records.jsonl")
    assert done.stdout == ""
    assert done.exit_code == 0


def test_demo_takes_a_folder_of_ones_own(note: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    note.rename(own / "note.txt")
    done = run("demo", own, "--out", tmp_path / "demo")
    assert done.exit_code == 0
    assert (tmp_path / "demo" / "html" / "note.html").exists()


@pytest.mark.parametrize("command", ["read", "demo"])
def test_a_run_never_reads_its_own_records(note: Path, tmp_path: Path, command: str) -> None:
    done = run(command, note.parent, "--out", tmp_path / "inside")
    assert done.exit_code == 2
    assert "RO-U004" in done.stderr


def test_pack_check_and_try() -> None:
    done = run("pack", "check", "en")
    assert done.stdout == ""
    assert done.exit_code == 0
    tried = run("pack", "try", "en", "Foreign Minister Ana Kral stressed that trade was growing.")
    assert "[Foreign Minister Ana Kral|person]" in tried.stdout
    assert "packs/en/titles.yaml:" in tried.stdout
    assert "packs/en/reporting_verbs.yaml:" in tried.stdout


def test_a_language_without_a_pack_is_said() -> None:
    done = run("pack", "try", "tlh", "nuqneH")
    assert done.exit_code == 1
    assert "RO-P003" in done.stderr


def _command(*args: str) -> list[str]:
    return [sys.executable, "-m", "readout.cli", *args]


def test_help_answers_at_once() -> None:
    best = 9.0
    for _ in range(3):
        before = time.perf_counter()
        done = subprocess.run(_command("--help"), capture_output=True, text=True, check=True)
        best = min(best, time.perf_counter() - before)
    assert "readout read" in done.stdout
    limit = 0.3 if os.environ.get("CI_STRICT") else 1.0  # a busy machine is no fault of the program; benchmarks measure the figure
    assert best < limit


def test_a_reader_that_leaves_is_no_error() -> None:
    with subprocess.Popen(_command("read", str(SAMPLES)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
    assert "Traceback" not in errors
    assert process.returncode in (0, 141)


def test_output_for_a_narrow_encoding_is_no_error(note: Path) -> None:
    note.write_text(NOTE.replace("Ana", "Анна 中"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(_command("read", str(note), "--format", "table"), capture_output=True, env=environment, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
