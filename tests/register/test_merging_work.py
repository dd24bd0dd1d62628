"""What two records of one person work at, once the records are one (plan 3.3.3): in each unit once."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from sanshi.problems import BUILT_UPON
from sanshi.register import employees
from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current, facts_of
from sanshi.register.models import EmploymentVersion
from tests.register.test_merging import content, merge, now_said, refused, register, split
from tests.register.test_merging_units import register as opened
from tests.register.test_staff import CORRECTION, WANG, altered, known, staff_now
from tests.register.town import NUMBERS, STREET, Town, a_unit, house

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
Pair = tuple[UUID, UUID]


@pytest.fixture
def pair(town: Town) -> Pair:
    """Each with a number of its own."""
    return register(town), register(town, door=1, number=NUMBERS[1], since=2)


def named(person: UUID, begun: date, ended: date | None = None) -> EmploymentFacts:
    return EmploymentFacts(person=str(person), started_on=begun, ended_on=ended)


def numbered(number: str, begun: date, **other: object) -> EmploymentFacts:
    return replace(WANG, document_number=number, started_on=begun, **other)  # type: ignore[arg-type]


def spells(unit: UUID) -> list[tuple[date, date | None]]:
    rows = EmploymentVersion.objects.filter(current(), unit=unit).order_by("valid_from")
    return [(row.valid_from, row.valid_to) for row in rows]


def persons_now() -> set[UUID | None]:
    rows = staff_now()
    found = employees.known_persons(STREET, rows)
    return {found.get(row.employment_id) for row in rows}


@pytest.mark.parametrize("turned", [False, True])
def test_who_was_named_twice_in_a_unit_works_there_once(town: Town, pair: Pair, turned: bool) -> None:
    unit = opened(town, 0, named(pair[0], JULY), named(pair[1], JUNE))
    kept, other = reversed(pair) if turned else pair
    merge(house(), uuid4(), kept, other)
    assert spells(unit) == [(JUNE, None)]
    assert [row.person_id for row in staff_now()] == [kept]


def test_named_in_one_line_and_numbered_in_the_other_it_is_one(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, named(pair[0], JUNE), numbered(NUMBERS[1], JULY))
    merge(house(), uuid4(), *pair)
    assert spells(unit) == [(JUNE, None)]
    assert persons_now() == {pair[0]}


@pytest.mark.parametrize("taken", [(), ("document",)])
def test_two_lines_by_two_numbers_are_one_by_the_number_kept(
    town: Town, pair: Pair, taken: tuple[str, ...]
) -> None:
    """What the later form says holds as long as it says it; what only the earlier one says is not lost."""
    first = replace(numbered(NUMBERS[0], JULY), name="张伟民")
    unit = opened(town, 0, first)
    second = numbered(NUMBERS[1], JUNE, lives=Lives.ON_SITE, residence_region="")
    altered(unit, second, alteration=CORRECTION)
    merge(house(), uuid4(), *pair, taken)
    assert spells(unit) == [(JUNE, None)]
    [row] = staff_now()
    said = facts_of(row)
    assert (said["name"], said["lives_on_site"], said["residence_region"]) == ("王小二", True, "")
    assert said["document_number"] == now_said(pair[0])["document_number"] == NUMBERS[len(taken)]
    assert persons_now() == {pair[0]}


def test_line_by_a_number_that_is_not_kept_is_of_the_kept_person(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, numbered(NUMBERS[1], JUNE))
    merge(house(), uuid4(), *pair)
    [row] = staff_now()
    assert facts_of(row)["document_number"] == NUMBERS[0] and row.residence_region == "012345"
    assert persons_now() == {pair[0]} and spells(unit) == [(JUNE, None)]


def test_what_was_said_of_days_before_the_later_line_stays(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, numbered(NUMBERS[0], JUNE))
    later = numbered(NUMBERS[1], AUGUST, lives=Lives.ON_SITE, residence_region="")
    altered(unit, later, alteration=CORRECTION)
    merge(house(), uuid4(), *pair)
    rows = [(row.valid_from, row.valid_to, row.lives_on_site) for row in staff_now()]
    assert rows == [(JUNE, AUGUST, False), (AUGUST, None, True)]


def test_spells_apart_in_time_and_other_units_stay(town: Town, pair: Pair) -> None:
    first = opened(town, 0, named(pair[0], JUNE, JULY), named(pair[1], AUGUST))
    second = opened(town, 1, named(pair[1], JUNE))
    merge(house(), uuid4(), *pair)
    assert spells(first) == [(JUNE, JULY), (AUGUST, None)]
    assert spells(second) == [(JUNE, None)]
    assert {row.person_id for row in staff_now()} == {pair[0]}


def test_an_ended_spell_within_a_running_one_is_no_second_one(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, named(pair[0], JULY), named(pair[1], JUNE, AUGUST))
    merge(house(), uuid4(), *pair)
    assert spells(unit) == [(JUNE, None)]


def test_others_of_the_unit_are_left_alone(town: Town, pair: Pair) -> None:
    opened(town, 0, named(pair[0], JULY), named(pair[1], JUNE), numbered(NUMBERS[2], JUNE))
    before = [row for row in staff_now() if row.document_index]
    merge(house(), uuid4(), *pair)
    assert [row for row in staff_now() if row.document_index] == before
    assert len(staff_now()) == 2


def test_undone_both_work_there_as_before(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, named(pair[0], JULY), named(pair[1], JUNE))
    opened(town, 1, numbered(NUMBERS[0], JUNE), numbered(NUMBERS[1], JULY, residence_region="012346"))
    before = content()
    for kept, other in (pair, tuple(reversed(pair))):
        for taken in ((), ("document", "name")):
            decision = uuid4()
            merge(house(), decision, kept, other, taken)
            assert len({row.employment_id for row in staff_now()}) == 2
            split(house(), uuid4(), decision)
            assert content() == before
    assert spells(unit) == [(JUNE, None), (JULY, None)]


def test_undoing_is_refused_once_the_line_is_changed(town: Town, pair: Pair) -> None:
    unit = opened(town, 0, named(pair[0], JULY), named(pair[1], JUNE))
    decision = uuid4()
    merge(house(), decision, *pair)
    altered(unit, replace(known(), ended_on=date(2026, 8, 19)), facts=a_unit())
    with refused(BUILT_UPON):
        split(house(), uuid4(), decision)
    assert len(staff_now()) == 1
