"""Names of a language for which no table was compiled, read from the packs as they stand: so a language is added with YAML alone.

States, regions and venues come from `packs/world/states/<lang>.yaml`, `regions.yaml` and `venues.yaml`; cities keep their
international names, and `places.yaml` and the capitals add the language's own. Nothing is inflected: a form that texts print is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from readout.register import guarded
from readout.register.load import WORLD

Index = tuple[list[str], dict[str, list[int]], dict[str, str]]


def languages(world: Path = WORLD) -> tuple[str, ...]:
    """The languages in which the packs name states."""
    return tuple(sorted(path.stem for path in (world / "states").glob("*.yaml")))


def files(language: str, world: Path = WORLD) -> tuple[Path, ...]:
    """The files that the names of a language come from, its states first."""
    return (world / "states" / f"{language}.yaml", world / "regions.yaml", world / "venues.yaml")


def words(language: str, world: Path = WORLD) -> dict[str, Any] | None:
    """The columns of `gazetteer.Words` for a language, or None where the packs have no states in it."""
    path = world / "states" / f"{language}.yaml"
    if not path.exists():
        return None
    states = _mapping(path)
    regions = [(str(r["code"]), _names(r, language)) for r in guarded.read(world / "regions.yaml")]
    venues = [(str(v["city"].get(language) or v["city"]["en"]), _names(v, language)) for v in guarded.read(world / "venues.yaml")]
    return {
        "states": _table((code, _list(entry, "names")) for code, entry in states.items()),
        "adjectives": _table((code, _list(entry, "adjectives")) for code, entry in states.items()),
        "people": _table((code, _list(entry, "people")) for code, entry in states.items()),
        "sides": {w: [code] for code, entry in states.items() for w in _list(entry, "sides")},
        "state_name": {code: _list(entry, "names")[0] for code, entry in states.items() if _list(entry, "names")},
        "capital": {code: str(entry["capital"]) for code, entry in states.items() if entry.get("capital")},
        "regions": _table(regions),
        "region_name": {code: names[0] for code, names in regions if names},
        "venues": _table(venues),
    }


def cities(language: str, english: Index, capitals: Mapping[str, str], countries: str, world: Path = WORLD) -> Index:
    """The cities under their international names, and under the language's own where the packs give them.

    `english` are the names, surfaces and preferences of the compiled table, `capitals` the English capitals by state, `countries`
    the two letters of each row's state in one string.
    """
    names, index, prefer = list(english[0]), {k: list(v) for k, v in english[1].items()}, dict(english[2])
    rows = [(str(e["city"]), str(e["country"]), _list(e, language), bool(e.get("main"))) for e in guarded.read(world / "places.yaml")]
    path = world / "states" / f"{language}.yaml"
    for code, entry in (_mapping(path) if path.exists() else {}).items():
        if entry.get("capital") and capitals.get(code):
            rows.append((capitals[code], code, [str(entry["capital"])], True))
    for city, country, variants, main in rows:
        row = next((r for r in english[1].get(city, ()) if countries[2 * r : 2 * r + 2] == country), None)
        if row is None or not variants:
            continue
        names[row] = variants[0]
        for variant in variants:
            index[variant] = sorted({*index.get(variant, ()), row})
            if main:
                prefer.setdefault(variant, country)
    return names, index, prefer


def _mapping(path: Path) -> dict[str, Any]:
    return {str(code): entry for code, entry in guarded.read(path).items() if code != guarded.LINE}


def _names(entry: Mapping[str, Any], language: str) -> list[str]:
    return _list(entry["names"], language)


def _list(entry: Mapping[str, Any], key: str) -> list[str]:
    found = entry.get(key) or ()
    return [str(w) for w in found] if isinstance(found, (list, tuple)) else [str(found)]


def _table(entries: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    """Surfaces to codes; the first entry that has a surface keeps it."""
    found: dict[str, str] = {}
    for code, surfaces in entries:
        for surface in surfaces:
            found.setdefault(surface, code)
    return found
