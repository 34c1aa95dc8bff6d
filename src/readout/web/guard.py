"""What stands before every request and behind every answer: host names, sizes, rates, and headers that let nothing foreign run."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import MutableMapping
from typing import Any

import msgspec

from readout.web.problems import Problem
from readout.web.settings import Settings

# Styles and scripts come from files of this server only; nothing is written into a page, so no document's text can become either.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_REMEMBERED = 4096


class Bucket:
    """So many requests a minute for each address, the least recently seen forgotten first."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> bool:
        """Whether one more is allowed now."""
        moment = time.monotonic()
        left, last = self._left.pop(who, (float(self.per_minute), moment))
        left = min(float(self.per_minute), left + (moment - last) * self.per_minute / 60)
        self._left[who] = (max(0.0, left - 1), moment)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return left >= 1


class Guard:
    """An ASGI application around another one."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.hosts = settings.hosts()
        self.bucket = Bucket(settings.requests_per_minute)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Refuse what must not come in; put the headers on what goes out."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fault = self._fault(scope)
        if fault is not None:
            await _refuse(send, *fault)
            return
        limit = self.settings.upload_bytes if scope["path"] == "/intake/read" else self.settings.body_bytes
        taken = 0

        async def counted() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                return {"type": "http.disconnect"}
            return message

        async def headed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in given)]
            await send(message)

        await self.app(scope, counted, headed)

    def _fault(self, scope: MutableMapping[str, Any]) -> tuple[int, Problem] | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self.hosts:
            return 421, Problem(
                "RO-W006",
                host or "(none)",
                "this host name is not answered here",
                "open the address that `readout serve` printed, or name the host with --name",
            )
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            origin = headers.get(b"origin", b"").decode("latin-1").lower()
            if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none") or (
                origin and origin.partition("://")[2] != host
            ):
                return 403, Problem(
                    "RO-W005", origin or "(unknown)", "the form was sent from another site", "send it from a page of this server"
                )
        length = headers.get(b"content-length", b"0")
        limit = self.settings.upload_bytes if scope["path"] == "/intake/read" else self.settings.body_bytes
        if not length.isdigit() or int(length) > limit:
            return 413, Problem(
                "RO-W007", scope["path"], f"more than {limit:,} bytes were sent", "send less, or read large files with `readout ingest`"
            )
        if b"\0" in scope.get("query_string", b"") or b"%00" in scope.get("query_string", b"") or "\0" in scope["path"]:
            return 400, Problem("RO-W002", "address", "there is a NUL in the address", "take it out")
        client = (scope.get("client") or ("",))[0]
        if self.settings.shared and not scope["path"].startswith("/static/") and not self.bucket.take(client):
            return 429, Problem("RO-W008", client, "too many requests came from this address", "wait a minute")
        return None


async def _refuse(send: Any, status: int, problem: Problem) -> None:
    body = msgspec.json.encode(problem)
    headers = [*HEADERS, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 429:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
