"""People and bodies across documents: every party of a document gets one identity of the ledger, or a question is asked.

The groups depend on the profiles alone, never on the order in which they came: a new profile joins those it may be, the
whole group is decided anew, and identities keep their codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select, update

from readout.ledger import schema as t
from readout.ledger.flatten import slug
from readout.ledger.grouping import Edge, Joined, join
from readout.ledger.judgements import Rulings, rulings
from readout.ledger.profiles import PERSON, UNRELATED, Profile, Verdict, compare, lookup_words, profile_of
from readout.ledger.questions import ask, settle

_MANY = 500


def resolve(connection: Any, moment: str, documents: Iterable[int] | None = None) -> set[int]:
    """Give the parties of some documents (of all, where none are named) their identities; returns the documents whose parties changed."""
    ruled = rulings(connection)
    touched, new = _profiles(connection, None if documents is None else list(documents), ruled)
    changed = _decide(connection, new, ruled, moment)
    _spread(connection, changed | touched)
    return _documents_of(connection, changed)


def resolve_again(connection: Any, keys: Iterable[str], moment: str) -> set[int]:
    """Decide some profiles anew, after a judgement on them; returns the documents whose parties changed."""
    ruled = rulings(connection)
    changed = _decide(connection, set(keys), ruled, moment)
    _spread(connection, changed)
    return _documents_of(connection, changed)


def _documents_of(connection: Any, profiles: set[int]) -> set[int]:
    found: set[int] = set()
    for some in _in_parts(sorted(profiles)):
        found.update(connection.execute(select(t.party.c.document_id).where(t.party.c.profile_id.in_(some)).distinct()).scalars())
    return found


def _in_parts(items: list[Any]) -> Iterable[list[Any]]:
    return (items[i : i + _MANY] for i in range(0, len(items), _MANY))


# --- profiles -----------------------------------------------------------------------------------------------------------


def _profiles(connection: Any, documents: list[int] | None, ruled: Rulings) -> tuple[set[int], set[str]]:
    """Tie parties to profiles; returns ids of profiles met, and keys of those that are new or reach over more days."""
    p = t.party.c
    query = select(p.id, p.anchor, p.kind, p.name, p.names, p.state, p.office, p.day, p.profile_id, t.document.c.key.label("document"))
    query = query.join(t.document, t.document.c.id == p.document_id)
    rows: list[Any] = []
    if documents is None:
        rows = list(connection.execute(query))
    else:
        for some in _in_parts(documents):
            rows.extend(connection.execute(query.where(p.document_id.in_(some))))
    wanted: dict[str, Profile] = {}
    ties: list[tuple[int, str]] = []
    for row in rows:
        names = (row.name, *row.names.split(" | "))
        found = profile_of(row.kind, row.anchor, names, row.state, row.office, row.day)
        if found is None:
            continue
        found = _of_one_document(found, row, ruled)
        wanted[found.key] = _longer(wanted.get(found.key, found), found)
        ties.append((row.id, found.key))
    ids, new = _stored(connection, wanted)
    before = {row.id: row.profile_id for row in rows}
    moved = [(party, ids[key]) for party, key in ties if before[party] != ids[key]]
    for some in _in_parts(moved):
        connection.execute(
            update(t.party).where(t.party.c.id == _bind("b_party")).values(profile_id=_bind("b_profile")),
            [{"b_party": party, "b_profile": profile} for party, profile in some],
        )
    return {profile for _, profile in moved}, new


def _bind(name: str) -> Any:
    from sqlalchemy import bindparam

    return bindparam(name)


def _of_one_document(found: Profile, row: Any, ruled: Rulings) -> Profile:
    """A profile of its own for a party that a judgement speaks of in this document alone."""
    from msgspec.structs import replace

    own = f"{found.key}@{row.document}"
    return replace(found, key=own, document=row.document, identifier=None) if own in ruled.anchors else found


def _longer(one: Profile, other: Profile) -> Profile:
    from msgspec.structs import replace

    days = [d for d in (one.first_day, one.last_day, other.first_day, other.last_day) if d]
    return replace(one, first_day=min(days), last_day=max(days)) if days else one


def _stored(connection: Any, wanted: dict[str, Profile]) -> tuple[dict[str, int], set[str]]:
    known = {row.key: row for row in _rows(connection, t.profile.c.key, sorted(wanted))}
    ids, new = {key: row.id for key, row in known.items()}, set()
    for key, found in sorted(wanted.items()):
        row = known.get(key)
        if row is None:
            ids[key] = connection.execute(insert(t.profile).values(**_columns(found))).inserted_primary_key[0]
            words = lookup_words(found)
            if words:
                connection.execute(insert(t.profile_word), [{"word": w, "profile_id": ids[key]} for w in words])
            new.add(key)
        else:
            both = _longer(_profile(row), found)
            if (both.first_day, both.last_day) != (row.first_day, row.last_day):
                days = {"first_day": both.first_day, "last_day": both.last_day}
                connection.execute(update(t.profile).where(t.profile.c.id == row.id).values(**days))
                if not row.identifier and row.kind == PERSON:
                    new.add(key)
            elif row.identity_id is None:
                new.add(key)
    return ids, new


def _columns(p: Profile) -> dict[str, Any]:
    many = {name: " | ".join(getattr(p, name)) for name in ("names", "states", "offices")}
    single = {name: getattr(p, name) for name in ("key", "kind", "name", "identifier", "first_day", "last_day")}
    return {**single, **many, "document_key": p.document}


def _profile(row: Any) -> Profile:
    names, states, offices = (tuple(x for x in value.split(" | ") if x) for value in (row.names, row.states, row.offices))
    return Profile(row.key, row.kind, row.name, names, row.identifier, states, offices, row.first_day, row.last_day, row.document_key)


def _rows(connection: Any, column: Any, values: list[Any]) -> list[Any]:
    return [row for some in _in_parts(values) for row in connection.execute(select(t.profile).where(column.in_(some)))]


# --- groups -------------------------------------------------------------------------------------------------------------


class _Near:
    """The profiles that may be one with others, looked up by words of their names."""

    def __init__(self, connection: Any, ruled: Rulings) -> None:
        self.connection, self.ruled = connection, ruled
        self.rows: dict[str, Any] = {}
        self.profiles: dict[str, Profile] = {}
        self.verdicts: dict[tuple[str, str], Verdict] = {}

    def take(self, rows: Iterable[Any]) -> list[str]:
        found = []
        for row in rows:
            found.append(row.key)
            if row.key not in self.rows:
                self.rows[row.key], self.profiles[row.key] = row, _profile(row)
        return found

    def verdict(self, left: str, right: str) -> Verdict:
        pair = (left, right) if left < right else (right, left)
        if pair not in self.verdicts:
            self.verdicts[pair] = compare(self.profiles[pair[0]], self.profiles[pair[1]])
        return self.verdicts[pair]

    def group(self, start: set[str]) -> set[str]:
        """Every profile that `start` may be one with, and those in turn."""
        found: set[str] = set()
        front = start
        while front:
            self.take(_rows(self.connection, t.profile.c.key, sorted(front - self.rows.keys())))
            front &= self.rows.keys()
            found |= front
            front = self._around(sorted(front)) - found
        return found

    def _around(self, front: list[str]) -> set[str]:
        by_word: dict[str, list[str]] = {}
        for key in front:
            for word in lookup_words(self.profiles[key]):
                by_word.setdefault(word, []).append(key)
        found = {b for a in front for b in self.ruled.partners(a)}
        w = t.profile_word.c
        for some in _in_parts(sorted(by_word)):
            query = select(w.word, t.profile).join(t.profile, t.profile.c.id == w.profile_id).where(w.word.in_(some))
            for row in self.connection.execute(query):
                self.take([row])
                met = (key for key in by_word[row.word] if key != row.key)
                if row.key not in found and any(self.verdict(key, row.key) is not UNRELATED for key in met):
                    found.add(row.key)
        old = {self.rows[key].identity_id for key in front} - {None}
        return found | set(self.take(_rows(self.connection, t.profile.c.identity_id, sorted(old))))


def _decide(connection: Any, start: set[str], ruled: Rulings, moment: str) -> set[int]:
    """Group the profiles around some new ones; returns the ids of profiles whose identity changed."""
    if not start:
        return set()
    near = _Near(connection, ruled)
    keys = near.group(start)
    joined, questions = _joined(near, keys, ruled)
    changed = _assign(connection, near, joined, moment)
    asked = {
        ask(connection, PERSON if near.profiles[a].kind == PERSON else "body", (a, b), _labels(near, a, b), why, moment)
        for a, b, why in questions
    }
    settle(connection, "people", keys, asked, moment)
    return changed


def _labels(near: _Near, *keys: str) -> tuple[str, ...]:
    return tuple(describe(near.profiles[k]) for k in keys)


def describe(p: Profile) -> str:
    """A profile in a few words: name, office, state.

    >>> describe(Profile("k", "person", "Wang Yi", states=("CN",), offices=("minister/foreign",)))
    'Wang Yi (minister/foreign, CN)'
    """
    told = ", ".join(x for x in (*p.offices[:2], *p.states[:2]) if x)
    return f"{p.name} ({told})" if told else p.name


def _joined(near: _Near, keys: set[str], ruled: Rulings) -> tuple[Joined, list[tuple[str, str, str]]]:
    """First the profiles with evidence of their own; then bare names, each only where one single group fits."""

    def apart(a: str, b: str) -> bool:
        return ruled.apart(a, b) or (not ruled.same(a, b) and near.verdict(a, b).says == "different")

    firm = sorted(k for k in keys if near.profiles[k].full and not near.profiles[k].weak)
    loose = sorted(keys - set(firm))
    edges = [e for e in _edges(near, firm, firm) if e.strength >= 60]
    first = join(keys, edges, apart, ruled.pairs(keys))
    questions = _unsure(near, firm, first, ruled)
    more: list[Edge] = []
    for key in loose:
        fitting = [e for e in _edges(near, [key], firm) if not ruled.apart(e.left, e.right)]
        groups = {first.group_of(e.right if e.left == key else e.left): e for e in sorted(fitting, key=lambda e: e.strength)}
        if len(groups) == 1:
            more.extend(groups.values())
        elif len(groups) > 1 and not any(ruled.same(key, other) for g in groups for other in g):
            questions.extend((key, min(g), f"{near.profiles[key].name} can be several people") for g in groups)
        if not groups:
            questions.extend(_unsure(near, [key], first, ruled, firm))
    alone = [k for k in loose if not any(k in (e.left, e.right) for e in more)]
    more.extend(e for e in _edges(near, alone, alone) if e.strength >= 40)
    joined = join(keys, [*edges, *more], apart, ruled.pairs(keys))
    return joined, [(a, b, why) for a, b, why in questions if joined.group_of(a) is not joined.group_of(b)]


def _edges(near: _Near, some: list[str], others: list[str]) -> list[Edge]:
    found = []
    for a in some:
        for b in others:
            if a == b or (some is others and a > b):
                continue
            verdict = near.verdict(a, b)
            if verdict.says in ("same", "weak"):
                left, right = sorted((a, b))
                found.append(Edge(left, right, verdict.strength, verdict.why))
    return found


def _unsure(near: _Near, some: list[str], joined: Joined, ruled: Rulings, others: list[str] | None = None) -> list[tuple[str, str, str]]:
    """One question for every two groups that may be one."""
    found: dict[tuple[int, int], tuple[str, str, str]] = {}
    place = {key: n for n, g in enumerate(joined.groups) for key in g}
    for a in some:
        for b in others or some:
            if a < b or others:
                verdict = near.verdict(a, b) if a != b else UNRELATED
                groups = sorted((place[a], place[b]))
                decided = any(ruled.apart(x, y) for x in joined.groups[groups[0]] for y in joined.groups[groups[1]])
                if verdict.says == "unsure" and groups[0] != groups[1] and not decided:
                    found.setdefault((groups[0], groups[1]), (*sorted((a, b)), verdict.why))  # type: ignore[arg-type]
    return list(found.values())


# --- identities -----------------------------------------------------------------------------------------------------------


def _assign(connection: Any, near: _Near, joined: Joined, moment: str) -> set[int]:
    """Write groups as identities, keeping the codes there are; returns the ids of profiles that moved."""
    why = _reasons(joined)
    claimed: set[int] = set()
    changed: set[int] = set()
    left_over: dict[int, int] = {}
    for group in sorted(joined.groups, key=lambda g: min(near.rows[k].id for k in g)):
        rows = [near.rows[k] for k in sorted(group)]
        known = sorted({r.identity_id for r in rows if r.identity_id} - claimed)
        identity = known[0] if known else _returned(connection, near, group, claimed) or _new_identity(connection, near, group, moment)
        claimed.add(identity)
        left_over.update(dict.fromkeys(known[1:], identity))
        _name_identity(connection, near, group, identity)
        for row in rows:
            if row.identity_id != identity or row.why != why.get(row.key):
                connection.execute(update(t.profile).where(t.profile.c.id == row.id).values(identity_id=identity, why=why.get(row.key)))
                changed.add(row.id)
    for other, into in left_over.items():
        if other not in claimed:
            connection.execute(update(t.identity).where(t.identity.c.id == other).values(merged_into=into))
    return changed


def _returned(connection: Any, near: _Near, group: frozenset[str], claimed: set[int]) -> int | None:
    """An identity that was merged away, whose name this group bears: a merge undone gives the old code back."""
    i = t.identity.c
    into = sorted({near.rows[k].identity_id for k in group} - {None})
    query = select(i.id).where(i.merged_into.in_(into), i.name == _best(near, group).name).order_by(i.id)
    return next((found for found in connection.execute(query).scalars() if found not in claimed), None)


def _reasons(joined: Joined) -> dict[str, str]:
    found: dict[str, str] = {}
    for edge in joined.edges:
        for key in (edge.left, edge.right):
            found.setdefault(key, edge.why)
    return found


def _best(near: _Near, group: frozenset[str]) -> Profile:
    """The profile that names a group: one of the register, else the fullest name."""
    profiles = [near.profiles[k] for k in sorted(group)]
    return min(profiles, key=lambda p: (p.identifier is None, not p.full, not p.name.isascii(), -len(p.offices), p.key))


def _new_identity(connection: Any, near: _Near, group: frozenset[str], moment: str) -> int:
    best = _best(near, group)
    base = f"{best.kind}:{slug(best.name)}"
    c = t.identity.c
    taken = set(connection.execute(select(c.code).where((c.code == base) | c.code.startswith(f"{base}~", autoescape=True))).scalars())
    code = next(x for n in range(1, len(taken) + 2) if (x := base if n == 1 else f"{base}~{n}") not in taken)
    row = insert(t.identity).values(code=code, kind=best.kind, name=best.name, identifier=best.identifier, recorded_since=moment)
    return int(connection.execute(row).inserted_primary_key[0])


def _name_identity(connection: Any, near: _Near, group: frozenset[str], identity: int) -> None:
    best = _best(near, group)
    shown = {"name": best.name, "identifier": best.identifier, "merged_into": None}
    c = t.identity.c
    other = (c.name != best.name) | c.merged_into.is_not(None) | (func.coalesce(c.identifier, "") != (best.identifier or ""))
    connection.execute(update(t.identity).where(c.id == identity, other).values(**shown))


def _spread(connection: Any, profiles: set[int]) -> None:
    """Give the parties of these profiles the identities of their profiles."""
    p, q = t.party.c, t.profile.c
    for some in _in_parts(sorted(profiles)):
        value = select(q.identity_id).where(q.id == p.profile_id).scalar_subquery()
        why = select(q.why).where(q.id == p.profile_id).scalar_subquery()
        connection.execute(update(t.party).where(p.profile_id.in_(some)).values(identity_id=value, why=why))


def known_as(connection: Any, code: str) -> dict[str, Any] | None:
    """An identity with all it is called, the offices and states that texts give it, and why its names are one; None where there is none."""
    i, q = t.identity.c, t.profile.c
    row = connection.execute(select(t.identity).where(i.code == code)).first()
    if row is None:
        return None
    if row.merged_into:
        return known_as(connection, connection.execute(select(i.code).where(i.id == row.merged_into)).scalar())
    profiles = list(connection.execute(select(t.profile).where(q.identity_id == row.id).order_by(q.id)))
    count = select(func.count(func.distinct(t.party.c.document_id))).where(t.party.c.identity_id == row.id)
    printed = select(t.party.c.names).where(t.party.c.identity_id == row.id).distinct().limit(200)
    names = {n for names in connection.execute(printed).scalars() for n in names.split(" | ")}
    return {
        "code": row.code, "kind": row.kind, "name": row.name, "identifier": row.identifier,
        "names": sorted(names), "documents": connection.execute(count).scalar(),
        "profiles": [
            {"key": p.key, "name": p.name, "offices": p.offices, "states": p.states, "first": p.first_day, "last": p.last_day, "why": p.why}
            for p in profiles
        ],
    }  # fmt: skip


def described(row: Any) -> str:
    """A row of the table of profiles in a few words."""
    return describe(_profile(row))
