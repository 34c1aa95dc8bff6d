"""Attendance: who else was in the room, by name, by office alone, or as a group that stays a group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from msgspec.structs import replace

from readout.grammar import shape
from readout.grammar.load import Pack
from readout.grammar.needs import needs_of
from readout.model.finding import EncounterFound, Part, PartyKey
from readout.stages.interpret.scene import Scene, expanded, office_key

_EVENTS = frozenset({"conference", "ceremony"})


class Rules(msgspec.Struct, frozen=True, gc=False):
    """What a pack says of attendance, compiled; for each line, whether it holds of conferences and ceremonies only."""

    lines: tuple[tuple[re.Pattern[str], int, bool], ...]
    any_line: int
    split: re.Pattern[str]
    group: re.Pattern[str]
    stop: re.Pattern[str]


@cache
def rules(pack: Pack) -> Rules:
    """The attendance rules of a pack."""
    content = pack.file("encounters")
    lines = tuple((re.compile(str(p["pattern"])), p.get("of") == "conference") for p in content.get("attendance", ()))
    return Rules(
        tuple((p, needs_of(pack).of(p), of_conference) for p, of_conference in lines),
        needs_of(pack).of(*(p for p, _ in lines)),
        re.compile(str(content["attendee_split"])),
        re.compile(str(content["group"]), re.I),
        re.compile(shape.expand(str(content["phrase_stop"]))),
    )


def added(scene: Scene, drafts: Sequence[EncounterFound], sentences: Sequence[tuple[int, int, str]]) -> list[EncounterFound]:
    """The encounters with their attendees: an attendance line belongs to the last held encounter before it."""
    out = list(drafts)
    held = [i for i, d in enumerate(drafts) if d.status == "held" and d.kind != "message"]
    held = held or [i for i, d in enumerate(drafts) if d.status == "planned" and d.kind in _EVENTS]
    known = rules(scene.pack)
    for number, (start, end, zone) in enumerate(sentences if held else ()):
        if zone == "title" or not scene.present.may(known.any_line, start, end):
            continue
        words_here = scene.present.within(start, end)
        at = max((i for i in held if drafts[i].sentence <= number), default=held[0])
        multilateral = drafts[at].kind in _EVENTS
        lines = [p for p, wants, of_conference in known.lines if wants & words_here == wants and (multilateral or not of_conference)]
        words = scene.text[start:end].rstrip(".。 ")
        for low, high in _whose(lines, words):
            present = {p.key for p in out[at].parts}
            fresh = [p for p in attendees(scene, start + low, start + high) if p.key not in present]
            out[at] = replace(out[at], parts=_represented(scene, out[at].parts, list(dict.fromkeys(fresh))))
    return out


def _whose(lines: Sequence[re.Pattern[str]], words: str) -> Iterator[tuple[int, int]]:
    """Where in a sentence those stand who were there: one line, or several one after another (由甲主持，乙出席)."""
    low = 0
    while low < len(words):
        rest = words[low:]
        match = next((m for p in lines if (m := p.search(rest))), None)
        if match is None:
            return
        yield low + match.start("who"), low + match.end("who")
        low += match.end()
        while low < len(words) and words[low] in "，,；; ":
            low += 1


def _represented(scene: Scene, parts: Sequence[Part], fresh: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with those who came: whoever holds office in a state that took part stands for it."""
    sides = {p.key for p in parts if p.key[0] == "state"}
    stand: dict[Part, frozenset[PartyKey]] = {}
    for part in fresh:
        mention = scene.mentions[part.mention] if part.mention is not None else None
        posts = mention.posts if mention is not None else ()
        stand[part] = frozenset(t.party for p in posts for t in p.of) & sides
    gone = {key for keys in stand.values() for key in keys}
    kept = [p for p in parts if p.key not in gone]
    return (*kept, *(replace(p, role="principal") if stand[p] else p for p in fresh))


def group_phrase(scene: Scene, start: int, end: int) -> tuple[int, int] | None:
    """The words of a group that begins at `start`, up to where its phrase stops; None where no group begins there."""
    known = rules(scene.pack)
    if not known.group.match(scene.text, start, end):
        return None
    items = [scene.mentions[i] for i in scene.between(start, end)]
    form = shape.make(scene.text, start, end, items)
    match = known.stop.search(form.text, 1)
    stop = form.source(match.start()) if match else end
    while stop > start and scene.text[stop - 1].isspace():
        stop -= 1
    return start, stop


def attendees(scene: Scene, start: int, end: int) -> list[Part]:
    """The parties of an attendance phrase, split only where the next part begins with somebody or a group."""
    known = rules(scene.pack)
    begins = {
        scene.mentions[i].start
        for i in scene.between(start, end)
        if scene.mentions[i].kind in ("person", "office") or scene.cast.person_of[i] is not None
    }
    inside = [(scene.mentions[i].start, scene.mentions[i].end) for i in scene.between(start, end)]
    cuts: list[tuple[int, int]] = []  # where a piece ends, where the next begins
    for match in known.split.finditer(scene.text, start, end):
        after = match.end()
        if any(a < match.start() < b for a, b in inside):
            continue
        if any(after <= b <= after + 5 for b in begins) or known.group.match(scene.text, after, end):
            cuts.append((match.start(), after))
    parts: list[Part] = []
    begun = [start, *(after for _, after in cuts)]
    ended = [*(before for before, _ in cuts), end]
    for here, there in zip(begun, ended, strict=True):
        parts.extend(_attendee(scene, here, _trimmed(scene.text, here, there), known))
    return parts


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a piece ends without the marks and spaces behind it."""
    while end > start and not text[end - 1].isalnum() and text[end - 1] != ")":
        end -= 1
    return end


def _attendee(scene: Scene, start: int, end: int, known: Rules) -> Iterator[Part]:
    indices = scene.between(start, end)
    people = [i for i in indices if scene.cast.person_of[i] is not None]
    offices = [i for i in indices if scene.mentions[i].kind == "office" and scene.mentions[i].start - start <= 5]
    if people:
        for i in people:
            yield Part(("person", str(scene.cast.person_of[i])), "attendee", i, scene.mentions[i].start, scene.mentions[i].end)
    elif offices and (scene.mentions[offices[0]].posts[0].of or not scene.mentions[offices[0]].plural):
        for post, target in expanded(scene.mentions[offices[0]]):
            mention = scene.mentions[offices[0]]
            yield Part(office_key(post, target), "attendee", offices[0], mention.start, mention.end)
    elif bodies := [i for i in indices if scene.mentions[i].kind == "organisation" and scene.mentions[i].start - start <= 5]:
        mention, key = scene.mentions[bodies[0]], scene.fixed_key(bodies[0])
        if key is not None:
            yield Part(key, "attendee", bodies[0], mention.start, mention.end)
    elif known.group.match(scene.text, start, end):
        yield Part(("group", f"{start}:{end}"), "attendee", None, start, end)
