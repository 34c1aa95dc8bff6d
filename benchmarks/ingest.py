#!/usr/bin/env python3
"""How fast documents come into a ledger beside how fast they are read, and whether memory stays flat; prints a table.

usage: benchmarks/ingest.py [--documents 10000] [--workers N] [--language en] [--seed 1] [--ledger FILE]

The documents are made of the project's own samples: names of people, cities and days are exchanged by a seeded generator, so that each is
another text and tells of another event. The measure is processor time of all processes together, so that a busy machine changes little:
"of the reader's speed" is the processor time that reading alone takes, as a share of what the whole ingestion takes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from readout import api
from readout.batch import ingest
from readout.batch.pool import cores
from readout.batch.report import Report
from readout.ledger import Ledger
from readout.stages import acquire

SAMPLES = Path(__file__).resolve().parent.parent / "src" / "readout" / "samples"
HOLDERS = 40  # people who hold the office of one place in one sample, one after the other
SOUNDS = re.findall("..", "badorelfengarhinmajokalumarnovipenquaresimtarulvek")
CITIES = ["Minsk", "Oslo", "Lima", "Cairo", "Hanoi", "Nairobi", "Lisbon", "Vienna", "Astana", "Bishkek", "Helsinki", "Ankara", "Amman"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
DATE = re.compile(r"\b\d{1,2} (?:" + "|".join(MONTHS) + r")\b(?: \d{4})?|\b(?:" + "|".join(MONTHS) + r") \d{1,2}\b(?:, \d{4})?")


def patterns(language: str) -> list[tuple[str, list[str], list[str]]]:
    """Every sample with the words of people's names and the cities that its record finds in it."""
    found = []
    for path in sorted((SAMPLES / language).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        record = api.read_text(text, id=path.stem, language=language)
        words = {
            w for p in record.parties if p.kind == "person" for n in (p.name, *p.names) for w in n.split() if w[:1].isupper() and len(w) > 2
        }
        places = {p.name for p in record.places if p.name and p.name in text}
        found.append((text, sorted(words), sorted(places)))
    return found


def name(sample: int, place: int, holder: int) -> str:
    """A made-up word of a name, the same for the same holder of an office: people come again, with their offices, as they do."""
    chance = random.Random(f"{sample}-{place}-{holder}")
    return "".join(chance.sample(SOUNDS, 3)).capitalize()


def varied(samples: list[tuple[str, list[str], list[str]]], count: int, seed: int) -> Iterator[dict[str, str]]:
    """Documents with people, cities and days exchanged."""
    for n in range(count):
        chance = random.Random(f"{seed}-{n}")
        which = n % len(samples)
        text, words, places = samples[which]
        holder = chance.randrange(HOLDERS)
        for k, word in enumerate(words):
            text = re.sub(rf"\b{re.escape(word)}\b", name(which, k, holder), text)
        for place in places:
            text = re.sub(rf"\b{re.escape(place)}\b", chance.choice(CITIES), text)
        day = date(chance.randint(2010, 2024), chance.randint(1, 12), chance.randint(1, 28))
        text = DATE.sub(f"{day.day} {MONTHS[day.month - 1]} {day.year}", text)
        yield {"id": f"b{n}", "url": f"https://example.org/{n}", "text": text, "published": day.isoformat()}


def processor_time() -> float:
    """Seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def resident() -> float:
    """Megabytes of this process and its children."""
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                status = Path("/proc", name, "status").read_text()
            except OSError:
                continue
            fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            if int(name) == os.getpid() or int(fields["PPid"]) == os.getpid():
                total += int(fields.get("VmRSS", "0 kB").split()[0])
    return total / 1024


class Memory(threading.Thread):
    """Looks at the memory of a run every half second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.seen.append(resident())

    def quarters(self) -> list[float]:
        """The highest of each quarter of the run."""
        size = max(1, len(self.seen) // 4)
        return [max(self.seen[n * size : (n + 1) * size] or [0.0]) for n in range(4)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--language", default="en")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ledger", help="an address [default: a file that is thrown away]")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        with path.open("w", encoding="utf-8") as stream:
            for row in varied(patterns(args.language), args.documents, args.seed):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        alone = reading(path, min(args.documents, 500))
        report, spent, memory, marks = run(args.ledger or f"{folder}/a.db", path, args.workers)
    print(f"{'documents':36}{report.new:10d}  ({args.workers} reading processes)")
    print(f"{'reading alone':36}{1000 * alone:10.2f} ms of processor time a document, {1 / alone:.0f} documents/s per core")
    each = spent / max(report.new, 1)
    print(f"{'ingestion':36}{1000 * each:10.2f} ms of processor time a document, {1 / each:.0f} documents/s per core")
    print(f"{'of the reader' + chr(39) + 's speed':36}{100 * alone / each:10.0f} %")
    print(f"{'wall clock':36}{report.seconds:10.1f} s, {report.new / report.seconds:.0f} documents/s")
    for name, pace in marks:
        print(f"{'   ' + name:36}{pace:10.0f} documents/s")
    print(f"{'memory by quarters of the run':36}{'':6}" + ", ".join(f"{m:.0f}" for m in memory.quarters()) + " MB, all processes")


def reading(path: Path, count: int) -> float:
    """Seconds of processor time that reading a document takes by itself."""
    sources = [s for s, _ in zip(acquire.sources([str(path)]), range(count), strict=False) if not isinstance(s, Exception)]
    for source in sources[:20]:
        api.read_source(source)
    start = time.process_time()
    for source in sources:
        api.read_source(source)
    return (time.process_time() - start) / len(sources)


def run(address: str, path: Path, workers: int) -> tuple[Report, float, Memory, list[tuple[str, float]]]:
    """An ingestion with its processor time, its memory, and its pace in each quarter."""
    memory, marks, last = Memory(), [], [0, 0.0]
    total = sum(1 for _ in path.open("rb"))

    def watch(report: Report, _failures: object) -> None:
        if report.documents - last[0] >= total / 4:
            marks.append((f"up to document {report.documents}", (report.documents - last[0]) / (report.seconds - last[1])))
            last[:] = [report.documents, report.seconds]

    memory.start()
    before = processor_time()
    report = ingest(Ledger(address), [str(path)], workers=workers, watch=watch)
    spent = processor_time() - before
    memory.over.set()
    return report, spent, memory, marks


if __name__ == "__main__":
    main()
