"""Who is who across documents: one person in several scripts, two of one name, questions instead of guesses."""

import pytest
from tests.ledger.accounts_of import call, person, record

from readout.ledger import Ledger
from readout.ledger.profiles import compare, profile_of


def _person(name, state=None, office=None, day="2022-03-01"):
    return profile_of("person", "", [name], state, office, day)


SAME = [
    (("Volodymyr Zelenskyy", "UA", "head-of-state"), ("Zelensky", "UA", "head-of-state")),
    (("Volodymyr Zelenskyy", "UA", "head-of-state"), ("Владимир Зеленский", "UA", "head-of-state")),
    (("Володимир Зеленський", "UA", "head-of-state"), ("Владимир Зеленский", "UA", "head-of-state")),
    (("Сироджиддин Мухриддин", "TJ", "minister/foreign"), ("Sirojiddin Muhriddin", "TJ", "minister/foreign")),
    (("何金平", "CN", "governor"), ("He Jinping", "CN", "governor")),
    (("Vladimir Imamovich Norov", "org:sco", "head-of-organisation"), ("Владимир Норов", "org:sco", "head-of-organisation")),
    (("Joe Biden", "US", "head-of-state"), ("拜登", "US", "head-of-state")),
    (("Ana Kral", "BY", "minister/trade"), ("Kral", "BY", "minister/trade")),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_person_in_two_writings(left, right):
    assert compare(_person(*left), _person(*right)).says == "same"


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        (("Wang Yi", "CN", "minister/foreign"), ("Wang Yi", "CN", "governor"), "unsure"),
        (("Wang Yi", "CN", "minister/foreign"), ("Wang Yi", "KR", "ambassador"), "different"),
        (("王毅", "CN", "ambassador"), ("王义", "CN", "ambassador"), "unrelated"),
        (("Joe Biden", "US", "head-of-state"), ("Jill Biden", "US", None), "unrelated"),
        (("Mohammed bin Salman", "SA", "head-of-state"), ("Salman bin Hamad", "SA", "head-of-state"), "unrelated"),
    ],
)
def test_two_people_are_not_made_one(left, right, says):
    assert compare(_person(*left), _person(*right)).says == says


def _one(id, name, title, state):
    return record(id, [person("p1", name, title, state)], [])


def _identities(ledger, kind="person"):
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.name, i.code FROM party p JOIN document d ON d.id = p.document_id JOIN identity i ON i.id = p.identity_id"
            f" WHERE p.kind = '{kind}'"
        )
        return dict(rows.fetchall())


def test_one_president_in_four_documents_is_one_identity(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    names = ["Volodymyr Zelenskyy", "Zelensky", "Владимир Зеленский", "Володимир Зеленський"]
    ledger.add([_one(f"d{n}", name, "President", "UA") for n, name in enumerate(names)])
    assert len(set(_identities(ledger).values())) == 1
    found = ledger.person("person:volodymyr-zelenskyy")
    assert found["documents"] == 4
    assert set(names) <= set(found["names"])


def test_two_people_named_wang_yi_stay_two_and_are_asked_about(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([_one("a", "Wang Yi", "Foreign Minister", "CN"), _one("b", "Wang Yi", "Governor", "CN")])
    assert len(set(_identities(ledger).values())) == 2
    (question,) = ledger.questions()
    assert question["kind"] == "person"
    assert {question["left_label"].split(" (")[0], question["right_label"].split(" (")[0]} == {"Wang Yi"}
    assert "other offices" in question["evidence"]["why"]


def test_a_family_name_that_fits_two_people_is_a_question(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    names = {"a": "Rosa Kral", "b": "Ivan Kral", "c": "Kral"}
    ledger.add([_one(id, name, "Ambassador", "BY") for id, name in names.items()])
    assert len(set(_identities(ledger).values())) == 3
    assert {q["kind"] for q in ledger.questions()} == {"person"}


def test_a_judgement_answers_the_question_and_undoing_asks_it_again(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([_one("a", "Wang Yi", "Foreign Minister", "CN"), _one("b", "Wang Yi", "Governor", "CN")])
    left, right = sorted(set(_identities(ledger).values()))
    (number,) = ledger.judge("same", left, right, author="desk", reason="he was governor before")
    assert len(set(_identities(ledger).values())) == 1
    assert ledger.questions() == []
    ledger.undo(number, author="desk")
    assert sorted(set(_identities(ledger).values())) == [left, right]
    assert len(ledger.questions()) == 1
    (undone,) = ledger.judgements(undone=True)
    assert (undone.state, undone.undone_by, undone.reason) == ("undone", "desk", "he was governor before")


def test_later_documents_obey_a_judgement(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([_one("a", "Rosa Kralova", "Ambassador", "BY"), _one("b", "Rosa Kralova", "Foreign Minister", "BY")])
    assert len(set(_identities(ledger).values())) == 1
    ledger.split("person:rosa-kralova", "person:rosa-kralova@b", author="desk", reason="the ambassador was abroad that day")
    before = _identities(ledger)
    assert before["a"] != before["b"]
    ledger.add([_one("c", "Rosa Kralova", "Ambassador", "BY")])
    after = _identities(ledger)
    assert after["c"] == after["a"] != after["b"]
    assert ledger.link() == {"documents": 0, "accounts": 0}


def test_bodies_are_one_by_id_and_by_name(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([call("x-1", ("Ana Kral", "president", "BY"), ("Lee Sun", "minister", "KR"))])
    ledger.add([call("y-1", ("Ana Kral", "president", "BY"), ("Bo Ek", "minister", "SE"))])
    states = _identities(ledger, "state")
    assert set(states) == {"x-1", "y-1"}
    assert ledger.person("state:by")["documents"] == 2
