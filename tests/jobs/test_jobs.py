"""A job's life: queued, run, cancelled, continued, cleared away; and whose it is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from sanshi import clock
from sanshi.accounts.models import Post, Role
from sanshi.entry.importing import actions as importing
from sanshi.jobs import access, actions, files, running
from sanshi.jobs.models import Job, State
from sanshi.jobs.running import Running, run
from sanshi.journal.models import Line
from sanshi.problems import JOB_BROKE, JOB_WITHOUT_POST, STALE, Refused
from sanshi.verbs import READ_JOBS, RUN_JOBS, Actor
from tests.importing.sending import homes, sent
from tests.make import NOW, STREET, Place, house
from tests.persons import Person, somebody


@pytest.fixture
def job(by: Actor) -> Job:
    return now_of(importing.ask_export(by, uuid4(), "csv", None))


def now_of(pk: Any) -> Job:
    return Job.objects.get(subdistrict=STREET, pk=pk)


def test_it_is_queued_with_what_asked_for_it(by: Actor, job: Job) -> None:
    assert (job.state, job.account) == (State.QUEUED, by.account)
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs["args"] == [STREET, str(job.pk)]


def test_it_runs_once(job: Job) -> None:
    run(STREET, job.pk)
    run(STREET, job.pk)
    ended = now_of(job.pk)
    assert (ended.state, ended.run, ended.done, ended.has_file) == (State.DONE, 1, ended.total, True)
    assert Line.objects.filter(subdistrict=STREET, verb="job.run").count() == 1


def test_a_waiting_job_is_cancelled_at_once(by: Actor, job: Job) -> None:
    actions.cancel(by, uuid4(), job.pk)
    run(STREET, job.pk)
    assert (now_of(job.pk).state, now_of(job.pk).run) == (State.CANCELLED, 0)


def test_a_running_job_stops_at_its_next_step(by: Actor, job: Job) -> None:
    begun = actions.begin(STREET, job.pk)
    assert begun is not None
    actions.cancel(by, uuid4(), job.pk)
    assert now_of(job.pk).state == State.RUNNING
    with pytest.raises(running.Cancelled):
        Running(begun, by).step(1)


def test_a_worker_that_leaves_puts_it_back(by: Actor, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.leaving, "is_asked", True)
    run(STREET, job.pk)
    assert now_of(job.pk).state == State.QUEUED
    assert DBTaskResult.objects.count() == 2


def test_what_breaks_is_told_without_its_text(
    by: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = sent(by, b"x")
    monkeypatch.setattr("sanshi.entry.importing.sheets.read", lambda content: 1 / 0)
    assert row.job is not None
    run(STREET, row.job.pk)
    ended = now_of(row.job.pk)
    assert (ended.state, ended.problem) == (State.FAILED, JOB_BROKE.number)
    assert "ZeroDivisionError" in caplog.text and "division by" not in caplog.text


def test_who_lost_his_post_has_his_job_refused(here: Place, job: Job, by: Actor) -> None:
    Post.objects.filter(subdistrict=STREET, account=by.account).update(valid_to="2026-10-01")
    run(STREET, job.pk)
    assert now_of(job.pk).problem == JOB_WITHOUT_POST.number


def test_a_job_that_is_done_is_neither_cancelled_nor_continued(by: Actor, job: Job) -> None:
    run(STREET, job.pk)
    for act in (actions.cancel, actions.resume):
        with pytest.raises(Refused) as refused:
            act(by, uuid4(), job.pk)
        assert refused.value.kind == STALE


def test_a_job_without_a_sign_of_life_is_marked_and_continued(by: Actor, job: Job) -> None:
    actions.begin(STREET, job.pk)
    assert not actions.is_lost(now_of(job.pk)) and actions.mark_lost() == 0
    with clock.frozen(NOW + timedelta(minutes=2)):
        assert actions.is_lost(now_of(job.pk)) and actions.mark_lost() == 1
        actions.resume(by, uuid4(), job.pk)
        run(STREET, job.pk)
    assert (now_of(job.pk).state, now_of(job.pk).run) == (State.DONE, 2)


def test_a_job_without_a_sign_of_life_is_cancelled_at_once(by: Actor, job: Job) -> None:
    begun = actions.begin(STREET, job.pk)
    assert begun is not None
    with clock.frozen(NOW + timedelta(minutes=2)):
        actions.cancel(by, uuid4(), job.pk)
        assert now_of(job.pk).state == State.CANCELLED
        # The worker that nobody heard of lives: the job is no longer its own.
        assert actions.advance(begun, 1) is None
        actions.end(begun, State.DONE)
    assert now_of(job.pk).state == State.CANCELLED


def test_another_persons_job_is_not_there(here: Place, job: Job) -> None:
    other = somebody(here, Role.POPULATION_OFFICE).actor
    for verb in (READ_JOBS, RUN_JOBS):
        with pytest.raises(Http404):
            access.job(other, verb, job.pk)
    for act in (actions.cancel, actions.resume):
        with pytest.raises(Http404):
            act(other, uuid4(), job.pk)


def test_files_are_removed_after_some_days(by: Actor, job: Job) -> None:
    run(STREET, job.pk)
    row = sent(by, b"x")
    assert actions.purge(house(), uuid4()) == 0
    with clock.frozen(NOW + timedelta(days=8)):
        assert actions.purge(house(), uuid4()) >= 1
    assert not now_of(job.pk).has_file
    assert not files.exists(row.upload)


def test_later_on_the_same_day_others_are_due(by: Actor, job: Job, office: Person) -> None:
    run(STREET, job.pk)
    with clock.frozen(NOW + timedelta(hours=2)):
        importing.ask_export(office.actor, uuid4(), "csv", None)
        later = Job.objects.filter(subdistrict=STREET).latest("created_at")
        run(STREET, later.pk)
    night = uuid4()
    with clock.frozen(NOW + timedelta(days=7, hours=1)):
        assert actions.purge(house(), night) >= 1
    assert now_of(later.pk).has_file
    with clock.frozen(NOW + timedelta(days=7, hours=3)):
        actions.purge(house(), night)
    assert not now_of(later.pk).has_file


def test_a_progress_bar_is_asked_for_until_the_job_is_over(office: Person, job: Job) -> None:
    browser = Client()
    browser.force_login(office.account, backend="sanshi.accounts.backend.AccountBackend")
    where = reverse("job-progress", args=(STREET, job.pk))
    moving = browser.get(where, headers={"HX-Request": "true"})
    assert b'hx-trigger="every 1s"' in moving.content and "HX-Refresh" not in moving.headers
    run(STREET, job.pk)
    over = browser.get(where, headers={"HX-Request": "true"})
    assert b"hx-trigger" not in over.content and over.headers["HX-Refresh"] == "true"


def test_the_list_costs_the_same_however_long_it_is(
    office: Person, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        importing.ask_export(office.actor, uuid4(), "csv", None)
    browser = Client()
    browser.force_login(office.account, backend="sanshi.accounts.backend.AccountBackend")
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("job-list", args=(STREET,))).status_code == 200


def test_a_sheet_stays_where_its_job_ended_badly(by: Actor) -> None:
    row = sent(by, homes(1)[0]["路名"].encode())
    assert row.job is not None
    run(STREET, row.job.pk)
    assert now_of(row.job.pk).problem and files.exists(row.upload)


def test_a_job_that_was_stopped_leads_back_to_its_sheet(by: Actor, office: Person) -> None:
    row = sent(by, homes(1)[0]["路名"].encode())
    assert row.job is not None
    browser = Client()
    browser.force_login(office.account, backend="sanshi.accounts.backend.AccountBackend")
    run(STREET, row.job.pk)
    page = browser.get(reverse("job-page", args=(STREET, row.job.pk))).content.decode()
    assert reverse("import-page", args=(STREET, row.pk)) in page
    # Nothing of a file that could not be read was begun: no bar stands for it.
    assert "<progress" not in page
