"""The cases of Russian names, for the gazetteer: a dictionary (pymorphy3) for known words, endings for the names of places it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
VOWELS = "аеёиоуыэюя"


@cache
def analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def phrase_forms(phrase: str) -> list[str]:
    """All cases of a name: its adjectives up to the first noun, that noun, and what "и" joins to it; the rest stands."""
    columns: list[list[str]] = []
    words, done = phrase.split(" "), False
    for i, word in enumerate(words):
        if word == "и":
            columns.append([word] * len(CASES))
            done = done and i > 1 and len(words) > 3
            continue
        adjective = None if done else adjective_forms(word)
        if adjective and i + 1 < len(words):
            columns.append(adjective)
        elif done:
            columns.append([word] * len(CASES))
        else:
            columns.append(noun_forms(word))
            done = True
    return unique(" ".join(column[case] for column in columns) for case in range(len(CASES)))


def noun_forms(word: str) -> list[str]:
    """A noun or a place in the six cases, in the order of `CASES` (a place that has no cases six times)."""
    if word.isupper() or len(word) < 3 or not word[-1].isalpha():
        return [word] * len(CASES)
    if "-" in word:
        head, _, last = word.rpartition("-")
        return [f"{head}-{form}" for form in (noun_forms(last) if last[:1].isupper() else [last] * len(CASES))]
    parses = [p for p in analyzer().parse(word) if p.is_known and p.tag.POS in ("NOUN", "ADJF") and p.tag.case == "nomn" and p.tag.number]
    parses.sort(key=lambda p: ("Geox" not in p.tag, p.tag.POS != "NOUN", "Surn" in p.tag or "Name" in p.tag))
    if parses:
        number = parses[0].tag.number
        found = [parses[0].inflect({case, number}) for case in CASES]
        return [recased(word, f.word) if f else word for f in found]
    return by_ending(word)


def by_ending(word: str) -> list[str]:
    """The cases of a place that no dictionary knows, by its last letters."""
    stem, last = word[:-1], word[-1]
    if last in "еёиоуыэю":
        return [word] * 6
    if last == "а":
        soft = stem[-1] in "гкхжчшщ"
        return [word, stem + ("и" if soft else "ы"), stem + "е", stem + "у", stem + ("ей" if stem[-1] in "жчшщц" else "ой"), stem + "е"]
    if last == "я":
        dative = stem + ("и" if stem.endswith("и") else "е")
        return [word, stem + "и", dative, stem + "ю", stem + "ей", dative]
    if last in "ьй":
        return [word, stem + "я", stem + "ю", word, stem + "ем", stem + "е"]
    return [word, word + "а", word + "у", word, word + ("ем" if last in "жчшщц" else "ом"), word + "е"]


def adjective_forms(word: str) -> list[str] | None:
    """The cases of an adjective in the gender and number it stands in, or None for what is no adjective."""
    parses = [p for p in analyzer().parse(word) if p.tag.POS in ("ADJF", "PRTF") and p.tag.case == "nomn"]
    if not parses or not word.endswith(("ий", "ый", "ой", "ая", "яя", "ое", "ее", "ие", "ые", "овы")):
        return None
    inanimate = parses[0].tag.gender == "masc" or parses[0].tag.number == "plur"
    found = [parses[0].inflect({case, "inan"} if case == "accs" and inanimate else {case}) for case in CASES]
    return [recased(word, f.word) if f else word for f in found]


def adjective_lexeme(word: str) -> list[str]:
    """Every full form of an adjective in all genders and numbers, with a small and with a capital letter."""
    parse = next((p for p in analyzer().parse(word) if p.tag.POS == "ADJF" and p.tag.case == "nomn"), None)
    forms = [word] if parse is None else [p.word for p in parse.lexeme if p.tag.POS == "ADJF" and "Supr" not in p.tag]
    return unique(form for low in forms for form in (low, low[:1].upper() + low[1:]))


def plural_forms(word: str) -> list[str]:
    """A plural noun such as "казахи" in all cases, with a small and with a capital letter."""
    parses = [p for p in analyzer().parse(word) if p.tag.number == "plur" and p.tag.case == "nomn" and p.tag.POS in ("NOUN", "ADJF")]
    parses.sort(key=lambda p: p.tag.POS != "NOUN")
    found = [parses[0].inflect({case, "plur"}) for case in CASES] if parses else []
    return unique(form for low in [word, *(f.word for f in found if f)] for form in (low, low[:1].upper() + low[1:]))


def recased(model: str, form: str) -> str:
    """A form with capitals where its model has them."""
    return "".join(c.upper() if i < len(model) and model[i].isupper() else c for i, c in enumerate(form))


def unique(forms: Iterable[str]) -> list[str]:
    """Each form once, and with "е" for "ё" as most texts print it."""
    found: dict[str, None] = {}
    for form in forms:
        found[form] = None
        found[form.replace("ё", "е").replace("Ё", "Е")] = None
    return list(found)


def is_place(word: str) -> bool:
    """Whether the dictionary knows the word as a place."""
    return any(p.is_known and "Geox" in p.tag and p.tag.case == "nomn" for p in analyzer().parse(word))
