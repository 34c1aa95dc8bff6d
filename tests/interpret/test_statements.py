"""Statements: who said what, by which words; each case is a form that some publisher uses."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.model.record import Record

LEAD = "On 3 June 2024, Foreign Minister of Slovenia Ana Kral met with Foreign Minister of Mongolia Bat Dorj in Vienna. "


def said(body: str, lead: str = LEAD) -> list[tuple[tuple[str, ...], str, str, str]]:
    """The statements of a text: speakers, mode, act, and contents joined by " + "."""
    record: Record = read_text(lead + body, language="en", published="2024-06-03")
    names, text = {p.id: p.name for p in record.parties}, record.document.text
    return [
        (tuple(names[s] for s in x.speakers), x.mode, x.act, " + ".join(text[c.start : c.end] for c in x.content))
        for x in record.statements
    ]


KRAL, DORJ, BOTH = ("Ana Kral",), ("Bat Dorj",), ("Ana Kral", "Bat Dorj")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ana Kral noted that trade had doubled.", [(KRAL, "indirect", "state", "trade had doubled")]),
        (
            "Ana Kral noted trade in wool and stressed the role of rail.",
            [(KRAL, "indirect", "state", "trade in wool"), (KRAL, "indirect", "emphasise", "the role of rail")],
        ),
        (
            "Bat Dorj praised the fair, adding that it should grow.",
            [(DORJ, "indirect", "praise", "the fair"), (DORJ, "indirect", "state", "it should grow")],
        ),
        (
            "Noting the role of rail, Bat Dorj called for new routes.",
            [(DORJ, "indirect", "state", "the role of rail"), (DORJ, "indirect", "request", "new routes")],
        ),
        (
            "The Mongolian Foreign Minister, in turn, informed his counterpart about the harvest.",
            [(DORJ, "indirect", "inform", "the harvest")],
        ),
        ("Ana Kral expressed hope that the road would open.", [(KRAL, "indirect", "express-hope", "the road would open")]),
        ("Ana Kral thanked Bat Dorj for the rescue team.", [(KRAL, "indirect", "thank", "the rescue team")]),
        (
            "Ana Kral discussed wool, while Bat Dorj raised the issue of visas.",
            [(KRAL, "indirect", "discuss", "wool"), (DORJ, "indirect", "discuss", "the issue of visas")],
        ),
        ("According to Bat Dorj, the harvest was good.", [(DORJ, "indirect", "state", "the harvest was good")]),
        ("As Ana Kral noted, the harvest was good.", [(KRAL, "indirect", "state", "the harvest was good")]),
        ("Slovenia is ready to help, Ana Kral said.", [(KRAL, "indirect", "express-readiness", "Slovenia is ready to help")]),
        ("Ana Kral called on Russia to end the blockade.", [(KRAL, "indirect", "request", "to end the blockade")]),
    ],
)
def test_indirect(body: str, expected: list[tuple[tuple[str, ...], str, str, str]]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The sides discussed wool.", (BOTH, "joint", "discuss", "wool")),
        ("Ana Kral and Bat Dorj agreed to meet again.", (BOTH, "joint", "agree", "to meet again")),
        ("Issues of trade were also discussed, including wool.", (BOTH, "joint", "discuss", "Issues of trade + including wool")),
        ("It was agreed to stay in touch.", (BOTH, "joint", "agree", "to stay in touch")),
        ("Special attention was paid to rail.", (BOTH, "joint", "discuss", "rail")),
        ("The talks focused on the situation in the region.", (BOTH, "joint", "discuss", "the situation in the region")),
        ("The ministers had a thorough exchange of views on the harvest.", (BOTH, "joint", "discuss", "the harvest")),
        ("An agreement was reached on holding a fair.", (BOTH, "joint", "agree", "holding a fair")),
    ],
)
def test_joint(body: str, expected: tuple[tuple[str, ...], str, str, str]) -> None:
    assert said(body) == [expected]


def test_lead_that_reports() -> None:
    lead = "Foreign Minister of Slovenia Ana Kral spoke today with Foreign Minister of Mongolia Bat Dorj to discuss wool. "
    assert said("", lead) == [(BOTH, "joint", "discuss", "wool")]
    lead = "Foreign Minister of Slovenia Ana Kral called Foreign Minister of Mongolia Bat Dorj to congratulate him on his election. "
    assert said("", lead) == [(KRAL, "indirect", "congratulate", "his election")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"We value this road and keep it open," Ana Kral said.', (KRAL, "direct", "state", "We value this road and keep it open")),
        ('"We value this road and keep it open," said Bat Dorj.', (DORJ, "direct", "state", "We value this road and keep it open")),
        ('Bat Dorj stressed: "We value this road and keep it open."', (DORJ, "direct", "emphasise", "We value this road and keep it open")),
        (
            '"We have waited long enough," Ana Kral said, "and the bridge must open."',
            (KRAL, "direct", "state", "We have waited long enough + and the bridge must open"),
        ),
        ("We value this road and keep it open, said Ana Kral.", (KRAL, "direct", "state", "We value this road and keep it open")),
    ],
)
def test_direct(body: str, expected: tuple[tuple[str, ...], str, str, str]) -> None:
    assert said(body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "The ministry said.",
        "The province lies in the east and is known for wool.",
        "Ana Kral presented a vase to her guest.",
        "The talks were held in a friendly atmosphere.",
        "The Minister is known for programmes that Ruritania supported.",
    ],
)
def test_no_statement(body: str) -> None:
    assert said(body) == []


def test_the_words_go_on_without_a_cue() -> None:
    body = "Bat Dorj said that trade had doubled. Mongolia is ready to open a consulate. It attaches importance to rail."
    assert [(s[0], s[3].count(" + ")) for s in said(body)] == [(DORJ, 2)]


def test_the_narrator_does_not_speak_in_a_new_paragraph() -> None:
    body = "Bat Dorj said that trade had doubled.\nUlaanbaatar is the capital of Mongolia. It has grown for decades."
    assert [s[3] for s in said(body)] == ["trade had doubled"]


def test_pronouns_follow_the_speaker() -> None:
    body = "Bat Dorj praised the fair. He also thanked the hosts for the welcome. They discussed wool."
    assert [s[0] for s in said(body)] == [DORJ, DORJ, BOTH]


def test_sides_speak() -> None:
    assert [s[0] for s in said("The Mongolian side proposed to start flights. The Slovenian side promised to study it.")] == [
        ("Mongolia",),
        ("Slovenia",),
    ]


def test_every_statement_says_its_rule_and_points_into_the_text() -> None:
    record = read_text(LEAD + "Bat Dorj praised the fair.", language="en")
    (one,) = record.statements
    assert one.rule.startswith("en.")
    assert one.cue is not None
    assert record.document.text[one.cue.start : one.cue.end] == "praised"
