"""What a run says of itself: what came in, from whom, in which languages, what failed, and what does not look right."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping

import msgspec

from readout.ledger.runs import Failure
from readout.ledger.taking import Taken

# A fall is told from chance only where there is enough to compare.
ENOUGH_NOW, ENOUGH_BEFORE = 10, 20
SAME = 3  # a page may be listed under two addresses


class Tally(msgspec.Struct):
    """What one publisher gave: documents read, those with an encounter, with a date, and their characters."""

    documents: int = 0
    with_encounter: int = 0
    dated: int = 0
    characters: int = 0


class Report(msgspec.Struct):
    """A run. `status` is running, finished, interrupted, stopped (with an error, `why`) or killed.

    `waiting` counts all failures that are not over, of earlier runs too.
    """

    what: tuple[str, ...] = ()
    status: str = "running"
    new: int = 0
    revised: int = 0
    reread: int = 0
    unchanged: int = 0
    failed: int = 0
    seconds: float = 0
    id: int = 0
    publishers: dict[str, Tally] = {}
    languages: dict[str, int] = {}
    failures: dict[str, int] = {}
    alarms: list[str] = []
    waiting: int = 0
    why: str = ""
    process: int = msgspec.field(default_factory=os.getpid)
    host: str = msgspec.field(default_factory=socket.gethostname)

    @property
    def documents(self) -> int:
        """How many documents the run has dealt with."""
        return self.new + self.revised + self.reread + self.unchanged

    def count(self, taken: Iterable[Taken]) -> None:
        """Add documents."""
        for each in taken:
            setattr(self, each.what, getattr(self, each.what) + 1)
            if each.what == "unchanged":
                continue
            about = each.flat.document
            tally = self.publishers.setdefault(about["publisher"] or "", Tally())
            tally.documents += 1
            tally.with_encounter += any(c.columns["type"] == "encounter" for c in each.flat.claims)
            tally.dated += bool(about["published"])
            tally.characters += len(each.flat.text)
            language = about["language"] or "und"
            self.languages[language] = self.languages.get(language, 0) + 1

    def count_failures(self, failures: Iterable[Failure]) -> None:
        """Add failures."""
        for each in failures:
            self.failed += 1
            self.failures[each.code] = self.failures.get(each.code, 0) + 1

    def lines(self) -> list[str]:
        """The report as a person reads it."""
        pace = f" in {self.seconds:.1f} s" + (f", {self.documents / self.seconds:.0f} documents/s" if self.seconds > 1 else "")
        reread = f"{self.reread} read again, " if self.reread else ""
        counts = f"{self.new} new, {self.revised} revised, {reread}{self.unchanged} unchanged, {self.failed} failed"
        head = f"run {self.id} {self.status}: {counts}"
        found = [head + pace + (f" ({self.why})" if self.why else "")]
        if self.languages:
            found.append("languages: " + ", ".join(f"{k} {n}" for k, n in sorted(self.languages.items(), key=lambda x: (-x[1], x[0]))))
        for name, tally in sorted(self.publishers.items(), key=lambda x: (-x[1].documents, x[0])):
            share = f"{tally.with_encounter} with an encounter"
            found.append(f"  {name or '(publisher unknown)':<36}{tally.documents:>7} documents, {share}")
        if self.failures:
            found.append("failures: " + ", ".join(f"{code} {n}" for code, n in sorted(self.failures.items())))
        if self.waiting:
            found.append(f"{self.waiting} failures wait: readout ledger failures lists them, readout ingest --retry tries again")
        return found + [f"look at this: {alarm}" for alarm in self.alarms]


def alarms(report: Report, before: Mapping[str, tuple[int, int, float]]) -> list[str]:
    """What does not look right beside what the same publishers gave before (documents, with an encounter, mean length)."""
    found = []
    for name, now in sorted(report.publishers.items()):
        count, met, length = before.get(name, (0, 0, 0.0))
        if not name or now.documents < ENOUGH_NOW or count < ENOUGH_BEFORE:
            continue
        if met / count > 0.3 and now.with_encounter / now.documents < 0.25 * met / count:
            found.append(
                f"{name}: {now.with_encounter} of {now.documents} documents gave an encounter, before it was {met} of {count}; "
                "the pages or the profile may have changed"
            )
        if now.characters / now.documents < 0.3 * length:
            found.append(
                f"{name}: documents are {now.characters / now.documents:.0f} characters long on average, before it was {length:.0f}; "
                "the text may not be found on the pages any more"
            )
    if report.failed > 5 and report.failed > (report.documents + report.failed) / 2:
        found.append(f"{report.failed} of {report.documents + report.failed} could not be read")
    return found


def walls(texts: Mapping[str, int]) -> list[str]:
    """Texts that several addresses gave: a question of consent, an error or a sign-in instead of the articles."""
    most = max(texts.values(), default=0)
    return [f"{most} pages gave one and the same text: a notice may stand in front of the articles"] if most >= SAME else []
