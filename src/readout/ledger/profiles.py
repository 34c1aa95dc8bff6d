"""Profiles: what a text says of a party, and whether two such sayings can mean one person or body. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from readout.ledger.folding import Name, plain, same_name, words
from readout.ledger.offices import is_single, office
from readout.register.ask import load_register
from readout.register.names import same_person

PERSON = "person"
_RARE = 9  # letters of a folded name from which two people are not taken to share it by chance: Wang Yi has 6, He Jinping 9
_NEAR = 31  # days between two texts that speak of the same time


class Profile(msgspec.Struct, frozen=True):
    """One way in which texts present a party; equal keys are one profile, in however many documents.

    `names` are all names by which it may be looked up; `states` codes of states or ids of bodies behind it; `offices` rank and
    portfolio; `identifier` an entry of the register or a public code; `document` is set where a judgement speaks of one document.
    """

    key: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    identifier: str | None = None
    states: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    first_day: str | None = None
    last_day: str | None = None
    document: str | None = None

    @property
    def full(self) -> bool:
        """Whether the name has more than a family name."""
        return self.kind != PERSON or _name(self.name).given

    @property
    def weak(self) -> bool:
        """Whether nothing but the name is known."""
        return not self.identifier and not (self.states and self.offices)


class Verdict(NamedTuple):
    """What a comparison finds: same | different | unsure | unrelated, how strong, and why."""

    says: str
    strength: int = 0
    why: str = ""


UNRELATED = Verdict("unrelated")


@lru_cache(maxsize=65536)
def _name(printed: str) -> Name:
    return Name(printed)


@lru_cache(maxsize=65536)
def register_person(name: str, state: str | None, held: str | None, day: str | None) -> str | None:
    """The register's id of the one person that a name, an office, a state and a day fit, or None.

    >>> register_person("Norov", "org:sco", "head-of-organisation", "2021-05-09")
    'vladimir-norov'
    """
    if not (_rare(name) or (held and (state or is_single(held)))):
        return None
    found = set()
    for holder in load_register().posts_held(name, day) if day else ():
        owner, _, _ = holder.post.partition("/")
        if state and state not in (owner, f"org:{owner}"):
            continue
        if held and held not in _offices_of(holder.post, holder.title):
            continue
        if not held and not any(same_name(_name(name), _name(known)) for known in holder.names):
            continue
        found.add(holder.person)
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _offices_of(post: str, title: str) -> frozenset[str]:
    """Rank and portfolio of an office of the register, from its title and from its id (`UA/foreign-minister`)."""
    return frozenset(o for t in (title, post.partition("/")[2].replace("-", " ")) if (o := office(t)))


def _rare(name: str) -> bool:
    found = _name(name)
    return found.given and sum(map(len, found.sounds)) >= _RARE


@lru_cache(maxsize=16384)
def _of_register(person: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Name, all names, states and offices of a person of the register."""
    held = load_register().held_by(person, "en")
    names = tuple(dict.fromkeys(n for h in held for n in (h.name, *h.names)))
    states = {s for h in held for s in _owners(h.post.partition("/")[0])}
    return held[0].name, names, tuple(sorted(states)), tuple(sorted({o for h in held for o in _offices_of(h.post, h.title)}))


def _owners(owner: str) -> tuple[str, ...]:
    return (owner,) if owner.isupper() else (f"org:{owner}",)


def profile_of(kind: str, anchor: str, names: Iterable[str], state: str | None, held: str | None, day: str | None) -> Profile | None:
    """The profile of a party of a document; None for groups, which are nobody in particular.

    >>> profile_of("person", "", ["Norov"], "org:sco", "head-of-organisation", "2021-05-09").key
    'person|register:vladimir-norov'
    """
    printed = tuple(dict.fromkeys(n for n in names if n))
    if held == "head-of-state" and (state or "").startswith("org:"):
        held = "head-of-organisation"  # the President of a Commission is called as one of a state is
    if kind == "group" or (kind == "office" and not (state and is_single(held))):
        return None
    if kind == "office":
        return Profile(f"office|{state}|{held}", kind, printed[0] if printed else str(held), printed, None, (state or "",), (held or "",))
    if not printed:
        return None
    if kind != PERSON:
        base = "|".join(anchor.split("|")[:2])
        identifier = base.partition("|")[2]
        given = identifier if ":" in identifier else None
        return Profile(base, kind, printed[0], printed, given, (), (), day, day)
    person = next((p for n in printed if (p := register_person(n, state, held, day))), None)
    if person:
        name, known, states, offices = _of_register(person)
        return Profile(f"person|register:{person}", kind, name, known, f"register:{person}", states, offices, day, day)
    key = f"person|{plain(printed[0])}|{state or ''}|{held or ''}"
    return Profile(key, kind, printed[0], (printed[0],), None, (state,) if state else (), (held,) if held else (), day, day)


def lookup_words(profile: Profile) -> tuple[str, ...]:
    """The words under which a profile is looked up: sounds of a person's names, the whole folded name of a body."""
    if profile.kind != PERSON:
        return tuple(dict.fromkeys(f"={' '.join(w for w in map(plain, words(n)) if w not in _ARTICLES)}" for n in (profile.names)))
    found = [s for n in (profile.name, *profile.names) for s in _name(n).sounds]
    joined = ["".join(_name(n).sounds) for n in profile.names if _name(n).script != "other"]
    read = [s for n in (profile.name, *profile.names) for s in _name(n).chinese]
    return tuple(dict.fromkeys([*found, *joined, *read]))


_ARTICLES = frozenset(("the", "of", "and"))


def compare(left: Profile, right: Profile) -> Verdict:
    """Whether two profiles are one person or body; order of the two does not matter.

    >>> one = profile_of("person", "", ["Ana Kral"], "BY", "minister/foreign", "2021-05-09")
    >>> compare(one, profile_of("person", "", ["Ана Крал"], "BY", "minister/foreign", "2021-06-01")).says
    'same'
    """
    if left.kind != right.kind:
        return UNRELATED
    if left.identifier and right.identifier:
        return Verdict("same", 100, f"both are {left.identifier}") if left.identifier == right.identifier else Verdict("different", 100)
    if left.kind != PERSON:
        return _bodies(left, right)
    if left.full and right.full:
        return _full_names(left, right)
    return _family_name(left, right)


def _bodies(left: Profile, right: Profile) -> Verdict:
    if left.kind == "office" or not set(lookup_words(left)) & set(lookup_words(right)):
        return UNRELATED
    return Verdict("same", 80, "same name")


def _names(left: Profile, right: Profile) -> str | None:
    """How two full names agree: `same`, `alike` (Joe, Joseph), or None."""
    ours, theirs = _all_names(left.name, left.names), _all_names(right.name, right.names)
    for a in ours:
        for b in theirs:
            if same_name(a, b):
                return "same"
    for a in ours:
        for b in theirs:
            if _alike(a, b):
                return "alike"
    return None


@lru_cache(maxsize=65536)
def _all_names(name: str, names: tuple[str, ...]) -> tuple[Name, ...]:
    """The names of a profile ready for comparison, each once."""
    return tuple(_name(n) for n in dict.fromkeys((name, *names)))


def _alike(left: Name, right: Name) -> bool:
    """Whether two full names share the family name and begin alike: Joe and Joseph, not Mohammed bin Salman and Salman."""
    if not (left.given and right.given) or left.sounds[-1] != right.sounds[-1]:
        return False
    ours, theirs = left.sounds[0], right.sounds[0]
    return ours[:2] == theirs[:2] or bool((left.initials & {theirs[0]}) | (right.initials & {ours[0]}))


def _full_names(left: Profile, right: Profile) -> Verdict:
    named = _names(left, right)
    if named is None:
        return UNRELATED
    office_shared = set(left.offices) & set(right.offices)
    states_known = bool(left.states and right.states)
    state_shared = set(left.states) & set(right.states)
    if named == "alike":
        if state_shared and any(is_single(o) for o in office_shared):
            return Verdict("same", 75, f"names alike, same office ({_first(office_shared)} of {_first(state_shared)})")
        return UNRELATED
    if states_known and not state_shared:
        if all(":" not in s for s in (*left.states, *right.states)):
            return Verdict("different", 50, "other states")
        return Verdict("unsure", 0, f"same name, but of {_first(left.states)} and of {_first(right.states)}")
    if state_shared and office_shared:
        return Verdict("same", 90, f"same name and office ({_first(office_shared)} of {_first(state_shared)})")
    if state_shared and not (left.offices and right.offices):
        if not _uncommon(left, right):
            return _only_a_name(left, right)
        return Verdict("same", 70, f"same name, same state ({_first(state_shared)})")
    if state_shared:
        return _career(left, right, _first(state_shared))
    return Verdict("same", 65, f"same name and office ({_first(office_shared)})") if office_shared else _only_a_name(left, right)


def _uncommon(left: Profile, right: Profile) -> bool:
    return _rare(left.name) or _rare(right.name)


def _only_a_name(left: Profile, right: Profile) -> Verdict:
    if not _uncommon(left, right):
        return Verdict("unsure", 0, "the same short name only")
    return Verdict("weak", 40, "same name, nothing against it")


_LOCAL = frozenset(("governor", "mayor"))


def _career(left: Profile, right: Profile, state: str) -> Verdict:
    """Two offices in one state: one person's career, or two people of one name."""
    held = f"{_first(left.offices)} and {_first(right.offices)} of {state}"
    ranks = {o.partition("/")[0] for o in left.offices} ^ {o.partition("/")[0] for o in right.offices}
    if not _uncommon(left, right) or (ranks & _LOCAL and _overlap(left, right)):
        return Verdict("unsure", 0, f"same name, other offices: {held}")
    return Verdict("same", 60, f"same name, offices in one state: {held}")


def _overlap(left: Profile, right: Profile) -> bool:
    from datetime import date

    if not (left.first_day and left.last_day and right.first_day and right.last_day):
        return True
    low, high = max(left.first_day, right.first_day), min(left.last_day, right.last_day)
    return low <= high or (date.fromisoformat(low[:10]) - date.fromisoformat(high[:10])).days <= _NEAR


def _family_name(left: Profile, right: Profile) -> Verdict:
    """A family name alone means the person of that name in that office, and nobody where the office is not told."""
    if not _family_in_common(left, right):
        return UNRELATED
    offices, states = set(left.offices) & set(right.offices), set(left.states) & set(right.states)
    if offices and states:
        return Verdict("same", 55, f"family name and office ({_first(offices)} of {_first(states)})")
    return UNRELATED


def _family_in_common(left: Profile, right: Profile) -> bool:
    ours = {s for n in (left.name, *left.names) for s in _name(n).sounds}
    theirs = {s for n in (right.name, *right.names) for s in _name(n).sounds}
    return bool(ours & theirs) or same_person(left.name, right.name)


def _first(values: Iterable[str]) -> str:
    return min(values, default="?")


def family_sounds(name: str) -> tuple[str, ...]:
    """First and last word of a name as they sound: the family name is one of them.

    >>> family_sounds("Владимир Имамович Норов")
    ('vladimir', 'norov')
    """
    found = _name(name).sounds
    return tuple(dict.fromkeys((found[0], found[-1]))) if found else ()
