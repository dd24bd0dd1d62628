"""Two desks at the same moment: one visit for one employee, nobody left at work in a closed unit."""

from dataclasses import replace
from uuid import uuid4

import pytest

from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import FormAction
from sanshi.entry.actions import enter
from sanshi.entry.choice import Decision
from sanshi.problems import NOT_EMPLOYED, UNIT_CLOSED
from sanshi.register.facts import EmploymentFacts, EndFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, UnitStatus, UnitVersion
from sanshi.visits.models import Cause, FoundCategory, Visit
from tests.entry.desk import a_clerk, a_collector, a_number, a_unit, entered, handed_over, stored
from tests.entry.test_races import at_once, refusals
from tests.entry.test_staff import CHANGE
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_committee, a_street, working_days


@pytest.fixture
def places(transactional_db: None) -> list[CommitteeHere]:
    a_street()
    working_days()
    return [a_committee(number) for number in (1, 2, 3)]


def test_two_units_tell_of_one_employee_and_one_visit_is_made(places: list[CommitteeHere]) -> None:
    home = str(places[2].doors[0][0].pk)
    line = EmploymentFacts(
        name="王小二", document_type="111", document_number=a_number(), lives=Lives.STREET,
        residence_door=home, started_on=TODAY,
    )  # fmt: skip
    jobs = []
    for place, name in zip(places, ("晨光面馆", "东海渔具"), strict=False):
        content = FormContent(unit=a_unit(name=name), employments=(line,))
        form = handed_over(
            a_collector(place, "李强"), place.doors[0][0], content, Finding(FoundCategory.UNIT)
        )
        clerk = a_clerk(place, "王芳")
        jobs.append(lambda clerk=clerk, form=form: enter(clerk, uuid4(), form.pk, form.version, Decision()))
    assert refusals(at_once(*jobs)) == []
    assert EmploymentVersion.objects.filter(current(), subdistrict=STREET).count() == 2
    assert Visit.objects.filter(subdistrict=STREET, cause=Cause.EMPLOYEE).count() == 1


def test_a_unit_is_closed_while_somebody_is_hired(places: list[CommitteeHere]) -> None:
    here = places[0]
    collector, clerk = a_collector(here, "李强"), a_clerk(here, "王芳")
    line = EmploymentFacts(name="王小二", lives=Lives.ELSEWHERE, residence_region="012345", started_on=TODAY)
    unit, door = a_unit(), here.doors[0][0]
    content = FormContent(unit=unit, employments=(line,))
    known = handed_over(collector, door, content, Finding(FoundCategory.UNIT))
    entered(clerk, known)
    pk = stored(known.pk).unit_id
    hired = FormContent(unit=unit, alteration=CHANGE, employments=(replace(line, name="李小四"),))
    forms = [
        handed_over(collector, door, hired, Finding(FoundCategory.UNIT, FormAction.ALTER, unit=pk)),
        handed_over(
            collector, door, FormContent(end=EndFacts(TODAY, "")),
            Finding(FoundCategory.UNIT, FormAction.DEREGISTER, unit=pk),
        ),
    ]  # fmt: skip
    answers = at_once(
        *(lambda form=form: enter(clerk, uuid4(), form.pk, form.version, Decision()) for form in forms)
    )
    assert set(refusals(answers)) <= {UNIT_CLOSED, NOT_EMPLOYED}
    last = UnitVersion.objects.filter(current(), subdistrict=STREET).latest("valid_from")
    assert last.status == UnitStatus.CLOSED
    working = EmploymentVersion.objects.filter(current(), subdistrict=STREET, valid_to__isnull=True)
    assert not working.exists()
