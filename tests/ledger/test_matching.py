"""Accounts of one event come together, those of others do not; order does not matter; parts nest."""

import random

import pytest
from tests.ledger.accounts_of import call, encounter, person, record

from readout.ledger import Ledger

BIDEN = ("Joe Biden", "president", "US")
PUTIN = ("Vladimir Putin", "president", "RU")
ZELENSKYY = ("Volodymyr Zelenskyy", "president", "UA")


def groups(ledger):
    """The accounts of each encounter, as document and place in it."""
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.encounter_id, d.name, c.local FROM claim c JOIN document d ON d.id = c.document_id"
            " WHERE c.type = 'encounter' AND c.known_until IS NULL AND c.recorded_until IS NULL"
        ).fetchall()
    found = {}
    for number, name, local in rows:
        found.setdefault(number, set()).add(f"{name}/{local}")
    return sorted(map(sorted, found.values()))


def _together(tmp_path, *records):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(records)
    return ledger, groups(ledger)


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (call("kremlin-1", PUTIN, BIDEN, "2022-01-03", language="ru"), True),
        (call("kremlin-1", ("Путин", "Президент", "RU"), ("Байден", "Президент", "US")), True),
        (call("kremlin-1", PUTIN, BIDEN, mode="video"), True),
        (call("kremlin-1", PUTIN, BIDEN, status="planned"), True),
        (call("kremlin-1", PUTIN, (None, "president", "US")), True),
        (call("kremlin-1", PUTIN, BIDEN, "2022-01-04"), False),
        (call("kremlin-1", PUTIN, ZELENSKYY), False),
        (call("kremlin-1", PUTIN, BIDEN, kind="meeting", mode="in-person"), False),
        (call("kremlin-1", PUTIN, BIDEN, kind="message", mode="letter"), False),
        (call("kremlin-1", ("Sergey Lavrov", "minister", "RU"), ("Antony Blinken", "minister", "US")), False),
        (call("kremlin-1", ("Sergey Lavrov", "minister", "RU"), BIDEN), False),
    ],
)
def test_what_is_one_event(tmp_path, other, together):
    if other.parties[1].name is None:
        other = _nameless(other)
    _, found = _together(tmp_path, call("white-1", BIDEN, PUTIN), other)
    assert (len(found) == 1) is together, found


def _nameless(made):
    from msgspec.structs import replace

    office = replace(made.parties[1], kind="office", name="", names=("President",))
    return replace(made, parties=(made.parties[0], office, *made.parties[2:]))


def test_one_publisher_needs_no_tolerance_of_a_day(tmp_path):
    _, found = _together(tmp_path, call("white-1", BIDEN, PUTIN, "2022-01-02"), call("white-2", BIDEN, PUTIN, "2022-01-03"))
    assert len(found) == 2


def test_two_calls_of_one_pair_on_one_day_stay_two_and_find_their_partners(tmp_path):
    people = [person("p1", *BIDEN), person("p2", *PUTIN)]
    two = [encounter("e1", ["p1", "p2"], "2022-01-02", at=0), encounter("e2", ["p1", "p2"], "2022-01-02", "meeting", "in-person", at=30)]
    _, found = _together(tmp_path, record("white-1", people, two), record("kremlin-1", people, two))
    assert found == [["kremlin-1/e1", "white-1/e1"], ["kremlin-1/e2", "white-1/e2"]]


def test_an_account_in_between_does_not_join_two_days_of_one_publisher(tmp_path):
    days = [call("kremlin-1", PUTIN, BIDEN, "2022-01-02"), call("kremlin-2", PUTIN, BIDEN, "2022-01-03")]
    _, found = _together(tmp_path, *days, call("white-1", BIDEN, PUTIN, "2022-01-02"))
    assert found == [["kremlin-1/e1", "white-1/e1"], ["kremlin-2/e1"]]


def test_a_circle_of_leaders_is_not_a_talk_of_two(tmp_path):
    people = [person(f"p{n}", *who) for n, who in enumerate((BIDEN, PUTIN, ZELENSKYY, ("Emmanuel Macron", "president", "FR")))]
    circle = record("elysee-1", people, [encounter("e1", [p.id for p in people], "2022-01-02")])
    _, found = _together(tmp_path, circle, call("white-1", BIDEN, ZELENSKYY))
    assert len(found) == 2


def test_a_visit_and_the_meeting_inside_it_nest(tmp_path):
    visit = call("white-1", BIDEN, ZELENSKYY, "2022-01-01/2022-01-03", kind="visit", mode="in-person")
    meeting = call("ua-1", ZELENSKYY, BIDEN, "2022-01-02", kind="meeting", mode="in-person")
    ledger, found = _together(tmp_path, visit, meeting)
    assert len(found) == 2
    with ledger.store.reading() as connection:
        codes = connection.exec_driver_sql(
            "SELECT c.kind, e.code FROM claim c JOIN encounter e ON e.id = c.encounter_id WHERE c.type = 'encounter'"
        ).fetchall()
    code = dict(codes)
    assert [p["code"] for p in ledger.encounter(code["meeting"])["part_of"]] == [code["visit"]]
    assert [p["code"] for p in ledger.encounter(code["visit"])["parts"]] == [code["meeting"]]


def test_accounts_stay_apart_and_the_reason_is_kept(tmp_path):
    ledger, _ = _together(tmp_path, call("white-1", BIDEN, PUTIN), call("kremlin-1", PUTIN, BIDEN, "2022-01-03", status="planned"))
    with ledger.store.reading() as connection:
        code = connection.exec_driver_sql("SELECT DISTINCT code FROM encounter WHERE merged_into IS NULL").scalar()
    found = ledger.encounter(code)
    assert [a["document"] for a in found["accounts"]] == ["white-1", "kremlin-1"]
    assert (found["status"], found["date"]) == ("held", "2022-01-02")
    assert found["differs"]["date"] == ["2022-01-02", "2022-01-03"]
    assert "one day apart" in found["matches"][0]["why"]
    assert [p["identity"] for p in found["participants"]] == ["person:joe-biden", "person:vladimir-putin"]


def test_two_languages_of_one_publisher_are_versions_of_one_account(tmp_path):
    english, russian = call("kremlin-1", PUTIN, BIDEN), call("kremlin-2", ("Владимир Путин", "Президент", "RU"), BIDEN, language="ru")
    ledger, found = _together(tmp_path, english, russian)
    assert len(found) == 1
    with ledger.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT why FROM account_version").scalars().all() == ["the same in ru"]


def test_judgements_join_and_part_and_are_undone(tmp_path):
    ledger, before = _together(tmp_path, call("white-1", BIDEN, PUTIN), call("kremlin-1", PUTIN, BIDEN))
    with ledger.store.reading() as connection:
        whole, account = connection.exec_driver_sql(
            "SELECT e.code, c.code FROM claim c JOIN encounter e ON e.id = c.encounter_id WHERE c.type = 'encounter' ORDER BY c.id DESC"
        ).first()
    (number,) = ledger.split(whole, account, author="desk", reason="two calls that day")
    assert len(groups(ledger)) == 2
    ledger.add([call("third-1", BIDEN, PUTIN)])
    assert len(groups(ledger)) == 2
    ledger.undo(number, author="desk")
    assert len(groups(ledger)) == 1
    assert before == [["kremlin-1/e1", "white-1/e1"]]


def _many(seed=7):
    rng = random.Random(seed)
    leaders = [BIDEN, PUTIN, ZELENSKYY, ("Zelensky", "president", "UA"), ("Emmanuel Macron", "president", "FR")]
    leaders += [("Biden", "president", "US"), ("Ana Kral", "minister", "BY")]
    leaders += [("Kral", "minister", "BY"), ("Ana Kral", "president", "BY"), ("Ana Kral", None, None)]
    made = []
    for n in range(60):
        left, right = rng.sample(leaders, 2)
        day = f"2022-01-{rng.randint(1, 6):02d}"
        kind = rng.choice(("call", "meeting"))
        mode = "phone" if kind == "call" else "in-person"
        made.append(call(f"{'abc'[n % 3]}-{n}", left, right, day, kind=kind, mode=mode, published=day))
    return made


@pytest.mark.parametrize("seed", range(4))
def test_order_and_size_of_batches_do_not_matter(tmp_path, seed):
    records = _many()
    whole = Ledger(str(tmp_path / "whole.db"))
    whole.add(records)
    rng = random.Random(seed)
    rng.shuffle(records)
    parts = Ledger(str(tmp_path / "parts.db"))
    while records:
        size = rng.choice((1, 2, 7))
        parts.add(records[:size])
        records = records[size:]
    assert groups(parts) == groups(whole)
    assert any(len(g) > 2 for g in groups(whole))
    assert _people(parts) == _people(whole)


def test_what_was_read_wrongly_before_leaves_no_trace_in_the_groups(tmp_path):
    fresh, lived = Ledger(str(tmp_path / "fresh.db")), Ledger(str(tmp_path / "lived.db"))
    fresh.add(_many())
    lived.add(_many(8))
    lived.add(_many(), reader="newer")
    assert groups(lived) == groups(fresh)
    assert _people(lived) == _people(fresh)


def _people(ledger):
    with ledger.store.reading() as connection:
        borne = "SELECT DISTINCT q.identity_id, q.key FROM profile q JOIN party p ON p.profile_id = q.id"
        rows = connection.exec_driver_sql(borne).fetchall()
    found = {}
    for number, key in rows:
        found.setdefault(number, set()).add(key)
    return sorted(map(sorted, found.values()))


def test_linking_again_changes_nothing(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_many())
    before = groups(ledger), _people(ledger)
    assert ledger.link() == {"documents": 0, "accounts": 0}
    assert (groups(ledger), _people(ledger)) == before


@pytest.mark.parametrize(
    ("announced", "told", "together"),
    [
        (None, "2022-01-03", True),
        (None, "2022-01-04", False),
        ("2022-01-02", "2022-01-03", False),
    ],
)
def test_what_a_publisher_announces_for_the_next_day_is_what_it_tells_of_then(tmp_path, announced, told, together):
    first = call("white-1", BIDEN, PUTIN, announced, kind="meeting", mode="in-person", status="planned", published="2022-01-02")
    then = call("white-2", BIDEN, PUTIN, told, kind="meeting", mode="in-person", published=told)
    _, found = _together(tmp_path, first, then)
    assert (len(found) == 1) is together


def test_a_full_name_without_a_state_is_the_same_beside_the_same_partner(tmp_path):
    one = call("white-1", BIDEN, ("Rosa Ana Kralova", None, None), kind="meeting", mode="in-person")
    other = call("kremlin-1", BIDEN, ("Rosa Kralova", None, None), kind="meeting", mode="in-person")
    third = call("desk-1", BIDEN, ("Rosa Marlova", None, None), kind="meeting", mode="in-person")
    _, found = _together(tmp_path, one, other, third)
    assert found == [["desk-1/e1"], ["kremlin-1/e1", "white-1/e1"]]
