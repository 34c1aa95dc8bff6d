"""Speakers: whose words a statement reports, from the words that stand as its subject.

A name, an office, a pronoun, a side or "the leaders": each is resolved by its own rule, and a value that no word says outright
carries `inferred`. Where nobody can be told, the statement stays without a speaker; nobody is guessed without a rule.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.model.finding import EncounterFound, PartyKey, Stretch
from readout.model.mention import Mention, Post
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret import authors
from readout.stages.interpret.scene import Scene, office_key

_OF_STATE = frozenset({"head-of-state", "head-of-government", "minister", "deputy-minister", "royal"})
_SIDES = frozenset({"side", "state", "organisation", "region"})


class Voice(msgspec.Struct, frozen=True, gc=False):
    """Whoever speaks: the parties, whether all sides speak together, and where that is said."""

    keys: tuple[PartyKey, ...]
    joint: bool
    basis: str
    evidence: tuple[Stretch, ...]


class LastTold:
    """Which held encounter was told of last before a place: it is the one that words there were said at."""

    def __init__(self, met: Sequence[EncounterFound]) -> None:
        held = sorted((e.evidence[0][0], i) for i, e in enumerate(met) if e.status == "held" and e.evidence)
        self._places = [place for place, _ in held]
        self._last = list(accumulate((i for _, i in held), max))
        self._default = 0 if met else None

    def before(self, place: int) -> int | None:
        """The number of that encounter; the first one's where none was told of yet, None where there is none."""
        i = bisect_right(self._places, place) - 1
        return self._last[i] if i >= 0 else self._default


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of pronouns and of words for a participant."""

    genders: dict[str, str]
    pronouns: dict[str, str]
    reflexive: re.Pattern[str]
    women: frozenset[str]
    plural: frozenset[str]


@cache
def rules(pack: Pack) -> Rules:
    """The speaker rules of a pack."""
    content = pack.file("reporting_verbs")
    genders = {str(w).lower(): str(g) for g, words in content.get("genders", {}).items() if isinstance(words, list) for w in words}
    pronouns = {
        str(w).lower(): str(g) for g, words in content.get("gendered_pronouns", {}).items() if isinstance(words, list) for w in words
    }
    women = {str(w).casefold() for w in pack.entries("names", "women")}
    if pack.setting("inflects"):  # a verb's form tells the gender too, so that given names are worth their look
        genders = {**{str(w).casefold(): "male" for w in pack.entries("names", "given_names")}, **dict.fromkeys(women, "female"), **genders}
    words = "|".join(re.escape(w) for w in pronouns) or "(?!)"
    plural = frozenset(str(w) for w in content.get("plural_pronouns") or ())
    return Rules(genders, pronouns, re.compile(rf"\b(?:{words})\b", re.I), frozenset(map(str, pack.entries("names", "women"))), plural)


class Room:
    """Who is present and who spoke last, while a document is read from top to bottom."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound]) -> None:
        self.scene = scene
        self.met = met
        self.rules = rules(scene.pack)
        self.last: PartyKey | None = None
        self.topic: PartyKey | None = None
        self.group: tuple[PartyKey, ...] = ()
        self.principals: tuple[PartyKey, ...] = ()
        self._together: tuple[PartyKey, ...] = ()
        self._held = [e for e in met if e.status == "held" and e.kind != "message"] or list(met)
        apart: dict[int, list[PartyKey]] = {}  # who is met "separately" in one sentence are all of "the sides"
        for e in self._held:
            apart.setdefault(e.evidence[0][0] if e.evidence else 0, []).extend(e.principals)
        told = [(at, tuple(dict.fromkeys(keys))) for at, keys in apart.items()]
        self._meetings = sorted(((at, _people_first(p)) for at, p in told if len(p) > 1), key=lambda m: m[0])
        self._told = [at for at, _ in self._meetings]
        named = [p.key for p in scene.cast.people if p.posts and not p.weak] if not met else []
        self._alone = _people_first(told[0][1]) if told else tuple(named) if len(named) == 2 else ()
        self._sides: dict[PartyKey, frozenset[PartyKey]] = {}
        self._gender: dict[int, str | None] = {}
        mine = (i for i, m in enumerate(scene.mentions) if authors.is_author(m))
        self._author = next((scene.fixed_key(i) for i in mine), None)  # who says "I" is nobody's "he"

    def enter(self, start: int, end: int) -> None:
        """Move to a sentence: the encounter told of last is the one whose principals "they" are."""
        i = max(0, bisect_left(self._told, end) - 1)
        found = self._meetings[i][1] if self._meetings else None
        if self._together and self._told and self._told[0] >= end:
            found = self._together  # two who spoke together before any meeting was told
        self.principals = found or self._alone or self._together

    def together(self) -> Voice:
        """All the principals at once, as the agentless passive and "the sides" mean them."""
        return Voice(self.principals, True, "inferred", ())

    def voice(self, indices: Sequence[int]) -> Voice | None:
        """Who the mentions of a subject are; None where they cannot be parties."""
        keys: list[PartyKey] = []
        basis, joint = "text", False
        mentions = self.scene.mentions
        evidence = tuple((mentions[i].start, mentions[i].end) for i in indices)
        for i in indices:
            found, how, both = self._one(i)
            joint = joint or both
            basis = how if how != "text" else basis
            keys.extend(k for k in found if k not in keys)
        if not keys:
            return Voice((), joint, basis, evidence) if joint else None
        return Voice(tuple(keys), joint or self._several_sides(keys), basis, evidence)

    def _one(self, index: int) -> tuple[tuple[PartyKey, ...], str, bool]:
        """The parties of one mention, how they are known, and whether it means everybody."""
        mention = self.scene.mentions[index]
        if mention.kind == "collective" or (mention.kind == "office" and mention.plural):
            return self._collective(mention)
        if mention.kind == "pronoun":
            key = self._pronoun(mention)
            return ((key,), "inferred", False) if key else ((), "inferred", False)
        person = self.scene.cast.person_of[index]
        if person is not None:
            return (("person", str(person)),), "text", False
        if mention.kind == "office":
            return self._offices(mention, index)
        key = self.scene.fixed_key(index)
        if key is not None:
            return (key,), "text", False
        if mention.kind != "name":
            return (), "text", False
        state = load_gazetteer().seats(self.scene.pack.language).get(self.scene.text[mention.start : mention.end])
        return ((("state", state),), "register", False) if state is not None else self._titled(mention)

    def _titled(self, mention: Mention) -> tuple[tuple[PartyKey, ...], str, bool]:
        """The principals whose offices a plural word names ("the Secretaries"), where two or more hold such an office."""
        held = self._holders_of(self.scene.text[mention.start : mention.end].split()[-1])
        return (held, "inferred", self._several_sides(held)) if len(held) > 1 else ((), "text", False)

    def _holders_of(self, noun: str) -> tuple[PartyKey, ...]:
        stem = noun.casefold().rstrip("s").removesuffix("ie").removesuffix("y")
        people = [k for k in self.principals if k[0] == "person"]
        return tuple(
            k for k in people if len(stem) > 3 and any(w.startswith(stem) for p in self._posts(k) for w in p.title.casefold().split())
        )

    def _offices(self, mention: Mention, index: int) -> tuple[tuple[PartyKey, ...], str, bool]:
        """The holders of an office, or of two named together; "the Prime Minister and Minister of Finance" may be one person."""
        if len(mention.posts) < 2:
            return self._office(mention, index)
        ranks = {post.rank for post in mention.posts}
        several = [k for k in self.principals if all(self._holds_rank(k, rank) for rank in ranks)]
        if len(ranks) == len(mention.posts) and len(several) == 1:
            return (several[0],), "text", False
        keys: list[PartyKey] = []
        for post in mention.posts:
            found, _, _ = self._office(replace(mention, posts=(post,)), index)
            keys.extend(k for k in found if k not in keys)
        return tuple(keys), "text", False

    def _collective(self, mention: Mention) -> tuple[tuple[PartyKey, ...], str, bool]:
        """Those whom "the sides" or "the ministers" mean: the principals, or those of them who hold such an office."""
        if mention.kind == "office":
            held = [k for k in self.principals if k[0] == "person" and self._holds_rank(k, mention.posts[0].rank)]
            if len(held) > 1:
                return tuple(held), "inferred", self._several_sides(held) or len(held) == len(self.principals)
            return self.principals, "inferred", True
        if self.group and self.scene.text[mention.start : mention.end].casefold() in self.rules.plural:
            return self.group, "inferred", self._several_sides(self.group)
        titled = self._holders_of(self.scene.text[mention.start : mention.end].split()[-1])
        if 1 < len(titled) < len(self.principals):
            return titled, "inferred", self._several_sides(titled)
        return self.principals, "inferred", True

    def _holds_rank(self, key: PartyKey, rank: str | None) -> bool:
        return any(p.rank == rank for p in self._posts(key))

    def _posts(self, key: PartyKey) -> tuple[Post, ...]:
        return self.scene.cast.people[int(key[1])].posts if key[0] == "person" else ()

    def _office(self, mention: Mention, index: int) -> tuple[tuple[PartyKey, ...], str, bool]:
        """The holder of an office that stands for a person; the publisher's own principal where two hold the same."""
        among = self.principals
        if (unnamed := office_key(mention.posts[0], None)) in among and not mention.posts[0].of:
            return (unnamed,), "text", False
        key = self.scene.holder(mention, among)
        people = [k for k in among if k[0] == "person"]
        if key in people and (own := self._of_that_side(mention.posts[0], people)) and key not in own:
            key = own[0] if len(own) == 1 else None  # "the Foreign Minister of Xland" is nobody of another side
        if key is not None and (key[0] != "person" or not people or key in people):
            return (key,), "text", False
        if not mention.posts[0].of and len(people) > 1 and len({p.rank for k in people for p in self._posts(k)}) >= 1:
            own = [k for k in people if self.scene.side is not None and self.scene.side.party in self.sides(k)]
            same = [k for k in people if self._holds_rank(k, mention.posts[0].rank)]
            pick = next((k for k in own if k in same), None) or (same[0] if same else None)
            if pick is not None:
                return (pick,), "inferred", False
        if key is not None:
            return (key,), "text", False
        by_state = self._of_that_side(mention.posts[0], people)
        if len(by_state) == 1:
            return (by_state[0],), "inferred", False
        fixed = self.scene.fixed_key(index)
        return ((fixed,), "text", False) if fixed is not None else ((), "text", False)

    def _of_that_side(self, post: Post, people: Sequence[PartyKey]) -> list[PartyKey]:
        """The principals of the state or body that an office is said to be held in."""
        return [k for k in people if any(t.party in self.sides(k) for t in post.of)]

    def described(self, words: str, start: int) -> Voice | None:
        """Who "the guest" or "the Ruritanian diplomat" is: the principal of that state, or the one who did not speak last."""
        targets = {target_key_of(self.scene.mentions[i]) for i in self.scene.between(start, start + len(words))}
        adjectives = load_gazetteer().adjectives(self.scene.pack.language)
        targets |= {("state", adjectives[w]) for w in words.split() if w in adjectives}
        people = [k for k in self.principals if k[0] == "person"]
        fits = [k for k in people if targets & self.sides(k)]
        if len(fits) == 1:
            return Voice((fits[0],), False, "inferred", ((start, start + len(words)),))
        unknown = [k for k in people if not self.sides(k)]
        if targets - {None} and len(unknown) == 1:
            return Voice((unknown[0],), False, "inferred", ((start, start + len(words)),))
        if self.last is None and len(self.principals) == 2 and not (targets - {None}):
            return Voice((self.principals[1],), False, "inferred", ((start, start + len(words)),))
        others = [k for k in self.principals if k != self.last]
        if self.last in self.principals and len(others) == 1 and not (targets - {None}):
            return Voice((others[0],), False, "inferred", ((start, start + len(words)),))
        return None

    def sides(self, key: PartyKey) -> frozenset[PartyKey]:
        """The states and bodies whose side a party is on, by the offices the text gives."""
        if key not in self._sides:
            found = {t.party for p in self._posts(key) for t in p.of} if key[0] == "person" else {key}
            if key[0] == "office":
                found = {(kind, key[1].rsplit("|", 1)[-1]) for kind in ("state", "organisation", "region")}
            if not found and key[0] == "person" and self._posts(key):
                found = {self.scene.side.party} if self.scene.side is not None else self._host(key)
            self._sides[key] = frozenset(found)
        return self._sides[key]

    def _host(self, key: PartyKey) -> set[PartyKey]:
        """The state of a leader or minister who is given none: that of the place, where the other principal came from elsewhere."""
        gazetteer, language = load_gazetteer(), self.scene.pack.language
        for met in self._held:
            if key not in met.principals or met.place is None or not any(p.rank in _OF_STATE for p in self._posts(key)):
                continue
            place = gazetteer.place(met.place[0], language)
            others = {t.party for k in met.principals if k != key for p in self._posts(k) for t in p.of if t.party[0] == "state"}
            if place is not None and others and ("state", place.country) not in others:
                return {("state", place.country)}
        return set()

    def _several_sides(self, keys: Sequence[PartyKey]) -> bool:
        """Whether parties belong to more than one side: all principals, or people of different states."""
        if len(keys) < 2:
            return False
        if len(keys) == len(self.principals) == 2 and set(keys) == set(self.principals):
            return True  # the two of one encounter stand for two sides, whatever the text says of their offices
        return not self._one_side(keys)

    def _one_side(self, keys: Sequence[PartyKey]) -> bool:
        known = [self.sides(k) for k in keys]
        return all(known) and bool(frozenset.intersection(*known))

    # -- pronouns ------------------------------------------------------------------------------------------------------

    def _pronoun(self, mention: Mention) -> PartyKey | None:
        """The person "he" or "she" means: who spoke last, or who was the subject last, if the gender allows it."""
        word = self.scene.text[mention.start : mention.end].casefold()
        gender = self.rules.pronouns.get(word)
        people = [k for k in self.principals if k[0] == "person"]
        ranked = [k for k in (self.topic, self.last, *people) if k is not None and k[0] in ("person", "office")]
        for key in ranked:
            if self._agrees(key, gender) and key != self._author:
                return key
        return None

    def _agrees(self, key: PartyKey, gender: str | None) -> bool:
        known = self.gender(int(key[1])) if key[0] == "person" else None
        return gender is None or known is None or known == gender

    def gender(self, person: int) -> str | None:
        """The gender the text gives a person by an honorific, a title, or a given name that the pack knows."""
        if person not in self._gender:
            self._gender[person] = next(iter(self._gender_words(person)), None)
        return self._gender[person]

    def _gender_words(self, person: int) -> Iterator[str]:
        cast = self.scene.cast.people[person]
        for i in cast.mentions:
            mention = self.scene.mentions[i]
            words = [w.strip(".,").casefold() for w in (self.scene.text[mention.start : mention.end] + " " + (mention.name or "")).split()]
            yield from (g for w in words for g in [self.rules.genders.get(w)] if g is not None)
        yield from ("female" for name in cast.names for word in name.split()[:1] if word in self.rules.women)

    def other_of(self, gender: str, key: PartyKey) -> PartyKey | None:
        """Somebody of a gender, where a word that names nobody was taken for one of the other: who spoke last, or was told of."""
        if key[0] != "person" or self.gender(int(key[1])) in (gender, None):
            return None
        people = [p.key for p in self.scene.cast.people if p.key != key and self.gender(p.index) == gender]
        ranked = [k for k in (self.topic, self.last, *self.principals) if k in people]
        return next(iter(ranked or people), None)

    def spoke(self, voice: Voice) -> None:
        """Remember who spoke, for the sentence that begins with "he"."""
        self.group = voice.keys if len(voice.keys) > 1 else ()  # whom "they" means, who may be some of those present
        if len(voice.keys) > 1 and voice.joint and voice.basis == "text":
            self._together = voice.keys
        person = voice.keys and (voice.keys[0][0] in ("person", "office") or voice.keys[0] in self.principals)
        if len(voice.keys) == 1 and not voice.joint and person:  # a state that a capital stands for is nobody's "he"
            self.last = voice.keys[0]
            self.topic = voice.keys[0]


def target_key_of(mention: Mention) -> PartyKey | None:
    """The state or body that a mention names or belongs to."""
    if mention.owner is not None:
        return mention.owner.party
    if mention.kind in ("state", "organisation", "region") and mention.key:
        return (mention.kind, mention.key)
    for post in mention.posts:
        for target in post.of:
            return target.party
    return None


def _people_first(keys: Iterable[PartyKey]) -> tuple[PartyKey, ...]:
    """The principals who can speak: people and offices where there are any, otherwise the sides."""
    every = tuple(dict.fromkeys(keys))
    people = tuple(k for k in every if k[0] in ("person", "office"))
    return people if len(people) > 1 or len(people) == len(every) else every
