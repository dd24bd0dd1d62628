"""A sheet of residents registers each of them once: whatever is killed, stopped or sent again."""

import signal
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry.importing.records import actions
from sanshi.entry.models import Entry, Import, ImportState
from sanshi.jobs import actions as jobs
from sanshi.jobs.models import Job, State
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from sanshi.register.finding import store
from sanshi.register.models import (
    Act,
    DocumentHolder,
    MatchKey,
    Person,
    PersonVersion,
    Residency,
    ResidencyVersion,
    SearchToken,
)
from sanshi.streets.survey import survey
from sanshi.verbs import Actor
from tests.durability.processes import PATIENCE
from tests.durability.test_sheets import LATER, job_of, started, wait_until
from tests.importing.residents import residents, tried
from tests.importing.sending import stored
from tests.make import STREET, Place
from tests.persons import Person as Somebody
from tests.persons import somebody

LOT, ROWS = 10, 48
LOTS = 5


@pytest.fixture
def clerk(here: Place) -> Somebody:
    return somebody(here, Role.CLERK)


def to_be_carried_out(here: Place, by: Actor, rows: int = ROWS, first: int = 1) -> Import:
    row = tried(by, residents(rows, first), committee=here.committee)
    assert row.tally["new"] == rows
    actions.carry_out(by, uuid4(), row.pk, row.version)
    return stored(row.pk)


def registered() -> int:
    return Person.objects.filter(subdistrict=STREET).count()


@pytest.mark.parametrize(("dies", "left"), [("within 2", LOT), ("after 2", 2 * LOT)])
def test_a_killed_sheet_goes_on_where_it_stopped(here: Place, clerk: Somebody, dies: str, left: int) -> None:
    row = to_be_carried_out(here, clerk.actor)
    assert started(dies=dies).wait(PATIENCE) == -signal.SIGKILL
    assert (registered(), job_of(row).state) == (left, State.RUNNING)
    _resume(clerk.actor, row)
    is_whole(row)


def test_a_killed_sheet_may_be_begun_anew_from_its_first_row(here: Place, clerk: Somebody) -> None:
    row = to_be_carried_out(here, clerk.actor)
    assert started(dies="after 3").wait(PATIENCE) == -signal.SIGKILL
    Job.objects.filter(subdistrict=STREET, pk=job_of(row).pk).update(done=0)
    _resume(clerk.actor, row)
    is_whole(row)


def test_a_cancelled_sheet_goes_on_when_it_is_taken_up_again(here: Place, clerk: Somebody) -> None:
    rows = 400
    row = to_be_carried_out(here, clerk.actor, rows)
    worker = started(lot=20)
    wait_until(lambda: registered() > 0)
    jobs.cancel(clerk.actor, uuid4(), job_of(row).pk)
    assert worker.wait(PATIENCE) == 0
    assert job_of(row).state == State.CANCELLED
    assert 0 < registered() < rows
    jobs.resume(clerk.actor, uuid4(), job_of(row).pk)
    assert started(lot=20).wait(PATIENCE) == 0
    is_whole(row, rows, rows // 20)


def test_the_same_sheet_sent_again_changes_nothing(here: Place, clerk: Somebody) -> None:
    row = to_be_carried_out(here, clerk.actor)
    assert started().wait(PATIENCE) == 0
    again = tried(clerk.actor, residents(ROWS), committee=here.committee)
    assert (again.tally["known"], again.rows) == (ROWS, 0)
    is_whole(row)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
def test_the_database_knows_how_many_came(here: Place, clerk: Somebody) -> None:
    """By that it chooses its indexes, from the end of the sheet on."""
    to_be_carried_out(here, clerk.actor)
    survey()
    assert not _counted(Form)
    assert started().wait(PATIENCE) == 0
    assert _counted(Form) == ROWS


def _counted(model: type[Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [model._meta.db_table])
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)


def _resume(by: Actor, row: Import) -> None:
    with clock.frozen(LATER):
        assert jobs.is_lost(job_of(row))
        jobs.resume(by, uuid4(), job_of(row).pk)
        assert started(now=LATER).wait(PATIENCE) == 0


def is_whole(row: Import, rows: int = ROWS, lots: int = LOTS) -> None:
    row = stored(row.pk)
    assert (row.state, row.rows_done, row.forms_entered) == (ImportState.DONE, rows, rows)
    here = {"subdistrict": STREET}
    for model in (Person, PersonVersion, Residency, ResidencyVersion, Form, Entry, DocumentHolder):
        assert model.objects.filter(**here).count() == rows, model.__name__  # type: ignore[attr-defined]
    assert Act.objects.filter(**here).count() == 2 * rows
    _are_found_as_they_are_said()
    # A line a form and a line a lot.
    forms = Form.objects.filter(**here).values("pk")
    assert Entry.objects.filter(**here, form__in=forms).count() == rows
    entered = Line.objects.filter(**here, verb="stock.take", result__in=Entry.objects.values("pk"))
    assert entered.count() == rows
    # Beside the lots: sent, doubts kept, tried, to be carried out, done.
    assert Line.objects.filter(**here, verb="stock.take", result=row.pk).count() == lots + 5
    assert verify().intact


def _are_found_as_they_are_said() -> None:
    persons = list(Person.objects.filter(subdistrict=STREET).values_list("pk", flat=True))
    keys, tokens = store.wanted_of(STREET, persons)
    assert sorted(MatchKey.objects.values_list("record", "hash")) == sorted(keys)
    assert sorted(SearchToken.objects.values_list("record", "committee_id", "text")) == sorted(tokens)
