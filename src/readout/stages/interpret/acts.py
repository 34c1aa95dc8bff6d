"""Acts: what is done by saying something; a specific cue decides, a neutral one takes the act of its content."""

from __future__ import annotations

from readout.model.finding import Stretch
from readout.stages.interpret import cues
from readout.stages.interpret.scene import Scene

_SHOWS = 240  # within so many characters a content shows the act of a neutral cue


def of(scene: Scene, act: str, verb: str, content: Stretch, joint: bool, settled: bool) -> str:
    """The act of a statement by its cue's act and verb; `settled` where a noun of the cue has decided it."""
    rules = cues.rules(scene.pack)
    if joint and not settled and verb in rules.agreed_acts:
        return rules.agreed_acts[verb]
    neutral = act in ("state", "inform") or verb in rules.agreed_acts
    if settled or not neutral:
        return act
    end = min(content[1], content[0] + _SHOWS)
    words, present = scene.lowered[content[0] : end], scene.present.within(content[0], end)
    for (pattern, meaning), wants in zip(rules.content_acts, rules.wants.content_acts, strict=True):
        if wants & present == wants and pattern.search(words):
            if act == "inform" and meaning == "emphasise":
                continue
            return meaning
    return act
