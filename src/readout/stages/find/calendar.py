"""Calendar arithmetic: the day, month or year that an incomplete date means, seen from a day that is known.

Nothing here knows words: `dates` asks it once a pack has said what the words stand for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

# How far ahead a date without a year may lie with no word of the future beside it: announcements are weeks old at most.
AHEAD = 45
# A time zone may put the publication a day before the event that it reports.
ZONES = 1
# "On the eve of 27 January, A met with B": even beside a word of the past, a day this close ahead is not last year's.
EVE = 14


def parse(iso: str | None) -> date | None:
    """The day an ISO date or time stamp begins with, or None.

    >>> parse("2021-12-07 13:12:12-05:00")
    datetime.date(2021, 12, 7)
    """
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def day(year: int, month: int, number: int) -> date | None:
    """The day, or None where the calendar has no such day (29 February 2023)."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def year_of_day(month: int, number: int, seen: date, direction: str | None) -> int | None:
    """The year of a day and month seen from a day: the last one, unless it lies close ahead or the words look forward.

    `direction` is "past", "future", "nearest" or None (no word says).

    >>> year_of_day(12, 30, date(2022, 1, 2), None), year_of_day(3, 1, date(2022, 1, 2), "future")
    (2021, 2022)
    """
    days = [d for y in range(seen.year - 4, seen.year + 5) if (d := day(y, month, number)) is not None]
    chosen = _choose(days, seen, direction, lambda d: (d - seen).days)
    return chosen.year if chosen else None


def year_of_month(month: int, seen: date, direction: str | None) -> int:
    """The year of a month seen from a day, by the same rule, but the nearest where no word says; the month of `seen` is this one.

    >>> year_of_month(11, date(2022, 1, 2), None), year_of_month(1, date(2022, 1, 2), None)
    (2021, 2022)
    """
    firsts = [date(seen.year + k, month, 1) for k in (-1, 0, 1)]
    base = seen.replace(day=1)
    chosen = _choose(firsts, base, direction or "nearest", lambda d: (d - base).days)
    return chosen.year if chosen else seen.year


def _choose(days: list[date], seen: date, direction: str | None, distance: Callable[[date], int]) -> date | None:
    if direction == "nearest":
        return min(days, key=lambda d: abs(distance(d)), default=None)
    past = max((d for d in days if d <= seen), default=None)
    future = min((d for d in days if d > seen), default=None)
    if past is None or future is None:
        return past or future
    ahead, behind = distance(future), -distance(past)
    if direction == "future":
        # "will remember the talks of 6 May", published on 10 May: the words look forward, the date does not.
        return past if behind == 0 or ahead > 330 else future
    limit = EVE if direction == "past" else AHEAD
    return future if ahead <= limit and ahead < behind else past


def weekday(number: int, seen: date, direction: str | None, turn: str | None = None) -> date:
    """The day that a weekday (Monday is 1) means: the last one with today, the coming one where the words look forward.

    `turn` is "last" (before today), "next" (of next week), "coming" (after today) or "this" (of this week), where a word says so.

    >>> weekday(4, date(2024, 11, 15), None), weekday(5, date(2024, 11, 15), None, "next")
    (datetime.date(2024, 11, 14), datetime.date(2024, 11, 22))
    """
    behind = (seen.isoweekday() - number) % 7
    if turn == "last":
        return seen - timedelta(days=behind or 7)
    if turn == "coming":
        return seen + timedelta(days=7 - behind)
    if turn == "next":
        return seen + timedelta(days=7 + number - seen.isoweekday())
    if turn == "this":
        return seen + timedelta(days=number - seen.isoweekday())
    return seen + timedelta(days=-behind % 7) if direction == "future" else seen - timedelta(days=behind)


def month_shifted(seen: date, months: int) -> tuple[int, int]:
    """The year and month that lie some months from a day.

    >>> month_shifted(date(2022, 1, 31), -1)
    (2021, 12)
    """
    index = seen.year * 12 + seen.month - 1 + months
    return index // 12, index % 12 + 1


def shifted(seen: date, unit: str, count: int) -> tuple[str, str] | None:
    """The value and precision some units away: a day for days, the seven days of a week, a month, a year; None for other units.

    >>> shifted(date(2022, 6, 10), "week", -1), shifted(date(2022, 6, 10), "year", 1)
    (('2022-05-30/2022-06-05', 'week'), ('2023', 'year'))
    """
    if unit == "day":
        return (seen + timedelta(days=count)).isoformat(), "day"
    if unit == "week":
        monday = seen + timedelta(days=7 * count - seen.weekday())
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}", "week"
    if unit == "month":
        year, month = month_shifted(seen, count)
        return f"{year}-{month:02}", "month"
    if unit == "year":
        return str(seen.year + count), "year"
    return None


def last_day(year: int, month: int) -> int:
    """The number of days of a month.

    >>> last_day(2024, 2)
    29
    """
    return monthrange(year, month)[1]


def day_of_month(number: int, seen: date, direction: str | None) -> date | None:
    """The day with this number that is seen from a day: of this month or the last, or the next one where the words look forward.

    >>> day_of_month(30, date(2022, 1, 2), None), day_of_month(1, date(2022, 1, 2), "future")
    (datetime.date(2021, 12, 30), datetime.date(2022, 2, 1))
    """
    days = [d for k in (-2, -1, 0, 1, 2) if (d := day(*month_shifted(seen, k), number)) is not None]
    if direction == "future":
        return min((d for d in days if d >= seen), default=None)
    return max((d for d in days if (d - seen).days <= ZONES), default=None)
