"""Casting: the names of those whom a text first presents by their offices alone.

"The Ruritanian Foreign Minister held a telephone conversation with his Xlandian counterpart. … Kral and Sun reviewed …": agencies
write so. The register may know which of the two held which office; otherwise two offices and two names go together in their order,
and the record says that this is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from readout.model.finding import EncounterFound, Part, PartyKey, Person
from readout.model.mention import Mention, Post, Target
from readout.register.ask import load_register
from readout.stages.interpret.cast import Cast
from readout.stages.interpret.scene import Scene

_BOTH = 2
_JOINTS = frozenset({", ", " and ", ", and "})
_HEAD = "head-of-organisation"


def housed(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions in which an office such as "the Secretary-General" has the one body named in the text that has such an office."""
    open_posts = {p.title for m in mentions for p in m.posts if _is_open(p)}
    if not open_posts:
        return mentions
    named = {m.key: m for m in reversed(mentions) if m.kind == "organisation" and m.key}
    houses = {title: [key for key in named if _has_post(key, title)] for title in open_posts}
    found = {t: Target("organisation", keys[0], str(named[keys[0]].name), 0, 0) for t, keys in houses.items() if len(keys) == 1}
    if not found:
        return mentions

    def housed_post(post: Post) -> Post:
        return replace(post, of=(found[post.title],)) if post.title in found and _is_open(post) else post

    return tuple(replace(m, posts=tuple(map(housed_post, m.posts))) if m.posts else m for m in mentions)


def shared(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions in which the later names of a list have the plural office of the first ("Foreign Ministers Ana Kral and Lee Sun")."""
    out = list(mentions)
    for i, mention in enumerate(mentions):
        if mention.kind != "person" or not mention.posts or not mention.posts[0].plural or mention.posts[0].start > mention.name_start:
            continue
        named = [i]
        for j in range(i + 1, len(mentions)):
            if mentions[j].kind != "name" or text[mentions[named[-1]].end : mentions[j].start] not in _JOINTS:
                break
            named.append(j)
        if len(named) == 1 or text[mentions[named[-1] - 1].end : mentions[named[-1]].start] == ", ":
            continue
        post = mention.posts[0]
        for n, j in enumerate(named):
            of = post.of[n : n + 1] if len(post.of) == len(named) else post.of
            held = (replace(post, of=of, plural=False),)
            out[j] = replace(out[j], kind="person", posts=held) if j != i else replace(out[j], posts=held)
    return tuple(out)


def _is_open(post: Post) -> bool:
    return post.rank == _HEAD and not post.of and not post.plural


@cache
def _has_post(organisation: str, title: str) -> bool:
    return bool(load_register().posts_named("organisation", organisation, title))


def named(scene: Scene, met: tuple[EncounterFound, ...]) -> tuple[Scene, tuple[EncounterFound, ...]]:
    """The scene and its encounters in which offices without names have the people whom the text names without offices."""
    offices = list(dict.fromkeys(_offices(scene, met)))
    bare = [p for p in scene.cast.people if not p.posts and " " in p.fullest] if offices else []
    if not bare:
        return scene, met
    found = _by_register(scene, offices, bare)
    left = [o for o in offices if o[0] not in found]
    free = [p for p in bare if p.index not in found.values()]
    if len(left) == len(free) and (len(free) == _BOTH or (len(free) == 1 and found)):
        found |= {key: p.index for (key, _), p in zip(left, sorted(free, key=lambda p: p.first), strict=True)}
    if not found:
        return scene, met
    people = list(scene.cast.people)
    for key, i in offices:
        if key in found:
            people[found[key]] = replace(people[found[key]], posts=scene.mentions[i].posts[:1])
    scene = scene.with_cast(Cast(tuple(people), scene.cast.person_of, scene.cast.rules))
    return scene, tuple(replace(e, parts=tuple(_named(p, found) for p in e.parts)) for e in met)


def _offices(scene: Scene, met: Sequence[EncounterFound]) -> Iterator[tuple[PartyKey, int]]:
    """The principals of held encounters that are a single office each, with the mention that says so."""
    for encounter in met:
        for part in encounter.parts if encounter.status == "held" else ():
            if part.key[0] != "office" or part.role != "principal" or part.mention is None:
                continue
            if not scene.mentions[part.mention].plural:
                yield part.key, part.mention


def _by_register(scene: Scene, offices: Sequence[tuple[PartyKey, int]], bare: Sequence[Person]) -> dict[PartyKey, int]:
    """Who held an office in the state or body of which it is said, where exactly one of the named did."""
    register = load_register()
    held = {p.index: {h.post.split("/")[0] for h in register.posts_held(p.fullest)} for p in bare}
    found: dict[PartyKey, int] = {}
    for key, i in offices:
        owners = {t.key for post in scene.mentions[i].posts for t in post.of if t.key}
        fits = [index for index, where in held.items() if owners & where and index not in found.values()]
        if len(fits) == 1:
            found[key] = fits[0]
    return found


def _named(part: Part, found: Mapping[PartyKey, int]) -> Part:
    person = found.get(part.key)
    return part if person is None else replace(part, key=("person", str(person)), basis="inferred")
