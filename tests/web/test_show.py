"""What a person sees on a terminal: everything that matters, within 80 columns, and nothing that steers the terminal."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from readout import show
from readout.model.record import Record
from tests.web.records import golden, plain


def printed(record: Record, how: str = "table") -> str:
    stream = io.StringIO()
    getattr(show, how)(record, show.console(stream))
    return stream.getvalue()


def test_the_encounter_comes_first_then_what_was_said_and_undertaken() -> None:
    words = printed(golden("sco-xian-2019")).split("readout\n", 1)[1]
    order = ["MEETING, held", "Farrukh Odilov", "Said", "Undertaken", "Referred to", "Notices"]
    places = [words.index(w) for w in order]
    assert places == sorted(places)
    assert "11 September 2019 (stated)" in words
    assert "●●●●●○" in words
    assert "due 1 November 2019" in words


def test_everybody_is_named_with_office_and_role() -> None:
    words = " ".join(printed(golden("sco-xian-2019")).split())
    assert "principal He Yulan Vice Governor, Shaanxi Province" in words
    assert "attendee Ambassador of Nepal" in words


@pytest.mark.parametrize("how", ["table", "explain"])
@pytest.mark.parametrize("title", ["短标题" * 40, "Встреча министра иностранных дел " * 5, "x" * 300])
def test_lines_fit_eighty_columns(how: str, title: str) -> None:
    record = golden("sco-xian-2019")
    record = replace(record, document=replace(record.document, title=title))
    assert max(cell_len(line) for line in printed(record, how).splitlines()) <= 80


@pytest.mark.parametrize("how", ["table", "explain"])
def test_no_document_steers_the_terminal(how: str) -> None:
    text = "\x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp \x00 [bold]not markup[/bold] :smile:"
    record = plain(text, id="\x1b[2Jid")
    record = replace(record, document=replace(record.document, title=text, publisher=text))
    words = printed(record, how)
    assert not [c for c in words if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066"]
    assert "[bold]not markup[/bold]" in " ".join(words.split())
    assert ":smile:" in words


def test_explain_names_rule_and_pack_line_of_every_value() -> None:
    record = golden("sco-xian-2019")
    words = " ".join(printed(record, "explain").split())
    assert "packs/en/encounters.yaml:" in words
    assert "packs/en/reporting_verbs.yaml:10" in words
    assert "caption (ru)" in words
    for statement in record.statements:
        assert f"statement {show.View(record).tags[statement.id]}" in words


def test_explain_shows_the_whole_text() -> None:
    record = golden("sco-xian-2019")
    words = printed(record, "explain")
    for name in ("Xi'an is the capital", "В Сиане состоялась"):
        assert name in " ".join(words.replace("[", "").split())


def test_a_document_without_encounter_says_so() -> None:
    assert "No encounter is reported here." in printed(plain("Roads were mended."))
