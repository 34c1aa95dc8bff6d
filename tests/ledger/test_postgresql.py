"""The same ledger on PostgreSQL, on a server of its own that the test starts where Debian's programs are installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from readout.api import read_text
from readout.ledger import Ledger
from readout.ledger.asking.fields import FIELDS, TYPES

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk."
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture
def server():
    pytest.importorskip("psycopg")
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="readout-pg-"))
    as_user = []
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres")
        except LookupError:
            pytest.skip("PostgreSQL does not run as root and there is no user postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    programs = PROGRAMS[-1].parent
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 60, "cwd": folder}
    subprocess.run([*as_user, programs / "initdb", "-D", folder / "d", "-A", "trust", "-U", "postgres", "-E", "UTF8"], check=True, **quiet)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    subprocess.run(
        [*as_user, programs / "pg_ctl", "-D", folder / "d", "-o", options, "-w", "-l", folder / "log", "start"], check=True, **quiet
    )
    yield f"postgresql://postgres@/postgres?host={folder}"
    subprocess.run([*as_user, programs / "pg_ctl", "-D", folder / "d", "-m", "immediate", "stop"], check=False, **quiet)
    shutil.rmtree(folder, ignore_errors=True)


def test_same_behaviour_on_a_server(server):
    ledger = Ledger(server)
    record = read_text(TEXT, id="x", published="2021-05-10")
    assert ledger.add([record])["new"] == 1
    assert ledger.add([record])["unchanged"] == 1
    assert [r.date for r in ledger.find('encounters with:"Ana Kral"')] == ["2021-05-09"]
    assert ledger.find("encounters", as_of="2021-05-09") == ()
    assert len(ledger.find('sentences text:"met with" text:amba*')) == 1
    for type_, words in TYPES.items():
        question = f"{type_} since:2020 publisher:x OR lang:en"
        assert ledger.ask(question, facets=True, limit=1).total == ledger.ask(question).total, words
    for name, (_, example, types) in FIELDS.items():
        for type_ in types:
            if name != "is":
                ledger.ask(f"{type_} {name}:{example}", facets=True, as_of="2024-01-01")
    assert ledger.check() == []
    ledger.store.close()
