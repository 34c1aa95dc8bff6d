"""Genre: a readout is never lost, and what is none is told by title and lead."""

from __future__ import annotations

import re

import pytest

from readout.grammar.load import load_pack
from readout.stages.interpret import genre

EN = load_pack("en")
SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]*)*[.!?]?")


def told(text: str, title: str | None = None, foreign: bool | None = None) -> str:
    sentences = [m.span() for m in SENTENCE.finditer(text) if m.group().strip()]
    return genre.find(text, title, sentences, EN, foreign=foreign)[0]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (None, "On 9 May 2021, Ana Kral met with Lee Sun in Minsk. They will meet again."),
        ("Telephone conversation with President Lee Sun", "Ana Kral had a telephone conversation with Lee Sun."),
        ("Statement by Spokesperson Ana Kral on the President’s Call with President Sun", "The President spoke today with Lee Sun."),
        ("Xland will continue to help - Ana Kral after the meeting with Lee Sun", "Ana Kral met with Lee Sun. We will help, she said."),
        (None, "Office of the Spokesperson\nThe below is attributable to Lee Sun:\nSecretary Ana Kral spoke with Minister Bo Li."),
        ("Ana Kral receives the Ambassador of Yland", "Foreign Minister Ana Kral received Ambassador Lee Sun, who will leave soon."),
        ("Readout of the meeting", "The Secretary-General met Lee Sun. Trade: The sides agreed on tariffs.\nEnergy: They agreed on gas."),
        ("Ana Kral met a group of U.S. senators", "President Ana Kral met with a group of U.S. senators."),
        ("Ana Kral met with Governor of Yland Province Lee Sun", "Secretary-General Ana Kral met with Governor Lee Sun."),
    ],
)
def test_readouts(title: str | None, text: str) -> None:
    assert told(text, title) == "readout"


@pytest.mark.parametrize(
    ("wanted", "title", "text"),
    [
        ("announcement", "On April 19, Ana Kral will hold talks with Prime Minister Lee Sun", "The leaders are to discuss trade."),
        ("announcement", None, "On 3 May, Ana Kral will meet with Lee Sun. The talks are to cover trade."),
        ("announcement", "Spokesperson’s Announcement on the President’s Trip", "President Ana Kral will travel to Yland."),
        ("transcript", "Regular press conference of the Spokesperson", "Lee Sun: Welcome."),
        ("transcript", None, "QUESTION: What did you discuss?\nTHE PRESIDENT: We discussed our trade.\nQUESTION: Thank you."),
        (
            "readout+transcript",
            "Meeting with President Lee Sun",
            "Ana Kral had a meeting with President Lee Sun. President Ana Kral: I am glad to see you. Lee Sun: Thank you, Madam President.",
        ),
        ("message", "Greetings to participants of the forum", "Ana Kral sent greetings to the participants."),
        ("message", None, "President Ana Kral sent a telegram of condolences to President Lee Sun."),
        ("statement", "Statement by President Ana Kral on the region", "Today I spoke with Lee Sun. My country stands by Yland."),
        ("notice", "Meeting of the Advisory Committee on Postal Services", "The Committee will meet in July."),
        ("domestic_meeting", "Ana Kral met with entrepreneurs", "President Ana Kral met with representatives of big business."),
    ],
)
def test_what_is_no_readout(wanted: str, title: str | None, text: str) -> None:
    assert told(text, title) == wanted


def test_what_the_reader_knows_of_foreign_parties_decides() -> None:
    text = "Prime Minister Ana Kral met today with the Vice Governor of Yville Lee Sun."
    assert [told(text, None, foreign) for foreign in (None, True, False)] == ["readout", "readout", "domestic_meeting"]


def test_the_first_line_serves_as_title() -> None:
    text = "Spokesperson’s Announcement on the President’s Trip\n2024-06-30\n\nPresident Ana Kral will travel to Yland."
    start = text.index("President Ana")
    assert genre.find(text, None, [(start, len(text))], EN)[0] == "announcement"


def test_an_empty_text_is_not_an_error() -> None:
    assert genre.find("", None, [], EN) == ("readout", "en.genre.default")


def test_examples_of_the_pack_meet_their_rule() -> None:
    for entry in EN.entries("genre", "rules"):
        example = entry.get("examples")
        if example:
            by_title = "title" in entry and "lead" not in entry
            text = "The text is about trade." if by_title else example
            sentences = [m.span() for m in SENTENCE.finditer(text) if m.group().strip()]
            foreign = entry.get("foreign")
            if entry["genre"] in ("statement", "domestic_meeting") or entry["id"] == "announced_in_both":
                continue
            assert genre.find(text, example if by_title else "", sentences, EN, foreign=foreign)[0] == entry["genre"], entry["id"]
