"""A page is one file that needs nothing else, gives the source's own text, and lets no document run or steer anything."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.model.record import Record
from readout.web.page import render
from tests.web.records import golden, plain

HOSTILE = [
    "<script>alert(1)</script> met & <img src=x onerror=alert(2)>",
    "</div></section><style>*{display:none}</style>",
    "\u202egnp.exe\u202c and \u2066isolated\u2069",
    "&lt;b&gt; &amp; &#60; ]]> --> <!--",
    "a \"quoted\" 'word' `tick`",
    "line one\r\nline two\rline three\n\n\nline four\t tab",
    "中方强调，合作。Встреча состоялась. 𝒜𝓃𝒶 😀 e\u0301",
]


class _Text(HTMLParser):
    """The text content of the element with the id `text`, as a browser's DOM has it, and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if self.depth and tag not in ("br", "img", "meta", "input"):
            self.depth += 1
        elif found.get("id") == "text":
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)


def read(record: Record) -> _Text:
    parser = _Text()
    # html.parser, like a browser, would turn a raw CR into LF; the page writes it as a character reference
    parser.feed(render(record))
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_given_back_unchanged(text: str) -> None:
    assert "".join(read(plain(text)).words) == text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=80))
def test_any_text_is_given_back_unchanged(text: str) -> None:
    if text.strip():
        assert "".join(read(plain(text)).words) == text


@pytest.mark.parametrize("slug", ["sco-xian-2019", "us-japan-2022-white-house", "domestic-slovenia-2024"])
def test_marked_text_is_the_source(slug: str) -> None:
    record = golden(slug)
    assert "".join(read(record).words) == record.document.text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_document_brings_an_element_or_a_handler(text: str) -> None:
    clean, dirty = read(plain("harmless")), read(plain(text, id=text))
    assert [t for t, _ in dirty.tags if t in ("script", "style", "img", "iframe")] == [
        t for t, _ in clean.tags if t in ("script", "style", "img", "iframe")
    ]
    assert not [a for _, attrs in dirty.tags for a in attrs if a.startswith("on")]


def test_policy_names_the_script_and_style_that_stand_there() -> None:
    page = render(golden("sco-xian-2019"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1]
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_nothing_is_loaded_from_elsewhere() -> None:
    parsed = read(golden("sco-xian-2019"))
    assert not [a for _, attrs in parsed.tags for a in attrs if a in ("src", "srcset", "style", "action")]
    assert all(str(attrs["href"]).startswith("#") for tag, attrs in parsed.tags if "href" in attrs)


def test_text_and_cards_are_linked_both_ways() -> None:
    record = golden("sco-xian-2019")
    parsed = read(record)
    assert len(parsed.ids) == len(set(parsed.ids)), "an id is given twice"
    targets = {str(attrs["href"])[1:] for _, attrs in parsed.tags if "href" in attrs}
    assert targets <= set(parsed.ids)
    for statement in record.statements:
        assert f"card-{statement.id}" in targets
        assert f"t-{statement.id}" in targets


def test_the_same_record_gives_the_same_page() -> None:
    assert render(golden("sco-xian-2019")) == render(golden("sco-xian-2019"))


def test_a_document_without_encounter_says_so() -> None:
    assert "No encounter is reported" in render(plain("Roads were mended."))


def test_signs_that_turn_the_direction_are_shown_by_name() -> None:
    page = render(plain("\u202egnp.exe"))
    assert 'class="ctl" data-name="RLO"' in page
    assert "\u202e" not in page.split("</title>")[0]
