"""The desk: what is new, what is planned, what has passed unreported, what is open; and how intake goes."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, func, select

from readout.ledger import schema as t
from readout.ledger.views.alarms import Alarm, alarms
from readout.ledger.views.documents import DocumentRow, listed
from readout.ledger.views.rows import Fact, Meeting, current, encounters, facts

PLANNED = ("planned", "announced", "expected", "invited")


class Run(msgspec.Struct, frozen=True):
    """A run of intake."""

    id: int
    what: str
    started: str
    ended: str | None
    report: str | None
    summary: str = ""
    alarms: tuple[str, ...] = ()


class Failure(msgspec.Struct, frozen=True):
    """A document that could not be taken in, and what to do about it."""

    address: str
    origin: str | None
    code: str
    message: str
    remedy: str
    first_at: str
    last_at: str
    attempts: int
    resolved_at: str | None


class Desk(msgspec.Struct, frozen=True):
    """Everything the desk shows."""

    today: str
    documents: int
    latest: tuple[Meeting, ...]
    planned: tuple[Meeting, ...]
    passed: tuple[Meeting, ...]
    questions: tuple[Fact, ...]
    due: tuple[Fact, ...]
    recent: tuple[DocumentRow, ...]
    runs: tuple[Run, ...]
    failures: int


class Intake(msgspec.Struct, frozen=True):
    """Runs and failures."""

    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    open_failures: int
    alarms: tuple[Alarm, ...] = ()


def desk(connection: Connection, today: str) -> Desk:
    """The desk on a day."""
    c = t.claim.c
    latest = encounters(connection, c.status == "held", c.day_from <= today, limit=12)
    recent = _days_before(today, 90)  # a plan of several days may have begun
    planned = encounters(connection, c.status.in_(PLANNED), c.day_from >= recent, c.day_to >= today, order=(c.day_from,), limit=8)
    passed = [m for m in encounters(connection, c.status.in_(PLANNED), c.day_to < today, limit=16) if m.status != "held"][:8]
    questions = facts(connection, c.type == "unresolved", order=(c.day.desc(),), limit=6)
    due = facts(connection, c.type == "commitment", c.due >= today, order=(c.due,), limit=6)
    newest = listed(connection, facets=False)
    return Desk(
        today, newest.total, tuple(latest), tuple(planned), tuple(passed), tuple(questions), tuple(due), newest.rows[:6],
        runs(connection, 4), open_failures(connection),
    )  # fmt: skip


def _days_before(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day


def runs(connection: Connection, limit: int = 30) -> tuple[Run, ...]:
    """The last runs of intake."""
    r = t.run.c
    wanted = select(r.id, r.what, r.started, r.ended, r.report).order_by(r.id.desc()).limit(limit)
    return tuple(_run(*row) for row in connection.execute(wanted))


class _Report(msgspec.Struct):
    """What a page tells of the report that a run keeps of itself (`batch.report`)."""

    status: str = ""
    new: int = 0
    revised: int = 0
    reread: int = 0
    unchanged: int = 0
    failed: int = 0
    alarms: list[str] = []


def _run(id: int, what: str, started: str, ended: str | None, report: str | None) -> Run:
    try:
        told = msgspec.json.decode(report or "{}", type=_Report)
    except msgspec.DecodeError:  # of an older version, or written by hand
        return Run(id, what, started, ended, report, report or "")
    counts = (
        ("new", told.new),
        ("revised", told.revised),
        ("read again", told.reread),
        ("unchanged", told.unchanged),
        ("failed", told.failed),
    )
    said = ", ".join(f"{number} {name}" for name, number in counts if number) or "nothing new"
    return Run(id, what, started, ended, report, f"{told.status}: {said}" if told.status else said, tuple(told.alarms))


def open_failures(connection: Connection) -> int:
    """How many documents could not be taken in and still are not."""
    return int(connection.execute(select(func.count()).select_from(t.failure).where(t.failure.c.resolved_at.is_(None))).scalar() or 0)


def intake(connection: Connection, today: str) -> Intake:
    """Runs, failures with the open ones first, and what does not look right."""
    f = t.failure.c
    columns = (f.address, f.origin, f.code, f.message, f.remedy, f.first_at, f.last_at, f.attempts, f.resolved_at)
    wanted = select(*columns).order_by(f.resolved_at.is_not(None), f.last_at.desc()).limit(200)
    return Intake(
        runs(connection), tuple(Failure(*row) for row in connection.execute(wanted)), open_failures(connection), alarms(connection, today)
    )


def claim(connection: Connection, code: str) -> Fact | None:
    """One claim by its code, also one that no longer stands."""
    found = facts(connection, t.claim.c.code == code, order=(t.claim.c.id.desc(),), limit=1, standing=False)
    return found[0] if found else None


def earlier(connection: Connection, code: str) -> list[Fact]:
    """All forms a claim has had in the ledger, the newest first."""
    return facts(connection, t.claim.c.code == code, order=(t.claim.c.id.desc(),), limit=20, standing=False)


def questions(connection: Connection, *, kind: str = "", limit: int = 30, offset: int = 0) -> list[Fact]:
    """What the reader could not decide, the newest documents first."""
    c = t.claim.c
    where = [c.type == "unresolved", *([c.kind == kind] if kind else [])]
    return facts(connection, *where, order=(c.day.desc(),), limit=limit, offset=offset)


def count(connection: Connection, type_: str) -> int:
    """How many claims of a type stand."""
    return int(connection.execute(select(func.count()).where(t.claim.c.type == type_, current())).scalar() or 0)
