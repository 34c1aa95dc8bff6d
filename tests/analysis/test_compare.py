"""Two accounts side by side: nothing of either is lost, what is common is found, within a language and across two."""

import pytest

from readout.analysis import compare
from readout.api import read_text
from readout.ledger import Ledger, LedgerError


@pytest.fixture(scope="module")
def japan(samples):
    (hit,) = samples.find("encounters with:Kishida with:Biden accounts>=2")
    with samples.store.reading() as connection:
        (found,) = compare.of_encounter(connection, hit.code)
    return found


def test_every_claim_of_both_is_somewhere_once(samples, japan):
    for name, type_ in (("statements", "statements"), ("commitments", "commitments")):
        side = getattr(japan, name)
        for which, account in (("left", japan.left), ("right", japan.right)):
            shown = [getattr(p, which).id for p in side.both] + [h.id for h in getattr(side, f"only_{which}")]
            told = samples.find(f"{type_} document:{account.document.name}", limit=1000)
            assert sorted(shown) == sorted(h.id for h in told)


def test_what_both_report_stands_together_and_what_one_reports_alone(japan):
    both = [(p.left.quote, p.right.quote) for p in japan.statements.both]
    assert any("2+2" in a and "2+2" in b for a, b in both)
    assert any("Non-Proliferation" in a and "Non-Proliferation" in b for a, b in both)
    assert any("COVID-19" in h.quote for h in japan.statements.only_left)
    assert any("new form of capitalism" in h.quote for h in japan.statements.only_right)
    assert not any("COVID" in a or "capitalism" in b for a, b in both)


def test_topics_say_which_account_has_them_and_in_which_order(japan):
    topics = {x.code: (x.left, x.right) for x in japan.topics}
    assert topics["pandemic"][1] is None
    assert topics["detainees"][0] is None
    assert None not in topics["trade"]
    assert japan.order is not None
    assert -1 <= japan.order <= 1


def test_people_with_names_written_otherwise_are_one(japan):
    assert {f.verdict for f in japan.participants} == {"same"}


STRONG = (
    "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Kazakhstan Lee Sun in Minsk. "
    "Lee Sun promised to open a trade office in Minsk in 2022. Ana Kral thanked Lee Sun for the supply of grain."
)
WEAK = (
    "On 9 May 2021, Foreign Minister of Kazakhstan Lee Sun met with Foreign Minister of Belarus Ana Kral in Minsk. "
    "Lee Sun expressed hope to open a trade office in Minsk. The ministers discussed visas."
)


def test_the_stronger_wording_is_named(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(STRONG, id="a", published="2021-05-09"), read_text(WEAK, id="b", published="2021-05-10")])
    (hit,) = ledger.find("encounters")
    assert hit.count == 2
    with ledger.store.reading() as connection:
        (found,) = compare.of_encounter(connection, hit.code)
    (pair,) = found.commitments.both
    assert pair.stronger == "left"
    assert pair.left.strength == 5
    assert pair.right.strength == 1
    assert any("grain" in h.quote for h in found.statements.only_left)
    assert any("visas" in h.quote for h in found.statements.only_right)


def test_an_account_that_is_not_there_is_said(samples):
    with samples.store.reading() as connection, pytest.raises(LedgerError, match="RO-L009"):
        compare.of_encounter(connection, "E-nothing")
