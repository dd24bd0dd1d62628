"""Sheets of the office: one with slips, carried out; one with facts, that waits for approval; an export."""

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from sanshi import clock
from sanshi.entry.importing import actions
from sanshi.entry.importing.works import PLACES
from sanshi.entry.models import Import
from sanshi.jobs.running import run
from sanshi.jobs.uploads import keep
from sanshi.project.demo.diary import Diary
from sanshi.project.demo.street import CODE
from sanshi.verbs import Actor

Office = Callable[[], Actor]


def plan_sheets(diary: Diary, ids: Iterator[UUID], office: Office) -> None:
    def at(day: int, hour: int, minute: int, act: Callable[[], object]) -> None:
        diary.plan(datetime(2026, 10, day, hour, minute, tzinfo=clock.SHANGHAI), act)

    at(8, 14, 20, lambda: _carried_out(office(), ids, "sheet_with_slips.csv"))
    at(9, 10, 40, lambda: _asked(office(), ids, "sheet_with_facts.csv"))
    at(9, 15, 5, lambda: _exported(office(), ids))


def _tried(by: Actor, ids: Iterator[UUID], name: str) -> Import:
    content = files("sanshi.project.demo").joinpath("data", name).read_bytes()
    client_id = next(ids)
    upload = keep(SimpleUploadedFile(name, content), client_id)
    made = actions.send(by, client_id, actions.Sent(PLACES, name, upload))
    return _worked_on(made)


def _carried_out(by: Actor, ids: Iterator[UUID], name: str) -> None:
    row = _tried(by, ids, name)
    actions.carry_out(by, next(ids), row.pk, row.version)
    _worked_on(row.pk)


def _asked(by: Actor, ids: Iterator[UUID], name: str) -> None:
    row = _tried(by, ids, name)
    actions.ask_approval(by, next(ids), row.pk, row.version)


def _exported(by: Actor, ids: Iterator[UUID]) -> None:
    run(CODE, actions.ask_export(by, next(ids), "xlsx", None))


def _worked_on(pk: UUID) -> Import:
    """What the worker would do: the job runs here, at the diary's moment."""
    held = Import.objects.filter(subdistrict=CODE, pk=pk)
    for job in held.values_list("job", flat=True):
        assert job is not None
        run(CODE, job)
    return held.get()
