"""Manners on the web: who we say we are, how often we ask, what a site's robots.txt allows, and where we never go."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from readout.errors import ReadoutError

ROBOTS_LIMIT = 512 * 1024  # RFC 9309 asks for 500 KiB at least
LONGEST_DELAY = 60.0  # a site that asks for more is asked this often all the same


class FetchError(ReadoutError):
    """A page that cannot be had (codes `RO-F…`)."""


class Manners(msgspec.Struct, frozen=True):
    """How pages are fetched.

    `delay` seconds lie between two requests to one host, more where its robots.txt says so; `seconds` is the time one page may take,
    `size` the bytes it may have; `private` allows addresses of one's own network; `limit` is how many pages one feed or list may bring
    in one run; `links` is the pattern of addresses that lead to articles, for a page that no profile knows; `refresh` asks again for
    pages that were fetched before.
    """

    agent: str = ""
    delay: float = 1.0
    seconds: float = 30.0
    size: int = 20_000_000
    redirects: int = 5
    private: bool = False
    limit: int = 200
    links: str | None = None
    refresh: bool = False

    @property
    def name(self) -> str:
        """The user agent that is sent."""
        if self.agent:
            return self.agent
        from importlib.metadata import PackageNotFoundError, version

        try:
            return f"readout/{version('readout-ledger')}"
        except PackageNotFoundError:
            return "readout"


class PrivateAddressError(Exception):
    """A connection has led into one's own network."""


class _Guard:
    """Refuses connections to addresses that are not public. It looks at the address that was reached and not at the name, which a
    server may let point elsewhere a moment later; nothing has been sent by then."""

    def _new_conn(self) -> socket.socket:
        reached: socket.socket = super()._new_conn()  # type: ignore[misc]  # it stands before a connection of urllib3
        address = reached.getpeername()[0].partition("%")[0]
        if not is_public(address):
            reached.close()
            raise PrivateAddressError(address)
        return reached


class _Plain(_Guard, HTTPConnection):
    pass


class _Secure(_Guard, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def connections(manners: Manners) -> PoolManager:
    """Connections to servers, public ones only unless the manners say otherwise."""
    manager = PoolManager(num_pools=20, headers={"User-Agent": manners.name, "Accept-Encoding": "gzip"})
    if not manners.private:
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return manager


def is_public(address: str) -> bool:
    """Whether an address lies in the public network.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    found = mapped or found
    return found.is_global and not found.is_multicast


def host_of(url: str) -> str:
    """Scheme, host and port: what one delay and one robots.txt hold for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


class Turns:
    """When each host may be asked again."""

    def __init__(self, delay: float, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self.delay, self.clock, self.sleep = delay, clock, sleep
        self.free: dict[str, float] = {}
        self.asked: dict[str, float] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Ask this host less often than others."""
        self.asked[host] = min(delay, LONGEST_DELAY)

    def free_at(self, host: str) -> float:
        """The moment from which the host may be asked."""
        return self.free.get(host, 0.0)

    def take(self, host: str) -> None:
        """Wait until the host may be asked, and begin its next delay."""
        left = self.free_at(host) - self.clock()
        if left > 0:
            self.sleep(left)
        self.free[host] = self.clock() + max(self.delay, self.asked.get(host, 0.0))


class Robots:
    """What the robots.txt of a host allows (RFC 9309): all where there is none, nothing while the server cannot give it."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.rules: dict[str, Protego | None] = {}

    def knows(self, host: str) -> bool:
        """Whether the file of this host has been looked at."""
        return host in self.rules

    def learn(self, host: str, status: int, text: str) -> float | None:
        """Take in the file of a host; returns the delay it asks for."""
        if status >= 500 or status == 0:
            self.rules[host] = None
            return None
        rules = self.rules[host] = Protego.parse(text if status == 200 else "")
        delay = rules.crawl_delay(self.agent)
        return float(delay) if delay else None

    def allows(self, host: str, url: str) -> bool:
        """Whether the page may be asked for."""
        rules = self.rules.get(host)
        return rules is not None and bool(rules.can_fetch(url, self.agent))
