"""What commands over a ledger share: the options by which it is named, opening it, and saying an answer as lines or as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from readout.ledger.asking import Hit

LEDGER = click.option("--ledger", "address", default="ledger.db", show_default=True, help="An SQLite file or postgresql://…")
AS_OF = click.option(
    "--as-of",
    metavar="DATE",
    help="Only what was known at the end of this day; with recorded: before it, only what this ledger held by then.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


def opened(address: str) -> Any:
    """The ledger at an address, which must be there."""
    from readout.ledger import Ledger

    return Ledger(address, create=False)


@contextmanager
def reading(address: str) -> Iterator[Connection]:
    """A connection to the ledger at an address that sees one consistent state."""
    with opened(address).store.reading() as connection:
        yield connection


def say(found: Any, lines: Iterable[str], as_json: bool) -> None:
    """Print an answer: its lines, or all of it as JSON."""
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    for line in lines:
        click.echo(line)


def answering(lines: Callable[..., Iterable[str]], *, as_of: bool = True) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Make a command of a function that asks a connection: it gets the options of a ledger, and `lines` says what it found.

    `lines` takes what was found and what was asked, by name.
    """

    def command(ask: Callable[..., Any]) -> Callable[..., None]:
        @functools.wraps(ask)
        def run(address: str, as_json: bool, **asked: Any) -> None:
            with reading(address) as connection:
                found = ask(connection, **asked)
            say(found, lines(found, **asked), as_json)

        return LEDGER(AS_OF(JSON(run)) if as_of else JSON(run))

    return command


def quoted(hit: Hit) -> str:
    """The words of a hit on one line, fit for a terminal."""
    words = " ".join((hit.quote or "").split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)


def cited(hit: Hit) -> str:
    """A hit in one line: day, words, document and offsets."""
    return f"{hit.day or '????'} {quoted(hit)} [{hit.document.name if hit.document else ''} {hit.start}-{hit.end}]"
