"""Topics: the codes that words show, and the words that only look as if they did."""

from __future__ import annotations

import pytest

from readout import read_text
from readout.grammar.load import load_pack
from readout.grammar.texts import lower
from readout.stages.interpret import topics

# The list of the annotation guidelines: a record may hold no other code.
CODES = frozenset(
    """
    trade investment finance sanctions energy nuclear-energy agriculture food-security industry transport logistics digital
    science space health pandemic education culture tourism sport youth media migration humanitarian human-rights
    rule-of-law elections bilateral-relations regional-cooperation multilateral-institutions peace-process ceasefire
    territorial-integrity armed-conflict defence-cooperation arms-control nuclear-proliferation terrorism organised-crime drugs cyber
    climate environment water disaster-relief development-aid interregional-cooperation people-to-people consular detainees
    anniversaries protocol technology labour women religion
    """.split()  # noqa: SIM905  # a list of sixty quoted words is harder to read
)


def found(words: str) -> set[str]:
    """The codes of words taken as said."""
    return {t.code for t in topics.find(words, lower(words), [(0, len(words))], load_pack("en"))}


def test_the_pack_knows_every_code_and_no_other() -> None:
    assert set(topics.codes(load_pack("en"))) == CODES


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("expanding mutual trade and tourism", {"trade", "tourism"}),
        ("bilateral cooperation in trade, investment and education", {"bilateral-relations", "trade", "investment", "education"}),
        ("the release of all hostages and an immediate ceasefire", {"detainees", "ceasefire"}),
        ("visa-free travel for holders of passports", {"consular", "migration"}),
        ("their cooperation on counternarcotics and AI", {"drugs", "technology"}),
        ("food security", {"food-security"}),
        ("the cultural and humanitarian sphere", {"culture", "people-to-people"}),
        ("construction of a nuclear power plant", {"nuclear-energy"}),
        ("the 30th anniversary of diplomatic relations", {"anniversaries", "bilateral-relations"}),
    ],
)
def test_words_show_topics(words: str, codes: set[str]) -> None:
    assert found(words) == codes


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("to combat the disease", "armed-conflict"),
        ("the theatre commanders of both armies", "culture"),
        ("a favourable investment climate", "climate"),
        ("the international environment", "environment"),
        ("human trade in organs", "trade"),
        ("the National Security Adviser", "defence-cooperation"),
        ("a cultural heritage of prisoners", "trade"),
        ("the Democratic Republic of the Congo", "rule-of-law"),
        ("she said hello", "digital"),
        ("relations were not mentioned by AIs or in the maintained list", "technology"),
        ("the shipment of oils", "energy"),
    ],
)
def test_words_that_only_look_like_a_topic(words: str, code: str) -> None:
    assert code not in found(words)


def test_one_weak_word_is_not_enough_and_two_different_are() -> None:
    assert "regional-cooperation" not in found("the region, the region and once more the region")
    assert "regional-cooperation" in found("the region and its member states")


def test_only_what_was_said_counts_and_the_words_are_cited() -> None:
    text = "The museum is new. She spoke about wheat."
    said = [(text.index("wheat"), text.index("wheat") + 5)]
    assert [(t.code, text[t.start : t.end]) for t in topics.find(text, lower(text), said, load_pack("en"))] == [("food-security", "wheat")]


def test_a_word_in_overlapping_spans_counts_once() -> None:
    words = "tourism"
    assert len(topics.find(words, words, [(0, 7), (0, 7), (2, 7)], load_pack("en"))) == 1


def test_offsets_hold_where_lower_case_is_longer() -> None:
    words = "İzmir and tourism"
    (topic,) = topics.find(words, lower(words), [(0, len(words))], load_pack("en"))
    assert words[topic.start : topic.end] == "tourism"


def test_background_gives_no_topics() -> None:
    text = "Minister Ana Kral met with Minister Bat Dorj in Vienna on 4 June 2024. They discussed tourism.\n\nVienna has wheat and mines."
    assert {t.code for t in read_text(text).topics} == {"tourism"}
