"""The cast: which mentions of a document mean the same person, and what offices the document gives each.

A name introduces, a surname or an office recalls. Whoever cannot be told apart stays undecided with a reason; nobody is guessed
into a speaker's seat without the rule being named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.model.finding import Person
from readout.model.mention import Mention, Post, Target


class Cast(msgspec.Struct, frozen=True, gc=False):
    """The people of a document, and for each mention the person it names (or None)."""

    people: tuple[Person, ...]
    person_of: tuple[int | None, ...]
    rules: Rules


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of names and generic offices."""

    given: frozenset[str]
    family_first: frozenset[str]
    not_names: frozenset[str]
    generic: dict[str, frozenset[str]]
    senior: frozenset[str]
    definite: re.Pattern[str]
    small: frozenset[str]
    heads: frozenset[str]
    pack: Pack
    organisation_words: re.Pattern[str]
    inflects: bool


@cache
def rules(pack: Pack) -> Rules:
    """The rules of a pack."""

    def words(name: str, key: str) -> frozenset[str]:
        return frozenset(str(w) for w in pack.entries(name, key))

    generic = {str(e["title"]): frozenset(map(str, e["ranks"])) for e in pack.entries("offices", "generic")}
    bodies = "|".join(re.escape(str(w)) for w in pack.entries("offices", "organisation_words"))
    return Rules(
        words("names", "given_names"),
        words("names", "family_name_first"),
        words("names", "not_names"),
        generic,
        words("offices", "senior"),
        re.compile(str(pack.file("offices").get("definite") or "")),
        words("offices", "small"),
        words("offices", "heads"),
        pack,
        re.compile(rf"\b(?:{bodies or '(?!)'})\b"),
        bool(pack.setting("inflects")),
    )


@lru_cache(maxsize=20_000)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded: no accents, no case, no full stops.

    >>> tokens("Joseph R. Biden, Jr.")
    ('joseph', 'r', 'biden')
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    return tuple(t for t in re.findall(r"[^\W_]+(?:['-][^\W_]+)*", folded) if t not in ("jr", "sr", "ii", "iii"))


def assemble(text: str, mentions: Sequence[Mention], pack: Pack, accepted: frozenset[int] = frozenset()) -> Cast:
    """The cast of a document: people introduced by office or honorific first, bare names matched to them afterwards.

    A bare name that nobody bears is a person if it is `accepted` (by index: it met somebody) or if its own words say so.
    """
    known = rules(pack)
    people: list[Person] = []
    bearers: defaultdict[str, list[int]] = defaultdict(list)
    owner: list[int | None] = [None] * len(mentions)
    order = sorted(
        (i for i, m in enumerate(mentions) if m.kind in ("person", "name") and m.name and _usable(m, known)),
        key=lambda i: (mentions[i].kind != "person", -len(tokens(mentions[i].name or "")), i),
    )
    for i in order:
        mention = mentions[i]
        at = _match(mention, people, bearers)
        if at is None and (mention.kind == "person" or i in accepted or _plausible(mention, known)):
            at = len(people)
            people.append(Person(at, (), frozenset(), (), (), mention.start, mention.kind == "name"))
        if at is not None:
            joined = _joined(people[at], i, mention)
            for word in joined.tokens - people[at].tokens:
                bearers[word].append(at)
            people[at] = joined
            owner[i] = at
    return Cast(tuple(people), tuple(owner), known)


def with_offices(
    text: str, cast: Cast, mentions: Sequence[Mention], principals: frozenset[int], side: Target | None, own: str | None = None
) -> Cast:
    """The cast in which a principal without an office has the one that recalls nobody else, and own offices have their side.

    "Ivo Marek had a telephone conversation with … The President of Xland thanked him": Marek is the President of Xland. An office
    that the text leaves without its state is held on the publisher's side (`side`), which is inferred: such a target has no words.
    Whoever still has none has the office that the publisher's texts are about (`own`), inferred likewise.
    """
    people = list(cast.people)
    bare = [i for i in sorted(principals) if not people[i].posts]
    if len(bare) == 1:
        found = [p for m in mentions for p in _recalled(text, m, people, bare[0], cast.rules)]
        ours = [p for p in found if side is None or any(t.key == side.key for t in p.of)]
        if ours or (found and own is None):
            best = next((p for p in ours or found if p.of), found[0])
            people[bare[0]] = msgspec.structs.replace(people[bare[0]], posts=(best,))
        elif own is not None and side is not None:
            people[bare[0]] = msgspec.structs.replace(people[bare[0]], posts=(Post(own, 0, 0, (side,)),))
    if side is not None:
        for i in sorted(principals):
            if people[i].posts and not any(p.of for p in people[i].posts):
                held = tuple(msgspec.structs.replace(p, of=(side,)) for p in people[i].posts)
                people[i] = msgspec.structs.replace(people[i], posts=held)
    return replace(cast, people=tuple(people))


def _recalled(text: str, mention: Mention, people: Sequence[Person], bare: int, rules: Rules) -> Sequence[Post]:
    """The office of a mention that names nobody, if nobody else in the cast can be meant by it."""
    if mention.kind != "office" or mention.plural or not mention.posts or mention.posts[0].qualifier is not None:
        return ()
    post = mention.posts[0]
    if post.rank not in rules.senior or not rules.definite.search(text, max(0, mention.start - 6), mention.start):
        return ()
    others = (p for person in people if person.index != bare for p in person.posts)
    return () if any(fits_office(post, p, rules) for p in others) else mention.posts[:1]


def _usable(mention: Mention, known: Rules) -> bool:
    """Whether a run of capitals can be a person's name at all."""
    name = mention.name or ""
    if name in known.not_names:
        return False
    if mention.kind == "person":
        return not all(known.organisation_words.fullmatch(word) for word in name.split())
    return not known.organisation_words.search(name)


def _plausible(mention: Mention, known: Rules) -> bool:
    """Whether a bare run is a person's name by its own words: a known given name first, or a known family name first."""
    words = (mention.name or "").split()
    if not 2 <= len(words) <= 5:
        return False
    return words[0] in known.given or (words[0] in known.family_first and len(words) <= 3)


def _match(mention: Mention, people: Sequence[Person], bearers: Mapping[str, Sequence[int]]) -> int | None:
    """The person a name recalls, if exactly one fits; `bearers` are those who have a word in their names."""
    found = tokens(mention.name or "")
    if not found:
        return None
    here = frozenset(found)
    alike = sorted({i for word in here for i in bearers.get(word, ())})
    fits = [i for i in alike if _same(here, found, people[i])]
    if len(fits) == 1:
        return fits[0]
    if len(fits) > 1:
        exact = [i for i in fits if any(tokens(n) == found for n in people[i].names)]
        return exact[0] if exact else (fits[0] if mention.kind == "name" or not mention.posts else _by_post(mention, fits, people))
    return None


def _by_post(mention: Mention, fits: Sequence[int], people: Sequence[Person]) -> int | None:
    titles = {p.title.casefold() for p in mention.posts}
    same = [i for i in fits if titles & {p.title.casefold() for p in people[i].posts}]
    return same[0] if same else fits[0]


def _same(here: frozenset[str], found: tuple[str, ...], person: Person) -> bool:
    if here == person.tokens or (here < person.tokens and (len(found) > 1 or len(found[0]) > 1)):
        return True
    if person.tokens < here:
        return True
    common = here & person.tokens
    if any(len(word) > 1 for word in common):  # two initials alone make nobody the same
        rest, other = here - common, person.tokens - common
        return all(_initial_or_close(a, other) for a in rest) and all(_initial_or_close(b, rest) for b in other) and len(rest) == len(other)
    return False


def _initial_or_close(word: str, others: frozenset[str]) -> bool:
    """Whether a word is another's initial, or the same word in another transliteration (one or two letters differ)."""
    return any(
        ((len(word) == 1 or len(o) == 1) and word[0] == o[0]) or (len(word) > 4 and len(o) > 4 and word[0] == o[0] and _near(word, o))
        for o in others
    )


def _near(a: str, b: str) -> bool:
    """Whether two words differ by one letter inserted, dropped or changed."""
    if abs(len(a) - len(b)) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i:]


def _joined(person: Person, i: int, mention: Mention) -> Person:
    name = mention.name or ""
    names = person.names if name in person.names else (*person.names, name)
    posts = person.posts
    for post in mention.posts:
        if not any(p.title == post.title and (p.of == post.of or not post.of) for p in posts):
            posts = (*posts, post)
    return Person(
        index=person.index,
        names=names,
        tokens=person.tokens | frozenset(tokens(name)),
        posts=posts,
        mentions=(*person.mentions, i),
        first=min(person.first, mention.start),
        weak=person.weak and mention.kind == "name",
    )


def fits_office(office: Post, post: Post, rules: Rules) -> int:
    """How well an office named alone fits an office held: 0 not at all, more is better.

    "the Minister" fits a "Minister of Foreign Affairs"; "the head of state" fits whoever is head of a state.
    """
    if office.of and post.of and not _targets_meet(office.of, post.of):
        return 0
    named = office.canonical if office.canonical and (office.portfolio or office.title.isupper()) else office.title
    if office.title.isupper() and office.title == "".join(w[0] for w in post.title.split() if w[0].isupper()):
        return 7 + bool(office.of and post.of)  # "EAM" is the External Affairs Minister before any other foreign minister
    fit = _title_fit(named, office.rank, post.title, post.rank, rules.pack)
    if not fit and rules.inflects and office.canonical and office.canonical == post.canonical:
        fit = 3  # two wordings of one office
    return fit + 2 if fit and office.of and post.of else fit


@lru_cache(maxsize=65_536)
def _title_fit(office: str, office_rank: str | None, post: str, post_rank: str | None, pack: Pack) -> int:
    """How well the words of one office fit those of another; the same few are compared again and again."""
    known = rules(pack)
    a, b = office.casefold(), post.casefold()
    if a == b:
        return 6
    ranks = known.generic.get(a)
    if ranks is not None:
        return 2 if post_rank in ranks else 0
    x, y = _head_words(a, known), _head_words(b, known)
    if set(x) == set(y):
        return 5
    if not x or not y:
        return 0
    same_head = _head(x, known) == _head(y, known)
    if set(x) <= set(y):
        return 4 if same_head else 1
    return 3 if same_head and office_rank == post_rank and set(y) <= set(x) else 0


def _head_words(title: str, known: Rules) -> list[str]:
    """The words of an office without small ones: "minister of foreign affairs" as minister, foreign, affairs."""
    return [w for w in re.findall(r"[^\W\d_]+", title) if w not in known.small]


def _head(words: Sequence[str], known: Rules) -> str:
    """The noun that carries an office: the first of the common heads, or else the last word."""
    return next((w for w in words if w in known.heads), words[-1])


def _targets_meet(a: Sequence[Target], b: Sequence[Target]) -> bool:
    """Whether two offices may be held in the same state or body."""
    for x in a:
        for y in b:
            if (x.kind, x.key) == (y.kind, y.key) and (x.key or x.name == y.name):
                return True
            if not x.key and not y.key and _shortens(x.name, y.name):
                return True
    return False


def _shortens(a: str, b: str) -> bool:
    """Whether one name of a body is the other with words left out ("Federal Council", "Swiss Federal Council")."""
    x, y = frozenset(a.casefold().split()), frozenset(b.casefold().split())
    return x <= y or y <= x
