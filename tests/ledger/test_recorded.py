"""What a ledger held on a day, and not what was known then: nothing that came in later shows."""

import pytest

from readout.api import read_text
from readout.ledger import Ledger, QueryError

TEXT = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun in Minsk."


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """A text taken in on 1 March 2024, changed on 1 May; another, older one taken in on 1 June."""
    found = Ledger(str(tmp_path / "a.db"))

    def on(day, *records):
        moment = f"{day}T12:00:00.000000Z"
        monkeypatch.setattr("readout.ledger.book.now", lambda: moment)
        monkeypatch.setattr("readout.ledger.linking.now", lambda: moment)
        found.add(records)

    on("2024-03-01", read_text(TEXT, id="x", published="2021-05-10"))
    on("2024-05-01", read_text(TEXT.replace("Minsk", "Brest"), id="x", published="2021-05-10"))
    on("2024-06-01", read_text(TEXT.replace("2021", "2020"), id="y", published="2020-05-10"))
    return found


@pytest.mark.parametrize(
    ("day", "places"),
    [
        ("recorded:2024-02-29", []),
        ("recorded:2024-03-01", [("2021-05-09", "Minsk")]),
        ("recorded:2024-04-30", [("2021-05-09", "Minsk")]),
        ("recorded:2024-05", [("2021-05-09", "Brest")]),
        ("recorded:2024-06-01", [("2021-05-09", "Brest"), ("2020-05-09", "Minsk")]),
        ("2022-01-01", [("2021-05-09", "Minsk"), ("2020-05-09", "Minsk")]),
    ],
)
def test_what_was_held_on_a_day(ledger, day, places):
    assert [(h.day, h.place) for h in ledger.find("encounters", as_of=day)] == places
    assert ledger.ask("documents", as_of=day).total == len(places)
    assert ledger.ask("sentences text:met", as_of=day).total == len(places)
    assert ledger.ask("people", as_of=day).total == (2 if places else 0)


def test_the_answer_says_what_was_asked_and_pages_on(ledger):
    answer = ledger.ask("encounters", as_of="recorded:2024-06-01", limit=1)
    assert (answer.as_of, answer.total) == ("recorded:2024-06-01", 2)
    rest = ledger.ask("encounters", as_of="recorded:2024-06-01", limit=1, after=answer.next)
    assert [h.document.name for h in rest.rows] == ["y"]


@pytest.mark.parametrize("day", ["yesterday", "recorded:", "recorded:2024-13", "2024-02-30"])
def test_what_is_no_day_is_told(ledger, day):
    with pytest.raises(QueryError, match="RO-L207"):
        ledger.ask("encounters", as_of=day)
