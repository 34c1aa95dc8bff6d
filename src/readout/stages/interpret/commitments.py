"""Commitments: what a party binds itself to, or asks of another, on a ladder from hope to agreement.

A cue can be the undertaking itself ("agreed to …", "expressed hope for …"); otherwise modal predicates inside what was said are
looked for ("we plan to …"). Stances ("the importance of", "agreed that X is reckless") bind nobody and are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from readout.model.finding import CommitmentFound, EncounterFound, PartyKey, StatementFound, Stretch
from readout.model.quantity import QuantityFound
from readout.model.when import When
from readout.stages.interpret import cues, modality
from readout.stages.interpret.modality import Predicate, Rules, Rung
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import Room

_ACTING = frozenset({"person", "office", "side", "organisation", "state", "region", "pronoun", "collective"})
_DATED = frozenset({"day", "month", "year", "range"})
_TESTABLE_FROM = 3
_NEAR = 90
_LEAD = 20  # words so far before a content may belong to a phrase
_COMMA = re.compile(r"[,;]")
_OF_ITS_OWN = re.compile(r"[A-Z\d]|[^\x00-\x7f]")  # what tells one future event from another: a name or a number
_COURTESIES = frozenset({"congratulate", "thank", "condole", "praise"})  # "offered congratulations" offers nothing
_DISCUSSED = frozenset({"discuss"})


class _Reader:
    """The commitments of one document, with what all of them need at hand."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound]) -> None:
        self.scene = scene
        self.text = scene.text
        self.lowered = scene.lowered
        self.known: Rules = modality.rules(scene.pack)
        self.room = Room(scene, met)
        self.present = scene.present
        self.verbs = {c.start: c.verb for c in cues.find(scene.lowered, scene.pack)}

    # -- one statement -----------------------------------------------------------------------------------------------------

    def statement(self, index: int, said: StatementFound) -> Iterator[CommitmentFound]:
        """The commitments of one statement: by its cue, or else by the predicates and phrases of its content."""
        by_cue = self._rung_of_cue(said)
        for n, (start, end) in enumerate(said.content):
            if by_cue is not None and n == 0 and said.mode != "direct":
                future = by_cue.forms & {"future", "clause"} and self._is_future((start, end))
                subject = (
                    self._clause_subject(start, end)
                    if future and not self.known.infinitive.match(self.text, start, end)
                    else None
                )
                found = self._made(index, said, by_cue, (start, end), subject)
                if found is not None:
                    yield found
                continue
            yield from self._content(index, said, start, end)

    def _clause_subject(self, start: int, end: int) -> tuple[PartyKey, ...] | None:
        match = self.known.future.search(self.lowered, start, end)
        return self._subject(start, match.start()) if match else None

    def _rung_of_cue(self, said: StatementFound) -> Rung | None:
        """The rung that the cue itself stands on, by its verb or noun and the form of what follows."""
        if said.cue is None or not said.content:
            return None
        words = self.lowered[said.content[0][0] : said.content[0][1]]
        form = self._form(words, said)
        noun = self.known.noun_at_end.search(self.lowered[said.cue[0] : said.cue[1]])
        if noun and (rung := self.known.nouns.get(noun.group(1))):
            return rung if form & rung.forms and not self._stance(words, rung) else None
        verb = self.verbs.get(said.cue[0])
        if said.act in _COURTESIES and verb is not None and verb.act != said.act:
            return None
        if verb is None and said.mode == "joint" and said.act == "agree":
            return next((r for r in self.known.verbs.get("agree", ()) if form & r.forms and not self._stance(words, r)), None)
        for rung in self.known.verbs.get(verb.verb, ()) if verb is not None else ():
            if form & rung.forms and (not rung.joint or said.mode == "joint") and not self._stance(words, rung):
                return rung
        return None

    def _form(self, words: str, said: StatementFound) -> set[str]:
        """In which forms a complement may be read: infinitive, gerund, object, clause, and a clause about the future."""
        if said.content and self.known.infinitive.match(self.text, *said.content[0]):
            return {"infinitive"}
        if self.known.gerund.match(words):
            return {"gerund"}
        between = self.text[said.cue[1] : said.content[0][0]] if said.cue else ""
        clause = self.known.that.search(between) is not None or (not between.strip() and self._is_future(said.content[0]))
        forms = {"clause"} if clause else {"object"}
        if not clause and self.known.about.match(words):  # "условились | о графике": a preposition keeps a noun from being agreed itself
            forms = {"about"}
        if clause and self._is_future(said.content[0]):
            forms.add("future")
        if not clause and self.known.actions.match(words):
            forms.add("action")
        return forms

    def _is_future(self, span: Stretch) -> bool:
        """Whether a stretch speaks of the future."""
        return self.present.may(self.known.wants.future, *span) and self.known.future.search(self.lowered, *span) is not None

    def _stance(self, words: str, rung: Rung) -> bool:
        return rung.kind not in ("hope",) and self.known.stances.match(words) is not None

    # -- what was said -----------------------------------------------------------------------------------------------------

    def _content(self, index: int, said: StatementFound, start: int, end: int) -> Iterator[CommitmentFound]:
        taken: list[Stretch] = []
        wants = self.known.wants
        promising = (said.act not in _DISCUSSED or said.mode == "direct") and self.present.may(wants.predicate, start, end)
        naming = self.present.may(wants.phrase, max(0, start - _LEAD), end)
        if not (promising or naming):
            return
        for a, b in modality.clauses(self.text, start, end, self.known):
            if promising:
                for predicate in modality.predicates(self.text, self.lowered, a, b, self.known):
                    found = self._predicate(index, said, predicate, a)
                    if found is not None and not any(s < found.span[1] and found.span[0] < e for s, e in taken):
                        taken.append(found.span)
                        yield found
            for found in self._phrases(index, said, a, b) if naming else ():
                if not any(s < found.span[1] and found.span[0] < e for s, e in taken):
                    taken.append(found.span)
                    yield found

    def _predicate(self, index: int, said: StatementFound, predicate: Predicate, sentence: int) -> CommitmentFound | None:
        rung, (begin, end) = predicate.rung, predicate.clause
        if rung.kind == "none":
            return None
        before = self.lowered[begin : predicate.start]
        negated = self.known.negations.search(self.lowered[max(begin, predicate.start - 14) : predicate.end]) is not None
        if negated or self.known.subordinate.search(before):
            return None
        subject = self._subject(begin, predicate.start)
        if rung.kind == "request" and subject == ():
            return None
        if rung.agent and subject is None:
            if not self.known.given.match(self.lowered, predicate.end, end):
                return None
            subject = ()
        if rung.id.endswith((".will", ".would")) and self.text[predicate.end : predicate.end + 1] not in (" ",):
            return None
        return self._made(index, said, rung, self._trimmed(begin, end), subject)

    def _subject(self, begin: int, end: int) -> tuple[PartyKey, ...] | None:
        """Who would act, by the words before a predicate: parties, () for the speaker's own side, None for things."""
        if intro := self.known.intro.match(self.text, begin, end):
            begin = intro.end()
        lead = self.known.determiners.match(self.lowered, begin, end)
        at = lead.end() if lead else begin
        words = self.text[at:end]
        at_word = at
        if self.known.own_state.match(self.lowered, begin, end):
            return ()
        if self.known.own.search(words[:24]) or not words.strip():
            return ()
        indices = list(self.scene.between(begin, end))
        first = next((i for i in indices if self.scene.mentions[i].start <= at + 1), None)
        if first is not None and self.scene.mentions[first].kind in _ACTING and not self.scene.mentions[first].possessive:
            keys = [k for i in indices for k in self._key(i)]
            return tuple(dict.fromkeys([*keys, *self._followers(self.scene.mentions[first].end, end)]))
        match = self.known.agents.match(self.lowered[at:end])
        if match is None:
            return None
        if match.group().strip() in self.known.pronouns:
            return tuple(dict.fromkeys(k for i in indices for k in self._key(i)))
        stop = at + len(words.rstrip())
        while adverb := self.known.adverb_tail.search(self.lowered, at, stop):
            stop = adverb.start()
        return self._body(at_word, stop)

    def _body(self, start: int, end: int) -> tuple[PartyKey, ...]:
        """The party of a noun phrase: a named body at its end ("the SCO Secretariat"), or the group it describes."""
        inside = [
            i
            for i in self.scene.between(start, end)
            if self.scene.mentions[i].kind in ("organisation", "state", "side", "person", "office")
        ]
        if inside and self.scene.mentions[inside[0]].end >= end - 1:
            return self._key(inside[0])
        return (("group", f"{start}:{end}"),)

    def _followers(self, start: int, end: int) -> tuple[PartyKey, ...]:
        """Those a state acts with and who have no name: "the Ruritanian government and its partners"."""
        match = self.known.followers.search(self.text, start, end)
        return (("group", f"{match.start('who')}:{match.end('who')}"),) if match else ()

    def _key(self, i: int) -> tuple[PartyKey, ...]:
        key = self.scene.fixed_key(i)
        if key is not None:
            return (key,)
        voice = self.room.voice([i]) if self.scene.mentions[i].kind in ("collective", "pronoun") else None
        return voice.keys if voice is not None else ()

    def _phrases(self, index: int, said: StatementFound, start: int, end: int) -> Iterator[CommitmentFound]:
        for match in self.known.phrase.finditer(self.lowered, start, end):
            rung = self.known.phrases[int((match.lastgroup or "p0")[1:])]
            if rung.acts and said.act not in rung.acts:
                continue
            span = (match.start(), end)
            if rung.kind == "plan":
                span = self._noun_phrase(match, start, end)
            elif joined := self.known.coordinate.search(self.text, start, match.start()):
                span = (joined.end(), end)
            elif match.start() - start < _NEAR and not _COMMA.search(self.text, start, match.start()):
                span = (start, end)
            span = self._trimmed(*span)
            if rung.kind == "plan" and not rung.whole and not _OF_ITS_OWN.search(self.text, *span) and not rung.id.endswith("ahead"):
                continue
            subject = self._planned_by(said, span) if rung.kind == "plan" else self._owners(start, match.end())
            found = self._made(index, said, rung, span, subject)
            if found is not None:
                yield found

    def _owners(self, start: int, end: int) -> tuple[PartyKey, ...] | None:
        """Whose plan or readiness it is, where the phrase itself says so."""
        keys = tuple(
            dict.fromkeys(k for i in self.scene.between(start, end) if self.scene.mentions[i].kind != "pronoun" for k in self._key(i))
        )
        return keys or None

    def _noun_phrase(self, match: re.Match[str], start: int, end: int) -> Stretch:
        """The noun phrase around a future event: from its article or its owner to the next comma or joining word."""
        begin = match.start()
        lead = self.known.noun_lead.search(self.text[max(start, begin - 40) : begin])
        if lead and "," not in lead.group():
            begin = max(start, begin - 40) + lead.start()
        near = [self.scene.mentions[i] for i in self.scene.between(max(start, begin - 90), end)]
        owners = [m.start for m in near if m.possessive and m.start < begin <= m.end + len("'s ")]
        begin = max(start, *owners) if owners else begin
        stop = self.known.noun_stop.search(self.text, match.end(), end)
        if stop and (more := self.known.noun_more.match(self.text, stop.start(), end)):
            return begin, more.end()
        return begin, stop.start() if stop else end

    # -- making ------------------------------------------------------------------------------------------------------------

    def _made(
        self, index: int, said: StatementFound, rung: Rung, span: Stretch, subject: tuple[PartyKey, ...] | None
    ) -> CommitmentFound | None:
        start, end = span
        condition = None
        if match := self.known.conditions.search(self.text[start:end]):
            if match.group("first"):
                condition = (start + match.start("first"), start + match.end("first"))
                start = start + match.end()
            else:
                lead = len(match.group()) - len(match.group().lstrip(", "))
                condition = (start + match.start() + lead, start + match.end())
                end = start + match.start()
        if end - start < 4:
            return None
        when = self._due(start, end)
        due = when.value.split("/")[-1] if when is not None and when.value else None
        quantity = self._quantity(start, end)
        actors, basis = self._actors(said, rung, subject, (start, end))
        specific = due is not None or quantity is not None
        tests = (self._discrete(start, end), specific, True, bool(said.speakers), specific and rung.strength >= _TESTABLE_FROM)
        towards = self._towards(said, rung, actors, (start, end))
        return CommitmentFound(
            index, rung.kind, rung.strength, actors, towards, (start, end), due, quantity, condition, tests, rung.id, False, basis
        )

    def _due(self, start: int, end: int) -> When | None:
        """The first day, month or year in the span that was said of the future: none that was over when the text came out."""
        published = str(self.scene.document.source.published or "")
        for when in self.scene.dates_within(start, end):
            if (
                when.end <= end
                and when.value
                and when.precision in _DATED
                and (last := when.value.split("/")[-1]) >= published[: len(last)]
                and not self.known.since.search(self.text[max(start, when.start - 10) : when.start])
            ):
                return when
        return None

    def _quantity(self, start: int, end: int) -> int | None:
        low = bisect_left(self.scene.quantities, start, key=_start)
        for i, quantity in enumerate(self.scene.quantities[low:], low):
            if quantity.start >= end:
                return None
            if quantity.end <= end:
                return i
        return None

    def _discrete(self, start: int, end: int) -> bool:
        """Whether one thing is undertaken: no second infinitive or clause is joined to it."""
        return self.known.several.search(self.text, start, end) is None

    def _actors(
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

    def _mutual(self, span: Stretch) -> bool:
        """Whether what is hoped for takes both sides ("further cooperation")."""
        return self.known.mutual.search(self.lowered, *span) is not None

    def _planned_by(self, said: StatementFound, span: Stretch) -> tuple[PartyKey, ...]:
        """Who takes part in a planned event: the people named in it, else those whose it is; "her trip" is the speaker's."""
        indices = [i for i in self.scene.between(*span) if not self._in_a_name(i)]
        people = [k for i in indices for k in self._key(i) if k[0] == "person"]
        if people:
            return tuple(dict.fromkeys(people))
        if self.known.possessives.match(self.lowered, span[0], span[1]):
            speaking = [k for k in (self.room.topic, *said.speakers) if k is not None]
            return (speaking[0],) if speaking else ()
        towards = self.known.towards.search(self.lowered, *span)
        stop = towards.start() if towards else span[1]
        return tuple(dict.fromkeys(k for i in indices if self.scene.mentions[i].start < stop for k in self._key(i)))

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
        indices = [i for i in self.scene.between(*gap) if self.scene.mentions[i].kind not in ("collective", "pronoun")]
        keys = tuple(dict.fromkeys(k for i in indices for k in self._key(i)))
        if keys or gap[1] - gap[0] < 4 or said.mode == "direct":
            return keys
        words = self.text[gap[0] : gap[1]].strip()
        start = gap[0] + len(self.text[gap[0] : gap[1]]) - len(self.text[gap[0] : gap[1]].lstrip())
        return (("group", f"{start}:{start + len(words)}"),) if len(words) > 3 and not self.known.clause_word.fullmatch(words + " ") else ()

    def _side(self, key: PartyKey) -> tuple[PartyKey, ...]:
        sides = sorted(k for k in self.room.sides(key) if k[0] in ("state", "organisation", "region") and k[1])
        order = {"region": 0, "organisation": 1, "state": 2}
        if sides:
            return (min(sides, key=lambda k: order[k[0]]),)
        return (key,)

    def _towards(self, said: StatementFound, rung: Rung, actors: tuple[PartyKey, ...], span: Stretch) -> tuple[PartyKey, ...]:
        """Who is to gain: those for whom or with whom it is done, or whoever was addressed."""
        if rung.kind not in ("offer", "pledge", "intention"):
            return ()
        found = [
            k
            for i in self.scene.between(*span)
            if self.known.beneficiary.search(self.text[max(span[0], self.scene.mentions[i].start - 24) : self.scene.mentions[i].start])
            for k in self._key(i)
        ]
        return tuple(k for k in dict.fromkeys([*found, *said.addressees]) if k not in actors and k not in said.speakers)

    def _trimmed(self, start: int, end: int) -> Stretch:
        while start < end and self.text[start] in " ,;:":
            start += 1
        if lead := self.known.clause_word.match(self.text, start, end):
            start = lead.end()
        if told := self.known.as_told.search(self.lowered, start, end):
            end = max(start, told.start())
        while end > start and self.text[end - 1] in " ,;:.":
            end -= 1
        return start, end


def find(scene: Scene, said: Sequence[StatementFound], met: Sequence[EncounterFound]) -> tuple[CommitmentFound, ...]:
    """Every commitment of a document, in order of its statements."""
    reader = _Reader(scene, met)
    found: dict[Stretch, CommitmentFound] = {}
    for index, statement in enumerate(said):
        reader.room.enter(statement.content[0][0], statement.content[-1][1])
        for commitment in reader.statement(index, statement):
            found.setdefault(commitment.span, commitment)
    return tuple(found.values())


def _start(quantity: QuantityFound) -> int:
    return quantity.start
