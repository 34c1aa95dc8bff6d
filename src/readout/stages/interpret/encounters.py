"""Encounters: who met, spoke with or visited whom, as an event; held, planned or cancelled.

Two steps. `matches` tries the pack's patterns on the shape of each sentence and says which mentions stand in which slot;
`find` joins matches that tell of the same event, and adds date, place, occasion and attendance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace
from readout.register.gazetteer import load_gazetteer

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.model.document import Sentence
from readout.model.finding import EncounterFound, Part, PartyKey
from readout.model.mention import Mention
from readout.model.when import When
from readout.stages.interpret.scene import Scene, expanded, target_key

_LEAD_SENTENCES = 3
_PARTY_KINDS = frozenset({"person", "office", "side", "organisation", "state", "name", "pronoun", "collective", "region"})


class Rule(NamedTuple):
    """One pattern of `encounters.yaml`."""

    id: str
    kind: str
    anywhere: bool
    pattern: re.Pattern[str]


class Rules(NamedTuple):
    """The encounter knowledge of a pack, compiled."""

    patterns: tuple[Rule, ...]
    prefilter: re.Pattern[str]
    kinds: dict[str, str]
    remote: re.Pattern[str]
    in_person: re.Pattern[str]
    future: re.Pattern[str]
    cancelled: re.Pattern[str]
    attendance: tuple[tuple[str, re.Pattern[str]], ...]
    occasion: re.Pattern[str]
    shells: re.Pattern[str]
    initiative: re.Pattern[str]
    virtual: re.Pattern[str]


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
    noun: str = ""
    what: tuple[int, int] | None = None
    place: tuple[int, int] | None = None


def _either(words: Iterable[object], flags: int = 0) -> re.Pattern[str]:
    ranked = sorted((str(w) for w in words), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in ranked) + r")\b" if ranked else r"(?!)", flags)


@cache
def rules(pack: Pack) -> Rules:
    """The encounter rules of a pack."""
    content = pack.file("encounters")
    macros = {k: str(v) for k, v in content["macros"].items() if isinstance(v, str)}
    kinds = {str(w): kind for kind, words in content["kinds"].items() if isinstance(words, list) for w in words}
    compiled = tuple(
        Rule(f"{pack.language}.encounters.{p['id']}", str(p["kind"]), p.get("where") == "anywhere", re.compile(shape.expand(str(p["pattern"]), macros)))
        for p in content["patterns"]
    )
    return Rules(
        compiled,
        re.compile(str(content["prefilter"])),
        kinds,
        _either(content["remote"], re.I),
        _either(content["in_person"], re.I),
        _either(content["future"]),
        _either(content["cancelled"], re.I),
        tuple((f"{pack.language}.encounters.{p['id']}", re.compile(str(p["pattern"]))) for p in content["attendance"]),
        re.compile(r"\b(?:" + "|".join(re.escape(str(w)) for w in sorted(content["occasions"], key=len, reverse=True)) + r") ", re.I),
        re.compile(r"(?:(?:" + "|".join(re.escape(str(w)) for w in sorted(content["occasion_shells"], key=len, reverse=True)) + r") )+", re.I),
        re.compile("|".join(f"(?:{shape.expand(str(w))})" for w in content["initiative"]), re.I),
        _either(content["virtual"], re.I),
    )


def matches(scene: Scene, sentences: Sequence[tuple[int, int, str]]) -> tuple[Match, ...]:
    """Every encounter pattern that fits, sentence by sentence; `sentences` are (start, end, zone) with zone title|lead|later."""
    known = rules(scene.pack)
    found: list[Match] = []
    for number, (start, end, zone) in enumerate(sentences):
        if known.prefilter.search(scene.text, start, end):
            found.extend(_sentence(scene, start, end, zone, number, known))
    return tuple(found)


def _sentence(scene: Scene, start: int, end: int, zone: str, number: int, known: Rules) -> Iterator[Match]:
    items = _items(scene, start, end)
    form = shape.make(scene.text, start, end, items)
    taken: list[tuple[int, int]] = []
    for rule in known.patterns:
        if zone == "later" and not rule.anywhere:
            continue
        for match in rule.pattern.finditer(form.text):
            if any(match.start() < e and s < match.end() for s, e in taken):
                continue
            made = _match(scene, form, match, rule, number, zone, known)
            if made is not None:
                taken.append((match.start(), match.end()))
                yield made
            if zone == "later":
                break


def _items(scene: Scene, start: int, end: int) -> list[shape.Placed]:
    mentions: list[shape.Placed] = [scene.mentions[i] for i in scene.between(start, end)]
    for date in scene.dates:
        if start <= date.start and date.end <= end and not any(m.start < date.end and date.start < m.end for m in mentions):
            mentions.append(date)
    mentions.sort(key=lambda m: m.start)
    return mentions


def _match(scene: Scene, form: shape.Shape, match: re.Match[str], rule: Rule, number: int, zone: str, known: Rules) -> Match | None:
    groups = match.groupdict()
    a, b = _slot(scene, form, match, "a"), _slot(scene, form, match, "b")
    start, end = form.source(match.start()), _end(form, match.end())
    if zone == "later" and not _begins(form.text, match.start("a") if groups.get("a") else match.start()):
        return None
    head = form.text[max(0, match.start() - 12) : match.end()]
    status = "planned" if known.future.search(_verbal(form, match, groups)) else "held"
    if known.cancelled.search(form.text):
        status = "cancelled"
    noun = groups.get("noun") or ""
    what = (form.source(match.start("what")), _end(form, match.end("what"))) if groups.get("what") else None
    place = (form.source(match.start("place")), _end(form, match.end("place"))) if groups.get("place") else None
    kind = known.kinds.get(noun.split(" ")[-1].lower(), "meeting") if rule.kind == "noun" else rule.kind
    del head
    return Match(rule.id, kind, status, a, b, start, end, number, zone, noun, what, place)


def _verbal(form: shape.Shape, match: re.Match[str], groups: dict[str, str]) -> str:
    """The words of a match outside its slots: where the verb's tense shows."""
    spans = sorted(match.span(g) for g in ("a", "b") if groups.get(g))
    text, here, parts = form.text, match.start(), []
    for s, e in spans:
        parts.append(text[here:s])
        here = max(here, e)
    parts.append(text[here : match.end()])
    return " ".join(parts) if spans and spans[0][0] == match.start() else " ".join(parts)


_INTRO = re.compile(r"^(?:[^,.;:]{0,120}, |(?:Then|Later|Today|Also|Separately|Earlier|Meanwhile|Afterwards?|Next|Finally)[, ]+)?(?:[Tt]he |[Hh]is |[Hh]er |[Ii]ts )?(?:[A-Za-z-]+ ){0,2}$")


def _begins(text: str, position: int) -> bool:
    """Whether a place is where the sentence's subject stands: at its beginning, or after one introductory phrase."""
    return position == 0 or _INTRO.match(text[:position]) is not None


def _end(form: shape.Shape, position: int) -> int:
    """The source offset of a shape position that ends something."""
    if position > 0 and form.at and position - 1 in form.at:
        return form.item(position - 1).end
    return form.source(position)


def _slot(scene: Scene, form: shape.Shape, match: re.Match[str], group: str) -> tuple[int, ...]:
    if group not in match.re.groupindex or match.start(group) < 0:
        return ()
    low, high = form.source(match.start(group)), _end(form, match.end(group))
    return tuple(i for i in scene.between(low, high) if scene.mentions[i].kind in _PARTY_KINDS)


def named(found: Iterable[Match]) -> frozenset[int]:
    """The mentions in slots of encounters: a bare name there is somebody's."""
    return frozenset(i for m in found if m.kind not in ("visit", "conference") for i in (*m.a, *m.b))


# -- joining matches into encounters ---------------------------------------------------------------------------------------------------


def find(scene: Scene, found: Sequence[Match], sentences: Sequence[tuple[int, int, str]], published: str | None) -> tuple[EncounterFound, ...]:
    """The encounters of a document, the main one first in order of the text."""
    drafts: list[EncounterFound] = []
    seen: list[PartyKey] = []
    for match in sorted(found, key=lambda m: (m.zone == "title", m.sentence, m.start)):
        draft = _draft(scene, match, seen, sentences)
        if draft is None:
            continue
        at = _same_event(draft, drafts, match, scene)
        if at is None:
            if match.zone == "title" and any(d.status == draft.status for d in drafts):
                continue
            drafts.append(draft)
        else:
            drafts[at] = _joined(drafts[at], draft, match.zone)
        for key in draft.principals:
            if key not in seen:
                seen.append(key)
    drafts = [_completed(scene, d, sentences, published) for d in drafts]
    return tuple(_with_attendance(scene, drafts, sentences))


def _draft(scene: Scene, match: Match, seen: Sequence[PartyKey], sentences: Sequence[tuple[int, int, str]]) -> EncounterFound | None:
    known = rules(scene.pack)
    start, end, _ = sentences[match.sentence]
    parts = tuple(dict.fromkeys([*_parts(scene, match.a, seen), *_parts(scene, match.b, seen)]))
    parts = _distinct(parts)
    kind, mode = match.kind, "in-person"
    words = scene.text[start:end]
    if kind in ("meeting", "talks", "call") and known.remote.search(words) and not (kind != "call" and known.in_person.search(scene.text[match.start : match.end]) and not known.virtual.search(words)):
        kind = "call"
    elif kind == "call" and known.in_person.search(words) and not known.remote.search(words):
        kind = "meeting"
    if kind == "call":
        mode = "video" if known.virtual.search(words) else "phone"
    if kind == "message":
        mode = "letter"
    if len(parts) < 1 and kind not in ("conference",) and match.zone != "title":
        return None
    if match.kind not in ("visit", "conference") and len(parts) < 2 and match.zone == "later":
        return None
    occasion = match.what if match.kind == "conference" else None
    return EncounterFound(kind, match.status, mode, parts, None, None, occasion, None, ((match.start, match.end),), match.rule, match.sentence)


def _distinct(parts: Sequence[Part]) -> tuple[Part, ...]:
    first: dict[PartyKey, Part] = {}
    for part in parts:
        first.setdefault(part.key, part)
    return tuple(first.values())


def _parts(scene: Scene, indices: Sequence[int], seen: Sequence[PartyKey]) -> Iterator[Part]:
    """The parties of a slot: people and offices if it has any, otherwise the states and bodies that stand there."""
    people = [i for i in indices if scene.mentions[i].kind in ("person", "office") or scene.cast.person_of[i] is not None]
    for i in people or [i for i in indices if scene.mentions[i].kind in ("organisation", "state", "side")]:
        yield from _part(scene, i)
    if not people and any(scene.mentions[i].kind in ("pronoun", "collective") for i in indices):
        for key in seen[:2] if any(scene.mentions[i].kind == "collective" for i in indices) else seen[:1]:
            yield Part(key, "principal", None, scene.mentions[indices[0]].start, scene.mentions[indices[0]].end)


def _part(scene: Scene, i: int) -> Iterator[Part]:
    mention = scene.mentions[i]
    if mention.kind == "office" and mention.plural:
        for post, target in expanded(mention):
            yield Part(("office", f"{post.title}|{target.key or target.name if target else ''}"), "principal", i, mention.start, mention.end)
        return
    key = scene.fixed_key(i)
    if key is not None:
        yield Part(key, "principal", i, mention.start, mention.end)


def _same_event(draft: EncounterFound, drafts: Sequence[EncounterFound], match: Match, scene: Scene) -> int | None:
    """The earlier encounter that a match tells of again, if any."""
    mine = set(draft.principals)
    for i, other in enumerate(drafts):
        if other.status != draft.status or not _kinds_meet(draft.kind, other.kind):
            continue
        theirs = set(other.principals)
        if mine <= theirs or theirs <= mine:
            return i
        if match.zone == "title" and mine & theirs:
            return i
        if len(mine & theirs) >= 2:
            return i
    return None


def _kinds_meet(a: str, b: str) -> bool:
    groups = ({"meeting", "talks", "call"}, {"visit"}, {"conference", "ceremony", "other"}, {"message"})
    return any(a in g and b in g for g in groups)


def _joined(first: EncounterFound, second: EncounterFound, zone: str) -> EncounterFound:
    """One encounter told twice: the body's words lead, the title adds parties and a narrower kind."""
    kind = first.kind
    if (zone == "title" and second.kind in ("call",) and first.kind == "meeting") or (second.kind == "talks" and first.kind == "meeting" and zone != "title"):
        kind = first.kind
    parts = _distinct((*first.parts, *second.parts))
    evidence = first.evidence if zone != "title" else (*first.evidence, *second.evidence)
    return replace(first, kind=kind, parts=parts, evidence=evidence)


# -- date, place, occasion, attendance -------------------------------------------------------------------------------------------------


def _completed(scene: Scene, draft: EncounterFound, sentences: Sequence[tuple[int, int, str]], published: str | None) -> EncounterFound:
    start, end, zone = sentences[draft.sentence]
    spans = [(start, end)] + [(s, e) for s, e, z in sentences if z == "lead" and (s, e) != (start, end) and zone != "later"]
    date = next((d for s, e in spans for d in [_date(scene, s, e, draft)] if d is not None), None)
    place = None if draft.mode != "in-person" else next((p for s, e in spans for p in [_place(scene, s, e)] if p is not None), None)
    occasion = draft.occasion or _occasion(scene, spans)
    return replace(draft, date=date, place=place, occasion=occasion, initiator=_initiator(scene, spans, draft))


def _date(scene: Scene, start: int, end: int, draft: EncounterFound) -> When | None:
    """The day of the encounter in a sentence: the first that is a day, not the date of a document or another event."""
    for date in scene.dates:
        if start <= date.start and date.end <= end and date.value and date.precision in ("day", "range"):
            before = scene.text[max(start, date.start - 14) : date.start]
            if not re.search(r"\b(?:of|since|until|by|dated|from|after|before)(?: the)? $", before):
                return date
    return None


_IN = re.compile(r"\b(?:in|at|In|At)(?: the (?:city|capital|town) of| the)? $")


def _place(scene: Scene, start: int, end: int) -> tuple[str, int, int] | None:
    """The city or venue of a sentence, where "in" or "at" puts it."""
    gazetteer, language = load_gazetteer(), scene.pack.language
    for i in scene.between(start, end):
        mention = scene.mentions[i]
        if mention.kind not in ("name", "region") or scene.cast.person_of[i] is not None or not mention.name:
            continue
        if not _IN.search(scene.text[max(start, mention.start - 24) : mention.start]):
            continue
        name = scene.text[mention.start : mention.end]
        place = gazetteer.place(name, language)
        if place is not None and place.kind in ("city", "capital"):
            return name, mention.start, mention.end
    return _venue(scene, start, end)


@cache
def _venues(pack: Pack) -> tuple[re.Pattern[str], dict[str, str]]:
    cities = {str(v["name"]): str(v["city"]) for v in pack.entries("places", "venues") if isinstance(v, dict) and v.get("city")}
    return re.compile(r"\b(?:in|at) (?:the )?(" + "|".join(re.escape(n) for n in sorted(cities, key=len, reverse=True)) + r")\b" if cities else r"(?!)"), cities


def _venue(scene: Scene, start: int, end: int) -> tuple[str, int, int] | None:
    pattern, cities = _venues(scene.pack)
    match = pattern.search(scene.text, start, end)
    return (cities[match.group(1)], match.start(1), match.end(1)) if match else None


def _occasion(scene: Scene, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The words that name the occasion, after "on the sidelines of" and the like, up to the next comma."""
    known = rules(scene.pack)
    for start, end in spans:
        match = known.occasion.search(scene.text, start, end)
        if match:
            shell = known.shells.match(scene.text, match.end(), end)
            begin = shell.end() if shell else match.end()
            stop = re.compile(r"[,;.:]|\b(?:to discuss|where|which|who|and (?:discussed|noted|met))\b|$").search(scene.text, begin, end)
            finish = stop.start() if stop else end
            while finish > begin and scene.text[finish - 1].isspace():
                finish -= 1
            if finish - begin > 3:
                return begin, finish
    return None


def _initiator(scene: Scene, spans: Sequence[tuple[int, int]], draft: EncounterFound) -> PartyKey | None:
    """Who asked for the encounter, where the text says so."""
    known = rules(scene.pack)
    for start, end in spans:
        form = shape.make(scene.text, start, end, [scene.mentions[i] for i in scene.between(start, end)])
        match = known.initiative.search(form.text)
        if not match:
            continue
        if "latter" in match.group():
            return draft.parts[-1].key if draft.parts else None
        after = [i for i in scene.between(form.source(match.start()), end)]
        for i in after[:1]:
            key = scene.fixed_key(i)
            return _side_of(scene, key, draft) if key else None
    return None


def _side_of(scene: Scene, key: PartyKey, draft: EncounterFound) -> PartyKey:
    """The participant whose side a state or body is, or the state or body itself."""
    for part in draft.parts:
        if part.key[0] == "person":
            posts = scene.cast.people[int(part.key[1])].posts
            if any(target_key(t) == key for p in posts for t in p.of):
                return part.key
    return key


def _with_attendance(scene: Scene, drafts: Sequence[EncounterFound], sentences: Sequence[tuple[int, int, str]]) -> list[EncounterFound]:
    held = [i for i, d in enumerate(drafts) if d.status == "held" and d.kind != "message"]
    out = list(drafts)
    if not held:
        return out
    known = rules(scene.pack)
    for number, (start, end, zone) in enumerate(sentences):
        if zone == "title":
            continue
        for rule, pattern in known.attendance:
            match = pattern.search(scene.text[start:end].rstrip("."))
            if match:
                at = max((i for i in held if drafts[i].sentence <= number), default=held[0])
                parts = _attendees(scene, start + match.start("who"), start + match.end("who"))
                fresh = [p for p in parts if p.key not in {q.key for q in out[at].parts}]
                if fresh:
                    out[at] = replace(out[at], parts=(*out[at].parts, *fresh))
                break
    return out


_SPLIT = re.compile(r",? (?:as well as|along with|together with|and also)(?: by)? |, and |, | and |; ")


def _attendees(scene: Scene, start: int, end: int) -> list[Part]:
    """The parties of an attendance line: named people, offices alone, and groups that stay groups."""
    indices = scene.between(start, end)
    masked = list(scene.text[start:end])
    for i in indices:
        m = scene.mentions[i]
        for k in range(m.start - start, m.end - start):
            masked[k] = "x"
    plain = "".join(masked)
    parts: list[Part] = []
    here = 0
    for piece in [*_SPLIT.finditer(plain), None]:
        stop = piece.start() if piece else len(plain)
        parts.extend(_attendee(scene, start + here, start + stop))
        here = piece.end() if piece else stop
    return parts


_GROUP = re.compile(r"(?:the |other |senior |relevant |high-ranking |some )*(?:\w+ )?(?:representatives?|members?|officials?|heads?|delegates?|experts?|diplomats|ambassadors|employees|staff|guests|journalists|students|businessmen|entrepreneurs|leaders|delegations?|ministers|persons|participants|scholars|specialists|team)\b", re.I)


def _attendee(scene: Scene, start: int, end: int) -> Iterator[Part]:
    words = scene.text[start:end]
    indices = [i for i in scene.between(start, end)]
    people = [i for i in indices if scene.cast.person_of[i] is not None]
    offices = [i for i in indices if scene.mentions[i].kind == "office"]
    if people:
        for i in people:
            yield Part(("person", str(scene.cast.person_of[i])), "attendee", i, scene.mentions[i].start, scene.mentions[i].end)
    elif _GROUP.match(words):
        lead = len(words) - len(words.lstrip())
        yield Part(("group", f"{start + lead}:{end}"), "attendee", None, start + lead, end)
    elif offices:
        for i in offices:
            for part in _part(scene, i):
                yield replace(part, role="attendee")


def leads(sentences: Sequence[Sentence], titles: Sequence[tuple[int, int]]) -> tuple[tuple[int, int, str], ...]:
    """The stretches in which encounters are looked for: titles first, then every sentence with its zone."""
    body = [(s.start, s.end, "lead" if i < _LEAD_SENTENCES else "later") for i, s in enumerate(sentences)]
    return tuple([(a, b, "title") for a, b in titles] + body)


def capacity(mention: Mention | None) -> str | None:
    """The office as printed in the mention that made somebody a participant."""
    return mention.posts[0].title if mention is not None and mention.posts else None
