"""Forms: the cases and numbers of a pack's words, compiled beforehand, so that reading needs no morphology.

`forms.tsv` of a pack has a line for each word or phrase: the nominative, the forms of the singular, those of the plural, in the order
of the pack's cases and parted by bars. `tools/build_forms.py` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

FILE = "forms.tsv"
NOMINATIVE = 0
# What is written by hand for people to read and runs as a test: it is never expanded.
_PLAIN = frozenset({"examples", "example", "note", "why", "source"})
_MARKED = re.compile(r"([^\W\d_](?:[\w-]*\w)?)~")


class Form(msgspec.Struct, frozen=True, gc=False):
    """A form of a word: the word as printed, whether it is a plural, and the cases it can be (0 is the nominative)."""

    words: str
    plural: bool
    cases: frozenset[int]


class Table(msgspec.Struct, frozen=True, gc=False):
    """The forms of a pack's words by nominative, and the letters that printers use for each other ("ё" and "е")."""

    forms: Mapping[str, tuple[Form, ...]]
    fold: Mapping[str, str]

    def of(self, words: str) -> tuple[Form, ...]:
        """The forms of a word or phrase, the nominative first; a word that the table does not have has only itself."""
        found = self.forms.get(words) or (Form(words, False, frozenset()),)
        return tuple(replace(form, words=w) for form in found for w in self.spellings(form.words))

    def spellings(self, words: str) -> tuple[str, ...]:
        """A word, and how it is spelt with the letters folded.

        >>> Table({}, {"ё": "е"}).spellings("учёт")
        ('учёт', 'учет')
        """
        other = words
        for letter, plain in self.fold.items():
            other = other.replace(letter, plain)
        return (words,) if other == words else (words, other)

    def all(self, words: str) -> tuple[str, ...]:
        """Every form of a word as printed, each once."""
        return tuple(dict.fromkeys(form.words for form in self.of(words)))


def read(folder: Path, fold: Mapping[str, str]) -> Table:
    """The table of a pack; an empty one where the pack has none."""
    path = folder / FILE
    found: dict[str, tuple[Form, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        lemma, *numbers = line.split("\t")
        found[lemma] = tuple(form for plural, words in enumerate(numbers) for form in _forms(words, bool(plural)))
    return Table(found, fold)


def _forms(words: str, plural: bool) -> list[Form]:
    cases: dict[str, set[int]] = {}
    for case, form in enumerate(words.split("|") if words else ()):
        cases.setdefault(form, set()).add(case)
    return [Form(form, plural, frozenset(numbers)) for form, numbers in cases.items()]


def expanded(content: Any, table: Table) -> Any:
    """The content of a pack file in which `word~` stands for any form of a word, and a word of a list for all its spellings."""
    if isinstance(content, Mapping):
        return {k: v if k in _PLAIN else expanded(v, table) for k, v in content.items()}
    if isinstance(content, list):
        return list(_listed(content, table))
    if isinstance(content, str) and "~" in content:
        return _MARKED.sub(lambda m: _alternatives(m, table.all), content)
    return content


def _listed(content: list[Any], table: Table) -> list[Any]:
    out: list[Any] = []
    for item in content:
        if not isinstance(item, str):
            out.append(expanded(item, table))
        elif item.endswith("~") and _MARKED.fullmatch(item.rsplit(" ", 1)[-1]):
            out.extend(table.all(item[:-1]))
        else:
            out.extend(table.spellings(expanded(item, table)))
    return out


def _alternatives(match: re.Match[str], every: Callable[[str], tuple[str, ...]]) -> str:
    ranked = sorted(every(match.group(1)), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(map(re.escape, ranked)) + ")"
