"""Circumstances of an encounter: its day, its place, its occasion, and who asked for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date as calendar
from datetime import timedelta
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.grammar.needs import needs_of
from readout.grammar.texts import alternation
from readout.model.finding import EncounterFound, PartyKey
from readout.model.when import When
from readout.register.gazetteer import load_gazetteer
from readout.stages.interpret.scene import Scene

_BESIDE = 12  # so near to its words stands the day of a plan for the day of publication
_REACH = 130  # so far from the words of an encounter its month or its city may stand


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of days, places and occasions of encounters, compiled."""

    date_not_after: re.Pattern[str]
    date_elsewhere: re.Pattern[str]
    day_of_event: re.Pattern[str]
    place_before: re.Pattern[str]
    to_place: re.Pattern[str]
    venues: re.Pattern[str]
    venue_before: re.Pattern[str]
    tells_where: re.Pattern[str]
    venue_city: dict[str, str]
    occasion: re.Pattern[str]
    shells: re.Pattern[str]
    stop: re.Pattern[str]
    initiative: re.Pattern[str]
    latter: re.Pattern[str]
    took_place: re.Pattern[str]
    wants: Wants


class Wants(msgspec.Struct, frozen=True, gc=False):
    """The words that rules cannot do without, as masks of `grammar.needs`."""

    venues: int
    occasion: int
    initiative: int


@cache
def rules(pack: Pack) -> Rules:
    """The rules of a pack."""
    content = pack.file("encounters")
    border = r"\b" if pack.setting("words_are_spaced") else ""
    space = " " if pack.setting("words_are_spaced") else ""
    cities = dict(load_gazetteer().venues(pack.language))
    cities.update({str(k): str(v) for k, v in (content.get("place_words") or {}).items() if isinstance(v, str)})
    venues = re.compile(rf"{border}(?:{alternation(cities)}){border}")
    occasion = re.compile(rf"{border}(?:{alternation(content['occasions'])}){space}", re.I)
    initiative = re.compile("|".join(f"(?:{shape.expand(str(w))})" for w in content["initiative"]) or "(?!)", re.I)
    needs = needs_of(pack)
    return Rules(
        re.compile(str(content["date_not_after"])),
        re.compile(str(content.get("date_elsewhere") or "(?s:.*)")),
        re.compile(str(content.get("day_of_event") or "(?!)")),
        re.compile(str(content["place_before"])),
        re.compile(str(content.get("to_place") or content["place_before"])),
        venues,
        re.compile(str(content.get("venue_before") or "")),
        re.compile(str(content.get("tells_where") or "(?!)")),
        cities,
        occasion,
        re.compile(rf"(?:(?:{alternation(content['occasion_shells'])}){space})+", re.I),
        re.compile(shape.expand(str(content["phrase_stop"]))),
        initiative,
        re.compile(alternation(content.get("latter") or [])),
        re.compile(alternation([*(content.get("took_place") or []), *(content.get("in_person") or [])])),
        Wants(needs.of(venues), needs.of(occasion), needs.of(initiative)),
    )


def completed(
    scene: Scene,
    draft: EncounterFound,
    sentences: Sequence[tuple[int, int, str]],
    published: str | None,
    others: frozenset[int] = frozenset(),
) -> EncounterFound:
    """The encounter with its circumstances, from its own sentence first, then from the other sentences of the lead.

    `others` are the sentences that tell of other meetings: their days are not this one's.
    """
    start, end, zone = sentences[draft.sentence]
    spans = [(start, end)]
    over = [s for s in scene.document.segments if s.end <= start and s.duplicate_of is None]
    heads = [(s.start, s.end) for kind in ("title", "dateline") for s in over if s.kind == kind]
    if published is None:  # a release may be signed with place and day
        heads += [(s.start, s.end) for s in scene.document.segments if s.kind == "dateline" and s.start >= end and s.duplicate_of is None]
    if zone != "later" and draft.status == "held":
        around = ((s, e) for n, (s, e, z) in enumerate(sentences) if z in ("lead", "second") and n not in others)
        spans += [span for span in around if span != (start, end)]
    elif draft.status == "held" and (lead := _lead_of_paragraph(scene, start, sentences)) is not None:
        spans.append(lead)
    if draft.status == "held":
        spans += [span for n in draft.again if (span := sentences[n][:2]) not in spans]
    stated = _date(scene, spans, draft, published)
    if stated is None and zone != "later" and (stamp := _date(scene, heads, draft, published)) is not None:
        # A date line is the page's day and not the event's: it dates an event only as a guess that says so.
        stated = replace(stamp, basis="inferred", anchor="dateline")
    if draft.status == "planned" and stated is not None and published is not None and not _is_ahead(stated, draft, published[:10]):
        stated = None
    date = stated or _day_of_publication(draft, published)
    where = [(s, e) for s, e, z in sentences if z == "later" and rules(scene.pack).tells_where.match(scene.text, s, e)]
    place = None if draft.mode != "in-person" else _place(scene, spans if len(spans) == 1 else [*spans, *where], draft)
    occasion = draft.occasion or _occasion(scene, spans if draft.status == "held" else [])
    initiator = _initiator(scene, spans, draft)
    return replace(draft, date=date, place=place, occasion=occasion, initiator=initiator)


def _lead_of_paragraph(scene: Scene, start: int, sentences: Sequence[tuple[int, int, str]]) -> tuple[int, int] | None:
    """The lead, where a later sentence stands in its paragraph: one paragraph tells of one day unless it says otherwise."""
    lead = next(((s, e) for s, e, zone in sentences if zone == "lead"), None)
    same = lead is not None and "\n" not in scene.text[lead[0] : start]
    return lead if same else None


def _is_near(date: When, draft: EncounterFound) -> bool:
    """Whether a bare year stands with the words of a meeting, and not with what it was about ("the achievements of 2023")."""
    return date.precision != "year" or draft.kind not in ("meeting", "talks") or date.start < draft.evidence[0][1] + 2 * _BESIDE


def _is_ahead(date: When, draft: EncounterFound, published: str) -> bool:
    """Whether a plan may be for a day: one to come, or the day of publication where the plan's own words say so ("today she will meet")."""
    last = (date.value or "")[-10:]
    start, end = draft.evidence[0]
    return last > published or (last == published and start - _BESIDE <= date.start < end + _BESIDE)


def _date(scene: Scene, spans: Sequence[tuple[int, int]], draft: EncounterFound, published: str | None) -> When | None:
    """The day of the encounter: the first in its sentence that is a day and not another event's; else a month or a year there."""
    elsewhere = rules(scene.pack).date_elsewhere
    told = [
        d
        for n, (start, end) in enumerate(spans)
        for d in scene.dates_within(start, end)
        if d.end <= end and d.value and (n == 0 or elsewhere.fullmatch(scene.text, start, d.start))
    ]
    found = [d for d in told if _fits(scene, d, draft, published)]
    exact = [d for d in found if d.precision in ("day", "range")]
    if draft.status == "planned" and draft.evidence:  # a plan's own words come before the day on which it was told
        exact.sort(key=lambda d: not draft.evidence[0][0] <= d.start < draft.evidence[0][1])
    low, high = (draft.evidence[0][0] - _REACH, draft.evidence[0][1] + _REACH) if draft.evidence else spans[0]
    if draft.kind in ("meeting", "call", "talks") and len({d.precision for d in exact}) > 1:  # a day comes before the days of the journey
        exact.sort(key=lambda d: d.precision != "day")
    coarse = (
        d
        for d in found
        if d.precision in ("month", "year")
        and draft.kind != "call"
        and _is_near(d, draft)
        and max(spans[0][0], low) <= d.start < min(spans[0][1], high)
    )
    return next(iter(exact), None) or next(coarse, None)


def _fits(scene: Scene, date: When, draft: EncounterFound, published: str | None) -> bool:
    """Whether the words around a date let it be the encounter's."""
    if date.kind != "date":
        return False
    if draft.status != "held":
        start, end = draft.evidence[0]
        return start - 200 <= date.start <= end + 120
    if published is not None and (date.value or "")[:10] > _day_after(published):  # what was held lies behind
        return False
    if date.precision == "range" and draft.kind in ("meeting", "call", "talks") and (date.value or "")[:7] != (date.value or "")[11:18]:
        return False  # a period, and no day on which people meet
    if draft.kind in ("visit", "conference") and date.precision == "range":  # "from 3 to 5 June"
        return True
    if draft.evidence and draft.evidence[0][0] <= date.start < draft.evidence[0][1] + _BESIDE:
        before = scene.text[max(0, date.start - _BESIDE) : date.start]
        if rules(scene.pack).day_of_event.search(before):  # "the meeting was held on"
            return True
    return not rules(scene.pack).date_not_after.search(scene.text, max(0, date.start - 80), date.start)


def _day_after(day: str) -> str:
    """The day after one: publication may be a day behind the event by its time zone."""
    try:
        return (calendar.fromisoformat(day[:10]) + timedelta(days=1)).isoformat()
    except ValueError:
        return "9999"


def _day_of_publication(draft: EncounterFound, published: str | None) -> When | None:
    """For an event that the text leaves undated: the day of publication, said to be inferred (a guess that users may see as such)."""
    if published is None or draft.status != "held":
        return None
    return When(0, 0, published[:10], "inferred", "day", "circumstances.publication", "published")


def _place(scene: Scene, spans: Sequence[tuple[int, int]], draft: EncounterFound) -> tuple[str, int, int] | None:
    """The city of the encounter, where the text puts it "in" or "at" one, or the city of a venue."""
    gazetteer, language, known = load_gazetteer(), scene.pack.language, rules(scene.pack)
    for start, end in spans:
        if (start, end) == spans[0] and draft.status == "held" and draft.evidence:
            end = min(end, max(draft.evidence[0][1], start) + _REACH)
        elif draft.status == "held" and not known.took_place.search(scene.text, start, end):
            continue
        for i in scene.between(start, end):
            mention = scene.mentions[i]
            if mention.kind not in ("name", "region", "state") or scene.cast.person_of[i] is not None:
                continue
            went = draft.kind == "visit" and start <= mention.start < draft.evidence[0][1] if draft.evidence else False
            before = known.place_before if draft.status == "held" and not went else known.to_place
            if not before.search(scene.text, max(start, mention.start - 30), mention.start):
                continue
            name = scene.text[mention.start : mention.end]
            place = gazetteer.place(name, language)
            if place is not None and (mention.kind != "state" or place.country == mention.key):  # Armenia is also a city in Colombia
                return place.name if scene.pack.setting("inflects") else name, mention.start, mention.end
        may = draft.status == "held" and scene.present.may(known.wants.venues, start, end)
        for match in known.venues.finditer(scene.text, start, end) if may else ():
            if known.venue_before.search(scene.text, max(start, match.start() - 30), match.start()):
                return known.venue_city[match.group()], match.start(), match.end()
    return None


def is_place(scene: Scene, index: int, start: int) -> bool:
    """Whether a name stands where a city stands ("in Brussels", "to Geneva") and the gazetteer knows it."""
    mention = scene.mentions[index]
    if mention.kind != "name" or (scene.cast.person_of[index] is not None and not scene.cast.people[scene.cast.person_of[index] or 0].weak):
        return False
    known = rules(scene.pack)
    if not known.to_place.search(scene.text, max(start, mention.start - 30), mention.start):
        return False
    return load_gazetteer().place(scene.text[mention.start : mention.end], scene.pack.language) is not None


def _occasion(scene: Scene, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The words that name the occasion, after "on the sidelines of" and the like, up to where the phrase stops."""
    known = rules(scene.pack)
    for start, end in spans:
        match = known.occasion.search(scene.text, start, end) if scene.present.may(known.wants.occasion, start, end) else None
        if match is None:
            continue
        shell = known.shells.match(scene.text, match.end(), end)
        begin = shell.end() if shell else match.end()
        form = shape.make(scene.text, begin, end, [scene.mentions[i] for i in scene.between(begin, end)])
        stop = known.stop.search(form.text, 1) if form.text else None
        finish = form.source(stop.start()) if stop else end
        while finish > begin and not (scene.text[finish - 1].isalnum() or scene.text[finish - 1] in "\"'”’)»"):
            finish -= 1
        if finish - begin > 3:
            return begin, finish
    return None


def _initiator(scene: Scene, spans: Sequence[tuple[int, int]], draft: EncounterFound) -> PartyKey | None:
    """Who asked for the encounter, where the text says so."""
    known = rules(scene.pack)
    for start, end in spans:
        if not scene.present.may(known.wants.initiative, start, end):
            continue
        form = shape.make(scene.text, start, end, [scene.mentions[i] for i in scene.between(start, end)])
        match = known.initiative.search(form.text)
        if match is None:
            continue
        if known.latter.search(match.group()):
            return draft.parts[-1].key if draft.parts else None
        after = list(scene.between(form.source(match.start()), end))
        key = scene.fixed_key(after[0]) if after else None
        return _side_of(scene, key, draft) if key else None
    return None


def _side_of(scene: Scene, key: PartyKey, draft: EncounterFound) -> PartyKey:
    """The participant whose side a state or body is, or the state or body itself."""
    for one in draft.parts:
        if one.key[0] == "person":
            posts = scene.cast.people[int(one.key[1])].posts
            if any(t.party == key for p in posts for t in p.of):
                return one.key
    return key
