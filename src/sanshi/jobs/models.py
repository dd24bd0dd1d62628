"""Long work that runs beside the pages. What it writes, it writes by actions of the apps below."""

from django.db import models
from django.utils.translation import pgettext_lazy

from sanshi.streets.models import LocalModel


class State(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")
    # The worker was killed or stopped in the middle; what was committed stays.
    INTERRUPTED = "interrupted", pgettext_lazy("job", "Interrupted")


OVER = (State.DONE, State.FAILED, State.CANCELLED)
RESUMABLE = (State.FAILED, State.CANCELLED, State.INTERRUPTED)


class Job(LocalModel):
    """One piece of long work: whose, how far, how it ended. Holds nothing about persons."""

    kind = models.CharField(max_length=24)
    # An account's and a post's id: accounts stand below. None: the house itself.
    account = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    # The record it is about, of the app whose kind it is.
    about = models.UUIDField(null=True)
    # What was asked for, in codes and ids.
    given = models.JSONField(default=dict)
    # Rows of the work; 0 as long as nobody knows.
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # How often it was begun; an earlier run that still lives finds itself replaced by it.
    run = models.PositiveSmallIntegerField(default=0)
    # Number of the refusal that ended it (sanshi.problems); its parameters stand in the result.
    problem = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # The last sign of life.
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    # Its file can be fetched until it is removed.
    has_file = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "account", "created_at"], name="job_of_account"),
            models.Index(fields=["subdistrict", "state"], name="job_state"),
            models.Index(fields=["subdistrict", "finished_at"], name="job_finished"),
        ]

    @property
    def is_over(self) -> bool:
        return self.state in OVER
