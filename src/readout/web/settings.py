"""How a server of the explorer is set up: for one person at this machine, or shared."""

from __future__ import annotations

import getpass
import secrets
from datetime import UTC, datetime

import msgspec

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class Settings(msgspec.Struct, frozen=True):
    """What a server is told at its start; `today` fixes the day for tests and pictures."""

    ledger: str
    host: str = "127.0.0.1"
    port: int = 8765
    shared: bool = False
    names: tuple[str, ...] = ()
    secure: bool = False
    author: str = ""
    secret: str = msgspec.field(default_factory=lambda: secrets.token_hex(32))
    today: str = ""
    upload_bytes: int = 8_000_000
    body_bytes: int = 64_000
    requests_per_minute: int = 600
    session_hours: int = 12

    def day(self) -> str:
        """The present day as the pages know it."""
        return self.today or datetime.now(UTC).date().isoformat()

    def person(self) -> str:
        """Whose name stands under judgements when nobody has to sign in."""
        return self.author or _user()

    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are answered: a page of another site that points its name here is not."""
        plain = (*LOOPBACK, *self.names) if not self.shared else (*LOOPBACK, self.host, *self.names)
        return frozenset(h for name in plain for h in (name, f"{name}:{self.port}"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no entry in the system's list of users
        return "local"
