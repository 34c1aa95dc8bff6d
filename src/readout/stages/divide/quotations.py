"""Quotations: the words between quotation marks, with marks that are missing made good and said so.

Marks are balanced within a paragraph, never over the document: one mark that is lost must not turn the rest of the text
inside out (the complaint users have about other tools).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from readout.errors import Notice
from readout.grammar.load import Pack
from readout.model.document import Quotation

_BEHIND = 120  # so far behind a quotation its source is looked for
_NOTICES = 100  # of so many repairs each is said; of more, how many there are
_SPEAKER = 300  # a speaker with a verb of speech has fewer characters


class Marks(msgspec.Struct, frozen=True, gc=False):
    """A pack's quotation marks: `closes` gives the closing marks of each opening one, `scan` finds any of them.

    `cue` finds a speaker with a verb of speech after a comma: where a quotation is never closed, its words end there.
    """

    closes: dict[str, str]
    scan: re.Pattern[str]
    cue: re.Pattern[str]
    source: re.Pattern[str]
    aside: re.Pattern[str] | None
    own_account: re.Pattern[str]
    narrated: re.Pattern[str]


@cache
def marks(pack: Pack) -> Marks:
    """The quotation marks that a pack knows; printers mix straight marks with curly ones, so each may close the other."""
    closes: dict[str, str] = {}
    for opening, closing in pack.setting("quotation_marks") or ():
        closes[opening] = closes.get(opening, "") + closing
    every = sorted(set("".join(closes) + "".join(closes.values())))
    for family in pack.setting("quotation_families") or ():
        for opening in closes:
            if opening in family:
                closes[opening] += "".join(
                    c for c in family if c not in closes[opening] and any(c in v for v in closes.values()) and (c == '"' or c not in closes)
                )
    scan = re.compile("[" + re.escape("".join(every)) + "]" if every else "(?!)")
    return Marks(
        closes, scan, _cue(pack), _known(pack, "source_quote"), _aside(pack), _known(pack, "own_account"), _known(pack, "narrated")
    )


def _known(pack: Pack, key: str) -> re.Pattern[str]:
    """A pattern by which narration in quotation marks is known: a press office, or a joint statement, that is quoted."""
    known = pack.file("reporting_verbs")
    return re.compile(str(known.get(key) or "(?!)") if isinstance(known, dict) else "(?!)", re.I)


def _aside(pack: Pack) -> re.Pattern[str] | None:
    """Words of the narrator between two dashes inside the marks ("…, – said X, – …"), where a language writes them there."""
    said = _said(pack)
    if not pack.setting("narrator_inside_marks") or not said:
        return None
    subject = r"[^,;:!?«»\"“”–—]{1,100}?"
    return re.compile(rf"[,.!?…]*,? [–—-] (?:(?:{said}) {subject}|{subject} (?:{said}))[,.]? [–—-] (?=\w)")


def _said(pack: Pack) -> str:
    """The verbs of speech, as alternatives."""
    verbs = {
        re.escape(str(f))
        for e in pack.entries("reporting_verbs", "verbs")
        for f in e["forms"].get("past") or ()
        if {"quote", "that"} & set(map(str, e.get("takes") or ()))
    }
    return "|".join(sorted(verbs, key=len, reverse=True))


def _cue(pack: Pack) -> re.Pattern[str]:
    """A comma, a name or office, and a verb of speech, in the order of the pack's language."""
    said = _said(pack)
    if not said:
        return re.compile(r"(?!)")
    subject = str(pack.setting("speaker_shape") or r"[^,.;:]{2,60}?")
    return re.compile(
        rf"[,.!?]? ?[–—-]? ?(?<=[,–—-] )(?:(?P<subject>{subject}) (?:also |then )?(?:{said})\b|(?:{said}) (?:{subject}))(?=[ .,:;]|$)"
    )


def find(text: str, paragraphs: Sequence[tuple[int, int]], pack: Pack) -> tuple[tuple[Quotation, ...], tuple[Notice, ...]]:
    """The outermost quotations of each paragraph, and a notice for each that had to be repaired.

    >>> from readout.grammar.load import load_pack
    >>> text = 'He said: "We agree." And "soon.'
    >>> [(text[q.start:q.end], q.repaired) for q in find(text, [(0, len(text))], load_pack("en"))[0]]
    [('We agree.', None), ('soon.', 'no closing mark: taken to the end of the paragraph')]
    """
    known = marks(pack)
    found: list[Quotation] = []
    notices: list[Notice] = []
    for index, (start, end) in enumerate(paragraphs):
        following = paragraphs[index + 1][0] if index + 1 < len(paragraphs) else None
        for quotation in _paragraph(text, start, end, index, known, following):
            beyond = end if text[quotation.closed : end].strip(" ,.–—-") else min(len(text), quotation.closed + _BEHIND)
            behind = text[quotation.closed : min(beyond, quotation.closed + _BEHIND)]
            if known.source.search(behind) or (known.own_account.search(behind) and known.narrated.match(text, quotation.start)):
                continue
            found.extend(_parted(text, quotation, known))
            if quotation.repaired:
                notices.append(
                    Notice("RO-N101", f"a quotation has {quotation.repaired}", "check where the words end", quotation.start, quotation.end)
                )
    if len(notices) > _NOTICES:
        message = f"{len(notices) - _NOTICES} more quotations have no closing mark"
        first, last = notices[_NOTICES], notices[-1]
        notices[_NOTICES:] = [Notice("RO-N101", message, "check whether the text is whole", first.start, last.end)]
    return tuple(found), tuple(notices)


def _paragraph(text: str, start: int, end: int, index: int, known: Marks, following: int | None) -> list[Quotation]:
    found: list[Quotation] = []
    opened, depth, opening, closing = -1, 0, "", ""
    tried = 0  # no speaker is named between the open mark and here
    for match in known.scan.finditer(text, start, end):
        sign, at = match.group(), match.start()
        if opened < 0:
            if sign in known.closes and _may_open(text, at, start, end, sign, known):
                opened, closing, opening, depth = at, known.closes[sign], sign, 0
                tried = at
        elif sign in closing and _may_close(text, at, end, sign, opening, known):
            if depth:
                depth -= 1
            else:
                found.append(Quotation(opened + 1, at, opened, at + 1, index))
                opened = -1
        elif sign in known.closes and (repaired := _at_cue(text, opened, tried, at, index, known)):
            found.append(repaired)
            opened, closing, opening, depth = at, known.closes[sign], sign, 0
            tried = at
        elif sign in known.closes:
            tried = at
            depth += _nested(text, at, end, known)
    if opened >= 0:
        found.append(_unclosed(text, opened, tried, end, index, known, following))
    return found


def _parted(text: str, whole: Quotation, known: Marks) -> list[Quotation]:
    """The pieces of a quotation that the narrator breaks inside its marks; one piece where he does not."""
    pieces, start, opened = [], whole.start, whole.opened
    for aside in known.aside.finditer(text, whole.start, whole.end) if known.aside else ():
        pieces.append(Quotation(start, aside.start(), opened, aside.start(), whole.paragraph, whole.repaired))
        start = opened = aside.end()
    return [*pieces, Quotation(start, whole.end, opened, whole.closed, whole.paragraph, whole.repaired)]


def _may_open(text: str, at: int, start: int, end: int, sign: str, known: Marks) -> bool:
    """Whether a mark opens: a sign that both opens and closes does so only where no word ends just before it."""
    if sign not in known.closes[sign]:
        return True
    return _looks_open(text, at, end) and not (at > start and text[at - 1].isalnum())


def _may_close(text: str, at: int, end: int, sign: str, opening: str, known: Marks) -> bool:
    """Whether a mark closes: a sign that may also open does so only where a word or a stop ends just before it."""
    return sign not in known.closes or not _looks_open(text, at, end) or _looks_closed(text, at)


def _nested(text: str, at: int, end: int, known: Marks) -> bool:
    """Whether a mark opens a name or a phrase inside a quotation: another closes it soon."""
    following = known.scan.search(text, at + 1, min(end, at + 60))
    return following is not None and _looks_open(text, at, end) and text[at - 1] in " ([" and _looks_closed(text, following.start())


def _looks_open(text: str, at: int, end: int) -> bool:
    return at + 1 < end and not text[at + 1].isspace()


def _looks_closed(text: str, at: int) -> bool:
    return not text[at - 1].isspace() and text[at - 1] not in "(["


def _at_cue(text: str, opened: int, tried: int, end: int, index: int, known: Marks) -> Quotation | None:
    """A quotation that ends where a speaker is named, because its closing mark is missing; up to `tried` none was found."""
    match = known.cue.search(text, max(opened + 8, tried - _SPEAKER), end)
    if match is None:
        return None
    stop = match.start()
    while stop > opened + 1 and text[stop - 1] in " ,–—-":
        stop -= 1
    return Quotation(opened + 1, stop, opened, stop, index, "no closing mark: closed before the speaker is named")


def _unclosed(text: str, opened: int, tried: int, end: int, index: int, known: Marks, following: int | None) -> Quotation:
    """A quotation whose closing mark is missing: closed where its speaker is named, carried on, or taken to the end."""
    if repaired := _at_cue(text, opened, tried, end, index, known):
        return repaired
    stop = end
    while stop > opened + 1 and text[stop - 1].isspace():
        stop -= 1
    if following is not None and text[following] == text[opened]:
        return Quotation(opened + 1, stop, opened, stop, index, None)
    return Quotation(opened + 1, stop, opened, stop, index, "no closing mark: taken to the end of the paragraph")
