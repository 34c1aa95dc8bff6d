"""The pages in a real browser: copying, linking, keys, phone, dark, print, without script, and for those who do not see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readout.web.folder import Folder
from tests.web.records import golden, plain

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")

HOSTILE = "<script>window.owned=1</script> \u202egnp.exe\u202c <img src=x onerror='window.owned=1'> Ana Kral met with Lee Sun."
DESKTOP = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Folder(tmp_path_factory.mktemp("pages"), "html")
    folder.write(golden("sco-xian-2019"))
    folder.write(plain(HOSTILE, id="hostile"))
    folder.write(plain("😀😀 Ana Kral met with Lee Sun. 中方强调合作。\r\nEnd", id="wide"))
    folder.finish()
    return folder.folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Opened:
    """A page with everything that went wrong on it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: self.requests.append(r.url))


@pytest.fixture
def open_page(browser: Any, pages: Path) -> Iterator[Any]:
    contexts = []

    def opened(name: str = "sco-xian-2019.html", **options: Any) -> Opened:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        made = Opened(context.new_page())
        made.page.goto(f"{(pages / name.split('#')[0]).as_uri()}{'#' + name.split('#')[1] if '#' in name else ''}")
        return made

    yield opened
    for context in contexts:
        context.close()


SELECT_TEXT = """() => { const r = document.createRange(); r.selectNodeContents(document.getElementById('text'));
 const s = getSelection(); s.removeAllRanges(); s.addRange(r); return s.toString(); }"""
COPY = """() => new Promise((done) => { document.addEventListener('copy', (e) => done(e.clipboardData.getData('text/plain')), {once: true});
 document.execCommand('copy'); })"""


def test_nothing_goes_wrong_and_nothing_is_fetched(open_page: Any) -> None:
    opened = open_page()
    assert opened.faults == []
    assert len(opened.requests) == 1


@pytest.mark.parametrize("script", [True, False])
def test_what_is_copied_is_the_source(open_page: Any, script: bool) -> None:
    page = open_page(java_script_enabled=script).page
    # evaluate() runs even where the page's own scripts do not
    assert page.evaluate(SELECT_TEXT).rstrip("\n") == golden("sco-xian-2019").document.text.rstrip("\n")


def test_copying_all_with_the_keyboard_gives_the_source_exactly(open_page: Any) -> None:
    page = open_page().page
    page.evaluate(SELECT_TEXT)
    assert page.evaluate(COPY) == golden("sco-xian-2019").document.text


def test_a_card_lights_its_words_and_words_open_their_card(open_page: Any) -> None:
    page = open_page().page
    page.hover("#card-s4")
    lit = page.eval_on_selector_all("#text .on", "els => els.map(e => e.textContent).join('')")
    assert "is ready to support the opening of an agricultural training base" in lit
    page.click("#text .a.commitment >> nth=0")
    assert page.eval_on_selector(".card.now", "e => e.id").startswith("card-c")


def test_keys(open_page: Any) -> None:
    page = open_page().page
    now = ".card.now .tag"
    page.keyboard.press("j")
    assert page.text_content(now) == "E1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.text_content(now) == "S1"
    assert page.evaluate("document.activeElement.id") == "card-s1"
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")
    page.keyboard.press("/")
    page.keyboard.type("farmers")
    assert page.locator(".card:visible").count() < 6
    page.keyboard.press("Escape")
    assert page.locator(".card:visible").count() > 10


def test_a_citation_names_words_document_and_place(open_page: Any) -> None:
    opened = open_page()
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for key in "jj":
        opened.page.keyboard.press(key)
    opened.page.keyboard.press("c")
    # No wait_for_function: it evaluates its text again until it holds, which the page's own policy forbids.
    playwright.expect(opened.page.locator("#say")).to_have_text(re.compile("^Copied"))
    words = opened.page.evaluate("navigator.clipboard.readText()")
    assert words.startswith("“the current state of cooperation between Shaanxi and the SCO member states”")
    assert "2019-09-11" in words
    assert "#c=304-378" in words


def test_a_deep_link_lights_exactly_its_words(open_page: Any) -> None:
    page = open_page("sco-xian-2019.html#c=304-378").page
    assert (
        page.eval_on_selector_all("#text .on", "e => e.map(x => x.textContent).join('')") == golden("sco-xian-2019").document.text[304:378]
    )
    assert page.text_content(".card.now .tag") == "S1"


def test_code_points_become_utf16_once(open_page: Any) -> None:
    page = open_page("wide.html").page
    text = "😀😀 Ana Kral met with Lee Sun. 中方强调合作。\r\nEnd"
    assert page.evaluate("document.getElementById('text').textContent") == text
    assert page.evaluate(SELECT_TEXT)[:2] == "😀😀"


def test_hostile_text_is_only_text(open_page: Any) -> None:
    opened = open_page("hostile.html")
    assert opened.page.evaluate("window.owned") is None
    assert opened.page.evaluate("document.getElementById('text').textContent") == HOSTILE
    assert opened.faults == []


@pytest.mark.parametrize("name", ["sco-xian-2019.html", "index.html"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 640}, DESKTOP])
def test_nothing_runs_over_the_edge(open_page: Any, name: str, viewport: dict[str, int]) -> None:
    page = open_page(name, viewport=viewport).page
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_it_reads_and_links_without_a_script(open_page: Any) -> None:
    page = open_page(java_script_enabled=False).page
    assert page.is_visible("#card-s4")
    assert not page.is_visible("#filter")
    page.click("#text .ref >> nth=0")
    assert "#card-" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sco-xian-2019.html", "index.html"])
def test_it_can_be_used_by_everybody(open_page: Any, scheme: str, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: pip install axe-playwright-python")
    page = open_page(name, color_scheme=scheme, bypass_csp=True).page
    found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []


def test_print_holds_text_and_record_and_no_tools(open_page: Any) -> None:
    page = open_page().page
    page.emulate_media(media="print")
    assert page.is_visible("#text")
    assert page.is_visible("#card-s4")
    assert not page.is_visible(".bar")
    assert page.evaluate("getComputedStyle(document.querySelector('.reading')).overflowY") == "visible"


def test_more_contrast_and_less_motion_are_respected(open_page: Any) -> None:
    page = open_page(reduced_motion="reduce").page
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
