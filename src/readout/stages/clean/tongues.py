"""Languages of lines: by script first, by the commonest words and letters where a script has several languages.

A statistical model was tried and left out: words and letters tell the languages met here as well, a hundred times faster, and
without numpy. What nothing tells is in the language of the text around it, or of the only pack of its script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain

import msgspec

from readout.grammar.load import PACKS, languages, load_pack, read_yaml

SAMPLE = 3000  # so many characters tell the language of a text
SCRIPT = 1200  # so many tell its script
LINE = 200  # and so many the script and language of a line
_SCRIPTS = {
    "Cyrillic": "\u0400-\u052f",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff",
    "Kana": "\u3040-\u30ff",
    "Hangul": "\uac00-\ud7af\u1100-\u11ff",
    "Arabic": "\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Hebrew": "\u05d0-\u05ea",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Armenian": "\u0531-\u0587",
    "Georgian": "\u10a0-\u10ff",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Khmer": "\u1780-\u17ff",
    "Burmese": "\u1000-\u109f",
    "Ethiopic": "\u1200-\u137f",
    "Mongolian": "\u1820-\u1878",
    "Tamil": "\u0b80-\u0bff",
    "Sinhala": "\u0d80-\u0dff",
}
_OTHER = re.compile("[" + "".join(_SCRIPTS.values()) + "]")
_EACH = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class Tongue(msgspec.Struct, frozen=True, gc=False):
    """What tells a language from others of its script: common words, and letters only it has."""

    code: str
    words: frozenset[str]
    letters: frozenset[str]


class Known(msgspec.Struct, frozen=True, gc=False):
    """Every language that is told apart, by script; `signs` gives the languages of each common word and letter.

    `packs` are the languages of a script that have a pack; the `quick` words of a language settle a line alone. A language without
    common words of its own cannot be told from others of its script: its lines are taken for the text's own.
    """

    by_script: Mapping[str, tuple[Tongue, ...]]
    signs: Mapping[str, Mapping[str, tuple[str, ...]]]
    packs: Mapping[str, tuple[str, ...]]
    quick: Mapping[str, tuple[str, ...]]


@cache
def known() -> Known:
    """The languages of the packs and of `packs/world/stopwords.yaml`, which also tells a language whose pack does not yet do so."""
    by_script: dict[str, list[Tongue]] = {}
    packs: dict[str, list[str]] = {}
    quick: dict[str, tuple[str, ...]] = {}
    told = set()
    path = PACKS / "world" / "stopwords.yaml"
    listed = list(read_yaml(path)) if path.exists() else []
    for code in languages():
        pack = load_pack(code)
        script = str(pack.setting("script") or "Latin")
        packs.setdefault(script, []).append(code)
        if words := [str(w) for w in pack.entries("furniture", "stop_words")]:
            by_script.setdefault(script, []).append(Tongue(code, frozenset(words), frozenset()))
            quick[code] = tuple(f" {w} " for w in words[:3])
            told.add(code)
        elif not any(entry["language"] == code for entry in listed):
            by_script.setdefault(script, []).append(Tongue(code, frozenset(), frozenset()))
    for entry in listed:
        if (code := str(entry["language"])) not in told:
            words = [str(w) for w in entry.get("words") or ()]
            by_script.setdefault(str(entry["script"]), []).append(Tongue(code, frozenset(words), frozenset(entry.get("letters") or "")))
            quick[code] = tuple(f" {w} " for w in words[:3])
    signs = {script: _signs(tongues) for script, tongues in by_script.items()}
    return Known({k: tuple(v) for k, v in by_script.items()}, signs, {k: tuple(v) for k, v in packs.items()}, quick)


def _signs(tongues: list[Tongue]) -> Mapping[str, tuple[str, ...]]:
    """The languages that a word or letter speaks for; a letter that only one language has counts as two words."""
    found: dict[str, tuple[str, ...]] = {}
    for tongue in tongues:
        for word in tongue.words:
            found[word] = (*found.get(word, ()), tongue.code)
        for letter in tongue.letters:
            found[f"\n{letter}"] = (*found.get(f"\n{letter}", ()), tongue.code, tongue.code)
    return found


def is_plain(text: str) -> bool:
    """Whether all letters of a text are Latin, so that no line needs its script counted."""
    return text.isascii() or _OTHER.search(text) is None


def script_of(words: str) -> str | None:
    """The script most letters of some words are in, or None where there are no letters.

    >>> script_of("Ana Kral"), script_of("встреча ШОС in Minsk"), script_of("2021")
    ('Latin', 'Cyrillic', None)
    """
    words = words[:SCRIPT]
    counts = _others(words)
    if counts.get("Kana", 0) * 8 > counts.get("Han", 0):
        return "Kana"
    latin = len(_LATIN.findall(words)) if counts else (1 if _LATIN.search(words) else 0)
    if "Han" in counts:
        counts["Han"] *= 3  # a Chinese sign is about a word: names and captions in letters must not outweigh it
    if latin and latin > max(counts.values(), default=0):
        return "Latin"
    return max(counts, key=lambda name: (counts[name], name)) if counts else None


def _others(words: str) -> dict[str, int]:
    """How many letters of some words are of each script but Latin; most texts have one, so the others are not counted for nothing."""
    first = None if words.isascii() else _OTHER.search(words)
    if first is None:
        return {}
    total = len(_OTHER.findall(words))
    main = next(name for name, letters in _EACH.items() if letters.match(first[0]))
    counts = {main: len(_EACH[main].findall(words))}
    if counts[main] < total:
        counts |= {name: found for name, letters in _EACH.items() if name != main and (found := len(letters.findall(words)))}
    return counts


def of_text(text: str, script: str | None = None) -> str:
    """The language of a whole text, `und` where it has no letters; `script` is the text's script if that is known.

    >>> of_text("The Minister of Foreign Affairs met with the Ambassador.")
    'en'
    """
    sample = text[:SAMPLE]
    script = script or script_of(sample) or script_of(text[SAMPLE : 20 * SAMPLE])
    if script is None:
        return "und"
    weights: dict[str, int] = {}
    for line in sample.split("\n"):  # by lines: a translation below a short text has as many common words as the text
        if len(line) > 20 and (found := _quick(line, script) or among(line, script)) is not None:
            weights[found] = weights.get(found, 0) + len(line)
            if 2 * weights[found] > len(sample):
                return found
    return max(weights, key=lambda code: weights[code]) if weights else among(sample, script) or _settled(script)


def _quick(line: str, script: str) -> str | None:
    """The pack language whose commonest words stand in a line."""
    for code in known().packs.get(script, ()):
        if any(word in line for word in known().quick.get(code, ())):
            return code
    return None


def of_line(words: str, main: str, main_script: str, plain: bool) -> str:
    """The language of a line; a line that tells nothing (a name, a number) is in the text's main language."""
    sample = words[:LINE]
    for word in known().quick.get(main, ()):
        if word in sample:
            return main
    script = main_script if main_script == "Latin" and (plain or is_plain(sample)) else script_of(sample)
    if script is None:
        return main
    if script != main_script:
        return among(sample, script) or _settled(script)
    return (among(sample, script, main) if main in known().quick else None) or main


def is_written_in(code: str, script: str) -> bool:
    """Whether a language is known to be written in a script."""
    return any(tongue.code == code for tongue in known().by_script.get(script, ()))


def among(sample: str, script: str, main: str | None = None) -> str | None:
    """The language of a script that has most of a sample's common words and letters; None where nothing decides.

    With a `main` language, another one must show at least two signs more than it.
    """
    candidates = known().by_script.get(script, ())
    if len(candidates) < 2:
        return candidates[0].code if candidates else None
    lowered = sample.lower()
    words = set(_WORD.findall(lowered))
    signs = known().signs[script]
    shown = [signs[w] for w in words if w in signs and (len(w) > 1 or script != "Latin")]  # "U.S." holds no Croatian words
    if not lowered.isascii():
        shown += [signs[key] for letter in set(lowered) if (key := f"\n{letter}") in signs]
    scores = Counter(chain.from_iterable(shown))
    best = max(scores.values(), default=0)
    ties = [code for code, score in scores.items() if score == best]
    if main is not None:
        return ties[0] if len(ties) == 1 and best >= scores[main] + 2 else None
    if best < 2 and len(words) > 6:  # one small word in a text says nothing: names hold "de", "la", "van"
        return None
    return next((code for code in known().packs.get(script, ()) if code in ties), min(ties)) if best else None


def _settled(script: str) -> str:
    """A language for a script where nothing decides: that of its pack, or the one language known to be written in it."""
    packs = known().packs.get(script, ())
    candidates = known().by_script.get(script, ())
    return packs[0] if packs else candidates[0].code if candidates else "und"
