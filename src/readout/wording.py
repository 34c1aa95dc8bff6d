"""The words in which a record is told to people: one wording for the terminal, the pages and the briefings.

How sure a value is, is said in words (stated, inferred, from the register), never as a number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from readout.model.record import Encounter, Participant, Party, PostHeld, Record, RecordPlace, Statement

BASIS = {"text": "stated", "inferred": "inferred", "register": "from the register"}
REGISTER = {"agrees": "the register agrees", "differs": "the register says otherwise", "unknown": "the register does not know"}
RUNGS = 6
ROLES = ("principal", "host", "chair", "attendee")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
# Signs that change the direction of what follows; in somebody else's text they can make words read as what they are not.
DIRECTIONS = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
_JOINERS = "\u200c\u200d"


def plain(text: str) -> str:
    """The text on one line, without any sign that could steer a terminal or turn the direction of writing.

    >>> plain("Ana\\x1b[31m Kral\\nmet")
    'Ana�[31m Kral met'
    """
    return " ".join("".join(map(_plain, text)).split())


def _plain(sign: str) -> str:
    if sign.isprintable() or sign in _JOINERS:
        return sign
    category = unicodedata.category(sign)
    if category in ("Zs", "Zl", "Zp") or sign in "\n\r\t\v\f\x85":
        return " "
    return "" if sign == "\u00ad" else "\N{REPLACEMENT CHARACTER}"


def day(value: str | None) -> str:
    """An ISO date, month, year or range as a person writes it.

    >>> day("2021-05-09"), day("2021-05"), day("2022-05-17/2022-05-19")
    ('9 May 2021', 'May 2021', '17 May 2022 – 19 May 2022')
    """
    if not value:
        return "undated"
    if "/" in value:
        return " – ".join(day(part) for part in value.split("/", 1))
    parts = value.split("-")
    try:
        if len(parts) == 3:
            found = date.fromisoformat(value)
            return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
        if len(parts) == 2:
            return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    except (ValueError, IndexError):
        return value
    return value


def number(value: float) -> str:
    """A number without a needless fraction.

    >>> number(1235.0), number(2.5)
    ('1,235', '2.5')
    """
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:,}"


def rung(strength: int) -> str:
    """A commitment's place on the ladder, legible without colour.

    >>> rung(2)
    '●●○○○○'
    """
    full = max(0, min(RUNGS, strength))
    return "●" * full + "○" * (RUNGS - full)


def basis(value: str | None) -> str:
    """How we know: stated, inferred, from the register."""
    return BASIS.get(value or "text", value or "")


class View:
    """A record with its cross references resolved for printing.

    Built once for each record; it adds nothing to the record and changes nothing in it.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.text = record.document.text
        self.parties: dict[str, Party] = {p.id: p for p in record.parties}
        self.places: dict[str, RecordPlace] = {p.id: p for p in record.places}
        self.encounters: dict[str, Encounter] = {e.id: e for e in record.encounters}
        self.statements: dict[str, Statement] = {s.id: s for s in record.statements}
        self.tags = self._tags()
        self._labels = self._unnamed()

    def _tags(self) -> dict[str, str]:
        record = self.record
        ids: dict[str, list[str]] = {
            "E": [e.id for e in record.encounters],
            "S": [s.id for s in record.statements],
            "C": [c.id for c in record.commitments],
            "R": [r.id for r in record.references],
            "I": [i.id for i in record.instruments],
            "Q": [q.id for q in record.quantities],
        }
        found: dict[str, str] = {}
        for letter, items in ids.items():
            for i, item in enumerate(items, 1):
                found.setdefault(item, f"{letter}{i}")
        return found

    def _unnamed(self) -> dict[str, str]:
        """What to call the parties whose name the text does not give: by their office, or by the words that describe them."""
        found: dict[str, str] = {}
        for encounter in self.record.encounters:
            for part in encounter.participants:
                party = self.parties.get(part.party)
                if party is None or party.name:
                    continue
                held = self.parties.get(part.of or "")
                words = " of ".join(w for w in (part.post, held.name if held else None) if w)
                found.setdefault(part.party, words or " … ".join(s.of(self.text) for s in part.evidence))
        for party in self.record.parties:
            if not party.name:
                found.setdefault(party.id, next(iter(party.names), party.id))
        return found

    def title(self) -> str:
        """The document's title, or its first words where it has none."""
        document = self.record.document
        if document.title and document.title.strip():
            return plain(document.title)
        first = next((s for s in self.record.segments if s.kind == "title"), None) or next(
            (s for s in self.record.segments if s.kind == "body"), None
        )
        words = plain(self.text[first.start : first.end] if first else self.text[:200])
        return shortened(words, 110) or document.id

    def name(self, party: str | None) -> str:
        """A party's name, or its id where the record does not know it."""
        if party is None:
            return ""
        if party in self._labels:
            return plain(self._labels[party])
        return plain(self.parties[party].name) if party in self.parties else plain(party)

    def names(self, parties: Iterable[str]) -> str:
        """Several parties' names in one phrase."""
        return phrase([self.name(p) for p in parties])

    def place(self, place: str | None) -> str:
        """A place's name with its country."""
        if place is None:
            return ""
        found = self.places.get(place)
        if found is None:
            return plain(place)
        return plain(f"{found.name}, {found.country}" if found.country else found.name)

    def capacity(self, part: Participant) -> str:
        """The office in which a party took part, with what it is held in."""
        words = [plain(w) for w in (part.post, self.name(part.of)) if w]
        shown = self.who(part).casefold()
        return "" if words and all(w.casefold() in shown for w in words) else ", ".join(words)

    def who(self, part: Participant) -> str:
        """A participant's name; for an office or a group without a name, the words that describe it."""
        return self.name(part.party) if part.party in self.parties else plain(part.post or part.party)

    def standing(self, part: Participant) -> str:
        """What the register adds to a participant on the day: who held the office, and the status of its state in the organisation."""
        bodies = {p.identifiers.get("readout"): p.name for p in self.record.parties if p.kind == "organisation"}
        party = self.parties.get(part.party)
        holder = [party.holder.name] if party is not None and party.holder is not None else []
        statuses = (f"{s.status.replace('-', ' ')} of the {bodies.get(s.organisation, s.organisation)}" for s in part.standing)
        return plain("; ".join([*holder, *statuses]))

    def post(self, post: PostHeld) -> str:
        """An office with its qualifier and what it is held in."""
        words = " ".join(w for w in (post.qualifier, post.title) if w)
        return plain(", ".join(w for w in (words, self.name(post.of)) if w))

    def ordered(self, encounter: Encounter) -> list[Participant]:
        """The participants, principals first, each role in order of the text."""
        rank = {role: i for i, role in enumerate(ROLES)}
        return sorted(encounter.participants, key=lambda p: rank.get(p.role, len(ROLES)))

    def encounter_line(self, encounter: Encounter) -> str:
        """When and where, with how the date is known."""
        when = day(encounter.date)
        if encounter.date:
            when += f" ({basis(encounter.date_basis)})"
        mode = "" if encounter.mode in ("", "unknown") else encounter.mode.replace("-", " ")
        return " · ".join(w for w in (when, self.place(encounter.place), mode) if w)

    def source_line(self) -> str:
        """Who published the document, when, in which language, read as what."""
        document = self.record.document
        published = f"published {day(document.published)}" if document.published else "without a day of publication"
        return plain(" · ".join(w for w in (document.publisher or "", published, document.language, document.genre.replace("-", " ")) if w))


def phrase(names: list[str]) -> str:
    """Names in one phrase.

    >>> phrase(["Ana Kral", "Lee Sun", "Ivo Marek"])
    'Ana Kral, Lee Sun and Ivo Marek'
    """
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def shortened(words: str, length: int) -> str:
    """The words, cut at a word's end with an ellipsis where they are longer.

    >>> shortened("one two three", 9)
    'one two …'
    """
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return head.rstrip() + " …"
