"""`readout compare`, `readout brief`: analysis on the command line; parsing and printing only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from readout.cli_common import answering, quoted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from readout.analysis.compare import Aligned, Comparison
    from readout.ledger.asking import Hit


def _compared(found: tuple[Comparison, ...], **_asked: Any) -> Iterator[str]:
    for one in found:
        yield from _comparison(one)
    if not found:
        yield "one document alone tells of this encounter"


@click.command()
@click.argument("codes", nargs=-1, required=True, metavar="ENCOUNTER | ACCOUNT ACCOUNT")
@answering(_compared)
def compare(connection: Connection, codes: tuple[str, ...], as_of: str | None) -> Any:
    """Lay the accounts of an ENCOUNTER, or two ACCOUNTs, beside each other: what both say, what one alone says, who is stronger."""
    from readout.analysis import compare as comparing

    if len(codes) > 2:
        raise click.UsageError("name one encounter, or two accounts")
    if len(codes) == 2:
        return (comparing.of_accounts(connection, codes[0], codes[1], as_of=as_of),)
    return comparing.of_encounter(connection, codes[0], as_of=as_of)


def _comparison(found: Comparison) -> Iterator[str]:
    left, right = (h.document.name if h.document else h.code for h in (found.left, found.right))
    yield from (f"A  {left}", f"B  {right}")
    for field in (*found.fields, *found.participants):
        if field.verdict != "same":
            yield f"  {field.name}: A {field.left or '–'} | B {field.right or '–'}"
    both = [x.code for x in found.topics if x.left and x.right]
    yield f"  topics in both: {', '.join(both) or 'none'}{'' if found.order is None else f' (order alike: {found.order:+.2f})'}"
    yield f"  topics in A only: {', '.join(x.code for x in found.topics if not x.right) or 'none'}"
    yield f"  topics in B only: {', '.join(x.code for x in found.topics if not x.left) or 'none'}"
    for name in ("statements", "commitments", "instruments", "numbers"):
        yield from _aligned(name, getattr(found, name))


def _aligned(name: str, found: Aligned) -> Iterator[str]:
    if not (found.both or found.only_left or found.only_right):
        return
    yield f"  {name}"
    for pair in found.both:
        stronger = {"left": "  [A is stronger]", "right": "  [B is stronger]"}.get(pair.stronger or "", "")
        yield from (f"    both{stronger}", f"      A {_said(pair.left)}", f"      B {_said(pair.right)}")
    for side, hits in (("A", found.only_left), ("B", found.only_right)):
        for hit in hits:
            yield f"    {side} only: {_said(hit)}"


def _said(hit: Hit) -> str:
    who = ", ".join(hit.of("speaker"))
    return f"{f'{who}: ' if who else ''}{quoted(hit)} [{hit.start}-{hit.end}]"


def _briefed(found: Any, **_asked: Any) -> Iterator[str]:
    from readout.analysis.briefing import markdown

    yield markdown(found).removesuffix("\n")


@click.command()
@click.argument("about")
@click.argument("beside", required=False)
@click.option("--for", "day", metavar="DATE", help="The day of the meeting [default: today]; nothing published on it or later is used.")
@answering(_briefed, as_of=False)
def brief(connection: Connection, about: str, beside: str | None, day: str | None) -> Any:
    """A briefing, as Markdown, on a person, state or body ABOUT, for a meeting (with BESIDE) on a day; every line has its notes."""
    from readout.analysis.briefing import briefing

    try:
        on = date.fromisoformat(day).isoformat() if day else date.today().isoformat()
    except ValueError:
        raise click.BadParameter(f"{day!r} is not a day; write it as 2021-05-09") from None
    return briefing(connection, about, on, beside=beside)
