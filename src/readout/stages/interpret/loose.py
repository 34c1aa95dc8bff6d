"""Loose: frames of reporting verbs in languages whose word order is free and whose cases tell who acts.

A subject may stand on either side of its verb, with circumstances between them; a passive needs no auxiliary and may have its content
on either side; a converb ("having noted") opens or closes a clause. What `frames` tells by position is told here by case.
"""

from __future__ import annotations

from collections.abc import Sequence

from readout.grammar.shape import KIND_OF, Shape
from readout.model.mention import Mention
from readout.stages.interpret import frames, subjects
from readout.stages.interpret.cues import Cue, Rules, adverb_at_end
from readout.stages.interpret.frames import Frame

_PARTY = frozenset({"person", "office", "side", "organisation", "pronoun", "collective", "state", "region", "name"})
_ACTING = frozenset({"person", "office", "side", "pronoun", "collective"})
_REACH = 140
_NEAR = 60
_AGENTS = frozenset({"person", "office", "side", "name"})
_INSTRUMENTAL = 4  # the place of that case in a pack's list of cases


class Clause:
    """One sentence while its frames are found: its shape, the pack's rules, the frames so far."""

    def __init__(self, form: Shape, rules: Rules, found: Sequence[Frame]) -> None:
        self.form = form
        self.text = form.text
        self.rules = rules
        self.known = rules.patterns
        self.found = list(found)
        # "Сообщается, что …", "Как передаёт агентство, …": a source is named, and what follows is the text's own telling.
        source = self.known["source_lead"].match(self.text) if not found else None
        self.start = source.end() if source else 0

    @property
    def base(self) -> int:
        """Where what belongs to the last frame's cue begins."""
        return self.found[-1].after if self.found else self.start

    def add(self, at: int, cue: Cue) -> None:
        """Add the frame of a cue, if it has one."""
        frame = self._frame(at, cue)
        if frame is not None:
            self.found.append(frame)

    def _frame(self, at: int, cue: Cue) -> Frame | None:
        form = cue.verb.form
        if form == "base" or cue.verb.kind == "weak" or at < self.start:
            return None
        left = self._stripped(max(self.base, at - 2 * _REACH), at)
        if form == "done":
            return self._agentless(at, cue)
        if form == "ing":
            return self._converb(at, cue, *left)
        return self._trailing(at, cue) or self._active(at, cue, *left)

    def _stripped(self, start: int, at: int) -> tuple[str, int]:
        """The words before a cue, and where they end, without adverbs, brackets, and asides between two commas."""
        text = self.text[start:at]
        for _ in range(6):
            text = text.rstrip()
            if (cut := adverb_at_end(text, self.rules)) >= 0:
                comma = text[cut : cut + 1] == ","
                text = text[:cut] + ("," if comma else "")
                continue
            if text.endswith(")") and (cut := text.rfind("(")) > 0:
                text = text[:cut]
                continue
            if text.endswith(",") and (cut := text[:-1].rfind(",")) > 0 and self._is_aside(text[cut + 1 : -1]):
                text = text[:cut]
                continue
            break
        return text, start + len(text)

    def _is_aside(self, words: str) -> bool:
        """Whether words between two commas are an aside: an adverbial phrase or a relative clause."""
        return words.strip().lower() in self.rules.adverbs or self.known["aside"].match(words) is not None

    # -- who acts ----------------------------------------------------------------------------------------------------------

    def _active(self, at: int, cue: Cue, before: str, end: int) -> Frame | None:
        """A verb with its subject before it, or sharing the one of the verb before, or with the subject behind."""
        inside = self._inside(at)
        joins = self.known["joins_hard" if inside else "joins_verb"].search(before[-_NEAR:])
        subject = self._subject(at, end)
        if subject and not self._shares(subject, joins is not None):
            first = self._first(subject)
            if inside and not self.known["main_join"].search(self.text[self.base : first][-_NEAR:]):
                return None
            whole = self.text[:first].rstrip()
            if self.rules.as_said.search(whole[-8:]):
                return Frame(cue, frames.TRAILING, at, self.base, at + 1, subject, max(0, len(whole) - 3), rule="as")
            return Frame(cue, frames.SUBJECT, at, self._boundary(first), at + 1, subject, first)
        if self.found and joins is not None:
            return self._joined(at, cue, end - (len(before[-_NEAR:]) - joins.start()))
        if not before.strip() and not self.found:
            return self._leading(at, cue)
        if not inside and (described := self._described(at, cue, before, end)) is not None:
            return described
        return self._circumstantial(at, cue) if not self.found else None

    def _described(self, at: int, cue: Cue, before: str, end: int) -> Frame | None:
        """A subject that no lexicon knows as a party: "гость отметил", "политик также поблагодарил"."""
        match = self.rules.persons.search(before)
        if match is None:
            return None
        first = end - len(before) + match.start("np")
        opens = not self.text[self.base : first].strip(" ,;") or self.known["main_join"].search(self.text[self.base : first][-_NEAR:])
        return Frame(cue, frames.DESCRIBED, at, self._boundary(first), at + 1, (end,), first) if opens else None

    def _circumstantial(self, at: int, cue: Cue) -> Frame | None:
        """A verb after nothing but circumstances ("В ходе беседы обсудили …"): all speak if it is a plural."""
        if self.known["only_circumstances"].match(self.text[self.start : at].strip()) and not self._inside(at):
            return self._leading(at, cue)
        return None

    def _leading(self, at: int, cue: Cue) -> Frame | None:
        """A verb that leads its sentence: its subject follows, or it has none and all are meant, or whoever spoke last."""
        place = at + 1
        if (
            self.text[place : place + 1] == " "
            and KIND_OF.get(self.text[place + 1 : place + 2]) in _ACTING
            and not self._oblique(place + 1)
        ):
            subject = frames._forward(self.text, place + 1, self.rules)
            if not (cue.verb.takes & {"addr", "toaddr"}) or self._nominative(place + 1):
                return Frame(cue, frames.SUBJECT, at, 0, subject[-1] + 1, subject, at)
        if self._is_plural(cue):
            return Frame(cue, frames.IMPERSONAL, at, 0, at + 1, first=at, rule="agentless")
        return None

    def _is_plural(self, cue: Cue) -> bool:
        words = self.form_words(cue)
        return self.known["plural_past"].search(words) is not None

    def form_words(self, cue: Cue) -> str:
        """The words of a cue as its rule was written, from the surface that matched."""
        return cue.words

    def _joined(self, at: int, cue: Cue, boundary: int) -> Frame | None:
        main = next((f for f in reversed(self.found) if f.relation not in (frames.PARTICIPLE, frames.OPENING)), None)
        if main is None or boundary < main.after:
            return None
        if main.cue is not None and main.cue.verb.form != cue.verb.form and main.cue.verb.form in ("past", "third"):
            return None  # "отметил, что страны взаимодействуют, а также поддерживают …": the second verb is not the speaker's
        if main.relation in (frames.HEAD, frames.IMPERSONAL, frames.PASSIVE):
            return Frame(cue, frames.IMPERSONAL, at, boundary, at + 1, first=at, rule="agentless") if self._is_plural(cue) else None
        return Frame(cue, frames.JOINED, at, boundary, at + 1, main.subject, main.first, True)

    def _subject(self, at: int, end: int) -> tuple[int, ...]:
        """The mentions that are a verb's subject: directly before it, or before circumstances, in the nominative."""
        place = end - 1
        if place >= self.base and KIND_OF.get(self.text[place]) in _PARTY and not self._oblique(place) and self._stands_free(place):
            return self._listed(place)
        low = max(self.base, at - _REACH)
        for place in range(end - 1, low - 1, -1):
            sign = self.text[place]
            if sign in ",;:–—":
                break
            kind = KIND_OF.get(sign)
            if kind == "cue":
                break
            if kind in _ACTING and not self._oblique(place) and self._stands_free(place):
                gap = self.text[place + 1 : end]
                if not gap.strip() or self.known["light"].fullmatch(gap.rstrip()):
                    return self._listed(place)
                break
        return ()

    def _stands_free(self, place: int) -> bool:
        """Whether no preposition stands before a mention that could be a subject by its form."""
        return self.known["preposition_end"].search(self.text[max(0, place - 12) : place].rstrip()) is None

    def _listed(self, place: int) -> tuple[int, ...]:
        listed = subjects.subject_before(self.text, place + 1, self.rules)
        kept = [p for p in listed if p >= self.base and not self._oblique(p)]
        if not kept:
            return (place,)
        while len(kept) > 1 and not self._stands_free(kept[0]):
            kept.pop(0)
        return tuple(kept)

    def _shares(self, subject: tuple[int, ...], joined: bool) -> bool:
        return bool(joined and self.found and self.found[-1].subject and subject[-1] < self.found[-1].at)

    def _first(self, subject: tuple[int, ...]) -> int:
        at = subject[0]
        match = self.rules.articles.search(self.text[max(0, at - 20) : at])
        return max(0, at - 20) + match.start() if match else at

    def _boundary(self, first: int) -> int:
        """Where the clause of a subject begins, with the joining word and the circumstances before it."""
        low = max(self.base, first - _NEAR)
        before = self.text[low:first]
        if match := self.known["main_join"].search(before):
            return low + match.start()
        stripped = before.rstrip()
        cut = max(stripped.rfind(","), stripped.rfind(";"), stripped.rfind("–"))
        if cut >= 0:
            return low + cut
        return low if low == self.base and self.base == 0 else first

    # -- inside somebody's words -------------------------------------------------------------------------------------------

    def _inside(self, at: int) -> bool:
        """Whether a clause that depends on another begins between the last frame and a place."""
        if not self.found:
            return self.known["subordinate"].search(self.text[self.start : at]) is not None and not self._closed(at)
        return self.known["nested"].search(self.text, self.base, at) is not None and not self._closed(at)

    def _closed(self, at: int) -> bool:
        """Whether the dependent clause has ended: a relative clause between two commas, before the verb."""
        text = self.text[self.base : at]
        last = max((m.start() for m in self.known["nested"].finditer(text)), default=-1)
        if last < 0:
            return True
        opened = self.known["subordinate"].search(text[max(0, last - 12) : last + 12])
        after = text[last:]
        comma = after.rfind(",")
        return not self.found and opened is not None and comma > 0 and len(after) - comma < _NEAR and "что" not in after[:4]

    def _oblique(self, place: int) -> bool:
        item = self.form.item(place)
        return isinstance(item, Mention) and item.oblique

    def _nominative(self, place: int) -> bool:
        item = self.form.item(place)
        return isinstance(item, Mention) and 0 in item.cases

    # -- without an agent --------------------------------------------------------------------------------------------------

    def _agentless(self, at: int, cue: Cue) -> Frame | None:
        """ "Отмечена важность …", "вопросы торговли обсуждены", "с российской стороны выражена поддержка"."""
        if self._inside(at):
            return None
        low = self.base
        before = self.text[low:at]
        if self.found:
            joined = self.known["joins_verb"].search(self._bare(before)[-_NEAR:])
            if joined is None:
                return self._second_clause(at, cue)
            bare = self._bare(before)
            boundary = low + len(bare) - (len(bare[-_NEAR:]) - joined.start())
            return Frame(cue, frames.IMPERSONAL, at, boundary, at + 1, first=at, rule="agentless")
        return self._passive(at, cue, self.start)

    def _second_clause(self, at: int, cue: Cue) -> Frame | None:
        """A passive in a clause of its own behind another frame (", а с российской стороны выражена …")."""
        cut = max(
            self.text.rfind("; ", self.base, at), self.text.rfind(", а ", self.base, at), self.text.rfind(", при этом ", self.base, at)
        )
        return self._passive(at, cue, cut) if cut >= 0 else None

    def _passive(self, at: int, cue: Cue, begin: int) -> Frame | None:
        lead = self.known["clause_lead"].match(self.text, begin, at) if begin > self.start else None
        start = lead.end() if lead else begin
        words = self._bare(self.text[start:at]).strip()
        side = self.known["from_side"].search(words)
        subject = (start + self.text[start:at].index(words) + side.start(1),) if side and words else ()
        rest = self.text[at + 1 :]
        follows = self.known["tells_nothing"].match(rest) is None
        if (not words or self.known["only_circumstances"].match(words)) and (told := self.known["told_by"].match(rest)) is not None:
            place = at + 1 + told.end()
            if self._is_agent(place) and len(rest) > told.end() + 2:  # "отмечена министром важность …"
                return Frame(cue, frames.IMPERSONAL, at, begin, place + 1, (place,), at, rule="agent")
        if not words or (self.known["only_circumstances"].match(words) and (follows or not self._says(words))):
            return Frame(cue, frames.IMPERSONAL, at, begin, at + 1, subject, at, rule="agentless")
        if (agent := self._agent(start, words)) is not None:
            return Frame(cue, frames.IMPERSONAL, at, begin, at + 1, (agent,), at, rule="agent")
        if KIND_OF.get(words[-1:]) in _ACTING and len(words) == 1:
            return None
        cut = self._after_circumstance(start, at)
        return Frame(cue, frames.PASSIVE, at, begin, at + 1, subject, cut, rule="agentless")

    def _agent(self, start: int, words: str) -> int | None:
        """Who did what a passive tells, directly before it and in the case of agents ("Министром было подчёркнуто, что …")."""
        if KIND_OF.get(words[-1:]) not in _PARTY:
            return None
        place = self.text.index(words, start) + len(words) - 1
        if not self._is_agent(place) or not self._stands_free(place):
            return None
        lead = words[:-1].strip(" ,")
        return place if not lead or self.known["only_circumstances"].match(lead) else None

    def _is_agent(self, place: int) -> bool:
        """Whether somebody stands in the case of those by whom something is done."""
        item = self.form.item(place)
        if not isinstance(item, Mention) or item.kind not in _AGENTS:
            return False
        return _INSTRUMENTAL in item.cases and 0 not in item.cases

    def _says(self, words: str) -> bool:
        return "," in words or len(words) > 2 * _NEAR

    def _after_circumstance(self, start: int, at: int) -> int:
        while (
            self.rules.intro.match(self.text[start:at])
            and (comma := self.text.find(", ", start, at)) > 0
            and self.text[comma + 2 : at].strip()
        ):
            start = comma + 2
        return start

    def _bare(self, words: str) -> str:
        """Words before a passive without its auxiliary and adverbs."""
        text = words.rstrip()
        for _ in range(5):
            shorter = frames.stripped(text, 0, self.rules).text
            match = self.known["auxiliary"].search(shorter)
            shorter = shorter[: match.start()].rstrip() if match else shorter
            if shorter == text:
                break
            text = shorter
        return text

    # -- converbs and speakers behind their words --------------------------------------------------------------------------

    def _converb(self, at: int, cue: Cue, before: str, end: int) -> Frame | None:
        if not before.strip() and not self.found:
            return Frame(cue, frames.OPENING, at, self.start, at + 1, shares=True)
        match = self.rules.participle.search(before[-_NEAR:])
        if match is None:
            return None
        boundary = end - (len(before[-_NEAR:]) - match.start())
        if not self.found:
            opening = self.known["only_circumstances"].match(before.strip(" ,")) is not None
            return Frame(cue, frames.OPENING, at, 0, at + 1, shares=True) if opening else None
        last = self.found[-1]
        if boundary < last.at:
            return None
        if last.relation == frames.OPENING:
            return Frame(cue, frames.OPENING, at, boundary, at + 1, shares=True)
        relation = frames.IMPERSONAL if last.relation in (frames.IMPERSONAL, frames.PASSIVE, frames.HEAD) else frames.PARTICIPLE
        return Frame(cue, relation, at, boundary, at + 1, shares=relation == frames.PARTICIPLE, rule="agentless")

    def _trailing(self, at: int, cue: Cue) -> Frame | None:
        """«…», – отметил Орлов · …, подчеркнул министр · «…», – Орлов сказал."""
        text = self.text
        if not {"quote", "that"} & cue.verb.takes:
            return None
        before = text[:at].rstrip()
        marked = bool(before) and (KIND_OF.get(before[-1]) == "quotation" or before[-1] in ",–—-")
        if marked and not (before[-1] == "," and self.found and not self._after_speaker(at)):
            gap = self.known["after_inverted"].match(text, at + 1)
            place = gap.end() if gap else at + 1 + (text[at + 1 : at + 2] == " ")
            if place < len(text) and KIND_OF.get(text[place]) in _PARTY and not self._oblique(place):
                subject = frames._forward(text, place, self.rules)
                if self.known["ends_after_speaker"].match(text, subject[-1] + 1):
                    return Frame(cue, frames.TRAILING, at, self.base, subject[-1] + 1, subject, at)
        return None

    def _after_speaker(self, at: int) -> bool:
        """Whether the sentence ends with the speaker: then even a comma is enough before the verb."""
        return self.known["ends_after_speaker"].match(self.text, at + 3) is not None


def find(form: Shape, cues: Sequence[tuple[int, Cue]], rules: Rules, before: Sequence[Frame] = ()) -> list[Frame]:
    """The frames of a sentence, in order; `before` are frames that are known already."""
    clause = Clause(form, rules, before)
    for at, cue in cues:
        clause.add(at, cue)
    return clause.found
