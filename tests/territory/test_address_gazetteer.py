"""What the street's own roads, lanes, numbers and estates decide, and what they leave open."""

import pytest
from django.utils import translation

from sanshi.territory.address import Gazetteer, Note, Place, parse, questions, shipped

STREET = Gazetteer(
    [
        Place("金口路", "471", "8", "金口小区"),
        Place("金口路", "471", "9", "金口小区"),
        Place("金口路", "", "501"),
        Place("金杨路", "750"),
        Place("张杨路", "3501"),
        Place("枣庄路", "810"),
        Place("", "", "12", "罗山四村"),
    ],
    district="浦东新区",
    street="金杨新村街道",
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("金阳路", "金杨路"),
        ("金扬璐", "金杨路"),
        ("章杨路", "张杨路"),
        ("早庄路", "枣庄路"),
        ("金杨路", ""),
        ("金川路", ""),
        ("张杨北路", ""),
        ("枣阳路", ""),
    ],
)
def test_a_road_is_meant_when_it_sounds_the_same(written: str, meant: str) -> None:
    assert STREET.meant_road(written) == meant


@pytest.mark.parametrize(
    ("written", "lane", "meant"),
    [
        ("枣压路", "810", "枣庄路"),
        ("枣压路", "811", ""),
        ("枣阳路", "810", "枣庄路"),
        ("金杨杨路", "750", "金杨路"),
        ("张杨", "3501", "张杨路"),
        ("张杨北路", "3501", ""),
    ],
)
def test_any_one_character_may_be_wrong_when_the_lane_is_the_roads(
    written: str, lane: str, meant: str
) -> None:
    assert STREET.meant_road(written, lane) == meant


def test_of_two_roads_that_sound_the_same_neither_is_guessed() -> None:
    two = Gazetteer([Place("金杨路"), Place("金阳路")])
    assert two.meant_road("金扬路") == ""
    assert parse("金扬路12号", two).road == "金扬路"


def test_figures_and_directions_are_no_slips() -> None:
    assert STREET.meant_estate("罗山十村") == ""
    assert STREET.meant_estate("罗珊四村") == "罗山四村"


def test_nothing_is_mended_in_another_district() -> None:
    assert parse("徐汇区金阳路12弄3号", STREET).road == "金阳路"
    assert parse("浦东金阳路12弄3号", STREET).road == "金杨路"


@pytest.mark.parametrize(
    ("lane", "number", "is_there"), [("471", "8", True), ("471", "80", False), ("472", "8", None)]
)
def test_is_this_number_in_this_lane(lane: str, number: str, is_there: bool | None) -> None:
    assert STREET.has_number("金口路", lane, number) is is_there
    notes = parse(f"金口路{lane}弄{number}号302室", STREET).notes
    assert (Note.NOT_IN_LANE in notes) == (is_there is False)


def test_a_number_known_at_the_road_needs_no_lane() -> None:
    assert Note.NO_LANE not in parse("金口路501号302室", STREET).notes
    assert Note.NO_LANE in parse("金口路503号302室", STREET).notes


def test_a_known_lane_is_told_from_a_number() -> None:
    read = parse("金口路471-8-302", STREET)
    assert (read.lane, read.number, read.room, read.notes) == ("471", "8", "302", ())
    read = parse("金口路471-8号302室", STREET)
    assert (read.lane, read.number, read.room, read.notes) == ("471", "8", "302", ())
    assert parse("金口路15-1号", STREET).number == "15-1"


def test_a_known_estate_needs_no_word_that_says_so() -> None:
    assert Note.UNKNOWN_NAME in parse("东方之音12号301室").notes
    assert Note.UNKNOWN_NAME not in parse("东方之音12号301室", shipped()).notes


def test_without_a_gazetteer_a_name_before_a_lane_is_a_road_to_be_asked_about() -> None:
    read = parse("银山璐342弄10号101室")
    assert (read.road, read.lane, read.notes) == ("银山璐", "342", ("unknown_name",))


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ("金口路471弄8号302室", []),
        ("金口路四百七十一弄8号302室", []),
        ("上海市上海市金口路471弄8号302室", []),
        ("罗山四村12号401室", []),
        ("金阳路750弄12号601室", ["road"]),
        ("浦东大道2000号503室", ["lane"]),
        ("金口路471弄80号302室", ["number"]),
        ("张杨路3501弄8号楼1203室", ["number"]),
        ("金口路471弄8号3楼502室", ["floor"]),
        ("金杨路", ["number"]),
        ("302室", ["road"]),
        ("金杨路750弄12号对面", ["number"]),
        ("金桥路1295号王记面馆", ["part"]),
        ("安徽省阜阳市清河东路100号", ["district"]),
    ],
)
def test_what_is_open_is_asked_of_its_field(raw: str, fields: list[str]) -> None:
    assert [question.field for question in questions(parse(raw, STREET))] == fields


def test_a_question_is_in_the_readers_language() -> None:
    (question,) = questions(parse("浦东大道2000号503室"))
    with translation.override("en"):
        assert str(question.text) == "浦东大道 2000 has a room but no lane. Which lane, or is there none?"
    with translation.override("zh-hans"):
        assert str(question.text) == "浦东大道2000号有室号而没有弄号。是哪一弄，还是没有弄？"
