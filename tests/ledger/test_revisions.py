"""A page fetched again with changed words: both texts, what changed, which claims went; nothing deleted."""

from readout.api import read_text
from readout.ledger import Ledger

FIRST = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk. Ana Kral said that trade grows."


def test_the_history_of_a_silent_edit(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(FIRST, id="x", published="2021-05-10")])
    changed = FIRST.replace("said that trade grows", "said that tourism will double")
    ledger.add([read_text(changed, id="x", published="2021-05-10")])
    first, second = ledger.history("x")["revisions"]
    assert [c["quote"] for c in first["brought"] if c["type"] == "statement"] == ["trade grows"]
    assert [(c["before"], c["after"]) for c in second["text"]] == [("trade grows.", "tourism will double.")]
    assert [c["quote"] for c in second["withdrawn"] if c["type"] == "statement"] == ["trade grows"]
    assert [c["quote"] for c in second["brought"] if c["type"] == "statement"] == ["tourism will double"]
    assert not [c for c in second["withdrawn"] if c["type"] == "encounter"]
    assert first["known_until"] == second["known_since"]


def test_a_withdrawn_claim_is_still_known_as_of_its_day(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(FIRST, id="x", published="2021-05-10")])
    ledger.add([read_text(FIRST.split(" Ana Kral said")[0], id="x", published="2021-05-10")])
    assert ledger.find("statements") == ()
    assert [s.quote for s in ledger.find("statements", as_of="2021-05-11")] == ["trade grows"]


def test_an_encounter_that_is_no_longer_told_leaves_its_event(tmp_path):
    from tests.ledger.accounts_of import call, record
    from tests.ledger.test_matching import BIDEN, PUTIN, groups

    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([call("white-1", BIDEN, PUTIN), call("kremlin-1", PUTIN, BIDEN)])
    assert groups(ledger) == [["kremlin-1/e1", "white-1/e1"]]
    ledger.add([record("kremlin-1", [], [], text="Nothing was said of a call.")])
    assert groups(ledger) == [["white-1/e1"]]
