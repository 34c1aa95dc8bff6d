"""Checking: does a record say what its document says? Every span, id, digest and value is held against the text.

A record that Readout wrote passes; so can a record that somebody else wrote or corrected, which is why this reads JSON and not
our types. Findings carry codes `RO-R…`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import IO, Any, NamedTuple

import msgspec

from readout.model.codec import from_json
from readout.model.record import SCHEMA, Commitment, Encounter, Record, Span, Statement
from readout.stages.clean.normal import normal

KINDS = {
    "segment": frozenset({"title", "dateline", "body", "caption", "boilerplate"}),
    "party": frozenset({"person", "state", "organisation", "body", "region", "office", "group"}),
    "encounter": frozenset({"meeting", "call", "talks", "visit", "conference", "ceremony", "message", "other"}),
    "reference": frozenset({"encounter", "document", "body"}),
    "commitment": frozenset({"hope", "offer", "invitation", "request", "intention", "plan", "pledge", "agreement"}),
}
STATUSES = frozenset({"held", "planned", "cancelled"})
ROLES = frozenset({"principal", "attendee", "host", "chair"})
FORMS = frozenset({"name", "post", "pronoun", "collective"})
MODES = frozenset({"direct", "indirect", "joint"})
BASES = frozenset({"text", "inferred", "register"})
VERDICTS = frozenset({"agrees", "differs", "unknown"})
ACTS = frozenset(
    """
    state discuss inform emphasise propose support praise thank congratulate express-hope express-readiness express-concern agree
    pledge request invite condemn reject condole ask
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
RUNGS = {
    "hope": (1,), "offer": (2, 3), "invitation": (3,), "request": (3,), "intention": (4,), "plan": (4,), "pledge": (5,), "agreement": (6,),
}  # fmt: skip
TOPICS = frozenset(
    """
    trade investment finance sanctions energy nuclear-energy agriculture food-security industry transport logistics digital science
    space health pandemic education culture tourism sport youth media migration humanitarian human-rights rule-of-law elections
    bilateral-relations regional-cooperation multilateral-institutions peace-process ceasefire territorial-integrity armed-conflict
    defence-cooperation arms-control nuclear-proliferation terrorism organised-crime drugs cyber climate environment water
    disaster-relief development-aid interregional-cooperation people-to-people consular detainees anniversaries protocol technology
    labour women religion
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


_STEM = 3  # letters that a name keeps in all its cases


class Finding(NamedTuple):
    """Something that a record says and its document does not: code, the place in the record, what is wrong."""

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f": {self.code} {self.where}: {self.message}"


def check(record: Record) -> tuple[Finding, ...]:
    """What is wrong with a record; nothing, if it says what its document says.

    >>> from readout.model.codec import from_json
    >>> check_bytes(b"{}")[0].code
    'RO-R001'
    """
    return tuple(_Check(record).findings())


def check_bytes(data: bytes) -> tuple[Finding, ...]:
    """What is wrong with one record as JSON."""
    try:
        loaded = from_json(data)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        return (Finding("RO-R001", "record", f"this is no record of {SCHEMA} ({error})"),)
    return check(loaded)


def check_stream(name: str, stream: IO[bytes]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """For every record of a file, JSON or JSONL, its place and what is wrong with it; lines are read one by one.

    A file whose first line is no whole value is read as one JSON value: a record printed over several lines, or a list of records.
    """
    number = 0
    pending: list[bytes] = []
    for line in stream:
        number += 1
        if pending:
            pending.append(line)
        elif line.strip():
            if number == 1 and not _whole(line):
                pending.append(line)
                continue
            yield f"{name}:{number}", check_bytes(line)
    if pending:
        yield from _one_value(name, b"".join(pending))
    elif number == 0:
        yield name, (Finding("RO-R001", "record", "the file is empty"),)


def _whole(line: bytes) -> bool:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return isinstance(value, Mapping)


def _one_value(name: str, data: bytes) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield name, (Finding("RO-R001", "record", f"this is not JSON ({error})"),)
        return
    if not isinstance(value, list):
        yield name, check_bytes(data)
        return
    for i, item in enumerate(value):
        yield f"{name}[{i}]", check_bytes(json.dumps(item).encode())


class _Check:
    """The findings of one record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.text = record.document.text
        self.normal = normal(self.text)
        self.parties = {p.id for p in record.parties}
        self.places = {p.id for p in record.places}
        self.encounters = {e.id for e in record.encounters}
        self.statements = {s.id for s in record.statements}
        self.quantities = {q.id for q in record.quantities}
        self.segments = {s.id for s in record.segments}

    def findings(self) -> Iterator[Finding]:
        for part in (self._document, self._ids, self._segments, self._parties, self._places, self._encounters, self._statements):
            yield from part()
        for part in (self._commitments, self._references, self._instruments, self._rest):
            yield from part()

    # -- what everything shares

    def _span(self, where: str, start: int, end: int) -> Iterator[Finding]:
        if not 0 <= start <= end <= len(self.text):
            yield Finding("RO-R010", where, f"{start}–{end} lies outside the text of {len(self.text)} code points")
        elif not self.text[start:end].strip():
            yield Finding("RO-R011", where, f"{start}–{end} cites no words")

    def _cited(self, where: str, spans: Iterable[Span], *, needed: bool = True) -> Iterator[Finding]:
        count = 0
        for span in spans:
            count += 1
            yield from self._span(where, span.start, span.end)
        if needed and not count:
            yield Finding("RO-R012", where, "no words are cited: no span, no fact")

    def _phrase(self, where: str, words: str, start: int, end: int) -> Iterator[Finding]:
        yield from self._span(where, start, end)
        if self.text[start:end] != words:
            yield Finding("RO-R013", where, f"the words at {start}–{end} are not {words[:60]!r}")

    def _known(self, where: str, ids: Iterable[str | None], known: Iterable[str]) -> Iterator[Finding]:
        for item in ids:
            if item is not None and item not in known:
                yield Finding("RO-R020", where, f"there is no item with the id {item!r}")

    def _of(self, where: str, what: str, value: str | None, allowed: frozenset[str]) -> Iterator[Finding]:
        if value not in allowed:
            yield Finding("RO-R030", where, f"{what} {value!r} is not one of: {', '.join(sorted(allowed))}")

    def _day(self, where: str, value: str | None) -> Iterator[Finding]:
        if value is not None and not iso(value):
            yield Finding("RO-R031", where, f"{value!r} is not an ISO date, month, year or range of dates")

    # -- the parts of a record

    def _document(self) -> Iterator[Finding]:
        document = self.record.document
        if self.record.schema != SCHEMA:
            yield Finding("RO-R002", "schema", f"{self.record.schema!r} is not {SCHEMA!r}")
        if hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest() != document.sha256:
            yield Finding("RO-R003", "document.sha256", "the digest is not that of the text")
        yield from self._day("document.published", document.published)

    def _ids(self) -> Iterator[Finding]:
        record = self.record
        seen: set[str] = set()
        lists: tuple[tuple[Any, ...], ...] = (
            record.segments, record.parties, record.places, record.encounters, record.statements, record.commitments, record.references,
            record.instruments, record.quantities,
        )  # fmt: skip
        for items in lists:
            for item in items:
                if item.id in seen:
                    yield Finding("RO-R021", item.id, "this id is given twice")
                seen.add(item.id)

    def _is_declined(self, name: str, evidence: Sequence[Span]) -> bool:
        """Whether a name is cited in another case of it ("Тимур Сейтов" from «Тимура Сейтова»): as many words, each begun alike."""
        words = name.split()
        printed = (self.normal[e.start : e.end].split() for e in evidence)
        return any(len(p) == len(words) and all(map(_begin_alike, p, words)) for p in printed)

    def _segments(self) -> Iterator[Finding]:
        for segment in self.record.segments:
            yield from self._span(segment.id, segment.start, segment.end)
            yield from self._of(segment.id, "kind", segment.kind, KINDS["segment"])
            yield from self._known(segment.id, [segment.duplicate_of], self.segments)

    def _parties(self) -> Iterator[Finding]:
        for party in self.record.parties:
            yield from self._of(party.id, "kind", party.kind, KINDS["party"])
            yield from self._of(party.id, "basis", party.basis, BASES)
            yield from self._cited(party.id, party.evidence, needed=party.basis != "register")
            if party.basis == "text":
                for name in party.names:
                    if name not in self.text and name not in self.normal and not self._is_declined(name, party.evidence):
                        yield Finding("RO-R014", party.id, f"the name {name!r} does not stand in the text")
            for post in party.posts:
                yield from self._cited(f"{party.id}.posts", post.evidence, needed=post.basis != "register" and not post.register_line)
                yield from self._known(f"{party.id}.posts", [post.of], self.parties)
                yield from self._of(f"{party.id}.posts", "register", post.register, VERDICTS)
        for mention in self.record.mentions:
            yield from self._span(f"mention of {mention.party}", mention.start, mention.end)
            yield from self._known("mentions", [mention.party], self.parties)
            yield from self._of(f"mention of {mention.party}", "form", mention.form, FORMS)

    def _places(self) -> Iterator[Finding]:
        for place in self.record.places:
            yield from self._cited(place.id, place.evidence, needed=place.basis == "text")
            yield from self._of(place.id, "basis", place.basis, BASES)
            if not (-90 <= (place.latitude or 0) <= 90 and -180 <= (place.longitude or 0) <= 180):
                yield Finding("RO-R032", place.id, f"{place.latitude}, {place.longitude} is no place on the earth")

    def _encounters(self) -> Iterator[Finding]:
        for encounter in self.record.encounters:
            yield from self._encounter(encounter)

    def _encounter(self, encounter: Encounter) -> Iterator[Finding]:
        where = encounter.id
        yield from self._of(where, "kind", encounter.kind, KINDS["encounter"])
        yield from self._of(where, "status", encounter.status, STATUSES)
        yield from self._cited(where, encounter.evidence)
        yield from self._day(f"{where}.date", encounter.date)
        if encounter.date is not None:
            yield from self._of(f"{where}.date", "basis", encounter.date_basis, BASES)
            yield from self._cited(f"{where}.date", encounter.date_evidence, needed=False)
        yield from self._known(f"{where}.place", [encounter.place], self.places)
        yield from self._known(f"{where}.part_of", [encounter.part_of], self.encounters)
        yield from self._known(f"{where}.initiator", [encounter.initiator], self.parties)
        if encounter.occasion is not None:
            yield from self._phrase(f"{where}.occasion", encounter.occasion.text, encounter.occasion.start, encounter.occasion.end)
        if not encounter.rule:
            yield Finding("RO-R015", where, "no rule is named")
        for part in encounter.participants:
            yield from self._of(f"{where} {part.party}", "role", part.role, ROLES)
            yield from self._known(f"{where}.participants", [part.party, part.of], self.parties)
            yield from self._cited(f"{where} {part.party}", part.evidence, needed=part.basis == "text")

    def _statements(self) -> Iterator[Finding]:
        for statement in self.record.statements:
            yield from self._statement(statement)

    def _statement(self, statement: Statement) -> Iterator[Finding]:
        where = statement.id
        yield from self._of(where, "mode", statement.mode, MODES)
        yield from self._of(where, "act", statement.act, ACTS)
        yield from self._of(where, "basis", statement.speaker_basis, BASES)
        yield from self._cited(f"{where}.content", statement.content)
        yield from self._cited(f"{where}.speaker", statement.speaker_evidence, needed=False)
        if statement.cue is not None:
            yield from self._span(f"{where}.cue", statement.cue.start, statement.cue.end)
        yield from self._known(where, [statement.encounter], self.encounters)
        yield from self._known(where, [*statement.speakers, *statement.addressees], self.parties)
        for topic in statement.topics:
            yield from self._of(where, "topic", topic, TOPICS)
        if not statement.rule:
            yield Finding("RO-R015", where, "no rule is named")

    def _commitments(self) -> Iterator[Finding]:
        for commitment in self.record.commitments:
            yield from self._commitment(commitment)

    def _commitment(self, commitment: Commitment) -> Iterator[Finding]:
        where = commitment.id
        yield from self._of(where, "kind", commitment.kind, KINDS["commitment"])
        if commitment.strength not in RUNGS.get(commitment.kind, range(7)):
            yield Finding("RO-R033", where, f"strength {commitment.strength} is no rung of {commitment.kind!r}")
        yield from self._span(where, commitment.span.start, commitment.span.end)
        yield from self._known(where, [*commitment.actors, *commitment.towards], self.parties)
        yield from self._known(where, [commitment.statement], self.statements)
        yield from self._known(where, [commitment.quantity], self.quantities)
        yield from self._day(f"{where}.due", commitment.due)
        if commitment.condition is not None:
            yield from self._phrase(f"{where}.condition", commitment.condition.text, commitment.condition.start, commitment.condition.end)
        if not commitment.rule:
            yield Finding("RO-R015", where, "no rule is named")

    def _references(self) -> Iterator[Finding]:
        for item in self.record.references:
            yield from self._of(item.id, "kind", item.kind, KINDS["reference"])
            yield from self._span(item.id, item.span.start, item.span.end)
            yield from self._day(f"{item.id}.date", item.date)
            yield from self._of(item.id, "register", item.register, VERDICTS)

    def _instruments(self) -> Iterator[Finding]:
        for item in self.record.instruments:
            yield from self._span(item.id, item.span.start, item.span.end)
            yield from self._known(item.id, item.parties, self.parties)
            yield from self._known(item.id, [item.encounter], self.encounters)
            yield from self._day(f"{item.id}.date", item.date)

    def _rest(self) -> Iterator[Finding]:
        record = self.record
        for quantity in record.quantities:
            yield from self._span(quantity.id, quantity.start, quantity.end)
        for topic in record.topics:
            yield from self._of("topics", "topic", topic.code, TOPICS)
            yield from self._cited(f"topic {topic.code}", topic.evidence)
        for event in record.events:
            yield from self._known(f"event {event.category}", [*event.actor, *event.recipient], self.parties)
            yield from self._known(f"event {event.category}", [event.encounter], self.encounters)
            yield from self._cited(f"event {event.category}", event.evidence, needed=False)
        for item in record.unresolved:
            yield from self._span(f"unresolved {item.what}", item.start, item.end)
        for notice in record.notices:
            if notice.start is not None and notice.end is not None and not 0 <= notice.start <= notice.end <= len(self.text):
                yield from self._span(f"notice {notice.code}", notice.start, notice.end)


_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def _begin_alike(one: str, other: str) -> bool:
    length = max(1, min(_STEM, len(one) - 1, len(other) - 1))
    return one[:length] == other[:length]


def iso(value: str) -> bool:
    """Whether a value is an ISO year, month, day, or a range of two.

    >>> iso("2021-05-09"), iso("2022-05-17/2022-05-19"), iso("2021-02-30")
    (True, True, False)
    """
    parts = value.split("/")
    return len(parts) <= 2 and all(_real(part) for part in parts)


def _real(part: str) -> bool:
    if not _ISO.fullmatch(part):
        return False
    try:
        date.fromisoformat(part + "-01-01"[len(part) - 4 :] if len(part) < 10 else part)
    except ValueError:
        return False
    return True
