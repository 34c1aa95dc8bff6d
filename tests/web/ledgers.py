"""Ledgers for tests of the explorer: the samples that come with Readout, and records built by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from readout import api
from readout.errors import ReadoutError
from readout.ledger import Ledger
from readout.web.app import create
from readout.web.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "src" / "readout" / "samples" / "en"
TODAY = "2025-09-15"
HERE = "http://127.0.0.1:8765"


def samples(path: Path) -> Ledger:
    """A ledger of the samples."""
    ledger = Ledger(str(path))
    ledger.add([r for r in api.read_many([SAMPLES]) if not isinstance(r, ReadoutError)])
    return ledger


def client(ledger: Ledger, **settings: Any) -> TestClient:
    """A browser without a screen, on the loopback address."""
    made = create(Settings(ledger.store.address, today=TODAY, author="tester", **settings), ledger=ledger)
    return TestClient(made, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)


def csrf(browser: TestClient, page: str = "/intake") -> str:
    """The token in the forms of a page."""
    import re

    found = re.search(r'name="csrf" value="([0-9a-f]+)"', browser.get(page, headers={"accept": "text/html"}).text)
    assert found, page
    return found[1]


def claim(ledger: Ledger, type_: str, **fields: Any) -> Any:
    """The first claim of a type with these columns."""
    from sqlalchemy import select

    from readout.ledger import schema as t

    with ledger.store.reading() as connection:
        where = [t.claim.c[k] == v for k, v in fields.items()]
        return connection.execute(select(t.claim).where(t.claim.c.type == type_, *where).order_by(t.claim.c.id)).first()
