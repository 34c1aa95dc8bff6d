"""A briefing uses nothing published on its day or later, and every line of it is cited."""

import re

from sqlalchemy import select

from readout.analysis.briefing import briefing, markdown
from readout.ledger.schema import revision


def _made(samples, *names, day, beside=None):
    with samples.store.reading() as connection:
        return briefing(connection, *names, day, beside=beside)


def test_nothing_published_on_the_day_or_later(samples):
    before = _made(samples, "Modi", day="2024-08-27")
    assert all(note.document.published <= "2024-08-26" for note in before.notes)
    assert before.documents == 0
    after = _made(samples, "Modi", day="2024-08-28")
    assert {note.document.published for note in after.notes} == {"2024-08-27"}


def test_every_line_is_cited_and_every_citation_stands_in_its_text(samples):
    found = _made(samples, "Biden", day="2023-01-01", beside="Kishida")
    numbers = {note.number for note in found.notes}
    lines = [line for section in found.sections for line in section.lines]
    assert lines
    assert all(line.notes and set(line.notes) <= numbers for line in lines)
    with samples.store.reading() as connection:
        texts = dict(connection.execute(select(revision.c.id, revision.c.text)).all())
    for note in found.notes:
        said = texts[note.document.revision][note.start : note.end]
        assert said == note.quote or " … " in note.quote


def test_sections_answer_who_when_what_and_what_is_open(samples):
    found = {s.title: s for s in _made(samples, "SCO", day="2020-01-01").sections}
    assert "Deputy Secretary-General" in found["Who"].lines[0].text
    assert "meeting in Xi'an" in found["Last contacts"].lines[0].text
    assert any("caravans" in line.text for line in found["Positions by topic"].lines)
    assert any("due 2019-11-01 (passed)" in line.text for line in found["Open undertakings"].lines)
    assert found["Planned"].lines == ()
    assert "2019-12-31" in found["Planned"].empty


def test_any_script_gives_the_same_briefing(samples):
    one, other = (markdown(_made(samples, name, day="2023-01-01")) for name in ("拜登", "Байден"))
    assert one.replace("拜登", "") == other.replace("Байден", "")


def test_markdown_has_a_note_for_every_number(samples):
    text = markdown(_made(samples, "Biden", day="2023-01-01", beside="Kishida"))
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) <= set(re.findall(r"^\[\^(\d+)\]:", text, re.M))
