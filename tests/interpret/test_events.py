"""Events: one for each encounter however many took part, the right category, and the rule that gave it."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.model.record import Record

LEAD = "On 4 June 2024, Foreign Minister of Slovenia Ana Kral met with Foreign Minister of Mongolia Bat Dorj in Vienna. "


def codes(record: Record) -> list[tuple[str, str | None]]:
    return [(e.category, e.mode) for e in record.events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 4 June 2024, Foreign Minister Ana Kral spoke by telephone with Foreign Minister Bat Dorj.", ("CONSULT", "phone")),
        ("On 4 June 2024, Foreign Minister Ana Kral held a video conference with Foreign Minister Bat Dorj.", ("CONSULT", "phone")),
        ("President of Mongolia Bat Dorj will pay a state visit to Slovenia on 20-22 November 2024.", ("AGREE", None)),
    ],
)
def test_encounters(text: str, expected: tuple[str, str | None]) -> None:
    assert codes(read_text(text, published="2024-06-05")) == [expected]


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Ana Kral invited Bat Dorj to visit Ljubljana.", "AGREE"),
        ("Bat Dorj said that Mongolia is ready to assist in training nurses.", "AGREE"),
        ("Ana Kral praised the reforms in Mongolia.", "SUPPORT"),
        ("Ana Kral called on Mongolia to open its market.", "REQUEST"),
        ("The ministers condemned the attack on the embassy.", "ACCUSE"),
        ("Following the talks, a Memorandum on Tourism was signed.", "SUPPORT"),
    ],
)
def test_what_was_said_and_made(words: str, category: str) -> None:
    record = read_text(LEAD + words, published="2024-06-05")
    assert category in [e.category for e in record.events[1:]]


@pytest.mark.parametrize("words", ["They discussed bees.", "Ana Kral expressed hope for rain.", "Ana Kral noted that the road is long."])
def test_a_plain_comment_or_a_hope_is_no_event(words: str) -> None:
    assert [e.category for e in read_text(LEAD + words, published="2024-06-05").events] == ["CONSULT"]


def test_many_participants_stay_one_event_and_the_rule_is_named() -> None:
    text = "On 4 June 2024, Foreign Ministers Ana Kral, Bat Dorj and Lee Sun met in Vienna."
    (event,) = read_text(text, published="2024-06-05").events
    assert len(event.actor) == 3
    assert event.rule.startswith("world.plover.encounter.")


def test_all_documents_of_one_meeting_are_one_event() -> None:
    record = read_text(LEAD + "They signed a Memorandum on Tourism and an Agreement on Visas.", published="2024-06-05")
    assert len(record.instruments) == 2
    assert [e.category for e in record.events] == ["CONSULT", "SUPPORT"]


def test_nobody_is_on_both_sides_of_an_event() -> None:
    record = read_text(LEAD + "Ana Kral thanked Bat Dorj for his help. Bat Dorj invited her to Ulaanbaatar.", published="2024-06-05")
    assert all(not set(e.actor) & set(e.recipient) for e in record.events)
