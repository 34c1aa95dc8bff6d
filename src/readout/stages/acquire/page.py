"""HTML pages: the main text by trafilatura, or by plain blocks where it finds none; title, date, language and address from the head."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from readout.errors import Notice, SourceError
from readout.model.document import Source
from readout.stages.acquire.decode import decode
from readout.stages.acquire.make import Given, day, source

# Beyond this a page is read by blocks alone: looking for the main text takes more than linear time on generated pages.
MAIN_TEXT_LIMIT = 600_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:[|–—·»•:]+|-{1,2})\s+")
_TAG = re.compile(r"<(/?[a-zA-Z!][\w:-]*)[^<>]*>")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "publishdate",
    "pubdate",
    "publication_date",
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "body",
        "br",
        "hr",
        "header",
        "footer",
        "address",
    ]
)
_SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "nav", "form", "button", "select", "svg", "iframe", "object", "aside", "footer", "head"]
)

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # its warnings would mix with our notices on standard error


def read(data: bytes, place: str, stem: str, given: Given) -> Source:
    """The source of an HTML page; raises `SourceError` RO-A010 where it holds no text."""
    said = _CHARSET.search(data[:4096])
    decoded = decode(data, place, charset=said[1].decode("ascii", "replace") if said else None)
    tree = _tree(decoded.text)
    fields = dict(_fields(tree)) if tree is not None else {}
    text, how = _text(decoded.text, tree)
    if not text:
        raise SourceError("RO-A010", place, "this page holds no text", "save the page as a browser shows it, or copy its text into a .txt")
    return source(
        text,
        id=stem,
        address=place,
        given=given,
        title=fields.get("title"),
        published=fields.get("date"),
        url=fields.get("url"),
        language=fields.get("language"),
        notices=decoded.notices + how,
    )


def _tree(text: str) -> Any:
    """The tree of a page, or None where the parser gives up (tags nested by the hundred)."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(text.replace("\x00", " ").encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _fields(tree: Any) -> Iterator[tuple[str, str]]:
    """Title, date, language and address as the page's head says them; later pairs win, so the surest comes last."""
    heading = next(iter(tree.iter("title")), None)
    if heading is not None and heading.text:
        yield "title", max(_SITE.split(heading.text), key=len)  # "Visit of the Minister | Ministry of Foreign Affairs" without the site
    times = [t.get("datetime") for t in tree.iter("time") if day(t.get("datetime"))]
    if times:
        yield "date", times[0]
    metas = {(m.get("property") or m.get("name") or m.get("itemprop") or "").lower(): m.get("content") or "" for m in tree.iter("meta")}
    if metas.get("og:title"):
        yield "title", metas["og:title"]
    headings = [" ".join("".join(h.itertext()).split()) for h in tree.iter("h1")]
    if len([h for h in headings if h]) == 1 and (only := next(h for h in headings if h)).count(" ") > 2:
        yield "title", only
    if metas.get("og:url"):
        yield "url", metas["og:url"]
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href", "").startswith("http"):
            yield "url", link.get("href")
    said = next((metas[name] for name in _DATES if day(metas.get(name))), None) or _linked_date(tree)
    if said:
        yield "date", said
    if tree.tag == "html" and tree.get("lang"):
        yield "language", tree.get("lang")


def _linked_date(tree: Any) -> str | None:
    """The `datePublished` of a page's linked data."""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text and len(script.text) < 200_000:
            try:
                content = json.loads(script.text)
            except (ValueError, RecursionError):
                continue
            for item in content if isinstance(content, list) else (content,):
                if isinstance(item, dict) and day(item.get("datePublished")):
                    return str(item["datePublished"])
    return None


def _text(html: str, tree: Any) -> tuple[str, tuple[Notice, ...]]:
    """The main text, else all blocks with a notice that says so."""
    if tree is not None and len(html) <= MAIN_TEXT_LIMIT:
        from trafilatura import extract

        try:
            found = extract(tree, include_comments=False, include_tables=True, with_metadata=False, output_format="txt")
        except (RecursionError, ValueError, TypeError, AttributeError, AssertionError):  # what its tree surgery raises on broken pages
            found = None
        if found and found.strip():
            return found, ()
        tree = _tree(html)  # trafilatura prunes the tree it is given
    blocks = "\n".join(_blocks(tree)) if tree is not None else ""
    blocks = blocks if blocks.strip() else _stripped(html)
    notice = Notice("RO-N008", "the main text of the page was not found: all of its text was taken", "check the segments")
    return blocks, (notice,) if blocks else ()


def _blocks(tree: Any) -> Iterator[str]:
    """The text of a tree, a line a block, without scripts and menus; by hand and not by recursion, however deep it is."""
    from lxml import etree

    parts: list[str] = []
    skipping = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            skipping += tag in _SKIPPED
        if tag in _BLOCKS and parts:
            if line := " ".join("".join(parts).split()):
                yield line
            parts = []
        if event == "start" and not skipping and node.text:
            parts.append(node.text)
        if event == "end":
            skipping -= tag in _SKIPPED
            if not skipping and node.tail:
                parts.append(node.tail)
    if line := " ".join("".join(parts).split()):
        yield line


def _stripped(html: str) -> str:
    """The text of a page that no parser takes: what stands between its tags, without scripts."""
    parts: list[str] = []
    here, silent = 0, 0
    for tag in _TAG.finditer(html):
        if not silent:
            parts.append(html[here : tag.start()])
        name = tag[1].lower()
        if name in ("script", "style"):
            silent = 1
        elif name in ("/script", "/style"):
            silent = 0
        here = tag.end()
    if not silent:
        parts.append(html[here:])
    lines = (" ".join(unescape(part).split()) for part in parts)
    return "\n".join(line for line in lines if line)
