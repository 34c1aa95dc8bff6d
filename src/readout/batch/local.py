"""Files and folders as units: where they are, what their bytes are, and whether they have been seen already."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from readout.batch.units import Done, Item, Options, Unit, failure
from readout.errors import ReadoutError
from readout.ledger.runs import Seen
from readout.stages import acquire

STDIN = "-"
IsOld = Callable[[Seen], int | None]  # how many documents a file held if it need not be read again


def items(path: str, options: Options, reader: str, is_old: IsOld) -> Iterator[Item]:
    """Everything at a path. Files are known by their full path, so that it does not matter where the command is given."""
    if path == STDIN:
        yield from _stdin(options)
        return
    where = Path(os.path.abspath(path))
    for found in acquire.files_of(where):
        if isinstance(found, ReadoutError):
            yield failure(found, str(where), options=options.said())
        elif acquire.is_lines(found):
            yield from _lines(found, options, reader, is_old)
        else:
            yield _file(found, options)


def _stdin(options: Options) -> Iterator[Item]:
    for found in acquire.sources([STDIN], published=options.published, publisher=options.publisher, language=options.language):
        yield failure(found, STDIN) if isinstance(found, ReadoutError) else Unit(STDIN, STDIN, found)


def _file(path: Path, options: Options) -> Item:
    try:
        data = acquire.load(path)
    except ReadoutError as error:
        return failure(error, str(path), options=options.said())
    return Unit(str(path), str(path), None, data, path.name, hashlib.sha256(data).hexdigest())


def _lines(path: Path, options: Options, reader: str, is_old: IsOld) -> Iterator[Item]:
    """A unit for every line; at the end a mark that the file has been gone through, so that the next run need not."""
    seen = _stamped(path, reader)
    if seen is not None and (held := is_old(seen)) is not None:
        yield Done(str(path), skipped=held)
        return
    count = 0
    for found in acquire.lines_of(path, published=options.published, publisher=options.publisher, language=options.language):
        if isinstance(found, ReadoutError):
            yield failure(found, str(path), options=options.said())
        else:
            count += 1
            yield Unit(str(path), found.address, found)
    yield Done(str(path), Seen(str(path), seen.stamp, reader, count) if seen else None)


def _stamped(path: Path, reader: str) -> Seen | None:
    """What the file is now; None for an index, whose documents stand in other files, and for a file that cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                if b'"file"' in block:
                    return None
                digest.update(block)
    except OSError:
        return None
    return Seen(str(path), digest.hexdigest(), reader, 0)
