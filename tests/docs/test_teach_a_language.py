"""The tutorial for linguists does what it says: its files are written, its commands run in their order, and print what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial" / "teach-a-language.md").read_text(encoding="utf-8")
SETTING_UP = "cp -r ../src/readout/packs my-packs"  # and what stands around it: done by the test, in a folder of its own


def steps() -> Iterator[tuple[str, str, str]]:
    """Kind, the paragraph before, and the words of every block of the page."""
    for match in re.finditer(r"((?:[^\n]+\n)*)\n?```(\w+)\n(.*?)```", PAGE, re.S):
        before = PAGE[: match.start(2) - 3].rstrip().rpartition("\n\n")[2]
        yield match.group(2), before, match.group(3)


def put(path: Path, block: str) -> None:
    """Put the keys of a block in place of the file's keys of the same name; entries of a list go to the end of `verbs`."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if block.startswith("- "):
        path.write_text(text.replace("\nexpress_nouns:", f"\n{block}express_nouns:", 1), encoding="utf-8")
        return
    for part in re.split(r"(?m)^(?=\w+:)", block):
        key = part.partition(":")[0]
        old = re.compile(rf"(?m)^{key}:.*\n(?:[ \-].*\n)*")
        text = old.sub(lambda _, new=part: new, text, count=1) if key and old.search(text) else text + part
    path.write_text(text, encoding="utf-8")


def test_the_tutorial_for_linguists_works_as_written(tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", str(ROOT / "src" / "readout" / "packs"), str(tmp_path / "my-packs")], check=True)
    command = tmp_path / "bin" / "readout"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readout "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "src").symlink_to(ROOT / "src")
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "my-packs").symlink_to(tmp_path / "my-packs")
    surroundings = {
        **os.environ,
        "READOUT_PACKS": "my-packs",
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "READOUT_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    said, seen = "", 0
    for kind, before, words in steps():
        name = next(iter(re.findall(r"`((?:my-packs/)?[\w/]+\.(?:yaml|txt))`", before)), None)
        if kind == "text" and name:
            (tmp_path / "work" / name).write_text(words, encoding="utf-8")
        elif kind == "yaml" and name:
            put(tmp_path / "work" / name, words)
        elif kind == "console" and SETTING_UP not in words:
            run = subprocess.run(
                ["bash", "-ec", words], cwd=tmp_path / "work", env=surroundings, capture_output=True, text=True, check=False
            )
            said = run.stdout + run.stderr
            assert run.returncode == 0, said
        elif kind == "output":
            seen += 1
            for line in words.splitlines():
                assert re.sub(r"\s+", " ", line) in re.sub(r"\s+", " ", said), f"not printed: {line!r}, but:\n{said}"
    assert seen == 5
