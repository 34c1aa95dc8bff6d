"""Questions whose answers are easy to get wrong: edges of intervals, doubts, contradictions, meetings that had no place."""

from __future__ import annotations

import pytest

from readout.register import days
from readout.register.ask import load_register
from readout.register.index import Index
from readout.register.model import Facts, Occupancy, Person, Post


def test_the_seed_belarus_observer_and_sri_lanka_dialogue_partner() -> None:
    register = load_register()
    belarus, lanka = register.status("BY", "sco", "2021-05-09"), register.status("LK", "sco", "2021-05-09")
    assert (belarus.status, belarus.since, belarus.until) == ("observer", "2015-07-10", "2024-07-04")
    assert lanka.status == "dialogue-partner"
    assert lanka.beside, "lists that print 2010 stand beside the decision of 2009"
    assert lanka.where.startswith("packs/world/statuses/sco.yaml:")


@pytest.mark.parametrize(
    ("day", "status"),
    [("2015-07-09", "dialogue-partner"), ("2015-07-10", "observer"), ("2024-07-03", "observer"), ("2024-07-04", "member")],
)
def test_edges_of_a_status(day: str, status: str) -> None:
    assert load_register().status("BY", "sco", day).status == status


def test_members_of_an_organisation_on_a_day() -> None:
    register = load_register()
    assert register.members("sco", "2016-06-23") == ("CN", "KG", "KZ", "RU", "TJ", "UZ")
    assert register.members("sco", "2021-05-09") == ("CN", "IN", "KG", "KZ", "PK", "RU", "TJ", "UZ")
    assert len(register.members("sco", "2025-09-02")) == 10
    assert len(register.members("sco", "2025-09-02", "partner")) == 17
    assert register.members("sco", "2025-09-02", "observer") == ()
    assert len(register.members("un", "2021-05-09")) == 193
    assert len(register.members("eu", "2019-01-01")) == 28
    assert len(register.members("eu", "2021-01-01")) == 27
    assert len(register.members("nato", "2024-07-01")) == 32
    assert len(register.members("g20", "2021-01-01")) == 20
    assert len(register.members("african-union", "2021-01-01")) == 55


def test_unknown_is_an_answer_that_says_why() -> None:
    answer = load_register().status("FR", "sco", "2021-05-09")
    assert (answer.status, answer.basis) == (None, "unknown")
    assert "FR" in answer.line
    assert load_register().agrees(["Ana Kral"], "Chief Librarian", "state", "RU", "2021-05-09").verdict == "unknown"
    assert load_register().holder("Foreign Minister", "state", "XX", "2021-05-09") is None


def test_ongoing_means_as_checked_and_never_for_ever() -> None:
    register = load_register()
    before, after = register.holders("RU/president", "2025-01-01"), register.holders("RU/president", "2035-01-01")
    assert before[0].sure
    assert not after[0].sure, "nobody is president for ever because a file has no end"
    assert register.holder("President", "state", "RU", "2035-01-01") is None
    assert register.agrees(["Ana Kral"], "President", "state", "RU", "2035-01-01").verdict == "unknown"
    late = register.status("RU", "sco", "2035-01-01")
    assert (late.status, late.sure) == ("member", False)
    assert "as checked on" in late.line


def test_a_scheduled_end_is_no_promise() -> None:
    (holder,) = load_register().holders("sco/secretary-general", "2027-06-01")
    assert (holder.name, holder.sure) == ("Nurlan Yermekbayev", False)


def test_a_coarse_date_leaves_doubt() -> None:
    register = load_register()
    assert not register.status("EG", "sco", "2021-09-05").sure
    assert register.status("EG", "sco", "2021-10-01").sure
    assert register.holder("Secretary-General", "organisation", "sco", "2007-01-15", "en") is None
    assert register.agrees(["Nurgaliyev"], "Secretary-General", "organisation", "sco", "2007-01-15", "en").verdict == "agrees"


@pytest.mark.parametrize(
    ("day", "start", "end", "out", "held"),
    [
        ("2021-05-09", "2021-05-09", "2021-05-09", False, True),
        ("2021-05-09", "2021-05-09", "2021-05-09", True, False),
        ("2021-05-10", "2021-05-09", "2021-05-09", False, False),
        ("2021-05-08", "2021-05-09", None, False, False),
        ("2021-05-09", "2021-05", None, False, None),
        ("2021-06-01", "2021-05", None, False, True),
        ("2021-02-28", "2021", None, False, None),
        ("2012-12-31", "2010", "2012", False, None),
        ("2013-01-01", "2010", "2012", False, False),
        ("2011-12-31", "2010", "2012", False, True),
        ("2018-05-31", "2010", "2018-05", True, None),
        ("2018-06-01", "2010", "2018-05", True, False),
        ("2021-05-09", None, None, False, None),
        ("2021-05-09", None, "2021-05-08", False, False),
    ],
)
def test_intervals(day: str, start: str | None, end: str | None, out: bool, held: bool | None) -> None:
    assert days.holds(day, start, end, end_is_out=out) is held


def test_contradicting_sources_stand_side_by_side() -> None:
    register = load_register()
    norov = register.holder("Secretary-General", "organisation", "sco", "2021-05-09", "en")
    assert norov is not None
    assert norov.until == "2021-12-31"
    assert any("2022" in line and "sectsco" in line for line in norov.beside)
    summit = register.meeting("the 2023 SCO summit", "2024-01-01", "en")
    assert summit is not None
    assert summit.ordinals == ("22", "23")
    assert "22nd" in summit.line
    assert "23rd" in summit.line
    assert len(list(register.disputes())) >= 8


def test_the_moscow_summit_of_the_seed_had_no_place_and_a_chair() -> None:
    answer = load_register().meeting("the Moscow summit of the SCO Heads of State", "2021-05-09", "en")
    assert answer is not None
    assert (answer.verdict, answer.date, answer.virtual, answer.place, answer.nominal, answer.chair) == (
        "agrees",
        "2020-11-10",
        True,
        None,
        "Moscow",
        "RU",
    )
    assert "by video conference" in answer.line


# Words, the day of the text, organisations it is about; verdict and first day of the meeting.
REFERENCES = [
    ("the Moscow summit", "2021-05-09", (), "agrees", "2020-11-10"),
    ("the Moscow summit", "2021-05-09", ("sco",), "agrees", "2020-11-10"),
    ("the Moscow summit", "2003-09-01", ("sco",), "agrees", "2003-05-28"),
    ("the SCO Heads of Government Council Meeting in 2015 in Zhengzhou", "2021-05-09", (), "agrees", "2015-12-14"),
    ("the SCO Heads of Government Council Meeting in 2015 in Moscow", "2021-05-09", (), "differs", "2015-12-14"),
    ("the SCO Heads of Government Council Meeting in 2016 in Zhengzhou", "2021-05-09", (), "differs", "2016-11-03"),
    ("Qingdao Summit", "2018-12-01", (), "agrees", "2018-06-09"),
    ("саммита ШОС в Самарканде", "2022-10-01", (), "agrees", "2022-09-15"),
    ("Самаркандском саммите ШОС", "2022-10-01", (), "agrees", "2022-09-15"),
    ("заседания Совета глав правительств ШОС в Ташкенте", "2019-12-01", (), "agrees", "2019-11-01"),
    ("Совета глав государств-членов ШОС в Душанбе", "2021-12-01", (), "agrees", "2021-09-17"),
    ("上海合作组织成员国元首理事会撒马尔罕峰会", "2022-10-01", (), "agrees", "2022-09-15"),
    ("上合组织天津峰会", "2025-09-03", (), "agrees", "2025-08-31"),
    ("the upcoming SCO summit in Samarkand", "2022-06-01", (), "agrees", "2022-09-15"),
    ("BRICS Summit in Kazan", "2024-11-01", (), "agrees", "2024-10-22"),
    ("Казанского саммита БРИКС", "2024-11-01", (), "agrees", "2024-10-22"),
    ("G20 Summit in Bali", "2022-12-01", (), "agrees", "2022-11-15"),
    ("二十国集团领导人巴厘岛峰会", "2022-12-01", ("g20",), "agrees", "2022-11-15"),
    ("NATO Summit in Vilnius", "2023-08-01", (), "agrees", "2023-07-11"),
    ("the G7 Summit in Hiroshima", "2023-08-01", (), "agrees", "2023-05-19"),
    ("upcoming NATO Summit", "2023-06-26", (), "agrees", "2023-07-11"),  # weeks away, and the only one
    ("Paris Summit of the Normandy Four", "2022-01-04", ("nato",), "agrees", "2019-12-09"),
    ("the informal summit of the CIS heads of state", "2021-12-28", (), "agrees", "2021-12-28"),
    ("China-Central Asia Summit in Xi’an", "2023-06-01", (), "agrees", "2023-05-18"),
    ("首届中国—中亚峰会", "2023-06-01", (), "agrees", "2023-05-18"),
    ("第三届“一带一路”国际合作高峰论坛", "2023-10-20", (), "agrees", "2023-10-17"),
    ("the Samarkand summit", "2022-12-15", (), "unknown", None),  # two organisations met there that autumn
    ("the SCO summit in Paris in 2021", "2022-01-01", (), "differs", "2021-09-17"),
    ("the SCO summit in Odal in 2021", "2022-01-01", (), "agrees", "2021-09-17"),  # no place of the register: only the year is checked
    ("the SCO summit", "2022-03-01", (), "unknown", None),
    ("the SCO summit in 2035", "2022-03-01", (), "unknown", None),
]


@pytest.mark.parametrize(("words", "day", "context", "verdict", "date"), REFERENCES)
def test_references_to_meetings(words: str, day: str, context: tuple[str, ...], verdict: str, date: str | None) -> None:
    answer = load_register().meeting(words, day, "en", context)
    assert answer is not None
    assert (answer.verdict, answer.date) == (verdict, date), answer.line


@pytest.mark.parametrize(
    "words", ["the meeting", "our summit of friendship", "the Council of Elders", "", "встреча", "会议", "a trip to Moscow"]
)
def test_words_that_name_no_meeting(words: str) -> None:
    answer = load_register().meeting(words, "2021-05-09", "en")
    assert answer is None or answer.verdict == "unknown"


def test_documents_with_their_two_days() -> None:
    register = load_register()
    charter = register.document("положениями Хартии ШОС")
    assert charter is not None
    assert (charter.signed, charter.in_force) == ("2002-06-07", "2003-09-19")
    assert register.document("《上海合作组织宪章》") is not None
    assert register.document("a charter flight") is None


def test_offices_known_under_a_second_owner() -> None:
    register = load_register()
    assert register.agrees(["Charles Michel"], "President", "organisation", "european-council", "2021-12-15", "en").verdict == "agrees"
    assert (
        register.agrees(["Charles Michel"], "President of the European Council", "organisation", "eu", "2021-12-15", "en").verdict
        == "agrees"
    )
    assert register.agrees(["Ana Kral"], "President", "organisation", "european-council", "2021-12-15", "en").verdict == "differs"


def test_a_loose_title_can_agree_and_never_differ() -> None:
    register = load_register()
    assert register.agrees(["Austin"], "Secretary", "state", "US", "2021-08-12", "en").verdict == "agrees"
    assert register.agrees(["Blinken"], "Secretary", "state", "US", "2021-08-12", "en").verdict == "agrees"
    assert register.agrees(["Buttigieg"], "Secretary", "state", "US", "2021-08-12", "en").verdict == "unknown"
    assert register.agrees(["Macky Sall"], "Chairperson", "organisation", "african-union", "2022-06-03", "en").verdict == "agrees"
    assert register.agrees(["Moussa Faki"], "Chairperson", "organisation", "african-union", "2022-06-03", "en").verdict == "agrees"


def test_elected_and_not_yet_in_office() -> None:
    register = load_register()
    assert register.agrees(["Yoon Suk-yeol"], "President-elect", "state", "KR", "2022-03-20", "en").verdict == "agrees"
    assert register.agrees(["Yoon Suk-yeol"], "President", "state", "KR", "2022-03-20", "en").verdict == "differs"
    assert register.agrees(["Yoon Suk-yeol"], "President-elect", "state", "KR", "2020-03-20", "en").verdict == "unknown"


def test_posts_of_a_person_over_time() -> None:
    register = load_register()
    assert [h.post for h in register.posts_held("Norov")] == ["UZ/foreign-minister", "sco/secretary-general", "UZ/foreign-minister"]
    assert [h.post for h in register.posts_held("诺罗夫", "2021-05-09")] == ["sco/secretary-general"]
    assert {h.post for h in register.posts_held("Ван И", "2021-05-09")} == {"CN/foreign-minister", "CN/state-councillor"}
    assert register.posts_held("Ana Kral") == ()


def test_holder_speaks_the_language_of_the_text() -> None:
    register = load_register()
    names = [register.holder("Foreign Minister", "state", "RU", "2021-05-09", code) for code in ("en", "ru", "zh")]
    assert [h.name for h in names if h] == ["Sergey Lavrov", "Сергей Лавров", "谢尔盖·拉夫罗夫"]
    by_title = [
        register.holder(t, "state", "RU", "2021-05-09", "en")
        for t in ("глава МИД", "外长", "Russian Foreign Minister".removeprefix("Russian "))
    ]
    assert {h.person for h in by_title if h} == {"sergey-lavrov"}


def _tiny(*occupancies: Occupancy, several: bool = False) -> Index:
    post = Post("XX/minister", "state", "XX", "minister", {"en": ("Minister",)}, several=several)
    people = tuple(Person(o.person, {"en": (o.person.replace("-", " ").title(),)}) for o in occupancies)
    return Index([Facts(posts=(post,), occupancies=occupancies, people=people)])


def _ask(*occupancies: Occupancy, several: bool = False) -> object:
    from readout.register.ask import Register

    return Register(_tiny(*occupancies, several=several).layers)


def test_attested_days_prove_a_day_and_not_a_term() -> None:
    register = _ask(Occupancy("XX/minister", "ana-kral", attested=("2021-05-09", "2021-06-09")))
    assert register.agrees(["Ana Kral"], "Minister", "state", "XX", "2021-05-09").verdict == "agrees"  # type: ignore[attr-defined]
    assert register.holder("Minister", "state", "XX", "2021-05-09").name == "Ana Kral"  # type: ignore[attr-defined]
    assert "attested on 2021-05-09, 2021-06-09" in register.holder("Minister", "state", "XX", "2021-05-09").line  # type: ignore[attr-defined]
    assert register.holder("Minister", "state", "XX", "2021-05-20") is None  # type: ignore[attr-defined]
    assert register.agrees(["Lee Sun"], "Minister", "state", "XX", "2021-05-20").verdict == "unknown"  # type: ignore[attr-defined]
    assert register.holders("XX/minister", "2022-05-20") == ()  # type: ignore[attr-defined]


def test_designate_is_not_in_office() -> None:
    register = _ask(Occupancy("XX/minister", "ana-kral", start="2021-05-01", end="2021-06-01", capacity="designate"))
    assert register.holders("XX/minister", "2021-05-09") == ()  # type: ignore[attr-defined]


def test_a_post_of_several_never_differs() -> None:
    register = _ask(Occupancy("XX/minister", "ana-kral", start="2021-01-01", end="2021-12-31"), several=True)
    assert register.agrees(["Lee Sun"], "Minister", "state", "XX", "2021-05-09").verdict == "unknown"  # type: ignore[attr-defined]


def test_two_holders_at_once_are_no_answer() -> None:
    register = _ask(
        Occupancy("XX/minister", "ana-kral", start="2021-01-01", end="2021-12-31"),
        Occupancy("XX/minister", "lee-sun", start="2021-01-01", end="2021-12-31"),
    )
    assert register.holder("Minister", "state", "XX", "2021-05-09") is None  # type: ignore[attr-defined]
    assert len(register.holders("XX/minister", "2021-05-09")) == 2  # type: ignore[attr-defined]


def test_a_name_in_another_script_is_unknown_rather_than_different() -> None:
    register = _ask(Occupancy("XX/minister", "ana-kral", start="2021-01-01", end="2021-12-31"))
    assert register.agrees(["安娜"], "Minister", "state", "XX", "2021-05-09").verdict == "unknown"  # type: ignore[attr-defined]


def test_somebody_may_act_for_a_suspended_president_and_both_are_known():
    held = [(h.name, h.capacity) for h in load_register().holders("KR/president", "2024-12-20")]
    assert ("Han Duck-soo", "acting") in held
    assert any(person == "Yoon Suk Yeol" for person, _ in held)


def test_an_organisation_carries_its_public_codes():
    codes = load_register().index.organisations["sco"].identifiers
    assert codes == {"wikidata": "Q485207", "cameo": "IGOCAS"}
