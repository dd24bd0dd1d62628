"""A job as its pages show it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from sanshi.jobs import access, files
from sanshi.jobs.actions import is_lost
from sanshi.jobs.models import RESUMABLE, Job, State
from sanshi.jobs.running import kind_of
from sanshi.problems import kind_numbered

TONES = {
    State.QUEUED: "neutral",
    State.RUNNING: "blue",
    State.DONE: "green",
    State.FAILED: "red",
    State.CANCELLED: "neutral",
    State.INTERRUPTED: "amber",
}


@dataclass(frozen=True, slots=True)
class Shown:
    row: Job
    label: Promise
    route: str
    tone: str
    problem: str
    is_lost: bool
    has_file: bool

    @property
    def pk(self) -> UUID:
        return self.row.pk

    @property
    def about(self) -> UUID | None:
        return self.row.about

    @property
    def is_moving(self) -> bool:
        return self.row.state in {State.QUEUED, State.RUNNING} and not self.is_lost

    @property
    def can_resume(self) -> bool:
        return self.row.state in RESUMABLE or self.is_lost

    @property
    def can_cancel(self) -> bool:
        return not self.row.is_over

    @property
    def percent(self) -> int:
        return self.row.done * 100 // self.row.total if self.row.total else 0


def shown(job: Job) -> Shown:
    kind = kind_of(job)
    state = State.INTERRUPTED if is_lost(job) else State(job.state)
    return Shown(
        job,
        kind.label,
        kind.route,
        TONES[state],
        problem_text(job),
        is_lost(job),
        job.has_file and files.exists(access.file_name(job.pk)),
    )


def problem_text(job: Job) -> str:
    """In the reader's language: what is stored is the number."""
    kind = kind_numbered(job.problem) if job.problem else None
    if kind is None:
        return ""
    params = job.result.get("params", {})
    return str(kind.text) % params if params else str(kind.text)
