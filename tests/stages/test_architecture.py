"""The house stays as it was drawn: stages in one order, no language in the code, every error code explained."""

from __future__ import annotations

import re
from pathlib import Path

import readout
from readout.grammar.load import languages
from readout.stages import STAGES

ROOT = Path(readout.__file__).parent


def test_the_folders_of_the_stages_are_the_stages_in_their_order() -> None:
    folders = sorted(p.name for p in (ROOT / "stages").iterdir() if (p / "__init__.py").exists())
    assert folders == [s.name for s in STAGES]


def test_no_language_is_named_in_stages_or_grammar() -> None:
    codes = "|".join(sorted({*languages(), "ru", "zh"}))
    quoted = re.compile(rf"""(?<![\w"'])["'](?:{codes})["']""")
    found = []
    for path in sorted([*(ROOT / "stages").rglob("*.py"), *(ROOT / "grammar").rglob("*.py")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if quoted.search(line) and ">>>" not in line and not line.strip().startswith("'") and "load_pack(" not in line:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []
