"""Chinese names in the letters of other languages, read back as pinyin by what packs say of their spelling (`chinese.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from readout.grammar.load import languages, load_pack, read_yaml


def syllables(content: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Every syllable that a pack's beginnings and endings make, with its pinyin.

    >>> syllables({"initials": {"цз": "z"}, "soft_initials": {"цз": "j"}, "finals": {"ы": "i"}, "soft_finals": {"инь": "in"}})
    {'цзы': 'zi', 'цзинь': 'jin'}
    """
    part = {name: {k: v for k, v in (content.get(name) or {}).items() if isinstance(v, str)} for name in _PARTS}
    found = dict(part["syllables"])
    for begins, spelt in part["initials"].items():
        found.update({begins + ends: spelt + said for ends, said in part["finals"].items()})
        soft = part["soft_initials"].get(begins, spelt)
        found.update({begins + ends: soft + said for ends, said in part["soft_finals"].items()})
    return {**found, **part["exceptions"]}


_PARTS = ("syllables", "initials", "finals", "soft_initials", "soft_finals", "exceptions")


@cache
def _every() -> tuple[dict[str, str], int]:
    """The syllables of all packs, and how many letters the longest has."""
    found: dict[str, str] = {}
    for path in (load_pack(language).folder / "chinese.yaml" for language in languages()):
        if path.exists():  # as it stands: these are no words, and have no forms
            found.update(syllables(read_yaml(path)))
    return found, max(map(len, found), default=0)


@lru_cache(maxsize=16384)
def pinyin(word: str) -> str | None:
    """A word read as Chinese syllables in some language's spelling; None where it is not made of them.

    >>> pinyin("Цзиньпин"), pinyin("хэ"), pinyin("Чжэнчжоу"), pinyin("Норов")
    ('jinping', 'he', 'zhengzhou', None)
    """
    low = word.lower().replace("ъ", "").replace("ё", "е").replace("-", "")
    table, longest = _every()
    best: list[str | None] = [None] * len(low) + [""]
    for at in range(len(low) - 1, -1, -1):
        for size in range(min(longest, len(low) - at), 0, -1):
            rest = best[at + size]
            if rest is not None and (said := table.get(low[at : at + size])):
                best[at] = said + rest
                break
    return best[0] or None
