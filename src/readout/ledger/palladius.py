"""Chinese names in Russian letters (the system of Palladius) read back as pinyin, so that Хэ Цзиньпин meets He Jinping and 何金平.

A word that is made of Palladius's syllables may still be no Chinese name (Иван is и + ван), so what is found here is one more key to look a
name up by, never a replacement. Source: GOST-independent practice of Russian texts, as in the Large Chinese-Russian Dictionary (1983).
"""

from __future__ import annotations

from functools import cache, lru_cache

_INITIALS = {
    "б": "b",
    "п": "p",
    "м": "m",
    "ф": "f",
    "д": "d",
    "т": "t",
    "н": "n",
    "л": "l",
    "г": "g",
    "к": "k",
    "х": "h",
    "чж": "zh",
    "ч": "ch",
    "ш": "sh",
    "ж": "r",
    "цз": "z",
    "ц": "c",
    "с": "s",
}
_SOFT = {"цз": "j", "ц": "q", "с": "x"}  # before a soft vowel
_HARD_FINALS = {
    "а": "a",
    "ай": "ai",
    "ань": "an",
    "ан": "ang",
    "ао": "ao",
    "э": "e",
    "эй": "ei",
    "энь": "en",
    "эн": "eng",
    "оу": "ou",
    "у": "u",
    "ун": "ong",
    "уа": "ua",
    "уай": "uai",
    "уань": "uan",
    "уан": "uang",
    "уй": "ui",
    "уэй": "ui",
    "унь": "un",
    "о": "uo",
    "ы": "i",
}
_SOFT_FINALS = {
    "и": "i",
    "я": "ia",
    "янь": "ian",
    "ян": "iang",
    "яо": "iao",
    "е": "ie",
    "инь": "in",
    "ин": "ing",
    "юн": "iong",
    "ю": "iu",
    "юй": "u",
    "юань": "uan",
    "юэ": "ue",
    "юнь": "un",
}
_ALONE = {
    "а": "a",
    "ай": "ai",
    "ань": "an",
    "ан": "ang",
    "ао": "ao",
    "э": "e",
    "эр": "er",
    "оу": "ou",
    "я": "ya",
    "янь": "yan",
    "ян": "yang",
    "яо": "yao",
    "е": "ye",
    "и": "yi",
    "инь": "yin",
    "ин": "ying",
    "юн": "yong",
    "ю": "you",
    "юй": "yu",
    "юань": "yuan",
    "юэ": "yue",
    "юнь": "yun",
    "ва": "wa",
    "вай": "wai",
    "вань": "wan",
    "ван": "wang",
    "вэй": "wei",
    "вэнь": "wen",
    "вэн": "weng",
    "во": "wo",
    "у": "wu",
}
_LIPS = ("б", "п", "м", "ф")
_LONGEST = 6


@cache
def _syllables() -> dict[str, str]:
    found = dict(_ALONE)
    for russian, pinyin in _INITIALS.items():
        for final, spelt in _HARD_FINALS.items():
            found[russian + final] = pinyin + ("o" if final == "о" and russian in _LIPS else spelt)
        for final, spelt in _SOFT_FINALS.items():
            soft = _SOFT.get(russian, pinyin)
            found[russian + final] = soft + ("ü" if final == "юй" and russian in ("н", "л") else spelt)
    return found


@lru_cache(maxsize=16384)
def pinyin(word: str) -> str | None:
    """A Russian word read as Chinese syllables; None where it is not made of them.

    >>> pinyin("Цзиньпин"), pinyin("хэ"), pinyin("Чжэнчжоу"), pinyin("Норов")
    ('jinping', 'he', 'zhengzhou', None)
    """
    low = word.lower().replace("ъ", "").replace("ё", "е").replace("-", "")
    table = _syllables()
    best: list[str | None] = [None] * len(low) + [""]
    for at in range(len(low) - 1, -1, -1):
        for size in range(min(_LONGEST, len(low) - at), 0, -1):
            rest = best[at + size]
            if rest is not None and (said := table.get(low[at : at + size])):
                best[at] = said + rest
                break
    return best[0] or None
