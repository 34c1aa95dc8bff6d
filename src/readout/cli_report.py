"""`readout report`: analysis over a ledger on the command line; parsing and printing only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from readout.cli_common import answering, cited

if TYPE_CHECKING:
    from sqlalchemy import Connection

_since = click.option("--since", metavar="DAY", default="", help="From this day, month or year on.")
_until = click.option("--until", metavar="DAY", default="", help="Up to and with this day, month or year.")
_query = click.argument("query", nargs=-1, required=True)


def _asked(query: tuple[str, ...]) -> str:
    from readout.ledger.asking import from_arguments

    return from_arguments(query)


@click.group()
def report() -> None:
    """Answers that need more than a query; every line gives the words it rests on, and what was searched."""


def _followed(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{one.status}{' (overdue)' if one.overdue and one.status != 'reported-done' else ''}: {cited(one.commitment)}"
        if one.judged:
            yield f"    judged by {one.judged}"
        for e in one.evidence[:4]:
            said = (e.grade, f"{e.days} days later", "reported after the due day" if e.late else "", "their own side" if e.own else "")
            yield f"    {', '.join(x for x in said if x)}: {cited(e.hit)} ({e.why})"
        if not one.evidence:
            yield f"    nothing found in {one.searched}"


@report.command("follow-up")
@_query
@click.option("--today", metavar="DATE", help="The day against which due days are held [default: today].")
@answering(_followed)
def follow_up(connection: Connection, query: tuple[str, ...], today: str | None, as_of: str | None) -> Any:
    """What became of commitments: the code of one, or a question (commitments by:SCO since:2019)."""
    from readout.analysis import followup

    asked = _asked(query)
    if asked.startswith("commitments"):
        return followup.of_question(connection, asked, as_of=as_of, today=today)
    return (followup.of_commitment(connection, asked, as_of=as_of, today=today),)


def _contacts(found: Any, left: str, right: str, **_asked: Any) -> Iterator[str]:
    yield f"{found.count} encounters of {left} and {right} in {found.searched}"
    for name, hit in (("first", found.first), ("last", found.last), ("last of ministers", found.last_of_ministers)):
        yield f"  {name}: {cited(hit) if hit else 'none'}"
    if found.longest:
        yield f"  longest silence: {found.longest.days} days, {found.longest.before.day} to {found.longest.after.day}"


@report.command()
@click.argument("left")
@click.argument("right")
@answering(_contacts)
def contacts(connection: Connection, left: str, right: str, as_of: str | None) -> Any:
    """The first and last encounter of two sides, the longest silence, the last at the level of ministers."""
    from readout.analysis.contacts import between

    return between(connection, left, right, as_of=as_of)


def _told(found: Any, **_asked: Any) -> Iterator[str]:
    held = ", ".join(f"{n} {k}" for k, n in found.held.items())
    yield f"{found.encounters} encounters; both sides report {found.both}, neither {found.neither}; documents held: {held}"
    for one in found.one_sided:
        yield f"  {one.quarter} {one.told} alone ({', '.join(one.publishers)}): {cited(one.encounter)}"


@report.command("one-sided")
@click.argument("left")
@click.argument("right")
@_since
@_until
@answering(_told)
def one_sided(connection: Connection, left: str, right: str, since: str, until: str, as_of: str | None) -> Any:
    """Encounters of two states or bodies that publishers of one side alone report, by quarter."""
    from readout.analysis import absences

    return absences.one_sided(connection, left, right, since=since, until=until, as_of=as_of)


def _passed(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"passed {one.passed}: {cited(one.planned)}"
        yield f"    cancelled: {cited(one.cancelled)}" if one.cancelled else f"    no report in {one.searched}"
        for hit in one.near:
            yield f"    held near it: {cited(hit)}"


@report.command()
@click.option("--today", metavar="DATE", help="The day up to which plans must have passed [default: today].")
@answering(_passed)
def planned(connection: Connection, today: str | None, as_of: str | None) -> Any:
    """Planned encounters whose date has passed with no report that they took place."""
    from readout.analysis.absences import planned_and_not_reported
    from readout.ledger.asking.conditions import Moment

    day = today or (Moment(as_of).today if as_of else date.today().isoformat())
    return planned_and_not_reported(connection, today=day, as_of=as_of)


def _invited(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{'accepted' if one.accepted else 'no answer reported'}, {one.followed.status}: {cited(one.invitation)}"
        for e in one.followed.evidence[:2]:
            yield f"    {e.grade}: {cited(e.hit)}"


@report.command()
@click.argument("query", nargs=-1)
@answering(_invited)
def invitations(connection: Connection, query: tuple[str, ...], as_of: str | None) -> Any:
    """Invitations, whether accepted, and whether carried out; a QUERY (by:Japan since:2022) narrows them down."""
    from readout.analysis import absences

    return absences.invitations(connection, _asked(query) if query else "", as_of=as_of)


def _attended(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{cited(one.encounter)}{' (at a distance)' if one.virtual else ''}"
        for name in ("chair", "attended", "deputies", "expected", "standing"):
            if names := getattr(one, name):
                yield f"    {name}: {'; '.join(names)}"


@report.command()
@_query
@answering(_attended)
def attendance(connection: Connection, query: tuple[str, ...], as_of: str | None) -> Any:
    """Who presided, attended, came as a deputy, and was expected but is not named: of the encounters of a QUERY."""
    from readout.analysis import absences
    from readout.analysis.contacts import every
    from readout.ledger.asking import parse

    return [absences.attendance(connection, h, as_of=as_of) for h in every(connection, parse(_asked(query)), as_of=as_of)]


def _counted(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{one.profile.id}: {one.count} ({one.profile.says})"
        for trip in one.trips:
            yield f"    {trip.first} – {trip.last} {trip.person}, {trip.post} ({trip.side}): {', '.join(h.code for h in trip.encounters)}"
            for said in trip.types:
                yield f"        {said.type}: “{said.quote}” [{said.document} {said.start}-{said.end}]"
        for trip in one.left_out:
            yield f"    left out: {trip.first} {trip.person}: {trip.why_not}"


@report.command()
@click.argument("country")
@click.option("--rule", "profiles", multiple=True, help="chinavisits, colt, historian or eu; several give all of them [default: all].")
@click.option("--level", default="minister", show_default=True, help="People of this rank or above.")
@_since
@_until
@answering(_counted)
def visits(connection: Connection, country: str, profiles: tuple[str, ...], **asked: Any) -> Any:
    """Visits to a COUNTRY, counted as rival codebooks do; every count carries its rule and the encounters behind it."""
    from readout.analysis import counting

    return [counting.count(connection, country, profile=p, **asked) for p in profiles or tuple(counting.profiles())]


def _coded(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        by, to = (", ".join(one.event.of(role)) or "–" for role in ("actor", "recipient"))
        yield f"{one.event.kind}{'/' + one.event.mode if one.event.mode else ''} {by} → {to}: {cited(one.event)}"
        yield f"    rule: {one.rule}"
        for other in one.alternates:
            code = f"{other.category}{'/' + other.mode if other.mode else ''}" if other.category else "no event"
            yield f"    rejected: {code} ({other.rule}): {other.why}"


@report.command()
@_query
@answering(_coded)
def codes(connection: Connection, query: tuple[str, ...], as_of: str | None) -> Any:
    """Event codes (PLOVER) of a QUERY (events by:China to:Kazakhstan): the rule, the words, and the codes that were rejected."""
    from readout.analysis.codes import coded

    asked = _asked(query)
    return coded(connection, asked if asked.startswith("events") else f"events {asked}", as_of=as_of)


def _voiced(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{one.side} · {one.topic}: {len(one.statements)}"
        for hit in one.statements[:3]:
            yield f"    {cited(hit)}"


@report.command()
@click.option("--about", help="A person, state or body that takes part.")
@click.option("--topic", help="A topic code.")
@answering(_voiced)
def interest(connection: Connection, about: str | None, topic: str | None, as_of: str | None) -> Any:
    """Who voiced interest (hope, readiness, a proposal, an invitation) in what."""
    from readout.analysis.interest import voices

    return voices(connection, about=about, topic=topic, as_of=as_of)


def _rose(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{one.topic} {one.change:+g}: {', '.join(f'{q} {n}' for q, n in one.quarters.items())}"
        for hit in one.statements[-2:]:
            yield f"    {cited(hit)}"


@report.command()
@click.argument("left")
@click.argument("right")
@answering(_rose)
def topics(connection: Connection, left: str, right: str, as_of: str | None) -> Any:
    """Topics between two sides by quarter, those that rose most first, with the sentences."""
    from readout.analysis.interest import trends

    return trends(connection, left, right, as_of=as_of)


def _graded(found: Any, **_asked: Any) -> Iterator[str]:
    for one in found:
        yield f"{'–'.join(one.between) or 'several'}: {one.phrase}, first {one.day}, {one.texts} texts"
        yield f"    {cited(one.first)}"


@report.command()
@click.argument("phrase", default="strategic partnership")
@answering(_graded)
def phrases(connection: Connection, phrase: str, as_of: str | None) -> Any:
    """Every grade of a PHRASE ("comprehensive strategic partnership") by the two sides, with the first day of each."""
    from readout.analysis.interest import grades

    return grades(connection, phrase, as_of=as_of)
