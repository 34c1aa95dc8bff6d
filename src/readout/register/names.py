"""Names and titles as keys: the same person in three scripts, the same office in any case, without lists of spellings.

Cyrillic is written in Latin letters, transliterations are folded to one spelling, and what still differs is compared by
consonants. A key never decides alone: post and day must agree too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

# Each Cyrillic letter and what it is written as.
_CYRILLIC = {
    pair[0]: pair[1:]
    for pair in re.findall(
        r"\S+",
        "аa бb вv гg дd еe ёe жj зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цts чc "
        "шs щs ъ ыi ь эe юu яa іi їi єe ґg ўu қk ғg үu ұu өo әa һh ңn ҳh ҷj ӯu ӣi",
    )
}
# Spellings of one sound, longest first, after which doubled letters are written once.
_SOUNDS = tuple(
    tuple(pair.split("="))
    for pair in re.findall(
        r"\S+",
        "shch=s sch=s tch=c dzh=j zh=j dj=j kh=h gh=g sh=s ch=c ts=c tz=c ph=f th=t ck=k x=ks "
        "q=k w=v ou=u oo=u ee=i ie=e ye=e ya=a ia=a yu=u iu=u yo=o io=o y=i ii=i",
    )
)
_ENDINGS = "ого его ому ему ыми ими ами ями ах ях ам ям ых их ым им ом ем ой ей ый ий ая яя ую юю ое ее а у е ы и я ю о ь й"
_CASES = re.compile(rf"(?:{'|'.join(_ENDINGS.split())})\Z")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<=.)[aeiouj]")
_VOWEL = re.compile(r"[aeiou]")
_WORD = re.compile(r"[^\W_]+\.?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CYR = re.compile(r"[\u0400-\u04ff]")
_JOINERS = re.compile(r"[’'ʻʼ`´ʹ\u0301]")
_PARTICLES = frozenset(["jr", "sr", "ii", "iii", "bin", "al", "el", "ibn", "de", "da", "do", "dos", "van", "von", "the", "of"])
_PARTICLES |= {"mr", "mrs", "ms", "dr", "sheikh", "sheik"}


def script(text: str) -> str:
    """The script a name is written in: han | cyrillic | latin.

    >>> script("习近平"), script("Си Цзиньпин"), script("Xi Jinping")
    ('han', 'cyrillic', 'latin')
    """
    if _HAN.search(text):
        return "han"
    return "cyrillic" if _CYR.search(text) else "latin"


def _plain(text: str) -> str:
    """Small letters without marks or apostrophes."""
    text = _JOINERS.sub("", text.casefold())
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text.translate(_KEEP)) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).translate(_BACK)


# The breve of й is a letter of its own, not an accent: it is carried over the removal of marks in private-use signs.
_KEEP = str.maketrans({"й": "\ue000", "ў": "\ue001"})
_KEEP |= str.maketrans({"ё": "е", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_BACK = str.maketrans({"\ue000": "й", "\ue001": "ў"})


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    if _CYR.search(word):
        stem = _CASES.sub("", word) if len(word) > 4 else word
        word = "".join(_CYRILLIC.get(c, c) for c in (stem if len(stem) >= 3 else word))
    for sound, letter in _SOUNDS:
        if sound in word:
            word = word.replace(sound, letter)
    return _DOUBLE.sub(r"\1", word)


@lru_cache(maxsize=65536)
def bones(folded: str) -> str:
    """The first letter and the consonants of a folded word.

    >>> bones("tokaev")
    'tkv'
    """
    return _VOWELS.sub("", folded)


@lru_cache(maxsize=16384)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded; initials and particles fall away where something else remains.

    >>> tokens("Токаев") == tokens("Tokaev"), same_word(tokens("Volodymyr Zelenskyy")[-1], tokens("Владимир Зеленский")[-1])
    (True, True)
    """
    words = _WORD.findall(_plain(name))
    kept = [w.rstrip(".") for w in words if not _initial(w) and w.rstrip(".") not in _PARTICLES]
    return tuple(_fold(w) for w in (kept or [w.rstrip(".") for w in words]))


def _initial(word: str) -> bool:
    """Whether a word is only an initial: a letter with a full stop, or a bare Latin one; *И* and *У* are whole Chinese names."""
    return (len(word) == 1 and word.isascii()) or (len(word) == 2 and word[1] == ".")


def same_word(one: str, other: str) -> bool:
    """Whether two folded words may spell one name: equal, or equal in at least three consonants."""
    if one == other:
        return True
    ours = bones(one)
    if len(ours) < 3 or (one[0] != other[0] and {one[0], other[0]} - _SOFT):
        return False
    theirs = bones(other)
    if len(ours) == 3 and _VOWEL.sub("a", one) != _VOWEL.sub("a", other):
        return False  # so few consonants agree by chance: Karl, Kral
    return ours == theirs or _without_ending(ours) == _without_ending(theirs)


def _without_ending(consonants: str) -> str:
    """Consonants without the -m that Slavonic case endings leave behind."""
    return consonants[:-1] if len(consonants) > 4 and consonants[-1] == "m" else consonants


@lru_cache(maxsize=16384)
def same_person(printed: str, known: str) -> bool:
    """Whether a printed name can be the known one: the family name alone, or with others that do not contradict.

    >>> same_person("Mr Norov", "Vladimir Norov"), same_person("Wang Yi", "Wang Wentao"), same_person("托卡耶夫", "卡瑟姆·托卡耶夫")
    (True, False, True)
    """
    if (script(printed) == "han") != (script(known) == "han"):
        return False
    if script(known) == "han":
        return _same_han(printed, known)
    ours, theirs = tokens(printed), tokens(known)
    if not ours or not theirs:
        return False
    hits = sum(any(same_word(a, b) for b in theirs) for a in ours)
    if hits == min(len(ours), len(theirs)):
        return len(ours) > 1 or len(theirs) == 1 or any(same_word(ours[0], b) for b in theirs)
    return hits >= 1 and len(theirs[-1]) > 3 and same_word(ours[-1], theirs[-1]) and not _clash(ours, theirs)


def _clash(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two full names share a family name but plainly not the rest: *Wang Yi* and *Wang Wentao*, not *Joe* and *Joseph*."""
    if len(ours) < 2 or len(theirs) < 2 or ours[0] in theirs:
        return False
    if ours[0][0] != theirs[0][0]:
        return not _SOFT & {ours[0][0], theirs[0][0]}
    # Short first names are whole names (Xi, Xu); longer ones that begin alike may be one name (Joe, Joseph).
    return not same_word(ours[0], theirs[0]) and max(len(ours[0]), len(theirs[0])) < 4


_SOFT = frozenset("aeiou")  # first letters that transliterations change


_DOTS = re.compile(r"[·・•‧.\s\-]+")


def han_parts(name: str) -> list[str]:
    """The parts of a name in Chinese characters: a foreign name has dots between them."""
    return _DOTS.split(name.strip())


def _same_han(printed: str, known: str) -> bool:
    ours, theirs = han_parts(printed), han_parts(known)
    if len(theirs) == 1 and len(ours) == 1:
        shorter, longer = sorted((ours[0], theirs[0]), key=len)
        return shorter == longer or (len(shorter) >= 3 and longer.endswith(shorter))
    return ours[-1] == theirs[-1] or (len(ours) == 1 and ours[0] in theirs)


def keys(name: str) -> set[str]:
    """What a person's name is looked up by: its folded words and their consonants, or the parts of a Chinese name.

    >>> sorted(keys("Norov"))
    ['norov', 'nrv']
    """
    if script(name) == "han":
        parts = [p for p in han_parts(name) if p]
        return {*parts, "".join(parts)}
    return {k for t in tokens(name) for k in (t, bones(t))}


def keys_of(known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The keys of all names of a person, in order."""
    return tuple(sorted({k for some in known.values() for name in some for k in keys(name)}))


_TITLE_JOIN = re.compile(r"\s+(?:and|и|та)\s+|\s*[,/、,;]\s*|兼任|兼")
_TITLE_LEAD = re.compile(r"\A(?:the|h\.?\s?e\.?|his excellency|her excellency|hon\.?|rt\.? hon\.?)\s+")
_TITLE_OF = re.compile(r"\s+(?:of|for)\s+the\s+(?:republic|state|kingdom|government)\Z")
_FORMER = re.compile(r"\A(?:former|ex[\s-]|late|бывш\w*|экс[\s-]|前)\s*")
_ELECT = re.compile(r"[\s-](?:elect|designate)\Z|\Aизбранн\w+\s+|\A(?:当选|候任)")
_ACTING = re.compile(
    r"\A(?:acting\b|interim\b|caretaker\b|a\.i\.|(?:временно )?исполняющ\w+ обязанности|и\.?\s?о\.?\s|врио\b|代理|代(?=总))\s*"
    r"|\s*\((?:acting|interim|a\.i\.)\)\Z"
)


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """A title without case, punctuation, article or ending.

    >>> title_key("The Minister of Foreign-Affairs"), title_key("министром иностранных дел") == title_key("Министр иностранных дел")
    ('minister of foreign affairs', True)
    """
    plain = _TITLE_LEAD.sub("", _plain(title).strip())
    if _HAN.search(plain):
        return re.sub(r"\s+", "", plain)
    plain = _TITLE_OF.sub("", plain)
    words = [w.rstrip(".") for w in re.findall(r"[^\W_]+", plain.replace("&", " and "))]
    return " ".join(_CASES.sub("", w) if len(w) > 3 and _CYR.search(w) else w for w in words)


@lru_cache(maxsize=16384)
def title_keys(title: str) -> tuple[str, ...]:
    """The keys a title may be known under: as a whole, then each of its parts (*Deputy Prime Minister and Foreign Minister*)."""
    whole = title_key(title)
    parts = [title_key(p) for p in _TITLE_JOIN.split(_plain(title)) if p]
    return tuple(dict.fromkeys([whole, *parts]))


@lru_cache(maxsize=4096)
def qualified(title: str) -> tuple[str, str]:
    """A title without its qualifier, and the qualifier: former | acting | elect | none.

    >>> qualified("former Prime Minister"), qualified("President-elect")
    (('prime minister', 'former'), ('president', 'elect'))
    """
    plain = _plain(title).strip()
    for pattern, name in ((_FORMER, "former"), (_ACTING, "acting"), (_ELECT, "elect")):
        bare = pattern.sub("", plain)
        if bare != plain and bare:
            return bare, name
    return title, ""
