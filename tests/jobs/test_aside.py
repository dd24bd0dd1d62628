"""Pieces of a job on other cores."""

import os
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

import pytest

from sanshi.jobs import aside
from sanshi.jobs.aside import done_aside, done_in_turns
from tests.jobs.pieces import DIES, FAILS, doubling, in_turns


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)
    monkeypatch.setattr(aside, "LEAST_PIECES", 2)
    monkeypatch.setattr(aside, "LEAST_TURNS", 2)
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


def told(folder: Path) -> list[str]:
    return (folder / "written").read_text().splitlines()


@pytest.mark.usefixtures("two_cores")
def test_pieces_are_written_one_after_the_other_each_by_who_worked_it_out(tmp_path: Path) -> None:
    with done_in_turns(in_turns, [str(tmp_path)], 7) as done:
        results = list(done(range(7)))
    assert [piece for piece, *_processes in results] == list(range(7))
    assert all(prepared == written != os.getpid() for _piece, prepared, written in results)
    assert len({written for *_piece, written in results}) == 2
    assert told(tmp_path) == [f"{piece} {word}" for piece in range(7) for word in ("begins", "is")]


@pytest.mark.usefixtures("two_cores")
def test_who_asks_no_more_has_written_nothing_more(tmp_path: Path) -> None:
    with done_in_turns(in_turns, [str(tmp_path)], 7) as done:
        assert len(list(islice(done(range(7)), 3))) == 3
    assert told(tmp_path)[-1] == "2 is"


def test_few_pieces_are_written_here(tmp_path: Path) -> None:
    with done_in_turns(in_turns, [str(tmp_path)], 3) as done:
        assert list(done(range(3))) == [(n, os.getpid(), os.getpid()) for n in range(3)]


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(("piece", "raised"), [(FAILS, LookupError), (DIES, BrokenProcessPool)])
def test_nothing_is_written_after_a_piece_that_fails(
    piece: int, raised: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(raised), done_in_turns(in_turns, [str(tmp_path)], 7) as done:
        list(done([1, 2, piece, *range(3, 9)]))
    assert told(tmp_path)[-1] == "2 is"
