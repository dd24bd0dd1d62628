"""The dry run of a long sheet, read by several processes."""

import subprocess
from typing import Any

import pytest

from sanshi.accounts.models import Role
from sanshi.entry.importing import names
from sanshi.entry.models import Import, ImportState
from sanshi.jobs import files
from sanshi.jobs.models import State
from tests.durability.processes import PATIENCE
from tests.durability.test_sheets import job_of, started, wait_until
from tests.importing.residents import resident, residents, sent, tried
from tests.importing.sending import stored
from tests.make import Place
from tests.persons import Person, somebody

# Pieces are of 500 rows.
ROWS = 1100


@pytest.fixture
def clerk(here: Place) -> Person:
    return somebody(here, Role.CLERK)


def a_sheet() -> list[dict[str, str]]:
    """With rows that are wrong by themselves, and by what a row of an earlier piece says."""
    whole = residents(ROWS)
    wrong = [{**resident(ROWS + 1), "身份证号码": "12345"}, {**resident(3), "现住地址": "金口路1弄2号301室"}]
    return [*whole[:700], *wrong, *whole[700:], resident(5)]


def came_of(row: Import) -> dict[str, Any]:
    row = stored(row.pk)
    lines = {name.__name__: list(files.lines(name(row.pk))) for name in (names.plan, names.problems)}
    return {"tally": row.tally, "state": row.state, **lines}


def test_it_finds_what_one_process_finds(here: Place, clerk: Person) -> None:
    by_one = tried(clerk.actor, a_sheet(), committee=here.committee)
    by_several = sent(clerk.actor, a_sheet(), committee=here.committee)
    assert started(aside="1").wait(PATIENCE) == 0
    assert came_of(by_several) == came_of(by_one)
    assert (by_one.tally["new"], by_one.tally["bad"]) == (ROWS, 3)


def test_a_killed_worker_leaves_no_process_behind(here: Place, clerk: Person) -> None:
    row = sent(clerk.actor, a_sheet(), committee=here.committee)
    worker = started(aside="1")
    wait_until(lambda: len(children(worker.pid)) >= 2)
    left = children(worker.pid)
    worker.kill()
    worker.wait(PATIENCE)
    wait_until(lambda: not any(map(runs, left)))
    assert (stored(row.pk).state, job_of(row).state) == (ImportState.TRYING, State.RUNNING)


def children(process: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def runs(process: int) -> bool:
    """Not one that is over and that nobody has asked about yet."""
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()[:1] not in ("", "Z")
