"""Compounds and lanes between a committee and its stairways."""

from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi import verbs
from sanshi.accounts.models import Role
from sanshi.problems import PLACE_EXISTS, STALE, Refused
from sanshi.territory import access, actions
from sanshi.territory.actions import Membership
from sanshi.territory.models import Building, Compound
from sanshi.verbs import Actor, reach
from tests.make import STREET, Place
from tests.persons import somebody


@pytest.fixture
def office(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


@pytest.fixture
def compound(here: Place, office: Actor) -> UUID:
    return actions.make_compound(office, uuid4(), here.committee, "金口新村")


def inside(compound: UUID) -> set[UUID]:
    return set(Building.objects.filter(subdistrict=STREET, compound=compound).values_list("pk", flat=True))


def test_stairways_join_a_compound_and_leave_it(here: Place, office: Actor, compound: UUID) -> None:
    first, second = here.buildings
    actions.fill_compound(office, uuid4(), compound, Membership(into=(first, second)))
    assert inside(compound) == {first, second}
    actions.fill_compound(office, uuid4(), compound, Membership(out_of=(first,)))
    assert inside(compound) == {second}


def test_stairways_of_another_committee_stay_out(
    here: Place, elsewhere: Place, office: Actor, compound: UUID
) -> None:
    actions.fill_compound(office, uuid4(), compound, Membership(into=(elsewhere.buildings[0],)))
    assert inside(compound) == set()


def test_only_its_own_stairways_leave_a_compound(here: Place, office: Actor, compound: UUID) -> None:
    other = actions.make_compound(office, uuid4(), here.committee, "金杨花园")
    actions.fill_compound(office, uuid4(), compound, Membership(into=(here.buildings[0],)))
    actions.fill_compound(office, uuid4(), other, Membership(out_of=(here.buildings[0],)))
    assert inside(compound) == {here.buildings[0]}


def test_a_compound_is_renamed(here: Place, office: Actor, compound: UUID) -> None:
    actions.rename_compound(office, uuid4(), compound, "金口新村", "金口一村")
    assert Compound.objects.get(subdistrict=STREET, pk=compound).name == "金口一村"
    with pytest.raises(Refused) as answer:
        actions.rename_compound(office, uuid4(), compound, "金口新村", "金口二村")
    assert answer.value.kind is STALE


def test_a_name_stands_for_one_compound(here: Place, office: Actor, compound: UUID) -> None:
    with pytest.raises(Refused) as made:
        actions.make_compound(office, uuid4(), here.committee, "金口新村")
    other = actions.make_compound(office, uuid4(), here.committee, "金杨花园")
    with pytest.raises(Refused) as renamed:
        actions.rename_compound(office, uuid4(), other, "金杨花园", "金口新村")
    assert {made.value.kind, renamed.value.kind} == {PLACE_EXISTS}


def test_a_lane_shows_the_stairways_in_reach(here: Place, elsewhere: Place, office: Actor) -> None:
    """Of a lane through two committees each sees the own part, the office all of it."""
    stairway = actions.Stairway(elsewhere.beats[0], "金口路", "7", lane="1", floors=1, rooms=1)
    actions.make_stairway(office, uuid4(), stairway)
    cadre = somebody(here, Role.CADRE).actor
    for actor, shown in ((cadre, ["1", "2"]), (office, ["1", "2", "7"])):
        lane = access.lane_of(reach(actor, verbs.READ_PLACES), here.buildings[0])
        assert [row.number for row in lane.buildings] == shown
        assert lane.name.address == "金口路1弄"


def test_a_lane_of_another_committee_is_not_there(here: Place, elsewhere: Place) -> None:
    cadre = somebody(here, Role.CADRE).actor
    with pytest.raises(Http404):
        access.lane_of(reach(cadre, verbs.READ_PLACES), elsewhere.buildings[0])
