"""The sample ledger as a file, for commands."""

from pathlib import Path

import pytest

import readout
from readout.api import read_many
from readout.errors import ReadoutError
from readout.ledger import Ledger


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("ledger") / "samples.db")
    ledger = Ledger(path)
    ledger.add(r for r in read_many([Path(readout.__file__).parent / "samples" / "en"]) if not isinstance(r, ReadoutError))
    ledger.store.close()
    return path
