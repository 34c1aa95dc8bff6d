"""Checking packs: form, duplicates, collisions, look-alike letters and patterns, each finding with file and line.

Examples are run by `readout.packcheck`, since they need the stages.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from readout.errors import PackError, short
from readout.grammar import explain, schema, shape
from readout.grammar.load import LINE, PACKS, languages, load_pack, read_yaml

# Where the words of an entry stand, by file and list; words of one group must not repeat in it.
_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("titles", "titles"): ("title", "also"),
    ("titles", "heads"): ("word",),
    ("titles", "modifiers"): ("word",),
    ("reporting_verbs", "verbs"): ("verb",),
    ("reporting_verbs", "express_nouns"): ("noun",),
    ("honorifics", "honorifics"): ("word",),
    ("topics", "topics"): ("code",),
    ("offices", "generic"): ("title",),
}
_IDS = frozenset({"patterns", "planned", "attendance", "lines", "datelines", "rules", "predicates", "phrases", "relative"})
# Lists whose words are whole mentions of a kind: the same words in two of them are read as one kind only.
_KINDS: Mapping[tuple[str, str], str] = {
    ("titles", "titles"): "an office",
    ("honorifics", "honorifics"): "an honorific",
    ("mentions", "collectives"): "a collective",
    ("mentions", "pronouns"): "a pronoun",
}
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a pack where it stands."""

    words: str
    line: int


def check(language: str | None = None) -> Iterator[PackError]:
    """What is wrong with the packs of one language, or with all packs, apart from their examples.

    >>> [str(finding) for finding in check("en") if finding.code == "RO-P001"]
    []
    """
    for folder in _folders(language):
        yield from _folder(folder)


def _folders(language: str | None) -> list[Path]:
    if language is not None:
        return [load_pack(language).folder]
    return [*(PACKS / name for name in languages()), PACKS / "publishers", PACKS / "world"]


def files(language: str | None = None) -> list[Path]:
    """The pack files of one language, or all pack files."""
    return [path for folder in _folders(language) for path in sorted(folder.rglob("*.yaml"))]


def without_examples(language: str | None = None) -> Iterator[tuple[str, int, int]]:
    """Files with entries that no example holds to what they mark: the file, how many entries have none, and the first one's line."""
    for path in files(language):
        content = read_yaml(path)
        if not (path.parent / "pack.yaml").exists() or not isinstance(content, Mapping) or content.get("examples"):
            continue
        bare = [
            entry[LINE]
            for _, listed in _listed(content)
            for entry in listed
            if isinstance(entry, Mapping) and LINE in entry and not entry.get("examples")
        ]
        if bare:
            yield short(path), len(bare), min(bare)


def _folder(folder: Path) -> Iterator[PackError]:
    loaded: dict[str, Any] = {}
    spoken = (folder / "pack.yaml").exists()
    for path in sorted(folder.rglob("*.yaml")):
        try:
            content = read_yaml(path)
        except PackError as error:
            yield error
            continue
        loaded[path.stem] = content
        if spoken:
            for fault in schema.faults(path.stem, content):
                yield PackError(fault.code, f"{short(path)}:{fault.line}", fault.message, fault.remedy)
            yield from _unread(path, content)
        yield from _duplicates(path, content)
        yield from _look_alikes(path)
        yield from _patterns(path, content)
    if spoken:
        yield from _collisions(folder, loaded)


def _unread(path: Path, content: Any) -> Iterator[PackError]:
    """A file or a key that nothing reads: mostly a slip of the pen, and what stands below it is silently lost."""
    known = explain.known_keys(path.stem)
    if not known and not isinstance(content, list):
        names = sorted({p.stem for folder in explain.shipped() for p in folder.glob("*.yaml")})
        yield PackError("RO-P018", short(path), "no stage reads a file of this name", f"use one of: {', '.join(names)}")
    if not known or not isinstance(content, Mapping):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    for key in content:
        if key != LINE and key not in known:
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{key}:")), 1)
            near = difflib.get_close_matches(str(key), sorted(known), n=3) or sorted(known)
            yield PackError("RO-P018", f"{short(path)}:{line}", f"nothing reads {key!r} in this file", f"use one of: {', '.join(near)}")


def _listed(content: Any) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(content, list):
        yield "", content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            if isinstance(value, list):
                yield str(key), value


def _words(entry: Any, keys: tuple[str, ...]) -> Iterator[Word]:
    if not isinstance(entry, Mapping):
        return
    for key in keys:
        value = entry.get(key) or ()
        for words in (value,) if isinstance(value, str) else value:
            yield Word(str(words), int(entry[LINE]))


def _duplicates(path: Path, content: Any) -> Iterator[PackError]:
    for key, entries in _listed(content):
        keys = _WORDS.get((path.stem, key))
        identified = keys is None and key in _IDS
        first: dict[str, int] = {}
        for entry in entries:
            for word in _words(entry, keys or (("id",) if identified else ())):
                seen = first.setdefault(word.words, word.line)
                if seen != word.line:
                    remedy = "keep one, or give the second an 'of:'" if path.stem == "titles" else "keep one"
                    yield PackError("RO-P014", f"{short(path)}:{word.line}", f'"{word.words}" appears twice (first at line {seen})', remedy)


def _collisions(folder: Path, loaded: Mapping[str, Any]) -> Iterator[PackError]:
    """The same words as two kinds of mention: the reader can follow one of the two lists only."""
    taken: dict[str, tuple[str, str]] = {}
    for (name, key), kind in _KINDS.items():
        content = loaded.get(name)
        entries = content.get(key) or () if isinstance(content, Mapping) else ()
        for entry in entries:
            words = _words(entry, _WORDS.get((name, key), ())) if isinstance(entry, Mapping) else iter((Word(str(entry), 0),))
            for word in words:
                place = f"{short(folder)}/{name}.yaml" + (f":{word.line}" if word.line else "")
                other = taken.setdefault(word.words, (kind, place))
                if other[0] != kind:
                    yield PackError(
                        "RO-P015", place, f'"{word.words}" is {kind} here and {other[0]} in {other[1]}', "keep it in one of the two"
                    )


_TOKEN = re.compile(r"[^\W\d_]{2,}")
_ESCAPE = re.compile(r"\\[\\]?[a-zA-Z]|\[[^\[\]]*\]")  # what an expression writes for a border, and sets of letters


def _look_alikes(path: Path) -> Iterator[PackError]:
    """Words that mix alphabets, such as a Cyrillic "С" in "СO": they look right and never match."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.isascii():
            continue
        for token in _TOKEN.findall(_ESCAPE.sub(" ", line.split(" #")[0])):
            if token.isascii():
                continue
            scripts = {script for c in token if (script := _script(c))}
            if len(scripts) > 1:
                odd = ", ".join(f"{c} (U+{ord(c):04X})" for c in token if _script(c) == _rarest(token))
                yield PackError(
                    "RO-P016", f"{short(path)}:{number}", f'"{token}" mixes alphabets: {odd}', "type the word again in one alphabet"
                )


def _script(sign: str) -> str | None:
    name = unicodedata.name(sign, "")
    return next((s for s in _SCRIPTS if name.startswith(s)), None)


def _rarest(token: str) -> str | None:
    found = [s for c in token if (s := _script(c))]
    return min(set(found), key=lambda s: (found.count(s), s)) if found else None


def _patterns(path: Path, content: Any) -> Iterator[PackError]:
    """Patterns that are no regular expressions, or name a sign that does not exist."""
    if path.stem in ("dates", "furniture", "references", "encounters"):
        return  # these have slots and macros of their own, which their stage expands; running the examples shows their faults
    macros = content.get("macros") if isinstance(content, Mapping) else None
    known = {k: str(v) for k, v in macros.items() if isinstance(v, str)} if isinstance(macros, Mapping) else {}
    for _, entries in _listed(content):
        for entry in entries:
            if isinstance(entry, Mapping) and isinstance(entry.get("pattern"), str):
                try:
                    re.compile(shape.expand(entry["pattern"], known))
                except (re.error, KeyError) as error:
                    place = f"{short(path)}:{entry[LINE]}"
                    yield PackError("RO-P017", place, f"the pattern cannot be read ({error})", "mend the pattern; signs stand in {braces}")
