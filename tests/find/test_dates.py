"""Time expressions: what stands where, and the value that words and anchors allow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from readout.errors import PackError
from readout.grammar.load import Pack, load_pack
from readout.model.when import When
from readout.stages.find import dates

EN = load_pack("en")
PUBLISHED = "2024-11-15"  # a Friday


def found(text: str, **known: object) -> list[tuple[str, str | None]]:
    return [(text[w.start : w.end], w.value) for w in dates.find(text, EN, **known)]  # type: ignore[arg-type]


def one(text: str, **known: object) -> When:
    (when,) = dates.find(text, EN, **known)  # type: ignore[arg-type]
    return when


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("On 9 May 2021, they met.", "9 May 2021", "2021-05-09"),
        ("On May 9, 2021, they met.", "May 9, 2021", "2021-05-09"),
        ("On May 9 2021 they met.", "May 9 2021", "2021-05-09"),
        ("on the 9th of May 2021", "9th of May 2021", "2021-05-09"),
        ("MOSCOW, MAY 9, 2021", "MAY 9, 2021", "2021-05-09"),
        ("on 6 January, 2025", "6 January, 2025", "2025-01-06"),
        ("on Sept. 3, 2025", "Sept. 3, 2025", "2025-09-03"),
        ("on Thursday (14 November 2024)", "Thursday (14 November 2024)", "2024-11-14"),
        ("met on Friday, December 15, 2023 with", "Friday, December 15, 2023", "2023-12-15"),
        ("from 17 to 19 May 2022", "17 to 19 May 2022", "2022-05-17/2022-05-19"),
        ("on 25–26 June 2022", "25–26 June 2022", "2022-06-25/2022-06-26"),
        ("May 17-19, 2022", "May 17-19, 2022", "2022-05-17/2022-05-19"),
        ("on 17 and 18 May 2022", "17 and 18 May 2022", "2022-05-17/2022-05-18"),
        ("June 30 to July 2, 2022", "June 30 to July 2, 2022", "2022-06-30/2022-07-02"),
        ("December 30, 2021 – January 2, 2022", "December 30, 2021 – January 2, 2022", "2021-12-30/2022-01-02"),
        ("in March 2023", "March 2023", "2023-03"),
        ("in late March 2023", "late March 2023", "2023-03"),
        ("from March to May 2022", "March to May 2022", "2022-03/2022-05"),
        ("in the first half of 2022", "first half of 2022", "2022-01/2022-06"),
        ("in the third quarter of 2022", "third quarter of 2022", "2022-07/2022-09"),
        ("in the autumn of 2022", "autumn of 2022", "2022"),
        ("held in 2015 in Ufa", "2015", "2015"),
        ("by 2030", "2030", "2030"),
        ("by the end of 2023", "the end of 2023", "2023"),
        ("the programme for 2022-2026", "2022-2026", "2022/2026"),
        ("since the 1990s", "1990s", "1990/1999"),
        ("published 2021-05-09T10:00", "2021-05-09", "2021-05-09"),
        ("09.05.2021 12 pm", "09.05.2021", "2021-05-09"),
        ("Resolution 2231 (2015)", "2015", "2015"),
        ("the 2015 summit in Ufa", "2015", "2015"),
    ],
)
def test_words_that_say_it_all(text: str, words: str, value: str) -> None:
    when = dates.find(text, EN)[0]
    assert (text[when.start : when.end], when.value, when.basis, when.anchor) == (words, value, "text", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They met on 9 May.", "2024-05-09"),
        ("On Tuesday, 12 November, they met.", "2024-11-12"),
        ("They met on December 30.", "2023-12-30"),
        ("They will meet on December 30.", "2024-12-30"),
        ("The summit to be held on 3 March", "2025-03-03"),
        ("On 3 March, talks will take place.", "2025-03-03"),
        ("They met on the eve of the holiday, November 20.", "2024-11-20"),
        ("They met on Thursday.", "2024-11-14"),
        ("They met on Friday.", "2024-11-15"),
        ("They met on Saturday.", "2024-11-09"),
        ("They will meet on Monday.", "2024-11-18"),
        ("They will meet next Friday.", "2024-11-22"),
        ("They will meet next Monday.", "2024-11-18"),
        ("They will meet this coming Monday.", "2024-11-18"),
        ("On Saturday morning, 16 November, he will speak", "2024-11-16"),
        ("on the 18th and 19th of this month", "2024-11-18/2024-11-19"),
        ("They spoke last Friday.", "2024-11-08"),
        ("They spoke today.", "2024-11-15"),
        ("Earlier today they spoke.", "2024-11-15"),
        ("This morning they spoke.", "2024-11-15"),
        ("They spoke yesterday.", "2024-11-14"),
        ("They meet tomorrow.", "2024-11-16"),
        ("They met two days ago.", "2024-11-13"),
        ("visited last week", "2024-11-04/2024-11-10"),
        ("visited last month", "2024-10"),
        ("will visit next year", "2025"),
        ("visited last November", "2023-11"),
        ("will visit this December", "2024-12"),
        ("visited in September", "2024-09"),
        ("will visit in March", "2025-03"),
        ("by the end of December", "2024-12"),
        ("on March 3 of last year", "2023-03-03"),
        ("on November 6 last year", "2023-11-06"),
        ("in March of this year", "2024-03"),
        ("on 25–26 June", "2024-06-25/2024-06-26"),
        ("From December 30 to January 2, he visited", "2023-12-30/2024-01-02"),
    ],
)
def test_publication_supplies_what_is_missing(text: str, value: str) -> None:
    when = one(text, published=PUBLISHED)
    assert (when.value, when.basis, when.anchor) == (value, "inferred", "published")


@pytest.mark.parametrize(
    "text",
    [
        "They may march on.",
        "Theresa May and April Sun spoke.",
        "Resolution 2231 and article 15 of the decree No. 2015",
        "2021 people and 1,950 soldiers",
        "the 5+1 format, the C5+1 and the G20",
        "at least 150 events",
        "for two hours",
        "the belief in the Good Friday Agreement",
        "the 31 February 2023",
        "call 2022/33/44",
    ],
)
def test_no_dates(text: str) -> None:
    assert found(text, published=PUBLISHED) == []


@pytest.mark.parametrize("text", ["They met on 9 May.", "They met on Thursday.", "They met today.", "in the coming days", "last month"])
def test_without_an_anchor_nothing_is_guessed(text: str) -> None:
    when = one(text)
    assert (when.value, when.precision) == (None, "unknown")


def test_no_day_becomes_the_first_and_no_month_january() -> None:
    assert found("in March 2023 and in 2015") == [("March 2023", "2023-03"), ("2015", "2015")]


def test_year_from_the_dateline() -> None:
    text = "TASHKENT, March 1, 2023. On 28 February they met. They spoke today."
    assert found(text, header=[(0, 24)]) == [("March 1, 2023", "2023-03-01"), ("28 February", "2023-02-28"), ("today", "2023-03-01")]
    assert [w.anchor for w in dates.find(text, EN, header=[(0, 24)])] == [None, "previous date", "dateline"]


def test_a_date_on_a_line_of_its_own_is_a_dateline() -> None:
    assert found("Readout\nNew York, 7 May 2015\n\nThey spoke today.")[1] == ("today", "2015-05-07")
    assert found("On 7 May 2015 they met.\nThey speak today.")[1] == ("today", None)


def test_year_from_a_title_outside_the_text() -> None:
    assert found("They met on 9 May.", title="Meeting in Minsk (10 May 2021)") == [("9 May", "2021-05-09")]


def test_year_from_the_first_full_date_but_never_today() -> None:
    assert found("On 9 May 2021, they met. They meet again on 3 June. Today all is well.") == [
        ("9 May 2021", "2021-05-09"),
        ("3 June", "2021-06-03"),
        ("Today", None),
    ]


def test_the_date_of_a_document_is_no_anchor() -> None:
    assert found("Under the Treaty of 16 July 2001 they met on 9 May.") == [("16 July 2001", "2001-07-16"), ("9 May", None)]


def test_days_near_a_full_date_belong_to_it_whenever_the_page_was_published() -> None:
    assert found("On 9 May 2021, they met; on 10 May they signed.", published=PUBLISHED)[1] == ("10 May", "2021-05-10")


def test_the_same_day_is_the_day_before_in_the_text() -> None:
    assert found("On 3 May 2022 they met. The same day, they signed. The next day they left.") == [
        ("3 May 2022", "2022-05-03"),
        ("The same day", "2022-05-03"),
        ("The next day", "2022-05-04"),
    ]


def test_the_day_before_publication_where_no_date_came_before() -> None:
    assert found("the talks held in the capital the day before", published=PUBLISHED) == [("the day before", "2024-11-14")]


def test_the_last_of_a_list_has_the_year() -> None:
    assert found("the statements of November 9, 2020, January 11 and November 26, 2021", published="2022-05-01") == [
        ("November 9, 2020", "2020-11-09"),
        ("January 11", "2021-01-11"),
        ("November 26, 2021", "2021-11-26"),
    ]


def test_days_that_are_no_neighbours_are_two_dates() -> None:
    assert found("on 17 and 19 May 2022") == [("17", "2022-05-17"), ("19 May 2022", "2022-05-19")]
    assert found("on May 17 and 19, 2022") == [("May 17", "2022-05-17"), ("19, 2022", "2022-05-19")]


@pytest.mark.parametrize(
    ("text", "order", "value", "basis"),
    [
        ("09/05/2021", None, "2021-05-09", "inferred"),
        ("09/05/2021", "month", "2021-09-05", "inferred"),
        ("13/05/2021", "month", "2021-05-13", "text"),
        ("05/05/2021", None, "2021-05-05", "text"),
    ],
)
def test_slashes_depend_on_the_publisher(text: str, order: str | None, value: str, basis: str) -> None:
    when = one(text, order=order)
    assert (when.value, when.basis) == (value, basis)


@pytest.mark.parametrize(
    ("text", "value"), [("at 7:10 p.m.", "T19:10"), ("at 12:05 am", "T00:05"), ("at 19:10", "T19:10"), ("at 7 p.m.", "T19")]
)
def test_times_of_day(text: str, value: str) -> None:
    when = one(text)
    assert (when.kind, when.value) == ("time", value)


def test_precision_and_kind_tell_days_from_the_rest() -> None:
    text = "On 9 May 2021, in May 2021, in 2021, on 9-10 May 2021, next week"
    assert [w.precision for w in dates.find(text, EN, published="2021-05-11")] == ["day", "month", "year", "range", "week"]


def test_expressions_are_in_order_and_do_not_overlap() -> None:
    text = "On Thursday, 14 November 2024, at 10:30 a.m., from 17 to 19 May; in 2015, last year and in the first half of 2022."
    spans = [(w.start, w.end) for w in dates.find(text, EN, published=PUBLISHED)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_white_space_of_a_wrapped_line_does_not_part_a_date() -> None:
    assert found("on 9\nMay 2021") == [("9\nMay 2021", "2021-05-09")]
    assert found("number 9\n\nMay 2021") == [("May 2021", "2021-05")]


def test_a_broken_publication_date_is_no_anchor() -> None:
    assert found("They met today.", published="soon") == [("today", None)]


def test_every_example_of_the_pack() -> None:
    for entry in EN.entries("dates", "patterns"):
        words, arrow, value = str(entry.get("examples") or "").partition(" -> ")
        if arrow:
            before = (entry.get("after") or [""])[0]
            assert dates.find(f"{before} {words}", EN)[-1].value == value, entry["id"]


# -- other languages: the same code, other packs ------------------------------------------------------------------------------------

WITHOUT_SPACES = """
marks: "年月日"
numerals: {〇: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10}
words:
  weekday:
  - {value: 1, forms: [星期一]}
  edge:
  - {value: local, forms: [当地时间]}
relative:
- {id: same_day, unit: day, shift: 0, from: previous, forms: [当天]}
- {id: last_year, unit: year, shift: -1, forms: [去年]}
macros:
  yy: "(?:{year}年|{relyear})"
patterns:
- {id: days, pattern: "{edge}?{yy}?{month_no}月{day}日?至{day2}日"}
- {id: day, pattern: "{edge}?{yy}?{month_no}月{day}日"}
- {id: days_only, pattern: "{edge}?{day}日?至{day2}日"}
- {id: day_only, pattern: "{edge}?{day}日"}
- {id: month, pattern: "{yy}{month_no}月"}
- {id: year, pattern: "{year}年"}
- {id: relative_day, pattern: "{relday}"}
- {id: weekday, pattern: "{weekday}"}
"""
INFLECTED = """
case: true
words:
  month:
  - {value: 5, forms: [мая, мае], sure: false}
  - {value: 10, forms: [октября, октябре]}
relative:
- {id: today, unit: day, shift: 0, forms: [сегодня]}
- {id: last_year, unit: year, shift: -1, forms: [прошлого года]}
macros:
  y: " {year}(?: года| г\\\\.)?"
patterns:
- {id: days, pattern: "{day}(?: ?[-–] ?| по ){day2} {month}(?:{y})?"}
- {id: day, pattern: "{day} {month}(?:{y}| {relyear})?"}
- {id: month, pattern: "{month}{y}"}
- {id: today, pattern: "{relday}"}
- {id: year, pattern: "{year} году"}
"""


def written(folder: Path, spaced: bool, content: str) -> Pack:
    (folder / "pack.yaml").write_text(f"words_are_spaced: {str(spaced).lower()}\n", encoding="utf-8")
    (folder / "dates.yaml").write_text(content, encoding="utf-8")
    return Pack("xx", folder)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("2021年5月9日会见", "2021年5月9日", "2021-05-09"),
        ("二〇二一年九月二十八日会见", "二〇二一年九月二十八日", "2021-09-28"),
        ("2021年5月9日会见，2030十四五规划", "2021年5月9日", "2021-05-09"),
        ("5月9日会见", "5月9日", "2024-05-09"),
        ("当地时间9月8日至10日", "当地时间9月8日至10日", "2024-09-08/2024-09-10"),
        ("中国国家主席19日会见", "19日", "2024-10-19"),
        ("11日至13日访问", "11日至13日", "2024-11-11/2024-11-13"),
        ("去年5月访问", "去年5月", "2023-05"),
        ("星期一会见", "星期一", "2024-11-11"),
    ],
)
def test_words_without_spaces(tmp_path: Path, text: str, words: str, value: str) -> None:
    (when,) = dates.find(text, written(tmp_path, False, WITHOUT_SPACES), published=PUBLISHED)
    assert (text[when.start : when.end], when.value) == (words, value)


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("9 мая 2021 года состоялась встреча", "9 мая 2021 года", "2021-05-09"),
        ("17–23 октября состоялся визит", "17–23 октября", "2024-10-17/2024-10-23"),
        ("с 17 по 19 мая 2022 г. прошли", "17 по 19 мая 2022 г.", "2022-05-17/2022-05-19"),
        ("9 мая прошлого года", "9 мая прошлого года", "2023-05-09"),
        ("в мае 2023 года", "мае 2023 года", "2023-05"),
        ("Сегодня состоялась", "Сегодня", "2024-11-15"),
        ("в 2015 году", "2015 году", "2015"),
    ],
)
def test_inflected_words(tmp_path: Path, text: str, words: str, value: str) -> None:
    (when,) = dates.find(text, written(tmp_path, True, INFLECTED), published=PUBLISHED)
    assert (text[when.start : when.end], when.value) == (words, value)


def test_a_role_that_nobody_knows_is_named_with_its_line(tmp_path: Path) -> None:
    pack = written(tmp_path, True, 'words: {}\npatterns:\n- {id: day, pattern: "{dya} {month}"}\n')
    with pytest.raises(PackError, match=r"packs/xx/dates.yaml:3: no role or macro is called \{dya\}"):
        dates.find("9 May", pack)


def test_a_pack_without_dates_finds_none(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("words_are_spaced: true\n", encoding="utf-8")
    assert dates.find("9 May 2021", Pack("xx", tmp_path)) == ()


def test_long_rows_of_digits_and_dates_take_linear_time() -> None:
    assert dates.find("1" * 200_000, EN) == ()
    assert dates.find("9 May " * 20_000, EN, published=PUBLISHED)[-1].value == "2024-05-09"
