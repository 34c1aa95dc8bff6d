"""`readout compare`, `readout brief`: analysis on the command line; parsing and printing only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from readout.analysis.compare import Aligned, Comparison
    from readout.ledger.asking import Hit

_ledger = click.option("--ledger", "address", default="ledger.db", show_default=True, help="An SQLite file or postgresql://…")
_as_of = click.option("--as-of", metavar="DATE", help="Only what was known at the end of this day.")
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.command()
@click.argument("codes", nargs=-1, required=True, metavar="ENCOUNTER | ACCOUNT ACCOUNT")
@_ledger
@_as_of
@_json
def compare(codes: tuple[str, ...], address: str, as_of: str | None, as_json: bool) -> None:
    """Lay the accounts of an ENCOUNTER, or two ACCOUNTs, beside each other: what both say, what one alone says, who is stronger."""
    import msgspec

    from readout.analysis import compare as comparing
    from readout.ledger import Ledger

    if len(codes) > 2:
        raise click.UsageError("name one encounter, or two accounts")
    with Ledger(address, create=False).store.reading() as connection:
        if len(codes) == 2:
            found: tuple[Comparison, ...] = (comparing.of_accounts(connection, codes[0], codes[1], as_of=as_of),)
        else:
            found = comparing.of_encounter(connection, codes[0], as_of=as_of)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    for one in found:
        _say_comparison(one)
    if not found:
        click.echo("one document alone tells of this encounter")


def _say_comparison(found: Comparison) -> None:
    left, right = (h.document.name if h.document else h.code for h in (found.left, found.right))
    click.echo(f"A  {left}\nB  {right}")
    for field in (*found.fields, *found.participants):
        if field.verdict != "same":
            click.echo(f"  {field.name}: A {field.left or '–'} | B {field.right or '–'}")
    both = [x.code for x in found.topics if x.left and x.right]
    click.echo(f"  topics in both: {', '.join(both) or 'none'}{'' if found.order is None else f' (order alike: {found.order:+.2f})'}")
    click.echo(f"  topics in A only: {', '.join(x.code for x in found.topics if not x.right) or 'none'}")
    click.echo(f"  topics in B only: {', '.join(x.code for x in found.topics if not x.left) or 'none'}")
    for name in ("statements", "commitments", "instruments", "numbers"):
        _say_aligned(name, getattr(found, name))


def _say_aligned(name: str, found: Aligned) -> None:
    if not (found.both or found.only_left or found.only_right):
        return
    click.echo(f"  {name}")
    for pair in found.both:
        stronger = {"left": "  [A is stronger]", "right": "  [B is stronger]"}.get(pair.stronger or "", "")
        click.echo(f"    both{stronger}\n      A {_cited(pair.left)}\n      B {_cited(pair.right)}")
    for side, hits in (("A", found.only_left), ("B", found.only_right)):
        for hit in hits:
            click.echo(f"    {side} only: {_cited(hit)}")


def _cited(hit: Hit) -> str:
    who = ", ".join(hit.of("speaker"))
    words = " ".join((hit.quote or "").split())
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
    return f"{f'{who}: ' if who else ''}{shown} [{hit.start}-{hit.end}]"


@click.command()
@click.argument("about")
@click.argument("beside", required=False)
@click.option("--for", "day", metavar="DATE", help="The day of the meeting [default: today]; nothing published on it or later is used.")
@_ledger
@_json
def brief(about: str, beside: str | None, day: str | None, address: str, as_json: bool) -> None:
    """A briefing, as Markdown, on a person, state or body ABOUT, for a meeting (with BESIDE) on a day; every line has its notes."""
    import msgspec

    from readout.analysis.briefing import briefing, markdown
    from readout.ledger import Ledger

    try:
        on = date.fromisoformat(day).isoformat() if day else date.today().isoformat()
    except ValueError:
        raise click.BadParameter(f"{day!r} is not a day; write it as 2021-05-09") from None
    with Ledger(address, create=False).store.reading() as connection:
        found = briefing(connection, about, on, beside=beside)
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() if as_json else markdown(found), nl=as_json)
