"""Grouping: things that comparisons and judgements hold together, the same whatever order they come in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class Edge(NamedTuple):
    """Two things that a comparison calls the same: the higher the strength, the sooner they are joined."""

    left: str
    right: str
    strength: int
    why: str


class Joined(NamedTuple):
    """Groups of keys in stable order, and the edges that joined them."""

    groups: tuple[frozenset[str], ...]
    edges: tuple[Edge, ...]

    def group_of(self, key: str) -> frozenset[str]:
        """The group that holds a key."""
        return next(g for g in self.groups if key in g)


def join(
    keys: Iterable[str],
    edges: Iterable[Edge],
    apart: Callable[[str, str], bool],
    together: Iterable[tuple[str, str]] = (),
) -> Joined:
    """Join by edges, strongest first, where nothing in the two groups must stay apart; judgements (`together`) come first.

    >>> never = lambda a, b: {a, b} == {"a", "c"}
    >>> [sorted(g) for g in join("abc", [Edge("a", "b", 2, ""), Edge("b", "c", 1, "")], never).groups]
    [['a', 'b'], ['c']]
    """
    group: dict[str, set[str]] = {k: {k} for k in keys}
    used: list[Edge] = []
    judged = [Edge(min(pair), max(pair), 1000, "judgement") for pair in together if pair[0] in group and pair[1] in group]
    for edge in [*sorted(judged), *sorted(edges, key=lambda e: (-e.strength, e.left, e.right))]:
        left, right = group[edge.left], group[edge.right]
        if left is right or (edge.strength < 1000 and any(apart(a, b) for a in left for b in right)):
            continue
        left |= right
        for key in right:
            group[key] = left
        used.append(edge)
    seen: dict[int, frozenset[str]] = {id(g): frozenset(g) for g in group.values()}
    return Joined(tuple(sorted(seen.values(), key=min)), tuple(used))


def reach(start: Iterable[str], neighbours: Callable[[list[str]], Mapping[str, Iterable[str]]]) -> set[str]:
    """Everything that can be reached from `start`; `neighbours` is asked for many at a time.

    >>> sorted(reach("a", lambda keys: {k: {"a": "b", "b": "c"}.get(k, "") for k in keys}))
    ['a', 'b', 'c']
    """
    found = set(start)
    front = sorted(found)
    while front:
        front = sorted({n for around in neighbours(front).values() for n in around} - found)
        found.update(front)
    return found
