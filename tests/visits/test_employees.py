"""The page of a visit for an employee of a unit: whom it is about, as far as each reader may know (3.3.5)."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from sanshi.journal.models import Line, Subject
from sanshi.register import actions as register
from sanshi.register.facts import EmploymentFacts, Lives, UnitFacts
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from sanshi.verbs import Actor
from sanshi.visits import access, employees
from sanshi.visits.models import Cause, Matter, Team, Visit
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, an_actor, the_house
from tests.visits.test_pages import Browser, address, signed_in, text

__all__ = ["signed_in"]
LINE = EmploymentFacts(name="王小二", lives=Lives.STREET, started_on=date(2026, 9, 1))


@pytest.fixture
def asked(here: CommitteeHere, elsewhere: CommitteeHere) -> Visit:
    """By a unit of the other committee, as its entry asks."""
    form, home = uuid4(), here.doors[0][0]
    line = EmploymentFacts(**{**_plain(LINE), "residence_door": str(home.pk)})
    shop = UnitFacts("老街面馆", "street-front", status="open")
    unit = register.register_unit(
        the_house(), uuid4(), form, shop, elsewhere.doors[0][0].pk, TODAY, employments=(line,)
    )
    return _ask(form, unit)


def _plain(line: EmploymentFacts) -> dict[str, object]:
    return {name: getattr(line, name) for name in line.names()}


def _ask(form: UUID, unit: UUID) -> Visit:
    from sanshi.journal.recording import action
    from sanshi.verbs import ENTER_FORM

    @action(ENTER_FORM)
    def enter(actor: Actor, client_id: UUID) -> UUID:
        (visit,) = employees.ask_for(actor, form, unit)
        return visit

    return Visit.objects.get(subdistrict=STREET, pk=enter(the_house(), uuid4()))


def test_who_goes_there_reads_the_name_and_where_it_comes_from(
    here: CommitteeHere, coordinator: Actor, asked: Visit, signed_in: Browser
) -> None:
    assert (asked.cause, asked.matter, asked.team) == (Cause.EMPLOYEE, Matter.MOVED_IN, Team.COORDINATOR)
    assert asked.committee_id == here.row.pk and list(access.queue(coordinator)) == [asked]
    page = text(signed_in(coordinator).get(address("visit-page", asked.pk)))
    assert "王小二 works at 老街面馆 (第2居委)" in page
    line = Line.objects.filter(subdistrict=STREET).latest("number")
    employment = EmploymentVersion.objects.get(current(), subdistrict=STREET).employment_id
    assert Subject.objects.filter(subdistrict=STREET, line=line, subject=employment).exists()


def test_who_only_reads_it_sees_the_name_masked(
    here: CommitteeHere, asked: Visit, signed_in: Browser
) -> None:
    secretary = an_actor("secretary", name="赵书记", committee=here.row)
    page = text(signed_in(secretary).get(address("visit-page", asked.pk)))
    assert "王*二 works at 老街面馆" in page and "王小二" not in page


def test_the_units_own_committee_does_not_read_it(
    elsewhere: CommitteeHere, asked: Visit, signed_in: Browser
) -> None:
    clerk = an_actor("coordinator", name="外人", committee=elsewhere.row)
    assert signed_in(clerk).get(address("visit-page", asked.pk)).status_code == 404
