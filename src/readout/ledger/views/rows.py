"""Claims as people read them: with their words, their document, and everybody in them. One form for every screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, func, literal_column, select

from readout.ledger import schema as t

SIDES = ("principal", "host", "chair")
_BY_IDENTIFIER = {"state|iso3166-1": "state", "region|iso3166-2": "region", "organisation|readout": "organisation", "body|readout": "body"}


class Cast(msgspec.Struct, frozen=True):
    """Somebody in a claim: `code` leads to the person or body across documents."""

    code: str
    name: str
    kind: str
    role: str
    post: str | None = None
    of: str | None = None
    state: str | None = None
    party: int = 0


class Fact(msgspec.Struct, frozen=True):
    """One claim of one document: what it says, in which words, and where they stand (code points of the revision's text)."""

    code: str
    type: str
    local: str
    kind: str | None
    status: str | None
    mode: str | None
    act: str | None
    strength: int | None
    negated: bool
    number: float | None
    day: str | None
    date_basis: str | None
    place: str | None
    country: str | None
    due: str | None
    label: str | None
    basis: str | None
    rule: str | None
    reviewed: str | None
    part_of: str | None
    quote: str | None
    start: int | None
    end: int | None
    encounter: str
    document: int
    title: str
    publisher: str | None
    published: str | None
    language: str | None
    url: str | None
    revision: int
    known_since: str
    cast: tuple[Cast, ...] = ()
    topics: tuple[str, ...] = ()

    def those(self, *roles: str) -> tuple[Cast, ...]:
        """Everybody who has one of these roles."""
        return tuple(c for c in self.cast if c.role in roles)


class Meeting(msgspec.Struct, frozen=True):
    """An encounter with its accounts: what most of them say stands first, every account keeps its own words."""

    code: str
    kind: str
    status: str
    mode: str | None
    day: str | None
    place: str | None
    country: str | None
    label: str | None
    sides: tuple[Cast, ...]
    accounts: tuple[Fact, ...]


def current() -> Any:
    """The claims that stand now."""
    return and_(t.claim.c.known_until.is_(None), t.claim.c.recorded_until.is_(None))


def encounters_now() -> Any:
    """The encounters that stand now; the type is written out, so that the index of these rows alone (`schema.MET`) serves."""
    return and_(t.claim.c.type == literal_column("'encounter'"), current())


def code_of(kind: str, anchor: str, party: int, identity: str | None) -> str:
    """How a party is known across documents: a person by identity, a body by its code.

    >>> code_of("state", "state|iso3166-1:JP", 7, None), code_of("person", "person|ana kral", 7, None)
    ('JP', 'party-7')
    """
    own = (identity or "").removeprefix(f"{kind}:")
    if kind in ("person", "office", "group"):
        return own or f"party-{party}"
    head, _, key = anchor.partition(":")
    if head in _BY_IDENTIFIER and key:
        return key.partition("|")[0]
    return own or anchor.partition("|")[2] or anchor


def anchors_of(kind: str, key: str) -> tuple[str, ...]:
    """The anchors under which documents hold a body."""
    heads = [head for head in _BY_IDENTIFIER if head.startswith(f"{kind}|")]
    return (*(f"{head}:{key}" for head in heads), f"{kind}|{key}")


def _columns() -> Select[Any]:
    c, d, r, e = t.claim.c, t.document.c, t.revision.c, t.encounter.c
    return (
        select(
            c.id, c.code, c.type, c.local, c.kind, c.status, c.mode, c.act, c.strength, c.negated, c.number, c.date_value, c.day_from,
            c.date_basis, c.place, c.country, c.due, c.label, c.basis, c.rule, c.reviewed, c.part_of, c.quote, c.start_at, c.end_at,
            c.known_since, e.code.label("encounter"), d.id.label("document"), func.coalesce(d.title, d.name).label("title"),
            d.publisher, d.published, d.language, d.url, r.number.label("revision"),
        )
        .join(t.document, d.id == c.document_id)
        .join(t.revision, r.id == c.revision_id)
        .outerjoin(t.encounter, e.id == c.encounter_id)
    )  # fmt: skip


def facts(
    connection: Connection, *where: Any, order: Iterable[Any] = (), limit: int = 50, offset: int = 0, standing: bool = True
) -> list[Fact]:
    """Claims for which all conditions hold, with their cast and topics; `standing` leaves out what no longer stands."""
    conditions = (*where, current()) if standing else where
    wanted = _columns().where(*conditions).order_by(*order, t.claim.c.id).limit(limit).offset(offset)
    rows = connection.execute(wanted).all()
    ids = [row.id for row in rows]
    cast, topics = cast_of(connection, ids), _topics(connection, ids)
    return [_fact(row, cast.get(row.id, ()), topics.get(row.id, ())) for row in rows]


def _fact(row: Any, cast: tuple[Cast, ...], topics: tuple[str, ...]) -> Fact:
    return Fact(
        row.code, row.type, row.local, row.kind, row.status, row.mode, row.act, row.strength, bool(row.negated), row.number,
        row.date_value or row.day_from, row.date_basis, row.place, row.country, row.due, row.label, row.basis, row.rule, row.reviewed,
        row.part_of, row.quote, row.start_at, row.end_at, row.encounter or row.code, row.document, row.title, row.publisher,
        row.published, row.language, row.url, row.revision, row.known_since, cast, topics,
    )  # fmt: skip


def cast_of(connection: Connection, claims: Sequence[int]) -> dict[int, tuple[Cast, ...]]:
    """Everybody in these claims, in the order of the text."""
    found: dict[int, list[Cast]] = {}
    cp, p, i = t.claim_party.c, t.party.c, t.identity.c
    of = t.party.alias("of_party")
    for some in _parts(claims):
        wanted = (
            select(
                cp.claim_id, cp.role, cp.post, p.id, p.kind, p.anchor, p.name, p.names, p.state,
                i.code.label("identity"), i.name.label("known_as"), of.c.name.label("of_name"), of.c.state.label("of_state"),
            )
            .join(t.party, p.id == cp.party_id)
            .outerjoin(t.identity, i.id == p.identity_id)
            .outerjoin(of, of.c.id == cp.of_id)
            .where(cp.claim_id.in_(some))
            .order_by(cp.claim_id, cp.position)
        )  # fmt: skip
        for row in connection.execute(wanted):
            found.setdefault(row.claim_id, []).append(_cast(row))
    return {k: tuple(v) for k, v in found.items()}


def _cast(row: Any) -> Cast:
    name = row.name or row.names.partition(" | ")[0] or (f"{row.post} of {row.of_name}" if row.post and row.of_name else row.kind)
    return Cast(
        code_of(row.kind, row.anchor, row.id, row.identity),
        name,
        row.kind,
        row.role,
        row.post,
        row.of_name,
        row.of_state or row.state,
        row.id,
    )


def _topics(connection: Connection, claims: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    ct = t.claim_topic.c
    for some in _parts(claims):
        for claim, topic in connection.execute(select(ct.claim_id, ct.topic).where(ct.claim_id.in_(some)).order_by(ct.topic)):
            found.setdefault(claim, []).append(topic)
    return {k: tuple(v) for k, v in found.items()}


def _parts(ids: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (ids[i : i + size] for i in range(0, len(ids), size))


def meetings(accounts: Iterable[Fact]) -> list[Meeting]:
    """Accounts of the same encounter gathered, in the order of their first."""
    together: dict[str, list[Fact]] = {}
    for fact in accounts:
        together.setdefault(fact.encounter, []).append(fact)
    return [meeting(code, found) for code, found in together.items()]


def meeting(code: str, accounts: Sequence[Fact]) -> Meeting:
    """One encounter as its accounts have it: the day and place that are stated before those that are inferred."""
    stated = sorted(accounts, key=lambda f: (f.day is None, f.date_basis != "text"))
    held = next((f.status for f in accounts if f.status == "held"), accounts[0].status or "held")
    sides: dict[tuple[str, str], Cast] = {}
    for fact in accounts:
        for who in fact.those(*SIDES):
            sides.setdefault((who.kind, who.code), who)
    return Meeting(
        code, accounts[0].kind or "encounter", held, accounts[0].mode, stated[0].day, next((f.place for f in stated if f.place), None),
        next((f.country for f in stated if f.country), None), next((f.label for f in accounts if f.label), None),
        tuple(sides.values()), tuple(accounts),
    )  # fmt: skip


def encounters(connection: Connection, *where: Any, order: Iterable[Any] | None = None, limit: int = 20, offset: int = 0) -> list[Meeting]:
    """Encounters for which the conditions hold, the latest first, with all their accounts."""
    order = (t.claim.c.day_from.desc(), t.claim.c.id) if order is None else order
    found = facts(connection, t.claim.c.type == "encounter", *where, order=order, limit=limit, offset=offset)
    shared = {f.encounter for f in found if f.encounter != f.code}
    if shared:
        ids = select(t.encounter.c.id).where(t.encounter.c.code.in_(shared))
        others = facts(connection, t.claim.c.encounter_id.in_(ids), limit=1000)  # only accounts have an encounter
        have = {f.code for f in found}
        found = [*found, *(f for f in others if f.code not in have)]
    return meetings(found)


def encounter(connection: Connection, code: str) -> Meeting | None:
    """One encounter by its code or by that of one of its accounts; a merged one leads to what it was merged into."""
    e, c = t.encounter.c, t.claim.c
    row = connection.execute(select(e.id, e.merged_into).where(e.code == code)).first()
    if row is None:
        number = connection.execute(select(c.encounter_id).where(c.code == code, c.type == "encounter").order_by(c.id.desc())).scalar()
        row = None if number is None else connection.execute(select(e.id, e.merged_into).where(e.id == number)).first()
        if row is None:
            found = facts(connection, c.code == code, c.type == "encounter", limit=1)
            return meeting(code, found) if found else None
    for _ in range(8):
        if row is None or row.merged_into is None:
            break
        row = connection.execute(select(e.id, e.merged_into).where(e.id == row.merged_into)).first()
    found = facts(connection, c.encounter_id == (row.id if row else 0), limit=200)
    return meeting(found[0].encounter, found) if found else None


def of_account(connection: Connection, account: Fact, *types: str) -> list[Fact]:
    """What an account says about its encounter: statements, commitments, instruments; all of its document's where it has one encounter."""
    c = t.claim.c
    others = connection.execute(select(func.count()).where(c.document_id == account.document, c.type == "encounter", current())).scalar()
    found = facts(connection, c.document_id == account.document, c.type.in_(types), order=(c.start_at,), limit=400)
    if others == 1:
        return found
    mine = {f.local for f in found if f.part_of == account.local} | {account.local}
    return [f for f in found if f.part_of in mine]


def said_in(connection: Connection, document: int) -> list[Fact]:
    """What a whole document says."""
    c = t.claim.c
    wanted = ("statement", "commitment", "instrument", "reference")
    return facts(connection, c.document_id == document, c.type.in_(wanted), order=(c.start_at,), limit=400)


def account_of(connection: Connection, document: int) -> Fact | None:
    """The first encounter that a document reports."""
    c = t.claim.c
    found = facts(connection, c.document_id == document, c.type == "encounter", order=(c.status != "held", c.start_at), limit=1)
    return found[0] if found else None


def standing_for(connection: Connection, fact: Fact) -> str | None:
    """The code of the claim that stands where a fact stood: itself, or the one of its type on the same words."""
    c = t.claim.c
    if connection.execute(select(c.id).where(c.code == fact.code, current())).first():
        return fact.code
    where = (c.document_id == fact.document, c.type == fact.type, c.start_at == fact.start, c.end_at == fact.end)
    found = facts(connection, *where, order=(c.id.desc(),), limit=1)
    return found[0].code if found else None
