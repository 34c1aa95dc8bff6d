"""Authors: in a text that somebody signs, "I met with …" tells of an encounter of whoever signs it.

Where a sentence begins such an account, "I" is a mention of the author, and "we" before a verb of both sides the parties. The
author is whom a title or a byline names, and otherwise the office that the publisher's texts are about: that is inferred, for its words
stand nowhere. Where neither is known, "I" stays nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.grammar.stretches import Stretches
from readout.model.document import Document
from readout.model.finding import EncounterFound
from readout.model.mention import Mention, Post, Target

_RULE = "mentions.first_person"
_FIRST = 3  # so many sentences may stand before the account where nobody signs: a greeting, a dateline


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of accounts in the first person."""

    account: re.Pattern[str]
    one: re.Pattern[str]
    both: re.Pattern[str]
    signed: re.Pattern[str]
    after: re.Pattern[str]


def told(
    document: Document, mentions: tuple[Mention, ...], pack: Pack, side: Target | None = None, office: str | None = None
) -> tuple[Mention, ...]:
    """The mentions with those of an author who tells of an encounter in the first person."""
    known = rules(pack)
    if known is None:
        return mentions
    quoted = Stretches((q.opened, q.closed) for q in document.quotations)
    accounts = (
        n
        for n, s in enumerate(document.sentences)
        if known.account.match(document.text, s.start, s.end) and not quoted.meets(s.start, s.start + 1)
    )
    number = next(accounts, None)
    if number is None:
        return mentions
    begin = document.sentences[number].start
    author = _signed(document.text, mentions, begin, known) or (_published(side, office, pack) if number <= _FIRST else None)
    if author is None:
        return mentions
    added = [m for m in _words(document, author, begin, known, pack) if not quoted.meets(m.start, m.end)]
    taken = {m.start for m in added}
    return tuple(sorted((*(m for m in mentions if m.start not in taken), *added), key=lambda m: m.start))


def is_author(mention: Mention) -> bool:
    """Whether a mention is an author's "I"."""
    return mention.kind in ("person", "office") and mention.rule.endswith(_RULE)


def is_account(mentions: Sequence[Mention], met: EncounterFound) -> bool:
    """Whether an encounter is told of by one who took part in it."""
    return any(p.mention is not None and is_author(mentions[p.mention]) for p in met.parts)


def _signed(text: str, mentions: tuple[Mention, ...], begin: int, known: Rules) -> Mention | None:
    """Whom the lines before the account name as its author: "Statement by …", "By …", or a line with nothing else in it."""
    for mention in mentions:
        if mention.start >= begin:
            return None
        if mention.kind not in ("person", "office") or mention.plural or not (mention.name or mention.posts):
            continue
        line = text.rfind("\n", 0, mention.start) + 1
        if known.signed.search(text, line, mention.start) and known.after.match(text, mention.end):
            return mention
    return None


def _published(side: Target | None, office: str | None, pack: Pack) -> Mention | None:
    """The office that a publisher's texts are about."""
    if side is None or office is None:
        return None
    return Mention(0, 0, "office", f"{pack.language}.{_RULE}", posts=(Post(office, 0, 0, (side,)),))


def _words(document: Document, author: Mention, begin: int, known: Rules, pack: Pack) -> Iterator[Mention]:
    """The mentions that "I" and "we" are."""
    rule = f"{pack.language}.{_RULE}"
    for match in known.one.finditer(document.text):
        start, end = match.span("who")
        if start >= (author.end or begin):
            yield replace(author, start=start, end=end, rule=rule, posts=() if author.name else author.posts)
    for match in known.both.finditer(document.text, begin):
        yield Mention(*match.span("who"), "collective", rule, plural=True)


@cache
def rules(pack: Pack) -> Rules | None:
    """The rules of a pack, if it has any."""
    content = pack.file("mentions").get("first_person") or {}
    if not content:
        return None
    return Rules(*(re.compile(str(content[key])) for key in ("account", "one", "both", "signed", "after")))
