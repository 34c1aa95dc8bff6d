"""The documentation says what the code does: code lines run, generated pages are fresh, codes and links exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTE = (
    "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador of Nepal Lee Sun in Minsk.\n"
    "The Minister said that Belarus was ready to host a trade forum in 2022.\n"
)
RUN = ["README.md", "docs/tutorial/first-readout.md", "docs/how-to/read-a-folder.md", "docs/reference/python.md"]


@pytest.mark.parametrize("page", RUN)
def test_python_lines_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "note.txt").write_text(NOTE, encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})


def test_the_three_lines_of_the_readme_print_what_it_promises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    block = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[0]
    assert len(block.strip().splitlines()) == 3
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("2021-05-09 [")


def test_generated_pages_are_fresh() -> None:
    # In a process of its own: click keeps a command's help option from its first call, which another test may have made.
    command = [sys.executable, str(ROOT / "tools" / "make_docs.py"), "--check"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_code_is_listed_and_every_listed_code_is_used() -> None:
    used: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        code = re.sub(r"^\s*(?:>>>|\.\.\.).*$", "", path.read_text(encoding="utf-8"), flags=re.M)
        used |= set(re.findall(r'"(RO-[A-Z]\d{3})"', code))
    listed = set(re.findall(r"^## (RO-[A-Z]\d{3}) ", (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8"), re.M))
    assert sorted(used - listed) == []
    if not (ROOT / "src" / "readout" / "ledger").exists():
        listed = {code for code in listed if not code.startswith("RO-L")}
    assert sorted(listed - used) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert target in ("alone", "makes") or re.search(rf"^{target}:", makefile, re.M), target
