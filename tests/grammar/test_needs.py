"""Needs only save work: whatever a pattern fits has the words that are read from the pattern."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import astuple

from readout.grammar import shape
from readout.grammar.load import languages, load_pack
from readout.grammar.needs import Needs, wanted
from readout.grammar.texts import lower
from readout.stages import acquire, clean, divide, find, interpret
from readout.stages.interpret import cues, matching, modality

FITS = [
    (r"\b(?:met|spoke) with (?P<who>.+)", "She spoke with Kral", True),
    (r"(?i)\bWILL (?:not )?Visit", "he will visit", True),
    (r"(?:a|b|c|d|e|f|g)+ford", "bedford", True),
    (r"(?:abc|d)?", "", False),
    (r"(?=before )\w+ \d{4}", "before 2021", False),
    (r"(?<=after )noon", "after noon", True),
    (r"[Tt]he (?:\w+ )*summit|[^a]+ forum", "the long summit", True),
    (r"访问|会见", "会见了部长", True),
    ("\ue00d met", "\ue00d met", True),
]


@pytest.mark.parametrize(("pattern", "text", "telling"), FITS)
def test_what_a_pattern_fits_has_what_it_needs(pattern: str, text: str, telling: bool) -> None:
    compiled = re.compile(pattern)
    assert compiled.search(text)
    needs = Needs()
    mask = needs.of(compiled)
    assert bool(mask) == telling
    assert needs.find(lower(text)).may(mask, 0, len(text))


def test_a_stretch_without_the_words_is_not_searched() -> None:
    needs = Needs()
    mask = needs.of(re.compile("took place|was held"))
    present = needs.find("they spoke. the talks took place here.")
    assert not present.may(mask, 0, 11)
    assert present.may(mask, 12, 38)
    assert not present.may(mask, 12, 30), "half of the words is not enough"


def test_one_of_several_patterns_is_enough() -> None:
    needs = Needs()
    either = needs.of(re.compile("alpha"), re.compile("beta"))
    assert needs.find("only beta here").may(either, 0, 14)
    assert not needs.find("neither of them").may(either, 0, 15)
    assert needs.of(re.compile("alpha"), re.compile(".*")) == 0, "a pattern without words makes all of them tried"


def test_needs_asked_for_later_count_as_there() -> None:
    needs = Needs()
    needs.of(re.compile("alpha"))
    present = needs.find("nothing")
    later = needs.of(re.compile("gamma"))
    assert present.may(later, 0, 7)


@pytest.mark.parametrize("language", languages())
def test_no_pattern_of_a_pack_fits_without_its_needs(language: str) -> None:
    """Every sentence of the samples, with every pattern that is guarded: what is skipped would not have fitted."""
    pack = load_pack(language)
    guarded = [p for p in _patterns(pack) if wanted(p)]
    folder = acquire.__file__.rsplit("/stages/", 1)[0] + f"/samples/{language}"
    read = [s for s in acquire.sources([folder]) if not isinstance(s, Exception)] if guarded else []
    fitted = 0
    for source in read:
        document = divide.document(clean.document(source), pack)
        scene = interpret.set_scene(document, find.mentions(document, pack), pack, None)
        needs = Needs()
        masks = [needs.of(p) for p in guarded]
        present = needs.find(scene.lowered)
        for sentence in document.sentences:
            start, end = sentence.start, sentence.end
            form = shape.make(scene.text, start, end, [scene.mentions[i] for i in scene.between(start, end)]).text
            for pattern, mask in zip(guarded, masks, strict=True):
                if pattern.search(scene.text, start, end) or pattern.search(scene.lowered, start, end) or pattern.search(form):
                    fitted += 1
                    assert present.may(mask, start, end), (pattern.pattern, scene.text[start:end])
    assert fitted or not read


def _patterns(pack: object) -> list[re.Pattern[str]]:
    found = []
    for rules in (cues.rules, modality.rules):
        try:
            made = rules(pack)  # type: ignore[arg-type]
        except (KeyError, TypeError):  # a pack that is not complete yet
            continue
        for value in astuple(made):
            found += [p for p in (value if isinstance(value, tuple) else (value,)) if isinstance(p, re.Pattern)]
    return [*found, *(rule.pattern for rule in matching.rules(pack).patterns)]  # type: ignore[arg-type]
