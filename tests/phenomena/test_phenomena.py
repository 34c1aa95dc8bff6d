"""Every phenomenon, one test per case: see README.md in this folder for how a case is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from readout import read_text
from tests.reading import Reading

HERE = Path(__file__).parent


def cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}-{path.stem}-{case['id']}"))
    return found


@pytest.mark.parametrize(("language", "case"), cases())
def test_phenomenon(language: str, case: dict[str, Any]) -> None:
    published = None if case.get("published") is None else str(case["published"])
    record = read_text(case["text"], published=published, publisher=case.get("publisher"), language=language)
    assert list(Reading(record).failures(case["expect"])) == []
