"""The scene of a document: its words, its mentions in order, its cast; what every interpreter looks at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import copy

from readout.grammar.load import Pack
from readout.grammar.needs import Present, needs_of
from readout.grammar.stretches import Stretches
from readout.grammar.texts import lowered
from readout.model.document import Document, Sentence
from readout.model.finding import PartyKey, Person
from readout.model.mention import Mention, Post, Target
from readout.model.quantity import QuantityFound
from readout.model.when import When
from readout.stages.interpret.cast import Cast, fits_office

_IN_A_NAME = re.compile(r"s?['’]?s? (?=[A-Z])")


class Scene:
    """Everything that was found, in order of the text; `present` says which words of which patterns stand where."""

    __slots__ = (
        "_holders",
        "_keys",
        "_offices",
        "cast",
        "date_starts",
        "dates",
        "document",
        "lowered",
        "mentions",
        "pack",
        "present",
        "principal_office",
        "quantities",
        "quoted",
        "sentence_starts",
        "side",
        "starts",
        "text",
    )

    def __init__(
        self,
        document: Document,
        mentions: tuple[Mention, ...],
        cast: Cast,
        dates: tuple[When, ...],
        pack: Pack,
        side: Target | None = None,
        principal_office: str | None = None,
        quantities: tuple[QuantityFound, ...] = (),
        present: Present | None = None,
    ) -> None:
        self.document = document
        self.mentions = mentions
        self.cast = cast
        self.dates = dates
        self.pack = pack
        self.side = side
        self.principal_office = principal_office
        self.quantities = quantities
        self.text = document.text
        self.lowered = lowered(document.text)
        self.starts = tuple(m.start for m in mentions)
        self.quoted = Stretches((q.opened, q.closed) for q in document.quotations)
        self.date_starts = tuple(d.start for d in dates)
        self.sentence_starts = tuple(s.start for s in document.sentences)
        self._keys: dict[int, PartyKey | None] = {}
        self._offices: dict[str, list[tuple[int, Post]]] | None = None
        self._holders: dict[tuple[object, ...], tuple[Person, ...]] = {}
        self.present = present if present is not None else needs_of(pack).find(self.lowered)

    def with_cast(self, cast: Cast) -> Scene:
        """The same scene with another cast."""
        other = copy(self)
        other.cast = cast
        other._keys, other._offices, other._holders = {}, None, {}
        return other

    def between(self, start: int, end: int) -> range:
        """The indices of the mentions that lie within a stretch."""
        low = bisect_left(self.starts, start)
        high = bisect_left(self.starts, end)
        while high > low and self.mentions[high - 1].end > end:
            high -= 1
        return range(low, high)

    def sentence_at(self, place: int) -> Sentence | None:
        """The sentence in which a place lies."""
        i = bisect_right(self.sentence_starts, place) - 1
        sentence = self.document.sentences[i] if i >= 0 else None
        return sentence if sentence is not None and place < sentence.end else None

    def sentence_end(self, place: int) -> int:
        """Where the sentence ends in which a place lies, or the text's end outside of all sentences."""
        sentence = self.sentence_at(place)
        return sentence.end if sentence is not None else len(self.text)

    def dates_within(self, start: int, end: int) -> tuple[When, ...]:
        """The time expressions that begin within a stretch, in order."""
        low = bisect_left(self.date_starts, start)
        return self.dates[low : bisect_left(self.date_starts, end, low)]

    def names_a_body(self, index: int) -> bool:
        """Whether a run of capitals names a body or an event ("the Forum"), whose own words a pattern must see."""
        mention = self.mentions[index]
        if mention.kind != "name" or self.cast.person_of[index] is not None:
            return False
        return self.cast.rules.organisation_words.search(mention.name or "") is not None

    def fixed_key(self, index: int) -> PartyKey | None:
        """The party a mention names by itself; None for pronouns, collectives and names that nobody bears."""
        if index not in self._keys:
            self._keys[index] = self._fixed_key(index)
        return self._keys[index]

    def _fixed_key(self, index: int) -> PartyKey | None:
        mention = self.mentions[index]
        person = self.cast.person_of[index]
        if person is not None:
            return ("person", str(person))
        if mention.kind in ("state", "organisation", "region") and mention.key:
            return (mention.kind, mention.key)
        if mention.kind == "side" and mention.owner is not None:
            return mention.owner.party
        if mention.kind == "office":
            post = mention.posts[0]
            return self.holder(mention) or self._named_before(index, post) or office_key(post, post.of[0] if post.of else None)
        return None

    def _named_before(self, index: int, post: Post) -> PartyKey | None:
        """The same office where the text named it first, with what it is held in ("the Secretary-General noted", «Глава МИД»)."""
        if self._offices is None:
            self._offices = self._owned()
        same = [found for word in _words_of(post) for found in self._offices.get(word, ()) if found[0] < index]
        fits = (before for _, before in sorted(same, key=lambda f: f[0]) if not post.of or before.of[0].party == post.of[0].party)
        first = next(fits, None)
        return office_key(first, first.of[0]) if first is not None else None

    def _owned(self) -> dict[str, list[tuple[int, Post]]]:
        """The offices that the text names with what they are held in and without a name, by their words, where first so named."""
        found: dict[str, list[tuple[int, Post]]] = {}
        seen: set[tuple[str, PartyKey]] = set()
        for index, mention in enumerate(self.mentions):
            if mention.kind == "office" and not mention.plural:
                for post in (p for p in mention.posts if p.of):
                    for word in _words_of(post):
                        if (word, post.of[0].party) not in seen:
                            seen.add((word, post.of[0].party))
                            found.setdefault(word, []).append((index, post))
        return found

    def in_a_name(self, index: int) -> bool:
        """Whether an office is part of an event's name ("the 57th Foreign Ministers' Meeting") and nobody."""
        mention = self.mentions[index]
        return mention.kind == "office" and _IN_A_NAME.match(self.text, mention.end) is not None

    def holder(self, mention: Mention, among: Sequence[PartyKey] = ()) -> PartyKey | None:
        """The person an office recalls: the best fit, or the one among `among`, or None where two fit alike."""
        if mention.plural or not mention.posts:
            return None
        fits = self._fitting(mention.posts[0])
        if not fits:
            return None
        if len(fits) > 1:
            fits = tuple(p for p in fits if p.key in among) or fits
        if len(fits) > 1:
            fits = tuple(p for p in fits if _own(p.posts, self.side)) or fits
        return fits[0].key

    def _fitting(self, post: Post) -> tuple[Person, ...]:
        """The people whose offices fit an office best."""
        office = (post.title, post.rank, *((t.kind, t.key, t.name) for t in post.of))
        if office not in self._holders:
            known, best = self.cast.rules, 0
            fits: list[Person] = []
            for person in self.cast.people:
                for held in person.posts:
                    score = fits_office(post, held, known)
                    if score > best:
                        best, fits = score, [person]
                    elif score == best and best and fits[-1] is not person:
                        fits.append(person)
            self._holders[office] = tuple(fits)
        return self._holders[office]


def _own(posts: Sequence[Post], side: Target | None) -> bool:
    return side is not None and any(t.key == side.key for p in posts for t in p.of)


def _words_of(post: Post) -> set[str]:
    """The words an office goes by: as printed, and what they stand for."""
    return {post.title.casefold(), post.canonical.casefold()} - {""}


def office_key(post: Post, target: Target | None) -> PartyKey:
    """The party key of an office that nobody is named for: its title with what it is held in."""
    title = post.canonical if post.canonical and post.title.isupper() else post.title
    return ("office", f"{title}|{target.key or target.name if target else ''}")


def expanded(mention: Mention) -> Iterator[tuple[Post, Target | None]]:
    """The single offices of a plural ("the Ambassadors of Belarus and Sri Lanka"), or the office itself."""
    for post in mention.posts:
        if mention.plural and len(post.of) > 1:
            for target in post.of:
                yield post, target
        else:
            yield post, post.of[0] if post.of else None
