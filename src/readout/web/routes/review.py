"""Review: what could not be decided, one question at a time; merging and parting people; everything decided, with undo."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from readout.ledger import corrections
from readout.ledger.views import asked, desk, parties, promises, rows
from readout.web.problems import missing, unreadable
from readout.web.routes.acts import Done, done
from readout.web.screens import returned, screen
from readout.web.sight import Reviewer, See, Sight

router = APIRouter()
Reason = Annotated[str, Form(max_length=2000)]
Page = Annotated[int, Query(ge=1, le=1000)]


class Review(msgspec.Struct, frozen=True):
    """The question at hand, how many there are, and the last thing this user decided."""

    at: int
    open: int
    question: asked.Question | None
    last: asked.Decision | None
    unresolved: int


@screen(router, "/review", "review.html", Review)
def show_review(see: See, at: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> Review:
    """One question at a time: are these two one?"""
    with see.reading() as connection:
        count = asked.open_questions(connection)
        at = at if at < count else 0
        last = asked.last_of(connection, see.user.name if see.user else "")
        return Review(at, count, asked.question(connection, at), last, asked.unresolved(connection))


@router.post("/review/{code}", responses=returned(Done), response_class=Response)
def answer(see: Reviewer, code: str, verdict: Annotated[str, Form(max_length=20)], at: int = 0, reason: Reason = "") -> Response:
    """Answer a question: same or different."""
    if verdict not in ("same", "different"):
        raise unreadable("verdict", "this is neither same nor different")
    with see.reading() as connection:
        found = asked.question(connection, code=code)
    if found is None:
        raise missing(code, "open question")
    numbers = _judge(see, verdict, found.left.code, found.right.code, reason or f"answered in review: {found.why}")
    return done(see, Done(verdict, code, numbers[0] if numbers else 0), f"/review?at={max(0, min(at, 1_000_000))}")


def _judge(see: Sight, verdict: str, left: str, right: str, reason: str) -> list[int]:
    numbers = see.ledger.judge(verdict, left, right, author=_name(see), reason=reason[:2000])
    with see.writing(f"judge {verdict}", left, f"{right}; {reason}"):
        pass
    return numbers


def _name(see: Sight) -> str:
    return see.user.name if see.user else ""


class MergePage(msgspec.Struct, frozen=True):
    """A person, and those of like name who may be the same."""

    profile: parties.Profile
    asked: str
    candidates: tuple[parties.Somebody, ...]


@screen(router, "/people/{code}/merge", "merge.html", MergePage)
def show_merge(see: See, code: str, q: Annotated[str, Query(max_length=120)] = "") -> MergePage:
    """Choose who is the same person."""
    with see.reading() as connection:
        found = parties.profile(connection, "person", code, limit=3)
        if found is None:
            raise missing(code, "person")
        words = " ".join(q.split()) or found.name.split()[-1]
        others = parties.people(connection, words).rows
    return MergePage(found, words, tuple(p for p in others if p.code != found.code)[:24])


def _whole(see: Sight, code: str) -> str:
    with see.reading() as connection:
        found = parties.profile(connection, "person", code, limit=1)
    if found is None or found.identity is None:
        raise missing(code, "person")
    return found.identity


@router.post("/people/{code}/merge", responses=returned(Done), response_class=Response)
def merge(see: Reviewer, code: str, other: Annotated[str, Form(max_length=200)], reason: Reason = "") -> Response:
    """Say that two people are one; every document keeps its words, and undoing parts them again."""
    left, right = _whole(see, code), _whole(see, other)
    if left == right:
        raise unreadable("other", "this is the same person already")
    numbers = _judge(see, "same", left, right, reason or "merged on the page of the person")
    return done(see, Done("merged", code, numbers[0]), f"/people/{code}")


@router.post("/people/{code}/split", responses=returned(Done), response_class=Response)
def split(see: Reviewer, code: str, part: Annotated[str, Form(max_length=400)], reason: Reason = "") -> Response:
    """Part what some texts say of somebody from the rest."""
    whole = _whole(see, code)
    numbers = see.ledger.split(whole, part, author=_name(see), reason=reason or "parted on the page of the person")
    with see.writing("split", whole, part):
        pass
    return done(see, Done("split", code, numbers[0] if numbers else 0), f"/people/{code}")


@router.post("/encounters/judge", responses=returned(Done), response_class=Response)
def judge_encounters(
    see: Reviewer, left: Annotated[str, Form(max_length=200)], right: Annotated[str, Form(max_length=200)],
    verdict: Annotated[str, Form(max_length=20)] = "same", reason: Reason = "",
) -> Response:  # fmt: skip
    """Say that two encounters, or an account and an encounter, are one event or two."""
    numbers = _judge(see, verdict, left, right, reason or "judged on the page of the encounter")
    return done(see, Done(verdict, left, numbers[0] if numbers else 0), f"/e/{left}")


class Correctable(msgspec.Struct, frozen=True):
    """A claim with the values that may be corrected: a list is one value a line."""

    fact: rows.Fact
    document: str
    type: str
    values: dict[str, str]
    lists: tuple[str, ...]
    made: tuple[asked.Decision, ...] = ()


@screen(router, "/correct/{code}", "correct.html", Correctable, extra=lambda data, _see: {"fields": list(data.values.items())})
def show_correct(see: See, code: str) -> Correctable:
    """The form that corrects a claim."""
    with see.reading() as connection:
        fact = desk.claim(connection, code)
        found = corrections.present(connection, code) if fact else None
    if fact is None or found is None:
        raise missing(code, "claim that can be corrected")
    key, type_, values = found
    lists = tuple(k for k, v in values.items() if isinstance(v, list) and k != "participants")
    return Correctable(fact, key, type_, {k: _shown(v) for k, v in values.items() if _is_simple(v) or k == "participants"}, lists)


def _is_simple(value: Any) -> bool:
    return (
        value is None or isinstance(value, str | int | float | bool) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    )


def _shown(value: Any) -> str:
    """A value as a form holds it; participants as *name | role | post*, one a line."""
    if isinstance(value, list):
        return "\n".join(" | ".join(str(v[k] or "") for k in ("party", "role", "post")) if isinstance(v, dict) else str(v) for v in value)
    return "" if value is None else "true" if value is True else "false" if value is False else str(value)


def _meant(words: str, field: str, lists: tuple[str, ...]) -> Any:
    """What a form's words mean as a value."""
    lines = [line.strip() for line in words.replace("\r", "").split("\n") if line.strip()]
    if field == "participants":
        parts = [[p.strip() for p in line.split("|")] for line in lines]
        return [{"party": p[0], "role": p[1] if len(p) > 1 else "principal", "post": p[2] if len(p) > 2 and p[2] else None} for p in parts]
    if field in lists:
        return lines
    bare = words.strip()
    return None if not bare else {"true": True, "false": False}.get(bare, bare)


@router.post("/correct/{code}", responses=returned(Done), response_class=Response)
async def correct(see: Reviewer, code: str) -> Response:
    """Correct a claim: `action` is change (every field `f.NAME` that differs), confirm or reject; `reason` says why."""
    form = {k: str(v) for k, v in (await see.request.form()).items()}
    return await run_in_threadpool(_correct, see, code, form)


@router.post("/correct/{code}/words", responses=returned(Done), response_class=Response)
def correct_words(
    see: Reviewer,
    code: str,
    start: Annotated[int, Form(ge=0, le=10**9)],
    end: Annotated[int, Form(ge=1, le=10**9)],
    revision: Annotated[int, Form(ge=1, le=100_000)],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Correct the words that a claim stands on: the code points where they begin and end in the newest revision."""
    page = show_correct(see, code)
    if revision != page.fact.revision:
        raise unreadable("revision", "the text has changed since this page was opened")
    why = reason.strip() or "other words, corrected in the explorer"
    made = see.ledger.correct(page.document, f"{page.type}.words", [start, end], author=_name(see), reason=why, claim=code)
    with see.writing("change", code, f"words {start}-{end}; {why}"):
        pass
    return done(see, Done("change", made), f"/d/{page.fact.document}?r={page.fact.revision}&c={start}-{end}#here")


def _correct(see: Sight, code: str, form: dict[str, str]) -> Response:
    page = show_correct(see, code)
    action, reason = form.get("action", "change"), form.get("reason", "").strip()[:2000] or "corrected in the explorer"
    if action not in ("change", "confirm", "reject"):
        raise unreadable("action", "this is neither change, confirm nor reject")
    changed = {k: form[f"f.{k}"] for k in page.values if f"f.{k}" in form and _same(form[f"f.{k}"]) != _same(page.values[k])}
    if action == "change" and not changed:
        raise unreadable("fields", "no field differs from what the ledger holds")
    made = []
    if action == "change":
        for field, words in changed.items():
            value, now = _meant(words, field, page.lists), show_correct(see, _current(see, code, page)).fact.code
            made.append(see.ledger.correct(page.document, f"{page.type}.{field}", value, author=_name(see), reason=reason, claim=now))
    else:
        made.append(see.ledger.correct(page.document, author=_name(see), reason=reason, action=action, type=page.type, claim=code))
    with see.writing(action, code, f"{', '.join(changed)}; {reason}"):
        pass
    span = f"&c={page.fact.start}-{page.fact.end}#here" if page.fact.start is not None else ""
    return done(see, Done(action, made[-1] if made else code), f"/d/{page.fact.document}?r={page.fact.revision}{span}")


def _same(words: str) -> str:
    return words.replace("\r", "").strip()


def _current(see: Sight, code: str, page: Correctable) -> str:
    """The code of the claim that stands for a corrected one now: a correction of one field gives the claim a new code."""
    with see.reading() as connection:
        found = rows.standing_for(connection, page.fact)
    if found is None:
        raise missing(code, "claim that can be corrected")
    return found


class History(msgspec.Struct, frozen=True):
    """Everything that people decided."""

    page: int
    more: bool
    decisions: tuple[asked.Decision, ...]


@screen(router, "/history", "history.html", History)
def show_history(see: See, page: Page = 1) -> History:
    """Judgements, corrections and moves, the newest first."""
    with see.reading() as connection:
        found = asked.decisions(connection, page, 41)
    return History(page, len(found) > 40, tuple(found[:40]))


@router.post("/undo/{id}", responses=returned(Done), response_class=Response)
def undo(see: Reviewer, id: str, back: Annotated[str, Form(max_length=400)] = "/history") -> Response:
    """Take back a judgement or move (by number) or a correction (by code); it stays listed as undone."""
    if id.isdecimal() and len(id) < 10:
        with see.reading() as connection:
            is_move = any(m.id == int(id) for m in promises.moves_by_number(connection, int(id)))
        if is_move:
            with see.writing("undo", f"move {id}") as connection:
                promises.undo(connection, int(id), _name(see))
        else:
            see.ledger.undo(int(id), author=_name(see))
            with see.writing("undo", f"judgement {id}"):
                pass
    else:
        see.ledger.uncorrect(id, author=_name(see))
        with see.writing("undo", f"correction {id}"):
            pass
    from readout.web.routes.sessions import inside

    return done(see, Done("undone", id), inside(back))


class Unresolved(msgspec.Struct, frozen=True):
    """What texts leave open."""

    kind: str
    page: int
    more: bool
    facts: tuple[rows.Fact, ...]


@screen(router, "/review/unresolved", "unresolved.html", Unresolved)
def show_unresolved(see: See, kind: Annotated[str, Query(max_length=40)] = "", page: Page = 1) -> Any:
    """What the reader could not decide in single texts: who spoke, which day, who attended."""
    with see.reading() as connection:
        found = desk.questions(connection, kind=kind, limit=31, offset=(page - 1) * 30)
    return Unresolved(kind, page, len(found) > 30, tuple(found[:30]))
