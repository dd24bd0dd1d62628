"""Pieces of a job on other cores."""

import os
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from sanshi.jobs import aside
from sanshi.jobs.aside import done_aside
from tests.jobs.pieces import DIES, FAILS, doubling


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)
    monkeypatch.setattr(aside, "LEAST_PIECES", 2)
    return None


@pytest.mark.usefixtures("two_cores")
def test_pieces_are_done_elsewhere_and_come_in_their_order() -> None:
    with done_aside(doubling, [2], 12) as done:
        results = list(done(range(12)))
    assert [number for number, _process in results] == list(range(0, 24, 2))
    assert os.getpid() not in {process for _number, process in results}


def test_few_pieces_are_done_here() -> None:
    with done_aside(doubling, [2], 3) as done:
        assert list(done(range(3))) == [(2 * n, os.getpid()) for n in range(3)]


def test_with_one_core_all_are_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0}, raising=False)
    with done_aside(doubling, [2], 1000) as done:
        assert next(done(range(1, 1000))) == (2, os.getpid())


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(("piece", "raised"), [(FAILS, LookupError), (DIES, BrokenProcessPool)])
def test_a_piece_that_fails_or_whose_process_dies_ends_the_work(piece: int, raised: type[Exception]) -> None:
    with pytest.raises(raised), done_aside(doubling, [2], 12) as done:
        list(done([1, 2, piece, *range(9)]))
