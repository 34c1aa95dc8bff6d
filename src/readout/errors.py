"""What can go wrong, said so that a reader of the message knows where and what to do.

Every failure carries a code, a place, and a remedy. A `ReadoutError` stops one document (never a run); a `Notice` is a
finding that stops nothing and travels in the record. Codes are stable: users search for them, and
`docs/reference/errors.md` lists each of them.
"""

from __future__ import annotations

from pathlib import Path

import msgspec


class Notice(msgspec.Struct, frozen=True, omit_defaults=False):
    """A finding that stops nothing, such as a quotation that was repaired.

    Fields: `code` is stable (`RO-N…`), `message` says what was found, `remedy` says what a person may do about it;
    `start` and `end` are code points into the document's text, half-open, or both None for the whole document.

    >>> Notice("RO-N001", "a quotation is never closed", "check where the words end").code
    'RO-N001'
    """

    code: str
    message: str
    remedy: str = ""
    start: int | None = None
    end: int | None = None


class ReadoutError(Exception):
    """A failure that stops one document: what, where, what to do.

    >>> print(ReadoutError("RO-A001", "note.txt", "the file is empty", "give a file with text"))
    RO-A001 note.txt: the file is empty. Give a file with text.
    """

    def __init__(self, code: str, place: str, message: str, remedy: str) -> None:
        super().__init__(code, place, message, remedy)
        self.code = code
        self.place = place
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        remedy = self.remedy[:1].upper() + self.remedy[1:]
        return f"{self.code} {self.place}: {self.message.rstrip('.')}. {remedy.rstrip('.')}."


class SourceError(ReadoutError):
    """A source that cannot be turned into text (codes `RO-A…`)."""


class PackError(ReadoutError):
    """A pack that cannot be used as it is written (codes `RO-P…`); its place is `file:line`."""


class RecordError(ReadoutError):
    """A record that does not say what its document says (codes `RO-R…`)."""


class UsageError(ReadoutError):
    """A request that cannot be carried out as it was made (codes `RO-U…`)."""


def short(path: Path) -> str:
    """The path as messages print it, from the last `packs/` on: the folder of the project may itself be called so.

    >>> short(Path("/home/ana/packs/src/readout/packs/en/titles.yaml"))
    'packs/en/titles.yaml'
    """
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("packs") :]) if "packs" in parts else str(path)
