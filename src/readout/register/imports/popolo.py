"""Popolo JSON: `persons`, `organizations`, `posts`, `memberships` (also as EveryPolitician published it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from readout.register import days
from readout.register.imports.incoming import Incoming, Office, Someone, Term, by_language, capacity, whole
from readout.register.model import RegisterError


def read(path: Path) -> Incoming:
    """The people, offices and terms of a Popolo file; raises `RegisterError` RO-G051 where it is none."""
    try:
        data = msgspec.json.decode(whole(path))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RegisterError("RO-G051", str(path), f"this is not JSON ({error})", "give a Popolo file") from error
    if not isinstance(data, dict):
        raise RegisterError("RO-G051", str(path), "a Popolo file is one object", "give a file with persons, posts and memberships")
    organisations = {str(o.get("id")): str(o.get("name") or o.get("id")) for o in _objects(data, "organizations")}
    offices = {str(p["id"]): _office(p, organisations) for p in _objects(data, "posts") if p.get("id")}
    people = [_person(p) for p in _objects(data, "persons") if p.get("id") and p.get("name")]
    terms, skipped = [], []
    for number, m in enumerate(_objects(data, "memberships")):
        office = _office_of(m, offices, organisations)
        if office is None or not m.get("person_id"):
            skipped.append(f"membership {m.get('id') or number}: no person, or no post and no role")
            continue
        offices.setdefault(office.id, office)
        start, end = _day(m.get("start_date")), _day(m.get("end_date"))
        terms.append(
            Term(
                str(m["person_id"]),
                office.id,
                start,
                end,
                capacity=capacity(m.get("role") or m.get("label")),
                place=f"memberships[{number}]",
            )
        )
    return Incoming(tuple(people), tuple(offices.values()), tuple(terms), tuple(skipped))


def _objects(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = data.get(key) or []
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def _day(value: Any) -> str | None:
    """A day, month or year; anything else is no date and is left out."""
    text = str(value).strip()[:10] if value else ""
    return text if days.valid(text) else None


def _person(p: dict[str, Any]) -> Someone:
    others = [o.get("name") for o in p.get("other_names") or [] if isinstance(o, dict)]
    said = {str(o["lang"])[:2]: o["name"] for o in p.get("other_names") or [] if isinstance(o, dict) and o.get("lang") and o.get("name")}
    found = by_language([str(p["name"]), *[str(o) for o in others if o]])
    for language, name in said.items():
        found[language] = tuple(dict.fromkeys([str(name), *found.get(language, ())]))
    identifiers = {
        str(i["scheme"]): str(i["identifier"])
        for i in p.get("identifiers") or []
        if isinstance(i, dict) and i.get("scheme") and i.get("identifier")
    }
    return Someone(str(p["id"]), found, identifiers)


def _office(p: dict[str, Any], organisations: dict[str, str]) -> Office:
    titles = by_language(str(t) for t in (p.get("label"), p.get("role"), *(p.get("other_labels") or [])) if isinstance(t, str) and t)
    area = p.get("area_id") or (p.get("area") or {}).get("id") if isinstance(p.get("area"), dict | None) else None
    of = organisations.get(str(p.get("organization_id")), p.get("organization_id")) or area
    return Office(str(p["id"]), titles or {"en": (str(p["id"]),)}, str(of) if of else None)


def _office_of(m: dict[str, Any], offices: dict[str, Office], organisations: dict[str, str]) -> Office | None:
    """The office of a membership: its post, or a post made of its role and organisation."""
    if m.get("post_id"):
        return offices.get(str(m["post_id"])) or Office(str(m["post_id"]), by_language([str(m.get("role") or m["post_id"])]))
    role = m.get("role") or m.get("label")
    if not role:
        return None
    of = organisations.get(str(m.get("organization_id")), m.get("organization_id"))
    return Office(f"{of}/{role}", by_language([str(role)]), str(of) if of else None)
