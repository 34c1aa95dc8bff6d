"""The commands that take documents in: `readout ingest`, `readout ledger runs`, `readout ledger failures`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from readout.cli_common import LEDGER, reading

if TYPE_CHECKING:
    from readout.batch.ingest import Watch

@click.command()
@click.argument("paths", nargs=-1, metavar="PATH|FEED|PUBLISHER...")
@LEDGER
@click.option("--published", metavar="DATE", help="Day of publication, for texts that do not carry it (2021-05-09).")
@click.option("--publisher", metavar="ID", help="Who published the texts: a file name of packs/publishers.")
@click.option("--lang", "language", metavar="xx", help="Language of the texts [default: found in each text].")
@click.option("--register", multiple=True, metavar="DIR", help="A folder with register files of your own, layered over the shipped ones.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Reading processes [default: one for each core].")
@click.option("--seconds", default=60.0, show_default=True, help="The time that one document may take.")
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait while another process is writing.")
@click.option("--reread", is_flag=True, help="Read again what other packs or another version of Readout have read.")
@click.option("--retry", "again", is_flag=True, help="Try again what failed before.")
@click.option("--links", metavar="PATTERN", help="Addresses that lead to articles, on a page that no profile knows.")
@click.option("--limit", default=200, show_default=True, help="Pages that one feed or list may bring in one run.")
@click.option("--refresh", is_flag=True, help="Ask again for pages that were fetched before, whether they have changed.")
@click.option("--delay", default=1.0, show_default=True, help="Seconds between two requests to one host; robots.txt may ask for more.")
@click.option("--user-agent", "agent", default="", metavar="NAME", help="Who we say we are; say how you can be reached.")
@click.option("--allow-private", "private", is_flag=True, help="Allow addresses of your own network.")
@click.option("--quiet", is_flag=True, help="No progress and no report; failures are still said.")
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    address: str,
    workers: int | None,
    wait: float,
    reread: bool,
    again: bool,
    quiet: bool,
    **said: Any,
) -> None:
    """Read documents into a ledger: files, folders, JSON lines, - for standard input; feeds, lists and pages by their address;
    the feeds of a publisher by its id.

    What is there already is not read again, a changed text is a revision, and a run that was broken off goes on where it stopped.
    The exit status is 0 if all were read, 1 if some failed, 2 for wrong usage.
    """
    from readout.batch import Manners, Options, retry
    from readout.batch import ingest as run
    from readout.ledger import Ledger

    if bool(paths) == again:
        raise click.UsageError("name what to read, or give --retry alone to try again what failed")
    ways = {name: said.pop(name) for name in ("links", "limit", "refresh", "delay", "agent", "private")}
    ledger, options, manners = Ledger(address), Options(**said), Manners(**ways)
    with _progress(quiet) as watch:
        if again:
            reports = retry(ledger, options, workers=workers, wait=wait, watch=watch, manners=manners)
        else:
            reports = [run(ledger, paths, options, workers=workers, reread=reread, wait=wait, watch=watch, manners=manners)]
    for line in () if quiet else (line for report in reports for line in report.lines()):
        click.echo(line)
    ctx.exit(1 if any(report.failed for report in reports) else 0)


@contextmanager
def _progress(quiet: bool) -> Iterator[Watch]:
    """A counting line on a terminal; failures are said as they come, wherever standard error goes."""
    if quiet or not sys.stderr.isatty():
        yield lambda _report, failures: _say(failures)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    said = "{task.completed} documents, {task.fields[new]} new, {task.fields[failed]} failed, {task.fields[pace]:.0f}/s"
    with Progress(SpinnerColumn(), TextColumn(said), TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("ingest", total=None, new=0, failed=0, pace=0)

        def watch(report: Any, failures: Any) -> None:
            pace = report.documents / report.seconds if report.seconds else 0
            bar.update(task, completed=report.documents, new=report.new, failed=report.failed, pace=pace)
            for line in _lines(failures):
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield watch


def _say(failures: Any) -> None:
    for line in _lines(failures):
        click.echo(line, err=True)


def _lines(failures: Any) -> Iterator[str]:
    from readout.errors import ReadoutError

    for each in failures:
        said = str(ReadoutError(each.code, each.address, each.message, each.remedy))
        yield "readout: " + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in said)


@click.command()
@LEDGER
@click.option("--limit", default=20, show_default=True, help="How many, the newest first.")
@click.option("--run", "id", type=int, help="The whole report of this run.")
def runs(address: str, limit: int, id: int | None) -> None:
    """What came in, run by run."""
    import msgspec

    from readout.batch import Report
    from readout.errors import UsageError
    from readout.ledger import runs as kept

    with reading(address) as connection:
        rows = kept.listed(connection, 1_000_000 if id else limit)
    rows = [row for row in rows if id in (None, row["id"])]
    if id and not rows:
        raise UsageError("RO-L014", str(id), "there is no run with this id", "list them with: readout ledger runs")
    for row in rows:
        report = msgspec.json.decode(row["report"], type=Report)
        first, *rest = report.lines()
        click.echo(f"{row['started'][:19].replace('T', ' ')}  {first}  {row['what']}")
        for line in rest if id else [x for x in rest if x.startswith("look")]:
            click.echo(f"    {line}")


@click.command()
@LEDGER
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
def failures(address: str, every: bool) -> None:
    """What could not be read, why, and what to do; `readout ingest --retry` tries it again."""
    from readout.errors import ReadoutError
    from readout.ledger import runs as kept

    with reading(address) as connection:
        rows = kept.failures(connection, open_only=not every)
    for row in rows:
        over = f" Over since {row['resolved_at'][:10]}." if row["resolved_at"] else ""
        click.echo(f"{ReadoutError(row['code'], row['address'], row['message'], row['remedy'])} Tried {row['attempts']} times.{over}")
    click.echo(f"{len(rows)} failures", err=True)
