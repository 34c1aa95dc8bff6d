"""Lines of a text without the white space around them; lines that an editor broke at a width are one paragraph again."""

from __future__ import annotations

import re

import msgspec

# More lines than a document can have: the rest of such a text is kept as one, so that memory stays bounded.
MOST = 50_000
_LINE = re.compile(r"[^\s](?:[^\n]*[^\s])?")
# A stop, closing marks, and the sign with which some agencies end a text (".-0-").
_END = re.compile(r"[.!?…:;。！？：；]['\"”’»)\]）」』]*(?: ?[-–—]0[-–—])?$")
_ITEM = re.compile(r"(?:[-–—•*·▪●]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s")
WIDTH = (45, 100)  # a width at which editors and mail programs break lines


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line or paragraph: `start`/`end` without white space around it, whether it ends as a sentence does, `gap` a blank line before."""

    start: int
    end: int
    stops: bool
    gap: bool

    def of(self, text: str) -> str:
        """Its words."""
        return text[self.start : self.end]


def find(text: str) -> list[Line]:
    """The lines that are not blank, in order; of very many lines the last ones are one.

    >>> find("One.\\n\\n Two ")
    [Line(start=0, end=4, stops=True, gap=True), Line(start=7, end=10, stops=False, gap=True)]
    """
    found: list[Line] = []
    before = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        gap = not found or text.count("\n", before, start) > 1
        if len(found) >= MOST:
            found.append(Line(start, start + len(text[start:].rstrip()), True, gap))
            break
        found.append(Line(start, end, _END.search(text, max(start, end - 8), end) is not None, gap))
        before = end
    return found


def joined(text: str, lines: list[Line], open_ends: frozenset[str] = frozenset()) -> tuple[str, list[Line]]:
    """The paragraphs of a text whose lines were broken at a width, and the text with spaces for those breaks.

    `open_ends` are words that end no line on purpose.
    A text counts as broken where many lines of like length end without a stop and blank lines part its blocks.

    >>> broken = "The Minister of Foreign Affairs met today with the Ambassador of\\nMongolia in the capital and spoke of trade and"
    >>> broken += " of the\\nroads."
    >>> len(joined(broken, find(broken))[1])
    1
    """
    if not _is_broken(text, lines):
        return _mended(text, lines, open_ends)
    widest = max(line.end - line.start for line in lines)
    parts: list[str] = []
    at = 0
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last is None or line.gap or _ITEM.match(text, line.start) or _is_short(text, last, line, widest):
            merged.append(line)
            continue
        parts.append(text[at : last.end])
        parts.append(" " * (line.start - last.end))
        at = line.start
        merged[-1] = Line(last.start, line.end, line.stops, last.gap)
    parts.append(text[at:])
    return "".join(parts), merged


_FULL = 35  # a line of fewer characters was ended on purpose
_LAST_WORD = re.compile(r"[^\W\d_]+$")


def _mended(text: str, lines: list[Line], open_ends: frozenset[str]) -> tuple[str, list[Line]]:
    """The lines of a text that is not broken as a whole, with those joined that go on in the middle of a clause.

    They end without a stop, and the next one begins with a small letter or they end with a small word such as "the". Where one line
    of a block goes on so, its other open lines of that width do too.
    """
    merged: list[Line] = []
    parts: list[str] = []
    at = 0
    for i, line in enumerate(lines):
        last = merged[-1] if merged else None
        if last is None or line.gap or not _goes_on(text, lines, i, open_ends):
            merged.append(line)
            continue
        parts += (text[at : last.end], " " * (line.start - last.end))
        at = line.start
        merged[-1] = Line(last.start, line.end, line.stops, last.gap)
    return ("".join([*parts, text[at:]]), merged) if parts else (text, lines)


def _goes_on(text: str, lines: list[Line], i: int, open_ends: frozenset[str]) -> bool:
    """Whether the line before `i` goes on in it."""
    before = lines[i - 1]
    if before.stops or before.end - before.start < _FULL or _ITEM.match(text, lines[i].start):
        return False
    if _is_open(text, before, lines[i], open_ends):
        return True
    low, high = i - 1, i
    while low > 0 and not lines[low].gap:
        low -= 1
    while high + 1 < len(lines) and not lines[high + 1].gap:
        high += 1
    block = range(low, high)
    if any(lines[k].end - lines[k].start > WIDTH[1] for k in block) or len(block) < 3:
        return False
    loose = [k for k in block if not lines[k].stops]
    return 2 * len(loose) >= len(block) and any(_is_open(text, lines[k], lines[k + 1], open_ends) for k in loose)


def _is_open(text: str, before: Line, after: Line, open_ends: frozenset[str]) -> bool:
    """Whether a line certainly goes on: a small letter follows, or it ends with a word that ends no line."""
    if before.stops or before.end - before.start < _FULL:
        return False
    word = _LAST_WORD.search(text, max(before.start, before.end - 12), before.end)
    return text[after.start].islower() or (word is not None and word.group() in open_ends)


def _is_broken(text: str, lines: list[Line]) -> bool:
    if len(lines) < 3:
        return False
    widths = [line.end - line.start for line in lines]
    if not WIDTH[0] <= max(widths) <= WIDTH[1]:
        return False
    inner = [i for i in range(len(lines) - 1) if not lines[i + 1].gap]
    full = [i for i in inner if widths[i] >= 0.7 * max(widths)]
    open_ended = sum(1 for i in full if not lines[i].stops)
    return len(full) >= 2 and 2 * len(full) >= len(inner) and 2 * open_ended > len(full)


def _is_short(text: str, last: Line, line: Line, widest: int) -> bool:
    """Whether the line before was ended on purpose: the first word of this one would still have fitted in."""
    here = text.rfind("\n", last.start, last.end) + 1 or last.start
    word = text.find(" ", line.start, line.end)
    room = widest - (last.end - max(here, last.start))
    return last.stops and room > (word if word > 0 else line.end) - line.start + 8
