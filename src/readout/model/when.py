"""When: a time expression where it stands, with what it means (after TIMEX3)."""

from __future__ import annotations

import msgspec


class When(msgspec.Struct, frozen=True, gc=False):
    """A time expression at `start`..`end` (code points, half-open).

    Fields: `value` is ISO as exact as text and anchor allow ("2021-05-09", "2021-05", "2021", "2022-05-17/2022-05-19") or None;
    `basis` is text (the words say it all) or inferred (a year, month or day was supplied by `anchor`); `precision` is
    day | month | year | range | unknown; `anchor` says what supplied the missing part (published, title, dateline, document …);
    `relative` marks words such as "today" and "last month"; `rule` is the id of the pack line.
    """

    start: int
    end: int
    value: str | None
    basis: str
    precision: str
    rule: str
    anchor: str | None = None
    relative: bool = False
    kind: str = "date"
