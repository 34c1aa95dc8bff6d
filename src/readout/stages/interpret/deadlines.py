"""Deadlines: until when something is undertaken, by a date in its words or by an event that the text dates elsewhere."""

from __future__ import annotations

import re

from readout.model.when import When
from readout.stages.interpret.modality import Rules
from readout.stages.interpret.scene import Scene

_DATED = frozenset({"day", "week", "month", "year", "range"})


def of(scene: Scene, known: Rules, start: int, end: int) -> tuple[str | None, str]:
    """The last day of a deadline and its basis: `text`, or `inferred` where the event it names is dated in another sentence."""
    when = _said(scene, known, start, end)
    if when is not None and when.value:
        return when.value.split("/")[-1], "text"
    if event := known.due_event.search(scene.lowered, start, end):
        return _of_event(scene, known, event.group("head"), (start, end)), "inferred"
    return None, "text"


def _said(scene: Scene, known: Rules, start: int, end: int) -> When | None:
    """The first day, month or year in the span that was said of the future: none that was over when the text came out."""
    for when in scene.dates_within(start, end):
        since = known.since.search(scene.text[max(start, when.start - 10) : when.start])
        if when.end <= end and not since and _lies_ahead(scene, when):
            return when
    return None


def _lies_ahead(scene: Scene, when: When) -> bool:
    published = str(scene.document.source.published or "")
    last = (when.value or "").split("/")[-1]
    return bool(last) and when.precision in _DATED and last >= published[: len(last)] and last != published[:10]


def _of_event(scene: Scene, known: Rules, head: str, span: tuple[int, int]) -> str | None:
    """The day of "the next summit", where one other sentence of the text says when it is to be."""
    found = set()
    for sentence in scene.document.sentences:
        if sentence.start < span[1] and span[0] < sentence.end:
            continue
        words = scene.lowered[sentence.start : sentence.end]
        if not re.search(rf"\b{re.escape(head)}\b", words) or known.due_told.search(words) is None:
            continue
        found |= {d.value.split("/")[-1] for d in scene.dates_within(sentence.start, sentence.end) if d.value and _lies_ahead(scene, d)}
    return found.pop() if len(found) == 1 else None
