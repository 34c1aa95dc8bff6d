"""Who met whom, where, and when: counts over a stretch of time, and the encounters behind each of them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from readout.ledger import schema as t
from readout.ledger.views.rows import Meeting, current, encounters

_MOST = 120_000


class Pair(msgspec.Struct, frozen=True):
    """Two sides, how often they met, and when last."""

    left: str
    right: str
    count: int
    last: str


class Matrix(msgspec.Struct, frozen=True):
    """Sides in order of how often they met anybody; the pairs among them; the pairs that once met and fell silent."""

    since: str
    until: str
    sides: tuple[str, ...]
    pairs: tuple[Pair, ...]
    silent: tuple[Pair, ...]
    encounters: int
    cut: bool


class PlaceCount(msgspec.Struct, frozen=True):
    """A country, how many encounters took place there, and its places."""

    country: str
    count: int
    places: tuple[tuple[str, int], ...]


class Places(msgspec.Struct, frozen=True):
    """Encounters by country."""

    since: str
    until: str
    countries: tuple[PlaceCount, ...]
    without: int


class Month(msgspec.Struct, frozen=True):
    """A month and how many encounters it saw."""

    month: str
    count: int


class Timeline(msgspec.Struct, frozen=True):
    """Encounters by month, and those of the chosen month."""

    months: tuple[Month, ...]
    chosen: str
    encounters: tuple[Meeting, ...]
    page: int
    more: bool


def _held(since: str, until: str) -> list[Any]:
    c = t.claim.c
    return [c.type == "encounter", c.status == "held", c.day_from >= since, c.day_from <= until, current()]


def last_day(connection: Connection, today: str) -> str | None:
    """The last day not after today on which an encounter is reported."""
    c = t.claim.c
    return connection.execute(select(func.max(c.day_from)).where(c.type == "encounter", c.day_from <= today)).scalar()


def _sides(since: str, until: str) -> Select[Any]:
    """The signs of encounters, by which accounts are matched: among them the states and organisations at the table."""
    c, s = t.claim.c, t.sign.c
    wanted = select(func.coalesce(c.encounter_id, -c.id), s.day, s.sign).join(t.sign, s.claim_id == c.id)
    return wanted.where(*_held(since, until)).limit(_MOST)


def _is_side(sign: str) -> bool:
    """Whether a sign is a state or an organisation: `JP`, `org:sco`."""
    return (len(sign) == 2 and sign.isalpha() and sign.isupper()) or sign.startswith("org:")


def matrix(connection: Connection, since: str, until: str, most: int = 24) -> Matrix:
    """Who met whom in a stretch of time: states and organisations, the busiest `most` of them."""
    sides: dict[int, set[str]] = {}
    days: dict[int, str] = {}
    rows = connection.execute(_sides(since, until)).all()
    for encounter, day, side in rows:
        if not _is_side(side):
            continue
        sides.setdefault(encounter, set()).add(side)
        days[encounter] = max(day, days.get(encounter, ""))
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], str] = {}
    busy: Counter[str] = Counter()
    for encounter, present in sides.items():
        for pair in combinations(sorted(present)[:12], 2):
            counts[pair] += 1
            last[pair] = max(days[encounter], last.get(pair, ""))
            busy.update(pair)
    shown = [side for side, _ in sorted(busy.items(), key=lambda b: (-b[1], b[0]))[:most]]
    kept = set(shown)
    pairs = [Pair(a, b, n, last[a, b]) for (a, b), n in counts.items() if a in kept and b in kept]
    pairs.sort(key=lambda x: (-x.count, x.left, x.right))
    silent = sorted((x for x in pairs if x.count > 1), key=lambda x: x.last)[:12]
    return Matrix(since, until, tuple(shown), tuple(pairs), tuple(silent), len(sides), len(rows) == _MOST)


def of_pair(connection: Connection, left: str, right: str, since: str, until: str, limit: int = 60) -> list[Meeting]:
    """The encounters of two sides, the latest first."""
    s, o = t.sign.alias("left_sign").c, t.sign.alias("right_sign")
    both = select(s.claim_id).join(o, o.c.claim_id == s.claim_id)
    both = both.where(s.sign == left, o.c.sign == right, s.day >= since, s.day <= until).order_by(s.day.desc()).limit(4 * limit)
    return encounters(connection, t.claim.c.id.in_(both), limit=limit)


def places(connection: Connection, since: str, until: str) -> Places:
    """Where encounters took place in a stretch of time."""
    c = t.claim.c
    wanted = select(c.country, c.place, func.count()).where(*_held(since, until)).group_by(c.country, c.place)
    found: dict[str, Counter[str]] = {}
    without = 0
    for country, place, count in connection.execute(wanted):
        if not country:
            without += count
            continue
        found.setdefault(country, Counter())[place or ""] += count
    ordered = sorted(found.items(), key=lambda f: (-f[1].total(), f[0]))
    countries = tuple(PlaceCount(country, n.total(), tuple(n.most_common(8))) for country, n in ordered)
    return Places(since, until, countries, without)


def in_country(connection: Connection, country: str, since: str, until: str, limit: int = 40) -> list[Meeting]:
    """The encounters in a country, the latest first."""
    return encounters(connection, *_held(since, until)[1:], t.claim.c.country == country, limit=limit)


def timeline(connection: Connection, chosen: str, today: str, page: int = 1, per_page: int = 40) -> Timeline:
    """How many encounters every month saw, and those of one month."""
    c = t.claim.c
    month = func.substr(c.day_from, 1, 7)
    wanted = select(month, func.count()).where(c.type == "encounter", c.day_from.is_not(None), current()).group_by(month).order_by(month)
    months = tuple(Month(m, n) for m, n in connection.execute(wanted))
    if not chosen:
        chosen = next((m.month for m in reversed(months) if m.month <= today[:7]), months[-1].month if months else today[:7])
    page = max(1, min(page, 500))
    found = encounters(
        connection, c.day_from >= f"{chosen}-01", c.day_from <= f"{chosen}-31", order=(c.day_from, c.id), limit=per_page + 1,
        offset=(page - 1) * per_page,
    )  # fmt: skip
    return Timeline(months, chosen, tuple(found[:per_page]), page, len(found) > per_page)
