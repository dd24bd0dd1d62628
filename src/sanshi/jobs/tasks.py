"""What the queue holds: which job of which street."""

from uuid import UUID

from django_tasks import task


@task()
def run_job(subdistrict: str, job: str) -> None:
    from sanshi.jobs.running import run

    run(subdistrict, UUID(job))
