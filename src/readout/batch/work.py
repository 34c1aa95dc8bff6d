"""What a reading process does: units in, documents laid flat out. No database and no network here."""

from __future__ import annotations

import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import msgspec

from readout import api
from readout.batch.units import Options, Outcome, Unit, failure, given
from readout.errors import ReadoutError
from readout.ledger.flatten import flat
from readout.ledger.runs import Failure
from readout.model.document import Source
from readout.stages import acquire

_PACK, _UNPACK = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(tuple[Unit, ...])


class _TooSlowError(Exception):
    """A document has used up its time."""


def prepare() -> None:
    """Make a process ready to read: it leaves Ctrl-C to its parent and ends when the parent is gone."""
    import os
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def ready() -> bool:
    """Whether processes can be started at all."""
    return True


def read_packed(units: bytes, options: Options) -> bytes:
    """The outcomes of units, both packed for the way between processes."""
    return _PACK.encode(read_units(_UNPACK.decode(units), options))


def read_units(units: tuple[Unit, ...], options: Options) -> tuple[Outcome, ...]:
    """One outcome for each unit, in their order."""
    return tuple(_read(unit, options) for unit in units)


def _read(unit: Unit, options: Options) -> Outcome:
    options = given(options, unit.said)
    flats, failures = [], []
    for found in _sources(unit, options):
        if isinstance(found, Failure):
            failures.append(found)
            continue
        where = found.url or f"{found.address}#{found.id}" if unit.source is not None else found.address
        try:
            with _limited(options.seconds):
                flats.append(flat(api.read_source(found, options.register)))
        except ReadoutError as error:
            failures.append(failure(error, unit.origin, where, options.said()))
        except _TooSlowError:
            said = f"reading took more than {options.seconds:.0f} seconds"
            failures.append(
                Failure(where, unit.origin, "RO-B002", said, "give it more time with --seconds, or take it apart", options.said())
            )
        except Exception as error:  # noqa: BLE001  # a fault of ours in one document must not end the reading of ten thousand
            failures.append(_fault(error, where, unit, options))
    return Outcome(tuple(flats), tuple(failures))


def _fault(error: Exception, where: str, unit: Unit, options: Options) -> Failure:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = f"a fault in Readout: {type(error).__name__}: {error} ({frame.filename.rpartition('/readout/')[2]}:{frame.lineno})"
    return Failure(where, unit.origin, "RO-B003", said[:500], "report it with the document; the others are not concerned", options.said())


def _sources(unit: Unit, options: Options) -> Iterator[Source | Failure]:
    """The documents of a unit; what a feed said of a page fills what the page does not say itself."""
    if unit.source is not None:
        yield unit.source
        return
    said = unit.said
    found = acquire.from_bytes(
        unit.data, unit.name, unit.address, published=options.published, publisher=options.publisher, language=options.language
    )
    try:
        with _limited(options.seconds):
            documents = list(found)
    except _TooSlowError:
        message = f"taking the text out took more than {options.seconds:.0f} seconds"
        yield Failure(unit.address, unit.origin, "RO-B002", message, "give it more time with --seconds, or take it apart", options.said())
        return
    except Exception as error:  # noqa: BLE001  # the same reason as above; parsers of PDF and Word files raise whatever they like
        yield _fault(error, unit.address, unit, options)
        return
    for each in documents:
        if isinstance(each, ReadoutError):
            yield failure(each, unit.origin, each.place, options.said())
        elif said.url:
            yield msgspec.structs.replace(each, url=_address(each.url, said.url), title=each.title or said.title)
        else:
            yield each


def _address(canonical: str | None, fetched: str) -> str:
    """The address of a fetched page: the one it gives itself if that is the same page, else the one it was fetched from.

    Many sites name their front page as the canonical address of every page: believed, all would become one document.

    >>> _address("https://a.org/x/", "http://a.org/x?utm_source=rss"), _address("https://a.org/", "https://a.org/x")
    ('https://a.org/x/', 'https://a.org/x')
    """
    from urllib.parse import urlsplit

    if canonical is None:
        return fetched
    said, was = urlsplit(canonical), urlsplit(fetched)
    marks = [m for m in was.query.split("&") if m and not m.startswith(("utm_", "fbclid", "gclid"))]
    same = said.hostname == was.hostname and said.path.rstrip("/") == was.path.rstrip("/") and said.query == "&".join(marks)
    return canonical if same else fetched


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise `_TooSlowError` inside the block when its time is up; where signals cannot be had, nothing is limited."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread() or seconds <= 0:
        yield
        return

    def up(_number: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
