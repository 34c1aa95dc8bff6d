"""Genre: what kind of text this is, settled before anything is read as held.

Announcements, transcripts, messages, statements, notices, domestic meetings and news look much like readouts; a pack's rules tell
them by title and first sentences. A text that no rule claims is a readout, for a readout that is lost is the worse fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from readout.errors import PackError
from readout.grammar.load import LINE, Pack

Stretch = tuple[int, int]
# A speaker's label stands at most this far before its colon.
_LABEL = 110
# A first "sentence" of fewer words is a dateline or a heading.
_SHORT = 4
_COLON = re.compile("[:：]")
# Where a label can begin: a full stop after a lower-case letter or a mark, not the stop of "V.Putin" or "Mr. Sun".
_BREAK = re.compile(r"(?<=[^\W\d_A-Z]{2})\.\s|[?!»”\"。！？…>*\n]\s*")
_STOPS = (".", "!", "?", "。", ":", "：")
_WIDE = re.compile("[\u2e81-\U0010ffff]")
_BRACKET = re.compile(r"\([^()]{0,60}\)$")
_CONDITIONS = frozenset(
    ("id", "genre", "title", "lead", "text", "not_title", "not_lead", "first", "held", "turns", "foreign", "foreign_not", "examples", LINE)
)


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One line of the pack: the genre it tells and the conditions that must all hold (None: no condition)."""

    id: str
    genre: str
    title: re.Pattern[str] | None
    lead: re.Pattern[str] | None
    text: re.Pattern[str] | None
    not_title: re.Pattern[str] | None
    not_lead: re.Pattern[str] | None
    first: frozenset[str]
    held: bool | None
    turns: int
    foreign: bool | None
    foreign_not: bool | None


class Rules(msgspec.Struct, frozen=True, gc=False):
    """A pack's rules of genre with the expressions they share."""

    rules: tuple[Rule, ...]
    cues: re.Pattern[str]
    frames: re.Pattern[str]
    speech: re.Pattern[str]
    label_words: frozenset[str]


class Face(msgspec.Struct, frozen=True, gc=False):
    """What of a text the rules look at."""

    title: str
    lead: str
    first: str
    held: bool
    turns: int
    foreign: bool | None


def find(text: str, title: str | None, sentences: Sequence[Stretch], pack: Pack, *, foreign: bool | None = None) -> tuple[str, str]:
    """The genre of a text and the id of the rule that told it.

    `sentences` are those of the body; `foreign` says whether a foreign party takes part, or None where that is not known.

    >>> from readout.grammar.load import load_pack
    >>> lead = "On 3 May, Ana Kral will meet with Lee Sun."
    >>> find(lead, None, [(0, len(lead))], load_pack("en"))
    ('announcement', 'en.genre.announced_in_lead')
    """
    rules = _load(pack)
    if rules is None:
        return "readout", f"{pack.language}.genre.default"
    face = _face(text, title, sentences, rules, foreign)
    for rule in rules.rules:
        if _holds(rule, face, text):
            return rule.genre, rule.id
    return "readout", f"{pack.language}.genre.default"


def _holds(rule: Rule, face: Face, text: str) -> bool:
    return (
        face.turns >= rule.turns
        and (not rule.first or face.first in rule.first)
        and (rule.held is None or rule.held == face.held)
        and (rule.foreign is None or rule.foreign is face.foreign)
        and (rule.foreign_not is None or rule.foreign_not is not face.foreign)
        and (rule.title is None or rule.title.search(face.title) is not None)
        and (rule.lead is None or rule.lead.search(face.lead) is not None)
        and (rule.not_title is None or rule.not_title.search(face.title) is None)
        and (rule.not_lead is None or rule.not_lead.search(face.lead) is None)
        and (rule.text is None or rule.text.search(text) is not None)
    )


def _face(text: str, title: str | None, sentences: Sequence[Stretch], rules: Rules, foreign: bool | None) -> Face:
    lead: list[str] = []
    if title is None:
        title = _title_line(text, sentences)
    for start, end in sentences[:8]:
        sentence = text[start:end]
        if _words(sentence) >= _SHORT and not rules.frames.search(sentence) and sentence.strip() != title:
            lead.append(sentence)
        if len(lead) == 2:
            break
    head = lead[0] if lead else ""
    cue = rules.cues.search(head)
    return Face(
        title or "",
        " ".join(lead),
        str(cue.lastgroup) if cue else "none",
        any(m.lastgroup == "held" for part in lead for m in rules.cues.finditer(part)),
        _turns(text, rules),
        foreign,
    )


def _words(sentence: str) -> int:
    """About how many words a sentence has: where they are not spaced, a word is two or three signs."""
    return max(sentence.count(" ") + 1, len(_WIDE.findall(sentence)) // 3)


def _title_line(text: str, sentences: Sequence[Stretch]) -> str:
    """The line that serves as title where the source gives none: the first before the body, or a first line without a full stop."""
    before = text[: sentences[0][0]].strip() if sentences else ""
    line = (before or text.lstrip()[:300]).split("\n")[0].strip()
    return line if before or (len(line) < 250 and line != text.strip() and line[-1:] not in _STOPS) else ""


def _turns(text: str, rules: Rules) -> int:
    """The number of turns of a transcript: a speaker's label, a colon, words in the first or second person."""
    turns = 0
    for colon in _COLON.finditer(text):
        at = colon.start()
        label = _BREAK.split(_BRACKET.sub("", text[max(0, at - _LABEL) : at]))[-1].split()
        if label and label[0][:1].isupper() and all(w[:1].isupper() or w in rules.label_words for w in label):
            turns += rules.speech.search(text, at + 1, at + 160) is not None
    return turns


@cache
def _load(pack: Pack) -> Rules | None:
    content = pack.file("genre")
    if not content:
        return None
    spaced = bool(pack.setting("words_are_spaced"))
    border = r"\b" if spaced else ""
    cues = "|".join(f"(?P<{kind}>{'|'.join(map(str, content.get(kind) or ['(?!)']))})" for kind in ("future", "held"))
    return Rules(
        tuple(_rule(entry, pack) for entry in content["rules"]),
        re.compile(f"{border}(?:{cues}){border}"),
        re.compile("|".join(map(str, content.get("frames") or ["(?!)"]))),
        re.compile(str(content.get("speech") or "(?!)")),
        frozenset(map(str, content.get("label_words") or ())),
    )


def _rule(entry: dict[str, Any], pack: Pack) -> Rule:
    unknown = sorted(set(entry) - _CONDITIONS)
    if unknown:
        place = f"packs/{pack.language}/genre.yaml:{entry.get(LINE, 0)}"
        known = ", ".join(sorted(_CONDITIONS - {LINE}))
        raise PackError("RO-P021", place, f"unknown condition: {', '.join(unknown)}", f"use one of: {known}")

    def compiled(key: str) -> re.Pattern[str] | None:
        return re.compile(str(entry[key])) if key in entry else None

    first = entry.get("first") or ()
    return Rule(
        f"{pack.language}.genre.{entry['id']}",
        entry["genre"],
        compiled("title"),
        compiled("lead"),
        compiled("text"),
        compiled("not_title"),
        compiled("not_lead"),
        frozenset([first] if isinstance(first, str) else first),
        entry.get("held"),
        int(entry.get("turns") or 0),
        entry.get("foreign"),
        entry.get("foreign_not"),
    )
