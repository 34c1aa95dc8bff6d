"""The marked text as HTML: flat pieces that never cross, holding the source's own signs and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from readout.marks import Atom, Mark, atoms, marks
from readout.model.record import RecordSegment
from readout.wording import DIRECTIONS, View

# Of several marks over the same words the first of these gives the card that a click opens, and the style.
_ORDER = ("quantity", "instrument", "reference", "commitment", "unresolved", "notice", "statement", "topic", "place", "party", "encounter")
_NUMBERED = frozenset({"statement", "commitment", "reference", "instrument", "quantity", "encounter"})
_STYLES = {
    "reference": "reference",
    "commitment": "commitment",
    "instrument": "instrument",
    "quantity": "quantity",
    "place": "place",
    "unresolved": "unresolved",
}


def text_html(view: View, lit: tuple[int, int] | None = None) -> str:
    """The whole text, cut at every mark's edge; the text content is the source's, code point for code point.

    `lit` are words that an address asks for: they are marked, and the first of them has the id `here`.
    """
    record, text = view.record, view.text
    found = marks(record)
    segments = sorted(record.segments, key=lambda s: (s.start, s.end))
    cuts = [c for s in segments for c in (s.start, s.end)]
    numbers = _numbers(view, found)
    parts: list[str] = []
    pieces = list(atoms(len(text), found, [*cuts, *numbers, *(lit or ())]))
    position = 0
    for end, segment in _stretches(len(text), segments):
        inner: list[str] = []
        while position < len(pieces) and pieces[position].end <= end:
            piece = pieces[position]
            inner.append(_atom(text, piece, lit))
            inner.extend(numbers.get(piece.end, ()))
            position += 1
        parts.append(_segment("".join(inner), segment))
    return "".join(parts)


def _stretches(length: int, segments: list[RecordSegment]) -> Iterator[tuple[int, RecordSegment | None]]:
    """The segments and the gaps between them by their ends, covering the text once; a segment that overlaps an earlier one is shortened."""
    here = 0
    for segment in segments:
        start, end = max(here, segment.start), min(length, segment.end)
        if start >= end:
            continue
        if here < start:
            yield start, None
        yield end, segment
        here = end
    if here < length:
        yield length, None


def _segment(inner: str, segment: RecordSegment | None) -> str:
    if segment is None:
        return f'<span class="gap">{inner}</span>'
    repeat = segment.duplicate_of is not None
    names = f"seg {escape(segment.kind)}" + (" repeat" if repeat else "")
    label = escape(segment.kind + (", repeated" if repeat else ""))
    return f'<span class="{names}" data-kind="{label}" lang="{escape(segment.language)}">{inner}</span>'


def _atom(text: str, atom: Atom, lit: tuple[int, int] | None) -> str:
    words = signs(text[atom.start : atom.end])
    on, here = "", ""
    if lit is not None and lit[0] <= atom.start and atom.end <= lit[1]:
        on, here = " on", ' id="here"' if atom.start == lit[0] else ""
    if not atom.marks:
        return f'<span class="a{on}" data-s="{atom.start}"{here}>{words}</span>' if on else words
    ranked = sorted(atom.marks, key=lambda m: (_ORDER.index(m.kind) if m.kind in _ORDER else 99, m.end - m.start))
    items = " ".join(dict.fromkeys(escape(m.item) for m in ranked))
    return f'<span class="a{_styles(atom.marks)}{on}" data-s="{atom.start}" data-m="{items}"{here}>{words}</span>'


def _styles(covering: tuple[Mark, ...]) -> str:
    """Said words have a ground; of underlines the most telling one is drawn, since only one can be."""
    names: list[str] = []
    if any(m.kind == "statement" and m.part == "content" for m in covering):
        names.append("said")
    if any(m.kind == "statement" and m.part == "cue" for m in covering):
        names.append("cue")
    kinds = {m.kind for m in covering}
    line = next((_STYLES[k] for k in _ORDER if k in kinds and k in _STYLES), None)
    if line is None and any(m.part == "date" for m in covering):
        line = "date"
    if line is None and "party" in kinds:
        line = "party"
    if line is not None and "cue" not in names:
        names.append(line)
    return "".join(f" {n}" for n in names)


def _numbers(view: View, found: list[Mark]) -> dict[int, list[str]]:
    """A footnote sign after the first words that each numbered item cites: a link to its card that works without a script."""
    last: dict[str, Mark] = {}
    for mark in found:
        if mark.kind in _NUMBERED and mark.item in view.tags and mark.part in ("content", "words"):
            last.setdefault(mark.item, mark)
    numbers: dict[int, list[str]] = {}
    for item, mark in last.items():
        tag = view.tags[item]
        link = (
            f'<a class="ref" id="t-{escape(item)}" href="#card-{escape(item)}" data-n="{tag}" aria-label="{escape(mark.kind)} {tag}"></a>'
        )
        numbers.setdefault(mark.end, []).append(link)
    return numbers


def signs(words: str) -> str:
    """Words as HTML that a browser gives back unchanged: signs that turn the direction of writing are shown and held in.

    >>> signs("a < b")
    'a &lt; b'
    """
    if words.isascii() and words.isprintable():
        return escape(words)
    return "".join(map(_sign, words))


def _sign(sign: str) -> str:
    if sign in DIRECTIONS:
        return f'<span class="ctl" data-name="{DIRECTIONS[sign]}">{sign}</span>'
    code = ord(sign)
    if sign == "\r":
        return "&#13;"
    if sign == "\0" or 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return escape(sign)
