"""The gazetteer: names of states, their regions and cities in every language that has them, from one compiled table.

The table is built by `tools/build_gazetteer.py` from CLDR, GeoNames and the YAML files beside it. A language's words are
decoded when first asked for; cities, which are many, only when a city is asked for.

>>> load_gazetteer().state_names("en")["Kyrgyz Republic"]
'KG'
>>> load_gazetteer().place("Zhengzhou", "en").country
'CN'
"""

from __future__ import annotations

import sys
import unicodedata
import zlib
from array import array
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import msgspec

from readout.errors import PackError
from readout.register import cache as cache_files
from readout.register import uncompiled

TABLES = Path(__file__).resolve().parent / "data"
_INTERNATIONAL = "en"  # the language of GeoNames' main names, from which plain letters are made
SCALE = 100_000  # coordinates are kept as whole hundred-thousandths of a degree
_ASCII = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "ə": "a", "Ə": "A"}
    | {"þ": "th", "Þ": "Th", "ð": "d", "ħ": "h", "Ħ": "H", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"}
)


class Place(msgspec.Struct, frozen=True):
    """A city: `name` in the language that was asked for, `ascii` for sorting and file names, `country` as alpha-2 code."""

    name: str
    ascii: str
    country: str
    latitude: float
    longitude: float
    geonames: str
    population: int


class Words(msgspec.Struct, frozen=True):
    """What one language calls states, regions and venues: surfaces to codes, and codes to the names records print."""

    states: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    people: dict[str, str] = {}
    sides: dict[str, list[str]] = {}
    state_name: dict[str, str] = {}
    capital: dict[str, str] = {}
    regions: dict[str, str] = {}
    region_name: dict[str, str] = {}
    venues: dict[str, str] = {}


class Cities(msgspec.Struct, frozen=True):
    """The cities of the world in columns, the most populous first; numbers as little-endian bytes."""

    countries: str
    latitudes: bytes
    longitudes: bytes
    ids: bytes
    populations: bytes


class CityNames(msgspec.Struct, frozen=True):
    """What one language calls cities: a name per row ("" where it has none), other surfaces, and which country a shared name means."""

    names: str
    aliases: dict[str, list[int]] = {}
    prefer: dict[str, str] = {}


class Gazetteer:
    """Names of states, regions and places. Every method takes a language; one that the tables lack has no names."""

    def __init__(self, tables: Path = TABLES) -> None:
        self._tables = tables
        self._words: dict[str, Words] = {}
        self._seats: dict[str, dict[str, str]] = {}
        self._index: dict[str, tuple[list[str], dict[str, list[int]], dict[str, str]]] = {}
        self._lemmas: dict[str, dict[str, str]] = {}

    def languages(self) -> tuple[str, ...]:
        """The languages that have names of states, compiled or in the packs as they stand; that of the international names first.

        >>> load_gazetteer().languages()[0], "fr" in load_gazetteer().languages()
        ('en', True)
        """
        return self._languages

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        compiled = {path.name.split(".")[1] for path in self._tables.glob("words.*.bin")}
        return tuple(sorted({*compiled, *uncompiled.languages()}, key=lambda x: (x != _INTERNATIONAL, x)))

    def state_names(self, language: str) -> Mapping[str, str]:
        """Every usual name of a state, in every form the language inflects it to, to its alpha-2 code."""
        return MappingProxyType(self._of(language).states)

    def lemmas(self, language: str) -> Mapping[str, str]:
        """The nominative of every usual name of a state; the tables give it before the forms that are made of it.

        >>> load_gazetteer().lemmas("ru")["Республики Казахстан"]
        'Республика Казахстан'
        """
        if language not in self._lemmas:
            leading: dict[str, list[str]] = {}
            found: dict[str, str] = {}
            for surface, code in self._of(language).states.items():
                lemma = next((w for w in leading.get(code, ()) if _alike(w, surface)), None)
                if lemma is None:
                    leading.setdefault(code, []).append(surface)
                found[surface] = lemma or surface
            self._lemmas[language] = found
        return MappingProxyType(self._lemmas[language])

    def adjectives(self, language: str) -> Mapping[str, str]:
        """Words such as "Swedish" that say which state a side, minister or company is of, to alpha-2 codes."""
        return MappingProxyType(self._of(language).adjectives)

    def people(self, language: str) -> Mapping[str, str]:
        """Plural nouns for citizens ("Swedes") to alpha-2 codes."""
        return MappingProxyType(self._of(language).people)

    def sides(self, language: str) -> Mapping[str, list[str]]:
        """Words that name a state's side as such (中方), to the states they can mean, the likeliest first."""
        return MappingProxyType(self._of(language).sides)

    def state_name(self, code: str, language: str) -> str:
        """The short name records print for a state; the code itself where the language has none.

        >>> load_gazetteer().state_name("CZ", "en")
        'Czechia'
        """
        return self._of(language).state_name.get(code, code)

    def capital(self, code: str, language: str) -> str | None:
        """The seat of government by name, or None."""
        return self._of(language).capital.get(code)

    def seats(self, language: str) -> Mapping[str, str]:
        """Capitals, and buildings in them, that stand for their state where they speak ("Beijing supports …"), to its code.

        >>> load_gazetteer().seats("en")["Beijing"]
        'CN'
        """
        if language not in self._seats:
            words = self._of(language)
            found = {name: code for code, name in words.capital.items()}
            self._seats[language] = found | {venue: found[city] for venue, city in words.venues.items() if city in found}
        return MappingProxyType(self._seats[language])

    def region_names(self, language: str) -> Mapping[str, str]:
        """Names of first-level regions ("Henan Province") to ISO 3166-2 codes; a region named like a city of its own is not here."""
        return MappingProxyType(self._of(language).regions)

    def region_name(self, code: str, language: str) -> str:
        """The name records print for a region; the code itself where the language has none."""
        return self._of(language).region_name.get(code, code)

    def state_of_region(self, code: str) -> str:
        """The state a region belongs to by its ISO 3166-2 code.

        >>> load_gazetteer().state_of_region("CN-HA")
        'CN'
        """
        return code.partition("-")[0]

    def venues(self, language: str) -> Mapping[str, str]:
        """Buildings and sites at which people meet ("Kremlin") to the city they stand in, by its name in that language."""
        return MappingProxyType(self._of(language).venues)

    def city_names(self, language: str) -> Mapping[str, list[int]]:
        """Every surface of a city; made for `in` (the values are row numbers of this build and mean nothing elsewhere)."""
        return MappingProxyType(self._cities(language)[1])

    def place(self, name: str, language: str, country: str | None = None) -> Place | None:
        """The city of that name: in `country` if there is one, else the one usually meant, else the most populous.

        >>> load_gazetteer().place("Birmingham", "en", "US").country
        'US'
        """
        names, index, prefer = self._cities(language)
        rows = index.get(name) or index.get(name.replace("’", "'"))
        if not rows:
            return None
        table = self._table
        for wanted in (country, prefer.get(name)):
            for row in rows if wanted else ():
                if table.countries[2 * row : 2 * row + 2] == wanted:
                    return self._place(row, names)
        return self._place(rows[0], names)

    def _place(self, row: int, names: list[str]) -> Place:
        table, (latitudes, longitudes, ids, populations) = self._table, self._numbers
        international = self._cities(_INTERNATIONAL)[0]
        return Place(
            names[row] or international[row],
            ascii_name(international[row]),
            table.countries[2 * row : 2 * row + 2],
            latitudes[row] / SCALE,
            longitudes[row] / SCALE,
            str(ids[row]) if ids[row] else "",
            populations[row],
        )

    def _of(self, language: str) -> Words:
        if language not in self._words:
            path = self._tables / f"words.{language}.bin"
            if path.exists():
                self._words[language] = msgspec.msgpack.decode(_unpacked(path), type=Words)
            else:
                self._words[language] = _kept(language)
        return self._words[language]

    def _cities(self, language: str) -> tuple[list[str], dict[str, list[int]], dict[str, str]]:
        if language not in self._index:
            path = self._tables / f"cities.{language}.bin"
            if not path.exists() and self._of(language).states:
                own = uncompiled.cities(language, self._cities(_INTERNATIONAL), self._of(_INTERNATIONAL).capital, self._table.countries)
                self._index[language] = own
                return own
            found = msgspec.msgpack.decode(_unpacked(path), type=CityNames) if path.exists() else CityNames("")
            names = found.names.split("\n")
            index: dict[str, list[int]] = {}
            for row, name in enumerate(names):
                if name:
                    index.setdefault(name, []).append(row)
            for surface, rows in found.aliases.items():
                index[surface] = sorted({*index[surface], *rows}) if surface in index else rows
            self._index[language] = (names, index, found.prefer)
        return self._index[language]

    @cached_property
    def _table(self) -> Cities:
        return msgspec.msgpack.decode(_unpacked(self._tables / "cities.bin"), type=Cities)

    @cached_property
    def _numbers(self) -> tuple[array[int], array[int], array[int], array[int]]:
        table = self._table
        return _array(table.latitudes), _array(table.longitudes), _array(table.ids), _array(table.populations)


def _kept(language: str) -> Words:
    """The words of a language that has no compiled table, made of the packs' files once and kept under their digest."""
    paths = uncompiled.files(language)
    if not paths[0].exists():
        return Words()
    key = cache_files.digest(paths, "words/1")
    found = cache_files.load("words", key)
    if found is not None:
        try:
            return msgspec.msgpack.decode(found, type=Words)
        except msgspec.DecodeError:
            pass  # what lies there was written by something else: it is made anew below
    made = Words(**(uncompiled.words(language) or {}))
    cache_files.store("words", key, msgspec.msgpack.encode(made))
    return made


def _alike(lemma: str, form: str) -> bool:
    """Whether a name may be a form of another: as many words, each of them the same but for its ending."""
    ours, theirs = lemma.split(" "), form.split(" ")
    if len(ours) != len(theirs) or lemma.isupper() or form.isupper():
        return False
    return all(
        a == b or a[: max(2, len(a) - 3)].replace("ё", "е") == b[: max(2, len(a) - 3)].replace("ё", "е")
        for a, b in zip(ours, theirs, strict=True)
    )


def ascii_name(name: str) -> str:
    """A name in plain letters.

    >>> ascii_name("Chișinău")
    'Chisinau'
    """
    flat = unicodedata.normalize("NFKD", name.translate(_ASCII))
    return "".join(c for c in flat if c.isascii())


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this installation, one for the whole process."""
    return Gazetteer()


def _array(data: bytes) -> array[int]:
    numbers = array("i")
    numbers.frombytes(data)
    if sys.byteorder == "big":  # tables are little-endian wherever they were built
        numbers.byteswap()
    return numbers


def _unpacked(path: Path) -> bytes:
    try:
        return zlib.decompress(path.read_bytes())
    except (OSError, zlib.error) as error:
        remedy = "install again, or run: python tools/build_gazetteer.py"
        raise PackError("RO-P006", path.name, f"a table of the gazetteer cannot be read ({error})", remedy) from error
