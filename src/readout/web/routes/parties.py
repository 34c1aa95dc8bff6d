"""People and bodies: lists, a person's posts through time, a body with its statuses, posts and holders."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from readout.ledger.folding import words as name_words
from readout.ledger.views import parties
from readout.register import overview
from readout.register.answers import Holder
from readout.register.ask import load_register
from readout.web.problems import missing
from readout.web.screens import screen
from readout.web.sight import See
from readout.web.tongue import tongue

router = APIRouter()
Short = Annotated[str, Query(max_length=120)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Page = Annotated[int, Query(ge=1, le=200)]


@screen(router, "/people", "people.html", parties.People)
def show_people(see: See, q: Short = "", page: Page = 1) -> parties.People:
    """People in the ledger; a name in any script finds them."""
    with see.reading() as connection:
        return parties.people(connection, " ".join(q.split()), page)


@screen(router, "/bodies", "bodies.html", parties.People)
def show_bodies(see: See, q: Short = "", kind: Short = "", page: Page = 1) -> parties.People:
    """States, organisations and regions in the ledger."""
    with see.reading() as connection:
        return parties.bodies(connection, " ".join(q.split()), kind, page)


class PersonPage(msgspec.Struct, frozen=True):
    """A person, as of a day where one is asked; `register` is what the dated register has on the same name."""

    profile: parties.Profile
    on: str | None
    register: tuple[Holder, ...]
    held_on: tuple[Holder, ...]


@screen(router, "/people/{code}", "person.html", PersonPage)
def show_person(see: See, code: str, on: Day = "") -> PersonPage:
    """Names, posts through time, encounters, words, undertakings."""
    with see.reading() as connection:
        found, language = parties.profile(connection, "person", code, on or None), tongue(see.request, connection)
    if found is None:
        raise missing(code, "person")
    register = load_register()
    full = [name for name in found.names[:8] if len(name_words(name)) > 1]  # a family name alone may be somebody else's
    posts = {h.line: h for name in full for h in register.posts_held(name, None, language)}
    on_day = {h.line: h for name in full if on for h in register.posts_held(name, on, language)}
    return PersonPage(found, on or None, tuple(posts.values()), tuple(on_day.values()))


class StatusRow(msgspec.Struct, frozen=True):
    """A state's status in an organisation."""

    organisation: str
    state: str
    status: str
    since: str | None
    until: str | None
    line: str


class PostRow(msgspec.Struct, frozen=True):
    """An office of the body, and who held it on the day."""

    id: str
    title: str
    holders: tuple[Holder, ...]


class BodyPage(msgspec.Struct, frozen=True):
    """A body as the ledger and the register have it on a day."""

    kind: str
    code: str
    name: str
    on: str
    profile: parties.Profile | None
    statuses: tuple[StatusRow, ...]
    posts: tuple[PostRow, ...]
    register: dict[str, list[str]]


@screen(router, "/bodies/{kind}/{code}", "body.html", BodyPage)
def show_body(see: See, kind: str, code: str, on: Day = "") -> BodyPage:
    """A state, organisation or region: members and statuses by date, posts and holders, encounters."""
    day = on or see.today
    with see.reading() as connection:
        language = tongue(see.request, connection)
        found = parties.profile(connection, kind, code, on or None) if kind in ("state", "organisation", "region", "body") else None
    register = load_register()
    posts = tuple(
        PostRow(post, register.index.title(register.index.posts[post], language), register.holders(post, day, language))
        for post in register.posts(kind, code)[:40]
    )
    statuses = _statuses(kind, code, day)
    if found is None and not posts and not statuses:
        raise missing(f"{kind} {code}", "body")
    from readout.web.names import organisation_name, side_name

    name = side_name(code) if kind == "state" else organisation_name(code) if kind == "organisation" else (found.name if found else code)
    known = overview.of(register, code) if kind == "organisation" and code in register.index.organisations else {}
    return BodyPage(kind, code, name, day, found, statuses, posts, {k: v for k, v in known.items() if k in (code, "bodies")})


def _statuses(kind: str, code: str, day: str) -> tuple[StatusRow, ...]:
    register = load_register()
    pairs: list[tuple[str, str]] = [
        pair for pair in register.index.statuses if (kind == "state" and pair[1] == code) or (kind == "organisation" and pair[0] == code)
    ]
    found = []
    for organisation, state in sorted(pairs):
        answer = register.status(state, organisation, day)
        if answer.status:
            found.append(StatusRow(organisation, state, answer.status, answer.since, answer.until, answer.line))
    return tuple(sorted(found, key=lambda s: (s.status != "member", s.status, s.organisation, s.state)))


class PostPage(msgspec.Struct, frozen=True):
    """An office and its holders."""

    id: str
    title: str
    of_kind: str
    of: str
    on: str
    holders: tuple[Holder, ...]
    history: dict[str, list[str]]


@screen(router, "/posts/{owner}/{post}", "post.html", PostPage)
def show_post(see: See, owner: str, post: str, on: Day = "") -> Any:
    """Who held an office, through time and on a day, as the register has it."""
    register, key = load_register(), f"{owner}/{post}"
    known = register.index.posts.get(key)
    if known is None:
        raise missing(key, "post")
    day = on or see.today
    history = overview.of(register, key)
    with see.reading() as connection:
        language = tongue(see.request, connection)
    title, holders = register.index.title(known, language), register.holders(key, day, language)
    return PostPage(key, title, known.of_kind, known.of, day, holders, history)
