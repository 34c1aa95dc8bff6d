"""Counterparts: "her Belarusian counterpart" holds the office of whoever the sentence is about, in another state.

The word is no office. What it stands for is inferred: the office of the first in the sentence who has one, by the sentence itself or
by what the text said of the same name before. Where nobody has, the mention keeps its state and has no office.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.model.document import Document
from readout.model.mention import Mention, Post


def told(document: Document, mentions: tuple[Mention, ...], pack: Pack) -> tuple[Mention, ...]:
    """The mentions with the offices that counterparts hold."""
    words = _words(pack)
    if not any(_is_one(m, words) for m in mentions):
        return mentions
    starts = [s.start for s in document.sentences]
    out: list[Mention] = []
    for mention in mentions:
        if not _is_one(mention, words):
            out.append(mention)
            continue
        i = bisect_right(starts, mention.start) - 1
        office = _office(out, starts[i] if i >= 0 else 0)
        held = tuple(_as(p, office, words) for p in mention.posts) if office is not None else ()
        if held:
            out.append(replace(mention, posts=held))
        elif mention.kind == "person":
            out.append(replace(mention, posts=tuple(p for p in mention.posts if p.title.casefold() not in words)))
        elif mention.posts[0].of:
            out.append(replace(mention, kind="side", posts=(), owner=mention.posts[0].of[0]))
    return tuple(out)


@cache
def _words(pack: Pack) -> frozenset[str]:
    """The words that a pack has for a counterpart."""
    return frozenset(str(w).casefold() for w in pack.entries("mentions", "counterparts"))


def _is_one(mention: Mention, words: frozenset[str]) -> bool:
    return bool(mention.posts) and any((p.canonical or p.title).casefold() in words for p in mention.posts)


def _office(before: Sequence[Mention], start: int) -> Post | None:
    """The office of the first person or office of a sentence that has one."""
    for mention in (m for m in before if m.start >= start and m.kind in ("person", "office", "name")):
        posts = mention.posts or _known(before, mention.name)
        if posts:
            return posts[0]
    return None


def _known(before: Sequence[Mention], name: str | None) -> tuple[Post, ...]:
    """The offices that the text gave somebody of the same last name before."""
    last = (name or "").rsplit(" ", 1)[-1]
    return next((m.posts for m in before if m.posts and last and m.name and last in m.name.split()), ())


def _as(post: Post, office: Post, words: frozenset[str]) -> Post:
    """The office that a counterpart holds: its words stand elsewhere, so it has no span."""
    if (post.canonical or post.title).casefold() not in words:
        return post
    title = office.title if not office.plural else office.canonical or office.title
    return replace(post, title=title, start=0, end=0, rank=office.rank, canonical=office.canonical, portfolio=office.portfolio)
