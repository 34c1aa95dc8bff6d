"""Framing: all frames of a sentence: first those of heads and verbs of talk, by pattern, then those of reporting verbs."""

from __future__ import annotations

from collections.abc import Sequence

from readout.grammar.shape import Shape
from readout.stages.interpret import frames, loose, subjects
from readout.stages.interpret.cues import Cue, Rules
from readout.stages.interpret.frames import Frame
from readout.stages.interpret.sheets import Sheets


def find(sheets: Sheets, form: Shape, end: int, lead: bool) -> list[Frame]:
    """The frames of a sentence that ends at `end` in the text; `lead` says whether an encounter is told in it."""
    rules = sheets.rules
    if sheets.present.may(rules.wants.according, form.base, end) and (match := rules.according.match(form.text)):
        who = (match.start("who"),) if match.groupdict().get("who") else ()
        return [Frame(None, frames.ACCORDING, 0, 0, match.end(), who, 0, rule="according", act="state")]
    placed = list(subjects.cue_places(form))
    if sheets.free_order:
        return _loose(sheets, form, end, placed)
    first = _head(sheets, form, end) or _talk(sheets, form, end, placed, lead)
    if first is None:
        return frames.find(form, placed, rules, lead)
    rest = [(at, c) for at, c in placed if not first.at <= at < first.after]
    before = frames.find(form, [p for p in rest if p[0] < first.at], rules, lead)
    if before and first.relation == frames.TALK:
        return frames.find(form, placed, rules, lead)
    return frames.find(form, [p for p in rest if p[0] >= first.after], rules, False, [*before, first])


def _loose(sheets: Sheets, form: Shape, end: int, placed: Sequence[tuple[int, Cue]]) -> list[Frame]:
    """The frames of a sentence of a language in which cases and not places tell who acts."""
    first = _head(sheets, form, end)
    if first is None:
        return loose.find(form, placed, sheets.rules)
    return loose.find(form, [p for p in placed if p[0] >= first.after], sheets.rules, [first])


def _head(sheets: Sheets, form: Shape, end: int) -> Frame | None:
    """A head at the beginning of a clause ("special attention was paid to …", "an agreement was reached on …")."""
    rules = sheets.rules
    if not sheets.present.may(rules.wants.heads, form.base, end):
        return None
    for begin in subjects.clause_starts(form.text, rules):
        if match := rules.heads.match(form.text, begin):
            return Frame(None, frames.HEAD, begin, begin, match.end(), rule="heads", act="discuss")
        if match := rules.agreement_heads.match(form.text, begin):
            return Frame(None, frames.HEAD, begin, begin, match.end(), rule="agreement", act="agree")
    return None


def _talk(sheets: Sheets, form: Shape, end: int, placed: Sequence[tuple[int, Cue]], lead: bool) -> Frame | None:
    """A verb of talk with its matter ("held a discussion with B on …")."""
    rules = sheets.rules
    if not sheets.present.may(rules.wants.any_talk, form.base, end):
        return None
    present = sheets.present.within(form.base, end)
    tried = (p for p, mask in zip(rules.talks, rules.wants.talks, strict=True) if mask & present == mask)
    match = next((m for p in tried for m in [p.search(form.text)] if m), None)
    if match is None or (not lead and any(at < match.start() for at, c in placed if c.verb.form != "base")):
        return None
    at = match.start()
    subject = _subject(form, at, rules)
    return Frame(
        None,
        frames.TALK,
        at,
        at,
        match.end(),
        subject,
        subject[0] if subject else at,
        rule="talks",
        act="discuss",
        verbal=match.group("verb"),
    )


def _subject(form: Shape, at: int, rules: Rules) -> tuple[int, ...]:
    left = frames.stripped(form.text[:at], 0, rules)
    return subjects.subject_before(form.text, left.end, rules)
