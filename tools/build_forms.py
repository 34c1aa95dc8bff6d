"""Write the case and number forms of a pack's words and phrases: the nominative, the singular, the plural, in the order of `CASES`.

What is inflected is read from the pack itself: its offices, heads, modifiers and honorifics, the bodies of the world in its language,
and every word with a tilde (`word~`). The words up to the head noun inflect and what follows it stays. The morphology (pymorphy3) is
needed only here, never in reading. Usage: python tools/build_forms.py [ru]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
PACKS = Path(__file__).resolve().parent.parent / "src" / "readout" / "packs"
_MARKED = re.compile(r"([^\W\d_](?:[\w-]*\w)?)~")


def forms(phrase: str, morph: Any, number: str) -> list[str] | None:
    """The six cases of a phrase in one number, or None where its head is not known or has no such number."""
    words = phrase.split(" ")
    readings = [_nominative(word, morph) for word in words]
    head = next((i for i, r in enumerate(readings) if r is not None and r.tag.POS == "NOUN"), None)
    if head and readings[head].tag.number == "plur" and readings[0] is not None and readings[0].tag.number == "sing":
        readings[head:] = [None] * len(readings[head:])  # a complement, no head: "исполняющий обязанности"
        head = None
    if head is None and readings[0] is not None:  # an adjective stands for a noun: "уважаемый", "временный поверенный в делах"
        head = next((i for i, r in enumerate(readings) if r is None), len(words)) - 1
    if head is None:
        return None
    noun = readings[head]
    made = []
    for case in CASES:
        row = [_inflected(w, r, case, number, noun) for w, r in zip(words[: head + 1], readings, strict=False)]
        if not all(row):
            return None
        made.append(" ".join([str(w) for w in row] + words[head + 1 :]))
    return made


def _nominative(word: str, morph: Any) -> Any:
    if word in ("и", "по", "в", "при", "–", "его", "её"):
        return None
    wanted = [r for r in morph.parse(word.lower()) if "nomn" in r.tag and r.tag.POS in ("NOUN", "ADJF", "PRTF")]
    wanted.sort(
        key=lambda r: (r.tag.POS == "NOUN" and bool({"Surn", "Name"} & set(str(r.tag).replace(" ", ",").split(","))), "plur" in r.tag)
    )
    adjective = next(
        (r for r in wanted if r.tag.POS in ("ADJF", "PRTF") and word.lower().endswith(("ый", "ий", "ой", "ая", "ое", "яя", "ее"))), None
    )
    noun = next((r for r in wanted if r.tag.POS == "NOUN"), None)
    return noun if noun is not None and (adjective is None or noun.score > 2 * adjective.score) else adjective or noun


def _inflected(word: str, reading: Any, case: str, number: str, noun: Any) -> str | None:
    if reading is None:
        return word
    wanted = {case, number}
    if reading.tag.POS != "NOUN" and case == "accs":
        wanted |= {"anim" if noun.tag.POS != "NOUN" or "anim" in noun.tag else "inan"} if number == "plur" or "masc" in noun.tag else set()
    made = reading.inflect(wanted)
    if made is None:
        return None
    return "".join(c.upper() if i < len(word) and word[i].isupper() else c for i, c in enumerate(made.word))


def words(folder: Path, language: str) -> Iterator[str]:
    """Every phrase of a pack that is inflected."""
    import yaml

    titles = yaml.safe_load((folder / "titles.yaml").read_text(encoding="utf-8"))
    for entry in titles["titles"]:
        yield from (entry["title"], *(entry.get("also") or ()))
    for key in ("heads", "modifiers"):
        yield from (str(e["word"]) for e in titles.get(key) or ())
    for entry in yaml.safe_load((folder / "honorifics.yaml").read_text(encoding="utf-8"))["honorifics"]:
        yield str(entry["word"])
    mentions = yaml.safe_load((folder / "mentions.yaml").read_text(encoding="utf-8"))
    for key in ("side_nouns", "state_heads"):
        yield from map(str, mentions.get(key) or ())
    for path in sorted((folder.parent / "world" / "organizations").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield from ((entry.get("names") or {}).get(language) or ())
    for path in sorted(folder.glob("*.yaml")):
        yield from _marked(yaml.safe_load(path.read_text(encoding="utf-8")))


def _marked(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for value in content.values():
            yield from _marked(value)
    elif isinstance(content, list):
        for value in content:
            if isinstance(value, str) and value.endswith("~") and _MARKED.fullmatch(value.rsplit(" ", 1)[-1]):
                yield value[:-1]
            else:
                yield from _marked(value)
    elif isinstance(content, str):
        yield from _MARKED.findall(content)


def main() -> int:
    """Write `forms.tsv` of a pack."""
    import pymorphy3  # a developer's dependency: reading never loads it

    language = sys.argv[1] if len(sys.argv) > 1 else "ru"
    folder = PACKS / language
    morph = pymorphy3.MorphAnalyzer(lang=language)
    lines = []
    for phrase in dict.fromkeys(words(folder, language)):
        if phrase.isupper():
            continue
        singular, plural = (forms(phrase, morph, number) for number in ("sing", "plur"))
        if singular is None and plural is None:
            continue
        nominative = plural[0] if plural and phrase == plural[0] and phrase != (singular or [""])[0] else None
        rows = ["", "|".join(plural or ())] if nominative or singular is None else ["|".join(singular), "|".join(plural or ())]
        lines.append("\t".join([phrase, *rows]))
    (folder / "forms.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} words and phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
