"""Commands over a ledger: `readout ingest`, `readout ledger stats`. The main command line adds them."""

from __future__ import annotations

from collections.abc import Iterator

import click

BATCH = 100


def _batches(paths: tuple[str, ...], failed: list[str]) -> Iterator[list[object]]:
    from readout import api
    from readout.errors import ReadoutError

    batch: list[object] = []
    for result in api.read_many(paths):
        if isinstance(result, ReadoutError):
            failed.append(str(result))
            click.echo(f"readout: {result}", err=True)
            continue
        batch.append(result)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--ledger", "address", default="ledger.db", show_default=True, help="An SQLite file or postgresql://…")
@click.pass_context
def ingest(ctx: click.Context, paths: tuple[str, ...], address: str) -> None:
    """Read documents into a ledger; the same text twice changes nothing, a changed text is a revision."""
    from readout.ledger import Ledger

    ledger, failed, total = Ledger(address), list[str](), {"new": 0, "revised": 0, "reread": 0, "unchanged": 0}
    for batch in _batches(paths, failed):
        for what, count in ledger.add(batch).items():  # type: ignore[arg-type]  # only records are left in a batch
            total[what] += count
    click.echo(", ".join(f"{count} {what}" for what, count in total.items()) + f", {len(failed)} failed")
    ctx.exit(1 if failed else 0)


@click.group()
def ledger() -> None:
    """Look after a ledger."""


@ledger.command()
@click.option("--ledger", "address", default="ledger.db", show_default=True)
def stats(address: str) -> None:
    """How many rows each table holds."""
    from readout.ledger import Ledger

    for name, count in Ledger(address, create=False).stats().items():
        click.echo(f"{name:<14}{count}")


@ledger.command()
@click.argument("target")
@click.option("--ledger", "address", default="ledger.db", show_default=True)
def backup(target: str, address: str) -> None:
    """Copy the ledger into the new file TARGET; it may be written meanwhile."""
    from readout.ledger import Ledger

    Ledger(address, create=False).backup(target)


@ledger.command()
@click.option("--ledger", "address", default="ledger.db", show_default=True)
@click.pass_context
def check(ctx: click.Context, address: str) -> None:
    """Check that the file is whole and every citation stands in its text; the exit status is 1 with findings."""
    from readout.ledger import Ledger

    findings = Ledger(address, create=False).check()
    for finding in findings:
        click.echo(finding)
    click.echo(f"{len(findings)} findings", err=True)
    ctx.exit(1 if findings else 0)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--ledger", "address", default="ledger.db", show_default=True)
@click.option("--as-of", metavar="DATE", help="Only what was known at the end of this day.")
@click.option("--limit", default=100, show_default=True)
def find(query: tuple[str, ...], address: str, as_of: str | None, limit: int) -> None:
    """Ask a ledger: readout find statements by:Norov topic:trade mode:direct. Prints one JSON object on each line."""
    import json
    import shlex

    from readout.ledger import Ledger

    asked = query[0] if len(query) == 1 else shlex.join(query)
    for row in Ledger(address, create=False).find(asked, as_of=as_of, limit=limit):
        click.echo(json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False))
