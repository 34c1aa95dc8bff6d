"""Matching: accounts of one event, in whatever languages and from whatever publishers, become one encounter of the ledger.

Every account and its statements stay apart; what is stored is which encounter an account tells of, and why. Groups depend on the
accounts alone: around a new account everything that may be the same event is decided anew, so order does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from readout.ledger import schema as t
from readout.ledger.accounts import ONE_DAY, Account, Side, compare, signs
from readout.ledger.grouping import Edge, Joined, join
from readout.ledger.judgements import Rulings, rulings
from readout.ledger.nesting import nest
from readout.ledger.profiles import Verdict
from readout.ledger.profiling import in_parts
from readout.ledger.questions import ask, settle
from readout.ledger.taking import Rows


def match(connection: Any, moment: str, documents: Iterable[int] | None = None) -> int:
    """Give the accounts of some documents (of all, where none are named) their encounters; returns how many accounts moved."""
    ruled = rulings(connection, "encounter")
    near = _Near(connection, ruled)
    if documents is None:
        start = near.take(_rows(connection))
    else:
        start = [k for some in in_parts(sorted(set(documents))) for k in near.take(_rows(connection, t.claim.c.document_id.in_(some)))]
    _sign(connection, [near.accounts[k] for k in start])
    keys = near.group(set(start) | near.left_behind(documents))
    return _decide(connection, near, keys, ruled, moment) if keys else 0


def _document_of(connection: Any, key: str) -> int | None:
    found: int | None = connection.execute(select(t.document.c.id).where(t.document.c.key == key.rpartition("#")[0])).scalar()
    return found


# --- accounts -----------------------------------------------------------------------------------------------------------


def account_key(document: str, local: str) -> str:
    """What an account is known by in judgements: its document and its place in it."""
    return f"{document}#{local}"


def _rows(connection: Any, *conditions: Any) -> list[Any]:
    c, d = t.claim.c, t.document.c
    open_ = (c.type == "encounter", c.known_until.is_(None), c.recorded_until.is_(None))
    columns = (
        c.id, c.local, c.digest, c.document_id, c.kind, c.mode, c.status, c.day_from, c.day_to, c.place, c.country, c.encounter_id, c.why,
        d.key.label("document"), d.publisher, d.language, d.published,
    )  # fmt: skip
    return list(connection.execute(select(*columns).join(t.document, d.id == c.document_id).where(*open_, *conditions).order_by(c.id)))


def _sides_of(connection: Any, ids: list[int]) -> dict[int, list[Side]]:
    found: dict[int, list[Side]] = {}
    k, p = t.claim_party.c, t.party.c
    of = t.party.alias("of_party")
    query = (
        select(k.claim_id, k.role, k.rank, p.kind, p.name, p.identity_id, p.state, p.office, of.c.state.label("of_state"))
        .join(t.party, p.id == k.party_id)
        .outerjoin(of, of.c.id == k.of_id)
        .order_by(k.claim_id, k.position)
    )
    for some in in_parts(ids):
        for row in connection.execute(query.where(k.claim_id.in_(some), k.role != "initiator")):
            side = Side(row.kind, row.name, row.identity_id, row.state or row.of_state, row.rank or row.office, row.role)
            found.setdefault(row.claim_id, []).append(side)
    return found


class _Near:
    """Accounts that may be of one event with others, looked up by day and signs."""

    def __init__(self, connection: Any, ruled: Rulings) -> None:
        self.connection, self.ruled = connection, ruled
        self.rows: dict[str, Any] = {}
        self.accounts: dict[str, Account] = {}
        self.by_id: dict[int, str] = {}
        self.verdicts: dict[tuple[str, str], Verdict] = {}

    def take(self, rows: list[Any]) -> list[str]:
        """Make accounts of rows; returns their keys."""
        sides = _sides_of(self.connection, [r.id for r in rows if r.id not in self.by_id])
        for r in rows:
            if r.id in self.by_id:
                continue
            key = account_key(r.document, r.local)
            self.rows[key], self.by_id[r.id] = r, key
            self.accounts[key] = Account(
                r.id, key, r.document_id, r.publisher, r.language, r.kind, r.mode, r.status, r.day_from, r.day_to, r.published, r.place,
                r.country, tuple(sides.get(r.id, ())), r.digest,
            )  # fmt: skip
        return [self.by_id[r.id] for r in rows]

    def verdict(self, left: str, right: str) -> Verdict:
        pair = (left, right) if left < right else (right, left)
        if pair not in self.verdicts:
            self.verdicts[pair] = compare(self.accounts[pair[0]], self.accounts[pair[1]])
        return self.verdicts[pair]

    def left_behind(self, documents: Iterable[int] | None) -> set[str]:
        """The accounts that shared an encounter with one that its document no longer gives."""
        if documents is None:
            return set()
        c = t.claim.c
        found: list[str] = []
        for some in in_parts(sorted(set(documents))):
            gone = select(c.encounter_id).where(
                c.document_id.in_(some), c.encounter_id.is_not(None), or_(c.known_until.is_not(None), c.recorded_until.is_not(None))
            )
            found += self.take(_rows(self.connection, c.encounter_id.in_(gone)))
        return set(found)

    def group(self, start: set[str]) -> set[str]:
        """Every account that may be of one event with `start`, and those in turn."""
        found: set[str] = set()
        front = start
        while front:
            found |= front
            front = self._around(sorted(front)) - found
        return found

    def _around(self, front: list[str]) -> set[str]:
        near: set[str] = set()
        partners = {p for k in front for p in self.ruled.partners(k) if p not in self.rows}
        documents = [d for p in sorted(partners) if (d := _document_of(self.connection, p)) is not None]
        if documents:
            self.take(_rows(self.connection, t.claim.c.document_id.in_(documents)))
        near |= {p for k in front for p in self.ruled.partners(k) if p in self.rows}
        encounters = sorted({self.rows[k].encounter_id for k in front} - {None})
        for some in in_parts(encounters):
            near.update(self.take(_rows(self.connection, t.claim.c.encounter_id.in_(some))))
        candidates = self._candidates(front)
        wanted = sorted({i for ids in candidates.values() for i in ids} - self.by_id.keys())
        for some in in_parts(wanted):
            self.take(_rows(self.connection, t.claim.c.id.in_(some)))
        for key, ids in candidates.items():
            others = (self.by_id[i] for i in ids if i in self.by_id)
            near.update(o for o in others if o != key and self.verdict(key, o).says in ("same", "unsure"))
        return near

    def _candidates(self, front: list[str]) -> dict[str, set[int]]:
        """Ids of accounts that share two signs with each of these within a day."""
        spans = {k: s for k in front if (s := self.accounts[k].span)}
        wanted = {(x, d) for k, s in spans.items() for d in _days(s[0], s[1], ONE_DAY) for x in signs(self.accounts[k])}
        by_sign: dict[tuple[str, str], list[int]] = {}
        for some in in_parts(sorted(wanted)):
            for sign, day, claim in _signed(self.connection, some):
                by_sign.setdefault((sign, day), []).append(claim)
        found: dict[str, set[int]] = {}
        for key, span in spans.items():
            around = _days(span[0], span[1], ONE_DAY)
            shared: dict[int, set[str]] = {}
            for sign in signs(self.accounts[key]):
                for day in around:
                    for claim in by_sign.get((sign, day), ()):
                        shared.setdefault(claim, set()).add(sign)
            found[key] = {claim for claim, common in shared.items() if len(common) > 1}
        return found


def _signed(connection: Any, pairs: list[tuple[str, str]]) -> Iterable[tuple[str, str, int]]:
    """The accounts that bear signs on days, pair by pair: signs and days apart would fetch every sign on every day."""
    on_file = connection.dialect.name == "sqlite"
    mark, joined = ("(?, ?)", "CROSS JOIN") if on_file else ("(%s, %s)", "JOIN")  # SQLite keeps the order of a CROSS JOIN: look up by index
    line = (
        f"WITH wanted(w, d) AS (VALUES {', '.join([mark] * len(pairs))}) SELECT s.sign, s.day, s.claim_id"
        f" FROM wanted {joined} sign s ON s.sign = wanted.w AND s.day = wanted.d"
    )
    found: Iterable[tuple[str, str, int]] = connection.exec_driver_sql(line, tuple(value for pair in pairs for value in pair)).all()
    return found


def _days(first: str, last: str, around: int = 0) -> list[str]:
    try:
        low, high = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return [first]
    return [(low + timedelta(n)).isoformat() for n in range(-around, (high - low).days + around + 1)]


def _sign(connection: Any, accounts: list[Account]) -> None:
    for some in in_parts([a.id for a in accounts]):
        connection.execute(delete(t.sign).where(t.sign.c.claim_id.in_(some)))
    writing = Rows(connection)
    for account in accounts:
        span = account.span
        for day in _days(span[0], span[1]) if span else ():
            for sign in signs(account):
                writing.add(t.sign, {"claim_id": account.id, "sign": sign, "day": day})
    writing.write()


# --- groups -------------------------------------------------------------------------------------------------------------


def _decide(connection: Any, near: _Near, keys: set[str], ruled: Rulings, moment: str) -> int:
    edges, unsure = _edges(near, keys)

    def apart(a: str, b: str) -> bool:
        if ruled.apart(a, b):
            return True
        return not ruled.same(a, b) and near.verdict(a, b).says in ("different", "part")

    joined = join(keys, edges, apart, ruled.pairs(keys))
    moved = _assign(connection, near, joined, moment)
    _keep_reasons(connection, near, joined, moment)
    place = {k: n for n, g in enumerate(joined.groups) for k in g}
    asked = {
        ask(connection, "encounter", (a, b), (label(near.accounts[a]), label(near.accounts[b])), why, moment)
        for a, b, why in unsure
        if place[a] != place[b] and not ruled.apart(a, b)
    }
    settle(connection, "encounters", keys, asked, moment)
    nest(connection, near, keys)
    return moved


def _edges(near: _Near, keys: set[str]) -> tuple[list[Edge], list[tuple[str, str, str]]]:
    by_day: dict[str, list[str]] = {}
    for key in sorted(keys):
        span = near.accounts[key].span
        for day in _days(span[0], span[1]) if span else ():
            by_day.setdefault(day, []).append(key)
    edges, unsure, seen = [], [], set()
    for key in sorted(keys):
        span = near.accounts[key].span
        for day in _days(span[0], span[1], ONE_DAY) if span else ():
            for other in by_day.get(day, ()):
                if key < other and (key, other) not in seen:
                    seen.add((key, other))
                    verdict = near.verdict(key, other)
                    if verdict.says == "same":
                        edges.append(Edge(key, other, verdict.strength, verdict.why))
                    elif verdict.says == "unsure":
                        unsure.append((key, other, verdict.why))
    return edges, unsure


def label(a: Account) -> str:
    """An account in a few words, for lists of questions and judgements."""
    who = " – ".join(dict.fromkeys(s.name or s.office or s.kind for s in a.sides[:3]))
    return f"{a.kind} {a.first or a.published or '?'}: {who} ({a.publisher or 'unknown publisher'})"


def _assign(connection: Any, near: _Near, joined: Joined, moment: str) -> int:
    """Write groups as encounters, keeping those there are; returns how many accounts moved."""
    reasons: dict[str, str] = {}
    for edge in joined.edges:
        for key in (edge.left, edge.right):
            reasons.setdefault(key, edge.why)
    codes = {g: _code(near, g) for g in joined.groups}
    there = _encounters(connection, near, codes)
    writing = Rows(connection)
    claimed: set[int] = set()
    gone: dict[int, int] = {}
    moved = 0
    for group in sorted(joined.groups, key=lambda g: min(near.rows[k].id for k in g)):
        rows = {k: near.rows[k] for k in sorted(group)}
        known = sorted({r.encounter_id for r in rows.values() if r.encounter_id} - claimed)
        encounter = known[0] if known else _new(writing, codes[group], there, moment)
        claimed.add(encounter)
        gone.update(dict.fromkeys(known[1:], encounter))
        for key, row in rows.items():
            if row.encounter_id != encounter or row.why != reasons.get(key):
                writing.change(t.claim, ("encounter_id", "why"), (encounter, reasons.get(key)), row.id)
                moved += row.encounter_id != encounter
    for other in sorted(o for o in gone if o not in claimed):
        writing.change(t.encounter, ("merged_into",), (gone[other],), other)
    for row in there.values():
        if row.id in claimed and row.merged_into:
            writing.change(t.encounter, ("merged_into",), (None,), row.id)
    writing.write()
    return moved


def _code(near: _Near, group: frozenset[str]) -> str:
    """The code that an encounter gets from the account that comes first in the ledger."""
    key = min(group, key=lambda k: near.rows[k].id)
    span = near.accounts[key].span
    return f"E{(span[0] if span else 'undated').replace('-', '')}-{near.rows[key].document_id}{near.rows[key].local}"


def _encounters(connection: Any, near: _Near, codes: dict[frozenset[str], str]) -> dict[str, Any]:
    """The encounters that some accounts have, and those that bear the codes wanted; by code."""
    e = t.encounter.c
    held = sorted({near.rows[k].encounter_id for g in codes for k in g} - {None})
    rows = [r for some in in_parts(held) for r in connection.execute(select(t.encounter).where(e.id.in_(some)))]
    rows += [r for some in in_parts(sorted(codes.values())) for r in connection.execute(select(t.encounter).where(e.code.in_(some)))]
    return {row.code: row for row in rows}


def _new(writing: Rows, code: str, there: dict[str, Any], moment: str) -> int:
    """A new encounter; where a merge is undone, the one that was merged away."""
    old = there.get(code)
    if old is not None and old.merged_into:
        writing.change(t.encounter, ("merged_into",), (None,), old.id)
        return int(old.id)
    number = writing.next_id(t.encounter)
    writing.add(t.encounter, {"id": number, "code": f"{code}~{number}" if old is not None else code, "recorded_since": moment})
    return number


def _keep_reasons(connection: Any, near: _Near, joined: Joined, moment: str) -> None:
    """Store why accounts are one encounter, and which are versions of one account."""
    m, v = t.account_match.c, t.account_version.c
    for some in in_parts(sorted(near.rows[k].id for g in joined.groups for k in g)):
        connection.execute(delete(t.account_match).where(or_(m.left_id.in_(some), m.right_id.in_(some))))
        connection.execute(delete(t.account_version).where(or_(v.claim_id.in_(some), v.of_id.in_(some))))
    writing = Rows(connection)
    for e in joined.edges:
        told = {"left_id": near.rows[e.left].id, "right_id": near.rows[e.right].id, "score": e.strength, "why": e.why}
        writing.add(t.account_match, {**told, "recorded_since": moment})
    for group in joined.groups:
        for version in _versions(near, group):
            writing.add(t.account_version, version)
    writing.write()


def _versions(near: _Near, group: frozenset[str]) -> list[dict[str, Any]]:
    """Accounts of one publisher within an encounter: the first is the account, the others are its versions."""
    first: dict[str, str] = {}
    found = []
    for key in sorted(group, key=lambda k: (near.accounts[k].published or "", k)):
        account = near.accounts[key]
        if account.publisher is None:
            continue
        of = first.setdefault(account.publisher, key)
        if of != key:
            other = near.accounts[of].language != account.language
            why = f"the same in {account.language}" if other else "published again"
            found.append({"claim_id": account.id, "of_id": near.accounts[of].id, "why": why})
    return found


__all__ = ["account_key", "label", "match"]
