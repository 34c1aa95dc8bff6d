"""Declined names: the nominative of every name, in languages that inflect names, so that a person is one whatever the case.

A pack gives the endings of its kinds of names (`declension` in `names.yaml`). Which of them a name has is told by all its words
together: one case, one gender; by the case of the office before it; by known given names; and by the forms that stand elsewhere in
the document. What nothing tells stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

import msgspec
from msgspec.structs import replace

from readout.grammar.load import LINE, Pack
from readout.model.mention import Mention, Target
from readout.register.gazetteer import load_gazetteer

_score = attrgetter("score")
_ALL = frozenset(range(6))
_NOTHING: frozenset[str] = frozenset()
_ALIKE = 3  # so many letters at the beginning are the same in all forms of a name
_SURE = 1.0  # what a reading must score to be evidence for others
_LEAST = -9.0  # a reading that scores less is none


class Kind(msgspec.Struct, frozen=True, gc=False):
    """A kind of name: its gender, the ending of its nominative, what its stem ends with, and its ending in each case.

    `sure` says that a word of this kind is declined even where it looks like one that is not ("Елену Захариеву").
    """

    gender: str
    ending: str
    stem: re.Pattern[str]
    forms: tuple[str, ...]
    sure: bool = False


class Rules(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The declension of a pack; told by identity, for it is part of the key under which readings are kept."""

    kinds: tuple[Kind, ...]
    men: frozenset[str]
    women: frozenset[str]
    fixed: re.Pattern[str]
    first: frozenset[str]


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A name in the nominative: how well it agrees, its case, its gender."""

    score: float
    name: str
    case: int
    gender: str


@cache
def rules(pack: Pack) -> Rules | None:
    """The declension of a pack, or None where its names are not inflected."""
    content = pack.file("names")
    kinds = content.get("declension") if isinstance(content, dict) else None
    if not kinds:
        return None
    made = tuple(_kind(k) for k in kinds)
    words = {key: frozenset(str(w) for w in pack.entries("names", key)) for key in ("given_names", "women", "family_name_first")}
    men = words["given_names"] - words["women"]
    return Rules(made, men, words["women"], re.compile(f"(?:{content.get('undeclined') or '(?!)'})$", re.I), words["family_name_first"])


def _kind(entry: dict[str, Any]) -> Kind:
    stem = re.compile(f"(?:{entry['stem']})$", re.I)
    return Kind(str(entry["gender"]), _blank(entry["ending"]), stem, tuple(map(_blank, entry["forms"])), bool(entry.get("sure")))


def _blank(ending: object) -> str:
    return "" if ending is None else str(ending)


class Seen:
    """How often the words of a document's nominatives stand in it: what speaks for one reading of a name against another."""

    def __init__(self) -> None:
        self._often: dict[str, float] = {}
        self._alike: dict[str, list[str]] = {}

    def add(self, word: str, weight: float) -> None:
        """Count a word that stands in the nominative, or seems to."""
        if word in self._often:
            self._often[word] += weight
        else:
            self._often[word] = weight
            self._alike.setdefault(word[:_ALIKE], []).append(word)

    def often(self, word: str, own: Sequence[str]) -> float:
        """How often a word is seen, but for one time if it is one of a name's `own`: what that says of itself is no evidence."""
        return self._often.get(word, 0.0) - (word in own)

    def near(self, words: Sequence[str], own: Sequence[str]) -> frozenset[str]:
        """The words seen that begin as some others do."""
        return frozenset(w for word in words for w in self._alike.get(word[:_ALIKE], ()) if self.often(w, own) > 0)

    def __bool__(self) -> bool:
        return bool(self._often)


def restored(text: str, mentions: Sequence[Mention], pack: Pack) -> tuple[Mention, ...]:
    """The mentions with the names of people in the nominative, and with the case each stands in."""
    known = rules(pack)
    if known is None:
        return tuple(mentions)
    named = [i for i, m in enumerate(mentions) if m.name and m.kind in ("person", "name")]
    seen = Seen()
    sure: dict[tuple[str | None, frozenset[int]], Reading | None] = {}  # by name and case: a name that comes again is read once
    for i in named:
        if mentions[i].end > mentions[i].name_end:  # a card glued after a name has it in the nominative
            for word in text[mentions[i].name_end : mentions[i].end].split():
                seen.add(word, 2.0)
    for i in named:
        key = (mentions[i].name, mentions[i].cases)
        if key not in sure:
            sure[key] = _surest(mentions[i], known)
        if (best := sure[key]) is not None:
            for word in best.name.split():
                seen.add(word, 1.0)
    out = list(mentions)
    told: dict[tuple[str | None, frozenset[int]], Reading | None] = {}
    for i in named:
        key = (mentions[i].name, mentions[i].cases)
        if key not in told:
            own = sure[key]
            told[key] = _best(mentions[i], known, seen, own.name.split() if own is not None else ()) if seen else _first(mentions[i], known)
        if (reading := told[key]) is not None:
            cases = frozenset({reading.case}) if reading.case else mentions[i].cases
            out[i] = replace(mentions[i], name=reading.name, cases=mentions[i].cases or cases)
    return tuple(_at_home(m, pack) if m.posts else m for m in out)


def _at_home(mention: Mention, pack: Pack) -> Mention:
    """The mention with what its offices are held in by the nominative, where no register knows it ("губернатор Приморского края")."""
    posts = tuple(replace(p, of=tuple(_named(t, pack) for t in p.of)) for p in mention.posts)
    return replace(mention, posts=posts) if posts != mention.posts else mention


def _named(target: Target, pack: Pack) -> Target:
    return target if target.key and target.kind != "region" else replace(target, name=area(target.name, pack))


class Areas(msgspec.Struct, frozen=True, gc=False):
    """The shapes of areas' names in the genitive with their nominative, and the nouns in them."""

    shapes: tuple[tuple[re.Pattern[str], str], ...]
    nouns: dict[str, str]


@cache
def _areas(pack: Pack) -> Areas:
    content = pack.file("names")
    shapes = tuple((re.compile(str(e["form"])), str(e["nominative"])) for e in pack.entries("names", "areas"))
    return Areas(shapes, {str(k): str(v) for k, v in (content.get("area_nouns") or {}).items() if k != LINE})


def area(name: str, pack: Pack) -> str:
    """The nominative of an area or city that stands in the genitive; words of no known shape stay as they are.

    >>> from readout.grammar.load import load_pack
    >>> area("Приморского края", load_pack("ru")), area("Санкт-Петербурга", load_pack("ru"))
    ('Приморский край', 'Санкт-Петербург')
    """
    known = _areas(pack)
    for form, nominative in known.shapes:
        if match := form.fullmatch(name):
            words = match.expand(nominative)
            for noun, stands in known.nouns.items():
                words = re.sub(rf"(?<!\w){noun}(?!\w)", stands, words, count=1)
            return words
    place = load_gazetteer().place(name, pack.language)
    return place.name if place is not None else name


def _alone(mention: Mention, known: Rules) -> tuple[Reading, ...]:
    """The readings of a name by its own words and the case of what stands before it, the best first."""
    words = tuple((mention.name or "").split())
    return _ranked(_readings(words, mention.cases or _ALL, known, bool(mention.cases), _NOTHING))


def _surest(mention: Mention, known: Rules) -> Reading | None:
    """The reading that a name tells by itself; None where two agree alike well or nothing speaks for one."""
    found = _alone(mention, known)
    if not found or found[0].score < _SURE:
        return None
    best = found[0]
    return None if any(r.score >= best.score and r.name != best.name for r in found[1:]) else best


def _first(mention: Mention, known: Rules) -> Reading | None:
    """The best reading of a name where the document says nothing more."""
    found = _alone(mention, known)
    return found[0] if found and found[0].score >= _LEAST else None


def _best(mention: Mention, known: Rules, seen: Seen, own: Sequence[str]) -> Reading | None:
    """The reading that agrees best with its own words and with what else the document has seen."""
    words = tuple((mention.name or "").split())
    near = seen.near(words, own)
    found = list(_ranked(_readings(words, mention.cases or _ALL, known, bool(mention.cases), near)))
    if mention.cases:  # the office before it may stand in another case by a slip of the pen
        for r in _readings(words, _ALL, known, False, near):
            if r.case not in mention.cases and seen.often(r.name.rsplit(" ", 1)[-1], own) > 0:
                found.append(replace(r, score=r.score - 1.0))
    best, most = None, _LEAST
    for r in found:
        score = r.score + sum(min(seen.often(w, own), 2.0) for w in r.name.split())
        if score > most or (best is None and score == most):
            best, most = r, score
    return best


def _ranked(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple(sorted(readings, key=_score, reverse=True))


@lru_cache(maxsize=16_384)
def _readings(words: tuple[str, ...], cases: frozenset[int], known: Rules, hinted: bool, near: frozenset[str]) -> tuple[Reading, ...]:
    """Every nominative that a name may have, one for each case and gender in which its words agree."""
    found: dict[tuple[str, int], Reading] = {}
    for case in sorted(cases):
        for gender in ("m", "f"):
            score, parts = (1.0 if hinted else 0.0), []
            for n, word in enumerate(words):
                part, value = _word(word, case, gender, n, known, near)
                parts.append(part)
                score += value
            reading = Reading(score + (0.4 if case == 0 else 0.0), " ".join(parts), case, gender)
            at = (reading.name, case)
            if at not in found or found[at].score < reading.score:
                found[at] = reading
    return tuple(found.values())


def _word(word: str, case: int, gender: str, n: int, known: Rules, near: frozenset[str]) -> tuple[str, float]:
    """The nominative of one word in a case and gender, and how well it fits; a word with no such form stays and speaks against."""
    given, others = (known.men, known.women) if gender == "m" else (known.women, known.men)
    if case == 0:
        return word, _as_nominative(word, gender, n, known)
    fixed = word.endswith(".") or known.fixed.search(word) is not None
    if word in given:  # the printer left the given name as it was ("с министром Сергей Лавровым")
        return word, 2.0 if fixed else 0.6  # what never changes says nothing of the case
    made = list(dict.fromkeys(_nominatives(word, case, gender, known)))
    names = [m for m, _ in made]
    told = next((m for m in names if m in given), None)
    if told is not None:
        return told, 2.0
    seen = next((m for m in names if m in near), None)
    if seen is not None:
        return seen, 0.5
    if fixed:  # such a word is no form of another, unless its ending says so
        return next(((m, 0.3) for m, sure in made if sure), (word, 0.0))
    if not names:
        return word, -0.2 if word in known.first else -0.8
    return names[0], -0.6 if names[0] in others else 0.3


def _as_nominative(word: str, gender: str, n: int, known: Rules) -> float:
    given, others = (known.men, known.women) if gender == "m" else (known.women, known.men)
    if word.endswith(".") or known.fixed.search(word):
        return 2.0 if word in given else 0.0
    value = (2.0 if n == 0 or word not in known.first else 0.5) if word in given else -0.6 if word in others else 0.0
    kinds = (k for k in known.kinds if k.gender == gender)
    usual = any(word.endswith(k.ending) and k.stem.search(word[: len(word) - len(k.ending)]) for k in kinds)
    return value if usual else value - 0.7


def _nominatives(word: str, case: int, gender: str, known: Rules) -> Iterator[tuple[str, bool]]:
    for kind in known.kinds:
        if kind.gender != gender:
            continue
        ending = kind.forms[case]
        stem = word[: len(word) - len(ending)] if ending else word
        if len(stem) > 1 and word.endswith(ending) and kind.stem.search(stem):
            yield stem + kind.ending, kind.sure
