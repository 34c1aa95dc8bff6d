"""Records as files: no id writes elsewhere or over another, and the index finds every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from readout.errors import UsageError
from readout.model.codec import from_json
from readout.model.record import Record
from readout.web.folder import Demo, Folder, file_name
from tests.web.records import golden, plain


def named(id: str) -> Record:
    record = plain("Ana Kral met with Lee Sun.")
    return replace(record, document=replace(record.document, id=id))


@pytest.mark.parametrize("id", ["../../etc/passwd", "/absolute", "a/b", "..", "CON", "index", "x" * 400, "Ünïcode 中", "", "a\0b", "-rf"])
def test_no_id_leaves_the_folder(tmp_path: Path, id: str) -> None:
    folder = Folder(tmp_path / "out", "json")
    path = folder.write(named(id))
    assert path.parent == tmp_path / "out"
    assert path.exists()
    assert not path.name.startswith(("-", "."))
    assert path.name.isascii()


def test_different_ids_never_share_a_file(tmp_path: Path) -> None:
    ids = ["a/b", "a-b", "a b", "A-b", "a-b", "a-b.2", "a-b"]
    folder = Folder(tmp_path, "json")
    paths = [folder.write(named(id)) for id in ids]
    assert len({p.name.lower() for p in paths}) == len(ids)
    assert [from_json(p.read_bytes()).document.id for p in paths] == ids


def test_plain_ids_stay_as_they_are() -> None:
    assert file_name("sco-xian-2019") == "sco-xian-2019"


def test_pages_have_an_index(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "html")
    folder.write(golden("sco-xian-2019"))
    folder.write(named("<b>"))
    folder.finish()
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="sco-xian-2019.html"' in index
    assert "Farrukh Odilov and He Yulan" in index
    assert "2 documents" in index


@pytest.mark.parametrize("explain", [False, True])
def test_tables_are_text_files(tmp_path: Path, explain: bool) -> None:
    path = Folder(tmp_path, "table", explain=explain).write(golden("sco-xian-2019"))
    assert path.suffix == ".txt"
    words = path.read_text(encoding="utf-8")
    assert "Farrukh Odilov" in words
    assert ("packs/en/encounters.yaml" in words) is explain


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UsageError, match="RO-U003"):
        Folder(tmp_path / "taken", "json")


def test_demo_leaves_records_pages_and_an_index(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.write(golden("sco-xian-2019"))
    demo.write(golden("domestic-slovenia-2024"))
    demo.finish()
    assert demo.count == 2
    assert len((tmp_path / "records.jsonl").read_bytes().splitlines()) == 2
    assert sorted(p.name for p in (tmp_path / "html").iterdir()) == ["domestic-slovenia-2024.html", "sco-xian-2019.html"]
    assert 'href="html/sco-xian-2019.html"' in (tmp_path / "index.html").read_text(encoding="utf-8")
