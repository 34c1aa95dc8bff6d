"""Judgements are kept through every re-reading, obeyed by later matching, and say when they find nothing any more."""

import pytest
from msgspec.structs import replace
from tests.ledger.accounts_of import call, person, record
from tests.ledger.test_matching import BIDEN, PUTIN, groups

from readout.ledger import Ledger, LedgerError

SIGNED = {"author": "desk", "reason": "seen in the archive"}


def _accounts(ledger):
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.name, c.code FROM claim c JOIN document d ON d.id = c.document_id WHERE c.type = 'encounter'"
            " AND c.known_until IS NULL AND c.recorded_until IS NULL"
        )
        return dict(rows.fetchall())


@pytest.fixture
def parted(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([call("white-1", BIDEN, PUTIN), call("kremlin-1", PUTIN, BIDEN)])
    codes = _accounts(ledger)
    ledger.judge("different", codes["white-1"], codes["kremlin-1"], **SIGNED)
    assert len(groups(ledger)) == 2
    return ledger


def test_a_reading_that_sees_another_kind_is_still_parted(parted):
    parted.add([call("kremlin-1", PUTIN, BIDEN, mode="video")], reader="newer")
    assert len(groups(parted)) == 2
    assert [j.state for j in parted.judgements()] == ["in force"]


def test_a_page_with_more_words_is_still_parted(parted):
    parted.add([call("kremlin-1", PUTIN, BIDEN, text="kremlin-1 tells of a meeting in words of its own, and of more besides.")])
    assert len(groups(parted)) == 2


def test_one_whose_account_is_gone_is_an_orphan_and_listed(parted):
    parted.add([record("kremlin-1", [], [], text="Nothing is said of a call any more.")])
    (judgement,) = parted.judgements()
    assert judgement.state == "orphaned"
    assert (judgement.author, judgement.reason) == ("desk", "seen in the archive")


def test_two_that_were_judged_one_stay_one_against_the_evidence(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([call("white-1", BIDEN, PUTIN), call("kremlin-1", PUTIN, BIDEN, "2022-01-09")])
    codes = _accounts(ledger)
    ledger.judge("same", codes["white-1"], codes["kremlin-1"], **SIGNED)
    ledger.add([call("white-1", BIDEN, PUTIN, mode="video")], reader="newer")
    ledger.link()
    assert groups(ledger) == [["kremlin-1/e1", "white-1/e1"]]


def test_one_document_s_person_stays_apart_when_it_is_read_anew(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    one = record("a-1", [person("p1", "Rosa Kralova", "Ambassador", "BY")], [])
    two = record("b-1", [person("p1", "Rosa Kralova", "Ambassador", "BY")], [])
    ledger.add([one, two])
    ledger.split("person:rosa-kralova", "person:rosa-kralova@b-1", **SIGNED)
    ledger.add([replace(two, notices=())], reader="newer")
    assert ledger.person("person:rosa-kralova")["documents"] == 1
    ledger.undo(1, author="desk")
    assert ledger.person("person:rosa-kralova")["documents"] == 2


@pytest.mark.parametrize(
    ("verdict", "left", "right", "signed", "code"),
    [
        ("alike", "person:joe-biden", "person:vladimir-putin", SIGNED, "RO-L301"),
        ("same", "person:joe-biden", "E20220102", SIGNED, "RO-L009"),
        ("same", "person:joe-biden", "person:joe-biden", SIGNED, "RO-L302"),
        ("same", "person:joe-biden", "person:vladimir-putin", {"author": "desk", "reason": " "}, "RO-L303"),
    ],
)
def test_a_judgement_that_cannot_be_is_told(tmp_path, verdict, left, right, signed, code):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([call("white-1", BIDEN, PUTIN)])
    with pytest.raises(LedgerError, match=code):
        ledger.judge(verdict, left, right, **signed)
    assert ledger.judgements() == []
