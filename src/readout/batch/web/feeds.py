"""What leads to articles: RSS and Atom feeds, sitemaps, and list pages with their pattern of links."""

from __future__ import annotations

import re
import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
import msgspec
from lxml import etree, html

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(urlset|sitemapindex)\b", re.IGNORECASE)
_HEAD = 4096


class Entry(msgspec.Struct, frozen=True):
    """Where an article is, and what is said of it there; `changed` is the moment (UTC) of its last change."""

    url: str
    title: str | None = None
    published: str | None = None
    changed: str | None = None


def kind(data: bytes, media: str) -> str:
    """What some bytes are: feed, sitemap, index (of sitemaps), or page.

    >>> kind(b"<?xml version='1.0'?><rss version='2.0'>", "text/xml"), kind(b"<html>", "text/html")
    ('feed', 'page')
    """
    head = data[:_HEAD]
    if _FEED.search(head) and b"<html" not in head.lower():
        return "feed"
    found = _SITEMAP.search(head)
    if found:
        return "sitemap" if found[1].lower() == b"urlset" else "index"
    return "feed" if media in ("application/rss+xml", "application/atom+xml") else "page"


def of_feed(data: bytes, url: str) -> list[Entry]:
    """The articles of a feed, as it lists them; the parser is given bytes and never fetches by itself."""
    found = feedparser.parse(data, response_headers={"content-location": url})
    entries = []
    for each in found.entries:
        link = _absolute(url, each.get("link") or (each.get("id") if str(each.get("id", "")).startswith("http") else None))
        if link:
            said = each.get("published") or each.get("updated")
            title = " ".join(_words(each.get("title") or "").split()) or None
            entries.append(Entry(link, title, said, _moment(dict.get(each, "updated_parsed") or dict.get(each, "published_parsed"))))
    return _once(entries)


def _words(title: str) -> str:
    """A title without the tags that some feeds put into it."""
    return re.sub(r"<[^<>]{1,200}>", "", title)


def _moment(parsed: Any) -> str | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def unpacked(data: bytes, size: int) -> bytes:
    """The bytes of a file that is packed with gzip, as sitemaps are, up to a size; other bytes as they are."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(31).decompress(data, size)
    except zlib.error:
        return data


def of_sitemap(data: bytes, url: str) -> list[Entry]:
    """The addresses of a sitemap, or of an index of sitemaps, with the days of their change."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(data, parser=parser)
    entries = []
    for each in root if root is not None else ():
        fields = {etree.QName(x).localname: (x.text or "").strip() for x in each if isinstance(x.tag, str)}
        if link := _absolute(url, fields.get("loc")):
            entries.append(Entry(link, changed=fields.get("lastmod") or None))
    return _once(entries)


def of_page(data: bytes, url: str, articles: str, charset: str | None = None) -> list[Entry]:
    """The links of a page whose address fits the pattern, with their words as titles."""
    if not data.strip():
        return []
    parser = html.HTMLParser(encoding=_usable(charset), no_network=True)
    pattern = re.compile(articles)
    entries = []
    try:
        tree = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # nothing but comments
        return []
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    for a in tree.iter("a"):
        link = _absolute(urljoin(url, base) if base else url, a.get("href"))
        if link and pattern.search(link):
            words = " ".join("".join(a.itertext()).split())
            entries.append(Entry(link, words if words.count(" ") > 2 else None))
    return _once(entries)


def _usable(charset: str | None) -> str | None:
    import codecs

    try:
        return codecs.lookup(charset).name if charset else None
    except LookupError:
        return None


def _absolute(base: str, link: str | None) -> str | None:
    """The whole address of a link, without the place within the page; None where it leads to no page."""
    if not link:
        return None
    try:
        found = urldefrag(urljoin(base, link.strip())).url
        return found if urlsplit(found).scheme in ("http", "https") else None
    except ValueError:
        return None


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each address once; of several links to one page the first that has a title."""
    found: dict[str, Entry] = {}
    for each in entries:
        if each.url not in found or (each.title and not found[each.url].title):
            found[each.url] = each
    return list(found.values())


def fitting(entries: Iterable[Entry], articles: str | None) -> Iterator[Entry]:
    """Those whose address fits the pattern, or all where there is none."""
    for each in entries:
        if articles is None or re.search(articles, each.url):
            yield each
