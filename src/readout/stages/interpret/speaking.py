"""Turns: where somebody begins to speak, and how far, in a language whose reports run on, sentence after sentence.

A turn begins where somebody stands before a verb of speech. What follows is the speaker's, with no new verb, until another turn begins
or the paragraph ends. `turns` needs no encounters, so that what somebody says of a meeting is never read as a meeting; `monologues`
makes statements of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.model.document import Sentence
from readout.model.finding import PartyKey, Stretch
from readout.stages.interpret import cues
from readout.stages.interpret.cues import Cue
from readout.stages.interpret.scene import Scene

_PEOPLE = frozenset({"person", "office", "pronoun", "name"})
_ABOUT = ("about", "of", "around")
MARKS = " \u3000，,：:。.！!；;、"
_BEFORE = MARKS + "\n"
_OPENING = ("，", "：", "“", "「")
_CUES_TRIED = 4


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of turns, compiled."""

    turn: re.Pattern[str]
    again: re.Pattern[str]
    noun_before: re.Pattern[str]
    noun_after: re.Pattern[str]
    narrated: re.Pattern[str]
    tail: re.Pattern[str]
    head: re.Pattern[str]
    told: re.Pattern[str]
    gendered: frozenset[str]
    acts: tuple[tuple[re.Pattern[str], str], ...]


class Turn(msgspec.Struct, frozen=True, gc=False):
    """A turn: its sentence and who speaks (both by index), the cue, what was said before the cue, the stretch after it."""

    sentence: int
    who: tuple[int, ...]
    cue: Cue
    about: Stretch | None
    start: int
    end: int


@cache
def rules(pack: Pack) -> Rules:
    """The turn rules of a pack."""
    content = pack.file("reporting_verbs")
    macros = {k: str(v) for k, v in (content.get("macros") or {}).items() if isinstance(v, str)}
    acts = tuple((re.compile(str(e["pattern"])), str(e["act"])) for e in content.get("content_acts") or ())
    keys = ("again", "noun_before", "noun_after", "narrated", "tail", "head", "told")
    again, before, after, narrated, tail, head, told = (re.compile(str(content.get(key) or "(?!)")) for key in keys)
    gendered = frozenset(str(w) for words in (content.get("gendered_pronouns") or {}).values() if isinstance(words, list) for w in words)
    turn = re.compile(shape.expand(str(content["turn"]), macros))
    return Rules(turn, again, before, after, narrated, tail, head, told, gendered, acts)


def openings(scene: Scene) -> tuple[Turn, ...]:
    """Every sentence that may begin a turn, by its words alone; `turns` says which of them do."""
    known = rules(scene.pack)
    found: list[Turn] = []
    verbs = cues.find(scene.lowered, scene.pack)
    starts = [c.start for c in verbs]
    for number, sentence in enumerate(scene.document.sentences):
        low, high = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        turn = _opening(scene, number, sentence, verbs[low : min(high, low + _CUES_TRIED)], known) if low < high else None
        if turn is not None:
            found.append(turn)
    return tuple(found)


def turns(scene: Scene, begun: Sequence[Turn], present: frozenset[PartyKey] | None = None) -> tuple[Turn, ...]:
    """The turns of a document in order; within a turn only those who are `present` begin another one (None: not known yet)."""
    found: list[Turn] = []
    sentences = scene.document.sentences
    for turn in begun:
        last = found[-1] if found and sentences[found[-1].sentence].paragraph == sentences[turn.sentence].paragraph else None
        if _may_open(scene, turn, last, present):
            found.append(turn)
    return tuple(_ended(found, scene))


def _ended(found: Sequence[Turn], scene: Scene) -> Iterator[Turn]:
    """The turns with their ends: the next turn's sentence, or the end of the paragraph."""
    sentences, segments = scene.document.sentences, scene.document.segments
    narrated = rules(scene.pack).narrated
    bodies = [s for s in segments if s.kind == "body"]
    for i, turn in enumerate(found):
        paragraph = sentences[turn.sentence].paragraph
        end = bodies[paragraph].end if paragraph < len(bodies) else sentences[turn.sentence].end
        if i + 1 < len(found) and sentences[found[i + 1].sentence].paragraph == paragraph:
            end = sentences[found[i + 1].sentence].start
        if turn.sentence + 1 < len(sentences) and turn.cue.verb.kind != "announce":
            later = (s.start for s in sentences[turn.sentence + 1 :] if s.paragraph == paragraph and s.start < end)
            end = next((s for s in later if narrated.match(scene.text, s)), end)
        yield replace(turn, end=end)


def _opening(scene: Scene, number: int, sentence: Sentence, verbs: Sequence[Cue], known: Rules) -> Turn | None:
    """The turn that a sentence may begin, by the first verb before which a speaker stands."""
    items = [scene.mentions[i] for i in scene.between(sentence.start, sentence.end)]
    dates = [d for d in scene.dates_within(sentence.start, sentence.end) if d.end <= sentence.end and d.kind in shape.SIGNS]
    free = [d for d in dates if not any(m.start < d.end and d.start < m.end for m in items)]
    form = shape.make(scene.text, sentence.start, sentence.end, sorted([*items, *free], key=lambda m: m.start))
    for cue in verbs:
        if scene.quoted.meets(cue.start, cue.start + 1) or _is_noun(scene.text, cue, sentence, known):
            continue
        at = _position(form, cue.start)
        match = known.turn.match(form.text[:at])
        if match is None:
            if cue.start - sentence.start < 2 and cue.verb.kind not in ("weak", "joint"):
                return Turn(number, (), cue, None, cue.end, cue.end)
            continue
        low, high = form.source(match.start("who")), form.source(match.end("who"))
        who = tuple(scene.between(low, max(high, low + 1)))
        if not who:
            return None
        about = next((_stretch(form, match, g) for g in _ABOUT if match.group(g)), None)
        if about is not None and cue.verb.act == "state" and scene.text[cue.end : cue.end + 1] in _OPENING:
            about = None  # 对某人说，“…”: somebody is spoken to
        return Turn(number, who, cue, about, cue.end, cue.end)
    return None


def _position(form: shape.Shape, place: int) -> int:
    """The place in a shape of an offset that is in no mention."""
    before = [(at, item) for at, item in zip(form.at, form.items, strict=True) if item.start < place]
    if not before:
        return place - form.base
    at, item = before[-1]
    return at + 1 + place - item.end


def _stretch(form: shape.Shape, match: re.Match[str], group: str) -> Stretch:
    return form.source(match.start(group)), form.source(match.end(group))


def _is_noun(text: str, cue: Cue, sentence: Sentence, known: Rules) -> bool:
    """Whether a verb's form is a noun where it stands (发出的邀请, 邀请函)."""
    return (
        known.noun_before.search(text, max(sentence.start, cue.start - 8), cue.start) is not None
        or known.noun_after.match(text, cue.end, sentence.end) is not None
    )


def _may_open(scene: Scene, turn: Turn, last: Turn | None, present: frozenset[PartyKey] | None) -> bool:
    """Whether a speaker and a verb begin a turn: within a turn only somebody present does, or both sides in a joint verb."""
    who, cue = turn.who, turn.cue
    if not who:
        return last is None
    kinds = {scene.mentions[i].kind for i in who}
    if cue.verb.kind == "joint":
        return "collective" in kinds or len(who) > 1 or last is None
    if last is None:
        return cue.verb.kind != "weak" or bool(kinds & _PEOPLE) or "collective" in kinds or cue.verb.act == "agree"
    if cue.verb.kind == "agree" and "collective" in kinds:
        return True
    if kinds == {"pronoun"} and _words(scene, who[0]) in rules(scene.pack).gendered:
        return True
    keys = {scene.fixed_key(i) for i in who}
    if kinds == {"person"} and cue.verb.kind == "weak" and keys == {scene.fixed_key(i) for i in last.who}:
        return True  # whoever speaks is named again
    if not kinds & _PEOPLE or cue.verb.kind in ("weak", "agree"):
        return False
    return present is None or "pronoun" in kinds or bool(keys & present)


def _words(scene: Scene, i: int) -> str:
    return scene.text[scene.mentions[i].start : scene.mentions[i].end]


def spoken(scene: Scene, begun: Sequence[Turn]) -> list[Stretch]:
    """The stretches of a document that somebody says."""
    return [(t.start, t.end) for t in turns(scene, begun) if t.cue.verb.kind != "announce"]


def trimmed(text: str, start: int, end: int) -> Stretch | None:
    """A stretch without the marks and spaces around it; None where nothing is left."""
    while start < end and text[start] in _BEFORE:
        start += 1
    while end > start and (text[end - 1] in MARKS or text[end - 1].isspace()):
        end -= 1
    return (start, end) if end - start > 1 else None
