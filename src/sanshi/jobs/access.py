from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sanshi import verbs
from sanshi.jobs import files
from sanshi.jobs.models import Job
from sanshi.journal.recording import saw
from sanshi.verbs import Actor, Verb, reach


def jobs(actor: Actor, verb: Verb = verbs.READ_JOBS) -> QuerySet[Job]:
    """One's own: jobs stand above accounts, so the reach is read here by hand."""
    mine = reach(actor, verb)
    return Job.objects.filter(subdistrict=mine.subdistrict, account=mine.account)


def job(actor: Actor, verb: Verb, pk: UUID) -> Job:
    found = jobs(actor, verb).filter(pk=pk).first() if reach(actor, verb).account else None
    if found is None:
        raise Http404
    return found


def file_name(job: UUID) -> str:
    """Of what can be fetched."""
    return f"{job}-result"


def file_of(job: Job) -> bytes:
    """What the job made; noted in the journal. Http404 where it made nothing, or it was removed."""
    if not job.has_file or not files.exists(file_name(job.pk)):
        raise Http404
    saw(Job, rows=[job], fields=("file",))
    return files.content(file_name(job.pk))
