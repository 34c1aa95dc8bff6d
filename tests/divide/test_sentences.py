"""Sentences: abbreviations and quotations do not end them, footnotes do not hide their ends."""

from __future__ import annotations

import pytest

from readout.grammar.load import load_pack
from readout.stages.divide import quotations, sentences


def cut(text: str) -> list[str]:
    """The sentences of one paragraph."""
    pack, span = load_pack("en"), [(0, len(text))]
    return [text[s.start : s.end] for s in sentences.find(text, span, quotations.find(text, span, pack)[0], pack)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Dr. Kral met H.E. Mr. Sun in Washington, D.C. They agreed.", 2),
        ("The U.S. Secretary spoke with Lt. Gen. Orlov at 7 p.m. on Monday.", 1),
        ("Trade grew by 2.5 per cent. It will grow on.", 2),
        ('"We agree. We always did," she said. He left.', 2),
        ("The ministers welcomed the Busan Programme.1 They agreed to meet.2", 2),
        ("Is it so? It is! Good.", 3),
    ],
)
def test_where_sentences_end(text: str, number: int) -> None:
    assert len(cut(text)) == number, cut(text)


def test_nothing_is_lost() -> None:
    text = "  Ana Kral spoke.   Lee Sun listened.  "
    assert cut(text) == ["Ana Kral spoke.", "Lee Sun listened."]
