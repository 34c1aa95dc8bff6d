"""The fuzz target of the intake: any bytes, under any name, give sources or errors of ours, and every source can be cleaned.

usage: python tests/fuzz/intake.py [--runs N] [--seed N]      deterministic mutations, no further library
       python tests/fuzz/intake.py --atheris [CORPUS …]       by coverage, if atheris is installed
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from readout.errors import ReadoutError  # noqa: E402
from readout.stages import acquire, clean  # noqa: E402
from tests.acquire.made import PAGE, SENTENCE, mail_file, paragraph, pdf_file, word_file  # noqa: E402

SUFFIXES = (".txt", ".html", ".jsonl", ".json", ".eml", ".docx", ".pdf", "")


def seeds() -> list[tuple[str, bytes]]:
    """A good file of every type."""
    row = '{"id": "a", "text": "' + SENTENCE + '", "published": "2021-05-09"}\n'
    return [
        (".txt", SENTENCE.encode()),
        (".txt", ("\ufeff" + SENTENCE).encode("utf-16")),
        (".html", PAGE.encode()),
        (".jsonl", (row * 3).encode()),
        (".json", f"[{row}]".encode()),
        (".eml", mail_file(PAGE, subtype="html")),
        (".docx", word_file(paragraph(SENTENCE))),
        (".pdf", pdf_file(SENTENCE)),
    ]


def one(data: bytes, suffix: str, folder: Path) -> None:
    """Reads one file; raises whatever is no error of ours."""
    path = folder / f"x{suffix}"
    path.write_bytes(data)
    for found in acquire.sources([str(path)]):
        if isinstance(found, ReadoutError):
            assert found.code.startswith("RO-A"), found
        else:
            document = clean.document(found)
            assert len(document.text) == len(found.text)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut, doubled, or moved."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(5):
            case 0:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del content[at : at + chance.randint(1, 40)]
            case 2:
                content[at:at] = content[at : at + chance.randint(1, 40)] * chance.randint(1, 20)
            case 3:
                content[at:at] = chance.choice(
                    [b"\0", b"\xff\xfe", b"<", b"<!--", b"\\ud800", b'"', b"&#x0;", b"boundary=", b"\n", b"%PDF-", b"PK\x03\x04"]
                )
            case _:
                del content[at:]
    return bytes(content)


def run(runs: int, seed: int) -> None:
    """So many mutations, always the same ones for a seed."""
    good = seeds()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            chance = random.Random(seed * 1_000_003 + number)
            suffix, data = chance.choice(good)
            if chance.random() < 0.1:
                suffix = chance.choice(SUFFIXES)
            try:
                one(mutated(data, chance), suffix, Path(folder))
            except Exception:
                print(f"fails: --seed {seed}, run {number} (a {suffix} file)", file=sys.stderr)
                raise


def by_coverage(arguments: list[str]) -> None:
    """Fuzzing by coverage with atheris."""
    import atheris  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as folder:

        def target(data: bytes) -> None:
            if data:
                one(data[1:], SUFFIXES[data[0] % len(SUFFIXES)], Path(folder))

        atheris.Setup([sys.argv[0], *arguments], target)
        atheris.Fuzz()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", nargs="*", metavar="CORPUS")
    options = parser.parse_args()
    if options.atheris is None:
        run(options.runs, options.seed)
    else:
        by_coverage(options.atheris)
