"""Prints how often the genre of a corpus text is read right: a confusion table and every text that is read wrongly.

usage: score_genre.py CORPUS.jsonl… [--language en] [--wrong]
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from readout.grammar.load import load_pack
from readout.stages.interpret import genre

# Rough sentences, so that the score tells of the genre rules alone.
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:\.(?=\S)[^.!?。！？\n]*)*[.!?。！？]?")


def main() -> None:
    """Reads the corpora named on the command line and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--wrong", action="store_true", help="list what is read wrongly")
    args = parser.parse_args()
    pack = load_pack(args.language)
    table: Counter[tuple[str, str]] = Counter()
    for path in args.corpora:
        for line in path.read_text(encoding="utf-8").splitlines():
            doc = json.loads(line)
            if doc["lang"] != args.language:
                continue
            sentences = [m.span() for m in _SENTENCE.finditer(doc["text"]) if m.group().strip()]
            found, rule = genre.find(doc["text"], doc["title"], sentences, pack)
            table[doc["genre"], found] += 1
            if args.wrong and found != doc["genre"]:
                print(f"{doc['genre']:18} read as {found:18} {rule:34} {doc['id'][:30]:30} {doc['title'][:90]}")
    names = sorted({n for pair in table for n in pair})
    print(f"{'label / read as':20}" + "".join(f"{n[:12]:>13}" for n in names))
    for label in names:
        print(f"{label:20}" + "".join(f"{table[label, n] or '.':>13}" for n in names))


if __name__ == "__main__":
    main()
