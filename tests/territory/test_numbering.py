"""Numbers, floors and rooms in one line, as an office writes them."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sanshi.territory.numbering import (
    MOST_NUMBERS,
    Numbering,
    Side,
    Slot,
    Unreadable,
    floors,
    numbers,
    rooms,
    slots,
)

STEMS = "甲乙丙丁戊己庚辛"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1-3", "1 2 3"),
        ("1,3,5", "1 3 5"),
        ("１，３、5号", "1 3 5"),
        ("1 - 3  5", "1 2 3 5"),
        ("1至3号和7号", "1 2 3 7"),
        ("1～3", "1 2 3"),
        ("8甲", "8甲"),
        ("甲8", "8甲"),
        ("2甲-2丙", "2甲 2乙 2丙"),
        ("2甲—丙号", "2甲 2乙 2丙"),
        ("15之1", "15-1"),
        ("12A", "12A"),
        ("007", "7"),
        ("5,1-5", "5 1 2 3 4"),
    ],
)
def test_numbers_in_a_line(line: str, read: str) -> None:
    assert numbers(line) == tuple(read.split())


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1-6", [1, 2, 3, 4, 5, 6]),
        ("B1-2", [-1, 1, 2]),
        ("B2-B1,1-2层", [-2, -1, 1, 2]),
        ("地下1层、1至2层", [-1, 1, 2]),
        ("负1,3F", [-1, 3]),
        ("5-6,1", [1, 5, 6]),
    ],
)
def test_floors_in_a_line(line: str, read: list[int]) -> None:
    assert floors(line) == tuple(read)


@pytest.mark.parametrize(
    ("line", "on_the_tenth"),
    [
        ("01-04", "1001 1002 1003 1004"),
        ("1-4室", "1001 1002 1003 1004"),
        ("A-D", "10A 10B 10C 10D"),
        ("甲、乙", "10甲 10乙"),
        ("甲-丙", "10甲 10乙 10丙"),
        ("甲01-02,乙01-乙02", "甲1001 甲1002 乙1001 乙1002"),
        ("01A,01B", "1001A 1001B"),
        ("a", "10A"),
    ],
)
def test_rooms_of_a_floor_in_a_line(line: str, on_the_tenth: str) -> None:
    assert [slot.on(10) for slot in slots(line)] == on_the_tenth.split()


@pytest.mark.parametrize(
    ("numbering", "floor", "room"),
    [
        (Numbering.FLOOR_ROOM, 1, "104"),
        (Numbering.FLOOR_ROOM, 10, "1004"),
        (Numbering.FLOOR_ROOM, -1, "B104"),
        (Numbering.FOUR_DIGITS, 1, "0104"),
        (Numbering.FOUR_DIGITS, 12, "1204"),
        (Numbering.TWO_DIGITS, 6, "64"),
    ],
)
def test_a_room_is_numbered_by_its_floor(numbering: str, floor: int, room: str) -> None:
    assert Slot(count=4).on(floor, numbering) == room


@pytest.mark.parametrize(
    ("slot", "next_one"), [("04", "05"), ("D", "E"), ("乙", "丙"), ("甲02", "甲03"), ("Z", "None")]
)
def test_a_floor_may_have_one_room_more(slot: str, next_one: str) -> None:
    assert str(slots(slot)[0].next()) == next_one


def test_one_side_of_a_road_has_its_own_numbers() -> None:
    assert numbers("812-818", Side.EVEN) == ("812", "814", "816", "818")
    assert numbers("811-815,820", Side.ODD) == ("811", "813", "815", "820")


def test_whole_room_numbers_are_taken_as_they_are() -> None:
    assert rooms("302A、302B室") == ("302A", "302B")


@pytest.mark.parametrize(
    ("read", "line", "why"),
    [
        (numbers, "15-1", "15-1 runs backwards. If it is a number with a sub-number, write 15之1."),
        (numbers, "1--2", "“1--2” cannot be read here."),
        (numbers, "1-", "“1-” cannot be read here."),
        (numbers, "甲8乙", "“甲8乙” cannot be read here."),
        (numbers, "2甲-3丙", "“2甲-3丙” cannot be read here."),
        (numbers, "金口路", "“金口路” cannot be read here."),
        (numbers, "1-500", "1-500 is too many; at most 120 go into one range."),
        (numbers, "1-61", "These are 61 numbers; at most 60 are made in one go."),
        (floors, "0", "There is no floor 0 here: B9 to B1 and 1 to 99 are floors."),
        (floors, "6-1", "6-1 runs backwards. Write the lower end first."),
        (floors, "1-B1", "1-B1 runs backwards. Write the lower end first."),
        (slots, "101-104", "101 is a whole room number. Give the rooms of one floor, like 01-04."),
        (slots, "00", "“00” cannot be read here."),
        (slots, "A-02", "“A-02” cannot be read here."),
        (slots, "1-41", "1-41 is too many; at most 40 go into one range."),
    ],
)
def test_what_cannot_be_read_is_named(read: object, line: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(line)  # type: ignore[operator]
    with override("en"):
        assert refused.value.message == why


# Whatever is typed

counts = st.integers(1, 999)


@given(low=counts, length=st.integers(0, MOST_NUMBERS - 1))
def test_a_range_is_what_it_would_be_counted_out(low: int, length: int) -> None:
    high = low + length
    told = ",".join(map(str, range(low, high + 1)))
    assert numbers(f"{low}-{high}") == numbers(told) == tuple(told.split(","))


@given(low=counts, length=st.integers(0, MOST_NUMBERS - 1))
def test_both_sides_make_the_whole_road(low: int, length: int) -> None:
    line = f"{low}-{low + length}"
    odd, even = numbers(line, Side.ODD), numbers(line, Side.EVEN)
    assert sorted([*odd, *even], key=int) == list(numbers(line))
    assert {int(one) % 2 for one in odd} <= {1} and {int(one) % 2 for one in even} <= {0}


@given(low=st.integers(-9, 99), high=st.integers(-9, 99))
def test_floors_of_a_range_have_no_floor_nought(low: int, high: int) -> None:
    ends = [f"B{-end}" if end < 0 else str(end) for end in (low, high)]
    if low > high or 0 in (low, high):
        with pytest.raises(Unreadable):
            floors("-".join(ends))
        return
    assert floors("-".join(ends)) == tuple(floor for floor in range(low, high + 1) if floor)


@given(parts=st.lists(st.sampled_from(["1", "3-5", "7甲", "9之2", "2甲-2乙"]), min_size=1, max_size=6))
def test_a_number_named_twice_is_made_once(parts: list[str]) -> None:
    found = numbers("、".join(parts))
    assert len(found) == len(set(found))
    assert set(found) == {one for part in parts for one in numbers(part)}


@given(line=st.text(alphabet="0123456789-,、甲乙丙AB之号室层楼 至～", max_size=20))
def test_a_line_is_read_or_refused_in_words(line: str) -> None:
    for read in (numbers, floors, slots, rooms):
        try:
            read(line)
        except Unreadable as refused:
            assert refused.message and "%(" not in refused.message


@given(floor=st.integers(1, 99), count=st.integers(1, 30))
def test_no_two_rooms_of_a_stairway_share_a_number(floor: int, count: int) -> None:
    """In the usual numbering; a letter or a stem cannot be taken for a figure."""
    here = {slot.on(floor) for slot in slots(f"01-{count:02d},A-D,甲-丙")}
    above = {slot.on(floor + 1) for slot in slots(f"01-{count:02d},A-D,甲-丙")}
    assert len(here) == count + 7 and not here & above
