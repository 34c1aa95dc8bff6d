"""FollowTheMoney JSON lines: entities of the schemata Person, Position, Occupancy and Organization."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from readout.register import days
from readout.register.imports.incoming import Incoming, Office, Someone, Term, by_language, capacity, lines

_ORGANISATIONS = ("Organization", "PublicBody", "Company", "LegalEntity")
_IDENTIFIERS = ("wikidataId", "opencorporatesUrl", "leiCode", "idNumber")


class _Entity(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[Any]] = {}


_DECODER = msgspec.json.Decoder(_Entity)


def read(path: Path) -> Incoming:
    """The people, offices and terms of a file of entities; lines that are no entity are counted as skipped."""
    people: list[Someone] = []
    positions: list[_Entity] = []
    occupancies: list[tuple[int, _Entity]] = []
    organisations: dict[str, str] = {}
    skipped: list[str] = []
    for number, line in lines(path):
        try:
            entity = _DECODER.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            skipped.append(f"line {number}: not an entity ({error})")
            continue
        if entity.schema == "Person":
            people.append(Someone(entity.id, by_language(_all(entity, "name", "alias", "weakAlias")), _identifiers(entity)))
        elif entity.schema == "Position":
            positions.append(entity)
        elif entity.schema == "Occupancy":
            occupancies.append((number, entity))
        elif entity.schema in _ORGANISATIONS:
            organisations[entity.id] = _first(entity, "name") or entity.id
        else:
            skipped.append(f"line {number}: schema {entity.schema}")
    offices = tuple(_office(p, organisations) for p in positions)
    terms = []
    for number, entity in occupancies:
        term = _term(entity, number)
        if term is None:
            skipped.append(f"line {number}: an occupancy without holder or post")
        else:
            terms.append(term)
    return Incoming(tuple(people), offices, tuple(terms), tuple(skipped))


def _all(entity: _Entity, *keys: str) -> list[str]:
    return [str(v) for key in keys for v in entity.properties.get(key, []) if v]


def _first(entity: _Entity, *keys: str) -> str | None:
    return next(iter(_all(entity, *keys)), None)


def _identifiers(entity: _Entity) -> dict[str, str]:
    found = {key: value for key in _IDENTIFIERS if (value := _first(entity, key))}
    if "wikidataId" in found:
        found["wikidata"] = found.pop("wikidataId")
    elif entity.id.startswith("Q") and entity.id[1:].isdigit():
        found["wikidata"] = entity.id
    return found


def _office(entity: _Entity, organisations: dict[str, str]) -> Office:
    held_in = _first(entity, "organization")
    of = organisations.get(held_in, held_in) if held_in else None
    country = _first(entity, "subnationalArea", "country")
    return Office(entity.id, by_language(_all(entity, "name")) or {"en": (entity.id,)}, of or country, _identifiers(entity))


def _term(entity: _Entity, number: int) -> Term | None:
    holder, post = _first(entity, "holder"), _first(entity, "post")
    if not holder or not post:
        return None
    start, end = (_day(_first(entity, *keys)) for keys in (("startDate", "periodStart"), ("endDate", "periodEnd")))
    ended = (_first(entity, "status") or "").casefold() == "ended"
    return Term(holder, post, start, end, ended, capacity(_first(entity, "status", "summary")), f"line {number}")


def _day(value: str | None) -> str | None:
    text = (value or "").strip()[:10]
    return text if days.valid(text) else None
