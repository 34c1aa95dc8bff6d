"""The map: outlines of countries made once from Natural Earth (tools/make_world.py), on an equal-earth plane; nothing is fetched."""

from __future__ import annotations

import json
import math
from functools import cache

import msgspec

from readout.web.page import ASSETS

WIDTH, HEIGHT = 1000, 487
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF = 2.70663  # half the width of the Equal Earth projection of the unit sphere


class Country(msgspec.Struct, frozen=True):
    """A country's outline as an SVG path."""

    code: str
    path: str


class Dot(msgspec.Struct, frozen=True):
    """A place with how many encounters it saw."""

    name: str
    country: str
    count: int
    x: float
    y: float
    radius: float

    @classmethod
    def of(cls, name: str, country: str, count: int, latitude: float, longitude: float) -> Dot:
        """A place by its coordinates."""
        x, y = project(longitude, latitude)
        return cls(name, country, count, round(x, 1), round(y, 1), round(2 + 2 * math.sqrt(count) ** 0.9, 1) if count < 40 else 12.0)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Coordinates on the map's plane by the Equal Earth projection (Šavrič, Patterson, Jenny 2018): areas keep their proportions.

    >>> [round(v) for v in project(0, 0)]
    [500, 244]
    """
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    a1, a2, a3, a4 = _A
    t2 = theta * theta
    t6 = t2**3
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1))
    y = theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)
    scale = WIDTH / (2 * _HALF)
    return WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale


@cache
def world() -> tuple[Country, ...]:
    """All outlines."""
    rows = json.loads((ASSETS / "world.json").read_text(encoding="utf-8"))["countries"]
    return tuple(Country(code, path) for code, path in rows)


def shade(count: int, most: int) -> int:
    """One of five steps, by the logarithm of the count.

    >>> shade(1, 100), shade(100, 100)
    (1, 5)
    """
    return 0 if count <= 0 else 1 + round(4 * math.log(count) / math.log(most)) if most > 1 else 3
