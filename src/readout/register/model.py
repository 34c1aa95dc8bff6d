"""The nouns of the register: facts with their dates, sources and doubts, frozen, as the files state them.

Days are ISO strings of the precision that the source has: `2021-09-16`, `2021-09` or `2021`; a missing end of a fact means
*ongoing as checked on* its `checked` day, never *current for ever*.
"""

from __future__ import annotations

import msgspec

from readout.errors import ReadoutError

Names = dict[str, tuple[str, ...]]  # language code -> names, the preferred one first


class RegisterError(ReadoutError):
    """A register file that cannot be used as it is written (codes `RO-G…`); its place is `file:line`."""


class Dispute(msgspec.Struct, frozen=True):
    """What another source says of one field of a fact; it stands beside the fact and overwrites nothing."""

    field: str
    says: str
    source: str
    confidence: str


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fact comes from: `source`, `confidence` (A, B, C, or U for unsourced), a note, its file and line, its layer.

    `layer` is 0 for the shipped register and counts up with each `--register DIR`.
    """

    source: str = "unsourced"
    confidence: str = "U"
    note: str = ""
    where: str = ""
    layer: int = 0
    disputes: tuple[Dispute, ...] = ()


class StatusClass(Cited, frozen=True):
    """A status that an organisation gives, which itself begins and ends; `counts_from` is decision | signature | in_force."""

    organisation: str
    status: str
    names: Names
    begin: str | None = None
    end: str | None = None
    became: str | None = None
    counts_from: str = "in_force"


class Status(Cited, frozen=True):
    """A state's status in an organisation; the three dates are kept apart and `end` is the first day without it."""

    organisation: str
    state: str
    status: str
    decision: str | None = None
    signature: str | None = None
    in_force: str | None = None
    end: str | None = None
    checked: str | None = None
    event: str = ""
    place: str = ""

    def counted(self, counts_from: str) -> str | None:
        """The day this status counts from, under the rule of its class; another date where that one is not known."""
        order = {"decision": self.decision, "signature": self.signature, "in_force": self.in_force}
        return order[counts_from] or self.in_force or self.signature or self.decision


class Organisation(Cited, frozen=True):
    """What the register adds to an organisation of `packs/world/organizations`: founding, end, seat, parent, codes, words."""

    id: str
    names: Names
    founded: str | None = None
    ended: str | None = None
    seat: str | None = None
    parent: str | None = None
    became: str | None = None
    identifiers: dict[str, str] = {}


class Body(Cited, frozen=True):
    """A body that meets: `words` are what texts call its meetings; `summit` marks the body of an organisation's leaders."""

    id: str
    organisation: str
    names: Names
    words: Names
    since: str | None = None
    until: str | None = None
    parent: str | None = None
    seat: str | None = None
    rhythm: str = ""
    summit: bool = False
    permanent: bool = False


class Meeting(Cited, frozen=True):
    """One meeting of a body; `ordinals` are claims, and `nominal` is the city that texts name a virtual meeting after."""

    id: str
    body: str
    start: str
    end: str
    mode: str = "in-person"
    place: str | None = None
    nominal: str | None = None
    chair: str | None = None
    ordinals: tuple[str, ...] = ()
    status: str = "held"


class Title(msgspec.Struct, frozen=True):
    """A family of titles, such as all ways to say *foreign minister*; `kind` is the office they name."""

    id: str
    kind: str
    names: Names
    where: str = ""


class Post(Cited, frozen=True):
    """An office of a state, region or organisation; `several` marks posts that more than one person holds at once.

    `also_of` are owners under which the office is known by its `short` titles: the President of the European Council is the
    *President* of `european-council`. `loose` titles may mean the office or another one: they can agree and never differ.
    """

    id: str
    of_kind: str
    of: str
    kind: str
    titles: Names
    since: str | None = None
    until: str | None = None
    several: bool = False
    also_of: tuple[str, ...] = ()
    short: Names = {}
    loose: Names = {}
    successor: str | None = None


class Occupancy(Cited, frozen=True):
    """Somebody in an office: `capacity` is full | acting | designate; `attested` are days on which a text proves it.

    `end` is the last day in office; without one the fact is ongoing as of `checked`, unless `ended` says that it is over since a
    day that the source does not give. `scheduled` marks an end that lies ahead.
    """

    post: str
    person: str
    start: str | None = None
    end: str | None = None
    checked: str | None = None
    capacity: str = "full"
    attested: tuple[str, ...] = ()
    scheduled: bool = False
    ended: bool = False
    title: str = ""


class Person(msgspec.Struct, frozen=True):
    """Somebody the register knows, with names by language (the preferred first) and public identifiers.

    `keys` are what the names are looked up by, made when files are compiled.
    """

    id: str
    names: Names
    identifiers: dict[str, str] = {}
    where: str = ""
    keys: tuple[str, ...] = ()


class Known(Cited, frozen=True):
    """A document that texts refer to by name, with the days it was signed or adopted and entered into force."""

    id: str
    names: Names
    signed: str
    in_force: str | None = None
    place: str | None = None
    organisation: str | None = None


class Facts(msgspec.Struct, frozen=True):
    """Everything that the files of one or more layers say."""

    organisations: tuple[Organisation, ...] = ()
    classes: tuple[StatusClass, ...] = ()
    statuses: tuple[Status, ...] = ()
    bodies: tuple[Body, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    titles: tuple[Title, ...] = ()
    posts: tuple[Post, ...] = ()
    occupancies: tuple[Occupancy, ...] = ()
    people: tuple[Person, ...] = ()
    documents: tuple[Known, ...] = ()
    places: dict[str, tuple[str, ...]] = {}
