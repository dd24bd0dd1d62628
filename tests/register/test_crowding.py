"""How full a let dwelling is: the rule by properties, and the list's query against the rule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshi.identity.fictive import fictive_resident_number
from sanshi.register import actions, stock
from sanshi.register.as_of import AsOf
from sanshi.register.facts import DwellingFacts, LeaseFacts
from sanshi.register.history import current
from sanshi.register.letting.access import crowded, crowding_at, let_out
from sanshi.register.letting.rules import Crowding, Limits, Rooms, rooms_that_count
from sanshi.register.letting.shown import crowding_lines
from sanshi.register.models import DwellingVersion, Occupancy, Separation
from sanshi.register.stock import StockDwelling, StockPerson
from sanshi.rulebook.actions import load_policy
from sanshi.rulebook.policy import shipped
from tests.register.town import STREET, Town, at, house, living_here, person_facts

ON = date(2026, 8, 3)
HOUSE = shipped("jinyang-2012").house
LIMITS = Limits(HOUSE.persons_a_room, HOUSE.least_m2_a_person)

people = st.integers(0, 12)
rooms = st.none() | st.integers(1, 5)
areas = st.none() | st.decimals("1", "60", places=1)
lets = st.lists(st.none() | st.integers(1, 4), max_size=3)
limits = st.builds(Limits, st.integers(1, 4), st.integers(1, 12))
occupancies = st.sampled_from([Occupancy.LET, Occupancy.PARTLY_LET, Occupancy.LODGING])


def full(n: int, number: int | None, area: Decimal | None, most: Limits = LIMITS) -> Crowding:
    return Crowding(n, None if number is None else Rooms(number, let=False), area, most)


@given(people, rooms, areas, limits)
def test_it_is_over_when_the_quotient_said_is_beyond_the_figure_said(
    n: int, number: int | None, area: Decimal | None, most: Limits
) -> None:
    one = full(n, number, area, most)
    by_rooms = one.a_room is not None and one.a_room > most.persons_a_room
    by_area = one.m2_a_person is not None and one.m2_a_person < most.least_m2_a_person
    assert one.is_over == (by_rooms or by_area)


@given(people, rooms, areas)
def test_one_more_person_never_makes_it_less_full(n: int, number: int | None, area: Decimal | None) -> None:
    assert full(n + 1, number, area).is_over >= full(n, number, area).is_over


@given(people, st.integers(1, 5), areas)
def test_one_more_room_never_makes_it_fuller(n: int, number: int, area: Decimal | None) -> None:
    assert full(n, number + 1, area).is_over <= full(n, number, area).is_over


@given(people)
def test_what_is_not_known_is_not_held_against_it(n: int) -> None:
    assert not full(n, None, None).is_over
    assert crowding_lines(full(n, None, None)) == ()


@given(st.integers(1, 5))
def test_at_the_figures_it_is_not_over_yet(number: int) -> None:
    most = LIMITS.persons_a_room * number
    area = Decimal(LIMITS.least_m2_a_person * most)
    assert not full(most, number, area).is_over
    assert full(most + 1, number, None).is_over
    assert full(most, None, area - Decimal("0.1")).is_over


@given(occupancies, rooms, lets)
def test_never_more_rooms_count_than_there_are(
    occupancy: str, designed: int | None, let: list[int | None]
) -> None:
    found = rooms_that_count(occupancy, designed, let)
    if designed is not None:
        assert found is not None and 0 < found.number <= designed
    if found and found.let:
        assert occupancy != Occupancy.PARTLY_LET and None not in let
        assert found.number == sum(one for one in let if one)


def test_a_figure_is_cut_and_not_rounded_up_to_its_limit() -> None:
    (measure,) = crowding_lines(full(8, None, Decimal("39.9")))
    assert measure.is_over and "4.9" in measure.worked_out


def test_the_working_is_shown() -> None:
    one = Crowding(5, Rooms(2, let=True), Decimal("38.5"), LIMITS)
    by_rooms, by_area = crowding_lines(one)
    assert (one.a_room, by_rooms.is_over, by_area.is_over) == (Fraction(5, 2), True, False)
    assert all(part in by_rooms.worked_out for part in ("5", "2", "2.5"))
    assert all(part in by_area.worked_out for part in ("38.5", "5", "7.7"))


# The same in the database

_numbers = iter(range(10**6))


@pytest.fixture
def policy(town: Town) -> None:
    load_policy(house(), uuid4(), shipped("jinyang-2012").plain())


def lived_in(town: Town, door: int, count: int, dwelling: DwellingFacts, let: list[int | None]) -> None:
    leases = tuple(LeaseFacts(filed="no", let_rooms=one, started_on=date(2026, 1, 1)) for one in let)
    stock.take(STREET, at(3), [StockDwelling(uuid4(), town.doors[door].pk, ON, dwelling, leases)])
    for _ in range(count):
        days, sequence = divmod(next(_numbers), 900)
        number = fictive_resident_number(
            "011234", date.fromordinal(date(1950, 1, 1).toordinal() + days), sequence
        )
        stays = living_here(started_on=date(2026, 2, 1))
        stock.take(
            STREET, at(3), [StockPerson(uuid4(), town.doors[door].pk, ON, person_facts(number), stays)]
        )


# At the figure for two, three and five persons, and just below.
AREAS = ("9.9", "10.0", "15.0", "24.9", "25.0", "60")
dwellings = st.builds(
    DwellingFacts,
    use=st.just("home"),
    occupancy=occupancies | st.just(Occupancy.OWNER),
    designed_rooms=st.none() | st.integers(1, 3),
    usable_area_m2=st.none()
    | st.sampled_from([Decimal(one) for one in ("9.9", "10.0", "15.0", "24.9", "25.0", "60")]),
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.tuples(st.integers(0, 6), dwellings, lets), min_size=3, max_size=3))
def test_the_list_holds_exactly_what_the_rule_says(
    town: Town, policy: None, cases: list[tuple[int, DwellingFacts, list[int | None]]]
) -> None:
    with transaction.atomic():
        for door, (count, dwelling, let) in enumerate(cases):
            lived_in(town, door, count, dwelling, let)
        rows = let_out(ON).filter(subdistrict=STREET)
        by_rule = crowding_at(STREET, list(rows), AsOf(ON, at(3)))
        listed = set(crowded(rows, LIMITS, ON).values_list("door_id", flat=True))
        transaction.set_rollback(True)
    assert listed == {door for door, one in by_rule.items() if one.is_over}


def test_whoever_lives_elsewhere_does_not_fill_it(town: Town, policy: None) -> None:
    lived_in(town, 0, 2, DwellingFacts("home", Occupancy.LET, designed_rooms=1), [])
    elsewhere = replace(
        living_here(), category="separated", separation=Separation.REGISTERED_HERE, registered_region=""
    )
    number = fictive_resident_number("011234", date(1949, 1, 1), 7)
    actions.register_person(house(), uuid4(), uuid4(), person_facts(number), elsewhere, town.doors[0].pk, ON)
    rows = DwellingVersion.objects.filter(current(), subdistrict=STREET)
    assert crowding_at(STREET, list(rows), AsOf(ON, at(4)))[town.doors[0].pk].people == 2
    assert not crowded(rows, LIMITS, ON).exists()
