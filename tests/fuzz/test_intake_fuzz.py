"""A few hundred mutated files, the same ones each time."""

from __future__ import annotations

from . import intake


def test_mutated_files_give_sources_or_errors() -> None:
    intake.run(runs=300, seed=7)
