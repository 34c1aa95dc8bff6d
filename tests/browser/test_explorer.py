"""The explorer in a real browser, on a server of its own: keys, deep links, corrections, print, phones, no script, everybody."""

from __future__ import annotations

import io
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readout import api
from readout.ledger import Ledger
from readout.web.app import create
from readout.web.settings import Settings
from tests.web.ledgers import SAMPLES, TODAY, samples

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

DESKTOP, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
SCREENS = (
    "/", "/search", "/search?q=Kishida", "/search?q=statements+mode:direct", "/documents", "/d/sco-xian-2019", "/people", "/bodies",
    "/bodies/state/JP", "/bodies/organisation/sco?on=2021-05-09", "/posts/sco/secretary-general?on=2021-05-09", "/timeline?month=2022-01",
    "/meetings?since=2018-01-01", "/map?since=2018-01-01", "/commitments?strength=0", "/compare", "/briefing?about=Kishida&day=2023-01-01",
    "/review", "/review/unresolved", "/history", "/intake", "/packs", "/admin",
)  # fmt: skip
TWO_SCRIPTS = (
    ("en", "On 9 May 2021, Vice Governor of Henan He Jinping met with SCO Secretary-General Vladimir Norov in Zhengzhou. "
           "He Jinping said that trade will grow."),
    ("zh", "2021年5月9日，河南省副省长何金平在郑州会见上海合作组织秘书长诺罗夫。何金平表示，双方贸易将会增长。"),
)  # fmt: skip
HOSTILE = (
    "On 9 May 2021, <script>window.owned=1</script> Foreign Minister of Belarus Ana Kral met with Lee Sun in Minsk.\n"
    "<img src=x onerror=\"window.owned=2\"> Kral said that \"<svg onload='window.owned=3'>\" trade will grow.\n"
    "Minister \u202eevil\u202c said \"</textarea></title><script>window.owned=4</script> we plan to hold 150 events in 2022\".\n"
    + "x" * 60_000 + "\n{{ 7*7 }} {% raw %} javascript:window.owned=5 \x1b[31m &lt;b&gt;"
)  # fmt: skip


class Served:
    """A server of its own over a ledger."""

    def __init__(self, ledger: Ledger, **settings: Any) -> None:
        import uvicorn

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.ledger, self.address = ledger, f"http://127.0.0.1:{port}"
        app = create(Settings(ledger.store.address, port=port, today=TODAY, author="tester", **settings), ledger=ledger)
        self.server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 20
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    ledger = samples(tmp_path_factory.mktemp("explorer") / "a.db")
    ledger.add([api.read_text(text, id=f"two-{language}", published="2021-05-10", language=language) for language, text in TWO_SCRIPTS])
    found = Served(ledger)
    yield found
    found.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def visit(browser: Any, served: Served) -> Iterator[Any]:
    contexts = []

    def visited(place: str = "/", *, at: Served | None = None, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.faults, page.foreign = [], []
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: page.foreign.append(r.url) if not r.url.startswith((at or served).address) else None)
        page.goto((at or served).address + place)
        return page

    yield visited
    for context in contexts:
        context.close()


def lit(page: Any) -> str:
    return str(page.eval_on_selector_all("#text .on", "els => els.map(e => e.textContent).join('')"))


def test_from_any_fact_to_its_words_with_one_key(visit: Any) -> None:
    page = visit("/search?q=statements+mode:direct")
    page.keyboard.press("j")
    words = page.inner_text(".fact.now .quote")
    page.keyboard.press("e")
    page.wait_for_selector("#text .on")
    assert " ".join(lit(page).split()) == words.strip("“”")
    assert page.evaluate("document.querySelector('#text .on').getBoundingClientRect().top") < DESKTOP["height"]


def test_from_a_note_of_a_briefing_to_its_words(visit: Any) -> None:
    page = visit("/briefing?about=Kishida&day=2023-01-01")
    page.keyboard.press("j")
    quoted = page.inner_text(".fact.now q").strip("“”").rstrip(" …")
    page.keyboard.press("e")
    page.wait_for_selector("#text .on")
    assert " ".join(lit(page).split()).startswith(quoted)


def test_a_copied_citation_opens_at_its_words_after_the_text_has_changed(visit: Any, tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a.db"))
    text = (SAMPLES / "sco-xian-2019.txt").read_text(encoding="utf-8")
    ledger.add([api.read_text(text, id="note", published="2019-09-11")])
    own = Served(ledger)
    page = visit("/d/note", at=own)
    assert page.url.endswith("?r=1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    # No wait_for_function: it evaluates its text again until it holds, which the page's own policy forbids.
    playwright.expect(page.locator("#say")).to_have_text(re.compile("^Copied"))
    citation = page.evaluate("navigator.clipboard.readText()")
    link = re.search(r"http\S+#c=\d+-\d+", citation)
    ledger.add([api.read_text("Updated at 18:00. " + text, id="note", published="2019-09-11")])
    assert link
    page.goto("about:blank")
    page.goto(link[0])
    page.wait_for_selector("#here")
    assert citation.startswith(f"“{lit(page)}”")
    assert "The text has changed" in page.inner_text("[role=status]")
    own.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A server whose ledger a test may change."""
    ledger = Ledger(str(tmp_path / "own.db"))
    texts = ("On 9 May 2021, Foreign Minister of Belarus Ana Kral met with Foreign Minister of Kazakhstan Lee Sun in Minsk. "
             "Kral said that trade will grow.",
             "On 3 June 2022, Deputy Prime Minister of Belarus Anna Kral-Novak met with Prime Minister of Serbia Ivo Marek.")  # fmt: skip
    ledger.add([api.read_text(text, id=f"note-{n}", published="2022-06-04") for n, text in enumerate(texts)])
    found = Served(ledger)
    yield found
    found.close()


def test_a_speaker_is_corrected_and_the_correction_undone_by_keyboard_alone(visit: Any, own: Served) -> None:
    page = visit("/d/note-0", at=own)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "Kral" in page.inner_text(".card.now h3")
    page.keyboard.press("x")
    page.wait_for_selector("#f-speakers")
    while page.evaluate("document.activeElement.id") != "f-speakers":
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Lee Sun")
    while page.evaluate("document.activeElement.value") != "change":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#record .card")
    assert "Lee Sun" in page.inner_text("[id^=card-s] h3")
    page.keyboard.press("Escape")
    page.goto(own.address + "/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_selector("table.rows")
    assert "tester" in page.inner_text("tbody tr")
    while not (page.evaluate("document.activeElement.textContent") or "").startswith("undo"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".state:has-text('undone by tester')")
    page.goto(own.address + "/d/note-0")
    assert "Kral" in page.inner_text("[id^=card-s] h3")


def test_two_people_are_merged_and_parted_by_keyboard_alone(visit: Any, own: Served) -> None:
    page = visit("/people", at=own)
    page.keyboard.press("/")
    page.keyboard.type("Ana Kral")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Ana**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Same person as")
    page.keyboard.press("s")
    page.wait_for_selector("h1:has-text('Who is the same person')")
    page.keyboard.press("/")
    page.keyboard.type("Kral-Novak")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Kral-Novak**")
    for _ in range(60):  # a button that is not there must not be looked for without end
        if page.evaluate("document.activeElement.textContent").strip() == "The same person":
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(page.inner_text("main"))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Why these names are one person")
    assert "Anna Kral-Novak" in page.inner_text("main header")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_selector("[data-key=z]")
    page.keyboard.press("z")
    page.wait_for_selector("h1:has-text('Review')")
    page.goto(own.address + "/people?q=Kral-Novak")
    assert page.locator(".body-row").count() == 1
    assert "also" not in page.inner_text(".body-row")


def test_the_two_accounts_of_one_call_stand_beside_each_other(visit: Any) -> None:
    page = visit("/search?q=encounters+accounts:2..+with:Kishida")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    assert page.inner_text("#accounts").startswith("2 accounts")
    assert page.inner_text("table.fields thead th:nth-child(2)") == "A white-house"
    assert page.inner_text("table.fields thead th:nth-child(3)") == "B mofa-japan"
    assert page.locator("text=only A").count() > 0
    assert page.locator(".align .cols").count() > 2


def test_a_briefing_is_printed_with_a_note_for_every_line(visit: Any) -> None:
    import pypdf

    page = visit("/briefing?about=Kishida&day=2023-01-01")
    for line in page.query_selector_all("ul.brief li"):
        assert line.query_selector("sup a"), line.inner_text()
    for link in page.query_selector_all("sup a"):
        assert page.query_selector(link.get_attribute("href"))
    words = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    assert "Last contacts" in words
    assert "Notes" in words
    assert "Who met whom" not in words, "the navigation is not printed"


@pytest.mark.parametrize(("asked", "found"), [("He Jinping", "何金平"), ("何金平", "He Jinping")])
def test_a_name_is_found_from_the_other_script(visit: Any, asked: str, found: str) -> None:
    page = visit("/")
    page.keyboard.press("/")
    page.keyboard.type(asked)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert found in page.inner_text("main")


@pytest.mark.parametrize("place", SCREENS)
def test_it_fits_a_phone_and_no_request_leaves(visit: Any, place: str) -> None:
    page = visit(place, viewport=PHONE, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.faults == []
    assert page.foreign == []


@pytest.mark.parametrize("place", ["/", "/d/sco-xian-2019", "/search?q=Kishida", "/commitments?strength=0", "/map?since=2018-01-01"])
def test_it_reads_and_searches_without_a_script(visit: Any, place: str) -> None:
    page = visit(place, java_script_enabled=False)
    assert page.is_visible("h1")
    page.fill("#site-q", "Kishida")
    page.click("header.site .brand")
    page.fill("#site-q", "Kishida")
    page.locator("#site-q").press("Enter")
    assert page.locator(".fact .quote").count() > 0
    page.locator(".fact .quote").first.click()
    assert page.locator("#here").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", SCREENS)
def test_it_can_be_used_by_everybody(visit: Any, scheme: str, place: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: pip install axe-playwright-python")
    page = visit(place, color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []


def test_the_theme_that_was_chosen_stays(visit: Any) -> None:
    page = visit("/people", color_scheme="light")
    page.click("text=dark")
    assert page.url.endswith("/people")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_hostile_document_is_only_text_on_every_page(visit: Any, tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "h.db"))
    ledger.add([api.read_text(HOSTILE, id="<b>hostile</b>", title="<script>window.owned=6</script>\u202e", published="2021-05-10")])
    own = Served(ledger)
    for place in ("/", "/d/1", "/documents", "/people", "/search?q=trade", "/search?q=<script>window.owned=7</script>",
                  "/commitments?strength=0",
                  "/timeline", "/review/unresolved", "/briefing?about=Ana+Kral&day=2022-01-01",
                  "/meetings?left=<script>&right='\""):  # fmt: skip
        page = visit(place, at=own, viewport=PHONE)
        assert page.evaluate("window.owned") is None, place
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], place
        assert page.faults == [], place
    page = visit("/d/1", at=own)
    assert page.evaluate("document.getElementById('text').textContent.length") == len(HOSTILE)
    own.close()


def test_the_policy_stops_what_would_run(visit: Any) -> None:
    page = visit("/")
    stopped = page.evaluate(
        """new Promise(done => {
            document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));
            setTimeout(() => done(null), 10000);
            const s = document.createElement('script'); s.append('window.owned = 1'); document.body.append(s);
        })"""
    )
    assert stopped is not None
    assert page.evaluate("window.owned") is None


def test_a_long_document_can_be_used_within_a_second(visit: Any, tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "l.db"))
    text = (SAMPLES / "sco-xian-2019.txt").read_text(encoding="utf-8")
    long = "\n\n".join(f"{text}" for _ in range(1 + 10_000 // len(text.split())))
    assert len(long.split()) >= 10_000
    ledger.add([api.read_text(long, id="long", published="2019-09-11")])
    own = Served(ledger)
    visit("/d/long", at=own)  # the first reading warms templates and caches, as on a server that runs
    page = visit("/d/long", at=own)
    spent = page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
    page.keyboard.press("j")
    assert page.locator(".card.now").count() == 1
    assert spent < 3000, f"{spent:.0f} ms; the benchmark asks for 1000 on a machine of its own, this test allows for others beside it"
    own.close()


def _words_of(page: Any) -> str:
    return str(page.inner_text("#ends-words")).strip()


def test_the_ends_of_words_are_dragged_and_saved_with_a_reason(visit: Any, own: Served) -> None:
    page = visit("/d/note-0", at=own)
    card = page.locator("[id^=card-s]").first
    card.click()
    page.keyboard.press("m")
    page.wait_for_selector("#ends:not([hidden])")
    before = _words_of(page)
    end = page.locator(".end-handle.end").bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] - 25, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()
    dragged = _words_of(page)
    assert before.startswith(dragged)
    assert len(dragged) < len(before)
    page.fill("#ends-why", "the words end sooner")
    page.click("#ends button:has-text('Save')")
    page.wait_for_selector("#here")
    text = page.evaluate("document.getElementById('text').textContent")
    start, stop = map(int, re.search(r"c=(\d+)-(\d+)", page.url).groups())  # type: ignore[union-attr]
    assert text[start:stop] == dragged
    assert f"{start}-{stop}" in (page.locator("[id^=card-s]").first.get_attribute("data-spans") or "")
    page.goto(own.address + "/history")
    assert "the words end sooner" in page.inner_text("tbody tr")


def test_the_ends_of_words_are_moved_by_keys_and_by_buttons(visit: Any, own: Served) -> None:
    page = visit("/d/note-0", at=own)
    page.locator("[id^=card-s]").first.click()
    page.keyboard.press("m")
    page.wait_for_selector("#ends:not([hidden])")
    before = _words_of(page)
    assert page.evaluate("document.activeElement.className") == "end-handle end"
    page.keyboard.press("ArrowLeft")
    assert _words_of(page) == before[:-1]
    page.keyboard.press("Shift+ArrowLeft")
    assert _words_of(page) == before.rpartition(" ")[0]
    page.click("[data-move='end 1']")
    assert _words_of(page).split()[-1] == before.rstrip(".").split()[-1]
    page.keyboard.press("Escape")
    assert page.locator("#ends").is_hidden()
