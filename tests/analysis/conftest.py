"""A ledger of the samples that come with Readout, built once for all tests that only ask it."""

from pathlib import Path

import pytest

import readout
from readout.api import read_many
from readout.errors import ReadoutError
from readout.ledger import Ledger

SAMPLES = Path(readout.__file__).parent / "samples" / "en"


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    ledger = Ledger(str(tmp_path_factory.mktemp("ledger") / "samples.db"))
    ledger.add(r for r in read_many([SAMPLES]) if not isinstance(r, ReadoutError))
    return ledger
