"""The questions of needs.md (i) that need analysis, with their answers on the sample ledger."""

import pytest

from readout.analysis import absences, contacts, counting, followup, interest
from readout.api import read_text
from readout.ledger import Ledger, LedgerError, QueryError


@pytest.fixture
def connection(samples):
    with samples.store.reading() as open_connection:
        yield open_connection


def _of(connection, query, today="2026-01-01"):
    return {f.commitment.document.name: f for f in followup.of_question(connection, query, today=today)}


def test_1_an_offer_and_what_followed(connection):
    found = _of(connection, "commitments by:SCO kind:offer with:China since:2019")
    (shown,) = [e for e in found["sco-xian-2019-province"].evidence if e.grade == "shows"]
    assert found["sco-xian-2019-province"].status == "reported-done"
    assert shown.hit.document.name == "sco-yangling-2020"
    assert "training base" in shown.hit.quote
    assert shown.days == 407


def test_7_a_number_with_a_day_is_shown_by_the_same_number_only(connection):
    found = _of(connection, "commitments number:100..120 due:2024")
    assert found["ukraine-iceland-call-kyiv-style"].status == "reported-done"
    assert found["ukraine-iceland-call-reykjavik"].status == "no-evidence"
    assert found["ukraine-iceland-call-reykjavik"].searched.documents == 4
    assert found["ukraine-iceland-call-reykjavik"].overdue


def test_what_was_known_then_is_not_known_before(connection):
    (before,) = followup.of_question(connection, "commitments number:120", as_of="2024-12-01")
    assert before.status == "not-due"
    assert before.evidence == ()


def test_other_accounts_of_the_same_encounter_are_no_evidence(connection):
    for one in followup.of_question(connection, "commitments with:Japan", today="2026-01-01", limit=50):
        assert all(e.hit.document.name not in ("us-japan-2022-white-house", "us-japan-2022-japan-mofa") for e in one.evidence)


def test_evidence_comes_later_and_is_cited(connection):
    for one in followup.of_question(connection, "commitments strength:1..", today="2026-01-01", limit=200):
        for e in one.evidence:
            assert e.hit.day > one.commitment.day
            assert e.hit.document.id != one.commitment.document.id
            assert e.hit.start is not None


def test_an_unknown_commitment_is_said(connection):
    with pytest.raises(LedgerError, match="RO-L009"):
        followup.of_commitment(connection, "c999-nothing")


def test_9_readouts_of_one_side(connection):
    found = absences.one_sided(connection, "Russia", "India")
    assert [(o.quarter, o.told, o.silent) for o in found.one_sided] == [("2024-Q3", "Russia", "India")]
    assert found.held == {"Russia": 1, "India": 0}
    both = absences.one_sided(connection, "China", "Kazakhstan")
    assert both.both == 1
    assert both.one_sided == ()


def test_12_plans_without_a_report(connection):
    found = absences.planned_and_not_reported(connection, today="2026-01-01")
    assert {u.planned.document.name for u in found} == {"announcement-2024-state-visits"}
    assert all(u.passed == "2024-07-06" for u in found)
    assert absences.planned_and_not_reported(connection, today="2024-07-01") == ()


def test_12_a_plan_that_was_carried_out_is_not_listed(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    plan = "Foreign Minister of Belarus Ana Kral will meet with Foreign Minister of Nepal Lee Sun in Minsk on 9 May 2021."
    ledger.add([read_text(plan, id="plan", published="2021-05-01")])
    with ledger.store.reading() as connection:
        assert len(absences.planned_and_not_reported(connection, today="2021-06-01")) == 1
    held = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun in Minsk."
    ledger.add([read_text(held, id="held", published="2021-05-10")])
    with ledger.store.reading() as connection:
        assert absences.planned_and_not_reported(connection, today="2021-06-01") == ()
        assert len(absences.planned_and_not_reported(connection, today="2021-06-01", as_of="2021-05-09")) == 1


def test_13_invitations_accepted_and_carried_out(connection):
    found = {i.invitation.document.name: i for i in absences.invitations(connection)}
    assert found["sco-xian-2019-province"].accepted is not None
    assert found["sco-xian-2019-province"].followed.status == "reported-done"
    assert found["ukraine-iceland-call-kyiv-style"].followed.status == "reported-done"
    assert found["bishkek-visit-2024"].followed.status == "no-evidence"


def test_16_first_last_and_the_longest_silence(connection):
    found = contacts.between(connection, "Odilov", "He Yulan")
    assert (found.count, found.first.day, found.last.day) == (2, "2019-09-11", "2020-10-22")
    assert (found.longest.days, found.longest.before.day) == (407, "2019-09-11")
    assert found.last_of_ministers is None
    assert contacts.between(connection, "China", "Kazakhstan").last_of_ministers.day == "2024-07-03"


def test_18_grades_of_a_phrase_by_pair(connection):
    found = {(g.phrase, g.between): g.day for g in interest.grades(connection)}
    assert found["particularly privileged strategic partnership", ("IN", "RU")] == "2024-08-27"
    assert any(phrase == "strategic partnership" and pair == ("US", "UZ") for phrase, pair in found)


def test_19_rival_counts_carry_their_rule_and_their_encounters(connection):
    counted = counting.count(connection, "Kazakhstan", profile="chinavisits", since="2018", until="2026")
    assert "Xi Jinping" in {trip.person for trip in counted.trips}
    assert counted.count == len(counted.trips)
    assert all(trip.encounters for trip in counted.trips)
    with pytest.raises(QueryError, match="RO-L206"):
        counting.count(connection, "Kazakhstan", profile="mine")


def test_19_a_trip_for_a_gathering_only_is_counted_by_one_rule_and_not_by_the_other(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    text = (
        "On 9 May 2021, Foreign Minister of Belarus Ana Kral met in Astana with Foreign Minister of Kazakhstan Mukhtar Tileuberdi "
        "and Foreign Minister of Nepal Lee Sun."
    )
    ledger.add([read_text(text, id="x", published="2021-05-10")])
    with ledger.store.reading() as connection:
        strict, broad = (counting.count(connection, "Kazakhstan", profile=p) for p in ("chinavisits", "colt"))
    assert "Ana Kral" in {trip.person for trip in broad.trips}
    assert strict.count == 0
    assert {trip.person for trip in strict.left_out} == {trip.person for trip in broad.trips}


@pytest.mark.parametrize(
    ("words", "type_", "counts"),
    [
        ("on a state visit", "state", {"chinavisits": 1, "colt": 1, "historian": 1}),
        ("on a private visit", "private", {"chinavisits": 0, "colt": 1, "historian": 1}),
        ("during a stopover", "transit", {"chinavisits": 0, "colt": 1, "historian": 0}),
        ("for talks", None, {"chinavisits": 1, "colt": 1, "historian": 1}),
    ],
)
def test_19_the_type_of_a_visit_counts_where_the_text_says_it(tmp_path, words, type_, counts):
    text = f"On 9 May 2021, President of Belarus Ana Kral met in Astana {words} with President of Kazakhstan Kassym-Jomart Tokayev."
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(text, id="x", published="2021-05-10")])
    with ledger.store.reading() as connection:
        found = {p: counting.count(connection, "Kazakhstan", profile=p) for p in counts}
    assert {p: c.count for p, c in found.items()} == counts
    for counted in found.values():
        (trip,) = (*counted.trips, *counted.left_out)
        assert [s.type for s in trip.types] == ([type_] if type_ else [])
        assert all(text[s.start : s.end] == s.quote for s in trip.types)
        assert bool(trip.why_not) == bool(counted.left_out)


def test_20_attendance_with_the_status_on_that_day(samples, connection):
    (hit,) = samples.find("encounters with:Odilov on:2020")
    found = absences.attendance(connection, hit)
    assert any("Ambassador of Mongolia" in name for name in found.attended)
    assert any(line.startswith("MN: observer of sco") for line in found.standing)
    assert not found.virtual


def test_21_topics_by_quarter_with_sentences(connection):
    found = {x.topic: x for x in interest.trends(connection, "Ukraine", "Iceland")}
    for trend in found.values():
        assert sum(trend.quarters.values()) == len(trend.statements)
        assert set(trend.quarters) == {"2024-Q4", "2025-Q1"}


def test_interest_names_who_wants_what(connection):
    found = {(v.side, v.topic) for v in interest.voices(connection, topic="agriculture")}
    assert ("org:sco", "agriculture") in found
    assert all(topic == "agriculture" for _, topic in found)


PROMISE = " Ana Kral promised to open a school."
PAGE = f"On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun in Minsk.{PROMISE}"


def test_23_what_changed_on_a_page_and_which_rows_it_touched(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(PAGE, id="x", published="2021-05-10")])
    ledger.add([read_text(PAGE.replace(PROMISE, ""), id="x", published="2021-05-10")])
    first, second = ledger.history("x")["revisions"]
    assert "promised to open a school" in " ".join(str(c["before"]) for c in second["text"])
    assert any(claim["type"] == "commitment" for claim in second["withdrawn"])
    assert first["known_until"] is not None
    assert ledger.find("commitments") == ()
    assert len(ledger.find("commitments", as_of="2021-05-10")) == 1


def test_24_corrections_that_apply_and_that_lost_their_place(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(PAGE, id="x", published="2021-05-10")])
    (meeting,), (promise,) = ledger.find("accounts"), ledger.find("commitments")
    ledger.correct("x", "kind", "talks", author="a", reason="r", claim=meeting.code)
    ledger.correct("x", "strength", 4, author="a", reason="r", claim=promise.code)
    assert {c.state for c in ledger.corrections()} == {"applied"}
    ledger.add([read_text(PAGE.replace(PROMISE, ""), id="x", published="2021-05-10")])
    assert {c.field: c.state for c in ledger.corrections()} == {"kind": "applied", "strength": "orphaned"}
