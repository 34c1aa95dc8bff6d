"""Interpreting: mentions become encounters with participants, statements with speakers, commitments on their rungs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from readout.grammar.load import Pack, load_world
from readout.grammar.publishers import Profile
from readout.model.document import Document
from readout.model.finding import EncounterFound, Findings, Part, StatementFound, TopicFound
from readout.model.mention import Mentions, Target
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret import (
    authors,
    cast,
    casting,
    clauses,
    commitments,
    counterparts,
    encounters,
    events,
    genre,
    instruments,
    matching,
    monologues,
    plans,
    references,
    speaking,
    statements,
    topics,
    turns,
    unresolved,
)
from readout.stages.interpret.scene import Scene


def findings(document: Document, found: Mentions, pack: Pack, profile: Profile | None = None) -> Findings:
    """What a document says: its genre first, then who met whom, who said what, what was promised, what was cited."""
    scene = set_scene(document, found, pack, profile)
    stretches = matching.leads(
        document.sentences, [(s.start, s.end) for s in document.segments if s.kind == "title" and s.duplicate_of is None]
    )
    runs_on = bool(pack.setting("content_runs_on"))
    begun = speaking.openings(scene) if runs_on else ()
    told = turns.find(scene)
    matches = matching.matches(scene, stretches, speaking.spoken(scene, begun) if runs_on else turns.spoken(told))
    scene = _with_bare_names(scene, matching.named(scene, matches) | frozenset(t.mention for t in told))
    met = encounters.find(scene, matches, stretches, document.source.published)
    scene, met = casting.named(scene, met)
    scene = scene.with_cast(
        cast.with_offices(scene.text, scene.cast, scene.mentions, _own_people(scene, met), scene.side, scene.principal_office)
    )
    spans = [(s.start, s.end) for s in document.sentences]
    kind, rule = genre.find(document.text, _title(document), spans, pack, foreign=_is_foreign(scene, met, stretches))
    met = _allowed(scene, met, kind)
    said = (monologues.find(scene, met, begun) if runs_on else statements.find(scene, met)) if kind not in _SILENT else ()
    undertaken = (clauses if runs_on else commitments).find(scene, said, met) if said else ()
    announced = plans.find(scene, met, undertaken) if kind == _ANNOUNCES else ()
    about = _topics(scene, said)
    deeds = instruments.find(scene, met, speaking.spoken(scene, begun) if runs_on else ())
    return Findings(
        kind,
        rule,
        scene.mentions,
        scene.cast.people,
        scene.cast.person_of,
        scene.dates,
        met,
        said,
        (*undertaken, *announced),
        references.find(scene, met) if kind not in _SILENT else (),
        deeds,
        found.quantities,
        about,
        events.find(met, undertaken, said, deeds, scene),
        tuple(unresolved.find(met, said)),
    )


def set_scene(document: Document, found: Mentions, pack: Pack, profile: Profile | None) -> Scene:
    """The document with its mentions, its cast, and whose text it is."""
    side = own_side(profile, pack) if profile is not None else None
    office = profile.principal_office if profile is not None and profile.principal_office in _titles(pack) else None
    mentions = counterparts.told(document, casting.shared(document.text, casting.housed(found.mentions)), pack)
    mentions = authors.told(document, mentions, pack, side, office)
    people = cast.assemble(document.text, mentions, pack)
    return Scene(document, mentions, people, found.dates, pack, side, office, found.quantities)


@cache
def _titles(pack: Pack) -> frozenset[str]:
    """The offices that a pack knows: an office in another language's words is none of a text's."""
    entries = pack.entries("titles", "titles")
    return frozenset(str(w) for e in entries for w in (e["title"], *(e.get("also") or ())))


def own_side(profile: Profile, pack: Pack) -> Target | None:
    """The state or body whose text a profile says it is, by its name in the pack's language; its words stand nowhere."""
    if not profile.side_kind or not profile.side_key:
        return None
    if profile.side_kind == "state":
        name = load_gazetteer().state_name(profile.side_key, pack.language)
    else:
        bodies = {str(e["id"]): e for e in load_world("organizations")}
        names = (bodies.get(profile.side_key, {}).get("names") or {}).get(pack.language)
        name = str(names[0]) if names else profile.name
    return Target(profile.side_kind, profile.side_key, name, 0, 0)


def _with_bare_names(scene: Scene, named: frozenset[int]) -> Scene:
    """The scene in which a bare name that met somebody is a person, and other mentions of it too."""
    if all(scene.cast.person_of[i] is not None or scene.mentions[i].kind != "name" for i in named):
        return scene
    return scene.with_cast(cast.assemble(scene.text, scene.mentions, scene.pack, named))


def _topics(scene: Scene, said: tuple[StatementFound, ...]) -> tuple[TopicFound, ...]:
    spans = [stretch for statement in said for stretch in statement.content]
    return topics.find(scene.text, scene.lowered, spans, scene.pack)


def _own_people(scene: Scene, met: tuple[EncounterFound, ...]) -> frozenset[int]:
    """The people whom a text is about, by index: a publisher names the state of a guest, and not its own.

    They are those whom the sentence is about (slot a); those in the other slot only if all of slot a are held elsewhere.
    """
    found: set[int] = set()
    for encounter in (e for e in met if e.kind not in ("visit", "conference")):
        slots: dict[str, list[int]] = {"a": [], "b": []}
        for part in encounter.parts:
            if part.key[0] == "person" and part.slot in slots:
                slots[part.slot].append(int(part.key[1]))
        sided = [any(p.of for p in scene.cast.people[i].posts) for i in slots["a"]]
        found.update(
            slots["b"] if slots["a"] and all(sided) and scene.side is not None and not _holds_side(scene, slots["a"]) else slots["a"]
        )
    return frozenset(found)


def _holds_side(scene: Scene, people: list[int]) -> bool:
    return any(t.key == scene.side.key for i in people for p in scene.cast.people[i].posts for t in p.of if scene.side is not None)


# Genres whose texts tell of encounters that took place; all others may only announce them.
_TELLS = frozenset({"readout", "transcript", "readout+transcript", "message", "news"})
_ANNOUNCES = "announcement"
_SILENT = frozenset({"domestic_meeting", "notice"})


def _allowed(scene: Scene, met: tuple[EncounterFound, ...], kind: str) -> tuple[EncounterFound, ...]:
    """The encounters that a text of this genre can tell of: an announcement has held none, a domestic text is about none.

    What somebody tells of in the first person was held, whatever the genre ("Statement by …: Today I spoke with …").
    """
    if kind in _SILENT:
        return ()
    return met if kind in _TELLS else tuple(e for e in met if e.status != "held" or authors.is_account(scene.mentions, e))


def _title(document: Document) -> str | None:
    """The title that came with the source, or the one that stands in the text."""
    if document.source.title:
        return document.source.title
    return next((document.text[s.start : s.end] for s in document.segments if s.kind == "title"), None)


def _is_foreign(scene: Scene, met: tuple[EncounterFound, ...], stretches: Sequence[tuple[int, int, str]]) -> bool | None:
    """Whether more than one state or a body takes part, by titles, lead and offices; None where two named people may be of two sides."""
    if scene.side is not None and any(p.key[0] in ("organisation", "state") and p.key[1] != scene.side.key for e in met for p in e.parts):
        return True
    states: set[str] = {scene.side.key} if scene.side is not None else set()
    for start, end, zone in stretches:
        if zone == "later":
            continue
        for i in scene.between(start, end):
            mention = scene.mentions[i]
            keys = [t.key for p in mention.posts for t in p.of] + (
                [mention.key] if mention.kind in ("state", "organisation") and mention.key else []
            )
            states.update(k for k in keys if k)
    if len(states) > 1:
        return True
    others = [p for e in met for p in e.parts if p.slot == "b" or p.key[0] == "group"]
    first = [t.key for e in met for p in e.parts if p.slot == "a" and p.key[0] == "person" for t in _held_in(scene, p)]
    own = (
        scene.side.key
        if scene.side is not None
        else next(iter(first or (states if not any(p.key[0] == "person" for p in others) else ())), None)
    )
    return False if others and all(_is_at_home(scene, p, own) for p in others) else None


def _is_at_home(scene: Scene, part: Part, own: str | None) -> bool:
    """Whether a party belongs to one's own state: it holds office there, or it is a group with which nothing else is named."""
    if part.key[0] == "group":
        adjectives = load_gazetteer().adjectives(scene.pack.language)
        return all(adjectives.get(word) == own for word in re.findall(r"\w+", scene.text[part.start : part.end]) if word[0].isupper())
    if part.key[0] != "person":
        return False
    return own is not None and any(t.key == own for t in _held_in(scene, part))


def _held_in(scene: Scene, part: Part) -> list[Target]:
    """What the offices of a person are held in, by the text's own words."""
    return [t for p in scene.cast.people[int(part.key[1])].posts for t in p.of if t.end and t.key]
