"""The record: what Readout says about one document, in the names of `record.md` (schema `readout/1`).

Offsets are Unicode code points into `document.text`, half-open: `text[start:end]` gives the words cited. `basis` is `text`
(the words say it), `inferred` (a rule derived it from words) or `register` (the dated register supplied it).
"""

from __future__ import annotations

import msgspec

from readout.errors import Notice

SCHEMA = "readout/1"


class Span(msgspec.Struct, frozen=True):
    """Words of the text, by code points, half-open.

    >>> Span(0, 4).of("Ana Kral")
    'Ana '
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words cited."""
        return text[self.start : self.end]


class Phrase(msgspec.Struct, frozen=True):
    """Words of the text with their offsets, such as an occasion or a condition."""

    text: str
    start: int
    end: int


class DocumentInfo(msgspec.Struct, frozen=True):
    """The document a record is about; `text` is the decoded source, unchanged."""

    id: str
    source: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str
    sha256: str
    text: str
    url: str | None = None
    genre: str = "readout"
    genre_rule: str = ""


class RecordSegment(msgspec.Struct, frozen=True):
    """A stretch of lines: title | dateline | body | caption | boilerplate."""

    id: str
    start: int
    end: int
    kind: str
    language: str
    duplicate_of: str | None = None
    rule: str = ""


class PostHeld(msgspec.Struct, frozen=True):
    """An office that the text gives a person: `of` is a party's id; `register` says agrees | differs | unknown."""

    title: str
    of: str | None
    basis: str
    register: str
    evidence: tuple[Span, ...]
    qualifier: str | None = None
    rule: str = ""
    register_line: str = ""


class Holding(msgspec.Struct, frozen=True):
    """Who held an office on the day of the event, where the text names the office alone: supplied by the register, with its line."""

    name: str
    line: str
    basis: str = "register"


class Standing(msgspec.Struct, frozen=True):
    """What a participant's state was in an organisation concerned on the day of the event: supplied by the register, with its line."""

    organisation: str
    status: str
    line: str
    basis: str = "register"


class Party(msgspec.Struct, frozen=True):
    """A person, state, organisation, body, region, office or group that the document speaks of.

    `name` is empty where the text gives none (a group, an office without its holder's name): `label` says what to print then.
    """

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    identifiers: dict[str, str]
    posts: tuple[PostHeld, ...]
    evidence: tuple[Span, ...]
    basis: str = "text"
    rule: str = ""
    holder: Holding | None = None

    @property
    def label(self) -> str:
        """The name, or the words by which the text describes the party."""
        return self.name or (self.names[0] if self.names else self.id)


class RecordMention(msgspec.Struct, frozen=True):
    """A place in the text where a party is meant: form is name | post | pronoun | collective."""

    party: str
    start: int
    end: int
    form: str
    rule: str = ""


class RecordPlace(msgspec.Struct, frozen=True):
    """A place with coordinates from the gazetteer (`basis` register) or without (`basis` text)."""

    id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    identifiers: dict[str, str]
    evidence: tuple[Span, ...]
    basis: str = "text"


class Participant(msgspec.Struct, frozen=True):
    """A party's part in an encounter: role is principal | attendee | host | chair; `post` and `of` are its capacity."""

    party: str
    post: str | None
    of: str | None
    role: str
    evidence: tuple[Span, ...]
    basis: str = "text"
    standing: tuple[Standing, ...] = ()


class Encounter(msgspec.Struct, frozen=True):
    """A contact between parties as an event: kind, status, TIMEX3 date with basis, place, occasion, nesting, who asked for it."""

    id: str
    kind: str
    status: str
    date: str | None
    date_basis: str | None
    place: str | None
    occasion: Phrase | None
    part_of: str | None
    mode: str
    initiator: str | None
    participants: tuple[Participant, ...]
    evidence: tuple[Span, ...]
    rule: str
    date_evidence: tuple[Span, ...] = ()
    place_basis: str | None = None


class Statement(msgspec.Struct, frozen=True):
    """Reported communication: speaker, cue, content; mode is direct | indirect | joint."""

    id: str
    encounter: str | None
    speakers: tuple[str, ...]
    addressees: tuple[str, ...]
    mode: str
    act: str
    cue: Span | None
    content: tuple[Span, ...]
    repaired: str | None
    topics: tuple[str, ...]
    rule: str
    speaker_basis: str = "text"
    speaker_evidence: tuple[Span, ...] = ()


class Tests(msgspec.Struct, frozen=True):
    """The five tests of the G7/G20 compliance codebooks, each shown by itself."""

    discrete: bool
    specific: bool
    future: bool
    public: bool
    testable: bool


class Commitment(msgspec.Struct, frozen=True):
    """A party binds itself, offers, plans, asks or hopes: kind with its rung on the ladder (strength 0-6)."""

    id: str
    statement: str | None
    kind: str
    strength: int
    actors: tuple[str, ...]
    towards: tuple[str, ...]
    span: Span
    due: str | None
    quantity: str | None
    condition: Phrase | None
    tests: Tests
    rule: str
    negated: bool = False
    actor_basis: str = "text"
    due_basis: str = "text"


class Reference(msgspec.Struct, frozen=True):
    """Another encounter, a document or a standing body that the text mentions."""

    id: str
    kind: str
    name: str
    date: str | None
    place: str | None
    span: Span
    register: str
    identifiers: dict[str, str] = {}
    rule: str = ""
    register_line: str = ""
    virtual: bool = False


class Instrument(msgspec.Struct, frozen=True):
    """A document that was signed, adopted or exchanged at the encounter."""

    id: str
    title: str
    kind: str
    action: str
    parties: tuple[str, ...]
    date: str | None
    span: Span
    rule: str = ""
    encounter: str | None = None


class Quantity(msgspec.Struct, frozen=True):
    """A number with its unit; `value` is exact as printed, `approximate` says "more than", "about" … or None."""

    id: str
    value: float
    unit: str
    start: int
    end: int
    approximate: str | None = None
    rule: str = ""


class TopicEvidence(msgspec.Struct, frozen=True):
    """A topic code and the words that gave it."""

    code: str
    evidence: tuple[Span, ...]


class Event(msgspec.Struct, frozen=True):
    """An event code (PLOVER) with the rule and the words behind it."""

    scheme: str
    category: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    encounter: str | None
    rule: str
    evidence: tuple[Span, ...] = ()


class Unresolved(msgspec.Struct, frozen=True):
    """What could not be decided, and why."""

    what: str
    why: str
    start: int
    end: int


class Record(msgspec.Struct, frozen=True):
    """Everything that one document says, each value cited to its words."""

    schema: str
    document: DocumentInfo
    segments: tuple[RecordSegment, ...]
    parties: tuple[Party, ...]
    mentions: tuple[RecordMention, ...]
    places: tuple[RecordPlace, ...]
    encounters: tuple[Encounter, ...]
    statements: tuple[Statement, ...]
    commitments: tuple[Commitment, ...]
    references: tuple[Reference, ...]
    instruments: tuple[Instrument, ...]
    quantities: tuple[Quantity, ...]
    topics: tuple[TopicEvidence, ...]
    events: tuple[Event, ...]
    unresolved: tuple[Unresolved, ...]
    notices: tuple[Notice, ...]
