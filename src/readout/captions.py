"""Captions in another language: a line under a picture that names the document's own meeting is evidence for it, and no second one.

A caption is read with the pack of its own language, as a text of one line. Names differ between scripts; what parties stand for does not:
the states, bodies and regions in which they hold office, and the city.
"""

from __future__ import annotations

from msgspec.structs import replace

from readout.grammar.load import Pack, languages, load_pack
from readout.model.document import Document, Segment
from readout.model.finding import EncounterFound, Findings
from readout.register.gazetteer import load_gazetteer
from readout.stages import acquire, clean, divide, find, interpret

_LEAST = 20  # a shorter line names nobody's meeting
_MEETINGS = frozenset({"meeting", "talks", "call"})
_SIDES = frozenset({"state", "organisation", "region"})


def added(document: Document, findings: Findings, pack: Pack) -> Findings:
    """The findings, an encounter having one more piece of evidence for each foreign caption that names it."""
    captions = [s for s in document.segments if s.kind == "caption" and _is_read(s, pack)]
    if not captions or not any(e.status == "held" for e in findings.encounters):
        return findings
    met = list(findings.encounters)
    for caption in captions:
        for other, told in _encounters(document, caption):
            same = next((i for i, e in enumerate(met) if e.status == "held" and _alike(e, findings, pack, other, told)), None)
            if same is not None:
                met[same] = replace(met[same], evidence=(*met[same].evidence, (caption.start, caption.end)))
    return replace(findings, encounters=tuple(met))


def _is_read(segment: Segment, pack: Pack) -> bool:
    return segment.language != pack.language and segment.language in languages() and segment.end - segment.start >= _LEAST


def _encounters(document: Document, caption: Segment) -> list[tuple[EncounterFound, Findings]]:
    """What a caption tells of, read as a text of its own."""
    pack = load_pack(caption.language)
    published = document.source.published
    source = acquire.from_text(document.text[caption.start : caption.end], id="caption", published=published, language=caption.language)
    alone = clean.document(source)
    alone = divide.document(clean.folded(alone, pack), pack)
    told = interpret.findings(alone, find.mentions(alone, pack), pack, None)
    return [(e, told) for e in told.encounters if e.kind in _MEETINGS]


def _alike(ours: EncounterFound, findings: Findings, pack: Pack, other: EncounterFound, told: Findings) -> bool:
    """Whether two encounters are one: the same sides, and no city or day that contradicts."""
    sides, theirs = _sides(ours, findings), _sides(other, told)
    if not theirs or not theirs <= sides or ours.kind not in _MEETINGS:
        return False
    if len(theirs) < 2 and len(other.parts) > 1:
        return False
    return _same_city(ours, other, pack.language)


def _sides(encounter: EncounterFound, findings: Findings) -> frozenset[str]:
    """The keys of the states, bodies and regions that take part, by themselves or by an office held in them."""
    found: set[str] = set()
    for part in encounter.parts:
        if part.role != "principal":
            continue
        if part.key[0] in _SIDES:
            found.add(part.key[1])
        elif part.key[0] == "person":
            found.update(t.key for p in findings.people[int(part.key[1])].posts for t in p.of[:1] if t.key)
        elif part.key[0] == "office":
            found.add(part.key[1].rpartition("|")[2])
    return frozenset(found - {""})


def _same_city(ours: EncounterFound, other: EncounterFound, language: str) -> bool:
    if ours.place is None or other.place is None:
        return True
    gazetteer = load_gazetteer()
    here = gazetteer.place(ours.place[0], language)
    there = next((p for code in languages() if (p := gazetteer.place(other.place[0], code)) is not None), None)
    return here is None or there is None or (here.country, here.ascii) == (there.country, there.ascii)
