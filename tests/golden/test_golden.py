"""Golden documents: a source in our own words, a record made by hand, and what Readout reads, held against each other.

The figures are those of the project's scorer, document by document; a fall below a document's floor fails. Floors stand in
`floors.yaml` and are raised when the reading gets better (tools/golden_floors.py prints what stands now).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from readout import read_text
from tests.golden.scoring import figures

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((HERE / "floors.yaml").read_text(encoding="utf-8"))
DOCUMENTS = sorted(p.parent for p in HERE.glob("*/*/record.yaml"))


def scores(folder: Path) -> dict[str, float]:
    gold: dict[str, Any] = yaml.safe_load((folder / "record.yaml").read_text(encoding="utf-8"))
    text = (folder / "source.txt").read_text(encoding="utf-8")
    published = str(gold["published"]) if gold.get("published") else None
    return figures(gold, read_text(text, published=published, publisher=gold.get("publisher"), language=gold["lang"]))


@pytest.mark.parametrize("folder", DOCUMENTS, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_document_reads_at_least_as_well_as_its_floor(folder: Path) -> None:
    found = scores(folder)
    floor = FLOORS[f"{folder.parent.name}/{folder.name}"]
    assert {k: v for k, v in floor.items() if found[k] < v} == {}, f"read now: {found}"
