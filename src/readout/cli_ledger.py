"""Commands over a ledger. The main command line adds them."""

from __future__ import annotations

import click

from readout.cli_common import LEDGER, opened
from readout.cli_ingest import failures, runs
from readout.cli_judge import COMMANDS


@click.group()
def ledger() -> None:
    """Look after a ledger."""


ledger.add_command(runs)
ledger.add_command(failures)
for _command in COMMANDS:
    ledger.add_command(_command)


@ledger.command()
@LEDGER
def stats(address: str) -> None:
    """How many rows each table holds."""
    for name, count in opened(address).stats().items():
        click.echo(f"{name:<14}{count}")


@ledger.command()
@click.argument("target")
@LEDGER
def backup(target: str, address: str) -> None:
    """Copy the ledger into the new file TARGET; it may be written meanwhile."""
    opened(address).backup(target)


@ledger.command()
@click.argument("backup")
@LEDGER
@click.option("--wait", default=10.0, show_default=True, help="Seconds to wait while another process is writing.")
def restore(backup: str, address: str, wait: float) -> None:
    """Put the file BACKUP in the place of the ledger, which is kept under another name. The backup is checked first."""
    from readout.ledger import Ledger

    aside = Ledger.restore(backup, address, wait=wait)
    click.echo(f"{address} is {backup} now" + (f"; what was there before is {aside}" if aside else ""))


@ledger.command()
@LEDGER
@click.pass_context
def check(ctx: click.Context, address: str) -> None:
    """Check that the file is whole and every citation stands in its text; the exit status is 1 with findings."""
    findings = opened(address).check()
    for finding in findings:
        click.echo(finding)
    click.echo(f"{len(findings)} findings", err=True)
    ctx.exit(1 if findings else 0)
