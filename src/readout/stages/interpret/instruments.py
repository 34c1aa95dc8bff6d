"""Instruments: documents that were signed, adopted, issued or exchanged at an encounter.

A verb says what was done, a document's head noun what it was done to. What is only planned, denied, or was signed long before is
none: those are commitments or references.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from readout.grammar.lexicon import Entry, Hit, Lexicon
from readout.grammar.load import LINE, Pack
from readout.model.document import Sentence
from readout.model.finding import EncounterFound, InstrumentFound
from readout.stages.interpret import references
from readout.stages.interpret.scene import Scene

_MOST = 40  # documents of one verb


class Rules(msgspec.Struct, frozen=True, gc=False):
    """The knowledge of a pack about documents that are made, compiled."""

    verbs: Lexicon
    heads: Lexicon
    passive: re.Pattern[str]
    not_active: re.Pattern[str]
    negation: re.Pattern[str]
    denied: re.Pattern[str]
    older: re.Pattern[str]
    future: re.Pattern[str]
    stop: re.Pattern[str]
    clause: re.Pattern[str]
    determiner: re.Pattern[str]


class _Deed(msgspec.Struct, frozen=True, gc=False):
    """A verb with the stretch in which its documents stand; `end` is where a date may follow."""

    action: str
    start: int
    end: int
    rule: str


@cache
def rules(pack: Pack) -> Rules:
    """The instrument rules of a pack; one without the file finds nothing."""
    content = pack.file("instruments") or {}
    spaced = bool(pack.setting("words_are_spaced"))
    name = f"{pack.language}.instruments"

    def pattern(key: str) -> re.Pattern[str]:
        return re.compile(str(content.get(key) or "(?!)"))

    verbs = (
        Entry(str(word), str(e["action"]), group, f"{name}.{e['action']}:{e[LINE]}")
        for group in ("actions", "passives", "nouns")
        for e in content.get(group) or ()
        for word in e["words"]
    )
    kinds = (content.get("kinds") or {}).items()
    heads = (Entry(str(w), kind, None, f"{name}.{kind}") for kind, words in kinds if kind != LINE for w in words)
    rest = (pattern(k) for k in ("passive", "not_active", "negation", "denied", "older", "future", "stop", "clause", "determiner"))
    return Rules(Lexicon(verbs, spaced=spaced), Lexicon(heads, spaced=spaced), *rest)


def find(scene: Scene, encounters: Sequence[EncounterFound], spoken: Sequence[tuple[int, int]] = ()) -> tuple[InstrumentFound, ...]:
    """The documents made at the encounters, in order of the text; what is told in `spoken` stretches is somebody's words."""
    known = rules(scene.pack)
    lowered = scene.lowered
    deeds = [(s, d) for s, d in _deeds(scene, lowered, known) if not any(a <= d.start < b for a, b in spoken)]
    if not deeds:
        return ()
    masked = references.masked(scene)
    found: dict[tuple[int, int], InstrumentFound] = {}
    here: tuple[Sentence | None, list[tuple[int, int]]] = (None, [])  # a document told twice stands in one sentence
    for sentence, deed in deeds:
        if here[0] is not sentence:
            here = (sentence, [])
        for instrument in _documents(scene, lowered, masked, sentence, deed, encounters, known):
            start, end = instrument.title
            if instrument.title not in found and not any(a <= start and end <= b for a, b in here[1]):
                found[instrument.title] = instrument
                here[1].append(instrument.title)
    return tuple(found[k] for k in sorted(found))


def _deeds(scene: Scene, lowered: str, known: Rules) -> Iterator[tuple[Sentence, _Deed]]:
    """The verbs and nouns that tell of documents made, with their sentence and the stretch where the documents stand."""
    sentences = scene.document.sentences
    starts = [s.start for s in sentences]
    for hit in known.verbs.find(lowered):
        i = bisect_right(starts, hit.start) - 1
        if i >= 0 and hit.end <= sentences[i].end:
            deed = {"nouns": _named, "passives": _suffered}.get(hit.entry.value, _done)(lowered, sentences[i], hit, known)
            if deed is not None:
                yield sentences[i], deed


def _named(lowered: str, sentence: Sentence, hit: Hit, known: Rules) -> _Deed | None:
    """What a noun says was done to the documents that follow ("the signing of …"); None where that is ahead or denied."""
    before = (lowered, sentence.start, hit.start)
    if known.future.search(*before) or known.negation.search(*before):
        return None
    return _Deed(hit.entry.code, hit.start, _stop(lowered, hit.end, sentence.end, known), hit.entry.rule)


def _done(lowered: str, sentence: Sentence, hit: Hit, known: Rules) -> _Deed | None:
    """What a verb says was done to the documents before it (passive) or after it (active); None where it says nothing of the kind."""
    start = _clause(lowered, sentence.start, hit.start, known)
    if known.negation.search(lowered, start, hit.start):
        return None
    if known.passive.search(lowered, sentence.start, hit.start):
        return None if known.older.search(lowered, start, hit.start) else _Deed(hit.entry.code, start, hit.start, hit.entry.rule)
    if known.not_active.search(lowered, sentence.start, hit.start) or _after_head(lowered, sentence.start, hit.start, known):
        return None
    if known.future.search(lowered, start, hit.start):
        return None
    return _Deed(hit.entry.code, hit.end, _stop(lowered, hit.end, sentence.end, known), hit.entry.rule)


def _suffered(lowered: str, sentence: Sentence, hit: Hit, known: Rules) -> _Deed | None:
    """What a passive that needs no auxiliary says was done to the documents behind it, or else to those before it."""
    start = _clause(lowered, sentence.start, hit.start, known)
    if known.negation.search(lowered, start, hit.start) or known.future.search(lowered, start, hit.start):
        return None
    if known.denied.match(lowered, hit.end, sentence.end):
        return None
    end = _stop(lowered, hit.end, sentence.end, known)
    if known.heads.find(lowered[hit.end : end]):
        return _Deed(hit.entry.code, hit.end, end, hit.entry.rule)
    return None if known.older.search(lowered, start, hit.start) else _Deed(hit.entry.code, start, hit.start, hit.entry.rule)


def _clause(lowered: str, start: int, end: int, known: Rules) -> int:
    """Where the clause that ends at `end` begins."""
    last = start
    for match in known.clause.finditer(lowered, start, end):
        last = match.end()
    return last


def _stop(lowered: str, start: int, end: int, known: Rules) -> int:
    match = known.stop.search(lowered, start, end)
    return match.start() if match else end


def _after_head(lowered: str, start: int, end: int, known: Rules) -> bool:
    """Whether a document stands directly before: "the treaty | signed in 2017" tells of an older one."""
    before = lowered[max(start, end - 40) : end].rstrip()
    heads = known.heads.find(before)
    return bool(heads) and heads[-1].end == len(before)


def _documents(
    scene: Scene, lowered: str, masked: str, sentence: Sentence, deed: _Deed, encounters: Sequence[EncounterFound], known: Rules
) -> Iterator[InstrumentFound]:
    """The documents in the stretch of a deed, one for each head noun, unless a date says that it is an old one."""
    number = _encounter_at(encounters, scene, sentence)
    held = encounters[number] if number is not None else None
    when = held.date.value if held is not None and held.date is not None else None
    if _is_older(scene, sentence, when) or (number is None and encounters):
        return
    parts = held.principals if held is not None else ()
    for title, head in _titles(scene.pack, lowered, masked, deed, known):
        yield InstrumentFound(title, head.entry.code, deed.action, parts, when, deed.rule, number)


def _titles(pack: Pack, lowered: str, masked: str, deed: _Deed, known: Rules) -> Iterator[tuple[tuple[int, int], Hit]]:
    """The phrases around the head nouns; a head inside the phrase of an earlier one belongs to that."""
    last = deed.start
    for head in known.heads.find(lowered[deed.start : deed.end])[:_MOST]:
        start, end = deed.start + head.start, deed.start + head.end
        if start < last:
            continue
        first, stop = references.document_phrase(pack, masked, start, end, last, deed.end)
        cut = known.determiner.match(lowered, first)
        first = min(cut.end(), start) if cut else first
        last = max(stop, end)
        yield (first, last), head


def _encounter_at(encounters: Sequence[EncounterFound], scene: Scene, sentence: Sentence) -> int | None:
    """The last held encounter told of at or before a sentence, or the first held one."""
    held = [i for i, e in enumerate(encounters) if e.status == "held" and e.evidence]
    before = [i for i in held if min(a for a, _ in encounters[i].evidence) < sentence.end]
    return max(before, key=lambda i: min(a for a, _ in encounters[i].evidence)) if before else held[0] if held else None


def _is_older(scene: Scene, sentence: Sentence, when: str | None) -> bool:
    """Whether a sentence dates its deed to another day, month or year than the encounter's."""
    if when is None:
        return False
    dates = [d for d in scene.dates_within(sentence.start, sentence.end) if d.value and d.kind == "date"]
    return bool(dates) and all(_before(str(d.value), when) for d in dates)


def _before(value: str, when: str) -> bool:
    """Whether an ISO date lies before another, as far as both are exact."""
    a, b = value.split("/")[-1], when.split("/")[0]
    length = min(len(a), len(b))
    return a[:length] < b[:length]
