"""Statements: who said what, by which words, together or alone, in quotation marks or not.

Each sentence becomes a shape in which mentions, quotations and reporting verbs are signs; `frames` tells how the verbs hang in
it, `complements` where what was said begins, `speakers` who is meant. What a sentence without a verb of speech says belongs to
the speaker before it or to the narrator, by the pack's marks for either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.shape import Shape
from readout.model.document import Sentence
from readout.model.finding import EncounterFound, PartyKey, StatementFound, Stretch
from readout.model.mention import Mention
from readout.stages.interpret import complements, cues, frames
from readout.stages.interpret.complements import Complement
from readout.stages.interpret.cues import Cue, Rules
from readout.stages.interpret.frames import Frame
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import Room, Voice


_SIGN = re.compile(r"[\ue000-\uf8ff]")
_NO_SIGNS = re.compile(r"[^\ue000-\uf8ff]{0,90}")
_COLON_QUOTATION = re.compile(rf":\s*(?={shape.SIGNS['quotation']}[\s.]*$)")
_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]\.[^\W\d_]|\betc|\b[^\W\d_])\.$")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])[.!?]\d{1,2}$")


class Quoted(NamedTuple):
    """A quotation as it stands in a shape: `start`/`end` with its marks, `inner` without; `index` among the document's."""

    start: int
    end: int
    inner: Stretch
    index: int
    speech: bool
    repaired: str | None
    open: bool
    kind: str = "quotation"


class Reading:
    """The statements of one document, while it is read sentence by sentence."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound]) -> None:
        self.scene = scene
        self.text = scene.text
        self.rules = cues.rules(scene.pack)
        self.room = Room(scene, met)
        self.met = met
        self.cues = cues.find(scene.lowered, scene.pack)
        self.hints = cues.hints(scene.lowered, scene.pack)
        self.cue_starts = [c.start for c in self.cues]
        self.quoted = _quotations(scene)
        self.dates = {d.start for d in scene.dates}
        self.told = sorted(e[0] for m in met for e in m.evidence)
        self.found: list[StatementFound] = []
        self.waiting: list[Quoted] = []
        self.paragraph = -1
        self.before = 0
        self.sentence_end = 0

    # -- one sentence ------------------------------------------------------------------------------------------------------

    def sentence(self, number: int, sentence: Sentence) -> None:
        """Read one sentence: its frames, or the continuation of what was said before."""
        start, end = sentence.start, self._end_of_words(sentence)
        while self.text[start] in "\"“”«»„" and not any(q.start == start for q in self.quoted):
            start += 1
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.before = sentence.paragraph, len(self.found)
        self.sentence_end = sentence.end
        self.room.enter(start, sentence.end)
        form = self._shape(start, end)
        limit = len(form.text)
        lead = number < 3 or self._tells(start, sentence.end)
        framed = self._framed(form, lead)
        direct = [i for i in form.items if isinstance(i, Quoted) and i.speech]
        made = len(self.found)
        if framed and not self._goes_on(form, framed):
            self._statements(form, framed, limit, number)
        elif direct and len(form.text.strip(" .,;–—-")) <= 2 * len(direct):
            self._quotation_alone(direct, number)
        elif len(self.found) > self.before:
            self._continuation(form, sentence, end, number)
        if len(self.found) == made and not direct:
            self._remember_subject(form)
        if self.waiting and not (direct and not framed):
            self.waiting = []

    def _end_of_words(self, sentence: Sentence) -> int:
        """The end of a sentence without a tail that names the source and without a footnote's digit."""
        start, end = sentence.start, sentence.end
        if self.hints.any("source", max(start, end - 140), end):
            match = self.rules.source_tail.search(self.text, start, end)
            if match and match.start() > start + 10:
                return match.start()
        note = _FOOTNOTE.search(self.text, max(start, end - 4), end) if self.text[end - 1].isdigit() else None
        return note.start() if note else end

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

    def _shape(self, start: int, end: int) -> Shape:
        items: list[shape.Placed] = []
        quoted = [q for q in self.quoted if start <= q.start and q.end <= end]
        low, high = bisect_left(self.cue_starts, start), bisect_left(self.cue_starts, end)
        mentions = [self._cut(self.scene.mentions[i]) for i in self.scene.between(start, end)]
        here = start
        for item in sorted([*quoted, *mentions, *self.cues[low:high]], key=lambda x: (x.start, x.kind == "cue")):
            if item.start >= here:
                if isinstance(item, Cue) and self._is_noun(item, items):
                    continue
                if item.kind == "pronoun" and items and items[-1].kind == "office" and items[-1].end == item.start - 1:
                    items[-1] = replace(items[-1], end=item.end)  # type: ignore[type-var]  # an office is a mention
                    here = item.end
                    continue
                if isinstance(item, Mention) and items and isinstance(items[-1], Cue) and "addr" in items[-1].verb.takes:
                    item = self._without_matter(item, items[-1])
                if item.kind == "collective" and items and items[-1].end == item.start - 1 and self.text[item.start : item.end].lower() in self.rules.adverbs:
                    continue
                items.append(item)
                here = item.end
        return shape.make(self.text, start, end, items)

    def _cut(self, mention: Mention) -> Mention:
        """An office without the reason that seems to complete it ("thanked the Minister | for Ruritania's help")."""
        if mention.kind == "office" and mention.possessive and (match := self.rules.reason.search(self.text, mention.start, mention.end)):
            return replace(mention, end=match.start(), possessive=False)
        return mention

    def _is_noun(self, cue: Cue, before: Sequence[shape.Placed]) -> bool:
        """Whether a word that may be a verb is a noun here ("warm wishes", "support for"): no subject and no "to" stands before it."""
        if cue.verb.form not in ("base", "third"):
            return False
        known = self.rules.patterns
        if known["noun_before"].search(self.text[max(0, cue.start - 16) : cue.start].rstrip()) or known["noun_after"].match(self.text, cue.end):
            return True
        if self.text[cue.start : cue.end].lower() not in self.rules.noun_acts:
            return False
        if before and before[-1].end >= cue.start - 1 and before[-1].kind != "cue":
            return False
        return not self.rules.purpose.search(self.text[max(0, cue.start - 12) : cue.start].rstrip())

    def _without_matter(self, mention: Mention, cue: Cue) -> Mention:
        """An office after "briefed" without the matter that seems to complete it ("the Minister | on Ruritanian trade")."""
        if mention.kind not in ("office", "person"):
            return mention
        for word in sorted(cue.verb.takes - complements.NO_WORDS):
            at = self.text.find(f" {word} ", mention.start, mention.end)
            if at > 0 and not (mention.name and at < mention.name_start):
                return replace(mention, end=at)
        return mention

    def _framed(self, form: Shape, lead: bool) -> list[Frame]:
        """The frames of a sentence: heads and verbs of talk by their patterns, the rest by cues."""
        rules = self.rules
        if match := rules.according.match(form.text):
            who = (match.start("who"),) if match.groupdict().get("who") else ()
            return [Frame(None, frames.ACCORDING, 0, 0, match.end(), who, 0, rule="according", act="state")]
        placed = list(frames.cue_places(form))
        first: list[Frame] = []
        start = form.base
        heads = self.hints.any("heads", start, self.sentence_end)
        for begin in frames.clause_starts(form.text, rules) if heads else ():
            if match := rules.heads.match(form.text, begin):
                first.append(Frame(None, frames.HEAD, begin, begin, match.end(), rule="heads", act="discuss"))
            elif match := rules.agreement_heads.match(form.text, begin):
                first.append(Frame(None, frames.HEAD, begin, begin, match.end(), rule="agreement", act="agree"))
            if first:
                break
        talking = not first and self.hints.any("talks", start, self.sentence_end)
        if talking and (match := next((m for p in rules.talks for m in [p.search(form.text)] if m), None)):
            if not any(at < match.start() for at, c in placed if c.verb.form != "base") or lead:
                first.append(self._talk(form, match))
        taken = [(f.at, f.after) for f in first]
        rest = [(at, c) for at, c in placed if not any(a <= at < b for a, b in taken)]
        if not first:
            return frames.find(form, rest, rules, lead)
        before = frames.find(form, [p for p in rest if p[0] < first[0].at], rules, lead)
        if before and first[0].relation == frames.TALK:
            return frames.find(form, placed, rules, lead)
        return _merged(form, before, first, rest, rules, lead)

    def _talk(self, form: Shape, match: re.Match[str]) -> Frame:
        verb = match.group("verb")
        at = match.start()
        left = frames._stripped(form.text[:at], 0, self.rules)
        subject = frames._subject(form.text, left.end, self.rules)
        return Frame(None, frames.TALK, at, at, match.end(), subject, subject[0] if subject else at, rule="talks", act="discuss", verbal=verb)

    # -- from frames to statements -----------------------------------------------------------------------------------------

    def _statements(self, form: Shape, framed: Sequence[Frame], limit: int, number: int) -> None:
        voices: list[Voice | None] = []
        for i, frame in enumerate(framed):
            voices.append(self._voice(form, frame, framed, voices, i))
        double: Frame | None = None
        for i, (frame, voice) in enumerate(zip(framed, voices, strict=True)):
            if voice is None:
                continue
            if i + 1 < len(framed) and framed[i + 1].relation == frames.JOINED and framed[i + 1].left <= frame.after:
                double = double or frame
                continue
            if double is not None and double.cue is not None and frame.cue is not None:
                frame = frame._replace(cue=frame.cue._replace(start=double.cue.start, verb=frame.cue.verb._replace(act=double.cue.verb.act)))
                double = None
            stop = framed[i + 1].left if i + 1 < len(framed) and framed[i + 1].left > frame.after else limit
            if i + 1 < len(framed) and framed[i + 1].left <= frame.after and framed[i + 1].at > frame.after and framed[i + 1].first > frame.after:
                stop = framed[i + 1].first
            self._one(form, frame, voice, stop, number)

    def _voice(self, form: Shape, frame: Frame, framed: Sequence[Frame], voices: Sequence[Voice | None], i: int) -> Voice | None:
        room = self.room
        if frame.relation in (frames.HEAD,):
            return room.together()
        if frame.relation in (frames.PASSIVE, frames.IMPERSONAL):
            return self._agentless(form, frame, framed, i)
        if frame.relation == frames.PURPOSE or frame.relation == frames.TALK:
            return self._lead_voice(form, frame, voices, framed, i)
        if frame.relation == frames.ACCORDING and not frame.subject:
            return Voice((room.last,), False, "inferred", ()) if room.last is not None else None
        if frame.relation == frames.DESCRIBED:
            start, end = form.source(frame.first), form.source(frame.subject[0])
            if self.rules.everybody.search(self.text[start:end]):
                return room.together()
            voice = room.described(self.text[start:end], start)
            return voice or Voice((), False, "inferred", ((start, end),))
        if frame.relation == frames.OPENING:
            following = next((f for f in framed[i + 1 :] if f.subject and not f.shares), None)
            return self._subject_voice(form, following) if following else None
        if frame.shares and framed[i - 1].relation in (frames.TALK, frames.PURPOSE) and frame.relation == frames.JOINED:
            leading = self._leading(form, framed[i - 1])
            return self.room.voice(leading) if leading else voices[i - 1]
        if frame.shares:
            earlier = next((v for v in reversed(voices) if v is not None), None)
            return earlier or self._subject_voice(form, frame)
        return self._subject_voice(form, frame)

    def _subject_voice(self, form: Shape, frame: Frame) -> Voice | None:
        indices = [i for place in frame.subject for i in [self._mention(form, place)] if i is not None]
        if not indices:
            return None
        words = self.text[form.source(frame.first) : self.scene.mentions[indices[-1]].end]
        if self.rules.source_subject.search(words) and all(self.scene.mentions[i].kind in ("organisation", "name", "side") for i in indices):
            return None
        voice = self.room.voice(indices)
        if voice is None:
            kinds = {self.scene.mentions[i].kind for i in indices}
            return Voice((), False, "inferred", ()) if "pronoun" in kinds else None
        return voice

    def _mention(self, form: Shape, place: int) -> int | None:
        start = form.item(place).start
        i = bisect_left(self.scene.starts, start)
        return i if i < len(self.scene.starts) and self.scene.starts[i] == start else None

    def _agentless(self, form: Shape, frame: Frame, framed: Sequence[Frame], i: int) -> Voice:
        """All sides, unless the sentence goes on with one speaker's words or names its agent."""
        by = self.rules.patterns["by_agent"].match(form.text, frame.after)
        if by and (voice := self.room.voice([x for x in [self._mention(form, by.end())] if x is not None])):
            return voice
        last = self.found[-1] if len(self.found) > self.before else None
        verb = frame.cue.verb if frame.cue else None
        if last is not None and last.mode != "joint" and verb is not None and frame.relation == frames.IMPERSONAL and verb.kind != "joint":
            return Voice(last.speakers, False, "inferred", ())
        return self.room.together()

    def _lead_voice(self, form: Shape, frame: Frame, voices: Sequence[Voice | None], framed: Sequence[Frame], i: int) -> Voice | None:
        """The voice of an infinitive or of a verb of talk: all who met, or the one who came to say something."""
        verb = frame.cue.verb if frame.cue else None
        if verb is None or verb.kind == "joint" or verb.act == "discuss":
            if frame.relation == frames.TALK and frame.subject and not self.rules.patterns["with_party"].search(form.text, frame.at, frame.after):
                voice = self._subject_voice(form, frame)
                if voice is not None and len(voice.keys) == 1 and not voice.joint and len(self.found) > 0 and self.rules.patterns["alone"].match(frame.verbal):
                    return voice
            return self.room.together()
        if i and voices[i - 1] is not None and framed[i - 1].relation == frames.PURPOSE:
            earlier = voices[i - 1]
            if earlier is not None and not earlier.joint:
                return earlier
        first = [x for x in self.scene.between(form.base, form.source(frame.at)) if self.scene.mentions[x].kind in ("person", "office", "pronoun", "name")]
        subject = self._leading(form, frame)
        indices = subject or first[:1]
        return self.room.voice(indices) if indices else None

    def _leading(self, form: Shape, frame: Frame) -> list[int]:
        """The subject of the sentence's main verb: the first list of parties at its beginning."""
        match = _NO_SIGNS.match(form.text)
        place = match.end() if match else 0
        while place < frame.at and form.item(place).kind not in ("person", "office", "pronoun", "name", "collective"):
            following = _SIGN.search(form.text, place + 1)
            if following is None:
                return []
            place = following.start()
        found = [place]
        listed = self.rules.patterns["told_too"]
        while (more := listed.match(form.text, found[-1] + 1)) and form.item(more.end()).kind in ("person", "office", "name"):
            found.append(more.end())
        return [i for p in found for i in [self._mention(form, p)] if i is not None]

    # -- one frame ---------------------------------------------------------------------------------------------------------

    def _one(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        if frame.relation == frames.TRAILING:
            self._trailing(form, frame, voice, stop, number)
            return
        if frame.relation == frames.PASSIVE:
            self._passive(form, frame, voice, stop, number)
            return
        if frame.cue is None:
            content = self._piece(form, frame.after, stop)
            if content is not None and content[0] not in self.dates:
                mode = "joint" if frame.relation != frames.ACCORDING and (voice.joint or len(voice.keys) > 1) else "indirect"
                cue = (form.source(frame.at), self._edge(form, frame.after)) if frame.relation != frames.TALK else (form.source(frame.at), form.source(frame.at) + len(frame.verbal))
                self._add(voice, mode, frame.act, cue, (content,), f"{self.scene.pack.language}.statements.{frame.rule}", number, ())
            return
        found = complements.find(form, frame.after, stop, frame.cue.verb, self.rules)
        if found is None:
            if frame.cue.verb.takes & {"quote", "that"}:
                self._leading_quotation(form, frame, voice, frame.after, stop, number)
            return
        if found.form == "quotation":
            self._leading_quotation(form, frame, voice, found.start, stop, number)
            return
        self._indirect(form, frame, voice, found, stop, number)

    def _indirect(self, form: Shape, frame: Frame, voice: Voice, found: Complement, stop: int, number: int) -> None:
        cue = frame.cue
        assert cue is not None  # noqa: S101 - `_one` sends only frames with a cue here
        tail = _COLON_QUOTATION.search(form.text, found.start, stop)
        if tail and self._speech_at(form, tail.end()):
            self._indirect(form, frame, voice, found, tail.start(), number)
            self._leading_quotation(form, frame, voice, tail.end(), stop, number)
            return
        if frame.relation == frames.PURPOSE and (more := self.rules.patterns["and_to"].search(form.text, found.start, stop)):
            stop = more.start()
        content = self._piece(form, found.start, stop)
        if content is None or self.rules.not_contents.match(self.text[content[0] : content[1]]):
            return
        if cue.verb.needs is not None and not found.act and not cue.verb.needs.search(self.text[content[0] : content[1]]):
            return
        addressees = self._parties(form, found.addressees)
        if not addressees and cue.verb.takes & {"addr", "toaddr"}:
            addressees = self._other(voice, cue.end, content[0])
        if addressees == voice.keys and len(self.room.principals) == 2:
            addressees = tuple(k for k in self.room.principals if k not in voice.keys)
        voice = self._with_partner(form, frame, voice, found)
        joint = voice.joint or (frame.relation in (frames.HEAD, frames.IMPERSONAL) and len(voice.keys) != 1)
        act = self._act(found.act or cue.verb.act, cue.verb.verb, content, joint, bool(found.act))
        span = (cue.start, max(cue.end, self._edge(form, found.cue_end)) if found.act else cue.end)
        self._add(voice, "joint" if joint else "indirect", act, span, (content,), cue.rule, number, addressees)

    def _other(self, voice: Voice, start: int, end: int) -> tuple[PartyKey, ...]:
        """The one who is told as "him" or "the guest": the other of two principals."""
        people = self.room.principals
        if len(voice.keys) != 1 or len(people) != 2 or voice.keys[0] not in people or not self.rules.objects.match(self.text[start:end].strip()):
            return ()
        return tuple(k for k in people if k != voice.keys[0])

    def _with_partner(self, form: Shape, frame: Frame, voice: Voice, found: Complement) -> Voice:
        """ "A discussed with B": both speak."""
        verb = frame.cue.verb if frame.cue else None
        if verb is None or verb.kind != "joint" or voice.joint or not found.addressees:
            return voice
        others = self._parties(form, found.addressees)
        keys = (*voice.keys, *(k for k in others if k not in voice.keys))
        return Voice(keys, len(keys) > 1, voice.basis, voice.evidence)

    def _passive(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        aux = form.text[frame.first : frame.at]
        match = self.rules.passive.search(frames._stripped(aux, frame.first, self.rules).text)
        end = frame.first + match.start() if match else frame.at
        pieces = [p for p in [self._piece(form, frame.first, end)] if p is not None]
        needs = frame.cue.verb.needs if frame.cue else None
        if pieces and needs is not None and not needs.search(self.text[pieces[0][0] : pieces[0][1]]):
            return
        if not pieces or self.rules.not_contents.match(self.text[pieces[0][0] : pieces[0][1]]):
            return
        extent = self.rules.extent.match(form.text, frame.after, stop)
        if extent:
            begin = frame.after + len(extent.group()) - len(extent.group().lstrip(", "))
            piece = self._piece(form, begin, stop)
            pieces.extend([piece] if piece else [])
        cue = frame.cue
        assert cue is not None  # noqa: S101 - a passive always has its verb
        joint = voice.joint or len(voice.keys) != 1
        act = self._act(cue.verb.act, cue.verb.verb, pieces[0], joint, False)
        self._add(voice, "joint" if joint else "indirect", act, (cue.start, cue.end), tuple(pieces), cue.rule, number, ())

    # -- direct speech -----------------------------------------------------------------------------------------------------

    def _speech_at(self, form: Shape, place: int) -> bool:
        item = form.item(place)
        return isinstance(item, Quoted) and item.speech

    def _leading_quotation(self, form: Shape, frame: Frame, voice: Voice, at: int, stop: int, number: int) -> None:
        """ Kral said: "…" and, split, "…," she said, "…"."""
        quoted = [i for i in form.within(at, stop) if isinstance(i, Quoted)]
        if quoted and frame.cue is not None:
            self._direct(voice, frame.cue, quoted, number)

    def _trailing(self, form: Shape, frame: Frame, voice: Voice, stop: int, number: int) -> None:
        cue = frame.cue
        assert cue is not None  # noqa: S101 - a trailing frame always has its verb
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
            begin, end = complements._skip(form.text, frame.after, stop, self.rules), stop
            spoken = [i for i in form.within(begin, stop) if isinstance(i, Quoted) and i.speech]
            if spoken and form.text[begin:stop].strip(" ,.:;") == shape.SIGNS["quotation"] * len(spoken):
                self._direct(voice, cue, spoken, number)
                return
        content = self._piece(form, begin, end)
        if content is None or content[1] - content[0] < 12:
            return
        words = self.text[content[0] : content[1]]
        direct = self.rules.first_person.search(words) is not None
        act = self._act(cue.verb.act, cue.verb.verb, content, False, False)
        self._add(voice, "direct" if direct else "indirect", act, (cue.start, cue.end), (content,), cue.rule, number, (), "no quotation marks" if direct else None)

    def _direct(self, voice: Voice, cue: Cue, quoted: Sequence[Quoted], number: int) -> None:
        contents = tuple(c for q in quoted for c in [_trimmed(self.text, *q.inner)] if c is not None)
        if not contents:
            return
        repaired = next((q.repaired for q in quoted if q.repaired), None)
        act = self._act(cue.verb.act, cue.verb.verb, contents[0], False, False)
        self.waiting = []
        self._add(voice._replace(joint=False), "joint" if voice.joint else "direct", act, (cue.start, cue.end), contents, cue.rule, number, (), repaired)

    def _quotation_alone(self, quoted: Sequence[Quoted], number: int) -> None:
        """A sentence of quotation only: it goes on with the speaker before it, or waits for the one named after it."""
        last = self.found[-1] if len(self.found) > self.before else None
        contents = tuple(c for q in quoted for c in [_trimmed(self.text, *q.inner)] if c is not None)
        if last is not None and last.mode == "direct":
            self._extend(contents)
        elif any(q.open for q in quoted):
            self.waiting.extend(quoted)
        elif self.found and len(self.found[-1].speakers) == 1 and contents:
            last = self.found[-1]
            rule = f"{self.scene.pack.language}.statements.quotation-alone"
            self.found.append(StatementFound(last.speakers, (), "direct", self._act("state", "say", contents[0], False, False), None, contents, rule, number, None, "inferred"))

    # -- continuation, acts, edges -----------------------------------------------------------------------------------------

    def _continuation(self, form: Shape, sentence: Sentence, end: int, number: int) -> None:
        """A sentence without a cue extends what was said, or is the narrator's and ends it."""
        last = self.found[-1]
        if last.sentence != number - 1 or last.mode == "direct" or last.act in ("discuss", "agree") or not last.speakers:
            return
        if any(c.verb.form == "past" and not self.rules.passive.search(form.text[:at].rstrip()) for at, c in frames.cue_places(form)):
            return
        words = self.text[sentence.start : end]
        runs_on = bool(self.scene.pack.setting("content_runs_on"))
        if not runs_on and (self.rules.narrates.search(words) or not self.rules.continues.search(words) or self._tells(sentence.start, sentence.end)):
            return
        content = _trimmed(self.text, sentence.start, end)
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
        """A specific cue decides; a neutral one takes the act of its content."""
        if joint and not settled and verb in self.rules.agreed_acts:
            return self.rules.agreed_acts[verb]
        neutral = act in ("state", "inform") or verb in self.rules.agreed_acts
        if settled or not neutral:
            return act
        words = self.text[content[0] : min(content[1], content[0] + 240)]
        for pattern, meaning in self.rules.content_acts:
            if pattern.search(words):
                if act == "inform" and meaning == "emphasise":
                    continue
                return meaning
        return act

    def _parties(self, form: Shape, places: Sequence[int]) -> tuple[PartyKey, ...]:
        indices = [i for p in places for i in [self._mention(form, p)] if i is not None]
        voice = self.room.voice(indices) if indices else None
        return voice.keys if voice is not None and not voice.joint else ()

    def _edge(self, form: Shape, place: int) -> int:
        return form.source(place - 1) + 1 if place and form.text[place - 1] < "\ue000" else (form.item(place - 1).end if place else form.base)

    def _piece(self, form: Shape, begin: int, end: int) -> Stretch | None:
        while begin < end and form.text[begin] in " ,;:–—":
            begin += 1
        while end > begin and form.text[end - 1] in " ,;:.–—-…":
            end -= 1
        if begin >= end:
            return None
        start = form.source(begin)
        stop = self._edge(form, end)
        if self.hints.any("tail", max(start, stop - 90), stop) and (tail := self.rules.tail.search(self.text, start, stop)):
            stop = tail.start() if tail.start() > start + 3 else stop
        return _trimmed(self.text, start, stop)

    def _add(
        self, voice: Voice, mode: str, act: str, cue: Stretch, content: tuple[Stretch, ...], rule: str, number: int,
        addressees: tuple[PartyKey, ...], repaired: str | None = None,
    ) -> None:  # fmt: skip
        self.found.append(StatementFound(voice.keys, addressees, mode, act, cue, content, rule, number, repaired, voice.basis, voice.evidence, self._encounter(content[0][0])))
        self.room.spoke(voice)

    def _encounter(self, at: int) -> int | None:
        best = None
        for i, encounter in enumerate(self.met):
            if encounter.status == "held" and encounter.evidence and encounter.evidence[0][0] <= at:
                best = i
        return best if best is not None else (0 if self.met else None)


def find(scene: Scene, met: Sequence[EncounterFound]) -> tuple[StatementFound, ...]:
    """Every statement of a document, in order of the text."""
    reading = Reading(scene, met)
    for number, sentence in enumerate(scene.document.sentences):
        reading.sentence(number, sentence)
    return tuple(reading.found)


def _quotations(scene: Scene) -> list[Quoted]:
    found = []
    for i, q in enumerate(scene.document.quotations):
        words = scene.text[q.start : q.end]
        speech = len(words.split()) >= 5 and (words[-1:] in ".,!?…" or len(words.split()) >= 7)
        found.append(Quoted(q.opened, q.closed, (q.start, q.end), i, speech, q.repaired, q.closed == q.end and q.repaired is None))
    return found


def _merged(form: Shape, before: list[Frame], first: list[Frame], rest: Sequence[tuple[int, Cue]], rules: Rules, lead: bool) -> list[Frame]:
    found = [*before, *first]
    after = [p for p in rest if p[0] >= first[-1].after]
    nested = 0
    for at, cue in after:
        frame, inside = frames._frame(form, at, cue, found, nested, rules, False)
        if frame is not None:
            found.append(frame)
            nested = 0
        elif inside:
            nested = at
    return found


def _place(form: Shape, item: shape.Placed) -> int:
    return form.at[bisect_left([i.start for i in form.items], item.start)]


def _trimmed(text: str, start: int, end: int) -> Stretch | None:
    """A stretch without white space and closing punctuation; an unpaired closing mark goes too."""
    while start < end and (text[start].isspace() or text[start] in ",;:–—"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:.–—-…"):
        if text[end - 1] == "." and _ABBREVIATED.search(text[max(start, end - 6) : end]):
            break
        end -= 1
    return (start, end) if end - start > 1 else None


