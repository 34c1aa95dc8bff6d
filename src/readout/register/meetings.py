"""Which meeting words refer to: the body, the place and the year they name, held against the series of meetings.

A virtual meeting has no place but a chair, and often a city that texts name it after; "the Moscow summit" of a text of 2021 is
the video conference of November 2020. Ordinals are unreliable and decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from readout.register import days, names
from readout.register.answers import DocumentAnswer, MeetingAnswer, beside, cite
from readout.register.index import Index
from readout.register.model import Known, Meeting

RECENT = 800  # days back that words without an organisation or a year may reach
NEAR = 45  # days around a text within which "the SCO summit" needs neither place nor year
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST = 9  # words of the longest phrase
_LONGEST_HAN = 16


class Words(NamedTuple):
    """Words in their parts, as phrases are compared: words, or the signs of a script without spaces."""

    parts: list[str]
    longest: int
    joiner: str


def _parts(words: str) -> Words:
    if names.script(words) == "han":
        return Words(list(re.sub(r"\s+", "", words.casefold())), _LONGEST_HAN, "")
    return Words(names.title_key(words).split(), _LONGEST, " ")


class _Phrases:
    """Phrases of any script to the keys they stand for; found longest first, none inside another."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, None]] = {}
        self._longest: dict[str, int] = {}  # by its first word or sign, of how many the longest phrase is made

    def add(self, phrases: Iterable[str], key: str) -> None:
        for phrase in phrases:
            if normal := names.title_key(phrase):
                self.known.setdefault(normal, {})[key] = None
                for first, length in ((normal.split(" ", 1)[0], normal.count(" ") + 1), (normal[0], len(normal))):
                    self._longest[first] = max(self._longest.get(first, 0), length)

    def find(self, words: Words) -> list[tuple[str, tuple[str, ...]]]:
        """The phrases in words with their keys."""
        parts, longest, joiner = words
        found = []
        at = 0
        while at < len(parts):
            for length in range(min(longest, len(parts) - at, self._longest.get(parts[at], 0)), 0, -1):
                phrase = joiner.join(parts[at : at + length])
                if phrase in self.known:
                    found.append((phrase, tuple(self.known[phrase])))
                    at += length
                    break
            else:
                at += 1
        return found


class _Named(NamedTuple):
    """What words name: organisations, bodies (`specific` where they name one and not just any summit), places, a year.

    `said` is False where the organisations come from the text around and not from the words themselves.
    """

    said: bool
    organisations: tuple[str, ...]
    bodies: tuple[str, ...]
    specific: bool
    places: tuple[str, ...]
    year: str | None


class Meetings:
    """Finds the meetings and documents that words refer to."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._words: tuple[_Phrases, _Phrases, _Phrases, _Phrases] | None = None

    def _phrases(self) -> tuple[_Phrases, _Phrases, _Phrases, _Phrases]:
        """Organisations, bodies, places, documents; made when first asked for."""
        if self._words is None:
            organisations, bodies, places, documents = _Phrases(), _Phrases(), _Phrases(), _Phrases()
            for key, organisation in self.index.organisations.items():
                organisations.add(_all(organisation.names.values()), key)
            for key, body in self.index.bodies.items():
                bodies.add(_all([*body.names.values(), *body.words.values()]), key)
            for facts in self.index.layers:
                for place, variants in facts.places.items():
                    places.add([place, *variants], place)
                for known in facts.documents:
                    documents.add(_all(known.names.values()), known.id)
            for series in self.index.meetings.values():
                for meeting in series:
                    for city in filter(None, (meeting.place, meeting.nominal)):
                        places.add([city], city)
            self._words = organisations, bodies, places, documents
        return self._words

    def _named(self, words: str, context: Sequence[str]) -> _Named | None:
        """What the words name, or None where no body is among it."""
        organisations, bodies, places, _ = self._phrases()
        parts = _parts(words)
        hits = bodies.find(parts)
        if not hits:
            return None
        named = tuple(dict.fromkeys(k for _, keys in organisations.find(parts) for k in keys))
        orgs = named or tuple(context)
        cities = tuple(dict.fromkeys(k for _, keys in places.find(parts) for k in keys))
        years = _YEAR.findall(words)
        meant = [tuple(k for k in keys if not orgs or self.index.bodies[k].organisation in orgs) for _, keys in hits]
        meant = [keys for keys in meant if keys]
        if not meant:
            return _Named(bool(named), orgs, (), False, cities, years[-1] if years else None)
        # The narrowest phrase tells the body: "summit of the Heads of State" means the Heads of State.
        narrow = min(meant, key=len)
        said = bool(named) or any(len(keys) == 1 for _, keys in hits)
        return _Named(said, orgs, narrow, len(narrow) == 1, cities, years[-1] if years else None)

    def referred(self, words: str, day: str | None, context: Sequence[str] = ()) -> MeetingAnswer | None:
        """The meeting words refer to: verdict agrees | differs | unknown; None where they name no body."""
        named = self._named(words, context)
        if named is None or not (named.bodies or named.organisations):
            return None
        candidates = [m for body in named.bodies for m in self.index.meetings.get(body, ()) if m.status != "cancelled"]
        if not named.said:
            # "A summit" in a text about an organisation may be anybody's: only one at a known place is taken for its own.
            candidates = [m for m in candidates if _at(m, named.places)]
            named = named._replace(year=None) if not any(named.year in (m.start[:4], m.end[:4]) for m in candidates) else named
        if not candidates:
            return None
        if named.year is not None:
            return self._by_year(named, candidates)
        if named.places:
            return self._by_place(named, candidates, day)
        return self._by_day(named, candidates, day)

    def _by_year(self, named: _Named, candidates: list[Meeting]) -> MeetingAnswer | None:
        year = named.year or ""
        then = [m for m in candidates if m.start[:4] == year or m.end[:4] == year]
        here = [m for m in then if not named.places or _at(m, named.places)]
        if len(here) == 1:
            return self._answer("agrees", here[0])
        if here:
            return self._undecided(here, f"more than one meeting fits {year}")
        if then and named.places and len({m.body for m in then}) == 1:
            return self._answer("differs", then[-1])
        elsewhen = [m for m in candidates if named.places and _at(m, named.places)]
        if elsewhen and named.specific and self._complete(named.bodies[0], year):
            return self._answer("differs", elsewhen[-1])
        return self._undecided(then or candidates, f"the register knows no such meeting in {year}")

    def _complete(self, body: str, year: str) -> bool:
        """Whether the register knows meetings of a body both before and after a year, so that a missing one means something."""
        years = [m.start[:4] for m in self.index.meetings.get(body, ())]
        return bool(years) and min(years) < year < max(years) and year in years

    def _by_place(self, named: _Named, candidates: list[Meeting], day: str | None) -> MeetingAnswer | None:
        here = [m for m in candidates if _at(m, named.places)]
        if not named.organisations and day is not None:
            # Without an organisation only what lies a short time back is meant, or else what is announced.
            recent = [m for m in here if days.gap(m.start, day) <= RECENT]
            here = [m for m in recent if days.earliest(m.start) <= day] or recent
        if not here:
            return self._undecided(candidates, f"the register knows no such meeting in {named.places[0]}") if named.organisations else None
        bodies = {m.body for m in here}
        if len(bodies) > 1:
            return self._undecided(here, "meetings of several bodies fit")
        if day is None:
            return self._answer("agrees", here[0]) if len(here) == 1 else self._undecided(here, "several meetings fit, and no day is given")
        before = [m for m in here if days.earliest(m.start) <= day]
        return self._answer("agrees", before[-1] if before else here[0])

    def _by_day(self, named: _Named, candidates: list[Meeting], day: str | None) -> MeetingAnswer | None:
        """Words with neither place nor year: the one meeting within weeks is meant, where there is just one."""
        if day is None or not named.organisations:
            return None
        now = [m for m in candidates if len(m.start) == 10 and days.gap(m.start, day) <= NEAR]
        return self._answer("agrees", now[0]) if len(now) == 1 else self._undecided(candidates, "the words give neither place nor year")

    def _undecided(self, candidates: list[Meeting], why: str) -> MeetingAnswer:
        listed = ", ".join(f"{m.start} {m.place or m.nominal or m.mode}" for m in candidates[-3:])
        bodies = {m.body for m in candidates}
        body = bodies.pop() if len(bodies) == 1 else None
        organisation = self.index.bodies[body].organisation if body else None
        return MeetingAnswer("unknown", f"{why}; the nearest are: {listed}", body=body, organisation=organisation)

    def _answer(self, verdict: str, meeting: Meeting) -> MeetingAnswer:
        organisation = self.index.bodies[meeting.body].organisation
        return MeetingAnswer(
            verdict,
            line(meeting, organisation),
            meeting.id,
            meeting.body,
            organisation,
            meeting.start,
            meeting.end,
            meeting.place,
            meeting.mode == "virtual",
            meeting.mode,
            meeting.nominal,
            meeting.chair,
            meeting.status,
            meeting.ordinals,
            meeting.source,
            meeting.confidence,
            meeting.where,
        )

    def document(self, words: str) -> DocumentAnswer | None:
        """The document words name, the longest name first."""
        *_, documents = self._phrases()
        found = documents.find(_parts(words))
        if not found:
            return None
        key = max(found, key=lambda hit: len(hit[0]))[1]
        if len(key) != 1:
            return None
        known: Known = next(k for facts in reversed(self.index.layers) for k in facts.documents if k.id == key[0])
        said = (
            f"signed {known.signed}"
            + (f" in {known.place}" if known.place else "")
            + (f", in force {known.in_force}" if known.in_force else "")
        )
        name = next((v[0] for v in known.names.values() if v), known.id)
        return DocumentAnswer(
            "agrees",
            f"{name}, {said} ({cite(known)})",
            known.id,
            known.signed,
            known.in_force,
            known.place,
            known.organisation,
            known.source,
            known.confidence,
            known.where,
        )


def _all(groups: Iterable[Sequence[str]]) -> list[str]:
    return [name for group in groups for name in group]


def _at(meeting: Meeting, places: Sequence[str]) -> bool:
    return meeting.place in places or meeting.nominal in places


def line(meeting: Meeting, organisation: str) -> str:
    """The register's line of a meeting."""
    when = days.until(meeting.start, meeting.end, None)
    where = meeting.place or ("by video conference" if meeting.mode == "virtual" else "place unknown")
    hybrid = ", partly by video" if meeting.mode == "hybrid" else ""
    chair = f", chaired by {meeting.chair}" if meeting.chair else ""
    planned = "planned for " if meeting.status == "planned" else ""
    said = "".join(f"; {b}" for b in beside(meeting))
    return f"{meeting.body} of {organisation}, {planned}{when}, {where}{hybrid}{chair} ({cite(meeting)}){said}"
