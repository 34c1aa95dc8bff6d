"""What tests of several folders need: a PostgreSQL server of their own, where Debian's programs are installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture
def server():
    pytest.importorskip("psycopg")
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed")
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
