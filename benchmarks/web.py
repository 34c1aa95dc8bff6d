"""How fast the explorer answers over a ledger of many documents: the table of pages, their median and 95th percentile.

usage: python benchmarks/web.py [--documents 100000] [--ledger FILE] [--rounds 12]

The ledger is made from the shipped samples: each is read once, laid flat, and written again and again with other days, names and texts
(`vary`), so that no reading is paid a hundred thousand times. FILE is kept and used again. Times are of whole answers through the
application (routing, questions, template, compression), one after the other on one core, without the network.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from readout import api
from readout.errors import ReadoutError
from readout.ledger import Ledger, taking, words
from readout.ledger.flatten import Flat, flat
from readout.ledger.store import now
from readout.model.record import Record

SAMPLES = Path(__file__).resolve().parent.parent / "src" / "readout" / "samples"
GIVEN = [
    "Ana",
    "Ivo",
    "Lee",
    "Mira",
    "Omar",
    "Petra",
    "Rustam",
    "Sofia",
    "Timur",
    "Yuki",
    "Zhan",
    "Aigul",
    "Bek",
    "Dana",
    "Erik",
    "Farid",
    "Gulnara",
    "Hana",
    "Igor",
    "Jan",
]
FAMILY = [
    "Kral",
    "Marek",
    "Sun",
    "Novak",
    "Orlov",
    "Petrov",
    "Rahmon",
    "Sato",
    "Tanaka",
    "Umarov",
    "Vasko",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zhou",
    "Abe",
    "Bergs",
    "Costa",
    "Duda",
    "Ender",
]
PUBLISHERS = [f"ministry-{n:02d}" for n in range(60)]
COUNTRIES = [
    "AM",
    "AZ",
    "BY",
    "CN",
    "DE",
    "FR",
    "GB",
    "IN",
    "IR",
    "JP",
    "KG",
    "KR",
    "KZ",
    "MN",
    "PK",
    "RU",
    "TJ",
    "TM",
    "TR",
    "UA",
    "US",
    "UZ",
    "VN",
    "ID",
]
PLACES = {
    "KZ": "Astana",
    "UZ": "Tashkent",
    "CN": "Beijing",
    "RU": "Moscow",
    "JP": "Tokyo",
    "US": "Washington",
    "DE": "Berlin",
    "IN": "Delhi",
}
BATCH = 500


def name(rng: random.Random) -> str:
    """One of four thousand names, the first of them far oftener than the last."""
    n = int(rng.paretovariate(0.9)) % 4000
    return f"{GIVEN[n % 20]} {FAMILY[n // 20 % 20]}{'' if n < 400 else f'-{FAMILY[n // 400]}'}"


def vary(record: Record, number: int) -> Record:
    """The same record with another id, publisher, days, people and states."""
    rng = random.Random(number)
    day = (date(2010, 1, 1) + timedelta(days=int(5800 * rng.random() ** 0.6))).isoformat()
    info = msgspec.structs.replace(
        record.document, id=f"made-{number}", source=f"made/{number}.txt", url=None, publisher=rng.choice(PUBLISHERS), published=day,
        title=f"{record.document.title or 'Meeting'} ({number})", sha256=f"{number:064x}",
    )  # fmt: skip
    parties = []
    for party in record.parties:
        if party.kind == "person":
            called = name(rng)
            parties.append(msgspec.structs.replace(party, name=called, names=(called,), identifiers={}))
        elif party.kind == "state":
            parties.append(msgspec.structs.replace(party, identifiers={"iso3166-1": rng.choice(COUNTRIES)}))
        else:
            parties.append(party)
    country = rng.choice(list(PLACES))
    places = tuple(msgspec.structs.replace(p, country=country, name=PLACES[country]) for p in record.places)
    encounters = tuple(msgspec.structs.replace(e, date=day, status=rng.choice(("held",) * 12 + ("planned",))) for e in record.encounters)
    commitments = tuple(
        msgspec.structs.replace(c, due=f"{int(day[:4]) + 1}-{rng.randrange(1, 13):02d}-01" if rng.random() < 0.2 else None)
        for c in record.commitments
    )
    return msgspec.structs.replace(
        record, document=info, parties=tuple(parties), places=places, encounters=encounters, commitments=commitments
    )


def flats(count: int, start: int = 0) -> Iterator[Flat]:
    """Records laid flat, made from the samples."""
    read = [r for r in api.read_many([SAMPLES]) if not isinstance(r, ReadoutError)]
    for number in range(start, count):
        yield flat(vary(read[number % len(read)], number))


def make(path: Path, count: int) -> Ledger:
    """The ledger with so many documents; what is there already is used.

    Who is who is given and not decided, since matching is measured by its own benchmark: names are identities, and one account in ten
    tells of the encounter of the account before it.
    """
    ledger = Ledger(str(path))
    have = rows(ledger)
    batch: list[Flat] = []
    began = time.perf_counter()

    def write() -> None:
        with ledger.store.writing(wait=60) as connection:
            words.step(connection, taking.take(connection, batch, "benchmark", now()))
        batch.clear()
        done = rows(ledger)
        print(f"\r{done:,} documents, {(done - have) / (time.perf_counter() - began):.0f}/s", end="", file=sys.stderr, flush=True)

    for each in flats(count, have):
        batch.append(each)
        if len(batch) == BATCH:
            write()
    if batch:
        write()
    print(file=sys.stderr)
    if not rows(ledger, "identity"):
        with ledger.store.writing(wait=60) as connection:
            for line in LINKS:
                connection.exec_driver_sql(line)
        with ledger.store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
    return ledger


SIDES = "('principal', 'host', 'chair')"
LINKS = (
    "INSERT OR IGNORE INTO identity (code, kind, name, identifier, recorded_since) SELECT replace(anchor, '|', ':'), kind, max(name), "
    "CASE WHEN anchor LIKE '%|iso%' OR anchor LIKE '%|readout%' THEN substr(anchor, instr(anchor, '|') + 1) END, '2026-01-01' "
    "FROM party WHERE kind NOT IN ('group', 'office') GROUP BY anchor",
    "UPDATE party SET identity_id = (SELECT id FROM identity WHERE code = replace(anchor, '|', ':')) WHERE identity_id IS NULL",
    "INSERT OR IGNORE INTO profile (key, kind, name, names, states, offices, identity_id) SELECT code, kind, name, name, '', '', id "
    "FROM identity",
    "INSERT OR IGNORE INTO encounter (id, code, recorded_since) SELECT id, 'E' || id, '2026-01-01' FROM claim WHERE type = 'encounter'",
    "UPDATE claim SET encounter_id = id WHERE type = 'encounter' AND encounter_id IS NULL",
    "UPDATE claim SET encounter_id = coalesce((SELECT e.encounter_id FROM claim e WHERE e.type = 'encounter' "
    "AND e.document_id = claim.document_id - 1 LIMIT 1), id) "
    "WHERE type = 'encounter' AND document_id % 10 = 0 AND encounter_id = id",
    "INSERT OR IGNORE INTO sign (claim_id, sign, day) SELECT c.id, p.state, c.day_from FROM claim c "
    "JOIN claim_party x ON x.claim_id = c.id "
    f"JOIN party p ON p.id = x.party_id WHERE c.type = 'encounter' AND x.role IN {SIDES} "
    "AND p.state IS NOT NULL AND c.day_from IS NOT NULL",
    "INSERT OR IGNORE INTO question (code, kind, left_anchor, right_anchor, left_label, right_label, evidence, recorded_since) "
    "SELECT 'q' || a.id, 'person', a.code, b.code, a.name, b.name, '{\"why\": \"made\"}', '2026-01-01' FROM identity a "
    "JOIN identity b ON b.id = a.id + 1 WHERE a.kind = 'person' AND b.kind = 'person' LIMIT 3000",
)


def rows(ledger: Ledger, table: str = "document") -> int:
    """How many rows a table has."""
    with ledger.store.reading() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


PAGES = {
    "desk": ["/"],
    "documents": ["/documents", "/documents?page=900", "/documents?publisher=ministry-07", "/documents?q=Japan"],
    "reading view": ["/d/{doc}", "/d/{doc}"],
    "encounter": ["/e/{encounter}"],
    "search, words": ["/search?q=trade", "/search?q=Ana+Kral", "/search?q=railway+corridor"],
    "search, question": [
        "/search?q=statements+by:%22Ana+Kral%22",
        "/search?q=encounters+with:%22Ivo+Marek%22+since:2022",
        "/search?q=commitments+strength:5..+since:2024",
    ],
    "search, wide question": ["/search?q=statements", "/search?q=encounters", "/search?q=statements+topic:trade"],
    "people": ["/people", "/people?page=20", "/people?q=Marek"],
    "person": ["/people/{person}"],
    "bodies": ["/bodies"],
    "body": ["/bodies/state/KZ", "/bodies/organisation/sco"],
    "post": ["/posts/sco/secretary-general"],
    "timeline": ["/timeline", "/timeline?month=2022-05"],
    "who met whom": ["/meetings", "/meetings?left=KZ&right=CN"],
    "map": ["/map", "/map?country=KZ"],
    "commitments": ["/commitments", "/commitments?page=5", "/commitments?by=Ana+Kral"],
    "compare": ["/compare?a={doc}&b={other}"],
    "briefing": ["/briefing?about=Ivo+Marek&day=2025-01-01"],
    "review": ["/review", "/review/unresolved"],
    "intake": ["/intake"],
    "packs": ["/packs"],
    "why": ["/why/{claim}"],
}


class Asker:
    """Calls the application as a server would, without the network."""

    def __init__(self, ledger: Ledger) -> None:
        from readout.web.app import create
        from readout.web.settings import Settings

        self.app = create(Settings(ledger.store.address, today="2026-01-15"), ledger=ledger)

    async def get(self, address: str) -> tuple[int, int]:
        """The status and size of an answer."""
        path, _, query = address.partition("?")
        sent: dict[str, Any] = {"status": 0, "size": 0}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
            sent["size"] += len(message.get("body", b""))

        headers = [(b"host", b"127.0.0.1:8765"), (b"accept", b"text/html"), (b"accept-encoding", b"gzip")]
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8765), "scheme": "http", "root_path": "",
            "asgi": {"version": "3.0"},
        }  # fmt: skip
        await self.app(scope, receive, send)
        return sent["status"], sent["size"]


def addresses(ledger: Ledger, rng: random.Random, address: str) -> str:
    """An address with a document, encounter, person and claim of this ledger in it."""
    with ledger.store.reading() as connection:

        def one(question: str) -> Any:
            return connection.exec_driver_sql(question).scalar()

        count = int(one("SELECT max(id) FROM document") or 1)
        claims = int(one("SELECT max(id) FROM claim") or 1)
        filled = {
            "doc": rng.randrange(1, count), "other": rng.randrange(1, count),
            "claim": one(f"SELECT code FROM claim WHERE id >= {rng.randrange(1, claims)} LIMIT 1"),
            "encounter": one(f"SELECT code FROM encounter WHERE merged_into IS NULL AND id >= {rng.randrange(1, count // 2)} LIMIT 1"),
            "person": str(one(f"SELECT code FROM identity WHERE kind = 'person' LIMIT 1 OFFSET {rng.randrange(0, 60)}")).partition(":")[2],
        }  # fmt: skip
    return address.format(**filled)


async def measured(ledger: Ledger, rounds: int) -> list[tuple[str, list[float], int]]:
    """Milliseconds of every page; the first answer of each kind warms what a running server has warm."""
    asker, rng, found = Asker(ledger), random.Random(7), []
    for kind, pages in PAGES.items():
        times, size, work = [], 0, []
        for n in range(rounds + 1):
            for page in pages:
                address = addresses(ledger, rng, page)
                began, worked = time.perf_counter(), time.process_time()
                status, size = await asker.get(address)
                spent = (time.perf_counter() - began) * 1000
                work.append((time.process_time() - worked) * 1000)
                if status not in (200, 303):
                    print(f"{address}: {status}", file=sys.stderr)
                if n:
                    times.append(spent)
        found.append((kind, times, size))
        print(
            f"{kind:<24}{statistics.median(times):>8.0f}{percentile(times, 95):>8.0f}{size / 1000:>9.0f}{statistics.median(work):>9.0f}",
            flush=True,
        )
    return found


def percentile(times: list[float], percent: int) -> float:
    """The value that so many of a hundred do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def main() -> int:
    """Make the ledger, print the table; the exit status is 1 where a page misses 200 ms at the median or 500 ms at the 95th percentile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--ledger", type=Path, default=Path("/tmp/readout-web-benchmark.db"))
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args()
    ledger = make(options.ledger, options.documents)
    print(f"{rows(ledger):,} documents, {options.ledger.stat().st_size / 1e9:.1f} GB")
    print(f"{'page':<24}{'median':>8}{'p95':>8}{'kB sent':>9}{'CPU ms':>9}")
    found = asyncio.run(measured(ledger, options.rounds))
    slow = [kind for kind, times, _ in found if statistics.median(times) > 200 or percentile(times, 95) > 500]
    every = [t for _, times, _ in found for t in times]
    print(f"{'all':<24}{statistics.median(every):>8.0f}{percentile(every, 95):>8.0f}")
    print(f"over 200 ms or 500 ms: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
