"""`readout pack`: what Readout knows about languages, publishers and the world, checked, tried and extended."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from readout.errors import ReadoutError


@click.group("pack")
def pack_commands() -> None:
    """Check, try and extend the packs: what Readout knows about languages, publishers and the world."""


@pack_commands.command("check")
@click.argument("language", required=False, metavar="[LANG]")
@click.pass_context
def check(ctx: click.Context, language: str | None) -> None:
    """Check every entry and run every example; findings name file and line."""
    from readout import packcheck
    from readout.grammar import check as grammar
    from readout.register import check as register

    findings: list[object] = list(packcheck.check(language))
    findings += [] if language else register.check()
    for finding in findings:
        click.echo(str(finding))
    for file, number, line in grammar.without_examples(language):
        click.echo(f"note: {file}: entries without an example: {number}, the first in line {line}", err=True)
    click.echo(f"{len(findings)} findings", err=True)
    ctx.exit(1 if findings else 0)


@pack_commands.command("try")
@click.argument("language", metavar="LANG")
@click.argument("text")
def try_(language: str, text: str) -> None:
    """Show what the pack marks in TEXT, and the entry that made each mark."""
    from readout import packcheck

    for line in packcheck.try_text(language, text):
        click.echo(line)


@pack_commands.command("gaps")
@click.argument("language", metavar="LANG")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--least", default=2, show_default=True, metavar="N", help="Leave out words seen fewer times.")
@click.option("--entries", is_flag=True, help="Print an entry to paste for each.")
def gaps(language: str, paths: tuple[str, ...], least: int, entries: bool) -> None:
    """Show what the pack of LANG lacks: without PATH files and lists that other packs have; with PATH frequent words of those texts
    that stand where a verb of speech or an office is expected."""
    from readout.packwork import gaps as work
    from readout.stages import acquire
    from readout.wording import plain

    for name in work.missing_files(language):
        click.echo(f"missing  {name}")
    sources = []
    for found in acquire.sources(list(paths), language=language):
        if isinstance(found, ReadoutError):
            click.echo(str(found), err=True)
        else:
            sources.append(found)
    told = work.gaps(language, sources, least)
    for gap in told:
        click.echo(plain(f"{gap.times:>5} ×  {gap.kind:<6} {gap.words:<28} {gap.document}:{gap.start}  {gap.around}"))
        if entries:
            click.echo(plain(gap.entry))
    if paths:
        click.echo(f"{len(told)} gaps in {len(sources)} texts", err=True)


@pack_commands.command("impact")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--base", metavar="DIR", help="The packs to compare with.  [default: those last committed in git]")
@click.pass_context
def impact(ctx: click.Context, paths: tuple[str, ...], base: str | None) -> None:
    """Show which records of the texts in PATH change with the packs as they are now: - what is lost, + what is new."""
    from readout.packwork import impact as work
    from readout.wording import plain

    with tempfile.TemporaryDirectory() as folder:
        told = work.impact(paths, Path(base) if base else work.committed_packs(Path(folder)))
    document = None
    for change in told.changes:
        if change.document != document:
            document = change.document
            click.echo(plain(document))
        click.echo(plain(f"  {change.sign} {change.kind}  {change.claim}"))
    changed = len({c.document for c in told.changes})
    click.echo(f"{changed} of {told.documents} records change", err=True)
    ctx.exit(1 if changed else 0)


@pack_commands.command("new")
@click.argument("language", metavar="LANG")
@click.option("--from", "model", default="en", show_default=True, metavar="LANG", help="The pack to begin after.")
@click.option("--into", metavar="DIR", help="Where packs lie.  [default: the packs in force]")
def new(language: str, model: str, into: str | None) -> None:
    """Begin the pack of a new language: every file empty and explained, after a pack that exists."""
    from readout.grammar.load import PACKS
    from readout.packwork.new import new_pack

    folder = new_pack(language, model, Path(into) if into else PACKS)
    click.echo(f"{folder}: answer the questions in pack.yaml, fill titles.yaml and names.yaml, then: readout pack check {language}")
