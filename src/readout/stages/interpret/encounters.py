"""Encounters: who met, spoke with or visited whom, as an event; held, planned or cancelled.

Two steps. `matching` tries the pack's patterns on the shape of each sentence and says which mentions fill which slot; `find`
joins matches that tell of the same event, and adds what `circumstances` and `attendance` know.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as calendar
from itertools import islice

from msgspec.structs import replace

from readout.model.finding import EncounterFound, Part, PartyKey
from readout.stages.interpret import attendance, authors, circumstances
from readout.stages.interpret.matching import Match, rules
from readout.stages.interpret.scene import Scene, expanded, office_key

_SPOKEN = frozenset({"meeting", "talks", "call"})
_GATHERINGS = frozenset({"conference", "ceremony"})
_SIDES = 2
_RECALLED = 2  # "they" and "he" recall at most the first so many parties
_RECALLED_BY = {"later": 7, "second": 60}  # so many days before the text's own day a sentence of each zone recalls
_NEAR = 30  # so far behind the parties the means of the contact may stand ("had talks with … by telephone")


def find(
    scene: Scene, found: Sequence[Match], sentences: Sequence[tuple[int, int, str]], published: str | None
) -> tuple[EncounterFound, ...]:
    """The encounters of a document, the main one first in order of the text."""
    known = rules(scene.pack)
    drafts: list[EncounterFound] = []
    seen: dict[PartyKey, None] = {}
    acting: dict[int, tuple[Part, ...]] = {}  # whom a sentence is about, for its clauses that name nobody
    meant: defaultdict[PartyKey, dict[int, int]] = defaultdict(dict)  # in which drafts a party takes part, one of how many
    for match in sorted(found, key=lambda m: (m.zone == "title", m.sentence, m.start)):
        if drafts and match.zone == "later" and match.rule in known.if_nothing_else:
            continue
        carried = acting.get(match.sentence, ()) if match.carried else ()
        if match.carried and not carried:
            continue
        for draft in _drafts(scene, match, list(islice(seen, _RECALLED)), sentences, carried):
            acting[match.sentence] = acting.get(match.sentence) or tuple(p for p in draft.parts if p.slot == "a")
            at = _same_event(scene, draft, drafts, meant, match)
            if at is None and draft.kind == "conference":
                at = _same_gathering(scene, draft, drafts)
            if at is not None:
                drafts[at] = _joined(drafts[at], draft, match.zone)
            elif match.zone != "title" or not any(d.status == draft.status or _same_people(d, draft) for d in drafts):
                at = len(drafts)
                drafts.append(draft)
            principals = frozenset(drafts[at].principals) if at is not None else ()
            for key in principals:
                meant[key][at or 0] = len(principals)
            seen.update(dict.fromkeys(draft.principals))
    drafts = _without_headlines(scene, drafts, sentences)
    if not drafts:
        drafts = list(_by_title(scene, sentences))
    drafts = [d for d in drafts if _stands(scene, d, sentences[d.sentence][2])]
    drafts = [circumstances.completed(scene, d, sentences, published, _told_elsewhere(d, drafts)) for d in drafts]
    drafts = _without_bygone(drafts, sentences, published)
    drafts = _nested(attendance.added(scene, _after_another(scene, drafts, sentences), sentences))
    return tuple(drafts)


def _without_bygone(
    drafts: Sequence[EncounterFound], sentences: Sequence[tuple[int, int, str]], published: str | None
) -> list[EncounterFound]:
    """The encounters without those that a later sentence recalls of long before ("On 20 August the Minister met …", in September).

    They are references; a text that tells of a journey has its days near each other. Near the lead, only what lies months before is
    recalled.
    """
    first = next((d.date.value for d in drafts if d.status == "held" and d.date is not None and d.date.end > d.date.start), None)
    day = first or published
    return [
        d
        for n, d in enumerate(drafts)
        if not (n and d.status == "held" and (reach := _RECALLED_BY.get(sentences[d.sentence][2])) and _long_before(d, day, reach))
    ]


def _long_before(draft: EncounterFound, day: str | None, reach: int) -> bool:
    """Whether an encounter's own words put it more than so many days before a day."""
    when = draft.date
    if day is None or when is None or when.end == when.start or not when.value or when.value == day[: len(when.value)]:
        return False
    last = {4: "-12-28", 7: "-28"}.get(len(when.value), "")  # the end of a year, of a month, near enough
    try:
        return (calendar.fromisoformat(day[:10]) - calendar.fromisoformat(when.value + last)).days > reach
    except ValueError:
        return False


def _told_elsewhere(draft: EncounterFound, drafts: Sequence[EncounterFound]) -> frozenset[int]:
    """The sentences that tell of other meetings than this one; a journey's days and a conference's may be those of its meetings."""
    if draft.kind not in _SPOKEN:
        return frozenset()
    mine = set(draft.principals)
    others = (d for d in drafts if d is not draft and d.kind in _SPOKEN and set(d.principals) != mine)
    return frozenset(d.sentence for d in others if d.sentence != draft.sentence)


def _after_another(scene: Scene, drafts: Sequence[EncounterFound], sentences: Sequence[tuple[int, int, str]]) -> list[EncounterFound]:
    """The encounters, one that is told of as right after another with the day and place of that ("after the talks, …")."""
    out: list[EncounterFound] = []
    for draft in drafts:
        start, end, zone = sentences[draft.sentence]
        undated = draft.date is None or draft.date.anchor == "published"
        if out and undated and zone != "title" and out[-1].status == "held" and rules(scene.pack).same_day.match(scene.text, start, end):
            draft = replace(draft, date=out[-1].date, date_basis="inferred", place=draft.place or out[-1].place)
        out.append(draft)
    return out


def _without_headlines(
    scene: Scene, drafts: list[EncounterFound], sentences: Sequence[tuple[int, int, str]]
) -> list[EncounterFound]:
    """The encounters without the one that a headline tells of as held where the text says that it is to come ("A visits B", "A will …")."""
    coming = [(d.kind, set(d.principals)) for d in drafts if d.status == "planned" and d.principals]

    def is_headline(draft: EncounterFound) -> bool:
        start, end, zone = sentences[draft.sentence]
        words = scene.text[start:end].split("\n")[0].rstrip()
        return draft.status == "held" and zone == "lead" and words[-1:].isalnum()

    return [d for d in drafts if not (coming and is_headline(d) and (d.kind, set(d.principals)) in coming)]


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


def _stands(scene: Scene, draft: EncounterFound, zone: str) -> bool:
    """Whether a draft says enough: two sides, or one for a visit, a conference, an announcement."""
    if draft.kind in _GATHERINGS:
        known = rules(scene.pack)
        if draft.parts or draft.occasion is None:
            return bool(draft.parts)
        own = draft.status == "held" or (zone == "lead" and draft.rule in known.announces)
        return own or known.of_leaders.search(scene.text, *draft.occasion) is not None
    return bool(draft.parts) and (len(draft.parts) > 1 or draft.kind not in _SPOKEN or draft.status != "held")


def _drafts(
    scene: Scene, match: Match, seen: Sequence[PartyKey], sentences: Sequence[tuple[int, int, str]], carried: Sequence[Part] = ()
) -> Iterator[EncounterFound]:
    b = [replace(p, slot="b") for p in _parts(scene, match.b, seen)]
    a = [*carried, *(_apart(scene, replace(p, slot="a"), b) for p in _parts(scene, match.a, seen))]
    parts = _distinct([*a, *b, *_whose(scene, match, sentences), *_host(scene, match, seen), *_recalled(scene, match, seen, sentences)])
    if match.group is not None:
        role = "principal"
        parts = (*parts, Part(("group", f"{match.group[0]}:{match.group[1]}"), role, None, *match.group))
    if not parts and match.kind not in _GATHERINGS:
        return
    kind, mode = _kind(scene, match, sentences)
    occasion = match.what if match.kind == "conference" or (match.kind in _GATHERINGS and not parts) else None
    draft = EncounterFound(
        kind, match.status, mode, parts, None, None, occasion, None, ((match.start, match.end),), match.rule, match.sentence
    )
    if kind == "visit" and match.status == "planned":
        yield from (replace(draft, parts=(p,)) for p in parts)
    elif len(match.b) > 1 and _is_separate(scene, *sentences[match.sentence][:2]):
        first = tuple(p for p in parts if p.slot != "b")
        yield from (replace(draft, parts=(*first, p)) for p in parts if p.slot == "b")
    else:
        yield draft


def _is_separate(scene: Scene, start: int, end: int) -> bool:
    """Whether a sentence tells of a meeting with each of several parties."""
    known = rules(scene.pack)
    return scene.present.may(known.wants.separately, start, end) and known.separately.search(scene.text, start, end) is not None


def _apart(scene: Scene, part: Part, others: Sequence[Part]) -> Part:
    """A part whose bare office was taken for the one it met ("The Prime Minister spoke to Prime Minister Kral"): nobody meets himself."""
    mention = scene.mentions[part.mention] if part.mention is not None else None
    if mention is None or mention.kind != "office" or not any(p.key == part.key and p.mention != part.mention for p in others):
        return part
    post = mention.posts[0]
    return replace(part, key=office_key(post, post.of[0] if post.of else None))


def _host(scene: Scene, match: Match, seen: Sequence[PartyKey]) -> Iterator[Part]:
    """Who met, where a language need not say so again ("состоялись переговоры с …"): whoever met somebody before."""
    free = scene.pack.setting("word_order") == "free"
    if free and match.b and not match.a and match.zone != "title" and match.kind in _SPOKEN and seen:
        yield Part(seen[0], "principal", None, match.start, match.end, "inferred", "a")


def _recalled(scene: Scene, match: Match, seen: Sequence[PartyKey], sentences: Sequence[tuple[int, int, str]]) -> Iterator[Part]:
    """Who met, where a sentence does not name him again ("At a meeting with …, the official said"): whoever the text began with."""
    if not match.recall or not match.b or match.a:
        return
    met = {scene.fixed_key(i) for i in match.b}
    before = (i for i in range(len(scene.mentions)) if scene.mentions[i].start < sentences[match.sentence][0])
    people = (i for i in before if scene.mentions[i].kind == "person")
    named = (scene.fixed_key(i) for i in people if not scene.quoted.meets(scene.mentions[i].start, scene.mentions[i].end))
    key = next((k for k in (*seen[:1], *named) if k is not None and k not in met), None)
    if key is not None:
        yield Part(key, "principal", None, match.start, match.end, "inferred", "a")


def _kind(scene: Scene, match: Match, sentences: Sequence[tuple[int, int, str]]) -> tuple[str, str]:
    """The kind and mode of a match: whatever was remote is a call, whatever says it was in person is none."""
    known = rules(scene.pack)
    start, end, _ = sentences[match.sentence]
    if match.kind == "message":
        return "message", "letter"
    if match.kind not in _SPOKEN or match.status == "planned":
        return match.kind, "in-person"
    present, wants = scene.present, known.wants
    is_virtual = present.may(wants.virtual, start, end) and known.virtual.search(scene.text, start, end) is not None
    reach = min(end, match.end + _NEAR)
    if match.kind != "call":
        if not is_virtual and not (present.may(wants.remote, start, end) and known.remote.search(scene.text, match.start, reach)):
            return match.kind, "in-person"
    elif (
        present.may(wants.in_person, start, end)
        and known.in_person.search(scene.text, start, end)
        and not known.remote.search(scene.text, start, end)
    ):
        return "meeting", "in-person"
    return "call", "video" if is_virtual else "phone"


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
        recalled = seen[:2] if mention.kind == "collective" else seen[:1] or _last_named(scene, mention.start)
        for key in recalled:
            yield Part(key, "principal", None, mention.start, mention.end)


def _last_named(scene: Scene, place: int) -> list[PartyKey]:
    """The person named last before a place: whom a pronoun means where nobody has met yet."""
    before = (i for i in range(bisect_left(scene.starts, place) - 1, -1, -1) if scene.cast.person_of[i] is not None)
    key = next((scene.fixed_key(i) for i in before), None)
    return [key] if key is not None else []


def part(scene: Scene, i: int) -> Iterator[Part]:
    """The part of a mention: somebody named, an office alone, or one office for each state of a plural."""
    mention = scene.mentions[i]
    if mention.kind == "office" and mention.plural:
        for post, target in expanded(mention):
            yield Part(office_key(post, target), "principal", i, mention.start, mention.end)
        return
    key = scene.fixed_key(i)
    if key is not None:
        unnamed = key[0] == "office" and authors.is_author(mention) and not any(p.end for p in mention.posts)
        yield Part(key, "principal", i, mention.start, mention.end, "inferred" if unnamed else "text")


def _same_event(
    scene: Scene, draft: EncounterFound, drafts: Sequence[EncounterFound], meant: Mapping[PartyKey, Mapping[int, int]], match: Match
) -> int | None:
    """The earlier encounter that a match tells of again, if any; `meant` are the drafts of each party with the number of theirs."""
    mine = set(draft.principals)
    bare = [i for i, other in enumerate(drafts) if not other.principals] if draft.kind == "conference" else []
    for i in sorted({*bare, *_alike(mine, meant, match.zone == "title")}) if mine else range(len(drafts)):
        other = drafts[i]
        if other.status != draft.status or not _kinds_meet(draft.kind, other.kind):
            continue
        theirs = set(other.principals)
        if (mine or theirs) and not (mine and theirs) and draft.kind == other.kind == "conference":
            return i  # a conference whose parties another sentence names
        if draft.status == "planned" and draft.occasion and other.occasion and not _one_name(scene, draft, other):
            continue
        if mine <= theirs or (theirs <= mine and theirs) or (match.zone == "title" and mine & theirs) or len(mine & theirs) >= 2:
            return i
    return None


def _one_name(scene: Scene, one: EncounterFound, other: EncounterFound) -> bool:
    """Whether two conferences may be one: the name of the one is within the name of the other."""
    names = [scene.text[slice(*e.occasion)] for e in (one, other) if e.occasion]
    return names[0] in names[1] or names[1] in names[0]


def _same_gathering(scene: Scene, draft: EncounterFound, drafts: Sequence[EncounterFound]) -> int | None:
    """The conference told of last, where another is named by a common noun alone ("spoke at the opening ceremony")."""
    at = next((i for i in range(len(drafts) - 1, -1, -1) if drafts[i].kind in _GATHERINGS and drafts[i].status == draft.status), None)
    if at is None or draft.occasion is None or drafts[at].sentence == draft.sentence:
        return None
    words = scene.text[draft.occasion[0] : draft.occasion[1]]
    return at if not any(c.isupper() or c.isdigit() for c in words[1:]) and words[:1].islower() else None


def _alike(mine: set[PartyKey], meant: Mapping[PartyKey, Mapping[int, int]], one: bool) -> list[int]:
    """The drafts that share two parties with `mine`, or have one party and share it; with `one`, all that share a party.

    Who meets everybody is in all drafts: those that share another party too are found by the other.
    """
    lists = sorted((meant.get(key, {}) for key in mine), key=len)
    if one or len(lists) == 1:
        return sorted({i for each in lists for i in each})
    found = {i for each in lists[:-1] for i in each}
    if len(lists[-1]) > 2 * len(found) + 8:
        found.update(i for i, count in lists[-1].items() if count == 1)
    else:
        found.update(lists[-1])
    return sorted(found)


def _same_people(one: EncounterFound, other: EncounterFound) -> bool:
    """Whether two encounters are between the same two: a title may say "will hold" of what the text tells as held."""
    return len(set(one.principals) & set(other.principals)) >= 2


def _kinds_meet(a: str, b: str) -> bool:
    groups = (_SPOKEN, {"visit"}, {"conference", "ceremony", "other"}, {"message"})
    return any(a in g and b in g for g in groups)


def _joined(first: EncounterFound, second: EncounterFound, zone: str) -> EncounterFound:
    """One encounter told twice: the body's words lead, the title adds parties and says whether it was a call."""
    call = zone == "title" and second.kind == "call" and first.kind == "meeting" and first.rule.endswith("noun")
    more = second.parts if zone != "title" or len(first.parts) < _SIDES else _named(second.parts)
    parts = _distinct((*first.parts, *more)) if zone != "later" else first.parts
    evidence = (*first.evidence, *second.evidence) if zone == "title" else first.evidence
    again = first.again if zone == "title" or second.sentence == first.sentence else (*first.again, second.sentence)
    return replace(first, kind="call" if call else first.kind, parts=parts, evidence=evidence, again=again)


def _named(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts that are no mere offices or groups: a title's "President" or "guests" are most often those whom the text names."""
    return tuple(p for p in parts if p.key[0] not in ("office", "group"))


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
