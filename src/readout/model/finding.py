"""Findings: what interpreting makes of a document, before parties have ids and the register was asked.

Everything points into the text by code points, half-open, and to parties by `PartyKey`. `link` turns findings into a record.
"""

from __future__ import annotations

import msgspec

from readout.model.mention import Mention, Post
from readout.model.quantity import QuantityFound
from readout.model.when import When

# A party is told by its kind and a key: ("person", "0"), ("state", "CN"), ("organisation", "sco"), ("region", "CN-HA"),
# ("office", "Ambassador|BY"), ("group", "120:184").
PartyKey = tuple[str, str]
Stretch = tuple[int, int]


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody named: all mentions by index, every name as printed, every office the text gives."""

    index: int
    names: tuple[str, ...]
    tokens: frozenset[str]
    posts: tuple[Post, ...]
    mentions: tuple[int, ...]
    first: int
    weak: bool = False

    @property
    def key(self) -> PartyKey:
        """The party key of this person."""
        return ("person", str(self.index))

    @property
    def fullest(self) -> str:
        """The name of the most words, the first of these, without honorifics."""
        return max(self.names, key=lambda n: (len(n.split()), len(n), -self.names.index(n)))


class Part(msgspec.Struct, frozen=True, gc=False):
    """A party's part in an encounter: its key, role (principal | attendee | host | chair), and the mention that says so.

    `slot` is a for whom the sentence is about, b for whom it says was met, or empty.
    """

    key: PartyKey
    role: str
    mention: int | None
    start: int
    end: int
    basis: str = "text"
    slot: str = ""


class EncounterFound(msgspec.Struct, frozen=True, gc=False):
    """An encounter before it has an id; `again` are the later sentences that tell of it."""

    kind: str
    status: str
    mode: str
    parts: tuple[Part, ...]
    date: When | None
    place: tuple[str, int, int] | None
    occasion: Stretch | None
    initiator: PartyKey | None
    evidence: tuple[Stretch, ...]
    rule: str
    sentence: int
    part_of: int | None = None
    again: tuple[int, ...] = ()
    date_basis: str | None = None

    @property
    def principals(self) -> tuple[PartyKey, ...]:
        """The keys of those who speak or act for a side."""
        return tuple([p.key for p in self.parts if p.role != "attendee"])


class StatementFound(msgspec.Struct, frozen=True, gc=False):
    """Reported communication before it has an id: who (`speakers`), by which words (`cue`), what (`content`)."""

    speakers: tuple[PartyKey, ...]
    addressees: tuple[PartyKey, ...]
    mode: str
    act: str
    cue: Stretch | None
    content: tuple[Stretch, ...]
    rule: str
    sentence: int
    repaired: str | None = None
    speaker_basis: str = "text"
    speaker_evidence: tuple[Stretch, ...] = ()
    encounter: int | None = None


class CommitmentFound(msgspec.Struct, frozen=True, gc=False):
    """A rung of the ladder from hope to agreement; `statement` is the index of the statement it lies in, or None.

    `tests` are discrete, specific, future, public, testable, in this order.
    """

    statement: int | None
    kind: str
    strength: int
    actors: tuple[PartyKey, ...]
    towards: tuple[PartyKey, ...]
    span: Stretch
    due: str | None
    quantity: int | None
    condition: Stretch | None
    tests: tuple[bool, bool, bool, bool, bool]
    rule: str
    negated: bool = False
    actor_basis: str = "text"
    due_basis: str = "text"


class ReferenceFound(msgspec.Struct, frozen=True, gc=False):
    """Another encounter, a document or a standing body that is mentioned; kind is encounter | document | body."""

    kind: str
    span: Stretch
    date: str | None
    place: str | None
    rule: str
    key: str | None = None


class InstrumentFound(msgspec.Struct, frozen=True, gc=False):
    """A document that was signed, adopted or exchanged at the encounter."""

    title: Stretch
    kind: str
    action: str
    parties: tuple[PartyKey, ...]
    date: str | None
    rule: str
    encounter: int | None = None


class TopicFound(msgspec.Struct, frozen=True, gc=False):
    """A topic code and the words that gave it."""

    code: str
    start: int
    end: int
    rule: str


class EventFound(msgspec.Struct, frozen=True, gc=False):
    """A PLOVER event: category and mode, actors and recipients, the encounter or commitment behind it."""

    category: str
    mode: str | None
    actor: tuple[PartyKey, ...]
    recipient: tuple[PartyKey, ...]
    encounter: int | None
    evidence: tuple[Stretch, ...]
    rule: str


class UnresolvedFound(msgspec.Struct, frozen=True, gc=False):
    """What could not be decided, and why."""

    what: str
    why: str
    start: int
    end: int


class Findings(msgspec.Struct, frozen=True):
    """Everything that interpreting found in one document; `genre` was settled first."""

    genre: str
    genre_rule: str
    mentions: tuple[Mention, ...]
    people: tuple[Person, ...]
    person_of: tuple[int | None, ...]
    dates: tuple[When, ...]
    encounters: tuple[EncounterFound, ...]
    statements: tuple[StatementFound, ...]
    commitments: tuple[CommitmentFound, ...]
    references: tuple[ReferenceFound, ...]
    instruments: tuple[InstrumentFound, ...]
    quantities: tuple[QuantityFound, ...]
    topics: tuple[TopicFound, ...]
    events: tuple[EventFound, ...]
    unresolved: tuple[UnresolvedFound, ...]
