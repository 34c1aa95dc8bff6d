"""Readout reads diplomatic readouts into records in which every value is cited to the words it came from.

    from readout import read
    record = read("note.txt")
    print(record.encounters[0].date)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout.api import read, read_many, read_text
    from readout.errors import Notice, ReadoutError
    from readout.model.record import Record

__all__ = ["Notice", "ReadoutError", "Record", "read", "read_many", "read_text"]
_HOMES = {
    "Notice": "readout.errors",
    "ReadoutError": "readout.errors",
    "Record": "readout.model.record",
    "read": "readout.api",
    "read_many": "readout.api",
    "read_text": "readout.api",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first asked for, so that `readout --help` need not load the reader."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
