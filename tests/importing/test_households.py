"""Which household a row of a sheet is of, where the sheet says no number: as offices write such sheets."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from sanshi.accounts.models import Role
from sanshi.entry.importing.records import actions
from sanshi.entry.importing.records.households import Households, Placed, Resident
from sanshi.entry.importing.records.shown import rows_shown
from sanshi.entry.models import Answered, ImportDoubt
from sanshi.journal.recording import reading
from sanshi.register.history import current
from sanshi.register.models import PersonVersion, ResidencyVersion
from sanshi.verbs import TAKE_STOCK, Actor
from tests.importing.residents import approved_and_done, carried_out, name, number, resident, tried
from tests.importing.sending import codes
from tests.make import STREET, Place
from tests.persons import somebody

DOOR, NEXT = "金口路1弄1号101室", "金口路1弄1号102室"
ALIKE = name(1)[:-1] + "枫"


def at(door: str, n: int, relation: str = "", **changes: str) -> dict[str, str]:
    return resident(n, 现住地址=door, 与户主关系=relation, **changes)


def everybody() -> list[tuple[str, int]]:
    """Names and the household each lives in."""
    stays = ResidencyVersion.objects.filter(current(), subdistrict=STREET, valid_to=None)
    said = PersonVersion.objects.filter(current(), subdistrict=STREET).order_by("valid_from")
    names = dict(said.values_list("person_id", "name"))
    return [(names[person], household) for person, household in stays.values_list("person_id", "household")]


def households() -> dict[str, int]:
    return dict(everybody())


def placed(rows: Sequence[dict[str, str]], by: Actor, second: Actor) -> list[int]:
    """The household of each person of these rows, after they were entered."""
    carried_out(by, rows, second)
    found = households()
    return [found[row["姓名"]] for row in rows]


@pytest.fixture
def second(here: Place) -> Actor:
    return somebody(here, Role.POPULATION_OFFICE).actor


def test_a_head_begins_a_household_and_who_follows_is_of_it(by: Actor, second: Actor) -> None:
    rows = [
        at(DOOR, 1, "户主"),
        at(DOOR, 2, "配偶"),
        at(NEXT, 3, "户主"),
        at(NEXT, 4, "子"),
        at(NEXT, 5, "户主"),
        at(NEXT, 6, "女"),
        at(NEXT, 7),
    ]
    row = tried(by, rows)
    assert codes(row) == []
    with reading(by, TAKE_STOCK), translation.override("en"):
        shown = [one.household for one in rows_shown(row, "new")]
    assert shown[:2] == ["1 · Head of household", "1 · Spouse"] and shown[-1] == "2"
    assert placed(rows, by, second) == [1, 1, 1, 1, 2, 2, 2]


def test_the_number_of_the_sheet_counts_and_an_empty_cell_below_it_is_the_same(
    by: Actor, second: Actor
) -> None:
    rows = [
        at(DOOR, 1, "户主", 户号="3"),
        at(DOOR, 2, "配偶", 户号=""),
        at(DOOR, 3, "户主", 户号=""),
        at(DOOR, 4, "子", 户号="3"),
    ]
    assert codes(tried(by, rows)) == []
    assert placed(rows, by, second) == [3, 3, 4, 3]


def test_a_sheet_without_heads_knows_of_one_household(by: Actor, second: Actor) -> None:
    rows = [at(DOOR, 1), at(DOOR, 2, "配偶"), at(DOOR, 3)]
    assert codes(tried(by, rows)) == []
    assert placed(rows, by, second) == [1, 1, 1]


def test_a_head_below_its_people_is_of_them(by: Actor, second: Actor) -> None:
    assert placed([at(DOOR, 1, "父亲"), at(DOOR, 2, "户主")], by, second) == [1, 1]


def test_who_stands_apart_from_several_households_is_told(by: Actor) -> None:
    rows = [at(DOOR, 1, "户主"), at(DOOR, 2, "户主"), at(NEXT, 3), at(DOOR, 4, "子"), at(DOOR, 5)]
    found = tried(by, rows)
    assert [(row, code) for row, _column, code in codes(found)] == [
        (5, "which-household"),
        (6, "which-household"),
    ]
    assert (found.tally["new"], found.tally["bad"], found.tally["noted"]) == (5, 0, 2)


def test_a_bad_head_begins_a_household_all_the_same(by: Actor, second: Actor) -> None:
    rows = [at(DOOR, 1, "户主"), at(DOOR, 2, "户主", 身份证号码="12"), at(DOOR, 3, "子")]
    found = tried(by, rows)
    assert [code for row, _column, code in codes(found) if row == 4] == []
    carried_out(by, rows, second)
    assert households() == {name(1): 1, name(3): 2}
    # Put right and sent again, the head joins those who have none.
    again = [rows[0], at(DOOR, 2, "户主"), rows[2]]
    carried_out(by, again, second)
    assert households() == {name(1): 1, name(2): 2, name(3): 2}


# Against the register


@pytest.fixture
def family(by: Actor, second: Actor) -> None:
    """A head and somebody else in household 1 of the door."""
    carried_out(by, [at(DOOR, 1, "户主"), at(DOOR, 2, "配偶")], second)


@pytest.mark.usefixtures("family")
def test_who_follows_a_known_head_is_of_the_known_household(by: Actor, second: Actor) -> None:
    rows = [at(DOOR, 1, "户主"), at(DOOR, 3, "子"), at(DOOR, 4, "户主"), at(DOOR, 5, "配偶")]
    # Another head than the one registered: a household of its own, or the next head of the one there.
    assert [(row, code) for row, _column, code in codes(tried(by, rows))] == [(4, "which-household")]
    carried_out(by, rows, second)
    assert households() == {name(1): 1, name(2): 1, name(3): 1, name(4): 2, name(5): 2}


@pytest.mark.usefixtures("family")
def test_the_only_household_is_joined(by: Actor, second: Actor) -> None:
    assert codes(tried(by, [at(DOOR, 3)])) == []
    assert placed([at(DOOR, 3)], by, second) == [1]


@pytest.mark.usefixtures("family")
def test_the_household_somebody_lives_in_stays(by: Actor, second: Actor) -> None:
    rows = [at(DOOR, 5, "户主"), at(DOOR, 6, "子"), at(DOOR, 2, "配偶", 联系电话="10012345678")]
    carried_out(by, rows, second)
    assert households() == {name(1): 1, name(2): 1, name(5): 2, name(6): 2}


@pytest.mark.usefixtures("family")
def test_a_stated_household_with_another_head_is_refused_as_before(by: Actor) -> None:
    assert codes(tried(by, [at(DOOR, 3, "户主", 户号="1")])) == [(2, "与户主关系", "head-registered")]


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("answer", "of_them"), [(Answered.SAME, [(ALIKE, 1)]), (Answered.NEW, [(name(1), 1), (ALIKE, 2)])]
)
def test_who_follows_a_head_to_be_looked_at_is_of_the_household_it_perhaps_heads(
    by: Actor, second: Actor, answer: str, of_them: list[tuple[str, int]]
) -> None:
    """One sign of the name is another, the number is not there: somebody decides."""
    born, sex = f"{number(1)[6:10]}-{number(1)[10:12]}-{number(1)[12:14]}", int(number(1)[16]) % 2
    without = {"身份证号码": "", "无证原因": "未携带", "出生日期": born, "性别": "男" if sex else "女"}
    without |= {"姓名": ALIKE, "联系电话": ""}
    row = tried(by, [at(DOOR, 1, "户主", **without), at(DOOR, 3, "子")])
    assert (row.tally["look"], row.tally["new"]) == (1, 1)
    doubt = ImportDoubt.objects.get(subdistrict=STREET, sheet=row)
    record = UUID(doubt.candidates[0]["record"]) if answer == Answered.SAME else None
    actions.answer_doubt(by, uuid4(), doubt.pk, actions.Answer(answer, record, "当面问过"))
    approved_and_done(by, second, row)
    assert sorted(everybody()) == sorted([(name(2), 1), (name(3), 1), *of_them])


# The rule by itself


def test_numbers_that_are_stated_are_not_given_again() -> None:
    found, door = Households(), uuid4()
    assert found.place(Resident(door, is_head=True, stated=2)) == Placed(2)
    assert found.place(Resident(door, is_head=True)) == Placed(3)
    assert found.place(Resident(door, is_head=False, home=1)) == Placed(1)
    assert found.place(Resident(door, is_head=False)) == Placed(1)


def test_after_a_row_of_which_nothing_is_known_the_household_is_open() -> None:
    found, door = Households(), uuid4()
    for _head in range(2):
        found.place(Resident(door, is_head=True))
    found.interrupt()
    assert found.place(Resident(door, is_head=False)) == Placed(1, is_open=True)
    assert found.place(Resident(door, is_head=False)) == Placed(1, is_open=True)
    assert found.place(Resident(door, is_head=True)) == Placed(3)
    assert found.place(Resident(door, is_head=False)) == Placed(3)


def test_of_several_households_without_a_head_a_head_joins_none_unseen() -> None:
    registered: dict[int, UUID | None] = {1: None, 2: None}
    row = Resident(uuid4(), is_head=True, registered=registered)
    assert Households().place(row) == Placed(3, is_open=True)
    assert Households().place(replace(row, registered={1: None})) == Placed(1)
    assert Households().place(replace(row, registered={1: uuid4(), 2: None})) == Placed(2, is_open=True)
