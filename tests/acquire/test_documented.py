"""Every code that the intake gives is described, and every one that is described is given."""

from __future__ import annotations

import re
from pathlib import Path

import readout

SOURCE = Path(readout.__path__[0]) / "stages"
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "errors.md"


def test_codes_are_documented() -> None:
    given = {
        c
        for folder in ("acquire", "clean")
        for p in (SOURCE / folder).glob("*.py")
        for c in re.findall(r"RO-[AN]\d{3}", p.read_text(encoding="utf-8"))
    }
    described = set(re.findall(r"^## (RO-(?:A\d|N0)\d\d)\b", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE))
    assert given == described
