"""Folding: names and words of any script brought to forms that can be compared.

A name's key is Latin letters only: diacritics fall, Cyrillic is transliterated, Chinese is read as pinyin, spellings that differ between
systems of transliteration (Zelenskyy, Zelensky, Зеленский) fall together. Keys block and compare; they are never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from readout.grammar.chinese import pinyin

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўқғҳҷӣӯәөүңһұ",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch | y | e yu ya i i e g u k g kh j i u a o u n kh u".replace(
            "|", ""
        ).split(" "),
        strict=True,
    )
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼʻ`‘-][^\W_]+)*")
_PATRONYMIC = re.compile(r"(?:ovich|evich|ich|ovna|evna|ichna|yevich|yevna|ugli|uly|uulu|kyzy|kizi|qizi|ogly|oglu)$")
_SPELLINGS = (
    (re.compile(r"(?:iy|yy|ii|yi|ij|y|i)$"), "i"),
    (re.compile(r"shch|sch|tsch"), "sh"),
    (re.compile(r"kh|gh|h"), "h"),
    (re.compile(r"zh|dj|dzh|j"), "j"),
    (re.compile(r"ts|tz|tc"), "c"),
    (re.compile(r"tch"), "ch"),
    (re.compile(r"ks|x"), "x"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"w"), "v"),
    (re.compile(r"q|ck|c(?=[aouklrt])"), "k"),
    (re.compile(r"(?:yo|io|jo)"), "o"),
    (re.compile(r"(?:ye|ie|je)"), "e"),
    (re.compile(r"(?:yu|iu|ju|oo|ou|u)"), "u"),
    (re.compile(r"(?:ya|ia|ja)"), "a"),
    (re.compile(r"[iy]"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def script(text: str) -> str:
    """The script most letters of a name are in: latin, cyrillic, han or other.

    >>> script("何金平"), script("Норов"), script("He Jinping")
    ('han', 'cyrillic', 'latin')
    """
    if _HAN.search(text):
        return "han"
    for char in text:
        if char.isalpha():
            return "cyrillic" if "\u0400" <= char <= "\u052f" else "latin" if char < "\u0250" or "\u1e00" <= char <= "\u1eff" else "other"
    return "other"


_FIRST_MARK = "\u0300"  # no combining mark comes before it


def plain(text: str) -> str:
    """Small letters without diacritics, compatibility forms made plain, traditional characters made simplified.

    >>> plain("Mirziyoyev Şavkat"), plain("Ёлка"), plain("習近平")
    ('mirziyoyev savkat', 'елка', '习近平')
    """
    if text.isascii():
        return text.lower()
    opened = unicodedata.normalize("NFKD", text.replace("й", "\ue000").replace("Й", "\ue000"))
    bare = "".join([c for c in opened if c < _FIRST_MARK or not unicodedata.combining(c)])
    bare = bare.replace("\ue000", "й").replace("ё", "е").casefold()
    return bare.translate(_simplified()) if _HAN.search(bare) else bare


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters to simplified ones, one for one (from OpenCC's TSCharacters, Apache-2.0; see NOTICE)."""
    pairs = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").split()
    return {ord(line[i]): line[i + 1] for line in pairs for i in range(0, len(line), 2)}


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """One word in plain Latin letters.

    >>> latin("Зеленский"), latin("金平")
    ('zelenskiy', 'jinping')
    """
    if _HAN.search(word):
        from pypinyin import lazy_pinyin  # its tables cost 0.3 s: only a ledger with Chinese names pays

        return "".join(lazy_pinyin(word)).replace("·", "").lower().replace("ü", "u")
    low = plain(word)
    if any(c in _CYRILLIC for c in low):
        low = "".join(_CYRILLIC.get(c, c) for c in low)
    return "".join(c for c in low if c.isalpha())


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """One word as it sounds in any spelling: what transliterations have in common.

    >>> len({sound(w) for w in ("Zelenskyy", "Zelensky", "Zelenskiy", "Зеленский")})
    1
    """
    found = latin(word)
    for pattern, by in _SPELLINGS:
        found = pattern.sub(by, found)
    return found


def words(name: str) -> tuple[str, ...]:
    """The words of a name; a Chinese name is family name and given name, a transliterated one is parted at its dots.

    >>> words("何金平"), words("Lee Jae-myung"), words("雪克来提·扎克尔")
    (('何', '金平'), ('Lee', 'Jae-myung'), ('雪克来提', '扎克尔'))
    """
    if script(name) == "han":
        runs = _HAN_RUN.findall(name)
        if len(runs) == 1 and 2 <= len(runs[0]) <= 4:
            cut = 2 if len(runs[0]) == 4 or runs[0][:2] in _DOUBLE else 1
            return (runs[0][:cut], runs[0][cut:]) if len(runs[0]) > cut else (runs[0],)
        return tuple(runs)
    return tuple(_WORD.findall(name))


_DOUBLE = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方", "端木", "南宫", "独孤"]
)


class Name:
    """A person's name ready for comparison: sounds of its words, with patronymics and initials set apart.

    >>> Name("Vladimir Imamovich Norov").keys == Name("Владимир Норов").keys
    True
    """

    __slots__ = ("chinese", "given", "initials", "joined", "keys", "printed", "script", "sounds", "whole")

    def __init__(self, printed: str) -> None:
        self.printed = printed
        self.script = script(printed)
        parts = [p for p in words(printed) if latin(p)]
        self.initials = frozenset(latin(p)[0] for p in parts if len(latin(p)) == 1)
        long = [p for p in parts if len(latin(p)) > 1]
        kept = [p for p in long if not _PATRONYMIC.search(latin(p))] if len(long) > 2 else long
        self.sounds = tuple(sound(p.replace("-", "")) for p in kept)
        self.keys = frozenset(self.sounds)
        self.given = len(self.keys) > 1
        read = [pinyin(p) for p in parts] if self.script == "cyrillic" else []
        self.chinese = tuple(sound(p) for p in read if p) if all(read) else ()  # Хэ Цзиньпин as it sounds in Chinese
        self.joined = frozenset(("".join(self.sounds), "".join(reversed(self.sounds))))
        self.whole = "".join(parts)


def same_name(left: Name, right: Name) -> bool:
    """Whether two full names can be one: the same words in any order; two Chinese writings must be the same characters.

    >>> same_name(Name("He Jinping"), Name("何金平")), same_name(Name("Wang Yi"), Name("Wang Wei"))
    (True, False)
    >>> same_name(Name("Хэ Цзиньпин"), Name("何金平")), same_name(Name("Хэ Цзиньпин"), Name("Xi Jinping"))
    (True, False)
    """
    if left.script != right.script and (left.chinese or right.chinese):
        read, other = (left, right) if left.chinese else (right, left)
        if len(read.chinese) > 1 and frozenset(read.chinese) == other.keys:
            return True
    if left.script == right.script == "han":
        return left.whole == right.whole
    small, large = (left.keys, right.keys) if len(left.keys) <= len(right.keys) else (right.keys, left.keys)
    if len(small) < 2:
        return False
    return small <= large or not left.joined.isdisjoint(right.joined)


def search_words(text: str) -> str:
    """A text as the index of words holds it: plain small words, Chinese as overlapping pairs of characters.

    >>> search_words("He met 何金平.")
    'he met 何金 金平'
    """
    found: list[str] = []
    low = plain(text)
    if low.isascii():
        return " ".join(_ASCII_WORD.findall(low))
    for word in _ANY_WORD.findall(low):
        if _HAN.match(word):
            found.extend(word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 1 else found.append(word)
        else:
            found.append(word)
    return " ".join(found)


_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ANY_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+|[^\W_\u3400-\u9fff]+")
_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ами|ями|ая|яя|ое|ее|ый|ий|ой|ые|ие|ых|их|ым|им|ом|ем|ам|ям|ах|ях|ую|юю|ою|ею|ов|ев|ей|а|я|о|е|ы|и|у|ю|ь|й)$"
)


def search_terms(phrase: str) -> tuple[tuple[str, bool], ...]:
    """The terms of a wanted phrase in order, each with whether its beginning is enough (Russian words change their endings).

    >>> search_terms("Зеленского")
    (('зеленск', True),)
    """
    found = []
    for word in search_words(phrase).split():
        if len(word) > 4 and "\u0400" <= word[0] <= "\u052f":
            found.append((_ENDING.sub("", word), True))
        else:
            found.append((word, len(word) == 1 and bool(_HAN.match(word))))
    return tuple(found)
