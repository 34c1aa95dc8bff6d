"""The gazetteer: states, regions and cities with their names, where they lie, and what "Chinese" or "the Kremlin" stands for.

Names by hand stand in `packs/world/{states,regions,venues}`; cities and further names of states are compiled by
`tools/build_gazetteer.py` from GeoNames (CC BY 4.0) and CLDR (Unicode licence). A language's names are loaded when first asked for.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from readout.grammar.load import LINE, PACKS, read_yaml

DATA = Path(__file__).resolve().parent / "data"
_COLUMNS = {"ru": 6, "zh": 7}


class Place(msgspec.Struct, frozen=True):
    """A city: its name, state (ISO 3166-1 alpha-2), where it lies (degrees), GeoNames id and population."""

    name: str
    country: str
    latitude: float
    longitude: float
    geonames: int
    population: int
    kind: str = "city"


class Gazetteer:
    """Names of states, regions, cities and venues, by language; made once, never changed.

    >>> gazetteer = load_gazetteer()
    >>> gazetteer.state_names("en")["Kyrgyz Republic"], gazetteer.adjectives("en")["Swedish"]
    ('KG', 'SE')
    >>> gazetteer.place("Zhengzhou", "en").country
    'CN'
    """

    def __init__(self) -> None:
        self._states: dict[str, dict[str, dict[str, Any]]] = {}

    @cached_property
    def _compiled_states(self) -> dict[str, list[str]]:
        """The CLDR names of every territory: code -> names in the order of `LANGUAGES` of the build tool."""
        return {row[0]: row[1:] for row in _rows("states.tsv.gz")}

    @cached_property
    def _cities(self) -> tuple[list[str], ...]:
        return tuple(_rows("places.tsv.gz"))

    def _written(self, language: str) -> dict[str, dict[str, Any]]:
        """What area experts wrote about states in a language."""
        if language not in self._states:
            path = PACKS / "world" / "states" / f"{language}.yaml"
            content = read_yaml(path) if path.exists() else {}
            self._states[language] = {str(k): v for k, v in content.items() if k != LINE}
        return self._states[language]

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def state_names(self, language: str) -> Mapping[str, str]:
        """Every name of a state in a language -> ISO 3166-1 alpha-2."""
        found = {str(name): code for code, entry in self._written(language).items() for name in _list(entry, "names")}
        column = {"en": 0, "ru": 1, "zh": 2}.get(language)
        if column is not None and not found:
            found = {names[column]: code for code, names in self._compiled_states.items() if names[column]}
        return found

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def adjectives(self, language: str) -> Mapping[str, str]:
        """What stands before a noun for a state ("Swedish") -> its code."""
        return {str(n): code for code, entry in self._written(language).items() for n in _list(entry, "adjectives")}

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def people(self, language: str) -> Mapping[str, str]:
        """Plural nouns for a state's people ("Swedes") -> its code."""
        return {str(n): code for code, entry in self._written(language).items() for n in _list(entry, "people")}

    def state_name(self, code: str, language: str) -> str:
        """The name that records print for a state."""
        names = _list(self._written(language).get(code, {}), "names")
        return str(names[0]) if names else next((n for n in self._compiled_states.get(code, []) if n), code)

    def capital(self, code: str, language: str) -> str | None:
        """A state's capital by its name in a language."""
        found = self._written(language).get(code, {}).get("capital")
        return str(found) if found else None

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def _regions(self) -> tuple[dict[str, Any], ...]:
        path = PACKS / "world" / "regions.yaml"
        return tuple(read_yaml(path)) if path.exists() else ()

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def region_names(self, language: str) -> Mapping[str, str]:
        """Every name of a first-level region -> ISO 3166-2."""
        return {str(n): str(r["code"]) for r in self._regions() for n in _list(r.get("names", {}), language)}

    def region_name(self, code: str, language: str) -> str:
        """The name that records print for a region."""
        names = next((_list(r.get("names", {}), language) for r in self._regions() if r["code"] == code), [])
        return str(names[0]) if names else code

    def state_of_region(self, code: str) -> str:
        """The state a region lies in: the first half of its code.

        >>> load_gazetteer().state_of_region("CN-HA")
        'CN'
        """
        return code.split("-", 1)[0]

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def city_names(self, language: str) -> Mapping[str, tuple[int, ...]]:
        """Every name of a city -> rows of the table, the most populous first."""
        column = _COLUMNS.get(language, 1)
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self._cities):
            if row[column]:
                found.setdefault(row[column], []).append(number)
        for entry in self._aliases():
            rows = [n for n in found.get(str(entry["city"]), [])] or self._by_plain_name(str(entry["city"]))
            for name in _list(entry, language):
                found.setdefault(str(name), []).extend(rows)
        return {name: tuple(sorted(set(rows), key=lambda n: -int(self._cities[n][5]))) for name, rows in found.items()}

    def _by_plain_name(self, name: str) -> list[int]:
        return [n for n, row in enumerate(self._cities) if row[1] == name]

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def _aliases(self) -> tuple[dict[str, Any], ...]:
        path = PACKS / "world" / "cities.yaml"
        return tuple(read_yaml(path)) if path.exists() else ()

    def place(self, name: str, language: str, country: str | None = None) -> Place | None:
        """The city of a name: in the given state if it has one there, else the most populous."""
        rows = self.city_names(language).get(name, ())
        if not rows:
            return None
        at = next((n for n in rows if self._cities[n][2] == country), rows[0])
        row = self._cities[at]
        return Place(name, row[2], float(row[3]), float(row[4]), int(row[0]), int(row[5]))

    @cache  # noqa: B019 - one gazetteer lives as long as the process
    def venues(self, language: str) -> Mapping[str, str]:
        """Every name of a venue -> the place it is in, by its name in the language."""
        path = PACKS / "world" / "venues.yaml"
        entries = read_yaml(path) if path.exists() else ()
        return {str(n): str(e["city"][language]) for e in entries if language in e["city"] for n in _list(e.get("names", {}), language)}


def _list(entry: Mapping[str, Any], key: str) -> list[Any]:
    found = entry.get(key) or []
    return found if isinstance(found, list) else [found]


def _rows(name: str) -> list[list[str]]:
    path = DATA / name
    if not path.exists():
        return []
    return [line.split("\t") for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this process."""
    return Gazetteer()
