"""Days of uncertain precision: whether a day lies in an interval, with *maybe* as an answer.

A day is `2021-09-16`, a month `2021-09`, a year `2021`. Months and years are stretches whose edges are compared as strings.
"""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")


def valid(text: str) -> bool:
    """Whether this is a day, month or year of the calendar.

    >>> valid("2021-09"), valid("2021-02-30"), valid("soon")
    (True, False, False)
    """
    if not _DAY.match(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def earliest(day: str) -> str:
    """The first day that a day, month or year may mean."""
    return (day + "-01-01")[:10]


def latest(day: str) -> str:
    """The last day that it may mean (a bound for comparison: it need not stand in the calendar).

    >>> latest("2021-02") >= "2021-02-28"
    True
    """
    return day if len(day) == 10 else day + ("-31" if len(day) == 7 else "-12-31")


def holds(day: str, start: str | None, end: str | None, *, end_is_out: bool = False) -> bool | None:
    """Whether an interval covers a day: True, False, or None where the dates are too coarse to say.

    `end` is the last day, or the first day after where `end_is_out`. An open start is unknown: None before any other edge.

    >>> holds("2021-09-16", "2021-09", None) is None, holds("2021-10-01", "2021-09", "2022")
    (True, True)
    """
    if start is not None and day < earliest(start):
        return False
    if end is not None and (day >= latest(end) if end_is_out and len(end) == 10 else day > latest(end)):
        return False
    sure_start = start is not None and (day >= latest(start) if len(start) < 10 else True)
    sure_end = end is None or len(end) == 10 or day < earliest(end)
    return True if sure_start and sure_end else None


def gap(first: str, second: str) -> int:
    """How many days lie between two days, at their earliest."""
    return abs((date.fromisoformat(earliest(first)) - date.fromisoformat(earliest(second))).days)


def until(start: str | None, end: str | None, checked: str | None) -> str:
    """An interval as a person reads it.

    >>> until("2019-03-20", None, "2025-05-01")
    '2019-03-20 – ongoing as checked on 2025-05-01'
    """
    first = start or "start unknown"
    if end is not None:
        return first if start == end else f"{first} – {end}"
    return f"{first} – ongoing as checked on {checked}" if checked else f"{first} – end unknown"
