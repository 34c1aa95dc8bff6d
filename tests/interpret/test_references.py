"""References: which other encounters, documents and bodies a text names, and where their names begin and end."""

from __future__ import annotations

import pytest

from readout import read_text

LEAD = "On 4 June 2024, Foreign Minister of Slovenia Ana Kral met with Foreign Minister of Mongolia Bat Dorj in Vienna. "


def references(words: str, lead: str = LEAD) -> list[tuple[str, str]]:
    """Kind and words of every reference."""
    text = lead + words
    return [(r.kind, text[r.span.start : r.span.end]) for r in read_text(text, published="2024-06-05").references]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("They recalled the Tokyo summit of 2019.", ("encounter", "Tokyo summit of 2019")),
        ("They noted the fifth global conference on inland insurance.", ("encounter", "fifth global conference on inland insurance")),
        ("They praised the 9th session of the Joint Commission, held in Graz.", ("encounter", "9th session of the Joint Commission")),
        ("They discussed the talks between Armenia and Azerbaijan.", ("encounter", "the talks between Armenia and Azerbaijan")),
        ("They recalled their meeting in Geneva in May 2021.", ("encounter", "their meeting in Geneva in May 2021")),
        ("They will mark the 30th anniversary of diplomatic relations.", ("encounter", "30th anniversary of diplomatic relations")),
        ("They discussed the Red River Treaty on Water Use.", ("document", "Red River Treaty on Water Use")),
        ("They spoke of UN Security Council resolution 2231.", ("document", "UN Security Council resolution 2231")),
        (
            "They spoke of the Treaty on Good Neighbourliness, Friendship and Cooperation.",
            ("document", "Treaty on Good Neighbourliness, Friendship and Cooperation"),
        ),
        ("They spoke of the Development Strategy until 2035.", ("document", "Development Strategy until 2035")),
        ("They supported the Normandy Format.", ("body", "Normandy Format")),
        ("They praised the work of the Hill Farmers Union of Carinthia (HFUC).", ("body", "Hill Farmers Union of Carinthia (HFUC)")),
        ('They welcomed the "green valleys" initiative.', ("body", "green valleys")),
        ("They discussed the Belt and Road Initiative.", ("body", "Belt and Road Initiative")),
        ("Bat Dorj said that his country is no member of NATO.", ("body", "NATO")),
    ],
)
def test_named(words: str, expected: tuple[str, str]) -> None:
    assert expected in references(words)


@pytest.mark.parametrize(
    "words",
    [
        "The meeting lasted an hour. The talks were held in a good atmosphere.",
        "During the meeting in Vienna, they discussed bees.",
        "They discussed the resolution of the conflict and a strategy.",
        "The West Bank was mentioned.",
        "They agreed to visit farms and to call their partners.",
        "Ana Kral and Bat Dorj noted that the agreement is good.",
        "The Ministry of Foreign Affairs thanked all guests.",
    ],
)
def test_nothing_is_named(words: str) -> None:
    assert references(words) == []


def test_the_parties_own_organisation_is_none_and_its_named_organ_is() -> None:
    lead = "On 4 June 2024, SCO Secretary-General Ana Kral met with Minister Bat Dorj in Beijing. "
    assert references("She said that the SCO and the SCO Secretariat are ready to help.", lead) == [("body", "SCO Secretariat")]


def test_each_once_at_its_first_mention() -> None:
    words = "They discussed the Paris Agreement. The Paris Agreement and the Red River Council of Elders matter. The Red River Council met."
    assert references(words) == [("document", "Paris Agreement"), ("body", "Red River Council of Elders")]


def test_a_statement_on_a_treaty_names_two_documents() -> None:
    words = "They welcomed the Joint Statement on the Treaty on the Non-Proliferation of Nuclear Weapons."
    assert [kind for kind, _ in references(words)] == ["document", "document"]


def test_dates_and_places() -> None:
    text = LEAD + "They recalled the SCO summit in Samarkand in September 2022 and the Development Plan until 2030."
    summit, plan = read_text(text, published="2024-06-05").references
    assert (summit.date, plan.date) == ("2022-09", None)


def test_a_planned_meeting_of_named_people_is_an_encounter_and_no_reference() -> None:
    assert references("They discussed the upcoming visit of President Lee Sun to Mongolia.") == []


def test_linear_on_long_runs_of_names() -> None:
    text = LEAD + "They met the " + "Alpha Beta of " * 4000 + "Council. " + "Treaty on " * 4000
    assert len(read_text(text).document.text) == len(text)
