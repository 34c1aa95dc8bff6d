"""Declined names: the nominative of every name, in languages that inflect names, so that a person is one whatever the case.

A pack gives the endings of its kinds of names (`declension` in `names.yaml`). Which of them a name has is told by all its words
together: one case, one gender; by the case of the office before it; by known given names; and by the forms that stand elsewhere in
the document. What nothing tells stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from readout.grammar.load import LINE, Pack
from readout.model.mention import Mention, Target
from readout.register.gazetteer import load_gazetteer

_ALL = frozenset(range(6))


class Kind(NamedTuple):
    """A kind of name: its gender, the ending of its nominative, what its stem ends with, and its ending in each case.

    `sure` says that a word of this kind is declined even where it looks like one that is not ("Елену Захариеву").
    """

    gender: str
    ending: str
    stem: re.Pattern[str]
    forms: tuple[str, ...]
    sure: bool = False


class Rules(NamedTuple):
    """The declension of a pack."""

    kinds: tuple[Kind, ...]
    men: frozenset[str]
    women: frozenset[str]
    fixed: re.Pattern[str]
    first: frozenset[str]


class Reading(NamedTuple):
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


def restored(text: str, mentions: Sequence[Mention], pack: Pack) -> tuple[Mention, ...]:
    """The mentions with the names of people in the nominative, and with the case each stands in."""
    known = rules(pack)
    if known is None:
        return tuple(mentions)
    named = [i for i, m in enumerate(mentions) if m.name and m.kind in ("person", "name")]
    seen: dict[str, float] = {}
    sure: dict[int, Reading] = {}
    for i in named:
        if mentions[i].end > mentions[i].name_end:  # a card glued after a name has it in the nominative
            for word in text[mentions[i].name_end : mentions[i].end].split():
                seen[word] = seen.get(word, 0.0) + 2.0
    for i in named:
        best = _best(mentions[i], known, {})
        if best is not None:
            sure[i] = best
            for word in best.name.split():
                seen[word] = seen.get(word, 0.0) + 1.0
    out = list(mentions)
    for i in named:
        # What a name says of itself is no evidence for it.
        others = seen if i not in sure else {w: n - (w in sure[i].name.split()) for w, n in seen.items()}
        reading = _best(mentions[i], known, others, least=-9.0)
        if reading is not None:
            cases = frozenset({reading.case}) if reading.case else mentions[i].cases
            out[i] = replace(mentions[i], name=reading.name, cases=mentions[i].cases or cases)
    return tuple(_at_home(m, pack) if m.posts else m for m in out)


def _at_home(mention: Mention, pack: Pack) -> Mention:
    """The mention with what its offices are held in by the nominative, where no register knows it ("губернатор Приморского края")."""
    posts = tuple(replace(p, of=tuple(_named(t, pack) for t in p.of)) for p in mention.posts)
    return replace(mention, posts=posts) if posts != mention.posts else mention


def _named(target: Target, pack: Pack) -> Target:
    return target if target.key and target.kind != "region" else replace(target, name=area(target.name, pack))


class Areas(NamedTuple):
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


def _best(mention: Mention, known: Rules, seen: dict[str, float], least: float = 1.0) -> Reading | None:
    """The reading that agrees best; None where two agree alike well or nothing speaks for one."""
    words = tuple((mention.name or "").split())
    near = frozenset(w for w, n in seen.items() if n > 0 and any(w[:3] == word[:3] for word in words)) if seen else frozenset()
    found = sorted(_readings(words, mention.cases or _ALL, known, bool(mention.cases), near), key=lambda r: -r.score)
    if seen and mention.cases:  # the office before it may stand in another case by a slip of the pen
        others = (r for r in _readings(words, _ALL, known, False, near) if r.case not in mention.cases)
        found += [r._replace(score=r.score - 1.0) for r in others if seen.get(r.name.split()[-1], 0.0) > 0]
    if seen:
        found = sorted(
            (r._replace(score=r.score + sum(min(seen.get(w, 0.0), 2.0) for w in r.name.split())) for r in found), key=lambda r: -r.score
        )
    if not found or found[0].score < least:
        return None
    rivals = [r for r in found if r.name != found[0].name and r.score >= found[0].score]
    return None if rivals and least > 0 else found[0]


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
