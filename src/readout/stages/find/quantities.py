"""Quantities: a number with what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from readout.grammar.load import Pack
from readout.model.quantity import QuantityFound
from readout.model.when import When


def find(text: str, pack: Pack, dates: Sequence[When]) -> tuple[QuantityFound, ...]:
    """The quantities of a text, in order."""
    return ()
