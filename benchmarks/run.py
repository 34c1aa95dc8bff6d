#!/usr/bin/env python3
"""Documents per second on one core, peak memory, start-up time, and the share of each stage; prints a table.

usage: benchmarks/run.py [--documents 300] [--language en] [--words 500] [--long]
The documents are made of the project's own samples, cut or joined to some 500 words each, so that the figures can be had anywhere.
Time is processor time of this process, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from readout import api
from readout.grammar.load import languages, load_pack
from readout.grammar.publishers import load_profile
from readout.model.codec import to_json
from readout.model.document import Source
from readout.stages import acquire, clean, divide, find, interpret, link

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "src" / "readout" / "samples"
ROUNDS = 3
UNSPACED = 2.0  # characters that count for a word where words are not spaced


def words(text: str, language: str) -> int:
    """How many words a text has, or about how many where words are not spaced."""
    return len(text.split()) if _is_spaced(language) else int(len(text) / UNSPACED)


def _is_spaced(language: str) -> bool:
    return language not in languages() or bool(load_pack(language).setting("words_are_spaced"))


def documents(language: str, count: int, size: int) -> list[Source]:
    """Sources of about `size` words each, made of the samples in turn; each is another text."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((SAMPLES / language).glob("*.txt"))]
    made = []
    for n in range(count):
        parts, k = [f"Text {n}."], n
        while words("\n".join(parts), language) < size:
            parts.append(texts[k % len(texts)])
            k += 1
        text = "\n\n".join(parts)
        keep = " ".join(text.split(" ")[: size + 40]) if _is_spaced(language) else text[: int(size * UNSPACED)]
        made.append(acquire.from_text(keep, id=f"bench-{n}", published="2024-06-01", language=language))
    return made


def rate(work: Callable[[Source], object], sources: list[Source]) -> float:
    """Documents per second of processor time."""
    start = time.process_time()
    for source in sources:
        work(source)
    return len(sources) / (time.process_time() - start)


def shares(sources: list[Source]) -> dict[str, float]:
    """Milliseconds per document and stage."""
    spent = dict.fromkeys(("clean", "divide", "find", "interpret", "link", "write"), 0.0)

    def timed(name: str, work: Callable[[], object]) -> object:
        start = time.process_time()
        done = work()
        spent[name] += time.process_time() - start
        return done

    for source in sources:
        document = timed("clean", lambda s=source: clean.document(s))
        pack, document = api._pack_for(document)
        profile = load_profile(document.publisher) if document.publisher else None
        document = timed("divide", lambda d=document, p=pack: divide.document(d, p))
        found = timed("find", lambda d=document, p=pack: find.mentions(d, p))
        made = timed("interpret", lambda d=document, f=found, p=pack, x=profile: interpret.findings(d, f, p, x))
        record = timed("link", lambda d=document, m=made, p=pack: link.record(d, m, language=p.language))
        timed("write", lambda r=record: to_json(r))
    return {name: 1000 * seconds / len(sources) for name, seconds in spent.items()}


def start_up(arguments: list[str]) -> float:
    """Seconds of processor time from nothing to the end of a command, the best of five."""
    best = 9.9
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "readout.cli", *arguments], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def language_rows(language: str, count: int, size: int) -> None:
    """The first document, the rate (the best of three rounds), what is found, and the share of each stage."""
    sources = documents(language, count, size)
    first = time.process_time()
    record = api.read_source(sources[0])
    row(f"{language}: first document, packs included", f"{time.process_time() - first:9.2f} s")
    rates = [rate(lambda s: to_json(api.read_source(s)), sources[n::ROUNDS]) for n in range(ROUNDS)]
    mean = sum(words(s.text, language) for s in sources) / len(sources)
    row(f"{language}: reading and writing", f"{max(rates):9.0f} documents/s per core, {mean:.0f} words each")
    row(f"{language}: for documents of {size} words", f"{max(rates) * mean / size:9.0f} documents/s per core")
    found = (len(record.encounters), len(record.statements), len(record.commitments), len(record.references))
    row("   in the first", "{:9} encounters, {} statements, {} commitments, {} references".format(*found))
    spent = shares(sources[:100])
    for name, milliseconds in spent.items():
        row(f"   {name}", f"{milliseconds:9.3f} ms  {100 * milliseconds / sum(spent.values()):3.0f} %")


def long_rows() -> None:
    """Long and odd texts, each of two sizes: four times the text should take some four times the time."""
    prose = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted((SAMPLES / "en").glob("*.txt")))
    for name, unit in (("prose", prose + "\n\n"), ("one line", prose.replace("\n", " ")), ("quotation marks", '"')):
        for size in (100_000, 400_000):
            row(f"{size:,} characters of {name}", f"{_seconds((unit * (size // len(unit) + 1))[:size]):9.2f} s")
    huge = (prose * (50_000_000 // len(prose) + 1))[:50_000_000]
    row("50,000,000 characters of prose", f"{_seconds(huge):9.2f} s (500,000 are read, see RO-N010)")


def _seconds(text: str) -> float:
    start = time.process_time()
    to_json(api.read_text(text))
    return time.process_time() - start


def row(name: str, value: str) -> None:
    """One line of the table."""
    print(f"{name:44}{value}", flush=True)


def memory() -> str:
    """The most memory this process has had."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:9.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--language", action="append", help="may be given more than once [default: every language with a pack and samples]")
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--long", action="store_true", help="long and odd texts too")
    args = parser.parse_args()
    row("readout --help", f"{start_up(['--help']):9.2f} s")
    for language in args.language or languages():
        if any((SAMPLES / language).glob("*.txt")):
            language_rows(language, args.documents, args.words)
        else:
            row(f"{language}: no samples", "")
        row("peak memory so far", memory())
    if args.long:
        long_rows()
        row("peak memory with long texts", memory())


if __name__ == "__main__":
    main()
