"""Quotations: balanced within a paragraph, and repaired where a mark is missing."""

from __future__ import annotations

import pytest

from readout.grammar.load import load_pack
from readout.stages.divide import quotations


def found(*paragraphs: str) -> list[tuple[str, bool]]:
    """The words of the quotations, and whether each was repaired."""
    text = "\n".join(paragraphs)
    spans, at = [], 0
    for paragraph in paragraphs:
        spans.append((at, at + len(paragraph)))
        at += len(paragraph) + 1
    made, notices = quotations.find(text, spans, load_pack("en"))
    assert len(notices) == sum(q.repaired is not None for q in made)
    return [(text[q.start : q.end], q.repaired is not None) for q in made]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ('"We agree," she said. "And soon."', [("We agree,", False), ("And soon.", False)]),
        ("«The road is open», – the Minister stressed.", [("The road is open", False)]),
        ('“We go on" she said, naming the “Green Sea” programme.', [("We go on", False), ("Green Sea", False)]),
        ('"We are "happy" to go," he said.', [('We are "happy" to go,', False)]),
        ('“The "Silk Way" is ours,” he said.', [('The "Silk Way" is ours,', False)]),
        ('The pipe is 5" wide and no more.', []),
    ],
)
def test_marks_of_any_kind(paragraph: str, expected: list[tuple[str, bool]]) -> None:
    assert found(paragraph) == expected


def test_missing_mark_is_closed_before_the_speaker() -> None:
    text = '"The harbour has grown since 2015, and thanks to our friends it will go on, Lee Sun emphasised. He also noted that it is small.'
    assert found(text) == [("The harbour has grown since 2015, and thanks to our friends it will go on", True)]


def test_missing_mark_does_not_swallow_the_next_quotation() -> None:
    assert found('"The harbour is ours, Ana Kral said. "We would like it to grow," she added.') == [
        ("The harbour is ours", True),
        ("We would like it to grow,", False),
    ]


def test_a_mark_on_each_paragraph_is_no_fault() -> None:
    assert found('"The first paragraph goes on.', '"The second one ends it," Ana Kral said.') == [
        ("The first paragraph goes on.", False),
        ("The second one ends it,", False),
    ]


def test_one_lost_mark_stays_in_its_paragraph() -> None:
    assert found('He said: "We agree.', 'The next paragraph has "its own" words.') == [("We agree.", True), ("its own", False)]


def test_a_press_office_quoting_itself_is_no_quotation() -> None:
    assert found('"The ministers exchanged views on trade," the statement reads.') == []


def test_a_million_marks_take_linear_time() -> None:
    assert len(found('"a" ' * 50_000)) == 50_000
