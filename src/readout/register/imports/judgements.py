"""Judgements of imports: who of a list is who of the register, why, and whether a person said so; one line of JSON each."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from readout.errors import UsageError
from readout.register.model import RegisterError

SAME, DIFFERENT, OPEN = "same", "different", "open"


class Judgement(msgspec.Struct, frozen=True):
    """`theirs` of a list is (same), is not (different) or may be (open) `ours` of the register; `by` is import | person."""

    id: str
    list: str
    theirs: str
    name: str
    ours: str
    decision: str
    because: str
    by: str = "import"

    def __str__(self) -> str:
        said = {SAME: "is", DIFFERENT: "is not", OPEN: "may be"}[self.decision]
        return f"{self.id}  {self.name} ({self.theirs} of {self.list}) {said} {self.ours}: {self.because} (said by {self.by})"


def identify(list_: str, theirs: str, ours: str) -> str:
    """The id of a judgement: the same two give the same id in every import."""
    return "j" + hashlib.sha256(f"{list_}\0{theirs}\0{ours}".encode()).hexdigest()[:8]


def path(folder: Path) -> Path:
    """Where a folder keeps its judgements."""
    return folder / "judgements.jsonl"


def load(folder: Path) -> dict[str, Judgement]:
    """The judgements of a folder by id; raises `RegisterError` RO-G053 with the line that is none."""
    file = path(folder)
    if not file.exists():
        return {}
    found = {}
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                judgement = msgspec.json.decode(line, type=Judgement)
            except (msgspec.DecodeError, RecursionError) as error:
                raise RegisterError("RO-G053", f"{file}:{number}", f"this is no judgement ({error})", "mend or remove the line") from error
            found[judgement.id] = judgement
    return found


def store(folder: Path, judgements: Iterable[Judgement]) -> None:
    """Write the judgements of a folder, whole or not at all."""
    write(path(folder), b"".join(msgspec.json.encode(j) + b"\n" for j in sorted(judgements, key=lambda j: (j.list, j.theirs, j.ours))))


def write(file: Path, data: bytes) -> None:
    """Replace a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
    except OSError:
        os.unlink(temporary)
        raise


def decide(folder: Path, name: str, decision: str) -> Judgement:
    """Change a judgement because a person says so; raises `UsageError` RO-U041 where there is none of this id."""
    found = load(folder)
    if name not in found:
        raise UsageError("RO-U041", str(path(folder)), f"there is no judgement {name!r}", "list them with --judgements")
    changed = msgspec.structs.replace(found[name], decision=decision, by="person")
    store(folder, {**found, name: changed}.values())
    return changed
