"""People, offices, sides and groups: the phrases in which somebody is named, described or meant.

The phrases are matched over the document's shape (see `grammar.shape`), so that "Foreign Minister of the Republic of Belarus
Ana Kral" is one short pattern of signs. What a person's office is held in is read from the same phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.grammar.shape import Shape
from readout.model.mention import Atom, Mention, Post, Target
from readout.stages.find.bodies import MINISTRY
from readout.stages.find.entities import Known, Title

_GOALS = frozenset({"name", "state", "region"})
_HOLDERS = frozenset({"state", "adjective", "organisation", "region", "people", "world"})
_IN_OFFICE = frozenset({"title", "honorific", "portfolio", "state", "organisation"})
_BEFORE_OFFICE = frozenset({"title", "state", "adjective", "modifier", "organisation"})
_CAN_BEGIN = frozenset({"state", "adjective", "organisation", "region", "people", "world", "title", "modifier", "honorific", "name"})


class Joints(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of the words between the parts of an office's phrase, compiled: see `joints` in `mentions.yaml`.

    `sides` gives the nouns that make a side of a state's adjective, with the cases of each form, where the pack knows cases.
    """

    determined: re.Pattern[str]
    completes: re.Pattern[str]
    apart: re.Pattern[str]
    towards: re.Pattern[str]
    alone: dict[str, frozenset[str]]
    together: re.Pattern[str]
    sent: frozenset[str]
    sides: dict[str, frozenset[int]]


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One pattern of `mentions.yaml`."""

    id: str
    kind: str
    pattern: re.Pattern[str]


class Rules(msgspec.Struct, frozen=True, gc=False):
    """The mention patterns of a pack in the order in which they are tried; `any` is all of them as one, the first that fits named."""

    rules: tuple[Rule, ...]
    any: re.Pattern[str]


_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@cache
def rules(pack: Pack) -> Rules:
    """The mention patterns of a pack."""
    content = pack.file("mentions")
    macros = {k: str(v) for k, v in content.get("macros", {}).items() if isinstance(v, str)}
    written = [(r, shape.expand(str(r["pattern"]), macros)) for r in content.get("patterns", ())]
    compiled = tuple(Rule(f"{pack.language}.mentions.{r['id']}", str(r["kind"]), re.compile(pattern)) for r, pattern in written)
    every = "|".join(f"(?P<r{i}>{_NAMED_GROUP.sub('(?:', pattern)})" for i, (_, pattern) in enumerate(written))
    return Rules(compiled, re.compile(every or "(?!)"))


@cache
def _joints(pack: Pack) -> Joints:
    content = pack.file("mentions")
    joints = content["joints"]
    determined, completes, apart = (re.compile(str(joints[name])) for name in ("determined", "completes", "apart"))
    towards = re.compile(str(content.get("towards") or "(?!)"))
    alone = {str(title): frozenset(map(str, ranks)) for title, ranks in (content.get("alone") or {}).items() if isinstance(ranks, list)}
    sent = frozenset(map(str, content.get("sent") or ()))
    nouns = (form for noun in pack.entries("mentions", "side_nouns") for form in pack.forms.of(str(noun)) if not form.plural)
    sides = {form.words: form.cases for form in nouns}
    together = re.compile(str(joints.get("together") or "(?!)"))
    return Joints(determined, completes, apart, towards, alone, together, sent, sides)


def find(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Mention]:
    """Every person, office, side, state, region and organisation of the text, in order, none overlapping.

    `atoms` are the known words and the name runs, in order. Bare names come as kind `name`: whether they are people is decided
    when the whole document is known.
    """
    # Where an office that follows another completes it (its noun stands in the genitive), two are not one.
    whole = shape.make(text, 0, len(text), atoms if pack.setting("inflects") else _courteous(text, _compounds(text, atoms), pack))
    found: list[Mention] = []
    at = 0
    known, joints = rules(pack), _joints(pack)
    for position, item in zip(whole.at, whole.items, strict=True):
        if position >= at and item.kind in _CAN_BEGIN:
            mention, at = _at(text, whole, position, known, joints)
            if mention is not None:
                found.append(mention)
    return found


def _compounds(text: str, atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms with neighbouring office words as one office: "Executive" and "Chairman" are "Executive Chairman"."""
    out: list[Atom] = []
    for atom in atoms:
        before = out[-1] if out else None
        if (
            before is not None
            and before.kind == atom.kind == "title"
            and text[before.end : atom.start] == " "
            and " " not in text[before.start : before.end]
        ):
            out[-1] = Atom(before.start, atom.end, "title", _compound(text[before.start : before.end], atom.value), atom.rule)
        else:
            out.append(atom)
    return out


def _courteous(text: str, atoms: Sequence[Atom], pack: Pack) -> list[Atom]:
    """The atoms with ranks as courtesies where another office stands beside them.

    "Foreign Minister Prince Ana Kral" and "Prince Ana Kral, Foreign Minister" give one office, and the rank is none.
    """
    ranks = frozenset(map(str, pack.entries("mentions", "courtesy_beside_office")))
    out = _hyphened(text, atoms) if ranks else list(atoms)
    for i, atom in enumerate(tuple(out) if ranks else ()):
        if atom.kind == "title" and text[atom.start : atom.end] in ranks and _has_office_beside(text, out, i):
            out[i] = Atom(atom.start, atom.end, "honorific", None, atom.rule)
    return out


def _hyphened(text: str, atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms with a name whose second half is also an office as one name ("Nur-Sultan")."""
    out: list[Atom] = []
    for atom in atoms:
        last = out[-1] if out else None
        if atom.kind == "title" and last is not None and last.kind == "name" and text[last.end : atom.start] == "-":
            out[-1] = Atom(last.start, atom.end, "name", text[last.start : atom.end], last.rule)
        else:
            out.append(atom)
    return out


def _has_office_beside(text: str, atoms: Sequence[Atom], i: int) -> bool:
    """Whether a rank stands before a name, and an office directly before the rank or behind the name."""
    name = next((n for n in range(i + 1, min(i + 3, len(atoms))) if atoms[n].kind == "name"), None)
    if name is None or text[atoms[i].end : atoms[i + 1].start] != " ":
        return False
    before = atoms[i - 1] if i else None
    if before is not None and before.kind in _IN_OFFICE and text[before.end : atoms[i].start] in (" ", ", ", ") "):
        return True
    after = atoms[name + 1 : name + 4]
    joint = text[atoms[name].end : after[0].start] if after else ""
    return joint in (", ", ", the ") and after[0].kind in _BEFORE_OFFICE and any(a.kind == "title" for a in after)


def _compound(first: str, value: object) -> object:
    return replace(value, canonical=f"{first} {value.canonical}") if isinstance(value, Title) else value


def _at(text: str, whole: Shape, position: int, known: Rules, joints: Joints) -> tuple[Mention | None, int]:
    """The mention that begins at a place of the shape, by the first pattern that fits, and where to go on."""
    first = known.any.match(whole.text, position)
    for rule in known.rules[int(str(first.lastgroup)[1:]) :] if first is not None else ():
        match = rule.pattern.match(whole.text, position)
        if match:
            mention = _mention(text, whole, match, rule, joints)
            if mention is not None:
                return mention, _after(whole, mention, match)
    return _single(text, whole.item(position)), position + 1  # type: ignore[arg-type]  # items of this shape are atoms


def _after(whole: Shape, mention: Mention, match: re.Match[str]) -> int:
    """The place of the shape behind a mention that may be shorter than what its pattern matched."""
    if whole.is_sign(match.end() - 1) and whole.item(match.end() - 1).end == mention.end:
        return match.end()
    return next((p + 1 for p in range(match.start(), match.end()) if whole.is_sign(p) and whole.item(p).end == mention.end), match.end())


def _single(text: str, atom: Atom) -> Mention | None:
    """A mention of one atom: a state, region, body or bare name."""
    if atom.kind == "name":
        return Mention(
            atom.start,
            atom.end,
            "name",
            atom.rule,
            str(atom.value),
            atom.start,
            atom.start + len(str(atom.value)),
            possessive=_possessive(text, atom.end),
        )
    if atom.kind in ("state", "organisation", "region") and isinstance(atom.value, Known):
        return Mention(
            atom.start,
            atom.end,
            atom.kind,
            atom.rule,
            atom.value.name,
            atom.start,
            atom.end,
            key=atom.value.key,
            possessive=_possessive(text, atom.end),
            cases=atom.value.cases,
        )
    return None


def _possessive(text: str, end: int) -> bool:
    return text.startswith("'", end)


def _mention(text: str, whole: Shape, match: re.Match[str], rule: Rule, joints: Joints) -> Mention | None:
    last = match.end() - 1
    start, end = whole.source(match.start()), whole.item(last).end if whole.is_sign(last) else whole.source(last + 1)
    items: list[Atom] = list(whole.within(match.start(), match.end()))  # type: ignore[arg-type]  # items of this shape are atoms
    groups = match.groupdict()
    post_items = _post_items(whole, match) if groups.get("post") else []
    posts = tuple(_posts(text, post_items, joints))
    if groups.get("late"):
        late = _target(whole.item(match.start("late")))  # type: ignore[arg-type]  # items of this shape are atoms
        posts = tuple(msgspec.structs.replace(p, of=(late,)) if not p.of else p for p in posts)
    if rule.kind == "side":
        cases = joints.sides.get(text[start:end].rsplit(" ", 1)[-1], frozenset())
        return Mention(start, end, "side", rule.id, owner=_target(items[0]), possessive=_possessive(text, end), cases=cases)
    if (
        len(posts) > 1
        and posts[1].rank in joints.alone.get(posts[0].title.lower(), ())
        and joints.together.fullmatch(text[posts[0].end : posts[1].start].strip())
    ):
        alone = msgspec.structs.replace(posts[0], of=tuple(t for t in posts[0].of if t.end <= posts[0].end or t.end <= posts[1].start))
        return Mention(start, posts[0].end, "office", rule.id, posts=(alone,), cases=_cases(post_items))
    if rule.kind == "office" and len(posts) > 1 and _are_two(posts):
        first = posts[0]
        return Mention(start, max(t.end for t in first.of), "office", rule.id, posts=(first,), cases=_cases(post_items))
    if len(posts) > 1 and rule.kind in ("office", "person") and posts[0].start < posts[1].start and _disagree(post_items, posts):
        stop = max([posts[0].end, *(t.end for t in posts[0].of if t.end <= posts[1].start)])
        return Mention(start, stop, "office", rule.id, posts=posts[:1], plural=posts[0].plural, cases=_cases(post_items))
    if rule.kind == "office" and len(posts) > 1 and posts[0].plural != posts[1].plural:
        return Mention(start, posts[0].end, "office", rule.id, posts=posts[:1], plural=posts[0].plural, cases=_cases(post_items))
    if rule.kind == "office":
        return _office(text, start, end, posts, rule, joints, items[-1], _cases(post_items))
    name = _name_of(items, rule, post_items)
    if name is None or _only_begins(text, name, posts, end):
        return None
    honorific = any(i.kind == "honorific" for i in items)
    return Mention(
        start,
        end,
        "person",
        rule.id,
        str(name.value),
        name.start,
        name.start + len(str(name.value)),
        posts,
        honorific=honorific,
        possessive=_possessive(text, end),
        cases=_cases(post_items),
    )


def _disagree(post_items: Sequence[Atom], posts: tuple[Post, ...]) -> bool:
    """Whether the first two offices stand in cases that exclude each other ("приветствуя спикера парламента, | глава государства")."""
    cases = [(i.start, i.value.cases) for i in post_items if isinstance(i.value, Title)]
    first, second = (next((c for at, c in cases if p.start <= at < p.end), frozenset[int]()) for p in posts[:2])
    return bool(first and second) and not first & second


def _only_begins(text: str, name: Atom, posts: tuple[Post, ...], end: int) -> bool:
    """Whether a lone surname after an office and a comma begins the main clause ("Greeting the Minister, | Kral stressed …")."""
    return (
        bool(posts)
        and posts[0].start < name.start
        and text[name.start - 2 : name.start] == ", "
        and end == name.end
        and (" " not in text[name.start : name.end] and not text.startswith(",", end))
    )


def _are_two(posts: tuple[Post, ...]) -> bool:
    """Whether two offices are of two people: the same one in two states ("the Minister of Belarus and the Minister of Armenia")."""
    one, two = posts[:2]
    apart = bool(one.of and two.of) and one.of[0].party != two.of[0].party and not one.plural
    return apart and one.title.casefold() == two.title.casefold() and max(t.end for t in one.of) < two.start


def _cases(post_items: Sequence[Atom]) -> frozenset[int]:
    """The cases in which an office stands: those of its first noun, or those of the word before it where that one governs it."""
    first = next((i.value for i in post_items if isinstance(i.value, Title)), None)
    if first is None:
        return frozenset()
    before = post_items[0].value if post_items[0].kind == "modifier" else None
    governing = before[2] if isinstance(before, tuple) else frozenset()
    return first.cases if not governing or not first.cases or first.cases & governing else governing


def _post_items(whole: Shape, match: re.Match[str]) -> list[Atom]:
    return list(whole.within(match.start("post"), match.end("post")))  # type: ignore[arg-type]  # items of this shape are atoms


def _name_of(items: Sequence[Atom], rule: Rule, post_items: Sequence[Atom]) -> Atom | None:
    """The atom of the personal name: the one outside the office's own words."""
    inside = {i.start for i in post_items}
    names = [i for i in items if i.kind == "name" and i.start not in inside]
    return names[-1] if names else None


def _office(
    text: str, start: int, end: int, posts: tuple[Post, ...], rule: Rule, known: Joints, last: Atom, cases: frozenset[int]
) -> Mention | None:
    """An office without a name, where its words are written or determined as one."""
    if not posts:
        return None
    determined = known.determined.search(text[max(0, start - 24) : start])
    capital = text[posts[0].start].isupper()
    if not determined and not capital and not posts[0].of:
        return None
    if posts[-1].rank not in known.sent and not posts[0].plural:
        end = _before_goal(text, last, end, known)
        posts = tuple(msgspec.structs.replace(p, of=tuple(t for t in p.of if t.end <= end)) for p in posts)
        posts = tuple(p if p.end <= end else msgspec.structs.replace(p, end=end, title=text[p.start : end]) for p in posts)
    return Mention(start, end, "office", rule.id, posts=posts, plural=posts[0].plural, possessive=_possessive(text, end), cases=cases)


def _before_goal(text: str, last: Atom, end: int, known: Joints) -> int:
    """Where an office's phrase ends before the place that somebody goes to ("the visit of the Minister | to Xville")."""
    goal = known.towards.search(text, max(0, last.start - 8), last.start) if last.kind in _GOALS and last.end == end else None
    return goal.start() - 1 if goal else end


def _posts(text: str, items: Sequence[Atom], joints: Joints) -> Iterator[Post]:
    """The offices of one post phrase: each title with what stands before it and what completes it."""
    titles = [i for i, item in enumerate(items) if item.kind == "title" and not _completes(text, items, i, joints)]
    for n, i in enumerate(titles):
        before = items[(titles[n - 1] + 1 if n else 0) : i]
        after = items[i + 1 : titles[n + 1] if n + 1 < len(titles) else len(items)]
        if n and titles[n - 1] + 1 < i:
            before = [b for b in before if text[b.end : b.end + 1] in (" ", "'", "-") and _adjacent(text, b, items[i], joints)]
        if n + 1 < len(titles):
            after = [a for a in after if not _adjacent(text, a, items[titles[n + 1]], joints)]
        yield _post(text, items[i], before, after, joints)


_NEAR = re.compile(r"(?:'s|')?(?:[ -](?:[\w'-]+ )*)?")


def _completes(text: str, items: Sequence[Atom], i: int, joints: Joints) -> bool:
    """Whether a title is the complement of the one before it ("Office of the President")."""
    return (
        any(item.kind == "title" for item in items[:i])
        and joints.completes.search(text[max(items[i - 1].end, items[i].start - 9) : items[i].start]) is not None
    )


def _adjacent(text: str, a: Atom, b: Atom, joints: Joints) -> bool:
    """Whether only spaces, possessives or modifiers stand between two atoms of a phrase."""
    between = text[a.end : b.start]
    return a.end <= b.start and _NEAR.fullmatch(between) is not None and joints.apart.search(between) is None


def _post(text: str, title: Atom, before: Sequence[Atom], after: Sequence[Atom], joints: Joints) -> Post:
    """One office: its title runs on over what completes it, up to the state or body that it is held in."""
    end = title.end
    targets: list[Target] = []
    owners = [_target(b) for b in before if b.kind in _HOLDERS]
    sent: list[Target] = []
    ministry = False
    for item in after:
        if item.kind in _HOLDERS:
            to = joints.towards.search(text, max(0, item.start - 8), item.start)
            (sent if to else targets).append(_target(item))
        elif item.value == MINISTRY and item.kind == "portfolio":
            end, ministry = item.end, True
        elif not targets and not sent and item.kind in ("portfolio", "name", "title", "areatype"):
            if item.kind == "name" and item is after[-1] and not any(a.kind in _HOLDERS for a in after) and not before:
                targets.append(Target("name", "", str(item.value), item.start, item.end))
            else:
                end = item.end
    start, qualifier = title.start, None
    words: list[str] = []  # those of the modifiers, in the nominative
    agree = True  # a modifier that governs the title leaves it in its own case
    for item in reversed(before):
        if item.kind == "modifier" and isinstance(item.value, tuple):
            if item.value[1] == "holder":
                qualifier = item.value[0]
            if item.value[1] in ("rank", "holder") and item.end + 1 == start:
                start = item.start
                agree = agree and bool(item.value[2] & (title.value.cases if isinstance(title.value, Title) else frozenset()))
                words.insert(0, str(item.value[0]))
    meaning = title.value if isinstance(title.value, Title) else Title("", "official", False)
    printed = meaning.canonical if meaning.plural and end == title.end else text[start:end]
    if meaning.cases and agree:  # the office in the nominative; what completes it stays in the case it stands in
        named = meaning.nominative or meaning.canonical
        named = " ".join((*words, named if text[title.start].isupper() else named[:1].lower() + named[1:]))
        lead = named[:1].upper() + named[1:] if text[start].isupper() else named[:1].lower() + named[1:]
        printed = lead + text[title.end : end]
    whole = f"{meaning.canonical} of {MINISTRY}" if ministry else meaning.canonical if (start, end) == (title.start, title.end) else ""
    portfolio = MINISTRY if ministry else None
    return Post(printed, start, end, tuple(targets or owners or sent), qualifier, meaning.plural, meaning.rank, portfolio, whole)


def _target(item: Atom) -> Target:
    if isinstance(item.value, Known):
        kind = "state" if item.kind in ("adjective", "people") else item.kind
        return Target(kind, item.value.key, item.value.name, item.start, item.end)
    return Target("name" if item.kind != "world" else "region", "", str(item.value), item.start, item.end)
