"""The ledger of `readout demo`: the records just read go into OUT/ledger.db, and it shows what a ledger is for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from readout.ledger import Ledger
    from readout.ledger.asking import Hit

CORRECTED, VALUE = "us-uzbekistan-2023-state", "talks"
REASON = "the account of the other side calls the meeting talks"


def fill(out: Path) -> Ledger:
    """A new ledger of the records in OUT/records.jsonl; one that an earlier demo left there gives way."""
    from readout.ledger import Ledger
    from readout.model.codec import from_json

    path = out / "ledger.db"
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}.lock")):
        old.unlink(missing_ok=True)
    ledger = Ledger(str(path))
    with (out / "records.jsonl").open("rb") as lines:
        ledger.add(from_json(line) for line in lines)
    return ledger


def show(console: Console, ledger: Ledger) -> None:
    """Encounters with several accounts, open commitments, and a correction that a new reading keeps."""
    console.rule("The ledger")
    _say(console, "Encounters that several documents tell of (readout compare CODE):")
    for hit in ledger.find("encounters accounts>=2 sort:oldest"):
        told = ", ".join(dict.fromkeys(a.document.name for a in hit.accounts if a.document))
        _say(console, f"  {hit.date or hit.day} {hit.kind}: {', '.join(hit.of('principal', 'host', 'chair'))}\n      {hit.code}: {told}")
    _say(console, "\nCommitments that are open, with a day due (readout report follow-up CODE):")
    for hit in ledger.find("commitments open due:2019.. sort:strongest", limit=12):
        _say(console, f"  {_promise(hit)}")
    _correct(console, ledger)


def _promise(hit: Hit) -> str:
    who = ", ".join(hit.of("actor")) or ", ".join(hit.of("speaker"))
    return f"{hit.code} {who}, {hit.kind}, due {hit.due}: {_short(hit.quote or '')}"


def _correct(console: Console, ledger: Ledger) -> None:
    """Correct the kind of an encounter, read the document again as a newer reader would, and see that the correction stands."""
    from readout.model.codec import from_json

    (before,) = ledger.find(f"accounts document:{CORRECTED}")[:1]
    code = ledger.correct(CORRECTED, "kind", VALUE, author="demo", reason=REASON, claim=before.code)
    record = _record(ledger, CORRECTED)
    ledger.add([from_json(record)], reader="demo: the same text read once more")
    after = ledger.find(f"accounts document:{CORRECTED}")[0]
    _say(console, f"\nA correction: {CORRECTED} said {before.kind}; corrected to {VALUE} ({REASON}).")
    state = ", ".join(c.state for c in ledger.corrections() if c.code == code)
    _say(console, f"  after the document was read again it says {after.kind}; the correction is {state}")


def _record(ledger: Ledger, name: str) -> bytes:
    """The record of a document as OUT/records.jsonl has it."""
    path = Path(ledger.store.address).with_name("records.jsonl")
    wanted = re.compile(rb'"id":"' + re.escape(name.encode()) + rb'"')
    return next(line for line in path.read_bytes().splitlines() if wanted.search(line[:400]))


def steps(out: Path) -> list[tuple[str, str]]:
    """What to try on the ledger."""
    path = out / "ledger.db"
    return [
        ("ask the ledger", f"readout find 'commitments by:SCO open' --ledger {path}"),
        ("any script", f"readout find encounters with:普京 --ledger {path}"),
        ("a briefing", f"readout brief Biden Kishida --for 2022-03-01 --ledger {path}"),
        ("what became of a promise", f"readout report follow-up 'commitments number:120' --ledger {path}"),
        ("the explorer, in a browser", f"readout serve --ledger {path}"),
    ]


def _short(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) < 90 else f"{joined[:88]} …"


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)
