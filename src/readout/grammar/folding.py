"""Folding: characters that a pack reads as others, one for one, so that offsets hold (traditional characters as simplified ones)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec

from readout.grammar.load import LINE, Pack
from readout.grammar.texts import alternation


class Table(msgspec.Struct, frozen=True, gc=False):
    """What is read as what; `signs` finds a character that only texts to be folded have, `marks` a mark beside the pack's script."""

    signs: re.Pattern[str]
    read_as: dict[int, str]
    back: dict[int, str]
    marks: re.Pattern[str]
    mark_as: dict[str, str]
    closed: re.Pattern[str]


@cache
def _table(pack: Pack) -> Table | None:
    content = pack.file("folding")
    if not content:
        return None
    before, after = ("".join(str(content[key]).split()) for key in ("from", "to"))
    several = Counter(after)
    marks = {str(k): str(v) for k, v in (content.get("marks") or {}).items() if k != LINE}
    pairs = [str(pair) for pair in content.get("pairs") or ()]  # a bracket that is folded closes with its own kind
    closing = [key for key, value in marks.items() if value in {pair[1] for pair in pairs}]
    sign, beside = "[" + re.escape("".join(marks)) + "]", str(content.get("beside") or "(?!)")
    return Table(
        re.compile("[" + re.escape(str(content["signs"])) + "]"),
        {ord(a): b for a, b in zip(before, after, strict=True)},
        {ord(b): a for a, b in zip(before, after, strict=True) if several[b] == 1},
        re.compile(f"(?<={beside}){sign}|{sign}(?={beside})" if marks else "(?!)"),
        marks,
        re.compile(rf"({alternation(pair[0] for pair in pairs)})([^\n]{{1,60}}?)({alternation(closing)})" if pairs else "(?!)"),
    )


def folded(text: str, pack: Pack) -> tuple[str, bool]:
    """The text with the pack's characters and marks folded, and whether it is written in the characters to be folded.

    >>> from readout.grammar.load import load_pack
    >>> folded("國務院總理,林方", load_pack("zh"))
    ('国务院总理，林方', True)
    """
    table = _table(pack)
    if table is None:
        return text, False
    text = table.marks.sub(lambda match: table.mark_as[match[0]], text)
    text = table.closed.sub(lambda match: f"{match[1]}{match[2]}{table.mark_as[match[3]]}", text)
    if table.signs.search(text) is None:
        return text, False
    return text.translate(table.read_as), True


def unfolded(name: str, pack: Pack) -> str:
    """A name of a table in the characters of a folded text, as far as each has one that is read as it.

    >>> from readout.grammar.load import load_pack
    >>> unfolded("俄罗斯", load_pack("zh"))
    '俄羅斯'
    """
    table = _table(pack)
    return name if table is None else name.translate(table.back)
