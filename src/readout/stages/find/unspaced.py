"""People, offices and sides where words are not spaced: nothing tells a name from the words around it but what introduces it.

An office before or after a name (国家主席习近平, 托卡耶夫总统), a verb of meeting or speaking beside it, or a list of those present
introduce a name; the pack says after which words a name ends. Whoever is introduced is then found wherever the document names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from readout.grammar.load import Pack
from readout.grammar.texts import alternation
from readout.model.mention import Atom, Mention
from readout.register.gazetteer import load_gazetteer
from readout.stages.find import offices
from readout.stages.find.offices import Chain

_LONGEST = 14  # signs of a name that is written as it sounds
_CITY = 8
_STRANGE = 10
_JOINTS = ("、", "和", "与", "及")
_LISTS = ("、", "和", "及", "以及")
_BRACKET = re.compile("（[^（）]{1,60}）")


class Ends:
    """The words and signs before which a name ends, told by their first sign."""

    def __init__(self, words: Iterable[str], pattern: str, dots: str) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for word in words:
            self._words[word[0]] = (*self._words.get(word[0], ()), word)
        self._pattern = re.compile(pattern)
        self._dots = dots

    def at(self, text: str, place: int) -> bool:
        """Whether a name may end at a place: the text's end, a mark, a figure, or one of the words."""
        sign = text[place : place + 1]
        if not sign.isalpha() or sign.isascii():
            return sign not in self._dots or not sign
        words = self._words.get(sign)
        return (words is not None and text.startswith(words, place)) or self._pattern.match(text, place) is not None


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of names, compiled."""

    families: frozenset[str]
    long_families: re.Pattern[str]
    sounds: frozenset[str]
    suffix: re.Pattern[str]
    last_sign: re.Pattern[str]
    dots: str
    dotted: re.Pattern[str]
    after: Ends
    before: tuple[str, ...]
    may_begin: frozenset[str]
    never: frozenset[str]
    contexts: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]
    honorifics: re.Pattern[str]
    place: re.Pattern[str]
    places: frozenset[str]
    not_places: frozenset[str]
    shorts: frozenset[str]
    body_ends: re.Pattern[str]


class Named(msgspec.Struct, frozen=True, gc=False):
    """A name as it was introduced: its signs, where, and by which rule."""

    name: str
    start: int
    rule: str


@cache
def rules(pack: Pack) -> Rules:
    """The name rules of a pack."""
    content = pack.file("names")
    sounds, dots = str(content["sounds"]), str(content["dots"])
    long = alternation(content["long_family_names"])
    dot = "[" + re.escape(dots) + "]"
    letter = r"[^\W\d_A-Za-z]"
    verbs = (f for e in pack.entries("reporting_verbs", "verbs") for forms in e["forms"].values() if isinstance(forms, list) for f in forms)
    cue = alternation(verbs)
    honorifics = alternation(e["word"] for e in pack.entries("honorifics", "honorifics"))
    return Rules(
        frozenset(str(content["family_names"])),
        re.compile(f"(?:{long})"),
        frozenset(sounds),
        re.compile(f"(?:{content.get('suffix') or '(?!)'})$"),
        re.compile(str(content.get("last_sign") or "(?!)")),
        dots,
        re.compile(f"{letter}{{1,12}}(?:{dot}{letter}{{1,12}})+"),
        Ends(map(str, content["after"]), str(content["after_pattern"]), dots),
        tuple(map(str, content["before"])),
        frozenset([*str(content["family_names"]), *sounds, *(str(w)[0] for w in content["long_family_names"])]),
        frozenset(map(str, [*content["not_names"], *pack.entries("mentions", "collectives"), *pack.entries("mentions", "ignored")])),
        tuple(
            (str(e["id"]), re.compile(str(e["before"])), re.compile(str(e["after"]).replace("{cue}", cue))) for e in content["contexts"]
        ),
        re.compile(f"(?:{honorifics})"),
        re.compile(str(pack.file("encounters")["to_place"]).removesuffix("$")),
        frozenset(load_gazetteer().city_names(pack.language)),
        frozenset(map(str, pack.entries("places", "not_cities"))),
        frozenset(offices.rules(pack).shorts),
        re.compile(f"(?:{alternation(map(str, pack.file('bodies')['ends']))}|[会团国级处馆])$"),
    )


def find(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Mention]:
    """Every person, office, side, state, region, body and place of the text, in order, none overlapping.

    >>> from readout.grammar.load import load_pack
    >>> from readout.stages.find import entities
    >>> words, pack = "蒙古国总理安诺会见外长巴特尔。", load_pack("zh")
    >>> [(m.kind, m.name) for m in find(words, entities.find(words, pack), pack)]
    [('person', '安诺'), ('person', '巴特尔')]
    """
    known = rules(pack)
    chains = offices.chains(text, atoms, pack)
    taken = _Taken([(a.start, a.end) for a in atoms if a.kind not in ("title", "modifier", "honorific", "portfolio")])
    introduced = _introduced(text, chains, taken, known, pack)
    mentions = list(_people(text, introduced, chains, taken, known))
    covered = _Taken([(m.start, m.end) for m in mentions])
    for chain in chains:
        if not covered.meets(chain.start, chain.end):
            mentions.append(Mention(chain.start, chain.end, "office", chain.rule, posts=chain.posts))
    covered = _Taken([(m.start, m.end) for m in mentions])
    mentions += [m for m in offices.parties(text, atoms, pack) if not covered.meets(m.start, m.end)]
    covered = _Taken([(m.start, m.end) for m in mentions])
    mentions += [m for m in _cities(text, known) if not covered.meets(m.start, m.end)]
    return sorted(mentions, key=lambda m: (m.start, m.end))


class _Taken:
    """Stretches that are spoken for, in order."""

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self.stretches = sorted(stretches)
        self.starts = [s for s, _ in self.stretches]

    def meets(self, start: int, end: int, name: bool = False) -> bool:
        """Whether any of them overlaps a stretch; a name may hold one within it (埃莫马里·拉赫蒙 holds 马里)."""
        i = bisect_left(self.starts, end)
        near = (self.stretches[k] for k in range(max(0, i - 3), i))
        return any(b > start and not (name and start < a) for a, b in near)


# -- who is introduced -----------------------------------------------------------------------------------------------------------------


def _introduced(text: str, chains: Sequence[Chain], taken: _Taken, known: Rules, pack: Pack) -> list[Named]:
    found: list[Named] = []
    begins = frozenset(c.start for c in chains)
    for chain in chains:
        end = name_at(text, chain.end, known) or _strange(text, chain, begins, known)
        if end is not None and not taken.meets(chain.end, end, known.dotted.fullmatch(text, chain.end, end) is not None):
            found.append(Named(text[chain.end : end], chain.end, f"{pack.language}.names.after_office"))
        elif (start := name_before(text, chain.start, known)) is not None and not taken.meets(start, chain.start):
            found.append(Named(text[start : chain.start], start, f"{pack.language}.names.before_office"))
    known_words = _Taken([*taken.stretches, *((c.start, c.end) for c in chains)])
    ends: dict[int, int | None] = {}
    for identity, before, after in known.contexts:
        for match in before.finditer(text):
            start = match.end()
            if start not in ends:
                ends[start] = None if known_words.meets(start, start + 1) else name_at(text, start, known)
            end = ends[start]
            if end is not None and after.match(text, end) and not known_words.meets(start, end):
                found.append(Named(text[start:end], start, f"{pack.language}.names.{identity}"))
    return found + list(_listed(text, found, known_words, known, pack))


def _listed(text: str, found: Sequence[Named], taken: _Taken, known: Rules, pack: Pack) -> Iterator[Named]:
    """The names in a list that begins with one that is introduced (副秘书长甲和乙)."""
    for named in found:
        here = named.start + len(named.name)
        while text[here : here + 1] in _JOINTS and (end := name_at(text, here + 1, known)) is not None:
            bounded = known.after.at(text, end) and not taken.meets(here + 1, end)
            if not bounded or not _usable(text[here + 1 : end], known):
                break
            yield Named(text[here + 1 : end], here + 1, f"{pack.language}.names.listed")
            here = end


def name_at(text: str, start: int, known: Rules) -> int | None:
    """Where the name ends that begins at a place, if one does: at the first word after which the signs before are a name."""
    if text[start : start + 1] not in known.may_begin or known.after.at(text, start):
        return _with_dots(text, start, known)
    limit = min(len(text), start + _LONGEST)
    for end in range(start + 2, limit + 1):
        if not text[end - 1].isalpha() or text[end - 1].isascii():
            break
        if known.after.at(text, end) and _usable(text[start:end], known):
            return end + 1 if end - start == 2 and known.last_sign.match(text, end) and text[start] in known.families else end
    return _with_dots(text, start, known) or _unbounded(text, start, limit, known)


def _strange(text: str, chain: Chain, begins: frozenset[int], known: Rules) -> int | None:
    """The end of a name behind an office whose signs sound like none: where a word ends it, and the text has it again as somebody's.

    It is somebody's where a sentence begins with it or where an office follows it.
    """
    start = chain.end
    if known.after.at(text, start):
        return None
    for end in range(start + 2, min(len(text), start + _STRANGE) + 1):
        if not text[end - 1].isalpha() or text[end - 1].isascii():
            return None
        if known.after.at(text, end):
            name = text[start:end]
            if name in known.never or known.body_ends.search(name):
                return None
            again = (i for i in _places(text, name) if i != start)
            return end if any(i + len(name) in begins or not text[i - 1 : i].isalpha() for i in again) else None
    return None


def _places(text: str, name: str) -> Iterator[int]:
    place = text.find(name)
    while place >= 0:
        yield place
        place = text.find(name, place + 1)


def _with_dots(text: str, start: int, known: Rules) -> int | None:
    """Where a name with dots ends, if one begins at a place."""
    if not any(dot in text[start + 1 : start + _LONGEST] for dot in known.dots) or known.after.at(text, start):
        return None
    dotted = known.dotted.match(text, start)
    return _dotted_end(text, start, dotted.end(), known) if dotted else None


def _unbounded(text: str, start: int, limit: int, known: Rules) -> int | None:
    """A name whose end no word shows: as far as its signs sound like one, or a family name with two more."""
    end = start
    while end < limit and text[end] in known.sounds:
        end += 1
    if end - start >= 2 and _usable(text[start:end], known):
        return end
    three = text[start : start + 3]
    return start + 3 if len(three) == 3 and three.isalpha() and three[0] in known.families and three not in known.never else None


def _dotted_end(text: str, start: int, end: int, known: Rules) -> int | None:
    """The end of a name with dots: where a word follows one of its parts; else where its signs no longer sound like a name."""
    begin, dots = start, 0
    for place in range(start + 1, end + 1):
        if text[place : place + 1] in known.dots and place < end:
            begin, dots = place + 1, dots + 1
        elif dots and place > begin and known.after.at(text, place):
            return place
    stop = begin + 1
    while stop < end and text[stop] in known.sounds:
        stop += 1
    return stop if dots else None


def name_before(text: str, end: int, known: Rules) -> int | None:
    """Where the name begins that ends at a place: the longest that something introduces."""
    low = max(0, end - _LONGEST)
    suffix = known.suffix.search(text, low, end)
    first = suffix.start() if suffix else end
    while first > low and (text[first - 1] in known.sounds or text[first - 1] in known.dots):
        first -= 1
    starts: list[int] = [*range(first, end - 1), end - 4, end - 3, end - 2]
    for start in starts:
        named = start >= 0 and _usable(text[start:end], known) and _may_begin(text, start, known)
        if named and not any(known.after.at(text, place) for place in range(start + 2, end)):  # 北京|会见 is no name: one would end before
            return start
    return None


def _may_begin(text: str, start: int, known: Rules) -> bool:
    """Whether a name may begin at a place: behind a mark or a figure, or one of the words that introduce one."""
    before = text[start - 1 : start]
    return not before.isalpha() or text.endswith(known.before, 0, start)


def _usable(name: str, known: Rules) -> bool:
    """Whether signs can be a name: with a family name before one or two more, or written as it sounds, with or without dots."""
    if suffix := known.suffix.search(name):
        return _usable(name[: suffix.start()], known)
    if name in known.never or len(name) < 2 or not name[0].isalpha() or name[0].isascii():
        return False
    if any(dot in name for dot in known.dots):
        return True
    if not name.isalpha():
        return False
    if long := known.long_families.match(name):
        return 1 <= len(name) - long.end() <= 3
    return (name[0] in known.families and len(name) <= 3) or all(sign in known.sounds for sign in name)


# -- where they stand ------------------------------------------------------------------------------------------------------------------


def _people(text: str, introduced: Sequence[Named], chains: Sequence[Chain], taken: _Taken, known: Rules) -> Iterator[Mention]:
    """Every place where somebody introduced is named, with the offices directly before or after the name."""
    rule_of: dict[str, tuple[str, str]] = {}
    for named in introduced:
        rule_of.setdefault(named.name, (named.name, named.rule))
    for name in list(rule_of):
        for short, full in _shorter(name, known):
            rule_of.setdefault(short, (full, rule_of[name][1]))
    if not rule_of:
        return
    ends, begins = {c.end: c for c in chains}, {c.start: c for c in chains}
    by_family = _by_family(rule_of, known)
    names = list(rule_of)
    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
    places = [(start, end, rule_of[names[i]]) for i, start, end in automaton.find_matches_as_indexes(text)]
    if by_family:
        addressed = ((c.start - 1, c.start, by_family.get(text[c.start - 1 : c.start])) for c in chains if _is_addressed(text, c, known))
        places = sorted([*places, *((a, b, meant) for a, b, meant in addressed if meant is not None)], key=lambda p: (p[0], -p[1]))
    last, previous = 0, None
    for start, end, (name, rule) in places:
        whole = end - start > 2 or known.dotted.fullmatch(name) is not None
        if start < last or taken.meets(start, end, whole) or _inside(text, start, end, known):
            continue
        before, after = ends.get(start), begins.get(end)
        posts = before.posts if before is not None else ()
        first = before.start if before is not None else start
        stop = end
        bracket = _BRACKET.match(text, end)
        if after is None and bracket is not None:
            after = begins.get(bracket.end())
        if after is not None and not (after.held_elsewhere or name_at(text, after.end, known) is not None):
            posts, stop = (*posts, *after.posts), after.end
        honorific = known.honorifics.match(text, stop)
        stop = honorific.end() if honorific else stop
        if previous is not None and text[last:first] in _LISTS:
            posts = offices.listed(posts, previous)
        last, previous = stop, posts
        yield Mention(first, stop, "person", rule, name, start, end, posts, honorific=honorific is not None)


def _is_addressed(text: str, chain: Chain, known: Rules) -> bool:
    """Whether the sign before an office may be somebody's family name (李大使)."""
    start = chain.start - 1
    return start >= 0 and not chain.held_elsewhere and _may_begin(text, start, known)


def _by_family(rule_of: dict[str, tuple[str, str]], known: Rules) -> dict[str, tuple[str, str]]:
    """Family names of one sign that only one of those introduced bears: 李大使 is 李辉 again."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, meant in rule_of.items():
        if 2 <= len(name) <= 3 and name[0] in known.families:
            found.setdefault(name[0], []).append(meant)
    return {family: meant[0] for family, meant in found.items() if len(meant) == 1}


def _shorter(name: str, known: Rules) -> list[tuple[str, str]]:
    """How somebody with a long name is named again, and which name that is: its last part after a dot, or a long family name."""
    parts = re.split("[" + re.escape(known.dots) + "]", name)
    if len(parts) > 1:
        return [(p, p) for p in (parts[-1],) if len(p) > 1 and p not in known.never]
    long = known.long_families.match(name)
    return [(long.group(), name)] if long and len(name) > long.end() else []


def _inside(text: str, start: int, end: int, known: Rules) -> bool:
    """Whether the signs of a short name stand within other words: 韩正 in 中韩正在."""
    before = text[start - 1 : start]
    pair = end - start == 2 and before in known.shorts and text[start] in known.shorts and before != ""
    return pair or text[end : end + 1] in tuple(known.dots)


def _cities(text: str, known: Rules) -> Iterator[Mention]:
    """The cities where the text puts something at or in a place, or sends somebody there."""
    for match in known.place.finditer(text):
        start = match.end()
        for end in range(min(len(text), start + _CITY), start + 1, -1):
            if text[start:end] in known.places and text[start:end] not in known.not_places:
                yield Mention(start, end, "name", "places.city", text[start:end], start, end)
                break
