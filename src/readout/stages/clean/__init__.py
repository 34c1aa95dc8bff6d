"""Cleaning: plain characters one for one, and the lines told apart into title, dateline, caption, boilerplate and body."""

from __future__ import annotations

import msgspec

from readout.errors import Notice
from readout.grammar import folding
from readout.grammar.load import Pack
from readout.grammar.publishers import Profile, profile_for
from readout.model.document import Document, Segment, Source
from readout.stages.clean import furniture, lines, normal, segments, tongues

_HEAD = 400  # a publisher shows within so many characters of the beginning or the end
_MOST = lines.MOST
# A document of more characters is many documents in one file (this is more than a hundred and fifty pages): what follows is not read.
LONGEST = 500_000


def document(source: Source) -> Document:
    """The document of a source: its text normalised, its segments, its language and its publisher.

    >>> from readout.stages.acquire import from_text
    >>> doc = document(from_text("Visit of the Minister\\n\\nOn 9 May 2021 Ana Kral met with Lee Sun in the capital of Mongolia."))
    >>> [(s.kind, doc.text[s.start:s.end][:5]) for s in doc.segments]
    [('title', 'Visit'), ('body', 'On 9 ')]
    """
    text = normal.normal(source.text[: _end(source.text)])
    profile = _profile(source, text)
    text, found = lines.joined(text, lines.find(text), furniture.rules().open_ends)
    script = tongues.script_of(text) or tongues.script_of(text[tongues.SCRIPT : 20 * tongues.SCRIPT])
    declared = source.language.replace("_", "-").split("-")[0].lower() if source.language else None
    if declared and not (
        script and tongues.is_written_in(declared, script)
    ):  # a page in Cyrillic that says it is English is believed in nothing
        declared = None
    main = declared or (tongues.of_text(text, script) if script else "und")
    title = normal.normal(source.title) if source.title else None
    cut = segments.find(text, found, title=title, main=main, script=script or "Latin", profile=profile)
    notices = normal.notices(source.text) + _many(found) + _long(source.text, len(text))  # those of decoding stay with the source
    return Document(source, text, cut, (), (), declared or _heaviest(cut, main), profile.id if profile else None, notices)


def folded(document: Document, pack: Pack) -> Document:
    """The document with characters that the pack reads as others (traditional ones as simplified ones), one for one."""
    text, other = folding.folded(document.text, pack)
    return msgspec.structs.replace(document, text=text, folded=other) if other or text != document.text else document


def _profile(source: Source, text: str) -> Profile | None:
    head = text if len(text) <= 2 * _HEAD else f"{text[:_HEAD]}\n{text[-_HEAD:]}"
    return profile_for(source.publisher, source.url, head)


def _heaviest(cut: tuple[Segment, ...], main: str) -> str:
    """The language most of the body is in."""
    weights: dict[str, int] = {}
    for segment in cut:
        if segment.kind == "body":
            weights[segment.language] = weights.get(segment.language, 0) + segment.end - segment.start
    return max(weights, key=lambda code: (weights[code], code == main, code), default=main)


def _end(text: str) -> int:
    """Where reading ends: at the end of a text, or of the last line or word before the limit of a very long one."""
    if len(text) <= LONGEST:
        return len(text)
    for mark in ("\n", " "):
        if (end := text.rfind(mark, LONGEST - LONGEST // 10, LONGEST)) > 0:
            return end
    return LONGEST


def _long(text: str, end: int) -> tuple[Notice, ...]:
    if end == len(text):
        return ()
    message = f"the text has {len(text)} characters: those after the first {end} are kept, and not read"
    return (Notice("RO-N010", message, "give one document a file", end, len(text)),)


def _many(found: list[lines.Line]) -> tuple[Notice, ...]:
    if len(found) <= _MOST:
        return ()
    last = found[-1]
    message = f"the text has more than {_MOST} lines: the rest is read as one"
    return (Notice("RO-N007", message, "give one document a file", last.start, last.end),)
