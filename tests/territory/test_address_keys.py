"""One door has one key, however it is spelt; two doors have two."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshi.territory.address import (
    Address,
    Gazetteer,
    Place,
    building_address,
    door_address,
    door_key,
    door_key_of,
    format_address,
    parse,
    questions,
    shipped,
)

ROADS = ["金口路", "四川北路", "浦东大道", "三林路", "博山东路", "中山北一路", "一二八纪念路", "居家桥路"]
ESTATES = ["罗山二村", "香山新村", "金杨七街坊", "金杨花园", "张杨路花苑"]
STEMS = ["", "甲", "乙", "丙"]
PARTS = ["", "后门", "亭子间", "北间", "合租A间", "沿街商铺", "附1号", "近云山路", "王家"]
NAMED_FLOORS = ["地下室", "阁楼", "顶层", "-1", "三层阁"]

figures = st.integers(1, 9999).map(str)
numbers = st.one_of(
    st.builds("{}{}".format, figures, st.sampled_from(STEMS)),
    st.builds("{}-{}".format, figures, st.integers(1, 9)),
)
rooms = st.one_of(
    st.builds("{}{:02d}".format, st.integers(1, 33), st.integers(1, 20)),
    st.builds("{}{:02d}A".format, st.integers(1, 33), st.integers(1, 20)),
    st.sampled_from(["301-302", "301、303", "601-1", "A302", "东", "0601"]),
)


def maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), values)


def doors(**fixed: st.SearchStrategy[str]) -> st.SearchStrategy[Address]:
    fields: dict[str, st.SearchStrategy[str]] = {
        "district": st.sampled_from(["", "浦东新区", "杨浦区"]),
        "street": st.sampled_from(["", "金杨新村街道"]),
        "committee": st.sampled_from(["", "金杨路一居委"]),
        "road": st.sampled_from(ROADS),
        "lane": maybe(figures),
        "sublane": st.just(""),
        "estate": st.just(""),
        "number": numbers,
        "block": maybe(st.sampled_from(["3", "B", "A1", "东楼"])),
        "entrance": maybe(st.integers(1, 9).map(str)),
        "floor": maybe(st.one_of(st.integers(1, 60).map(str), st.sampled_from(NAMED_FLOORS))),
        "room": maybe(rooms),
        "part": st.sampled_from(PARTS),
    }
    return st.builds(Address, **{**fields, **fixed})


in_lanes = doors(lane=figures, sublane=maybe(figures), estate=st.sampled_from(["", *ESTATES]))
in_estates = doors(road=st.just(""), lane=st.just(""), estate=st.sampled_from(ESTATES))
any_door = st.one_of(doors(), in_lanes, in_estates)


@given(any_door)
def test_what_is_written_is_read_as_the_same_parts(door: Address) -> None:
    read = parse(format_address(door))
    assert replace(read, raw="", notes=()) == door
    assert door_key(read) == door_key(door)


# Characters of addresses in any order.
ANYTHING = (
    "金口杨浦东路大道新村街坊一二十百〇甲乙弄支号楼幢座单元层室后门底阁附近对面内居委12345670AB-、 ()#/F间铺"
)


@settings(max_examples=500, derandomize=True)
@given(st.text(st.sampled_from(ANYTHING), max_size=24))
def test_what_leaves_nothing_open_stays_the_same_door(text: str) -> None:
    read = parse(text, shipped())
    again = parse(format_address(read), shipped())
    assert questions(read) or door_key(again) == door_key(read)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert parse(text).raw == text


# Spellings


def in_chinese(figure: str) -> str:
    return figure.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


Spelling = Callable[[str, str, str, str], str]
SPELLINGS: list[Spelling] = [
    lambda road, lane, number, room: f"浦东新区{road}{lane}弄{number}号{room}室",
    lambda road, lane, number, room: f"上海市浦东新区浦东新区{road}{lane}弄{number}号{room}室",
    lambda road, lane, number, room: f" {road} {lane} 弄 {number} 号 {room} 室 ",
    lambda road, lane, number, room: f"{road}{lane}弄，{number}号，{room}室。",
    lambda road, lane, number, room: full_width(f"{road}{lane}弄{number}号{room}室"),
    lambda road, lane, number, room: f"{road}{lane}弄{number}号{room}",
    lambda road, lane, number, room: f"{road}{lane}弄{number}-{room}室",
    lambda road, lane, number, room: f"{road}{lane}-{number}-{room}",
    lambda road, lane, number, room: f"{road}{lane}弄{number}#{room}",
    lambda road, lane, number, room: f"{road}{lane}弄{number}号楼{room}室",
    lambda road, lane, number, room: f"{road}{lane}弄{number}号{room[:-2]}楼{room}室",
    lambda road, lane, number, room: f"{road}{lane}弄金杨花园{number}号{room}室（合租A间）",
    lambda road, lane, number, room: f"{road}{in_chinese(lane)}弄{in_chinese(number)}号{in_chinese(room)}室",
]


@given(
    st.sampled_from(ROADS),
    st.integers(1, 3999).map(str),
    st.integers(1, 200).map(str),
    st.builds("{}{:02d}".format, st.integers(1, 33), st.integers(1, 20)),
)
def test_spellings_of_one_door_have_one_key(road: str, lane: str, number: str, room: str) -> None:
    key = door_key_of(road, lane, number, room)
    assert {door_key(parse(spelt(road, lane, number, room))) for spelt in SPELLINGS} == {key}


@given(st.lists(any_door, min_size=2, max_size=2))
def test_other_figures_are_other_doors(two: list[Address]) -> None:
    one, other = (replace(door, floor="", part="", estate="" if door.road else door.estate) for door in two)
    same = [
        getattr(one, name).lstrip("0") == getattr(other, name).lstrip("0")
        for name in ("road", "estate", "lane", "sublane", "number", "block", "entrance", "room")
    ]
    assert (door_key(one) == door_key(other)) == all(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云山路1080弄2甲号102室", "云山路1080弄甲2号102室"),
        ("博山东路15号-1", "博山东路15-1号"),
        ("罗山二村12号401室", "罗山2村12号401"),
        ("金杨路750弄12号601室北间", "金杨路750弄12号6楼601室"),
        ("金桥路1295号沿街商铺", "金桥路1295号"),
        ("金杨路750弄12号301、302室", "金杨路750弄12号301-302室"),
        ("居家桥路266号底层", "居家桥路266号1楼"),
        ("金杨路750弄12号0601室", "金杨路750弄12号601室"),
    ],
)
def test_these_are_one_door(one: str, other: str) -> None:
    assert door_key(parse(one)) == door_key(parse(other)) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("居家桥路266号", "居家桥路266号后门"),
        ("金杨路750弄12号2楼", "金杨路750弄12号3楼"),
        ("金杨路750弄12号前楼", "金杨路750弄12号后楼"),
        ("金杨路750弄12号601室", "金杨路750弄12甲号601室"),
        ("灵山路123弄45支弄6号", "灵山路123弄6号"),
        ("罗山二村12号", "罗山三村12号"),
    ],
)
def test_these_are_two(one: str, other: str) -> None:
    assert door_key(parse(one)) != door_key(parse(other))


@pytest.mark.parametrize("raw", ["", "金杨路", "金杨路750弄", "8号302室", "江苏省南通市崇川区人民路5号"])
def test_where_no_door_is_named_there_is_no_key(raw: str) -> None:
    assert door_key(parse(raw)) == ""


def test_the_columns_of_a_stairway_make_its_address_and_its_key() -> None:
    address = door_address(building_address("金口路", "471", "8"), "302")
    assert address == "金口路471弄8号302室"
    assert door_key(parse(address)) == door_key_of("金口路", "471", "8", "302")
    shop = building_address("金口路", "", "501")
    assert shop == "金口路501号"
    assert door_key(parse(shop)) == door_key_of("金口路", "", "501")
    village = building_address("", "", "12", estate="罗山二村")
    assert village == "罗山二村12号"
    assert door_key(parse(village)) == door_key_of("", "", "12", estate="罗山二村")


def test_an_estate_counts_only_without_a_road() -> None:
    assert door_key_of("金口路", "471", "8", "302", estate="金口小区") == door_key_of(
        "金口路", "471", "8", "302"
    )


def test_a_slip_of_the_pen_has_the_doors_key() -> None:
    street = Gazetteer([Place("金杨路", "750", "12", "")])
    assert door_key(parse("金阳路750弄12号601室", street)) == door_key_of("金杨路", "750", "12", "601")
