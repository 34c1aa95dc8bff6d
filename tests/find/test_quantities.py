"""Quantities: a number, what it counts, and what is none."""

from __future__ import annotations

import pytest

from readout.grammar.load import load_pack
from readout.stages.find import dates, quantities

EN = load_pack("en")


def found(text: str) -> list[tuple[float, str, str | None]]:
    return [(q.value, q.unit, q.approximate) for q in quantities.find(text, EN, dates.find(text, EN))]


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximate"),
    [
        ("a plan of 150 different events in 2021", 150, "events", None),
        ("a grant of $1.5 billion for roads", 1.5e9, "USD", None),
        ("the amount of USD 225 million", 2.25e8, "USD", None),
        ("a payment of 600 million euros", 6e8, "EUR", None),
        ("trade grew by 23 percent", 23, "%", None),
        ("trade grew by 3.4%", 3.4, "%", None),
        ("more than 40 projects", 40, "projects", "more than"),
        ("Almost 450,000 Croatians", 450000, "Croatians", "almost"),
        ("two hundred teachers", 200, "teachers", None),
        ("twenty-five scholarships", 25, "scholarships", None),
        ("twelve agreements were signed", 12, "agreements", None),
        ("dozens of companies", 24, "companies", "dozens of"),
        ("hundreds of thousands of people", 200000, "people", "hundreds of thousands of"),
        ("9,000 U.S. forces", 9000, "forces", None),
        ("500,000 COVID-19 vaccines", 500000, "vaccines", None),
        ("some 30 sports events", 30, "events", "some"),
        ("a turnover of USD 800-900 million", 9e8, "USD", "800-900"),
    ],
)
def test_quantities(text: str, value: float, unit: str, approximate: str | None) -> None:
    assert found(text) == [(value, unit, approximate)]


@pytest.mark.parametrize(
    "text",
    [
        "the 5+1 format and the 2+2 meeting of ministers",
        "the C5+1 leaders met",
        "decree No. 097/22 of ministers",
        "Article 5 obligations",
        "Resolution 2231 measures",
        "the 10th meeting of ministers",
        "on 9 May 2021 ministers met",
        "at 7:10 p.m. ministers met",
        "the 20-year programme",
        "COVID-19 vaccines",
        "the Nord Stream 2 project",
        "for 20 years and three days",
        "the two sides and the three countries",
        "two leaders",
        "in 2015 ministers met",
        "the 5-7-9% programme",
        "5G networks and F-16 jets",
        "the G7 countries",
        "the 20th anniversary events",
        "Chapter 7 measures",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert found(text) == []


def test_the_span_runs_from_the_number_to_what_it_counts() -> None:
    text = "They plan 150 different events, worth over $ 2 million."
    assert [text[q.start : q.end] for q in quantities.find(text, EN, ())] == ["150 different events", "$ 2 million"]


def test_the_examples_of_the_pack() -> None:
    for line in str(EN.file("quantities")["examples"]).splitlines():
        words, _, wanted = line.partition(" -> ")
        value, unit = wanted.split(" ", 1)
        assert found(words)[0][:2] == (float(value), unit)
