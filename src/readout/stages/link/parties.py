"""Parties: who and what a record speaks of, each once, with every place where it is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace

from readout.grammar import folding
from readout.grammar.load import languages, load_pack
from readout.model.document import Document
from readout.model.finding import Findings, PartyKey
from readout.model.mention import Mention, Post, Target
from readout.model.record import Party, PostHeld, RecordMention, Span
from readout.register.gazetteer import load_gazetteer
from readout.stages.link.against import Against

_SCHEMES = {"state": "iso3166-1", "region": "iso3166-2", "organisation": "readout"}
_OWN_KINDS = ("state", "organisation", "region")


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A party while it is collected: its kind, canonical name, names as printed, places, identifiers."""

    kind: str
    name: str
    names: list[str]
    spans: list[tuple[int, int]]
    forms: list[str]
    identifiers: dict[str, str]
    rule: str


def printed(document: Document, start: int, end: int, words: str) -> str:
    """Words as the source has them, where the document was read with other characters for some of its own."""
    return document.source.text[start:end] if document.folded and document.text[start:end] == words else words


def collect(document: Document, findings: Findings, keys_of: Callable[[Mention], PartyKey | None]) -> dict[PartyKey, Entry]:
    """Every party that is mentioned or acts in a finding, by key, in order of the text; `keys_of` names a mention's party."""
    found: dict[PartyKey, Entry] = {}
    text = document.source.text if document.folded else document.text
    for index, mention in enumerate(findings.mentions):
        person = findings.person_of[index]
        if person is not None:
            _add_person(found, findings, person, mention, document)
        elif mention.kind in _OWN_KINDS and mention.key and mention.name:
            _add(found, (mention.kind, mention.key), mention.kind, mention.name, mention, "name", text)
        elif (key := keys_of(mention)) is not None:
            _add(found, key, key[0], _label(key, mention), mention, "post" if mention.kind == "office" else "collective", text)
        for post in mention.posts:
            for target in post.of:
                _add_target(found, target, text, mention.rule)
    for holder in findings.people:
        for target in (t for p in holder.posts for t in p.of if t.end == 0):
            key = target.party
            found.setdefault(key, Entry(target.kind, target.name, [], [], [], identifiers(key), "own-side"))
    acting = [key for key in dict.fromkeys(_used(findings)) if key not in found]
    places = _places(findings, frozenset(acting)) if acting else {}
    for key in acting:
        _add_used(found, key, text, places.get(key, []), document.language)
    if document.folded:
        found = {key: replace(entry, name=_named_here(document, entry)) for key, entry in found.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].spans[0] if item[1].spans else (0, 0), item[0])))


def _named_here(document: Document, entry: Entry) -> str:
    """The name of a state or body in the characters of the document: as it stands there, or as its table's name would."""
    if entry.kind in ("person", "group"):
        return entry.name
    spans = [(a, b) for a, b in entry.spans if document.text[a:b] == entry.name]
    return document.source.text[slice(*spans[0])] if spans else folding.unfolded(entry.name, load_pack(document.language))


def _label(key: PartyKey, mention: Mention) -> str:
    return mention.owner.name if mention.owner is not None and key == mention.owner.party else key[1].split("|")[0]


def _add_person(found: dict[PartyKey, Entry], findings: Findings, index: int, mention: Mention, document: Document) -> None:
    person = findings.people[index]
    names: dict[str, str] = {}
    if document.folded:
        bearing = [findings.mentions[i] for i in person.mentions if findings.mentions[i].name]
        names = {m.name or "": printed(document, m.name_start, m.name_end, m.name or "") for m in reversed(bearing)}
    entry = found.get(person.key)
    if entry is None:
        fullest = person.fullest
        entry = found[person.key] = Entry("person", names.get(fullest, fullest), [], [], [], {}, mention.rule)
    if mention.name:
        name = names.get(mention.name, mention.name)
        if name not in entry.names:
            entry.names.append(name)
        entry.spans.append((mention.name_start, mention.name_end))
        entry.forms.append("name")
    else:
        entry.spans.append((mention.start, mention.end))
        entry.forms.append("pronoun" if mention.kind == "pronoun" else "post")


def _add(found: dict[PartyKey, Entry], key: PartyKey, kind: str, name: str, mention: Mention, form: str, text: str) -> None:
    entry = found.get(key)
    if entry is None:
        entry = found[key] = Entry(kind, name, [], [], [], identifiers(key), mention.rule)
    printed = text[mention.start : mention.end]
    if printed not in entry.names:
        entry.names.append(printed)
    entry.spans.append((mention.start, mention.end))
    entry.forms.append(form)


def _add_target(found: dict[PartyKey, Entry], target: Target, text: str, rule: str) -> None:
    key = target.party
    entry = found.get(key)
    if entry is None:
        kind = "organisation" if target.kind == "name" else target.kind
        entry = found[key] = Entry(kind, target.name, [], [], [], identifiers(key), rule)
    if target.end == 0:
        return
    printed = text[target.start : target.end]
    if printed not in entry.names:
        entry.names.append(printed)
    entry.spans.append((target.start, target.end))
    entry.forms.append("name")


def identifiers(key: PartyKey) -> dict[str, str]:
    """The public identifiers that a key carries: ISO 3166 for states and regions, the register's id for bodies."""
    scheme = _SCHEMES.get(key[0])
    return {scheme: key[1]} if scheme and " " not in key[1] and key[1].isascii() else {}


def _used(findings: Findings) -> Iterator[PartyKey]:
    for encounter in findings.encounters:
        for part in encounter.parts:
            yield part.key
        if encounter.initiator is not None:
            yield encounter.initiator
    for statement in findings.statements:
        yield from statement.speakers
        yield from statement.addressees
    for commitment in findings.commitments:
        yield from commitment.actors
        yield from commitment.towards
    for instrument in findings.instruments:
        yield from instrument.parties


def _places(findings: Findings, keys: frozenset[PartyKey]) -> dict[PartyKey, list[tuple[int, int]]]:
    """Where parties are told of that act: in encounters, and as speakers."""
    found: dict[PartyKey, list[tuple[int, int]]] = {}
    for part in (p for e in findings.encounters for p in e.parts if p.key in keys):
        found.setdefault(part.key, []).append((part.start, part.end))
    for said in findings.statements:
        for key in keys.intersection((*said.speakers, *said.addressees)):
            found.setdefault(key, []).extend(said.speaker_evidence)
    return found


def _add_used(found: dict[PartyKey, Entry], key: PartyKey, text: str, spans: list[tuple[int, int]], language: str) -> None:
    """A party that acts without a mention of its own: a group of attendees, an office alone, a side."""
    if key[0] == "group":
        start, end = (int(n) for n in key[1].split(":"))
        found[key] = Entry("group", text[start:end], [text[start:end]], [(start, end)], ["collective"], {}, "groups")
        return
    name, rule = key[1].split("|")[0], key[0]
    if key[0] == "state":  # a capital stood for it: the words are the city's, the name is the gazetteer's
        name, rule = load_gazetteer().state_name(key[1], language), "register.capital"
    kind = "organisation" if key[0] == "name" else key[0]
    found[key] = Entry(kind, name, [text[a:b] for a, b in spans[:1]], spans[:1], ["post"] * len(spans[:1]), identifiers(key), rule)


def ids(parties: dict[PartyKey, Entry]) -> dict[PartyKey, str]:
    """An id for each party, made of the place where it first stands, so that it survives a re-reading."""
    taken: dict[str, int] = {}
    found = {}
    for key, entry in parties.items():
        base = f"p{entry.spans[0][0]}" if entry.spans else f"p-{key[0]}-{key[1]}"
        taken[base] = taken.get(base, 0) + 1
        found[key] = base if taken[base] == 1 else f"{base}.{taken[base]}"
    return found


def as_party(
    key: PartyKey, entry: Entry, party_ids: dict[PartyKey, str], findings: Findings, held: Against, said: frozenset[PartyKey]
) -> Party:
    """A collected party as the record prints it: a state by its fullest name.

    A group, and an office, that say nothing and bind nobody (`said` are those who do) stand without a name.
    """
    posts: tuple[PostHeld, ...] = ()
    if key[0] == "person":
        posts = tuple(_posts(findings.people[int(key[1])].posts, tuple(entry.names), party_ids, held))
    spans = tuple(Span(a, b) for a, b in dict.fromkeys(entry.spans))
    name = "" if key[0] in ("group", "office") and key not in said else fullest_name(key, entry, held.language)
    return Party(
        party_ids[key],
        entry.kind,
        name,
        tuple(entry.names),
        entry.identifiers,
        posts,
        spans,
        "text" if spans else "register",
        entry.rule,
        held.holder(key),
    )


def speaking(findings: Findings) -> frozenset[PartyKey]:
    """The parties that speak or bind themselves: an office among them goes by its title where the text gives no name."""
    said = {k for s in findings.statements for k in (*s.speakers, *s.addressees)}
    return frozenset(said | {k for c in findings.commitments for k in (*c.actors, *c.towards)})


def fullest_name(key: PartyKey, entry: Entry, language: str) -> str:
    """The longest noun by which the document calls a state ("French Republic", never "French"), or else the canonical name."""
    if key[0] != "state":
        return entry.name
    gazetteer = load_gazetteer()
    nouns = gazetteer.state_names(language)
    lemmas = gazetteer.lemmas(language) if language in languages() and load_pack(language).setting("inflects") else {}
    printed = [lemmas.get(n, n) for n in (" ".join(n.split()) for n in entry.names) if n[:1].isupper() and nouns.get(n) == key[1]]
    words = [n for n in printed if not n.isupper()] if lemmas else []
    return max(words or (*printed, entry.name), key=len)


def _posts(posts: Iterable[Post], names: tuple[str, ...], party_ids: dict[PartyKey, str], held: Against) -> Iterator[PostHeld]:
    for post in posts:
        target = post.of[0] if post.of else None
        of = party_ids.get(target.party) if target else None
        basis = "inferred" if post.end == 0 or (target is not None and target.end == 0) else "text"
        spans = (Span(post.start, post.end),) if post.end else ()
        said = held.office(names, post.title, target)
        yield PostHeld(post.title, of, basis, said.verdict, spans, post.qualifier, "offices", said.line)


def as_mentions(parties: dict[PartyKey, Entry], party_ids: dict[PartyKey, str]) -> tuple[RecordMention, ...]:
    """Every place where a party is meant, in order of the text."""
    found = {
        RecordMention(party_ids[key], start, end, form, entry.rule)
        for key, entry in parties.items()
        for (start, end), form in zip(entry.spans, entry.forms, strict=True)
    }
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.party, m.form)))
