"""What a pair that became one leaves of the staff of units (plan 3.3.3, 3.3.5)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from sanshi.accounts.models import Role
from sanshi.journal.recording import reading
from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from sanshi.verbs import READ_VISITS
from sanshi.visits import employees
from sanshi.visits.models import Cause, Visit
from tests import make
from tests.entry.test_duplicates import Scene, live
from tests.entry.test_duplicates import scene as scene
from tests.make import STREET
from tests.persons import somebody
from tests.register.test_merging import merge


def test_visit_tells_of_the_line_that_the_kept_person_has(scene: Scene) -> None:
    """One person worked in a unit by the record since earlier and by another number; a visit told of that."""
    known = make.person("张伟民")
    first = live(scene.here, name=known.name, document_number=known.document_number, phone=known.phone)
    [line] = make.a_shop().employments
    other_number = make.person().document_number
    hired = replace(
        line, name="张伟民", document_type="111", document_number=other_number, lives=Lives.STREET,
        residence_door=str(scene.there.doors[0].pk), residence_region="",
    )  # fmt: skip
    earlier = EmploymentFacts(person=str(first), started_on=date(2026, 5, 1))
    collector = somebody(scene.here, Role.SECURITY_TEAM).actor
    content = replace(make.a_shop(), employments=(earlier, hired))
    form = make.change(collector, scene.here.doors[0], make.UNIT)
    make.entered(scene.clerk, make.handed_over(collector, form, content))
    visit = Visit.objects.get(subdistrict=STREET, cause=Cause.EMPLOYEE)
    second = live(scene.there, name=known.name, document_number=other_number, phone=known.phone)
    merge(make.house(), uuid4(), first, second)
    [row] = EmploymentVersion.objects.filter(current(), subdistrict=STREET)
    assert row.person_id == first and row.valid_from == date(2026, 5, 1) and row.valid_to is None
    with reading(scene.office, READ_VISITS):
        [told] = employees.told(visit, in_full=True)
    assert (told.name, told.gone, bool(told.home)) == ("张伟民", False, True)
