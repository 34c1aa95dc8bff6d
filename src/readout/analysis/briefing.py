"""A briefing on a person, a state or body, or a pair, for a meeting on a day: nothing published after the day before.

Sections: who they are, last contacts, planned, positions by topic in quotes, what is open between the sides, what the ledger could not
resolve. Every line carries the numbers of its notes; a note is a document with the span and words cited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, select

from readout.ledger import schema as t
from readout.ledger.asking import Doc, Hit, Part, ask, documents, names
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.grammar import All, Not, Query, Term

CONTACTS, QUOTES, TOPICS, OPEN, UNRESOLVED = 8, 3, 8, 12, 6
_LATEST, _MOST = 300, 1500  # documents in which the newest words of somebody are looked for first, and at all


class Note(msgspec.Struct, frozen=True):
    """A footnote: words of a document."""

    number: int
    document: Doc
    start: int
    end: int
    quote: str


class Line(msgspec.Struct, frozen=True):
    """One sentence of the briefing with the numbers of its notes."""

    text: str
    notes: tuple[int, ...]
    day: str | None = None
    code: str = ""
    topic: str | None = None


class Section(msgspec.Struct, frozen=True):
    """A part of the briefing; `empty` says what was looked for where nothing was found, `within` where not all documents were looked at."""

    title: str
    lines: tuple[Line, ...]
    empty: str = ""
    within: str = ""


class Briefing(msgspec.Struct, frozen=True):
    """A briefing as of the day before `day`."""

    about: str
    beside: str | None
    day: str
    known: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    documents: int


class _Notes:
    """Numbers notes in the order in which they are first cited."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int, int], Note] = {}

    def of(self, *hits: Hit) -> tuple[int, ...]:
        """The numbers of the notes of these hits."""
        numbers = []
        for hit in hits:
            if hit.document is None or hit.start is None or hit.end is None:
                continue
            key = (hit.document.id, hit.start, hit.end)
            if key not in self.found:
                self.found[key] = Note(len(self.found) + 1, hit.document, hit.start, hit.end, hit.quote or "")
            numbers.append(self.found[key].number)
        return tuple(dict.fromkeys(numbers))


def day_before(day: str) -> str:
    """The day before.

    >>> day_before("2021-03-01")
    '2021-02-28'
    """
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def briefing(connection: Connection, about: str, day: str, *, beside: str | None = None) -> Briefing:
    """A briefing on `about` (a name in any script, a code, a state or body), for a meeting with `beside` where one is given."""
    known, notes = day_before(day), _Notes()
    asked = _Asker(connection, known)
    pair = [Term("with", ":", (about,)), *([Term("with", ":", (beside,))] if beside else [])]
    sections = (
        _who(asked, [about, *([beside] if beside else [])], notes),
        _contacts(asked, pair, known, notes),
        _planned(asked, pair, known, notes),
        _positions(asked, about, beside, notes),
        _open(asked, about, beside, notes),
        _unresolved(asked, about, notes),
    )
    return Briefing(about, beside, day, known, sections, tuple(notes.found.values()), asked.count("documents", *pair))


class _Asker:
    """Asks the ledger as it was known on a day."""

    def __init__(self, connection: Connection, known: str) -> None:
        self.connection, self.known = connection, known
        self.since: dict[tuple[str, int], str | None] = {}

    def __call__(self, type_: str, *terms: Term | Not, limit: int = 50, sort: str = "") -> tuple[Hit, ...]:
        """Hits: the newest come from the latest documents that name those asked for, if these hold so many."""
        asked, found = Query(type_, All(tuple(terms)), sort, ""), tuple[Hit, ...]()
        for many in (_MOST,) if sort else (_LATEST, _MOST):
            since = self._latest(terms, many)
            found = ask(self.connection, asked, as_of=self.known, limit=limit, most=0, named_since=since).rows
            if since is None or len(found) >= limit:
                break
        return found

    def within(self, *names: str | None) -> str:
        """Which documents were looked at, where not all of those that name somebody were."""
        since = self._latest([Term("with", ":", (name,)) for name in names if name], _MOST)
        return f"Looked for in documents since {since}: the latest {_MOST} that name them." if since else ""

    def _latest(self, terms: Sequence[Term | Not], many: int) -> str | None:
        """The day since which the latest documents name all who are asked for; None where somebody is named in no more than so many."""
        days = [self._since(x.values[0], many) for x in terms if isinstance(x, Term) and x.field in ("with", "by", "to")]
        return None if None in days else min((day for day in days if day), default=None)

    def _since(self, name: str, many: int) -> str | None:
        if (name, many) not in self.since:
            p = t.party.c
            day = select(p.day).where(names.party_is(self.connection, name), p.day != "", p.day <= f"{self.known}~")
            self.since[name, many] = self.connection.execute(day.order_by(p.day.desc()).limit(1).offset(many)).scalar()
        return self.since[name, many]

    def count(self, type_: str, *terms: Term | Not) -> int:
        """How many there are."""
        return documents.number(self.connection, Query(type_, All(tuple(terms)), "", ""), Moment(self.known))


def _who(asked: _Asker, names: Sequence[str], notes: _Notes) -> Section:
    """The offices that texts give those it is about: of one office the newest text, and the fullest title of it."""
    best: dict[tuple[str, str | None], tuple[Hit, Part]] = {}
    for name in names:
        for hit in asked("posts", Term("by", ":", (name,)), limit=60):
            held = next((p for p in hit.parties if p.role == "holder" and p.post), None)
            if held is None:
                continue
            key = (held.code or held.name, held.office or held.post)
            if key not in best or len(held.post or "") > len(best[key][1].post or ""):
                best[key] = (hit, held)
    lines = tuple(_office(hit, held, notes) for hit, held in list(best.values())[:8])
    return Section("Who", lines, f"No text names an office of {' or '.join(names)}.")


def _office(hit: Hit, held: Part, notes: _Notes) -> Line:
    of = f" of {held.body}" if held.body and held.body not in (held.post or "") else ""
    register = {"agrees": "the register agrees", "differs": "the register differs"}.get(hit.label or "", "the register does not know")
    return Line(f"{held.name}: {held.post}{of}, named so on {hit.day}; {register}.", notes.of(hit), hit.day, hit.code)


def _contacts(asked: _Asker, pair: Sequence[Term], known: str, notes: _Notes) -> Section:
    held = asked("encounters", *pair, Term("is", ":", ("held",)), Term("until", ":", (known,)), limit=CONTACTS)
    return Section("Last contacts", tuple(_contact(hit, notes) for hit in held), f"No encounter is reported up to {known}.")


def _contact(hit: Hit, notes: _Notes) -> Line:
    names = ", ".join(
        f"{p.name} ({p.post})" if p.post and p.kind == "person" else p.name for p in hit.parties if p.role in ("principal", "host", "chair")
    )
    place = f" in {hit.place}" if hit.place else f" by {hit.mode}" if hit.mode in ("phone", "video") else ""
    told = f"; {hit.count} accounts" if hit.count > 1 else ""
    return Line(f"{hit.date or hit.day}: {hit.kind}{place}: {names}{told}.", notes.of(*(hit.accounts or (hit,))), hit.day, hit.code)


def _planned(asked: _Asker, pair: Sequence[Term], known: str, notes: _Notes) -> Section:
    ahead = asked("encounters", *pair, Term("is", ":", ("planned",)), Term("since", ":", (known,)), limit=CONTACTS, sort="oldest")
    return Section("Planned", tuple(_contact(hit, notes) for hit in ahead), f"Nothing is announced from {known} on.")


def _positions(asked: _Asker, about: str, beside: str | None, notes: _Notes) -> Section:
    """What they said, by topic: the topics they spoke of most, of each the newest, direct quotations first."""
    with_them = [Term("with", ":", (beside,))] if beside else []
    said = asked("statements", Term("by", ":", (about,)), *with_them, limit=200)
    by_topic: dict[str, list[Hit]] = {}
    for hit in said:
        for topic in hit.topics:
            by_topic.setdefault(topic, []).append(hit)
    ordered = sorted(by_topic.items(), key=lambda item: (-len(item[1]), item[0]))[:TOPICS]
    lines, used = [], set[int]()
    for topic, hits in ordered:
        fresh = [h for h in hits if h.id not in used]
        fresh.sort(key=lambda h: h.mode != "direct")
        for hit in fresh[:QUOTES]:
            used.add(hit.id)
            lines.append(_said(hit, topic, notes))
    return Section("Positions by topic", tuple(lines), f"No statement of {about} on a known topic is reported.")


def _said(hit: Hit, topic: str | None, notes: _Notes) -> Line:
    who = ", ".join(hit.of("speaker")) or "the text"
    words = f"“{hit.quote}”" if hit.mode == "direct" else hit.quote or ""
    return Line(f"{who} ({hit.day}, {hit.act or hit.mode}): {words}", notes.of(hit), hit.day, hit.code, topic)


def _open(asked: _Asker, about: str, beside: str | None, notes: _Notes) -> Section:
    """Undertakings that nobody has judged ended, of and towards them, the strongest first."""
    found: dict[int, Hit] = {}
    is_open = Term("is", ":", ("open",))
    for field, name, other in (("by", about, beside), ("to", about, beside), *((("by", beside, about),) if beside else ())):
        terms = [Term(field, ":", (name,)), is_open, *([Term("with", ":", (other,))] if other else [])]
        found |= {h.id: h for h in asked("commitments", *terms, limit=OPEN, sort="strongest")}
    ordered = sorted(found.values(), key=lambda h: (-(h.strength or 0), h.due or "9999", h.day or ""))[:OPEN]
    return Section(
        "Open undertakings",
        tuple(_undertaken(h, asked.known, notes) for h in ordered),
        "No open undertaking is reported.",
        asked.within(about, beside),
    )


def _undertaken(hit: Hit, known: str, notes: _Notes) -> Line:
    actors, speakers = hit.of("actor"), hit.of("speaker")
    who = ", ".join(actors or speakers) or "the text"
    if actors and speakers and set(actors) != set(speakers):
        who += f" (said by {', '.join(speakers)})"
    due = f"; due {hit.due}{' (passed)' if hit.due < known else ''}" if hit.due else ""
    condition = f"; on condition: {hit.label}" if hit.label else ""
    return Line(f"{who}, {hit.kind} of strength {hit.strength} ({hit.day}): {hit.quote}{due}{condition}", notes.of(hit), hit.day, hit.code)


def _unresolved(asked: _Asker, about: str, notes: _Notes) -> Section:
    found = asked("unresolved", Term("with", ":", (about,)), limit=UNRESOLVED)
    lines = tuple(Line(f"{hit.kind}: {hit.quote} — {hit.label}.", notes.of(hit), hit.day, hit.code) for hit in found)
    return Section("Not resolved", lines, "Nothing was left unresolved in these documents.")


def markdown(found: Briefing) -> str:
    """The briefing as Markdown, with its notes at the end."""
    title = f"# {found.about}{f' and {found.beside}' if found.beside else ''}: for {found.day}"
    parts = [title, f"Nothing published after {found.known}; {found.documents} documents name {'both' if found.beside else 'them'}."]
    for section in found.sections:
        parts.append(f"## {section.title}")
        topic = None
        lines = []
        for line in section.lines:
            if line.topic != topic:
                topic = line.topic
                lines.append(f"**{topic}**\n")
            lines.append(f"- {' '.join(line.text.split())} {''.join(f'[^{n}]' for n in line.notes)}")
        parts.append("\n".join(lines) or section.empty)
        if section.within:
            parts.append(section.within)
    for note in found.notes:
        where, who = note.document.url or note.document.name, note.document.publisher or "unknown publisher"
        day, quote = note.document.published or "undated", " ".join(note.quote.split())
        parts.append(f"[^{note.number}]: {who}, {day}, {where}, {note.start}–{note.end}: “{quote}”")
    return "\n\n".join(parts) + "\n"
