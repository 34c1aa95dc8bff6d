"""The packs as a page shows them: languages, files with how many entries, publishers, the register."""

from __future__ import annotations

from functools import cache

import msgspec

from readout.grammar.load import PACKS, languages, pack_version
from readout.register.ask import load_register


class PackFile(msgspec.Struct, frozen=True):
    """A file of a pack with how many lines it has."""

    name: str
    lines: int


class PackInfo(msgspec.Struct, frozen=True):
    """A language pack; `ready` says whether the reader uses it."""

    language: str
    ready: bool
    files: tuple[PackFile, ...]


class Packs(msgspec.Struct, frozen=True):
    """Everything that reading rests on."""

    version: str
    packs: tuple[PackInfo, ...]
    publishers: tuple[str, ...]
    register: dict[str, int]


@cache
def packs() -> Packs:
    """Look through the folder of packs once."""
    found = []
    for folder in sorted(p for p in PACKS.iterdir() if p.is_dir() and p.name not in ("publishers", "world")):
        files = [PackFile(f.name, sum(1 for _ in f.open("rb"))) for f in sorted(folder.glob("*.yaml"))]
        found.append(PackInfo(folder.name, folder.name in languages(), tuple(files)))
    index = load_register().index
    register = {
        "organisations": len(index.organisations), "statuses": sum(map(len, index.statuses.values())), "posts": len(index.posts),
        "terms of office": sum(map(len, index.occupancies.values())), "people": len(index.people), "bodies": len(index.bodies),
        "meetings": sum(map(len, index.meetings.values())),
    }  # fmt: skip
    publishers = tuple(sorted(p.stem for p in (PACKS / "publishers").glob("*.yaml")))
    return Packs(pack_version(), tuple(found), publishers, register)
