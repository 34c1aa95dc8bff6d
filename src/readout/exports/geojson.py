"""Hits with a place as GeoJSON (RFC 7946); coordinates come from the gazetteer and say so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from readout.exports.tables import cell
from readout.ledger.asking import Hit
from readout.register.gazetteer import load_gazetteer


def features(rows: Iterable[Hit]) -> str:
    """A FeatureCollection of the hits whose place the gazetteer knows; the others are counted in `without_place`.

    >>> json.loads(features([Hit("encounter", "E1", place="Samarkand", country="UZ")]))["features"][0]["geometry"]["type"]
    'Point'
    """
    made, without = [], 0
    for hit in rows:
        point = _point(hit)
        if point is None:
            without += 1
            continue
        made.append(
            {"type": "Feature", "id": hit.code, "geometry": {"type": "Point", "coordinates": point}, "properties": _properties(hit)}
        )
    return json.dumps({"type": "FeatureCollection", "features": made, "without_place": without}, ensure_ascii=False)


def _point(hit: Hit) -> list[float] | None:
    """Longitude and latitude, in this order."""
    if not hit.place:
        return None
    gazetteer = load_gazetteer()
    own = hit.document.language if hit.document else None
    for tried in sorted(gazetteer.languages(), key=lambda x: x != own):
        found = gazetteer.place(hit.place, tried, hit.country)
        if found is not None:
            return [found.longitude, found.latitude]
    return None


def _properties(hit: Hit) -> dict[str, Any]:
    values: dict[str, Any] = {
        "type": hit.type,
        "place": hit.place,
        "country": hit.country,
        "day": hit.day,
        "date": hit.date,
        "kind": hit.kind,
        "status": hit.status,
    }
    values |= {"mode": hit.mode, "principals": cell(hit, "principals"), "accounts": hit.count, "coordinates_basis": "register"}
    values |= {"document": hit.document.name, "quote": hit.quote} if hit.document else {}
    return {k: v for k, v in values.items() if v not in (None, "")}
