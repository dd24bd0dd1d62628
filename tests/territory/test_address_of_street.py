"""The gazetteer of a street is made of its own places, in a fixed number of queries."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from sanshi.territory import access
from sanshi.territory.actions import Stairway, make_stairway
from sanshi.territory.address import Note, door_key, door_key_of, parse
from sanshi.territory.models import Building, Compound, Door, Road
from tests import make
from tests.make import STREET, Place


@pytest.fixture
def stairway(here: Place) -> Building:
    asked = Stairway(
        beat=here.beats[0], road="银山路", lane="342", number="8", estate="银山小区", floors=6, rooms=4
    )
    return Building.objects.get(pk=make_stairway(make.house(), uuid4(), asked))


def test_it_knows_the_stairways(stairway: Building) -> None:
    street = access.gazetteer(STREET)
    assert (street.district, street.street) == ("浦东新区", "金杨新村街道")
    assert street.has_number("银山路", "342", "8") is True
    read = parse("银山璐342弄80号302室", street)
    assert (read.road, read.notes) == ("银山路", (Note.NOT_IN_LANE, Note.TYPO))


def test_it_knows_roads_and_compounds_without_a_stairway(here: Place) -> None:
    Road.objects.create(subdistrict_id=STREET, name="枣庄路")
    Compound.objects.create(subdistrict_id=STREET, committee_id=here.committee, name="东方之音")
    street = access.gazetteer(STREET)
    assert parse("早庄路12弄3号", street).road == "枣庄路"
    assert parse("东方之音12号301室", street).notes == ("no_road",)


def test_closed_stairways_are_gone(stairway: Building) -> None:
    Building.objects.filter(subdistrict=STREET, pk=stairway.pk).update(closed_on=make.NOW.date())
    assert access.gazetteer(STREET).has_number("银山路", "342", "8") is None


def test_however_many_there_are_it_asks_four_times(
    stairway: Building, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        access.gazetteer(STREET)


def test_a_typed_address_finds_its_door(stairway: Building) -> None:
    doors = {
        door_key_of(stairway.road, stairway.lane, stairway.number, door.room): door
        for door in Door.objects.filter(subdistrict=STREET, building=stairway)
    }
    read = parse("浦东新区银山璐三百四十二弄8号302", access.gazetteer(STREET))
    assert doors[door_key(read)].address == "银山路342弄8号302室"
