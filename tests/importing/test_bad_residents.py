"""Each bad cell of a sheet of residents by row and column, masked, with what would be right."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from sanshi.entry.importing import access
from sanshi.entry.importing.records.shown import stock_shown
from sanshi.journal.recording import reading
from sanshi.problems import JOB_BROKE
from sanshi.register.models import Person
from sanshi.verbs import TAKE_STOCK, Actor
from tests.importing.residents import name, number, resident, residents, tried
from tests.importing.sending import as_csv, as_xlsx, codes, problems

WRONG_DIGIT = f"{number(1)[:-1]}{'0' if number(1)[-1] != '0' else '1'}"


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"姓名": ""}, "姓名", "required"),
        ({"姓名": "张三13800138000"}, "姓名", "name"),
        ({"身份证号码": WRONG_DIGIT}, "证件号码", "document"),
        ({"身份证号码": "3.10115E+17"}, "证件号码", "cut"),
        ({"身份证号码": "010101199003070000"}, "证件号码", "cut"),
        ({"身份证号码": "？？"}, "证件号码", "which-document"),
        ({"身份证号码": ""}, "证件号码", "no-number"),
        ({"人员类别": "火星人"}, "人员类别", "word"),
        ({"人员类别": ""}, "人员类别", "required"),
        ({"居住方式": ""}, "居住方式", "required"),
        ({"入住日期": "去年春天"}, "入住日期", "date"),
        ({"入住日期": "05/03/2020"}, "入住日期", "open-date"),
        ({"入住日期": ""}, "入住日期", "required"),
        ({"户籍地": "外地"}, "户籍地", "region"),
        ({"来沪事由": ""}, "来沪事由", "required"),
        ({"居住登记状态": "居住证"}, "居住证有效期至", "required"),
        ({"联系电话": "12"}, "联系电话", "rule"),
        ({"现住地址": "金口路1弄301室"}, "现住地址", "address"),
        ({"现住地址": "金口路1弄1号909室"}, "现住地址", "no-room"),
        ({"现住地址": "金口路99弄1号101室"}, "现住地址", "no-door"),
        ({"现住地址": ""}, "现住地址", "no-address"),
        ({"居委会": "第9居委"}, "居委会", "unknown-committee"),
        ({"姓名": "=1+1"}, "姓名", "spoilt"),
    ],
)
def test_a_bad_cell(by: Actor, changes: Mapping[str, str], column: str, code: str) -> None:
    found = tried(by, [resident(1, **changes), resident(2)])
    assert (2, column, code) in codes(found)
    assert (found.tally["bad"], found.tally["new"]) == (1, 1)
    assert all(problem.text for problem in problems(found))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"身份证号码": WRONG_DIGIT}, [("证件号码", "document")]),
        ({"身份证号码": "010101199003070000"}, [("证件号码", "cut")]),
        ({"人员类别": "火星人"}, [("人员类别", "word")]),
        (
            {"身份证号码": "E1234567890123456789", "证件种类": "普通护照"},
            [("证件号码", "document"), ("性别", "required"), ("出生日期", "required")],
        ),
    ],
)
def test_a_cell_is_told_once_and_nothing_that_follows_from_it(
    by: Actor, changes: Mapping[str, str], told: list[tuple[str, str]]
) -> None:
    """A resident number says sex and birth date once it is right; a passport's never does."""
    assert [one[1:] for one in codes(tried(by, [resident(1, **changes)]))] == told


def test_several_places_are_listed_in_the_readers_language(by: Actor) -> None:
    (problem,) = problems(tried(by, [resident(1, 现住地址="金口路1弄1号909室")]))
    with translation.override("zh-hans"):
        assert "101、102、201" in problem.text
    with translation.override("en"):
        assert "101, 102, 201" in problem.text


def test_what_a_number_contradicts_is_a_note(by: Actor) -> None:
    """The number counts, and the row is taken."""
    born, sex = date.fromisoformat(f"{number(1)[6:10]}-{number(1)[10:12]}-{number(1)[12:14]}"), number(1)[16]
    other = {"性别": "女" if int(sex) % 2 else "男", "出生日期": str(born.replace(year=born.year - 1))}
    found = tried(by, [resident(1, **other)])
    assert [one[1:] for one in codes(found)] == [("性别", "differs"), ("出生日期", "differs")]
    assert (found.tally["bad"], found.tally["new"]) == (0, 1)
    with translation.override("en"):
        assert [one.text.partition(" than ")[0] for one in problems(found)] == [
            "the number says another sex",
            "the number says another day of birth",
        ]
    right = {"性别": "男" if int(sex) % 2 else "女", "出生日期": str(born)}
    assert problems(tried(by, [resident(1, **right)])) == []


def test_names_and_numbers_are_masked(by: Actor) -> None:
    for problem in problems(tried(by, [resident(1, 身份证号码=WRONG_DIGIT, 联系电话="1001234567899")])):
        assert WRONG_DIGIT not in problem.line()
        assert "1001234567899" not in problem.line()
        assert name(1) not in problem.line()


def test_it_is_said_in_the_readers_language(by: Actor) -> None:
    found = problems(tried(by, [resident(1, 身份证号码="3.10115E+17")]))
    with translation.override("en"):
        assert found[0].text.startswith("Excel has cut this number")
    with translation.override("zh-hans"):
        assert found[0].text.startswith("Excel 截断了这个号码")


def test_a_number_that_excel_stored_as_one_is_cut(by: Actor) -> None:
    found = tried(by, as_xlsx([resident(1, 身份证号码=float(number(1)[:17] + "0")), resident(2)]))  # type: ignore[arg-type]
    assert (2, "证件号码", "cut") in codes(found)


def test_dates_as_cells_and_in_all_spellings(by: Actor) -> None:
    days = ["2026年3月5日", "20260305", "2026/3/5", "46086", date(2026, 3, 5)]
    found = tried(by, as_xlsx([resident(n, 入住日期=day) for n, day in enumerate(days, 1)]))  # type: ignore[arg-type]
    assert (found.tally["bad"], found.tally["new"]) == (0, 5)


def test_the_kind_of_document_is_told_by_its_number(by: Actor) -> None:
    rows = [
        resident(1),
        resident(
            2,
            身份证号码="H12345678",
            人员类别="港澳台",
            国籍="中国香港",
            外文姓="CHAN",
            性别="男",
            出生日期="1990-01-02",
            证件种类="",
        ),
    ]
    found = tried(by, rows)
    assert codes(found) == []
    assert found.tally["new"] == 2


def test_twice_in_the_file(by: Actor) -> None:
    rows = [
        resident(1),
        resident(1),
        {**resident(2), "身份证号码": number(1)},
        resident(1, 现住地址="金口路1弄2号101室"),
    ]
    assert [code for _row, _column, code in codes(tried(by, rows))] == [
        "row-twice",
        "number-twice",
        "two-doors",
    ]


def test_two_heads_of_one_household(by: Actor) -> None:
    head = {"户号": "1", "与户主关系": "户主", "现住地址": "金口路1弄1号101室"}
    assert codes(tried(by, residents(2, **head))) == [(3, "与户主关系", "second-head")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_whatever_the_encoding(by: Actor, encoding: str) -> None:
    assert tried(by, as_csv(residents(3), encoding)).tally["new"] == 3


def test_titles_merged_cells_and_a_hidden_sheet_before_it(by: Actor) -> None:
    rows, target = residents(4, 现住地址="金口路1弄1号101室"), BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        hidden, sheet = book.add_worksheet("旧表"), book.add_worksheet("人口")
        hidden.write_row(0, 0, ["姓名"])
        sheet.activate()
        sheet.set_first_sheet()
        hidden.hide()
        sheet.merge_range(0, 0, 0, 5, "金杨一居来沪人员登记表")
        headers = list(rows[0])
        sheet.write_row(1, 0, headers)
        for at, row in enumerate(rows, 2):
            sheet.write_row(at, 0, list(row.values()))
        place = headers.index("现住地址")
        sheet.merge_range(2, place, 5, place, "金口路1弄1号101室")
    found = tried(by, target.getvalue())
    assert (found.job and found.job.problem, found.tally.get("new")) == (None, 4)


def test_a_file_that_is_none_and_a_missing_column(by: Actor) -> None:
    broken = tried(by, b"PK\x03\x04 nothing")
    assert broken.job is not None and broken.job.problem is not None
    missing = tried(by, [{"姓名": "张三", "备注": "x"}])
    assert missing.job is not None and "居住方式" in str(missing.job.result)
    assert not Person.objects.exists()


def test_where_a_file_is_at_fault_another_is_asked_for(by: Actor) -> None:
    """A job that broke can go on; an empty file cannot, and columns can be named."""
    empty, missing = tried(by, b"\r\n"), tried(by, [{"姓名": "张三", "备注": "x"}])
    with reading(by, TAKE_STOCK):
        assert stock_shown(by, empty).is_files_fault
        assert not stock_shown(by, missing).is_files_fault
        assert empty.job is not None
        empty.job.problem = JOB_BROKE.number
        assert stock_shown(by, empty).could_not_be_read and not stock_shown(by, empty).is_files_fault


def test_the_rows_with_remarks_hold_only_those_that_need_somebody(by: Actor) -> None:
    found = tried(by, [resident(1), resident(2, 姓名="=cmd|' /C calc'!A0"), resident(3)])
    with reading(by, TAKE_STOCK):
        content = access.remarks(found)
    head, bad = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert (head[0], head[-1]) == ("行", "检查结果")
    assert bad[0] == "3" and "[A 姓名]" in str(bad[-1])
    # As text, never as a formula.
    assert bad[1] == "=cmd|' /C calc'!A0"
