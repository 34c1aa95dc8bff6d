"""Make src/readout/web/assets/world.json from the npm package world-atlas (Natural Earth 1:110m, public domain).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && python tools/make_world.py package/countries-110m.json

Only the maker of a new map needs this; the result is checked in.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from readout.web.page import ASSETS
from readout.web.world import project

# Natural Earth gives no ISO number to these.
_NAMED = {"France": "FR", "Russia": "RU", "Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def _ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> str:
    points: list[tuple[float, float]] = []
    for n in numbers:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        points.extend(arc[1:] if points else arc)
    whole = _unrolled(points)
    return "".join(_path(_clipped([(x + turn, y) for x, y in whole])) for turn in (-360, 0, 360))


def _unrolled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ring without jumps at the 180th meridian: longitudes go on beyond it."""
    found, turn = [points[0]], 0.0
    for (before, _), (x, y) in pairwise(points):
        turn += 360 if x - before < -180 else -360 if x - before > 180 else 0
        found.append((x + turn, y))
    return found


def _clipped(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The part of a ring between the meridians -180 and 180 (Sutherland and Hodgman)."""
    for edge, side in ((-180.0, 1), (180.0, -1)):
        kept: list[tuple[float, float]] = []
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            inside0, inside1 = (x0 - edge) * side >= 0, (x1 - edge) * side >= 0
            if inside0:
                kept.append((x0, y0))
            if inside0 != inside1:
                kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        ring = kept
        if not ring:
            return []
    return ring


def _path(points: list[tuple[float, float]]) -> str:
    flat: list[str] = []
    for longitude, latitude in points:
        x, y = project(longitude, latitude)
        word = f"{x:.1f} {y:.1f}".replace(".0", "")
        if not flat or flat[-1] != word:
            flat.append(word)
    return "M" + "L".join(flat) + "Z" if len(flat) > 2 else ""


def main() -> None:
    """Read the topology named on the command line, write the asset."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    numbers = {v["numeric"]: k for k, v in _iso().items()}
    arcs = _arcs(topology)
    rows: list[tuple[str, str]] = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = numbers.get(str(shape.get("id", "")).zfill(3)) or _NAMED.get(name, "")
        if name == "Antarctica":
            continue
        rings = [ring for polygon in (shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]) for ring in polygon]
        rows.append((code, "".join(_ring(ring, arcs) for ring in rings)))
    made = {"source": "Natural Earth 1:110m by way of world-atlas 2.0.2, public domain", "countries": sorted(rows)}
    (ASSETS / "world.json").write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")


def _iso() -> dict[str, dict[str, str]]:
    found = {}
    for alias, code in get_global("territory_aliases").items():
        if alias.isdigit() and len(alias) == 3:
            found[code[0]] = {"numeric": alias}
    return found


if __name__ == "__main__":
    main()
