"""A profile that is written wrongly is refused with its place and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from readout.errors import PackError
from readout.grammar.publishers import read_profile


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("- a\n", "RO-P041", "mapping"),
        ("id: other\nnames: [X]\n", "RO-P041", "file's name"),
        ("id: x\nnames: [X]\ndomain: [x.org]\n", "RO-P041", "unknown field 'domain'"),
        ("id: x\nnames: [X]\nside: {kind: planet, key: M}\n", "RO-P041", "kind and a key"),
        ("id: x\nnames: [X]\nboilerplate:\n- {pattern: '('}\n", "RO-P042", "x.yaml:4"),
        ("id: x\nnames: [X\n", "RO-P001", "x.yaml"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, content: str, code: str, words: str) -> None:
    path = tmp_path / "packs" / "publishers" / "x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(PackError) as raised:
        read_profile(path)
    assert raised.value.code == code
    assert words in str(raised.value)
