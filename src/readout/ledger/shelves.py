"""Shelves: where each type of thing stands in a record, what words it hangs on, and what may be changed in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from readout.model import record as m
from readout.model.record import Record, Span

Path = tuple[int, ...]


class Shelf(NamedTuple):
    """A type of thing: its attribute of the record, its struct, the field that names its words, the fields of party ids."""

    attribute: str
    struct: type[msgspec.Struct]
    words: str
    parties: tuple[str, ...] = ()


SHELVES = {
    "encounter": Shelf("encounters", m.Encounter, "evidence", ("initiator",)),
    "statement": Shelf("statements", m.Statement, "content", ("speakers", "addressees")),
    "commitment": Shelf("commitments", m.Commitment, "span", ("actors", "towards")),
    "reference": Shelf("references", m.Reference, "span"),
    "instrument": Shelf("instruments", m.Instrument, "span", ("parties",)),
    "quantity": Shelf("quantities", m.Quantity, "start"),
    "topic": Shelf("topics", m.TopicEvidence, "evidence"),
    "event": Shelf("events", m.Event, "evidence", ("actor", "recipient")),
    "party": Shelf("parties", m.Party, "evidence"),
    "post": Shelf("parties", m.PostHeld, "evidence", ("of",)),
    "document": Shelf("document", m.DocumentInfo, "text"),
}
_FIXED = frozenset(("id", "evidence", "content", "span", "start", "end", "rule", "text", "sha256", "cue", "source", "tests"))
_FIXED |= {"date_evidence", "speaker_evidence", "place_basis"}


WORDS = "words"  # as a field of a correction: the words themselves that a thing hangs on


def has_ends(type: str) -> bool:
    """Whether the words of a type can be corrected: documents have none, numbers are their words.

    >>> has_ends("statement"), has_ends("quantity")
    (True, False)
    """
    return type in SHELVES and type not in ("document", "quantity")


def fields(type: str) -> tuple[str, ...]:
    """The fields of a type that a correction may change.

    >>> "date" in fields("encounter"), "evidence" in fields("encounter")
    (True, False)
    """
    return tuple(f.name for f in msgspec.structs.fields(SHELVES[type].struct) if f.name not in _FIXED)


def items(record: Record, type: str) -> Iterator[tuple[Path, Any]]:
    """Everything of a type with the path to it.

    >>> list(items(Record("s", None, *[()] * 14), "topic"))
    []
    """
    if type == "document":
        yield (), record.document
    elif type == "post":
        for n, p in enumerate(record.parties):
            yield from (((n, k), post) for k, post in enumerate(p.posts))
    else:
        yield from (((n,), item) for n, item in enumerate(getattr(record, SHELVES[type].attribute)))


def put(record: Record, type: str, path: Path, item: Any) -> Record:
    """The record with another thing at a path; None takes it away."""
    replace = msgspec.structs.replace
    if type == "document":
        return replace(record, document=item)
    if type == "post":
        owner = record.parties[path[0]]
        return put(record, "party", path[:1], replace(owner, posts=_at(owner.posts, path[1], item)))
    attribute = SHELVES[type].attribute
    return replace(record, **{attribute: _at(getattr(record, attribute), path[0], item)})


def append(record: Record, type: str, item: Any) -> Record:
    """The record with one thing more."""
    attribute = SHELVES[type].attribute
    return msgspec.structs.replace(record, **{attribute: (*getattr(record, attribute), item)})


def _at(values: tuple[Any, ...], n: int, item: Any) -> tuple[Any, ...]:
    return (*values[:n], *(() if item is None else (item,)), *values[n + 1 :])


def spans(type: str, item: Any) -> tuple[Span, ...]:
    """The words a thing hangs on."""
    if type == "document":
        return ()
    if type == "quantity":
        return (Span(item.start, item.end),)
    found = getattr(item, SHELVES[type].words)
    return found if isinstance(found, tuple) else (found,)


def local(record: Record, type: str, path: Path, item: Any) -> str:
    """The id under which `flatten` writes a thing as a claim."""
    if type == "post":
        return f"h-{record.parties[path[0]].id}-{path[1]}"
    if type == "topic":
        return f"t-{item.code}"
    return f"v{path[0]}" if type == "event" else str(getattr(item, "id", ""))
