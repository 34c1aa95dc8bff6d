"""Statements: who said what, by which words, together or alone, in quotation marks or not.

Each sentence becomes a shape in which mentions, quotations and reporting verbs are signs; `frames` tells how the verbs hang in
it, `complements` where what was said begins, `speakers` who is meant. What a sentence without a verb of speech says belongs to
the speaker before it or to the narrator, by the pack's marks for either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.shape import Shape
from readout.model.document import Sentence
from readout.model.finding import EncounterFound, PartyKey, StatementFound, Stretch
from readout.stages.interpret import acts, complements, complements_free, cues, frames, framing, subjects, turns
from readout.stages.interpret.complements import Complement
from readout.stages.interpret.cues import Cue
from readout.stages.interpret.frames import Frame
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.sheets import Quoted, Sheets, trimmed
from readout.stages.interpret.speakers import LastTold, Room, Voice
from readout.stages.interpret.voices import Voices

_COLONS = frozenset({":", "："})
_COLON_QUOTATION = re.compile(rf":\s*(?={shape.SIGNS['quotation']}[\s.]*$)")


class Reading:
    """The statements of one document, while it is read sentence by sentence."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound]) -> None:
        self.scene = scene
        self.text = scene.text
        self.lowered = scene.lowered
        self.rules = cues.rules(scene.pack)
        self.room = Room(scene, met)
        self.met = met
        self.sheets = Sheets(scene)
        self.voices = Voices(self.sheets, self.room)
        self.dates = {d.start for d in scene.dates}
        self.last_told = LastTold(met)
        self.told = sorted(e[0] for m in met for e in m.evidence)
        self.found: list[StatementFound] = []
        self.waiting: list[Quoted] = []
        self.silent: list[Stretch] = []
        self.announced: tuple[Voice, Cue, int] | None = None
        self.paragraph = -1
        self.before = 0
        self.turns = {number: turn for turn in turns.find(scene) for number in turn.sentences}

    # -- one sentence ------------------------------------------------------------------------------------------------------

    def sentence(self, number: int, sentence: Sentence) -> None:
        """Read one sentence: its frames, or the continuation of what was said before."""
        if number in self.turns:
            self._turn(number)
            return
        start, end = self.sheets.bounds(sentence)
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.before, self.silent = sentence.paragraph, len(self.found), []
        self.room.enter(start, sentence.end)
        form = self.sheets.make(start, end)
        limit = len(form.text)
        lead = number < 3 or self._tells(start, sentence.end)
        framed = framing.find(self.sheets, form, sentence.end, lead)
        direct = [i for i in form.items if i.kind == "quotation" and isinstance(i, Quoted) and i.speech]
        made = len(self.found)
        if framed and not self._goes_on(form, framed):
            self.announced = None
            self._statements(form, framed, limit, number)
        elif self.announced is not None and not direct and self.announced[2] == sentence.paragraph - 1:
            self._announced(sentence, end, number)
        elif direct and len(form.text.strip(" .,;–—-")) <= 2 * len(direct):
            self._quotation_alone(direct, number)
        elif len(self.found) > self.before:
            self._continuation(form, sentence, end, number)
        if len(self.found) == made and not direct:
            self._remember_subject(form)
            self.silent.append((start, end))
        else:
            self.silent = []
        if self.waiting and not (direct and not framed):
            self.waiting = []

    def _turn(self, number: int) -> None:
        """A turn of a transcript: one direct statement, with an item for each paragraph."""
        turn = self.turns[number]
        if number != turn.sentences[0]:
            return
        voice = self.room.voice([turn.mention]) if turn.mention >= 0 else None
        contents = tuple(c for a, b in turn.contents if (c := trimmed(self.text, a, b)) is not None)
        if voice is not None and voice.keys and contents:
            self.room.enter(turn.label[0], turn.label[1])
            act = self._act("state", "say", contents[0], False, False)
            cue = (turn.label[0], self.scene.mentions[turn.mention].end)
            self._add(replace(voice, joint=False), "direct", act, cue, contents, f"{self.scene.pack.language}.statements.turn", number, ())
            self.before = len(self.found)

    def _goes_on(self, form: Shape, framed: Sequence[Frame]) -> bool:
        """Whether a sentence in the present ("Ruritania supports …", "it is hoped that …") goes on with the words reported before it."""
        last = self.found[-1] if len(self.found) > self.before else None
        if last is None or last.mode != "indirect" or len(last.speakers) != 1:
            return False
        first = framed[0]
        if first.relation == frames.IMPERSONAL:
            return self.rules.present.search(form.text[first.first : first.at]) is not None
        if first.relation != frames.SUBJECT or first.cue is None or first.cue.verb.form not in ("third", "base"):
            return False
        return all(form.item(p).kind in ("state", "side", "organisation", "collective", "region") for p in first.subject)

    def _tells(self, start: int, end: int) -> bool:
        i = bisect_left(self.told, start)
        return i < len(self.told) and self.told[i] < end

    # -- from frames to statements -----------------------------------------------------------------------------------------

    def _statements(self, form: Shape, framed: Sequence[Frame], limit: int, number: int) -> None:
        voices = self.voices.of(form, framed, self.found[-1] if len(self.found) > self.before else None)
        double: Frame | None = None
        for i, (frame, voice) in enumerate(zip(framed, voices, strict=True)):
            if voice is None:
                continue
            if i + 1 < len(framed) and framed[i + 1].relation == frames.JOINED and framed[i + 1].left <= frame.after:
                double = double or frame
                continue
            if double is not None and double.cue is not None and frame.cue is not None:
                frame = replace(
                    frame, cue=replace(frame.cue, start=double.cue.start, verb=replace(frame.cue.verb, act=double.cue.verb.act))
                )
                double = None
            stop = framed[i + 1].left if i + 1 < len(framed) and framed[i + 1].left > frame.after else limit
            if (
                i + 1 < len(framed)
                and framed[i + 1].left <= frame.after
                and framed[i + 1].at > frame.after
                and framed[i + 1].first > frame.after
            ):
                stop = framed[i + 1].first
            self._one(form, frame, voice, stop, number)

    # -- one frame ---------------------------------------------------------------------------------------------------------

    def _one(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        if frame.relation == frames.TRAILING:
            self._trailing(form, frame, voice, stop, number)
            return
        if frame.relation == frames.PASSIVE:
            self._passive(form, frame, voice, stop, number)
            return
        if frame.cue is None:
            content = self.sheets.piece(form, frame.after, stop)
            if content is not None and content[0] not in self.dates:
                mode = "joint" if frame.relation != frames.ACCORDING and (voice.joint or len(voice.keys) > 1) else "indirect"
                begin = form.source(frame.at)
                cue = begin, begin + len(frame.verbal) if frame.relation == frames.TALK else self.sheets.edge(form, frame.after)
                self._add(voice, mode, frame.act, cue, (content,), f"{self.scene.pack.language}.statements.{frame.rule}", number, ())
            return
        finder = complements_free if self.sheets.free_order else complements
        found = finder.find(form, frame.after, stop, frame.cue.verb, self.rules)
        if found is None:
            if frame.cue.verb.takes & {"quote", "that"}:
                self._leading_quotation(form, frame, voice, frame.after, stop, number)
                if form.text[frame.after : stop].strip() in _COLONS:
                    self.announced = voice, frame.cue, self.paragraph
            return
        if found.form == "quotation":
            self._leading_quotation(form, frame, voice, found.start, stop, number)
            return
        self._indirect(form, frame, voice, found, stop, number)

    def _indirect(self, form: Shape, frame: Frame, voice: Voice, found: Complement, stop: int, number: int) -> None:
        cue = frame.cue
        assert cue is not None
        tail = _COLON_QUOTATION.search(form.text, found.start, stop)
        if tail and self._speech_at(form, tail.end()):
            self._indirect(form, frame, voice, found, tail.start(), number)
            self._leading_quotation(form, frame, voice, tail.end(), stop, number)
            return
        if frame.relation == frames.PURPOSE and (more := self.rules.patterns["and_to"].search(form.text, found.start, stop)):
            stop = more.start()
        content = self.sheets.piece(form, found.start, stop)
        if content is None or self.rules.not_contents.match(self.lowered[content[0] : content[1]]):
            return
        if cue.verb.needs is not None and not found.act and not cue.verb.needs.search(self.text[content[0] : content[1]]):
            return
        addressees = self.voices.parties(form, found.addressees)
        if not addressees and cue.verb.takes & {"addr", "toaddr"}:
            addressees = self.voices.other(voice, cue.end, content[0])
        if addressees == voice.keys and len(self.room.principals) == 2:
            addressees = tuple(k for k in self.room.principals if k not in voice.keys)
        voice = self._with_partner(form, frame, voice, found)
        joint = voice.joint or (frame.relation in (frames.HEAD, frames.IMPERSONAL) and len(voice.keys) != 1)
        act = self._act(found.act or cue.verb.act, cue.verb.verb, content, joint, bool(found.act))
        span = (cue.start, max(cue.end, self.sheets.edge(form, found.cue_end)) if found.act else cue.end)
        self._add(voice, "joint" if joint else "indirect", act, span, (content,), cue.rule, number, addressees)

    def _with_partner(self, form: Shape, frame: Frame, voice: Voice, found: Complement) -> Voice:
        """ "A discussed with B": both speak."""
        verb = frame.cue.verb if frame.cue else None
        if verb is None or verb.kind != "joint" or voice.joint or not found.addressees:
            return voice
        others = self.voices.parties(form, found.addressees)
        keys = (*voice.keys, *(k for k in others if k not in voice.keys))
        return Voice(keys, len(keys) > 1, voice.basis, voice.evidence)

    def _passive(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        cue = frame.cue
        assert cue is not None
        bare = frames.stripped(form.text[frame.first : frame.at], frame.first, self.rules)
        match = self.rules.passive.search(bare.text)
        end = frame.first + match.start() if match else bare.end if cue.verb.kind == "theme" else frame.at
        if cue.verb.kind == "ask" and (to := self.rules.patterns["infinitive"].match(form.text, frame.after, stop)):
            frame, end = replace(frame, first=to.start() + 1), stop  # "the ministries were instructed | to prepare …"
        pieces = [p for p in [self.sheets.piece(form, frame.first, end)] if p is not None]
        needs = cue.verb.needs
        if pieces and needs is not None and not needs.search(self.text[pieces[0][0] : pieces[0][1]]):
            return
        if not pieces or self.rules.not_contents.match(self.lowered[pieces[0][0] : pieces[0][1]]):
            return
        extent = self.rules.extent.match(form.text, frame.after, stop)
        if extent:
            begin = frame.after + len(extent.group()) - len(extent.group().lstrip(", "))
            pieces.extend(p for p in [self.sheets.piece(form, begin, stop)] if p is not None)
        joint = voice.joint or len(voice.keys) != 1
        act = self._act(cue.verb.act, cue.verb.verb, pieces[0], joint, False)
        self._add(voice, "joint" if joint else "indirect", act, (cue.start, cue.end), tuple(pieces), cue.rule, number, ())

    # -- direct speech -----------------------------------------------------------------------------------------------------

    def _speech_at(self, form: Shape, place: int) -> bool:
        item = form.item(place)
        return isinstance(item, Quoted) and item.speech

    def _leading_quotation(self, form: Shape, frame: Frame, voice: Voice, at: int, stop: int, number: int) -> None:
        """Kral said: "…" and, split, "…," she said, "…"."""
        quoted = [i for i in form.within(at, stop) if isinstance(i, Quoted)]
        if quoted and frame.cue is not None:
            self._direct(voice, frame.cue, quoted, number)

    def _trailing(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        cue = frame.cue
        assert cue is not None
        low = min(frame.left, frame.first)
        quoted = [i for i in form.within(low, frame.first) if isinstance(i, Quoted)]
        spoken = [q for q in quoted if q.speech or form.text[low : frame.first].strip(" ,.–—-'") == shape.SIGNS["quotation"]]
        if spoken and frame.rule != "as":
            more = [i for i in form.within(frame.after, stop) if isinstance(i, Quoted) and i.speech]
            self._direct(voice, cue, [*self.waiting, *spoken, *more], number)
            return
        self._unmarked(form, frame, voice, cue, low, stop, number)

    def _unmarked(self, form: Shape, frame: Frame, voice: Voice, cue: Cue, low: int, stop: int, number: int) -> None:
        """A clause with its speaker behind it and no marks: "…, said the President"; "As the Minister noted, …"."""
        begin, end = (low, frame.first)
        if frame.rule == "as" and not form.text[low : frame.first].strip(" ,"):
            begin, end = complements.skip(form.text, frame.after, stop, self.rules), stop
            spoken = [i for i in form.within(begin, stop) if isinstance(i, Quoted) and i.speech]
            if spoken and form.text[begin:stop].strip(" ,.:;") == shape.SIGNS["quotation"] * len(spoken):
                self._direct(voice, cue, spoken, number)
                return
        content = self.sheets.piece(form, begin, end)
        if content is None or content[1] - content[0] < 12:
            return
        words = self.text[content[0] : content[1]]
        direct = self.rules.first_person.search(words) is not None
        before = tuple(c for s in self.silent for c in [trimmed(self.text, *s)] if c is not None) if direct else ()
        if before and self.rules.first_person.search(self.text, before[0][0], before[-1][1]) is None:
            before = ()
        act = self._act(cue.verb.act, cue.verb.verb, content, False, False)
        self._add(
            voice,
            "direct" if direct else "indirect",
            act,
            (cue.start, cue.end),
            (*before, content),
            cue.rule,
            number,
            (),
            "no quotation marks" if direct else None,
        )

    def _direct(self, voice: Voice, cue: Cue, quoted: Sequence[Quoted], number: int) -> None:
        contents = tuple(c for q in quoted for c in [trimmed(self.text, *q.inner)] if c is not None)
        if not contents:
            return
        repaired = next((q.repaired for q in quoted if q.repaired), None)
        act = self._act(cue.verb.act, cue.verb.verb, contents[0], False, False)
        self.waiting = []
        self._add(
            replace(voice, joint=False),
            "joint" if voice.joint else "direct",
            act,
            (cue.start, cue.end),
            contents,
            cue.rule,
            number,
            (),
            repaired,
        )

    def _quotation_alone(self, quoted: Sequence[Quoted], number: int) -> None:
        """A sentence of quotation only: it goes on with the speaker before it, or waits for the one named after it."""
        last = self.found[-1] if len(self.found) > self.before else None
        contents = tuple(c for q in quoted for c in [trimmed(self.text, *q.inner)] if c is not None)
        if last is not None and last.mode == "direct":
            self._extend(contents)
        elif any(q.open for q in quoted):
            self.waiting.extend(quoted)
        elif self.found and len(self.found[-1].speakers) == 1 and contents:
            last = self.found[-1]
            rule = f"{self.scene.pack.language}.statements.quotation-alone"
            act = self._act("state", "say", contents[0], False, False)
            self.found.append(StatementFound(last.speakers, (), "direct", act, None, contents, rule, number, None, "inferred"))

    def _announced(self, sentence: Sentence, end: int, number: int) -> None:
        """The first sentence of a paragraph that stands behind "the spokesperson announces:"."""
        content = trimmed(self.text, sentence.start, end)
        if content is not None and self.announced is not None:
            voice, cue, _ = self.announced
            act = self._act(cue.verb.act, cue.verb.verb, content, voice.joint, False)
            self._add(voice, "joint" if voice.joint else "indirect", act, (cue.start, cue.end), (content,), cue.rule, number, ())
        self.announced = None

    # -- continuation, acts, edges -----------------------------------------------------------------------------------------

    def _continuation(self, form: Shape, sentence: Sentence, end: int, number: int) -> None:
        """A sentence without a cue extends what was said, or is the narrator's and ends it."""
        last = self.found[-1]
        if last.sentence != number - 1 or last.mode == "direct" or not last.speakers:
            return
        if last.act in ("discuss", "agree") and not self.scene.pack.setting("joint_runs_on"):
            return
        if not self.sheets.free_order and any(
            c.verb.form == "past" and not self.rules.passive.search(form.text[:at].rstrip()) for at, c in subjects.cue_places(form)
        ):
            return
        words = self.text[sentence.start : end]
        runs_on = bool(self.scene.pack.setting("content_runs_on"))
        if not runs_on and (
            self.rules.narrates.search(words) or not self.rules.continues.search(words) or self._tells(sentence.start, sentence.end)
        ):
            return
        content = trimmed(self.text, sentence.start, end)
        if content is not None:
            self._extend((content,), number)

    def _extend(self, contents: tuple[Stretch, ...], number: int | None = None) -> None:
        last = self.found[-1]
        self.found[-1] = StatementFound(
            last.speakers, last.addressees, last.mode, last.act, last.cue, (*last.content, *contents), last.rule,
            last.sentence if number is None else number, last.repaired, last.speaker_basis, last.speaker_evidence, last.encounter,
        )  # fmt: skip

    def _remember_subject(self, form: Shape) -> None:
        """A sentence that reports nothing still says who "he" is in the next: its first person."""
        for item in form.items:
            if item.kind in ("person", "office", "name"):
                i = bisect_left(self.scene.starts, item.start)
                voice = self.room.voice([i]) if i < len(self.scene.starts) and self.scene.starts[i] == item.start else None
                if voice is not None and len(voice.keys) == 1 and voice.keys[0][0] == "person":
                    self.room.topic = voice.keys[0]
                return

    def _act(self, act: str, verb: str, content: Stretch, joint: bool, settled: bool) -> str:
        return acts.of(self.scene, act, verb, content, joint, settled)

    def _add(
        self, voice: Voice, mode: str, act: str, cue: Stretch, content: tuple[Stretch, ...], rule: str, number: int,
        addressees: tuple[PartyKey, ...], repaired: str | None = None,
    ) -> None:  # fmt: skip
        self.found.append(
            StatementFound(
                voice.keys,
                addressees,
                mode,
                act,
                cue,
                content,
                rule,
                number,
                repaired,
                voice.basis,
                voice.evidence,
                self.last_told.before(content[0][0]),
            )
        )
        self.room.spoke(voice)


def find(scene: Scene, met: Sequence[EncounterFound]) -> tuple[StatementFound, ...]:
    """Every statement of a document, in order of the text."""
    reading = Reading(scene, met)
    for number, sentence in enumerate(scene.document.sentences):
        reading.sentence(number, sentence)
    return tuple(reading.found)
