"""Instruments: documents made at the encounter, and those that were only planned, denied or made before."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.model.record import Instrument

LEAD = "On 4 June 2024, Minister Ana Kral held talks with Minister Bat Dorj in Vienna. "


def made(words: str) -> tuple[Instrument, ...]:
    return read_text(LEAD + words, published="2024-06-05").instruments


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Following the talks, a Memorandum on Tourism and a Programme of Exchanges for 2025–2027 were signed.",
            [("signed", "memorandum", "Memorandum on Tourism"), ("signed", "programme", "Programme of Exchanges for 2025–2027")],
        ),
        (
            "They signed a Memorandum of Understanding on cooperation in tourism, an Agreement on visa exemption and a Joint Statement.",
            [
                ("signed", "memorandum", "Memorandum of Understanding on cooperation in tourism"),
                ("signed", "agreement", "Agreement on visa exemption"),
                ("signed", "statement", "Joint Statement"),
            ],
        ),
        ("The sides adopted the Red River Declaration.", [("adopted", "declaration", "Red River Declaration")]),
        ("A joint communiqué was issued.", [("issued", "communique", "joint communiqué")]),
        ("The talks ended with the signing of the Plan of Consultations.", [("signed", "plan", "Plan of Consultations")]),
        ("An exchange of notes on visas took place.", [("exchanged", "notes", "notes on visas")]),
    ],
)
def test_made(words: str, expected: list[tuple[str, str, str]]) -> None:
    found = made(words)
    assert [(i.action, i.kind, i.title) for i in found] == expected
    assert {i.date for i in found} == {"2024-06-04"}


@pytest.mark.parametrize(
    "words",
    [
        "No documents were signed.",
        "An agreement on air services was not signed.",
        "They agreed to sign an agreement on trade.",
        "A memorandum will be signed in May.",
        "They recalled the treaty signed in 2017.",
        "They discussed the Treaty on Friendship, which was signed last year.",
        "In 2019, the two countries signed a Treaty on Friendship.",
        "They welcomed the declaration adopted by the presidents at the Samarkand summit.",
    ],
)
def test_not_made_here(words: str) -> None:
    assert made(words) == ()


def test_the_parties_are_the_principals_of_the_encounter() -> None:
    record = read_text(LEAD + "They signed a Protocol on Bees.")
    (instrument,) = record.instruments
    names = {p.id: p.name for p in record.parties}
    assert sorted(names[p] for p in instrument.parties) == ["Ana Kral", "Bat Dorj"]
    assert instrument.encounter == record.encounters[0].id
