"""Entities: every word that the packs and the gazetteer know by itself (states, bodies, offices, honorifics), found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import LINE, Pack, load_world
from readout.model.mention import Atom
from readout.register.gazetteer import load_gazetteer


class Title(msgspec.Struct, frozen=True, gc=False):
    """What the pack says of an office: its canonical form, class, and whether the words are its plural."""

    canonical: str
    rank: str
    plural: bool
    bare: bool = False
    home: str = ""
    cases: frozenset[int] = frozenset()
    nominative: str = ""


class Known(msgspec.Struct, frozen=True, gc=False):
    """A state, region, people or body: its key in the register, the name it is printed by, the state it is at `home` in."""

    key: str
    name: str
    home: str = ""
    cases: frozenset[int] = frozenset()


@cache
def lexicon(pack: Pack) -> Lexicon:
    """The entity lexicon of a pack: longest match wins, earlier sources win between equal words."""
    return Lexicon(_entries(pack), spaced=bool(pack.setting("words_are_spaced")))


def find(text: str, pack: Pack) -> list[Atom]:
    """The known words of the text, in order, none overlapping.

    >>> from readout.grammar.load import load_pack
    >>> [(a.kind, a.start, a.end) for a in find("The Foreign Minister of Belarus", load_pack("en"))]
    [('title', 4, 20), ('state', 24, 31)]
    """
    read = _labels(pack).sub(lambda m: m.group().title(), text)
    return [Atom(start, end, e.code, e.value, e.rule) for start, end, e in lexicon(pack).spans(read) if e.code != "ignore"]


@cache
def _labels(pack: Pack) -> re.Pattern[str]:
    """Labels of a transcript in capitals ("PRESIDENT KRAL: …"): their words are known as they are written elsewhere."""
    return re.compile(str(pack.file("names").get("labels") or "(?!)"))


def _entries(pack: Pack) -> Iterator[Entry]:
    for word in pack.entries("mentions", "not_entities"):  # phrases in which the words of an office or a state mean none
        for form in {str(word), str(word)[:1].upper() + str(word)[1:]}:
            yield Entry(form, "ignore", None, f"{pack.language}.mentions.not_entities")
    for word in pack.entries("mentions", "ignored"):
        yield Entry(str(word), "ignore", None, "")
    yield from _states(pack)
    yield from _organisations(pack)
    yield from _bodies(pack)
    yield from _sides(pack)
    yield from _titles(pack)
    yield from _words(pack)
    yield from _regions(pack)


def _states(pack: Pack) -> Iterator[Entry]:
    gazetteer, language = load_gazetteer(), pack.language
    ambiguous = {str(w) for w in pack.file("mentions").get("not_states", ())}
    least = _least(pack)
    short = {str(w) for w in pack.entries("mentions", "short_states")}
    for kind, table in (("state", gazetteer.state_names), ("adjective", gazetteer.adjectives), ("people", gazetteer.people)):
        for surface, code in table(language).items():
            if surface not in ambiguous and (len(surface) > least or surface in short):
                cases = _case(surface, code, pack) if kind == "state" else frozenset()
                yield Entry(surface, kind, Known(code, gazetteer.state_name(code, language), cases=cases), f"world.states.{code}")
    for suffix in map(str, pack.entries("bodies", "state_suffixes")):
        for surface, code in gazetteer.state_names(language).items():
            if len(surface) > least and not surface.endswith(suffix):
                yield Entry(surface + suffix, "state", Known(code, gazetteer.state_name(code, language)), f"world.states.{code}")
    yield from _headed_states(pack)


def _headed_states(pack: Pack) -> Iterator[Entry]:
    """States whose heading noun and name are both inflected where the gazetteer inflects one ("Республики Сербии")."""
    gazetteer, language = load_gazetteer(), pack.language
    names = gazetteer.state_names(language)
    for head in map(str, pack.entries("mentions", "state_heads")):
        lemma = gazetteer.lemmas(language)
        full: dict[str, list[str]] = {}
        for surface, code in names.items():
            if surface.startswith(head + " ") and lemma.get(surface) == surface:
                full.setdefault(code, []).append(surface)
        singular = [f for f in pack.forms.of(head) if not f.plural]
        for surface, code in names.items():
            if code in full and " " not in surface:
                whole = next((w for w in full[code] if w.endswith(lemma[surface])), full[code][0])
                known = Known(code, whole, cases=_case(surface, code, pack))
                for form in singular:
                    allowed = form.cases & known.cases if known.cases and form.cases else form.cases
                    yield Entry(f"{form.words} {surface}", "state", replace(known, cases=allowed or form.cases), f"world.states.{code}")


def _case(surface: str, code: str, pack: Pack) -> frozenset[int]:
    """The cases of a state's name: the nominative may be any that looks alike, every other form is none."""
    if not pack.setting("inflects"):
        return frozenset()
    return frozenset() if load_gazetteer().lemmas(pack.language).get(surface) == surface else frozenset(range(1, 6))


def _least(pack: Pack) -> int:
    """Names must be longer than this: two letters are an abbreviation in an alphabet, and a name where signs are words."""
    return 2 if pack.setting("words_are_spaced") else 1


def _sides(pack: Pack) -> Iterator[Entry]:
    """Words that name a state's side as such (中方), where a language has them; the value is the states they can mean."""
    for surface, codes in load_gazetteer().sides(pack.language).items():
        yield Entry(surface, "side", tuple(codes), f"world.states.{codes[0]}")


def _bodies(pack: Pack) -> Iterator[Entry]:
    """The bodies of states that the pack knows by name, with the state they are at home in; a body is its own key."""
    for entry in pack.entries("bodies", "home"):
        name, home = str(entry["name"]), str(entry.get("home") or "")
        for surface in (name, *map(str, entry.get("also") or ())):
            yield Entry(surface, "organisation", Known(name, surface, home), f"{pack.language}.bodies.{name}:{entry[LINE]}")
    for word in pack.entries("bodies", "of_state"):
        yield Entry(str(word), "organ", Known(str(word), str(word)), f"{pack.language}.bodies.of_state")
    for word in pack.entries("bodies", "government"):
        yield Entry(str(word), "government", None, f"{pack.language}.bodies.government")


def _regions(pack: Pack) -> Iterator[Entry]:
    gazetteer, language = load_gazetteer(), pack.language
    ambiguous = {str(w) for w in pack.file("mentions").get("not_regions", ())}
    least = _least(pack) + bool(pack.setting("words_are_spaced"))
    for surface, code in gazetteer.region_names(language).items():
        if surface not in ambiguous and len(surface) > least:
            yield Entry(surface, "region", Known(code, surface), f"world.regions.{code}")


def _organisations(pack: Pack) -> Iterator[Entry]:
    for entry in load_world("organizations"):
        names: list[object] = list((entry.get("names") or {}).get(pack.language) or ())
        for name in names:
            kind = "project" if entry.get("kind") == "project" else "organisation"
            for form in pack.forms.of(str(name)):
                known = Known(str(entry["id"]), str(names[0]), cases=form.cases)
                yield Entry(form.words, "organisation", known, f"world.{kind}.{entry['id']}")


def _titles(pack: Pack) -> Iterator[Entry]:
    """The offices of the pack; a surface that swallows what an office is held in ("President of the Republic" of …) is left out."""
    barred = {str(t) for t in pack.file("mentions").get("not_titles", ())}
    holders = {str(n) for e in load_world("organizations") for n in (e.get("names") or {}).get(pack.language) or ()}
    holders |= set(load_gazetteer().state_names(pack.language))
    for entry in pack.entries("titles", "titles"):
        rule, rank = f"{pack.language}.titles.{entry[LINE]}", str(entry.get("rank") or "official")
        canonical, home = str(entry["title"]), str(entry.get("home") or "")
        for surface in (canonical, *map(str, entry.get("also") or ())):
            if surface not in barred and not _names_its_holder(surface, holders):
                for form in (f for f in pack.forms.of(surface) if f.words not in barred):
                    title = Title(canonical, rank, form.plural, home=home, cases=form.cases, nominative=surface)
                    yield from _title(form.words, title, rule)
        for surface in _plurals(entry):
            yield from _title(surface, Title(canonical, rank, True), rule)
    for entry in pack.entries("titles", "compounds"):
        rule = f"{pack.language}.titles.{entry[LINE]}"
        for surface in (f"{field}{head}" for head in entry["heads"] for field in entry["fields"]):
            yield Entry(surface, "title", Title(surface, str(entry["rank"]), False), rule)
    for entry in pack.entries("titles", "heads"):
        word, rank = str(entry["word"]), str(entry.get("rank") or "official")
        rule = f"{pack.language}.titles.{entry[LINE]}"
        for form in (f for f in pack.forms.of(word) if f.words not in barred):
            yield from _title(form.words, Title(word, rank, form.plural, True, cases=form.cases), rule)
        ending = pack.setting("plural_ending")
        for plural in _plurals(entry) or ((word + str(ending),) if ending and "plural" not in entry else ()):
            yield from _title(plural, Title(word, rank, True, True), rule)


def _names_its_holder(surface: str, holders: set[str]) -> bool:
    """Whether an office's words name the body or state it is held in, which is read apart ("President of the European Council")."""
    return any(surface.endswith(" " + h) for n in range(surface.count(" ")) for h in [surface.split(" ", n + 1)[-1]] if h in holders)


def _plurals(entry: dict[str, Any]) -> tuple[str, ...]:
    plural = entry.get("plural") or ()
    return (plural,) if isinstance(plural, str) else tuple(map(str, plural))


def _title(surface: str, title: Title, rule: str) -> Iterator[Entry]:
    first, rest = surface[:1], surface[1:]
    low = surface.lower()
    sentence = low[:1].upper() + low[1:]  # "Foreign minister Kral"
    forms = (surface, low, sentence, first.upper() + rest, first.lower() + rest, surface.replace("-", " "), surface.title())
    for form in dict.fromkeys(forms):
        yield Entry(form, "title", title, rule)


def _words(pack: Pack) -> Iterator[Entry]:
    language = pack.language
    for entry in pack.entries("titles", "modifiers"):
        word = str(entry["word"])
        if not entry.get("glued") and not entry.get("after"):
            cases: dict[str, frozenset[int]] = {}
            for made in pack.forms.of(word):
                printed = made.words
                for w in {printed, printed.lower(), printed[:1].upper() + printed[1:]} if entry.get("effect") != "rank" else {printed}:
                    cases[w] = cases.get(w, frozenset()) | made.cases
            for w, stands in cases.items():
                yield Entry(w, "modifier", (word.lower(), str(entry.get("effect")), stands), f"{language}.titles.{entry[LINE]}")
    for word in pack.entries("titles", "portfolios"):
        yield Entry(str(word), "portfolio", str(word), f"{language}.titles.portfolios")
    for entry in pack.entries("honorifics", "honorifics"):
        word = str(entry["word"] if isinstance(entry, dict) else entry)
        glued = isinstance(entry, dict) and bool(entry.get("glued"))
        for form in pack.forms.all(word) if not glued else ():
            yield Entry(form, "honorific", word, f"{language}.honorifics")
    for word in pack.entries("mentions", "area_types"):
        yield Entry(str(word), "areatype", str(word), f"{language}.mentions.area_types")
    for key in ("regions_of_world", "seas_and_straits"):
        for word in pack.entries("places", key):
            name = str(word["name"] if isinstance(word, dict) else word)
            yield Entry(name, "world", name, f"{language}.places.{key}")
