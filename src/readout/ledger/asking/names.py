"""Whom a name in a question means: states, regions and bodies by their ids, people and all others by the sounds of their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import msgspec
from sqlalchemy import ColumnElement, Connection, func, or_, select

from readout.grammar.load import languages, load_pack, load_world
from readout.ledger import schema as t
from readout.ledger.folding import plain, script
from readout.ledger.words import is_spelt, phrase_keys
from readout.register.ask import load_register
from readout.register.gazetteer import load_gazetteer

_CODE = re.compile(r"[\w:.-]+")
_LIMIT = 2000  # spellings that one name may bring


class Wanted(msgspec.Struct, frozen=True):
    """What a name in a question can mean: ids, the sides they stand for, and other spellings to look up."""

    identifiers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def wanted(phrase: str) -> Wanted:
    """What the register and the gazetteer know under a name.

    >>> wanted("乌兹别克斯坦").states, wanted("SCO").states[0], wanted("Henan").identifiers
    (('UZ',), 'org:sco', ('iso3166-2:CN-HA',))
    """
    bare = phrase.strip().lstrip("=")
    key = plain(bare)
    latin = _is_latin(key)
    if (state := _states(latin).get(key)) or (state := bare if bare in _codes() else None):
        return Wanted((f"iso3166-1:{state}",), (state,))
    if region := _regions(latin).get(key):
        return Wanted((f"iso3166-2:{region}",))
    if body := _bodies(latin).get(key):
        ids = (body, *_parts_of().get(body, ()))
        return Wanted(tuple(f"readout:{i}" for i in ids), tuple(f"org:{i}" for i in ids))
    return Wanted(phrases=(bare, *_other_names(bare)))


def _is_latin(name: str) -> bool:
    """Whether a name begins in Latin letters: names of other scripts, which are most, need not be folded to be told from it."""
    return name[:1] < "\u0370"


@cache
def _states(latin: bool) -> dict[str, str]:
    return _of_all(latin, load_gazetteer().state_names)


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for language in load_gazetteer().languages() for code in load_gazetteer().state_names(language).values())


@cache
def _regions(latin: bool) -> dict[str, str]:
    return _of_all(latin, load_gazetteer().region_names)


def _of_all(latin: bool, named: Callable[[str], Mapping[str, str]]) -> dict[str, str]:
    """Codes by the folded names of all languages, of two that share a name the first."""
    found: dict[str, str] = {}
    for language in load_gazetteer().languages():
        for name, code in named(language).items():
            if _is_latin(name) == latin:
                found.setdefault(plain(name), code)
    return found


@cache
def _bodies(latin: bool) -> dict[str, str]:
    """Organisations and their organs by every name, abbreviation and id."""
    index = load_register().index
    spelt = [(n, id) for id, b in index.bodies.items() for names in b.names.values() for n in names]
    for e in load_world("organizations"):
        spelt += [(str(n), str(e["id"])) for names in (e.get("names") or {}).values() if isinstance(names, list | tuple) for n in names]
    spelt += [(n, id) for id, o in index.organisations.items() for names in o.names.values() for n in names]
    found = {plain(n): id for n, id in spelt if _is_latin(n) == latin}
    ids = (*index.bodies, *index.organisations, *(str(e["id"]) for e in load_world("organizations")))
    return {**found, **{id: id for id in ids}}


@cache
def _parts_of() -> dict[str, tuple[str, ...]]:
    """What belongs to an organisation: its organs, and organisations below it."""
    index = load_register().index
    pairs = [(str(e["parent"]), str(e["id"])) for e in load_world("organizations") if e.get("parent")]
    pairs += [(o.parent, id) for id, o in index.organisations.items() if o.parent]
    pairs += [(b.organisation, id) for id, b in index.bodies.items()]
    found: dict[str, dict[str, None]] = {}
    for whole, part in pairs:
        found.setdefault(whole, {})[part] = None
    return {whole: tuple(parts) for whole, parts in found.items()}


def _other_names(phrase: str) -> tuple[str, ...]:
    """The full names, in every script, of the people of the register who are known under this name."""
    index = load_register().index
    full = len(phrase.split()) > 1 or script(phrase) == "han"
    found = [n for person in index.find_people(phrase) for n in index.all_names(person)]
    return tuple(n for n in dict.fromkeys(found) if n != phrase and (len(n.split()) > 1 or script(n) == "han")) if full or found else ()


def spellings(connection: Connection, phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The names of parties (and places) of this ledger that a name in any script can mean."""
    s = t.spelling.c
    found: dict[str, None] = {}
    for n, phrase in enumerate(phrases):
        if n and script(phrase) == "han" and not _has_chinese(connection):
            continue  # reading characters aloud costs a third of a second of loading: only a ledger with Chinese texts pays
        for way in phrase_keys(phrase):
            ask = select(s.names).where(s.key.in_(way)).group_by(s.names).having(func.count() == len(way)).limit(_LIMIT)
            if phrase.endswith("*"):
                ask = select(s.names).where(s.key.startswith(way[-1], autoescape=True)).distinct().limit(_LIMIT)
            for names in connection.execute(ask).scalars():
                if names not in found and (phrase.endswith("*") or is_spelt(phrase, names)):
                    found[names] = None
    return tuple(found)


def _has_chinese(connection: Connection) -> bool:
    written = [language for language in languages() if str(load_pack(language).setting("script")).casefold() == "han"]
    return connection.execute(select(t.document.c.id).where(t.document.c.language.in_(written)).limit(1)).first() is not None


def party_is(connection: Connection, phrase: str) -> ColumnElement[bool]:
    """The condition on a row of `party` that it is whom a name means, or (unless "=" stands before the name) acts for them."""
    p, meant = t.party.c, wanted(phrase)
    if phrase.islower() and _CODE.fullmatch(phrase):  # a code under which the ledger knows somebody
        i = t.identity.c
        known = connection.execute(select(i.id, i.merged_into).where(i.code == phrase)).first()
        if known is not None:
            return p.identity_id.in_([x for x in known if x is not None])
    if meant.identifiers:
        either: list[ColumnElement[bool]] = [p.identifier.in_(meant.identifiers)]
        if meant.states and not phrase.startswith("="):
            either.append(p.state.in_(meant.states))
        return or_(*either)
    names = spellings(connection, meant.phrases)
    same = p.names.in_(names)
    one = select(t.party.c.identity_id).where(t.party.c.names.in_(names), t.party.c.identity_id.is_not(None))
    return or_(same, p.identity_id.in_(one))


def acts_for(phrase: str) -> ColumnElement[bool]:
    """The condition on a row of `party` that it is a state or body, or acts for it."""
    meant, p = wanted(phrase), t.party.c
    sides = meant.states or tuple(i.partition(":")[2] for i in meant.identifiers) or (phrase, f"org:{plain(phrase)}")
    return or_(p.state.in_(sides), p.identifier.in_(meant.identifiers or ("",)))


@lru_cache(maxsize=1024)
def place_names(phrase: str) -> tuple[str, ...]:
    """A place's names in all languages of the gazetteer.

    >>> "Самарканд" in place_names("Samarkand")
    True
    """
    every = [load_gazetteer().city_names(language) for language in load_gazetteer().languages()]
    rows = {row for names in every for row in names.get(phrase, ())[:1]}
    known = [name for names in every for name, found in names.items() if found and found[0] in rows] if rows else []
    return tuple(dict.fromkeys((phrase, *known)))
