"""How English texts of many publishers tell of encounters: who takes part, when, and what is none."""

from __future__ import annotations

import pytest

from readout import read_text


def _met(text: str, published: str | None = None) -> list[tuple[str, str | None, list[str]]]:
    record = read_text(text, published=published, language="en")
    names = {p.id: p.name for p in record.parties}
    return [(e.kind, e.date, [names[p.party] or "" for p in e.participants if p.role == "principal"]) for e in record.encounters]


KRAL, SUN = "Ana Kral", "Lee Sun"
TOLD = {
    "the discussion names the call": (
        "Foreign Minister of Chile Ana Kral and her Japanese counterpart, Lee Sun, discussed trade in a phone conversation.",
        ("call", [KRAL, SUN]),
    ),
    "a courtesy call is a meeting": (
        "Foreign Minister of Chile Ana Kral this morning received a courtesy call by Ambassador of Japan Lee Sun.",
        ("meeting", [KRAL, SUN]),
    ),
    "a banquet to welcome": (
        "Foreign Minister of Chile Ana Kral hosted a banquet to welcome Ambassador of Japan Lee Sun.",
        ("meeting", [KRAL, SUN]),
    ),
    "a call with its length": (
        "Foreign Minister of Chile Ana Kral held a 20-minute telephone meeting with Foreign Minister of Japan Lee Sun.",
        ("call", [KRAL, SUN]),
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_encounter_is_found_whichever_way_it_is_told(case: str):
    text, (kind, who) = TOLD[case]
    assert [(k, n) for k, _, n in _met(text)] == [(kind, who)]


def test_a_second_verb_is_a_second_encounter():
    text = "Foreign Minister of Chile Ana Kral called on President of Mongolia Bat Dorj and met Minister of Defence of Mongolia Lee Sun."
    assert [n for _, _, n in _met(text)] == [[KRAL, "Bat Dorj"], [KRAL, SUN]]


def test_a_release_signed_with_place_and_day_is_dated_by_that():
    told = "The Foreign Minister of Chile, Ana Kral, met with Foreign Minister of Japan Lee Sun.\n\nThey spoke of trade."
    text = f"{told}\n\nNew York, 23 September 2025"
    assert [d for _, d, _ in _met(text)] == ["2025-09-23"]


def test_what_is_cancelled_elsewhere_does_not_cancel_this():
    text = "After the forum was cancelled, Foreign Minister of Chile Ana Kral met with Foreign Minister of Japan Lee Sun."
    assert [e.status for e in read_text(text, language="en").encounters] == ["held"]


def test_a_name_may_begin_with_a_small_word_after_an_office():
    text = "Prime Minister of Chile Ana Kral spoke with President van der Linden of Suriname today."
    assert [n for _, _, n in _met(text, "2024-05-05")] == [[KRAL, "van der Linden"]]


def test_an_office_with_a_body_that_no_list_knows_keeps_its_holder():
    text = "Foreign Minister of Chile Ana Kral met with Deputy Head of the Department of Water Resources, Lee Sun."
    assert [n for _, _, n in _met(text)] == [[KRAL, SUN]]


def test_an_encounter_of_the_past_in_a_clause_is_a_reference():
    told = "Foreign Minister of Chile Ana Kral met with Foreign Minister of Japan Lee Sun on 3 May 2024."
    text = f"{told} Sun had visited Santiago in March 2023."
    record = read_text(text, language="en")
    assert [(r.kind, r.date) for r in record.references] == [("encounter", "2023-03")]
    assert len(record.encounters) == 1
