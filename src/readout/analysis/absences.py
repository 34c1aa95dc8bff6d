"""What is not there: encounters of which one side alone tells, plans without a report, invitations, people expected and not seen."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, select

from readout.analysis.contacts import every
from readout.analysis.followup import FollowUp, of_question
from readout.analysis.searching import Searched, searched
from readout.grammar.publishers import load_profile
from readout.ledger import schema as t
from readout.ledger.asking import Hit, Part
from readout.ledger.asking.conditions import Moment
from readout.ledger.asking.grammar import All, Query, Term
from readout.ledger.asking.names import wanted
from readout.ledger.flatten import days
from readout.model.record import Encounter

_SIDES = ("principal", "host", "chair")


class OneSided(msgspec.Struct, frozen=True):
    """An encounter of two sides of which publishers of one side alone tell; `silent` is the other, `quarter` like 2024-Q3."""

    encounter: Hit
    quarter: str
    told: str
    silent: str
    publishers: tuple[str, ...]


class OneSidedReport(msgspec.Struct, frozen=True):
    """One-sided readouts of a pair; `held` counts each side's documents, since the silence of a side that is not read says nothing."""

    left: str
    right: str
    encounters: int
    both: int
    neither: int
    one_sided: tuple[OneSided, ...]
    held: dict[str, int]


def side_of(publisher: str | None) -> str | None:
    """The side a publisher speaks for: a state's code, or `org:` and a body's id.

    >>> side_of("kremlin"), side_of("sco-secretariat"), side_of("nobody")
    ('RU', 'org:sco', None)
    """
    profile = load_profile(publisher) if publisher else None
    if profile is None or not profile.side_key:
        return None
    return f"org:{profile.side_key}" if profile.side_kind == "organisation" else profile.side_key


def one_sided(
    connection: Connection, left: str, right: str, *, since: str = "", until: str = "", as_of: str | None = None
) -> OneSidedReport:
    """The encounters of two states or bodies that publishers of one side alone report, by quarter."""
    sides = {name: set(wanted(name).states) for name in (left, right)}
    terms = [Term("with", ":", (left,)), Term("with", ":", (right,)), Term("is", ":", ("held",))]
    terms += [Term(n, ":", (v,)) for n, v in (("since", since), ("until", until)) if v]
    found = every(connection, Query("encounters", All(tuple(terms)), "oldest", ""), as_of=as_of)
    both = neither = 0
    alone: list[OneSided] = []
    for hit in found:
        publishers = tuple(dict.fromkeys(a.document.publisher for a in hit.accounts if a.document and a.document.publisher))
        told = [name for name in (left, right) if any(side_of(p) in sides[name] for p in publishers)]
        if len(told) == 1:
            alone.append(OneSided(hit, quarter(hit.day or ""), told[0], right if told[0] == left else left, publishers))
        both, neither = both + (len(told) == 2), neither + (not told)
    return OneSidedReport(left, right, len(found), both, neither, tuple(alone), {n: _held(connection, s) for n, s in sides.items()})


def _held(connection: Connection, sides: set[str]) -> int:
    d = t.document.c
    return sum(1 for p in connection.execute(select(d.publisher)).scalars() if side_of(p) in sides)


def quarter(day: str) -> str:
    """The quarter of a day.

    >>> quarter("2024-08-27")
    '2024-Q3'
    """
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if len(day) >= 7 else day[:4]


class Unreported(msgspec.Struct, frozen=True):
    """A planned encounter whose day has passed; `cancelled` where a text says so; `near` are encounters held then that may be it."""

    planned: Hit
    passed: str
    cancelled: Hit | None
    near: tuple[Hit, ...]
    searched: Searched


def planned_and_not_reported(
    connection: Connection, *, today: str, as_of: str | None = None, days_around: int = 14
) -> tuple[Unreported, ...]:
    """Planned encounters whose last day has passed and that no account reports as held by the same people within two weeks."""
    planned = every(connection, Query("encounters", Term("is", ":", ("planned",)), "oldest", ""), as_of=as_of)
    made = []
    for hit in planned:
        first, last = days(hit.date)
        if first is None or last is None or last >= today:
            continue
        low, high = _shifted(first, -days_around), _shifted(last, days_around)
        about = [p for p in hit.parties if p.role in _SIDES and (p.code or p.name)]
        others = _around(connection, about, low, high, as_of)
        held = [h for h in others if h.status == "held" and _same_people(hit, h)]
        if any(_covers(hit, h) for h in held):
            continue
        cancelled = next((h for h in others if h.status in ("cancelled", "postponed")), None)
        seen = searched(connection, _shifted(first, -1), Moment(as_of))
        made.append(Unreported(hit, last, cancelled, tuple(held), seen))
    return tuple(made)


def _shifted(day: str, by: int) -> str:
    parts = [int(x) for x in day[:10].split("-")]
    return (date(parts[0], parts[1], min(parts[2], 28)) + timedelta(days=by)).isoformat()


def _around(connection: Connection, about: list[Part], low: str, high: str, as_of: str | None) -> list[Hit]:
    names = tuple(dict.fromkeys(p.code or p.name for p in about))
    if not names:
        return []
    where = All((Term("with", ":", names), Term("on", ":", (f"{low}..{high}",))))
    return every(connection, Query("encounters", where, "oldest", ""), as_of=as_of)


def _who(hit: Hit) -> set[str]:
    return {p.code or p.name for p in hit.parties if p.role in _SIDES}


def _same_people(planned: Hit, held: Hit) -> bool:
    return bool(_who(planned) & _who(held))


def _covers(planned: Hit, held: Hit) -> bool:
    """Whether an encounter held can be the one planned: all those named as its sides, or the place where one person alone was named."""
    mine = _who(planned)
    if len(mine) > 1:
        return mine <= _who(held) | {p.state for p in held.parties if p.state}
    same_place = bool(planned.place) and planned.place == held.place
    return same_place and (planned.kind == held.kind or planned.kind in ("visit", "meeting", "talks"))


class Invitation(msgspec.Struct, frozen=True):
    """An invitation, whether a text says that it was accepted (with the words), and what became of it."""

    invitation: Hit
    accepted: Hit | None
    followed: FollowUp


def invitations(connection: Connection, query: str = "", *, as_of: str | None = None, today: str | None = None) -> tuple[Invitation, ...]:
    """All invitations (of those a question narrows down), accepted or not, carried out or not."""
    followed = of_question(connection, f"commitments kind:invitation {query}".strip(), as_of=as_of, today=today, limit=500)
    moment = Moment(as_of, today)
    return tuple(Invitation(f.commitment, _accepted(connection, f.commitment, moment), f) for f in followed)


def _accepted(connection: Connection, hit: Hit, moment: Moment) -> Hit | None:
    """A statement of the same document that accepts: an act of agreement whose cue or words say "accept"."""
    from readout.ledger.asking import rows

    c = t.claim.c
    if hit.document is None:
        return None
    where = (c.document_id == hit.document.id) & (c.type == "statement") & moment.known() & (c.start_at >= (hit.start or 0))
    said = c.act.in_(("accept", "agree")) & c.label.ilike("%accept%") | c.quote.ilike("%invitation was accepted%")
    id = connection.execute(select(c.id).where(where, said).order_by(c.start_at).limit(1)).scalar()
    return rows.claims(connection, [id])[0] if id is not None else None


class Attendance(msgspec.Struct, frozen=True):
    """Who presided, attended, came as a deputy; whether at a distance; whom another text expected and no report names.

    `standing` are the register's lines on what a participant's state was, on that day, in the organisation concerned.
    """

    encounter: Hit
    chair: tuple[str, ...]
    attended: tuple[str, ...]
    deputies: tuple[str, ...]
    virtual: bool
    expected: tuple[str, ...]
    standing: tuple[str, ...] = ()


def attendance(connection: Connection, hit: Hit, *, as_of: str | None = None) -> Attendance:
    """The attendance of an encounter; `expected` come from plans of those days in the same place."""
    present = _who(hit) | {p.code or p.name for p in hit.parties}
    planned: list[Hit] = []
    if hit.day and hit.place:
        low, high = _shifted(hit.day, -7), _shifted(hit.day, 7)
        where = All((Term("is", ":", ("planned",)), Term("place", ":", (hit.place,)), Term("on", ":", (f"{low}..{high}",))))
        planned = every(connection, Query("encounters", where, "oldest", ""), as_of=as_of)
    expected = {p.code or p.name: p.name for plan in planned for p in plan.parties if (p.code or p.name) not in present}
    named = [(p, f"{p.name} ({p.post})" if p.post else p.name) for p in hit.parties if p.role != "initiator"]
    return Attendance(
        hit,
        tuple(dict.fromkeys(n for p, n in named if p.role == "chair")),
        tuple(dict.fromkeys(n for p, n in named if p.role != "chair")),
        tuple(
            dict.fromkeys(
                n for p, n in named if (p.office or "").startswith("deputy") or (p.post or "").lower().startswith(("deputy", "vice"))
            )
        ),
        hit.mode in ("video", "phone", "hybrid"),
        tuple(expected.values()),
        _standing(connection, hit),
    )


def _standing(connection: Connection, hit: Hit) -> tuple[str, ...]:
    c = t.claim.c
    found: dict[str, None] = {}
    for data in connection.execute(select(c.data).where(c.id.in_([a.id for a in (hit.accounts or (hit,))]))).scalars():
        told = msgspec.json.decode(data, type=Encounter)
        found.update((s.line, None) for p in told.participants for s in p.standing)
    return tuple(found)
