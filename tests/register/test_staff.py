"""Units and their staff: opened, moved, closed; employments begun, changed and ended by the unit's forms."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi import clock
from sanshi.journal.models import Subject
from sanshi.problems import (
    BUILT_UPON,
    EMPLOYED_ALREADY,
    ENDS_BEFORE_START,
    NOT_EMPLOYED,
    TWICE_ON_THE_FORM,
    UNIT_CLOSED,
    UNIT_IS_HERE,
    UNIT_MOVED,
    UNKNOWN_PERSON,
    Refused,
)
from sanshi.register import actions, employees, stock
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives, UnitFacts
from sanshi.register.history import current, facts_of, known_at, valid_on
from sanshi.register.models import EmploymentVersion, Residency, UnitStatus, UnitVersion
from sanshi.register.stock import StockUnit
from tests.register.town import NUMBERS, STREET, Town, a_unit, at, house, living_here, person_facts

ON = date(2026, 8, 3)
LATER = date(2026, 8, 20)
WANG = EmploymentFacts(
    name="王小二",
    document_type="111",
    document_number=NUMBERS[1],
    lives=Lives.ELSEWHERE,
    residence_region="012345",
    started_on=date(2026, 5, 1),
)
LI = replace(WANG, name="李小四", document_number=NUMBERS[2])
CHANGE = Alteration(AlterationKind.CHANGE, LATER)
CORRECTION = Alteration(AlterationKind.CORRECTION)


def opened(town: Town, *staff: EmploymentFacts, form: UUID | None = None) -> UUID:
    return actions.register_unit(
        house(), uuid4(), form or uuid4(), a_unit(), town.doors[0].pk, ON, employments=staff
    )


def altered(
    unit: UUID,
    *staff: EmploymentFacts,
    facts: UnitFacts | None = None,
    alteration: Alteration = CHANGE,
    form: UUID | None = None,
    moved: tuple[UUID, UUID] | None = None,
) -> None:
    actions.alter_unit(
        house(), uuid4(), form or uuid4(), unit, facts or a_unit(), alteration, LATER,
        employments=staff, moved=moved,
    )  # fmt: skip


def closed(unit: UUID, on: date = LATER, end_reason: str = "", form: UUID | None = None) -> None:
    actions.close_unit(house(), uuid4(), form or uuid4(), unit, on, end_reason)


def staff_now() -> list[EmploymentVersion]:
    return list(
        EmploymentVersion.objects.filter(current(), subdistrict=STREET).order_by(
            "employment_id", "valid_from"
        )
    )


def units_now() -> list[UnitVersion]:
    return list(UnitVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from"))


def known(place: int = 0) -> EmploymentFacts:
    """A line about who works there already, as the register has it."""
    return EmploymentFacts(record=str(staff_now()[place].employment_id))


def registered(town: Town, number: str = NUMBERS[1], form: UUID | None = None) -> UUID:
    return actions.register_person(
        house(), uuid4(), form or uuid4(), person_facts(number), living_here(), town.other_doors[0].pk, ON
    )


def refused(kind: object) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=str(kind.number))  # type: ignore[attr-defined]


# Lines


def test_a_form_begins_the_employments_on_its_lines(town: Town) -> None:
    form = uuid4()
    unit = opened(town, WANG, replace(LI, started_on=None), form=form)
    first, second = staff_now()
    assert (first.valid_from, second.valid_from) == (date(2026, 5, 1), ON)
    assert {row.form for row in (first, second)} == {form} and {row.unit_id for row in (first, second)} == {
        unit
    }
    assert facts_of(first)["name"] == "王小二" and facts_of(first)["residence_region"] == "012345"
    touched = set(Subject.objects.filter(subdistrict=STREET).values_list("kind", flat=True))
    assert {"register.employment", "register.unit"} <= touched


def test_names_and_numbers_are_sealed_in_the_table(town: Town) -> None:
    opened(town, WANG)
    with connection.cursor() as cursor:
        cursor.execute("select name, document_number from register_employmentversion")
        (row,) = cursor.fetchall()
    stored = b"".join(bytes(value) for value in row)
    assert "王小二".encode() not in stored and WANG.document_number.encode() not in stored


def test_a_line_that_is_not_mentioned_stays(town: Town) -> None:
    unit = opened(town, WANG, LI)
    altered(unit, replace(known(0), ended_on=LATER))
    assert [row.valid_to for row in staff_now()] == [LATER, None]


def test_a_change_is_otherwise_since_a_day_and_a_correction_always(town: Town) -> None:
    unit = opened(town, WANG)
    altered(unit, replace(known(), lives=Lives.ON_SITE))
    before, after = staff_now()
    assert (before.lives_on_site, after.lives_on_site, after.valid_from) == (False, True, LATER)
    assert after.residence_region == "" and facts_of(after)["name"] == "王小二"
    altered(unit, replace(known(1), name="王晓二"), alteration=CORRECTION)
    assert [facts_of(row)["name"] for row in staff_now()] == ["王晓二", "王晓二"]


def test_who_ended_on_the_first_day_never_worked_there(town: Town) -> None:
    unit = opened(town, WANG)
    altered(unit, replace(known(), ended_on=WANG.started_on), alteration=CORRECTION)
    assert staff_now() == []


def test_ended_before_it_began_is_refused_and_nothing_is_written(town: Town) -> None:
    unit = opened(town, WANG)
    with refused(ENDS_BEFORE_START) as said:
        altered(unit, replace(known(), ended_on=date(2026, 4, 1)))
    assert said.value.field == "employment1_ended_on"
    assert [row.valid_to for row in staff_now()] == [None]


def test_who_has_left_is_not_altered_nor_is_anothers_employee(town: Town) -> None:
    unit, other = opened(town, WANG), opened(town, LI)
    altered(unit, replace(known(0), ended_on=LATER))
    with refused(NOT_EMPLOYED):
        altered(unit, replace(known(0), lives=Lives.ON_SITE))
    with refused(NOT_EMPLOYED):
        altered(other, replace(known(0), lives=Lives.ON_SITE))


def test_nobody_is_on_the_staff_twice(town: Town) -> None:
    unit = opened(town, WANG)
    with refused(EMPLOYED_ALREADY) as said:
        altered(unit, replace(WANG, name="王小贰"))
    assert said.value.field == "employment1_document_number"
    with refused(TWICE_ON_THE_FORM) as said:
        altered(unit, LI, LI)
    assert said.value.field == "employment2_document_number"
    assert len(staff_now()) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_nobody_is_on_the_staff_by_record_and_by_number(town: Town, turned: bool) -> None:
    person = registered(town)
    lines = [EmploymentFacts(person=str(person), started_on=ON), WANG]
    first, second = reversed(lines) if turned else lines
    unit = opened(town, first)
    with refused(EMPLOYED_ALREADY) as said:
        altered(unit, second)
    assert said.value.field == f"employment1_{'person' if turned else 'document_number'}"
    with refused(TWICE_ON_THE_FORM) as said:
        opened(town, first, second)
    assert len(staff_now()) == 1


def test_who_became_one_since_keeps_no_other_line_from_being_changed(town: Town) -> None:
    """The number was registered after both lines: a form about somebody else goes through."""
    form = uuid4()
    person = registered(town, "", form=form)
    unit = opened(town, EmploymentFacts(person=str(person), started_on=ON), WANG, LI)
    stay = Residency.objects.get(person=person)
    corrected = person_facts(NUMBERS[1])
    actions.alter_person(house(), uuid4(), uuid4(), stay.pk, corrected, None, CORRECTION, LATER)
    place = next(n for n, row in enumerate(staff_now()) if row.name and row.name.open() == "李小四")
    altered(unit, replace(known(place), ended_on=LATER))
    assert [row.valid_to for row in staff_now()].count(LATER) == 1


def test_a_form_that_says_what_is_known_changes_nothing(town: Town) -> None:
    unit = opened(town, WANG)
    lines = EmploymentVersion.objects.count()
    altered(unit, replace(WANG, record=known().record))
    assert EmploymentVersion.objects.count() == lines


def test_a_person_of_the_register_is_named_by_the_record_alone(town: Town) -> None:
    person = registered(town)
    opened(town, EmploymentFacts(person=str(person), name="王小二", started_on=ON))
    (row,) = staff_now()
    assert row.person_id == person and facts_of(row)["name"] is None
    with refused(UNKNOWN_PERSON) as said:
        opened(town, EmploymentFacts(person=str(uuid4())))
    assert said.value.field == "employment1_person"


# Whom the register knows


def test_a_number_links_whichever_came_first(town: Town) -> None:
    opened(town, WANG)
    assert employees.known_persons(STREET, staff_now()) == {}
    form = uuid4()
    person = registered(town, form=form)
    (row,) = staff_now()
    assert employees.known_persons(STREET, [row]) == {row.employment_id: person}
    assert employees.homes(STREET, [person], LATER) == {person: town.other_committee}
    actions.undo(house(), uuid4(), form)
    assert employees.known_persons(STREET, staff_now()) == {}


def test_who_lives_in_the_street_waits_until_registered(town: Town) -> None:
    at_a_door = replace(WANG, lives=Lives.STREET, residence_door=str(town.other_doors[0].pk))
    opened(town, at_a_door, replace(LI, lives=Lives.ON_SITE), replace(LI, document_number=NUMBERS[3]))
    waiting = EmploymentVersion.objects.filter(employees.waits(), current(), subdistrict=STREET)
    assert waiting.count() == 2
    registered(town)
    assert [facts_of(row)["name"] for row in waiting] == ["李小四"]


# Undoing


def test_undone_exactly_in_both_times(town: Town) -> None:
    unit, form = opened(town, WANG), uuid4()
    before = facts_of(staff_now()[0])
    with clock.frozen(at(21)):
        altered(unit, replace(known(), lives=Lives.ON_SITE), LI, form=form)
    with clock.frozen(at(22)):
        actions.undo(house(), uuid4(), form)
    (row,) = staff_now()
    assert facts_of(row) == before and row.valid_to is None
    then = EmploymentVersion.objects.filter(known_at(at(21, 12)), valid_on(LATER), subdistrict=STREET)
    assert then.count() == 2


def test_registering_an_employee_does_not_hold_the_units_form(town: Town) -> None:
    form = uuid4()
    opened(town, WANG, form=form)
    registered(town)
    actions.undo(house(), uuid4(), form)
    assert staff_now() == [] and units_now() == []


def test_a_person_named_on_a_line_is_not_undone_beneath_it(town: Town) -> None:
    form = uuid4()
    person = registered(town, form=form)
    opened(town, EmploymentFacts(person=str(person), started_on=ON))
    with refused(BUILT_UPON):
        actions.undo(house(), uuid4(), form)


# A unit's life


def test_a_unit_moves_since_a_day_and_the_old_premises_stay_in_its_history(town: Town) -> None:
    unit = opened(town, WANG)
    new = town.other_doors[1]
    altered(unit, moved=(town.doors[0].pk, new.pk))
    before, after = units_now()
    assert (before.door_id, before.valid_to) == (town.doors[0].pk, LATER)
    assert (after.door_id, after.committee_id, after.valid_from) == (new.pk, town.other_committee.pk, LATER)
    assert [row.valid_to for row in staff_now()] == [None]


def test_it_does_not_move_to_where_it_is_nor_from_where_it_is_no_more(town: Town) -> None:
    unit = opened(town)
    here, there, third = town.doors[0].pk, town.other_doors[0].pk, town.doors[2].pk
    with refused(UNIT_IS_HERE):
        altered(unit, moved=(here, here))
    altered(unit, moved=(here, there))
    with refused(UNIT_MOVED):
        altered(unit, moved=(here, third))
    assert units_now()[-1].door_id == there


def test_a_form_about_something_else_does_not_move_it_back(town: Town) -> None:
    unit = opened(town)
    altered(unit, moved=(town.doors[0].pk, town.other_doors[0].pk))
    altered(unit, facts=a_unit(name="试验大饭店"))
    assert units_now()[-1].door_id == town.other_doors[0].pk


def test_nobody_works_in_a_closed_unit(town: Town) -> None:
    unit, form = opened(town, WANG, replace(LI, started_on=date(2026, 8, 25))), uuid4()
    closed(unit, form=form)
    assert units_now()[-1].status == UnitStatus.CLOSED
    assert [row.valid_to for row in staff_now()] == [LATER]
    for refuse in (lambda: altered(unit), lambda: closed(unit)):
        with refused(UNIT_CLOSED):
            refuse()
    actions.undo(house(), uuid4(), form)
    assert [row.valid_to for row in staff_now()] == [None, None]
    assert units_now()[-1].status == UnitStatus.OPEN


def test_it_is_not_closed_before_it_opened(town: Town) -> None:
    unit = opened(town)
    with refused(ENDS_BEFORE_START):
        closed(unit, date(2026, 8, 1))


def test_suspended_and_opened_again(town: Town) -> None:
    unit = opened(town, WANG)
    altered(unit, facts=a_unit(status=UnitStatus.SUSPENDED))
    altered(
        unit,
        facts=a_unit(status=UnitStatus.OPEN),
        alteration=Alteration(AlterationKind.CHANGE, date(2026, 9, 1)),
    )
    assert [row.status for row in units_now()] == ["open", "suspended", "open"]
    assert [row.valid_to for row in staff_now()] == [None]


def test_registered_by_mistake_it_never_was(town: Town) -> None:
    unit, form = opened(town, WANG), uuid4()
    closed(unit, end_reason="mistake", form=form)
    assert units_now() == [] and staff_now() == []
    actions.undo(house(), uuid4(), form)
    assert len(units_now()) == len(staff_now()) == 1


# Stock taking


def test_a_stock_brings_units_with_their_staff(town: Town) -> None:
    row = StockUnit(
        uuid4(), town.doors[0].pk, ON, a_unit(key_trade=True), (WANG, replace(LI, started_on=None))
    )
    (effect,) = stock.take(STREET, at(3), [row])
    assert {one.employment_id for one in staff_now()} == set(effect.employments)
    assert [one.valid_from for one in staff_now()] == [date(2026, 5, 1), ON]
    assert facts_of(staff_now()[0])["name"] == "王小二"


def test_a_stock_and_single_forms_write_the_same(town: Town) -> None:
    opened(town, WANG)
    single = facts_of(staff_now()[0])
    stock.take(STREET, at(3), [StockUnit(uuid4(), town.doors[1].pk, ON, a_unit(), (WANG,))])
    assert [facts_of(row) for row in staff_now()] == [single, single]
