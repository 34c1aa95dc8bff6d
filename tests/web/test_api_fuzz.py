"""The whole API, asked with what nobody would ask: no answer is a failure of ours, and every answer keeps its description."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from readout.ledger import Ledger
from readout.web.app import create
from readout.web.settings import Settings
from tests.web.ledgers import TODAY, csrf, samples

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install schemathesis")


def _checks() -> list[Any]:
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as of_openapi

    return [
        checks.not_a_server_error,
        of_openapi.status_code_conformance,
        of_openapi.content_type_conformance,
        of_openapi.response_schema_conformance,
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    ledger: Ledger = samples(tmp_path_factory.mktemp("fuzz") / "a.db")
    return create(Settings(ledger.store.address, today=TODAY, author="fuzz", body_bytes=20_000, upload_bytes=20_000), ledger=ledger)


@pytest.fixture
def api_schema(made: Any) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", made, headers={"host": "127.0.0.1:8765"})


schema = schemathesis.pytest.from_fixture("api_schema")


@pytest.fixture(scope="module")
def session(made: Any) -> dict[str, str]:
    """The cookie and token of a session, so that forms are read and not only refused."""
    from fastapi.testclient import TestClient

    browser = TestClient(made, base_url="http://127.0.0.1:8765")
    token = csrf(browser)
    return {"cookie": f"readout={browser.cookies['readout']}", "x-csrf-token": token, "host": "127.0.0.1:8765"}


@schema.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_nothing_that_is_asked_makes_it_fail(case: Any, session: dict[str, str]) -> None:
    answer = case.call(headers=session)
    assert answer.status_code < 500 or answer.status_code == 503, f"{case.method} {case.formatted_path}: {answer.text[:300]}"
    case.validate_response(answer, checks=_checks())
