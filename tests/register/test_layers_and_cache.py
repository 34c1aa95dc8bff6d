"""A user's own files over the shipped ones; compiled data that is right whoever wrote it, and absent where nothing may be written."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from readout.register import cache, load
from readout.register.ask import load_register

OWN = """
of: {of}
checked: 2024-12-31
source: our embassy's list
confidence: A
posts:
- post: {post}
  kind: {kind}
  title: {{en: [{title}]}}
  holders:
  - {{who: {who}, start: {start}, end: {end}}}
people:
- {{en: {who}}}
"""


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("READOUT_CACHE", str(folder))
    return folder


def _own(folder: Path, **values: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(OWN.format(**values), encoding="utf-8")
    return str(folder)


def test_a_new_office_is_added(tmp_path: Path) -> None:
    own = _own(
        tmp_path,
        of="CN-HA",
        post="vice-governor",
        kind="vice-governor",
        title="Vice Governor",
        who="He Jinping",
        start="2018-01-01",
        end="2021-12-31",
    )
    register = load_register((own,))
    assert register.agrees(["He Jinping"], "Vice Governor", "region", "CN-HA", "2021-05-09", "en").verdict == "agrees"
    assert load_register().agrees(["He Jinping"], "Vice Governor", "region", "CN-HA", "2021-05-09", "en").verdict == "unknown"
    assert register.status("BY", "sco", "2021-05-09").status == "observer", "what is shipped shows through"


def test_the_upper_layer_comes_first_and_the_lower_one_stands_beside(tmp_path: Path) -> None:
    values = {"of": "sco", "post": "secretary-general", "kind": "secretary-general", "title": "Secretary-General", "who": "Vladimir Norov"}
    own = _own(tmp_path, **values, start="2019-01-01", end="2022-06-30")
    (holder, *_) = [h for h in load_register((own,)).holders("sco/secretary-general", "2021-05-09") if h.sure]
    assert (holder.until, holder.source) == ("2022-06-30", "our embassy's list")
    assert any("2021-12-31" in said and "kapital.kz" in said for said in holder.beside)
    on_another_day = load_register((own,)).holders("sco/secretary-general", "2022-03-01")
    assert [h.person for h in on_another_day] == ["vladimir-norov", "zhang-ming"], "two sources, two answers, the user's first"


def test_the_last_folder_is_on_top(tmp_path: Path) -> None:
    values = {"of": "XX", "post": "minister", "kind": "minister", "title": "Minister"}
    one = _own(tmp_path / "one", **values, who="Ana Kral", start="2020-01-01", end="2022-01-01")
    two = _own(tmp_path / "two", **values, who="Lee Sun", start="2020-01-01", end="2022-01-01")
    assert load_register((one, two)).holders("XX/minister", "2021-05-09")[0].name == "Lee Sun"
    assert load_register((two, one)).holders("XX/minister", "2021-05-09")[0].name == "Ana Kral"


def test_compiled_anew_when_a_file_changes(tmp_path: Path, empty_cache: Path) -> None:
    values = {"of": "XX", "post": "minister", "kind": "minister", "title": "Minister", "start": "2020-01-01", "end": "2022-01-01"}
    own = tmp_path / "own"
    _own(own, **values, who="Ana Kral")
    assert load.folder(own).people[0].id == "ana-kral"
    assert load.folder(own).people[0].id == "ana-kral"
    assert len(list(empty_cache.glob("register-*.bin"))) == 1
    _own(own, **values, who="Lee Sun")
    assert load.folder(own).people[0].id == "lee-sun"
    assert len(list(empty_cache.glob("register-*.bin"))) == 2


@pytest.mark.parametrize("planted", [b"", b"\xc1", b"not what we wrote", b"\x80" * 100])
def test_a_spoilt_cache_is_made_anew(empty_cache: Path, planted: bytes) -> None:
    whole = load.shipped()
    (file,) = empty_cache.glob("register-*.bin")
    file.write_bytes(planted)
    assert load.shipped() == whole
    assert file.read_bytes() != planted


def test_works_where_nothing_may_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("no folder can be made below a file")
    monkeypatch.setenv("READOUT_CACHE", str(blocked / "cache"))
    assert not cache.store("x", "y", b"z")
    assert load.shipped().people


def test_old_versions_are_forgotten(empty_cache: Path) -> None:
    for number in range(cache.KEPT + 5):
        assert cache.store("thing", str(number), b"x")
        os.utime(empty_cache / f"thing-{number}.bin", (number, number))
    assert len(list(empty_cache.glob("thing-*.bin"))) == cache.KEPT
    assert cache.load("thing", str(cache.KEPT + 4)) == b"x"
    assert not list(empty_cache.glob(".thing-*")), "no half-written file is left"


def test_many_processes_at_once_get_whole_data(empty_cache: Path) -> None:
    script = "from readout.register import load; print(len(load.shipped().people))"
    environment = {**os.environ, "READOUT_CACHE": str(empty_cache)}

    def run(_number: int) -> str:
        return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(run, range(4)))) == 1
    assert len(list(empty_cache.glob("register-*.bin"))) == 1


def test_the_same_files_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name in ("one", "two"):
        monkeypatch.setenv("READOUT_CACHE", str(tmp_path / name))
        load.shipped()
        found.append([p.read_bytes() for p in (tmp_path / name).glob("register-*.bin")])
    assert found[0] == found[1]
