"""`readout report`: analysis over a ledger on the command line; parsing and printing only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from readout.ledger.asking import Hit

_ledger = click.option("--ledger", "address", default="ledger.db", show_default=True, help="An SQLite file or postgresql://…")
_as_of = click.option("--as-of", metavar="DATE", help="Only what was known at the end of this day.")
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
_since = click.option("--since", metavar="DAY", default="", help="From this day, month or year on.")
_until = click.option("--until", metavar="DAY", default="", help="Up to and with this day, month or year.")


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    return _ledger(_as_of(_json(command)))


@contextmanager
def _reading(address: str) -> Iterator[Connection]:
    from readout.ledger import Ledger

    with Ledger(address, create=False).store.reading() as connection:
        yield connection


def _as_json(found: Any) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())


def _cited(hit: Hit) -> str:
    where = hit.document.name if hit.document else ""
    words = " ".join((hit.quote or "").split())
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
    return f"{hit.day or '????'} {shown} [{where} {hit.start}-{hit.end}]"


@click.group()
def report() -> None:
    """Answers that need more than a query; every line gives the words it rests on, and what was searched."""


@report.command("follow-up")
@click.argument("query", nargs=-1, required=True)
@click.option("--today", metavar="DATE", help="The day against which due days are held [default: today].")
@_common
def follow_up(query: tuple[str, ...], today: str | None, address: str, as_of: str | None, as_json: bool) -> None:
    """What became of commitments: the code of one, or a question (commitments by:SCO since:2019)."""
    from readout.analysis import followup
    from readout.ledger.asking import from_arguments

    asked = from_arguments(query)
    with _reading(address) as connection:
        if asked.startswith("commitments"):
            found = followup.of_question(connection, asked, as_of=as_of, today=today)
        else:
            found = (followup.of_commitment(connection, asked, as_of=as_of, today=today),)
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{one.status}{' (overdue)' if one.overdue and one.status != 'reported-done' else ''}: {_cited(one.commitment)}")
        if one.judged:
            click.echo(f"    judged by {one.judged}")
        for e in one.evidence[:4]:
            said = (e.grade, f"{e.days} days later", "reported after the due day" if e.late else "", "their own side" if e.own else "")
            marks = ", ".join(x for x in said if x)
            click.echo(f"    {marks}: {_cited(e.hit)} ({e.why})")
        if not one.evidence:
            click.echo(f"    nothing found in {one.searched}")


@report.command()
@click.argument("left")
@click.argument("right")
@_common
def contacts(left: str, right: str, address: str, as_of: str | None, as_json: bool) -> None:
    """The first and last encounter of two sides, the longest silence, the last at the level of ministers."""
    from readout.analysis.contacts import between

    with _reading(address) as connection:
        found = between(connection, left, right, as_of=as_of)
    if as_json:
        _as_json(found)
        return
    click.echo(f"{found.count} encounters of {left} and {right} in {found.searched}")
    for name, hit in (("first", found.first), ("last", found.last), ("last of ministers", found.last_of_ministers)):
        click.echo(f"  {name}: {_cited(hit) if hit else 'none'}")
    if found.longest:
        click.echo(f"  longest silence: {found.longest.days} days, {found.longest.before.day} to {found.longest.after.day}")


@report.command("one-sided")
@click.argument("left")
@click.argument("right")
@_since
@_until
@_common
def one_sided(left: str, right: str, since: str, until: str, address: str, as_of: str | None, as_json: bool) -> None:
    """Encounters of two states or bodies that publishers of one side alone report, by quarter."""
    from readout.analysis.absences import one_sided as told

    with _reading(address) as connection:
        found = told(connection, left, right, since=since, until=until, as_of=as_of)
    if as_json:
        _as_json(found)
        return
    held = ", ".join(f"{n} {k}" for k, n in found.held.items())
    click.echo(f"{found.encounters} encounters; both sides report {found.both}, neither {found.neither}; documents held: {held}")
    for one in found.one_sided:
        click.echo(f"  {one.quarter} {one.told} alone ({', '.join(one.publishers)}): {_cited(one.encounter)}")


@report.command()
@click.option("--today", metavar="DATE", help="The day up to which plans must have passed [default: today].")
@_common
def planned(today: str | None, address: str, as_of: str | None, as_json: bool) -> None:
    """Planned encounters whose date has passed with no report that they took place."""
    from readout.analysis.absences import planned_and_not_reported

    with _reading(address) as connection:
        found = planned_and_not_reported(connection, today=today or as_of or date.today().isoformat(), as_of=as_of)
    if as_json:
        _as_json(found)
        return
    for one in found:
        why = f"cancelled: {_cited(one.cancelled)}" if one.cancelled else f"no report in {one.searched}"
        click.echo(f"passed {one.passed}: {_cited(one.planned)}\n    {why}")
        for hit in one.near:
            click.echo(f"    held near it: {_cited(hit)}")


@report.command()
@click.argument("query", nargs=-1)
@_common
def invitations(query: tuple[str, ...], address: str, as_of: str | None, as_json: bool) -> None:
    """Invitations, whether accepted, and whether carried out; a QUERY (by:Japan since:2022) narrows them down."""
    from readout.analysis import absences
    from readout.ledger.asking import from_arguments

    with _reading(address) as connection:
        found = absences.invitations(connection, from_arguments(query) if query else "", as_of=as_of)
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{'accepted' if one.accepted else 'no answer reported'}, {one.followed.status}: {_cited(one.invitation)}")
        for e in one.followed.evidence[:2]:
            click.echo(f"    {e.grade}: {_cited(e.hit)}")


@report.command()
@click.argument("query", nargs=-1, required=True)
@_common
def attendance(query: tuple[str, ...], address: str, as_of: str | None, as_json: bool) -> None:
    """Who presided, attended, came as a deputy, and was expected but is not named: of the encounters of a QUERY."""
    from readout.analysis import absences
    from readout.analysis.contacts import every
    from readout.ledger.asking import from_arguments, parse

    with _reading(address) as connection:
        found = [absences.attendance(connection, h, as_of=as_of) for h in every(connection, parse(from_arguments(query)), as_of=as_of)]
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{_cited(one.encounter)}{' (at a distance)' if one.virtual else ''}")
        for name in ("chair", "attended", "deputies", "expected", "standing"):
            if names := getattr(one, name):
                click.echo(f"    {name}: {'; '.join(names)}")


@report.command()
@click.argument("country")
@click.option("--rule", "profiles", multiple=True, help="chinavisits, colt, historian or eu; several give all of them [default: all].")
@click.option("--level", default="minister", show_default=True, help="People of this rank or above.")
@_since
@_until
@_common
def visits(
    country: str, profiles: tuple[str, ...], level: str, since: str, until: str, address: str, as_of: str | None, as_json: bool
) -> None:
    """Visits to a COUNTRY, counted as rival codebooks do; every count carries its rule and the encounters behind it."""
    from readout.analysis import counting

    with _reading(address) as connection:
        asked = {"level": level, "since": since, "until": until}
        found = [counting.count(connection, country, profile=p, as_of=as_of, **asked) for p in profiles or tuple(counting.profiles())]
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{one.profile.id}: {one.count} ({one.profile.says})")
        for trip in one.trips:
            codes = ", ".join(h.code for h in trip.encounters)
            click.echo(f"    {trip.first} – {trip.last} {trip.person}, {trip.post} ({trip.side}): {codes}")
        for trip in one.left_out:
            click.echo(f"    left out: {trip.first} {trip.person}: nothing but a gathering of many sides")


@report.command()
@click.option("--about", help="A person, state or body that takes part.")
@click.option("--topic", help="A topic code.")
@_common
def interest(about: str | None, topic: str | None, address: str, as_of: str | None, as_json: bool) -> None:
    """Who voiced interest (hope, readiness, a proposal, an invitation) in what."""
    from readout.analysis.interest import voices

    with _reading(address) as connection:
        found = voices(connection, about=about, topic=topic, as_of=as_of)
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{one.side} · {one.topic}: {len(one.statements)}")
        for hit in one.statements[:3]:
            click.echo(f"    {_cited(hit)}")


@report.command()
@click.argument("left")
@click.argument("right")
@_common
def topics(left: str, right: str, address: str, as_of: str | None, as_json: bool) -> None:
    """Topics between two sides by quarter, those that rose most first, with the sentences."""
    from readout.analysis.interest import trends

    with _reading(address) as connection:
        found = trends(connection, left, right, as_of=as_of)
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{one.topic} {one.change:+g}: {', '.join(f'{q} {n}' for q, n in one.quarters.items())}")
        for hit in one.statements[-2:]:
            click.echo(f"    {_cited(hit)}")


@report.command()
@click.argument("phrase", default="strategic partnership")
@_common
def phrases(phrase: str, address: str, as_of: str | None, as_json: bool) -> None:
    """Every grade of a PHRASE ("comprehensive strategic partnership") by the two sides, with the first day of each."""
    from readout.analysis.interest import grades

    with _reading(address) as connection:
        found = grades(connection, phrase, as_of=as_of)
    if as_json:
        _as_json(found)
        return
    for one in found:
        click.echo(f"{'–'.join(one.between) or 'several'}: {one.phrase}, first {one.day}, {one.texts} texts\n    {_cited(one.first)}")
