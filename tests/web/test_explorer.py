"""The explorer by its addresses: every screen and its twin, deep links, acts, guards, roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from readout import api
from readout.ledger import Ledger, members
from tests.web.ledgers import HERE, SAMPLES, claim, client, csrf, samples

HTML = {"accept": "text/html"}
SCREENS = {
    "/": "/desk.json", "/search": "/search.json", "/search?q=Kishida": "/search.json?q=Kishida",
    "/search?q=statements+mode:direct": "/search.json?q=statements+mode:direct", "/search?q=encounters": "/search.json?q=encounters",
    "/search?q=people": "/search.json?q=people", "/search?q=documents": "/search.json?q=documents", "/history": "/history.json",
    "/review/unresolved": "/review/unresolved.json", "/documents": "/documents.json", "/d/1": "/d/1.json",
    "/people": "/people.json", "/bodies": "/bodies.json", "/bodies/state/JP": "/bodies/state/JP.json",
    "/bodies/organisation/sco?on=2021-05-09": "/bodies/organisation/sco.json?on=2021-05-09",
    "/posts/sco/secretary-general?on=2021-05-09": "/posts/sco/secretary-general.json?on=2021-05-09", "/timeline": "/timeline.json",
    "/timeline?month=2022-01": "/timeline.json?month=2022-01", "/meetings?since=2018-01-01": "/meetings.json?since=2018-01-01",
    "/meetings?left=US&right=JP&since=2018-01-01": "/meetings.json?left=US&right=JP&since=2018-01-01", "/map": "/map.json",
    "/commitments?strength=0": "/commitments.json?strength=0", "/compare": "/compare.json", "/compare?a=1&b=2": "/compare.json?a=1&b=2",
    "/briefing": "/briefing.json", "/briefing?about=Kishida&day=2023-01-01": "/briefing.json?about=Kishida&day=2023-01-01",
    "/review": "/review.json", "/intake": "/intake.json", "/packs": "/packs.json", "/admin": "/admin.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return samples(tmp_path_factory.mktemp("ledger") / "a.db")


@pytest.fixture
def browser(ledger: Ledger) -> Any:
    return client(ledger)


@pytest.fixture(scope="module")
def description(ledger: Ledger) -> Any:
    return client(ledger).get("/openapi.json").json()


@pytest.mark.parametrize("page", SCREENS)
def test_every_screen_answers_as_a_page(browser: Any, page: str) -> None:
    answer = browser.get(page, headers=HTML)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


@pytest.mark.parametrize("page", SCREENS)
def test_every_screen_has_a_twin_that_keeps_its_schema(browser: Any, description: Any, page: str) -> None:
    twin = SCREENS[page]
    answer = browser.get(twin)
    assert answer.status_code == 200
    bare = twin.partition("?")[0]
    paths = [p for p, by in description["paths"].items() if "get" in by and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", p), bare)]
    path = bare if bare in paths else paths[0]
    schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), {**schema, "components": description["components"]})


def test_an_empty_ledger_teaches_on_every_screen(tmp_path: Path) -> None:
    browser = client(Ledger(str(tmp_path / "empty.db")))
    for page in ("/", "/documents", "/people", "/bodies", "/timeline", "/meetings", "/map", "/commitments", "/compare", "/briefing",
                 "/review", "/intake", "/search"):  # fmt: skip
        answer = browser.get(page, headers=HTML)
        assert answer.status_code == 200, page
        assert 'class="empty"' in answer.text or 'class="teach"' in answer.text, page
    assert "readout ingest" in browser.get("/", headers=HTML).text


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/d/999", 404, "RO-W001"), ("/nothing.json", 404, "RO-W001"), ("/people/nobody.json", 404, "RO-W001"),
     ("/why/x9-0.json", 404, "RO-W001"),
     ("/timeline.json?month=lately", 422, "RO-W002"), ("/documents.json?page=0", 422, "RO-W002"), ("/compare.json?a=1&b=1", 422, "RO-W002"),
     ("/search.json?q=a%00b", 400, "RO-W002")],
)  # fmt: skip
def test_what_goes_wrong_has_one_shape(browser: Any, address: str, status: int, code: str) -> None:
    answer = browser.get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "place", "message", "remedy"}
    page = browser.get(address, headers=HTML) if not address.partition("?")[0].endswith(".json") else None
    assert page is None or code in page.text


def test_a_question_that_is_not_understood_is_answered_on_the_page(browser: Any) -> None:
    answer = browser.get("/search?q=statements+colour:red", headers=HTML)
    assert answer.status_code == 200
    assert "RO-L202" in answer.text


def test_headers_let_nothing_foreign_run(browser: Any) -> None:
    for address in ("/", "/d/1", "/nothing", "/desk.json", "/static/none.css"):
        headers = browser.get(address, headers=HTML).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_assets_may_be_kept_for_ever_because_their_names_change(browser: Any) -> None:
    page = browser.get("/", headers=HTML).text
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert browser.get("/static/..%2f..%2fapp.py").status_code == 404


def test_other_host_names_are_not_answered(browser: Any) -> None:
    answer = browser.get("/desk.json", headers={"host": "evil.example:8765"})
    assert (answer.status_code, answer.json()["code"]) == (421, "RO-W006")


def _commitment(ledger: Ledger) -> Any:
    found = claim(ledger, "commitment", negated=0)
    assert found is not None
    return found


def test_acts_need_a_form_of_the_session(ledger: Ledger, browser: Any) -> None:
    code = _commitment(ledger).code
    form = {"status": "begun", "reason": "seen"}
    assert browser.post(f"/commitments/{code}/move", data=form).json()["code"] == "RO-W005"
    token = csrf(browser)
    foreign = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert browser.post(f"/commitments/{code}/move", data={**form, "csrf": token}, headers=foreign).status_code == 403
    other = client(ledger)
    assert other.post(f"/commitments/{code}/move", data={**form, "csrf": token}).json()["code"] == "RO-W005"


def test_a_card_moves_only_with_words_or_a_reason_and_back(ledger: Ledger, browser: Any) -> None:
    found = _commitment(ledger)
    token, address = csrf(browser), f"/commitments/{found.code}"
    assert browser.post(f"{address}/move", data={"status": "begun", "csrf": token}).json()["code"] == "RO-L402"
    assert browser.post(f"{address}/move", data={"status": "begun", "words": "somewhere", "csrf": token}).json()["code"] == "RO-W002"
    gone = f"{HERE}/d/no-such?r=1#c={found.start_at}-{found.end_at}"
    assert browser.post(f"{address}/move", data={"status": "begun", "words": gone, "csrf": token}).json()["code"] == "RO-W001"
    name = browser.get(f"/d/{found.document_id}.json").json()["row"]["name"]  # as a page is addressed that was opened by name
    cited = f"{HERE}/d/{name}?r=1#c={found.start_at}-{found.end_at}"
    done = browser.post(f"{address}/move", data={"status": "begun", "words": cited, "csrf": token})
    assert done.status_code == 200
    board = browser.get("/commitments.json?strength=0").json()
    card = next(c for c in board["columns"]["begun"] if c["fact"]["code"] == found.code)
    assert card["move"]["quote"] == found.quote
    assert card["move"]["author"] == "tester"
    undone = browser.post(f"{address}/undo/{done.json()['number']}", data={"csrf": token})
    assert undone.status_code == 200
    assert browser.get("/commitments.json?strength=0").json()["columns"]["begun"] == []
    trail = browser.get("/admin.json").json()["trail"]
    assert [(e["who"], e["action"]) for e in trail[:2]] == [("tester", "undo move"), ("tester", "move")]


def test_later_words_are_offered_as_evidence(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "f.db"))
    texts = (("2024-03-02", "On 1 March 2024, Foreign Minister of Iceland Ana Kral met with Foreign Minister of Ukraine Ivo Marek in Kyiv. "
              "Kral said that Iceland would train 120 sappers by the end of 2024."),
             ("2024-12-11", "On 10 December 2024, Foreign Minister of Iceland Ana Kral met with Foreign Minister of Ukraine Ivo Marek. "
              "Marek thanked Iceland, which has trained 120 sappers."))  # fmt: skip
    ledger.add([api.read_text(text, id=f"note-{n}", published=day) for n, (day, text) in enumerate(texts)])
    found = claim(ledger, "commitment", document_id=1)
    page = client(ledger).get(f"/commitments/{found.code}?look=true", headers=HTML).text
    cite = re.search(r'href="(/commitments/[^"]+words=2[^"]+)"', page)
    assert cite, "the later report is offered"
    assert 'value="2 ' in client(ledger).get(cite[1].replace("&amp;", "&"), headers=HTML).text


def test_a_link_finds_its_words_after_the_text_has_changed(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a.db"))
    first = (SAMPLES / "sco-xian-2019.txt").read_text(encoding="utf-8")
    ledger.add([api.read_text(first, id="note", published="2019-09-11")])
    start = first.index("Vice Governor")
    ledger.add([api.read_text("Corrected version. " + first, id="note", published="2019-09-11")])
    browser = client(ledger)
    place = browser.get(f"/locate/1.json?r=1&c={start}-{start + 13}").json()
    assert place["start"] == start + len("Corrected version. ")
    page = browser.get(f"/d/1?r=1&c={start}-{start + 13}", headers=HTML).text
    assert re.search(r'class="a[^"]* on"[^>]*id="here"[^>]*>Vice Governor<', page)
    assert "The text has changed" in page


def test_a_text_is_read_into_the_ledger(tmp_path: Path) -> None:
    browser = client(Ledger(str(tmp_path / "a.db")))
    text = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Ambassador Lee Sun in Minsk."
    done = browser.post("/intake/read", data={"text": text, "published": "2021-05-10", "csrf": csrf(browser)})
    assert done.status_code == 200
    read = browser.get(f"/d/{done.json()['number']}.json").json()
    assert read["record"]["encounters"][0]["date"] == "2021-05-09"


def test_too_much_is_refused_before_it_is_read(ledger: Ledger) -> None:
    browser = client(ledger, upload_bytes=1000, body_bytes=500)
    answer = browser.post("/intake/read", data={"text": "a" * 2000, "csrf": "x"})
    assert (answer.status_code, answer.json()["code"]) == (413, "RO-W007")
    assert browser.post("/admin/accounts", data={"name": "a" * 600}).status_code == 413


TWO_SCRIPTS = (
    ("en", "On 9 May 2021, Vice Governor of Henan He Jinping met with SCO Secretary-General Vladimir Norov in Zhengzhou. "
           "He Jinping said that trade will grow."),
    ("zh", "2021年5月9日，河南省副省长何金平在郑州会见上海合作组织秘书长诺罗夫。何金平表示，双方贸易将会增长。"),
)  # fmt: skip


def test_a_name_is_found_from_the_other_script(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a.db"))
    ledger.add([api.read_text(text, id=language, published="2021-05-10", language=language) for language, text in TWO_SCRIPTS])
    browser = client(ledger)
    for asked, language in (("He Jinping", "zh"), ("何金平", "en")):
        page = browser.get("/search", params={"q": asked}, headers=HTML).text
        number = 1 if language == "en" else 2
        assert f'href="/d/{number}?v=' in page, asked


def _two_people(tmp_path: Path) -> Ledger:
    ledger = Ledger(str(tmp_path / "m.db"))
    texts = ("On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Kazakhstan Lee Sun in Minsk.",
             "On 3 June 2022, Deputy Prime Minister of Belarus Anna Kral-Novak met with Prime Minister of Serbia Ivo Marek.")  # fmt: skip
    ledger.add([api.read_text(text, id=f"note-{n}", published="2022-06-04") for n, text in enumerate(texts)])
    return ledger


def test_two_people_are_merged_and_parted_again(tmp_path: Path) -> None:
    browser = client(_two_people(tmp_path))
    one, other = (browser.get("/people.json", params={"q": name}).json()["rows"][0]["code"] for name in ("Ana Kral", "Kral-Novak"))
    assert one != other
    token = csrf(browser)
    done = browser.post(f"/people/{one}/merge", data={"other": other, "reason": "married in 2021", "csrf": token})
    assert done.status_code == 200
    profile = browser.get(f"/people/{one}.json").json()["profile"]
    assert {"Ana Kral", "Anna Kral-Novak"} <= set(profile["names"])
    assert profile["documents"] == 2
    last = browser.get("/history.json").json()["decisions"][0]
    assert (last["verdict"], last["author"], last["reason"]) == ("same", "tester", "married in 2021")
    assert browser.post(f"/undo/{last['id']}", data={"csrf": token}).status_code == 200
    assert browser.get(f"/people/{one}.json").json()["profile"]["documents"] == 1
    assert browser.get("/history.json").json()["decisions"][0]["undone_by"] == "tester"


# --- a shared server ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(tmp_path: Path, ledger: Ledger) -> Iterator[Ledger]:
    ledger.backup(str(tmp_path / "s.db"))
    ledger = Ledger(str(tmp_path / "s.db"))
    with ledger.store.writing() as connection:
        for name, role in (("rea", "reader"), ("rev", "reviewer"), ("ada", "administrator")):
            members.add(connection, name, role, f"password of {name}")
    yield ledger
    ledger.store.close()


def _signed_in(ledger: Ledger, name: str, **settings: Any) -> Any:
    browser = client(ledger, shared=True, **settings)
    answer = browser.post("/sign-in", data={"name": name, "password": f"password of {name}", "next": "/people"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    return browser


def test_nobody_reads_a_shared_ledger_without_signing_in(shared: Ledger) -> None:
    browser = client(shared, shared=True)
    assert browser.get("/desk.json").json()["code"] == "RO-W003"
    assert browser.get("/people?q=a", headers=HTML).headers["location"] == "/sign-in?next=%2Fpeople%3Fq%3Da"
    wrong = browser.post("/sign-in", data={"name": "rea", "password": "password of rev"})
    assert wrong.status_code == 401
    assert "set-cookie" not in wrong.headers
    browser.cookies.set("readout", "made-up.0000")
    assert browser.get("/desk.json").status_code == 401


def test_roles(shared: Ledger) -> None:
    code = _commitment(shared).code
    form = {"status": "dropped", "reason": "the two sides said so"}
    reader, reviewer = _signed_in(shared, "rea"), _signed_in(shared, "rev")
    assert reader.get("/desk.json").status_code == 200
    assert reader.get("/admin.json").json()["code"] == "RO-W004"
    assert reader.post(f"/commitments/{code}/move", data={**form, "csrf": csrf(reader, "/")}).json()["code"] == "RO-W004"
    assert reviewer.post(f"/commitments/{code}/move", data={**form, "csrf": csrf(reviewer, "/")}).status_code == 200
    assert reviewer.post("/intake/read", data={"text": "a", "csrf": csrf(reviewer, "/")}).json()["code"] == "RO-W004"
    trail = _signed_in(shared, "ada").get("/admin.json").json()["trail"]
    assert ("rev", "reviewer", "move", code) in [(e["who"], e["role"], e["action"], e["subject"]) for e in trail]


def test_a_closed_account_is_out_at_once(shared: Ledger) -> None:
    reader, boss = _signed_in(shared, "rea"), _signed_in(shared, "ada")
    assert boss.post("/admin/accounts/rea/close", data={"csrf": csrf(boss, "/admin")}).status_code == 200
    assert reader.get("/desk.json").status_code == 401
    assert client(shared, shared=True).post("/sign-in", data={"name": "rea", "password": "password of rea"}).status_code == 401


def test_signing_out_ends_the_session_on_the_server(shared: Ledger) -> None:
    browser = _signed_in(shared, "rea")
    kept = browser.cookies.get("readout")
    assert browser.post("/sign-out", data={"csrf": csrf(browser, "/")}).status_code == 303
    browser.cookies.set("readout", kept)
    assert browser.get("/desk.json").status_code == 401


def test_signing_in_leads_nowhere_else(shared: Ledger) -> None:
    browser = client(shared, shared=True)
    form = {"name": "rea", "password": "password of rea"}
    for place in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert browser.post("/sign-in", data={**form, "next": place}).headers["location"] == "/"


def test_requests_are_limited_on_a_shared_server(shared: Ledger) -> None:
    browser = client(shared, shared=True, requests_per_minute=5)
    answers = [browser.get("/desk.json").status_code for _ in range(8)]
    assert answers[-1] == 429
    assert answers[0] == 401


def test_passwords_and_tokens_are_not_in_the_file(shared: Ledger) -> None:
    browser = _signed_in(shared, "rea")
    token = browser.cookies.get("readout").rpartition(".")[0]
    with shared.store.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM account").all()) + str(
            connection.exec_driver_sql("SELECT * FROM session").all()
        )
    assert "password of" not in rows
    assert token not in rows


def test_sides_of_which_only_some_have_a_state_stand_at_one_table(ledger: Ledger, browser: Any) -> None:
    """`None` and "JP" are not put in order by comparing them, as the filter of the template did."""
    from readout.ledger.views.rows import Cast
    from readout.web.render import delegations

    sides = [Cast("1", "A", "person", "principal"), Cast("2", "B", "person", "principal", state="JP"), Cast("3", "C", "group", "host")]
    assert [(state, [w.name for w in who]) for state, who in delegations(sides)] == [("JP", ["B"]), ("", ["A", "C"])]
    found = claim(ledger, "encounter", status="held")
    assert 'class="delegation"' in browser.get(f"/e/{found.code}", headers=HTML, follow_redirects=True).text


def test_an_open_question_has_no_form_and_no_fault(ledger: Ledger, browser: Any) -> None:
    found = claim(ledger, "unresolved")
    assert browser.get(f"/correct/{found.code}", headers=HTML).status_code == 404


def test_who_is_in_very_many_documents_is_shown_by_the_latest(ledger: Ledger, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from readout.ledger.views import parties

    whole = browser.get("/bodies/state/JP.json").json()["profile"]
    monkeypatch.setattr(parties, "_LATEST", 1)
    late = browser.get("/bodies/state/JP.json").json()["profile"]
    assert late["documents"] == whole["documents"] > 1
    assert late["encounters"] == whole["encounters"]
    assert late["statements"] == whole["statements"]


def test_words_of_a_claim_are_corrected_only_within_the_text(tmp_path: Path) -> None:
    ledger = samples(tmp_path / "words.db")
    browser = client(ledger)
    found = claim(ledger, "statement", mode="direct")
    token = csrf(browser, f"/correct/{found.code}")
    end, revision = found.end_at, 1
    sent = {"csrf": token, "start": found.start_at, "end": end - 2, "revision": revision, "reason": "ends sooner"}
    assert browser.post(f"/correct/{found.code}/words", data={**sent, "end": 10**8}).status_code == 409
    assert browser.post(f"/correct/{found.code}/words", data={**sent, "revision": 7}).status_code == 422
    assert browser.post(f"/correct/{found.code}/words", data={**sent, "csrf": "0"}).status_code == 403
    assert browser.post(f"/correct/{found.code}/words", data=sent).status_code == 200
    with ledger.store.reading() as connection:
        from readout.ledger.views.rows import facts

        moved = [f for f in facts(connection, limit=5000) if f.document == found.document_id and f.type == "statement"]
    assert (found.start_at, end - 2) in {(f.start, f.end) for f in moved}
    assert (found.start_at, end) not in {(f.start, f.end) for f in moved}
    assert ledger.corrections()[-1].field == "words"


def test_two_documents_are_compared_by_topic_where_one_reports_no_encounter(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "two.db"))
    told = "On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Kazakhstan Lee Sun in Minsk. "
    texts = (told + "Kral said that trade between the two countries will grow.", "Lee Sun said: trade between our countries matters.")
    ledger.add([api.read_text(text, id=f"t{n}", published="2021-05-10", language="en") for n, text in enumerate(texts)])
    found = client(ledger).get("/compare.json?a=1&b=2").json()
    topics = {x["topic"]: x["verdict"] for x in found["aligned"]["topics"]}
    assert "both" in topics.values()
    assert "trade" in client(ledger).get("/compare?a=1&b=2", headers=HTML).text.lower()
