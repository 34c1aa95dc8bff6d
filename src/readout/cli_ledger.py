"""Commands over a ledger. The main command line adds them."""

from __future__ import annotations

import click

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
@click.argument("backup")
@click.option("--ledger", "address", default="ledger.db", show_default=True)
@click.option("--wait", default=10.0, show_default=True, help="Seconds to wait while another process is writing.")
def restore(backup: str, address: str, wait: float) -> None:
    """Put the file BACKUP in the place of the ledger, which is kept under another name. The backup is checked first."""
    from readout.ledger import Ledger

    aside = Ledger.restore(backup, address, wait=wait)
    click.echo(f"{address} is {backup} now" + (f"; what was there before is {aside}" if aside else ""))


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
