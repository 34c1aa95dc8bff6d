"""Transcripts: turns by their labels are direct statements of those who speak; who asks says nothing of a party."""

from __future__ import annotations

import pytest

from readout import read_text

CAPITALS = """Remarks by President Petra Novotna of Czechia and Prime Minister Aino Lehtonen of Finland before bilateral meeting

PRESIDENT NOVOTNA: Welcome to Prague. We will open a school in Tampere.

And we will pay for it.

QUESTION: Will you pay for the roads?

PRIME MINISTER LEHTONEN: No. Thank you, Madam President."""

NAMES = """President of Serbia Goran Petrovic met with President of Russia Ivan Orlov.

Goran Petrovic: We are glad to see you here.

Ivan Orlov (retranslated): We hope for your visit.

Question: What was said?

Goran Petrovic: You will hear of it."""


def _said(text: str) -> list[tuple[str, list[str]]]:
    record = read_text(text, language="en")
    names = {p.id: p.name for p in record.parties}
    words = record.document.text
    return [
        (names[s.speakers[0]], [words[c.start : c.end] for c in s.content]) for s in record.statements if s.mode == "direct"
    ]


def test_labels_in_capitals_name_those_who_speak():
    assert _said(CAPITALS) == [
        ("Petra Novotna", ["Welcome to Prague. We will open a school in Tampere", "And we will pay for it"]),
        ("Aino Lehtonen", ["No. Thank you, Madam President"]),
    ]


def test_labels_of_names_and_a_note_of_the_interpreter():
    assert [speaker for speaker, _ in _said(NAMES)] == ["Goran Petrovic", "Ivan Orlov", "Goran Petrovic"]


@pytest.mark.parametrize("text", [CAPITALS, NAMES])
def test_a_question_is_nobodys_statement(text: str):
    assert not any("?" in content for _, contents in _said(text) for content in contents)
