"""Commands by which people say what is right: corrections, judgements, questions, the history of a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from readout.cli_common import LEDGER, opened

_F = TypeVar("_F", bound=Callable[..., Any])


def _signed(command: _F) -> _F:
    author = click.option("--author", required=True, envvar="READOUT_AUTHOR", help="Who says so [default: READOUT_AUTHOR].")
    reason = click.option("--reason", required=True, metavar="WORDS", help="Why.")
    return author(reason(command))


def _print(rows: list[Any], line: Callable[[Any], str], as_json: bool) -> None:
    import msgspec

    for row in rows:
        click.echo(msgspec.json.encode(row).decode() if as_json else line(row))


def _value(words: tuple[str, ...]) -> Any:
    """What the words of a value mean: JSON where they look so, several words a list, else the word itself."""
    if len(words) != 1:
        return list(words) or None
    word = words[0]
    if word == "null" or word[:1] in '[{"':
        try:
            return json.loads(word)
        except ValueError as error:
            raise click.BadParameter(f"this is no JSON: {error}", param_hint="VALUE") from error
    return word


@click.command()
@click.argument("document", metavar="DOC")
@click.argument("field", required=False)
@click.argument("value", nargs=-1)
@click.option("--claim", metavar="CODE", help="What is meant: the code of a claim, as `readout find` prints it.")
@click.option("--quote", metavar="WORDS", help="What is meant: words of the text on which it hangs.")
@click.option("--type", "type_", metavar="TYPE", help="encounter, statement, commitment, party, … where FIELD does not say it.")
@click.option(
    "--action", type=click.Choice(["change", "confirm", "reject", "add", "merge", "split"]), default="change", show_default=True
)
@_signed
@LEDGER
def correct(
    document: str,
    field: str | None,
    value: tuple[str, ...],
    claim: str | None,
    quote: str | None,
    type_: str | None,
    action: str,
    author: str,
    reason: str,
    address: str,
) -> None:
    """Correct what was read from DOC; carried out on this and every later reading.

    \b
    readout correct DOC encounter.date 2021-05-09 --reason "page header" --author me
    readout correct DOC statement.speakers "Ana Kral" --quote "trade will grow" …
    readout correct DOC --claim s12-ab12cd34 --action reject …
    readout correct DOC --type commitment --quote "will build a bridge" --action add '{"kind": "plan"}' …
    """
    if action != "change" and field is not None and "." not in field and field not in ("encounter", "statement", "commitment", "party"):
        value, field = (field, *value), None
    if action == "add" and field is not None and "." not in field:
        type_, field = type_ or field, None
    what = {"claim": claim, "quote": quote, "type": type_, "action": action}
    code = opened(address).correct(document, field, _value(value), author=author, reason=reason, **what)
    click.echo(code)


@click.command()
@click.argument("document", metavar="DOC")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@LEDGER
def history(document: str, as_json: bool, address: str) -> None:
    """What a page said at different times: its text and its claims, revision by revision."""
    found = opened(address).history(document)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for each in found["revisions"]:
        until = each["known_until"] or "now"
        click.echo(f"revision {each['number']}: {each['known_since']} to {until}; {len(each['brought'])} claims brought")
        for change in each["text"]:
            click.echo(f"  text {change['change']}: {change['before']!r} -> {change['after']!r}")
        for word, sign in (("brought", "+"), ("withdrawn", "-")):
            for claim in each[word] if each["number"] > 1 else ():
                click.echo(f"  {sign} {claim['type']} {claim['code']}: {claim['quote'] or ''}")


@click.command()
@click.option("--kind", type=click.Choice(["person", "body", "encounter"]))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@LEDGER
def questions(kind: str | None, as_json: bool, address: str) -> None:
    """What could not be decided: two candidates and the evidence. Answer with `ledger same` or `ledger different`."""
    found = opened(address).questions(kind)
    _print(found, lambda q: f"{q['code']}  {q['left_label']} = {q['right_label']} ?  {q['evidence']['why']}", as_json)
    if not as_json:
        for hint in ("", "answer: readout ledger same|different LEFT RIGHT with the anchors below") if found else ():
            click.echo(hint)
        for q in found:
            click.echo(f"{q['code']}  {q['left_anchor']!r} {q['right_anchor']!r}")


def _judging(verdict: str, words: str) -> click.Command:
    @click.command(verdict, help=words)
    @click.argument("left")
    @click.argument("right")
    @_signed
    @LEDGER
    def command(left: str, right: str, author: str, reason: str, address: str) -> None:
        numbers = opened(address).judge(verdict, left, right, author=author, reason=reason)
        click.echo(f"judgement {', '.join(map(str, numbers))}")

    return command


same = _judging("same", "Say that two people, bodies, encounters or accounts are one (a merge).")
different = _judging("different", "Say that two people, bodies, encounters or accounts are not one.")


@click.command()
@click.argument("whole")
@click.argument("part")
@_signed
@LEDGER
def split(whole: str, part: str, author: str, reason: str, address: str) -> None:
    """Take PART out of WHOLE: an account out of an encounter, or a person's name in one document (CODE@DOCUMENT) out of the person."""
    numbers = opened(address).split(whole, part, author=author, reason=reason)
    click.echo(f"judgement {', '.join(map(str, numbers))}")


@click.command()
@click.argument("what", metavar="NUMBER|CODE")
@click.option("--author", required=True, envvar="READOUT_AUTHOR", help="Who takes it back [default: READOUT_AUTHOR].")
@LEDGER
def undo(what: str, author: str, address: str) -> None:
    """Take back a judgement (by number) or a correction (by code); it stays listed as undone."""
    ledger = opened(address)
    if what.isdigit():
        ledger.undo(int(what), author=author)
    else:
        ledger.uncorrect(what, author=author)


@click.command()
@click.option("--undone", is_flag=True, help="Also those that were taken back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@LEDGER
def judgements(undone: bool, as_json: bool, address: str) -> None:
    """The judgements in force, each with author, time, reason and whether it still finds what it speaks of."""
    _print(
        opened(address).judgements(undone=undone),
        lambda j: f"{j.id}  {j.left_label} {j.verdict} {j.right_label}  {j.author} {j.made_at[:10]}: {j.reason} [{j.state}]",
        as_json,
    )


@click.command()
@click.argument("document", metavar="DOC", required=False)
@click.option("--orphaned", is_flag=True, help="Only those that no longer find their place.")
@click.option("--undone", is_flag=True, help="Also those that were taken back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@LEDGER
def corrections(document: str | None, orphaned: bool, undone: bool, as_json: bool, address: str) -> None:
    """Corrections, oldest first, with their state: applied, orphaned, undone."""

    def line(c: Any) -> str:
        what = f"{c.type}.{c.field} = {json.dumps(c.after, ensure_ascii=False)}" if c.field else c.type
        why = f": {c.why}" if c.state == "orphaned" else ""
        return f"{c.code}  {c.document} {c.action} {what}  {c.author} {c.made_at[:10]}: {c.reason} [{c.state}{why}]"

    _print(opened(address).corrections(document, state="orphaned" if orphaned else None, undone=undone), line, as_json)


@click.command("annotations")
@click.argument("document", metavar="DOC", required=False)
@LEDGER
def export(document: str | None, address: str) -> None:
    """Print the corrections and judgements in force as W3C Web Annotations (JSON-LD), for another desk to take in."""
    click.echo(json.dumps(opened(address).annotations(document), ensure_ascii=False, indent=1))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LEDGER
def annotate(file: Path, address: str) -> None:
    """Take in corrections and judgements from a FILE of Web Annotations that Readout wrote."""
    try:
        page = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.BadParameter(f"{file} is no JSON: {error}", param_hint="FILE") from error
    for what, count in opened(address).annotate(page).items():
        click.echo(f"{what:<8}{count}")


@click.command()
@click.argument("code")
@LEDGER
def show(code: str, address: str) -> None:
    """Print an encounter with all its accounts, or a person or body with all its names, as JSON."""
    from readout.ledger import faults

    ledger = opened(address)
    found = ledger.encounter(code) or ledger.person(code)
    if found is None:
        raise faults.unknown_id(code, "encounter, person or body")
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


@click.command()
@LEDGER
def link(address: str) -> None:
    """Decide anew who is who and which accounts tell of one event; judgements are obeyed."""
    for what, count in opened(address).link().items():
        click.echo(f"{what:<10}{count}")


COMMANDS = (history, questions, same, different, split, undo, judgements, corrections, export, annotate, show, link)
