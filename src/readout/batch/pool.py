"""Reading on all cores: chunks go to processes and come back in their order, a bounded number of them on the way."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import msgspec

from readout.batch import work
from readout.batch.units import Chunk, Options, Outcome, Unit
from readout.errors import UsageError
from readout.ledger.runs import Failure

_PACK, _UNPACK = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(tuple[Outcome, ...])
ALONE = 64  # so many units are read before processes would have started

Result = tuple[Chunk, tuple[Outcome, ...]]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read(chunks: Iterator[Chunk], options: Options, workers: int) -> Iterator[Result]:
    """Every chunk with the outcomes of its units, in the order of chunks, whatever the number of processes."""
    count = 0
    for chunk in chunks:
        yield chunk, work.read_units(chunk.units, options)
        count += len(chunk.units)
        if workers > 1 and count >= ALONE:
            break
    else:
        return
    pool = _Pool(options, workers)
    is_over = False
    try:
        yield from pool.read(chunks)
        is_over = True
    finally:
        pool.executor.shutdown(wait=is_over, cancel_futures=True)  # a run that is broken off waits for nobody


class _Pool:
    """Processes, and the chunks that are with them."""

    def __init__(self, options: Options, workers: int) -> None:
        self.options, self.workers = options, workers
        self.waiting: deque[tuple[Chunk, Future[bytes] | None]] = deque()
        self.executor = self._start(workers)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=work.prepare)
        try:
            executor.submit(work.ready).result()
        except BrokenProcessPool as error:
            raise UsageError(
                "RO-B004",
                "reading processes",
                "they cannot be started",
                'in a script of your own, begin the work under `if __name__ == "__main__":`, or give workers=1',
            ) from error
        return executor

    def read(self, chunks: Iterator[Chunk]) -> Iterator[Result]:
        for chunk in chunks:
            self.waiting.append((chunk, self._submit(chunk)))
            while self.waiting and (len(self.waiting) >= 2 * self.workers + 1 or self._first_is_done()):
                yield self._next()
        while self.waiting:
            yield self._next()

    def _submit(self, chunk: Chunk) -> Future[bytes] | None:
        return self.executor.submit(work.read_packed, _PACK.encode(chunk.units), self.options) if chunk.units else None

    def _first_is_done(self) -> bool:
        future = self.waiting[0][1]
        return future is None or future.done()

    def _next(self) -> Result:
        chunk, future = self.waiting.popleft()
        if future is None:
            return chunk, ()
        try:
            return chunk, _UNPACK.decode(future.result())
        except BrokenProcessPool:
            return chunk, self._after_a_death(chunk)

    def _after_a_death(self, chunk: Chunk) -> tuple[Outcome, ...]:
        """A process has died, and all chunks with it: read this one unit by unit, and begin the others anew."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        outcomes = tuple(self._one_by_one(chunk.units))
        self.executor = self._start(self.workers)
        later = list(self.waiting)
        self.waiting.clear()
        for other, future in later:
            whole = future is not None and future.done() and future.exception() is None
            self.waiting.append((other, future if whole else self._submit(other)))
        return outcomes

    def _one_by_one(self, units: tuple[Unit, ...]) -> Iterator[Outcome]:
        """The outcomes of units that are read singly: when the process dies again, the unit it was reading is why."""
        executor = None
        for unit in units:
            executor = executor or self._start(1)
            try:
                packed = executor.submit(work.read_packed, _PACK.encode((unit,)), self.options).result()
                yield from _UNPACK.decode(packed)
            except BrokenProcessPool:
                executor = None
                said = "the process that read this has died (out of memory, or a fault in a parser)"
                remedy = "take it apart, or convert it to text"
                yield Outcome((), (Failure(unit.address, unit.origin, "RO-B001", said, remedy, self.options.said()),))
        if executor:
            executor.shutdown()
