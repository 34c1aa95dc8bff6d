"""Every example line of the furniture and of the publisher profiles holds: a pack's author sees at once what a pattern takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from readout.grammar.load import LINE, PACKS, languages, load_pack, load_world, read_yaml
from readout.grammar.publishers import FOLDER, load_profile, profile_for, profiles
from readout.stages.clean import furniture


def _files() -> Iterator[tuple[str, dict]]:
    yield "world", read_yaml(PACKS / "world" / "furniture.yaml")
    for code in languages():
        content = load_pack(code).file("furniture")
        if isinstance(content, dict):
            yield code, content


def _examples(entry: dict) -> Iterator[tuple[bool, str]]:
    assert entry.get("examples"), f"line {entry[LINE]}: every pattern needs an example"
    for example in re.split(r"(?<=[\].]) \| (?=\[|not: )|(?<=\]) \| ", str(entry["examples"])):
        if example.startswith("not: "):
            yield False, example[5:]
        else:
            yield True, example


LINES = [
    (f"{name}.furniture.{e['id']}", e, wanted, text) for name, c in _files() for e in c.get("lines") or () for wanted, text in _examples(e)
]
DATELINES = [
    (f"{name}.furniture.{e['id']}", e, wanted, text)
    for name, c in _files()
    for e in c.get("datelines") or ()
    for wanted, text in _examples(e)
]


@pytest.mark.parametrize(("rule", "entry", "wanted", "text"), LINES)
def test_line(rule: str, entry: dict, wanted: bool, text: str) -> None:
    words = text[1:-1] if wanted else text
    found = furniture.verdict(words, furniture.rules(), None)
    if wanted:
        assert found is not None, f"{rule} does not take {words!r}"
        assert found[0] == entry.get("kind", "boilerplate")
    else:
        assert found is None, f"{found} takes a line of the text: {words!r}"


@pytest.mark.parametrize(("rule", "entry", "wanted", "text"), DATELINES)
def test_dateline(rule: str, entry: dict, wanted: bool, text: str) -> None:
    words = text.removeprefix("[").replace("]", "", 1) if wanted else text
    found = furniture.dateline(words, 0, len(words), furniture.rules().datelines)
    if wanted:
        assert found is not None, f"{rule} does not take {words!r}"
        assert words[: found[0]] == text[1 : text.index("]")].rstrip()
    else:
        assert found is None, f"{found} cuts {words!r}"


@pytest.mark.parametrize("id", [p.id for p in profiles()])
def test_profile(id: str) -> None:
    raw = read_yaml(FOLDER / f"{id}.yaml")
    profile = load_profile(id)
    assert profile is not None
    assert raw.get("recognised"), "a profile says by which address and name it is recognised"
    for case in raw["recognised"]:
        assert (found := profile_for(case.get("name"))) is not None
        assert found.id == id
        assert (found := profile_for(None, case["url"])) is not None
        assert found.id == id
        if case.get("head"):
            assert (found := profile_for(None, None, case["head"])) is not None
            assert found.id == id
    for field, kind in (("titles", "title"), ("boilerplate", "boilerplate")):
        for entry in raw.get(field) or ():
            for wanted, text in _examples(entry):
                found = furniture.verdict(text[1:-1] if wanted else text, furniture.rules(), profile)
                assert (found is not None and found[0] == kind) if wanted else (found is None or found[0] != kind), text


def test_an_address_is_known_by_its_host_only() -> None:
    assert profile_for(None, "https://example.org/?from=state.gov") is None
    assert profile_for(None, "https://notstate.gov/a") is None
    assert profile_for(None, "http://eng.sectsco.org:80/a") == load_profile("sco-secretariat")
    assert profile_for(None, "http://[broken") is None


def test_a_guest_is_not_taken_for_the_publisher() -> None:
    """A president's page on his talk with a Secretary-General is not the Secretary-General's page."""
    assert profile_for(None, None, "President Ana Kral met with NATO Secretary General Lee Sun in the capital.") is None
    assert profile_for(None, None, "The talks took place at the SCO Secretariat and at the United Nations.") is None


def test_words_of_two_sides_decide_nothing() -> None:
    assert profile_for(None, None, "MOSCOW, May 9. /TASS/. Ana Kral said.\n(Xinhua)") is None


def test_a_publishers_side_is_known_to_the_world() -> None:
    """A misspelled key would leave "the Secretary-General" without an owner, and nobody would see why."""
    organisations = {str(e["id"]) for e in load_world("organizations")}
    for profile in profiles():
        if profile.side_kind == "organisation":
            assert profile.side_key in organisations, profile.id
        elif profile.side_kind == "state":
            assert str(profile.side_key).isalpha()
            assert len(str(profile.side_key)) == 2


def test_phrases_are_short_enough_to_be_looked_up() -> None:
    known = furniture.rules()
    assert max(map(len, [*known.phrases, *known.openers])) < furniture.PHRASE - 10
