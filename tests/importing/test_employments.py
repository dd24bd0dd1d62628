"""Sheets of employees: put on the staff of units that are registered, a form a unit."""

from pathlib import Path

import pytest

from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry.importing.records.command import run
from sanshi.identity.fictive import fictive_credit_code
from sanshi.register.models import EmploymentVersion, Unit
from sanshi.verbs import Actor
from tests.importing.residents import approved_and_done, carried_out, name, number, tried
from tests.importing.sending import as_csv, codes
from tests.importing.test_units_and_dwellings import UNIT
from tests.make import STREET, Place
from tests.persons import somebody

OTHER = {**UNIT, "单位名称": "远山书店", "信用代码": fictive_credit_code(8), "经营地址": "金口路1弄1号101室"}


def employee(n: int, **changes: str) -> dict[str, str]:
    return {
        "统一社会信用代码": UNIT["信用代码"],
        "单位名称": "",
        "单位地址": "",
        "姓名": name(n),
        "身份证号码": number(n),
        "居住情况": "住店",
        "本街道住址": "",
        "居住地区划": "",
        "入职日期": "2026-03-05",
        "离职日期": "",
        **changes,
    }


@pytest.fixture
def second(here: Place, by: Actor) -> Actor:
    """With two units registered."""
    second = somebody(here, Role.POPULATION_OFFICE).actor
    carried_out(by, [UNIT, OTHER], second, "units")
    return second


def staff() -> list[EmploymentVersion]:
    rows = EmploymentVersion.objects.filter(
        subdistrict=STREET, superseded_at__isnull=True, valid_to__isnull=True
    )
    return sorted(rows, key=lambda row: row.name.open() if row.name else "")


def test_a_form_a_unit(by: Actor, second: Actor) -> None:
    rows = [
        employee(1),
        employee(2, 统一社会信用代码=OTHER["信用代码"]),
        employee(3, 居住情况="", 本街道住址="金口路1弄1号201室"),
        employee(4, 居住情况="", 居住地区划="江苏省"),
        employee(5, 统一社会信用代码="", 单位名称="晨光面馆", 单位地址="枣庄路1号", 身份证号码=""),
    ]
    row = carried_out(by, rows, second, "employments")
    assert codes(row) == []
    assert (row.tally["new"], row.forms_entered, row.rows_done) == (5, 2, 5)
    assert {one.name.open() for one in staff() if one.name} == {name(n) for n in range(1, 6)}
    said = {one.name.open(): one for one in staff() if one.name}
    assert said[name(1)].lives_on_site and said[name(3)].residence_door
    assert said[name(4)].residence_region == "320000"
    assert said[name(1)].unit_id == said[name(5)].unit_id != said[name(2)].unit_id
    forms = Form.objects.filter(subdistrict=STREET, stock_taking=True, action="alter")
    assert {form.unit_id for form in forms} == set(
        Unit.objects.filter(subdistrict=STREET).values_list("pk", flat=True)
    )


def test_known_rows_and_the_same_file_again(by: Actor, second: Actor) -> None:
    rows = [employee(1), employee(2, 身份证号码="")]
    assert carried_out(by, rows, second, "employments").forms_entered == 1
    again = tried(by, rows, "employments")
    assert (again.tally["known"], again.tally["new"], again.rows) == (2, 0, 0)
    row = carried_out(by, [*rows, employee(3)], second, "employments")
    assert (row.tally["known"], row.forms_entered, len(staff())) == (2, 1, 3)


def test_two_files_tried_before_either_is_carried_out(by: Actor, second: Actor) -> None:
    first, other = (tried(by, [employee(1)], "employments") for _ in range(2))
    assert approved_and_done(by, second, first).forms_entered == 1
    late = approved_and_done(by, second, other)
    assert (late.forms_entered, late.records_known, len(staff())) == (0, 1, 1)


def test_who_left(by: Actor, second: Actor) -> None:
    carried_out(by, [employee(1)], second, "employments")
    left = [employee(1, 离职日期="2026-10-01"), employee(2, 离职日期="2026-10-01")]
    row = carried_out(by, left, second, "employments")
    assert (row.tally["changed"], row.tally["known"], row.forms_entered) == (1, 1, 1)
    assert codes(row) == [(3, "离职日期", "not-on-staff")]
    assert staff() == []
    assert tried(by, left, "employments").tally["known"] == 2


def test_bad_units(by: Actor, second: Actor) -> None:
    rows = [
        employee(1, 统一社会信用代码=fictive_credit_code(99)),
        employee(2, 统一社会信用代码="", 单位名称="晨光面馆"),
        employee(3, 统一社会信用代码=""),
        employee(4, 单位地址="金口路1弄1号102室"),
        employee(5, 统一社会信用代码=f"{UNIT['信用代码'][:-1]}!"),
        employee(6, 统一社会信用代码="", 单位名称="没有这一家商行", 单位地址="金口路1弄2号101室"),
    ]
    row = tried(by, rows, "employments")
    assert row.tally["bad"] == 6
    told = {(row, code) for row, _column, code in codes(row)}
    assert told == {
        (2, "no-unit"),
        (3, "which-unit"),
        (4, "required"),
        (5, "unit-elsewhere"),
        (6, "rule"),
        (7, "no-unit"),
    }


def test_bad_employees(by: Actor, second: Actor) -> None:
    wrong = number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")
    rows = [
        employee(1, 身份证号码=wrong),
        employee(2, 入职日期=""),
        employee(3, 居住情况=""),
        employee(4),
        employee(4),
        employee(5, 身份证号码=number(4)),
        employee(4, 统一社会信用代码=OTHER["信用代码"]),
        employee(6, 居住情况="本街道"),
    ]
    row = tried(by, rows, "employments")
    told = codes(row)
    assert [(n, code) for n, _column, code in told] == [
        (2, "document"),
        (3, "required"),
        (4, "required"),
        (6, "row-twice"),
        (7, "number-twice"),
        (9, "required"),
    ]
    assert (row.tally["new"], row.tally["bad"]) == (2, 6)


def test_of_another_name_without_a_number(by: Actor, second: Actor) -> None:
    carried_out(by, [employee(1, 身份证号码="")], second, "employments")
    assert [code for *_cell, code in codes(tried(by, [employee(1)], "employments"))] == ["without-number"]


def test_by_the_operator(
    by: Actor, second: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "staff.csv"
    file.write_bytes(as_csv([employee(1), employee(2)]))
    assert run(["employments", str(file)]) == 0
    assert "entered: 1 forms" in capsys.readouterr().out
    assert run(["employments", str(file)]) == 0
    assert len(staff()) == 2


def test_no_reward_and_no_clock(by: Actor, second: Actor) -> None:
    carried_out(by, [employee(1)], second, "employments")
    form = Form.objects.get(subdistrict=STREET, action="alter")
    assert form.stock_taking and form.number
