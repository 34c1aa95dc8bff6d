"""Every example line of every pack is a test: what a pack says that it marks, the reader marks."""

from __future__ import annotations

import pytest

from readout import packcheck
from readout.grammar.examples import Example


@pytest.mark.parametrize("example", [pytest.param(e, id=e.place.removeprefix("packs/")) for e in packcheck.every_example()])
def test_example_holds(example: Example) -> None:
    wrong = packcheck.run(example)
    assert wrong is None, str(wrong)
