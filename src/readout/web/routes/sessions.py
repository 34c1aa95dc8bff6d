"""Signing in and out of a shared server; its accounts and audit trail; the theme of the pages."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from readout.ledger import members as people
from readout.web.problems import WebError, missing
from readout.web.render import page
from readout.web.routes.acts import Done, done
from readout.web.screens import returned, screen
from readout.web.sight import COOKIE, Acting, Administrator, Overseer, Sight

router = APIRouter()


def inside(place: str) -> str:
    """A place on this server, else the desk: nobody is led elsewhere after signing in."""
    return place if place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable() else "/"


@router.get("/sign-in", include_in_schema=False, response_class=Response)
def sign_in_form(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """The form."""
    if not request.app.state.settings.shared:
        return RedirectResponse("/", status_code=303)
    return page(request, "sign_in.html", {"next": inside(next), "wrong": False})


@router.post("/sign-in", include_in_schema=False, response_class=Response)
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=400)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Begin a session; ten tries a minute from one address."""
    client = request.client.host if request.client else ""
    if not request.app.state.tries.take(client):
        raise WebError(429, "RO-W008", client, "too many tries to sign in came from this address", "wait a minute")
    see = Sight(request)
    with see.ledger.store.writing() as connection:
        found = people.check(connection, name, password)
        people.note(connection, name[:80], found.role if found else "none", "sign in" if found else "failed to sign in", client)
        token = people.begin(connection, found.id, see.settings.session_hours) if found else ""
    if not found:
        return page(request, "sign_in.html", {"next": inside(next), "wrong": True}, status=401)
    answer = RedirectResponse(inside(next), status_code=303)
    see.cookie(answer, token)
    return answer


@router.post("/sign-out", include_in_schema=False, response_class=Response)
def sign_out(see: Acting) -> Response:
    """End the session."""
    with see.ledger.store.writing() as connection:
        people.end(connection, see.token)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/theme/{choice}", include_in_schema=False, response_class=Response)
def theme(choice: str, back: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Light, dark, or as the system has it; changes nothing but a cookie."""
    answer = RedirectResponse(inside(back), status_code=303)
    if choice in ("light", "dark"):
        answer.set_cookie("theme", choice, max_age=31_536_000, samesite="lax", httponly=True, path="/")
    else:
        answer.delete_cookie("theme", path="/")
    return answer


class AdminPage(msgspec.Struct, frozen=True):
    """Accounts and the audit trail."""

    shared: bool
    accounts: tuple[people.Account, ...]
    trail: tuple[people.Entry, ...]
    roles: tuple[str, ...] = people.ROLES


@screen(router, "/admin", "admin.html", AdminPage)
def show_admin(see: Overseer) -> AdminPage:
    """Who may sign in, and who changed what."""
    with see.reading() as connection:
        return AdminPage(see.settings.shared, tuple(people.listed(connection)), tuple(people.trail(connection)))


@router.post("/admin/accounts", responses=returned(Done), response_class=Response)
def add_account(
    see: Administrator,
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=400)],
    role: Annotated[str, Form(max_length=20)] = "reader",
) -> Response:
    """A new account."""
    with see.writing("add account", name, role) as connection:
        number = people.add(connection, name, role, password)
    return done(see, Done("added", name, number), "/admin")


@router.post("/admin/accounts/{name}/close", responses=returned(Done), response_class=Response)
def close_account(see: Administrator, name: str) -> Response:
    """Close an account and end its sessions."""
    with see.writing("close account", name) as connection:
        if not people.close(connection, name):
            raise missing(name, "open account")
    return done(see, Done("closed", name), "/admin")
