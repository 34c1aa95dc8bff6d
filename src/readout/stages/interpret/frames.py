"""Frames: how each reporting verb of a sentence hangs in it, and which words before it are its subject.

"A noted X and stressed Y, adding that Z" has three frames with one subject; "issues of trade were discussed" has one whose
subject is what was said. A verb inside somebody's words ("… that Ruritania supported …") has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from readout.grammar.shape import KIND_OF, SIGNS, Shape
from readout.stages.interpret.cues import Cue, Rules, adverb_at_end
from readout.stages.interpret.subjects import PARTY, np_start, subject_before

SUBJECT, JOINED, PARTICIPLE, OPENING, PURPOSE, PASSIVE, IMPERSONAL, HEAD, TALK, TRAILING, DESCRIBED, ACCORDING = (
    "subject", "joined", "participle", "opening", "purpose", "passive", "impersonal", "head", "talk", "trailing", "described", "according",
)  # fmt: skip
_TELLS = re.compile(f"[;:{SIGNS['cue']}]")  # an aside between a subject and its verb says nothing itself
_WINDOW = 160
_NEAR = 48


class Frame(msgspec.Struct, frozen=True, gc=False):
    """A reporting verb in its sentence; places are those of the sentence's shape.

    `left` is where what belongs to the frame begins (what was said before ends there), `after` where what follows the cue begins,
    `subject` the places of the subject's mentions, `first` where the subject's words begin, `shares` whether an earlier frame's
    subject is meant.
    """

    cue: Cue | None
    relation: str
    at: int
    left: int
    after: int
    subject: tuple[int, ...] = ()
    first: int = 0
    shares: bool = False
    rule: str = ""
    act: str = ""
    verbal: str = ""


class Left(msgspec.Struct, frozen=True, gc=False):
    """What stands before a cue: the shape's words up to it without adverbs and asides; `end` is where they end."""

    text: str
    end: int
    aside: int


def find(form: Shape, cues: Sequence[tuple[int, Cue]], rules: Rules, lead: bool, before: Sequence[Frame] = ()) -> list[Frame]:
    """The frames of a sentence, in order; `cues` are the signs' places with their cues, `lead` whether an encounter is told here, `before`
    frames
    that are known already.
    """
    found: list[Frame] = [*before]
    nested = 0
    for at, cue in cues:
        frame, inside = _frame(form, at, cue, found, nested, rules, lead)
        if frame is not None:
            found.append(frame)
            nested = 0
        elif inside:
            nested = at
    return found


def _frame(form: Shape, at: int, cue: Cue, found: Sequence[Frame], nested: int, rules: Rules, lead: bool) -> tuple[Frame | None, bool]:
    """The frame of one cue, or None; and whether the cue stands inside somebody's words with a subject of its own."""
    base = found[-1].after if found else 0
    start = max(0, at - _WINDOW)
    text = form.text[start:at]
    left = stripped(text, start, rules)
    verb = cue.verb
    near = max(0, len(left.text) - _NEAR)
    tail = left.text[near:]
    if verb.form in ("past", "done", "third") and (passive := rules.passive.search(tail)):
        return _passive(form, at, cue, left, start + near + passive.start(), found, rules), False
    if verb.kind == "theme" and verb.form != "ing":  # "Issues of trade dominated the talks": no auxiliary, and said of what was discussed
        return _passive(form, at, cue, left, left.end, found, rules), False
    if verb.form == "done":
        return None, False
    trailing = _trailing(form, at, cue, left, base, rules)
    if trailing is not None:
        return trailing, False
    if verb.form == "ing":
        return _participle(form, at, cue, left, found, nested, rules, lead), False
    if verb.form == "base" and KIND_OF.get(left.text[-1:]) in PARTY and rules.purpose.search(text[-_NEAR:].rstrip()):
        # "The Minister took the opportunity to thank": the phrase before the infinitive counts as an adverb.
        return _with_subject(form, at, replace(cue, verb=replace(verb, form="past")), left, found, base, rules)
    if verb.form == "base" and (rules.purpose.search(tail) or rules.opportunity.search(tail)):
        return _purpose(form, at, cue, left, found, rules, lead), False
    if joined := rules.joined.search(tail):
        boundary = start + near + joined.start()
        if verb.adjective and not rules.determined.match(form.text, at + 1):
            return None, bool(nested)
        if boundary >= base and (frame := _joined(at, cue, boundary, found, nested)):
            return frame, False
        if lead and not found and verb.form == "past" and rules.patterns["met_and"].search(tail):
            return Frame(cue, PURPOSE, at, boundary, at + 1), False
        return None, bool(nested)
    if verb.form == "base" and not _plural_before(form, left):
        return None, False
    return _with_subject(form, at, cue, left, found, base, rules)


def stripped(text: str, start: int, rules: Rules) -> Left:
    """The words before a cue without the adverbs, asides and brackets that stand between it and its subject."""
    aside = 0
    for _ in range(6):
        text = text.rstrip()
        if (cut := adverb_at_end(text, rules)) >= 0:
            text = text[:cut]
            continue
        if text.endswith(")") and (cut := text.rfind("(")) > 0:
            text = text[:cut]
            continue
        if text.endswith(",") and not aside:
            bare = text[:-1]
            if bare and KIND_OF.get(bare[-1]) in PARTY and "," not in bare[-90:]:
                return Left(bare, start + len(bare), aside)
            cut = bare.rfind(",", max(0, len(bare) - 90))
            says = _TELLS.search(bare, cut + len(", ?")) or rules.patterns["no_aside"].match(bare, max(cut, 0))
            if cut > 0 and KIND_OF.get(bare[:cut].rstrip()[-1:]) in PARTY and not says:
                text = bare[:cut]
                aside = start + cut
                continue
            if (cut := adverb_at_end(bare, rules)) >= 0:
                text = bare[:cut].rstrip(" ,")
                aside = start + len(text)
                continue
        break
    return Left(text, start + len(text), aside)


def _plural_before(form: Shape, left: Left) -> bool:
    return KIND_OF.get(left.text[-1:]) in ("collective", "state", "side", "organisation")


# -- the kinds of frame --------------------------------------------------------------------------------------------------


def _passive(form: Shape, at: int, cue: Cue, left: Left, aux: int, found: Sequence[Frame], rules: Rules) -> Frame | None:
    """ "Issues of trade were discussed", "it was agreed": what was said stands before the verb, or after it."""
    if cue.verb.kind == "weak" or rules.patterns["hearsay"].fullmatch(cue.verb.verb):
        return None
    floor, text = 0, form.text
    where = rules.patterns["where_clause"].search(text, found[-1].after if found else 0, aux)
    if where and not where.group().endswith(tuple(SIGNS["cue"])):  # "visited the port, where matters of transit were discussed"
        begin = _clause_begin(text, where.end(), aux, rules)
        return Frame(cue, PASSIVE, at, where.start(), at + 1, first=begin) if text[begin:aux].strip() else None
    if found:
        last = found[-1]
        weak = last.relation in (PASSIVE, HEAD, IMPERSONAL)
        cut = _last(rules.patterns["clause_joins"], text, last.after, aux)
        if cut < 0 and weak:
            cut = _last(rules.patterns["loose_joins"], text, last.after, aux)
        if cut < 0 or (not weak and text[cut] != ";"):
            return None
        floor = cut
    begin = _clause_begin(text, floor, aux, rules)
    words = text[begin:aux].strip()
    if not words or rules.nested.search(words[-_NEAR:]):
        return None
    if words in rules.impersonal:
        return Frame(cue, IMPERSONAL, at, floor if found else begin, at + 1, first=begin)
    if len(words) == 1 and KIND_OF.get(words) in PARTY:
        return None
    return Frame(cue, PASSIVE, at, floor if found else begin, at + 1, first=begin)


def _clause_begin(text: str, floor: int, end: int, rules: Rules) -> int:
    """Where the subject of a clause begins: after a joining word and after an introductory phrase with its comma."""
    begin = floor
    lead = rules.patterns["clause_lead"].match(text, floor, end)
    begin = lead.end() if lead and floor else floor
    while rules.intro.match(text[begin:end]) and (comma := text.find(", ", begin, end)) > 0 and text[comma + 2 : end].strip():
        begin = comma + 2
    bare = rules.patterns["bare_intro"].match(text, begin, end)  # "During the meeting issues of trade were discussed"
    return bare.end() if bare and text[bare.end() : end].strip() else begin


def _trailing(form: Shape, at: int, cue: Cue, left: Left, base: int, rules: Rules) -> Frame | None:
    """ "…," Kral said · "…," said the Minister · …, the Minister noted."""
    text = form.text
    if cue.verb.form not in ("past", "third") or not ({"quote", "that"} & cue.verb.takes):
        return None
    before = text[:at].rstrip()
    if before[-1:] and (KIND_OF.get(before[-1]) == "quotation" or before.endswith((",", "–", "—"))):
        gap = rules.patterns["after_inverted"].match(text, at + 1)
        place = gap.end() if gap else at + 1
        if place < len(text) and KIND_OF.get(text[place]) in PARTY and rules.patterns["ends_after_speaker"].match(text, place + 1):
            subject = _forward(text, place, rules)
            return Frame(cue, TRAILING, at, base, subject[-1] + 1, subject, at)
    if not rules.patterns["ends_after_cue"].match(text, at + 1):
        return None
    subject = subject_before(text, left.end, rules)
    if not subject:
        return None
    first = np_start(text, subject[0], rules)
    pre = text[:first].rstrip()
    if not pre or not (KIND_OF.get(pre[-1]) == "quotation" or pre[-1] in ",–—-") or rules.as_said.search(pre[-8:]):
        return None
    return Frame(cue, TRAILING, at, base, at + 1, subject, first)


def _forward(text: str, place: int, rules: Rules) -> tuple[int, ...]:
    """A list of mentions that begins at a place and goes on to the right."""
    found = [place]
    while True:
        following = next((i for i in range(found[-1] + 1, min(len(text), found[-1] + 30)) if KIND_OF.get(text[i]) in PARTY), None)
        if following is None or not rules.patterns["and_party"].fullmatch(text, found[-1] + 1, following):
            return tuple(found)
        found.append(following)


def _participle(form: Shape, at: int, cue: Cue, left: Left, found: Sequence[Frame], nested: int, rules: Rules, lead: bool) -> Frame | None:
    """ "…, adding that" shares the subject before it; "Noting that …, A said" the one after it; "with B stressing" has its own."""
    text = form.text
    if not left.text.strip() or (not found and rules.patterns["before_opening"].fullmatch(left.text.strip())):
        return Frame(cue, OPENING, at, 0, at + 1, shares=True)
    if began := rules.patterns["began_by"].search(left.text):
        return _begun(text, at, cue, left.end - len(left.text) + began.start(), rules)
    tail = left.text[-_NEAR:]
    match = rules.participle.search(tail)
    boundary = left.end - (len(tail) - match.start()) if match else -1
    if KIND_OF.get(left.text[-1]) in PARTY:
        subject = subject_before(text, left.end, rules)
        first = np_start(text, subject[0], rules) if subject else 0
        own = rules.patterns["absolute"].search(text, 0, first) if subject else None
        if own is not None and "," not in text[subject[-1] : at]:
            return Frame(cue, SUBJECT, at, own.start(), at + 1, subject, first)
        if subject and not found and not text[:first].strip() and text.startswith(",", left.end):
            return Frame(cue, SUBJECT, at, left.end, at + 1, subject, first)  # "The President, recalling his visit, noted …"
        boundary = left.end if text.startswith(",", left.end) else -1
    if boundary < 0:
        return None
    if not found:
        return Frame(cue, PURPOSE, at, boundary, at + 1) if lead else None
    if boundary < found[-1].at or (nested > found[-1].at and not text[:at].rstrip().endswith(",")):
        return None
    if rules.patterns["joins_word"].search(tail) and found[-1].relation not in (PARTICIPLE, OPENING, HEAD):
        return None
    return Frame(cue, PARTICIPLE, at, boundary, at + 1, shares=True)


def _begun(text: str, at: int, cue: Cue, place: int, rules: Rules) -> Frame | None:
    """ "A began by thanking B": the participle is what A did."""
    end = len(text[:place].rstrip())
    subject = subject_before(text, end, rules)
    if not subject:
        return None
    first = np_start(text, subject[0], rules)
    return Frame(cue, SUBJECT, at, first, at + 1, subject, first)


def _purpose(form: Shape, at: int, cue: Cue, left: Left, found: Sequence[Frame], rules: Rules, lead: bool) -> Frame | None:
    """ "A met with B to discuss X": the infinitive that tells what an encounter was about."""
    if any(f.relation not in (PURPOSE, TALK) for f in found) or not (lead or rules.opportunity.search(left.text[-_NEAR:])):
        return None
    if rules.patterns["noun_takes_to"].search(left.text[-_NEAR:]):
        return None  # "ways to support them were discussed"
    boundary = left.end - 2
    if found:
        near = max(0, at - _NEAR)
        joint = rules.patterns["and_to_before"].search(form.text[near:at])
        if joint is None:
            return None
        boundary = near + joint.start()
    return Frame(cue, PURPOSE, at, boundary, at + 1, shares=bool(found))


def _joined(at: int, cue: Cue, boundary: int, found: Sequence[Frame], nested: int) -> Frame | None:
    """ "A noted X and stressed Y": the second verb has the first one's subject, if it has its form."""
    main = next((f for f in reversed(found) if f.cue is not None and f.cue.verb.form == cue.verb.form and f.relation != TALK), None)
    if main is None:
        main = next((f for f in reversed(found) if f.cue is None or f.relation in (TALK, HEAD, TRAILING)), None)
        if main is None or cue.verb.form != "past":
            return None
    if cue.verb.form == "base" and main.relation != PURPOSE:
        return None
    if nested > main.at and cue.verb.kind == "joint":
        return None
    relation = main.relation if main.relation in (PURPOSE, PARTICIPLE) else JOINED
    return Frame(cue, relation, at, boundary, at + 1, main.subject, main.first, True)


def _with_subject(form: Shape, at: int, cue: Cue, left: Left, found: Sequence[Frame], base: int, rules: Rules) -> tuple[Frame | None, bool]:
    """A verb whose subject stands directly before it, in a clause of its own."""
    text = form.text
    subject = subject_before(text, left.end, rules)
    if not subject and (who := rules.patterns["who_subject"].search(left.text)):  # "continued with Mr Lee, who praised …"
        place = left.end - len(left.text) + who.start()
        return Frame(cue, SUBJECT, at, place + 1, at + 1, (place,), np_start(text, place, rules)), False
    if not subject:
        serial = left.text.endswith(("-", "–", "—")) or (left.text.endswith(",") and _series(form, at, rules))
        if (
            serial
            and not cue.verb.adjective
            and found
            and cue.verb.form in ("past", "third")
            and (frame := _joined(at, cue, left.end - 1, found, 0))
        ):
            return frame, False
        return _described(form, at, cue, left, found, base, rules), False
    told = found[-1] if left.aside and found and subject[-1] < found[-1].at else None
    if told is not None and told.cue is not None and (told.at < left.aside or told.cue.verb.form != "ing"):
        return None, False  # but "The President, welcoming the guest, noted …": the aside tells too
    first = np_start(text, subject[0], rules)
    if told is not None and told.cue is not None:  # "The President, welcoming the guest, noted": the aside ends at its comma
        return Frame(cue, SUBJECT, at, text.rfind(",", 0, at), at + 1, subject, first), False
    if first < base:
        return (_joined(at, cue, left.aside, found, 0), False) if left.aside >= base and found else (None, True)
    pre = text[base:first].rstrip()
    whole = text[:first].rstrip()
    kinds = {KIND_OF[text[i]] for i in subject}
    if cue.verb.form == "base" and not kinds & {"collective", "state", "side", "organisation"} and len(subject) < 2:
        return None, False
    if rules.as_said.search(whole[-8:]):
        cut = len(whole) - 2
        return Frame(cue, TRAILING, at, base, at + 1, subject, max(0, cut), rule="as"), False
    if found and not pre:
        return None, True
    if rules.relative.search(whole[-_NEAR:]):
        left_at = max(whole.rfind(","), base)
        return Frame(cue, SUBJECT, at, left_at, at + 1, subject, first), False
    if rules.nested.search(whole[-_NEAR:]):
        return None, True
    if not _opens(pre, whole, found, rules):
        return None, bool(found)
    if (
        found
        and found[-1].relation != OPENING
        and pre.endswith(",")
        and not rules.patterns["new_clause"].search(pre[-_NEAR:])
        and cue.verb.form == "past"
    ):
        return None, True
    return Frame(cue, SUBJECT, at, _boundary(text, base, first, rules), at + 1, subject, first), False


def _series(form: Shape, at: int, rules: Rules) -> bool:
    """Whether a verb after a comma is one of a series: another joins it with a word, or it has an object of its own."""
    known = rules.patterns
    return known["series_goes_on"].search(form.text, at + 1) is not None or known["own_object"].match(form.text, at + 1) is not None


def _opens(pre: str, whole: str, found: Sequence[Frame], rules: Rules) -> bool:
    if not whole or rules.opened.search((pre or whole)[-_NEAR:]):
        return True
    return not found and rules.intro.match(whole) is not None and not rules.patterns["preposition_end"].search(whole[-_NEAR:])


def _boundary(text: str, base: int, first: int, rules: Rules) -> int:
    """Where the clause of a subject begins: what came before it ends there."""
    low = max(base, first - _NEAR)
    match = rules.patterns["before_subject"].search(text[low:first])
    return low + match.start() if match else first


def _described(form: Shape, at: int, cue: Cue, left: Left, found: Sequence[Frame], base: int, rules: Rules) -> Frame | None:
    """A subject that no lexicon knows as a party: "the guest", "the Ruritanian diplomat"; or the talk itself."""
    text = form.text
    match = rules.persons.search(left.text) or rules.head_of.search(left.text)
    if match:
        first = left.end - len(left.text) + match.start("np")
        if first < base or rules.nested.search(text[max(0, first - _NEAR) : first].rstrip()):
            return None
        return Frame(cue, DESCRIBED, at, _boundary(text, base, first, rules), at + 1, (left.end,), first)
    match = rules.talk.search(left.text) if cue.verb.kind in ("joint", "focus") and not found else None
    known = rules.patterns
    if match and not known["not_the_talk"].search(left.text[: match.start()]) and not known["clause_word"].search(left.text, match.start()):
        return Frame(cue, HEAD, at, 0, at + 1)
    return None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where a pattern fits last in a stretch, or -1."""
    return max((m.start() for m in pattern.finditer(text, start, end)), default=-1)
