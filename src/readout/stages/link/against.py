"""Against the register: offices, standings and meetings as the dated register has them on the day of the event.

A text's own words are never overwritten: the register agrees, differs, or does not know, and its line is printed beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from readout.model.finding import EncounterFound, PartyKey, ReferenceFound
from readout.model.mention import Target
from readout.model.record import Holding, Standing
from readout.register.ask import Register

_DAY = 10


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What the register says of one value: agrees | differs | unknown, and its line."""

    verdict: str
    line: str


UNKNOWN = Verdict("unknown", "")


class Against(msgspec.Struct, frozen=True, gc=False):
    """The register on one day, in one language; without a day it knows nothing."""

    register: Register
    day: str | None
    language: str

    def office(self, names: Sequence[str], title: str, target: Target | None) -> Verdict:
        """Whether somebody held an office that day."""
        if self.day is None:
            return UNKNOWN
        if target is None:
            return _somewhere(self.register, tuple(names), title, self.day, self.language)
        if not target.key:
            return UNKNOWN
        return _office(self.register, tuple(names), title, target.kind, target.key, self.day, self.language)

    def holder(self, key: PartyKey) -> Holding | None:
        """Who held an office that the text names alone ("the Secretary-General")."""
        title, _, of = key[1].partition("|")
        if self.day is None or key[0] != "office" or not of:
            return None
        found = self.register.holder(title, owner_kind(of), of, self.day, self.language)
        return Holding(found.name, found.line) if found is not None else None

    def standings(self, state: str | None, organisations: Sequence[str]) -> tuple[Standing, ...]:
        """What a state was in each of the organisations that day."""
        if self.day is None or state is None:
            return ()
        answers = ((body, self.register.status(state, body, self.day)) for body in organisations)
        return tuple(Standing(body, a.status, a.line) for body, a in answers if a.status is not None)


def owner_kind(key: str) -> str:
    """What an office is held in, by its key: a state's code (KZ), a region's (CN-HA), or a body's id.

    >>> owner_kind("KZ"), owner_kind("CN-HA"), owner_kind("sco")
    ('state', 'region', 'organisation')
    """
    if not key.isupper() or not key[:2].isalpha() or (len(key) > 2 and key[2] != "-"):
        return "organisation"
    return "state" if len(key) == 2 else "region"


@lru_cache(maxsize=4096)
def _office(register: Register, names: tuple[str, ...], title: str, kind: str, key: str, day: str, language: str) -> Verdict:
    """The register's verdict on an office; texts of one publisher ask for the same few again and again."""
    found = register.agrees(names, title, kind, key, day, language)
    return Verdict(found.verdict, found.line)


@lru_cache(maxsize=4096)
def _somewhere(register: Register, names: tuple[str, ...], title: str, day: str, language: str) -> Verdict:
    """The register's verdict on an office of which the text does not say what it is held in."""
    found = register.agrees_somewhere(names, title, day, language)
    return Verdict(found.verdict, found.line)


def day_of(encounters: Sequence[EncounterFound], published: str | None) -> str | None:
    """The day for which the register is asked: of the first held encounter, else of publication."""
    for encounter in encounters:
        if encounter.date is not None and encounter.date.value and len(encounter.date.value) >= _DAY:
            return encounter.date.value[:_DAY]
    return published[:_DAY] if published and len(published) >= _DAY else None


def meeting_of(
    reference: ReferenceFound, words: str, against: Against, context: Sequence[str]
) -> tuple[Verdict, str | None, bool, str | None]:
    """A known meeting or document that a reference means: verdict with line, its id, whether it was virtual, its date."""
    if reference.kind == "encounter":
        found = against.register.meeting(words, against.day, against.language, context)
        if found is not None:
            return Verdict(found.verdict, found.line), found.meeting, found.virtual, found.date
    elif reference.kind == "document":
        known = against.register.document(words, against.day, against.language)
        if known is not None:
            return Verdict(known.verdict, known.line), None, False, None
    return UNKNOWN, None, False, None
