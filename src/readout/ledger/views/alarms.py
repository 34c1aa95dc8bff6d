"""What does not look right in the newest documents of a ledger: a site or a profile may have changed without anything failing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, exists, func, select

from readout.ledger import schema as t

NEWEST = 2000  # documents that are looked at
ENOUGH_NOW, ENOUGH_BEFORE = 10, 20  # a fall is told from chance only where there is enough to compare
_LATELY, _EARLIER = 30, 180


class Alarm(msgspec.Struct, frozen=True):
    """Something that does not look right: of which publisher, in words, and documents that show it."""

    kind: str
    publisher: str | None
    words: str
    documents: tuple[int, ...] = ()


def alarms(connection: Connection, today: str) -> tuple[Alarm, ...]:
    """All alarms on a day, the gravest kind first."""
    return (*_future(connection, today), *_fewer(connection, today), *_changed(connection))


def _future(connection: Connection, today: str) -> list[Alarm]:
    d = t.document.c
    where = d.published > f"{today}~"
    number = int(connection.execute(select(func.count()).where(where)).scalar() or 0)
    if not number:
        return []
    some = tuple(connection.execute(select(d.id).where(where).order_by(d.published.desc(), d.id).limit(5)).scalars())
    said = "document says it was" if number == 1 else "documents say they were"
    return [Alarm("future date", None, f"{number} {said} published after today; a date may be read wrongly", some)]


def _fewer(connection: Connection, today: str) -> list[Alarm]:
    """Publishers of whom far fewer texts came in the last month than in the half year before."""
    try:
        day = date.fromisoformat(today)
    except ValueError:
        return []
    d = t.document.c
    first, lately = (day - timedelta(days=_EARLIER + _LATELY)).isoformat(), (day - timedelta(days=_LATELY)).isoformat()
    asked = select(d.publisher, d.published >= lately, func.count()).where(d.published >= first, d.published <= f"{today}~")
    counts: dict[str, list[int]] = {}
    for publisher, late, number in connection.execute(asked.group_by(d.publisher, d.published >= lately)):
        counts.setdefault(publisher or "", [0, 0])[1 if late else 0] = number
    found = []
    for publisher, (before, now) in sorted(counts.items()):
        usual = before * _LATELY / _EARLIER
        if publisher and usual >= ENOUGH_NOW and now < usual / 4:
            words = f"{now} texts in the last {_LATELY} days, {usual:.0f} were usual; its feed or list may have moved"
            found.append(Alarm("fewer texts", publisher, words))
    return found


def _changed(connection: Connection) -> list[Alarm]:
    """Publishers whose newest documents are not like those before them."""
    d, c = t.document.c, t.claim.c
    met = exists().where(c.document_id == d.id, c.type.concat("") == "encounter")
    asked = select(d.id, d.publisher, d.language, d.published, met.label("met")).order_by(d.id.desc()).limit(NEWEST)
    by_publisher: dict[str, list[Any]] = {}
    for row in connection.execute(asked):
        by_publisher.setdefault(row.publisher or "", []).append(row)
    found = []
    for publisher, rows in sorted(by_publisher.items()):
        cut = max(ENOUGH_NOW, len(rows) // 4)
        found += _compared(publisher or None, rows[:cut], rows[cut:])
    return found


def _compared(publisher: str | None, now: Sequence[Any], before: Sequence[Any]) -> list[Alarm]:
    found = []
    mine, some = len(now), tuple(r.id for r in now if not r.met)[:5]
    gave = sum(bool(r.met) for r in now)
    if mine >= ENOUGH_NOW and not any(r.met for r in (*now, *before)):
        number = len(now) + len(before)
        found.append(Alarm("no encounter", publisher, f"none of the newest {number} documents gave an encounter", some))
    if mine < ENOUGH_NOW or len(before) < ENOUGH_BEFORE:
        return found
    usual = sum(bool(r.met) for r in before) / len(before)
    if usual > 0.3 and gave / mine < usual / 4:
        words = (
            f"{gave} of the newest {mine} documents gave an encounter, {usual:.0%} did before; the pages or the profile may have changed"
        )
        found.append(Alarm("fewer encounters", publisher, words, some))
    undated = [r.id for r in now if not r.published]
    if len(undated) > mine / 2 and sum(not r.published for r in before) < len(before) / 5:
        found.append(Alarm("no date", publisher, f"{len(undated)} of the newest {mine} documents have no date", tuple(undated[:5])))
    (new, number), (old, _) = (Counter(r.language or "und" for r in rows).most_common(1)[0] for rows in (now, before))
    if new != old and number > mine / 2:
        words = f"the newest documents are in {new}, those before in {old}"
        found.append(Alarm("another language", publisher, words, tuple(r.id for r in now if (r.language or "und") == new)[:5]))
    return found
