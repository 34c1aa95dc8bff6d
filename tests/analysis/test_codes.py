"""Question 22: events with the rule, the words, and the codes that were rejected, each with the reason."""

from readout.analysis import codes
from readout.api import read_text
from readout.ledger import Ledger


def _coded(tmp_path, text, query="events"):
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(text, id="x", published="2021-05-10")])
    with ledger.store.reading() as connection:
        return codes.coded(connection, query)


def test_a_call_says_why_it_is_no_visit(tmp_path):
    text = "On 9 May 2021, President of Belarus Ana Kral had a telephone conversation with President of Nepal Lee Sun."
    (one,) = _coded(tmp_path, text)
    assert (one.event.kind, one.event.mode) == ("CONSULT", "phone")
    assert text[one.event.start : one.event.end]
    rejected = {(a.category, a.mode): a.why for a in one.alternates}
    assert rejected["REJECT", "meet"] == "status is held, not cancelled"
    assert rejected["AGREE", None] == "status is held, not planned"
    assert rejected["CONSULT", "third-party"] == "an earlier rule fits"
    assert all(a.rule != "encounter.visit" for a in one.alternates), "a rule for another kind is no alternate"


def test_a_meeting_at_home_says_why_it_is_no_call(tmp_path):
    text = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun in Minsk."
    (one,) = _coded(tmp_path, text)
    assert (one.event.mode, one.rule.split(":")[0]) == ("visit", "world.plover.encounter.at-home")
    why = {a.rule: a.why for a in one.alternates}
    assert why["encounter.remote"] == "remote is no, not yes"
    assert why["encounter.held"] == "an earlier rule fits"


def test_a_rule_that_stood_before_did_not_hold(tmp_path):
    text = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun."
    (one,) = _coded(tmp_path, text)
    why = {a.rule: a.why for a in one.alternates}
    assert one.event.mode is None
    assert why["encounter.at-home"] == "setting is not visit"
    assert why["encounter.third-place"] == "setting is not third-party"


def test_every_event_of_the_samples_has_alternates_and_none_is_its_own_rule(samples):
    with samples.store.reading() as connection:
        found = codes.coded(connection, "events with:China")
    assert len(found) > 5
    for one in found:
        assert one.event.start is not None
        own = one.rule.removeprefix("world.plover.").split(":")[0]
        assert own not in {a.rule for a in one.alternates}
        assert all(a.why for a in one.alternates)
