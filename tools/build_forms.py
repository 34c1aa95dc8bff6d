"""Write the case and number forms of a pack's phrases, one line each: lemma, a tab, the forms parted by "|".

The words up to the head noun inflect and what follows it stays: the first noun in the nominative is the head, and its
complement is printed as it is. The morphology (pymorphy3) is needed only here, never in reading.
Usage: python tools/build_forms.py < phrases.txt > src/readout/packs/ru/forms.txt
"""

from __future__ import annotations

import sys
from typing import Any

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


def forms(phrase: str, morph: Any) -> list[str]:
    """All forms of a phrase in the order of their cases, singular before plural, each once."""
    words = phrase.split(" ")
    readings = [_nominative(word, morph) for word in words]
    head = next((i for i, r in enumerate(readings) if r is not None and r.tag.POS == "NOUN"), None)
    if head is None:
        return [phrase]
    found: dict[str, None] = {phrase: None}
    for number in ("sing", "plur"):
        for case in CASES:
            made = [_inflected(w, r, {case, number}) for w, r in zip(words[: head + 1], readings, strict=False)]
            if all(made):
                found[" ".join([str(w) for w in made] + words[head + 1 :])] = None
    return list(found)


def _nominative(word: str, morph: Any) -> Any:
    return next((r for r in morph.parse(word) if "nomn" in r.tag and r.tag.POS in ("NOUN", "ADJF", "PRTF")), None)


def _inflected(word: str, reading: Any, grammemes: set[str]) -> str | None:
    if reading is None:
        return word
    made = reading.inflect(grammemes)
    if made is None:
        return None
    return made.word.capitalize() if word[:1].isupper() else str(made.word)


def main() -> int:
    """Read phrases from standard input, one a line, and print their forms."""
    import pymorphy3  # a developer's dependency: reading never loads it

    morph = pymorphy3.MorphAnalyzer()
    for line in sys.stdin:
        if phrase := line.strip():
            print(phrase + "\t" + "|".join(forms(phrase, morph)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
