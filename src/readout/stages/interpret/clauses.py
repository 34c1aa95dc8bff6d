"""Clauses: commitments in a language that marks them with a modal word in a clause of its own (愿 offers, 将 pledges, 要 asks).

Each modal clause is one undertaking, of the clause's own subject, up to the next one or to the end of the sentence. A sentence that
begins with a verb of action goes on with the undertaking before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.load import LINE, Pack
from readout.grammar.texts import alternation
from readout.model.finding import CommitmentFound, EncounterFound, PartyKey, StatementFound, Stretch
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret import cues
from readout.stages.interpret.scene import Scene
from readout.stages.interpret.speakers import Room

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_PIECE = re.compile(r"[^，,；;]+[，,；;]?")
_DATED = frozenset({"day", "month", "year", "range"})
_TESTABLE_FROM = 3
_SHORTEST = 4


class Modal(msgspec.Struct, frozen=True, gc=False):
    """A modal word: its rung, whose undertaking it is where nobody is named, whether it asks the other side."""

    id: str
    kind: str
    strength: int
    subject: str
    asks: bool
    narrow: bool


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of modal clauses, compiled."""

    modals: tuple[Modal, ...]
    any_modal: re.Pattern[str]
    before: re.Pattern[str]
    leads: re.Pattern[str]
    actions: re.Pattern[str]
    agents: re.Pattern[str]
    own_words: frozenset[str]
    cues: dict[str, Modal]
    joint_only: frozenset[str]
    stances: re.Pattern[str]
    conditions: re.Pattern[str]
    next_skip: re.Pattern[str]
    next_joins: re.Pattern[str]
    body_ends: re.Pattern[str]


class Clause(msgspec.Struct, frozen=True, gc=False):
    """A modal clause: its stretch in the text, where the modal word ends, who is its subject, where the subject's words begin."""

    start: int
    end: int
    after: int
    modal: Modal
    subject: tuple[PartyKey, ...] | None
    begin: int


@cache
def rules(pack: Pack) -> Rules:
    """The modal rules of a pack."""
    content = pack.file("commitments")
    name = f"{pack.language}.commitments"
    macros = {key: str(content[key]) for key in ("party", "agents")}
    modals = tuple(
        Modal(f"{name}.{e['id']}", str(e["kind"]), int(e["strength"]), str(e["subject"]), bool(e.get("asks")), bool(e.get("narrow")))
        for e in content["modals"]
    )
    by_cue = {
        str(verb): Modal(f"{name}.{e['kind']}:{e[LINE]}", str(e["kind"]), int(e["strength"]), "own", False, False)
        for e in content["cues"]
        for verb in e["verbs"]
    }
    return Rules(
        modals,
        re.compile(f"(?=[{content['begins']}])(?:" + "|".join(f"(?P<m{i}>{e['pattern']})" for i, e in enumerate(content["modals"])) + ")"),
        re.compile(shape.expand(str(content["before"]), macros)),
        re.compile(str(content["leads"])),
        re.compile(alternation(content["actions"])),
        re.compile(str(content["agents"])),
        frozenset(map(str, content["own_words"])),
        by_cue,
        frozenset(str(v) for e in content["cues"] if e.get("joint") for v in e["verbs"]),
        re.compile(str(content["stances"])),
        re.compile(str(content["conditions"])),
        re.compile(str(content["next_skip"])),
        re.compile(str(content["next_joins"])),
        re.compile(str(content["body_ends"])),
    )


class _Reader:
    """The commitments of one document."""

    def __init__(self, scene: Scene, met: Sequence[EncounterFound], said: Sequence[StatementFound]) -> None:
        self.scene = scene
        self.text = scene.text
        self.known = rules(scene.pack)
        self.openings = _openings(scene, said)
        self.room = Room(scene, met)
        self.verbs = {c.start: c.verb for c in cues.find(scene.lowered, scene.pack)}
        bodies = {t.name: t.party for m in scene.mentions for p in m.posts for t in p.of if t.kind == "name"}
        bodies |= {short: key for name, key in bodies.items() if len(short := self.known.body_ends.sub("", name)) > 1}
        self.body_names = tuple(sorted(bodies, key=len, reverse=True))
        self.body_keys = bodies
        self.at = {m.start: i for i, m in enumerate(scene.mentions) if m.kind != "name"}
        self.thing_first = False
        sides = load_gazetteer().sides(scene.pack.language)
        self.shorts = {side[0]: codes for side, codes in sides.items() if len(side) == 2}
        self.states = {m.key for m in scene.mentions if m.kind == "state"} | {
            t.key for m in scene.mentions for p in m.posts for t in p.of if t.kind == "state"
        }
        self.own_side = frozenset(map(str, scene.pack.entries("mentions", "own_side")))

    def statement(self, index: int, said: StatementFound) -> Iterator[CommitmentFound]:
        """The commitments of one statement: by its verb, or by the modal clauses of its content."""
        verb = self.verbs.get(said.cue[0]) if said.cue else None
        rung = self.known.cues.get(verb.verb) if verb is not None else None
        if verb is not None and verb.verb in self.known.joint_only and said.mode != "joint":
            rung = None
        self.thing_first = verb is not None and verb.act in ("thank", "praise", "congratulate", "support")
        for n, (start, end) in enumerate(said.content):
            previous: CommitmentFound | None = None
            for k, sentence in enumerate(_SENTENCE.finditer(self.text, start, end)):
                a, b = sentence.span()
                found = list(self._sentence(index, said, a, b))
                if not found and rung is not None and n == k == 0 and not self.known.stances.match(self.text, a, b):
                    keys = said.speakers if rung.kind == "agreement" else self._own(said)
                    asked = self._after(a, b) if rung.kind in ("request", "invitation", "hope") else ()
                    if rung.kind == "hope" and self._asks(asked, a, self._own(said)):
                        rung = replace(rung, kind="request", strength=3)
                    keys = asked if rung.kind in ("request", "invitation") else keys
                    found = [self._made(index, said, rung, a, b, keys, "text")]
                elif not found and previous is not None and self._goes_on(a):
                    found = [self._made(index, said, self._rung(previous), a, b, previous.actors, "inferred")]
                yield from found
                previous = found[-1] if found and found[-1].kind in ("request", "offer", "pledge", "agreement") else None

    def _rung(self, previous: CommitmentFound) -> Modal:
        return Modal(previous.rule, previous.kind, previous.strength, "own", False, False)

    def _goes_on(self, start: int) -> bool:
        return self.known.actions.match(self.text, start) is not None

    # -- one sentence ------------------------------------------------------------------------------------------------------

    def _sentence(self, index: int, said: StatementFound, start: int, end: int) -> Iterator[CommitmentFound]:
        found = self._clauses(said, start, end)
        for i, clause in enumerate(found):
            if clause.modal.kind == "none":
                continue
            later = found[i + 1] if i + 1 < len(found) else None
            stop = self._stopped(clause, end if later is None else later.begin)
            semicolon = self.text.find("；", clause.end, end)
            if later is not None and later.subject is not None and (after := self.text.find("；", later.end, end)) >= 0:
                stop = end if self._goes_on(after + 1) else stop  # what the other side undertakes stands within the list
            elif later is None and i and semicolon >= 0 and clause.subject is not None and self._goes_on(semicolon + 1):
                stop = semicolon
            keys, basis, kind = self._actors(said, clause)
            modal = replace(clause.modal, kind=kind, strength=3 if kind != clause.modal.kind else clause.modal.strength)
            yield self._made(index, said, modal, clause.begin, stop, keys, basis)

    def _stopped(self, clause: Clause, end: int) -> int:
        """Where an undertaking ends before `end`: at a clause that thanks, praises or congratulates."""
        for piece in _PIECE.finditer(self.text, clause.end, end):
            verb = self.verbs.get(piece.start())
            if verb is not None and verb.act in ("thank", "praise", "congratulate", "condemn"):
                return piece.start()
        return end

    def _clauses(self, said: StatementFound, start: int, end: int) -> list[Clause]:
        """The modal clauses of a sentence."""
        found: list[Clause] = []
        subject: tuple[PartyKey, ...] | None = None
        before: Stretch | None = None
        thing = self.thing_first and any(start == a for a, _ in said.content)
        every = list(self.known.any_modal.finditer(self.text, start, end))
        if not every:
            return []
        for piece in _PIECE.finditer(self.text, start, end):
            a, b = piece.span()
            modals = ((m, self._before(a, m.start())) for m in every if a <= m.start() < b)
            match, who = next(((m, w) for m, w in modals if w is not None), (None, None))
            own = self._leading(*who) if who else None if match or thing else self._leading(a, b)
            if match is not None:
                begin = who[0] if who else a
                if own is None and before is not None and (lead := self.known.leads.match(self.text[slice(*before)])):
                    own, begin = self._leading(before[0], before[0] + lead.end("who")), before[0]
                modal = self.known.modals[int(str(match.lastgroup)[1:])]
                found.append(Clause(a, b, match.end(), modal, own if own is not None else subject, begin))
            subject = own if own else subject
            before, thing = (a, b), False
        return found

    def _before(self, start: int, place: int) -> Stretch | None:
        """The subject's words before a modal word (or nothing of them), where nothing else than a clause's opening stands there."""
        items = [self.scene.mentions[i] for i in self.scene.between(start, place)]
        form = shape.make(self.text, start, place, items)
        match = self.known.before.match(form.text)
        if match is None:
            return None
        low = form.source(match.start("who")) if match.group("who") else place
        return (low, place) if match.group("who") else (place, place)

    def _leading(self, start: int, end: int) -> tuple[PartyKey, ...] | None:
        """The parties with whose names a stretch begins; None where it begins with nobody's."""
        found: list[PartyKey] = []
        low = start
        while low < end:
            i = self.at.get(low)
            if i is not None and self.text[low : self.scene.mentions[i].end] in self.own_side:
                return ()
            if i is not None and self.scene.mentions[i].end <= end:
                found.extend(self._keys(i))
                low = self.scene.mentions[i].end
            elif body := next((b for b in self.body_names if self.text.startswith(b, low)), None):
                found.append(self.body_keys[body])
                low += len(body)
            elif agents := self.known.agents.match(self.text, low, end):
                if agents.group() in self.known.own_words:
                    return self._host_body()
                found.append(("group", f"{agents.start()}:{agents.end()}"))
                low = agents.end()
            else:
                break
            join = self.known.next_joins.match(self.text, low, end)
            if join is None:
                break
            low = join.end()
        return tuple(dict.fromkeys(found)) or None

    def _keys(self, i: int) -> tuple[PartyKey, ...]:
        mention = self.scene.mentions[i]
        if mention.kind == "collective" and (pair := self._pair(self.text[mention.start : mention.end])):
            return pair
        if mention.kind in ("collective", "pronoun"):
            return self._both()
        key = self.scene.fixed_key(i)
        return (key,) if key is not None else ()

    def _pair(self, words: str) -> tuple[PartyKey, ...]:
        """The states whose short signs stand before a word for both sides (中俄双方)."""
        meant = [self.shorts[sign] for sign in words[:2] if sign in self.shorts]
        found = [next((c for c in codes if c in self.states), codes[0]) for codes in meant]
        return tuple(("state", code) for code in found) if len(found) > 1 else ()

    def _host_body(self) -> tuple[PartyKey, ...]:
        """The one body among the sides of the principals whose "secretariat" or "company" is meant; else the speaker's own (nothing)."""
        found = tuple(dict.fromkeys(k for k in self._both() if k[0] in ("organisation", "name")))
        return found if len(found) == 1 else ()

    def _both(self) -> tuple[PartyKey, ...]:
        return tuple(dict.fromkeys(self._side(k) for k in self.room.principals))

    # -- who ---------------------------------------------------------------------------------------------------------------

    def _actors(self, said: StatementFound, clause: Clause) -> tuple[tuple[PartyKey, ...], str, str]:
        """Who would act, how that is known, and the kind: a hope for what the other side alone does is a request."""
        own, modal = self._own(said), clause.modal
        if modal.subject == "next":
            asked = self._after(clause.after, clause.end)
            if modal.asks and not asked:
                return own, "inferred", modal.kind
            other = self._asks(asked, clause.after, own)
            return asked, "text", "request" if modal.asks and other else modal.kind
        if clause.subject:
            return clause.subject, "text", modal.kind
        both = modal.subject == "both"
        return self._both() if both else own, "inferred", modal.kind

    def _asks(self, asked: Sequence[PartyKey], place: int, own: Sequence[PartyKey]) -> bool:
        """Whether those who stand at a place are the other side alone, or with one's own beside it (希望日方同中方 …)."""
        i = self.at.get(place)
        if not asked or asked[0][0] == "group" or asked[0] in own or (i is not None and self.scene.mentions[i].kind == "collective"):
            return False
        nobody_known = all(key[0] == "person" for key in own)  # of the speaker no side is told
        return nobody_known or all(key in own for key in asked[1:])

    def _after(self, start: int, end: int) -> tuple[PartyKey, ...]:
        """Whoever stands directly behind a modal word."""
        skip = self.known.next_skip.match(self.text, start, end)
        return self._leading(skip.end() if skip else start, end) or ()

    def _own(self, said: StatementFound) -> tuple[PartyKey, ...]:
        return tuple(dict.fromkeys(self._side(k) for k in said.speakers))

    def _side(self, key: PartyKey) -> PartyKey:
        """Whose side somebody acts for: the company or body that has no state, else the state, else the organisation."""
        order = {"name": 0, "state": 1, "organisation": 2, "region": 3}
        sides = sorted((k for k in self.room.sides(key) if k[0] in order and k[1]), key=lambda k: (order[k[0]], k[1]))
        return sides[0] if sides else self._guest(key) or key

    def _guest(self, key: PartyKey) -> PartyKey | None:
        """The side of a principal of whom no office is told: the one that begins most of the clauses that they say."""
        if key[0] != "person":
            return None
        counts = self.openings.get(key, {})
        return max(counts, key=lambda side: counts[side], default=None)

    # -- making ------------------------------------------------------------------------------------------------------------

    def _made(
        self, index: int, said: StatementFound, modal: Modal, start: int, end: int, keys: tuple[PartyKey, ...], basis: str
    ) -> CommitmentFound:
        while end > start and self.text[end - 1] in " ，,；;。、":
            end -= 1
        while start < end and self.text[start] in " ，,；;、“":
            start += 1
        match = self.known.conditions.search(self.text, start, end)
        when = next((d for d in self.scene.dates if start <= d.start and d.end <= end and d.value and d.precision in _DATED), None)
        quantity = next((i for i, q in enumerate(self.scene.quantities) if start <= q.start and q.end <= end), None)
        due = when.value.split("/")[-1] if when is not None and when.value else None
        specific = due is not None or quantity is not None
        tests = ("；" not in self.text[start:end], specific, True, bool(said.speakers), specific and modal.strength >= _TESTABLE_FROM)
        condition = match.span() if match else None
        return CommitmentFound(
            index, modal.kind, modal.strength, keys, (), (start, end), due, quantity, condition, tests, modal.id, False, basis
        )


def _openings(scene: Scene, said: Sequence[StatementFound]) -> dict[PartyKey, dict[PartyKey, int]]:
    """For each speaker, the sides with which clauses of what they say begin (希方 …), and how many do."""
    found: dict[PartyKey, dict[PartyKey, int]] = {}
    for statement in said:
        if len(statement.speakers) != 1:
            continue
        counts = found.setdefault(statement.speakers[0], {})
        for start, end in statement.content:
            for i in scene.between(start, end):
                mention = scene.mentions[i]
                opens = mention.start == start or scene.text[mention.start - 1] in "。，；！？"
                if mention.kind == "side" and mention.owner is not None and opens:
                    counts[mention.owner.party] = counts.get(mention.owner.party, 0) + 1
    return found


def find(scene: Scene, said: Sequence[StatementFound], met: Sequence[EncounterFound]) -> tuple[CommitmentFound, ...]:
    """Every commitment of a document, in order of its statements."""
    reader = _Reader(scene, met, said)
    found: dict[Stretch, CommitmentFound] = {}
    for index, statement in enumerate(said):
        reader.room.enter(statement.content[0][0], statement.content[-1][1])
        for commitment in reader.statement(index, statement):
            if commitment.span[1] - commitment.span[0] >= _SHORTEST:
                found.setdefault(commitment.span, commitment)
    return tuple(found.values())
