"""Every write about jobs: queued, begun, moved on, ended, cancelled, resumed, cleared away."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django_tasks_db.models import DBTaskResult

from sanshi import clock, verbs
from sanshi.jobs import access, files
from sanshi.jobs.models import OVER, RESUMABLE, Job, State
from sanshi.jobs.tasks import run_job
from sanshi.journal.recording import action, batch, record, touch
from sanshi.journal.turns import writing
from sanshi.problems import STALE, Kind, Refused
from sanshi.shell.words import moment
from sanshi.verbs import Actor

# A job that gave no sign for so long has lost its worker.
LOST_AFTER = timedelta(seconds=60)


def enqueue(actor: Actor, kind: str, about: UUID | None = None, **given: Any) -> Job:
    """A new job in the queue, within the running action: both are committed, or neither."""
    job = Job(
        subdistrict_id=actor.subdistrict,
        kind=kind,
        account=actor.account,
        post=actor.posts[0].id if actor.posts else None,
        about=about,
        given=given,
        created_at=clock.now(),
    )
    job.save(force_insert=True)
    touch(job, fields=("state",))
    _put_into_queue(job)
    return job


@action(verbs.RUN_JOBS)
def cancel(actor: Actor, client_id: UUID, job: UUID) -> UUID:
    """What was committed stays. A running job stops after the transaction under way.

    One whose worker was killed has none under way: should the worker live on, it finds the job taken from it.
    """
    row = access.job(actor, verbs.RUN_JOBS, job)
    one, still = _one(row), (State.QUEUED, State.INTERRUPTED)
    at_once = one.filter(state__in=(*still, State.RUNNING) if is_lost(row) else still)
    running = one.filter(state=State.RUNNING)
    over = at_once.update(state=State.CANCELLED, finished_at=clock.now())
    if not over and not running.update(cancel_asked_at=clock.now()):
        _refuse_over(row)
    touch("jobs.job", row.pk, fields=("state",))
    return row.pk


@action(verbs.RUN_JOBS)
def resume(actor: Actor, client_id: UUID, job: UUID) -> UUID:
    """Into the queue again; it goes on after the last transaction that was committed."""
    row = access.job(actor, verbs.RUN_JOBS, job)
    if row.state not in RESUMABLE and not is_lost(row):
        _refuse_over(row)
    _one(row).update(state=State.QUEUED, problem=None, cancel_asked_at=None, finished_at=None)
    _put_into_queue(row)
    touch("jobs.job", row.pk, fields=("state",))
    return row.pk


def is_lost(job: Job) -> bool:
    """Its worker was killed: it counts as running, and nobody runs it."""
    seen = job.alive_at or job.started_at
    return job.state == State.RUNNING and seen is not None and clock.now() - seen > LOST_AFTER


# By the worker


def begin(subdistrict: str, pk: UUID) -> Job | None:
    """None where it is not waiting: cancelled, or another worker has it."""
    queued = Job.objects.filter(subdistrict=subdistrict, pk=pk, state=State.QUEUED)
    now = clock.now()
    with writing():
        if not queued.update(state=State.RUNNING, run=F("run") + 1, started_at=now, alive_at=now):
            return None
        return Job.objects.get(subdistrict=subdistrict, pk=pk)


def advance(job: Job, done: int, total: int | None = None) -> bool | None:
    """Whether somebody asked to cancel it; None where it is no longer this run's."""
    told: dict[str, Any] = {"done": done, "alive_at": clock.now()}
    if total is not None:
        told["total"] = total
    with writing():
        if not _mine(job).update(**told):
            return None
        asked = _mine(job).values_list("cancel_asked_at", flat=True).get()
    return asked is not None


def end(job: Job, state: str, *, problem: Kind | None = None, result: dict[str, Any] | None = None) -> None:
    with batch():
        told = {"state": state, "finished_at": clock.now(), "problem": problem and problem.number}
        if result is not None:
            told["result"] = {name: value for name, value in result.items() if name != "file"}
            told["has_file"] = bool(result.get("file"))
        if _mine(job).update(**told):
            row = Job.objects.get(subdistrict=job.subdistrict_id, pk=job.pk)
            by = Actor(job.account, "", job.subdistrict_id)
            record(by, verbs.RUN_JOBS, row, result=row.pk, kind=row.kind, state=row.state, done=row.done)


def put_back(job: Job) -> None:
    """For the next worker: this one leaves."""
    with writing():
        if _mine(job).update(state=State.QUEUED):
            _put_into_queue(job)


def mark_lost(subdistrict: str | None = None) -> int:
    """At the start of a worker: what a killed one left can be resumed from its page."""
    lost = Job.objects.filter(state=State.RUNNING, alive_at__lt=clock.now() - LOST_AFTER)
    if subdistrict is not None:
        lost = lost.filter(subdistrict=subdistrict)
    with writing():
        return lost.update(state=State.INTERRUPTED)


# By the nightly work


def purge(house: Actor, step: UUID) -> int:
    """Remove the files of jobs that are over for some days, and whatever lies there longer; how many files.

    By the nightly work: `step` is one id a day.
    """
    before = clock.now() - timedelta(days=settings.SANSHI_FILES_KEPT_DAYS)
    due = tuple(_due(house.subdistrict, before).values_list("pk", flat=True))
    if due:
        # Later on the same day others are due: each lot is an action of its own.
        clear_files(house, uuid5(step, " ".join(map(str, due))), due)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    return len(due) + files.remove_older(before)


@action(verbs.PURGE_JOBS)
def clear_files(actor: Actor, client_id: UUID, jobs: tuple[UUID, ...]) -> UUID:
    for pk in jobs:
        touch("jobs.job", pk, fields=("file",))
    Job.objects.filter(subdistrict=actor.subdistrict, pk__in=jobs).update(has_file=False)
    names = [access.file_name(pk) for pk in jobs]
    transaction.on_commit(lambda: files.remove(*names))
    return jobs[0]


def _due(subdistrict: str, before: Any) -> QuerySet[Job]:
    return Job.objects.filter(
        subdistrict=subdistrict, has_file=True, state__in=OVER, finished_at__lt=before
    ).order_by("finished_at")[:1000]


def _one(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(subdistrict=job.subdistrict_id, pk=job.pk)


def _mine(job: Job) -> QuerySet[Job]:
    """The job as long as this run is its last."""
    return _one(job).filter(state=State.RUNNING, run=job.run)


def _put_into_queue(job: Job) -> None:
    run_job.enqueue(job.subdistrict_id, str(job.pk))


def _refuse_over(job: Job) -> None:
    when = job.finished_at or job.alive_at or job.created_at
    raise Refused(STALE, what=State(job.state).label, who="", when=moment(when))
