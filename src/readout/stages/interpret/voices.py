"""Voices: whose words each frame of a sentence reports."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from readout.grammar.shape import Shape
from readout.model.finding import PartyKey, StatementFound
from readout.stages.interpret import frames
from readout.stages.interpret.frames import Frame
from readout.stages.interpret.sheets import Sheets
from readout.stages.interpret.speakers import Room, Voice

_SIGN = re.compile(r"[\ue000-\uf8ff]")
_NO_SIGNS = re.compile(r"[^\ue000-\uf8ff]{0,90}")
_GENDERS = (("female", "feminine"), ("male", "masculine"))
_LEADERS = ("person", "office", "pronoun", "name")


class Voices:
    """The voices of one document's frames: `room` knows who is present, `sheets` the words."""

    def __init__(self, sheets: Sheets, room: Room) -> None:
        self.sheets = sheets
        self.scene = sheets.scene
        self.text = sheets.text
        self.rules = sheets.rules
        self.room = room

    def of(self, form: Shape, framed: Sequence[Frame], last: StatementFound | None) -> list[Voice | None]:
        """A voice for each frame, None where nobody speaks; `last` is the statement before in the same paragraph."""
        found: list[Voice | None] = []
        for i, frame in enumerate(framed):
            found.append(self._voice(form, frame, framed, found, i, last))
        return found

    def _voice(
        self, form: Shape, frame: Frame, framed: Sequence[Frame], voices: Sequence[Voice | None], i: int, last: StatementFound | None
    ) -> Voice | None:
        room = self.room
        if frame.relation in (frames.HEAD,):
            return room.together()
        if frame.relation in (frames.PASSIVE, frames.IMPERSONAL):
            return self._agentless(form, frame, last)
        if frame.relation == frames.PURPOSE or frame.relation == frames.TALK:
            return self._lead_voice(form, frame, voices, framed, i, last)
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
        indices = [i for place in frame.subject for i in [self.sheets.mention(form, place)] if i is not None]
        if not indices:
            return None
        if self._is_source(form.source(frame.first), indices):
            return None
        voice = self.room.voice(indices)
        if voice is None:
            kinds = {self.scene.mentions[i].kind for i in indices}
            return Voice((), False, "inferred", ()) if "pronoun" in kinds else None
        return self._by_gender(frame, voice, indices)

    def _by_gender(self, frame: Frame, voice: Voice, indices: Sequence[int]) -> Voice:
        """The voice that a verb's gender allows: "дипломат отметила" is a woman, whoever else is a diplomat here."""
        if frame.cue is None or len(voice.keys) != 1 or self.scene.mentions[indices[0]].kind not in ("office", "pronoun"):
            return voice
        words = frame.cue.words
        gender = next((g for g, p in _GENDERS if self.rules.patterns[p].search(words)), None)
        other = self.room.other_of(gender, voice.keys[0]) if gender else None
        return replace(voice, keys=(other,), basis="inferred") if other is not None else voice

    def _is_source(self, start: int, indices: Sequence[int]) -> bool:
        """Whether a subject is a source that reports ("the Kremlin press service") and no party."""
        mentions = self.scene.mentions
        if not all(mentions[i].kind in ("organisation", "name", "side") for i in indices):
            return False
        words = self.scene.lowered[start : mentions[indices[-1]].end]
        return any(words.endswith(w) and not words[: -len(w)][-1:].isalnum() for w in self.rules.source_subject)

    def _agentless(self, form: Shape, frame: Frame, last: StatementFound | None) -> Voice:
        """All sides, unless the sentence goes on with one speaker's words or names its agent."""
        if frame.subject and (own := self._subject_voice(form, frame)):
            return own
        by = self.rules.patterns["by_agent"].match(form.text, frame.after)
        if by and (voice := self.room.voice([x for x in [self.sheets.mention(form, by.end())] if x is not None])):
            return voice
        verb = frame.cue.verb if frame.cue else None
        if frame.rule == "agentless":  # "Отмечено …": a form that names no agent means all, whoever spoke before
            return self.room.together()
        if last is not None and last.mode != "joint" and verb is not None and frame.relation == frames.IMPERSONAL and verb.kind != "joint":
            return Voice(last.speakers, False, "inferred", ())
        return self.room.together()

    def _lead_voice(
        self, form: Shape, frame: Frame, voices: Sequence[Voice | None], framed: Sequence[Frame], i: int, last: StatementFound | None
    ) -> Voice | None:
        """The voice of an infinitive or of a verb of talk: all who met, or the one who came to say something."""
        verb = frame.cue.verb if frame.cue else None
        if verb is None or verb.kind == "joint" or verb.act == "discuss":
            if (
                frame.relation == frames.TALK
                and frame.subject
                and not self.rules.patterns["with_party"].search(form.text, frame.at, frame.after)
            ):
                voice = self._subject_voice(form, frame)
                if (
                    voice is not None
                    and len(voice.keys) == 1
                    and not voice.joint
                    and last is not None
                    and self.rules.patterns["alone"].match(frame.verbal)
                ):
                    return voice
            return self.room.together()
        if i and voices[i - 1] is not None and framed[i - 1].relation == frames.PURPOSE:
            earlier = voices[i - 1]
            if earlier is not None and not earlier.joint:
                return earlier
        first = [x for x in self.scene.between(form.base, form.source(frame.at)) if self.scene.mentions[x].kind in _LEADERS]
        subject = self._leading(form, frame)
        indices = subject or first[:1]
        return self.room.voice(indices) if indices else None

    def _leading(self, form: Shape, frame: Frame) -> list[int]:
        """The subject of the sentence's main verb: the first list of parties at its beginning."""
        match = _NO_SIGNS.match(form.text)
        place = match.end() if match else 0
        while place < frame.at and form.item(place).kind not in (*_LEADERS, "collective"):
            following = _SIGN.search(form.text, place + 1)
            if following is None:
                return []
            place = following.start()
        found = [place]
        listed = self.rules.patterns["told_too"]
        while (more := listed.match(form.text, found[-1] + 1)) and form.item(more.end()).kind in ("person", "office", "name"):
            found.append(more.end())
        return [i for p in found for i in [self.sheets.mention(form, p)] if i is not None]

    def parties(self, form: Shape, places: Sequence[int]) -> tuple[PartyKey, ...]:
        """The parties that mentions at some places of a shape name, such as those who are told."""
        indices = [i for p in places for i in [self.sheets.mention(form, p)] if i is not None]
        voice = self.room.voice(indices) if indices else None
        return voice.keys if voice is not None and not voice.joint else ()

    def other(self, voice: Voice, start: int, end: int) -> tuple[PartyKey, ...]:
        """The one who is told as "him" or "the guest": the other of two principals."""
        people = self.room.principals
        if (
            len(voice.keys) != 1
            or len(people) != 2
            or voice.keys[0] not in people
            or not self.rules.objects.match(self.text[start:end].strip())
        ):
            return ()
        return tuple(k for k in people if k != voice.keys[0])
