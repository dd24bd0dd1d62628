"""A password that somebody else set holds for one sign-in: then its owner sets his own."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sanshi.accounts.actions import reset_password
from sanshi.accounts.models import Account, Role
from sanshi.journal.models import Line
from sanshi.problems import OWN_PASSWORD, SERVES_ELSEWHERE, Refused
from sanshi.streets.models import HOUSE
from tests import make, persons
from tests.accounts.test_pages import address, browser, text
from tests.make import NEXT_STREET, Place
from tests.persons import PASSWORD, Person, somebody

ONE_TIME, OWN = "only for one sign-in", "known to nobody else"


@pytest.fixture
def admin(here: Place) -> Person:
    return somebody(here, Role.ADMINISTRATOR)


@pytest.fixture
def forgetful(here: Place) -> Person:
    return somebody(here, Role.POPULATION_OFFICE)


def set_for(client: Client, who: Person, password: str = ONE_TIME) -> Any:
    return client.post(
        address("account-password", who.account.pk), {"client_id": uuid4(), "password": password}
    )


def signed_in(username: str, password: str) -> Client:
    client = Client()
    client.post(reverse("sign-in"), {"username": username, "password": password})
    return client


def test_the_administrator_sets_one_and_its_owner_another(admin: Person, forgetful: Person) -> None:
    before = browser(forgetful)
    answer = set_for(browser(admin), forgetful)
    assert answer.headers["Location"] == address("account-page", forgetful.account.pk)
    # All sessions of the account ended.
    assert reverse("sign-in") in before.get(address("home")).headers["Location"]

    client = signed_in(forgetful.account.username, ONE_TIME)
    for route in ("home", "place-list", "account-list"):
        assert client.get(address(route)).headers["Location"] == reverse("change-password")
    part = client.get(address("home"), headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, reverse("change-password"))
    assert client.get(reverse("change-password")).status_code == 200
    same = {"client_id": uuid4(), "old": ONE_TIME, "new": ONE_TIME}
    assert "请另设一个" in text(client.post(reverse("change-password"), same))
    own = {"client_id": uuid4(), "old": ONE_TIME, "new": OWN}
    assert client.post(reverse("change-password"), own).status_code == 302
    assert client.get(address("home")).status_code == 200
    assert not Account.objects.get(pk=forgetful.account.pk).must_change_password


def test_it_is_journalled_without_the_password(admin: Person, forgetful: Person) -> None:
    set_for(browser(admin), forgetful)
    line = Line.objects.get(subdistrict=HOUSE, verb="password.reset")
    assert line.account == admin.account.pk
    assert [one.subject for one in line.subjects.all()] == [forgetful.account.pk]
    assert ONE_TIME not in str(line.details)


def test_nobody_sets_his_own_in_this_way(admin: Person) -> None:
    client = browser(admin)
    assert "One-time password" not in text(client.get(address("account-page", admin.account.pk)))
    assert set_for(client, admin).status_code == 403
    with pytest.raises(Refused) as refused:
        reset_password(admin.actor, uuid4(), admin.account.pk, "hash")
    assert refused.value.kind is OWN_PASSWORD


def test_one_who_serves_in_another_street_too_is_not_this_streets_to_reset(
    admin: Person, forgetful: Person
) -> None:
    make.street(NEXT_STREET)
    persons.appoint(forgetful.account, make.committee(1, NEXT_STREET), Role.LEADER)
    with pytest.raises(Refused) as refused:
        reset_password(admin.actor, uuid4(), forgetful.account.pk, "hash")
    assert refused.value.kind is SERVES_ELSEWHERE
    assert set_for(browser(admin), forgetful).status_code == 403


@pytest.mark.parametrize("password", ["", "short", "1234567890"])
def test_a_weak_one_is_refused(admin: Person, forgetful: Person, password: str) -> None:
    assert set_for(browser(admin), forgetful, password).status_code == 422
    assert Account.objects.get(pk=forgetful.account.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.POPULATION_OFFICE, Role.SECRETARY])
def test_others_set_none(here: Place, forgetful: Person, role: Role) -> None:
    assert set_for(browser(somebody(here, role)), forgetful).status_code == 404


def test_a_new_accounts_first_password_is_one(admin: Person) -> None:
    given = {"client_id": uuid4(), "username": "new.one", "name": "新人", "password": ONE_TIME}
    browser(admin).post(address("account-new"), given)
    assert Account.objects.get(username="new.one").must_change_password
