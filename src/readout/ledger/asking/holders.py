"""Who held an office on a day: what the register knows, and what texts of the ledger say beside it."""

from __future__ import annotations

import re

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from readout.grammar.load import languages, load_pack
from readout.ledger import schema as t
from readout.ledger.asking import rows
from readout.ledger.asking.answers import Hit
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.fields import day_range
from readout.ledger.faults import QueryError
from readout.ledger.folding import script
from readout.ledger.offices import office
from readout.register.answers import Holder
from readout.register.ask import load_register

_HELD = re.compile(r"who\s+(?:held|holds)\s+(.+?)(?:\s+on:?\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?))?\s*$", re.I | re.S)


class Held(msgspec.Struct, frozen=True):
    """An answer to *who held*: the office as understood, the register's holders, and the texts that name one near the day.

    `agree` are texts the register confirms, `differ` texts it contradicts, `open` those it knows nothing about.
    """

    office: str
    of: str
    day: str
    register: tuple[Holder, ...]
    agree: tuple[Hit, ...]
    differ: tuple[Hit, ...]
    open: tuple[Hit, ...]


def asks(query: str) -> tuple[str, str | None] | None:
    """The office and the day of a question *who held*, or None where it asks something else.

    >>> asks('who held "Secretary-General of the SCO" on:2021-05-09')
    ('Secretary-General of the SCO', '2021-05-09')
    """
    found = _HELD.match(query.strip())
    return (found.group(1).strip().strip('"“”«»「」'), found.group(2)) if found else None


def held(connection: Connection, words: str, day: str | None, moment: Moment) -> Held:
    """Who held an office that words name, on a day (where none is given: today, or the day of `as_of`)."""
    on = day_range(day)[0] if day else moment.today
    assert on is not None
    language, title, kind, key, name = _office(words)
    register = load_register()
    known = [h for post in register.posts_named(kind, key, title) for h in register.holders(post, on, language)]
    texts = _texts(connection, title, kind, key, on, moment)
    by_verdict: dict[str, list[Hit]] = {}
    for hit in texts:
        by_verdict.setdefault(hit.label or "unknown", []).append(hit)
    told = (tuple(by_verdict.get(v, ())) for v in ("agrees", "differs", "unknown"))
    return Held(title, name, on, tuple(known), *told)


def _office(words: str) -> tuple[str, str, str, str, str]:
    """Language, title, kind, key and name of what the office is held in, as the packs read the words."""
    from readout.stages import acquire, clean, divide, find  # 0.1 s of loading that no other question needs

    for language in _by_script(words):
        pack = load_pack(language)
        source = acquire.from_text(f"{words}.", id="question", language=language)
        document = divide.document(msgspec.structs.replace(clean.document(source), language=language), pack)
        for mention in find.mentions(document, pack).mentions:
            for post in mention.posts:
                if post.of:
                    target = post.of[0]
                    return language, post.title, target.party[0], target.party[1], target.name
    raise QueryError(
        "RO-L205",
        words,
        "no office of a state or body is found in these words",
        'write, for instance: who held "Foreign Minister of Belarus" on:2021-05-09',
    )


def _by_script(words: str) -> list[str]:
    """The languages, those first whose script the words are in, and of these the one of international names."""
    written = script(words)
    return sorted(languages(), key=lambda name: (str(load_pack(name).setting("script")).lower() != written, name))


def _texts(connection: Connection, title: str, kind: str, key: str, day: str, moment: Moment) -> list[Hit]:
    """Claims of texts that somebody held the office, within a year of the day, the nearest first."""
    c, x, of = t.claim.c, t.claim_party.c, t.party.alias()
    low, high = f"{int(day[:4]) - 1}{day[4:]}", f"{int(day[:4]) + 1}{day[4:]}"
    body = of.c.identifier.in_((f"readout:{key}", f"iso3166-1:{key}", f"iso3166-2:{key}"))
    same = [func.lower(x.post) == title.lower()]
    if rank := office(title):
        same.append(x.rank == rank)
    asked = select(c.id, c.day).join(t.claim_party, x.claim_id == c.id).join(of, of.c.id == x.of_id)
    asked = asked.where(c.type == "post", moment.known(), c.day >= low, c.day <= f"{high}~", and_(body, or_(*same)))
    found = sorted(connection.execute(asked).all(), key=lambda row: (_distance(row.day, day), row.id))
    return rows.claims(connection, [row.id for row in found[:50]])


def _distance(one: str, other: str) -> int:
    from datetime import date

    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) if len(one) >= 10 else 10**6
