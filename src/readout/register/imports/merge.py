"""Who of a list is who of the register, and which of its offices are known: by identifier, by full name and office."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from readout.register import names
from readout.register.files import of_kind
from readout.register.gazetteer import load_gazetteer
from readout.register.imports.incoming import Incoming, Office, Someone
from readout.register.imports.judgements import DIFFERENT, OPEN, SAME, Judgement, identify
from readout.register.index import Index
from readout.register.model import Names
from readout.register.rows import slug


class Placed(NamedTuple):
    """An office of a list under its id in the register; `known` says that it was there before."""

    post: str
    of: str
    titles: Names
    known: bool


class Merge:
    """Decides for each person and office of one list; what a person decided earlier is kept."""

    def __init__(self, index: Index, incoming: Incoming, list_: str, earlier: dict[str, Judgement]) -> None:
        self.index, self.incoming, self.list, self.earlier = index, incoming, list_, earlier
        self.judgements: dict[str, Judgement] = {}
        self.by_identifier = {(k, v): p.id for p in index.people.values() for k, v in p.identifiers.items()}
        self.offices = {o.id: self._place(o) for o in incoming.offices}
        self.posts_of: dict[str, set[str]] = defaultdict(set)
        for term in incoming.terms:
            if term.office in self.offices:
                self.posts_of[term.person].add(self.offices[term.office].post)
        self.taken: dict[str, str] = {}

    def people(self) -> dict[str, str]:
        """The register's id for every person of the list."""
        return {someone.id: self._person(someone) for someone in self.incoming.people}

    def _person(self, someone: Someone) -> str:
        name = next((n[0] for n in someone.names.values() if n), someone.id)
        for ours, because, decision in self._candidates(someone):
            judgement = self._judge(someone.id, name, ours, decision, because)
            if judgement.decision == SAME:
                return ours
        return self._new_id(someone, name)

    def _candidates(self, someone: Someone) -> list[tuple[str, str, str]]:
        """People of the register this may be, with the reason and the decision it is good for."""
        found = {self.by_identifier[key]: f"{key[0]} {key[1]}" for key in someone.identifiers.items() if key in self.by_identifier}
        if found:
            return [(ours, f"identifier {why}", SAME if len(found) == 1 else OPEN) for ours, why in sorted(found.items())]
        every = [n for group in someone.names.values() for n in group]
        named = sorted(
            {p for n in every for p in self.index.find_people(n) if self._same_full_name(n, p) and not self._contradicts(someone, p)}
        )
        office = {p for p in named if self.posts_of[someone.id] & {o.post for o in self.index.held.get(p, ())}}
        return [(p, "full name and office" if p in office else "full name", SAME if {p} == office else OPEN) for p in named]

    def _same_full_name(self, name: str, person: str) -> bool:
        """Whether all words of two names agree; a family name alone proves nothing here."""
        for known in self.index.all_names(person):
            if names.script(name) == "han":
                if name == known and len(name) > 2:
                    return True
                continue
            ours, theirs = names.tokens(name), names.tokens(known)
            if len(ours) > 1 and len(ours) == len(theirs) and all(any(names.same_word(a, b) for b in theirs) for a in ours):
                return True
        return False

    def _contradicts(self, someone: Someone, person: str) -> bool:
        known = self.index.people[person].identifiers
        return any(scheme in known and known[scheme] != value for scheme, value in someone.identifiers.items())

    def _judge(self, theirs: str, name: str, ours: str, decision: str, because: str) -> Judgement:
        key = identify(self.list, theirs, ours)
        kept = self.earlier.get(key)
        judgement = kept if kept is not None and kept.by == "person" else Judgement(key, self.list, theirs, name, ours, decision, because)
        self.judgements[key] = judgement
        return judgement

    def _new_id(self, someone: Someone, name: str) -> str:
        """An id that nobody of the register or of this list has."""
        wanted = slug(name) or slug(someone.id)
        free = wanted not in self.index.people and self.taken.get(wanted, someone.id) == someone.id
        found = wanted if free else f"{wanted}-{slug(someone.id)}"
        self.taken[found] = someone.id
        return found

    # --- offices ------------------------------------------------------------------------------------------------------

    def _place(self, office: Office) -> Placed:
        of, titles = self._owner(office), office.titles
        known = self.index.titles_of((of_kind(of), of))
        for group in titles.values():
            for title in group:
                for said in (title, self._bare(title)):
                    posts = known.get(names.title_key(said))
                    if posts is not None and len(posts) == 1:
                        return Placed(posts[0], of, titles, True)
        first = next((g[0] for g in titles.values() if g), office.id)
        bare = {k: tuple(dict.fromkeys([self._bare(t) for t in v] + list(v))) for k, v in titles.items()}
        return Placed(f"{of}/{slug(self._bare(first)) or slug(office.id)}", of, bare, False)

    def _owner(self, office: Office) -> str:
        """The state's code or the organisation's id that an office is held in, else a slug of what the list says."""
        if office.of and (found := self._owner_named(office.of)) is not None:
            return found
        for title in (t for group in office.titles.values() for t in group):
            if (told := self._split(title)) is not None:
                return told[1]
        return slug(office.of or "") or "unplaced"

    def _split(self, title: str) -> tuple[str, str] | None:
        """A title without what it is held in, and that: *Minister of Culture of Kazakhstan* is a *Minister of Culture* in `KZ`."""
        at = title.find(" of ")
        while at > 0:
            found = self._owner_named(title[at + 4 :].removeprefix("the "))
            if found is not None:
                return title[:at], found
            at = title.find(" of ", at + 1)
        return None

    def _bare(self, title: str) -> str:
        told = self._split(title)
        return told[0] if told is not None else title

    def _owner_named(self, words: str) -> str | None:
        if len(words) == 2 and words.isalpha():
            return words.upper()
        if words in self.index.organisations or of_kind(words) == "region":
            return words
        key = names.title_key(words)
        for org_id, organisation in self.index.organisations.items():
            if any(names.title_key(n) == key for group in organisation.names.values() for n in group):
                return org_id
        gazetteer = load_gazetteer()
        return next((code for code in (gazetteer.state_names(lang).get(words) for lang in gazetteer.languages()) if code), None)


__all__ = ["DIFFERENT", "Merge", "Placed"]
