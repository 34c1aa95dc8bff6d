"""Shared offices: names that follow one office in the plural each get their own state ("the ministers of X and Y | A and B")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.model.mention import Mention, Post


def divided(text: str, mentions: Sequence[Mention], pack: Pack) -> list[Mention]:
    """The mentions, a plural office with as many names as states having become one office for each name."""
    joins = str(pack.file("mentions").get("name_join") or "")
    out = list(mentions)
    if not joins:
        return out
    join = re.compile(joins)
    for i, mention in enumerate(mentions):
        post = mention.posts[0] if mention.kind == "person" and len(mention.posts) == 1 else None
        if post is None or not post.plural or len(post.of) < 2:
            continue
        following = list(range(i, min(len(mentions), i + len(post.of))))
        pairs = list(pairwise(following))
        if len(following) == len(post.of) and all(
            mentions[b].kind in ("name", "person") and join.fullmatch(text, mentions[a].end, mentions[b].start) for a, b in pairs
        ):
            for k, target in zip(following, post.of, strict=True):
                held: Post = replace(post, of=(target,), plural=False)
                out[k] = replace(mentions[k], kind="person", posts=(held,), cases=mention.cases)
    return out
