"""Each bad cell by its row and column, with what would be right."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from sanshi.entry.importing import access
from sanshi.journal.recording import reading
from sanshi.territory.models import Building, Door
from sanshi.verbs import IMPORT_PLACES, Actor
from tests.importing.sending import HOME, codes, homes, problems, tried
from tests.make import STREET, Place

FREE = {"居委会": "第1居委", "责任片": "1片"}
POINT = {"经度": "121.576543", "纬度": "31.253210"}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({**HOME, "居委会": ""}, "居委会", "required"),
        ({**HOME, "居委会": "第1居"}, "居委会", "unknown-committee"),
        ({**HOME, "责任片": ""}, "责任片", "required"),
        ({**HOME, "楼层": "三楼半"}, "楼层", "floor"),
        ({**HOME, "楼层": "999"}, "楼层", "floor"),
        ({**HOME, "室": "甲"}, "室", "no-floor"),
        ({**HOME, "弄": "12345678901"}, "弄", "too-long"),
        ({**HOME, "门类": "宫殿"}, "门类", "word"),
        ({**HOME, "小区": "=HYPERLINK(1)"}, "小区", "spoilt"),
        ({**HOME, "楼组": "陈阿姨10012345678"}, "楼组", "personal"),
        ({**HOME, **POINT, "纬度": ""}, "纬度", "half-coordinate"),
        ({**HOME, **POINT, "纬度": "北纬31度"}, "纬度", "coordinate"),
        ({**HOME, "经度": "31.25", "纬度": "121.57"}, "经度", "outside"),
        ({**HOME, "房屋用途": "住宅"}, "", "fact-missing"),
        ({**HOME, "房屋用途": "住宅", "居住情况": "自住", "使用面积": "52.55"}, "使用面积", "area"),
        ({**HOME, "房屋用途": "住宅", "居住情况": "自住", "设计间数": "0"}, "设计间数", "number"),
        ({**FREE, "地址": ""}, "地址", "no-address"),
        ({**FREE, "地址": "金口路8弄301室"}, "地址", "address"),
        ({**FREE, "地址": "北京市海淀区中关村大街1号"}, "地址", "address"),
    ],
)
def test_a_bad_cell(by: Actor, row: Mapping[str, str], column: str, code: str) -> None:
    # A good row beside it, so that the file is not empty.
    found = tried(by, [row, {**HOME, "室": "901"}])
    assert (2, column, code) in codes(found)
    assert all(problem.text for problem in problems(found))


def test_the_number_of_a_person_is_not_shown(by: Actor) -> None:
    found = tried(by, [{**HOME, "楼组": "10012345678"}])
    [problem] = problems(found)
    assert "2345678" not in problem.line()
    assert "2345678" not in problem.text


def test_the_question_about_an_address_is_asked_in_the_readers_language(by: Actor) -> None:
    [problem] = problems(tried(by, [{**FREE, "地址": "金口路8弄301室"}]))
    with translation.override("en"):
        assert problem.text == "The number is missing. Which one is it?"


def test_a_mended_address_is_taken_and_told(here: Place, by: Actor) -> None:
    found = tried(by, [{**FREE, "地址": "金扣路1弄1号302室"}])
    assert (found.tally["bad"], found.tally["noted"], found.tally["known"]) == (0, 1, 1)


def test_the_same_door_twice_in_the_file(by: Actor) -> None:
    found = tried(by, [HOME, {**FREE, "路名": "金口路", "弄": "8弄", "号": "１号", "室": "301室"}])
    assert codes(found) == [(3, "号", "twice")]
    assert problems(found)[0].params == {"row": 2}


def test_two_rows_of_a_stairway_contradict(by: Actor) -> None:
    found = tried(by, [HOME, {**HOME, "室": "302", "责任片": "2片"}])
    assert codes(found) == [(3, "责任片", "contradicts")]


def test_a_stairway_that_belongs_elsewhere_is_not_moved_by_a_sheet(here: Place, by: Actor) -> None:
    row = {"居委会": "第1居委", "责任片": "2片", "路名": "金口路", "弄": "1", "号": "1", "室": "101"}
    found = tried(by, [row])
    assert codes(found) == [(2, "责任片", "elsewhere")]
    assert problems(found)[0].params == {"there": "1片"}


def test_a_closed_place_is_not_opened_by_a_sheet(here: Place, by: Actor) -> None:
    Door.objects.filter(subdistrict=STREET, pk=here.doors[0].pk).update(closed_on="2026-09-01")
    row = {"居委会": "第1居委", "路名": "金口路", "弄": "1", "号": "1", "室": here.doors[0].room}
    assert codes(tried(by, [row])) == [(2, "号", "closed")]


def test_the_sheet_with_remarks_says_the_same(by: Actor) -> None:
    found = tried(by, [{**HOME, "楼层": "x"}, homes(2)[1]])
    with reading(by, IMPORT_PLACES):
        content = access.remarks(found)
    first, bad, good = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert first == [*HOME, "楼层", "检查结果"]
    assert "[G 楼层]" in str(bad[-1]) and good[-1] == "可以导入"
    assert not Building.objects.filter(subdistrict=STREET, lane="8").exists()
