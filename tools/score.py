#!/usr/bin/env python3
"""Read the gold documents and print the figures; a third of them is kept aside and printed apart.

usage: tools/score.py [--shared ../shared] [--language en] [--errors KIND] [--part learned|aside|all] [--out DIR]
Needs the folder `shared` beside the project (evaluation/gold, evaluation/score.py, corpora, seed); says so and ends well without it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from readout import read_text
from readout.model.codec import to_json

HERE = Path(__file__).resolve().parent.parent
ASIDE = "01234"  # documents whose digest begins so (about a third) are kept aside: no rule may be learned from them


def is_aside(document: str) -> bool:
    """Whether a gold document is kept aside, by a hash of its id."""
    return hashlib.sha256(document.encode()).hexdigest()[0] in ASIDE


def texts(shared: Path, chinese: Path | None) -> dict[str, dict[str, str | None]]:
    """Every corpus row and the seed, by id."""
    found: dict[str, dict[str, str | None]] = {}
    files = [*sorted((shared / "corpora").glob("*.jsonl")), *([chinese] if chinese and chinese.exists() else [])]
    for path in files:
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            found[row["id"]] = row
    for path in sorted((shared / "seed").glob("*.txt")):
        found[path.stem] = {
            "id": path.stem,
            "text": path.read_text(encoding="utf-8"),
            "title": None,
            "published": None,
            "url": None,
            "lang": None,
        }
    return found


def write_records(gold: list[Path], rows: dict[str, dict[str, str | None]], folder: Path) -> list[str]:
    """A record for every gold document whose text is there; returns the ids that are missing."""
    missing = []
    for path in gold:
        row = rows.get(path.stem)
        if row is None or row["text"] is None:
            missing.append(path.stem)
            continue
        published = (row.get("published") or "")[:10] or None
        record = read_text(str(row["text"]), id=path.stem, title=row.get("title"), published=published, publisher=row.get("url"))
        (folder / path.name).write_bytes(to_json(record))
    return missing


def figures(scorer: Path, gold: list[Path], records: Path, language: str | None) -> dict[str, dict[str, float]]:
    """What the scorer says about some gold documents, per language."""
    with tempfile.TemporaryDirectory() as folder:
        for path in gold:
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        command = [sys.executable, str(scorer), folder, str(records), "--json", *(["--language", language] if language else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded: dict[str, dict[str, float]] = json.loads(done.stdout)
    return loaded


def show(columns: dict[str, dict[str, float]]) -> None:
    """A table: a row a figure, a column a part."""
    names = list(next(iter(columns.values())))
    print(f"{'':22}" + "".join(f"{c:>14}" for c in columns))
    for name in names:
        cells = [columns[c].get(name) for c in columns]
        print(f"{name:22}" + "".join(f"{'-' if v is None else v if isinstance(v, int) else format(v, '.3f'):>14}" for v in cells))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    parser.add_argument(
        "--chinese", type=Path, default=HERE / "scratch" / "cctv_zh.jsonl", help="Chinese texts, built as corpora/README.md says"
    )
    parser.add_argument("--language", help="only gold documents of this language")
    parser.add_argument("--errors", metavar="KIND", help="list what is missed, extra or wrong, in the part learned from")
    parser.add_argument("--part", choices=["learned", "aside", "all"], default="learned", help="which part --errors lists")
    parser.add_argument("--out", type=Path, help="keep the records in this folder")
    args = parser.parse_args()
    scorer, gold_folder = args.shared / "evaluation" / "score.py", args.shared / "evaluation" / "gold"
    if not scorer.exists():
        print(f"no gold documents here: {gold_folder} is absent; put the folder `shared` beside the project to score")
        return 0
    every = [p for p in sorted(gold_folder.glob("*.json")) if not args.language or json.loads(p.read_bytes())["lang"] == args.language]
    with tempfile.TemporaryDirectory() as temporary:
        records = args.out or Path(temporary)
        records.mkdir(parents=True, exist_ok=True)
        missing = set(write_records(every, texts(args.shared, args.chinese), records))
        gold = [p for p in every if p.stem not in missing]
        if missing:
            print(
                f"{len(missing)} gold documents without a text here (Chinese ones are built locally, see corpora/README.md)",
                file=sys.stderr,
            )
        aside = [p for p in gold if is_aside(p.stem)]
        learned = [p for p in gold if not is_aside(p.stem)]
        if args.errors:
            return _errors(scorer, {"learned": learned, "aside": aside, "all": gold}[args.part], records, args.errors)
        columns: dict[str, dict[str, float]] = {}
        for part, name in ((gold, ""), (learned, " learned"), (aside, " aside")):
            for language, row in figures(scorer, part, records, args.language).items() if part else ():
                if language != "all" or len({json.loads(p.read_bytes())["lang"] for p in gold}) > 1:
                    columns[language + name] = row
        show(dict(sorted(columns.items(), key=lambda c: (c[0].split()[0] == "all", c[0]))))
    matching = HERE / "tools" / "score_matching.py"
    return subprocess.run([sys.executable, str(matching)], check=False).returncode if matching.exists() and not args.language else 0


def _errors(scorer: Path, gold: list[Path], records: Path, kind: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for path in gold:
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        return subprocess.run([sys.executable, str(scorer), folder, str(records), "--errors", kind], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
