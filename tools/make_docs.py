#!/usr/bin/env python3
"""Write the reference pages that follow from the code: docs/reference/cli.md, record.md, http.md and pack-keys.md.

usage: tools/make_docs.py [--check]     --check writes nothing and fails where a page is stale
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from readout.cli import cli
from readout.errors import Notice
from readout.model import record as nouns

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Written by tools/make_docs.py; do not edit. -->\n"


def cli_page() -> str:
    """Every command with its arguments and options, from the command line itself."""
    return NOTE + "# Command line\n\n" + "\n".join(_commands(cli, "readout", None))


def _commands(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "terminal_width": 100, "max_content_width": 100}
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **settings)
    yield f"## `{name}`\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            found = command.get_command(context, word)
            if found is not None and not found.hidden:
                yield from _commands(found, f"{name} {word}", context)


def record_page() -> str:
    """Every type of the record with its fields, from the types themselves."""
    head = (inspect.getdoc(nouns) or "").strip()
    types: list[type] = [
        v for v in vars(nouns).values() if isinstance(v, type) and issubclass(v, msgspec.Struct) and v.__module__ == nouns.__name__
    ]
    order = [nouns.Record, *(t for t in types if t is not nouns.Record), Notice]
    return NOTE + f"# The record\n\n{head}\n\n`readout schema` prints its JSON Schema.\n\n" + "\n".join(map(_type, order))


def _type(noun: type) -> str:
    said = (inspect.getdoc(noun) or "").split(">>>")[0].strip()
    rows = [f"| `{f.encode_name}` | `{_name(f.type)}` |" for f in msgspec.structs.fields(noun)]
    return f"## {noun.__name__}\n{said}\n\n| field | type |\n|---|---|\n" + "\n".join(rows) + "\n"


def _name(kind: object) -> str:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if not parts:
        return "null" if kind is type(None) else getattr(kind, "__name__", str(kind))
    if origin is tuple:
        return f"list of {_name(parts[0])}"
    if origin is dict:
        return f"{_name(parts[0])} to {_name(parts[1])}"
    return " or ".join(_name(p) for p in parts)


def http_page() -> str:
    """Every address of the explorer with its parameters, from its OpenAPI description."""
    import tempfile

    from readout.ledger import Ledger
    from readout.web.app import create
    from readout.web.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"{folder}/empty.db")
        described = create(Settings(ledger.store.address), ledger=ledger).openapi()
        ledger.store.close()
    head = (
        "# HTTP\n\n`readout serve` answers pages and, under the same address with `.json`, their data. `/openapi.json` describes it for "
        "programs. What goes wrong has one shape: `code`, `place`, `message`, `remedy` ([errors](errors.md)). Addresses that change "
        "something take a form with the token `csrf` of the session (or the header `X-CSRF-Token`) and answer JSON to those who do not "
        "ask for HTML. Offsets are code points.\n"
    )
    return NOTE + head + "".join(_operation(path, verb, told) for path, by in described["paths"].items() for verb, told in by.items())


def _operation(path: str, verb: str, told: dict[str, typing.Any]) -> str:
    rows = [(p["name"], p["in"], _form(p["schema"]), p["schema"].get("default", "")) for p in told.get("parameters", ())]
    page = path.removesuffix(".json") if verb == "get" and not path.startswith("/locate/") else ""
    page = "/" if page == "/desk" else page
    lines = f"\n## `{verb.upper()} {path}`\n{told.get('description', '').strip()}\n"
    lines += f"\nAs a page: `{page}`\n" if page else ""
    if rows:
        lines += "\n| parameter | in | form | default |\n|---|---|---|---|\n"
        lines += "".join(f"| `{n}` | {i} | {f} | {f'`{d}`' if d != '' else ''} |\n" for n, i, f, d in rows)
    return lines


def _form(schema: dict[str, typing.Any]) -> str:
    bounds = {"pattern": "pattern", "minimum": "from", "maximum": "to", "maxLength": "at most", "exclusiveMinimum": "over"}
    said = ", ".join(f"{word} `{str(schema[key]).replace('|', chr(92) + '|')}`" for key, word in bounds.items() if key in schema)
    return f"{schema.get('type', 'text')}{', ' if said else ''}{said}"


def pack_page() -> str:
    """Every key of every pack file with its meaning, from the comments that stand above the keys in the packs."""
    from readout.grammar import explain, schema

    folders = explain.shipped()
    head = (
        "# Keys of pack files\n\nWhat each key of a language's files means, as the packs themselves say above it, and who uses it. "
        "A key that no language here uses is read by nothing, and `readout pack check` says so (RO-P018). "
        "How files, patterns and examples are written: [packs](packs.md).\n"
    )
    names = sorted({p.stem for folder in folders for p in folder.glob("*.yaml")})
    return NOTE + head + "".join(_pack_file(name, folders, schema.FORMS.get(name, {})) for name in names)


def _pack_file(name: str, folders: tuple[Path, ...], forms: typing.Mapping[str, typing.Any]) -> str:
    from readout.grammar import explain

    texts = {f.name: (f / f"{name}.yaml").read_text(encoding="utf-8") for f in folders if (f / f"{name}.yaml").exists()}
    has = {language: {key for group in explain.groups(text) for key in group.keys} for language, text in texts.items()}
    told, page = set[str](), f"\n## `{name}`\n"
    for text in texts.values():
        for group in explain.groups(text):
            fresh = [key for key in group.keys if key not in told]
            told.update(fresh)
            if fresh:
                page += "\n".join(f"- {_key(key, [n for n in texts if key in has[n]], forms)}" for key in fresh)
                page += "\n\n" + "".join(f"      {line}\n" for line in group.words) + "\n"
    return page


def _key(key: str, used: list[str], forms: typing.Mapping[str, typing.Any]) -> str:
    form = forms.get(key)
    said = f"`{key}` ({', '.join(used)})"
    if form:
        may = sorted(form.may - {"examples", "note", "why", "source"})
        said += f": each entry has {', '.join(f'`{k}`' for k in sorted(form.must))}"
        said += f", and may have {', '.join(f'`{k}`' for k in may)}" if may else ""
    return said


PAGES = {"cli.md": cli_page, "record.md": record_page, "http.md": http_page, "pack-keys.md": pack_page}


def main() -> int:
    stale = []
    for name, make in PAGES.items():
        path, words = REFERENCE / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == words:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(words, encoding="utf-8")
    if stale:
        print(f"{'stale' if '--check' in sys.argv else 'written'}: {', '.join(stale)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
