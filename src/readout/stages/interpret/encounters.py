"""Encounters: who met, spoke with or visited whom, as an event; held, planned or cancelled.

Two steps. `matches` tries the pack's patterns on the shape of each sentence in which one of their cues stands, and says which
mentions fill which slot; `find` joins matches that tell of the same event, and adds what `circumstances` and `attendance` know.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import Pack
from readout.grammar.texts import alternation
from readout.model.document import Sentence
from readout.model.finding import EncounterFound, Part, PartyKey
from readout.model.mention import Atom
from readout.stages.interpret import attendance, circumstances
from readout.stages.interpret.scene import Scene, expanded, office_key

_LEAD_SENTENCES = 3
_PARTY_KINDS = frozenset({"person", "office", "side", "organisation", "state", "name", "pronoun", "collective", "region"})
_SPOKEN = frozenset({"meeting", "talks", "call"})


class Rule(NamedTuple):
    """One pattern of `encounters.yaml`."""

    id: str
    kind: str
    anywhere: bool
    planned: bool
    pattern: re.Pattern[str]


class Rules(NamedTuple):
    """The encounter knowledge of a pack, compiled; `by_cue` gives the patterns that a cue word may begin."""

    cues: Lexicon
    patterns: tuple[Rule, ...]
    by_cue: dict[str, tuple[int, ...]]
    kinds: dict[str, str]
    remote: re.Pattern[str]
    in_person: re.Pattern[str]
    future: re.Pattern[str]
    cancelled: re.Pattern[str]
    virtual: re.Pattern[str]
    not_planned: re.Pattern[str]
    past: re.Pattern[str]
    separately: re.Pattern[str]
    noun_not_after: re.Pattern[str]
    took_place: re.Pattern[str]
    intro: re.Pattern[str]
    by_title: tuple[tuple[str, re.Pattern[str]], ...]


class Match(NamedTuple):
    """A pattern that fitted: the mentions of its slots, by index, and where it stands."""

    rule: str
    kind: str
    status: str
    a: tuple[int, ...]
    b: tuple[int, ...]
    start: int
    end: int
    sentence: int
    zone: str
    what: tuple[int, int] | None = None
    group: tuple[int, int] | None = None
    whose: int | None = None


@cache
def rules(pack: Pack) -> Rules:
    """The encounter rules of a pack."""
    content = pack.file("encounters")
    spaced = bool(pack.setting("words_are_spaced"))
    macros = {k: str(v) for k, v in content["macros"].items() if isinstance(v, str)}
    written = [(p, False) for p in content["patterns"]] + [(content["group_met"], False)] * bool(content.get("group_met"))
    written += [(p, True) for p in content.get("planned", ())]
    by_cue: dict[str, list[int]] = {}
    compiled = []
    for n, (entry, planned) in enumerate(written):
        compiled.append(_rule(pack.language, entry, macros, planned))
        for cue in entry["cues"]:
            by_cue.setdefault(str(cue).lower(), []).append(n)
    cues = Lexicon((Entry(word, "cue", _within(word, by_cue), word) for word in by_cue), spaced=spaced)

    def words(key: str, flags: int = re.I) -> re.Pattern[str]:
        border = r"\b" if spaced else ""
        return re.compile(f"{border}(?:{alternation(content.get(key) or ())}){border}", flags)

    kinds = {str(w): kind for kind, listed in content["kinds"].items() if isinstance(listed, list) for w in listed}
    return Rules(
        cues,
        tuple(compiled),
        {w: tuple(n) for w, n in by_cue.items()},
        kinds,
        words("remote"),
        words("in_person"),
        words("future", 0),
        words("cancelled"),
        words("virtual"),
        words("not_planned"),
        words("past"),
        words("separately"),
        re.compile(words("noun_not_after").pattern + r"\s*(?:\w+ )?$", re.I),
        words("took_place"),
        re.compile(shape.expand(str(content.get("intro") or "^"))),
        tuple((kind, re.compile(str(p), re.I)) for kind, p in (content.get("by_title") or {}).items() if isinstance(p, str)),
    )


def _within(word: str, by_cue: dict[str, list[int]]) -> tuple[int, ...]:
    """The patterns of a cue and of every cue that its words hold: the longest cue must not hide the shorter ("will pay", "will")."""
    padded = f" {word} "
    return tuple(sorted({n for cue, numbers in by_cue.items() if f" {cue} " in padded for n in numbers}))


def _rule(language: str, entry: dict[str, Any], macros: dict[str, str], planned: bool) -> Rule:
    pattern = re.compile(shape.expand(str(entry["pattern"]), macros))
    return Rule(f"{language}.encounters.{entry['id']}", str(entry["kind"]), planned or entry.get("where") == "anywhere", planned, pattern)


def leads(sentences: Sequence[Sentence], titles: Sequence[tuple[int, int]]) -> tuple[tuple[int, int, str], ...]:
    """The stretches in which encounters are looked for: titles first, then every sentence with its zone.

    The first sentence is the lead, the next two are second, all others are later.
    """
    body = [(s.start, s.end, "lead" if i == 0 else "second" if i < _LEAD_SENTENCES else "later") for i, s in enumerate(sentences)]
    return tuple([(a, b, "title") for a, b in titles] + body)


def matches(scene: Scene, sentences: Sequence[tuple[int, int, str]]) -> tuple[Match, ...]:
    """Every encounter pattern that fits, sentence by sentence."""
    known = rules(scene.pack)
    hits = known.cues.find(scene.lowered)
    starts = [h.start for h in hits]
    found: list[Match] = []
    for number, (start, end, zone) in enumerate(sentences):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        wanted = sorted({n for h in hits[low:high] for n in h.entry.value})
        tried = [known.patterns[n] for n in wanted if zone != "later" or known.patterns[n].anywhere]
        if tried and scene.between(start, end):
            found.extend(_sentence(scene, start, end, zone, number, tried, known))
    return tuple(found)


def _sentence(scene: Scene, start: int, end: int, zone: str, number: int, tried: Sequence[Rule], known: Rules) -> Iterator[Match]:
    form = shape.make(scene.text, start, end, _items(scene, start, end))
    taken: list[tuple[int, int]] = []
    for rule in tried:
        for match in rule.pattern.finditer(form.text):
            if any(match.start() < e and s < match.end() for s, e in taken) and not rule.id.endswith("and_will_visit"):
                continue
            made = _match(scene, form, match, rule, number, zone, known)
            if made is not None:
                taken.append((match.start(), match.end()))
                yield made


def _items(scene: Scene, start: int, end: int) -> list[shape.Placed]:
    mentions: list[shape.Placed] = [
        Atom(scene.mentions[i].start, scene.mentions[i].end, "place", None, "")
        if circumstances.is_place(scene, i, start)
        else scene.mentions[i]
        for i in scene.between(start, end)
        if not scene.names_a_body(i)
    ]
    dates = [d for d in scene.dates if start <= d.start and d.end <= end and d.kind in shape.SIGNS]
    free = [d for d in dates if not any(m.start < d.end and d.start < m.end for m in mentions)]
    return sorted([*mentions, *free], key=lambda m: m.start)


def _match(scene: Scene, form: shape.Shape, match: re.Match[str], rule: Rule, number: int, zone: str, known: Rules) -> Match | None:
    groups = match.groupdict("")
    start, end = form.source(match.start()), _end(form, match.end())
    if rule.planned:
        if zone == "title" or known.not_planned.search(form.text, max(0, match.start() - 60), match.start()):
            return None
        status = "planned"
    else:
        if (zone in ("second", "later") or (zone == "lead" and rule.kind in ("visit", "conference"))) and not _may_begin(
            form.text, match.start(), known
        ):
            return None
        if zone in ("second", "later") and known.past.search(form.text):
            return None
        if (
            groups.get("noun")
            and match.start("noun") == match.start()
            and known.noun_not_after.search(form.text[: match.end("noun") - len(groups["noun"].split(" ")[-1])])
        ):
            return None
        if groups.get("noun") and match.start("noun") == match.start() and zone != "title" and not _is_event(form, match, known):
            return None
        status = "planned" if known.future.search(_verbal(match, groups)) else "held"
        if status == "planned" and zone == "later":
            return None
    if known.cancelled.search(form.text):
        status = "cancelled"
    group = _stretch(form, match, "group")
    if group is not None:
        group = attendance.group_phrase(scene, *group)
        if group is None:
            return None
        end = group[1]
    noun = groups.get("noun") or ""
    kind = known.kinds.get(noun.split(" ")[-1].lower(), "meeting") if rule.kind == "noun" else rule.kind
    whose = form.source(match.start("whose")) if groups.get("whose") else None
    a, b = (_slot(scene, form, match, g) for g in ("a", "b"))
    return Match(rule.id, kind, status, a, b, start, end, number, zone, _stretch(form, match, "what"), group, whose)


def _stretch(form: shape.Shape, match: re.Match[str], group: str) -> tuple[int, int] | None:
    """Where the words of a group stand in the source, if it took part in the match."""
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    return form.source(match.start(group)), _end(form, match.end(group))


def _is_event(form: shape.Shape, match: re.Match[str], known: Rules) -> bool:
    """Whether a noun such as "talks" that comes first tells of the event itself: it opens the sentence, or it was held."""
    return _may_begin(form.text, match.start(), known) or known.took_place.search(form.text, match.start("noun")) is not None


def _verbal(match: re.Match[str], groups: dict[str, str]) -> str:
    """The words of a match outside its slots: where the verb's tense shows."""
    here, parts = match.start(), []
    for s, e in sorted(match.span(g) for g in ("a", "b", "group") if groups.get(g)):
        parts.append(match.string[here:s])
        here = max(here, e)
    parts.append(match.string[here : match.end()])
    return " ".join(parts)


def _may_begin(text: str, position: int, known: Rules) -> bool:
    """Whether a place is where the sentence's subject stands: at its beginning, or after one introductory phrase."""
    return position == 0 or known.intro.match(text[:position]) is not None


def _end(form: shape.Shape, position: int) -> int:
    """The source offset of a shape position that ends something."""
    i = bisect_left(form.at, position - 1)
    if position > 0 and i < len(form.at) and form.at[i] == position - 1:
        return form.items[i].end
    return form.source(position)


def _slot(scene: Scene, form: shape.Shape, match: re.Match[str], group: str) -> tuple[int, ...]:
    if group not in match.re.groupindex or match.start(group) < 0:
        return ()
    low, high = form.source(match.start(group)), _end(form, match.end(group))
    return tuple(i for i in scene.between(low, high) if scene.mentions[i].kind in _PARTY_KINDS)


def named(scene: Scene, found: Iterable[Match]) -> frozenset[int]:
    """The mentions in slots of encounters: a bare name of more than one word there is somebody's."""
    one_word = not scene.pack.setting("words_are_spaced")
    slots = {i for m in found if m.kind != "conference" for i in (*m.a, *m.b)}
    return frozenset(i for i in slots if one_word or " " in (scene.mentions[i].name or ""))


_NEAR = 30  # so far behind the parties the means of the contact may stand ("had talks with … by telephone")

# -- joining matches into encounters ---------------------------------------------------------------------------------------------------


def find(
    scene: Scene, found: Sequence[Match], sentences: Sequence[tuple[int, int, str]], published: str | None
) -> tuple[EncounterFound, ...]:
    """The encounters of a document, the main one first in order of the text."""
    drafts: list[EncounterFound] = []
    seen: list[PartyKey] = []
    for match in sorted(found, key=lambda m: (m.zone == "title", m.sentence, m.start)):
        for draft in _drafts(scene, match, seen, sentences):
            at = _same_event(draft, drafts, match)
            if at is not None:
                drafts[at] = _joined(drafts[at], draft, match.zone)
            elif match.zone != "title" or not any(d.status == draft.status for d in drafts):
                drafts.append(draft)
            seen.extend(k for k in draft.principals if k not in seen)
    if not drafts:
        drafts = list(_by_title(scene, sentences))
    drafts = [circumstances.completed(scene, d, sentences, published) for d in drafts if _stands(d)]
    drafts = _nested(attendance.added(scene, drafts, sentences))
    return tuple(drafts)


def _by_title(scene: Scene, sentences: Sequence[tuple[int, int, str]]) -> Iterator[EncounterFound]:
    """The encounter that only the title of the source names: between the first two people of the first sentence."""
    title = scene.document.source.title or ""
    kind = next((kind for kind, pattern in rules(scene.pack).by_title if pattern.search(title)), None)
    lead = next(((n, start, end) for n, (start, end, zone) in enumerate(sentences) if zone == "lead"), None)
    if kind is None or lead is None:
        return
    number, start, end = lead
    people = [i for i in scene.between(start, end) if scene.cast.person_of[i] is not None]
    parts = _distinct([p for i in people for p in part(scene, i)])[:2]
    if len(parts) == 2:
        mode = "phone" if kind == "call" else "in-person"
        evidence = ((parts[0].start, parts[1].end),)
        yield EncounterFound(
            kind, "held", mode, parts, None, None, None, None, evidence, f"{scene.pack.language}.encounters.by_title", number
        )


def _stands(draft: EncounterFound) -> bool:
    """Whether a draft says enough: two sides, or one for a visit, a conference, an announcement."""
    if draft.kind == "conference":
        return bool(draft.parts) or draft.occasion is not None
    return bool(draft.parts) and (len(draft.parts) > 1 or draft.kind not in _SPOKEN or draft.status != "held")


def _drafts(scene: Scene, match: Match, seen: Sequence[PartyKey], sentences: Sequence[tuple[int, int, str]]) -> Iterator[EncounterFound]:
    a = (replace(p, slot="a") for p in _parts(scene, match.a, seen))
    b = (replace(p, slot="b") for p in _parts(scene, match.b, seen))
    parts = _distinct([*a, *b, *_whose(scene, match, sentences)])
    if match.group is not None:
        role = "principal"
        parts = (*parts, Part(("group", f"{match.group[0]}:{match.group[1]}"), role, None, *match.group))
    if not parts and match.kind != "conference":
        return
    known = rules(scene.pack)
    kind, mode = _kind(scene, match, sentences)
    occasion = match.what if match.kind == "conference" else None
    draft = EncounterFound(
        kind, match.status, mode, parts, None, None, occasion, None, ((match.start, match.end),), match.rule, match.sentence
    )
    if kind == "visit" and match.status == "planned":
        yield from (replace(draft, parts=(p,)) for p in parts)
    elif len(match.b) > 1 and known.separately.search(scene.text, *sentences[match.sentence][:2]):
        first = tuple(p for p in parts if p.slot != "b")
        yield from (replace(draft, parts=(*first, p)) for p in parts if p.slot == "b")
    else:
        yield draft


def _kind(scene: Scene, match: Match, sentences: Sequence[tuple[int, int, str]]) -> tuple[str, str]:
    """The kind and mode of a match: whatever was remote is a call, whatever says it was in person is none."""
    known = rules(scene.pack)
    start, end, _ = sentences[match.sentence]
    if match.kind == "message":
        return "message", "letter"
    if match.kind not in _SPOKEN or match.status == "planned":
        return match.kind, "in-person"
    if match.kind != "call":
        remote = known.remote.search(scene.text, match.start, min(end, match.end + _NEAR)) or known.virtual.search(scene.text, start, end)
        if not remote:
            return match.kind, "in-person"
    elif known.in_person.search(scene.text, start, end) and not known.remote.search(scene.text, start, end):
        return "meeting", "in-person"
    return "call", "video" if known.virtual.search(scene.text, start, end) else "phone"


def _distinct(parts: Sequence[Part]) -> tuple[Part, ...]:
    first: dict[PartyKey, Part] = {}
    for part in parts:
        first.setdefault(part.key, part)
    return tuple(first.values())


def _whose(scene: Scene, match: Match, sentences: Sequence[tuple[int, int, str]]) -> Iterator[Part]:
    """The person a possessive means: the last one named before it in the sentence."""
    if match.whose is None:
        return
    start = sentences[match.sentence][0]
    for i in reversed(scene.between(start, match.whose)):
        key = scene.fixed_key(i)
        if key is not None and key[0] in ("person", "office"):
            yield Part(key, "principal", i, match.whose, match.end, "inferred")
            return


def _parts(scene: Scene, indices: Sequence[int], seen: Sequence[PartyKey]) -> Iterator[Part]:
    """The parties of a slot: people and offices if it has any, otherwise the states and bodies that stand there."""
    people = [i for i in indices if scene.mentions[i].kind in ("person", "office") or scene.cast.person_of[i] is not None]
    for i in people or [i for i in indices if scene.mentions[i].kind in ("organisation", "state", "side")]:
        yield from part(scene, i)
    loose = [i for i in indices if scene.mentions[i].kind in ("pronoun", "collective")]
    if not people and loose:
        mention = scene.mentions[loose[0]]
        group = (
            attendance.group_phrase(scene, mention.start, scene.sentence_end(mention.start))
            if mention.kind == "collective" and len(seen) < 2
            else None
        )
        if group is not None:
            yield Part(("group", f"{group[0]}:{group[1]}"), "principal", None, *group)
            return
        for key in seen[:2] if mention.kind == "collective" else seen[:1]:
            yield Part(key, "principal", None, mention.start, mention.end)


def part(scene: Scene, i: int) -> Iterator[Part]:
    """The part of a mention: somebody named, an office alone, or one office for each state of a plural."""
    mention = scene.mentions[i]
    if mention.kind == "office" and mention.plural:
        for post, target in expanded(mention):
            yield Part(office_key(post, target), "principal", i, mention.start, mention.end)
        return
    key = scene.fixed_key(i)
    if key is not None:
        yield Part(key, "principal", i, mention.start, mention.end)


def _same_event(draft: EncounterFound, drafts: Sequence[EncounterFound], match: Match) -> int | None:
    """The earlier encounter that a match tells of again, if any."""
    mine = set(draft.principals)
    for i, other in enumerate(drafts):
        if other.status != draft.status or not _kinds_meet(draft.kind, other.kind):
            continue
        theirs = set(other.principals)
        if mine <= theirs or (theirs <= mine and theirs) or (match.zone == "title" and mine & theirs) or len(mine & theirs) >= 2:
            return i
    return None


def _kinds_meet(a: str, b: str) -> bool:
    groups = (_SPOKEN, {"visit"}, {"conference", "ceremony", "other"}, {"message"})
    return any(a in g and b in g for g in groups)


def _joined(first: EncounterFound, second: EncounterFound, zone: str) -> EncounterFound:
    """One encounter told twice: the body's words lead, the title adds parties and says whether it was a call."""
    call = zone == "title" and second.kind == "call" and first.kind == "meeting" and first.rule.endswith("noun")
    parts = _distinct((*first.parts, *second.parts)) if zone != "later" else first.parts
    evidence = (*first.evidence, *second.evidence) if zone == "title" else first.evidence
    return replace(first, kind="call" if call else first.kind, parts=parts, evidence=evidence)


def _nested(drafts: Sequence[EncounterFound]) -> list[EncounterFound]:
    """Meetings of somebody who is on a visit that the text describes are parts of the visit."""
    visits = {i: set(d.principals) for i, d in enumerate(drafts) if d.kind == "visit" and d.status == "held"}
    out = []
    for draft in drafts:
        trip = next(
            (i for i, who in visits.items() if draft.kind != "visit" and draft.status == "held" and who & set(draft.principals)), None
        )
        out.append(replace(draft, part_of=trip) if trip is not None else draft)
    return out
