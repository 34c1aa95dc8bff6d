"""Events: what a record holds as PLOVER categories, one event for each encounter, commitment, act of support and document.

The rules stand in `packs/world/plover`; they look at kinds and acts only, so that they serve every language. A meeting of many
stays one event with a list of actors; it is never multiplied into pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from readout.grammar.load import LINE, load_world
from readout.model.finding import CommitmentFound, EncounterFound, EventFound, InstrumentFound, PartyKey, StatementFound, Stretch
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret.scene import Scene

_SIDES = 2
_REMOTE = frozenset({"phone", "video", "virtual", "remote", "telephone", "online"})


_CONDITIONS = ("kind", "status", "remote", "act", "setting", "negated")


@cache
def _rules() -> Mapping[str, tuple[tuple[frozenset[tuple[str, str]], dict[str, Any]], ...]]:
    """The rules by what they look at, each with its conditions."""
    found: dict[str, list[tuple[frozenset[tuple[str, str]], dict[str, Any]]]] = {}
    for entry in load_world("plover"):
        conditions = frozenset((k, str(entry[k])) for k in _CONDITIONS if k in entry)
        found.setdefault(str(entry["from"]), []).append((conditions, entry))
    return {key: tuple(rules) for key, rules in found.items()}


def _rule(of: str, facts: Mapping[str, str]) -> dict[str, Any] | None:
    """The first rule whose conditions all hold; None where it says that there is no event."""
    held = facts.items()
    for conditions, rule in _rules().get(of, ()):
        if conditions <= held:
            return rule if rule["category"] else None
    return None


class Rejected(NamedTuple):
    """A rule that might have made another code of the same thing, and why it did not."""

    id: str
    category: str | None
    mode: str | None
    why: str


def others(name: str, facts: Mapping[str, str]) -> tuple[Rejected, ...]:
    """The rules that were looked at beside the one that fired (`name`, as an event prints it), in their order.

    `facts` is what is known of the thing itself; what the rule that fired asks for is known besides. Rules for another kind or act of
    thing are none that could have been.

    >>> [(r.mode, r.why) for r in others("world.plover.encounter.call:10", {"remote": "yes"}) if r.mode == "visit"]
    [('visit', 'an earlier rule fits')]
    """
    of, at = next(((of, n) for of, rules in _rules().items() for n, (_, e) in enumerate(rules) if f".{e['id']}:" in name), ("", 0))
    rules = _rules().get(of, ())
    held = {**facts, **dict(rules[at][0])} if rules else {}
    found = []
    for n, (conditions, rule) in enumerate(rules):
        wrong = {k: v for k, v in conditions if held.get(k, v) != v}
        if n == at or wrong.keys() & {"kind", "act"}:
            continue
        unknown = {k: v for k, v in conditions if k not in held}  # an earlier rule asked for it and did not fire: so it was not so
        why = ["an earlier rule fits"] if n > at else [f"{k} is not {v}" for k, v in sorted(unknown.items()) if not wrong]
        why += [f"{k} is {held[k]}, not {v}" for k, v in sorted(wrong.items())]
        found.append(Rejected(str(rule["id"]), rule["category"], rule.get("mode"), "; ".join(why)))
    return tuple(found)


def find(
    encounters: Sequence[EncounterFound],
    commitments: Sequence[CommitmentFound] = (),
    statements: Sequence[StatementFound] = (),
    instruments: Sequence[InstrumentFound] = (),
    scene: Scene | None = None,
) -> tuple[EventFound, ...]:
    """The events of a document, in the order encounters, commitments, statements, documents; `scene` tells who was at home."""
    return (
        *_encounters(encounters, scene),
        *_commitments(commitments, statements, encounters),
        *_statements(statements, encounters),
        *_instruments(instruments),
    )


def _event(
    rule: Mapping[str, Any], actor: Sequence[PartyKey], to: Sequence[PartyKey], encounter: int | None, evidence: Sequence[Stretch]
) -> EventFound:
    name = f"world.plover.{rule['id']}:{rule[LINE]}"
    actor = tuple(dict.fromkeys(actor))
    recipient = tuple(k for k in dict.fromkeys(to) if k not in actor)
    return EventFound(str(rule["category"]), rule["mode"], actor, recipient, encounter, tuple(evidence), name)


def _encounters(encounters: Sequence[EncounterFound], scene: Scene | None) -> Iterator[EventFound]:
    for number, encounter in enumerate(encounters):
        guests, hosts = _guests_and_hosts(encounter, scene)
        facts = {
            "kind": encounter.kind,
            "status": encounter.status,
            "remote": "yes" if encounter.mode in _REMOTE else "no",
            "setting": _setting(encounter, guests, hosts, scene),
        }
        rule = _rule("encounter", facts)
        if rule is None:
            continue
        if rule["who"] == "visitor" and guests:
            yield _event(rule, guests, hosts, number, encounter.evidence)
        else:
            yield _event(rule, encounter.principals, (), number, encounter.evidence)


def _setting(encounter: EncounterFound, guests: Sequence[PartyKey], hosts: Sequence[PartyKey], scene: Scene | None) -> str:
    """Where parties met, as the rules ask: at the home of one side, at neither's, or of more than two sides."""
    homes = {h for key in encounter.principals if (h := _home(key, encounter, scene)) is not None}
    if len(homes) > _SIDES:
        return "many"
    if guests and hosts:
        return "visit"
    country = _country(encounter, scene)
    return "third-party" if country is not None and len(homes) == _SIDES and country not in homes else "unknown"


def _guests_and_hosts(encounter: EncounterFound, scene: Scene | None) -> tuple[tuple[PartyKey, ...], tuple[PartyKey, ...]]:
    """Who came and who was at home: as the text says, or by the country of the place."""
    hosts = tuple(p.key for p in encounter.parts if p.role == "host")
    if not hosts:
        country = _country(encounter, scene)
        hosts = tuple(k for k in encounter.principals if country is not None and _home(k, encounter, scene) == country)
    guests = tuple(k for k in encounter.principals if k not in hosts)
    if not guests:
        return ((), ()) if encounter.kind != "visit" else (encounter.principals, ())
    return guests, hosts


def _country(encounter: EncounterFound, scene: Scene | None) -> str | None:
    if encounter.place is None or scene is None:
        return None
    place = load_gazetteer().place(encounter.place[0], scene.pack.language)
    return place.country if place is not None else None


def _home(key: PartyKey, encounter: EncounterFound, scene: Scene | None) -> str | None:
    """The state a party is of (or the body it speaks for), by its own kind or by its first office."""
    kind, value = key
    if kind == "state":
        return value
    if kind == "region":
        return value.split("-")[0]
    if scene is None:
        return None
    if kind == "person":
        posts = scene.cast.people[int(value)].posts
    else:
        part = next((p for p in encounter.parts if p.key == key), None)
        posts = scene.mentions[part.mention].posts if part is not None and part.mention is not None else ()
    target = next((t for post in posts for t in post.of if t.key), None)
    if target is None:
        return None
    return target.key.split("-")[0] if target.kind in ("state", "region") else target.key


def _commitments(
    commitments: Sequence[CommitmentFound], statements: Sequence[StatementFound], encounters: Sequence[EncounterFound]
) -> Iterator[EventFound]:
    for found in commitments:
        rule = _rule("commitment", {"kind": found.kind, "negated": "yes" if found.negated else "no"})
        if rule is None:
            continue
        said = statements[found.statement] if found.statement is not None else None
        number = said.encounter if said is not None else None
        speakers = said.speakers if said is not None else ()
        if rule["who"] == "asked":
            yield _event(rule, speakers, found.towards or found.actors, number, (found.span,))
        else:
            actors = found.actors or speakers
            yield _event(rule, actors, found.towards or _others(actors, number, encounters), number, (found.span,))


def _statements(statements: Sequence[StatementFound], encounters: Sequence[EncounterFound]) -> Iterator[EventFound]:
    for said in statements:
        rule = _rule("statement", {"act": said.act, "kind": said.mode})
        if rule is None:
            continue
        to = said.addressees or _others(said.speakers, said.encounter, encounters) if rule["who"] == "speaker" else ()
        evidence = (said.cue, *said.content) if said.cue is not None else said.content
        yield _event(rule, said.speakers, to, said.encounter, evidence)


def _others(actors: Sequence[PartyKey], number: int | None, encounters: Sequence[EncounterFound]) -> tuple[PartyKey, ...]:
    """The other principals of an encounter; nobody where the actors are none of them."""
    if number is None or not set(actors) & set(encounters[number].principals):
        return ()
    return tuple(k for k in encounters[number].principals if k not in actors)


def _instruments(instruments: Sequence[InstrumentFound]) -> Iterator[EventFound]:
    """One event for all documents made at one encounter: they are one act of the sides."""
    rule = _rule("instrument", {})
    groups: dict[tuple[int | None, tuple[PartyKey, ...]], list[Stretch]] = {}
    for made in instruments:
        groups.setdefault((made.encounter, made.parties), []).append(made.title)
    for (number, parties), titles in groups.items():
        if rule is not None:
            yield _event(rule, parties, (), number, titles)
