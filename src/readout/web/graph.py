"""The graph of who met whom: sides on a circle in the order of the matrix, lines as thick as they met often. Computed, never simulated."""

from __future__ import annotations

import math

import msgspec

from readout.ledger.views.between import Matrix

_SIZE, _RADIUS = 640, 232


class Node(msgspec.Struct, frozen=True):
    """A side at its place; `turn` is the angle of its label in degrees, `anchor` the end of the label that stands at the circle."""

    side: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    count: int


class Edge(msgspec.Struct, frozen=True):
    """A line between two sides, bent towards the middle."""

    left: str
    right: str
    path: str
    width: float
    count: int


class Graph(msgspec.Struct, frozen=True):
    """Nodes and edges on a square plane."""

    size: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(matrix: Matrix) -> Graph:
    """Lay out a matrix as a graph: the same matrix gives the same picture."""
    middle, n = _SIZE / 2, len(matrix.sides)
    totals: dict[str, int] = {}
    for pair in matrix.pairs:
        for side in (pair.left, pair.right):
            totals[side] = totals.get(side, 0) + pair.count
    nodes = {}
    for i, side in enumerate(matrix.sides):
        angle = 2 * math.pi * i / max(1, n) - math.pi / 2
        x, y = math.cos(angle), math.sin(angle)
        anchor = "middle" if abs(x) < 0.2 else "start" if x > 0 else "end"
        nodes[side] = Node(
            side, round(middle + _RADIUS * x, 1), round(middle + _RADIUS * y, 1), round(middle + (_RADIUS + 12) * x, 1),
            round(middle + (_RADIUS + 12) * y + (12 if y > 0.9 else 4), 1), anchor, totals.get(side, 0),
        )  # fmt: skip
    most = max((p.count for p in matrix.pairs), default=1)
    edges = []
    for pair in reversed(matrix.pairs):
        a, b = nodes[pair.left], nodes[pair.right]
        path = f"M{a.x} {a.y}Q{middle} {middle} {b.x} {b.y}"
        edges.append(Edge(pair.left, pair.right, path, round(0.8 + 7 * math.sqrt(pair.count / most), 1), pair.count))
    return Graph(_SIZE, tuple(nodes.values()), tuple(edges))
