"""Monologues: who said what in a language whose reports run on, sentence after sentence, to the next speaker or the paragraph's end.

A turn begins where somebody stands before a verb of speech. What follows is the speaker's, with no new verb, until another turn begins
or the paragraph ends. `turns` needs no encounters, so that what somebody says of a meeting is never read as a meeting; `find` makes
statements.
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
from readout.model.document import Quotation, Sentence
from readout.model.finding import EncounterFound, PartyKey, StatementFound, Stretch
from readout.stages.interpret import cues
from readout.stages.interpret.cues import Cue
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import LastTold, Room, Voice

_PEOPLE = frozenset({"person", "office", "pronoun", "name"})
_ABOUT = ("about", "of", "around")
_MARKS = " \u3000，,：:。.！!；;、"
_BEFORE = _MARKS + "\n"
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
    keys = ("again", "noun_before", "noun_after", "narrated", "tail", "head")
    again, before, after, narrated, tail, head = (re.compile(str(content.get(key) or "(?!)")) for key in keys)
    return Rules(re.compile(shape.expand(str(content["turn"]), macros)), again, before, after, narrated, tail, head, acts)


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
    if not kinds & _PEOPLE or cue.verb.kind in ("weak", "agree"):
        return False
    keys = {scene.fixed_key(i) for i in who}
    return present is None or "pronoun" in kinds or bool(keys & present)


def spoken(scene: Scene, begun: Sequence[Turn]) -> list[Stretch]:
    """The stretches of a document that somebody says."""
    return [(t.start, t.end) for t in turns(scene, begun) if t.cue.verb.kind != "announce"]


def trimmed(text: str, start: int, end: int) -> Stretch | None:
    """A stretch without the marks and spaces around it; None where nothing is left."""
    while start < end and text[start] in _BEFORE:
        start += 1
    while end > start and (text[end - 1] in _MARKS or text[end - 1].isspace()):
        end -= 1
    return (start, end) if end - start > 1 else None


# -- statements ------------------------------------------------------------------------------------------------------------------------


class _Reader:
    """The statements of one document."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound]) -> None:
        self.scene = scene
        self.text = scene.text
        self.last_told = LastTold(met)
        self.room = Room(scene, met)
        self.known = rules(scene.pack)
        self.verbs = cues.find(scene.lowered, scene.pack)
        self.starts = [c.start for c in self.verbs]
        self.told: set[int] = set()

    def turn(self, turn: Turn) -> Iterator[StatementFound]:
        """The statements of one turn: one, or one for each further verb after praise, thanks and the like."""
        self.room.enter(self.scene.document.sentences[turn.sentence].start, turn.end)
        voice = self._voice(turn)
        if voice is None:
            return
        self.room.spoke(voice)
        joint = voice.joint and (turn.cue.verb.kind in ("joint", "agree") or len(voice.keys) > 1)
        if turn.about is not None and (content := self._trimmed(*turn.about)) is not None:
            yield self._made(turn, voice, turn.cue, turn.cue.verb.act, (content,), "joint" if joint else "indirect")
            rest = self._joined(turn.start, min(turn.end, self._sentence_end(turn)))
            if rest is not None:
                yield from self._from(turn, voice, rest, rest.end, "joint" if joint else None)
            elif (more := self._trimmed(self._sentence_end(turn), turn.end)) is not None:
                yield self._made(turn, voice, turn.cue, "state", (more,), "indirect")
            return
        again = self._again(turn) if joint and turn.cue.verb.kind == "joint" else None
        if again is not None and (content := self._trimmed(turn.start, again[2])) is not None:
            yield self._made(turn, voice, turn.cue, turn.cue.verb.act, (content,), "joint")
            if (second := self._trimmed(*again[1])) is not None:
                yield self._made(turn, voice, again[0], again[0].verb.act, (second,), "joint")
            return
        yield from self._from(turn, voice, turn.cue, turn.start, "joint" if joint else None)

    def _from(self, turn: Turn, voice: Voice, cue: Cue, start: int, mode: str | None = None) -> Iterator[StatementFound]:
        quoted = self._quoted(start, turn.end)
        if quoted:
            contents = tuple(c for q in quoted if (c := self._trimmed(q.start, q.end)) is not None)
            repaired = next((q.repaired for q in quoted if q.repaired), None)
            yield self._made(turn, voice, cue, cue.verb.act, contents, mode or "direct", repaired)
            return
        end = turn.end
        following = None
        if mode == "joint" or cue.verb.act not in ("state", "emphasise"):
            following = self._joined(start, min(end, self._sentence_end(turn) if start < self._sentence_end(turn) else end))
        content = self._trimmed(start, following.start if following is not None else end)
        if content is not None:
            act = self._act(cue, content)
            yield self._made(turn, voice, cue, act, (content,), mode or "indirect")
        if following is not None:
            yield from self._from(turn, voice, following, following.end, mode)

    def _joined(self, start: int, end: int) -> Cue | None:
        """The next verb of the same speaker, directly after a comma (…，感谢…，表示…)."""
        for i in range(bisect_left(self.starts, start), len(self.verbs)):
            cue = self.verbs[i]
            if cue.start >= end:
                return None
            before = self.text[max(start, cue.start - 3) : cue.start]
            if cue.verb.kind not in ("weak", "joint") and re.search(r"[，,；](?:并|还|也|他|她)?$", before):
                return cue
        return None

    def _again(self, turn: Turn) -> tuple[Cue, Stretch, int] | None:
        """A second verb of both sides in the sentence, what it is about before it (讨论了甲，并就乙交换了意见), and where that begins."""
        for i in range(bisect_left(self.starts, turn.start), len(self.verbs)):
            cue = self.verbs[i]
            if cue.start >= self._sentence_end(turn):
                return None
            match = self.known.again.search(self.text, turn.start, cue.start) if cue.verb.kind == "joint" else None
            if match is not None:
                return cue, match.span("about"), match.start()
        return None

    def _sentence_end(self, turn: Turn) -> int:
        return self.scene.document.sentences[turn.sentence].end

    def _quoted(self, start: int, end: int) -> list[Quotation]:
        """The quotations that are what was said: the first stands directly after the verb, others follow it."""
        found = [q for q in self.scene.document.quotations if start <= q.opened < end]
        if not found or self.text[start : found[0].opened].strip(_MARKS) or found[0].end - found[0].start < 8:
            return []
        return [q for i, q in enumerate(found) if i == 0 or not self.text[found[i - 1].closed : q.opened].strip(_MARKS)]

    def _voice(self, turn: Turn) -> Voice | None:
        if not turn.who:
            return Voice((self.room.last,), False, "inferred", ()) if self.room.last is not None else None
        if all(self.scene.mentions[i].kind == "pronoun" for i in turn.who) and (named := self._before(turn)) is not None:
            return named
        voice = self.room.voice(turn.who)
        return voice if voice is not None and voice.keys else None

    def _before(self, turn: Turn) -> Voice | None:
        """Whom a pronoun at the head of a sentence means where the sentence before it is the narrator's: who was named last in that."""
        at = turn.sentence - 1
        sentences = self.scene.document.sentences
        here = sentences[turn.sentence].start
        first = next(iter(self.scene.between(here, self.scene.mentions[turn.who[0]].start)), None)
        if first is not None and self.scene.mentions[first].start == here and (person := self.scene.cast.person_of[first]) is not None:
            return Voice((("person", str(person)),), False, "inferred", ((here, self.scene.mentions[first].end),))
        if at < 0 or sentences[at].paragraph != sentences[turn.sentence].paragraph or at in self.told:
            return None
        for i in reversed(self.scene.between(sentences[at].start, sentences[at].end)):
            person = self.scene.cast.person_of[i]
            if person is not None:
                return Voice((("person", str(person)),), False, "inferred", ((self.scene.mentions[i].start, self.scene.mentions[i].end),))
        return None

    def _trimmed(self, start: int, end: int) -> Stretch | None:
        tail = self.known.tail.search(self.text, max(start, end - 8), end)
        head = self.known.head.match(self.text, start, end)
        return trimmed(self.text, head.end() if head else start, tail.start() if tail else end)

    def _act(self, cue: Cue, content: Stretch) -> str:
        """A specific verb decides; a neutral one takes the act of what it reports where that is one sentence of one kind."""
        words = self.text[slice(*content)]
        if cue.verb.act != "state" or any(stop in words for stop in "。！？"):
            return cue.verb.act
        return next((act for pattern, act in self.known.acts if pattern.search(words)), cue.verb.act)

    def _made(
        self, turn: Turn, voice: Voice, cue: Cue, act: str, content: tuple[Stretch, ...], mode: str, repaired: str | None = None
    ) -> StatementFound:
        return StatementFound(
            voice.keys,
            (),
            mode,
            act,
            (cue.start, cue.end),
            content,
            cue.rule,
            turn.sentence,
            repaired,
            voice.basis,
            voice.evidence,
            self._encounter(content[0][0]),
        )

    def _encounter(self, at: int) -> int | None:
        return self.last_told.before(at)


def find(scene: Scene, met: Sequence[EncounterFound], begun: Sequence[Turn]) -> tuple[StatementFound, ...]:
    """Every statement of a document, in order of the text; `begun` are the sentences that may begin a turn."""
    reader = _Reader(scene, met)
    present = frozenset(p.key for e in met for p in e.parts)
    found = turns(scene, begun, present or None)
    sentences = scene.document.sentences
    for t in found:
        n = t.sentence
        while n < len(sentences) and sentences[n].start < t.end:
            reader.told.add(n)
            n += 1
    return tuple(s for turn in found for s in reader.turn(turn))
