"""Whatever text comes in: offsets hold, segments are ordered and whole, and nothing raises but an error of ours."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readout.errors import ReadoutError
from readout.model.document import Document, Source
from readout.stages import acquire, clean

LINES = ["Ana Kral met with Lee Sun in the capital.", "BEIJING, May 9 (Our Agency) -- ", "9 May 2021", "###", "Home | News", "Latest news"]
FOREIGN = ["В Минске состоялась встреча министров", "外交部长会见大使。", "El Secretario General se reunió con los ministros"]
SIGNS = [
    "\n",
    "\n\n",
    " ",
    "\r\n",
    "\u2028",
    "\u00a0",
    "\u200f",
    chr(0xD800),
    "\0",
    '"',
    "“",
    "’",
    "[",
    "(",
    "…",
    "1. ",
    "Photo: x",
    "date 2024-05-22 ",
]
PIECES = st.sampled_from([*LINES, *FOREIGN, *SIGNS])
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=25).map("".join))


def document_of(text: str, title: str | None = None) -> Document | None:
    try:
        return clean.document(acquire.from_text(text, title=title))
    except ReadoutError:
        return None


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.none() | TEXTS)
def test_segments_cover_every_word_once(text: str, title: str | None) -> None:
    document = document_of(text, title)
    if document is None:
        assert not text.strip() or text.isspace()
        return
    assert len(document.text) == len(document.source.text) == len(text)
    document.source.text.encode()
    here = 0
    for i, segment in enumerate(document.segments):
        assert here <= segment.start < segment.end <= len(text)
        assert not document.text[here : segment.start].strip(), "words between two segments are lost"
        words = document.text[segment.start : segment.end]
        assert words == words.strip()
        assert segment.kind in ("title", "dateline", "caption", "boilerplate", "body")
        assert segment.duplicate_of is None or segment.duplicate_of < i
        here = segment.end
    assert not document.text[here:].strip()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_cleaning_is_the_same_each_time(text: str) -> None:
    assert document_of(text) == document_of(text)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_normal_text_is_normal(text: str) -> None:
    once = clean.normal.normal(text)
    assert clean.normal.normal(once) == once
    assert len(once) == len(text)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600), st.sampled_from([".txt", ".html", ".jsonl", ".json", ".eml", ".docx", ".pdf", ".md", ""]))
def test_any_bytes_give_sources_or_errors(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(data)
        for found in acquire.sources([str(path)]):
            assert isinstance(found, Source | ReadoutError)
            if isinstance(found, ReadoutError):
                assert found.code.startswith("RO-A")
                assert found.remedy
            else:
                found.text.encode()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "text", "title", "published", "url", "lang", "file", "publisher"]),
        st.none() | st.integers() | TEXTS | st.lists(st.text()),
    )
)
def test_any_row_gives_a_source_or_an_error(row: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text(json.dumps(row))
        (found,) = acquire.sources([str(path)])
        if isinstance(found, Source):
            clean.document(found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["x", "y", "x-2", "a/b", ""]), min_size=1, max_size=8))
def test_ids_of_one_run_differ(ids: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text("\n".join(json.dumps({"id": id, "text": "Words."}) for id in ids))
        found = [f.id for f in acquire.sources([str(path)]) if isinstance(f, Source)]
        assert len(found) == len(set(found)) == len(ids)
