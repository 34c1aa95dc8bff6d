"""What holds for every record, whatever the text: spans are in it, reading is the same twice, nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import readout
from readout import Record, read_many, read_text
from readout.model.codec import from_json, to_json
from readout.model.record import Span

SAMPLES = Path(readout.__file__).parent / "samples"
WORDS = [
    "On 9 May 2021, ",
    "Foreign Minister of Belarus Ana Kral",
    " met with ",
    "He Lanying",
    "Mr. Sun",
    "SCO",
    " said that ",
    "“",
    "”",
    '"',
    "the sides ",
    "discussed ",
    "He ",
    "noted, ",
    "in Minsk",
    ". ",
    "\n",
    "\n\n",
    "\N{NO-BREAK SPACE}",
    "President",
    " agreed to ",
    "invited ",
    "В Минске ",
    "встреча",
    "会见",
    "习近平",
    "\u202e",
    "\ufeff",
    "’s ",
    "(",
    ")",
    "—",
    "1",
    "150 events",
    "%",
    "will visit ",
    "if ",
    ", ",
    "and ",
    "the Treaty on ",
    "was signed",
    "\ud83d\ude00",
]
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=60).map("".join)


def spans(value: object) -> list[Span]:
    """Every span anywhere in a record."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple | list):
        return [s for v in value for s in spans(v)]
    fields = getattr(value, "__struct_fields__", ())
    return [s for f in fields for s in spans(getattr(value, f))]


def assert_sound(record: Record) -> None:
    text = record.document.text
    assert all(0 <= s.start < s.end <= len(text) for s in spans(record))
    parties = {p.id for p in record.parties}
    assert len(parties) == len(record.parties)
    for statement in record.statements:
        assert {*statement.speakers, *statement.addressees} <= parties
        assert statement.content
    for encounter in record.encounters:
        assert {p.party for p in encounter.participants} <= parties
    assert {s.encounter for s in record.statements} - {None} <= {e.id for e in record.encounters}
    assert from_json(to_json(record)) == record


def read_or_refuse(text: str) -> list[Record]:
    """The record, or nothing where the text is refused: then the refusal must say what to do."""
    try:
        return [read_text(text, published="2024-05-10", language="en")]
    except readout.ReadoutError as error:
        if not error.remedy:
            raise
        return []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_any_text_gives_a_sound_record(text: str) -> None:
    for record in read_or_refuse(text or "x"):
        assert_sound(record)


@pytest.mark.parametrize("folder", sorted(p.name for p in SAMPLES.iterdir() if p.is_dir()))
def test_samples_read_soundly_and_twice_alike(folder: str) -> None:
    first = list(read_many([SAMPLES / folder]))
    assert first
    for record in first:
        assert isinstance(record, Record), record
        assert_sound(record)
    again = list(read_many([SAMPLES / folder]))
    assert [to_json(r) for r in again if isinstance(r, Record)] == [to_json(r) for r in first if isinstance(r, Record)]


def test_the_order_of_documents_does_not_matter() -> None:
    paths = sorted((SAMPLES / "en").glob("*.txt"))[:6]
    forward = {r.document.id: to_json(r) for r in read_many(paths) if isinstance(r, Record)}
    backward = {r.document.id: to_json(r) for r in read_many(reversed(paths)) if isinstance(r, Record)}
    assert forward == backward
