"""Records for tests that look at records, built from the golden files by hand, so that they do not depend on the reader."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from readout.errors import Notice
from readout.model.record import (
    SCHEMA,
    Commitment,
    DocumentInfo,
    Encounter,
    Participant,
    Party,
    Phrase,
    PostHeld,
    Quantity,
    Record,
    RecordMention,
    RecordPlace,
    RecordSegment,
    Reference,
    Span,
    Statement,
    Tests,
    TopicEvidence,
)

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "en"
STRENGTH = {"hope": 1, "offer": 2, "invitation": 3, "request": 3, "intention": 4, "plan": 4, "pledge": 5, "agreement": 6}


class _Builder:
    """Gathers the parts of a record; parties are made when they are first named."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parties: dict[str, Party] = {}
        self.mentions: list[RecordMention] = []

    def span(self, quoted: dict[str, Any]) -> Span:
        place = -1
        for _ in range(int(quoted.get("nth", 0)) + 1):
            place = self.text.index(quoted["quote"], place + 1)
        return Span(place, place + len(quoted["quote"]))

    def party(self, name: str, kind: str = "organisation") -> str:
        if name not in self.parties:
            place = self.text.find(name)
            evidence = (Span(place, place + len(name)),) if place >= 0 else ()
            made = Party(
                f"p{len(self.parties) + 1}",
                kind,
                name,
                (name,) if evidence else (),
                {},
                (),
                evidence,
                "text" if evidence else "register",
                "made.by.hand",
            )
            self.parties[name] = made
            self.mentions.extend(RecordMention(made.id, s.start, s.end, "name") for s in evidence)
        return self.parties[name].id

    def participant(self, entry: dict[str, Any]) -> Participant:
        of = self.party(entry["of"]) if entry.get("of") else None
        name = entry.get("name")
        post = entry.get("post")
        party = self.party(name or f"{post} of {entry.get('of')}", "person" if name else "office")
        words = name or post or ""
        at = self.text.find(words)
        if name and post and not self.parties[name].posts and (place := self.text.find(post)) >= 0:
            held = PostHeld(post, of, "text", "unknown", (Span(place, place + len(post)),), None, "made.by.hand")
            old = self.parties[name]
            self.parties[name] = Party(old.id, old.kind, old.name, old.names, {}, (held,), old.evidence, old.basis, old.rule)
        return Participant(party, post, of, entry["role"], (Span(max(0, at), max(0, at) + len(words)),))


def golden(slug: str) -> Record:
    """The record of a golden folder, as the hand-made file says it."""
    text = (GOLDEN / slug / "source.txt").read_bytes().decode("utf-8")
    gold = yaml.safe_load((GOLDEN / slug / "record.yaml").read_text(encoding="utf-8"))
    return _record(slug, text, gold)


def _record(slug: str, text: str, gold: dict[str, Any]) -> Record:
    made = _Builder(text)
    places: dict[str, RecordPlace] = {}
    encounters = []
    for entry in gold.get("encounters") or ():
        place = entry.get("place")
        if place and place not in places:
            at = text.find(place)
            spans = (Span(at, at + len(place)),) if at >= 0 else ()
            places[place] = RecordPlace(
                f"l{len(places) + 1}", place, entry.get("country"), None, None, {}, spans, "text" if spans else "register"
            )
        words = entry.get("occasion")
        at = text.find(words) if words else -1
        occasion = Phrase(words, at, at + len(words)) if at >= 0 else None
        parts = tuple(made.participant(p) for p in entry.get("participants") or ())
        evidence = tuple(made.span(e) for e in entry.get("evidence") or ())
        date = str(entry["date"]) if entry.get("date") else None
        encounters.append(
            Encounter(
                entry["id"], entry["kind"], entry["status"], date, "text" if date else None, places[place].id if place else None,
                occasion, None, "in-person", None, parts, evidence, "en.encounters.met_with",
            )
        )  # fmt: skip
    first = encounters[0].id if encounters else None
    statements = []
    for i, entry in enumerate(gold.get("statements") or (), 1):
        speakers = tuple(made.party(s, "person") for s in entry["speakers"])
        cue = made.span(entry["cue"]) if entry.get("cue") else None
        content = tuple(made.span(c) for c in entry["content"])
        statements.append(
            Statement(f"s{i}", first, speakers, (), entry["mode"], entry["act"], cue, content, None, ("trade",), "en.reporting_verbs.10")
        )
    commitments = []
    for i, entry in enumerate(gold.get("commitments") or (), 1):
        span = made.span(entry["span"])
        owner = next((s.id for s in statements if any(c.start <= span.start and span.end <= c.end for c in s.content)), None)
        actors = tuple(made.party(a) for a in entry["actors"])
        tests = Tests(True, False, True, True, False)
        due = str(entry["due"]) if entry.get("due") else None
        commitments.append(
            Commitment(
                f"c{i}", owner, entry["kind"], STRENGTH[entry["kind"]], actors, (), span, due, None, None, tests, "en.commitments.offer"
            )
        )
    references = []
    for i, entry in enumerate(gold.get("references") or (), 1):
        span = made.span(entry["span"])
        references.append(
            Reference(f"r{i}", entry["kind"], span.of(text), str(entry["date"]) if entry.get("date") else None, None, span, "unknown")
        )
    segments: list[RecordSegment] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            language = "ru" if any("а" <= c <= "я" for c in line) else "en"
            segments.append(RecordSegment(f"g{len(segments) + 1}", at, at + len(line), "caption" if language == "ru" else "body", language))
        at += len(line) + 1
    topic = statements[0].content[0] if statements else Span(0, 1)
    topics = (TopicEvidence("trade", (topic,)),) if statements else ()
    number = text.find("1,235")
    quantities = (Quantity("q1", 1235, "trains", number, number + 5),) if number >= 0 else ()
    document = DocumentInfo(
        slug, f"{slug}.txt", None, "sco", gold.get("published"), gold["lang"], hashlib.sha256(text.encode()).hexdigest(), text
    )
    notices = (Notice("RO-N001", "a quotation is never closed", "check where its words end", 0, 9),)
    return Record(
        SCHEMA, document, tuple(segments), tuple(made.parties.values()), tuple(made.mentions), tuple(places.values()), tuple(encounters),
        tuple(statements), tuple(commitments), tuple(references), (), quantities, topics, (), (), notices,
    )  # fmt: skip


def plain(text: str, *, id: str = "plain") -> Record:
    """A record that holds a text and nothing else."""
    document = DocumentInfo(id, f"{id}.txt", None, None, None, "en", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), text)
    segments = (RecordSegment("g1", 0, len(text), "body", "en"),) if text else ()
    return Record(SCHEMA, document, segments, (), (), (), (), (), (), (), (), (), (), (), (), ())
