"""Segments: which lines are the text and which are titles, datelines, captions, or the page around them.

A line is furniture because a pack says so, foreign because its language is another, a title because of where it stands and how it
ends. Whatever nothing speaks against is body: a line of the text that is lost costs more than a line of chrome that stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readout.grammar.publishers import Profile
from readout.model.document import Segment
from readout.stages.clean import furniture, tongues
from readout.stages.clean.lines import Line

_ITEM = re.compile(r"(?:[-–—•*·▪●✓]|\(?\d{1,2}[.)]|\([a-zA-Z]{1,3}\)|[a-zA-Z][.)])\s")
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+\S")
# A stop inside a line, after a word too long for an abbreviation ("H.E. Ms. Kral" is no end of a sentence).
# A footnote's digit may stand behind the stop ("… the Programme.1 They agreed …").
_INNER_STOP = re.compile(r"[^\W\d_]{5}['\"”’»)]*[.!?]['\"”’»)]*\d{0,2}\s+\S|[。！？]")
_SENTENCE = 40  # a line that ends as a sentence and has so many characters is prose
_PROSE = 400  # a line of so many characters is prose even without a stop
_HEADLINE = 400  # a headline has at most so many: some ministries put the whole occasion into it
_DATELINES = 5  # datelines stand before the first titles and paragraphs
_REPEAT = 20  # shorter lines repeat by chance


class Draft:
    """The segments of a document while they are being told apart: a kind, a language and a rule per line."""

    def __init__(self, text: str, lines: Sequence[Line], title: str | None, main: str, script: str, profile: Profile | None) -> None:
        self.text = text
        self.lines = lines
        self.main = main
        self.profile = profile
        self.rules = furniture.rules()
        self.title = furniture.bare(title) if title else None
        plain = tongues.is_plain(text)
        self.words = [line.of(text) for line in lines]
        self.languages = [tongues.of_line(w, main, script, plain) for w in self.words]
        self.kinds: list[str | None] = [None] * len(lines)
        self.reasons = [""] * len(lines)

    def settle(self, index: int, kind: str, rule: str) -> None:
        """Decides a line."""
        self.kinds[index] = kind
        self.reasons[index] = rule

    def is_prose(self, index: int) -> bool:
        """Whether a line that is still open reads as a sentence or more of the main language."""
        line, words = self.lines[index], self.words[index]
        if self.kinds[index] is not None:
            return self.kinds[index] == "body"
        weight = len(words) * (1 if words.isascii() or self.spaced(index) else 3)
        return weight >= _SENTENCE and (line.stops or weight >= _PROSE or _INNER_STOP.search(words) is not None)

    def spaced(self, index: int) -> bool:
        """Whether a line has words with spaces between them: a line without has fewer, weightier signs."""
        return " " in self.words[index][:40]


def find(text: str, lines: Sequence[Line], *, title: str | None, main: str, script: str, profile: Profile | None) -> tuple[Segment, ...]:
    """The segments of a text, in order, none overlapping; every line that is not blank is in one."""
    draft = Draft(text, lines, title, main, script, profile)
    _furniture(draft)
    _foreign(draft)
    prose = [i for i in range(len(lines)) if draft.is_prose(i)]
    if not prose:  # a text of a few words
        prose = [i for i, line in enumerate(lines) if line.stops and draft.kinds[i] is None and draft.words[i].count(" ") > 1]
    prose = _from_the_title(draft, prose)
    first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines) - 1)
    _tail(draft, first, last)
    _head(draft, first)
    _middle(draft, first, last)
    return _built(draft)


def _furniture(draft: Draft) -> None:
    for i, words in enumerate(draft.words):
        if draft.title is not None and abs(len(words) - len(draft.title)) < 12 and furniture.bare(words) == draft.title:
            draft.settle(i, "title", "clean.title.given")
        elif (verdict := furniture.verdict(words, draft.rules, draft.profile)) is not None:
            draft.settle(i, *verdict)


def _foreign(draft: Draft) -> None:
    for i, language in enumerate(draft.languages):
        if draft.kinds[i] is None and language != draft.main:
            draft.settle(i, "caption", "clean.caption.language")


def _from_the_title(draft: Draft, prose: list[int]) -> list[int]:
    """The prose from the given title on, where most of it stands there: what stands above is teasers of other pages."""
    start = next((i for i, reason in enumerate(draft.reasons) if reason == "clean.title.given"), 0)
    above, below = [i for i in prose if i < start], [i for i in prose if i > start]
    if not above or sum(len(draft.words[i]) for i in above) >= sum(len(draft.words[i]) for i in below):
        return prose
    for i in above:
        draft.settle(i, "boilerplate", "clean.boilerplate.above-the-title")
    return below


def _tail(draft: Draft, first: int, last: int) -> None:
    """What follows the last prose is the page's; from a heading such as "Latest news" on, the rest is, if the text lies before it."""
    weights = [len(draft.words[k]) if k >= first and draft.is_prose(k) else 0 for k in range(len(draft.lines))]
    after, before = sum(weights), 0
    for i in range(first, len(draft.lines)):
        after -= weights[i]
        if i > first and len(draft.words[i]) <= furniture.PHRASE and furniture.bare(draft.words[i]) in draft.rules.openers:
            draft.settle(i, "boilerplate", draft.rules.opener_rule)
            if before >= after:
                for k in range(i + 1, len(draft.lines)):
                    draft.settle(k, "boilerplate", draft.rules.opener_rule)
                break
            continue
        before += weights[i]
    open_after = [i for i in range(last + 1, len(draft.lines)) if draft.kinds[i] is None]
    if last < first or not open_after or draft.words[last].endswith((":", "：", ";", "；")):
        return
    for i in open_after:
        words = draft.words[i]
        if draft.lines[i].stops or words.count(" ") >= 14:
            draft.settle(i, "body", "")
        else:
            draft.settle(i, "boilerplate", "clean.boilerplate.after-the-text")


def _head(draft: Draft, first: int) -> None:
    """Before the first prose: headlines are titles, shorter lines the page's menu; a lone short line is the title."""
    open_before = [i for i in range(min(first, len(draft.lines))) if draft.kinds[i] is None]
    if first >= len(draft.lines):  # no prose at all: a note of a few words is the text itself
        _no_prose(draft, open_before)
        return
    titled = any(k == "title" for k in draft.kinds[:first])
    headlines = [i for i in open_before if _is_headline(draft, i)]
    listing = False
    for i in open_before:
        if listing:
            draft.settle(i, "body", "")
        elif draft.words[i].endswith((":", "：")) and i != open_before[0]:  # what follows is a list: who attended, what was agreed
            listing = True
            draft.settle(i, "body", "")
        elif _is_place_line(draft, i):
            draft.settle(i, "dateline", "clean.dateline.place")
        elif i in headlines or (not titled and not headlines and len(open_before) == 1 and not draft.lines[i].stops):
            draft.settle(i, "title", "clean.title.headline")
        elif draft.lines[i].stops and " " in draft.words[i]:
            draft.settle(i, "body", "")
        else:
            draft.settle(i, "boilerplate", "clean.boilerplate.before-the-text")


def _is_place_line(draft: Draft, index: int) -> bool:
    """Whether a short line beside a line with a date is the place of the dateline ("New York" above "23 September")."""
    words = draft.words[index]
    beside = draft.kinds[index + 1 : index + 2] + (draft.kinds[index - 1 : index] if "," in words else [])
    if "dateline" not in beside or len(words) > 40 or words.count(" ") > 3 or draft.lines[index].stops:
        return False
    return words[0].isupper() and not any(c.isdigit() for c in words)


def _no_prose(draft: Draft, open_lines: Sequence[int]) -> None:
    for n, i in enumerate(open_lines):
        is_title = n == 0 and len(open_lines) > 1 and _is_headline(draft, i)
        draft.settle(i, "title" if is_title else "body", "clean.title.headline" if is_title else "")


def _is_headline(draft: Draft, index: int) -> bool:
    words = draft.words[index]
    if draft.lines[index].stops and not words.endswith(("?", "!", "…", "...", "”", "»", '"', ")", "'")):
        return False
    if len(words) > _HEADLINE or _INNER_STOP.search(words):
        return False
    return words.count(" ") >= 3 if draft.spaced(index) else len(words) >= (8 if not words.isascii() else 30)


def _middle(draft: Draft, first: int, last: int) -> None:
    """Between prose, a short line without a stop that stands alone between sentences is a heading; the rest is the text."""
    for i in range(first, min(last + 1, len(draft.lines))):
        if draft.kinds[i] is not None:
            continue
        if _is_heading(draft, i):
            draft.settle(i, "title", "clean.title.heading")
        else:
            draft.settle(i, "body", "")


def _is_heading(draft: Draft, index: int) -> bool:
    words = draft.words[index]
    if not 0 < index < len(draft.lines) - 1 or draft.lines[index].stops or len(words) > 110 or words.count(" ") > 14:
        return False
    if not words[0].isupper() and not _NUMBERED.match(words):
        return False
    before, after = draft.words[index - 1], draft.words[index + 1]
    if before.endswith((":", "：", ";", "；", ",")) or not (draft.lines[index - 1].stops and draft.lines[index + 1].stops):
        return False
    return not after[0].islower() and (not _ITEM.match(words) or _NUMBERED.match(words) is not None)


def _built(draft: Draft) -> tuple[Segment, ...]:
    """The segments with datelines cut from the head of paragraphs and repeats tied to what they repeat."""
    found: list[Segment] = []
    seen: dict[str, int] = {}
    text, tries = draft.text, 0
    for i, line in enumerate(draft.lines):
        kind, start = draft.kinds[i] or "body", line.start
        known = draft.rules.datelines if kind == "body" else draft.rules.title_datelines
        if kind in ("body", "title") and tries < _DATELINES:
            tries += 1
            for _ in range(3):  # a crawler's date and a relay's name may stand before an agency's dateline
                if (cut := furniture.dateline(text, start, line.end, known)) is None:
                    break
                stop, rest, rule = cut
                found.append(Segment(start, stop, "dateline", draft.languages[i], None, rule))
                start = rest
        words = text[start : line.end]
        if kind != "body" or len(words) <= furniture.PLAIN:  # a title may return with other marks, a paragraph returns as it is
            words = furniture.bare(words)
        earlier = seen.get(words) if len(words) >= _REPEAT else None
        reason = draft.reasons[i]
        if earlier is None:
            if len(words) >= _REPEAT:
                seen[words] = len(found)
        elif kind == "body" and found[earlier].kind == "body":
            kind, reason = "boilerplate", "clean.boilerplate.repeat"
        elif kind == "body" and found[earlier].kind == "title":
            kind, reason = "title", "clean.title.repeat"
        found.append(Segment(start, line.end, kind, draft.languages[i], earlier, reason))
    return tuple(found)
