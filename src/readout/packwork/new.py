"""How a new language begins: every file of a pack, empty and explained, after a pack that exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from readout.errors import PackError
from readout.grammar import explain
from readout.grammar.load import LINE, PACKS, load_pack, read_yaml

_CODE = re.compile(r"[a-z]{2,3}")
SHOWN = 2  # entries of each list that are shown as a comment


def new_pack(code: str, model: str, into: Path = PACKS) -> Path:
    """Write the folder of a new language: `pack.yaml` with the questions of the model, every other file with an empty list and two
    of the model's entries as comments. Raises `PackError` for a code that is none, or a folder that exists."""
    if not _CODE.fullmatch(code):
        raise PackError("RO-P033", code, "this is no code of a language", "use the two letters of ISO 639-1, such as uz")
    source, folder = load_pack(model).folder, into / code
    if folder.exists():
        raise PackError("RO-P034", str(folder), "this folder is there already", "go on in it, or move it away")
    texts = {path.name: _beginning(path, code) for path in sorted(source.glob("*.yaml"))}
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _beginning(path: Path, code: str) -> str:
    """The text of one file to begin with."""
    raw, content = path.read_text(encoding="utf-8"), read_yaml(path)
    head = "".join(f"# {line}\n" for line in explain.opening(raw))
    if path.stem == "pack":
        return f"# Questions about the language; the answers are those of the model: change each that is not true of {code}.\n{raw}"
    if isinstance(content, Mapping):
        content = {key: value for key, value in content.items() if key not in (LINE, "examples")}  # those are in the model's language
        meant = {group.keys[0]: group.words for group in explain.groups(raw) if group.words != explain.opening(raw)}
        return head + "".join(_section(key, value, meant.get(key, ())) for key, value in content.items())
    return head + _list(content)


def _section(key: str, value: Any, meant: tuple[str, ...]) -> str:
    """One list, mapping or setting of a file: its meaning and form are kept, its words are left out, those of the model are shown."""
    bare = _emptied(value)
    text = _written({key: bare})
    many = f" has {len(value)}, such as" if isinstance(value, list) else ""
    said = "".join(f"# {line}\n" for line in meant)
    shown = f"# the model{many}:\n{_shown(value)}" if bare != value else ""
    return f"\n{said}{text}{shown}"


def _list(value: Any) -> str:
    return f"\n[]\n# the model has {len(value)} entries, such as:\n{_shown(value)}" if isinstance(value, list) else "\n[]\n"


def _emptied(value: Any) -> Any:
    """The form of a value without its words: mappings keep their keys, lists lose their entries, patterns and settings stay."""
    if isinstance(value, Mapping):
        return {k: _emptied(v) for k, v in value.items() if k not in (LINE, "examples")}
    return [] if isinstance(value, list) else value


def _shown(value: Any) -> str:
    shown = value[:SHOWN] if isinstance(value, list) else value
    return "".join(f"#   {line}\n" for line in _written(_plain(shown)).splitlines() if line.strip())


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines, such as examples, as the packs do: line by line after a bar."""


_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def _written(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if k != LINE}
    return [_plain(v) for v in value] if isinstance(value, list) else value
