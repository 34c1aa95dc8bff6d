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
from readout.stages.interpret import cues, deadlines, modality
from readout.stages.interpret.modality import Predicate, Rules, Rung
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import Room
from readout.stages.interpret.undertakers import Undertakers

_ACTING = frozenset({"person", "office", "side", "organisation", "state", "region", "pronoun", "collective"})
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
        self.who = Undertakers(scene, self.room, self.known)
        self.verbs = {c.start: c.verb for c in cues.find(scene.lowered, scene.pack)}

    # -- one statement -----------------------------------------------------------------------------------------------------

    def statement(self, index: int, said: StatementFound) -> Iterator[CommitmentFound]:
        """The commitments of one statement: by its cue, or else by the predicates and phrases of its content."""
        by_cue = self._rung_of_cue(said)
        for n, (start, end) in enumerate(said.content):
            if by_cue is not None and n == 0 and said.mode != "direct":
                future = by_cue.forms & {"future", "clause"} and (self._is_future((start, end)) or by_cue.kind == "request")
                subject = (
                    self.who.owner_in_cue(said, by_cue)
                    or self.who.owner_at(by_cue, start)
                    or (self._clause_subject(start, end) if future and not self.known.infinitive.match(self.text, start, end) else None)
                )
                for piece in self._clauses_of(by_cue, start, end):
                    own = subject if piece[0] == start else self._clause_subject(*piece)
                    found = self._made(index, said, by_cue, piece, own)
                    if found is not None:
                        yield found
                continue
            yield from self._content(index, said, start, end)

    def _clauses_of(self, rung: Rung, start: int, end: int) -> list[Stretch]:
        """The clauses of a complement that are undertakings of their own ("hoped that A would …, and that B would …")."""
        cut = self.known.second_clause.search(self.text, start, end) if "clause" in rung.forms else None
        return [(start, cut.start()), (cut.end(), end)] if cut else [(start, end)]

    def _clause_subject(self, start: int, end: int) -> tuple[PartyKey, ...] | None:
        match = self.known.future.search(self.lowered, start, end)
        if match is None:
            first = next(iter(self.scene.between(start, end)), None)
            return self.who.sides(first) if first is not None and self.scene.mentions[first].start - start <= len("the ") else None
        return self._subject(start, match.start())

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
        if not clause and self._opens_a_clause(said):
            return {"clause", "future"} if self._is_future(said.content[0]) else {"clause"}
        if clause and self._is_future(said.content[0]):
            forms.add("future")
        if not clause and self.known.actions.match(words):
            forms.add("action")
        return forms

    def _opens_a_clause(self, said: StatementFound) -> bool:
        """Whether a complement without "that" is a clause ("suggested | the two sides increase …"): a party and its verb come first."""
        verb = self.verbs.get(said.cue[0]) if said.cue else None
        if verb is None or "that" not in verb.takes:
            return False
        start, end = said.content[0]
        low = bisect_left(self.scene.starts, start)
        mention = self.scene.mentions[low] if low < len(self.scene.mentions) else None
        near = mention is not None and mention.start - start <= len("the ") and not mention.possessive and mention.kind in _ACTING
        return near and mention is not None and self.known.verb_next.match(self.text, mention.end, end) is not None

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
        negated = self.known.negations.search(self.lowered[max(begin, predicate.start - 14) : predicate.start]) is not None
        if negated or self.known.subordinate.search(before):
            return None
        subject = self._subject(begin, predicate.start)
        if rung.kind == "request" and subject == ():
            return None
        if rung.agent and subject is None:
            if rung.kind == "request" or not self.known.given.match(self.lowered, predicate.end, end):
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
        crowd = first is not None and self.scene.mentions[first].kind == "collective"
        if crowd and first is not None and self.known.crowd.search(self.lowered, begin, self.scene.mentions[first].end):
            return (("group", f"{begin}:{self.scene.mentions[first].end}"),)
        if first is not None and self.scene.mentions[first].kind in _ACTING and not self.scene.mentions[first].possessive:
            keys = [k for i in indices for k in self.who.key(i)]
            return tuple(dict.fromkeys([*keys, *self._followers(self.scene.mentions[first].end, end)]))
        match = self.known.agents.match(self.lowered[at:end])
        if match is None:
            return None
        if match.group().strip() in self.known.pronouns:
            return tuple(dict.fromkeys(k for i in indices for k in self.who.key(i)))
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
            return self.who.key(inside[0])
        return (("group", f"{start}:{end}"),)

    def _followers(self, start: int, end: int) -> tuple[PartyKey, ...]:
        """Those a state acts with and who have no name: "the Ruritanian government and its partners"."""
        match = self.known.followers.search(self.text, start, end)
        return (("group", f"{match.start('who')}:{match.end('who')}"),) if match else ()

    def _phrases(self, index: int, said: StatementFound, start: int, end: int) -> Iterator[CommitmentFound]:
        for match in self.known.phrase.finditer(self.lowered, start, end):
            rung = self.known.phrases[int((match.lastgroup or "p0")[1:])]
            if rung.acts and said.act not in rung.acts:
                continue
            if rung.kind == "pledge" and said.act in _DISCUSSED and said.mode == "joint":  # "discussed … and a shared commitment to …"
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
            subject = self.who.planned_by(said, span) if rung.kind == "plan" else self._owners(start, match.end())
            found = self._made(index, said, rung, span, subject)
            if found is not None:
                yield found

    def _owners(self, start: int, end: int) -> tuple[PartyKey, ...] | None:
        """Whose plan or readiness it is, where the phrase itself says so."""
        keys = tuple(
            dict.fromkeys(k for i in self.scene.between(start, end) if self.scene.mentions[i].kind != "pronoun" for k in self.who.key(i))
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
        due, due_basis = deadlines.of(self.scene, self.known, start, end)
        quantity = self._quantity(start, end)
        actors, basis = self.who.actors(said, rung, subject, (start, end))
        specific = due is not None or quantity is not None
        tests = (self._discrete(start, end), specific, True, bool(said.speakers), specific and rung.strength >= _TESTABLE_FROM)
        towards = self.who.towards(said, rung, actors, (start, end))
        return CommitmentFound(
            index, rung.kind, rung.strength, actors, towards, (start, end), due, quantity, condition, tests, rung.id,
            actor_basis=basis, due_basis=due_basis,
        )

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
