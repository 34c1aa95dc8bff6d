"""Who met whom, and where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from readout.ledger.views import between, rows
from readout.register.gazetteer import load_gazetteer
from readout.web.graph import Graph, graph
from readout.web.screens import screen
from readout.web.sight import See, Sight
from readout.web.world import Dot, shade

router = APIRouter()
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Side = Annotated[str, Query(max_length=80)]


class Meetings(msgspec.Struct, frozen=True):
    """Who met whom: the matrix, the same as a graph, and the encounters of a chosen pair."""

    matrix: between.Matrix
    graph: Graph
    left: str
    right: str
    encounters: tuple[rows.Meeting, ...]


def _window(see: Sight, since: str, until: str) -> tuple[str, str]:
    """The asked stretch of time; without one, the year up to the last report."""
    if not until:
        with see.reading() as connection:
            until = between.last_day(connection, see.today) or see.today
    if not since:
        try:
            since = (date.fromisoformat(until) - timedelta(days=365)).isoformat()
        except (ValueError, OverflowError):
            since = f"{until[:4]}-01-01"
    return min(since, until), max(since, until)


@screen(router, "/meetings", "meetings.html", Meetings)
def show_meetings(see: See, since: Day = "", until: Day = "", left: Side = "", right: Side = "") -> Meetings:
    """Who met whom in a stretch of time, how often, and who fell silent."""
    since, until = _window(see, since, until)
    with see.reading() as connection:
        found = between.matrix(connection, since, until)
        met = between.of_pair(connection, left, right, since, until) if left and right else []
    return Meetings(found, graph(found), left, right, tuple(met))


class MapPage(msgspec.Struct, frozen=True):
    """Where encounters took place; `dots` are places with coordinates on the map's plane."""

    places: between.Places
    shades: dict[str, int]
    dots: tuple[Dot, ...]
    country: str
    encounters: tuple[rows.Meeting, ...]


@screen(router, "/map", "map.html", MapPage)
def show_map(see: See, since: Day = "", until: Day = "", country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$")] = "") -> MapPage:
    """Where encounters took place in a stretch of time, on a map that asks nobody."""
    since, until = _window(see, since, until)
    with see.reading() as connection:
        found = between.places(connection, since, until)
        met = between.in_country(connection, country, since, until) if country else []
    most = max((c.count for c in found.countries), default=0)
    gazetteer = load_gazetteer()
    dots = []
    for row in found.countries[:80]:
        for name, count in row.places[:5]:
            place = gazetteer.place(name, "en", row.country) if name else None
            if place is not None:
                dots.append(Dot.of(place.name, row.country, count, place.latitude, place.longitude))
    return MapPage(found, {c.country: shade(c.count, most) for c in found.countries}, tuple(dots[:200]), country, tuple(met))
