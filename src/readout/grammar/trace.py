"""Trace: from the id of a rule to the pack line that it stands on, for everyone who asks why a value is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from readout.errors import PackError
from readout.grammar.load import LINE, PACKS, read_yaml

_RULE = re.compile(r"[\w-]+(?:\.[\w: '-]+)+")
_KEYS = ("id", "noun", "word", "title", "verb", "code")


@lru_cache(maxsize=4096)
def where(rule: str) -> str | None:
    """The place of a rule as `packs/en/titles.yaml:41`, or None for a rule that lives in code.

    >>> where("en.encounters.met_with").split(":")[0]
    'packs/en/encounters.yaml'
    >>> where("names.run") is None
    True
    """
    if _RULE.fullmatch(rule) is None:
        return None
    parts = rule.split(".")
    path = PACKS / parts[0] / f"{parts[1]}.yaml"
    if path.exists():
        line = _line(f"{parts[0]}/{parts[1]}", parts[2]) if len(parts) > 2 else None
        return f"packs/{parts[0]}/{parts[1]}.yaml" + (f":{line}" if line else "")
    if parts[0] == "world" and len(parts) > 2:
        return _world(parts[1], ".".join(parts[2:]))
    return None


def _line(name: str, key: str) -> int | None:
    if key.rpartition(":")[2].isdigit():
        return int(key.rpartition(":")[2])
    try:
        lines = _lines(name)
    except PackError:
        return None
    return lines.get(key) or lines.get(key.replace("-", "_"))


@lru_cache(maxsize=64)
def _lines(name: str) -> dict[str, int]:
    """The line of every entry with an id, and of every top-level key, in one pack file."""
    path = PACKS / f"{name}.yaml"
    found: dict[str, int] = {}
    for entry in _entries(read_yaml(path)):
        for key in _KEYS:
            if isinstance(entry.get(key), str):
                found.setdefault(entry[key], int(entry[LINE]))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        key, colon, _ = line.partition(":")
        if colon and key and key.replace("_", "").isalnum():
            found.setdefault(key, number)
    return found


def _entries(content: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, Mapping):
        if LINE in content:
            yield content
        for value in content.values():
            yield from _entries(value)
    elif isinstance(content, list):
        for value in content:
            yield from _entries(value)


@lru_cache(maxsize=1024)
def _world(folder: str, key: str) -> str | None:
    """The line of an entry of the register's files, or the file that holds such entries."""
    name = "organizations" if folder in ("organisation", "project", "organizations") else folder
    for path in sorted((PACKS / "world" / name).glob("*.yaml")):
        line = _lines(f"world/{name}/{path.stem}").get(key)
        if line:
            return f"packs/world/{name}/{path.name}:{line}"
    return None
