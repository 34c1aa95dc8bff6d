"""What passes through a run: units to be read, failures found on the way, and marks that a file or a site has been gone through."""

from __future__ import annotations

import msgspec

from readout.ledger.flatten import Flat
from readout.ledger.runs import Failure, Fetched, Seen
from readout.model.document import Source


class Options(msgspec.Struct, frozen=True):
    """What the caller says of all documents, and how long one may take (`seconds`)."""

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    register: tuple[str, ...] = ()
    seconds: float = 60

    def said(self) -> str | None:
        """The part that changes what is read, as text, or None where nothing is said.

        >>> Options(publisher="asean").said()
        '{"publisher":"asean"}'
        """
        given = {k: v for k, v in msgspec.structs.asdict(self).items() if v and k != "seconds"}
        return msgspec.json.encode(given).decode() if given else None


class Said(msgspec.Struct, frozen=True):
    """What is known of a page beside its bytes: what the feed or the list says of it."""

    url: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None


class Unit(msgspec.Struct, frozen=True):
    """Something to read: a `source`, or the bytes (`data`) of a file of this `name`.

    `origin` is the file or page that is asked for again when it fails, `address` where it is, `stamp` the digest of its bytes.
    """

    origin: str
    address: str
    source: Source | None = None
    data: bytes = b""
    name: str = ""
    stamp: str = ""
    said: Said = Said()
    fetched: Fetched | None = None

    @property
    def size(self) -> int:
        """About how much memory it takes, in bytes."""
        return len(self.data) if self.source is None else 2 * len(self.source.text)


class Done(msgspec.Struct, frozen=True):
    """A file or a site has been gone through: what is remembered, and that its earlier failures are over."""

    origin: str
    seen: Seen | None = None
    fetched: Fetched | None = None
    skipped: int = 0


Item = Unit | Failure | Done


class Outcome(msgspec.Struct, frozen=True):
    """What came of one unit: its documents laid flat, and its failures."""

    flats: tuple[Flat, ...] = ()
    failures: tuple[Failure, ...] = ()


class Chunk(msgspec.Struct, frozen=True):
    """Units that are read together, with what was found on the way to them.

    `skipped` documents are known; `gathered` units of together `size` bytes were looked at, those that are known among them.
    """

    units: tuple[Unit, ...] = ()
    failures: tuple[Failure, ...] = ()
    done: tuple[Done, ...] = ()
    skipped: int = 0
    gathered: int = 0
    size: int = 0


def given(options: Options, said: Said) -> Options:
    """What the caller says of a page, filled up with what its feed says."""
    return msgspec.structs.replace(
        options,
        published=options.published or said.published,
        publisher=options.publisher or said.publisher,
        language=options.language or said.language,
    )


def failure(error: Exception, origin: str, address: str | None = None, options: str | None = None) -> Failure:
    """The failure that stands for an error."""
    from readout.errors import ReadoutError

    if not isinstance(error, ReadoutError):
        raise TypeError(f"not an error of a document: {error!r}")
    return Failure(address or error.place, origin, error.code, error.message, error.remedy, options)
