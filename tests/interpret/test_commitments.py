"""Commitments: each on its rung, with who would act, until when, on what condition; stances on none."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.model.record import Commitment

LEAD = "On 3 June 2024, Foreign Minister of Slovenia Ana Kral met with Foreign Minister of Mongolia Bat Dorj in Vienna. "


def bound(body: str) -> list[tuple[str, tuple[str, ...], str]]:
    """The commitments of a text: kind, actors, words."""
    record = read_text(LEAD + body, language="en", published="2024-06-03")
    names, text = {p.id: p.name for p in record.parties}, record.document.text
    return [(c.kind, tuple(names[a] for a in c.actors), text[c.span.start : c.span.end]) for c in record.commitments]


def only(body: str) -> Commitment:
    """The one commitment of a text."""
    (one,) = read_text(LEAD + body, language="en", published="2024-06-03").commitments
    return one


BOTH = ("Ana Kral", "Bat Dorj")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("They agreed to open a hotline.", ("agreement", BOTH, "to open a hotline")),
        ("They committed to working on a treaty.", ("pledge", BOTH, "working on a treaty")),
        ("They agreed that experts would meet in May.", ("agreement", ("experts",), "experts would meet in May")),
        ("Bat Dorj said that Mongolia is ready to send engineers.", ("offer", ("Mongolia",), "Mongolia is ready to send engineers")),
        ("Bat Dorj said that Mongolia plans to build a port.", ("intention", ("Mongolia",), "Mongolia plans to build a port")),
        ("Bat Dorj said that Mongolia will send engineers.", ("pledge", ("Mongolia",), "Mongolia will send engineers")),
        ("Ana Kral expressed hope for new flights.", ("hope", ("Slovenia",), "new flights")),
        ("Ana Kral invited Bat Dorj to visit Ljubljana.", ("invitation", ("Bat Dorj",), "to visit Ljubljana")),
        ("Ana Kral urged Russia to end the blockade.", ("request", ("Russia",), "to end the blockade")),
        ("Ana Kral called on all factions to end the blockade.", ("request", ("all factions",), "to end the blockade")),
        ("Bat Dorj noted that a million doses will be donated.", ("pledge", ("Mongolia",), "a million doses will be donated")),
        ('"We plan to hold 150 events," Bat Dorj said.', ("intention", ("Mongolia",), "We plan to hold 150 events")),
    ],
)
def test_rungs(body: str, expected: tuple[str, tuple[str, ...], str]) -> None:
    assert bound(body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "They agreed that the attack was reckless.",
        "They agreed on the importance of rail.",
        "They noted the need for more flights.",
        "Ana Kral reaffirmed the commitment of Slovenia to the sovereignty of Ukraine.",
        "Bat Dorj said that Mongolia does not intend to close its embassy.",
        "Bat Dorj said that the visit will be remembered.",
        "Ana Kral thanked Bat Dorj for the support that will help the region.",
    ],
)
def test_stances_and_negations_bind_nobody(body: str) -> None:
    assert bound(body) == []


def test_two_clauses_are_two_undertakings() -> None:
    found = bound("Bat Dorj said that Mongolia is ready to send engineers, and that the ministry will host a fair.")
    assert [kind for kind, _, _ in found][:1] == ["offer"]
    assert len(found) == 2


def test_a_condition_is_kept_apart() -> None:
    one = only("Bat Dorj said that Mongolia was ready to send engineers if the roads were safe.")
    assert one.condition is not None
    assert one.condition.text == "if the roads were safe"


def test_due_and_strength() -> None:
    one = only("They agreed to open a hotline before 30 September 2024.")
    assert (one.due, one.strength, one.tests.specific, one.tests.testable) == ("2024-09-30", 6, True, True)


def test_a_general_offer_is_not_specific() -> None:
    one = only("Bat Dorj said that Mongolia is ready to help.")
    assert (one.kind, one.tests.specific, one.tests.testable) == ("offer", False, False)
