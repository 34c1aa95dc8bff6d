"""Dates: every time expression of a text where it stands, with the ISO value that text and anchors allow.

What is not said is inferred from a day that is known (publication, dateline, title, the date before) and says so in `basis` and
`anchor`; what cannot be inferred stays None. A missing day never becomes the first, a missing year never this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from readout.grammar.load import Pack
from readout.grammar.texts import lowered
from readout.model.when import When
from readout.stages.find import calendar, timescan, timewords
from readout.stages.find.timescan import Raw
from readout.stages.find.timewords import TimeWords

# A full date in the first lines may give other dates their year.
_LEAD = 800
# A city beside the date of a dateline is at most this long.
_CITY = 24
# A day without a year that lies this close to the full date before it is of the same year.
_TOGETHER = 21
_SENTENCE_END = re.compile(r"[.!?;。！？；](?=\s|$)|[。！？；]|\n\s*\n")


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """A day that is known and how it is known; `whole` where it can also say what "today" is."""

    day: date
    name: str
    whole: bool


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What an expression means."""

    value: str | None
    precision: str
    anchor: str | None = None
    relative: bool = False


NOTHING = Reading(None, "unknown")


def find(
    text: str,
    pack: Pack,
    *,
    published: str | None = None,
    title: str | None = None,
    header: Sequence[tuple[int, int]] = (),
    order: str | None = None,
) -> tuple[When, ...]:
    """The time expressions of a text, in order, none overlapping.

    `published` is an ISO date, `title` one that is not part of the text, `header` the stretches of title and dateline lines, `order`
    says whether 09/05/2021 begins with the day or the month (else the pack does).

    >>> from readout.grammar.load import load_pack
    >>> [w.value for w in find("They met on May 9 and will meet next week.", load_pack("en"), published="2021-05-10")]
    ['2021-05-09', '2021-05-17/2021-05-23']
    """
    words = timewords.load(pack)
    if words is None:
        return ()
    raws = timescan.find(text, words)
    if not raws:
        return ()
    return tuple(Resolver(text, words, _anchor(text, raws, words, published, title, header, pack), order).resolve(raws))


def _anchor(
    text: str, raws: list[Raw], words: TimeWords, published: str | None, title: str | None, header: Sequence[tuple[int, int]], pack: Pack
) -> Anchor | None:
    """The day from which the text is seen: publication, else a full date in dateline or title, else the first one of the lead."""
    day = calendar.parse(published)
    if day is not None:
        return Anchor(day, "published", True)
    full = [(r, d) for r in raws if r.start < _LEAD and (d := _full_day(r)) is not None]
    for raw, day in full:
        if any(start <= raw.start < end for start, end in header):
            return Anchor(day, "dateline", True)
    for raw, day in full:
        if _alone(text, raw):
            return Anchor(day, "dateline", True)
    for raw in timescan.find(title, words) if title else ():
        if (day := _full_day(raw)) is not None:
            return Anchor(day, "title", True)
    for raw, day in full:
        if not timescan.follows(text, raw.start, words.not_anchor, words.spaced):
            return Anchor(day, "document", False)
    return None


def _with_years(text: str, raws: Sequence[Raw], words: TimeWords) -> list[Raw]:
    """The expressions, a day without a year taking that of the list it stands in: "January 11 and November 26, 2021"."""
    done = list(raws)
    for i in range(len(done) - 2, -1, -1):
        raw, after = done[i], done[i + 1]
        bare = "day" in raw.fields and "month" in raw.fields and not {"year", "year2", "relyear", "relday"} & raw.fields.keys()
        if bare and "month" in after.fields and "year" in after.fields and text[raw.end : after.start].strip() in words.list_joins:
            done[i] = replace(raw, fields={**raw.fields, "year": after.fields["year"], "borrowed": True})
    return done


def _alone(text: str, raw: Raw) -> bool:
    """Whether a date has a line to itself, but for a city: it is the dateline, whether or not anybody marked it."""
    start = text.rfind("\n", 0, raw.start) + 1
    end = text.find("\n", raw.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    return len(line) - (raw.end - raw.start) <= _CITY and "\n" in text.strip() and not line.endswith(".")


def _full_day(raw: Raw) -> date | None:
    fields = raw.fields
    month = fields.get("month") or fields.get("month_no")
    if raw.rule.numeric or "day" not in fields or not month or "year" not in fields or raw.rule.kind != "date":
        return None
    return calendar.day(fields["year"], month, fields["day"])


class Resolver:
    """Reads the raw expressions of one text in order; the date before is what "the same day" means."""

    def __init__(self, text: str, words: TimeWords, anchor: Anchor | None, order: str | None) -> None:
        self.text = text
        self.words = words
        self.anchor = anchor
        self.order = order or words.numeric_order
        self.previous: date | None = None
        self.full: date | None = None

    def resolve(self, raws: Sequence[Raw]) -> Iterator[When]:
        """The expressions with their values; what the calendar does not have (31 February) is left out."""
        for raw in _with_years(self.text, raws, self.words):
            if raw.rule.listed and raw.fields["day2"] - raw.fields["day"] != 1:
                yield from self._apart(raw)
                continue
            reading = self._read(raw)
            if reading is not None:
                if reading.precision == "day" and reading.anchor is None and reading.value and not self._aside(raw):
                    self.full = calendar.parse(reading.value)
                yield self._when(raw, raw.start, raw.end, reading)

    def _aside(self, raw: Raw) -> bool:
        """Whether a full date is that of a document or an older event, and so gives no year to others."""
        return timescan.follows(self.text, raw.start, self.words.not_anchor, self.words.spaced)

    def _when(self, raw: Raw, start: int, end: int, reading: Reading) -> When:
        if reading.value and reading.precision in ("day", "range"):
            self.previous = calendar.parse(reading.value)
        basis = "inferred" if reading.anchor or reading.relative else "text"
        return When(start, end, reading.value, basis, reading.precision, raw.id, reading.anchor, reading.relative, raw.rule.kind)

    def _apart(self, raw: Raw) -> Iterator[When]:
        """Two days that a range would join wrongly: "17 and 19 May" are two dates."""
        one = {k: v for k, v in raw.fields.items() if k != "day2"}
        first = self._read(replace(raw, fields=one))
        second = self._read(replace(raw, fields={**one, "day": raw.fields["day2"]}))
        if first is None or second is None:
            return
        day, day2 = raw.places["day"], raw.places["day2"]
        month_first = "month" in raw.places and raw.places["month"][0] < day[0]
        yield self._when(raw, raw.start, day[1], first)
        yield self._when(raw, day2[0], day2[1] if month_first and "year" not in one else raw.end, second)

    # -- one expression ---------------------------------------------------------------------------------------------------------------

    def _read(self, raw: Raw) -> Reading | None:
        fields = raw.fields
        if raw.rule.kind == "time":
            return self._clock(raw)
        if raw.rule.kind == "decade":
            return Reading(f"{fields['year']}/{fields['year'] + 9}", "year")
        if raw.rule.numeric:
            return self._numeric(fields)
        month = fields.get("month") or fields.get("month_no")
        if month is not None and month > 12:
            return None
        if "day2" in fields or ("month2" in fields and "day" in fields):
            return self._days(raw, month)
        if "day" in fields:
            return self._day(raw, month)
        if "part" in fields or "season" in fields or month is not None:
            return self._months(raw, month)
        if "short_year2" in fields:
            year2 = fields["year"] // 100 * 100 + fields["short_year2"]
            return Reading(f"{fields['year']}/{year2}", "year") if year2 == fields["year"] + 1 else None
        if "year2" in fields:
            return Reading(f"{fields['year']}/{fields['year2']}", "year") if 0 < fields["year2"] - fields["year"] <= 100 else None
        if "year" in fields:
            return Reading(str(fields["year"]), "year")
        return self._relative(raw)

    def _clock(self, raw: Raw) -> Reading | None:
        hour, minute = raw.fields["hour"], raw.fields.get("minute")
        if minute is not None and raw.places["minute"][1] - raw.places["minute"][0] != 2:
            return None
        half = raw.fields.get("meridiem")
        if half and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        if hour > 23 or (minute or 0) > 59:
            return None
        return Reading(f"T{hour:02}" if minute is None else f"T{hour:02}:{minute:02}", "unknown")

    def _numeric(self, fields: dict[str, Any]) -> Reading | None:
        """09/05/2021: two numbers that both may be the month need the publisher's habit, and say so."""
        first, second = fields["day"], fields["month_no"]
        if second > 12 or (first <= 12 and self.order == "month"):
            number, month = second, first
        else:
            number, month = first, second
        found = calendar.day(fields["year"], month, number) if month <= 12 else None
        if found is None:
            return None
        return Reading(found.isoformat(), "day", f"{self.order} first" if first <= 12 and second <= 12 and first != second else None)

    def _days(self, raw: Raw, month: int | None) -> Reading | None:
        """A range of days, in one month or over the end of one."""
        fields = raw.fields
        month2 = fields.get("month2") or fields.get("month_no2") or month
        day, day2 = fields["day"], fields["day2"]
        given = fields.get("year2") or fields.get("year")
        if month is None and "relmonth" in fields and self.anchor is not None:
            given, month = calendar.month_shifted(self.anchor.day, fields["relmonth"].shift)
            start, end = calendar.day(given, month, day), calendar.day(given, month, day2)
            known = start is not None and end is not None and day < day2
            return Reading(f"{start}/{end}", "range", self.anchor.name, True) if known else None
        if month is None and "month2" not in fields and "month_no2" not in fields:
            return self._numbers_only(raw, day, day2)
        if month is None or month2 is None or month2 > 12 or (month == month2 and day2 <= day and "month2" not in fields):
            return None
        year, anchor, relative = (given, None, False) if given and "relyear" not in fields else self._year(raw, month2, day2)
        if year is None:
            return NOTHING
        start = calendar.day(fields["year"] if "year" in fields and "year2" in fields else year - (month > month2), month, day)
        end = calendar.day(year, month2, day2)
        if start is None or end is None or end <= start:
            return None
        return Reading(f"{start.isoformat()}/{end.isoformat()}", "range", anchor, relative)

    def _day(self, raw: Raw, month: int | None) -> Reading | None:
        """One day: of a month and year, of a month, or only its number."""
        fields = raw.fields
        number = fields["day"]
        if month is None and "relmonth" in fields:
            if self.anchor is None:
                return NOTHING
            year, month = calendar.month_shifted(self.anchor.day, fields["relmonth"].shift)
            found = calendar.day(year, month, number)
            return Reading(found.isoformat(), "day", self.anchor.name, True) if found else None
        if month is None:
            return self._number_only(raw, number)
        if number > calendar.last_day(2024, month):
            return None
        if "year" in fields:
            found = calendar.day(fields["year"], month, number)
            return Reading(found.isoformat(), "day", "next date" if "borrowed" in fields else None) if found else None
        year_, anchor, relative = self._year(raw, month, number)
        found = calendar.day(year_, month, number) if year_ is not None else None
        return Reading(found.isoformat(), "day", anchor, relative) if found else NOTHING

    def _number_only(self, raw: Raw, number: int) -> Reading | None:
        """The 9th, with no month: of the month of the date before, else the last such day before publication."""
        seen = self.previous or (self.anchor.day if self.anchor else None)
        if seen is None:
            return NOTHING
        if self.previous is not None:
            found = calendar.day(seen.year, seen.month, number)
        else:
            found = calendar.day_of_month(number, seen, self._direction(raw))
        name = "previous date" if self.previous is not None else self.anchor.name if self.anchor else None
        return Reading(found.isoformat(), "day", name) if found else NOTHING

    def _numbers_only(self, raw: Raw, day: int, day2: int) -> Reading | None:
        """The 9th to the 11th, with no month: of the month in which the last of these days lies."""
        last = self._number_only(raw, day2)
        end = calendar.parse(last.value) if last is not None else None
        if last is None or end is None or day >= day2:
            return last if day < day2 else None
        return Reading(f"{end.replace(day=day).isoformat()}/{end.isoformat()}", "range", last.anchor)

    def _months(self, raw: Raw, month: int | None) -> Reading | None:
        """A month, some months, a season: with the year that is said, or the one seen from the anchor."""
        fields = raw.fields
        if "part" in fields:
            first, last = fields["part"]
        else:
            first, last = month, fields.get("month2", month)
        year, anchor, relative = (fields["year"], None, False) if "year" in fields else self._year_of_month(raw, first)
        if year is None:
            return NOTHING
        if first is None:
            return Reading(str(year), "year", anchor, relative)
        if first == last:
            return Reading(f"{year}-{first:02}", "month", anchor, relative)
        return Reading(f"{year}-{first:02}/{year}-{last:02}", "month", anchor, relative) if last > first else None

    def _relative(self, raw: Raw) -> Reading | None:
        """Words that count from another day: today, next week, Thursday, two weeks ago."""
        fields = raw.fields
        shifted = next((fields[k] for k in ("relday", "relweek", "relmonth", "relyear", "relnone") if k in fields), None)
        if shifted is not None:
            return self._shifted(shifted.unit, shifted.shift, shifted.origin)
        if "weekday" in fields:
            if self.anchor is None or not self.anchor.whole:
                return replace(NOTHING, relative=True)
            turn = raw.turn if raw.turn != "this" else None
            found = calendar.weekday(fields["weekday"], self.anchor.day, self._direction(raw), turn)
            if "weekday2" in fields:
                last = found + timedelta(days=(fields["weekday2"] - fields["weekday"]) % 7)
                return Reading(f"{found}/{last}", "range", self.anchor.name, True) if last > found else None
            return Reading(found.isoformat(), "day", self.anchor.name, True)
        if "unit" in fields:
            if raw.rule.origin is not None and fields["unit"] != "day":
                return replace(NOTHING, relative=True)  # "three years later" counts from an event, not from a date
            return self._shifted(fields["unit"], raw.rule.shift * fields["count"], raw.rule.origin)
        return None

    def _shifted(self, unit: str, shift: int, origin: str | None) -> Reading:
        if origin == "previous":
            seen, name = self.previous, "previous date"
        if origin is None or (seen is None and shift < 0):
            # "The day before", with no date before it, is seen from publication.
            usable = self.anchor is not None and (self.anchor.whole or unit == "year")
            seen, name = (self.anchor.day, self.anchor.name) if self.anchor is not None and usable else (None, "")
        try:
            found = calendar.shifted(seen, unit, shift) if seen else None
        except OverflowError:
            found = None
        return Reading(*found, name, True) if found else replace(NOTHING, relative=True)

    # -- the missing year -------------------------------------------------------------------------------------------------------------

    def _year(self, raw: Raw, month: int, number: int) -> tuple[int | None, str | None, bool]:
        """The year of a day without one, what supplied it, and whether a word such as "last year" did."""
        if "relyear" not in raw.fields and self.full is not None:
            # "On 9 May 2021 … on 10 May": the days belong together, whenever the page was published.
            year = calendar.year_of_day(month, number, self.full, "nearest")
            near = calendar.day(year, month, number) if year is not None else None
            if near is not None and abs((near - self.full).days) <= _TOGETHER:
                return year, "previous date", False
        if self.anchor is None:
            return None, None, False
        seen, name, whole = self.anchor.day, self.anchor.name, self.anchor.whole
        if "relyear" in raw.fields:
            return seen.year + raw.fields["relyear"].shift, name, True
        if "relday" in raw.fields and whole and raw.fields["relday"].origin is None:
            seen += timedelta(days=raw.fields["relday"].shift)
            return calendar.year_of_day(month, number, seen, "nearest"), name, False
        return calendar.year_of_day(month, number, seen, self._direction(raw) if whole else "nearest"), name, False

    def _year_of_month(self, raw: Raw, month: int | None) -> tuple[int | None, str | None, bool]:
        if self.anchor is None:
            return None, None, raw.turn is not None
        seen, name, whole = self.anchor.day, self.anchor.name, self.anchor.whole
        if "relyear" in raw.fields:
            return seen.year + raw.fields["relyear"].shift, name, True
        if month is None:
            # "last autumn" may lie in either of two years; "this" and "next" are told by the words.
            return (seen.year, name, True) if raw.turn == "this" else (None, None, True)
        if raw.turn == "last":
            return seen.year - (month >= seen.month), name, True
        if raw.turn in ("next", "coming"):
            return seen.year + (month <= seen.month), name, True
        if raw.turn == "this":
            return seen.year, name, True
        return calendar.year_of_month(month, seen, self._direction(raw) if whole else "nearest"), name, False

    def _direction(self, raw: Raw) -> str | None:
        """Whether the words around look forward or back: the nearest cue before, else the first behind, in the sentence."""
        if raw.turn in ("next", "coming", "last"):
            return "past" if raw.turn == "last" else "future"
        words, cues = lowered(self.text), self.words.cues
        start = max(0, raw.start - 80)
        for end in _SENTENCE_END.finditer(words, start, raw.start):
            start = end.end()
        behind = list(cues.finditer(words, start, raw.start))
        cue = behind[-1] if behind else None
        if cue is None:
            reach = min(len(words), raw.end + 120)
            stop = _SENTENCE_END.search(words, raw.end, reach)
            cue = cues.search(words, raw.end, stop.start() if stop else reach)
        return cue.lastgroup if cue is not None else None
