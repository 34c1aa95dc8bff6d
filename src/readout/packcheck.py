"""Packs checked with the reader itself: every example line is run, and any text can be tried against a pack.

This stands beside the API and not in `grammar`, since only the stages can say what an entry marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from readout.errors import PackError
from readout.grammar import check as grammar
from readout.grammar import chinese, examples, visits
from readout.grammar.examples import Example, Slot
from readout.grammar.load import LINE, Pack, languages, load_pack
from readout.grammar.texts import lower
from readout.grammar.trace import where
from readout.model.record import Record
from readout.stages import acquire, clean, divide, find, interpret, link
from readout.stages.clean import furniture
from readout.stages.divide import sentences
from readout.stages.find import dates, entities, quantities
from readout.stages.interpret import cues, genre, instruments, matching, references, set_scene, topics
from readout.stages.interpret.scene import Scene
from readout.wording import number, plain

# Examples say "two weeks ago" of no day in particular; where a rule needs a day to count from, it is this one.
_SOME_DAY = "2021-06-15"


class Found(NamedTuple):
    """Words that a pack marked: what they are, and the rule that made the mark."""

    start: int
    end: int
    name: str
    rule: str
    value: str = ""


Runner = Callable[[Pack, Example], "list[Found]"]


def check(language: str | None = None) -> Iterator[PackError]:
    """What is wrong with the packs of one language, or with all of them: form first, then every example that does not hold."""
    yield from grammar.check(language)
    for example in _all_examples(language):
        wrong = unrun(example) or run(example)
        if wrong is not None:
            yield wrong


def every_example(language: str | None = None) -> Iterator[Example]:
    """Every example that can be run, of one language or of all."""
    return (example for example in _all_examples(language) if unrun(example) is None)


def _all_examples(language: str | None) -> Iterator[Example]:
    for path in grammar.files(language):
        if path.parent.name in languages():
            yield from examples.find(path)


def _stem(example: Example) -> str:
    return example.file.rpartition("/")[2].removesuffix(".yaml")


def unrun(example: Example) -> PackError | None:
    """What is wrong with an example that nothing runs, since it promises what nobody looks at; None where it is run."""
    if (_stem(example), example.section) in _RUNNERS:
        return None
    sections = sorted(section or "the file itself" for stem, section in _RUNNERS if stem == _stem(example))
    remedy = f"put it under: {', '.join(sections)}" if sections else "take it out, or write it as a comment"
    return PackError("RO-P022", example.place, "no example is run here", remedy)


def run(example: Example) -> PackError | None:
    """Why an example does not hold, or None."""
    stem, language = _stem(example), example.file.split("/")[-2]
    pack = load_pack(language)
    found = _RUNNERS[stem, example.section](pack, example)
    if example.negative:
        return _refused(
            example, [f for f in found if _is_of(f, example, language, stem) and not (stem == "titles" and _idle(pack, example, f))]
        )
    for slot in example.slots:
        if not any(_same(f, slot) for f in found):
            return _missed(example, example.text[slot.start : slot.end], slot.name, found)
    if example.value is not None and example.value != "null" and not any(example.value in (f.value, f.name) for f in found):
        return _missed(example, example.text, example.value, found)
    if not example.slots and example.value is None and example.entry and not any(_is_of(f, example, language, stem) for f in found):
        return _missed(example, example.text, example.id, found)
    if example.value == "null" and found:
        return _refused(example, found)
    return None


def _same(found: Found, slot: Slot) -> bool:
    return (found.start, found.end) == (slot.start, slot.end) and (not slot.name or slot.name == found.name)


def _is_of(found: Found, example: Example, language: str, stem: str) -> bool:
    """Whether this entry made the mark: rules are named by the entry's id, its line, or both as `id:line`."""
    names = (str(example.entry), example.id, f"{example.id}:{example.entry}")
    return found.rule in {f"{language}.{stem}.{name}" for name in names}


def _idle(pack: Pack, example: Example, found: Found) -> bool:
    """Whether the words of an office stand in nobody's office: they are known, and nothing comes of them."""
    people = [m for m in _scene(pack, example.text).mentions if m.kind == "person"]
    return not any(p.start <= found.start and found.end <= p.end for m in people for p in m.posts)


def _missed(example: Example, words: str, name: str, found: list[Found]) -> PackError:
    instead = "; ".join(f"[{example.text[f.start : f.end]}|{f.name or f.value}]" for f in found[:5]) or "nothing"
    return PackError(
        "RO-P020",
        example.place,
        f'"{words}" is not marked as {name or "the entry says"}; marked is: {instead}',
        "mend the entry or the example",
    )


def _refused(example: Example, found: list[Found]) -> PackError | None:
    if not found:
        return None
    words = "; ".join(f'"{example.text[f.start : f.end]}"' for f in found[:5])
    return PackError(
        "RO-P021", example.place, f"this example says that nothing is marked, and {words} is", "narrow the entry or mend the example"
    )


# -- what each kind of file marks ------------------------------------------------------------------------------------------


def _scene(pack: Pack, text: str) -> Scene:
    """An example as the reader sees it."""
    source = acquire.from_text(text, id="example", language=pack.language)
    document = divide.document(clean.folded(clean.document(source), pack), pack)
    return set_scene(document, find.mentions(document, pack), pack, None)


def _entities(pack: Pack, example: Example) -> list[Found]:
    """Known words, and the offices and names that they make."""
    found = [Found(a.start, a.end, a.kind, a.rule) for a in entities.find(example.text, pack)]
    for mention in _scene(pack, example.text).mentions:
        for post in mention.posts:
            held = [t for t in post.of if t.end]
            found.append(Found(post.start, post.end, "title", ""))
            found.append(Found(min([post.start, *(t.start for t in held)]), max([post.end, *(t.end for t in held)]), "title", ""))
            found += [Found(t.start, t.end, "organisation", "") for t in held if t.kind == "name"]
        if mention.name:
            found.append(Found(mention.name_start, mention.name_end, "name", mention.rule))
    return found


def _record(pack: Pack, text: str) -> Record:
    """The record of an example, as any text is read."""
    source = acquire.from_text(text, id="example", language=pack.language, published=_SOME_DAY)
    document = divide.document(clean.folded(clean.document(source), pack), pack)
    findings = interpret.findings(document, find.mentions(document, pack), pack, None)
    return link.record(document, findings, language=pack.language)


def _statements(pack: Pack, example: Example) -> list[Found]:
    """Who says what by which words: as the record has it, and the entry's own words where they stand alone in an example."""
    found: list[Found] = []
    for told in _record(pack, example.text).statements:
        rule = told.rule  # who speaks and what is said follow from the verb
        found += [Found(told.cue.start, told.cue.end, "cue", rule)] if told.cue else []
        found += [Found(*_with_article(example, s.start, s.end), "speaker", rule) for s in told.speaker_evidence]
        found += [Found(c.start, c.end, "content", rule) for c in told.content]
    if pack.setting("content_runs_on"):
        return found
    return found + [Found(c.start, c.end, "cue", c.rule) for c in cues.find(lower(example.text), pack)]


def _with_article(example: Example, start: int, end: int) -> tuple[int, int]:
    """The span of an example's speaker where it is this one with a word before it, such as an article, which mentions leave out."""
    slot = next((s for s in example.slots if s.name == "speaker" and s.start < start and s.end == end), None)
    return (slot.start, end) if slot and len(example.text[slot.start : start].split()) == 1 else (start, end)


def _commitments(pack: Pack, example: Example) -> list[Found]:
    """What somebody undertakes, by its kind."""
    return [Found(c.span.start, c.span.end, c.kind, c.rule) for c in _record(pack, example.text).commitments]


def _mentions(pack: Pack, example: Example) -> list[Found]:
    """People, offices, sides and groups, by their kind."""
    return [Found(m.start, m.end, m.kind, m.rule) for m in _scene(pack, example.text).mentions]


def _encounters(pack: Pack, example: Example) -> list[Found]:
    scene = _scene(pack, example.text)
    whole = [(0, len(example.text), "lead")]
    found: list[Found] = []
    for match in matching.matches(scene, whole):
        found.append(Found(match.start, match.end, match.kind, match.rule))
        for name, slot in (("a", match.a), ("b", match.b)):
            if slot:
                found.append(Found(scene.mentions[slot[0]].start, scene.mentions[slot[-1]].end, name, match.rule))
                found += [
                    Found(scene.mentions[i].name_start, scene.mentions[i].name_end, name, match.rule)
                    for i in slot
                    if scene.mentions[i].name
                ]
        found += [Found(*span, name, match.rule) for name, span in (("what", match.what), ("group", match.group)) if span is not None]
        found += [Found(s.start, s.end, s.name, match.rule) for s in example.slots if s.name in ("noun", "place", "whose")]
    return found


def _dates(pack: Pack, example: Example) -> list[Found]:
    told = list(dates.find(example.text, pack, published=_SOME_DAY))
    entry = next(e for e in pack.entries("dates", "patterns") if e[LINE] == example.entry)
    for word in map(str, entry.get("after") or ()):  # a pattern that only holds after a word is tried after it
        lead = len(word) + 1
        moved = dates.find(f"{word} {example.text}", pack, published=_SOME_DAY)
        told += [msgspec.structs.replace(w, start=w.start - lead, end=w.end - lead) for w in moved if w.start >= lead]
    whole = [
        Found(0, len(example.text), "", f"{pack.language}.dates.{example.id}") for w in told if (w.start, w.end) == (0, len(example.text))
    ]
    return [*whole, *(Found(w.start, w.end, w.kind, w.rule, w.value or "") for w in told)]


def _quantities(pack: Pack, example: Example) -> list[Found]:
    told = quantities.find(example.text, pack, ())
    return [Found(q.start, q.end, q.unit, q.rule, f"{number(q.value).replace(',', '')} {q.unit}") for q in told]


def _topics(pack: Pack, example: Example) -> list[Found]:
    told = topics.find(example.text, lower(example.text), [(0, len(example.text))], pack)
    return [Found(t.start, t.end, t.code, f"{pack.language}.topics.{t.code}") for t in told]


def _references(pack: Pack, example: Example) -> list[Found]:
    told = references.find(_scene(pack, example.text))
    return [Found(*r.span, "", r.rule, r.kind) for r in told]


def _instruments(pack: Pack, example: Example) -> list[Found]:
    told = instruments.find(_scene(pack, example.text), ())
    return [Found(*i.title, "", i.rule, i.action) for i in told]


def _genre(pack: Pack, example: Example) -> list[Found]:
    """The example as a title, and as a text; where a rule looks at both, its own pattern for the one that the example shows."""
    scene = _scene(pack, example.text)
    stretches = [(s.start, s.end) for s in scene.document.sentences]
    found: list[Found] = []
    for text, title, parts in ((example.text, None, stretches), ("", example.text, [])):
        for foreign in (None, False, True):
            kind, rule = genre.find(text, title, parts, pack, foreign=foreign)
            found.append(Found(0, len(example.text), kind, rule))
    entry = next(e for e in pack.entries("genre", "rules") if e[LINE] == example.entry)
    if any(re.search(str(entry[key]), example.text) for key in ("title", "lead") if key in entry):
        found.append(Found(0, len(example.text), str(entry["genre"]), f"{pack.language}.genre.{example.id}"))
    return found


_SPLIT = re.compile(r"(?<=[\].]) \| |(?<=\]) \| ")


def _furniture(pack: Pack, example: Example) -> list[Found]:
    """Lines of furniture: an example may name several, each in brackets; those after `not:` are lines of the text."""
    found: list[Found] = []
    for slot in example.slots:
        words = example.text[slot.start : slot.end]
        verdict = furniture.verdict(words, furniture.rules(), None)
        told = verdict or furniture.dateline(example.text[slot.start :], 0, len(example.text) - slot.start, furniture.rules().datelines)
        if told is not None:
            found.append(Found(slot.start, slot.end, slot.name, str(told[-1])))
    return found


def _sentences(pack: Pack, example: Example) -> list[Found]:
    """Sentences, which an example divides by " | "."""
    text = example.text.replace(" | ", " ")
    told = sentences.find(text, [(0, len(text))], (), pack)
    divided = " | ".join(text[s.start : s.end] for s in told)
    return [Found(0, len(text), "", f"{pack.language}.sentences.{example.entry}")] if divided == example.text.strip() else []


def _folding(pack: Pack, example: Example) -> list[Found]:
    """The example with its characters read as others."""
    source = acquire.from_text(example.text, id="example", language=pack.language)
    read = clean.folded(clean.document(source), pack).text
    return [Found(0, len(example.text), "", f"{pack.language}.folding", read)]


def _chinese(pack: Pack, example: Example) -> list[Found]:
    read = chinese.pinyin(example.text)
    return [Found(0, len(example.text), "name", f"{pack.language}.chinese", read)] if read else []


def _visits(pack: Pack, example: Example) -> list[Found]:
    return [Found(v.start, v.end, v.type, v.rule) for v in visits.visit_types(example.text, pack.language)]


_RUNNERS: Mapping[tuple[str, str], Runner] = {
    ("titles", "titles"): _entities,
    ("titles", "heads"): _entities,
    ("titles", "modifiers"): _entities,
    ("honorifics", ""): _entities,
    ("honorifics", "honorifics"): _entities,
    ("names", ""): _entities,
    ("reporting_verbs", "verbs"): _statements,
    ("reporting_verbs", "express_nouns"): _statements,
    ("commitments", "cues"): _commitments,
    ("commitments", "nouns"): _commitments,
    ("commitments", "predicates"): _commitments,
    ("commitments", "phrases"): _commitments,
    ("commitments", "modals"): _commitments,
    ("mentions", "patterns"): _mentions,
    ("offices", "generic"): _entities,
    ("bodies", ""): _entities,
    ("encounters", "patterns"): _encounters,
    ("encounters", "planned"): _encounters,
    ("encounters", "group_met"): _encounters,
    ("dates", "patterns"): _dates,
    ("quantities", ""): _quantities,
    ("topics", "topics"): _topics,
    ("references", ""): _references,
    ("instruments", ""): _instruments,
    ("genre", "rules"): _genre,
    ("furniture", "lines"): _furniture,
    ("furniture", "datelines"): _furniture,
    ("sentences", ""): _sentences,
    ("folding", ""): _folding,
    ("chinese", ""): _chinese,
    ("visits", "types"): _visits,
}


# -- trying a text ---------------------------------------------------------------------------------------------------------


def try_text(language: str, text: str) -> Iterator[str]:
    """What a pack marks in a text, one line for each mark: the words, what they are, and the entry that made the mark."""
    pack = load_pack(language)
    scene = _scene(pack, text)
    found = _tried(pack, scene)
    yield plain(_bracketed(text, found))
    if not found:
        yield "nothing is marked"
    for mark in found:
        value = f" = {mark.value}" if mark.value else ""
        place = where(mark.rule) or ""
        yield plain(f"  {mark.start}–{mark.end}  {mark.name}{value}  “{text[mark.start : mark.end]}”  {mark.rule}  {place}").rstrip()


def _tried(pack: Pack, scene: Scene) -> list[Found]:
    text = scene.text
    found = [Found(a.start, a.end, a.kind, a.rule) for a in entities.find(text, pack)]
    found += [Found(m.start, m.end, m.kind, m.rule) for m in scene.mentions]
    found += [Found(w.start, w.end, w.kind, w.rule, w.value or "") for w in scene.dates]
    found += [Found(q.start, q.end, "quantity", q.rule, f"{number(q.value)} {q.unit}") for q in scene.quantities]
    found += [Found(c.start, c.end, "cue", c.rule, c.verb.act) for c in cues.find(scene.lowered, pack)]
    stretches = [(s.start, s.end, "lead") for s in scene.document.sentences] or [(0, len(text), "lead")]
    found += [Found(m.start, m.end, m.kind, m.rule, m.status) for m in matching.matches(scene, stretches)]
    found += [
        Found(t.start, t.end, "topic", f"{pack.language}.topics.{t.code}", t.code)
        for t in topics.find(text, scene.lowered, [(0, len(text))], pack)
    ]
    found += [Found(*r.span, "reference", r.rule, r.kind) for r in references.find(scene)]
    return sorted(dict.fromkeys(found), key=lambda f: (f.start, -f.end, f.name))


def _bracketed(text: str, found: list[Found]) -> str:
    """The text with brackets around the outermost marks that do not cross, as an example in a pack would be written."""
    parts: list[str] = []
    here = 0
    for mark in found:
        if mark.start >= here:
            parts += [text[here : mark.start], f"[{text[mark.start : mark.end]}|{mark.name}]"]
            here = mark.end
    return "".join([*parts, text[here:]])
