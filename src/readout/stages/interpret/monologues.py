"""Monologues: who said what in a language whose reports run on, sentence after sentence, to the next speaker or the paragraph's end.

`speaking` says who begins to speak, where and how far; here each turn becomes one statement, or several after praise, thanks and the like.
What the sentence that tells of a meeting goes on to report is the words of those who met.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from readout.model.document import Quotation
from readout.model.finding import EncounterFound, StatementFound, Stretch
from readout.stages.interpret import cues
from readout.stages.interpret.cues import Cue
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import LastTold, Room, Voice
from readout.stages.interpret.speaking import MARKS, Turn, rules, trimmed, turns

_GRACIOUS = frozenset({"praise", "thank", "congratulate", "inform"})
_TOLD = frozenset({"meeting", "talks", "call", "message"})
_TALKED = frozenset({"meeting", "talks", "call", "visit"})


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
            elif (more := self._trimmed(turn.start, turn.end)) is not None:
                yield self._made(turn, voice, turn.cue, self._neutral(more), (more,), "indirect")
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
        named = self.known.head.match(self.text, start, end) is not None or self.text[cue.end - 1] == "了"  # 重申了某事，并强调 …
        if mode == "joint" or cue.verb.act not in ("state", "emphasise") or (named and cue.verb.act == "emphasise"):
            hopes = cue.verb.act in _GRACIOUS
            following = self._joined(start, min(end, self._sentence_end(turn) if start < self._sentence_end(turn) else end), hopes)
        content = self._trimmed(start, following.start if following is not None else end)
        if content is not None:
            act = self._act(cue, content)
            yield self._made(turn, voice, cue, act, (content,), mode or "indirect")
        if following is not None:
            yield from self._from(turn, voice, following, following.end, mode)

    def _joined(self, start: int, end: int, hopes: bool = False) -> Cue | None:
        """The next verb of the same speaker, directly after a comma (…，感谢…，表示…); after praise or thanks a hope is one too."""
        for i in range(bisect_left(self.starts, start), len(self.verbs)):
            cue = self.verbs[i]
            if cue.start >= end:
                return None
            before = self.text[max(start, cue.start - 3) : cue.start]
            known = cue.verb.kind not in ("weak", "joint") or (hopes and cue.verb.act == "express-hope")
            if known and re.search(r"[，,；](?:并|还|也|他|她)?$", before):
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
        if not found or self.text[start : found[0].opened].strip(MARKS) or found[0].end - found[0].start < 8:
            return []
        if self.text[found[0].closed : found[0].closed + 1].isalpha():  # “某某中心”是 …: a name
            return []
        return [q for i, q in enumerate(found) if i == 0 or not self.text[found[i - 1].closed : q.opened].strip(MARKS)]

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

    def lead(self, number: int, end: int, met: EncounterFound) -> Iterator[StatementFound]:
        """What the sentence that tells of a meeting goes on to report, with nobody named again (会见某人，感谢…，就…交换意见)."""
        begin = max((b for _, b in met.evidence if b <= end), default=end)
        hits: list[tuple[Cue, re.Match[str]]] = []
        for i in range(bisect_left(self.starts, begin), bisect_left(self.starts, end)):
            cue = self.verbs[i]
            match = self.known.told.search(self.text, max(begin - 2, cue.start - 140), cue.start)
            told = cue.verb.act == "express-hope" or cue.verb.kind not in ("weak", "announce")
            if match is not None and told and not self.known.noun_after.match(self.text, cue.end, end):
                if hits and hits[-1][1].start() == match.start():
                    hits.pop()
                hits.append((cue, match))
        self.room.enter(begin, end)
        everybody = tuple(dict.fromkeys(p.key for p in met.parts if p.role == "principal"))
        for k, (cue, match) in enumerate(hits):
            stop = hits[k + 1][1].start() if k + 1 < len(hits) else end
            content = self._trimmed(*match.span("about")) if match.group("about") else self._trimmed(cue.end, stop)
            joint = cue.verb.kind == "joint"
            if content is None or (joint and len(everybody) < 2):
                continue
            voice = Voice(everybody if joint else everybody[:1], joint, "inferred", met.evidence[:1])
            turn = Turn(number, (), cue, None, cue.end, stop)
            self.room.spoke(voice)
            yield self._made(turn, voice, cue, cue.verb.act, (content,), "joint" if joint else "indirect")

    def _trimmed(self, start: int, end: int) -> Stretch | None:
        tail = self.known.tail.search(self.text, max(start, end - 8), end)
        head = self.known.head.match(self.text, start, end)
        return trimmed(self.text, head.end() if head else start, tail.start() if tail else end)

    def _act(self, cue: Cue, content: Stretch) -> str:
        """A specific verb decides; a neutral one takes the act of what it reports where that is one sentence of one kind."""
        return cue.verb.act if cue.verb.act != "state" else self._neutral(content)

    def _neutral(self, content: Stretch) -> str:
        words = self.text[slice(*content)]
        if any(stop in words for stop in "。！？"):
            return "state"
        return next((act for pattern, act in self.known.acts if pattern.search(words)), "state")

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
    talked = any(e.kind in _TALKED for e in met)
    present = frozenset(p.key for e in met for p in e.parts) if talked else frozenset()  # at a reception others speak than those it names
    found = turns(scene, begun, present or None)
    sentences = scene.document.sentences
    for t in found:
        n = t.sentence
        while n < len(sentences) and sentences[n].start < t.end:
            reader.told.add(n)
            n += 1
    begins = {t.sentence: _begin(scene, t) for t in found}
    leads: dict[int, EncounterFound] = {}
    for n, encounter in _leads(scene, met):
        leads.setdefault(n, encounter)
    said: list[StatementFound] = []
    for n in sorted({*leads, *begins}):
        if n in leads:
            said.extend(reader.lead(n, begins.get(n, sentences[n].end), leads[n]))
        said.extend(s for turn in found if turn.sentence == n for s in reader.turn(turn))
    return tuple(said)


def _begin(scene: Scene, turn: Turn) -> int:
    """Where the words of a turn begin: with who speaks, or the verb."""
    return scene.mentions[turn.who[0]].start if turn.who else turn.cue.start


def _leads(scene: Scene, met: Sequence[EncounterFound]) -> Iterator[tuple[int, EncounterFound]]:
    """The sentences, by number, that tell of a held meeting, talks or call."""
    starts = scene.sentence_starts
    for encounter in met:
        if encounter.kind in _TOLD and encounter.status == "held" and encounter.parts:
            for start, end in encounter.evidence:
                n = bisect_right(starts, start) - 1
                if n >= 0 and end <= scene.document.sentences[n].end:
                    yield n, encounter
