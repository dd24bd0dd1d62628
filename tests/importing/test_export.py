"""Places as a sheet, which sent back as it is changes nothing."""

from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.entry.importing import actions, sheets
from sanshi.jobs import access, files
from sanshi.jobs.models import Job
from sanshi.jobs.running import run
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.territory.models import Door
from sanshi.verbs import READ_JOBS, Actor
from tests import make
from tests.importing.sending import carried_out, homes, tried
from tests.make import STREET, Place
from tests.persons import somebody


def exported(by: Actor, form: str = "xlsx", committee: UUID | None = None) -> bytes:
    job = actions.ask_export(by, uuid4(), form, committee)
    run(by.subdistrict, job)
    row = Job.objects.get(subdistrict=by.subdistrict, pk=job)
    assert row.state == "done"
    with reading(by, READ_JOBS):
        return access.file_of(row)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_sent_back_it_has_no_effect(by: Actor, form: str) -> None:
    carried_out(by, homes(30, 楼组="3组", 小区="新苑", 经度="121.576543", 纬度="31.253210"))
    content = exported(by, form)
    row = tried(by, content)
    doors = Door.objects.filter(subdistrict=STREET).count()
    told = {name: row.tally[name] for name in ("rows", "known", "new", "changed", "bad")}
    assert told == {"rows": doors, "known": doors, "new": 0, "changed": 0, "bad": 0}


def test_a_committee_gets_its_own_places(here: Place, by: Actor) -> None:
    make.committee(2)
    secretary = somebody(here, Role.SECRETARY).actor
    read = sheets.read(exported(secretary))
    assert {cells[0] for _number, cells in read} == {"第1居委"}
    assert len(sheets.read(exported(by))) == 2 * len(read)


def test_another_committee_asked_for_is_empty(here: Place) -> None:
    other = make.committee(2)
    secretary = somebody(here, Role.SECRETARY).actor
    job = actions.ask_export(secretary, uuid4(), "csv", other.committee)
    run(STREET, job)
    content = files.content(access.file_name(job))
    assert content.count(b"\r\n") == 1  # the headers


def test_who_may_not_export(here: Place) -> None:
    with pytest.raises(Http404):
        actions.ask_export(somebody(here, Role.CLERK).actor, uuid4(), "xlsx", None)


def test_it_is_journalled_asked_ended_and_fetched(by: Actor) -> None:
    exported(by)
    verbs = list(
        Line.objects.filter(subdistrict=STREET, account=by.account)
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert verbs == ["place.export", "job.run", "job.read"]


def test_it_holds_no_facts(by: Actor) -> None:
    headers = sheets.read(exported(by)).headers
    assert "居住情况" not in headers and "房屋用途" not in headers
