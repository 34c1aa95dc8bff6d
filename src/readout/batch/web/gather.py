"""A publisher, a feed, a list or a page as units: articles that have not been fetched yet, host after host in turn."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import msgspec

from readout.batch.units import Done, Item, Options, Said, Unit, failure, given
from readout.batch.web import feeds
from readout.batch.web.feeds import Entry
from readout.batch.web.fetch import Fetcher, Page
from readout.batch.web.manners import FetchError, Manners, host_of
from readout.errors import UsageError
from readout.grammar.publishers import Door, load_profile, profile_for
from readout.ledger.runs import Fetched
from readout.stages import acquire

SUFFIX = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/json": ".json", "application/x-ndjson": ".jsonl", "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
SITEMAPS = 50
Remembered = Callable[[list[str]], dict[str, Fetched]]


def is_address(path: str) -> bool:
    """Whether it is an address of the web."""
    return path.startswith(("http://", "https://"))


def is_publisher(path: str) -> bool:
    """Whether it is the id of a publisher's profile."""
    return load_profile(path) is not None


class _Way(msgspec.Struct):
    """A feed or a list, and how many of its articles have still to be fetched before it counts as gone through."""

    origin: str
    page: Page
    left: int = 0
    is_whole: bool = True


class _Article(msgspec.Struct, frozen=True):
    entry: Entry
    said: Said
    way: _Way


class Gatherer:
    """Brings what the web holds for one run."""

    def __init__(self, fetcher: Fetcher, options: Options, remembered: Remembered, *, again: bool = False) -> None:
        self.fetcher, self.options, self.remembered, self.again = fetcher, options, remembered, again
        self.waiting: dict[str, deque[_Article]] = {}
        self.taken: set[str] = set()

    @property
    def _manners(self) -> Manners:
        return self.fetcher.manners

    def items(self, targets: list[str]) -> Iterator[Item]:
        """Everything behind publishers' ids and addresses: first the feeds and lists, then all articles, each host in its turn."""
        for target in targets:
            for door in _doors(target, self._manners):
                yield from self._door(door)
        yield from self._articles()

    # --- feeds and lists ---

    def _door(self, door: Door) -> Iterator[Item]:
        known = self.remembered([door.url]).get(door.url)
        try:
            page = self.fetcher.get(door.url, None if self._manners.refresh or self.again else known)
        except FetchError as error:
            yield failure(error, door.url, options=self.options.said())
            return
        page = page._replace(data=feeds.unpacked(page.data, self._manners.size))
        found = feeds.kind(page.data, page.media) if not page.is_unchanged else "unchanged"
        if found == "page" and door.articles is None:
            yield self._unit(page, Entry(door.url), self._said(Entry(door.url), door, page.url))
            return
        if found == "unchanged":
            yield Done(door.url, skipped=0)
            return
        entries, broken = self._entries(found, page, door)
        yield from broken
        if not entries and not broken:
            yield failure(_leads_nowhere(door), door.url, options=self.options.said())
            return
        yield from self._queue(entries, door, page)

    def _entries(self, kind: str, page: Page, door: Door) -> tuple[list[Entry], list[Item]]:
        if kind == "feed":
            found = feeds.of_feed(page.data, page.url)
        elif kind == "page":
            found = feeds.of_page(page.data, page.url, door.articles or "", page.charset)
        elif kind == "sitemap":
            found = feeds.of_sitemap(page.data, page.url)
        else:
            return self._of_index(page, door)
        return list(feeds.fitting(found, door.articles)), []

    def _of_index(self, page: Page, door: Door) -> tuple[list[Entry], list[Item]]:
        """The articles of all sitemaps that an index names, the last changed first."""
        found: list[Entry] = []
        broken: list[Item] = []
        maps = sorted(feeds.of_sitemap(page.data, page.url), key=lambda e: e.changed or "", reverse=True)
        for each in maps[:SITEMAPS]:
            try:
                inner = self.fetcher.get(each.url)
            except FetchError as error:
                broken.append(failure(error, each.url, options=self.options.said()))
                continue
            found += feeds.fitting(feeds.of_sitemap(feeds.unpacked(inner.data, self._manners.size), inner.url), door.articles)
            if len(found) >= self._manners.limit:
                break
        return found, broken

    def _queue(self, entries: list[Entry], door: Door, page: Page) -> Iterator[Item]:
        """Put the articles in line that are new, or have changed since they were fetched."""
        known = self.remembered([e.url for e in entries])
        way = _Way(door.url, page)
        for each in entries:
            before = known.get(each.url)
            stale = before is not None and each.changed is not None and each.changed > before.at
            if each.url in self.taken or not (before is None or stale or self._manners.refresh):
                continue
            if way.left == self._manners.limit:
                way.is_whole = False
                break
            self.taken.add(each.url)
            way.left += 1
            self.waiting.setdefault(host_of(each.url), deque()).append(_Article(each, self._said(each, door, each.url), way))
        if not way.left:
            yield self._through(way)

    def _through(self, way: _Way) -> Done:
        """A feed is remembered only when all its articles are there: a run that breaks off or reaches its limit sees it again."""
        return Done(way.origin, fetched=way.page.remembered(None) if way.is_whole else None)

    def _said(self, entry: Entry, door: Door, url: str) -> Said:
        profile = profile_for(url=url)
        publisher = profile.id if profile else door.publisher
        return Said(url, entry.title, acquire.day(entry.published), publisher, door.language)

    # --- articles ---

    def _articles(self) -> Iterator[Item]:
        while self.waiting:
            host = min(self.waiting, key=self.fetcher.turns.free_at)
            article = self.waiting[host].popleft()
            if not self.waiting[host]:
                del self.waiting[host]
            yield self._article(article)
            article.way.left -= 1
            if not article.way.left:
                yield self._through(article.way)

    def _article(self, article: _Article) -> Item:
        url = article.entry.url
        try:
            page = self.fetcher.get(url, self.remembered([url]).get(url))
        except FetchError as error:
            return failure(error, url, options=given(self.options, article.said).said())
        if page.is_unchanged:
            return Done(url, fetched=None, skipped=1)
        return self._unit(page, article.entry, article.said)

    def _unit(self, page: Page, entry: Entry, said: Said) -> Unit:
        stamp = hashlib.sha256(page.data).hexdigest()
        where = msgspec.structs.replace(said, url=page.url)
        return Unit(entry.url, entry.url, None, _decoded(page), _name(page), stamp, where, page.remembered(stamp))


def _doors(target: str, manners: Manners) -> list[Door]:
    """The feeds and lists of a publisher, or the one behind an address; raises RO-F010 where a profile names none."""
    if not is_address(target):
        profile = load_profile(target)
        if profile is None or not profile.doors:
            raise UsageError(
                "RO-F010",
                target,
                "the profile of this publisher names no feeds and no lists",
                f"add `feeds` or `lists` to packs/publishers/{target}.yaml, or give an address",
            )
        return [msgspec.structs.replace(door, publisher=profile.id) for door in profile.doors]
    profile = profile_for(url=target)
    known = next((d for d in profile.doors if d.url == target), None) if profile else None
    door = known or Door(target)
    if manners.links:
        try:
            re.compile(manners.links)
        except re.error as error:
            raise UsageError("RO-F011", "--links", f"{manners.links!r} is no regular expression ({error})", "mend the pattern") from error
    return [msgspec.structs.replace(door, articles=manners.links or door.articles, publisher=profile.id if profile else None)]


def _leads_nowhere(door: Door) -> FetchError:
    remedy = "give a feed, or a pattern of addresses with --links"
    if door.publisher:
        remedy = f"look at the page with a browser and mend its pattern in packs/publishers/{door.publisher}.yaml"
    return FetchError("RO-F008", door.url, "nothing on it leads to an article", remedy)


def _name(page: Page) -> str:
    """The name a file of this page would have: the words of its address, with the suffix of its type."""
    parts = urlsplit(page.url)
    path = PurePosixPath(unquote(parts.path))
    suffix = SUFFIX.get(page.media) or (path.suffix if path.suffix.lower() in SUFFIX.values() else "")
    words = f"{path.with_suffix('') if path.name else ''}-{unquote(parts.query)}"
    stem = re.sub(r"[^\w-]+", "-", words).strip("-") or parts.hostname or "page"
    return f"{stem[-120:]}{suffix}"


def _decoded(page: Page) -> bytes:
    """The bytes of a text as UTF-8 with its mark, where the server says how it is encoded: that goes before what the page says.

    Servers that say one letter for each byte (iso-8859-1 is what many say of everything) are not believed where the bytes are UTF-8: words
    of any length in another encoding hardly ever are.
    """
    if not page.charset or not page.media.startswith("text/") or page.charset.lower() in ("utf-8", "utf8"):
        return page.data
    try:
        if not page.data.isascii() and page.data.decode("utf-8"):
            return page.data
    except UnicodeError:
        pass  # then it is what the server says
    try:
        return b"\xef\xbb\xbf" + page.data.decode(page.charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return page.data
