"""The stairway grid as a drawing: which door stands where, how it is counted, how it fits a sheet."""

from uuid import uuid4

import pytest

from sanshi.register.grid import Cell, Grid, Shade, arranged, counted, legend, sheet_of
from sanshi.territory.rules import room_numbers


def a_cell(floor: int, room: str, shade: Shade = Shade.OWNER, people: int = 0, shop: bool = False) -> Cell:
    return Cell(uuid4(), f"{floor}-{room}", floor, room, shop, shade, people)


def a_tower(floors: int, rooms: int) -> Grid:
    return arranged([a_cell(floor, room) for floor, room in room_numbers(floors, rooms)])


def drawn(grid: Grid) -> list[str]:
    return [
        f"{floor.number}: " + " ".join(cell.room if cell else "-" for cell in floor.slots)
        for floor in grid.floors
    ]


def test_rooms_of_one_number_stand_below_each_other_and_gaps_stay_open() -> None:
    cells = [a_cell(1, "102"), a_cell(2, "201"), a_cell(2, "202"), a_cell(10, "1001")]
    assert drawn(arranged(cells)) == ["10: 1001 -", "2: 201 202", "1: - 102"]


def test_a_floor_that_is_skipped_is_no_row() -> None:
    cells = [a_cell(floor, f"{floor}01") for floor in (1, 2, 3, 5)]
    assert drawn(arranged(cells)) == ["5: 501", "3: 301", "2: 201", "1: 101"]


def test_rooms_numbered_through_the_house_stand_side_by_side() -> None:
    cells = [a_cell(floor, str(floor * 2 + place)) for floor in range(1, 8) for place in (5, 6)]
    assert [len(floor.slots) for floor in arranged(cells).floors] == [2] * 7


def test_leading_zeros_and_letters_have_columns() -> None:
    cells = [a_cell(3, "0301"), a_cell(3, "0302"), a_cell(4, "0401"), a_cell(4, "0402")]
    assert drawn(arranged(cells)) == ["4: 0401 0402", "3: 0301 0302"]


def test_premises_are_at_the_ground_below_the_floors() -> None:
    grid = arranged([a_cell(1, "101"), a_cell(1, "商1", Shade.UNIT, shop=True)])
    assert [cell.room for cell in grid.premises] == ["商1"]
    assert drawn(grid) == ["1: 101"]


def test_a_closed_door_stays_until_one_of_its_number_takes_its_place() -> None:
    closed = a_cell(1, "101", Shade.CLOSED)
    assert arranged([closed]).cells == [closed]
    assert [cell.shade for cell in arranged([closed, a_cell(1, "101")]).cells] == [Shade.OWNER]


def test_counts_are_of_doors_that_are_there() -> None:
    cells = [
        a_cell(1, "101", Shade.OWNER, 3),
        a_cell(1, "102", Shade.LODGING, 8),
        a_cell(2, "201", Shade.LET),
        a_cell(2, "202", Shade.EMPTY),
        a_cell(3, "301", Shade.UNKNOWN),
        a_cell(3, "302", Shade.CLOSED, 2),
    ]
    counts = counted(cells)
    assert (counts.doors, counts.lived_in, counts.let, counts.empty, counts.unknown) == (5, 2, 2, 1, 1)
    assert counts.people == 11
    assert sum(n for _shade, _letter, n in legend(cells)) == len(cells)


def test_each_shade_has_a_letter_of_its_own() -> None:
    letters = [str(a_cell(1, "1", shade).letter) for shade in Shade]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(
    ("grids", "size"),
    [([a_tower(6, 4)], "large"), ([a_tower(33, 8)], "tiny"), ([a_tower(6, 4)] * 20, "small")],
)
def test_the_type_fits_the_cells(grids: list[Grid], size: str) -> None:
    assert sheet_of(grids).type_size == size


def test_a_sheet_holds_any_number_of_stairways() -> None:
    assert sheet_of([]).across == 1
    for number in (1, 2, 7, 60, 300):
        assert 1 <= sheet_of([a_tower(6, 4)] * number).across <= min(number, 30)
