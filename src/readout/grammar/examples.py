"""Examples: the lines in packs that show what an entry marks, as data, each with the line it stands on.

Forms: `[words|slot]` or `[words]` (these words are marked) · `not: …` (this entry marks nothing here) · `words -> value` (what the
words mean) · a list of text and value. Several examples stand on lines of their own or in a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from readout.errors import short

_NEGATIVE = "not:"
_MARK = re.compile(r"\[([^\[\]|]+)(?:\|([\w-]+))?\]")
_VALUE = re.compile(r"\s+->\s+")


class Slot(msgspec.Struct, frozen=True, gc=False):
    """Words that an example marks: code points of `Example.text`, and the name of what they are (or "")."""

    start: int
    end: int
    name: str


class Example(msgspec.Struct, frozen=True, gc=False):
    """One example line: `file` as messages print it, `section` the key its entry stands under, `entry` the entry's line and `id`."""

    file: str
    section: str
    entry: int
    id: str
    line: int
    text: str
    slots: tuple[Slot, ...]
    value: str | None
    negative: bool

    @property
    def place(self) -> str:
        """Where the example stands, as `packs/en/titles.yaml:41`."""
        return f"{self.file}:{self.line}"


def parse(raw: str) -> tuple[str, tuple[Slot, ...]]:
    """The text of an example without its brackets, and the words they held.

    >>> parse("[Ana Kral|name] arrived.")
    ('Ana Kral arrived.', (Slot(start=0, end=8, name='name'),))
    """
    parts: list[str] = []
    slots: list[Slot] = []
    here = length = 0
    for match in _MARK.finditer(raw):
        before, words = raw[here : match.start()], match.group(1)
        parts += [before, words]
        length += len(before)
        slots.append(Slot(length, length + len(words), match.group(2) or ""))
        length += len(words)
        here = match.end()
    return "".join([*parts, raw[here:]]), tuple(slots)


def find(path: Path) -> Iterator[Example]:
    """Every example of one pack file, in order."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if root is not None:
        yield from _within(root, short(path), "", 0)


def _within(node: yaml.Node, file: str, section: str, depth: int) -> Iterator[Example]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _within(item, file, section, depth)
        return
    if not isinstance(node, yaml.MappingNode):
        return
    names = {k.value: v for k, v in node.value if isinstance(k, yaml.ScalarNode)}
    entry, identity = node.start_mark.line + 1, _identity(names)
    for key, value in names.items():
        if key in ("examples", "example"):
            for line, raw, meaning in _lines(value):
                yield _example(file, section, entry, identity, line, raw, meaning)
        else:
            yield from _within(value, file, key if depth == 0 else section, depth + 1)


def _identity(names: dict[str, yaml.Node]) -> str:
    for key in ("id", "code", "title", "verb", "word", "noun"):
        found = names.get(key)
        if isinstance(found, yaml.ScalarNode):
            return str(found.value)
    return ""


def _lines(node: yaml.Node) -> Iterator[tuple[int, str, str | None]]:
    """Line, words and value of every example under one key."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if isinstance(item, yaml.SequenceNode) and item.value:
                first, *rest = item.value
                yield first.start_mark.line + 1, str(first.value), str(rest[0].value) if rest else None
            else:
                yield from _lines(item)
    elif isinstance(node, yaml.ScalarNode):
        block = node.style in ("|", ">")
        for i, line in enumerate(str(node.value).split("\n")):
            if line.strip():
                yield node.start_mark.line + (2 + i if block else 1), line.strip(), None


def _example(file: str, section: str, entry: int, identity: str, line: int, raw: str, meaning: str | None) -> Example:
    negative = raw.startswith(_NEGATIVE)
    words = raw.removeprefix(_NEGATIVE).strip()
    if meaning is None and len(parts := _VALUE.split(words)) == 2:
        words, meaning = parts
    text, slots = parse(words)
    return Example(file, section, entry, identity, line, text, slots, meaning, negative)
