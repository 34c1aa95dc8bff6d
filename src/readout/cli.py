"""The command line: arguments in, records on standard output, findings on standard error.

Nothing is decided here. Heavy modules are imported inside the commands, so that `readout --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readout.cli_analysis import brief as brief_command
from readout.cli_analysis import compare as compare_command
from readout.cli_find import find as find_command
from readout.cli_ingest import ingest as ingest_command
from readout.cli_judge import correct as correct_command
from readout.cli_ledger import ledger as ledger_commands
from readout.cli_pack import pack_commands
from readout.cli_register import register as register_commands
from readout.cli_report import report as report_commands
from readout.cli_serve import serve as serve_command

if TYPE_CHECKING:
    from rich.console import Console

    from readout.errors import Notice, ReadoutError
    from readout.model.record import Record
    from readout.sinks import Sink

READ_ALL, SOME_FAILED, WRONG_USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
MANY = 10


class _Commands(click.Group):
    """A group whose commands end with one line on standard error, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from readout.errors import ReadoutError, UsageError

        try:
            return super().invoke(ctx)
        except ReadoutError as error:
            click.echo(f"readout: {error}", err=True)
            ctx.exit(WRONG_USAGE if isinstance(error, UsageError) else SOME_FAILED)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _forget_output()
            ctx.exit(PIPE_CLOSED)


def _forget_output() -> None:
    """Send what is still buffered nowhere: the reader at the other end of the pipe has left."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it stands in for standard output until the process ends


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("readout-ledger")
    except PackageNotFoundError:
        return "unknown"


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"readout {_version()}")
        ctx.exit()


def _iso_date(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day; write it as 2021-05-09") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show the version and end.")
def cli() -> None:
    """Read diplomatic readouts into records in which every value is cited to the words it came from.

    \b
    readout demo                     see it work on the samples
    readout read note.txt            one document, as a table
    readout read FOLDER --out DIR    a folder, as JSON records
    """


# --- readout read ---------------------------------------------------------------------------------------------------


def _say_failure(error: ReadoutError) -> None:
    click.echo(f"readout: {error}", err=True)


def _say_notice(record: Record, notice: Notice) -> None:
    where = "" if notice.start is None else f":{notice.start}-{notice.end}"
    remedy = f" ({notice.remedy})" if notice.remedy else ""
    click.echo(_plain(f"{notice.code} {record.document.source}{where}: {notice.message}{remedy}"), err=True)


def _plain(line: str) -> str:
    """One line that no document can use to steer the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _with_progress(found: Iterable[Record | ReadoutError], wanted: bool) -> Iterator[Record | ReadoutError]:
    """The same results, with a count on standard error once there are many of them."""
    if not (wanted and sys.stderr.isatty()):
        yield from found
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.completed} documents read"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("read", total=None, visible=False)
        for count, result in enumerate(found, 1):
            progress.update(task, completed=count, visible=count > MANY)
            yield result


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|DIR|-...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "html"]),
    help="Form of the records [default: table on a terminal, json elsewhere].",
)
@click.option("--published", metavar="DATE", callback=_iso_date, help="Day of publication, for texts that do not carry it (2021-05-09).")
@click.option("--publisher", metavar="ID", help="Who published the text: a file name of packs/publishers.")
@click.option("--lang", "language", metavar="xx", help="Language of the text [default: found in the text].")
@click.option("--explain", is_flag=True, help="Show the marked text, and the rule and pack line behind every value.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write one file for each document into DIR.")
@click.option("--quiet", is_flag=True, help="No notices and no progress; failures are still said.")
@click.option("--register", multiple=True, metavar="DIR", help="A folder with register files of your own, layered over the shipped ones.")
@click.pass_context
def read(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str | None,
    published: str | None,
    publisher: str | None,
    language: str | None,
    explain: bool,
    out: Path | None,
    quiet: bool,
    register: tuple[str, ...],
) -> None:
    """Read documents into records: .txt .html .jsonl .eml .docx .pdf, folders of them, or - for standard input.

    Records go to standard output, notices and failures to standard error.
    The exit status is 0 if all were read, 1 if some failed, 2 for wrong usage.
    """
    from readout import api, sinks

    if explain and form in ("json", "html"):
        raise click.UsageError("--explain goes with --format table: a JSON record and a page carry their rules already")
    _apart(paths, out)
    found = api.read_many(list(paths), published=published, publisher=publisher, language=language, register=register)
    silent = out is not None or not sys.stdout.isatty()
    failed = _pour(_with_progress(found, wanted=silent and not quiet), sinks.chosen(form, out, explain), quiet=quiet)
    ctx.exit(SOME_FAILED if failed else READ_ALL)


def _apart(paths: Iterable[str], out: Path | None) -> None:
    """Refuse to write among the documents that are read: the run would read its own records, without end."""
    from readout.errors import UsageError

    for path in paths if out is not None else ():
        folder = Path(path).resolve()
        if path != "-" and folder.is_dir() and out is not None and out.resolve().is_relative_to(folder):
            said = f"this folder lies in {path}, which is read"
            raise UsageError("RO-U004", f"--out {out}", said, "name a folder elsewhere with --out DIR")


def _pour(found: Iterable[Record | ReadoutError], sink: Sink, *, quiet: bool) -> int:
    """Hand every record to the sink and every failure to standard error; returns how many failed."""
    from readout.errors import ReadoutError

    failed = 0
    for result in found:
        if isinstance(result, ReadoutError):
            failed += 1
            _say_failure(result)
            continue
        for notice in () if quiet else result.notices:
            _say_notice(result, notice)
        sink.take(result)
    sink.close()
    return failed


# --- readout check, schema ------------------------------------------------------------------------------------------


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="RECORD...")
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...]) -> None:
    """Verify that records (JSON or JSONL) say what their documents say: spans, ids, words, digests.

    The exit status is 0 without findings, 1 with findings.
    """
    from readout import checking

    records = findings = 0
    for name in files:
        with click.open_file(name, "rb") as stream:
            for place, found in checking.check_stream(name, stream):
                records += 1
                findings += len(found)
                for finding in found:
                    click.echo(_plain(f"{place}{finding}"))
    click.echo(f"{records} record{'' if records == 1 else 's'}, {findings} finding{'' if findings == 1 else 's'}", err=True)
    ctx.exit(SOME_FAILED if findings else READ_ALL)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    import json

    from readout.model.codec import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


# --- readout demo ---------------------------------------------------------------------------------------------------

SAMPLES = Path(__file__).parent / "samples"  # a folder for each language


@cli.command()
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where pages and records are written.",
)
@click.pass_context
def demo(ctx: click.Context, folder: Path | None, out: Path) -> None:
    """Read the samples that come with Readout, and a FOLDER of your own; show the records, write pages, and fill a ledger.

    Writes OUT/records.jsonl, one page for each document in OUT/html, OUT/index.html and the ledger OUT/ledger.db.
    """
    from readout import api, cli_demo, show, sinks
    from readout.web.folder import Demo

    _apart([str(folder)] if folder else [], out)
    console = show.console(sys.stdout)
    written = Demo(out)
    sources = [*(str(p) for p in sorted(SAMPLES.glob("*/"))), *([str(folder)] if folder else [])]
    failed = _pour(api.read_many(sources), sinks.DemoSink(console, written), quiet=False)
    cli_demo.show(console, cli_demo.fill(out))
    _what_next(console, written.count, out, folder)
    ctx.exit(SOME_FAILED if failed else READ_ALL)


def _what_next(console: Console, count: int, out: Path, folder: Path | None) -> None:
    """The next steps a newcomer may try, each a line to copy."""
    from readout import cli_demo

    first = "samples/en/…" if not SAMPLES.is_dir() else str(min(SAMPLES.glob("en/*.txt"), default=SAMPLES))
    steps = [
        ("open the pages", str(out / "index.html")),
        ("the records, one on each line", str(out / "records.jsonl")),
        ("why each value", f"readout read {first} --explain"),
        ("check that no span lies", f"readout check {out / 'records.jsonl'}"),
        *cli_demo.steps(out),
        *([] if folder else [("your own texts", "make demo FOLDER=path/to/texts")]),
        ("from Python", 'from readout import read; record = read("note.txt")'),
    ]
    console.print(f"\n{count} documents read. What to try next:", highlight=False)
    for what, line in steps:
        console.print(f"  {what:<32}{line}", highlight=False, markup=False, soft_wrap=True)


cli.add_command(pack_commands)
cli.add_command(register_commands)
cli.add_command(find_command)
cli.add_command(compare_command)
cli.add_command(brief_command)
cli.add_command(report_commands)
cli.add_command(ingest_command)
cli.add_command(ledger_commands)
cli.add_command(correct_command)
cli.add_command(serve_command)


def main() -> None:
    """What the `readout` command runs."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="readout")


if __name__ == "__main__":
    main()
