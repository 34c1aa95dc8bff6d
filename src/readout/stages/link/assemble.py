"""Assembling a record: ids for everything, parties for keys, places from the gazetteer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from readout.grammar.load import languages, load_pack
from readout.model.document import Document
from readout.model.finding import CommitmentFound, EncounterFound, Findings, Part, PartyKey, StatementFound, Stretch, TopicFound
from readout.model.mention import Mention, Post
from readout.model.record import (
    SCHEMA,
    Commitment,
    DocumentInfo,
    Encounter,
    Event,
    Instrument,
    Participant,
    Phrase,
    Quantity,
    Record,
    RecordPlace,
    RecordSegment,
    Reference,
    Span,
    Statement,
    Tests,
    TopicEvidence,
    Unresolved,
)
from readout.register.ask import Register, load_register
from readout.register.gazetteer import load_gazetteer
from readout.stages.link import parties as party
from readout.stages.link.against import Against, day_of, meeting_of, owner_kind


class Names(msgspec.Struct, frozen=True, gc=False):
    """The ids of one record: parties by key, places by name, encounters and statements in order.

    `states` are codes by id, `holders` the first id of a code, whatever has it.
    """

    parties: dict[PartyKey, str]
    places: dict[str, str]
    encounters: tuple[str, ...]
    statements: tuple[str, ...]
    quantities: tuple[str, ...]
    states: dict[str, str]
    holders: dict[str, str]

    def of(self, keys: tuple[PartyKey, ...]) -> tuple[str, ...]:
        """The ids of parties."""
        return tuple([self.parties[k] for k in keys])


def record(document: Document, findings: Findings, *, language: str, register: Register | None = None) -> Record:
    """The record of a document: what was found, with ids, places and the register's verdicts.

    `register` is the shipped one where none is given.
    """
    held = Against(register or load_register(), day_of(findings.encounters, document.source.published), language)
    entries = party.collect(document, findings, _key_of)
    party_ids = party.ids(entries)
    places = _places(document, findings, language)
    names = Names(
        party_ids,
        {name: place.id for name, place in places.items()},
        tuple(_unique(f"e{e.evidence[0][0]}-{e.evidence[0][1]}" for e in findings.encounters)),
        tuple(_unique(f"s{s.content[0][0]}-{s.content[-1][1]}" for s in findings.statements)),
        tuple(f"q{q.start}" for q in findings.quantities),
        {i: k[1] for k, i in party_ids.items() if k[0] == "state"},
        {k[1]: i for k, i in reversed(party_ids.items())},
    )
    text, said = document.source.text, party.speaking(findings)
    return Record(
        SCHEMA,
        _info(document, findings),
        _segments(document),
        tuple([party.as_party(k, e, party_ids, findings, held, said) for k, e in entries.items()]),
        party.as_mentions(entries, party_ids),
        tuple(places.values()),
        tuple(_encounter(e, i, names, findings, document, held) for i, e in enumerate(findings.encounters)),
        tuple(_statement(s, i, names, findings) for i, s in enumerate(findings.statements)),
        tuple(_commitment(c, i, names, text) for i, c in enumerate(findings.commitments)),
        tuple(_references(findings, text, held)),
        tuple(_instruments(findings, names, text)),
        tuple(Quantity(f"q{q.start}", q.value, q.unit, q.start, q.end, q.approximate, q.rule) for q in findings.quantities),
        _topics(findings),
        tuple(_events(findings, names)),
        tuple(Unresolved(u.what, u.why, u.start, u.end) for u in findings.unresolved),
        document.source.notices + document.notices,
    )


def _key_of(mention: Mention) -> PartyKey | None:
    """The party of a mention that names nobody: a side is its state or body; an office alone waits until something needs it."""
    if mention.kind == "side" and mention.owner is not None:
        return mention.owner.party
    return None


def _unique(ids: Iterator[str]) -> Iterator[str]:
    taken: dict[str, int] = {}
    for name in ids:
        taken[name] = taken.get(name, 0) + 1
        yield name if taken[name] == 1 else f"{name}.{taken[name]}"


def _info(document: Document, findings: Findings) -> DocumentInfo:
    source = document.source
    return DocumentInfo(
        source.id,
        source.address,
        source.title,
        document.publisher or source.publisher,
        source.published,
        document.language,
        source.sha256,
        source.text,
        source.url,
        findings.genre,
        findings.genre_rule,
    )


def _segments(document: Document) -> tuple[RecordSegment, ...]:
    return tuple(
        RecordSegment(f"g{i + 1}", s.start, s.end, s.kind, s.language, None if s.duplicate_of is None else f"g{s.duplicate_of + 1}", s.rule)
        for i, s in enumerate(document.segments)
    )


def _places(document: Document, findings: Findings, language: str) -> dict[str, RecordPlace]:
    """The places of the encounters, each once, with coordinates where the gazetteer knows them."""
    found: dict[str, RecordPlace] = {}
    for encounter in findings.encounters:
        if encounter.place is None:
            continue
        name, start, end = encounter.place
        known = load_gazetteer().place(name, language)
        spans = (Span(start, end),)
        if name in found:
            continue
        if known is None:
            found[name] = RecordPlace(f"l{start}", name, None, None, None, {}, spans)
        else:
            codes = {"geonames": str(known.geonames)} if known.geonames else {}
            found[name] = RecordPlace(f"l{start}", name, known.country, known.latitude, known.longitude, codes, spans, "text")
    return found


def _encounter(found: EncounterFound, index: int, names: Names, findings: Findings, document: Document, held: Against) -> Encounter:
    date = found.date
    bodies = _bodies(found, findings)
    return Encounter(
        names.encounters[index],
        found.kind,
        found.status,
        date.value if date else None,
        (found.date_basis or date.basis) if date and date.value else None,
        names.places.get(found.place[0]) if found.place else None,
        _phrase(found.occasion, document.source.text),
        names.encounters[found.part_of] if found.part_of is not None else None,
        found.mode,
        names.parties.get(found.initiator) if found.initiator else None,
        tuple(_participant(p, names, findings, held, bodies, document) for p in found.parts),
        tuple(Span(a, b) for a, b in found.evidence),
        found.rule,
        (Span(date.start, date.end),) if date and date.value and date.end > date.start else (),
        None if found.place is None else "text",
    )


def _participant(part: Part, names: Names, findings: Findings, held: Against, bodies: tuple[str, ...], document: Document) -> Participant:
    """A party's part with the office that the text gives it there, or else the first it is given anywhere."""
    title, of = _capacity(part, names, findings, document)
    state = names.states.get(of or "", part.key[1] if part.key[0] == "state" else None)
    standing = held.standings(state, bodies) if bodies and state else ()
    return Participant(names.parties[part.key], title, of, part.role, (Span(part.start, part.end),), part.basis, standing)


def _bodies(found: EncounterFound, findings: Findings) -> tuple[str, ...]:
    """The organisations concerned in an encounter: those that take part, and those in which a participant holds office."""
    keys = [p.key[1] for p in found.parts if p.key[0] == "organisation"]
    owners = (p.key[1].rpartition("|")[2] for p in found.parts if p.key[0] == "office")
    keys += [owner for owner in owners if owner and owner_kind(owner) == "organisation"]
    people = (findings.people[int(p.key[1])] for p in found.parts if p.key[0] == "person")
    keys += [t.key for person in people for post in person.posts for t in post.of if t.kind == "organisation" and t.key]
    return tuple(dict.fromkeys(keys))


@cache
def _ranks(language: str) -> frozenset[str]:
    """The titles that are a courtesy beside an office, by the language's pack; none without a pack."""
    if language not in languages():
        return frozenset()
    return frozenset(map(str, load_pack(language).entries("mentions", "courtesy_beside_office")))


def _fullest(post: Post, held: Sequence[Post], language: str) -> Post:
    """The office in its fullest wording: "Secretary" of whoever was introduced as Secretary of State; a rank gives way to an office."""
    ranks = _ranks(language)
    if post.title in ranks:
        return next((p for p in held if p.title not in ranks), post)
    if " " in post.title:
        return post
    begins = f"{post.title.casefold()} "
    return next((p for p in held if p.rank == post.rank and p.title.casefold().startswith(begins)), post)


def _capacity(part: Part, names: Names, findings: Findings, document: Document) -> tuple[str | None, str | None]:
    if part.key[0] == "office":
        title, _, of = part.key[1].partition("|")
        return title, names.holders.get(of)
    if part.key[0] != "person":
        return None, None
    mention = findings.mentions[part.mention] if part.mention is not None else None
    posts = mention.posts if mention is not None and mention.posts and mention.kind == "person" else findings.people[int(part.key[1])].posts
    held = findings.people[int(part.key[1])].posts
    if not posts:
        return None, None
    post = _fullest(_nearest(posts, mention), held, document.language)
    if not post.of:
        post = next((p for p in held if p.title == post.title and p.of), post)
    target = post.of[0] if post.of else next((t for p in held for t in p.of), None)
    title = party.printed(document, post.start, post.end, post.title)
    return title, names.parties.get(target.party) if target else None


def _nearest(posts: Sequence[Post], mention: Mention | None) -> Post:
    """Of several offices the one that stands next to the name ("Deputy Prime Minister – Minister of Foreign Affairs Ana Kral")."""
    if mention is None or mention.kind != "person" or mention.name_start < posts[0].start:
        return posts[0]
    return max(posts, key=lambda p: p.end if p.end <= mention.name_start else -1)


def _phrase(span: Stretch | None, text: str) -> Phrase | None:
    return Phrase(text[span[0] : span[1]], span[0], span[1]) if span else None


def _statement(found: StatementFound, index: int, names: Names, findings: Findings) -> Statement:
    codes = dict.fromkeys(code for a, b in found.content for code in _codes_within(findings.topics, a, b))
    return Statement(
        names.statements[index],
        names.encounters[found.encounter] if found.encounter is not None and found.encounter < len(names.encounters) else None,
        names.of(found.speakers),
        names.of(found.addressees),
        found.mode,
        found.act,
        Span(*found.cue) if found.cue else None,
        tuple(Span(a, b) for a, b in found.content),
        found.repaired,
        tuple(codes),
        found.rule,
        found.speaker_basis,
        tuple(Span(a, b) for a, b in found.speaker_evidence),
    )


def _codes_within(topics: Sequence[TopicFound], start: int, end: int) -> Iterator[str]:
    """The codes of the topics that a stretch shows; `topics` are in order of the text."""
    for topic in topics[bisect_left(topics, start, key=_start) :]:
        if topic.start >= end:
            return
        if topic.end <= end:
            yield topic.code


def _start(topic: TopicFound) -> int:
    return topic.start


def _commitment(found: CommitmentFound, index: int, names: Names, text: str) -> Commitment:
    return Commitment(
        f"c{found.span[0]}-{found.span[1]}",
        names.statements[found.statement] if found.statement is not None else None,
        found.kind,
        found.strength,
        names.of(found.actors),
        names.of(found.towards),
        Span(*found.span),
        found.due,
        names.quantities[found.quantity] if found.quantity is not None else None,
        _phrase(found.condition, text),
        Tests(*found.tests),
        found.rule,
        found.negated,
        found.actor_basis,
        found.due_basis,
    )


def _references(findings: Findings, text: str, held: Against) -> Iterator[Reference]:
    context = tuple(dict.fromkeys(m.key for m in findings.mentions if m.kind == "organisation" and m.key))
    for found in findings.references:
        start, end = found.span
        words = text[start:end]
        verdict, known, virtual, _ = meeting_of(found, words, held, context)
        identifiers = {"readout": key} if (key := known or found.key) else {}
        span = Span(start, end)
        yield Reference(
            f"r{start}", found.kind, words, found.date, found.place, span, verdict.verdict, identifiers, found.rule, verdict.line, virtual
        )


def _instruments(findings: Findings, names: Names, text: str) -> Iterator[Instrument]:
    for found in findings.instruments:
        start, end = found.title
        encounter = names.encounters[found.encounter] if found.encounter is not None else None
        title = text[start:end]
        yield Instrument(
            f"i{start}", title, found.kind, found.action, names.of(found.parties), found.date, Span(start, end), found.rule, encounter
        )


def _topics(findings: Findings) -> tuple[TopicEvidence, ...]:
    found: dict[str, list[Span]] = {}
    for topic in findings.topics:
        found.setdefault(topic.code, []).append(Span(topic.start, topic.end))
    return tuple(TopicEvidence(code, tuple(spans)) for code, spans in sorted(found.items(), key=lambda i: (i[1][0].start, i[0])))


def _events(findings: Findings, names: Names) -> Iterator[Event]:
    for found in findings.events:
        encounter = names.encounters[found.encounter] if found.encounter is not None else None
        spans = tuple(Span(a, b) for a, b in found.evidence)
        yield Event("plover", found.category, found.mode, names.of(found.actor), names.of(found.recipient), encounter, found.rule, spans)
