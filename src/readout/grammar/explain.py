"""What the keys of pack files mean, read from the comments that stand above them in the packs themselves.

A comment explains the keys below it up to the next comment, so that what a person reads in a file, in the reference and in a new pack
is one text. The comment that opens a file is the file's own, and that of the keys directly below it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

SHIPPED = Path(__file__).resolve().parent.parent / "packs"
_KEY = re.compile(r"([A-Za-z_]\w*):(?: |$)")
_TAIL = re.compile(r"\s#\s(.+)$")
_RULE = re.compile(r"^-{3,}|-{3,}$")


class Group(msgspec.Struct, frozen=True, gc=False):
    """Keys of a pack file that one comment explains, in the order of the file."""

    keys: tuple[str, ...]
    words: tuple[str, ...]  # the comment's lines


def opening(text: str) -> tuple[str, ...]:
    """The lines of the comment that opens a file.

    >>> opening("# Offices.\\n# Compared in lower case.\\ntitles:\\n- {title: x}\\n")
    ('Offices.', 'Compared in lower case.')
    """
    found = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        found.append(line[1:].strip())
    return tuple(found)


def groups(text: str) -> tuple[Group, ...]:
    """The keys of a file with the comments that explain them.

    >>> groups("# A file.\\na: 1\\nb: 2\\n# What c is.\\nc: [x]\\n")
    (Group(keys=('a', 'b'), words=('A file.',)), Group(keys=('c',), words=('What c is.',)))
    """
    found: list[tuple[list[str], tuple[str, ...]]] = []
    comment: list[str] = []
    for line in text.splitlines():
        key = _KEY.match(line)
        if line.startswith("#"):
            comment.append(_RULE.sub("", line[1:].strip()).strip())
        elif key:
            tail = _TAIL.search(line) if not comment else None
            if comment or tail or not found:
                found.append(([], tuple(comment) if not tail else (tail.group(1),)))
            found[-1][0].append(key.group(1))
            comment = []
        elif line.strip():
            comment = []
    return tuple(Group(tuple(keys), words) for keys, words in found)


def explained(name: str, folders: tuple[Path, ...]) -> dict[str, tuple[str, ...]]:
    """Every key that `<name>.yaml` has in any of the folders, with the lines of the first comment that explains it (none: empty)."""
    meant: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        path = folder / f"{name}.yaml"
        if path.exists():
            for group in groups(path.read_text(encoding="utf-8")):
                for key in group.keys:
                    if not meant.get(key):
                        meant[key] = group.words
    return meant


@cache
def known_keys(name: str) -> frozenset[str]:
    """The keys that the shipped packs have in their `<name>.yaml`: what the stages may ask for (a test holds that they do).

    >>> "verbs" in known_keys("reporting_verbs")
    True
    """
    return frozenset(explained(name, shipped()))


def shipped() -> tuple[Path, ...]:
    """The folders of the languages that come with Readout.

    >>> all((folder / "pack.yaml").exists() for folder in shipped())
    True
    """
    return tuple(sorted(p.parent for p in SHIPPED.glob("*/pack.yaml")))
