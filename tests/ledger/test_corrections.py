"""Corrections change any value, survive every reading, are told when they lose their place, and leave nothing when undone."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.accounts_of import call, encounter, person, record, said

from readout.ledger import Ledger, LedgerError
from readout.model.record import SCHEMA

TEXT = "Ana Kral met Lee Sun in Minsk. Kral said that trade will grow. Lee Sun said that trains will run. Both will meet again."
SIGNED = {"author": "desk", "reason": "the minutes say so"}


def _record(text=TEXT, id="x-1"):
    at = text.index("Ana Kral met"), text.index("Lee Sun in")
    people = [person("p1", "Ana Kral", "president", "BY", at[0]), person("p2", "Lee Sun", "minister", "KR", at[1])]
    meeting = encounter("e1", ["p1", "p2"], "2022-01-02", "meeting", "in-person", at=text.index("Ana Kral met"))
    words = [("s1", "p1", "trade will grow"), ("s2", "p2", "trains will run")]
    spoken = [said(i, p, text.index(w), text.index(w) + len(w), "e1") for i, p, w in words if w in text]
    return record(id, people, [meeting], text=text, statements=spoken)


@pytest.fixture
def ledger(tmp_path):
    made = Ledger(str(tmp_path / "a.db"))
    made.add([_record()])
    return made


def view(ledger):
    """What the ledger holds now: every open claim with its values and cast, and what belongs together."""
    named = "x.role || ':' || p.name || ':' || coalesce(i.code, '')"
    joined = f"string_agg({named}, ',')" if ledger.store.is_server else f"group_concat({named})"
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.name, c.type, c.local, c.code, c.kind, c.status, c.mode, c.date_value, c.day, c.place, c.quote, c.start_at,"
            " c.reviewed, c.known_since, c.strength, e.code,"
            f" (SELECT {joined} FROM claim_party x"
            " JOIN party p ON p.id = x.party_id LEFT JOIN identity i ON i.id = p.identity_id WHERE x.claim_id = c.id)"
            " FROM claim c JOIN document d ON d.id = c.document_id LEFT JOIN encounter e ON e.id = c.encounter_id"
            " WHERE c.known_until IS NULL AND c.recorded_until IS NULL ORDER BY d.name, c.type, c.local, c.quote"
        )
        return [tuple(row) for row in rows.fetchall()]


def claims(ledger, type):
    """The open claims of a type."""
    with ledger.store.reading() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT * FROM claim WHERE type = '{type}' AND known_until IS NULL AND recorded_until IS NULL ORDER BY start_at"
        )
        return [dict(row) for row in rows.mappings()]


def only(ledger, type):
    (found,) = claims(ledger, type)
    return found


def test_a_value_is_changed_and_the_old_claim_kept(ledger):
    code = ledger.correct("x-1", "encounter.date", "2022-01-05", **SIGNED)
    assert only(ledger, "encounter")["date_value"] == "2022-01-05"
    with ledger.store.reading() as connection:
        old = connection.exec_driver_sql("SELECT date_value, recorded_until FROM claim WHERE type = 'encounter' ORDER BY id").first()
    assert old[0] == "2022-01-02"
    assert old[1] is not None
    (kept,) = ledger.corrections()
    assert (kept.code, kept.before["date"], kept.after) == (code, "2022-01-02", "2022-01-05")
    assert (kept.author, kept.reason) == ("desk", SIGNED["reason"])


_NEWER = [{"reader": "readout 9"}, {"text": "An added first line.\n" + TEXT}, {"text": TEXT.replace("again", "soon")}]


@pytest.mark.parametrize("newer", _NEWER)
def test_it_is_carried_out_again_on_every_reading(ledger, newer):
    ledger.correct("x-1", "encounter.date", "2022-01-05", **SIGNED)
    ledger.correct("x-1", "statement.act", "promise", quote="trade will grow", **SIGNED)
    ledger.add([_record(newer.get("text", TEXT))], reader=newer.get("reader", "readout"))
    assert only(ledger, "encounter")["date_value"] == "2022-01-05"
    assert {s["quote"]: s["act"] for s in claims(ledger, "statement")} == {"trade will grow": "promise", "trains will run": "claim"}
    assert {c.state for c in ledger.corrections()} == {"applied"}


def test_one_that_loses_its_words_is_an_orphan_until_they_are_back(ledger):
    ledger.correct("x-1", "statement.act", "promise", quote="trade will grow", **SIGNED)
    ledger.add([_record(TEXT.replace("trade will grow", "trade may shrink"))])
    (orphan,) = ledger.corrections(state="orphaned")
    assert "no longer in the text" in orphan.why
    ledger.add([_record()])
    assert ledger.corrections(state="orphaned") == []
    assert "promise" in {s["act"] for s in claims(ledger, "statement")}


def test_confirm_reject_and_add(ledger):
    first, second = claims(ledger, "statement")
    ledger.correct("x-1", claim=first["code"], action="confirm", **SIGNED)
    ledger.correct("x-1", claim=second["code"], action="reject", **SIGNED)
    value = {"kind": "plan", "strength": 4, "actors": ["Ana Kral", "Lee Sun"]}
    ledger.correct("x-1", None, value, type="commitment", quote="will meet again", action="add", **SIGNED)
    left = only(ledger, "statement")
    assert left["code"] == first["code"]
    added = only(ledger, "commitment")
    assert (added["kind"], added["quote"], TEXT[added["start_at"] : added["end_at"]]) == ("plan", "will meet again", "will meet again")
    assert [v[12] for v in view(ledger) if v[1] in ("statement", "commitment")] == ["added", "confirmed"]


def test_participants_and_speakers_are_named(ledger):
    ledger.correct("x-1", "encounter.participants", ["Ana Kral", {"party": "Bo Ek", "role": "attendee"}], **SIGNED)
    ledger.correct("x-1", "statement.speakers", ["Lee Sun"], quote="trade will grow", **SIGNED)
    cast = {v[1]: v[-1] for v in view(ledger)}
    assert "attendee:Bo Ek:person:bo-ek" in cast["encounter"]
    assert all("speaker:Lee Sun" in v[-1] for v in view(ledger) if v[1] == "statement")


def test_a_party_renamed_is_renamed_in_every_claim(ledger):
    code = ledger.correct("x-1", "party.name", "Anna Kralova", quote="Ana Kral", **SIGNED)
    casts = {v[1]: v[-1] for v in view(ledger) if "Kral" in (v[-1] or "")}
    assert set(casts) == {"encounter", "post", "statement"}
    assert all("Anna Kralova:person:anna-kralova" in cast for cast in casts.values())
    ledger.uncorrect(code, author="desk")
    assert not any("Anna" in (v[-1] or "") for v in view(ledger))


def test_two_parties_of_a_document_are_one(ledger):
    code = ledger.correct("x-1", None, "Lee Sun in", type="party", quote="Ana Kral", action="merge", **SIGNED)
    assert all("Lee Sun" not in (v[-1] or "") for v in view(ledger))
    ledger.uncorrect(code, author="desk")
    assert any("Lee Sun" in (v[-1] or "") for v in view(ledger))


def test_two_accounts_are_merged_and_one_is_split(tmp_path):
    ledger = Ledger(str(tmp_path / "a.db"))
    people = [person("p1", "Ana Kral", "president", "BY"), person("p2", "Lee Sun", "minister", "KR")]
    people.append(person("p3", "Bo Ek", "premier", "SE"))
    two = [encounter("e1", ["p1", "p2"], "2022-01-02", at=0), encounter("e2", ["p1", "p3"], "2022-01-02", at=31)]
    ledger.add([record("x-1", people, two, text=TEXT)])
    first, second = claims(ledger, "encounter")
    code = ledger.correct("x-1", None, second["code"], claim=first["code"], action="merge", **SIGNED)
    assert len(claims(ledger, "encounter")) == 1
    assert all(name in view(ledger)[0][-1] for name in ("Ana Kral", "Lee Sun", "Bo Ek"))
    ledger.uncorrect(code, author="desk")
    assert len(claims(ledger, "encounter")) == 2
    value = {"participants": ["Bo Ek", "Ana Kral"], "both": ["Ana Kral"]}
    ledger.correct("x-1", None, value, claim=second["code"], action="split", **SIGNED)
    assert len(claims(ledger, "encounter")) == 3


def test_a_corrected_date_moves_the_account_to_its_event(ledger):
    people = ("Ana Kral", "president", "BY"), ("Lee Sun", "minister", "KR")
    ledger.add([call("y-1", *people, "2022-02-02", kind="meeting", mode="in-person")])
    assert len({v[15] for v in view(ledger) if v[1] == "encounter"}) == 2
    code = ledger.correct("x-1", "encounter.date", "2022-02-02", **SIGNED)
    assert len({v[15] for v in view(ledger) if v[1] == "encounter"}) == 1
    ledger.uncorrect(code, author="desk")
    assert len({v[15] for v in view(ledger) if v[1] == "encounter"}) == 2


@pytest.mark.parametrize(
    ("call_", "code"),
    [
        (lambda x: x.correct("nowhere", "encounter.date", "2022", **SIGNED), "RO-L009"),
        (lambda x: x.correct("x-1", "encounter.colour", "red", **SIGNED), "RO-L311"),
        (lambda x: x.correct("x-1", "meeting.date", "2022", **SIGNED), "RO-L311"),
        (lambda x: x.correct("x-1", "statement.act", "claim", **SIGNED), "RO-L313"),
        (lambda x: x.correct("x-1", "statement.act", "claim", quote="no such words", **SIGNED), "RO-L313"),
        (lambda x: x.correct("x-1", "encounter.date", "2022", author="", reason="x"), "RO-L303"),
        (lambda x: x.correct("x-1", action="repaint", **SIGNED), "RO-L310"),
        (lambda x: x.correct("x-1", "commitment", "x", type="commitment", quote="trade", action="add", **SIGNED), "RO-L314"),
        (lambda x: x.uncorrect("c00", author="desk"), "RO-L009"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(ledger, call_, code):
    before = view(ledger)
    with pytest.raises(LedgerError, match=code):
        call_(ledger)
    assert (view(ledger), ledger.corrections()) == (before, [])


def test_annotations_go_out_and_come_back(ledger, tmp_path):
    ledger.correct("x-1", "encounter.date", "2022-01-05", **SIGNED)
    ledger.correct("x-1", "statement.act", "promise", quote="trade will grow", **SIGNED)
    ledger.correct("x-1", None, {"kind": "plan"}, type="commitment", quote="will meet again", action="add", **SIGNED)
    page = json.loads(json.dumps(ledger.annotations()))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    selector = page["items"][1]["target"]["selector"]
    assert (selector["type"], selector["exact"]) == ("TextQuoteSelector", "trade will grow")
    assert TEXT[selector["refinedBy"]["start"] : selector["refinedBy"]["end"]] == "trade will grow"
    other = Ledger(str(tmp_path / "b.db"))
    other.add([_record()])
    assert other.annotate(page) == {"new": 3, "there": 0, "waiting": 0, "older": 0}
    assert view(other) == view(ledger)
    assert other.annotations() == page
    assert other.annotate(page) == {"new": 0, "there": 3, "waiting": 0, "older": 0}


def test_annotations_wait_for_their_document(ledger, tmp_path):
    ledger.correct("x-1", "encounter.date", "2022-01-05", **SIGNED)
    other = Ledger(str(tmp_path / "b.db"))
    assert other.annotate(ledger.annotations()) == {"new": 0, "there": 0, "waiting": 1, "older": 0}
    other.add([_record()])
    assert view(other) == view(ledger)


def test_foreign_annotations_are_told(ledger):
    with pytest.raises(LedgerError, match="RO-L320"):
        ledger.annotate({"items": [{"id": "x", "type": "Annotation", "body": []}]})


_CHANGES = st.one_of(
    st.tuples(st.just("encounter.date"), st.sampled_from(["2021-12-31", "2022-01-03", None]), st.none()),
    st.tuples(st.just("encounter.kind"), st.sampled_from(["call", "visit", "meeting"]), st.none()),
    st.tuples(st.just("encounter.place"), st.sampled_from(["Minsk", "Oslo"]), st.none()),
    st.tuples(st.just("encounter.participants"), st.sampled_from([["Ana Kral"], ["Lee Sun", "Bo Ek"]]), st.none()),
    st.tuples(st.just("statement.act"), st.sampled_from(["promise", "claim"]), st.sampled_from(["trade will grow", "trains will run"])),
    st.tuples(st.just("statement.speakers"), st.sampled_from([["Lee Sun"], []]), st.sampled_from(["trade will grow", "trains will run"])),
    st.tuples(st.just("document.title"), st.sampled_from(["A title", None]), st.none()),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_CHANGES, min_size=1, max_size=4), order=st.randoms(use_true_random=False))
def test_correcting_and_undoing_is_nothing(tmp_path_factory, changes, order):
    ledger = Ledger(str(tmp_path_factory.mktemp("l") / "a.db"))
    ledger.add([_record(), call("y-1", ("Ana Kral", "president", "BY"), ("Lee Sun", "minister", "KR"), kind="meeting", mode="in-person")])
    before = view(ledger)
    codes = [ledger.correct("x-1", field, value, quote=quote, **SIGNED) for field, value, quote in changes]
    order.shuffle(codes)
    for code in codes:
        ledger.uncorrect(code, author="desk")
    assert view(ledger) == before
    assert ledger.corrections() == []
    assert len(ledger.corrections(undone=True)) == len(codes)


def test_the_schema_of_records_is_known():
    assert SCHEMA == "readout/1"  # editing.py walks the fields of this schema
