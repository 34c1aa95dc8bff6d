"""How a record is held against one made by hand: the share of gold items that are found, and of found items that are gold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from readout.model.record import Record
from tests.reading import plain, same_side


def _place(text: str, quote: dict[str, Any]) -> set[int]:
    at = -1
    for _ in range(int(quote.get("nth", 0)) + 1):
        at = text.find(str(quote["quote"]), at + 1)
        if at < 0:
            raise ValueError(f"the gold quotes what the source does not say: {quote['quote']!r}")
    return set(range(at, at + len(str(quote["quote"]))))


def _overlap(a: set[int], b: set[int]) -> bool:
    return len(a & b) >= 0.5 * len(a | b)


def _f1(gold: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> float:
    left = list(found)
    hits = 0
    for item in gold:
        match = next((f for f in left if same(item, f)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    return 1.0 if not gold and not found else 2 * hits / (len(gold) + len(found))


def _names(record: Record) -> dict[str, str]:
    return {p.id: plain(p.name).casefold() for p in record.parties}


def figures(gold: dict[str, Any], record: Record) -> dict[str, float]:
    """F1 of encounters, statements, commitments, references and topics of one document, and the genre."""
    text, names = record.document.text, _names(record)
    chars = lambda spans: {i for s in spans for i in range(s.start, s.end)}  # noqa: E731 - a local shorthand
    spans = lambda quotes: set().union(*(_place(text, q) for q in quotes))  # noqa: E731

    def same_encounter(g: dict[str, Any], f: Any) -> bool:
        wanted = {plain(str(p["name"])).casefold() for p in g["participants"] if p.get("name") and p["role"] != "attendee"}
        there = {names[p.party] for p in f.participants}
        people = not wanted or sum(any(same_side(t, w) for t in there) for w in wanted) >= len(wanted) / 2
        dated = f.date == g.get("date") or (g.get("date") is None and f.date_basis == "inferred")
        return people and dated and f.status == g["status"]

    return {
        "genre": float(record.document.genre == gold.get("genre", "readout")),
        "encounters": _f1(gold["encounters"], record.encounters, same_encounter),
        "statements": _f1(gold["statements"], record.statements, lambda g, f: _overlap(spans(g["content"]), chars(f.content))),
        "commitments": _f1(gold["commitments"], record.commitments, lambda g, f: _overlap(spans([g["span"]]), chars([f.span]))),
        "references": _f1(gold["references"], record.references, lambda g, f: _overlap(spans([g["span"]]), chars([f.span]))),
        "topics": _f1(gold["topics"], [t.code for t in record.topics], lambda g, f: bool(g == f)),
    }
