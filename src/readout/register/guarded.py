"""YAML that strangers may write: read by events, with limits, so that no file can exhaust the machine or hide a second meaning.

Scalars stay strings (`NO` is Norway, `2021-09` a month). Anchors, aliases, tags, repeated keys and several documents in one file
are refused, as are files too large, too deep or of too many nodes; each refusal has a code and a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from readout.errors import short
from readout.register.model import RegisterError

LINE = "__line__"
LARGEST = 4_000_000  # bytes: ten times the largest file of the shipped register
DEEPEST = 16
MOST_NODES = 400_000
LONGEST = 4_000  # characters of one scalar


def read(path: Path) -> Any:
    """The content of one file, mappings with the line they begin on under `__line__`; raises `RegisterError` RO-G001 … RO-G009."""
    name = short(path)
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RegisterError("RO-G001", f"{name}:1", f"the file has {size} bytes; at most {LARGEST} are read", "split the file")
        data = path.read_bytes()
    except OSError as error:
        raise RegisterError(
            "RO-G002", f"{name}:1", f"the file cannot be opened ({error.strerror})", "check its name and permissions"
        ) from error
    return parse(data, name)


def parse(data: bytes, name: str) -> Any:
    """The content of YAML bytes; `name` stands in messages.

    >>> parse(b"state: NO", "x.yaml")["state"]
    'NO'
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RegisterError("RO-G003", f"{name}:{line}", "this file is not UTF-8", "save it as UTF-8") from error
    loader = yaml.CSafeLoader(text)
    try:
        return _Builder(name).build(loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else f"{name}:1"
        raise RegisterError(
            "RO-G004", place, f"this is not YAML ({getattr(error, 'problem', error)})", "mend the line, then run: readout register check"
        ) from error
    finally:
        loader.dispose()


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


class _Builder:
    """Builds plain values from parser events without recursion, refusing what is too much."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0
        # Each open collection: its value, and for a mapping the key that waits for its value.
        self.stack: list[tuple[Any, list[str | None]]] = []
        self.root: Any = None
        self.seen_root = False

    def fail(self, event: yaml.Event, code: str, message: str, remedy: str) -> RegisterError:
        return RegisterError(code, f"{self.name}:{_line(event)}", message, remedy)

    def build(self, loader: yaml.CSafeLoader) -> Any:
        while loader.check_event():
            event = loader.get_event()
            if event is not None:
                self.take(event)
        return self.root

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, {LINE: _line(event)})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise self.fail(event, "RO-G005", "anchors and aliases are not allowed here", "write the value out")
        elif isinstance(event, yaml.DocumentStartEvent) and self.seen_root:
            raise self.fail(event, "RO-G006", "the file holds more than one document", "keep one document in each file")

    def _checked(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.fail(event, "RO-G007", f"the file has more than {MOST_NODES} values", "split the file")
        if event.anchor is not None:
            raise self.fail(event, "RO-G005", "anchors and aliases are not allowed here", "write the value out")
        if event.tag is not None and event.tag != "!":
            raise self.fail(event, "RO-G008", f"the tag {event.tag!r} is not allowed here", "remove the tag")

    def _open(self, event: yaml.Event, value: Any) -> None:
        self._checked(event)
        if len(self.stack) >= DEEPEST:
            raise self.fail(event, "RO-G007", f"values are nested deeper than {DEEPEST}", "write the file flatter")
        self._place(event, value)
        self.stack.append((value, [None]))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._checked(event)
        if len(event.value) > LONGEST:
            raise self.fail(event, "RO-G007", f"a value has more than {LONGEST} characters", "shorten it")
        if self.stack and isinstance(self.stack[-1][0], dict) and self.stack[-1][1][0] is None:
            value, waiting = self.stack[-1]
            if event.value in value:
                raise self.fail(event, "RO-G009", f"the key {event.value!r} stands twice", "keep one of the two")
            waiting[0] = event.value
            return
        self._place(event, None if event.value in ("", "~", "null") and event.style is None else event.value)

    def _place(self, event: yaml.Event, value: Any) -> None:
        if not self.stack:
            self.root, self.seen_root = value, True
            return
        parent, waiting = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
            return
        if waiting[0] is None:
            raise self.fail(event, "RO-G004", "a list or a mapping cannot be a key", "write a word before the colon")
        parent[waiting[0]] = value
        waiting[0] = None
