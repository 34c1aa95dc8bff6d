"""Work on packs: gaps seen on texts, the impact of a change, the beginning of a new language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from readout.cli import cli
from readout.errors import PackError
from readout.grammar.load import PACKS, read_yaml
from readout.packwork import gaps, impact
from readout.packwork.new import new_pack
from readout.stages import acquire

TEXT = """On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk.

Kral bemourned “the slow pace of trade.” “We have lost a year,” bemourned Kral.

Grand Logothete Ivan Orlov was there. Grand Logothete Tomas Velt came later.
"""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_word_of_speech_that_the_pack_lacks_is_seen_beside_quotations_and_comes_with_an_entry():
    found = {(g.kind, g.words): g for g in gaps.gaps("en", [acquire.from_text(TEXT, language="en")])}
    verb = found["verb", "bemourned"]
    assert verb.times == 2
    assert TEXT[verb.start : verb.start + 9] == "bemourned"
    assert "- verb: bemourned" in verb.entry


def test_an_office_that_the_pack_lacks_is_seen_before_names():
    found = {(g.kind, g.words) for g in gaps.gaps("en", [acquire.from_text(TEXT, language="en")])}
    assert ("title", "Grand Logothete") in found


def test_a_known_word_is_no_gap():
    text = "Foreign Minister of Belarus Ana Kral said: “We trade.” “We trade more,” said Kral."
    assert [g for g in gaps.gaps("en", [acquire.from_text(text, language="en")], least=1) if g.kind == "verb"] == []


def test_impact_shows_what_a_new_verb_adds_and_nothing_where_nothing_changed(tmp_path: Path, text: Path):
    same = tmp_path / "same"
    shutil.copytree(PACKS, same)
    assert impact.impact([str(text)], same).changes == ()
    poorer = tmp_path / "poorer"
    shutil.copytree(PACKS, poorer)
    encounters = poorer / "en" / "encounters.yaml"
    encounters.write_text("patterns: []\n", encoding="utf-8")
    told = impact.impact([str(text)], poorer)
    assert told.documents == 1
    assert any(c.sign == "+" and c.kind == "encounters" for c in told.changes)


def test_impact_of_no_packs_says_what_to_name(tmp_path: Path, text: Path):
    with pytest.raises(PackError, match="RO-P030"):
        impact.impact([str(text)], tmp_path)


def test_a_new_language_begins_with_every_file_of_the_model_each_of_which_can_be_read(tmp_path: Path):
    folder = new_pack("uz", "en", tmp_path)
    assert {p.name for p in folder.glob("*.yaml")} == {p.name for p in (PACKS / "en").glob("*.yaml")}
    for path in folder.glob("*.yaml"):
        read_yaml(path)
    with pytest.raises(PackError, match="RO-P034"):
        new_pack("uz", "en", tmp_path)
    with pytest.raises(PackError, match="RO-P033"):
        new_pack("../x", "en", tmp_path)


def test_a_pack_that_was_just_begun_reads_a_text_and_says_what_it_lacks(tmp_path: Path, text: Path, monkeypatch: pytest.MonkeyPatch):
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    new_pack("uz", "en", packs)
    records = impact._records([str(text), "--lang", "uz"], packs)
    assert records["note"]["document"]["language"] == "uz"


def test_the_command_prints_gaps_with_their_place(text: Path):
    done = CliRunner().invoke(cli, ["pack", "gaps", "en", str(text), "--entries"])
    assert done.exit_code == 0
    assert "bemourned" in done.output
    assert "- title: Grand Logothete" in done.output
