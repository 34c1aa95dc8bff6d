"""Two desks exchange what they judged: out of one ledger, into another whose rows have other numbers, and back."""

import json

import pytest
from tests.ledger.accounts_of import call, person, record
from tests.ledger.test_matching import BIDEN, PUTIN, groups

from readout.api import read_text
from readout.ledger import Ledger, LedgerError
from readout.ledger.views import promises

SIGNED = {"author": "desk", "reason": "seen in the archive"}
PROMISE = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk."
PROMISE += " Ana Kral promised to open 12 schools in 2022."
KEPT = "On 3 March 2023, Ana Kral said that 12 schools had been opened in Minsk."


def _documents():
    return [
        call("white-1", BIDEN, PUTIN),
        call("kremlin-1", PUTIN, BIDEN),
        record("a-1", [person("p1", "Rosa Kralova", "Ambassador", "BY")], []),
        record("b-1", [person("p1", "Rosa Kralova", "Ambassador", "BY")], []),
        read_text(PROMISE, id="promise", published="2021-05-10"),
        read_text(KEPT, id="kept", published="2023-03-04"),
    ]


def _account(ledger, document):
    (hit,) = [h for h in ledger.find("accounts kind:call") if h.document.name == document]
    return hit.code


def _board(ledger):
    (hit,) = ledger.find("commitments number:12")
    with ledger.store.reading() as connection:
        return [(m.status, m.author, m.reason, m.quote) for m in promises.moves(connection, hit.code)]


def _seen(ledger):
    who = ledger.person("person:rosa-kralova")["documents"]
    return groups(ledger), who, _board(ledger), [(j.verdict, j.author, j.reason, j.state) for j in ledger.judgements()]


@pytest.fixture
def judged(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add(_documents())
    ledger.judge("different", _account(ledger, "white-1"), _account(ledger, "kremlin-1"), **SIGNED)
    ledger.split("person:rosa-kralova", "person:rosa-kralova@b-1", **SIGNED)
    (promise,) = ledger.find("commitments number:12")
    (kept,) = ledger.find("documents document:kept")
    at = KEPT.index("12 schools")
    with ledger.store.writing() as connection:
        promises.move(connection, promise.code, "complete", author="desk", span=(kept.document.id, at, at + 10))
    return ledger


@pytest.fixture
def other(tmp_path):
    return Ledger(str(tmp_path / "b.db"))


def test_what_one_desk_judged_holds_at_the_other(judged, other):
    page = json.loads(json.dumps(judged.annotations()))
    other.add(reversed(_documents()))
    assert _seen(other) != _seen(judged)
    assert other.annotate(page) == {"new": 3, "there": 0, "waiting": 0, "older": 0}
    assert _seen(other) == _seen(judged)
    assert len(_board(other)) == 1
    assert [item["id"] for item in other.annotations()["items"]] == [item["id"] for item in page["items"]]
    assert judged.annotate(other.annotations()) == {"new": 0, "there": 3, "waiting": 0, "older": 0}


def test_what_has_no_document_yet_waits_for_it(judged, other):
    page = judged.annotations()
    assert other.annotate(page) == {"new": 0, "there": 0, "waiting": 3, "older": 0}
    assert {j.state for j in other.judgements()} == {"waiting", "orphaned"}
    again = other.annotations()
    assert [(i["id"], i["target"]) for i in again["items"]] == [(i["id"], i["target"]) for i in page["items"]]
    for each in reversed(_documents()):
        other.add([each])
    assert _seen(other) == _seen(judged)


def test_words_of_a_judgement_stand_in_its_annotation(judged):
    one = judged.annotations("white-1")["items"]
    (item,) = one
    assert item["motivation"] == "linking"
    assert {target["source"] for target in item["target"]} == {"urn:readout:document:white-1", "urn:readout:document:kremlin-1"}
    (moved,) = judged.annotations("kept")["items"]
    assert moved["target"][1]["selector"]["exact"] == "12 schools"


def test_a_later_judgement_made_here_is_not_overruled(judged, other):
    page = judged.annotations()
    other.add(_documents())
    other.judge("different", _account(other, "white-1"), _account(other, "kremlin-1"), author="elsewhere", reason="asked by telephone")
    assert other.annotate(page) == {"new": 2, "there": 0, "waiting": 0, "older": 1}
    (older,) = [j for j in other.judgements() if j.subject == "encounter"]
    assert older.author == "elsewhere"
    assert judged.annotate(other.annotations())["new"] == 1, "and the older desk takes the later one"


def test_a_judgement_taken_back_here_does_not_come_back(judged):
    page = judged.annotations()
    (number,) = [j.id for j in judged.judgements() if j.subject == "encounter"]
    judged.undo(number, author="desk")
    assert judged.annotate(page) == {"new": 0, "there": 3, "waiting": 0, "older": 0}
    assert [j.subject for j in judged.judgements()] == ["identity", "commitment"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda item: item.pop("creator"),
        lambda item: item.update(target=[]),
        lambda item: item.update(body=[]),
        lambda item: item["body"][0].update(value=item["body"][0]["value"].replace("different", "alike")),
        lambda item: item["body"][0].update(value="[1]"),
    ],
    ids=["creator", "target", "body", "verdict", "value"],
)
def test_a_judgement_that_was_spoilt_on_the_way_is_told_and_nothing_is_taken_in(judged, other, spoil):
    page = json.loads(json.dumps(judged.annotations()))
    spoil(page["items"][0])
    with pytest.raises(LedgerError, match="RO-L320"):
        other.annotate(page)
    assert other.judgements() == []


def test_what_is_no_page_is_told(other):
    for page in ([], {"items": 7}, "page"):
        with pytest.raises(LedgerError, match="RO-L320"):
            other.annotate(page)
