"""The page on questions: its examples run, and it lists every field, type and flag there is."""

import re
from pathlib import Path

import pytest

import readout
from readout.api import read_many
from readout.errors import ReadoutError
from readout.ledger import Ledger
from readout.ledger.asking import holders
from readout.ledger.asking.fields import FIELDS, FLAGS, TYPES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "queries.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```question\n(.*?)```", PAGE, re.S)[0].splitlines()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    made = Ledger(str(tmp_path_factory.mktemp("ledger") / "samples.db"))
    samples = Path(readout.__file__).parent / "samples" / "en"
    made.add(r for r in read_many([samples]) if not isinstance(r, ReadoutError))
    return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_examples_run(ledger, question):
    if holders.asks(question):
        assert ledger.held(question).register
    else:
        assert ledger.ask(question).query == question


def test_every_field_type_and_flag_is_described():
    for name in (*FIELDS, *TYPES, *(f for flags in FLAGS.values() for f in flags)):
        assert f"`{name}" in PAGE
