"""The policy and the working days on screen: shown, loaded, and refused with the line that is wrong."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from sanshi.accounts.models import Role
from sanshi.rulebook import policy as policies
from sanshi.rulebook.access import calendar, policy_on
from sanshi.rulebook.models import CalendarDay, CalendarYear, PolicyVersion
from sanshi.rulebook.workdays import add_workdays
from tests import make
from tests.accounts.test_pages import address, browser, text
from tests.make import STREET, Place
from tests.persons import somebody
from tests.standing import now, own_anchor

__all__ = ["now", "own_anchor"]

TOML = Path(policies.__file__).parent / "policies" / "jinyang-2012.toml"
NOTICE = b"day,worked\n2027-01-01,no\n2027-02-20,yes\n"


@pytest.fixture
def here(db: None) -> Place:
    make.street()
    return make.committee(1)


@pytest.fixture
def administrator(here: Place) -> Client:
    return browser(somebody(here, Role.ADMINISTRATOR))


def file(content: bytes | str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


# The policy


def test_the_page_keeps_the_plans_figures_apart_from_the_houses(here: Place) -> None:
    answer = browser(somebody(here, Role.STEWARD)).get(address("policy"))
    plan, house = text(answer).split("The house's own figures")
    assert "4.2.1 a For each notice found valid ¥2.00" in plan
    assert "3.2.1 Collection, from the day it became known 3 working days" in plan
    assert "from 5 % on: deducts 10 %" in plan and "above 40 %: deducts 100 %, with public criticism" in plan
    assert "Full numbers shown to one account a day 20" in house
    assert "Load a policy" not in text(answer)


def policy_text(**changes: str) -> str:
    told = TOML.read_text(encoding="utf-8")
    for before, after in changes.items():
        assert before in told
        told = told.replace(before, after)
    return told


def later() -> str:
    return policy_text(**{"2012-05-30": "2027-01-01"})


def load(client: Client, content: bytes | str) -> HttpResponse:
    sent: dict[str, Any] = {"client_id": uuid4(), "file": file(content, "policy.toml")}
    answer: HttpResponse = client.post(address("policy-load"), sent)  # type: ignore[assignment]
    return answer


def test_a_new_policy_takes_over_on_its_first_day(administrator: Client) -> None:
    answer = load(administrator, later())
    made = PolicyVersion.objects.get(subdistrict=STREET, valid_from=date(2027, 1, 1))
    assert answer.headers["Location"] == address("policy-version", made.pk)
    page = text(administrator.get(answer.headers["Location"]))
    assert "in force from 2027-01-01 (Fri)" in page and "2012-05-30 (Wed)" in page
    assert policy_on(STREET, date(2026, 12, 31)).valid_from == date(2012, 5, 30)
    assert policy_on(STREET, date(2027, 1, 1)).valid_from == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not = a = policy", "TOML"),
        ('code = "x"', "this key is missing"),
        (later() + "\n[plan.surprise]\n", "plan.surprise: this key is not known here"),
        (b"\xff\xfe\x00", "utf-8"),
    ],
)
def test_a_wrong_policy_is_named_and_nothing_is_stored(
    administrator: Client, content: bytes | str, said: str
) -> None:
    answer = load(administrator, content)
    assert answer.status_code == 422 and said in text(answer)
    assert 'id="id_file_error"' in answer.content.decode()
    assert PolicyVersion.objects.filter(subdistrict=STREET).count() == 1


def test_a_policy_is_loaded_once(administrator: Client) -> None:
    answer = load(administrator, TOML.read_bytes())
    assert answer.status_code == 422 and "jinyang-2012 from 2012-05-30 is loaded already" in text(answer)
    assert PolicyVersion.objects.filter(subdistrict=STREET).count() == 1


def test_a_file_is_asked_for(administrator: Client) -> None:
    answer = administrator.post(address("policy-load"), {"client_id": uuid4()})
    assert answer.status_code == 422 and "This is required." in text(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.POPULATION_OFFICE, Role.CLERK])
def test_only_the_administrator_loads_a_policy(here: Place, role: Role) -> None:
    client = browser(somebody(here, role))
    assert client.get(address("policy-load")).status_code == 404
    assert load(client, later()).status_code == 404
    assert PolicyVersion.objects.filter(subdistrict=STREET).count() == 1


def test_an_unknown_version_is_not_found(administrator: Client) -> None:
    assert administrator.get(address("policy-version", uuid4())).status_code == 404


# The working days


def load_year(client: Client, content: bytes, year: int = 2027) -> HttpResponse:
    sent = {
        "client_id": uuid4(),
        "year": year,
        "notice": "国办发明电〔2026〕7号",
        "file": file(content, "days.csv"),
    }
    answer: HttpResponse = client.post(address("calendar-load"), sent)  # type: ignore[assignment]
    return answer


def test_the_page_names_the_days_that_are_not_as_their_weekday_says(here: Place) -> None:
    page = text(browser(somebody(here, Role.COORDINATOR)).get(address("calendar")))
    assert "Working days 2026" in page
    assert "2026-10-10 (Sat) Make-up working day" in page and "2026-10-01 (Thu) Holiday" in page


@pytest.mark.parametrize("asked", ["2031", "nonsense", "99999", "²⁰²⁶"])
def test_a_year_that_is_not_there_or_none(here: Place, asked: str) -> None:
    answer = browser(somebody(here, Role.COORDINATOR)).get(address("calendar"), {"year": asked})
    assert answer.status_code == 200
    assert ("No notice is loaded for this year." in text(answer)) == (asked == "2031")


def test_a_year_is_loaded_and_due_days_follow(administrator: Client) -> None:
    start = date(2027, 2, 19)
    assert add_workdays(start, 1, calendar()).provisional
    answer = load_year(administrator, NOTICE)
    assert answer.headers["Location"] == address("calendar") + "?year=2027"
    assert "2027-02-20 (Sat) Make-up working day" in text(administrator.get(answer.headers["Location"]))
    due = add_workdays(start, 1, calendar())
    assert (due.day, due.provisional) == (date(2027, 2, 20), False)
    assert CalendarYear.objects.get(year=2027).notice == "国办发明电〔2026〕7号"


def test_a_year_loaded_again_is_replaced(administrator: Client) -> None:
    load_year(administrator, NOTICE)
    load_year(administrator, b"\xef\xbb\xbfday,worked\r\n2027-05-03,no\r\n")
    days = CalendarDay.objects.filter(year=2027).values_list("day", flat=True)
    assert list(days) == [date(2027, 5, 3)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The submitted file is empty"),
        (b"date,work\n2027-01-01,no\n", "the first line must be: day,worked"),
        (b"day,worked\n", "it names no day"),
        (b"day,worked\n2027-01-01,no\n2027-02-30,no\n", "line 3 must look like 2027-02-20,yes"),
        (b"day,worked\n2027-01-01,perhaps\n", "line 2 must look like 2027-02-20,yes"),
        (b"day,worked\n2027-01-01\n", "line 2 must look like 2027-02-20,yes"),
        (b"day,worked\n2027-01-01,no\n\n2028-01-03,no\n", "line 4: 2028-01-03 does not lie in 2027"),
        (b"day,worked\n2027-01-01,no\n2027-01-01,yes\n", "line 3: 2027-01-01 stands there twice"),
        (b"day,worked\n\xd6\xd0\n", "it is not UTF-8 text"),
        (b"day,worked\n" + b"2027-01-01,no\n" * 6000, "it is larger than a year's notice can be"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_stored(
    administrator: Client, content: bytes, said: str
) -> None:
    answer = load_year(administrator, content)
    assert answer.status_code == 422 and said in text(answer)
    assert 'id="id_file_error"' in answer.content.decode()
    assert 'value="国办发明电〔2026〕7号"' in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_the_population_office_loads_days_too_and_a_clerk_does_not(here: Place) -> None:
    assert load_year(browser(somebody(here, Role.CLERK)), NOTICE).status_code == 404
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert load_year(browser(somebody(here, Role.POPULATION_OFFICE)), NOTICE).status_code == 302
