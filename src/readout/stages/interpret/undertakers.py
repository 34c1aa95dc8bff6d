"""Undertakers: who would act by a commitment, who is asked to, and for whom it is done."""

from __future__ import annotations

from readout.model.finding import PartyKey, StatementFound, Stretch
from readout.stages.interpret.modality import Rules, Rung
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import Room

_NEAR = 90


class Undertakers:
    """The parties of one document's commitments: `room` knows who is present where a statement stands."""

    def __init__(self, scene: Scene, room: Room, known: Rules) -> None:
        self.scene = scene
        self.text = scene.text
        self.lowered = scene.lowered
        self.room = room
        self.known = known

    def actors(
        self, said: StatementFound, rung: Rung, subject: tuple[PartyKey, ...] | None, span: Stretch
    ) -> tuple[tuple[PartyKey, ...], str]:
        """Who would act: the clause's subject, those who were asked, or the speaker's side."""
        if subject:
            return subject, "text"
        if rung.kind in ("request", "invitation") and said.mode != "direct":
            return said.addressees or self._asked(said), "text"
        if rung.kind in ("request", "invitation", "plan") and subject is not None:
            return (), "text"
        if said.mode == "joint" and rung.kind in ("agreement", "pledge") and not rung.phrase:
            return said.speakers, "text"
        if said.mode == "joint" and rung.kind == "plan":
            return (), "text"
        if self.known.personal.search(self.text, *span):
            return tuple(k for k in said.speakers if k[0] == "person") or said.speakers, "text"
        speakers = self.room.principals if rung.kind == "hope" and subject is None and self._mutual(span) else said.speakers
        keys = [side for key in speakers for side in self._side(key)]
        return tuple(dict.fromkeys(keys)), "inferred"

    def owner_in_cue(self, said: StatementFound, rung: Rung) -> tuple[PartyKey, ...] | None:
        """Whose readiness or hope it is, where the cue says so ("expressed | Ruritania's readiness | to …")."""
        if not rung.phrase or said.cue is None:
            return None
        indices = [i for i in self.scene.between(*said.cue) if self.scene.mentions[i].kind in ("state", "organisation", "side", "region")]
        return self.key(indices[-1]) or None if indices else None

    def owner_at(self, rung: Rung, start: int) -> tuple[PartyKey, ...] | None:
        """Whose support or commitment it is, where a complement begins with its owner ("assured him of | Ruritania's support")."""
        if rung.kind in ("request", "invitation", "plan"):
            return None
        first = next(iter(self.scene.between(start, start + len("the "))), None)
        mention = self.scene.mentions[first] if first is not None else None
        if first is None or mention is None or not mention.possessive or mention.kind not in ("state", "organisation", "side", "region"):
            return None
        return self.key(first) or None

    def _mutual(self, span: Stretch) -> bool:
        """Whether what is hoped for takes both sides ("further cooperation")."""
        return self.known.mutual.search(self.lowered, span[0], min(span[1], span[0] + _NEAR)) is not None

    def planned_by(self, said: StatementFound, span: Stretch) -> tuple[PartyKey, ...]:
        """Who takes part in a planned event: the people named in it, else those whose it is; "her trip" is the speaker's."""
        indices = [i for i in self.scene.between(*span) if not self._in_a_name(i)]
        people = [k for i in indices for k in self.key(i) if k[0] == "person"]
        if people:
            return tuple(dict.fromkeys(people))
        if self.known.possessives.match(self.lowered, span[0], span[1]):
            speaking = [k for k in (self.room.topic, *said.speakers) if k is not None]
            return (speaking[0],) if speaking else ()
        towards = self.known.towards.search(self.lowered, *span)
        stop = towards.start() if towards else span[1]
        return tuple(dict.fromkeys(k for i in indices if self.scene.mentions[i].start < stop for k in self.key(i)))

    def _in_a_name(self, i: int) -> bool:
        """Whether an office names nobody there: "the 57th Foreign Ministers' Meeting", "the Council of Heads of State"."""
        mention = self.scene.mentions[i]
        nobody = mention.kind == "office" and mention.plural and not any(post.of for post in mention.posts)
        return nobody or self.scene.in_a_name(i)

    def _asked(self, said: StatementFound) -> tuple[PartyKey, ...]:
        """Those who stand between the cue and the infinitive: "called on all parties to …"."""
        if said.cue is None or not said.content:
            return ()
        gap = (said.cue[1], said.content[0][0])
        if not self.text[slice(*gap)].strip():
            return self._supporter(*said.content[0])
        every = list(self.scene.between(*gap))
        if len(every) == 1 and self.known.pair.match(self.lowered, self.scene.mentions[every[0]].start):  # "both sides"
            return self.sides(every[0])
        indices = [i for i in every if self.scene.mentions[i].kind not in ("collective", "pronoun")]
        keys = tuple(dict.fromkeys(k for i in indices for k in self.key(i)))
        if keys or gap[1] - gap[0] < 4 or said.mode == "direct":
            return keys
        words = self.text[gap[0] : gap[1]].strip()
        start = gap[0] + len(self.text[gap[0] : gap[1]]) - len(self.text[gap[0] : gap[1]].lstrip())
        return (("group", f"{start}:{start + len(words)}"),) if len(words) > 3 and not self.known.clause_word.fullmatch(words + " ") else ()

    def sides(self, i: int) -> tuple[PartyKey, ...]:
        """The parties of a mention; the sides of those whom "the two sides" means."""
        keys = self.key(i)
        if self.scene.mentions[i].kind == "collective":
            keys = tuple(side for k in keys for side in self._side(k))
        return tuple(dict.fromkeys(keys))

    def _supporter(self, start: int, end: int) -> tuple[PartyKey, ...]:
        """Whose help is sought: "requested Ruritania's support for …", "sought the assistance of Ruritania in …"."""
        for i in self.scene.between(start, min(end, start + _NEAR)):
            mention = self.scene.mentions[i]
            own = mention.possessive and mention.start - start < len("the government of ")
            if mention.kind in ("state", "organisation", "side") and (own or self.known.help_of.search(self.lowered, start, mention.start)):
                return self.key(i)
        return ()

    def _side(self, key: PartyKey) -> tuple[PartyKey, ...]:
        order = {"region": 0, "organisation": 1, "state": 2}
        known = [k for k in self.room.sides(key) if k[0] in order and k[1]]
        posts = self.scene.cast.people[int(key[1])].posts if key[0] == "person" else ()
        told = [t.party for p in posts for t in p.of]  # an ambassador's own state comes before the one he is sent to
        sides = sorted(known, key=lambda k: (order[k[0]], told.index(k) if k in told else len(told), k))
        if not sides and key[0] == "person" and not told and self.scene.side is not None:
            return (self.scene.side.party,)  # a publisher names the states of guests, and not its own
        return (sides[0],) if sides else (key,)

    def towards(self, said: StatementFound, rung: Rung, actors: tuple[PartyKey, ...], span: Stretch) -> tuple[PartyKey, ...]:
        """Who is to gain: those for whom or with whom it is done, or whoever was addressed."""
        if rung.kind not in ("offer", "pledge", "intention"):
            return ()
        found = [
            k
            for i in self.scene.between(*span)
            if self.known.beneficiary.search(self.text[max(span[0], self.scene.mentions[i].start - 24) : self.scene.mentions[i].start])
            for k in self.sides(i)
        ]
        everybody = [  # "for the benefit of both countries": those who act may gain too
            k
            for i in self.scene.between(*span)
            if self.scene.mentions[i].kind == "collective"
            and self.known.for_all.search(self.lowered, span[0], self.scene.mentions[i].start)
            for k in self.sides(i)
        ]
        told = [side for k in said.addressees for side in self._side(k)] if actors and actors[0][0] != "person" else said.addressees
        gaining = [k for k in dict.fromkeys([*found, *told]) if k not in actors and k not in said.speakers]
        return tuple(dict.fromkeys([*gaining, *everybody]))

    def key(self, i: int) -> tuple[PartyKey, ...]:
        key = self.scene.fixed_key(i)
        if key is not None:
            return (key,)
        voice = self.room.voice([i]) if self.scene.mentions[i].kind in ("collective", "pronoun") else None
        return voice.keys if voice is not None else ()
