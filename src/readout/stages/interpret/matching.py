"""Matching: the pack's patterns of encounters on the shapes of sentences, and which mentions fill which slot.

A pattern is tried on the sentences in which one of its cues and the words that it cannot do without stand; `encounters` joins
the matches that tell of the same event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from readout.grammar import shape
from readout.grammar.lexicon import Entry, Lexicon
from readout.grammar.load import Pack
from readout.grammar.needs import needs_of
from readout.grammar.stretches import Stretches
from readout.grammar.texts import alternation
from readout.model.document import Sentence
from readout.model.mention import Atom
from readout.stages.interpret import attendance, circumstances
from readout.stages.interpret.scene import Scene

_BEGINS_WITH_NOUN = re.compile(r"(?:\\b)?\(\?P<noun>\{noun\}\)")
_LEAD_SENTENCES = 3
_PARTY_KINDS = frozenset({"person", "office", "side", "organisation", "state", "name", "pronoun", "collective", "region"})


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One pattern of `encounters.yaml`; `needs` are the words that it cannot do without.

    `kernel` fits wherever the pattern does, and fails sooner.
    """

    id: str
    kind: str
    anywhere: bool
    planned: bool
    pattern: re.Pattern[str]
    needs: int
    subject: str = ""
    recall: bool = False
    kernel: re.Pattern[str] | None = None
    beside: bool = False


class Rules(msgspec.Struct, frozen=True, gc=False):
    """The encounter knowledge of a pack, compiled; `by_cue` gives the patterns that a cue word may begin.

    `if_nothing_else` and `announces` are the ids of patterns that the pack marks so.
    """

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
    not_past: re.Pattern[str]
    separately: re.Pattern[str]
    noun_not_after: re.Pattern[str]
    took_place: re.Pattern[str]
    same_day: re.Pattern[str]
    intro: re.Pattern[str]
    by_title: tuple[tuple[str, re.Pattern[str]], ...]
    of_leaders: re.Pattern[str]
    if_nothing_else: frozenset[str]
    announces: frozenset[str]
    wants: Wants


class Wants(msgspec.Struct, frozen=True, gc=False):
    """The words that rules cannot do without, as masks of `grammar.needs`."""

    remote: int
    in_person: int
    virtual: int
    separately: int


class Match(msgspec.Struct, frozen=True, gc=False):
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
    carried: bool = False
    recall: bool = False


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
        compiled.append(_rule(pack, entry, macros, planned))
        for cue in entry["cues"]:
            by_cue.setdefault(str(cue).lower(), []).append(n)
    cues = Lexicon((Entry(word, "cue", _within(word, by_cue, " " if spaced else ""), word) for word in by_cue), spaced=spaced)

    def marked(key: str) -> frozenset[str]:
        return frozenset(rule.id for rule, (entry, _) in zip(compiled, written, strict=True) if entry.get(key))

    def words(key: str, flags: int = re.I) -> re.Pattern[str]:
        border = r"\b" if spaced else ""
        return re.compile(f"{border}(?:{alternation(content.get(key) or ())}){border}", flags)

    kinds = {str(w): kind for kind, listed in content["kinds"].items() if isinstance(listed, list) for w in listed}
    remote, in_person, virtual, separately = words("remote"), words("in_person"), words("virtual"), words("separately")
    needs = needs_of(pack)
    return Rules(
        cues,
        tuple(compiled),
        {w: tuple(n) for w, n in by_cue.items()},
        kinds,
        remote,
        in_person,
        words("future", 0),
        words("cancelled"),
        virtual,
        words("not_planned"),
        words("past"),
        re.compile(str(content.get("not_past") or "(?!)")),
        separately,
        re.compile(words("noun_not_after").pattern + r"\s*(?:\w+ )?$", re.I),
        words("took_place"),
        re.compile(str(content.get("same_day") or "(?!)")),
        re.compile(shape.expand(str(content.get("intro") or "^"))),
        tuple((kind, re.compile(str(p), re.I)) for kind, p in (content.get("by_title") or {}).items() if isinstance(p, str)),
        re.compile(str(content.get("of_leaders") or "(?!)"), re.I),
        marked("if_nothing_else"),
        marked("announces"),
        Wants(*(needs.of(p) for p in (remote, in_person, virtual, separately))),
    )


def _within(word: str, by_cue: dict[str, list[int]], space: str) -> tuple[int, ...]:
    """The patterns of a cue and of every cue that its words hold: the longest cue must not hide the shorter ("will pay", "will")."""
    padded = f"{space}{word}{space}"
    return tuple(sorted({n for cue, numbers in by_cue.items() if f"{space}{cue}{space}" in padded for n in numbers}))


def _rule(pack: Pack, entry: dict[str, Any], macros: dict[str, str], planned: bool) -> Rule:
    written = str(entry["pattern"])
    pattern = re.compile(shape.expand(written, macros))
    begins = _BEGINS_WITH_NOUN.match(written) is not None and "noun_word" in macros
    kernel = re.compile(shape.expand(written.replace("{noun}", "{noun_word}", 1), macros)) if begins else None
    anywhere = planned or entry.get("where") == "anywhere"
    needs, subject = needs_of(pack).of(pattern), str(entry.get("subject") or "")
    return Rule(
        f"{pack.language}.encounters.{entry['id']}",
        str(entry["kind"]),
        anywhere,
        planned,
        pattern,
        needs,
        subject,
        bool(entry.get("recall")),
        kernel,
        bool(entry.get("beside")),
    )


def leads(sentences: Sequence[Sentence], titles: Sequence[tuple[int, int]]) -> tuple[tuple[int, int, str], ...]:
    """The stretches in which encounters are looked for: titles first, then every sentence with its zone.

    The first sentence is the lead, the next two are second, all others are later.
    """
    body = [(s.start, s.end, "lead" if i == 0 else "second" if i < _LEAD_SENTENCES else "later") for i, s in enumerate(sentences)]
    return tuple([(a, b, "title") for a, b in titles] + body)


def matches(scene: Scene, sentences: Sequence[tuple[int, int, str]], spoken: Sequence[tuple[int, int]] = ()) -> tuple[Match, ...]:
    """Every encounter pattern that fits, sentence by sentence; what stands within `spoken` stretches is somebody's words."""
    known = rules(scene.pack)
    hits = known.cues.spans(scene.lowered)
    starts = [start for start, _, _ in hits]
    found: list[Match] = []
    words = Stretches(spoken)
    for number, (start, end, zone) in enumerate(sentences):
        if spoken:
            if words.meets(start, start + 1):
                continue
            end = min(words.next(start) or end, end)
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        if low == high:
            continue
        wanted = sorted({n for _, _, entry in hits[low:high] for n in entry.value})
        present = scene.present.within(start, end)
        rules_here = [known.patterns[n] for n in wanted]
        tried = [r for r in rules_here if r.needs & present == r.needs and (zone != "later" or r.anywhere)]
        if tried and scene.between(start, end):
            found.extend(_sentence(scene, start, end, zone, number, tried, known))
    return tuple(found)


def _sentence(scene: Scene, start: int, end: int, zone: str, number: int, tried: Sequence[Rule], known: Rules) -> Iterator[Match]:
    form = shape.make(scene.text, start, end, _items(scene, start, end))
    taken: list[tuple[int, int]] = []
    for rule in tried:
        if rule.kernel is not None and rule.kernel.search(form.text) is None:
            continue
        for match in rule.pattern.finditer(form.text):
            joins = rule.subject == "before" or rule.beside
            if not joins and any(match.start() < e and s < match.end() for s, e in taken):
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
    dates = [d for d in scene.dates_within(start, end) if d.end <= end and d.kind in shape.SIGNS]
    free = [d for d in dates if not any(m.start < d.end and d.start < m.end for m in mentions)]
    return sorted([*mentions, *free], key=lambda m: m.start)


def _match(scene: Scene, form: shape.Shape, match: re.Match[str], rule: Rule, number: int, zone: str, known: Rules) -> Match | None:
    groups = match.groupdict("")
    start, end = form.source(match.start()), _end(form, match.end())
    before = rule.subject == "before"
    if before and not _follows(form.text, match.start(), known):
        return None
    if rule.planned:
        if zone == "title" or known.not_planned.search(form.text, max(0, match.start() - 60), match.start()):
            return None
        status = "planned"
    else:
        if (
            not groups.get("whose")
            and (zone in ("second", "later") or (zone == "lead" and rule.kind in ("visit", "conference")))
            and not _may_begin(form.text, match.start(), known)
        ):
            return None
        if zone in ("second", "later") and known.past.search(form.text) and not known.not_past.search(scene.text, form.source(0), start):
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
    if known.cancelled.search(form.text, match.start()):
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
    acting = {"a": a, "b": b}.get(rule.subject)
    if acting and scene.mentions[acting[0]].oblique:  # a case that is no subject's: "Министра … принял Президент …"
        return None
    return Match(rule.id, kind, status, a, b, start, end, number, zone, _stretch(form, match, "what"), group, whose, before, rule.recall)


def _follows(text: str, place: int, known: Rules) -> bool:
    """Whether a clause that names no subject goes on with what is to come: a word for the future stands before it in the sentence."""
    return known.future.search(text, 0, place) is not None


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
    return frozenset(i for i in slots if one_word or any(c in (scene.mentions[i].name or "") for c in " ."))
