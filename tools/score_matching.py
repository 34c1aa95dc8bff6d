#!/usr/bin/env python3
"""Read all corpora into one ledger and say how well accounts of one event came together: precision, recall, and every error.

usage: tools/score_matching.py [--shared ../shared] [--chinese scratch/cctv_zh.jsonl] [--errors] [--json]
Needs the folder `shared` beside the project; says so and ends well without it. Documents whose texts are not there are left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from readout import read_text
from readout.ledger import Ledger
from readout.ledger import schema as t

HERE = Path(__file__).resolve().parent.parent
LABELS = HERE / "evaluation" / "matching" / "pairs.csv"


class Told(NamedTuple):
    """An account: its encounter and where its words stand."""

    encounter: int
    start: int
    end: int


def build(files: list[Path], folder: str) -> tuple[Ledger, float, int]:
    """A ledger of all documents, the seconds of processing it took, and how many documents."""
    ledger, began, count = Ledger(f"{folder}/corpora.db"), time.process_time(), 0
    for path in files:
        batch = []
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            published = (row.get("published") or "")[:10] or None
            batch.append(read_text(row["text"], id=row["id"], title=row.get("title"), published=published, publisher=row.get("url")))
        count += sum(ledger.add(batch).values())
    return ledger, time.process_time() - began, count


def accounts(ledger: Ledger) -> dict[str, list[Told]]:
    """The accounts of every document, by its id."""
    c, d = t.claim.c, t.document.c
    query = select(d.name, c.encounter_id, c.start_at, c.end_at).join(t.claim, d.id == c.document_id).where(c.type == "encounter")
    found: dict[str, list[Told]] = {}
    with ledger.store.reading() as connection:
        for name, encounter, start, end in connection.execute(query):
            found.setdefault(name, []).append(Told(encounter, start, end))
        for (name,) in connection.execute(select(d.name)):
            found.setdefault(name, [])
    return found


def together(told: dict[str, list[Told]], left: tuple[str, str], right: tuple[str, str]) -> bool:
    """Whether the ledger holds two documents (at places of their texts, where these are given) for accounts of one event."""
    sides = [{a.encounter for a in told[name] if not at or a.start <= int(at) < a.end} for name, at in (left, right)]
    return bool(sides[0] & sides[1])


def figures(rows: list[dict[str, str]], told: dict[str, list[Told]]) -> dict[str, object]:
    """Counts, precision and recall over labelled pairs, and the errors."""
    kept = [r for r in rows if r["a"] in told and r["b"] in told and r["judgement"] != "unsure"]
    wrong: list[str] = []
    right = false = missed = 0
    for r in kept:
        said = together(told, (r["a"], r["a_at"]), (r["b"], r["b_at"]))
        if r["judgement"] == "same":
            right, missed = right + said, missed + (not said)
        else:
            false += said
        if said != (r["judgement"] == "same"):
            wrong.append(f"{'joined' if said else 'apart'}: {r['a'][:60]} | {r['b'][:60]} ({r['reason']})")
    return {
        "pairs": len(kept),
        "same": right + missed,
        "precision": right / (right + false) if right + false else None,
        "recall": right / (right + missed) if right + missed else None,
        "left out": len(rows) - len(kept),
        "errors": wrong,
    }


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    parser.add_argument("--chinese", type=Path, default=HERE / "scratch" / "cctv_zh.jsonl")
    parser.add_argument("--errors", action="store_true", help="name every pair that was decided wrongly")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    files = sorted((options.shared / "corpora").glob("*.jsonl")) + ([options.chinese] if options.chinese.exists() else [])
    if not files:
        print(f"matching: no corpora in {options.shared}: nothing to measure", file=sys.stderr)
        return 0
    with LABELS.open(encoding="utf-8", newline="") as lines:
        labelled = list(csv.DictReader(lines))
    pairs = json.loads((options.shared / "corpora" / "pairs.json").read_text(encoding="utf-8"))
    known = [{"a": p["a"], "a_at": "", "b": p["b"], "b_at": "", "judgement": "same", "reason": p["what"]} for p in pairs]
    with tempfile.TemporaryDirectory() as folder:
        ledger, seconds, count = build(files, folder)
        told = accounts(ledger)
        stats = ledger.stats()
    found = {"pairs.json": figures(known, told), "labelled": figures(labelled, told)}
    if options.json:
        print(json.dumps({"documents": count, **found}, ensure_ascii=False, indent=1))
        return 0
    print(f"matching: {count} documents, {stats['encounter']} encounters, {1000 * seconds / max(count, 1):.1f} ms a document with reading")
    for name, f in found.items():
        shown = "  ".join(f"{k} {f[k]:.3f}" if isinstance(f[k], float) else f"{k} {f[k]}" for k in f if k != "errors")
        print(f"  {name:<12}{shown}")
        for error in f["errors"] if options.errors or name == "pairs.json" else ():  # type: ignore[attr-defined]
            print(f"    {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
