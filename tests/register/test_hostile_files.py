"""Files that strangers write: refused with a code and a line, quickly, and never understood in a second way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from readout.register import files, guarded, load
from readout.register.check import check, check_facts
from readout.register.model import RegisterError

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = [
    ("a bomb of aliases", BOMB.encode(), "RO-G005", 1),
    ("a cycle", b"posts: &p\n- *p\n", "RO-G005", 1),
    ("an alias without an anchor", b"of: KZ\nposts: *gone\n", "RO-G005", 2),
    ("a tag", b"of: KZ\nposts: !!python/object/apply:os.system ['true']\n", "RO-G008", 2),
    ("two documents", b"of: KZ\n---\nof: KG\n", "RO-G006", 2),
    ("deep nesting", b"posts: " + b"[" * 1_000_000, "RO-G004", 1),  # the parser's own limit comes first
    ("deep nesting, closed", b"a:\n  b: " + b"[" * 40 + b"]" * 40, "RO-G007", 2),
    ("a gigantic value", b"of: KZ\nsource: " + b"x" * 10_000, "RO-G007", 2),
    ("a repeated key", b"of: KZ\nposts: []\nof: KG\n", "RO-G009", 3),
    ("no YAML", b"of: [KZ\nposts: {", "RO-G004", 2),
    ("a list as a key", b"? [a, b]\n: c\n", "RO-G004", 1),
    ("no UTF-8", b"of: KZ\nsource: \xff\xfe\n", "RO-G003", 2),
    ("a control character", b"of: KZ\nsource: \x07\n", "RO-G004", 1),
    ("no mapping", b"- a\n- b\n", "RO-G010", 1),
    ("an unknown section", b"of: KZ\npots: []\n", "RO-G010", 1),
    ("a section that is no list", b"of: KZ\nposts: president\n", "RO-G010", 1),
    ("an entry that is no mapping", b"of: KZ\nposts:\n- president\n", "RO-G011", 1),
    ("an unknown key", b"of: KZ\nposts:\n- {post: p, kind: k, title: {en: P}, holder: []}\n", "RO-G016", 3),
    ("a missing key", b"of: KZ\nposts:\n- {kind: k, title: {en: P}}\n", "RO-G012", 3),
    (
        "a day that is none",
        b"of: KZ\nposts:\n- post: p\n  kind: k\n  title: {en: P}\n  holders:\n  - {who: Ana Kral, start: 2021-02-30}\n",
        "RO-G013",
        7,
    ),
    ("a word that is none of those allowed", b"body: x\nmeetings:\n- {start: 2021, mode: telepathic}\n", "RO-G014", 3),
    ("a dispute without a source", b"body: x\nmeetings:\n- {start: 2021, disputes: [{end: 2022}]}\n", "RO-G015", 3),
]


@pytest.mark.parametrize(("what", "data", "code", "line"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused_with_code_and_line(tmp_path: Path, what: str, data: bytes, code: str, line: int) -> None:
    (tmp_path / "hostile.yaml").write_bytes(data)
    begun = time.perf_counter()
    with pytest.raises(RegisterError) as caught:
        files.read([tmp_path], 1)
    assert time.perf_counter() - begun < 1, what
    assert caught.value.code == code
    assert caught.value.place.endswith(f"hostile.yaml:{line}")
    assert caught.value.remedy


def test_a_gigantic_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as stream:
        stream.truncate(50_000_000_000)  # a file of holes: reading it would not end
    begun = time.perf_counter()
    with pytest.raises(RegisterError, match="RO-G001"):
        load.folder(tmp_path)
    assert time.perf_counter() - begun < 1


def test_many_values_are_too_many(tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_bytes(b"posts: [" + b"x," * (guarded.MOST_NODES + 1) + b"]")
    with pytest.raises(RegisterError, match="RO-G007"):
        files.read([tmp_path], 1)


def test_a_missing_folder_has_a_remedy() -> None:
    with pytest.raises(RegisterError, match="RO-G020"):
        load.folder(Path("no-such-folder"))


def test_words_stay_words(tmp_path: Path) -> None:
    (tmp_path / "plain.yaml").write_text("organisation: x\nstatuses:\n- {state: NO, status: yes, in_force: 2010}\n", encoding="utf-8")
    (row,) = files.read([tmp_path], 1).statuses
    assert (row.state, row.status, row.in_force) == ("NO", "yes", "2010")


def test_the_shipped_register_has_no_faults() -> None:
    assert [str(f) for f in check()] == []


def test_gaps_are_notes_with_their_line() -> None:
    notes = [f for f in check(notes=True) if f.kind == "note"]
    assert notes
    assert all(f.code == "RO-G041" and ":" in f.where for f in notes)


POST = "of: XX\nposts:\n- post: p\n  kind: k\n  title: {en: P}\n  holders:\n"
PEOPLE = "people:\n- {en: A B}\n- {en: C D}\n"
SCO = "organisation: sco\nstatuses:\n"
TWO = "  - {who: A B, start: 2020, end: 2022-01-01}\n  - {who: C D, start: 2021-05-09, end: 2023-01-01}\n"
BOTH = "- {state: FR, status: observer, decision: 2020}\n- {state: FR, status: member, in_force: 2021}\n"
FAULTS = [
    ("a term that ends before it starts", POST + "  - {who: A B, start: 2021-05-09, end: 2020-01-01}\n" + PEOPLE, "RO-G032", 7),
    ("two at once", POST + TWO + PEOPLE, "RO-G034", 8),
    ("somebody unknown", POST + "  - {who: A B, start: 2020, end: 2022}\n", "RO-G030", 7),
    ("an unknown parent", "organisation: sco\nbodies:\n- {id: sco/x, parent: sco/gone, names: {en: X}}\n", "RO-G030", 3),
    ("an unknown body", "meetings:\n- {body: sco/gone, start: 2021}\n", "RO-G030", 2),
    ("an unknown organisation", "organisation: gone\nstatuses:\n- {state: CN, status: member, in_force: 2020}\n", "RO-G030", 3),
    ("an unknown status", SCO + "- {state: CN, status: friend, in_force: 2020}\n", "RO-G030", 3),
    ("a status before its class", SCO + "- {state: FR, status: partner, in_force: 2020}\n", "RO-G035", 3),
    ("a status after its class", SCO + "- {state: FR, status: observer, decision: 2020, end: 2026-02-01}\n", "RO-G035", 3),
    ("two statuses at once", SCO + BOTH, "RO-G034", 4),
    ("an unknown family", "of: XX\nposts:\n- {post: p, kind: k, titles: [gone]}\n", "RO-G030", 3),
    ("an unchecked open end", POST + "  - {who: A B, start: 2020}\n" + PEOPLE, "RO-G033", 7),
    ("confidence without a source", SCO + "- {state: FR, status: member, in_force: 2020, confidence: A}\n", "RO-G036", 3),
    ("look-alike letters", "people:\n- {en: Ana Kr\u0430l}\n", "RO-G038", 2),
    ("a post twice", "of: XX\nposts:\n- {post: p, kind: k, title: {en: P}}\n- {post: p, kind: k, title: {en: P}}\n", "RO-G039", 4),
    ("two people under one id", "people:\n- {en: Ana Kral, ru: Ана Краль}\n- {en: Ana Kral, ru: Анна Крал}\n", "RO-G040", 3),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "code", "line"), FAULTS, ids=[f[0] for f in FAULTS])
def test_check_names_the_line(tmp_path: Path, what: str, text: str, code: str, line: int) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    found = [f for f in check([str(tmp_path)]) if f.where.startswith(str(tmp_path))]
    assert {(f.code, f.where.rsplit(":", 1)[1]) for f in found} == {(code, str(line))}, what
    assert str(found[0]).startswith(f"{code} {tmp_path}")


def test_check_goes_on_after_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("posts: [\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("people:\n- {en: Ana Kr\u0430l}\n- {names: x}\n", encoding="utf-8")
    codes = {f.code for f in check([str(tmp_path)])}
    assert {"RO-G004", "RO-G038", "RO-G016"} <= codes


def test_check_of_nothing_finds_nothing() -> None:
    assert list(check_facts([])) == []
