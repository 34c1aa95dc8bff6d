"""What a pack lacks, seen on texts: frequent words where a word of speech or an office is expected and none is known.

Three places are looked at, in any language: beside a quotation (a word of speech), behind a party that opens a sentence of which
nothing is understood (a word of speech or of meeting), and before a name that carries no office (an office). Words that recur are
reported with an example from the texts and an entry to paste; a person decides which of them are worth it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from readout.grammar.load import PACKS, Pack, languages, load_pack
from readout.grammar.schema import FORMS
from readout.model.document import Document, Source
from readout.stages import clean, divide, find
from readout.stages.interpret import cues, matching, set_scene
from readout.stages.interpret.scene import Scene

LONGEST = 4  # words of an office before a name
RUN = 2  # signs that are looked at where words are not spaced: most Chinese verbs of speech have two
SPEAKERS = ("person", "office", "side", "collective", "name")
NEAR = 60  # code points in which a word of speech stands beside its quotation
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)* $")
_LAST_SIGN = re.compile(r"[^\W\d_]$")
_OPENS = re.compile(r"[\s:：,，—–-]*$")


class Gap(NamedTuple):
    """Words that a pack may lack: what they would be (verb | title), how often, where first (document, place), the words around them."""

    kind: str
    words: str
    times: int
    document: str
    start: int
    around: str
    entry: str


class Seen(NamedTuple):
    """One sighting: its kind, its words, its document and place."""

    kind: str
    words: str
    document: str
    start: int
    around: str


def gaps(language: str, sources: Iterable[Source], least: int = 2) -> list[Gap]:
    """The gaps of a language's pack on these texts, the most frequent first; words seen fewer than `least` times are left out."""
    pack = load_pack(language)
    seen: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for source in sources:
        document = divide.document(clean.document(source), pack)
        for sighting in dict.fromkeys(sightings(document, pack)):  # one place may be seen twice
            seen[sighting.kind, sighting.words].append(sighting)
    found = [_gap(rows) for rows in seen.values() if len(rows) >= least]
    found = [gap for gap in found if not any(_covers(other, gap) for other in found)]
    return sorted(found, key=lambda gap: (-gap.times, gap.kind, gap.words))


def sightings(document: Document, pack: Pack) -> Iterator[Seen]:
    """Every place of one document where a word seems to be missing from the pack."""
    scene = set_scene(document, find.mentions(document, pack), pack, None)
    said = [(c.start, c.end) for c in cues.find(scene.lowered, pack)]
    stretches = [(s.start, s.end, "lead") for s in document.sentences]
    met = [(m.start, m.end) for m in matching.matches(scene, stretches)]
    yield from _beside_quotations(scene, said)
    yield from _behind_parties(scene, [*said, *met])
    yield from _before_names(scene)


def _beside_quotations(scene: Scene, known: list[tuple[int, int]]) -> Iterator[Seen]:
    """Between a party and a quotation on either side of it."""
    for quotation in scene.document.quotations:
        if _is_known(known, quotation.start - NEAR, quotation.end + NEAR):
            continue
        opened, closed = quotation.opened, quotation.closed + 1
        before = max((m.end for m in scene.mentions if m.end <= opened and opened - m.end <= NEAR), default=None)
        after = min((m.start for m in scene.mentions if m.start >= closed and m.start - closed <= NEAR), default=None)
        for start, end in ((before, opened), (closed, after)):
            if start is not None and end is not None and not re.search(r"[.!?。！？\n]", scene.text[start:end]):
                yield from _seen(scene, start, end)


def _behind_parties(scene: Scene, known: list[tuple[int, int]]) -> Iterator[Seen]:
    """Behind the party that opens a sentence in which no word of speech or meeting is known."""
    for sentence in scene.document.sentences:
        inside = scene.between(sentence.start, sentence.end)
        if not inside or _is_known(known, sentence.start, sentence.end):
            continue
        first = scene.mentions[inside[0]]
        if first.kind in SPEAKERS and first.start - sentence.start <= RUN * 2:
            yield from _seen(scene, first.end, min(sentence.end, first.end + NEAR))


def _seen(scene: Scene, start: int, end: int) -> Iterator[Seen]:
    text = scene.text
    spaced = scene.pack.setting("words_are_spaced")
    if spaced:
        match = _WORD.search(text, start, end)
        if match is None or text[start : match.start()].strip(" ,，:：”\"»'"):
            return
        a, b = match.span()
    else:
        b = start + len(_OPENS.sub("", text[start:end]))
        a, b = start, min(start + RUN, b)
        if b - a < RUN or _WORD.fullmatch(text, a, b) is None:
            return
    yield Seen("verb", text[a:b].lower(), scene.document.source.id, a, _around(text, a, b))


def _before_names(scene: Scene) -> Iterator[Seen]:
    """The words before a name that carries no office; where a run of capitals holds both, all but its last two words."""
    ends = {m.end for m in scene.mentions}
    spaced = bool(scene.pack.setting("words_are_spaced"))
    for mention in scene.mentions:
        if mention.kind not in ("person", "name") or mention.posts or not mention.name or mention.honorific:
            continue
        words = mention.name.split()
        if spaced and len(words) > 2 and scene.text.startswith(mention.name, mention.name_start):
            office = " ".join(words[:-2])
            yield _sighted(scene, office, mention.name_start, mention.name_end)
        if mention.kind == "person":
            yield from _back(scene, mention.name_start, mention.name_end, ends, spaced=spaced)


def _back(scene: Scene, name: int, end: int, ends: set[int], *, spaced: bool) -> Iterator[Seen]:
    """The words right before a name, one more each time, back to a sign, a mention or the limit."""
    text, place, words = scene.text, name, list[str]()
    pattern = _LAST_WORD if spaced else _LAST_SIGN
    while len(words) < LONGEST and place not in ends and place - 1 not in ends:
        match = pattern.search(text[max(0, place - 40) : place])
        if match is None:
            return
        place = max(0, place - 40) + match.start()
        words.insert(0, match.group(0).strip())
        if len(words[0]) > 3 if spaced else len(words) >= RUN:  # an office does not begin with an article or a preposition
            yield _sighted(scene, (" " if spaced else "").join(words), place, end)


def _sighted(scene: Scene, words: str, start: int, end: int) -> Seen:
    return Seen("title", words, scene.document.source.id, start, _around(scene.text, start, end))


def _is_known(known: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in known)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 40]}".split())


def _covers(other: Gap, gap: Gap) -> bool:
    """Whether a longer office says the same as often."""
    longer = other.kind == gap.kind == "title" and len(other.words) > len(gap.words) and other.words.endswith(gap.words)
    return longer and other.times == gap.times


def _gap(rows: list[Seen]) -> Gap:
    first = rows[0]
    return Gap(first.kind, first.words, len(rows), first.document, first.start, first.around, _entry(first.kind, first.words))


def _entry(kind: str, words: str) -> str:
    """An entry to paste and to complete; what has to be decided is marked with a comment."""
    if kind == "title":
        return f"- title: {words}\n  rank: other  # choose a rank\n  examples: |\n    [{words}|title] Ana Kral received the delegation.\n"
    return (
        f"- verb: {words}\n  forms: {{past: [{words}]}}  # add the other forms\n  act: state  # choose an act\n"
        f"  takes: [that, quote]\n  examples: |\n    [The Minister|speaker] [{words}|cue] that [trade was growing|content].\n"
    )


def missing_files(language: str) -> list[str]:
    """What other packs have and this one lacks: `titles.yaml`, or `encounters.yaml: planned` for a list within a file."""
    pack = load_pack(language)
    found: list[str] = []
    for name in sorted({path.stem for other in languages() for path in (PACKS / other).glob("*.yaml")}):
        if not (pack.folder / f"{name}.yaml").exists():
            found.append(f"{name}.yaml")
            continue
        content = pack.file(name)
        if isinstance(content, dict):
            found += [f"{name}.yaml: {key}" for key in FORMS.get(name, {}) if key not in content]
    return found
