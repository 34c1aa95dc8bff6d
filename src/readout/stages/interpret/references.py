"""References: other encounters, documents and standing bodies that a text names.

A head noun ("summit", "Treaty", "Council") is found first; the pack says which words before and after it belong to the name.
Patterns see the masked text: every mention and date is a run of its sign, of the same length, so that offsets hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec.structs import replace

from readout.grammar.load import Pack, load_world
from readout.grammar.shape import SIGNS
from readout.grammar.texts import lower
from readout.model.finding import EncounterFound, ReferenceFound
from readout.model.mention import Mention
from readout.model.when import When
from readout.stages.interpret import own_events
from readout.stages.interpret.reference_rules import Candidate, Head, Rules, rules
from readout.stages.interpret.scene import Scene

_MASKED = frozenset({"person", "office", "side", "state", "organisation", "region", "collective", "group"})
_NAMED = frozenset({"person", "office"})
_REACH = 110
_DATE_NEAR = 28
_SCHEDULED = 60  # "scheduled to take place in the capital on 3 May"
_AHEAD = 40
_SHORT = 2
_BRACKETS = re.compile(r"\(([^()]{2,20})\)")
_WORD = re.compile(r"[\w-]+")
_QUOTED = 60
_BEFORE = re.compile(r"(\w+) ?$")
_AFTER = re.compile(r",? ?(\w+)")


def find(scene: Scene, own: Sequence[EncounterFound] = ()) -> tuple[ReferenceFound, ...]:
    """The references of a document, each distinct one once, at its first mention; `own` are the document's own encounters."""
    known = rules(scene.pack)
    masked = _masked(scene, known)
    lowered = lower(masked)
    mine = own_events.of(scene, own)
    found: list[Candidate] = []
    meant: list[Candidate] = []
    for c in _candidates(scene, masked, lowered, known, own):
        (meant if own_events.means(scene, masked, c, mine, known) else found).append(c)
    names = [(c.start, c.head[1]) for c in meant if c.kind == "encounter" and c.check != "contact"]
    found.extend(c for c in _organisations(scene, own) if not any(a <= c.start and c.end <= b for a, b in names))
    return tuple(_reference(scene, c, known) for c in _distinct(scene, _outermost(found), known))


def _masked(scene: Scene, known: Rules) -> str:
    """The text with each mention and date as a run of its sign, of the same length."""
    text = scene.text
    stretches = [(d.start, d.end, "date") for d in scene.dates]
    stretches += [
        (m.start, m.end, m.kind) for m in scene.mentions if m.kind in _MASKED and not (m.kind in _NAMED and _names_an_event(text, m, known))
    ]
    stretches.sort(key=lambda s: (s[0], -s[1]))
    parts: list[str] = []
    here = 0
    for start, end, kind in stretches:
        if start >= here:
            parts += (text[here:start], SIGNS[kind] * (end - start))
            here = end
    parts.append(text[here:])
    return "".join(parts)


def _names_an_event(text: str, mention: Mention, known: Rules) -> bool:
    """Whether what was taken for somebody ends in the head noun of an event or body ("Heads of Government Council")."""
    last = lower(text[mention.start : mention.end].rsplit(" ", 1)[-1])
    return known.words.get(last) in (("encounter",) if mention.kind == "office" else ("encounter", "body", "document"))


def _candidates(scene: Scene, masked: str, lowered: str, known: Rules, own: Sequence[EncounterFound]) -> Iterator[Candidate]:
    starts = scene.sentence_starts
    for start, end, entry in known.heads.spans(lowered):
        i = bisect_right(starts, start) - 1
        if i < 0 or end > scene.document.sentences[i].end:
            continue
        sentence = scene.document.sentences[i]
        head: Head = entry.value
        if head.kind == "encounter" and known.not_before.match(scene.text, end):
            continue
        if head.capital and not masked[start].isupper() and not (head.lower and head.lower.match(masked, end)):
            continue
        if head.check == "contact" and known.verbal.search(masked, sentence.start, start):
            continue
        candidate = _phrase(masked, start, end, sentence.start, sentence.end, head, entry.rule, known)
        if candidate is not None:
            yield candidate
    for hit in known.known.find(scene.text):
        i = bisect_right(starts, hit.start) - 1
        if i >= 0 and hit.end <= scene.document.sentences[i].end and not _inside_somebody(scene, hit.start):
            yield Candidate(hit.start, hit.end, (hit.start, hit.end), hit.entry.code, "known", hit.entry.rule, str(hit.entry.value))
    yield from _told(scene, masked, known, own)
    yield from _quoted(scene, known)
    yield from _titled(scene, known)


def _phrase(masked: str, start: int, end: int, low: int, high: int, head: Head, rule: str, known: Rules) -> Candidate | None:
    """The phrase around a head, or None where nothing in it says which one is meant."""
    reach = max(low, start - _REACH)
    cut = known.cut.match(masked, reach, start)
    before = head.left.search(masked, cut.end() if cut is not None else reach, start)
    after = head.right.match(masked, end, high)
    first = before.start() if before is not None else start
    if after is None:
        return None
    last = after.end()
    while last > end and masked[last - 1] in " ,":
        last -= 1
    words = masked[first:start] + lower(masked[start:end]) + masked[end:last]
    if not head.alone and known.proper.search(words, 1 if first == low and first < start else 0) is None:
        return None
    return Candidate(*_without_article(masked, first, last, start, known), (start, end), head.kind, head.check, rule)


def _without_article(masked: str, first: int, last: int, head: int, known: Rules) -> tuple[int, int]:
    """Articles stay out before a name ("the Moscow summit") and stay in before a description ("the talks between …")."""
    for article in known.articles:
        if masked[first : first + len(article)].lower() == article:
            after = masked[first + len(article) :][:1]
            if not after.islower() or masked[head].isupper() or known.apart.match(masked, first + len(article)):
                return first + len(article), last
    return first, last


def _quoted(scene: Scene, known: Rules) -> Iterator[Candidate]:
    """Names between quotation marks beside a word such as "initiative"."""
    for q in scene.document.quotations:
        if q.end - q.start > _QUOTED or "\n" in scene.text[q.start : q.end]:
            continue
        beside = _BEFORE.search(scene.text, max(0, q.opened - _AHEAD), q.opened), _AFTER.match(scene.text, q.closed)
        kind = next((known.quoted[w] for m in beside if m is not None and (w := lower(m.group(1))) in known.quoted), None)
        kind = kind or next((k for k, ends in known.quoted_ends if scene.text.endswith(ends, q.start, q.end)), None)
        if kind is not None:
            yield Candidate(q.start, q.end, (q.start, q.end), kind, "known", f"{scene.pack.language}.references.quoted")


def _titled(scene: Scene, known: Rules) -> Iterator[Candidate]:
    """Documents whose titles stand between signs of their own (《…》)."""
    if known.titles is None:
        return
    for match in known.titles.finditer(scene.text):
        start, end = match.start() + 1, match.end() - 1
        if known.not_titles[0].search(scene.text, max(0, start - 12), start - 1) or known.not_titles[1].match(scene.text, end + 1):
            continue
        if any(s.start <= start and end <= s.end for s in scene.document.sentences):
            yield Candidate(start, end, (start, end), "document", "known", f"{scene.pack.language}.references.titled")


def _told(scene: Scene, masked: str, known: Rules, own: Sequence[EncounterFound]) -> Iterator[Candidate]:
    """Encounters of the past that a clause tells of: "Kral had visited the capital in February"; "the two met in Rome in May 2021"."""
    for pattern, simply in ((known.told, False), (known.told_simply, True)):
        for match in pattern.finditer(masked) if pattern is not None else ():
            sentence = scene.sentence_at(match.start())
            if sentence is None or match.end() > sentence.end or (simply and not _is_past(scene, match, own)):
                continue
            teller = known.teller.search(masked, max(sentence.start, match.start() - _REACH), match.start())
            if teller is not None:
                head = (match.start("verb"), match.end("verb"))
                yield Candidate(teller.start(), match.end(), head, "encounter", "told", f"{scene.pack.language}.references.told")


def _is_past(scene: Scene, match: re.Match[str], own: Sequence[EncounterFound]) -> bool:
    """Whether the date of a clause in the simple past is earlier than, and no part of, those of the text's own encounters."""
    when = next(iter(_dated(scene, match.end("verb"), match.end())), None)
    if when is None or when.value is None or any(a <= match.start("verb") < b for e in own for a, b in e.evidence):
        return False
    days = [e.date.value for e in own if e.date is not None and e.date.value] or [scene.document.source.published or ""]
    return all(day and when.value < day[: len(when.value)] for day in days)


def _inside_somebody(scene: Scene, place: int) -> bool:
    i = bisect_right(scene.starts, place) - 1
    return i >= 0 and scene.mentions[i].end > place and scene.mentions[i].kind in ("person", "office", "side")


def _organisations(scene: Scene, own: Sequence[EncounterFound]) -> Iterator[Candidate]:
    """Known organisations other than the parties' own, by themselves or in an office that nobody here holds ("a member of NATO")."""
    keys = {part.key for e in own for part in e.parts if part.key[0] == "organisation"} | own_events.held_in(scene, own)
    starts = scene.sentence_starts
    for mention in scene.mentions:
        if mention.kind == "organisation" and mention.key in _registered():
            named: tuple[tuple[int, int, str], ...] = ((mention.start, mention.end, mention.key),)
        elif mention.kind == "office" and scene.holder(mention) is None:
            named = tuple((t.start, t.end, t.key) for post in mention.posts for t in post.of if t.kind == "organisation" and t.key)
        else:
            continue
        for start, end, key in named:
            i = bisect_right(starts, start) - 1
            if ("organisation", key) not in keys and i >= 0 and end <= scene.document.sentences[i].end:
                yield Candidate(start, end, (start, end), "body", "organisation", mention.rule, key)


@cache
def _registered() -> frozenset[str]:
    """The organisations of the register: an organ that only a text knows is no standing body."""
    return frozenset(str(e["id"]) for e in load_world("organizations"))


def _outermost(found: Sequence[Candidate]) -> list[Candidate]:
    """Without the phrases that are part of another one; a document within a document's complement stays."""
    kept: list[Candidate] = []
    for c in sorted(found, key=lambda c: (c.head[0], -c.end, c.check == "organisation")):
        while kept and c.start <= kept[-1].start and kept[-1].end <= c.head[0]:
            kept.pop()
        around = kept[-1] if kept and c.start < kept[-1].end else None
        if around is None or _is_nested_document(c, around):
            kept.append(c)
        elif c.key and around.key is None and c.kind == around.kind and 2 * (c.end - c.start) > around.end - around.start:
            kept[-1] = replace(around, key=c.key)
        elif c.head[0] >= around.end:
            kept.append(replace(c, start=max(around.end, c.start)))
    return kept


def _is_nested_document(c: Candidate, around: Candidate) -> bool:
    return c.kind == around.kind == "document" and c.start > around.head[1] and c.end <= around.end


def _distinct(scene: Scene, found: Sequence[Candidate], known: Rules) -> Iterator[Candidate]:
    """Each once: by key, by words, or as a shorter form of one named before."""
    seen: set[str] = set()
    longer: list[tuple[str, str, frozenset[str]]] = []
    for c in found:
        printed = scene.text[c.start : c.end].strip()
        words = lower(printed)
        names = {f"{c.kind}:{c.key}" if c.key else words, words, *map(lower, _BRACKETS.findall(printed))}
        around = scene.text[c.start : c.head[0]] + " " + scene.text[c.head[1] : c.end]
        proper = frozenset(w for w in _WORD.findall(around) if w[0].isupper())
        if words in known.never or names & seen or c.end - c.start < 2:
            continue
        if c.kind == "encounter" and any(words in earlier for earlier in seen):
            continue
        head = lower(scene.text[c.head[0] : c.head[1]])
        free = c.check not in ("organisation", "known") and not known.apart.search(printed)
        if free and _shortens(c.kind, head, proper, len(printed.split()), longer):
            continue
        seen |= names
        longer.append((c.kind, head, proper))
        yield c


def _shortens(kind: str, head: str, proper: frozenset[str], length: int, longer: Sequence[tuple[str, str, frozenset[str]]]) -> bool:
    """Whether a name is part of one named before: the same head and fewer words; a short one of an encounter may change its head."""
    short = kind == "encounter" and length == _SHORT
    return bool(proper) and any(k == kind and (h == head or short) and proper <= p for k, h, p in longer)


def _reference(scene: Scene, c: Candidate, known: Rules) -> ReferenceFound:
    when = _date(scene, c, known)
    place = known.place.search(scene.text, c.start, c.end) if known.place is not None and c.kind == "encounter" else None
    if place is not None and any(place.start("place") < d.end for d in scene.dates_within(c.start, place.start("place") + 1)):
        place = None
    return ReferenceFound(c.kind, (c.start, c.end), when.value if when else None, place.group("place") if place else None, c.rule, c.key)


def _date(scene: Scene, c: Candidate, known: Rules) -> When | None:
    """The date within a phrase or directly after it; for an anniversary, anywhere in its sentence."""
    inside = _dated(scene, c.start, c.end)
    if c.kind == "document":
        inside = [d for d in inside if not known.period.search(scene.text, c.start, d.start)]
    if inside:
        return max(inside, key=lambda d: len(d.value or ""))
    if c.check == "anniversary":
        sentence = scene.sentence_at(c.start)
        return next(iter(_dated(scene, sentence.start, sentence.end)), None) if sentence is not None else None
    if c.check == "organisation" or (c.kind == "body" and c.key):
        return None
    if c.kind == "encounter" and (told := known.scheduled.match(scene.text, c.end)):
        return next(iter(_dated(scene, told.end(), told.end() + _SCHEDULED)), None)
    near = next(iter(_dated(scene, c.end, c.end + _DATE_NEAR + 1)), None)
    between = scene.text[c.end : near.start] if near is not None else ""
    return None if re.search(r"[.;:!?]|, ", between) or known.period.search(between) else near


def _dated(scene: Scene, start: int, end: int) -> list[When]:
    """The dates that begin within a stretch and are known."""
    return [d for d in scene.dates_within(start, end) if d.value and d.kind == "date"]


def masked(scene: Scene) -> str:
    """The text of a scene with each mention and date as a run of its sign, of the same length."""
    return _masked(scene, rules(scene.pack))


def document_phrase(pack: Pack, masked: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The words that belong to a document's head noun at `start`..`end` of a masked text, within `low`..`high`."""
    known = rules(pack)
    hits = known.documents
    if hits is None:
        return start, end
    before = hits.left.search(masked, max(low, start - _REACH), start)
    after = hits.right.match(masked, end, high)
    last = after.end() if after is not None else end
    while last > end and masked[last - 1] in " ,":
        last -= 1
    return (before.start() if before is not None else start), last
