"""The same of a sheet whose lots are worked out and entered by several processes in turns."""

import os
import signal
from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.jobs import actions as jobs
from sanshi.jobs.models import State
from sanshi.problems import JOB_BROKE
from tests.durability.processes import PATIENCE
from tests.durability.test_dry_run_aside import children, runs
from tests.durability.test_sheets import LATER, job_of, started, wait_until
from tests.durability.test_sheets_of_residents import is_whole, registered, to_be_carried_out
from tests.make import Place
from tests.persons import Person, somebody

LOT, ROWS = 20, 400


@pytest.fixture
def clerk(here: Place) -> Person:
    return somebody(here, Role.CLERK)


def test_it_is_entered_as_by_one_process(here: Place, clerk: Person) -> None:
    row = to_be_carried_out(here, clerk.actor, ROWS)
    assert started(lot=LOT, aside="1").wait(PATIENCE) == 0
    is_whole(row, ROWS, ROWS // LOT)


def test_killed_it_leaves_no_process_and_goes_on_where_it_stopped(here: Place, clerk: Person) -> None:
    row = to_be_carried_out(here, clerk.actor, ROWS)
    worker = started(lot=LOT, aside="1")
    wait_until(lambda: registered() > 0)
    left = children(worker.pid)
    worker.kill()
    worker.wait(PATIENCE)
    assert len(left) >= 2
    wait_until(lambda: not any(map(runs, left)))
    assert 0 < registered() < ROWS and registered() % LOT == 0
    with clock.frozen(LATER):
        jobs.resume(clerk.actor, uuid4(), job_of(row).pk)
        assert started(lot=LOT, now=LATER, aside="1").wait(PATIENCE) == 0
    is_whole(row, ROWS, ROWS // LOT)


def test_a_process_that_dies_ends_the_job_between_two_lots(here: Place, clerk: Person) -> None:
    row = to_be_carried_out(here, clerk.actor, ROWS)
    worker = started(lot=LOT, aside="1")
    wait_until(lambda: registered() > 0)
    os.kill(max(children(worker.pid)), signal.SIGKILL)
    assert worker.wait(PATIENCE) == 0
    job = job_of(row)
    assert (job.state, job.problem) == (State.FAILED, JOB_BROKE.number)
    assert 0 < registered() < ROWS and registered() % LOT == 0
    jobs.resume(clerk.actor, uuid4(), job.pk)
    assert started(lot=LOT, aside="1").wait(PATIENCE) == 0
    is_whole(row, ROWS, ROWS // LOT)
