"""The questions of needs.md (i) that a query answers, with their answers on the sample ledger."""

import pytest

from readout.exports import geojson, ics, tables


def _codes(hits):
    return {hit.code for hit in hits}


def test_1_offers_of_the_secretariat_to_a_chinese_province(samples):
    offers = samples.find("commitments by:SCO kind:offer with:China since:2019")
    assert {hit.document.name for hit in offers} == {"sco-xian-2019", "sco-xian-2019-province"}
    assert all("training base in Yangling" in hit.quote for hit in offers)


def test_2_whom_somebody_met_and_their_post_on_that_day(samples):
    met = samples.find("encounters with:Odilov sort:oldest")
    assert [hit.day for hit in met] == ["2019-09-11", "2020-10-22"]
    for hit in met:
        assert ("He Yulan", "Vice Governor") in {(p.name, p.post) for p in hit.parties}


def test_3_an_organisation_and_provinces_by_year(samples):
    answer = samples.ask("encounters body:SCO post:governor", facets=True)
    assert {c.value: c.count for c in answer.facets["year"]} == {"2019": 1, "2020": 1}
    assert {c.value: c.count for c in answer.facets["place"]} == {"Xi'an": 1, "Yangling": 1}


def test_5_direct_quotations_with_offsets(samples):
    from sqlalchemy import select

    from readout.ledger.schema import revision

    said = samples.find('statements by:"He Yulan" mode:direct')
    assert len(said) == 3
    with samples.store.reading() as connection:
        texts = dict(connection.execute(select(revision.c.id, revision.c.text)).all())
    for hit in said:
        assert hit.mode == "direct"
        assert texts[hit.document.revision][hit.start : hit.end].split() == hit.quote.split() or " … " in hit.quote


def test_6_to_do_to_hope_and_done_are_told_apart(samples):
    assert all(hit.strength == 1 for hit in samples.find("commitments kind:hope"))
    will = samples.find("commitments kind:pledge,intention,plan by:SCO")
    assert will
    assert all(hit.strength >= 4 for hit in will)
    done = samples.find("statements by:Odilov act:inform,state")
    assert not _codes(done) & _codes(will)


def test_7_numbers_with_a_day_to_check(samples):
    found = samples.find("commitments number:100.. due:2024")
    assert {(hit.number, hit.due) for hit in found} == {(100.0, "2024-12-31"), (120.0, "2024-12-31")}


def test_8_cited_events_and_the_register(samples):
    found = samples.find("references kind:encounter label:agrees")
    assert any("Bishkek summit" in hit.quote for hit in found)
    assert samples.find('references kind:encounter label:differs text:"Bishkek summit"') == ()


def test_14_documents_signed_with_parties_and_day(samples):
    found = samples.find("instruments status:signed with:Kazakhstan")
    assert {(hit.label.lower(), hit.date) for hit in found} == {("joint statement", "2024-07-03")}
    for hit in found:
        assert {"Xi Jinping", "Kassym-Jomart Tokayev"} <= set(hit.of("party"))


def test_15_open_for_more_than_a_year_the_strongest_first(samples):
    found = samples.ask("commitments by:Iceland open until:2024-10 sort:strongest", as_of="2025-12-31").rows
    assert found
    strengths = [hit.strength for hit in found]
    assert strengths == sorted(strengths, reverse=True)
    assert all(hit.day <= "2024-10-31" for hit in found)


@pytest.mark.on_file
def test_15_what_somebody_judged_done_is_open_no_more(tmp_path, samples):
    from readout.ledger import Ledger
    from readout.ledger.views import promises

    samples.backup(str(tmp_path / "copy.db"))
    ledger = Ledger(str(tmp_path / "copy.db"))
    (hit,) = ledger.find("commitments number:120")
    assert hit.code in _codes(ledger.find("commitments open number:120"))
    with ledger.store.writing() as connection:
        promises.move(connection, hit.code, "complete", author="a", reason="the Ukrainian text of 12 March 2025 says so")
    assert ledger.find("commitments open number:120") == ()
    assert _codes(ledger.find("commitments closed")) == {hit.code}
    assert _codes(ledger.find("commitments open number:120", as_of="2025-12-31")) == {hit.code}


def test_17_texts_that_disagree_with_the_register(samples):
    found = samples.find("posts label:differs")
    assert ("Ana Kral", "Prime Minister") in {(p.name, p.post) for hit in found for p in hit.parties}
    assert all(hit.label == "differs" for hit in found)


def test_22_events_with_rule_and_span(samples):
    found = samples.find("events by:China to:Kazakhstan")
    assert {hit.kind for hit in found} >= {"CONSULT", "AGREE"}
    assert all(hit.rule and hit.start is not None for hit in found)


def test_26_what_was_not_resolved(samples):
    found = samples.find("questions kind:attendance with:SCO")
    assert any("several SCO observer states" in hit.quote for hit in found)
    assert all(hit.label for hit in found)


def test_27_calls_of_a_month_as_calendar_and_table_and_places_as_map(samples):
    import json

    answer = samples.ask("encounters mode:phone,video on:2024-08")
    calendar = ics.calendar(answer.rows)
    assert calendar.count("BEGIN:VEVENT") == answer.total == 2
    assert "DTSTART;VALUE=DATE:20240827\r\nDTEND;VALUE=DATE:20240828" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    table = tables.csv_text(answer.rows, tables.COLUMNS["encounters"], bom=True)
    assert table.startswith("\ufeffday,kind")
    assert len(table.splitlines()) == 3
    places = json.loads(geojson.features(samples.find("encounters", limit=1000)))
    astana = [f for f in places["features"] if f["properties"]["place"] == "Astana"]
    assert astana
    longitude, latitude = astana[0]["geometry"]["coordinates"]
    assert 71 < longitude < 72
    assert 51 < latitude < 52


def test_28_people_whose_posts_rest_on_the_text_alone(samples):
    names = {hit.name for hit in samples.find("people unregistered", limit=1000)}
    assert "He Yulan" in names
    assert not names & {"Vladimir Putin", "Antony J. Blinken"}


def test_as_of_shows_what_was_known_then(samples):
    assert samples.ask("encounters with:Iceland", as_of="2024-10-02").total == 0
    assert samples.ask("encounters with:Iceland", as_of="2024-10-03").total == 1
    assert samples.ask("commitments with:Iceland", as_of="2024-12-31").total < samples.ask("commitments with:Iceland").total


def test_as_of_does_not_show_later_corrections_nor_revisions(tmp_path):
    from readout.api import read_text
    from readout.ledger import Ledger

    text = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Nepal Lee Sun in Minsk."
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([read_text(text, id="x", published="2021-05-10")])
    (hit,) = ledger.find("accounts")
    ledger.correct("x", "kind", "talks", author="a", reason="the Nepalese text calls it talks", claim=hit.code)
    assert [h.kind for h in ledger.find("accounts")] == ["talks"]
    assert [h.kind for h in ledger.find("accounts", as_of="2021-05-10")] == ["meeting"]
    ledger.add([read_text(text.replace("Minsk", "Brest"), id="x", published="2021-05-10")])
    assert [h.place for h in ledger.find("accounts")] == ["Brest"]
    assert [h.place for h in ledger.find("accounts", as_of="2021-05-10")] == ["Minsk"]


def test_cells_never_run_as_formulas():
    from readout.ledger.asking import Hit

    for value in ("=HYPERLINK(1)", "+1+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "\t=1"):
        line = tables.csv_text([Hit("sentence", "s1", quote=value)], ("quote",)).splitlines()[1]
        assert not line.strip('"').startswith(("=", "+", "-", "@", "\t"))
