"""Loading packs: YAML files become one compiled, immutable `Pack` per language, with the line of every entry kept.

A pack is a folder of `packs/` named after its language; each file holds a list of entries, or a mapping of such lists.
Every entry that is a mapping gains the key `__line__`, so that a message can say `packs/en/titles.yaml:41`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from readout.errors import PackError, short
from readout.grammar import forms

# READOUT_PACKS names a folder of packs of one's own, whole: a copy to work on, or an earlier state to compare with.
PACKS = Path(os.environ.get("READOUT_PACKS") or Path(__file__).resolve().parent.parent / "packs")
LINE = "__line__"


class _LineLoader(yaml.CSafeLoader):
    """A safe loader that remembers on which line each mapping begins; words such as "On" and "No" stay words (YAML 1.2)."""


_LineLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    found = {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}
    found[LINE] = node.start_mark.line + 1
    return found


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The content of one YAML file, mappings carrying `__line__`; raises `PackError` RO-P001 with the line where it is malformed."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{short(path)}:{mark.line + 1}" if mark else short(path)
        raise PackError(
            "RO-P001", place, f"this is not YAML ({getattr(error, 'problem', error)})", "mend the line, then run: readout pack check"
        ) from error
    except UnicodeDecodeError as error:
        raise PackError("RO-P002", short(path), "this file is not UTF-8", "save it as UTF-8") from error


class Sections(dict[str, Any]):
    """The lists of one pack file; a list that is not there is empty, and a pattern that is not there never matches.

    So a language may begin with a few words: what a missing list would find is not found, and nothing else fails.

    >>> [*Sections()["verbs"]], str(Sections()["macros"]["party"])
    ([], '(?!)')
    """

    def __missing__(self, key: str) -> Sections:
        return Sections()

    def __str__(self) -> str:
        return super().__str__() if self else "(?!)"


def _sections(content: Mapping[str, Any]) -> Sections:
    """A mapping and the mappings that are its values, with nothing in them that could be missing; entries of lists stay as they are."""
    return Sections({k: _sections(v) if isinstance(v, dict) else v for k, v in content.items()})


class Pack:
    """What one language knows: its files' entries by file name, read once and never changed.

    >>> load_pack("en").language
    'en'
    """

    def __init__(self, language: str, folder: Path) -> None:
        self.language = language
        self.folder = folder
        self._files: dict[str, Any] = {}

    def file(self, name: str) -> Any:
        """The content of `<name>.yaml`: a list, or `Sections`, which are also what a file that is not there holds."""
        if name not in self._files:
            path = self.folder / f"{name}.yaml"
            content = read_yaml(path) if path.exists() else None
            if content is not None and name != "pack" and (self.forms.forms or self.forms.fold):
                content = forms.expanded(content, self.forms)
            self._files[name] = content if isinstance(content, list) else _sections(content or {})
        return self._files[name]

    @cached_property
    def forms(self) -> forms.Table:
        """The forms of the pack's words, and the letters that `fold` of `pack.yaml` says are printed for each other."""
        return forms.read(self.folder, {str(k): str(v) for k, v in (self.setting("fold") or {}).items() if k != LINE})

    def entries(self, name: str, key: str | None = None) -> list[Any]:
        """The entries of a file that is a list, or of the list `key` in a file that is a mapping."""
        content = self.file(name)
        if key is not None:
            content = content.get(key) if isinstance(content, Mapping) else None
        return list(content or [])

    def setting(self, name: str) -> Any:
        """A value of `pack.yaml`, such as `words_are_spaced`; None where the pack does not say."""
        return self._settings.get(name)

    @cached_property
    def _settings(self) -> Mapping[str, Any]:
        content = self.file("pack")
        return content if isinstance(content, Mapping) else {}


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a pack, in alphabetical order.

    >>> "en" in languages()
    True
    """
    return tuple(sorted(p.parent.name for p in PACKS.glob("*/pack.yaml")))


@cache
def load_pack(language: str) -> Pack:
    """The pack of a language; raises `PackError` RO-P003 where there is none."""
    folder = PACKS / language
    if not (folder / "pack.yaml").exists():
        raise PackError("RO-P003", language, "there is no pack for this language", f"use one of: {', '.join(languages())}")
    return Pack(language, folder)


@cache
def load_world(name: str) -> tuple[dict[str, Any], ...]:
    """The entries of every YAML file of `packs/world/<name>/`, in the order of file names."""
    return tuple(_world_entries(PACKS / "world" / name))


def _world_entries(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.yaml")):
        for entry in read_yaml(path) or []:
            yield {**entry, "__file__": short(path)}


@cache
def pack_version() -> str:
    """A digest of all pack files, printed with every derivation so that a record says what it was read with."""
    digest = hashlib.sha256()
    for path in sorted(p for p in PACKS.rglob("*") if p.suffix in (".yaml", ".tsv")):
        digest.update(path.relative_to(PACKS).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
