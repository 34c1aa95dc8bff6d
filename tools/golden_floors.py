#!/usr/bin/env python3
"""Print what the golden documents reach now, as the YAML of tests/golden/floors.yaml."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
(Path(__file__).resolve().parent.parent / "tests" / "golden" / "floors.yaml").touch()

from tests.golden.test_golden import DOCUMENTS, scores  # noqa: E402  # the path is set first


def main() -> None:
    print("# What each golden document must reach at least: tools/golden_floors.py prints what it reaches now.")
    for folder in DOCUMENTS:
        found = {name: float(f"{int(value * 100) / 100:.2f}") for name, value in scores(folder).items()}
        print(f"{folder.parent.name}/{folder.name}: {{{', '.join(f'{k}: {v}' for k, v in found.items())}}}")


if __name__ == "__main__":
    main()
