"""How a job runs: begun, moved on from one transaction to the next, ended. `sanshi worker` calls `run`."""

import gc
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from sanshi.jobs import actions
from sanshi.jobs.models import Job, State
from sanshi.problems import JOB_BROKE, JOB_WITHOUT_POST, Refused
from sanshi.verbs import Actor

log = logging.getLogger(__name__)

# Another process that waits for SQLite's one writer looks again after at most 0.1 s.
BREATH = 0.12
# KiB of a job's SQLite pages that stay in memory. A long sheet writes all over its indexes: with the 2 MiB
# that a connection has, pages would go to the disk and come back within one transaction.
_ROOM = 128 * 1024


def collect_seldom() -> None:
    """For a process that does nothing but jobs.

    A lot makes some hundred thousand objects which all live until its commit: to look through them for
    garbage every few hundred took a sixth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


class Leaving:
    """The worker was asked to stop: the job under way goes back to the queue at its next step.

    A plain flag: a signal's handler may not wait for a lock that the signal interrupted.
    """

    is_asked = False

    def ask(self) -> None:
        self.is_asked = True


leaving = Leaving()


class _Stop(Exception):
    """A job stops between two transactions."""


class Left(_Stop): ...


class Cancelled(_Stop): ...


class Replaced(_Stop): ...


@dataclass(slots=True)
class Running:
    """What the work of a job is given: whose it is, and how it says how far it is."""

    job: Job
    actor: Actor
    result: dict[str, Any] = field(default_factory=dict)

    def expect(self, total: int) -> None:
        """The number of rows there are; counting begins anew."""
        self.step(0, total=total)

    def step(self, done: int, *, total: int | None = None, breathe: bool = False) -> None:
        """Say that `done` rows are done; between transactions. `breathe`: after one that wrote much.

        Raises what ends the job here: cancelled, the worker leaves, begun anew elsewhere.
        """
        asked = actions.advance(self.job, done, total)
        if asked is None:
            raise Replaced
        if asked:
            raise Cancelled
        if leaving.is_asked:
            raise Left
        if breathe and connection.vendor == "sqlite":
            time.sleep(BREATH)


Work = Callable[[Running], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job. `route`: the page of the record it is about, by the name of its address."""

    name: str
    label: Promise
    work: Work
    route: str = ""


_kinds: dict[str, Kind] = {}
_actors: list[Callable[[UUID, str], Actor | None]] = []


def offer(kind: Kind) -> None:
    """In AppConfig.ready() of the app that knows the work."""
    _kinds[kind.name] = kind


def name_actors(find: Callable[[UUID, str], Actor | None]) -> None:
    """By account and street, with the posts of today; in AccountsConfig.ready(): accounts stand below."""
    _actors[:] = [find]


def kind_of(job: Job) -> Kind:
    return _kinds[job.kind]


def run(subdistrict: str, pk: UUID) -> None:
    """Run a queued job to its end. One that another worker has is left alone. Nothing is raised."""
    job = actions.begin(subdistrict, pk)
    if job is None:
        return
    try:
        make_room()
        _end(job)
    except Exception as broken:
        # Only the kind: the text of an error may hold values.
        log.error("job %s of kind %s broke: %s", job.pk, job.kind, type(broken).__name__)
        actions.end(job, State.FAILED, problem=JOB_BROKE)


def make_room() -> None:
    """For this process's connection."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{_ROOM}")


def _end(job: Job) -> None:
    try:
        running = Running(job, _actor(job))
        kind_of(job).work(running)
        actions.end(job, State.DONE, result=running.result)
    except Replaced:
        return
    except Cancelled:
        actions.end(job, State.CANCELLED)
    except Left:
        actions.put_back(job)
    except Refused as refused:
        actions.end(job, State.FAILED, problem=refused.kind, result={"params": refused.params})


def _actor(job: Job) -> Actor:
    """Who asked for it, with the rights of today."""
    if job.account is None:
        return Actor(None, "house", job.subdistrict_id, is_house=True)
    found = _actors[0](job.account, job.subdistrict_id)
    if found is None:
        raise Refused(JOB_WITHOUT_POST)
    return found
