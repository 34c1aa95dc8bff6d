"""Small records for tests of the ledger: who met whom, when, as one publisher says it."""

from __future__ import annotations

from readout.model.record import SCHEMA, DocumentInfo, Encounter, Participant, Party, PostHeld, Record, Span, Statement

TITLES = {"president": "President", "minister": "Foreign Minister", "premier": "Prime Minister"}


def _state(code):
    return Party(f"s-{code}", "state", code, (code,), {"iso3166-1": code}, (), (Span(0, 1),))


def person(local, name, title=None, state=None, at=0):
    """A person with an office of a state, named at a place of the text."""
    posts = (PostHeld(TITLES.get(title, title), f"s-{state}" if state else None, "text", "unknown", (Span(0, 1),)),) if title else ()
    return Party(local, "person", name, (name,), {}, posts, (Span(at, at + len(name or "?")),))


def encounter(local, who, date, kind="call", mode="phone", status="held", place=None, part_of=None, at=0):
    """An encounter of parties, with evidence at a place of the text."""
    cast = tuple(Participant(p, None, None, "principal", (Span(at, at + 5),)) for p in who)
    basis = "text" if date else None
    return Encounter(local, kind, status, date, basis, place, None, part_of, mode, None, cast, (Span(at, at + 20),), "test")


def record(id, people, encounters, *, text=None, published="2022-01-02", language="en", publisher=None, statements=(), places=()):
    """A record; states come from the people's offices."""
    words = text or f"{id} tells of a meeting in words of its own, at some length."
    states = sorted({p.of.removeprefix("s-") for q in people for p in q.posts if p.of})
    info = DocumentInfo(id, id, None, publisher or id.split("-")[0], published, language, f"sha-{words}", words)
    parties = (*people, *map(_state, states))
    return Record(
        SCHEMA, info, (), parties, (), tuple(places), tuple(encounters), tuple(statements), (), (), (), (), (), (), (), ()
    )


def said(local, speaker, start, end, encounter=None):
    """A statement with its words at a place of the text."""
    return Statement(local, encounter, (speaker,), (), "indirect", "claim", None, (Span(start, end),), None, (), "test")


def call(id, left, right, date="2022-01-02", **more):
    """A record of one call between two people, given as (name, title, state)."""
    shape = {k: more.pop(k) for k in ("kind", "mode", "status", "place", "part_of") if k in more}
    people = [person("p1", *left), person("p2", *right)]
    return record(id, people, [encounter("e1", ["p1", "p2"], date, **shape)], **more)
