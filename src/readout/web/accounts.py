"""Accounts side by side: by topic, what both tell, what only one tells, and where one puts it more strongly."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from readout.ledger.views.rows import Cast, Fact


class Topic(msgspec.Struct, frozen=True):
    """A topic with what each account says of it; `verdict` is both, or the number of the only account that has it."""

    topic: str
    verdict: str
    said: tuple[tuple[Fact, ...], ...]
    strongest: int | None
    strengths: tuple[int, ...]


class Field(msgspec.Struct, frozen=True):
    """A fact of the encounter as each account has it."""

    name: str
    values: tuple[str, ...]
    same: bool


class Aligned(msgspec.Struct, frozen=True):
    """Accounts aligned: fields, topics, and what has no topic."""

    accounts: tuple[Fact | None, ...]
    fields: tuple[Field, ...]
    topics: tuple[Topic, ...]
    rest: tuple[tuple[Fact, ...], ...]
    only_named: tuple[tuple[Cast, ...], ...]


def aligned(accounts: Sequence[Fact | None], said: Sequence[Sequence[Fact]]) -> Aligned:
    """Lay accounts side by side."""
    topics: dict[str, list[list[Fact]]] = {}
    rest: list[list[Fact]] = [[] for _ in accounts]
    for n, facts in enumerate(said):
        for fact in facts:
            if not fact.topics and fact.type in ("statement", "commitment", "instrument"):
                rest[n].append(fact)
            for topic in fact.topics:
                topics.setdefault(topic, [[] for _ in accounts])[n].append(fact)
    made = [_topic(name, found) for name, found in topics.items()]
    rank = {"both": 0}
    made.sort(key=lambda x: (rank.get(x.verdict, 1), x.verdict, x.topic))
    return Aligned(tuple(accounts), tuple(_fields(accounts)), tuple(made), tuple(map(tuple, rest)), _only_named(accounts))


def _topic(name: str, found: list[list[Fact]]) -> Topic:
    have = [n for n, facts in enumerate(found) if facts]
    verdict = "both" if len(have) > 1 or len(found) == 1 else f"only {'ABCDEFGH'[min(7, have[0])]}"
    strengths = tuple(max((f.strength or 0 for f in facts if f.type == "commitment"), default=0) for facts in found)
    top = max(strengths, default=0)
    strongest = strengths.index(top) if len(have) > 1 and top and strengths.count(top) == 1 else None
    return Topic(name, verdict, tuple(map(tuple, found)), strongest, strengths)


def _fields(accounts: Sequence[Fact | None]) -> list[Field]:
    rows = (
        ("kind", [a.kind or "" if a else "" for a in accounts]),
        ("day", [a.day or "" if a else "" for a in accounts]),
        ("place", [a.place or "" if a else "" for a in accounts]),
        ("how", [a.mode or "" if a else "" for a in accounts]),
        ("asked for by", [", ".join(w.name for w in a.those("initiator")) if a else "" for a in accounts]),
        ("occasion", [a.label or "" if a else "" for a in accounts]),
    )
    return [Field(name, tuple(values), len({v.casefold() for v in values}) == 1) for name, values in rows if any(values)]


def _only_named(accounts: Sequence[Fact | None]) -> tuple[tuple[Cast, ...], ...]:
    """People whom only one account names."""
    named = [{w.code for w in a.cast if w.kind == "person"} if a else set() for a in accounts]
    found = []
    for n, account in enumerate(accounts):
        others = set().union(*(x for m, x in enumerate(named) if m != n))
        found.append(tuple(w for w in account.cast if w.kind == "person" and w.code not in others) if account and len(accounts) > 1 else ())
    return tuple(found)
