"""Every sourced row of the reference facts as a question, with the answer that the row gives."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from readout.register.ask import load_register

ROWS = list(csv.DictReader(Path(__file__).with_name("reference_facts.csv").open(encoding="utf-8")))
ALPHA2 = dict(
    pair.split("=")
    for pair in re.findall(
        r"\S+",
        "CHN=CN KAZ=KZ KGZ=KG RUS=RU TJK=TJ UZB=UZ IND=IN PAK=PK IRN=IR BLR=BY MNG=MN AFG=AF LKA=LK TUR=TR KHM=KH AZE=AZ "
        "NPL=NP ARM=AM EGY=EG QAT=QA SAU=SA KWT=KW MDV=MV MMR=MM ARE=AE BHR=BH LAO=LA MDA=MD CUB=CU TKM=TM GEO=GE UKR=UA "
        "BRA=BR ZAF=ZA ETH=ET IDN=ID BOL=BO MYS=MY THA=TH UGA=UG NGA=NG VNM=VN PHL=PH SGP=SG BRN=BN TLS=TL BEL=BE FRA=FR "
        "DEU=DE ITA=IT LUX=LU NLD=NL DNK=DK IRL=IE GBR=GB GRC=GR PRT=PT ESP=ES AUT=AT FIN=FI SWE=SE CYP=CY CZE=CZ EST=EE "
        "HUN=HU LVA=LV LTU=LT MLT=MT POL=PL SVK=SK SVN=SI BGR=BG ROU=RO HRV=HR ",
    )
)
CODE = {"dialogue partner": "dialogue-partner", "SCO partner": "partner"}


def _name(row: dict[str, str]) -> str:
    return f"{row['register']}-{row['entity']}-{row['status']}-{row['start']}"


def _first(day: str) -> str:
    return (day + "-01-01")[:10]


def _sure(day: str) -> str:
    """The first day of which a month or year leaves no doubt."""
    year, month = int(day[:4]), int(day[5:7] or 0) if len(day) > 4 else 12
    return day if len(day) == 10 else (date(year + month // 12, month % 12 + 1, 1)).isoformat()


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


STATUSES = [r for r in ROWS if r["register"] in ("SCO", "EAEU", "BRICS", "ASEAN", "EU") and r["start"] and "memorandum)" not in r["status"]]


@pytest.mark.parametrize("row", STATUSES, ids=_name)
def test_status_holds_from_its_first_day_and_not_before(row: dict[str, str]) -> None:
    register = load_register()
    state, organisation = ALPHA2[row["entity"]], row["register"].lower()
    status = CODE.get(row["status"], row["status"])
    answer = register.status(state, organisation, _sure(row["start"]))
    assert (answer.status, answer.since, answer.basis) == (status, row["start"], "register")
    assert answer.sure
    assert answer.confidence == row["confidence"]
    assert answer.source == row["source"] or answer.source in row["source"]
    assert register.status(state, organisation, _before(_first(row["start"]))).status != status


@pytest.mark.parametrize("row", [r for r in STATUSES if r["end"] and r["register"] == "SCO"], ids=_name)
def test_status_stops_on_its_end(row: dict[str, str]) -> None:
    register = load_register()
    status = CODE.get(row["status"], row["status"])
    assert register.status(ALPHA2[row["entity"]], "sco", _before(row["end"])).status == status
    after = register.status(ALPHA2[row["entity"]], "sco", row["end"])
    assert after.status in ("member", "observer", "partner")
    assert after.status != status


def test_britain_left_the_union_at_the_end_of_january_2020() -> None:
    assert load_register().status("GB", "eu", "2020-01-31").status == "member"
    assert load_register().status("GB", "eu", "2020-02-01").status is None


@pytest.mark.parametrize("row", [r for r in ROWS if "memorandum)" in r["status"]], ids=_name)
def test_memorandum_is_kept_apart_from_the_decision(row: dict[str, str]) -> None:
    answer = load_register().status(ALPHA2[row["entity"]], "sco", _sure(row["start"]))
    assert answer.dates["signature"] == row["start"]
    assert answer.since == answer.dates["decision"]
    assert answer.rule == "counted from decision"


@pytest.mark.parametrize("row", [r for r in ROWS if r["status"] == "charter ratified"], ids=_name)
def test_ratification_of_the_charter_of_the_cis(row: dict[str, str]) -> None:
    answer = load_register().status(ALPHA2[row["entity"]], "cis", row["start"])
    assert answer.status == "member"
    assert answer.dates["in_force"] == row["start"]


def test_the_other_rows_of_the_cis() -> None:
    register = load_register()
    assert register.status("TM", "cis", "2005-08-26").status == "associate"
    assert register.status("TM", "cis", "2005-08-25").status == "member"
    assert register.status("GE", "cis", "2009-07-31").status == "member"
    assert register.status("GE", "cis", "2009-09-01").status is None
    assert register.status("UA", "cis", "2018-04-30").status == "participant"
    assert register.status("UA", "cis", "2018-06-01").status is None


def test_a_disputed_status_stays_disputed() -> None:
    answer = load_register().status("SA", "brics", "2025-03-01")
    assert answer.status == "invited"
    assert answer.confidence == "C"
    assert any("member" in line for line in answer.beside)


@pytest.mark.parametrize("row", [r for r in ROWS if r["register"] == "SCO post"], ids=_name)
def test_holder_of_a_post(row: dict[str, str]) -> None:
    register = load_register()
    post = "sco/secretary-general" if row["status"] == "Secretary-General" else "sco/rats-director"
    day = _sure(row["start"])
    found = register.holders(post, day, "en")
    assert [h.name for h in found if h.sure] == [row["entity"]]
    assert (found[0].since, found[0].until) == (row["start"], row["end"] or None)
    assert (
        register.agrees([row["entity"]], row["status"].replace("RATS Director", "RATS Director"), "organisation", "sco", day, "en").verdict
        == "agrees"
    )
    if row["end"] and len(row["end"]) == 10 and row["end"] < "2026":
        assert row["entity"] in {h.name for h in register.holders(post, row["end"], "en")}
        assert row["entity"] not in {
            h.name for h in register.holders(post, (date.fromisoformat(row["end"]) + timedelta(days=1)).isoformat(), "en")
        }


@pytest.mark.parametrize("row", [r for r in ROWS if r["register"] == "SCO meeting"], ids=_name)
def test_meeting_of_a_series(row: dict[str, str]) -> None:
    register = load_register()
    body = "sco/chs" if "Heads of State" in row["entity"] else "sco/chg"
    near = register.meetings(body, row["start"], within=3)
    assert len(near) == 1
    meeting = near[0]
    assert (meeting.start, meeting.end) == (row["start"], row["end"])
    assert row["entity"].split()[-1] in meeting.ordinals
    assert meeting.confidence == row["confidence"]
    if row["place"].startswith("virtual"):
        assert (meeting.mode, meeting.place, meeting.chair) == ("virtual", None, ALPHA2[row["place"][14:17]])
    else:
        assert meeting.place == row["place"].removesuffix("(hybrid)")
        assert meeting.mode == ("hybrid" if "hybrid" in row["place"] else "in-person")


@pytest.mark.parametrize("row", [r for r in ROWS if r["register"] == "SCO meeting"], ids=_name)
def test_words_for_a_meeting_find_it(row: dict[str, str]) -> None:
    if row["place"].startswith("virtual"):
        words = f"the {row['start'][:4]} meeting of the SCO {row['entity'].rsplit(' ', 1)[0]}"
    else:
        words = f"the SCO {row['entity'].rsplit(' ', 1)[0]} meeting in {row['place'].removesuffix('(hybrid)')} in {row['start'][:4]}"
    answer = load_register().meeting(words, "2025-12-31", "en")
    assert answer is not None
    assert (answer.verdict, answer.date, answer.virtual) == ("agrees", row["start"], row["place"].startswith("virtual"))
