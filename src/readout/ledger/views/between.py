"""Who met whom, where, and when: counts over a stretch of time, and the encounters behind each of them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, or_, select, text

from readout.ledger import schema as t
from readout.ledger.views.rows import Meeting, encounters, encounters_now

_MOST = 60_000  # encounters that are counted while somebody waits
_PRESENT = 12  # of a large conference no more sides make pairs


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
    return [encounters_now(), c.status == "held", c.day_from >= since, c.day_from <= until]


def last_day(connection: Connection, today: str) -> str | None:
    """The last day not after today on which an encounter is reported."""
    c = t.claim.c
    return connection.execute(select(func.max(c.day_from)).where(encounters_now(), c.day_from <= today)).scalar()


def _tables(since: str, until: str) -> Select[Any]:
    """Who sat at a table together, how many encounters were so, and when the last was: the database counts, since sets of sides are few.

    Sides are those signs of encounters that are states and organisations: `JP`, `org:sco`. Accounts of one encounter are taken together.
    """
    c, s = t.claim.c, t.sign.c
    met = select(c.id, func.coalesce(c.encounter_id, -c.id).label("met")).where(*_held(since, until)).order_by(c.day_from.desc())
    some = met.limit(_MOST).subquery()
    is_side = or_(func.length(s.sign) == 2, s.sign.between("org:", "org;"))
    each = select(some.c.met, s.sign, func.max(s.day).label("day")).join(t.sign, s.claim_id == some.c.id).where(is_side)
    one = each.group_by(some.c.met, s.sign).order_by(some.c.met, s.sign).subquery()
    table = func.aggregate_strings(one.c.sign, ",").label("sides")
    whole = select(table, func.max(one.c.day).label("day")).group_by(one.c.met).subquery()
    return select(whole.c.sides, func.count(), func.max(whole.c.day)).group_by(whole.c.sides)


def _is_side(sign: str) -> bool:
    """Whether a sign is a state or an organisation: `JP`, `org:sco`."""
    return sign.startswith("org:") or (len(sign) == 2 and sign.isalpha() and sign.isupper())


def matrix(connection: Connection, since: str, until: str, most: int = 24) -> Matrix:
    """Who met whom in a stretch of time: states and organisations, the busiest `most` of them."""
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], str] = {}
    busy: Counter[str] = Counter()
    total = 0
    for sides, number, day in connection.execute(_tables(since, until)):
        present = sorted(filter(_is_side, sides.split(",")))
        total += number if present else 0
        for pair in combinations(present[:_PRESENT], 2):
            counts[pair] += number
            last[pair] = max(day, last.get(pair, ""))
            for side in pair:
                busy[side] += number
    shown = [side for side, _ in sorted(busy.items(), key=lambda b: (-b[1], b[0]))[:most]]
    kept = set(shown)
    pairs = [Pair(a, b, n, last[a, b]) for (a, b), n in counts.items() if a in kept and b in kept]
    pairs.sort(key=lambda x: (-x.count, x.left, x.right))
    silent = sorted((x for x in pairs if x.count > 1), key=lambda x: x.last)[:12]
    return Matrix(since, until, tuple(shown), tuple(pairs), tuple(silent), total, total >= _MOST)


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
    # SQLite's statistics would let it take a wider index, and read every claim.
    by = " INDEXED BY ix_claim_met" if connection.dialect.name == "sqlite" else ""
    days = text(f"SELECT day_from, count(*) FROM claim{by} WHERE {t.MET} AND day_from IS NOT NULL GROUP BY day_from")
    by_month: Counter[str] = Counter()
    for day, number in connection.execute(days):
        by_month[day[:7]] += number
    months = tuple(Month(m, n) for m, n in sorted(by_month.items()))
    if not chosen:
        chosen = next((m.month for m in reversed(months) if m.month <= today[:7]), months[-1].month if months else today[:7])
    page = max(1, min(page, 500))
    found = encounters(
        connection, c.day_from >= f"{chosen}-01", c.day_from <= f"{chosen}-31", order=(c.day_from, c.id), limit=per_page + 1,
        offset=(page - 1) * per_page,
    )  # fmt: skip
    return Timeline(months, chosen, tuple(found[:per_page]), page, len(found) > per_page)
