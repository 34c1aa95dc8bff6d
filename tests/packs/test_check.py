"""`readout pack check` finds what a person who edits a pack gets wrong, and says where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readout import packcheck
from readout.errors import PackError
from readout.grammar import check, examples, explain, load
from readout.grammar.examples import Slot

PACK = """name: Elbonian
script: Latin
words_are_spaced: true
name_order: given-first
inflects: false
quotation_marks: [["“", "”"]]
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "xx"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    for module in (check, load):
        monkeypatch.setattr(module, "PACKS", tmp_path / "packs")
    load.load_pack.cache_clear()
    yield folder
    load.load_pack.cache_clear()


def found(folder: Path, name: str, content: str) -> list[str]:
    (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return [str(f) for f in check.check("xx")]


def test_packs_of_the_project_are_in_order() -> None:
    assert [str(f) for f in check.check()] == []


def test_a_sound_pack_has_no_findings(packs: Path) -> None:
    assert found(packs, "titles", "titles:\n- {title: Governor, rank: governor}\n") == []


def test_a_list_that_nothing_reads_is_told_with_what_was_meant(packs: Path) -> None:
    told = found(packs, "titles", "title:\n- {title: Governor, rank: governor}\n")
    assert len(told) == 1
    assert told[0].startswith("RO-P018 packs/xx/titles.yaml:1")
    assert "titles" in told[0]


def test_a_file_that_nothing_reads_is_told(packs: Path) -> None:
    assert any(t.startswith("RO-P018 packs/xx/greetings.yaml") for t in found(packs, "greetings", "words: [hello]\n"))


def test_every_key_of_the_shipped_packs_is_asked_for_by_the_code_and_explained() -> None:
    source = Path(load.__file__).parents[1]
    code = "\n".join(p.read_text(encoding="utf-8") for p in sorted(source.rglob("*.py")))
    silent, unread = [], []
    for name in sorted({p.stem for folder in explain.shipped() for p in folder.glob("*.yaml")}):
        for key, words in explain.explained(name, explain.shipped()).items():
            silent += [] if words else [f"{name}: {key}"]
            unread += [] if re.search(rf"""["']{key}["']""", code) else [f"{name}: {key}"]
    assert (silent, unread) == ([], [])


def test_the_same_title_twice_names_both_lines(packs: Path) -> None:
    told = found(
        packs, "titles", "titles:\n- {title: Vice Governor, rank: governor}\n- {title: Deputy, also: [Vice Governor], rank: governor}\n"
    )
    assert told == [
        "RO-P014 packs/xx/titles.yaml:3: \"Vice Governor\" appears twice (first at line 2). Keep one, or give the second an 'of:'.",
    ]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("titles:\n- {title: Governor}\n", "RO-P010", 2),
        ("titles:\n- {title: Governor, rank: governor, plurals: Governors}\n", "RO-P011", 2),
        ("- {title: Governor}\n", "RO-P012", 1),
        ("titles:\n- {title: Govеrnor, rank: governor}\n", "RO-P016", 2),  # a Cyrillic е
        ("titles:\n- {title: [Governor\n", "RO-P001", 3),
    ],
)
def test_slips_of_the_pen(packs: Path, content: str, code: str, line: int) -> None:
    told = found(packs, "titles", content)
    assert len(told) == 1
    assert told[0].startswith(f"{code} packs/xx/titles.yaml:{line}: ")


def test_one_word_cannot_be_office_and_honorific(packs: Path) -> None:
    (packs / "honorifics.yaml").write_text("honorifics:\n- {word: Professor}\n", encoding="utf-8")
    told = found(packs, "titles", "titles:\n- {title: Professor, rank: official}\n")
    assert [t.split(":")[0] for t in told] == ["RO-P015 packs/xx/honorifics.yaml"]


def test_a_pattern_that_cannot_be_read(packs: Path) -> None:
    told = found(packs, "mentions", 'patterns:\n- {id: broken, kind: person, pattern: "({title"}\n')
    assert told[0].startswith("RO-P017 packs/xx/mentions.yaml:2: ")


def test_a_language_without_a_pack_is_said() -> None:
    with pytest.raises(PackError, match="RO-P003"):
        list(check.check("tlh"))


def test_examples_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "xx" / "titles.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "titles:\n- title: Governor\n  examples: |\n    [Governor|title] Kral spoke.\n\n"
        '    not: She governs.\n- {title: King, examples: "x -> y"}\n',
        encoding="utf-8",
    )
    told = list(examples.find(path))
    assert [(e.line, e.entry, e.negative, e.text, e.value) for e in told] == [
        (4, 2, False, "Governor Kral spoke.", None),
        (6, 2, True, "She governs.", None),
        (7, 7, False, "x", "y"),
    ]
    assert told[0].slots == (Slot(0, 8, "title"),)


def test_entries_that_no_example_holds_are_counted(packs: Path):
    (packs / "commitments.yaml").write_text(
        'predicates:\n- {id: ready, pattern: "is ready"}\n- {id: will, pattern: "will", examples: "She will."}\n', encoding="utf-8"
    )
    assert [(number, line) for _, number, line in check.without_examples("xx")] == [(1, 2)]


def test_an_example_that_nothing_runs_is_told(tmp_path: Path) -> None:
    wrong = packcheck.unrun(examples.Example("packs/en/sentences.yaml", "starters", 3, "", 3, "The", (), None, False))
    assert wrong is not None
    assert wrong.code == "RO-P022"
    assert "the file itself" in wrong.remedy


@pytest.mark.parametrize(
    ("file", "section", "text", "slot"),
    [
        ("reporting_verbs", "verbs", "The Minister said that trade was growing.", Slot(0, 12, "content")),
        ("reporting_verbs", "verbs", "The Minister said that trade was growing.", Slot(23, 40, "speaker")),
        ("commitments", "cues", "The Minister pledged two million dollars for schools.", Slot(21, 52, "offer")),
        ("mentions", "patterns", "The Minister of Transport Ana Kral opened the forum.", Slot(4, 34, "office")),
    ],
)
def test_an_example_holds_only_as_the_reader_reads_it(file: str, section: str, text: str, slot: Slot) -> None:
    wrong = packcheck.run(examples.Example(f"packs/en/{file}.yaml", section, 1, "", 1, text, (slot,), None, False))
    assert wrong is not None
    assert wrong.code == "RO-P020"
