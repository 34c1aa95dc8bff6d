"""People and bodies across documents: who they are called, what they held, whom they met, what they said and undertook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, or_, select

from readout.ledger import schema as t
from readout.ledger.asking.names import wanted as wanted_ids
from readout.ledger.views.rows import Fact, Meeting, anchors_of, code_of, current, encounters, facts
from readout.ledger.words import is_spelt, phrase_keys

PER_PAGE = 60
BODIES = ("state", "organisation", "body", "region")
ROLES = ("principal", "host", "chair", "attendee")
_SPELLINGS = 400
_LATEST, _MOST = 400, 4000  # documents in which the newest words of somebody are looked for first, and at all


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


class Part(msgspec.Struct, frozen=True):
    """What some texts say of a person: one of the things that were joined, and why."""

    key: str
    name: str
    offices: str
    states: str
    first: str | None
    last: str | None
    why: str | None


class Profile(msgspec.Struct, frozen=True):
    """Everything that the ledger holds about a person or body; `parts` say why its names are one."""

    code: str
    kind: str
    name: str
    names: tuple[str, ...]
    state: str | None
    identity: str | None
    documents: int
    first: str | None
    last: str | None
    posts: tuple[Fact, ...]
    encounters: tuple[Meeting, ...]
    statements: tuple[Fact, ...]
    commitments: tuple[Fact, ...]
    parts: tuple[Part, ...] = ()


def spelt(connection: Connection, asked: str) -> list[str]:
    """The names in this ledger that a name in any script and order can mean."""
    s = t.spelling.c
    found: dict[str, None] = {}
    for way in phrase_keys(asked):
        ask = select(s.names).where(s.key.in_(way)).group_by(s.names).having(func.count() == len(way)).limit(_SPELLINGS)
        found.update((names, None) for names in connection.execute(ask).scalars() if is_spelt(asked, names))
    return list(found)


def called(connection: Connection, asked: str) -> Any:
    """A condition: parties of this name."""
    return t.party.c.names.in_(spelt(connection, asked))


def people(connection: Connection, asked: str = "", page: int = 1) -> People:
    """People, by name in any script, those in most documents first."""
    return _listed(connection, ("person",), asked, page)


def bodies(connection: Connection, asked: str = "", kind: str = "", page: int = 1) -> People:
    """States, organisations and regions, those in most documents first."""
    return _listed(connection, (kind,) if kind in BODIES else BODIES, asked, page)


def _listed(connection: Connection, kinds: tuple[str, ...], asked: str, page: int) -> People:
    p, i = t.party.c, t.identity.c
    page = max(1, min(page, 200))
    counted = select(p.identity_id, func.count().label("documents")).where(p.identity_id.is_not(None))
    if asked:
        ids = wanted_ids(asked).identifiers
        counted = counted.where(p.identity_id.in_(_called(connection, asked, ids)))
    each = counted.group_by(p.identity_id).subquery()
    wanted = (
        select(i.id, i.code, i.kind, i.name, i.identifier, each.c.documents)
        .join(each, each.c.identity_id == i.id)
        .where(i.kind.in_(kinds))
        .order_by(i.name != asked, each.c.documents.desc(), i.id)  # whoever bears just this name stands first
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
    )
    rows = connection.execute(wanted).all()
    told = _told(connection, [r.id for r in rows[:PER_PAGE]])
    found = []
    for r in rows[:PER_PAGE]:
        names, state, office = told.get(r.id, ((), None, None))
        key = code_of(r.kind, f"{r.kind}|{r.identifier or ''}", 0, r.code)
        found.append(Somebody(key, r.kind, r.name, r.documents, state, office, tuple(n for n in names if n != r.name)[:6]))
    return People(asked, page, len(rows) > PER_PAGE, tuple(found))


def _called(connection: Connection, asked: str, identifiers: Iterable[str]) -> list[int]:
    """The identities of a name, or of a code in the register."""
    q, i = t.profile.c, t.identity.c
    names = spelt(connection, asked)
    found = dict.fromkeys(connection.execute(select(q.identity_id).where(q.names.in_(names), q.identity_id.is_not(None))).scalars())
    p = t.party.c  # a profile keeps the forms that it was made with: names printed later stand with the parties
    named = select(p.identity_id).where(p.names.in_(names), p.identity_id.is_not(None)).distinct()
    found.update(dict.fromkeys(connection.execute(named).scalars()))
    found.update(dict.fromkeys(connection.execute(select(i.id).where(i.identifier.in_(list(identifiers)))).scalars()))
    return [x for x in found if x is not None]


def _told(connection: Connection, identities: list[int]) -> dict[int, tuple[tuple[str, ...], str | None, str | None]]:
    """Names, state and office of identities, from the profiles of what texts say."""
    q = t.profile.c
    found: dict[int, tuple[dict[str, None], list[str], list[str]]] = {}
    rows = connection.execute(
        select(q.identity_id, q.names, q.states, q.offices)
        .where(q.identity_id.in_(identities))
        .order_by(q.last_day.desc(), q.id)
        .limit(2000)
    )
    for row in rows:
        names, states, offices = found.setdefault(row.identity_id, ({}, [], []))
        names.update(dict.fromkeys(n for n in row.names.split(" | ") if n))
        states.extend(x for x in row.states.split() if x)
        offices.extend(x for x in row.offices.split() if x)
    return {k: (tuple(n), s[0] if s else None, o[0] if o else None) for k, (n, s, o) in found.items()}


def identity_of(connection: Connection, kind: str, code: str) -> int | None:
    """The identity of a code; one that was merged leads to what it was merged into."""
    i = t.identity.c
    identifiers = [head.partition("|")[2] for head in anchors_of(kind, code)]
    by_code = select(i.id, i.merged_into).where(i.code.in_((f"{kind}:{code}", code)))
    by_identifier = select(i.id, i.merged_into).where(i.identifier.in_(identifiers), i.kind == kind)
    row = connection.execute(by_code).first() or connection.execute(by_identifier.order_by(i.id)).first()
    for _ in range(8):
        if row is None or row.merged_into is None:
            break
        row = connection.execute(select(i.id, i.merged_into).where(i.id == row.merged_into)).first()
    return None if row is None else int(row.id)


def parties_of(connection: Connection, kind: str, code: str) -> Select[Any] | None:
    """The parties of all documents that are one person or body; None where nobody has this code."""
    p = t.party.c
    if code.startswith("party-") and code[6:].isdecimal() and len(code) < 22:
        one = connection.execute(select(p.id, p.identity_id).where(p.id == int(code[6:]))).first()
        if one is None:
            return None
        return select(p.id).where(p.identity_id == one.identity_id if one.identity_id else p.id == one.id)
    identity = identity_of(connection, kind, code)
    if identity is not None:
        return select(p.id).where(p.identity_id == identity)
    wanted = select(p.id).where(p.anchor.in_(anchors_of(kind, code)))
    return wanted if connection.execute(wanted.limit(1)).first() else None


def claims_with(parties: Select[Any], *roles: str) -> Any:
    """A condition: claims in which one of these parties has one of these roles."""
    cp = t.claim_party.c
    return t.claim.c.id.in_(select(cp.claim_id).where(cp.party_id.in_(parties), cp.role.in_(roles)))


def claims_named(connection: Connection, asked: str, *roles: str) -> Any:
    """A condition: claims in which somebody of this name has one of these roles."""
    cp = t.claim_party.c
    who = select(t.party.c.id).where(called(connection, asked))
    return t.claim.c.id.in_(select(cp.claim_id).where(cp.role.in_(roles), cp.party_id.in_(who)))


def side_of(kind: str, code: str) -> str | None:
    """What a state or organisation is at the table: `JP`, `org:sco`."""
    return code if kind == "state" else f"org:{code}" if kind in ("organisation", "body") else None


def at_table(side: str, until: str | None = None, most: int = 120) -> Any:
    """A condition: the latest encounters at which a state or organisation sat, itself or by its people."""
    s = t.sign.c
    where = [s.sign == side, *([] if until is None else [s.day <= until])]
    return t.claim.c.id.in_(select(s.claim_id).where(*where).order_by(s.day.desc()).limit(most))


def profile(connection: Connection, kind: str, code: str, on: str | None = None, *, limit: int = 20) -> Profile | None:
    """A person or body as the ledger has it, or had it on a day."""
    whole = parties_of(connection, kind, code)
    if whole is None:
        return None
    p, c, i = t.party.c, t.claim.c, t.identity.c
    wanted = select(p.id, p.kind, p.anchor, p.name, p.state, i.id.label("identity"), i.code, i.name.label("known_as"))
    some = whole.limit(1)  # of one identity any will do
    first = connection.execute(wanted.outerjoin(t.identity, i.id == p.identity_id).where(p.id.in_(some))).first()
    if first is None:
        return None
    side = side_of(kind, code)
    late = whole if on is None else whole.where(p.day <= on)
    some = late.order_by(p.day.desc()).limit(_LATEST)
    number, *days = _count(connection, whole, first.identity, side)
    more = late.order_by(p.day.desc()).limit(_MOST) if number > _MOST else whole
    windows = (some, more) if number > _LATEST else (whole,)
    until = [] if on is None else [c.day <= on]

    def newest(type_: str, *roles: str, most: int = limit) -> list[Fact]:
        """The newest claims of a type with them in these roles: from the latest documents, and where those hold too few from more."""
        found: list[Fact] = []
        for parties in windows:
            order = (c.day.desc(), c.id.desc())
            found = facts(connection, c.type == type_, claims_with(parties, *roles), *until, order=order, limit=most)
            if len(found) == most:
                break
        return found

    table = at_table(side, on) if side else claims_with(windows[0], *ROLES)
    met = encounters(connection, table, *until, order=(c.day.desc(),), limit=limit)
    if not side and len(windows) > 1 and len(met) < limit // 2:
        met = encounters(connection, claims_with(more, *ROLES), *until, order=(c.day.desc(),), limit=limit)
    posts = newest("post", "holder", most=40) if kind == "person" else []
    said, undertaken = newest("statement", "speaker"), newest("commitment", "actor")
    names = _names(connection, some, first.known_as or first.name)
    parts = _parts(connection, first.identity) if first.identity else ()
    return Profile(
        code_of(first.kind, first.anchor, first.id, first.code), first.kind, names[0], names,
        code if kind == "state" else _state(connection, some), first.code,
        number, days[0], days[1], tuple(posts), tuple(met), tuple(said), tuple(undertaken), parts,
    )  # fmt: skip


def _count(connection: Connection, parties: Select[Any], identity: int | None, side: str | None) -> tuple[int, str | None, str | None]:
    """How many documents, and the first and last day; of a state or organisation the days at which it sat at the table."""
    p, s = t.party.c, t.sign.c
    if side and identity:
        number = connection.execute(select(func.count()).where(p.identity_id == identity)).scalar()
        first = connection.execute(select(s.day).where(s.sign == side).order_by(s.day).limit(1)).scalar()
        last = connection.execute(select(s.day).where(s.sign == side).order_by(s.day.desc()).limit(1)).scalar()
        return int(number or 0), first, last
    found = connection.execute(parties.where(p.day != "").with_only_columns(func.count(), func.min(p.day), func.max(p.day))).one()
    return int(found[0]), found[1], found[2]


def _names(connection: Connection, parties: Select[Any], name: str) -> tuple[str, ...]:
    rows: Iterable[str] = connection.execute(select(t.party.c.names).where(t.party.c.id.in_(parties)).distinct().limit(60)).scalars()
    found = dict.fromkeys([name, *(n for names in rows for n in names.split(" | ") if n)])
    return tuple(n for n in found if n) or ("unnamed",)


def _state(connection: Connection, parties: Select[Any]) -> str | None:
    wanted = select(t.party.c.state).where(t.party.c.id.in_(parties), t.party.c.state.is_not(None)).order_by(t.party.c.day.desc()).limit(1)
    return connection.execute(wanted).scalar()


def _parts(connection: Connection, identity: int) -> tuple[Part, ...]:
    q = t.profile.c
    wanted = select(q.key, q.name, q.offices, q.states, q.first_day, q.last_day, q.why).where(q.identity_id == identity).order_by(q.id)
    return tuple(Part(*tuple(row)) for row in connection.execute(wanted.limit(40)))


def profile_of(connection: Connection, key: str) -> Somebody | None:
    """Whom a profile of texts belongs to."""
    q, i = t.profile.c, t.identity.c
    wanted = select(q.kind, q.name, q.names, q.states, q.offices, i.code, i.identifier).outerjoin(t.identity, i.id == q.identity_id)
    row = connection.execute(wanted.where(or_(q.key == key, i.code == key)).limit(1)).first()
    if row is None:
        return None
    code = code_of(row.kind, f"{row.kind}|{row.identifier or ''}", 0, row.code)
    return Somebody(code, row.kind, row.name, 0, (row.states.split() or [None])[0], row.offices, tuple(row.names.split(" | ")))


def documents_of(connection: Connection, key: str, limit: int = 3) -> list[Fact]:
    """A few facts about what texts say of somebody under one profile: offices first, then words and encounters."""
    c, q, p, cp = t.claim.c, t.profile.c, t.party.c, t.claim_party.c
    mine = select(p.id).join(t.profile, q.id == p.profile_id).where(q.key == key).limit(50)
    with_them = c.id.in_(select(cp.claim_id).where(cp.party_id.in_(mine)))
    return facts(
        connection,
        with_them,
        c.type.concat("").in_(("post", "encounter", "statement")),
        current(),
        order=(c.day.desc(),),
        limit=limit,
    )
