"""From the files of a layer to facts: every section has a reader, every complaint has a file and a line.

A file is a mapping. Its sections (`organisations`, `classes`, `statuses`, `bodies`, `meetings`, `titles`, `posts`, `people`,
`documents`, `places`) hold lists; every other key (`of`, `organisation`, `checked`, `source`, `confidence`) is a default for
the entries of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from readout.errors import short
from readout.register import days, guarded
from readout.register.model import (
    Body,
    Facts,
    Known,
    Meeting,
    Occupancy,
    Organisation,
    Person,
    Post,
    RegisterError,
    Status,
    StatusClass,
    Title,
)
from readout.register.rows import Complain, Row, by_language, slug, stop

SECTIONS = ("organisations", "classes", "statuses", "bodies", "meetings", "titles", "posts", "people", "documents", "places")
_DEFAULTS = ("of", "organisation", "body", "checked", "source", "confidence", "checked_by", "about")
_FOLDERS = ("register", "bodies", "posts", "occupancies", "statuses", "meetings", "holders")


def folders(root: Path) -> tuple[Path, ...]:
    """The folders of the shipped `packs/world` that hold register files."""
    return tuple(root / name for name in _FOLDERS)


def paths(places: Iterable[Path]) -> tuple[Path, ...]:
    """Every YAML file in the folders, in a fixed order."""
    return tuple(sorted(p for place in places for p in place.rglob("*.yaml")))


def read(places: Iterable[Path], layer: int = 0, complain: Complain = stop) -> Facts:
    """The facts of all files in the folders; `complain` is told of every fault, and stops at the first unless it returns."""
    found: dict[str, list[Any]] = {name: [] for name in Facts.__struct_fields__}
    gazette: dict[str, tuple[str, ...]] = {}
    for path in paths(places):
        try:
            content = guarded.read(path)
        except RegisterError as error:
            complain(error)
            continue
        for row, section in _rows(content, short(path), layer, complain):
            if section == "places":
                gazette[row.need("place")] = tuple(n for names in row.names("names").values() for n in names)
                row.done()
                continue
            for thing in _READERS[section](row):
                found[_FIELD[type(thing)]].append(thing)
            row.done()
    return Facts(**{name: tuple(things) for name, things in found.items() if name != "places"}, places=gazette)


def _rows(content: Any, file: str, layer: int, complain: Complain) -> Iterator[tuple[Row, str]]:
    if content is None:
        return
    if not isinstance(content, dict):
        complain(
            RegisterError("RO-G010", f"{file}:1", "a register file is a mapping of sections", f"begin with one of: {', '.join(SECTIONS)}")
        )
        return
    defaults = {k: v for k, v in content.items() if k in _DEFAULTS}
    for key, entries in content.items():
        if key in _DEFAULTS or key == guarded.LINE:
            continue
        if key not in SECTIONS or not isinstance(entries, list | None):
            complain(RegisterError("RO-G010", f"{file}:1", f"the section {key!r} is not known, or no list", f"use: {', '.join(SECTIONS)}"))
            continue
        for entry in entries or []:
            if isinstance(entry, dict):
                yield Row(entry, defaults, file, layer, complain), key
            else:
                complain(
                    RegisterError(
                        "RO-G011", f"{file}:1", f"an entry of {key!r} is no mapping ({str(entry)[:40]!r})", "write: - {key: value}"
                    )
                )


def _organisation(row: Row) -> Iterator[Organisation]:
    yield Organisation(
        id=row.need("id"),
        names=row.names("names"),
        founded=row.day("founded"),
        ended=row.day("ended"),
        seat=row.text("seat"),
        parent=row.text("parent"),
        became=row.text("became"),
        identifiers=row.mapping("identifiers"),
        **row.cited(),
    )


def _status_class(row: Row) -> Iterator[StatusClass]:
    yield StatusClass(
        organisation=row.need("organisation", inherit=True),
        status=row.need("status"),
        names=row.names("names"),
        begin=row.day("begin"),
        end=row.day("end"),
        became=row.text("became"),
        counts_from=row.one_of("counts_from", ("decision", "signature", "in_force"), "in_force"),
        **row.cited(),
    )


def _status(row: Row) -> Iterator[Status]:
    """One row for one state, or for several that share every date: `states: [CN, KZ]`."""
    states = row.words("states") or (row.need("state"),)
    common: dict[str, Any] = {
        "organisation": row.need("organisation", inherit=True),
        "status": row.need("status"),
        "decision": row.day("decision"),
        "signature": row.day("signature"),
        "in_force": row.day("in_force"),
        "end": row.day("end"),
        "checked": row.day("checked", inherit=True),
        "event": row.text("event") or "",
        "place": row.text("place") or "",
        **row.cited(),
    }
    for state in states:
        yield Status(state=state, **common)


def _body(row: Row) -> Iterator[Body]:
    yield Body(
        id=row.need("id"),
        organisation=row.need("organisation", inherit=True),
        names=row.names("names"),
        words=row.names("words"),
        since=row.day("since"),
        until=row.day("until"),
        parent=row.text("parent"),
        seat=row.text("seat"),
        rhythm=row.text("rhythm") or "",
        summit=row.flag("summit"),
        permanent=row.flag("permanent"),
        **row.cited(),
    )


def _meeting(row: Row) -> Iterator[Meeting]:
    body, start = row.need("body", inherit=True), row.day("start") or ""
    if not start:
        row.fault("RO-G012", "'start' is missing", "write: start: 2021-09-16")
    yield Meeting(
        id=f"{body}/{start}",
        body=body,
        start=start,
        end=row.day("end") or start,
        mode=row.one_of("mode", ("in-person", "virtual", "hybrid"), "in-person"),
        place=row.text("place"),
        nominal=row.text("nominal"),
        chair=row.text("chair"),
        ordinals=row.words("ordinal"),
        status=row.one_of("status", ("held", "planned", "cancelled"), "held"),
        **row.cited(),
    )


def _title(row: Row) -> Iterator[Title]:
    yield Title(row.need("id"), row.need("kind"), row.names("names"), row.where)


def of_kind(of: str) -> str:
    """What an office is held in, from its key: `KZ` is a state, `CN-HA` a region, `sco` an organisation."""
    return "state" if len(of) == 2 and of.isupper() else "region" if len(of) > 3 and of[2] == "-" and of[:2].isupper() else "organisation"


def _post(row: Row) -> Iterator[Post | Occupancy | Title]:
    """A post with its holders: `titles` are ids of title families, `title` the office's own words."""
    of = row.need("of", inherit=True)
    name = f"{of}/{row.need('post')}"
    own = row.names("title")
    families = row.words("titles")
    titles = {**own, "*": families} if families else own
    yield Post(
        id=name,
        of_kind=of_kind(of),
        of=of,
        kind=row.need("kind"),
        titles=titles,
        since=row.day("since"),
        until=row.day("until"),
        several=row.flag("several"),
        also_of=row.words("also_of"),
        short=row.names("short"),
        loose=row.names("loose"),
        successor=row.text("successor"),
        **row.cited(),
    )
    for entry in row.raw("holders") or []:
        if not isinstance(entry, dict):
            row.fault("RO-G011", "a holder is a mapping", "write: {who: Ana Kral, start: 2019-03-20}")
            continue
        holder = Row(entry, row.defaults, row.file, row.layer, row.complain)
        yield _occupancy(holder, name)
        holder.done()


def _occupancy(row: Row, post: str) -> Occupancy:
    attested, ended = row.words("attested"), row.flag("ended")
    if any(not days.valid(d) for d in attested):
        row.fault("RO-G013", "'attested' holds something that is no day", "write: attested: [2021-05-09]")
    return Occupancy(
        post=post,
        person=row.text("person") or slug(row.need("who")),
        start=row.day("start"),
        end=row.day("end"),
        checked=row.day("checked", inherit=not ended),
        capacity=row.one_of("capacity", ("full", "acting", "designate"), "full"),
        attested=tuple(d for d in attested if days.valid(d)),
        scheduled=row.flag("scheduled"),
        ended=ended,
        title=row.text("title") or "",
        **_without_names(row),
    )


def _without_names(row: Row) -> dict[str, Any]:
    row.left.discard("who")
    return row.cited()


def _person(row: Row) -> Iterator[Person]:
    """A person: `{en: …, ru: …, zh: …}`; keys of two letters are languages, the first Latin name makes the id."""
    languages = {k: row.raw(k) for k in sorted(row.left) if len(k) == 2 and k != "id"}
    names = by_language(languages)
    first = next((n for n in (names.get("en") or next(iter(names.values()), ()))), "")
    name = row.text("id") or slug(first)
    if not name:
        row.fault("RO-G012", "a person needs a name", "write: {en: Ana Kral}")
    yield Person(name, names, row.mapping("identifiers"), row.where)


def _document(row: Row) -> Iterator[Known]:
    yield Known(
        id=row.need("id"),
        names=row.names("names"),
        signed=row.day("signed") or "",
        in_force=row.day("in_force"),
        place=row.text("place"),
        organisation=row.text("organisation", inherit=True),
        **row.cited(),
    )


_READERS: dict[str, Callable[[Row], Iterator[Any]]] = {
    "organisations": _organisation,
    "classes": _status_class,
    "statuses": _status,
    "bodies": _body,
    "meetings": _meeting,
    "titles": _title,
    "posts": _post,
    "people": _person,
    "documents": _document,
}
_FIELD: dict[type[msgspec.Struct], str] = {
    Organisation: "organisations",
    StatusClass: "classes",
    Status: "statuses",
    Body: "bodies",
    Meeting: "meetings",
    Title: "titles",
    Post: "posts",
    Occupancy: "occupancies",
    Person: "people",
    Known: "documents",
}


def guard_size(found: Iterable[Path]) -> None:
    """Refuse files too large to be read before anything hashes or opens them; raises `RegisterError` RO-G001."""
    for path in found:
        if path.stat().st_size > guarded.LARGEST:
            guarded.read(path)
