"""How like two statements are, within a language by their words, across languages by what both name: people, states, numbers, topics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from readout.analysis.told import Told
from readout.ledger.asking import Hit
from readout.ledger.folding import plain

ENOUGH = 0.36  # below this two statements are not taken for accounts of one; set on the samples and the pairs of the corpus
ENOUGH_ACROSS = 0.34  # and across languages, where words cannot be compared
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SMALL = 4  # letters up to which a word says little
_STEM = 6  # letters of a word that are compared, so that its endings do not count


class Match(msgspec.Struct, frozen=True):
    """Two claims that say the same of one thing, how like they are (0 to 1), and why."""

    left: Hit
    right: Hit
    score: float
    why: str


@lru_cache(maxsize=16384)
def _words(quote: str) -> frozenset[str]:
    return frozenset(w[:_STEM] for w in re.findall(r"[^\W\d_]+", plain(quote)) if len(w) >= _SMALL)


def _numbers(quote: str) -> frozenset[str]:
    return frozenset(n.replace(",", "") for n in _NUMBER.findall(quote))


def named(hit: Hit, told: Told) -> frozenset[str]:
    """The people, bodies and states that stand in the words of a claim, by their codes, without the sides of the encounter themselves."""
    low, sides = plain(hit.quote or ""), _sides(told)
    return frozenset(code for code, names in told.names.items() if code not in sides and any(len(n) > 1 and plain(n) in low for n in names))


def _sides(told: Told) -> frozenset[str]:
    """The codes of those who meet and of the states they act for: in both accounts they say nothing of the thing itself."""
    states = {p.state for p in told.account.parties if p.state}
    own = {p.code for p in told.account.parties if p.code}
    return frozenset(own | {code for code in told.names if code.rpartition(":")[2] in states})


def _own_words(told: Told) -> frozenset[str]:
    return frozenset(w for code in _sides(told) for name in told.names.get(code, ()) for w in _words(name))


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left or right else 0.0


def _said(left: frozenset[str], right: frozenset[str]) -> float:
    """How much of the shorter stands in the longer, and of both in both."""
    if not left or not right:
        return 0.0
    return (len(left & right) / min(len(left), len(right)) + _overlap(left, right)) / 2


def who(hit: Hit, *roles: str) -> frozenset[str]:
    """Who says or promises it: codes of people and the sides they act for."""
    parts = [p for p in hit.parties if p.role in roles]
    return frozenset(x for p in parts for x in (p.code or p.name, p.state) if x)


def likeness(left: Hit, right: Hit, left_told: Told, right_told: Told) -> tuple[float, str]:
    """How like two claims are and the reasons; 0 where neither words nor topics nor names are shared."""
    one, other = left.quote or "", right.quote or ""
    same = left_told.language == right_told.language
    values = {
        "words": _said(_words(one) - _own_words(left_told), _words(other) - _own_words(right_told)) if same else 0.0,
        "topics": _overlap(frozenset(left.topics), frozenset(right.topics)),
        "names and numbers": _overlap(named(left, left_told) | _numbers(one), named(right, right_told) | _numbers(other)),
        "speaker": float(bool(who(left, "speaker", "actor") & who(right, "speaker", "actor"))),
        "act": float((left.act or left.kind) == (right.act or right.kind)),
    }
    if not (values["words"] or values["topics"] or values["names and numbers"]):
        return 0.0, ""
    weights = (0.5, 0.15, 0.1, 0.1, 0.15) if same else (0.0, 0.4, 0.3, 0.15, 0.15)
    score = sum(w * v for w, v in zip(weights, values.values(), strict=True))
    return score, ", ".join(f"{name} {value:.2f}" for name, value in values.items() if value > 0)


def aligned(left: Sequence[Hit], right: Sequence[Hit], left_told: Told, right_told: Told) -> tuple[list[Match], list[Hit], list[Hit]]:
    """Pairs of claims on one thing, the likest first, each claim in one pair at most; then what only the left and only the right have."""
    scored = []
    for a in left:
        for b in right:
            score, why = likeness(a, b, left_told, right_told)
            if score >= (ENOUGH if left_told.language == right_told.language else ENOUGH_ACROSS):
                scored.append((score, a, b, why))
    scored.sort(key=lambda s: (-s[0], s[1].start or 0, s[2].start or 0))
    used: set[int] = set()
    found = []
    for score, a, b, why in scored:
        if a.id not in used and b.id not in used:
            used |= {a.id, b.id}
            found.append(Match(a, b, round(score, 3), why))
    found.sort(key=lambda m: m.left.start or 0)
    return found, [h for h in left if h.id not in used], [h for h in right if h.id not in used]
