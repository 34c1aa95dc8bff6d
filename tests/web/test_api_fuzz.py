"""The whole API, asked with what nobody would ask: no answer is a failure of ours, and every answer keeps its description."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from readout.ledger import Ledger
from readout.web.app import create
from readout.web.settings import Settings
from tests.web.ledgers import TODAY, csrf, samples

EXAMPLES = 12
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


@pytest.fixture(scope="module")
def session(made: Any) -> dict[str, str]:
    """The cookie and token of a session, so that forms are read and not only refused."""
    from fastapi.testclient import TestClient

    browser = TestClient(made, base_url="http://127.0.0.1:8765")
    token = csrf(browser)
    return {"cookie": f"readout={browser.cookies['readout']}", "x-csrf-token": token, "host": "127.0.0.1:8765"}


def test_nothing_that_is_asked_makes_it_fail(made: Any, session: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", made, headers={"host": "127.0.0.1:8765"})
    asked, wrong = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(headers=session)
            assert answer.status_code < 500, answer.text[:300]
            case.validate_response(answer, checks=_checks())

        try:
            ask()
        except Exception as error:  # noqa: BLE001  # every operation is asked, and all that fail are told together
            wrong.append(f"{operation.label}: {type(error).__name__} {str(error)[:400]}")
    assert wrong == []
    assert asked > 10 * EXAMPLES
