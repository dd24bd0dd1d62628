"""The order of stairways and doors: as somebody walks past them, not as their addresses are spelt."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.streets.prepared import MOST_ROWS
from sanshi.territory import actions as places
from sanshi.territory.models import Building, Door
from sanshi.territory.order import MOST_SIGNS, building_key, door_key, natural
from tests import make


def walked(addresses: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(addresses, key=lambda one: building_key(*one))


def test_numbers_are_counted_not_spelt() -> None:
    assert sorted(["10", "2", "12甲", "12", "1", "12A"], key=natural) == ["1", "2", "10", "12", "12A", "12甲"]


def test_a_roads_lanes_come_before_its_street_front() -> None:
    right = [
        ("金口路", "471", "2"),
        ("金口路", "471", "10"),
        ("金口路", "1200", "1"),
        ("金口路", "", "99"),
        ("金口路", "", "501"),
    ]
    assert walked(list(reversed(right))) == right


def test_roads_stand_by_their_sound_and_two_of_one_sound_apart() -> None:
    assert walked([("枣庄路", "", "1"), ("金口路", "", "1")])[0][0] == "金口路"
    mixed = [("锦口路", "", "1"), ("金口路", "", "2"), ("锦口路", "", "3"), ("金口路", "", "4")]
    roads = [road for road, _lane, _number in walked(mixed)]
    assert roads in (sorted(roads), sorted(roads, reverse=True))


def test_an_estate_without_a_road_stands_under_its_own_name() -> None:
    assert building_key("", "", "3", "金杨新村") == building_key("金杨新村", "", "3")


def test_doors_go_up_from_the_cellar_and_premises_come_last() -> None:
    right = [(-1, "B1", False), (1, "101", False), (1, "102", False), (10, "1001", False), (1, "商1", True)]
    assert sorted([*right[3:], *right[:3]], key=lambda door: door_key(*door)) == right


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_every_name_has_a_key_that_a_cursor_can_hold(road: str, lane: str, number: str) -> None:
    for key in (building_key(road, lane, number), door_key(1, number, False)):
        assert key.isascii() and key.isalnum() and len(key) <= MOST_SIGNS


@pytest.mark.django_db
def test_keys_are_written_with_the_places() -> None:
    make.street()
    place = make.committee(1)
    for number in ("10", "3"):
        stairway = places.Stairway(place.beats[0], "金口路", number, lane="1", floors=12, rooms=2)
        places.make_stairway(make.house(), uuid4(), stairway)
    stairways = Building.objects.filter(subdistrict=make.STREET, lane="1").order_by("sort_key")
    assert [row.number for row in stairways] == ["1", "2", "3", "10"]
    rooms = Door.objects.filter(subdistrict=make.STREET, building=stairways.last()).order_by("sort_key")
    assert [row.room for row in rooms][:2] == ["101", "102"]
    assert [row.room for row in rooms][-1] == "1202"


@pytest.mark.django_db
def test_a_long_lot_of_doors_is_in_order_like_a_short_one() -> None:
    """Keys are worked out where rows are written, however many rows there are."""
    make.street()
    here = make.committee(1)
    beside = here.doors[0]
    rows = [
        Door(
            subdistrict_id=make.STREET,
            building_id=beside.building_id,
            committee_id=beside.committee_id,
            beat_id=beside.beat_id,
            floor=9,
            room=f"9{number:02}",
            address=f"9{number:02}",
        )
        for number in range(MOST_ROWS + 10)
    ]
    Door.objects.bulk_create(rows)
    stored = dict(Door.objects.filter(subdistrict=make.STREET, floor=9).values_list("room", "sort_key"))
    assert stored == {row.room: row.order_key() for row in rows} and all(stored.values())
