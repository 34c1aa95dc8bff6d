"""Words in sentences: the index of the database finds the sentence, folding finds the place in it.

Latin and Cyrillic words are compared without accents and in small letters, ё as е; a Russian word of five letters and more is found in
its other cases; Chinese is found by pairs of characters, traditional like simplified. `transport*` finds what begins so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sqlalchemy import Connection, Integer, Select, select, text
from sqlalchemy import column as named

from readout.ledger.asking.names import spellings, wanted
from readout.ledger.folding import plain, script, search_terms

_SEPARATOR = " | "


def phrases(connection: Connection, words: str) -> tuple[str, ...]:
    """The words themselves, and the names in any script of those in this ledger whom a full name means."""
    found = [words]
    if script(words) == "han" or (len(words.split()) > 1 and words.istitle()):
        meant = wanted(words)
        for names in spellings(connection, meant.phrases or (words,)):
            found += [n for n in names.split(_SEPARATOR) if script(n) == "han" or len(n.split()) > 1]
    return tuple(dict.fromkeys(found))


def sentence_ids(connection: Connection, words: str) -> Select[tuple[int]]:
    """The ids of the sentences in which the words stand, one after another."""
    found = phrases(connection, words)
    if connection.dialect.name == "sqlite":
        query = " OR ".join(f"({q})" for p in found if (q := _fts5(p)))
        match = text("sentence_words MATCH :asked").bindparams(asked=query or '""')
    else:
        query = " | ".join(f"({q})" for p in found if (q := _tsquery(p)))
        match = text("words @@ to_tsquery('simple', :asked)").bindparams(asked=query)
    rows: Select[tuple[int]] = select(named("rowid", Integer)).select_from(text("sentence_words")).where(match)  # type: ignore[assignment]
    return rows


def _terms(phrase: str) -> tuple[tuple[str, bool], ...]:
    found = list(search_terms(phrase))
    if phrase.rstrip().endswith("*") and found:
        found[-1] = (found[-1][0], True)
    return tuple(found)


def _fts5(phrase: str) -> str:
    """A phrase in FTS5's language; a term whose beginning is enough can only end a phrase there, so it parts it."""
    parts: list[str] = []
    run: list[str] = []
    for term, begins in _terms(phrase):
        run.append(term)
        if begins:
            parts.append(f'"{" ".join(run)}"*')
            run = []
    if run:
        parts.append(f'"{" ".join(run)}"')
    return " AND ".join(parts) if len(parts) < 2 else f"NEAR({' '.join(parts)}, 1)"


def _tsquery(phrase: str) -> str:
    return " <-> ".join(f"'{term}':*" if begins else f"'{term}'" for term, begins in _terms(phrase))


@lru_cache(maxsize=1024)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    parts = []
    for word in re.findall(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+", plain(phrase)):
        if "\u3400" <= word[0] <= "\u9fff":
            parts.append(re.escape(word))
            continue
        terms = _terms(word)
        parts.append(rf"\b{re.escape(terms[0][0])}\w*" if terms and terms[0][1] else rf"\b{re.escape(word)}\b")
    if phrase.rstrip().endswith("*") and parts:
        parts[-1] = parts[-1].removesuffix(r"\b") + r"\w*"
    return re.compile(r"[\W_]+".join(parts)) if parts else None


def hits(words: tuple[str, ...], said: str, offset: int) -> tuple[tuple[int, int], ...]:
    """Where the wanted words stand, in offsets of the document.

    >>> hits(("何金平",), "副省长何金平说", 10), hits(("ёлка",), "Елка и ЁЛКА", 0)
    (((13, 16),), ((0, 4), (7, 11)))
    """
    folded, places = [], []
    for n, char in enumerate(said):
        for one in plain(char) or " ":
            folded.append(one)
            places.append(n)
    whole = "".join(folded)
    found = [m.span() for w in words if (p := _pattern(w)) for m in p.finditer(whole) if m.end() > m.start()]
    return tuple((offset + places[a], offset + places[b - 1] + 1) for a, b in sorted(set(found)))
