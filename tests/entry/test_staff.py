"""A unit's form with staff at the desk: line by line, one piece, undone; who lives here is asked for."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from sanshi.collection.access import content_of
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction
from sanshi.entry.actions import StockLot, return_form, take_stock, void_entry
from sanshi.entry.choice import Decision
from sanshi.entry.desk import Desk, desk
from sanshi.entry.models import Entry, Match
from sanshi.entry.stock import Counted
from sanshi.journal.models import Subject
from sanshi.journal.recording import reading
from sanshi.problems import EMPLOYED_ALREADY, UNIT_CLOSED, Refused
from sanshi.register import employees
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, EndFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, UnitVersion
from sanshi.verbs import CHECK_FORM, Actor
from sanshi.visits.access import clock_of
from sanshi.visits.models import Cause, EmployeeVisit, FoundCategory, Matter, Outcome, Team, Visit
from tests.collection.steps import an_officer
from tests.entry.desk import a_departure, a_number, a_unit, an_arrival, entered, handed_over, stored
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_committee, the_house

WANG = EmploymentFacts(
    name="王小二",
    document_type="111",
    lives=Lives.ELSEWHERE,
    residence_region="012345",
    started_on=date(2026, 9, 1),
)
CHANGE = Alteration(AlterationKind.CHANGE, TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def there(here: CommitteeHere) -> CommitteeHere:
    """Another committee of the street."""
    return a_committee(7)


def at_home(there: CommitteeHere, **changes: object) -> EmploymentFacts:
    door = str(there.doors[0][0].pk)
    line = replace(
        WANG, document_number=a_number(), lives=Lives.STREET, residence_door=door, residence_region=""
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def opened(collector: Actor, here: CommitteeHere, *staff: EmploymentFacts) -> Form:
    content = FormContent(unit=a_unit(), employments=staff)
    return handed_over(collector, here.doors[0][0], content, Finding(FoundCategory.UNIT))


def altered(collector: Actor, known: Form, content: FormContent) -> Form:
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=stored(known.pk).unit_id)
    content = replace(content, unit=content.unit or a_unit(), alteration=content.alteration or CHANGE)
    return handed_over(collector, known.door, content, finding)


def closed(collector: Actor, known: Form) -> Form:
    finding = Finding(FoundCategory.UNIT, FormAction.DEREGISTER, unit=stored(known.pk).unit_id)
    return handed_over(collector, known.door, FormContent(end=EndFacts(TODAY, "")), finding)


def staff_now() -> list[EmploymentVersion]:
    return list(EmploymentVersion.objects.filter(current(), subdistrict=STREET).order_by("employment_id"))


def record(place: int = 0) -> EmploymentFacts:
    return EmploymentFacts(record=str(staff_now()[place].employment_id))


def at_the_desk(clerk: Actor, form: Form) -> Desk:
    with reading(clerk, CHECK_FORM):
        return desk(clerk, form.pk)


def asked() -> list[Visit]:
    rows = Visit.objects.filter(subdistrict=STREET, cause=Cause.EMPLOYEE)
    return list(rows.select_related("policy").order_by("id"))


# The desk


def test_a_form_is_one_piece_however_many_work_there(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    entry = entered(clerk, opened(collector, here, WANG, replace(WANG, name="李小四")))
    assert entry.changed and Entry.objects.filter(subdistrict=STREET).count() == 1
    assert {row.form for row in staff_now()} == {entry.form_id} and len(staff_now()) == 2


def test_the_desk_shows_line_by_line_what_changes(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = opened(collector, here, WANG)
    entered(clerk, known)
    line = replace(WANG, record=record().record, ended_on=TODAY)
    form = altered(collector, known, FormContent(employments=(line, replace(WANG, name="赵小六"))))
    shown = at_the_desk(clerk, form)
    rows = {row.field: row for row in shown.comparison.rows}
    assert rows["employment1_ended_on"].changed and not rows["employment1_name"].changed
    assert rows["employment2_name"].given == "赵小六" and rows["employment2_home"].changed
    assert not shown.comparison.changes_nothing and shown.may_enter
    entered(clerk, form)
    assert [row.valid_to for row in staff_now()] == [TODAY, None]


def test_a_form_that_says_what_is_known_changes_nothing(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = opened(collector, here, WANG)
    entered(clerk, known)
    form = altered(collector, known, FormContent(employments=(replace(WANG, record=record().record),)))
    assert at_the_desk(clerk, form).comparison.changes_nothing
    assert not entered(clerk, form).changed


def test_names_at_the_desk_and_numbers_masked(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    number = a_number()
    form = opened(collector, here, replace(WANG, document_number=number))
    lines = {line.said.field: line for part in at_the_desk(clerk, form).sections for line in part.lines}
    assert lines["employment1_name"].said.value == "王小二"
    assert number not in lines["employment1_document_number"].said.value
    assert lines["employment1_document_number"].checked


def test_only_the_staff_changes_and_it_is_undone_exactly(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = opened(collector, here, WANG)
    entered(clerk, known)
    line = replace(WANG, record=record().record, ended_on=TODAY)
    entry = entered(clerk, altered(collector, known, FormContent(employments=(line,))))
    assert entry.changed
    void_entry(clerk, uuid4(), entry.pk, "录错了")
    assert [row.valid_to for row in staff_now()] == [None]


def test_a_return_gives_reasons_by_the_lines_field(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = opened(collector, here, WANG)
    return_form(clerk, uuid4(), form.pk, form.version, {"employment1_document_number": "号码少一位"})
    assert stored(form.pk).hand_overs.get().reasons == {"employment1_document_number": "号码少一位"}


def test_who_works_there_already_is_refused_at_entry(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    line = replace(WANG, document_number=a_number())
    known = opened(collector, here, line)
    entered(clerk, known)
    form = altered(collector, known, FormContent(employments=(line,)))
    with pytest.raises(Refused) as refused:
        entered(clerk, form)
    assert refused.value.kind is EMPLOYED_ALREADY and len(staff_now()) == 1
    assert stored(form.pk).state == "handed-over"


def test_a_closed_units_staff_ends_and_it_is_altered_no_more(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = opened(collector, here, WANG)
    entered(clerk, known)
    late = altered(collector, known, FormContent())
    form = closed(collector, known)
    assert [row.field for row in at_the_desk(clerk, form).comparison.rows if row.field == "staff"]
    entry = entered(clerk, form)
    assert [row.valid_to for row in staff_now()] == [TODAY]
    with pytest.raises(Refused) as refused:
        entered(clerk, late)
    assert refused.value.kind is UNIT_CLOSED
    void_entry(clerk, uuid4(), entry.pk, "还开着")
    assert [row.valid_to for row in staff_now()] == [None]


def test_a_moved_unit_stands_at_the_new_door_since_the_day(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    known = opened(collector, here, WANG)
    entered(clerk, known)
    new = here.doors[1][0]
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=stored(known.pk).unit_id, moved_here=True)
    content = FormContent(unit=a_unit(), alteration=CHANGE, moved_from=str(known.door_id))
    form = handed_over(collector, new, content, finding)
    rows = {row.field: row for row in at_the_desk(clerk, form).comparison.rows}
    assert (rows["door"].before, rows["door"].after) == (known.door.address, new.address)
    entered(clerk, form)
    rows_now = UnitVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from")
    assert [row.door_id for row in rows_now] == [new.pk]


# Key trades (plan 2.2.4)


def test_only_an_officers_form_sets_a_key_trade(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    known = opened(collector, here)
    entered(clerk, known)
    key = replace(a_unit(), key_trade=True)
    entered(clerk, altered(collector, known, FormContent(unit=key)))
    assert not UnitVersion.objects.get(current(), subdistrict=STREET).key_trade
    form = altered(an_officer(here), known, FormContent(unit=key))
    rows = {row.field: row for row in at_the_desk(clerk, form).comparison.rows}
    assert rows["key_trade"].changed
    entered(clerk, form)
    assert UnitVersion.objects.filter(current(), subdistrict=STREET).latest("valid_from").key_trade
    entered(clerk, altered(collector, known, FormContent(unit=a_unit(name="换了店名"))))
    last = UnitVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from", "id").last()
    assert last is not None and last.key_trade and last.name == "换了店名"


# Employees at home (plan 3.3.5)


def test_who_lives_in_another_committee_is_asked_for_there(
    here: CommitteeHere, there: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = opened(collector, here, at_home(there))
    assert (
        "第7居委"
        in {row.field: row for row in at_the_desk(clerk, form).comparison.rows}["employment1_home"].after
    )
    assert asked() == []
    entered(clerk, form)
    (visit,) = asked()
    assert (visit.door_id, visit.committee_id) == (there.doors[0][0].pk, there.row.pk)
    assert (visit.team, visit.matter, visit.learned_on) == (Team.COORDINATOR, Matter.MOVED_IN, TODAY)
    told = EmployeeVisit.objects.get(subdistrict=STREET, visit=visit)
    assert (told.employment_id, told.form) == (staff_now()[0].employment_id, form.pk)
    assert clock_of(visit).days_left > 0


def test_who_lives_on_the_premises_is_asked_for_at_the_units_door(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = opened(collector, here, replace(WANG, lives=Lives.ON_SITE, residence_region=""))
    entered(clerk, form)
    assert [visit.door_id for visit in asked()] == [form.door_id]


def test_nobody_goes_for_who_lives_elsewhere_or_is_registered(
    here: CommitteeHere, there: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    arrival = an_arrival(collector, here.doors[0][1])
    person = content_of(arrival).person
    entered(clerk, arrival)
    assert person is not None
    line = at_home(there, name=person.name, document_number=person.document_number)
    entered(clerk, opened(collector, here, WANG, line))
    assert asked() == []
    assert len(employees.known_persons(STREET, staff_now())) == 1


def test_who_left_the_street_and_lives_there_again_is_asked_for(
    here: CommitteeHere, there: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    arrival = an_arrival(collector, here.doors[0][1])
    person = content_of(arrival).person
    entered(clerk, arrival)
    entered(clerk, a_departure(collector, stored(arrival.pk)))
    assert person is not None
    form = opened(collector, here, at_home(there, name=person.name, document_number=person.document_number))
    rows = {row.field: row for row in at_the_desk(clerk, form).comparison.rows}
    assert "第7居委" in rows["employment1_home"].after
    entered(clerk, form)
    assert len(asked()) == 1


def test_once_for_an_employee_and_a_door_while_it_is_open(
    here: CommitteeHere, there: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    line = at_home(there)
    first = opened(collector, here, line)
    entered(clerk, first)
    another = Decision(Match.NEW, reason="同址另一家")
    entered(clerk, opened(collector, here, line), another)
    again = replace(line, record=record().record, name="王晓二")
    entered(clerk, altered(collector, first, FormContent(employments=(again,))))
    assert len(asked()) == 1
    moved = replace(line, residence_door=str(there.doors[0][1].pk))
    entered(clerk, opened(collector, here, moved), another)
    assert len(asked()) == 2


def test_an_undone_form_calls_the_visit_off(
    here: CommitteeHere, there: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    entry = entered(clerk, opened(collector, here, at_home(there)))
    void_entry(clerk, uuid4(), entry.pk, "录错了")
    (visit,) = asked()
    assert visit.outcome == Outcome.UNFOUNDED and visit.remark and visit.verifier_id is None


# Stock taking


def test_a_stock_brings_staff_and_sends_nobody(here: CommitteeHere, there: CommitteeHere) -> None:
    content = FormContent(unit=a_unit(), employments=(at_home(there),))
    form = take_stock(the_house(), uuid4(), StockLot(TODAY, (Counted(here.doors[0][0].pk, content),)))
    (row,) = staff_now()
    assert row.form == form and asked() == []
    named = Subject.objects.filter(subdistrict=STREET, kind="register.employment", subject=row.employment_id)
    assert named.exists()
    assert content_of(stored(form)).employments[0].name == "王小二"
