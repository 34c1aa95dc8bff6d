"""`readout find`: questions to a ledger on the command line; parsing and printing only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from readout.cli_common import AS_OF, LEDGER, opened

if TYPE_CHECKING:
    from readout.ledger import Ledger
    from readout.ledger.asking import Answer, Hit

_WIDE = (
    "quote",
    "label",
    "principals",
    "attending",
    "posts",
    "name",
    "document",
    "publishers",
    "topics",
    "by",
    "to",
    "holder",
    "body",
    "post",
    "condition",
)


@click.command()
@click.argument("query", nargs=-1, required=True)
@LEDGER
@AS_OF
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "ics", "geojson"]), help="[default: table on a terminal, json elsewhere]"
)
@click.option("--limit", default=100, show_default=True, help="Hits on a page; 0 for all.")
@click.option("--after", metavar="CURSOR", help="The page after the one that gave this cursor.")
@click.option("--facets", is_flag=True, help="Also count kinds, topics, publishers, years …")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
@click.pass_context
def find(
    ctx: click.Context,
    query: tuple[str, ...],
    address: str,
    as_of: str | None,
    form: str | None,
    limit: int,
    after: str | None,
    facets: bool,
    bom: bool,
) -> None:
    """Ask a ledger.

    \b
    readout find encounters with:"He Jinping" since:2021
    readout find statements by:Norov topic:transport mode:direct
    readout find 'commitments by:SCO strength>=2 open'
    readout find who held "Secretary-General of the SCO" on:2021-05-09
    readout find sentences 'text:"Silk Road"' --format csv
    """
    from readout.ledger.asking import from_arguments, holders

    asked = from_arguments(query)
    ledger, form = opened(address), form or ("table" if sys.stdout.isatty() else "json")
    if holders.asks(asked) is not None:
        _say_held(ledger, asked, as_of, form)
        return
    answer = (
        _all(ledger, asked, as_of, after, facets) if limit == 0 else ledger.ask(asked, as_of=as_of, limit=limit, after=after, facets=facets)
    )
    _say(answer, form, bom)
    if form in ("table", "csv"):
        _say_rest(answer)
    for hint in answer.hints:
        click.echo(f"readout: {hint}", err=True)


def _all(ledger: Ledger, asked: str, as_of: str | None, after: str | None, facets: bool) -> Answer:
    import msgspec

    first = ledger.ask(asked, as_of=as_of, limit=1000, after=after, facets=facets)
    rows, following = list(first.rows), first.next
    while following:
        page = ledger.ask(asked, as_of=as_of, limit=1000, after=following)
        rows += page.rows
        following = page.next
    return msgspec.structs.replace(first, rows=tuple(rows), next=None)


def _say(answer: Answer, form: str, bom: bool) -> None:
    from readout.exports import geojson, ics, tables

    if form == "csv":
        click.echo(tables.csv_text(answer.rows, tables.COLUMNS[answer.type], bom=bom), nl=False)
    elif form == "ics":
        click.echo(ics.calendar(answer.rows), nl=False)
    elif form == "geojson":
        click.echo(geojson.features(answer.rows))
    elif form == "json":
        _say_json(answer)
    else:
        _say_table(answer.rows, tables.COLUMNS[answer.type])


def _say_json(answer: Answer) -> None:
    import json

    from readout.ledger.asking import answers

    for hit in answer.rows:
        click.echo(json.dumps(answers.plain(hit), ensure_ascii=False))
    if answer.facets:
        click.echo(json.dumps({"facets": {k: {c.value: c.count for c in v} for k, v in answer.facets.items()}}, ensure_ascii=False))
    if answer.next:
        click.echo(f"{answer.total} hits; the next page: --after {answer.next}", err=True)


def _say_table(rows: tuple[Hit, ...], columns: tuple[str, ...]) -> None:
    import shutil

    from rich.console import Console
    from rich.table import Table

    from readout.exports.tables import cell

    shown = [c for c in columns if c not in ("start", "end") and any(cell(r, c) for r in rows)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in shown:
        wide = column in _WIDE
        table.add_column(column, overflow="fold", ratio=4 if column == "quote" else 2 if wide else None, no_wrap=not wide)
    for row in rows:
        table.add_row(*(_plain(cell(row, c)) for c in shown))
    width = shutil.get_terminal_size((160, 24)).columns
    Console(file=sys.stdout, width=max(width, 80), highlight=False, markup=False).print(table)


def _plain(value: str) -> Any:
    from rich.text import Text

    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value))


def _say_rest(answer: Answer) -> None:
    more = f"; the next page: --after {answer.next}" if answer.next else ""
    click.echo(f"{len(answer.rows)} of {answer.total}{more}", err=True)
    for name, counts in answer.facets.items():
        click.echo(f"{name}: {', '.join(f'{c.value} {c.count}' for c in counts[:12])}", err=True)


def _say_held(ledger: Ledger, asked: str, as_of: str | None, form: str) -> None:
    import msgspec

    found = ledger.held(asked, as_of=as_of)
    if form == "json":
        click.echo(msgspec.json.encode(found).decode())
        return
    click.echo(f"{found.office} of {found.of} on {found.day}")
    for holder in found.register:
        click.echo(f"  register: {holder.line}{'' if holder.sure else ' [not sure]'}")
    if not found.register:
        click.echo("  register: unknown")
    for verdict, hits in (("agrees", found.agree), ("differs", found.differ), ("unknown to the register", found.open)):
        for hit in hits:
            where = hit.document.name if hit.document else ""
            click.echo(f"  text ({verdict}): {', '.join(hit.of('holder'))}, {hit.kind}, {hit.day} [{where} {hit.start}-{hit.end}]")
