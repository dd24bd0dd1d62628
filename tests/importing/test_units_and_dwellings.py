"""Sheets of units and of dwellings: by sets where new, by the forms' own changes where known."""

import pytest

from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry.models import ImportDoubt
from sanshi.identity.fictive import fictive_credit_code
from sanshi.register.models import DwellingVersion, Unit, UnitVersion
from sanshi.verbs import Actor
from tests.importing.residents import carried_out, tried
from tests.importing.sending import codes
from tests.make import STREET, Place
from tests.persons import somebody

UNIT = {
    "单位名称": "晨光面馆",
    "类别": "商铺",
    "信用代码": fictive_credit_code(7),
    "行业": "餐饮业",
    "负责人": "李某",
    "联系电话": "10012345678",
    "状态": "正常",
    "经营地址": "枣庄路1号",
}
HOME = {"用途": "住宅", "居住情况": "出租", "居室数": "2", "面积": "52.5", "坐落": "金口路1弄1号101室"}


@pytest.fixture
def second(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def test_units_are_entered_and_followed(by: Actor, second: Actor) -> None:
    row = carried_out(by, [UNIT], second, "units")
    assert (row.forms_entered, Unit.objects.count()) == (1, 1)
    said = UnitVersion.objects.get(subdistrict=STREET)
    assert (said.name, said.kind, said.industry, said.status) == ("晨光面馆", "street-front", "62", "open")
    assert tried(by, [UNIT], "units").tally["known"] == 1
    row = carried_out(by, [{**UNIT, "状态": "停业"}], second, "units")
    assert (row.tally["changed"], row.forms_entered, Unit.objects.count()) == (1, 1, 1)
    now = UnitVersion.objects.filter(subdistrict=STREET, superseded_at__isnull=True, valid_to__isnull=True)
    assert now.get().status == "suspended"


def test_the_same_credit_code_elsewhere_is_looked_at(by: Actor, second: Actor) -> None:
    carried_out(by, [UNIT], second, "units")
    row = tried(by, [{**UNIT, "经营地址": "金口路1弄1号101室"}], "units")
    assert (row.tally["look"], row.tally["new"]) == (1, 0)
    doubt = ImportDoubt.objects.get(subdistrict=STREET, sheet=row)
    assert doubt.candidates[0]["record"] == str(Unit.objects.get(subdistrict=STREET).pk)


def test_bad_cells_of_units(by: Actor) -> None:
    rows = [{**UNIT, "信用代码": f"{UNIT['信用代码'][:-1]}!"}, {**UNIT, "行业": "炼丹"}, {**UNIT, "类别": ""}]
    told = {(row, code) for row, _column, code in codes(tried(by, rows, "units"))}
    assert {(2, "rule"), (3, "industry"), (4, "required")} <= told


def test_dwellings_are_entered_and_followed(by: Actor, second: Actor) -> None:
    row = carried_out(by, [HOME], second, "dwellings")
    assert row.forms_entered == 1
    assert tried(by, [HOME], "dwellings").tally["known"] == 1
    row = carried_out(by, [{**HOME, "居住情况": "自住", "居室数": "", "面积": ""}], second, "dwellings")
    assert (row.tally["changed"], row.forms_entered) == (1, 1)
    now = DwellingVersion.objects.filter(
        subdistrict=STREET, superseded_at__isnull=True, valid_to__isnull=True
    )
    assert now.get().occupancy == "owner"
    assert Form.objects.filter(subdistrict=STREET, stock_taking=True).count() == 2


def test_one_dwelling_twice(by: Actor) -> None:
    assert [code for *_cell, code in codes(tried(by, [HOME, HOME], "dwellings"))] == ["row-twice"]
