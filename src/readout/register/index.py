"""The facts of all layers, indexed once so that every question is a look-up and never a scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from readout.register import names
from readout.register.model import Body, Dispute, Facts, Meeting, Occupancy, Organisation, Person, Post, Status, StatusClass, Title

_REMEMBERED = 20_000  # so many names are remembered with whom they mean

Owner = tuple[str, str]  # (kind, key) of what an office is held in


class Index:
    """Look-ups over facts: by person, post, owner and title, organisation and state, body."""

    def __init__(self, layers: Sequence[Facts]) -> None:
        self.people: dict[str, Person] = {}
        self.posts: dict[str, Post] = {}
        self.posts_of: dict[Owner, list[str]] = {}
        self.occupancies: dict[str, list[Occupancy]] = {}
        self.held: dict[str, list[Occupancy]] = {}
        self.statuses: dict[tuple[str, str], list[Status]] = {}
        self.classes: dict[tuple[str, str], StatusClass] = {}
        self.bodies: dict[str, Body] = {}
        self.meetings: dict[str, list[Meeting]] = {}
        self.organisations: dict[str, Organisation] = {}
        self.families: dict[str, Title] = {}
        self._titles: dict[tuple[Owner, bool], dict[str, tuple[str, ...]]] = {}
        self._by_token: dict[str, list[str]] | None = None
        self._found: dict[str, tuple[str, ...]] = {}  # whom a printed name can mean
        self.layers = tuple(layers)
        for facts in layers:
            self._add(facts)
        # What counts most comes first: the upper layer, then the later start.
        for found in (*self.occupancies.values(), *self.held.values()):
            found.sort(key=lambda o: (-o.layer, o.start or "", o.person))
        for meetings in self.meetings.values():
            meetings.sort(key=lambda m: (m.start, -m.layer))

    def _add(self, facts: Facts) -> None:
        self.families.update({t.id: t for t in facts.titles})
        self.classes.update({(c.organisation, c.status): c for c in facts.classes})
        self.bodies.update({b.id: b for b in facts.bodies})
        for organisation in facts.organisations:
            self.organisations[organisation.id] = organisation
        for person in facts.people:
            known = self.people.get(person.id)
            self.people[person.id] = person if known is None else _joined(known, person)
        for post in facts.posts:
            if post.id not in self.posts:
                for owner in [(post.of_kind, post.of), *(("organisation", o) for o in post.also_of)]:
                    self.posts_of.setdefault(owner, []).append(post.id)
            self.posts[post.id] = post
        for occupancy in facts.occupancies:
            self._add_occupancy(occupancy)
        for status in facts.statuses:
            self._add_status(status)
        for meeting in facts.meetings:
            others = self.meetings.setdefault(meeting.body, [])
            others[:] = [m for m in others if m.id != meeting.id or m.layer == meeting.layer]
            others.append(meeting)

    def _add_occupancy(self, new: Occupancy) -> None:
        """An upper layer's row of the same term comes before the lower one's, which stays as what another source says."""
        below = self.occupancies.setdefault(new.post, [])
        same = [o for o in below if o.layer != new.layer and (o.person, o.start) == (new.person, new.start)]
        if same:
            said = tuple(
                Dispute("end", o.end or f"ongoing as checked on {o.checked}", o.source, o.confidence) for o in same if o.end != new.end
            )
            new = msgspec.structs.replace(new, disputes=(*new.disputes, *said, *(d for o in same for d in o.disputes)))
        for key, table in ((new.post, self.occupancies), (new.person, self.held)):
            rows = table.setdefault(key, [])
            rows[:] = [o for o in rows if o not in same]
            rows.append(new)

    def _add_status(self, new: Status) -> None:
        rows = self.statuses.setdefault((new.organisation, new.state), [])
        rows[:] = [s for s in rows if s.layer == new.layer or s.status != new.status]
        rows.append(new)

    def titles_of(self, owner: Owner, *, loose: bool = False) -> dict[str, tuple[str, ...]]:
        """The posts of a state, region or organisation by title key, made when first asked for; or those by loose titles."""
        found = self._titles.get((owner, loose))
        if found is None:
            collected: dict[str, dict[str, None]] = {}
            for post_id in self.posts_of.get(owner, ()):
                post = self.posts[post_id]
                own = [*self.title_words(post), *(n for names_ in post.short.values() if post.of != owner[1] for n in names_)]
                for title in (n for names_ in post.loose.values() for n in names_) if loose else own:
                    collected.setdefault(names.title_key(title), {})[post_id] = None
            found = self._titles[owner, loose] = {k: tuple(v) for k, v in collected.items()}
        return found

    def owner_words(self, owner: Owner) -> tuple[str, ...]:
        """The keys of an organisation's names; nothing for a state, whose name the reader has taken off."""
        known = self.organisations.get(owner[1])
        return tuple(names.title_key(n) for words in known.names.values() for n in words) if known else ()

    def title_words(self, post: Post) -> Iterable[str]:
        """Every way to say a post: its own titles, those of its families, and those of its kind."""
        for language, own in post.titles.items():
            if language == "*":
                continue
            yield from own
        for family in (*post.titles.get("*", ()), post.kind):
            if family in self.families:
                for words in self.families[family].names.values():
                    yield from words

    def title(self, post: Post, language: str) -> str:
        """The title of a post in a language, or in any."""
        own = {k: v for k, v in post.titles.items() if k != "*" and v}
        if language in own:
            return own[language][0]
        for family in (*post.titles.get("*", ()), post.kind):
            said = self.families[family].names if family in self.families else {}
            if said.get(language):
                return said[language][0]
        families = (self.families[f].names for f in (*post.titles.get("*", ()), post.kind) if f in self.families)
        return next((v[0] for v in [*own.values(), *(n for names in families for n in names.values())] if v), post.kind)

    def name(self, person: str, language: str) -> str:
        """A person's preferred name in a language, or in any."""
        known = self.people.get(person)
        if known is None:
            return person.replace("-", " ").title()
        return next((v[0] for v in (known.names.get(language), *known.names.values()) if v), person)

    def all_names(self, person: str) -> tuple[str, ...]:
        """Every name of a person."""
        known = self.people.get(person)
        return tuple(n for v in known.names.values() for n in v) if known else (person.replace("-", " "),)

    def find_people(self, name: str) -> list[str]:
        """The people a printed name can mean, in order of their ids."""
        if self._by_token is None:
            self._by_token = {}
            for id, person in self.people.items():
                for token in person.keys or names.keys_of(person.names):
                    self._by_token.setdefault(token, []).append(id)
        found = self._found.get(name)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            candidates = {p for t in names.keys(name) for p in self._by_token.get(t, ())}
            found = tuple(sorted(p for p in candidates if any(names.same_person(name, n) for n in self.all_names(p))))
            self._found[name] = found
        return list(found)


def _joined(one: Person, other: Person) -> Person:
    """One person from two entries: names and identifiers of both, the later entry's preferred name first."""
    languages = dict.fromkeys([*other.names, *one.names])
    joined = {k: tuple(dict.fromkeys([*other.names.get(k, ()), *one.names.get(k, ())])) for k in languages}
    return Person(one.id, joined, {**one.identifiers, **other.identifiers}, other.where, names.keys_of(joined))
