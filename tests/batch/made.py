"""Readouts in our own words, as many as wanted, each with other people, days and places; the same for the same seed."""

from __future__ import annotations

import json
import random
from pathlib import Path

from sqlalchemy import select

from readout.ledger import Ledger
from readout.ledger import schema as t

GIVEN = ["Ana", "Lee", "Marta", "Tomas", "Nadia", "Ivo", "Salma", "Pavel"]
FAMILY = ["Kral", "Sun", "Ferro", "Beck", "Orlova", "Tamm", "Haddad", "Novak"]
STATES = ["Belarus", "Nepal", "Kenya", "Chile", "Norway", "Vietnam", "Egypt", "Peru"]
CITIES = ["Minsk", "Kathmandu", "Nairobi", "Santiago", "Oslo", "Hanoi", "Cairo", "Lima"]
MONTHS = ["January", "March", "May", "July", "October"]
TIMES = {"recorded_since", "recorded_until", "known_since", "known_until", "at", "started", "ended", "report", "made_at"}
NOT_COMPARED = {"run", "intake", "fetched"}


def text(number: int, seed: int = 0) -> str:
    """One readout."""
    c = random.Random(f"{seed}-{number}")
    host, guest = c.sample(range(len(STATES)), 2)
    person, other = f"{c.choice(GIVEN)} {c.choice(FAMILY)}", f"{c.choice(GIVEN)} {c.choice(FAMILY)}n"
    return (
        f"On {c.randint(1, 28)} {c.choice(MONTHS)} 2021, Foreign Minister of {STATES[host]} {person} met with Ambassador of "
        f"{STATES[guest]} {other} in {CITIES[host]}.\nThe Minister said that {STATES[host]} was ready to host forum number {number}.\n"
        f"{other} thanked {STATES[host]} for its support."
    )


def lines(path: Path, count: int, seed: int = 0, first: int = 0) -> Path:
    """A file of JSON lines with this many readouts."""
    rows = [{"id": f"d{n}", "text": text(n, seed), "published": "2021-11-01"} for n in range(first, first + count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """All rows of a ledger but for times and for how they came in, to compare ledgers."""
    found = {}
    with ledger.store.reading() as connection:
        for table in t.metadata.sorted_tables:
            if table.name not in NOT_COMPARED:
                kept = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
                found[table.name] = [{k: v for k, v in row.items() if k not in TIMES} for row in kept]
    return found


def opened(path: Path) -> Ledger:
    """A ledger that is there."""
    return Ledger(str(path), create=False)
