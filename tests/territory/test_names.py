"""Roads, lanes and numbers renamed: addresses follow, the earlier ones stay with their days."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.problems import PLACES_STAND, SAME_ADDRESS, STALE, Refused
from sanshi.territory import access, actions
from sanshi.territory.actions import Closing
from sanshi.territory.models import Building, ClosingReason, Door, EarlierAddress, Road
from sanshi.territory.naming import LaneName, StairwayName
from sanshi.verbs import Actor
from tests.make import NOW, STREET, Place
from tests.persons import somebody

LANE = LaneName("金口路", "1")


@pytest.fixture
def office(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def addresses(here: Place) -> list[str]:
    rows = Building.objects.filter(subdistrict=STREET, committee=here.committee).order_by("sort_key")
    return [row.address for row in rows]


def building(here: Place) -> Building:
    return Building.objects.get(subdistrict=STREET, pk=here.buildings[0])


def earlier(door: Door) -> list[tuple[str, object]]:
    rows = EarlierAddress.objects.filter(subdistrict=STREET, door=door).order_by("until")
    return list(rows.values_list("address", "until"))


def test_a_stairway_gets_another_number(here: Place, office: Actor) -> None:
    actions.rename_stairway(office, uuid4(), here.buildings[0], "金口路1弄1号", StairwayName(LANE, "1甲"))
    assert "金口路1弄1甲号" in addresses(here)
    door = Door.objects.get(subdistrict=STREET, pk=here.doors[0].pk)
    assert door.address == "金口路1弄1甲号101室"
    assert earlier(door) == [("金口路1弄1号101室", NOW.date())]
    assert [one.address for one in access.earlier_addresses(building(here))] == ["金口路1弄1号"]


def test_a_lane_is_renamed_with_all_its_stairways(here: Place, office: Actor) -> None:
    actions.rename_lane(office, uuid4(), here.buildings[0], "金口路1弄", LaneName("金口路", "471"))
    assert addresses(here) == ["金口路471弄1号", "金口路471弄2号", "枣庄路1号"]


def test_a_road_is_renamed_in_its_lanes_of_every_committee(
    here: Place, elsewhere: Place, office: Actor
) -> None:
    Road.objects.create(subdistrict_id=STREET, name="金口路")
    actions.rename_road(office, uuid4(), here.buildings[0], "金口路", "金杨路")
    assert addresses(here)[:2] == ["金杨路1弄1号", "金杨路1弄2号"]
    assert addresses(elsewhere)[:2] == ["金杨路2弄1号", "金杨路2弄2号"]
    assert Road.objects.get(subdistrict=STREET).name == "金杨路"


def test_doors_walk_in_the_order_of_their_new_numbers(here: Place, office: Actor) -> None:
    actions.rename_stairway(office, uuid4(), here.buildings[0], "金口路1弄1号", StairwayName(LANE, "10"))
    assert addresses(here) == ["金口路1弄2号", "金口路1弄10号", "枣庄路1号"]


def test_an_address_of_some_hours_is_not_kept(here: Place, office: Actor) -> None:
    actions.rename_stairway(office, uuid4(), here.buildings[0], "金口路1弄1号", StairwayName(LANE, "3"))
    actions.rename_stairway(office, uuid4(), here.buildings[0], "金口路1弄3号", StairwayName(LANE, "5"))
    assert earlier(here.doors[0]) == [("金口路1弄1号101室", NOW.date())]
    with clock.frozen(NOW + timedelta(days=1)):
        actions.rename_stairway(office, uuid4(), here.buildings[0], "金口路1弄5号", StairwayName(LANE, "7"))
    assert [one for one, _day in earlier(here.doors[0])] == ["金口路1弄1号101室", "金口路1弄5号101室"]


def test_a_closed_door_goes_by_the_name_of_today(here: Place, office: Actor) -> None:
    actions.close_door(office, uuid4(), here.doors[0].pk, Closing(ClosingReason.OTHER))
    actions.rename_lane(office, uuid4(), here.buildings[0], "金口路1弄", LaneName("金口路", "471"))
    assert Door.objects.get(subdistrict=STREET, pk=here.doors[0].pk).address == "金口路471弄1号101室"


@pytest.mark.parametrize(
    ("kind", "was", "name"),
    [
        (STALE, "金口路1弄3号", StairwayName(LANE, "5")),
        (SAME_ADDRESS, "金口路1弄1号", StairwayName(LANE, "1")),
        (PLACES_STAND, "金口路1弄1号", StairwayName(LANE, "2")),
    ],
)
def test_a_renaming_that_cannot_be_is_refused(
    here: Place, office: Actor, kind: Any, was: str, name: Any
) -> None:
    before = addresses(here)
    with pytest.raises(Refused) as answer:
        actions.rename_stairway(office, uuid4(), here.buildings[0], was, name)
    assert answer.value.kind is kind and addresses(here) == before
    assert not EarlierAddress.objects.filter(subdistrict=STREET).exists()


def test_a_lane_does_not_take_the_name_of_another(here: Place, elsewhere: Place, office: Actor) -> None:
    with pytest.raises(Refused) as answer:
        actions.rename_lane(office, uuid4(), here.buildings[0], "金口路1弄", LaneName("金口路", "2"))
    assert answer.value.kind is PLACES_STAND and "金口路2弄1号" in answer.value.message


def test_many_doors_follow_in_few_statements(
    here: Place, office: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(3, 13):
        stairway = actions.Stairway(here.beats[0], "金口路", f"{number}", lane="1", floors=6, rooms=4)
        actions.make_stairway(office, uuid4(), stairway)
    with django_assert_max_num_queries(24):
        actions.rename_lane(office, uuid4(), here.buildings[0], "金口路1弄", LaneName("金口路", "471"))
    assert Door.objects.filter(subdistrict=STREET, address__startswith="金口路471弄").count() == 252
