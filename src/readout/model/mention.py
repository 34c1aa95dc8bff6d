"""Mentions: the stretches of text in which somebody or something is meant, before it is known who."""

from __future__ import annotations

import msgspec

from readout.model.quantity import QuantityFound
from readout.model.when import When


class Atom(msgspec.Struct, frozen=True, gc=False):
    """A word or phrase that a lexicon knows: `kind` is a kind of `grammar.shape`, `value` what it stands for.

    Offsets are code points, half-open; `rule` is the id of the pack line.
    """

    start: int
    end: int
    kind: str
    value: object
    rule: str


class Target(msgspec.Struct, frozen=True, gc=False):
    """What an office is held in: `kind` is state | organisation | region | name, `key` its code or id, `name` as canonical."""

    kind: str
    key: str
    name: str
    start: int
    end: int

    @property
    def party(self) -> tuple[str, str]:
        """The party key of what the office is held in: its kind, and its code, id or name."""
        return (self.kind, self.key or self.name)


class Post(msgspec.Struct, frozen=True, gc=False):
    """An office as printed: `title` is the words of the office alone, `of` what it is held in, `qualifier` acting, former …,
    `canonical` the office that an abbreviation or variant stands for ("PM": Prime Minister)."""

    title: str
    start: int
    end: int
    of: tuple[Target, ...] = ()
    qualifier: str | None = None
    plural: bool = False
    rank: str | None = None
    portfolio: str | None = None
    canonical: str = ""


class Mention(msgspec.Struct, frozen=True, gc=False):
    """Somebody or something meant at `start`..`end` (the whole phrase, the office included).

    `kind`: person | office | side | state | organisation | region | collective | pronoun | group.
    `name` is the personal name's words, `name_start`/`name_end` its place; `key` the code of a state, region or organisation.
    `cases` are the grammatical cases its words allow where the pack knows cases (0 is the nominative), empty where all are possible.
    """

    start: int
    end: int
    kind: str
    rule: str
    name: str | None = None
    name_start: int = 0
    name_end: int = 0
    posts: tuple[Post, ...] = ()
    key: str | None = None
    honorific: bool = False
    plural: bool = False
    possessive: bool = False
    owner: Target | None = None
    cases: frozenset[int] = frozenset()

    @property
    def oblique(self) -> bool:
        """Whether its words say that it is no subject: they stand in a case that is not the nominative."""
        return bool(self.cases) and 0 not in self.cases


class Mentions(msgspec.Struct, frozen=True):
    """Everything that finding found in a document, in order of the text: who is meant, when, how many."""

    mentions: tuple[Mention, ...]
    dates: tuple[When, ...]
    quantities: tuple[QuantityFound, ...]
