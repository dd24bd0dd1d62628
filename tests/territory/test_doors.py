"""Doors closed, split and joined: what was said of the former ones stays, and somebody goes to look."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.problems import (
    CLOSED_ALREADY,
    NOT_A_CHOICE,
    NOT_ONE_STAIRWAY,
    PLACES_STAND,
    ROOM_TWICE,
    STILL_RECORDED,
    TOO_FEW_PARTS,
    Kind,
    Refused,
)
from sanshi.register.models import ResidencyVersion
from sanshi.territory import access, actions
from sanshi.territory.actions import Closing
from sanshi.territory.models import Building, ClosingReason, Door, Succession
from sanshi.verbs import Actor
from sanshi.visits.models import Cause, Matter, Team, Visit
from tests import make
from tests.make import NOW, STREET, Place
from tests.persons import somebody

GONE = Closing(ClosingReason.DEMOLISHED, " 拆除 ")


@pytest.fixture
def office(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def door(pk: UUID) -> Door:
    return Door.objects.get(subdistrict=STREET, pk=pk)


def live_in(here: Place, where: Door) -> None:
    coordinator, clerk = (somebody(here, role).actor for role in (Role.COORDINATOR, Role.CLERK))
    form = make.change(coordinator, where, make.ARRIVED)
    make.entered(clerk, make.handed_over(coordinator, form, make.arrival()))
    make_no_open_visit()


def make_no_open_visit() -> None:
    assert not Visit.objects.filter(subdistrict=STREET, outcome="").exists()


def rooms(building: UUID) -> list[str]:
    return [one.room for one in access.open_doors(STREET).filter(building=building).order_by("sort_key")]


def refused(kind: Kind, office: Actor, what: Any, *arguments: Any) -> Refused:
    before = rooms_and_days()
    with pytest.raises(Refused) as answer:
        what(office, uuid4(), *arguments)
    assert answer.value.kind is kind and rooms_and_days() == before
    return answer.value


def rooms_and_days() -> list[tuple[object, ...]]:
    return list(Door.objects.filter(subdistrict=STREET).values_list("pk", "room", "closed_on").order_by("pk"))


# Closing


def test_a_closed_door_is_offered_no_more_and_stays(here: Place, office: Actor) -> None:
    actions.close_door(office, uuid4(), here.doors[0].pk, GONE)
    row = door(here.doors[0].pk)
    assert (row.closed_on, row.closing_reason, row.closing_remark) == (NOW.date(), "demolished", "拆除")
    assert "101" not in rooms(here.buildings[0])


def test_a_door_closes_once(here: Place, office: Actor) -> None:
    actions.close_door(office, uuid4(), here.doors[0].pk, GONE)
    for what, given in ((actions.close_door, GONE), (actions.split_door, ("101A", "101B"))):
        answer = refused(CLOSED_ALREADY, office, what, here.doors[0].pk, given)
        assert "2026-10-12" in answer.message


def test_a_reason_is_one_of_those_offered(here: Place, office: Actor) -> None:
    refused(NOT_A_CHOICE, office, actions.close_door, here.doors[0].pk, Closing("because"))


def test_a_door_where_people_are_recorded_does_not_close(here: Place, office: Actor) -> None:
    live_in(here, here.doors[0])
    answer = refused(STILL_RECORDED, office, actions.close_door, here.doors[0].pk, GONE)
    assert (
        "金口路1弄1号101室" in answer.message and "1 人" in answer.message and "张伟民" not in answer.message
    )
    answer = refused(STILL_RECORDED, office, actions.close_stairway, here.buildings[0], GONE)
    assert "金口路1弄1号101室" in answer.message


def test_a_door_with_an_open_visit_does_not_close(here: Place, office: Actor) -> None:
    make.notice(somebody(here, Role.STEWARD).actor, here.doors[0])
    refused(STILL_RECORDED, office, actions.close_door, here.doors[0].pk, GONE)


def test_a_shop_where_a_unit_works_does_not_close(here: Place, office: Actor) -> None:
    assert here.shop
    team, clerk = (somebody(here, role).actor for role in (Role.SECURITY_TEAM, Role.CLERK))
    form = make.change(team, here.shop, make.UNIT)
    make.entered(clerk, make.handed_over(team, form, make.a_shop()))
    refused(STILL_RECORDED, office, actions.close_door, here.shop.pk, GONE)


def test_a_stairway_closes_with_its_doors_and_leaves_its_address_free(here: Place, office: Actor) -> None:
    actions.close_stairway(office, uuid4(), here.buildings[1], GONE)
    assert rooms(here.buildings[1]) == []
    assert Building.objects.get(subdistrict=STREET, pk=here.buildings[1]).closed_on == NOW.date()
    anew = actions.Stairway(here.beats[1], "金口路", "2", lane="1", floors=1, rooms=1)
    assert actions.make_stairway(office, uuid4(), anew)


# Splitting and joining


def test_a_door_is_split(here: Place, office: Actor) -> None:
    first = actions.split_door(office, uuid4(), here.doors[5].pk, ("302A", "302B"))
    assert rooms(here.buildings[0])[-3:] == ["301", "302A", "302B"]
    assert [one.address for one in access.former_doors(door(first))] == ["金口路1弄1号302室"]
    after = access.successors(door(here.doors[5].pk))
    assert [one.address for one in after] == ["金口路1弄1号302A室", "金口路1弄1号302B室"]
    assert {(one.floor, one.use, one.group_id) for one in after} == {
        (3, here.doors[5].use, here.doors[5].group_id)
    }


def test_doors_are_joined_under_a_number_that_one_of_them_had(here: Place, office: Actor) -> None:
    made = actions.join_doors(office, uuid4(), (here.doors[4].pk, here.doors[5].pk), "301")
    assert rooms(here.buildings[0])[-1:] == ["301"] and made != here.doors[4].pk
    building = Building.objects.get(subdistrict=STREET, pk=here.buildings[0])
    assert [(one.before.room, one.after.room, one.kind) for one in access.successions_in(building)] == [
        ("301", "301", Succession.JOIN),
        ("302", "301", Succession.JOIN),
    ]


def test_former_doors_are_found_over_generations(here: Place, office: Actor) -> None:
    first = actions.split_door(office, uuid4(), here.doors[5].pk, ("302A", "302B"))
    last = actions.join_doors(office, uuid4(), (here.doors[4].pk, first), "301-302A")
    assert [one.room for one in access.former_doors(door(last))] == ["301", "302A", "302"]
    assert {one.room for one in access.successors(door(here.doors[5].pk))} == {"302A", "302B", "301-302A"}


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (TOO_FEW_PARTS, ("302A",)),
        (ROOM_TWICE, ("302A", "302A")),
        (PLACES_STAND, ("301", "302")),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(
    here: Place, office: Actor, kind: Kind, parts: tuple[str, ...]
) -> None:
    answer = refused(kind, office, actions.split_door, here.doors[5].pk, parts)
    assert answer.field == "rooms"


def test_only_doors_of_one_stairway_are_joined(here: Place, office: Actor) -> None:
    other = Door.objects.filter(subdistrict=STREET, building=here.buildings[1]).earliest("id")
    for doors in ((here.doors[0].pk, other.pk), (here.doors[0].pk,)):
        refused(NOT_ONE_STAIRWAY, office, actions.join_doors, doors, "1")


def test_who_is_recorded_stays_at_the_former_door_and_a_visit_goes_to_each_new_one(
    here: Place, office: Actor
) -> None:
    live_in(here, here.doors[5])
    before = list(ResidencyVersion.objects.filter(subdistrict=STREET).values())
    actions.split_door(office, uuid4(), here.doors[5].pk, ("302A", "302B"))
    assert list(ResidencyVersion.objects.filter(subdistrict=STREET).values()) == before
    visits = Visit.objects.filter(subdistrict=STREET, outcome="").order_by("door__sort_key")
    assert [(one.door.room, one.cause, one.matter, one.team, one.learned_on) for one in visits] == [
        (room, Cause.PLACE, Matter.CHECK, Team.COORDINATOR, NOW.date()) for room in ("302A", "302B")
    ]


def test_nobody_is_sent_where_nobody_was_recorded(here: Place, office: Actor) -> None:
    actions.join_doors(office, uuid4(), (here.doors[4].pk, here.doors[5].pk), "301-302")
    make_no_open_visit()


def test_a_split_is_sent_twice_and_happens_once(here: Place, office: Actor) -> None:
    live_in(here, here.doors[5])
    client_id = uuid4()
    answers = {actions.split_door(office, client_id, here.doors[5].pk, ("302A", "302B")) for _ in range(2)}
    assert len(answers) == 1 and Visit.objects.filter(subdistrict=STREET, cause=Cause.PLACE).count() == 2


def test_a_door_of_another_street_is_not_there(here: Place) -> None:
    make.street(make.NEXT_STREET, "洋泾街道", "Yangjing")
    abroad = make.committee(1, make.NEXT_STREET)
    office = somebody(abroad, Role.POPULATION_OFFICE).actor
    with pytest.raises(Http404):
        actions.close_door(office, uuid4(), here.doors[0].pk, GONE)
