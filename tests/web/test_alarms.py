"""What does not look right on the page of intake: each alarm rings for its fault, and none rings without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from readout.ledger import Ledger
from readout.ledger import schema as t
from readout.ledger.views.alarms import alarms

TODAY = "2025-09-15"


def _documents(ledger: Ledger, many: int, *, met: bool = True, **fields: Any) -> None:
    with ledger.store.writing(wait=5) as connection:
        for _ in range(many):
            number = connection.execute(select(func.count()).select_from(t.document)).scalar() + 1
            columns = {"name": "n", "source": "s", "publisher": "asean", "language": "en", "published": "2024-01-01", **fields}
            columns |= {"sha256": "0", "revision_id": 0, "recorded_since": "2025-01-01"}
            key = str(number)
            connection.execute(insert(t.document).values(key=key, **columns))
            texts = {"number": 1, "sha256": "0", "text": "", "known_since": "2024", "recorded_since": "2024"}
            connection.execute(insert(t.revision).values(document_id=number, **texts))
            if met:
                claim = {"code": key, "document_id": number, "revision_id": number, "type": "encounter", "local": "e1", "digest": "0"}
                connection.execute(insert(t.claim).values(**claim, data="{}", known_since="2024", recorded_since="2024"))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger(str(tmp_path / "a.db"))
    _documents(found, 30)
    return found


def _kinds(ledger: Ledger, today: str = TODAY) -> list[str]:
    with ledger.store.reading() as connection:
        return [a.kind for a in alarms(connection, today)]


def test_nothing_rings_where_all_is_as_it_was(ledger: Ledger) -> None:
    _documents(ledger, 12)
    assert _kinds(ledger) == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("fewer encounters", {"met": False}),
        ("no date", {"published": None}),
        ("another language", {"language": "fr"}),
        ("future date", {"published": "2031-01-01"}),
    ],
)
def test_an_alarm_rings_for_its_fault(ledger: Ledger, kind: str, fields: dict[str, Any]) -> None:
    _documents(ledger, 12, **fields)
    assert _kinds(ledger) == [kind]


def test_a_publisher_that_falls_silent_is_told(ledger: Ledger) -> None:
    _documents(ledger, 70, published="2025-06-01")
    assert _kinds(ledger) == ["fewer texts"]


def test_a_publisher_that_never_gave_an_encounter_is_told(tmp_path: Path) -> None:
    bare = Ledger(str(tmp_path / "b.db"))
    _documents(bare, 11, met=False)
    assert _kinds(bare) == ["no encounter"]
