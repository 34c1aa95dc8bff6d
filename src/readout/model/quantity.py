"""Quantities: a number with what it counts, where it stands."""

from __future__ import annotations

import msgspec


class QuantityFound(msgspec.Struct, frozen=True, gc=False):
    """A number with its unit where it stands."""

    value: float
    unit: str
    start: int
    end: int
    approximate: str | None
    rule: str
