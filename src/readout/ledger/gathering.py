"""Gathering: the profiles that may be one person or body, and how they group; the same whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, or_, select

from readout.ledger import schema as t
from readout.ledger.grouping import Edge, Joined, join
from readout.ledger.judgements import Rulings
from readout.ledger.profiles import UNRELATED, Profile, Verdict, compare, lookup_words
from readout.ledger.profiling import from_row, in_parts, rows_of

_MAYBE = ("same", "weak", "unsure")
_FIRM = 60  # from here on a likeness joins profiles that have evidence of their own
Doubt = tuple[str, str, str]


class Near:
    """The profiles that may be one with others, looked up by words of their names; those that no document bears stay out."""

    def __init__(self, connection: Any, ruled: Rulings) -> None:
        self.connection, self.ruled = connection, ruled
        self.rows: dict[str, Any] = {}
        self.profiles: dict[str, Profile] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._keys: dict[int, str | None] = {}  # by number; None for those that no document bears
        borne = exists(select(t.party.c.id).where(t.party.c.profile_id == t.profile.c.id))
        self.alive = or_(borne, t.profile.c.key.in_(sorted(ruled.anchors))) if ruled.anchors else borne

    def _take(self, rows: Iterable[Any]) -> list[str]:
        found = []
        for row in rows:
            found.append(row.key)
            if row.key not in self.rows:
                self.rows[row.key], self.profiles[row.key] = row, from_row(row)
                self.words[row.key] = lookup_words(self.profiles[row.key])
        return found

    def _know(self, ids: set[int]) -> None:
        """Look up the profiles of these numbers that were not looked up before."""
        wanted = sorted(ids - self._keys.keys())
        self._keys.update(dict.fromkeys(wanted))
        rows = rows_of(self.connection, t.profile.c.id, wanted, self.alive)
        self._keys.update(zip((row.id for row in rows), self._take(rows), strict=True))

    def verdict(self, left: str, right: str) -> Verdict:
        """What a comparison of two profiles finds."""
        pair = (left, right) if left < right else (right, left)
        found = self._verdicts.get(pair)
        if found is None:
            found = self._verdicts[pair] = compare(self.profiles[pair[0]], self.profiles[pair[1]])
        return found

    def parts(self, start: set[str]) -> list[set[str]]:
        """Every profile that `start` may be one with, and those in turn, as parts that have nothing to do with each other."""
        found: set[str] = set()
        links: dict[str, set[str]] = {}
        front = start
        while front:
            self._take(rows_of(self.connection, t.profile.c.key, sorted(front - self.rows.keys()), self.alive))
            front &= self.rows.keys()
            found |= front
            for key, others in self._around(sorted(front)).items():
                links.setdefault(key, set()).update(others)
                for other in others:
                    links.setdefault(other, set()).add(key)
            front = {o for key in front for o in links.get(key, ())} - found
        return _parts(found, links)

    def _around(self, front: list[str]) -> dict[str, set[str]]:
        by_word: dict[str, list[str]] = {}
        for key in front:
            for word in self.words[key]:
                by_word.setdefault(word, []).append(key)
        found = {key: set(self.ruled.partners(key)) for key in front}
        w = t.profile_word.c
        for some in in_parts(sorted(by_word)):
            pairs = self.connection.execute(select(w.word, w.profile_id).where(w.word.in_(some))).all()
            self._know({id for _, id in pairs})
            for word, id in pairs:
                if (other := self._keys[id]) is None:
                    continue
                for key in by_word[word]:
                    if key != other and other not in found[key] and self.verdict(key, other).says in _MAYBE:
                        found[key].add(other)
        companions = {self.rows[key].identity_id: key for key in front if self.rows[key].identity_id}
        for row in rows_of(self.connection, t.profile.c.identity_id, sorted(companions), self.alive):
            self._take([row])
            found[companions[row.identity_id]].add(row.key)
        return found


def _parts(keys: set[str], links: dict[str, set[str]]) -> list[set[str]]:
    """Connected parts, in stable order."""
    left, found = set(keys), []
    for key in sorted(keys):
        if key not in left:
            continue
        part, front = {key}, {key}
        while front:
            front = {o for k in front for o in links.get(k, ()) if o in left} - part
            part |= front
        left -= part
        found.append(part)
    return found


def grouped(near: Near, keys: set[str]) -> tuple[Joined, list[Doubt]]:
    """First the profiles with evidence of their own; then bare names, each only where one single group fits."""
    ruled = near.ruled

    def apart(a: str, b: str) -> bool:
        return ruled.apart(a, b) or (not ruled.same(a, b) and near.verdict(a, b).says == "different")

    firm = sorted(k for k in keys if near.profiles[k].full and not near.profiles[k].weak)
    loose = sorted(keys - set(firm))
    edges = [e for e in _edges(near, firm, firm) if e.strength >= _FIRM]
    first = join(keys, edges, apart, ruled.pairs(keys))
    doubts = _unsure(near, firm, first)
    more: list[Edge] = []
    alone: list[str] = []
    for key in loose:
        fitting = [e for e in _edges(near, [key], firm) if not ruled.apart(e.left, e.right)]
        groups = {first.group_of(e.right if e.left == key else e.left): e for e in sorted(fitting, key=lambda e: (e.strength, e))}
        if len(groups) == 1:
            more.extend(groups.values())
            continue
        alone.append(key)
        if len(groups) > 1 and not any(ruled.same(key, other) for g in groups for other in g):
            doubts.extend((key, min(g), f"{near.profiles[key].name} can be several people") for g in groups)
        if not groups:
            doubts.extend(_unsure(near, [key], first, firm))
    more.extend(e for e in _edges(near, alone, alone) if e.strength >= 40)
    joined = join(keys, [*edges, *more], apart, ruled.pairs(keys))
    return joined, [(a, b, why) for a, b, why in doubts if b not in joined.group_of(a)]


def _edges(near: Near, some: list[str], others: list[str]) -> list[Edge]:
    found = []
    for a in some:
        for b in others:
            if a == b or (some is others and a > b):
                continue
            verdict = near.verdict(a, b)
            if verdict.says in ("same", "weak"):
                found.append(Edge(min(a, b), max(a, b), verdict.strength, verdict.why))
    return found


def _unsure(near: Near, some: list[str], joined: Joined, others: list[str] | None = None) -> list[Doubt]:
    """One doubt for every two groups that may be one."""
    found: dict[tuple[int, int], Doubt] = {}
    place = {key: n for n, g in enumerate(joined.groups) for key in g}
    for a in some:
        for b in others if others is not None else some:
            if a == b or (others is None and a > b):
                continue
            left, right = sorted((place[a], place[b]))
            verdict = near.verdict(a, b)
            if verdict.says != "unsure" or left == right or (left, right) in found:
                continue
            if not any(near.ruled.apart(x, y) for x in joined.groups[left] for y in joined.groups[right]):
                found[(left, right)] = (min(a, b), max(a, b), verdict.why)
    return list(found.values())


__all__ = ["UNRELATED", "Near", "grouped"]
