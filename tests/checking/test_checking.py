"""`readout check` finds every way in which a record can say what its document does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from readout import checking, read_many
from readout.model.codec import to_json
from readout.model.record import Phrase, Record, Span
from tests.web.records import golden

SLUGS = ["sco-xian-2019", "us-japan-2022-white-house", "russia-india-2024-kremlin", "bishkek-visit-2024"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sound_record_has_no_findings(slug: str) -> None:
    assert [str(f) for f in checking.check(golden(slug))] == []


def _first(record: Record, what: str, **changes: Any) -> Record:
    first, *rest = getattr(record, what)
    return replace(record, **{what: (replace(first, **changes), *rest)})


LIES: dict[str, tuple[str, Callable[[Record], Record]]] = {
    "a span outside the text": ("RO-R010", lambda r: _first(r, "statements", content=(Span(0, 10**6),))),
    "a span that runs backwards": ("RO-R010", lambda r: _first(r, "statements", content=(Span(9, 3),))),
    "a span without words": ("RO-R011", lambda r: _first(r, "statements", content=(Span(5, 5),))),
    "a statement that cites nothing": ("RO-R012", lambda r: _first(r, "statements", content=())),
    "an encounter that cites nothing": ("RO-R012", lambda r: _first(r, "encounters", evidence=())),
    "an occasion in other words": ("RO-R013", lambda r: _first(r, "encounters", occasion=Phrase("another forum", 0, 13))),
    "a name that is not in the text": (
        "RO-R014",
        lambda r: _first(r, "parties", names=("Nobody Atall",), basis="text", evidence=(Span(0, 5),)),
    ),
    "a value without a rule": ("RO-R015", lambda r: _first(r, "encounters", rule="")),
    "a speaker who does not exist": ("RO-R020", lambda r: _first(r, "statements", speakers=("p999",))),
    "a place that does not exist": ("RO-R020", lambda r: _first(r, "encounters", place="l999")),
    "an id given twice": ("RO-R021", lambda r: replace(r, statements=(*r.statements, r.statements[0]))),
    "an unknown act": ("RO-R030", lambda r: _first(r, "statements", act="mumble")),
    "an unknown status": ("RO-R030", lambda r: _first(r, "encounters", status="perhaps")),
    "an unknown topic": ("RO-R030", lambda r: _first(r, "statements", topics=("gossip",))),
    "a date that is none": ("RO-R031", lambda r: _first(r, "encounters", date="2021-02-30")),
    "a place off the earth": ("RO-R032", lambda r: _first(r, "places", latitude=123.0, longitude=0.0)),
    "a hope as strong as a pledge": ("RO-R033", lambda r: _first(r, "commitments", kind="hope", strength=5)),
    "a digest of another text": ("RO-R003", lambda r: replace(r, document=replace(r.document, text=r.document.text + " "))),
    "another schema": ("RO-R002", lambda r: replace(r, schema="readout/2")),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_are_found(lie: str) -> None:
    code, tell = LIES[lie]
    assert code in [f.code for f in checking.check(tell(golden("sco-xian-2019")))]


def stream(*data: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(data))


def test_lines_are_checked_one_by_one_with_their_places() -> None:
    good = to_json(golden("sco-xian-2019"))
    found = list(checking.check_stream("r.jsonl", stream(good, b"\n\n", b'{"schema": 3}\n', good, b"\n")))
    assert [(place, [f.code for f in findings]) for place, findings in found] == [
        ("r.jsonl:1", []),
        ("r.jsonl:3", ["RO-R001"]),
        ("r.jsonl:4", []),
    ]


def test_a_record_over_several_lines_and_a_list_of_records() -> None:
    good = to_json(golden("sco-xian-2019"))
    pretty = msgspec.json.format(good, indent=2)
    assert [len(f) for _, f in checking.check_stream("r.json", stream(pretty))] == [0]
    assert [len(f) for _, f in checking.check_stream("r.json", stream(b"[", good, b",\n", good, b"]"))] == [0, 0]


@pytest.mark.parametrize("data", [b"", b"not json", b"\xff\xfe\x00", b"[1, 2]", b"{}", b"null"])
def test_anything_else_is_said_and_never_a_traceback(data: bytes) -> None:
    codes = {f.code for _, findings in checking.check_stream("x", stream(data)) for f in findings}
    assert codes == {"RO-R001"}


@pytest.mark.parametrize("language", ["en", "ru", "zh", "fr"])
def test_every_sample_of_every_language_gives_a_record_without_findings(language: str) -> None:
    folder = Path(__file__).parents[2] / "src" / "readout" / "samples" / language
    records = [r for r in read_many([folder]) if isinstance(r, Record)]
    assert records
    assert [str(f) for record in records for f in checking.check(record)] == []
