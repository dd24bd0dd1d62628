"""A page asks once by which rulebook it is made; what writes asks each time."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from sanshi.rulebook.access import calendar, one_page, policies_in, policy_on
from sanshi.rulebook.actions import load_policy, seed_calendar
from sanshi.rulebook.middleware import RulebookMiddleware
from sanshi.streets.models import Subdistrict
from sanshi.verbs import Actor
from tests.rulebook.policies import changed, reference

pytestmark = pytest.mark.django_db

STREET = "310115012"
DAY = date(2026, 8, 14)


@pytest.fixture
def office() -> Actor:
    Subdistrict.objects.get_or_create(code=STREET, defaults={"name": "金杨新村街道"})
    actor = Actor(None, "office", STREET, is_house=True)
    seed_calendar()
    load_policy(actor, uuid4(), reference().plain())
    return actor


def ask() -> tuple[object, ...]:
    return policy_on(STREET, DAY), policies_in(STREET, DAY, DAY).policies, calendar()


def statements(method: str) -> int:
    def view(request: object) -> HttpResponse:
        return HttpResponse(str([ask(), ask(), ask()]))

    with CaptureQueriesContext(connection) as queries:
        RulebookMiddleware(view)(RequestFactory().generic(method, "/"))
    return len(queries)


@pytest.mark.usefixtures("office")
def test_a_page_asks_once_and_a_write_each_time() -> None:
    ask()
    assert [statements(method) for method in ("GET", "HEAD", "POST")] == [2, 2, 9]


def test_the_next_page_sees_what_was_loaded_since(office: Actor) -> None:
    four = changed(code="four", valid_from="2026-08-14", deadlines__collection_working_days=4)
    with one_page():
        before = ask()
    load_policy(office, uuid4(), four.plain())
    with one_page():
        assert ask() != before
        assert policy_on(STREET, DAY).code == "four"


def test_outside_of_a_page_an_action_sees_what_it_loaded(office: Actor) -> None:
    four = changed(code="four", valid_from="2026-08-14", deadlines__collection_working_days=4)
    assert policy_on(STREET, DAY).code == "jinyang-2012"
    load_policy(office, uuid4(), four.plain())
    assert policy_on(STREET, DAY).code == "four"
