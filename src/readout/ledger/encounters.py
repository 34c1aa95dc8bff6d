"""An encounter as the ledger holds it: one event, every account kept apart, what they agree on and where they differ."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from readout.ledger import schema as t

_STATUS = ("held", "cancelled", "postponed", "planned", "cited-past")  # what was reported as held was held, whoever else planned it
_COMPARED = ("kind", "status", "mode", "date", "place", "country")


def whole(connection: Any, code: str, *, as_of: str | None = None) -> dict[str, Any] | None:
    """One encounter by its code (also one that was merged away); None where there is none.

    `accounts` holds one entry for each document with its own values; `participants` the people and bodies of all accounts with
    the documents that name them; `differs` the fields in which accounts disagree; `matches` why accounts were joined.
    """
    e = t.encounter.c
    row = connection.execute(select(t.encounter).where(e.code == code)).first()
    if row is None:
        return None
    if row.merged_into:
        return whole(connection, connection.execute(select(e.code).where(e.id == row.merged_into)).scalar(), as_of=as_of)
    accounts = accounts_of(connection, row.id, as_of=as_of)
    shared = {f: sorted({a[f] for a in accounts if a[f]}) for f in _COMPARED}
    return {
        "code": row.code,
        "kind": _most(accounts, "kind"),
        "status": next((s for s in _STATUS if s in shared["status"]), None),
        "mode": _most(accounts, "mode"),
        "date": _earliest_exact(accounts),
        "place": _most(accounts, "place"),
        "country": _most(accounts, "country"),
        "participants": participants(accounts),
        "differs": {f: values for f, values in shared.items() if len(values) > 1},
        "accounts": accounts,
        "matches": _matches(connection, [a["id"] for a in accounts]),
        "part_of": _parts(connection, row.id, "parent"),
        "parts": _parts(connection, row.id, "child"),
    }


def accounts_of(connection: Any, encounter: int, *, as_of: str | None = None) -> list[dict[str, Any]]:
    """The accounts of an encounter, in order of publication, each with its own cast, quote and document."""
    c, d, v = t.claim.c, t.document.c, t.account_version.c
    query = (
        select(
            c.id, c.code, c.local, c.kind, c.status, c.mode, c.date_value.label("date"), c.date_basis, c.place, c.country, c.label,
            c.quote, c.start_at, c.end_at, c.why, c.reviewed, c.known_since, d.id.label("document_id"), d.name.label("document"),
            d.url, d.title, d.publisher, d.language, d.published, v.of_id.label("version_of"), v.why.label("version_why"),
        )
        .join(t.document, d.id == c.document_id)
        .outerjoin(t.account_version, v.claim_id == c.id)
        .where(c.encounter_id == encounter, c.type == "encounter", c.recorded_until.is_(None))
        .order_by(d.published, c.id)
    )  # fmt: skip
    if as_of is None:
        query = query.where(c.known_until.is_(None))
    else:
        query = query.where(c.known_since <= f"{as_of}~", or_(c.known_until.is_(None), c.known_until > f"{as_of}~"))
    found = [dict(row) for row in connection.execute(query).mappings()]
    cast = casts(connection, [a["id"] for a in found])
    for account in found:
        account["cast"] = cast.get(account["id"], [])
    return found


def casts(connection: Any, claims: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Who takes part in claims, with the identity of each."""
    k, p, i = t.claim_party.c, t.party.c, t.identity.c
    query = (
        select(k.claim_id, k.role, k.post, k.rank, p.name, p.kind, p.state, i.code.label("identity"), i.name.label("identity_name"))
        .join(t.party, p.id == k.party_id)
        .outerjoin(t.identity, i.id == p.identity_id)
        .order_by(k.claim_id, k.position)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for start in range(0, len(claims), 400):
        for row in connection.execute(query.where(k.claim_id.in_(claims[start : start + 400]))).mappings():
            found.setdefault(row["claim_id"], []).append({key: value for key, value in row.items() if key != "claim_id"})
    return found


def participants(accounts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The people and bodies of all accounts, each once, with their roles and the documents that name them."""
    found: dict[str, dict[str, Any]] = {}
    for account in accounts:
        for side in account["cast"]:
            if side["role"] == "initiator":
                continue
            key = side["identity"] or f"{account['code']}/{side['name']}"
            entry = found.setdefault(
                key,
                {"identity": side["identity"], "name": side["identity_name"] or side["name"] or side["post"], "kind": side["kind"],
                 "roles": [], "posts": [], "documents": []},
            )  # fmt: skip
            for field, value in (("roles", side["role"]), ("posts", side["post"]), ("documents", account["document"])):
                if value and value not in entry[field]:
                    entry[field].append(value)
    return list(found.values())


def _most(accounts: list[dict[str, Any]], field: str) -> str | None:
    values = [a[field] for a in accounts if a[field]]
    return max(sorted(set(values)), key=values.count) if values else None


def _earliest_exact(accounts: list[dict[str, Any]]) -> str | None:
    """The date that a text gives before one that was inferred; of several the earliest."""
    dated = sorted((a["date_basis"] != "text", len(a["date"]) < 10, a["date"]) for a in accounts if a["date"])
    return dated[0][2] if dated else None


def _matches(connection: Any, ids: list[int]) -> list[dict[str, Any]]:
    m = t.account_match.c
    left, right = t.claim.alias("left_claim"), t.claim.alias("right_claim")
    query = (
        select(left.c.code.label("left"), right.c.code.label("right"), m.score, m.why)
        .join(left, left.c.id == m.left_id)
        .join(right, right.c.id == m.right_id)
        .where(m.left_id.in_(ids), m.right_id.in_(ids))
        .order_by(m.score.desc(), m.left_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _parts(connection: Any, encounter: int, which: str) -> list[dict[str, Any]]:
    p = t.encounter_part.c
    mine, other = (p.child_id, p.parent_id) if which == "parent" else (p.parent_id, p.child_id)
    e = t.encounter.c
    query = select(e.code, p.why).join(t.encounter, e.id == other).where(mine == encounter).order_by(e.id)
    return [dict(row) for row in connection.execute(query).mappings()]
