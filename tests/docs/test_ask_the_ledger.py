"""Every command of the page on questions runs on the sample ledger and finds something."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from readout.cli import cli
from readout.ledger import Ledger

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "ask-the-ledger.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```console\n(.*?)```", PAGE, re.S) for line in block.splitlines() if " ingest " not in line]


def test_all_twenty_eight_questions_stand_there():
    assert [int(n) for n in re.findall(r"^\*\*(\d+)\. ", PAGE, re.M)] == list(range(1, 29))


def test_every_question_names_a_test_that_is_there():
    named = re.findall(r"^\| (\d+) \| `tests/(.+?)`: `(\w+)` \|$", PAGE, re.M)
    assert [int(n) for n, _, _ in named] == list(range(1, 29))
    tests = Path(__file__).resolve().parents[1]
    for _, file, name in named:
        assert f"def {name}(" in (tests / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("line", LINES)
def test_the_line_answers(line, sample_file):
    if "$(" in line:
        (hit,) = Ledger(sample_file, create=False).find("encounters with:Kishida accounts>=2")
        line = re.sub(r'"\$\(.*\)"', hit.code, line)
    program, *arguments = shlex.split(line)
    assert program == "readout"
    found = CliRunner().invoke(cli, [*arguments, "--ledger", sample_file])
    assert found.exit_code == 0, found.output
    assert "corrections" in line or len(found.stdout.split()) > 5, found.output  # nobody has corrected the samples
