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
from readout.grammar import examples
from readout.grammar.examples import Example, Slot
from readout.grammar.load import LINE, Pack, languages, load_pack
from readout.grammar.texts import lower
from readout.grammar.trace import where
from readout.stages import acquire, clean, divide, find
from readout.stages.clean import furniture
from readout.stages.divide import sentences
from readout.stages.find import dates, entities, quantities
from readout.stages.interpret import cues, genre, instruments, matching, monologues, references, set_scene, topics
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
    for example in every_example(language):
        wrong = run(example)
        if wrong is not None:
            yield wrong


def every_example(language: str | None = None) -> Iterator[Example]:
    """Every example that can be run, of one language or of all."""
    for path in grammar.files(language):
        if path.parent.name in languages():
            for example in examples.find(path):
                if (path.stem, example.section) in _RUNNERS:
                    yield example


def run(example: Example) -> PackError | None:
    """Why an example does not hold, or None."""
    _, language, name = example.file.split("/")
    pack, stem = load_pack(language), name.removesuffix(".yaml")
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
        if mention.name:
            found.append(Found(mention.name_start, mention.name_end, "name", mention.rule))
    return found


def _turns(pack: Pack, example: Example) -> Iterator[Found]:
    """Who speaks in an example, by which verb, and what is said, where what is said runs on."""
    scene = _scene(pack, example.text)
    for turn in monologues.turns(scene, monologues.openings(scene)):
        yield Found(turn.cue.start, turn.cue.end, "cue", turn.cue.rule)
        yield from (Found(scene.mentions[i].start, scene.mentions[i].end, "speaker", turn.cue.rule) for i in turn.who)
        content = turn.about or monologues.trimmed(scene.text, turn.start, turn.end)
        if content is not None:
            yield Found(*content, "content", turn.cue.rule)


def _cues(pack: Pack, example: Example) -> list[Found]:
    """Reporting words with what stands on both sides of them, which an example names as speaker and content."""
    if pack.setting("content_runs_on"):
        return list(_turns(pack, example))
    made = [Found(c.start, c.end, "cue", c.rule) for c in cues.find(lower(example.text), pack)]
    nouns = (cues.rules(pack).nouns.match(example.text, f.end) for f in made)
    made += [f._replace(end=noun.end()) for f, noun in zip(tuple(made), nouns, strict=True) if noun]
    if any((f.start, f.end) == (s.start, s.end) for f in made for s in example.slots if s.name == "cue"):
        made += [Found(s.start, s.end, s.name, "") for s in example.slots if s.name != "cue"]
    return made


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


_RUNNERS: Mapping[tuple[str, str], Runner] = {
    ("titles", "titles"): _entities,
    ("titles", "heads"): _entities,
    ("titles", "modifiers"): _entities,
    ("honorifics", ""): _entities,
    ("honorifics", "honorifics"): _entities,
    ("names", ""): _entities,
    ("reporting_verbs", "verbs"): _cues,
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
