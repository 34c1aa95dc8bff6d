"""What a change to the packs changes: the same texts read with two sets of packs, and the records laid side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from readout.errors import PackError
from readout.grammar.load import PACKS

LISTS = ("parties", "encounters", "statements", "commitments", "references", "instruments", "topics", "events")
_SILENT = {"id", "rule", "evidence", "register_line", "span", "cue", "reading"}  # names and places, not what is said


class Change(NamedTuple):
    """One claim that only one reading makes: the document, `+` or `-`, which list of the record, the claim in short."""

    document: str
    sign: str
    kind: str
    claim: str


class Impact(NamedTuple):
    """How many documents were read with both, and every difference."""

    documents: int
    changes: tuple[Change, ...]


def impact(paths: Sequence[str], base: Path) -> Impact:
    """Read the texts with the packs of the folder `base` and with those in force; raises `PackError` where one cannot be used."""
    if not (base / "world").is_dir():
        raise PackError("RO-P030", str(base), "this is no folder of packs", "name a folder that holds en/, world/ and publishers/")
    before, after = _records(paths, base), _records(paths, PACKS)
    changes = [change for key in sorted(before | after) for change in differences(key, before.get(key), after.get(key))]
    return Impact(len(before | after), tuple(changes))


def committed_packs(into: Path) -> Path:
    """The packs as they were last committed, unpacked into a folder; raises `PackError` where the packs are in no git repository."""
    try:
        top = _git("rev-parse", "--show-toplevel").decode().strip()
        inside = PACKS.resolve().relative_to(Path(top).resolve()).as_posix()
        packed = _git("archive", "--format=tar", f"HEAD:{inside}")
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise PackError(
            "RO-P031", str(PACKS), "these packs are in no git repository, so there is no earlier state", "say --base DIR with a copy"
        ) from error
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(into, filter="data")
    return into


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(PACKS), *words], check=True, capture_output=True).stdout


def _records(paths: Sequence[str], packs: Path) -> dict[str, dict[str, Any]]:
    """The records of one reading by document; packs are loaded once in a process, so that another set needs another process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "readout", "read", "--format", "json", *paths]
        environment = {**os.environ, "READOUT_PACKS": str(packs), "READOUT_CACHE": folder}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
    if done.returncode not in (0, 1):
        said = done.stderr.decode(errors="replace").strip()
        raise PackError("RO-P032", str(packs), "the texts cannot be read with these packs", said[-300:])
    rows = [json.loads(line) for line in done.stdout.decode().splitlines() if line.strip()]
    return {row["document"]["id"]: row for row in rows}


def differences(document: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[Change]:
    """What only one of two records of a document claims.

    >>> one = {"parties": [], "statements": [{"id": "s1", "content": "trade grows", "mode": "indirect"}]}
    >>> [(c.sign, c.claim) for c in differences("a", one, {"parties": [], "statements": []})]
    [('-', 'content: trade grows; mode: indirect')]
    """
    if before is None or after is None:
        yield Change(document, "+" if before is None else "-", "document", "read by one of the two only")
        return
    if (a := before.get("document", {}).get("genre")) != (b := after.get("document", {}).get("genre")):
        yield Change(document, "-", "genre", str(a))
        yield Change(document, "+", "genre", str(b))
    for kind in LISTS:
        one, other = Counter(_claims(before, kind)), Counter(_claims(after, kind))
        yield from (Change(document, "-", kind, claim) for claim in sorted((one - other).elements()))
        yield from (Change(document, "+", kind, claim) for claim in sorted((other - one).elements()))


def _claims(record: dict[str, Any], kind: str) -> Iterator[str]:
    """The claims of one list in words: ids become the names they stand for."""
    names = {p["id"]: p["name"] for p in record.get("parties", ())}
    for item in record.get(kind, ()):
        yield "; ".join(_said(item, names, record.get("document", {}).get("text", "")))


def _said(item: dict[str, Any], names: dict[str, str], text: str) -> Iterator[str]:
    for key, value in item.items():
        if key in _SILENT or value in (None, "", [], {}, False):
            continue
        yield f"{key}: {_words(value, names, text)}"


def _words(value: Any, names: dict[str, str], text: str) -> str:
    if isinstance(value, dict):
        if set(value) == {"start", "end"}:
            return " ".join(text[value["start"] : value["end"]].split())
        return ", ".join(_words(v, names, text) for k, v in value.items() if k not in _SILENT and v not in (None, "", [], {}, False))
    if isinstance(value, list):
        return " + ".join(_words(v, names, text) for v in value)
    return names.get(value, str(value)) if isinstance(value, str) else str(value)
