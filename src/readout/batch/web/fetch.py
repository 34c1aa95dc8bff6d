"""Fetching one page: in turn, within limits of time, size and redirects, and only if it has changed."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError
from urllib3.response import BaseHTTPResponse

from readout.batch.web.manners import ROBOTS_LIMIT, FetchError, Manners, PrivateAddressError, Robots, Turns, connections, host_of
from readout.ledger.runs import Fetched

_MOVED = (301, 302, 303, 307, 308)
_LATER = (429, 503)
_BLOCK = 1 << 16
_EITHER = 47  # zlib: the header says whether it is gzip or zlib


class Page(NamedTuple):
    """What a server gave: `url` is where it was found in the end, `media` its type, `charset` what the server says of its letters."""

    asked: str
    url: str
    status: int
    data: bytes = b""
    media: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the page is what it was the last time."""
        return self.status == 304

    def remembered(self, sha256: str | None) -> Fetched:
        """What is kept of it for the next time."""
        return Fetched(self.asked, self.etag, self.last_modified, sha256, self.status)


class _Packing:
    """What a sender packed, opened as it comes; raises `zlib.error` where it is not packed so or breaks off (urllib3 is silent then)."""

    def __init__(self, coding: str, most: int) -> None:
        self.most = most + 1
        known = coding.strip().lower()
        if known not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise zlib.error(f"packed as {known[:20]}")
        self.opener = zlib.decompressobj(_EITHER) if known not in ("", "identity") else None

    def opened(self, block: bytes) -> bytes:
        """The next bytes; of a bomb no more than what is too much."""
        return block if self.opener is None else self.opener.decompress(block, self.most)

    def end(self) -> None:
        """To be called when all has come."""
        if self.opener is not None and not self.opener.eof:
            raise zlib.error("it breaks off")


class Fetcher:
    """Fetches pages for one run; every host has its turn, its robots.txt and its limits."""

    def __init__(self, manners: Manners, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self.manners, self.clock, self.sleep = manners, clock, sleep
        self.turns, self.robots = Turns(manners.delay, clock, sleep), Robots(manners.name)
        self.connections = connections(manners)
        self.down: dict[str, FetchError] = {}

    def get(self, url: str, known: Fetched | None = None) -> Page:
        """The page, or word that it has not changed since `known`; raises `FetchError` where it cannot be had."""
        here, asked = url, {"Accept": "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,*/*;q=0.5"}
        if known is not None and known.etag:
            asked["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            asked["If-Modified-Since"] = known.last_modified
        for _ in range(self.manners.redirects + 1):
            _check(here, url)
            self._ask_leave(here, url)
            response, data = self._patiently(here, url, asked)
            if response.status not in _MOVED:
                return self._page(response, data, here, url)
            here = urljoin(here, response.headers.get("Location") or "")
        raise FetchError(
            "RO-F007", url, f"it leads on more than {self.manners.redirects} times (last to {here})", "give the address where it ends"
        )

    def _ask_leave(self, here: str, asked: str) -> None:
        """Look at the robots.txt of the host, once in a run; raises RO-F003 where it does not want us."""
        host = host_of(here)
        if not self.robots.knows(host):
            try:
                status, data = self._robots(f"{host}/robots.txt", asked)
            except FetchError as error:
                status, data, self.down[host] = 0, b"", error
            delay = self.robots.learn(host, status, data.decode("utf-8", "replace"))
            if delay:
                self.turns.slow_down(host, delay)
        if host in self.down:
            why = self.down[host]
            raise FetchError(why.code, asked, why.message, why.remedy)
        if not self.robots.allows(host, here):
            said = "its robots.txt does not allow it" if self.robots.rules[host] else "the server cannot give its robots.txt now"
            raise FetchError("RO-F003", asked, said, "ask the publisher, or save the pages with a browser and give the files")

    def _robots(self, here: str, asked: str) -> tuple[int, bytes]:
        """Status and bytes of a robots.txt, wherever it leads."""
        for _ in range(self.manners.redirects + 1):
            _check(here, asked)
            response, data = self._request(here, asked, {}, ROBOTS_LIMIT, cut=True)
            if response.status not in _MOVED:
                return response.status, data
            here = urljoin(here, response.headers.get("Location") or "")
        return 404, b""

    def _patiently(self, here: str, asked: str, headers: dict[str, str]) -> tuple[BaseHTTPResponse, bytes]:
        """The answer; a server that says "later" is asked once more, when it says, if that is soon."""
        response, data = self._request(here, asked, headers, self.manners.size)
        if response.status in _LATER and (wait := _seconds_until(response.headers.get("Retry-After"))) <= self.manners.seconds:
            self.sleep(wait)
            response, data = self._request(here, asked, headers, self.manners.size)
        return response, data

    def _request(self, here: str, asked: str, headers: dict[str, str], size: int, *, cut: bool = False) -> tuple[BaseHTTPResponse, bytes]:
        self.turns.take(host_of(here))
        until = self.clock() + self.manners.seconds
        limit = urllib3.Timeout(connect=min(10, self.manners.seconds), read=self.manners.seconds)
        sent = {**self.connections.headers, **headers}
        try:
            response = self.connections.request(
                "GET", here, headers=sent, redirect=False, retries=False, timeout=limit, preload_content=False
            )
            try:
                data = self._body(response, asked, size, until, cut=cut)
            except BaseException:
                response.close()
                raise
            response.release_conn()
            return response, data
        except PrivateAddressError as error:
            raise FetchError(
                "RO-F004", asked, f"it leads into a private network ({error})", "give --allow-private if that is what you want"
            ) from error
        except NewConnectionError as error:  # urllib3 counts it among the timeouts
            raise _unreachable(asked, error) from error
        except TimeoutError as error:
            raise _slow(asked, self.manners.seconds) from error
        except zlib.error as error:
            raise FetchError(
                "RO-F013", asked, "what the server sent cannot be unpacked", "try again with --retry, or fetch it by hand"
            ) from error
        except (HTTPError, OSError, UnicodeError, ValueError) as error:
            raise _unreachable(asked, error) from error

    def _body(self, response: BaseHTTPResponse, asked: str, size: int, until: float, *, cut: bool) -> bytes:
        """The bytes of an answer, within size and time; what a sender packed counts unpacked, and must be whole."""
        parts, length = [], 0
        packing = _Packing(response.headers.get("Content-Encoding") or "", size)
        while block := response.read1(_BLOCK, decode_content=False):
            parts.append(packing.opened(block))
            length += len(parts[-1])
            if length > size:
                if cut:
                    response.close()
                    return b"".join(parts)
                raise FetchError("RO-F005", asked, f"it has more than {size // 1_000_000} MB", "fetch it by hand and give the file")
            if self.clock() > until:
                raise _slow(asked, self.manners.seconds)
        packing.end()
        return b"".join(parts)

    def _page(self, response: BaseHTTPResponse, data: bytes, here: str, asked: str) -> Page:
        status = response.status
        if status in _LATER:
            when = response.headers.get("Retry-After")
            said = f"the server answers {status}: not now" + (f", try after {when[:40]}" if when else "")
            raise FetchError("RO-F012", asked, said, "try again later with --retry; a longer --delay asks less often")
        if status not in (200, 304):
            gone = status in (404, 410)
            raise FetchError(
                "RO-F002",
                asked,
                f"the server answers {status}",
                "the page is gone: nothing can be done" if gone else "look at it with a browser, then try again with --retry",
            )
        media, _, rest = (response.headers.get("Content-Type") or "").partition(";")
        charset = next((p.partition("=")[2].strip("\"' ") for p in rest.split(";") if p.strip().lower().startswith("charset=")), None)
        kept = response.headers.get("ETag"), response.headers.get("Last-Modified")
        return Page(asked, here, status, data, media.strip().lower(), charset, *kept)


def _seconds_until(when: str | None) -> float:
    """How long a Retry-After (RFC 9110: seconds, or a date) asks to wait; five seconds where there is none or none that can be read.

    >>> _seconds_until("7"), _seconds_until("Mon, 10 May 2021 10:00:00 GMT"), _seconds_until("soon")
    (7.0, 0.0, 5.0)
    """
    if when is None or when.strip().isdigit():
        return float(when or 5)
    try:
        return max(0.0, (parsedate_to_datetime(when) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without its zone
        return 5.0


def _check(here: str, asked: str) -> None:
    parts = urlsplit(here)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError("RO-F009", asked, f"{here[:80]!r} is no address of a page", "give an address that begins with https://")


def _unreachable(asked: str, error: Exception) -> FetchError:
    said = str(error).rpartition(": ")[2] or type(error).__name__
    return FetchError("RO-F001", asked, f"the server cannot be reached ({said})", "check the address, then try again with --retry")


def _slow(asked: str, seconds: float) -> FetchError:
    return FetchError("RO-F006", asked, f"it took more than {seconds:.0f} seconds", "try again with --retry, when the server is faster")
