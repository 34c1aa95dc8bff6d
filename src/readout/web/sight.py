"""Who asks, and what they may: one object for each request. Locally one is the administrator; shared, one signs in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import quote

import msgspec
from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from readout.ledger import Ledger, members
from readout.web.problems import WebError, wants_json
from readout.web.settings import Settings

COOKIE = "readout"
_RANK = {role: n for n, role in enumerate(members.ROLES)}


class User(msgspec.Struct, frozen=True):
    """Who asks."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this user has a role or one above it."""
        return _RANK[self.role] >= _RANK[role]


class Sight:
    """One request: the ledger, the day, the user, and the token that forms must carry."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.settings: Settings = request.app.state.settings
        self.ledger: Ledger = request.app.state.ledger
        self.today = self.settings.day()
        self.token = _signed(self.settings.secret, request.cookies.get(COOKIE, ""))
        self.fresh = ""
        self.user: User | None = None
        if not self.settings.shared:
            self.user = User(self.settings.person(), "administrator")
            if not self.token:
                self.token = self.fresh = secrets.token_urlsafe(24)
        elif self.token:
            with self.ledger.store.reading() as connection:
                found = members.of_session(connection, self.token)
            self.user = User(found.name, found.role) if found else None

    @property
    def csrf(self) -> str:
        """What a form of this session carries; another site cannot know it."""
        return hmac.new(self.settings.secret.encode(), f"form {self.token}".encode(), hashlib.sha256).hexdigest()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for one consistent look."""
        with self.ledger.store.reading() as connection:
            yield connection

    @contextmanager
    def writing(self, action: str, subject: str, detail: str = "") -> Iterator[Connection]:
        """A connection for a change, which the audit trail notes."""
        assert self.user is not None
        with self.ledger.store.writing() as connection:
            yield connection
            members.note(connection, self.user.name, self.user.role, action, subject, detail)

    def cookie(self, answer: Response, token: str) -> None:
        """Give the browser its session."""
        value = f"{token}.{_mac(self.settings.secret, token)}"
        age = self.settings.session_hours * 3600
        answer.set_cookie(COOKIE, value, max_age=age, httponly=True, samesite="lax", secure=self.settings.secure, path="/")


def _mac(secret: str, token: str) -> str:
    return hmac.new(secret.encode(), f"session {token}".encode(), hashlib.sha256).hexdigest()


def _signed(secret: str, value: str) -> str:
    """The token of a cookie that we signed; empty for any other."""
    token, _, mac = value.rpartition(".")
    return token if token and hmac.compare_digest(mac.encode("utf-8", "replace"), _mac(secret, token).encode()) else ""


class SignIn(WebError):
    """Nobody is signed in: pages lead to the form, JSON says so."""


def looking(request: Request) -> Sight:
    """Everybody who may read."""
    see = Sight(request)
    request.state.see = see
    if see.user is None:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        raise SignIn(401, "RO-W003", here, "this server is shared: nobody is signed in", "sign in at /sign-in")
    return see


async def acting(request: Request, see: Annotated[Sight, Depends(looking)]) -> Sight:
    """Somebody who sends a form of this session."""
    sent = request.headers.get("x-csrf-token", "")
    if not sent and request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form()
        sent = str(form.get("csrf", ""))
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), see.csrf.encode()):
        raise WebError(
            403, "RO-W005", request.url.path, "the form does not belong to this session", "load the page again and send the form from it"
        )
    return see


def reviewing(see: Annotated[Sight, Depends(acting)]) -> Sight:
    """A reviewer or an administrator who sends a form."""
    return _at_least(see, "reviewer")


def administering(see: Annotated[Sight, Depends(acting)]) -> Sight:
    """An administrator who sends a form."""
    return _at_least(see, "administrator")


def overseeing(see: Annotated[Sight, Depends(looking)]) -> Sight:
    """An administrator who looks."""
    return _at_least(see, "administrator")


def _at_least(see: Sight, role: str) -> Sight:
    if see.user is None or not see.user.may(role):
        have = see.user.role if see.user else "nobody"
        raise WebError(
            403, "RO-W004", see.request.url.path, f"this needs the role {role}; you are {have}", "ask an administrator of this server"
        )
    return see


def sign_in_page(request: Request, error: SignIn) -> str | None:
    """Where a browser is led when nobody is signed in."""
    return None if wants_json(request) else f"/sign-in?next={quote(error.place, safe='')}"


See = Annotated[Sight, Depends(looking)]
Acting = Annotated[Sight, Depends(acting)]
Reviewer = Annotated[Sight, Depends(reviewing)]
Administrator = Annotated[Sight, Depends(administering)]
Overseer = Annotated[Sight, Depends(overseeing)]
