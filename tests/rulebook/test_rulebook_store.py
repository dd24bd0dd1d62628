from datetime import date
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.problems import Refused
from sanshi.rulebook.access import calendar, policies_in, policy_on, version_on
from sanshi.rulebook.actions import load_calendar, load_policy, seed_calendar
from sanshi.rulebook.models import CalendarDay, PolicyVersion
from sanshi.rulebook.schedule import published_calendar
from sanshi.rulebook.workdays import add_workdays
from sanshi.streets.models import HOUSE, Subdistrict
from sanshi.verbs import Actor
from tests.rulebook.policies import changed, document, reference

pytestmark = pytest.mark.django_db

STREET = "310115012"
DAY = date(2026, 8, 14)


@pytest.fixture
def office() -> Actor:
    Subdistrict.objects.get_or_create(code=STREET, defaults={"name": "金杨新村街道"})
    return Actor(None, "office", STREET, is_house=True)


@pytest.fixture
def house() -> Actor:
    return Actor(None, "house", HOUSE, is_house=True)


def test_a_loaded_policy_holds_from_its_first_day(office: Actor) -> None:
    stored = load_policy(office, uuid4(), reference().plain())
    assert policy_on(STREET, DAY) == reference()
    assert version_on(STREET, DAY).id == stored
    with pytest.raises(Refused, match="2012-05-29"):
        policy_on(STREET, date(2012, 5, 29))


def test_another_street_has_policies_of_its_own(office: Actor) -> None:
    load_policy(office, uuid4(), reference().plain())
    with pytest.raises(Refused):
        policy_on("310115013", DAY)


def test_a_second_policy_cuts_the_quarter(office: Actor) -> None:
    four_days = changed(code="four", valid_from="2026-08-15", deadlines__collection_working_days=4)
    load_policy(office, uuid4(), reference().plain())
    load_policy(office, uuid4(), four_days.plain())
    timeline = policies_in(STREET, date(2026, 7, 1), date(2026, 9, 30))
    assert [policy.code for policy in timeline.policies] == ["jinyang-2012", "four"]
    assert policy_on(STREET, date(2026, 8, 15)).plan.deadlines.collection_working_days == 4
    assert policy_on(STREET, DAY).plan.deadlines.collection_working_days == 3


def test_a_policy_is_loaded_once(office: Actor) -> None:
    load_policy(office, uuid4(), reference().plain())
    with pytest.raises(Refused, match="loaded already"):
        load_policy(office, uuid4(), document(rewards__form_fen=1))
    assert PolicyVersion.objects.filter(subdistrict=STREET).count() == 1


def test_a_policy_that_cannot_be_read_is_refused_with_its_key(office: Actor) -> None:
    with pytest.raises(Refused, match="form_fen"):
        load_policy(office, uuid4(), document(rewards__form_fen=-1))
    assert not PolicyVersion.objects.filter(subdistrict=STREET).exists()


def test_who_may_not_loads_nothing(office: Actor) -> None:
    with pytest.raises(Http404):
        load_policy(Actor(uuid4(), "nobody", STREET), uuid4(), reference().plain())


def test_seeding_stores_what_the_package_knows_and_may_be_repeated() -> None:
    seed_calendar()
    before = CalendarDay.objects.count()
    seed_calendar()
    assert CalendarDay.objects.count() == before
    assert calendar() == published_calendar()


def test_a_new_notice_is_seen_at_once(house: Actor) -> None:
    seed_calendar()
    assert add_workdays(date(2026, 12, 31), 1, calendar()).provisional
    load_calendar(house, uuid4(), 2027, "国办发明电", {date(2027, 1, 1): False})
    due = add_workdays(date(2026, 12, 31), 1, calendar())
    assert (due.day, due.provisional) == (date(2027, 1, 4), False)


def test_a_corrected_notice_replaces_the_year(house: Actor) -> None:
    load_calendar(house, uuid4(), 2027, "first", {date(2027, 1, 1): False, date(2027, 1, 4): False})
    assert not calendar().is_workday(date(2027, 1, 4))
    load_calendar(house, uuid4(), 2027, "second", {date(2027, 1, 1): False})
    assert calendar().is_workday(date(2027, 1, 4))
    assert not calendar().is_workday(date(2027, 1, 1))


def test_a_notice_may_name_the_last_days_of_the_year_before(house: Actor) -> None:
    load_calendar(house, uuid4(), 2027, "notice", {date(2026, 12, 26): True})
    assert calendar().is_workday(date(2026, 12, 26))
    with pytest.raises(Refused, match="2029"):
        load_calendar(house, uuid4(), 2027, "notice", {date(2029, 1, 1): False})
