"""Search: a question of the query language where the words begin with one of its types, else words in any script."""

from __future__ import annotations

import re

import msgspec

from readout.errors import ReadoutError
from readout.ledger import Ledger
from readout.ledger.asking.answers import Answer
from readout.ledger.asking.fields import TYPES
from readout.ledger.asking.holders import Held, asks
from readout.ledger.views import parties
from readout.web.problems import Problem

PER_PAGE = 40
MOST = 2000  # claims that are counted while somebody waits
_SIGNS = re.compile(r"[^\w\s'’-]+")


class Found(msgspec.Struct, frozen=True):
    """What was found, and as what the words were understood: a question, words, an office and its holder, or nothing yet."""

    asked: str
    as_of: str | None
    kind: str
    answer: Answer | None = None
    held: Held | None = None
    people: tuple[parties.Somebody, ...] = ()
    bodies: tuple[parties.Somebody, ...] = ()
    first: bool = True
    problem: Problem | None = None


def search(ledger: Ledger, words: str, as_of: str | None, after: str, today: str) -> Found:
    """Answer a question or find words."""
    words = " ".join(words.split())
    if not words:
        return Found("", as_of, "nothing")
    try:
        if asks(words):
            return Found(words, as_of, "office", held=ledger.held(words, as_of=as_of, today=today))
        if words.split(" ", 1)[0].lower() in TYPES:
            found = ledger.ask(words, as_of=as_of, limit=PER_PAGE, after=after or None, facets=not after, today=today, most=MOST)
            return Found(words, as_of, "question", found, first=not after)
        return _words(ledger, words, as_of, after, today)
    except ReadoutError as error:
        problem = Problem(error.code, error.place, error.message, error.remedy)
        return Found(words, as_of, "question", first=not after, problem=problem)


def _words(ledger: Ledger, words: str, as_of: str | None, after: str, today: str) -> Found:
    plain = " ".join(_SIGNS.sub(" ", words).split())
    with ledger.store.reading() as connection:
        is_name = bool(parties.spelt(connection, plain)) if plain else False
    wanted = f'"{plain}"' if is_name else " ".join(f'"{w}"' for w in plain.split()[:12])
    said = ledger.ask(f"sentences {wanted}", as_of=as_of, limit=PER_PAGE, after=after or None, today=today, most=MOST) if plain else None
    if after:
        return Found(words, as_of, "words", said, first=False)
    with ledger.store.reading() as connection:
        who = parties.people(connection, words).rows[:8]
        what = parties.bodies(connection, words).rows[:8]
    return Found(words, as_of, "words", said, None, who, what)


def narrowed(words: str, facet: str, value: str) -> str:
    """The question with one more condition.

    >>> narrowed("statements by:Norov", "mode", "direct"), narrowed("encounters", "place", "New York")
    ('statements by:Norov mode:direct', 'encounters place:"New York"')
    """
    field = {"people": "with", "publishers": "publisher", "languages": "lang", "topics": "topic", "years": "on"}.get(facet, facet)
    return f'{words} {field}:"{value}"' if re.search(r"[^\w.-]", value) else f"{words} {field}:{value}"
