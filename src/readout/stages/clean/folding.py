"""Folding: characters that a pack reads as others, one for one, so that offsets hold (traditional characters as simplified ones)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from readout.grammar.load import Pack


class Table(NamedTuple):
    """What is read as what; `signs` finds a character that only texts to be folded have."""

    signs: re.Pattern[str]
    read_as: dict[int, str]


@cache
def _table(pack: Pack) -> Table | None:
    content = pack.file("folding")
    if not content:
        return None
    before, after = ("".join(str(content[key]).split()) for key in ("from", "to"))
    return Table(re.compile("[" + re.escape(str(content["signs"])) + "]"), {ord(a): b for a, b in zip(before, after, strict=True)})


def folded(text: str, pack: Pack) -> str:
    """The text with the pack's characters folded; the very same text where there is nothing to fold.

    >>> from readout.grammar.load import load_pack
    >>> folded("國務院總理", load_pack("zh"))
    '国务院总理'
    """
    table = _table(pack)
    if table is None or table.signs.search(text) is None:
        return text
    return text.translate(table.read_as)
