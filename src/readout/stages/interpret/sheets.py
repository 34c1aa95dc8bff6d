"""Sheets: a sentence as a shape in which mentions, quotations and reporting verbs are signs, and the way back to its words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.shape import Shape
from readout.model.document import Sentence
from readout.model.finding import Stretch
from readout.model.mention import Mention
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret import complements, cues
from readout.stages.interpret.cues import Cue
from readout.stages.interpret.scene import Scene

_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]\.[^\W\d_]|\betc|\b[^\W\d_])\.$")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])[.!?]\d{1,2}$")
_SOURCE = 400  # a tail that names the source is at most this long
_TAIL = 90  # a tail that is no content is at most this long
_MARKS = '"“”«»„'
_CLOSING, _OPENING = '"”»', frozenset('"“«„')
_ADDED = frozenset({"pronoun", "collective"})  # words that may go with the mention before them
_SPEECH_WORDS = 5
_SPEECH_WORDS_WITHOUT_STOP = 7


class Quoted(msgspec.Struct, frozen=True, gc=False):
    """A quotation as it stands in a shape: `start`/`end` with its marks, `inner` without; `number` among the document's."""

    start: int
    end: int
    inner: Stretch
    number: int
    speech: bool
    repaired: str | None
    open: bool
    kind: str = "quotation"


class Sheets:
    """What is needed to see the sentences of one document as shapes."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.lowered = scene.lowered
        self.rules = cues.rules(scene.pack)
        self.present = scene.present
        self.cues = cues.find(scene.lowered, scene.pack)
        self.cue_starts = [c.start for c in self.cues]
        self.free_order = scene.pack.setting("word_order") == "free"
        self.quoted = _quotations(scene)
        self.quoted_starts = [q.start for q in self.quoted]
        self._opened = frozenset(self.quoted_starts)
        mentions = [self._cut(m) for i, m in enumerate(scene.mentions) if not self._is_idle(i)]
        self._placed: list[shape.Placed] = sorted([*self.quoted, *mentions, *self.cues], key=lambda x: (x.start, x.kind == "cue"))
        self._placed_starts = [x.start for x in self._placed]

    def bounds(self, sentence: Sentence) -> Stretch:
        """The words of a sentence, without a lost mark before them and without the source behind them."""
        start = sentence.start
        while start < sentence.end and self.text[start] in _MARKS and start not in self._opened:
            start += 1
        if lead := self.rules.patterns["source_lead"].match(self.lowered, start, sentence.end):
            start = lead.end()  # "The statement noted that particular attention was paid to …"
        return start, self._end_of_words(sentence)

    def _end_of_words(self, sentence: Sentence) -> int:
        """The end of a sentence without a tail that names the source and without a footnote's digit."""
        start, end = sentence.start, sentence.end
        if self.present.may(self.rules.wants.source_tail, max(start, end - 140), end):
            match = self.rules.source_tail.search(self.lowered, max(start, end - _SOURCE), end)
            if match and match.start() > start + 10:
                return match.start()
        note = _FOOTNOTE.search(self.text, max(start, end - 4), end) if self.text[end - 1].isdigit() else None
        return note.start() if note else end

    def make(self, start: int, end: int) -> Shape:
        """The shape of a stretch; a word that only looks like a verb, and an adverb that looks like a party, stay words."""
        items: list[shape.Placed] = []
        here = start
        for item in self._placed[bisect_left(self._placed_starts, start) : bisect_left(self._placed_starts, end)]:
            if item.start < here:
                continue
            if isinstance(item, Cue):
                if self._is_noun(item, items):
                    continue
            elif item.end > end:
                continue
            elif items:
                last = items[-1]
                if item.kind in _ADDED and last.end == item.start - 1:
                    if item.kind == "pronoun" and last.kind == "office":
                        items[-1] = replace(last, end=item.end)  # type: ignore[type-var]  # an office is a mention
                        here = item.end
                        continue
                    if item.kind == "collective" and self.text[item.start : item.end].lower() in self.rules.adverbs:
                        continue
                if isinstance(last, Cue) and "addr" in last.verb.takes and isinstance(item, Mention):
                    item = self._without_matter(item, last)
            items.append(item)
            here = item.end
        return shape.make(self.text, start, end, items)

    def _is_idle(self, index: int) -> bool:
        """Whether a run of capitals is nobody's name: where any place may be a subject's, it must not look like one."""
        mention = self.scene.mentions[index]
        if not self.free_order or mention.kind != "name" or self.scene.cast.person_of[index] is not None:
            return False
        return self.text[mention.start : mention.end] not in load_gazetteer().seats(self.scene.pack.language)

    def _cut(self, mention: Mention) -> Mention:
        """An office without the reason that seems to complete it ("thanked the Minister | for Ruritania's help")."""
        if mention.kind == "office" and mention.possessive and (match := self.rules.reason.search(self.text, mention.start, mention.end)):
            return replace(mention, end=match.start(), possessive=False)
        return mention

    def _is_noun(self, cue: Cue, before: Sequence[shape.Placed]) -> bool:
        """Whether a word that may be a verb is a noun here ("warm wishes", "support for"): no subject and no "to" stands before it."""
        known = self.rules.patterns
        if cue.verb.form == "past" and cue.verb.adjective:
            return known["noun_before"].search(self.text[max(0, cue.start - 16) : cue.start].rstrip()) is not None
        if cue.verb.form not in ("base", "third"):
            return False
        if known["noun_before"].search(self.text[max(0, cue.start - 16) : cue.start].rstrip()) or known["noun_after"].match(
            self.text, cue.end
        ):
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

    def mention(self, form: Shape, place: int) -> int | None:
        """The index of the mention whose sign stands at a place."""
        start = form.item(place).start
        i = bisect_left(self.scene.starts, start)
        return i if i < len(self.scene.starts) and self.scene.starts[i] == start else None

    def edge(self, form: Shape, place: int) -> int:
        """The source offset where what stands before a place ends."""
        return (
            form.source(place - 1) + 1 if place and form.text[place - 1] < "\ue000" else (form.item(place - 1).end if place else form.base)
        )

    def piece(self, form: Shape, begin: int, end: int) -> Stretch | None:
        """The words between two places of a shape, without loose punctuation and without a tail that is no content."""
        while begin < end and form.text[begin] in " ,;:–—":
            begin += 1
        while end > begin and form.text[end - 1] in " ,;:.–—-…":
            end -= 1
        if begin >= end:
            return None
        start = form.source(begin)
        stop = self.edge(form, end)
        if self.text[stop - 1] in _CLOSING and not _OPENING & frozenset(self.text[start : stop - 1]):
            stop -= 1
        may = self.present.may(self.rules.wants.tail, max(start, stop - _TAIL), stop)
        if may and (tail := self.rules.tail.search(self.lowered, start, stop)):
            stop = tail.start() if tail.start() > start + 3 else stop
        return trimmed(self.text, start, stop)


def _quotations(scene: Scene) -> list[Quoted]:
    """The quotations; one of few words, or of some words without a stop, is a name and no speech."""
    found = []
    for i, q in enumerate(scene.document.quotations):
        words = scene.text[q.start : q.end]
        goes_on = words[-1:] in ".,!?…" or q.opened == q.start
        speech = len(words.split()) >= (_SPEECH_WORDS if goes_on else _SPEECH_WORDS_WITHOUT_STOP)
        found.append(Quoted(q.opened, q.closed, (q.start, q.end), i, speech, q.repaired, q.closed == q.end and q.repaired is None))
    return found


def trimmed(text: str, start: int, end: int) -> Stretch | None:
    """A stretch without white space and closing punctuation; an unpaired closing mark goes too."""
    while start < end and (text[start].isspace() or text[start] in ",;:–—"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:.–—-…"):
        if text[end - 1] == "." and _ABBREVIATED.search(text[max(start, end - 6) : end]):
            break
        end -= 1
    return (start, end) if end - start > 1 else None
