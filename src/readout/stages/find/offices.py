"""Offices where words are not spaced: chains of offices with what each is held in, and the sides, states and bodies besides.

中共中央政治局委员、外交部长 is one chain of two offices. What an office is held in stands directly before it: a state, a body that
the packs know, or a body that only the end of its name shows (博世集团).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.grammar.texts import alternation
from readout.model.mention import Atom, Mention, Post, Target
from readout.register.gazetteer import load_gazetteer
from readout.stages.find.entities import Known, Title

_HOLDERS = frozenset({"state", "organisation", "region", "organ", "world"})
_JOINTS = ("、", "兼", "暨", "")
_BODY = 26
_FIELD = 14
_OF_STATES = frozenset({"head-of-state", "head-of-government", "minister", "speaker", "royal"})


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of offices and sides, compiled."""

    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    side_not_before: re.Pattern[str]
    ends: re.Pattern[str]
    starts_after: re.Pattern[str]
    shorts: dict[str, tuple[str, ...]]
    posted: str
    free: re.Pattern[str]
    open_heads: frozenset[str]
    missions: re.Pattern[str]
    not_in_field: re.Pattern[str]


class Chain(msgspec.Struct, frozen=True, gc=False):
    """Offices of one person, one after another; `held_elsewhere` where the first says what it is held in."""

    start: int
    end: int
    posts: tuple[Post, ...]
    rule: str
    held_elsewhere: bool


@cache
def rules(pack: Pack) -> Rules:
    """The office rules of a pack."""
    mentions, bodies = pack.file("mentions"), pack.file("bodies")

    def words(content: dict[str, object], key: str, form: str) -> re.Pattern[str]:
        listed = content.get(key) or ()
        return re.compile(form.format(alternation(listed if isinstance(listed, list) else ())))

    shorts = {s[0]: tuple(codes) for s, codes in load_gazetteer().sides(pack.language).items() if len(s) == 2}
    return Rules(
        words(mentions, "title_not_before", "(?:{})"),
        words(mentions, "title_not_after", "(?:{})$"),
        words(mentions, "side_not_before", "(?:{})"),
        words(bodies, "ends", "(?:{})$"),
        re.compile(rf"[^\w·—-]|{bodies.get('starts_after') or '(?!)'}"),
        shorts,
        str(bodies.get("posted_at") or "(?!)"),
        re.compile(rf"(?:^|[^\w]|{bodies.get('starts_after') or '(?!)'})$"),
        frozenset(map(str, pack.entries("titles", "open_heads"))),
        words(bodies, "missions", re.escape(str(bodies.get("posted_at") or "")) + r"[^\W和与、的在对向]{{1,14}}?(?:{})")
        if bodies.get("missions")
        else re.compile("(?!)"),
        re.compile(str(pack.file("titles").get("not_in_field") or "")),
    )


def standing(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Atom]:
    """The atoms that mean what they seem to: no office within 主席团, no side within 以方式."""
    known = rules(pack)
    kept = []
    for atom in atoms:
        if atom.kind == "title" and (
            known.not_before.match(text, atom.end) or known.not_after.search(text, max(0, atom.start - 8), atom.start)
        ):
            continue
        if atom.kind == "side" and known.side_not_before.match(text, atom.end):
            continue
        kept.append(atom)
    return kept


def chains(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Chain]:
    """The chains of offices of a text, in order."""
    known = rules(pack)
    states = _states_named(atoms)
    found: list[Chain] = []
    used = 0
    for i, atom in enumerate(atoms):
        if atom.kind != "title" or not isinstance(atom.value, Title):
            continue
        post, start = _post(text, atoms, i, used, known, states, pack)
        last = found[-1] if found else None
        joint = text[last.end : start] if last is not None and start >= last.end else None
        if last is not None and joint in _JOINTS and not (joint == "" and last.end != start):
            post = _inherited(post, _at_home(last.posts[-1], pack), post.title in _sharing(pack))
            found[-1] = replace(last, end=atom.end, posts=(*last.posts, post))
        else:
            found.append(Chain(start, atom.end, (post,), atom.rule, start < atom.start))
        used = i + 1
    return [replace(chain, posts=tuple(_at_home(p, pack) for p in reversed(chain.posts))) for chain in found]


def _post(
    text: str, atoms: Sequence[Atom], i: int, used: int, known: Rules, states: frozenset[str], pack: Pack
) -> tuple[Post, int]:
    """The office at an atom, with what stands directly before it, and where its phrase begins."""
    atom = atoms[i]
    title: Title = atom.value  # type: ignore[assignment]  # the caller looked
    start, qualifier, held = atom.start, None, []
    k = i - 1
    while k >= used and atoms[k].end == start:
        before = atoms[k]
        if before.kind == "modifier":
            qualifier = str(before.value[0])  # type: ignore[index]  # a modifier's word and effect
        elif before.kind in _HOLDERS and isinstance(before.value, Known):
            if known.posted and text.endswith(known.posted, 0, before.start):  # 中国驻俄罗斯大使: the sender's, not the host's
                start = before.start - len(known.posted)
                start, k = _back_over_modifiers(atoms, k - 1, start, used)
                continue
            held.append(_target(before))
        else:
            break
        start, k = before.start, k - 1
    low = atoms[k].end if k >= 0 and k >= used - 1 else max(0, start - _BODY)
    if start == atom.start or (held and held[-1].kind != "state"):
        more, start = _before(text, max(low, start - _BODY), start, known, states, pack, not held)
        held.extend(more)
        if held and k >= used and atoms[k].end == start and atoms[k].kind in ("state", "region") and isinstance(atoms[k].value, Known):
            held.append(_target(atoms[k]))
            start = atoms[k].start
    if not held and k >= used and text[atom.start : atom.end] in known.open_heads and _is_field(text, atoms[k], atom.start, known):
        state = atoms[k]
        return Post(text[state.end : atom.end], state.end, atom.end, (_target(state),), qualifier, False, title.rank), state.start
    words = text[atom.start : atom.end]
    return Post(words, atom.start, atom.end, _merged(held), qualifier, False, title.rank), start


def _is_field(text: str, state: Atom, start: int, known: Rules) -> bool:
    """Whether what stands between a state and the head of an office names the office's field (南非国际关系与合作部长)."""
    if state.kind != "state" or not isinstance(state.value, Known) or not 2 <= start - state.end <= _FIELD:
        return False
    field = text[state.end : start]
    return field.replace("、", "").isalpha() and not field.isascii() and known.not_in_field.search(field) is None


def _back_over_modifiers(atoms: Sequence[Atom], k: int, start: int, used: int) -> tuple[int, int]:
    """Where an office's phrase goes on before words such as 新任."""
    while k >= used and atoms[k].end == start and atoms[k].kind == "modifier":
        start, k = atoms[k].start, k - 1
    return start, k


def _merged(held: Sequence[Target]) -> tuple[Target, ...]:
    """What an office is held in, the nearest first; an organ of a state after the state's name is one body (吉议会)."""
    if len(held) > 1 and held[0].kind == "organisation" and held[1].kind == "state" and held[0].key.endswith("|"):
        organ, state = held[0], held[1]
        return (Target("organisation", f"{state.key} {organ.name}", organ.name, organ.start, organ.end), *held[1:])
    return tuple(t if not t.key.endswith("|") else Target(t.kind, t.name, t.name, t.start, t.end) for t in held)


def _target(atom: Atom) -> Target:
    known: Known = atom.value  # type: ignore[assignment]  # the callers looked
    kind = "organisation" if atom.kind == "organ" else "region" if atom.kind == "world" else atom.kind
    return Target(kind, known.key + ("|" if atom.kind == "organ" else ""), known.name, atom.start, atom.end)


def _before(
    text: str, low: int, start: int, known: Rules, states: frozenset[str], pack: Pack, body: bool
) -> tuple[list[Target], int]:
    """A body that only its ending shows, or the short sign of a state (俄外长), directly before an office."""
    if body and known.ends.search(text, low, start):
        begin = low
        for match in known.starts_after.finditer(text, low, start):
            begin = match.end() if match.end() < start - 1 else begin
        if start - begin >= 3:
            return [Target("name", "", text[begin:start], begin, start)], begin
    short = text[start - 1 : start]
    if short in known.shorts and known.free.search(text, max(0, start - 4), start - 1):
        code = next((c for c in known.shorts[short] if c in states), known.shorts[short][0])
        return [Target("state", code, load_gazetteer().state_name(code, pack.language), start - 1, start)], start - 1
    return [], start


def _inherited(post: Post, before: Post, whole: bool) -> Post:
    """A later office of a chain is held in the state of the one before it, or in its body too (`shares`): 哈萨克斯坦副总理兼外长."""
    if post.of:
        return post
    states = before.of if whole else tuple(t for t in before.of if t.kind == "state")
    return Post(post.title, post.start, post.end, states, post.qualifier, post.plural, post.rank)


def listed(posts: tuple[Post, ...], before: tuple[Post, ...]) -> tuple[Post, ...]:
    """The offices of somebody in a list, held in the state of the one named before where they say none (总统甲、总理乙)."""
    if not before or any(p.of for p in posts) or not all(p.rank in _OF_STATES for p in posts):
        return posts
    return tuple(_inherited(p, before[0], False) for p in posts)


def _at_home(post: Post, pack: Pack) -> Post:
    """The office with the state that its words belong to where the text names none; such a target has no words."""
    if any(t.kind == "state" for t in post.of):
        return post
    homes = _homes(pack)
    home = next((h for t in post.of if (h := homes.get(t.key) or homes.get(t.name))), "") or _titles_at_home(pack).get(post.title, "")
    if not home:
        return post
    state = Target("state", home, load_gazetteer().state_name(home, pack.language), 0, 0)
    return Post(post.title, post.start, post.end, (*post.of, state), post.qualifier, post.plural, post.rank)


@cache
def _homes(pack: Pack) -> dict[str, str]:
    return {str(word): str(e.get("home") or "") for e in pack.entries("bodies", "home") for word in (e["name"], *(e.get("also") or ()))}


@cache
def _sharing(pack: Pack) -> frozenset[str]:
    entries = [e for e in pack.entries("titles", "titles") if e.get("shares")]
    return frozenset(str(w) for e in entries for w in (e["title"], *(e.get("also") or ())))


@cache
def _titles_at_home(pack: Pack) -> dict[str, str]:
    entries = [e for e in pack.entries("titles", "titles") if e.get("home")]
    return {str(w): str(e["home"]) for e in entries for w in (e["title"], *(e.get("also") or ()))}


def paired(text: str, meant: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The collectives with the short signs of the states before them that they are of: 中俄双方."""
    shorts, words = rules(pack).shorts, _pair_words(pack)
    out = []
    for mention in meant:
        start = mention.start
        if text[start : mention.end] in words:
            while start > 0 and mention.start - start < 4 and text[start - 1] in shorts:
                start -= 1
            start = start if mention.start - start >= 2 else mention.start
        out.append(mention if start == mention.start else msgspec.structs.replace(mention, start=start))
    return out


@cache
def _pair_words(pack: Pack) -> frozenset[str]:
    return frozenset(map(str, pack.entries("mentions", "pair_words")))


# -- sides, states, bodies -------------------------------------------------------------------------------------------------------------


def _states_named(atoms: Sequence[Atom]) -> frozenset[str]:
    """The states that a text names in full: they say which of several states a side is (阿方)."""
    return frozenset(a.value.key for a in atoms if a.kind == "state" and isinstance(a.value, Known))


def parties(text: str, atoms: Sequence[Atom], pack: Pack) -> Iterator[Mention]:
    """The sides, states, regions and bodies of a text that are in no office."""
    known, states = rules(pack), _states_named(atoms)
    missions = list(_missions(text, atoms, known, pack))
    yield from missions
    for i, atom in enumerate(atoms):
        if missions and any(m.start <= atom.start < m.end for m in missions):
            continue
        if atom.kind == "side" and isinstance(atom.value, tuple):
            code = next((c for c in atom.value if c in states), atom.value[0])
            owner = Target("state", code, load_gazetteer().state_name(code, pack.language), atom.start, atom.end)
            yield Mention(atom.start, atom.end, "side", atom.rule, owner=owner)
        elif atom.kind == "government" and i and atoms[i - 1].kind == "state" and atoms[i - 1].end == atom.start:
            yield Mention(atoms[i - 1].start, atom.end, "side", atom.rule, owner=_target(atoms[i - 1]))
        elif atom.kind == "organ":
            yield from _organ(text, atoms, i, known, states, pack)
        elif atom.kind in ("state", "organisation", "region") and isinstance(atom.value, Known) and not _leads(atoms, i):
            value = atom.value
            yield Mention(atom.start, atom.end, atom.kind, atom.rule, value.name, atom.start, atom.end, key=value.key)


def _missions(text: str, atoms: Sequence[Atom], known: Rules, pack: Pack) -> Iterator[Mention]:
    """The embassies, consulates and missions of a text, with the sender's name where it stands before them."""
    senders = {a.end: a.start for a in atoms if a.kind in ("state", "organisation")}
    for match in known.missions.finditer(text):
        start = senders.get(match.start(), match.start())
        name = text[start : match.end()]
        yield Mention(start, match.end(), "organisation", f"{pack.language}.bodies.missions", name, start, match.end(), key=name)


def _leads(atoms: Sequence[Atom], i: int) -> bool:
    """Whether a state is the first part of what follows: 吉尔吉斯斯坦议会, 美国政府."""
    following = atoms[i + 1] if i + 1 < len(atoms) else None
    return (
        atoms[i].kind == "state" and following is not None and following.start == atoms[i].end and following.kind in ("organ", "government")
    )


def _organ(text: str, atoms: Sequence[Atom], i: int, known: Rules, states: frozenset[str], pack: Pack) -> Iterator[Mention]:
    """An organ of a state, by the state before it: in full, or by its short sign."""
    atom, before = atoms[i], atoms[i - 1] if i else None
    short = text[atom.start - 1 : atom.start]
    if before is not None and before.kind == "state" and before.end == atom.start and isinstance(before.value, Known):
        start, code = before.start, before.value.key
    elif short in known.shorts and known.free.search(text, max(0, atom.start - 4), atom.start - 1):
        start = atom.start - 1
        code = next((c for c in known.shorts[short] if c in states), known.shorts[short][0])
    else:
        return
    words = text[start : atom.end]
    organ = text[atom.start : atom.end]
    yield Mention(start, atom.end, "organisation", atom.rule, words, start, atom.end, key=f"{code} {organ}")
