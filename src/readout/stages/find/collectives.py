"""Collectives and pronouns: words that stand for parties named elsewhere ("the sides", "he")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import Pack
from readout.grammar.texts import lowered
from readout.model.mention import Mention


@cache
def lexicon(pack: Pack) -> Lexicon:
    """The collectives and pronouns of a pack, in lower case."""
    return Lexicon(_entries(pack), spaced=bool(pack.setting("words_are_spaced")))


def _entries(pack: Pack) -> Iterator[Entry]:
    for kind, key in (("collective", "collectives"), ("pronoun", "pronouns"), ("courtesy", "courtesies"), ("ignored", "ignored")):
        for word in pack.entries("mentions", key):
            yield Entry(str(word).lower(), kind, None, f"{pack.language}.mentions.{key}")


def find(text: str, pack: Pack) -> list[Mention]:
    """The collectives and pronouns of a text, in order; a courtesy is one where the words after it are a verb's."""
    found = []
    for start, end, entry in lexicon(pack).spans(lowered(text)):
        kind = entry.code
        if kind == "ignored":
            continue
        if kind == "pronoun" and end - start > 1 and text[start:end].isupper() and text[end + 1 : end + 2].isupper():
            continue  # "HE President Kral": His Excellency
        if kind == "courtesy":
            if not _before_verb(pack).match(text, end):
                continue
            kind = "pronoun"
        found.append(Mention(start, end, kind, entry.rule, plural=kind == "collective"))
    return found


@cache
def _before_verb(pack: Pack) -> re.Pattern[str]:
    return re.compile(str(pack.file("mentions").get("courtesy_before_verb") or "(?!)"))


def merged(mentions: Sequence[Mention], more: Sequence[Mention]) -> tuple[Mention, ...]:
    """Both lists as one, in order, none overlapping: a named mention wins over a word for it, a bare plural office loses to it.

    "The presidents" is a collective; "the presidents of Kazakhstan and Uzbekistan" is two offices.
    """
    kept: list[Mention] = []
    i = 0
    for mention in mentions:
        while i < len(more) and more[i].end <= mention.start:
            kept.append(more[i])
            i += 1
        if i < len(more) and more[i].start < mention.end and _yields(mention, more[i]):
            kept.append(more[i])
            i += 1
            continue
        while i < len(more) and more[i].start < mention.end:
            i += 1
        kept.append(mention)
    kept.extend(more[i:])
    return tuple(kept)


def _yields(mention: Mention, word: Mention) -> bool:
    """Whether an office yields to a word for several: it is a plural, or a part of that word ("the heads" of "the heads of state")."""
    if mention.kind != "office" or any(p.of for p in mention.posts):
        return False
    return mention.plural or (word.start <= mention.start and word.end > mention.end)
