"""Long and odd texts are read whole as far as is said, in steps that grow as the text does, and never without end."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from readout.api import read_text
from readout.grammar.load import load_pack
from readout.model.record import Record
from readout.stages import clean
from readout.stages.divide import sentences

MET = "On {0} May 2021, Minister Ana Kral met with Foreign Minister Lee Sun in Minsk. Kral said that trade with Mongolia will grow. "


def _meetings(count: int, end: str = "\n\n") -> str:
    return "".join(MET.format(1 + n % 28) + end for n in range(count))


def _codes(record: Record) -> list[str]:
    return [n.code for n in record.notices]


def test_ten_thousand_words_are_read_to_the_last() -> None:
    text = _meetings(450) + "In the end Foreign Minister Lee Sun said that roads matter."
    record = read_text(text)
    assert len(text.split()) > 10_000
    assert not record.notices
    assert text[record.statements[-1].content[0].start : record.statements[-1].content[0].end] == "roads matter"


def test_a_line_of_200_kilobytes_is_read_in_parts_to_its_end() -> None:
    text = _meetings(1610, " ")
    assert "\n" not in text
    assert len(text) > 200_000
    record = read_text(text)
    assert len(record.statements) == 1610
    assert record.statements[-1].content[0].end > len(text) - 40


def test_a_line_without_a_stop_is_cut_between_words() -> None:
    text = ("Minister Ana Kral met with Foreign Minister Lee Sun and said that " * 2000).strip()
    cut = sentences.find(text, [(0, len(text))], (), load_pack("en"))
    assert max(s.end - s.start for s in cut) <= sentences.MOST
    assert all(s.start == 0 or text[s.start - 1] in " ," for s in cut)
    assert sum(s.end - s.start for s in cut) >= len(text) - len(cut)
    assert read_text(text).encounters


def test_what_is_beyond_the_limit_is_kept_and_said() -> None:
    text = _meetings(clean.LONGEST // 120)
    assert len(text) > clean.LONGEST
    record = read_text(text[:3000] + "\n" * (clean.LONGEST - 3500) + text[: 2 * clean.LONGEST])
    notice = next(n for n in record.notices if n.code == "RO-N010")
    assert notice.start is not None
    assert clean.LONGEST * 0.9 <= notice.start <= clean.LONGEST
    assert notice.end == len(record.document.text) > clean.LONGEST
    assert all(m.end <= notice.start for m in record.mentions)
    assert record.encounters


def test_a_million_quotation_marks_give_one_record_and_few_notices() -> None:
    record = read_text("Kral said: " + '"' * 1_000_100)
    assert "RO-N010" in _codes(record)
    record = read_text("He said: “We agree.\n" * 5_000)
    assert 0 < _codes(record).count("RO-N101") <= 101
    assert "more quotations" in record.notices[-1].message


ODD = {
    "meetings": MET,
    "one line": MET.replace(". ", ", "),
    "marks": "He said: “We agree. ",
    "straight marks": '"We agree" and ',
    "lines of marks": '"Yes\n',
    "names": "Ana Kral ",
    "states": "Belarus, ",
    "titles": "Foreign Minister of Belarus ",
    "dates": "9 May 2021 ",
    "digits": "12 ",
    "talks": "they held talks and discussions on trade with ",
    "summits": "the Moscow Summit of the SCO, ",
    "promises": "She said they will meet and would like to visit and ",
    "headings": "Latest news\n",
    "signed": "the treaty was signed, ",
    "brackets": "((((((((",
}


@pytest.mark.parametrize("name", ODD)
def test_four_times_the_text_takes_some_four_times_the_steps(name: str) -> None:
    """Steps are calls of functions: they do not depend on the machine. What grows with the square takes sixteen times as many."""
    few, many = (_steps(ODD[name] * (size // len(ODD[name]))) for size in (6_000, 24_000))
    assert many < 6 * few, f"{few} steps became {many}"


def _steps(text: str) -> int:
    read_text("Minister Ana Kral met with Foreign Minister Lee Sun in Minsk.")
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        read_text(text)
    finally:
        sys.setprofile(before)
    return count
