"""`readout register`: show, ask, check and import from the command line; parsing and printing only."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from readout.register.ask import Register

FOUND_NOTHING_WRONG, FOUND_FAULTS = 0, 1


def _day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day; write it as 2021-05-09") from None


_register = click.option(
    "--register",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with register files of your own, layered on top.",
)
_on = click.option("--on", "day", metavar="DATE", callback=_day, help="The day that is asked about (2021-05-09).")
_needs_on = click.option("--on", "day", metavar="DATE", callback=_day, required=True, help="The day that is asked about (2021-05-09).")
_language = click.option("--lang", "language", default="en", show_default=True, metavar="xx", help="Language of names and titles.")
_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.group()
def register() -> None:
    """Who was what on that day: ask, show, check and extend the dated register.

    \b
    readout register ask status BY sco --on 2021-05-09
    readout register ask holder RU "foreign minister" --on 2021-05-09
    readout register ask meeting "the Moscow summit of the SCO" --on 2021-05-09
    readout register show KZ/president
    """


def _load(folders: tuple[str, ...]) -> Register:
    from readout.register.ask import load_register

    return load_register(folders)


def _say(answers: Any, as_json: bool, none: str) -> None:
    """Print answers as JSON or as their lines; `none` is what is said when there is nothing."""
    import msgspec

    found = list(answers) if isinstance(answers, list | tuple) else [] if answers is None else [answers]
    if as_json:
        data = msgspec.json.encode(answers if isinstance(answers, list | tuple) else (found[0] if found else None))
        click.echo(msgspec.json.format(data, indent=2).decode())
        return
    if not found:
        click.echo(f"unknown: {none}")
    for answer in found:
        click.echo(_line(answer))


def _line(answer: Any) -> str:
    """One answer as a person reads it: verdict or doubt, the register's line, the file, and what other sources say."""
    verdict = getattr(answer, "verdict", None) or getattr(answer, "basis", None)
    head = f"{verdict}: " if verdict in ("agrees", "differs", "unknown") else ""
    doubt = "" if getattr(answer, "sure", True) else " [not sure: dates are coarse, or the day lies after the last check]"
    where = f"\n    {answer.where}" if getattr(answer, "where", "") else ""
    beside = "".join(f"\n    beside it: {said}" for said in getattr(answer, "beside", ()))
    return f"{head}{answer.line}{doubt}{where}{beside}"


def owner(register_: Register, name: str) -> tuple[str, str]:
    """What somebody means by a state's code or an organisation's name: `KZ`, `CN-HA`, `sco`, `Shanghai Cooperation Organisation`."""
    from readout.register import names
    from readout.register.files import of_kind

    if name.upper() == name and (len(name) == 2 or name[2:3] == "-"):
        return of_kind(name), name
    key = names.title_key(name)
    for org_id, known in register_.index.organisations.items():
        if org_id == name.lower() or any(names.title_key(n) == key for words in known.names.values() for n in words):
            return "organisation", org_id
    return "organisation", name.lower()


# --- ask ------------------------------------------------------------------------------------------------------------


@register.group()
def ask() -> None:
    """Ask a question; the answer carries interval, source and confidence, and unknown is an answer."""


@ask.command()
@click.argument("state")
@click.argument("organisation")
@_needs_on
@_register
@_json
def status(state: str, organisation: str, day: str, folders: tuple[str, ...], as_json: bool) -> None:
    """What status a STATE (BY) had in an ORGANISATION (sco) on a day."""
    found = _load(folders)
    _say(found.status(state if state.islower() else state.upper(), owner(found, organisation)[1], day), as_json, "")


@ask.command()
@click.argument("of")
@click.argument("title")
@_needs_on
@_language
@_register
@_json
def holder(of: str, title: str, day: str, language: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Who held the office TITLE of a state or organisation OF on a day."""
    found = _load(folders)
    kind, key = owner(found, of)
    posts = found.posts_named(kind, key, title)
    answers = [h for post in posts for h in found.holders(post, day, language)]
    why = f"the register does not know who was {title} of {key} on {day}" if posts else f"the register has no office {title!r} of {key}"
    _say(answers, as_json, why)


@ask.command()
@click.argument("name")
@_on
@_language
@_register
@_json
def posts(name: str, day: str | None, language: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Which offices somebody called NAME held, in any script."""
    _say(_load(folders).posts_held(name, day, language), as_json, f"the register knows no office of {name}")


@ask.command()
@click.argument("name")
@click.argument("of")
@click.argument("title")
@_needs_on
@_language
@_register
@_json
def agrees(name: str, of: str, title: str, day: str, language: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Whether NAME was TITLE of OF on a day: agrees, differs or unknown."""
    found = _load(folders)
    kind, key = owner(found, of)
    _say(found.agrees([name], title, kind, key, day, language), as_json, "")


@ask.command()
@click.argument("body")
@_on
@click.option("--within", default=400, show_default=True, help="Days before and after.")
@_register
@_json
def meetings(body: str, day: str | None, within: int, folders: tuple[str, ...], as_json: bool) -> None:
    """Meetings of a BODY (sco/chs), all or those near a day."""
    from readout.register.meetings import line

    found = _load(folders)
    series = found.meetings(body, day, within)
    if as_json:
        _say(series, True, "")
        return
    for meeting in series:
        click.echo(f"{line(meeting, found.index.bodies[body].organisation)}\n    {meeting.where}")
    if not series:
        click.echo(f"unknown: the register knows no such meeting of {body}; it knows the bodies {', '.join(found.index.bodies)}")


@ask.command()
@click.argument("words")
@_on
@click.option("--of", "context", multiple=True, metavar="ORG", help="Organisation that the text is about (sco).")
@_register
@_json
def meeting(words: str, day: str | None, context: tuple[str, ...], folders: tuple[str, ...], as_json: bool) -> None:
    """Which known meeting WORDS of a text of that day refer to."""
    _say(_load(folders).meeting(words, day, None, context), as_json, "the words name no meeting that the register knows")


@ask.command()
@click.argument("words")
@_register
@_json
def document(words: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Which known document WORDS name, and when it was signed."""
    _say(_load(folders).document(words), as_json, "the words name no document that the register knows")


# --- show, check, import ----------------------------------------------------------------------------------------------


@register.command()
@click.argument("what")
@_language
@_register
@_json
def show(what: str, language: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Show what the register has on a state (KZ), an organisation (sco), a post (KZ/president), a body (sco/chs) or a person."""
    from readout.register import overview

    found = _load(folders)
    told = overview.of(found, what, language)
    if as_json:
        import json

        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for title, lines in told.items():
        click.echo(title)
        for line in lines:
            click.echo(f"  {line}")
    if not told:
        click.echo(f"unknown: the register has nothing under {what!r}")


@register.command()
@_register
@click.option("--quiet", is_flag=True, help="Faults only, no notes on gaps.")
@click.pass_context
def check(ctx: click.Context, folders: tuple[str, ...], quiet: bool) -> None:
    """Check every file: gaps, overlaps, starts after ends, unknown parents; findings name file and line.

    The exit status is 1 if there are faults; notes on gaps alone leave it at 0.
    """
    from readout.register import check as checks

    count = {"fault": 0, "note": 0}
    for finding in checks.check(folders, notes=not quiet):
        count[finding.kind] += 1
        click.echo(str(finding))
    click.echo(f"{count['fault']} faults, {count['note']} notes", err=True)
    ctx.exit(FOUND_FAULTS if count["fault"] else FOUND_NOTHING_WRONG)


@register.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--register",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="The folder of your own register files; made if absent.",
)
@click.option(
    "--format", "form", type=click.Choice(["popolo", "ftm", "wikidata"]), help="Form of the file [default: told by its name and content]."
)
@click.option("--source", metavar="TEXT", help="Where the list comes from; stands with every fact [default: the file's name].")
@click.option("--confidence", type=click.Choice(["A", "B", "C"]), default="B", show_default=True, help="How far the list is trusted.")
@click.option("--checked", metavar="DATE", callback=_day, help="The day the list was true: its open terms are ongoing as checked on it.")
@click.option("--judgements", "only_list", is_flag=True, help="List the judgements of earlier imports, and end.")
@click.option("--undo", metavar="ID", help="Take back a judgement: the two are different people, and imported anew as such.")
@click.option("--confirm", metavar="ID", help="Decide a question: the two are the same.")
def import_(
    file: str | None,
    folder: str,
    form: str | None,
    source: str | None,
    confidence: str,
    checked: str | None,
    only_list: bool,
    undo: str | None,
    confirm: str | None,
) -> None:
    """Import a list of offices: Popolo JSON, FollowTheMoney JSON lines, or Wikidata query CSV.

    People are merged with those of the register by identifier, or by full name in the same office; each merge is a judgement
    that is listed, kept in DIR/judgements.jsonl, and can be undone.
    """
    from readout.register.imports import bring

    if only_list or undo or confirm:
        for line in bring.judge(folder, different=undo, same=confirm):
            click.echo(line)
        return
    if file is None:
        raise click.UsageError("name a file to import, or --judgements, --undo ID, --confirm ID")
    report = bring.bring(file, folder, form=form, source=source, confidence=confidence, checked=checked)
    for line in report.lines():
        click.echo(line)
    sys.stdout.flush()
