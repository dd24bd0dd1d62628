"""A sheet of residents: tried without effect, entered as stock taking, once however often it is sent."""

import pytest

from sanshi.accounts.models import Role
from sanshi.collection.models import Form
from sanshi.entry.models import Entry, ImportState
from sanshi.journal.models import Line
from sanshi.register.models import MatchKey, Person, PersonVersion, Residency, ResidencyVersion, SearchToken
from sanshi.verbs import Actor
from tests.importing.residents import carried_out, resident, residents, tried
from tests.importing.sending import codes
from tests.make import STREET, Place
from tests.persons import somebody


@pytest.fixture
def second(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def test_a_dry_run_has_no_effect(by: Actor) -> None:
    row = tried(by, residents(12))
    assert codes(row) == []
    assert row.state == ImportState.TRIED
    assert {name: row.tally[name] for name in ("rows", "bad", "new", "look", "known")} == {
        "rows": 12,
        "bad": 0,
        "new": 12,
        "look": 0,
        "known": 0,
    }
    assert not Person.objects.exists() and not Form.objects.exists()


def test_residents_are_entered_as_stock_taking(by: Actor, second: Actor) -> None:
    row = carried_out(by, residents(12), second)
    assert (row.state, row.rows_done, row.forms_entered) == (ImportState.DONE, 12, 12)
    assert [form.stock_taking for form in Form.objects.filter(subdistrict=STREET)] == [True] * 12
    assert (Entry.objects.count(), Person.objects.count(), Residency.objects.count()) == (12, 12, 12)
    lives = ResidencyVersion.objects.filter(subdistrict=STREET, door__room="101").order_by("id").first()
    assert lives is not None
    assert (str(lives.valid_from), lives.registered_region, lives.stay_reason) == (
        "2026-03-05",
        "340000",
        "work",
    )
    assert Line.objects.filter(subdistrict=STREET, verb="stock.take", result__isnull=False).count() >= 12
    assert MatchKey.objects.exists() and SearchToken.objects.exists()


def test_the_same_sheet_again_changes_nothing(by: Actor, second: Actor) -> None:
    carried_out(by, residents(12), second)
    before = (Form.objects.count(), PersonVersion.objects.count(), ResidencyVersion.objects.count())
    row = tried(by, residents(12))
    assert (row.tally["new"], row.tally["look"], row.tally["known"], row.rows) == (0, 0, 12, 0)
    assert before == (Form.objects.count(), PersonVersion.objects.count(), ResidencyVersion.objects.count())


def test_facts_that_differ_and_who_moved_follow_the_sheet(by: Actor, second: Actor) -> None:
    carried_out(by, residents(3), second)
    changed = resident(1, 联系电话="10099999999")
    moved = resident(2, 现住地址="金口路1弄2号101室", 入住日期="2026-09-01")
    row = carried_out(by, [changed, moved, resident(3)], second)
    assert [row.tally[name] for name in ("changed", "moved", "known", "new")] == [1, 1, 1, 0]
    assert (row.forms_entered, row.records_changed, Person.objects.count()) == (2, 2, 3)
    phones = PersonVersion.objects.filter(
        subdistrict=STREET, superseded_at__isnull=True, valid_to__isnull=True
    )
    assert sorted(one.phone.open() for one in phones)[-1] == "10099999999"
    ended = ResidencyVersion.objects.get(subdistrict=STREET, valid_to="2026-09-01")
    assert ended.end_reason == "moved"


def test_a_province_does_not_take_the_place_of_a_county_in_it(by: Actor, second: Actor) -> None:
    carried_out(by, residents(2, 1, 户籍地="340121"), second)
    row = tried(by, [resident(1, 户籍地="安徽省"), resident(2, 户籍地="江苏省")])
    assert (row.tally["known"], row.tally["changed"]) == (1, 1)
    again = carried_out(by, residents(2, 1, 户籍地="340123"), second)
    assert again.records_changed == 2
    regions = ResidencyVersion.objects.filter(subdistrict=STREET, superseded_at__isnull=True)
    assert set(regions.filter(valid_to=None).values_list("registered_region", flat=True)) == {"340123"}


def test_a_sheet_of_residents_without_numbers_has_no_column_of_them(by: Actor, second: Actor) -> None:
    rows = residents(2, 1, 身份证号码="", 无证原因="未携带", 性别="男", 出生日期="1990-03-07")
    assert all(not row.pop("身份证号码") for row in rows)
    row = carried_out(by, rows, second)
    assert codes(row) == [] and row.forms_entered == 2
