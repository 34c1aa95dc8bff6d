"""What an import reads before anything is merged: people, offices and terms under the ids of the list they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from readout.errors import UsageError
from readout.register import names
from readout.register.model import Names, RegisterError

LARGEST = 400_000_000  # bytes of one list; lists are read line by line where their form allows it
LARGEST_WHOLE = 64_000_000  # bytes of a list that must be read whole


class Someone(msgspec.Struct, frozen=True):
    """A person of a list: `id` there, names by language (the preferred first), public identifiers."""

    id: str
    names: Names
    identifiers: dict[str, str] = {}


class Office(msgspec.Struct, frozen=True):
    """An office of a list: `of` is what it is held in, as the list says it (a code or a name)."""

    id: str
    titles: Names
    of: str | None = None
    identifiers: dict[str, str] = {}


class Term(msgspec.Struct, frozen=True):
    """Somebody in an office; `ended` says that the list marks it as over without a day."""

    person: str
    office: str
    start: str | None = None
    end: str | None = None
    ended: bool = False
    capacity: str = "full"
    place: str = ""


class Incoming(msgspec.Struct, frozen=True):
    """Everything a list says, and what of it could not be understood."""

    people: tuple[Someone, ...]
    offices: tuple[Office, ...]
    terms: tuple[Term, ...]
    skipped: tuple[str, ...] = ()


def by_language(found: Iterable[str]) -> Names:
    """Names of unsaid language, told by their script: Latin under `en`, Cyrillic under `ru`, Chinese under `zh`.

    >>> by_language(["Ana Kral", "Ана Краль"])
    {'en': ('Ana Kral',), 'ru': ('Ана Краль',)}
    """
    codes = {"latin": "en", "cyrillic": "ru", "han": "zh"}
    told: dict[str, list[str]] = {}
    for name in dict.fromkeys(" ".join(n.split()) for n in found if n and n.strip()):
        told.setdefault(codes[names.script(name)], []).append(name)
    return {k: tuple(v) for k, v in sorted(told.items())}


def capacity(words: str | None) -> str:
    """full | acting | designate, from a role or title."""
    plain = (words or "").casefold()
    if "acting" in plain or "interim" in plain or "исполняющ" in plain:
        return "acting"
    return "designate" if "designate" in plain or "-elect" in plain else "full"


def whole(path: Path) -> bytes:
    """All bytes of a list that cannot be read by lines; raises `RegisterError` RO-G050 where it is too large."""
    size = path.stat().st_size
    if size > LARGEST_WHOLE:
        raise RegisterError("RO-G050", str(path), f"the list has {size} bytes; at most {LARGEST_WHOLE} are read", "split the list")
    return path.read_bytes()


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a list with their numbers."""
    if path.stat().st_size > LARGEST:
        raise RegisterError("RO-G050", str(path), f"the list has more than {LARGEST} bytes", "split the list")
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line


def form_of(path: Path) -> str:
    """popolo | ftm | wikidata, by the file's name and first characters; raises `UsageError` RO-U040 where neither tells."""
    with path.open("rb") as stream:
        head = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if path.suffix.lower() in (".csv", ".tsv"):
        return "wikidata"
    if b'"schema"' in head.split(b"\n")[0] and head.startswith(b"{"):
        return "ftm"
    if head.startswith((b"{", b"[")):
        return "popolo"
    raise UsageError(
        "RO-U040", str(path), "this is no list that can be told by its content", "name its form with --format popolo, ftm or wikidata"
    )
