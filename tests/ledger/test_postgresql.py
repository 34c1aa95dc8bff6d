"""The same ledger on PostgreSQL, on a server of its own that `tests/conftest.py` starts."""

from readout.api import read_text
from readout.ledger import Ledger
from readout.ledger.asking.fields import FIELDS, TYPES

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk."


def test_same_behaviour_on_a_server(server):
    ledger = Ledger(server)
    record = read_text(TEXT, id="x", published="2021-05-10")
    assert ledger.add([record])["new"] == 1
    assert ledger.add([record])["unchanged"] == 1
    assert [r.date for r in ledger.find('encounters with:"Ana Kral"')] == ["2021-05-09"]
    assert ledger.find("encounters", as_of="2021-05-09") == ()
    assert len(ledger.find('sentences text:"met with" text:amba*')) == 1
    for type_, words in TYPES.items():
        question = f"{type_} since:2020 publisher:x OR lang:en"
        assert ledger.ask(question, facets=True, limit=1).total == ledger.ask(question).total, words
    for name, (_, example, types) in FIELDS.items():
        for type_ in types:
            if name != "is":
                ledger.ask(f"{type_} {name}:{example}", facets=True, as_of="2024-01-01")
    _analyse(ledger)
    assert ledger.check() == []
    ledger.store.close()


def test_people_events_judgements_and_corrections_on_a_server(server):
    from tests.ledger.accounts_of import call
    from tests.ledger.test_matching import BIDEN, PUTIN

    ledger = Ledger(server)
    ledger.add([call("white-7", BIDEN, PUTIN)])
    ledger.add([call("kremlin-7", ("Владимир Путин", "Президент", "RU"), BIDEN, "2022-01-03")])
    (event,) = ledger.find("encounters with:Putin on:2022-01-02..2022-01-03")
    found = ledger.encounter(event.code)
    assert [a["document"] for a in found["accounts"]] == ["white-7", "kremlin-7"]
    (number,) = ledger.judge("different", *[a["code"] for a in found["accounts"]], author="desk", reason="two calls")
    assert len(ledger.encounter(event.code)["accounts"]) == 1
    ledger.undo(number, author="desk")
    code = ledger.correct("kremlin-7", "encounter.date", "2022-01-02", author="desk", reason="the page's head")
    assert [a["date"] for a in ledger.encounter(event.code)["accounts"]] == ["2022-01-02", "2022-01-02"]
    ledger.uncorrect(code, author="desk")
    assert ledger.link() == {"documents": 0, "accounts": 0}
    assert [r["number"] for r in ledger.history("kremlin-7")["revisions"]] == [1]
    ledger.store.close()


def _analyse(ledger):
    """Analysis asks the server as it asks a file."""
    from readout.analysis import absences, briefing, compare, contacts, counting, followup, interest

    held = "On 9 May 2021, Ambassador Lee Sun met with Foreign Minister of Belarus Ana Kral in Minsk."
    held += " Ana Kral promised to open 12 schools in 2022."
    later = "On 9 May 2023, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk."
    later += " Lee Sun thanked Belarus for the 12 schools."
    ledger.add([read_text(held, id="y", published="2021-05-11"), read_text(later, id="z", published="2023-05-10")])
    with ledger.store.reading() as connection:
        (promise,) = followup.of_question(connection, "commitments number:12")
        assert promise.status == "reported-done"
        assert [e.hit.document.name for e in promise.evidence] == ["z"]
        assert len(briefing.briefing(connection, "Ana Kral", "2024-01-01").notes) > 3
        assert contacts.between(connection, "Ana Kral", "Lee Sun").longest.days == 730
        (hit,) = ledger.find("encounters accounts>=2")
        assert len(compare.of_encounter(connection, hit.code)) == 1
        assert absences.planned_and_not_reported(connection, today="2024-01-01") == ()
        assert counting.count(connection, "Belarus", profile="eu").count >= 0
        assert interest.voices(connection) == ()
        assert interest.grades(connection) == ()
