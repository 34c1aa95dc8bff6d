"""Lists from elsewhere: what comes in is what was there, merges are judgements, and judgements can be taken back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from readout.cli_register import register as commands
from readout.errors import ReadoutError
from readout.register import check, load
from readout.register.ask import load_register
from readout.register.imports import judgements
from readout.register.imports.bring import bring, judge
from readout.register.imports.incoming import by_language, form_of

TERMS = [
    # person, Q-number, other name, title, owner as lists say it, alpha2, start, end
    ("Kassym-Jomart Tokayev", "Q117", "Касым-Жомарт Токаев", "President", "Kazakhstan", "KZ", "2019-03-20", ""),
    ("Ana Kral", "Q900001", "Ана Краль", "Minister of Culture", "Kazakhstan", "KZ", "2020-02-01", "2022-01-05"),
    ("Lee Sun", "Q900002", "李孙", "Minister of Culture", "Kazakhstan", "KZ", "2022-01-06", "2024-09-01"),
]


def _popolo(path: Path) -> Path:
    data: dict[str, Any] = {"persons": [], "posts": [], "memberships": [], "organizations": [{"id": "gov", "name": "Kazakhstan"}]}
    for name, q, other, title, _, _, start, end in TERMS:
        data["persons"].append(
            {"id": q, "name": name, "other_names": [{"name": other}], "identifiers": [{"scheme": "wikidata", "identifier": q}]}
        )
        if title not in [p["label"] for p in data["posts"]]:
            data["posts"].append({"id": title, "label": title, "organization_id": "gov"})
        data["memberships"].append({"person_id": q, "post_id": title, "start_date": start, **({"end_date": end} if end else {})})
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def _ftm(path: Path) -> Path:
    lines = []
    for number, (name, q, other, title, _, code, start, end) in enumerate(TERMS):
        lines.append({"id": f"NK-{q}", "schema": "Person", "properties": {"name": [name], "alias": [other], "wikidataId": [q]}})
        if title not in [x["properties"]["name"][0] for x in lines if x["schema"] == "Position"]:
            lines.append({"id": f"pos-{title}", "schema": "Position", "properties": {"name": [title], "country": [code.lower()]}})
        occupancy = {"holder": [f"NK-{q}"], "post": [f"pos-{title}"], "startDate": [start], **({"endDate": [end]} if end else {})}
        lines.append({"id": f"occ-{number}", "schema": "Occupancy", "properties": occupancy})
    path.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), encoding="utf-8")
    return path


def _wikidata(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["person", "personLabel", "personAltLabel", "position", "positionLabel", "start", "end"])
        for name, q, other, title, owner, _, start, end in TERMS:
            entity = "http://www.wikidata.org/entity/"
            row = [
                entity + q,
                name,
                other,
                f"{entity}Q{800000 + len(title)}",
                f"{title} of {owner}",
                f"{start}T00:00:00Z",
                f"{end}T00:00:00Z" if end else "",
            ]
            table.writerows([row, row])  # the service repeats rows
    return path


MAKERS = {"popolo": (_popolo, "list.json"), "ftm": (_ftm, "list.jsonl"), "wikidata": (_wikidata, "list.csv")}


@pytest.fixture(params=sorted(MAKERS))
def listed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    make, name = MAKERS[request.param]
    return make(tmp_path / name)


def test_the_form_is_told_by_the_file(listed: Path) -> None:
    expected = {".json": "popolo", ".jsonl": "ftm", ".csv": "wikidata"}[listed.suffix]
    assert form_of(listed) == expected


def test_what_comes_in_is_what_was_there(listed: Path, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    report = bring(str(listed), own, source="a list of ours", checked="2025-01-01")
    assert (report.people, report.terms, report.skipped) == (3, 3, ())
    register = load_register((own,))
    for name, q, other, title, _, code, start, end in TERMS:
        day = end or "2024-12-31"
        found = [h for h in register.posts_held(name, day) if h.post.startswith(f"{code}/")]
        assert [(h.since, h.until) for h in found] == [(start, end or None)], name
        assert register.agrees([other], title, "state", code, day, "en").verdict == "agrees"
        person = register.index.people[found[0].person]
        assert person.identifiers["wikidata"] == q
    assert register.holders("KZ/minister-of-culture", "2021-05-09")[0].source == "a list of ours"
    assert list(check.check([own])) == []


def test_a_merge_is_a_judgement_with_its_reason(listed: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    report = bring(str(listed), str(own), checked="2025-01-01")
    (merged,) = report.merged
    assert (merged.ours, merged.decision, merged.because) == ("kassym-jomart-tokayev", "same", "full name and office")
    assert report.offices_known == 1
    assert report.offices_new == ("KZ/minister-of-culture",)
    (kept,) = judgements.load(own).values()
    assert kept == merged
    assert any("kassym-jomart-tokayev" in line for line in report.lines())


def test_the_second_import_changes_nothing(listed: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    bring(str(listed), str(own), checked="2025-01-01")
    before = {p: p.read_bytes() for p in own.rglob("*") if p.is_file()}
    bring(str(listed), str(own), checked="2025-01-01")
    assert {p: p.read_bytes() for p in own.rglob("*") if p.is_file()} == before


def test_a_judgement_can_be_taken_back_and_stays_so(listed: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (merged,) = bring(str(listed), str(own), checked="2025-01-01").merged
    lines = list(judge(str(own), different=merged.id))
    assert "is not kassym-jomart-tokayev" in lines[0]
    register = load_register((str(own),))
    names = {h.person for h in register.holders("KZ/president", "2024-12-31")}
    assert len(names) == 2, "the two are two people now"
    again = bring(str(listed), str(own), checked="2025-01-01")
    assert not again.merged
    assert [j.by for j in again.refused] == ["person"]
    list(judge(str(own), same=merged.id))
    assert len({h.person for h in load_register.__wrapped__((str(own),)).holders("KZ/president", "2024-12-31")}) == 1


def test_a_name_alone_is_a_question(tmp_path: Path) -> None:
    people = {
        "persons": [{"id": "1", "name": "Sergey Lavrov"}],
        "posts": [{"id": "p", "label": "Harbour Master", "organization_id": "Port of Odal"}],
    }
    people["memberships"] = [{"id": "m", "person_id": "1", "post_id": "p", "start_date": "2020-01-01", "end_date": "2021-01-01"}]
    path = tmp_path / "harbour.json"
    path.write_text(json.dumps(people))
    report = bring(str(path), str(tmp_path / "own"))
    assert not report.merged
    (question,) = report.questions
    assert (question.ours, question.because) == ("sergey-lavrov", "full name")
    register = load_register((str(tmp_path / "own"),))
    assert [h.person for h in register.holders("port-of-odal/harbour-master", "2020-06-01")] == ["sergey-lavrov-1"]
    list(judge(str(tmp_path / "own"), same=question.id))
    again = load_register.__wrapped__((str(tmp_path / "own"),))
    assert [h.person for h in again.holders("port-of-odal/harbour-master", "2020-06-01")] == ["sergey-lavrov"]


def test_another_identifier_is_another_person(tmp_path: Path) -> None:
    first, second = (
        {"persons": [{"id": q, "name": "Ana Kral", "identifiers": [{"scheme": "wikidata", "identifier": q}]}]} for q in ("Q1", "Q2")
    )
    for data, name in ((first, "one"), (second, "two")):
        q = data["persons"][0]["id"]
        data["posts"] = [{"id": "p", "label": "Mayor", "organization_id": "KZ"}]
        data["memberships"] = [{"person_id": q, "post_id": "p", "start_date": "2020-01-01", "end_date": "2020-12-31"}]
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    own = str(tmp_path / "own")
    bring(str(tmp_path / "one.json"), own)
    report = bring(str(tmp_path / "two.json"), own)
    assert not report.merged
    assert not report.questions
    assert len({h.person for h in load_register((own,)).holders("KZ/mayor", "2020-06-01")}) == 2


def test_an_end_without_a_day_is_not_made_up(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": ["Ana Kral"]}},
        {"id": "p", "schema": "Position", "properties": {"name": ["Mayor of Odal"]}},
        {"id": "o", "schema": "Occupancy", "properties": {"holder": ["a"], "post": ["p"], "startDate": ["2020"], "status": ["ended"]}},
    ]
    (tmp_path / "l.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))
    bring(str(tmp_path / "l.jsonl"), str(tmp_path / "own"), checked="2025-01-01")
    (row,) = load.folder(tmp_path / "own").occupancies
    assert (row.end, row.checked) == (None, None)
    assert "ended" in row.note


SPOILT = [
    ("x.json", b"{", "RO-G051"),
    ("x.json", b"[1, 2]", "RO-G051"),
    ("x.json", b"[" * 100_000, "RO-G051"),
    ("x.csv", b"a,b\n1,2\n", "RO-G052"),
    ("x.csv", b"person,positionLabel\n\xff\xfe,x\n", "RO-G052"),
    ("x.txt", b"hello", "RO-U040"),
]


@pytest.mark.parametrize(("name", "data", "code"), SPOILT)
def test_spoilt_lists_are_refused_with_a_code(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadoutError) as caught:
        bring(str(tmp_path / name), str(tmp_path / "own"))
    assert caught.value.code == code


def test_spoilt_lines_are_skipped_and_reported(tmp_path: Path) -> None:
    lines = [b'{"id": "a", "schema": "Person", "properties": {"name": ["Ana Kral"]}}', b"{nonsense", b'{"id": "c", "schema": "Vessel"}']
    lines.append(b'{"id": "o", "schema": "Occupancy", "properties": {"holder": ["a"]}}')
    (tmp_path / "l.jsonl").write_bytes(b"\n".join(lines))
    report = bring(str(tmp_path / "l.jsonl"), str(tmp_path / "own"))
    assert [s.split(":")[0] for s in report.skipped] == ["line 2", "line 3", "line 4"]


def test_names_go_to_the_language_of_their_script() -> None:
    assert by_language(["Ana  Kral", "Ана Краль", "安娜", ""]) == {"en": ("Ana Kral",), "ru": ("Ана Краль",), "zh": ("安娜",)}


def test_from_the_command_line(listed: Path, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    runner = CliRunner()
    done = runner.invoke(commands, ["import", str(listed), "--register", own, "--checked", "2025-01-01"])
    assert done.exit_code == 0, done.output
    assert "1 merged, 2 new" in done.output
    seen = runner.invoke(commands, ["import", "--register", own, "--judgements"])
    assert "is kassym-jomart-tokayev: full name and office (said by import)" in seen.output
    undone = runner.invoke(commands, ["import", "--register", own, "--undo", seen.output.split()[0]])
    assert "is not kassym-jomart-tokayev" in undone.output
    asked = runner.invoke(commands, ["ask", "holder", "KZ", "Minister of Culture", "--on", "2021-05-09", "--register", own])
    assert "Ana Kral" in asked.output
