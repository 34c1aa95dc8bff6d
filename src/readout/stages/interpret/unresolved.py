"""What could not be resolved, and why: said, so that silence never passes for knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readout.model.finding import EncounterFound, StatementFound, UnresolvedFound


def find(met: Sequence[EncounterFound], said: Sequence[StatementFound]) -> Iterator[UnresolvedFound]:
    """Unnamed participants, undated encounters, words without a speaker."""
    for encounter in met:
        start, end = encounter.evidence[0]
        for part in encounter.parts:
            if part.key[0] == "group":
                yield UnresolvedFound("attendance", "unnamed group", part.start, part.end)
            elif part.key[0] == "office":
                yield UnresolvedFound("name", "the text names the office and not its holder", part.start, part.end)
        if encounter.date is None or encounter.date.value is None:
            yield UnresolvedFound("date", "the text does not say when", start, end)
        elif encounter.date.anchor == "published" and encounter.date.end == encounter.date.start:
            yield UnresolvedFound("date", "the text does not say when: the day of publication is inferred", start, end)
    for statement in said:
        if not statement.speakers:
            start, end = statement.cue or statement.content[0]
            yield UnresolvedFound("speaker", "the text does not say whose words these are, or more than one may be meant", start, end)
