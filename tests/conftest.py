"""What tests of several folders need: a PostgreSQL server of their own, where Debian's programs are installed."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption("--ledger", metavar="postgresql://…", help="Keep every ledger of these tests in databases of this server.")


def pytest_configure(config):
    config.addinivalue_line("markers", "on_file: about ledgers in files; left out with --ledger postgresql://…")
    if address := config.getoption("--ledger"):
        _in_databases(address)


def pytest_collection_modifyitems(config, items):
    if config.getoption("--ledger"):
        for item in items:
            if item.get_closest_marker("on_file"):
                item.add_marker(pytest.mark.skip(reason="this is about ledgers in files"))


def _in_databases(server):
    """Every ledger that would be a file becomes a database of a server, made when it is first opened."""
    from sqlalchemy import create_engine, text

    from readout.ledger import store

    opening, there = store.Store.__init__, set()
    base, _, rest = server.rpartition("/")

    def init(self, address, *, create=True):
        if "://" not in str(address):
            name = "t" + hashlib.sha256(os.path.abspath(address).encode()).hexdigest()[:20]
            if create and name not in there:
                engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
                with engine.connect() as connection:
                    connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
                    connection.execute(text(f"CREATE DATABASE {name}"))
                engine.dispose()
                there.add(name)
            if name in there:
                address = f"{base}/{name}{rest[rest.index('?'):] if '?' in rest else ''}"
        opening(self, address, create=create)

    store.Store.__init__ = init


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
