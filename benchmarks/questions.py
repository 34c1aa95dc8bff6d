#!/usr/bin/env python3
"""How fast a ledger answers: the median and the slowest of many questions, each with what the database scans; prints a table.

usage: benchmarks/questions.py --ledger FILE [--rounds 7] [--plans]

Make a ledger of 10,000 documents with: benchmarks/ingest.py --documents 10000 --ledger FILE. The goal is a median under 50 ms of processor
time for a page of 50 with its total, on such a ledger; `--plans` prints how the database goes about each question (EXPLAIN QUERY PLAN).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from sqlalchemy import event

from readout.analysis import briefing, contacts
from readout.ledger import Ledger

QUESTIONS = [
    "encounters since:2021",
    "encounters with:{person} since:2012",
    "encounters with:China held",
    "encounters with:Japan topic:trade",
    "encounters place:Astana on:2020",
    "encounters accounts>=2",
    "statements by:{person} mode:direct",
    "statements by:SCO topic:transport",
    "statements topic:trade -mode:joint since:2018 until:2019",
    "commitments by:SCO strength>=2 open",
    "commitments overdue sort:strongest",
    "commitments due:2024 by:Iceland",
    "references kind:document label:agrees",
    "instruments status:signed since:2015",
    "events by:China to:Kazakhstan",
    "posts with:{person}",
    "questions kind:speaker",
    "documents topic:energy publisher:kremlin",
    'documents text:"green partnership"',
    'sentences text:"strategic partnership"',
    "sentences text:hydrogen",
    "sentences text:何金平",
    "people body:SCO",
    "people with:{person}",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--plans", action="store_true")
    args = parser.parse_args()
    ledger = Ledger(args.ledger, create=False)
    person = max(ledger.find("people", limit=1000), key=lambda hit: (hit.count, hit.name or "")).name  # somebody who comes often
    asked = [q.format(person=f'"{person}"') for q in QUESTIONS]
    medians = []
    counted = ledger.stats()
    print(f"{counted['document']} documents, {counted['claim']} claims; {person}")
    print(f"{'median':>9}{'slowest':>9}{'facets':>9}{'hits':>9}  milliseconds of processor time")
    for question in asked:
        middle, most = measured(lambda q=question: ledger.ask(q), args.rounds)
        faceted, _ = measured(lambda q=question: ledger.ask(q, facets=True), 3)
        medians.append(middle)
        print(f"{middle:9.1f}{most:9.1f}{faceted:9.1f}{ledger.ask(question, limit=1).total:9d}  {question}")
        if args.plans:
            plans(ledger, question)
    with ledger.store.reading() as connection:
        for name, run in {
            "briefing of a person": lambda: briefing.briefing(connection, person, "2024-12-01"),
            "contacts of two sides": lambda: contacts.between(connection, "China", "Kazakhstan"),
        }.items():
            middle, most = measured(run, 3)
            print(f"{middle:9.1f}{most:9.1f}{'':18}  {name}")
    print(f"{statistics.median(medians):9.1f}  the median of all questions; {sum(m > 50 for m in medians)} of {len(medians)} above 50 ms")


def measured(run: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and most milliseconds of processor time, after one round that is not counted."""
    run()
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        spent.append(1000 * (time.process_time() - start))
    return statistics.median(spent), max(spent)


def plans(ledger: Ledger, question: str) -> None:
    """What the database does for a question: the lines of EXPLAIN QUERY PLAN that scan."""
    seen: list[tuple[str, object]] = []

    def remember(_conn: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        seen.append((statement, parameters))

    event.listen(ledger.store.engine, "before_cursor_execute", remember)
    ledger.ask(question)
    event.remove(ledger.store.engine, "before_cursor_execute", remember)
    with ledger.store.reading() as connection:
        for statement, parameters in seen:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):  # type: ignore[arg-type]
                if "SCAN" in row[3]:
                    print(f"{'':28}{row[3]}")


if __name__ == "__main__":
    main()
