"""Two files against each other: the register is packed once, then every process reads it as it lies."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sanshi.identity.matching.batch import Packed, PackedRegister, pack
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.files import Row, WrongFile, doubts, read, record
from sanshi.identity.matching.profile import profile
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.search import match

ROWS_AT_ONCE = 4000
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Answer:
    """For some rows: incoming_id, base_id, band, probability, why. And the cells that could not be read."""

    rows: tuple[tuple[str, str, str, str, str], ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    packed: Packed
    record_ids: tuple[str, ...]
    doubts: tuple[str, ...]


def match_files(incoming: Path, register: Path, *, latest: date, processes: int = 1) -> Iterator[Answer]:
    """Answers in the order of the incoming; first one with the doubtful cells of the register."""
    base, ids, doubtful = _packed(register, latest, processes)
    yield Answer((), doubtful)
    with _workers(processes, _Matcher(base, ids, latest)) as workers:
        yield from _in_order(workers, _matched, _portions(_of(incoming)))


def _packed(register: Path, latest: date, processes: int) -> "_Register":
    ids: list[str] = []
    doubtful: list[str] = []

    def parts(workers: Executor) -> Iterator[Packed]:
        for part in _in_order(workers, _pack, _portions(_of(register))):
            ids.extend(part.record_ids)
            doubtful.extend(part.doubts)
            yield part.packed

    with _workers(processes, _Matcher(PackedRegister.of(()), [], latest)) as workers:
        base = PackedRegister.of(parts(workers))
    return base, ids, tuple(doubtful)


# The packed register, the identifiers of its rows, the cells that could not be read.
_Register = tuple[PackedRegister, list[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Matcher:
    base: PackedRegister
    ids: list[str]
    latest: date

    def pack(self, rows: list[Row]) -> _Part:
        packed = pack([profile(record(row), latest=self.latest) for row in rows])
        return _Part(packed, tuple(row.record_id for row in rows), _told(rows, "register"))

    def match(self, rows: list[Row]) -> Answer:
        return Answer(tuple(self._line(row) for row in rows), _told(rows, "incoming"))

    def _line(self, row: Row) -> tuple[str, str, str, str, str]:
        one = profile(record(row), latest=self.latest)
        return self._written(row.record_id, match(one, self.base, latest=self.latest))

    def _written(self, record_id: str, verdict: Verdict) -> tuple[str, str, str, str, str]:
        best = verdict.best
        base_id = self.ids[int(str(best.key))] if best else ""
        why = verdict.candidates[0] if verdict.candidates else None
        reasons = " ".join((*why.why, *(why.rules if verdict.band == Band.LOOK else ()))) if why else ""
        return record_id, base_id, str(verdict.band.value), f"{verdict.probability:.4f}", reasons


# What the processes of a pool were started with: forked, they share its memory.
_started: list[_Matcher] = []


def _pack(rows: list[Row]) -> _Part:
    return _started[-1].pack(rows)


def _matched(rows: list[Row]) -> Answer:
    return _started[-1].match(rows)


def _start(matcher: _Matcher) -> None:
    _started.append(matcher)


@contextmanager
def _workers(processes: int, matcher: _Matcher) -> Iterator[Executor]:
    """Processes where they can be forked, else this one."""
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        _start(matcher)
        yield _Here()
        _started.pop()
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _start, (matcher,)) as pool:
        yield pool


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, call: Callable[..., Made], /, *given: object, **named: object) -> Future[Made]:
        future: Future[Made] = Future()
        future.set_result(call(*given, **named))
        return future


def _in_order(
    workers: Executor, call: Callable[[Given], Made], portions: Iterable[Given], ahead: int = 8
) -> Iterator[Made]:
    """Reads only so far ahead, so that a large file never lies in memory."""
    waiting: deque[Future[Made]] = deque()
    for portion in portions:
        waiting.append(workers.submit(call, portion))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _portions(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        yield portion


def _of(file: Path) -> Iterator[Row]:
    try:
        yield from read(file)
    except WrongFile as wrong:
        raise WrongFile([f"{file.name}: {line}" for line in str(wrong).splitlines()]) from wrong


def _told(rows: Iterable[Row], file: str) -> tuple[str, ...]:
    return tuple(f"{file}: {doubt}" for row in rows for doubt in doubts(row))
