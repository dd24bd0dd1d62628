"""Stairways made in one go: all or none, and undone as exactly while nothing rests on them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshi.accounts.models import Role
from sanshi.journal.models import Line
from sanshi.problems import (
    CLOSED_ALREADY,
    NO_DOORS,
    NOT_A_CHOICE,
    PLACES_STAND,
    ROOM_TWICE,
    STILL_RESTS,
    TOO_MANY_DOORS,
    UNDONE_ALREADY,
    Kind,
    Refused,
)
from sanshi.territory import access, actions
from sanshi.territory.actions import NewDoor, NewStairway, Stairways
from sanshi.territory.layout import Layout, twice
from sanshi.territory.models import Building, Committee, Door, DoorUse, Making
from sanshi.territory.naming import LaneName
from sanshi.territory.numbering import Numbering, floors, line_of, numbers, slots
from sanshi.verbs import Actor
from tests import make
from tests.make import NOW, STREET, Place
from tests.persons import somebody

TWO = (NewDoor(1, "101", DoorUse.PREMISES), NewDoor(2, "201"))


def asked(here: Place, *named: str, **changes: Any) -> Stairways:
    known: dict[str, Any] = {
        "beat": here.beats[0],
        "lane": LaneName("金杨路", "750", estate="金杨花园"),
        "stairways": tuple(NewStairway(number, TWO) for number in named or ("1", "2")),
        "group": here.groups[0],
    }
    return Stairways(**{**known, **changes})


@pytest.fixture
def office(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def made(office: Actor, here: Place, *named: str, **changes: Any) -> UUID:
    return actions.make_stairways(office, uuid4(), asked(here, *named, **changes))


def places() -> tuple[set[UUID], set[UUID]]:
    return (
        set(Building.objects.filter(subdistrict=STREET).values_list("pk", flat=True)),
        set(Door.objects.filter(subdistrict=STREET).values_list("pk", flat=True)),
    )


def refused(kind: Kind, office: Actor, what: Any, *arguments: Any) -> Refused:
    """And nothing half done."""
    before, lines = places(), Line.objects.count()
    with pytest.raises(Refused) as answer:
        what(office, uuid4(), *arguments)
    assert answer.value.kind is kind
    assert (places(), Line.objects.count()) == (before, lines)
    return answer.value


# Making


def test_stairways_are_made_with_their_doors(here: Place, office: Actor) -> None:
    making = Making.objects.get(subdistrict=STREET, pk=made(office, here))
    first, second = Building.objects.filter(subdistrict=STREET, making=making).order_by("sort_key")
    assert [first.address, second.address] == ["金杨路750弄1号", "金杨路750弄2号"]
    assert (first.committee_id, first.beat_id, first.group_id) == (
        here.committee,
        here.beats[0],
        here.groups[0],
    )
    doors = access.open_doors_of(first)
    assert [(door.address, door.use, door.group_id) for door in doors] == [
        ("金杨路750弄1号101室", DoorUse.PREMISES, here.groups[0]),
        ("金杨路750弄1号201室", DoorUse.DWELLING, here.groups[0]),
    ]
    assert (making.stairways, making.doors, making.made_by) == (2, 4, office.account)
    assert making.address == "金杨路750弄1号 – 金杨路750弄2号"


def test_sent_twice_they_are_made_once(here: Place, office: Actor) -> None:
    client_id, what = uuid4(), asked(here)
    answers = {actions.make_stairways(office, client_id, what) for _ in range(2)}
    assert len(answers) == 1 and Making.objects.filter(subdistrict=STREET, pk__in=answers).count() == 1


@pytest.mark.parametrize(
    ("lane", "parts", "address"),
    [
        (LaneName("灵山路", "123", "45"), {}, "灵山路123弄45支弄6号"),
        (LaneName(estate="罗山新村"), {}, "罗山新村6号"),
        (LaneName("金台路"), {"block": "B"}, "金台路6号B座"),
        (LaneName("羽山路", "600"), {"block": "3", "entrance": "2"}, "羽山路600弄6号3幢2单元"),
    ],
)
def test_every_part_of_an_address_is_written(
    here: Place, office: Actor, lane: LaneName, parts: dict[str, str], address: str
) -> None:
    making = made(office, here, "6", lane=lane, **parts)
    assert Building.objects.get(subdistrict=STREET, making=making).address == address


def test_one_number_stands_in_two_estates_without_a_road(here: Place, office: Actor) -> None:
    for estate in ("罗山新村", "香山新村"):
        made(office, here, "1", lane=LaneName(estate=estate))
    refused(PLACES_STAND, office, actions.make_stairways, asked(here, "1", lane=LaneName(estate="香山新村")))


def test_a_room_with_a_name_of_its_own_needs_no_word_behind_it(here: Place, office: Actor) -> None:
    doors = (NewDoor(-1, "地下室"), NewDoor(3, "阁楼"), NewDoor(1, "甲"))
    making = made(office, here, stairways=(NewStairway("14", doors),))
    written = Door.objects.filter(subdistrict=STREET, making=making).values_list("address", flat=True)
    assert {one.removeprefix("金杨路750弄14号") for one in written} == {"地下室", "阁楼", "甲室"}


def test_what_stands_is_named_and_nothing_is_made(here: Place, elsewhere: Place, office: Actor) -> None:
    made(office, here, "2")
    answer = refused(PLACES_STAND, office, actions.make_stairways, asked(elsewhere, "1", "2", "3", group=None,
                     beat=elsewhere.beats[0]))  # fmt: skip
    assert "金杨路750弄2号" in answer.message and "金杨路750弄1号" not in answer.message


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (NO_DOORS, {"stairways": ()}),
        (NO_DOORS, {"stairways": (NewStairway("1", TWO), NewStairway("2", ()))}),
        (ROOM_TWICE, {"stairways": (NewStairway("1", (NewDoor(1, "111"), NewDoor(11, "111"))),)}),
        (
            TOO_MANY_DOORS,
            {"stairways": (NewStairway("1", tuple(NewDoor(1, f"{room}") for room in range(5001))),)},
        ),
    ],
)
def test_what_cannot_be_made_is_refused(
    here: Place, office: Actor, kind: Kind, changes: dict[str, Any]
) -> None:
    refused(kind, office, actions.make_stairways, asked(here, **changes))


def test_group_and_compound_are_the_beats_and_the_committees_own(
    here: Place, elsewhere: Place, office: Actor
) -> None:
    compound = actions.make_compound(office, uuid4(), elsewhere.committee, "金杨花园")
    for changes in ({"group": here.groups[1]}, {"compound": compound}):
        refused(NOT_A_CHOICE, office, actions.make_stairways, asked(here, **changes))


def test_a_closed_committee_gets_no_more_places(here: Place, office: Actor) -> None:
    Committee.objects.filter(subdistrict=STREET, pk=here.committee).update(closed_on=NOW.date())
    refused(CLOSED_ALREADY, office, actions.make_stairways, asked(here))


def test_who_makes_no_places_makes_none(here: Place) -> None:
    with pytest.raises(Http404):
        made(somebody(here, Role.SECRETARY).actor, here)


def test_fifty_stairways_take_as_many_statements_as_two(
    here: Place, office: Actor, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(24):
        made(office, here, *(f"{number}" for number in range(1, 51)))


# Doors added


def test_doors_are_added_to_a_stairway(here: Place, office: Actor) -> None:
    making = actions.add_doors(office, uuid4(), here.buildings[0], (NewDoor(3, "303"), NewDoor(4, "阁楼")))
    [one] = access.doors_made(Making.objects.get(subdistrict=STREET, pk=making))
    assert [door.address for door in one.doors] == ["金口路1弄1号303室", "金口路1弄1号阁楼"]
    assert {door.group_id for door in one.doors} == {here.groups[0]}


def test_a_room_that_is_there_is_named(here: Place, office: Actor) -> None:
    answer = refused(PLACES_STAND, office, actions.add_doors, here.buildings[0], (NewDoor(3, "302"),))
    assert answer.field == "rooms" and "金口路1弄1号302室" in answer.message


# Undoing


def test_undoing_takes_away_exactly_what_was_made(here: Place, office: Actor) -> None:
    before = places()
    making = made(office, here)
    added = actions.add_doors(office, uuid4(), here.buildings[0], (NewDoor(3, "303"),))
    for one in (added, making):
        actions.undo_making(office, uuid4(), one)
    assert places() == before
    row = Making.objects.get(subdistrict=STREET, pk=making)
    assert (row.undone_at, row.undone_by) == (NOW, office.account)
    line = Line.objects.filter(subdistrict=STREET, result=making).order_by("number").last()
    assert line is not None
    kinds = [subject.kind for subject in line.subjects.all()]
    assert kinds.count("territory.building") == 2 and kinds.count("territory.door") == 4


def test_what_was_undone_can_be_made_anew(here: Place, office: Actor) -> None:
    actions.undo_making(office, uuid4(), made(office, here))
    assert made(office, here)


def test_it_is_undone_once(here: Place, office: Actor) -> None:
    making, client_id = made(office, here), uuid4()
    answers = [actions.undo_making(office, client_id, making) for _ in range(2)]
    assert answers == [making, making]
    refused(UNDONE_ALREADY, office, actions.undo_making, making)


def test_while_something_rests_on_a_door_nothing_is_undone(here: Place, office: Actor) -> None:
    making = made(office, here)
    door = Door.objects.filter(subdistrict=STREET, making=making).order_by("id")[1]
    make.notice(somebody(here, Role.STEWARD).actor, door)
    answer = refused(STILL_RESTS, office, actions.undo_making, making)
    assert "登记表 1 (金杨路750弄1号201室)" in answer.message and "上门核查 1" in answer.message


def test_doors_added_later_are_undone_first(here: Place, office: Actor) -> None:
    making = made(office, here, "1")
    building = Building.objects.get(subdistrict=STREET, making=making)
    added = actions.add_doors(office, uuid4(), building.pk, (NewDoor(3, "301"),))
    answer = refused(STILL_RESTS, office, actions.undo_making, making)
    assert "户室 1" in answer.message
    actions.undo_making(office, uuid4(), added)
    actions.undo_making(office, uuid4(), making)
    assert not Building.objects.filter(subdistrict=STREET, lane="750").exists()


def test_a_record_is_named_once_not_by_its_versions(here: Place, office: Actor) -> None:
    building = Building.objects.get(subdistrict=STREET, pk=here.buildings[0])
    coordinator, clerk = (somebody(here, role).actor for role in (Role.COORDINATOR, Role.CLERK))
    form = make.change(coordinator, here.doors[0], make.ARRIVED)
    make.entered(clerk, make.handed_over(coordinator, form, make.arrival()))
    resting = access.resting_on(STREET, [building], here.doors)
    assert {str(one.kind): one.count for one in resting} == {
        "信息采集表": 1,
        "居住情况": 1,
        "上门核查": 1,
    }


# The preview


def layout(**changes: Any) -> Layout:
    known: dict[str, Any] = {
        "numbers": numbers("1-2"),
        "floors": floors("B1,1-6"),
        "slots": slots("01-04"),
        "skipped_floors": frozenset({4}),
        "shop_floors": frozenset({1}),
    }
    return Layout(**{**known, **changes})


def test_a_grid_shows_what_is_skipped_and_one_room_more() -> None:
    grid = layout().grids()[0]
    assert [row.level for row in grid.rows] == ["6", "5", "4", "3", "2", "1", "B1"]
    assert [cell.room for cell in grid.rows[-1].cells] == ["B101", "B102", "B103", "B104", "B105"]
    assert len(grid.doors) == 24 and {cell.floor for cell in grid.doors} == {-1, 1, 2, 3, 5, 6}
    assert {cell.floor for cell in grid.doors if cell.is_premises} == {1}


def test_single_rooms_are_turned_on_and_off_in_one_stairway() -> None:
    turned = frozenset({"2|3|302", "2|4|401", "2|6|605", "2|9|901", "7|3|302"})
    first, second = layout(turned=turned).grids()
    rooms = {cell.room for cell in second.doors}
    assert {"401", "605"} <= rooms and "302" not in rooms and len(rooms) == 25
    assert "302" in {cell.room for cell in first.doors}


def test_numbers_too_short_for_the_floors_are_noticed() -> None:
    grid = layout(floors=floors("1-11"), slots=slots("1-11"), numbering=Numbering.TWO_DIGITS).grids()[0]
    assert twice(grid) == ["111"]


def test_a_number_without_floors_is_one_door() -> None:
    [grid] = Layout(numbers=("812",)).grids()
    [cell] = grid.doors
    assert (cell.room, cell.use) == ("", DoorUse.PREMISES)


def test_the_preview_names_what_stands_and_the_numbers_that_are_right(here: Place, office: Actor) -> None:
    made(office, here, "2")
    what = layout(numbers=numbers("1-5"))
    lane = LaneName("金杨路", "750")
    names = [asked(here, lane=lane).name(number) for number in what.numbers]
    preview = access.preview(STREET, lane, names, what)
    [clash] = preview.clashes
    assert clash.building.address == "金杨路750弄2号" and list(clash.there) == ["101", "201"]
    assert "102-104" in clash.new and preview.right_numbers == "1, 3-5" and not preview.is_ready


def test_a_road_that_the_street_does_not_have_is_asked_about(here: Place) -> None:
    for typed, meant in (("金囗路", ""), ("金扣路", "金口路"), ("金口路", "")):
        lane = LaneName(typed)
        preview = access.preview(STREET, lane, [], Layout(numbers=()))
        assert preview.is_new_road == (typed != "金口路") and preview.meant_road in (meant, "金口路")


@given(
    st.lists(st.integers(1, 200).map(str) | st.sampled_from(["3甲", "15-1", "8A"]), max_size=40, unique=True)
)
def test_numbers_in_one_line_are_read_as_they_were(several: list[str]) -> None:
    assert list(numbers(line_of(several))) == several


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    high=st.integers(1, 6),
    rooms=st.integers(1, 4),
    skipped=st.sets(st.integers(1, 6), max_size=2),
    turned=st.sets(st.tuples(st.integers(1, 6), st.integers(1, 5)), max_size=6),
)
def test_what_is_shown_is_what_is_made_and_undone(
    here: Place, office: Actor, high: int, rooms: int, skipped: set[int], turned: set[tuple[int, int]]
) -> None:
    what = layout(
        numbers=("9",),
        floors=floors(f"1-{high}"),
        slots=slots(f"01-{rooms:02d}"),
        skipped_floors=frozenset(skipped),
        turned=frozenset(f"9|{floor}|{floor}{room:02d}" for floor, room in turned),
    )
    [grid] = what.grids()
    shown = {(cell.floor, cell.room, cell.use) for cell in grid.doors}
    if not shown:
        return
    before = places()
    doors = tuple(NewDoor(cell.floor, cell.room, cell.use) for cell in grid.doors)
    making = made(office, here, stairways=(NewStairway("9", doors),))
    stored = Door.objects.filter(subdistrict=STREET, making=making)
    assert set(stored.values_list("floor", "room", "use")) == shown
    actions.undo_making(office, uuid4(), making)
    assert places() == before
