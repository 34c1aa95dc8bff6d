"""Turns: a transcript inside a text ("В.Путин: …"), where a label at the head of a paragraph says who speaks until the next one."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from readout.model.finding import Stretch
from readout.stages.interpret import cues
from readout.stages.interpret.scene import Scene

_LEAST = 2  # one label is no transcript: a heading may look like one


class Turn(msgspec.Struct, frozen=True, gc=False):
    """What one speaker says: the mention that labels it (-1: somebody who asks), its label, its paragraphs and their sentences' numbers."""

    mention: int
    label: Stretch
    contents: tuple[Stretch, ...]
    sentences: tuple[int, ...]


def find(scene: Scene) -> tuple[Turn, ...]:
    """The turns of a document, in order; none where fewer than two labels stand in it."""
    pattern = cues.rules(scene.pack).patterns["turn_label"]
    asks = cues.rules(scene.pack).patterns["turn_asks"]
    sentences = scene.document.sentences
    starts = {m.start: i for i, m in enumerate(scene.mentions) if m.kind in ("person", "name", "office")}
    found: list[Turn] = []
    paragraph = -1
    for number, sentence in enumerate(sentences):
        opens = sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        if opens and (asker := asks.match(scene.text, sentence.start, sentence.end)):
            found.append(Turn(-1, (sentence.start, asker.end()), (), (number,)))
            continue
        index = starts.get(sentence.start) if opens else None
        label = pattern.match(scene.text, scene.mentions[index].end, sentence.end) if index is not None else None
        if index is not None and label is not None:
            words = [(label.end(), sentence.end)] if label.end() < sentence.end else []
            found.append(Turn(index, (sentence.start, label.end()), tuple(words), (number,)))
        elif found and found[-1].mention < 0:
            found[-1] = replace(found[-1], sentences=(*found[-1].sentences, number))
        elif found:
            last = found[-1]
            contents = (
                (*last.contents, (sentence.start, sentence.end)) if opens or not last.contents else _longer(last.contents, sentence.end)
            )
            found[-1] = replace(last, contents=contents, sentences=(*last.sentences, number))
    return tuple(found) if len(found) >= _LEAST else ()


def _longer(contents: tuple[Stretch, ...], end: int) -> tuple[Stretch, ...]:
    return (*contents[:-1], (contents[-1][0], end))


def spoken(found: tuple[Turn, ...]) -> list[Stretch]:
    """The stretches that somebody says: from the first label on."""
    return [(t.label[0], t.contents[-1][1] if t.contents else t.label[1]) for t in found]
