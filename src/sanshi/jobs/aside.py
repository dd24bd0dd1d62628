"""Pieces of a job done on other cores, ahead of where the job is, and taken in their order.

A piece only reads, and depends on none before it. Processes, because Python's threads take turns on one
core; each has its own connection, and the settings, the keys and the time of the worker that started it.
A worker that is killed leaves none behind, and one of them that dies ends the job.
"""

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

P = TypeVar("P")
R = TypeVar("R")

# A process takes as long to start as some ten thousand rows to be read.
LEAST_PIECES = 40
# Pieces under way for each core: one being done, one that waits.
_AHEAD = 2


@contextmanager
def done_aside(
    maker: Callable[..., Callable[[P], R]], given: Sequence[Any], pieces: int
) -> Iterator[Callable[[Iterable[P]], Iterator[R]]]:
    """`maker(*given)`, called once in each process, gives what does a piece; all of it can be pickled.

    With one core, or few pieces, everything is done here.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2 or pieces < LEAST_PIECES:
        work = maker(*given)
        yield lambda parts: map(work, parts)
        return
    named = f"{maker.__module__}:{maker.__qualname__}"
    pool = ProcessPoolExecutor(
        cores, get_context("spawn"), _begin, (named, pickle.dumps(tuple(given)), _moved_clock())
    )
    try:
        yield lambda parts: _in_order(pool, iter(parts), cores * _AHEAD)
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


# In the other process. Nothing of Django may be touched before _begin has set it up.

_work: Callable[[Any], Any] | None = None


def _begin(named: str, given: bytes, moment: datetime | None) -> None:
    """A signal to the whole group is the worker's to answer: it comes to the end of its transaction."""
    global _work
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    Thread(target=_end_with_the_worker, daemon=True).start()
    import django

    django.setup()
    from sanshi import clock
    from sanshi.jobs.running import collect_seldom

    collect_seldom()
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
    assert _work is not None
    return _work(part)
