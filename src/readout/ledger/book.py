"""A ledger as a user holds it. So far: opening, taking records in (idempotent, a changed text is a revision), counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from readout.ledger import (
    annotating,
    copies,
    corrections,
    decisions,
    encounters,
    exchanging,
    judgements,
    linking,
    people,
    questions,
    revisions,
    soundness,
    taking,
    words,
)
from readout.ledger import schema as t
from readout.ledger.asking.answers import Answer, Hit
from readout.ledger.flatten import Flat, flat
from readout.ledger.store import Store, now
from readout.ledger.taking import Taken
from readout.model.record import Record

if TYPE_CHECKING:
    from readout.ledger.asking.holders import Held

# What is done with documents just taken in, in this order, within the same transaction: words for the search, corrections, judgements that
# waited for them, identities and encounters.
STEPS: tuple[Callable[[Connection, list[Taken]], None], ...] = (words.step, corrections.step, exchanging.step, linking.step)


class Ledger:
    """Accounts of many documents in one database.

    >>> import tempfile; Ledger(tempfile.mkdtemp() + "/a.db").stats()["document"]
    0
    """

    def __init__(self, address: str, *, create: bool = True) -> None:
        self.store = Store(address, create=create)

    def add(self, records: Iterable[Record], *, reader: str = "readout") -> dict[str, int]:
        """Take records in, all or none; a text that is there already changes nothing, unless another reader has read it."""
        with self.store.writing() as connection:
            return taking.counted(self.take(connection, map(flat, records), reader))

    def take(self, connection: Connection, flats: Iterable[Flat], reader: str) -> list[Taken]:
        """The same for records laid flat, within a transaction of `store.writing`; then what hangs on documents is brought up to date."""
        taken = taking.take(connection, corrections.on_the_way_in(connection, flats), reader, now())
        self._follow(connection, taken)
        return taken

    def link(self) -> dict[str, int]:
        """Decide anew who is who and which accounts tell of one event, in the whole ledger; judgements are obeyed."""
        with self.store.writing() as connection:
            return linking.link(connection, now())

    def encounter(self, code: str) -> dict[str, Any] | None:
        """One encounter with every account of it kept apart, the reasons that joined them, and what it is part of."""
        with self.store.reading() as connection:
            return encounters.whole(connection, code)

    def person(self, code: str) -> dict[str, Any] | None:
        """One person or body with all names, offices and states that texts give, and why they are one."""
        with self.store.reading() as connection:
            return people.known_as(connection, code)

    def questions(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What could not be decided: kind person | body | encounter, two candidates, the evidence."""
        with self.store.reading() as connection:
            return questions.listed(connection, kind)

    def judge(self, verdict: str, left: str, right: str, *, author: str, reason: str) -> list[int]:
        """Say that two people, bodies, encounters or accounts are `same` or `different`; kept through every re-reading."""
        with self.store.writing() as connection:
            return decisions.judge(connection, verdict, left, right, author=author, reason=reason, moment=now())

    def split(self, whole: str, part: str, *, author: str, reason: str) -> list[int]:
        """Take one account out of an encounter, or a name (`CODE@DOCUMENT`, or a profile's key) out of a person."""
        with self.store.writing() as connection:
            return decisions.split(connection, whole, part, author=author, reason=reason, moment=now())

    def judgements(self, *, undone: bool = False) -> list[judgements.Judgement]:
        """The judgements in force (with `undone`, all), each with author, time, reason and whether it still finds its place."""
        with self.store.reading() as connection:
            return judgements.listed(connection, undone=undone)

    def undo(self, number: int, *, author: str) -> None:
        """Take back a judgement, and those made in one act with it."""
        with self.store.writing() as connection:
            decisions.undo(connection, number, author=author, moment=now())

    def correct(self, document: str, field: str | None = None, value: Any = None, *, author: str, reason: str, **what: Any) -> str:
        """Correct a document (`correct("x", "encounter.date", "2021-05-09", …)`) and carry it out on this and every later reading.

        `what` may hold `action` (change, confirm, reject, add, merge, split), `type`, `quote` (words of the text) and `claim` (a code).
        Returns the correction's code.
        """
        with self.store.writing() as connection:
            signed = {"author": author, "reason": reason, "moment": now()}
            code, taken = corrections.correct(connection, document, field, value, **signed, **what)
            self._follow(connection, taken)
            return code

    def uncorrect(self, code: str, *, author: str) -> None:
        """Take a correction back; it stays listed as undone."""
        with self.store.writing() as connection:
            self._follow(connection, corrections.undo(connection, code, author=author, moment=now()))

    def corrections(self, document: str | None = None, *, state: str | None = None, undone: bool = False) -> list[corrections.Correction]:
        """Corrections, oldest first: state applied | orphaned | undone; undone ones only where asked for."""
        with self.store.reading() as connection:
            return corrections.listed(connection, document, state=state, undone=undone)

    def annotations(self, document: str | None = None) -> dict[str, Any]:
        """The corrections and judgements in force as a page of W3C Web Annotations."""
        with self.store.reading() as connection:
            return annotating.exported(connection, document)

    def annotate(self, page: dict[str, Any]) -> dict[str, int]:
        """Take in corrections and judgements from Web Annotations.

        Returns how many were new, there already, wait for their document, or are older than a judgement made here on the same thing.
        """
        with self.store.writing() as connection:
            report, taken = annotating.imported(connection, page, now())
            self._follow(connection, taken)
            judged = [item for item in annotating.items_of(page) if exchanging.is_judgement(item)]
            also = exchanging.imported(connection, judged, now())
            return {what: count + also[what] for what, count in report.items()}

    def history(self, document: str) -> dict[str, Any]:
        """A document's revisions: what changed in its text, and which claims came and were withdrawn."""
        with self.store.reading() as connection:
            return revisions.history(connection, document)

    def _follow(self, connection: Connection, taken: list[Taken]) -> None:
        for step in STEPS:
            step(connection, taken)

    def ask(
        self,
        query: str,
        *,
        as_of: str | None = None,
        limit: int = 50,
        after: str | None = None,
        facets: bool = False,
        today: str | None = None,
        most: int | None = None,
    ) -> Answer:
        """A page of what a question asks for: hits, how many there are, the cursor of the next page, and facets where wanted.

        `as_of` asks the ledger as it was known at the end of that day; `today` is the day against which due days are held.
        `most` bounds the counting: a total of `most + 1` means more than that.
        """
        from readout.ledger.asking import ask

        with self.store.reading() as connection:
            return ask(connection, query, as_of=as_of, limit=limit, after=after, facets=facets, today=today, most=most)

    def find(self, query: str, *, as_of: str | None = None, limit: int = 100) -> tuple[Hit, ...]:
        """The hits of a question, newest first: `statements by:Norov topic:trade mode:direct`."""
        return self.ask(query, as_of=as_of, limit=limit).rows

    def held(self, query: str, *, as_of: str | None = None, today: str | None = None) -> Held:
        """Who held an office on a day, by the register and by the texts: `who held "Secretary-General of the SCO" on:2021-05-09`."""
        from readout.ledger.asking import holders
        from readout.ledger.asking.conditions import Moment

        words, day = holders.asks(query) or (query, None)
        with self.store.reading() as connection:
            return holders.held(connection, words, day, Moment(as_of, today))

    def backup(self, target: str) -> None:
        """A whole copy of an SQLite ledger in another file, also while it is being written."""
        copies.backup(self.store, target)

    @staticmethod
    def restore(backup: str, address: str, *, wait: float = 10) -> str | None:
        """Put a backup in the place of a ledger, which is kept under another name; returns that name."""
        return copies.restore(backup, address, _findings, wait)

    def check(self) -> list[str]:
        """What is wrong with the file, the texts and the citations; an empty list is good news."""
        return _findings(self.store)

    def stats(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.store.reading() as connection:
            return {x.name: int(connection.execute(select(func.count()).select_from(x)).scalar() or 0) for x in t.metadata.sorted_tables}


def _findings(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(soundness.findings(connection))
