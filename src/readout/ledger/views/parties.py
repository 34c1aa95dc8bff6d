"""People and bodies across documents: who they are called, what they held, whom they met, what they said and undertook."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, null, or_, select

from readout.ledger import schema as t
from readout.ledger.folding import Name, plain
from readout.ledger.views.rows import Fact, Meeting, anchors_of, code_of, current, encounters, facts

PER_PAGE = 60
_BODIES = ("state", "organisation", "body", "region")


class Somebody(msgspec.Struct, frozen=True):
    """A person or body in a list."""

    code: str
    kind: str
    name: str
    documents: int
    state: str | None = None
    office: str | None = None
    also: tuple[str, ...] = ()


class People(msgspec.Struct, frozen=True):
    """A page of people or bodies."""

    asked: str
    page: int
    more: bool
    rows: tuple[Somebody, ...]


class Profile(msgspec.Struct, frozen=True):
    """Everything that the ledger holds about a person or body."""

    code: str
    kind: str
    name: str
    names: tuple[str, ...]
    state: str | None
    identifier: str | None
    documents: int
    first: str | None
    last: str | None
    posts: tuple[Fact, ...]
    encounters: tuple[Meeting, ...]
    statements: tuple[Fact, ...]
    commitments: tuple[Fact, ...]


def people(connection: Connection, asked: str = "", page: int = 1) -> People:
    """People, by name in any script, those in most documents first."""
    p, i = t.party.c, t.identity.c
    wanted: Select[Any] = (
        select(func.min(p.id), p.kind, p.anchor, i.code, func.coalesce(i.name, func.max(p.name)), func.count(p.document_id.distinct()),
               func.max(p.state), func.max(p.office), func.max(p.names))
        .outerjoin(t.identity, i.id == p.identity_id)
        .where(p.kind == "person")
    )  # fmt: skip
    if asked:
        wanted = wanted.where(or_(p.identity_id.in_(named(asked)), p.names.icontains(asked, autoescape=True)))
    wanted = wanted.group_by(func.coalesce(p.identity_id, -p.id)).order_by(func.count(p.document_id.distinct()).desc(), func.min(p.id))
    return _page(connection, wanted, asked, page)


def bodies(connection: Connection, asked: str = "", kind: str = "", page: int = 1) -> People:
    """States, organisations and regions, those in most documents first."""
    p = t.party.c
    wanted: Select[Any] = select(
        func.min(p.id), p.kind, p.anchor, null(), func.max(p.name), func.count(), func.max(p.state),
        null(), func.max(p.names),
    ).where(p.kind == kind if kind in _BODIES else p.kind.in_(_BODIES))  # fmt: skip
    if asked:
        wanted = wanted.where(p.names.icontains(asked, autoescape=True))
    return _page(connection, wanted.group_by(p.anchor).order_by(func.count().desc(), p.anchor), asked, page)


def _page(connection: Connection, wanted: Select[Any], asked: str, page: int) -> People:
    page = max(1, min(page, 200))
    rows = connection.execute(wanted.limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE)).all()
    found = [
        Somebody(code_of(r[1], r[2], r[0], r[3]), r[1], r[4] or "", r[5], r[6], r[7], tuple(dict.fromkeys(r[8].split(" | ")))[:6])
        for r in rows[:PER_PAGE]
    ]
    return People(asked, page, len(rows) > PER_PAGE, tuple(found))


def named(asked: str) -> Select[Any]:
    """The identities that a name can mean, in any script and order: all its words, or one word of somebody's name."""
    name, n = Name(asked), t.name_key.c
    if name.given:
        keys = [" ".join(sorted(name.keys)), "=" + min("".join(name.sounds), "".join(reversed(name.sounds)))]
        return select(n.identity_id).where(n.key.in_(keys))
    sound = next(iter(name.keys), plain(asked))
    return select(n.identity_id).where(or_(n.key == sound, n.key.like(f"{sound} %"), n.key.like(f"% {sound}"), n.key.like(f"% {sound} %")))


def parties_of(connection: Connection, kind: str, code: str) -> Select[Any] | None:
    """The parties of all documents that are one person or body; None where nobody has this code."""
    p = t.party.c
    if kind == "person":
        if code.startswith("party-") and code[6:].isdecimal() and len(code) < 22:
            one = connection.execute(select(p.id, p.identity_id).where(p.id == int(code[6:]))).first()
            if one is None:
                return None
            return select(p.id).where(p.identity_id == one.identity_id if one.identity_id else p.id == one.id)
        identity = identity_of(connection, code)
        return None if identity is None else select(p.id).where(p.identity_id == identity)
    wanted = select(p.id).where(p.anchor.in_(anchors_of(kind, code)))
    return wanted if connection.execute(wanted.limit(1)).first() else None


def identity_of(connection: Connection, code: str) -> int | None:
    """The identity of a code; one that was merged leads to what it was merged into."""
    i = t.identity.c
    row = connection.execute(select(i.id, i.merged_into).where(i.code == code)).first()
    for _ in range(8):
        if row is None or row.merged_into is None:
            break
        row = connection.execute(select(i.id, i.merged_into).where(i.id == row.merged_into)).first()
    return None if row is None else int(row.id)


def claims_with(parties: Select[Any], *roles: str) -> Any:
    """A condition: claims in which one of these parties has one of these roles."""
    cp = t.claim_party.c
    return t.claim.c.id.in_(select(cp.claim_id).where(cp.party_id.in_(parties), cp.role.in_(roles)))


def profile(connection: Connection, kind: str, code: str, on: str | None = None, *, limit: int = 20) -> Profile | None:
    """A person or body as the ledger has it, or had it on a day."""
    parties = parties_of(connection, kind, code)
    if parties is None:
        return None
    p, c, i = t.party.c, t.claim.c, t.identity.c
    rows = connection.execute(
        select(p.id, p.kind, p.anchor, p.name, p.names, p.state, p.document_id, i.code, i.name.label("known_as"), i.identifier)
        .outerjoin(t.identity, i.id == p.identity_id).where(p.id.in_(parties)).limit(2000)
    ).all()  # fmt: skip
    until = [] if on is None else [c.day_from <= on]
    said = [] if on is None else [t.document.c.published <= on]
    names = list(dict.fromkeys(n for r in rows for n in (r.name, *r.names.split(" | ")) if n))
    met = encounters(connection, claims_with(parties, "principal", "host", "chair", "attendee"), *until, limit=limit)
    posts = facts(connection, c.type == "post", claims_with(parties, "holder"), *until, order=(c.day_from.desc(),), limit=60)
    statements = facts(
        connection, c.type == "statement", claims_with(parties, "speaker"), *said, order=(t.document.c.published.desc(),), limit=limit
    )
    commitments = facts(
        connection, c.type == "commitment", claims_with(parties, "actor"), *said, order=(t.document.c.published.desc(),), limit=limit
    )
    bound = connection.execute(
        select(func.min(c.day_from), func.max(c.day_from)).where(
            c.type == "encounter", claims_with(parties, *("principal", "attendee")), current()
        )
    ).one()
    first = rows[0]
    state = next((r.state for r in rows if r.state), None)
    return Profile(
        code_of(first.kind, first.anchor, first.id, first.code), first.kind, first.known_as or first.name or names[0], tuple(names),
        state,
        first.identifier, len({r.document_id for r in rows}), bound[0], bound[1], tuple(posts), tuple(met),
        tuple(statements), tuple(commitments),
    )  # fmt: skip


def claims_named(asked: str, *roles: str) -> Any:
    """A condition: claims in which somebody of this name has one of these roles."""
    p, cp = t.party.c, t.claim_party.c
    who = select(p.id).where(or_(p.identity_id.in_(named(asked)), p.names.icontains(asked, autoescape=True)))
    return t.claim.c.id.in_(select(cp.claim_id).where(cp.role.in_(roles), cp.party_id.in_(who)))
