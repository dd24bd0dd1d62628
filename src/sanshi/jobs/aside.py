"""Pieces of a job done on other cores, in their order: read ahead of where the job is, or written in turns.

Processes, because Python's threads take turns on one core; each has its own connection, and the settings,
the keys and the time of the worker that started it. A worker that is killed leaves none behind, and one of
them that dies ends the job.
"""

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib import import_module
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

P = TypeVar("P")
R = TypeVar("R")
M = TypeVar("M")

# A process takes as long to start as some ten thousand rows to be read, or two thousand to be written.
LEAST_PIECES, LEAST_TURNS = 40, 10
# Pieces under way for each core: one being done, one that waits.
_AHEAD = 2


@contextmanager
def done_aside(
    maker: Callable[..., Callable[[P], R]], given: Sequence[Any], pieces: int
) -> Iterator[Callable[[Iterable[P]], Iterator[R]]]:
    """`maker(*given)`, called once in each process, gives what does a piece; all of it can be pickled.

    A piece only reads, and depends on none before it. With one core, or few pieces, everything is done here.
    """
    cores = _cores()
    if cores < 2 or pieces < LEAST_PIECES:
        work = maker(*given)
        yield lambda parts: map(work, parts)
        return
    with _pool(maker, given, cores) as pool:
        yield lambda parts: _in_order(pool, iter(parts), cores * _AHEAD)


@contextmanager
def done_in_turns(
    maker: "Callable[..., tuple[Callable[[P], M], Callable[[M], R]]]", given: Sequence[Any], pieces: int
) -> Iterator[Callable[[Iterable[P]], Iterator[R]]]:
    """`maker(*given)` gives two: what works a piece out, and what then writes it.

    Pieces are worked out ahead on all cores, which only reads. Each is written by the process that worked it
    out, when the one before is written and the next result is asked for: whoever asks no more has written
    nothing more. With one core, or few pieces, everything is done here.
    """
    cores = _cores()
    if cores < 2 or pieces < LEAST_TURNS:
        prepare, write = maker(*given)
        yield lambda parts: (write(prepare(part)) for part in parts)
        return
    with ExitStack() as stack:
        pools = [stack.enter_context(_pool(maker, given, 1)) for _ in range(cores)]
        yield lambda parts: _by_turns(pools, iter(parts))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(maker: Callable[..., Any], given: Sequence[Any], size: int) -> Iterator[ProcessPoolExecutor]:
    named = f"{maker.__module__}:{maker.__qualname__}"
    pool = ProcessPoolExecutor(
        size, get_context("spawn"), _begin, (named, pickle.dumps(tuple(given)), _moved_clock())
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _moved_clock() -> datetime | None:
    from sanshi import clock

    return clock.now() if clock.is_moved() else None


def _in_order(pool: ProcessPoolExecutor, parts: Iterator[P], ahead: int) -> Iterator[Any]:
    waiting: deque[Future[Any]] = deque(pool.submit(_do, part) for part in islice(parts, ahead))
    while waiting:
        result = waiting.popleft().result()
        waiting.extend(pool.submit(_do, part) for part in islice(parts, 1))
        yield result


def _by_turns(pools: Sequence[ProcessPoolExecutor], parts: Iterator[P]) -> Iterator[Any]:
    """A pool has one process, which does what it is given one after the other."""
    waiting: deque[tuple[ProcessPoolExecutor, Future[None]]] = deque()

    def begin(pool: ProcessPoolExecutor) -> None:
        waiting.extend((pool, pool.submit(_prepare, part)) for part in islice(parts, 1))

    for pool in pools:
        begin(pool)
    while waiting:
        pool, prepared = waiting.popleft()
        prepared.result()
        written = pool.submit(_write)
        begin(pool)
        yield written.result()


# In the other process. Nothing of Django may be touched before _begin has set it up.

_work: Any = None
# Worked out, and not written yet.
_prepared: deque[Any] = deque()


def _begin(named: str, given: bytes, moment: datetime | None) -> None:
    """A signal to the whole group is the worker's to answer: it comes to the end of its transaction."""
    global _work
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    Thread(target=_end_with_the_worker, daemon=True).start()
    import django

    django.setup()
    from sanshi import clock
    from sanshi.jobs.running import collect_seldom, make_room

    collect_seldom()
    make_room()
    if moment is not None:
        clock.run_from(moment)
    module, name = named.split(":")
    _work = getattr(import_module(module), name)(*pickle.loads(given))  # noqa: S301 - the worker's own


def _end_with_the_worker() -> None:
    worker = parent_process()
    if worker is not None:
        worker.join()
        os._exit(1)


def _do(part: Any) -> Any:
    return _work(part)


def _prepare(part: Any) -> None:
    prepare, _ = _work
    _prepared.append(prepare(part))


def _write() -> Any:
    _, write = _work
    return write(_prepared.popleft())
