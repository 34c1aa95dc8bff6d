"""A run: gather, skip what is known, read, write. What came of a chunk is written in one transaction, so that a run may end anywhere."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator

import msgspec

from readout.batch import local, pool
from readout.batch.report import Report, alarms, walls
from readout.batch.units import Chunk, Done, Item, Options, Outcome, Unit, failure
from readout.batch.web import gather
from readout.batch.web.fetch import Fetcher
from readout.batch.web.manners import Manners
from readout.errors import ReadoutError
from readout.grammar.load import pack_version
from readout.ledger import Ledger, runs, taking
from readout.ledger.flatten import source_key
from readout.ledger.runs import Failure, Fetched, Seen
from readout.ledger.store import now

UNITS, BYTES = 32, 1 << 20  # one chunk: enough to be worth the way to a process
TOGETHER, HEAVY = 128, 8 << 20  # units and bytes of one transaction: no more is ever lost

Watch = Callable[[Report, tuple[Failure, ...]], None]


def reader(options: Options | None = None) -> str:
    """Who reads, as the ledger remembers it: version, packs, and what the caller says of documents."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("readout-ledger")
    except PackageNotFoundError:
        number = "unknown"
    said = options.said() if options else None
    return f"readout {number} packs {pack_version()}" + (f" {said}" if said else "")


def ingest(
    ledger: Ledger,
    paths: Iterable[str],
    options: Options = Options(),  # noqa: B008  # frozen
    *,
    workers: int | None = None,
    reread: bool = False,
    wait: float = 60,
    watch: Watch | None = None,
    manners: Manners = Manners(),  # noqa: B008  # frozen
    together: int = TOGETHER,
) -> Report:
    """Take everything at these paths into a ledger: files, folders, addresses of feeds, lists and pages, and ids of publishers.

    What is there already is not read again.

    `reread` reads what other packs or another version have read; `wait` is how long another writer is waited for; `watch` is told of
    progress and of failures; `together` documents are written in one transaction.
    """
    paths = tuple(paths)
    run = _Run(ledger, options, reread=reread, wait=wait, watch=watch, manners=manners, together=together)
    return run.all(paths, run.gather(paths), workers or pool.cores())


def retry(
    ledger: Ledger,
    options: Options = Options(),  # noqa: B008  # frozen
    *,
    workers: int | None = None,
    wait: float = 60,
    watch: Watch | None = None,
    manners: Manners = Manners(),  # noqa: B008  # frozen
) -> list[Report]:
    """Try again what failed before, with what was said of it then: one run for all of which the same was said."""
    with ledger.store.reading() as connection:
        waiting = runs.waiting(connection)
    reports = []
    for said in dict.fromkeys(said for _origin, said in waiting):
        given = msgspec.structs.replace(options, **_options(said))
        run = _Run(ledger, given, reread=False, wait=wait, watch=watch, manners=manners, again=True)
        origins = tuple(origin for origin, other in waiting if other == said)
        reports.append(run.all(("--retry", *origins[:20]), run.gather(origins), workers or pool.cores()))
    return reports


def _options(said: str | None) -> dict[str, str | tuple[str, ...]]:
    found = msgspec.json.decode(said) if said else {}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}


class _Run:
    """One run, from its row in the ledger to its report."""

    def __init__(
        self,
        ledger: Ledger,
        options: Options,
        *,
        reread: bool,
        wait: float,
        watch: Watch | None,
        manners: Manners,
        again: bool = False,
        together: int = TOGETHER,
    ) -> None:
        self.ledger, self.options, self.manners = ledger, options, manners
        self.reread, self.wait, self.watch, self.again, self.together = reread, wait, watch, again, together
        self.reader, self.report, self.started = reader(options), Report(), now()
        self.texts: dict[str, int] = {}

    def all(self, what: tuple[str, ...], items: Iterator[Item], workers: int) -> Report:
        """Run to the end, and say how it ended."""
        clock = time.monotonic()
        self.report.what = what
        with self.ledger.store.writing(self.wait) as connection:
            _bury(runs.unended(connection), lambda id, text: runs.note(connection, id, text, ended=True))
            self.report.id = runs.begin(connection, " ".join(what), self._text())
        try:
            for some in self._together(pool.read(self.chunks(items), self.options, workers)):
                self.report.seconds = time.monotonic() - clock
                self._write(some)
            self.report.status = "finished"
            with self.ledger.store.reading() as connection:
                self.report.waiting = len(runs.failures(connection))
                before = runs.publishers(connection, sorted(self.report.publishers), self.started)
                self.report.alarms += walls(self.texts) + alarms(self.report, before)
        except KeyboardInterrupt:
            self.report.status = "interrupted"
            raise
        except ReadoutError as error:
            self.report.status, self.report.why = "stopped", str(error)
            raise
        finally:
            self.report.seconds = time.monotonic() - clock
            self._end()
        return self.report

    def _end(self) -> None:
        """Write down how the run ended, if the ledger can still be written; why not has been said already."""
        if self.report.status == "running":
            self.report.status = "stopped"
        try:
            with self.ledger.store.writing(self.wait) as connection:
                runs.note(connection, self.report.id, self._text(), ended=True)
        except ReadoutError:
            if self.report.status == "finished":
                raise

    def _text(self) -> str:
        return msgspec.json.encode(self.report).decode()

    # --- what has to be read ---

    def gather(self, paths: tuple[str, ...]) -> Iterator[Item]:
        """Everything at these paths: what is on this machine first, then what is on the web."""
        far = [p for p in paths if gather.is_address(p) or (not os.path.exists(p) and gather.is_publisher(p))]
        for path in paths:
            if path not in far:
                yield from local.items(path, self.options, self.reader, self._held)
        if far:
            yield from gather.Gatherer(Fetcher(self.manners), self.options, self._remembered, again=self.again).items(far)

    def _remembered(self, urls: list[str]) -> dict[str, Fetched]:
        """What was fetched before."""
        with self.ledger.store.reading() as connection:
            return runs.fetched(connection, urls)

    def _held(self, seen: Seen) -> int | None:
        """How many documents a file held if it need not be read again."""
        with self.ledger.store.reading() as connection:
            return self._is_old(seen, runs.seen(connection, [seen.address]).get(seen.address))

    def _is_old(self, found: Seen, before: Seen | None) -> int | None:
        if before is None or before.stamp != found.stamp or self.again:
            return None
        return before.documents if before.reader == self.reader or not self.reread else None

    def chunks(self, items: Iterator[Item]) -> Iterator[Chunk]:
        """Items in chunks, without the units that are known."""
        units: list[Unit] = []
        failures: list[Failure] = []
        done: list[Done] = []
        size = 0
        for item in items:
            if isinstance(item, Unit):
                units.append(item)
                size += item.size
            elif isinstance(item, Failure):
                failures.append(item)
            else:
                done.append(item)
            is_full = len(units) >= min(UNITS, self.together) or size >= BYTES or len(failures) + len(done) >= UNITS
            if is_full or (units and units[-1].fetched):
                yield self._chunk(units, failures, done, size)
                units, failures, done, size = [], [], [], 0
        yield self._chunk(units, failures, done, size)

    def _chunk(self, units: list[Unit], failures: list[Failure], done: list[Done], size: int) -> Chunk:
        files = [u.address for u in units if u.source is None]
        texts = [source_key(u.source) for u in units if u.source is not None]
        with self.ledger.store.reading() as connection:
            seen = runs.seen(connection, files) if files else {}
            known = taking.known(connection, texts) if texts else {}
        wanted, skipped = [], sum(d.skipped for d in done)
        for unit in units:
            if unit.source is None:
                held = self._is_old(Seen(unit.address, unit.stamp, self.reader, 0), seen.get(unit.address))
            else:
                there = known.get(source_key(unit.source))
                same = there is not None and there.sha256 == unit.source.sha256 and (there.reader == self.reader or not self.reread)
                held = 1 if same else None
            if held is None:
                wanted.append(unit)
            else:
                skipped += held
        return Chunk(tuple(wanted), tuple(failures), tuple(done), skipped, len(units), size)

    def _watch_for_walls(self, files: list[tuple[Unit, Outcome]]) -> None:
        """Count the texts of fetched pages: one text from many addresses is a wall in front of them."""
        for unit, outcome in files:
            for found in outcome.flats if unit.fetched else ():
                self.texts[found.document["sha256"]] = self.texts.get(found.document["sha256"], 0) + 1

    # --- what is written ---

    def _together(self, results: Iterator[pool.Result]) -> Iterator[list[pool.Result]]:
        """Chunks that are written in one transaction; a fetched page waits for none.

        Where a transaction ends depends on what was gathered and not on time or on what was skipped: a run that was broken off, two runs
        at once and a run with more processes give the same rows under the same numbers.
        """
        some: list[pool.Result] = []
        count = size = 0
        for chunk, outcomes in results:
            some.append((chunk, outcomes))
            count, size = count + chunk.gathered, size + chunk.size
            if count >= self.together or size >= HEAVY or any(u.fetched for u in chunk.units):
                yield some
                some, count, size = [], 0, 0
        if some:
            yield some

    def _write(self, some: list[pool.Result]) -> None:
        done = [d for chunk, _ in some for d in chunk.done]
        read = [(u, o) for chunk, outcomes in some for u, o in zip(chunk.units, outcomes, strict=True)]
        if self.ledger.store.is_server:
            read = [(u, _storable(u, o, self.options)) for u, o in read]
        files = [(u, o) for u, o in read if u.source is None]
        failures = (*(f for chunk, _ in some for f in chunk.failures), *(f for _, o in read for f in o.failures))
        seen = [d.seen for d in done if d.seen] + [Seen(u.address, u.stamp, self.reader, len(o.flats)) for u, o in files]
        pages = [d.fetched for d in done if d.fetched] + [u.fetched for u, _ in read if u.fetched]
        through = [d.origin for d in done if not d.skipped] + [u.origin for u, _ in files]
        self._watch_for_walls(files)
        self.report.unchanged += sum(chunk.skipped for chunk, _ in some)
        self.report.count_failures(failures)
        if read or failures or done:
            with self.ledger.store.writing(self.wait) as connection:
                taken = self.ledger.take(connection, (f for _, o in read for f in o.flats), self.reader)
                self.report.count(taken)
                runs.put_seen(connection, seen)
                runs.put_fetched(connection, pages)
                runs.put_failures(connection, failures)
                runs.resolve(connection, through, [f.address for f in failures], self.started)
                runs.note(connection, self.report.id, self._text())
        if self.watch:
            self.watch(self.report, failures)


def _storable(unit: Unit, outcome: Outcome, options: Options) -> Outcome:
    """An outcome whose documents a server takes; those that it refuses are failures."""
    refused = {n: error for n, found in enumerate(outcome.flats) if (error := taking.refused(found)) is not None}
    kept = tuple(found for n, found in enumerate(outcome.flats) if n not in refused)
    return Outcome(kept, (*outcome.failures, *(failure(e, unit.origin, e.place, options.said()) for e in refused.values())))


def _bury(unended: list[dict[str, object]], note: Callable[[int, str], None]) -> None:
    """Write down of runs whose process is gone that they were killed."""
    for row in unended:
        report = msgspec.json.decode(str(row["report"] or "{}"), type=Report)
        if report.host == socket.gethostname() and not _lives(report.process):
            report.status = "killed"
            note(int(str(row["id"])), msgspec.json.encode(report).decode())


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
