"""Units and their staff on screen: lists and filters, the unit's page, a number shown in full."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from sanshi.accounts.models import Role
from sanshi.register import actions
from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from tests import make, persons
from tests.make import STREET, Place
from tests.register.browsing import FACTS, address, last_line, lives, text
from tests.register.town import NUMBERS, a_unit

ON = date(2026, 8, 3)
WANG = EmploymentFacts(
    name="王小二",
    document_type="111",
    document_number=NUMBERS[1],
    lives=Lives.ELSEWHERE,
    residence_region="012345",
    started_on=date(2026, 5, 1),
)


def shop(here: Place, *staff: EmploymentFacts, name: str = "试验小吃店", trade: bool = False) -> UUID:
    return actions.register_unit(
        make.house(), uuid4(), uuid4(), a_unit(name=name, key_trade=trade), here.doors[0].pk, ON, trade, staff
    )


def at_home(elsewhere: Place, **changes: object) -> EmploymentFacts:
    door = str(elsewhere.doors[0].pk)
    line = replace(WANG, lives=Lives.STREET, residence_door=door, residence_region="")
    return replace(line, **changes)  # type: ignore[arg-type]


def test_the_list_counts_who_works_there_and_opens_to_them(here, clerk, signed_in) -> None:
    unit = shop(here, WANG, replace(WANG, name="李小四", document_number=NUMBERS[2]))
    shop(here, name="没有员工的店")
    page = signed_in(clerk).get(address("unit-list"))
    assert f'href="{address("unit-page", unit)}#staff">2</a>' in page.content.decode()
    assert "2 units" in text(page) and WANG.name not in text(page)


def test_the_list_is_narrowed_to_units_without_staff_or_with_who_waits(
    here, elsewhere, clerk, signed_in
) -> None:
    shop(here, WANG, name="外地员工店")
    shop(here, at_home(elsewhere, document_number=NUMBERS[2]), name="等人登记店")
    shop(here, name="没有员工的店")
    browser = signed_in(clerk)
    for staff, name in (("without", "没有员工的店"), ("waiting", "等人登记店")):
        page = text(browser.get(address("unit-list"), {"staff": staff}))
        assert name in page and "1 unit" in page
    lives(elsewhere.doors[1], replace(FACTS, document_number=NUMBERS[2]))
    assert "No unit is registered here" in text(browser.get(address("unit-list"), {"staff": "waiting"}))


def test_key_trades_are_listed_for_the_police_alone(here, clerk, signed_in) -> None:
    shop(here, name="旧货店", trade=True)
    shop(here, name="面馆")
    officer = persons.somebody(here, Role.OFFICER)
    page = text(signed_in(officer).get(address("unit-list"), {"trade": "key"}))
    assert "旧货店" in page and "1 unit" in page and "Key trade" in page
    page = text(signed_in(clerk).get(address("unit-list"), {"trade": "key"}))
    assert "面馆" in page and "2 units" in page and "Key trade" not in page


def test_the_page_says_where_each_is_registered_and_who_waits(here, elsewhere, clerk, signed_in) -> None:
    lives(elsewhere.doors[0], replace(FACTS, document_number=NUMBERS[2]))
    unit = shop(
        here,
        WANG,
        at_home(elsewhere, name=FACTS.name, document_number=NUMBERS[2]),
        at_home(elsewhere, name="赵小六", document_number=NUMBERS[3]),
    )
    page = signed_in(clerk).get(address("unit-page", unit))
    said = text(page)
    assert "3 employees" in said and "王*二" in said and "王小二" not in said
    assert "Registered 第2居委" in said and "Waiting for registration" in said
    assert "Outside of this street 012345" in said
    assert not any(number in page.content.decode() for number in NUMBERS)
    line, seen = last_line()
    employed = EmploymentVersion.objects.filter(current(), subdistrict=STREET).values_list(
        "employment", flat=True
    )
    assert line.verb == "unit.read" and {*employed, unit} <= seen


def test_the_page_turned_back_shows_who_worked_there_then(here, clerk, signed_in) -> None:
    unit = shop(here, WANG, replace(WANG, document_number=NUMBERS[2], started_on=date(2026, 8, 1)))
    page = text(signed_in(clerk).get(address("unit-page", unit), {"on": "2026-06-01"}))
    assert "1 employee" in page and "Nothing is known of this day." not in page
    page = text(signed_in(clerk).get(address("unit-page", unit), {"on": "2026-04-30"}))
    assert "employee" not in page and "Nothing is known of this day." in page


def test_a_section_reads_no_names(here, signed_in) -> None:
    unit = shop(here, WANG)
    section = persons.somebody(here, Role.SECTION)
    page = text(signed_in(section).get(address("unit-page", unit)))
    assert "王*二" not in page and "Staff" not in page


def test_a_number_is_shown_in_full_one_at_a_time_with_a_reason(here, clerk, signed_in) -> None:
    shop(here, WANG)
    employment = EmploymentVersion.objects.get(current(), subdistrict=STREET).employment_id
    browser, url = signed_in(clerk), address("employee-reveal", employment)
    first = browser.post(url)
    assert WANG.document_number not in first.content.decode() and "Choose a reason" in text(first)
    answer = browser.post(url, {"reason": "compare"})
    assert WANG.document_number in text(answer)
    line, seen = last_line()
    assert line.verb == "person.reveal" and line.details["reason"] == "compare" and seen == {employment}


def test_another_committees_employee_is_not_shown(here, elsewhere, signed_in) -> None:
    shop(here, WANG)
    employment = EmploymentVersion.objects.get(current(), subdistrict=STREET).employment_id
    other = signed_in(persons.somebody(elsewhere, Role.CLERK))
    assert other.post(address("employee-reveal", employment), {"reason": "compare"}).status_code == 404
    assert other.post(address("employee-reveal", uuid4()), {"reason": "compare"}).status_code == 404


@pytest.mark.parametrize("many", [1, 12])
def test_the_pages_cost_the_same_for_one_and_for_many(
    here, elsewhere, clerk, signed_in, django_assert_max_num_queries, many
) -> None:
    lines = [at_home(elsewhere, document_number="", started_on=date(2026, 5, 1 + n)) for n in range(many)]
    unit = shop(here, *lines)
    for n in range(many):
        shop(here, WANG, name=f"店{n}")
    browser = signed_in(clerk)
    with django_assert_max_num_queries(36):
        browser.get(address("unit-page", unit))
    with django_assert_max_num_queries(24):
        browser.get(address("unit-list"))
