"""Accounts, posts and certificates on screen: who sees whom, what is refused beside its field."""

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sanshi.accounts.models import Account, Certificate, Post, Role
from tests import make, persons
from tests.accounts.signing import in_english, signed_in
from tests.make import NEXT_STREET, NOW, STREET, Place
from tests.persons import Person, somebody

TODAY = NOW.date().isoformat()


def address(route: str, *args: object, street: str = STREET) -> str:
    return reverse(route, args=(street, *args))


def browser(person: Person) -> Client:
    return in_english(signed_in(person.account))


def text(answer: HttpResponse) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def rows(answer: HttpResponse) -> list[str]:
    """The rows of the page's tables, as they are read."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", answer.content.decode(), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


@pytest.fixture
def administrator(here: Place) -> Person:
    return somebody(here, Role.ADMINISTRATOR)


@pytest.fixture
def office(here: Place) -> Person:
    return somebody(here, Role.POPULATION_OFFICE)


@pytest.fixture
def newcomer(street: str) -> Account:
    return persons.account("newcomer", "钱新来")


def sent(**fields: Any) -> dict[str, Any]:
    return {"client_id": uuid4(), **fields}


# Lists


def test_the_list_shows_posts_in_office_with_their_places(
    here: Place, elsewhere: Place, administrator: Person, newcomer: Account
) -> None:
    cadre = somebody(here, Role.CADRE)
    somebody(elsewhere, Role.CLERK)
    answer = browser(administrator).get(address("account-list"))
    assert f"陈静 {cadre.account.username} Cadre 第1居委 › 1片 2026-01-01 (Thu) —" in rows(answer)
    assert "王芳" in text(answer) and "钱新来" in text(answer)
    assert "3 posts in office today" in text(answer)


def test_a_secretary_sees_colleagues_only_and_no_button(
    here: Place, elsewhere: Place, newcomer: Account
) -> None:
    somebody(elsewhere, Role.CLERK)
    answer = browser(somebody(here, Role.SECRETARY)).get(address("account-list"))
    assert "周书记" in text(answer) and "王芳" not in text(answer)
    assert "钱新来" not in text(answer) and "New account" not in text(answer)


@pytest.mark.parametrize(
    "route", ["account-list", "account-new", "certificate-list", "account-page", "post-appoint", "post-end"]
)
def test_a_coordinator_finds_none_of_these(coordinator: Person, route: str) -> None:
    client = browser(coordinator)
    key = [] if route.endswith(("list", "new")) else [coordinator.account.pk]
    answer = client.get(address(route, *key))
    assert (answer.status_code, answer.content) == (404, client.get(address("account-page", uuid4())).content)


# Accounts


def test_an_account_is_made_and_may_do_nothing_yet(administrator: Person) -> None:
    client = browser(administrator)
    asked = sent(name="钱新来", username="qian.xinlai", password="jin-kou-lu-471")
    answer = client.post(address("account-new"), asked)
    made = Account.objects.get(username="qian.xinlai")
    assert answer.headers["Location"] == address("account-page", made.pk)
    page = client.get(address("account-page", made.pk))
    assert "It may do nothing until it is appointed" in text(page) and "No post yet." in text(page)
    client.post(address("account-new"), asked)
    assert Account.objects.filter(name="钱新来").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "newcomer", "This user name is taken."),
        ("username", "Qian 新", "Only small letters, digits, dot and hyphen."),
        ("password", "short", "This password is too short"),
        ("name", "", "This is required."),
    ],
)
def test_a_wrong_account_is_told_beside_its_field(
    administrator: Person, newcomer: Account, field: str, value: str, said: str
) -> None:
    asked = sent(name="钱新来", username="qian", password="jin-kou-lu-471") | {field: value}
    answer = browser(administrator).post(address("account-new"), asked)
    assert answer.status_code == 422 and said in text(answer)
    assert Account.objects.filter(name="钱新来").count() == 1
    assert 'value="short"' not in answer.content.decode()


def test_the_page_of_an_account_of_another_street_is_not_found(office: Person, street: str) -> None:
    make.street(NEXT_STREET)
    foreign = somebody(make.committee(1, NEXT_STREET), Role.CLERK)
    assert browser(office).get(address("account-page", foreign.account.pk)).status_code == 404


# Posts


def appointing(role: Role, **place: UUID) -> dict[str, Any]:
    return sent(role=role.value, valid_from=TODAY, **place)


def test_an_appointment_opens_the_work(here: Place, office: Person) -> None:
    somebody(here, Role.SECRETARY)
    newcomer = somebody(here, Role.PROPERTY_STAFF).account
    asked = appointing(Role.COORDINATOR, committee=here.committee)
    answer = browser(office).post(address("post-appoint", newcomer.pk), asked)
    assert answer.headers["Location"] == address("account-page", newcomer.pk)
    assert signed_in(newcomer).get(address("visit-list")).status_code == 200


@pytest.mark.parametrize(
    ("role", "field"), [(Role.CLERK, "committee"), (Role.CADRE, "beat"), (Role.INSPECTOR, "station")]
)
def test_a_missing_place_is_told_beside_its_field(
    here: Place, office: Person, coordinator: Person, role: Role, field: str
) -> None:
    place = {} if field != "beat" else {"committee": here.committee}
    answer = browser(office).post(address("post-appoint", coordinator.account.pk), appointing(role, **place))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Post.objects.filter(account=coordinator.account).count() == 1


def test_a_second_clerk_is_refused_by_name(here: Place, office: Person, coordinator: Person) -> None:
    somebody(here, Role.CLERK)
    asked = appointing(Role.CLERK, committee=here.committee)
    client = browser(office)
    answer = client.post(address("post-appoint", coordinator.account.pk), asked)
    assert answer.status_code == 422 and "王芳 already holds this post" in text(answer)
    stand_in = asked | {"client_id": uuid4(), "stand_in": "on", "valid_to": TODAY}
    assert client.post(address("post-appoint", coordinator.account.pk), stand_in).status_code == 302


def test_a_place_of_another_street_is_no_choice(office: Person, coordinator: Person) -> None:
    make.street(NEXT_STREET)
    foreign = make.committee(1, NEXT_STREET)
    asked = appointing(Role.COORDINATOR, committee=foreign.committee)
    answer = browser(office).post(address("post-appoint", coordinator.account.pk), asked)
    assert answer.status_code == 422 and 'id="id_committee_error"' in answer.content.decode()


def test_a_post_ends_on_its_last_day(office: Person, coordinator: Person) -> None:
    post = Post.objects.get(subdistrict=STREET, account=coordinator.account)
    client = browser(office)
    too_early = client.post(address("post-end", post.pk), sent(last_day="2025-12-31"))
    assert too_early.status_code == 422 and "lies before the start" in text(too_early)
    answer = client.post(address("post-end", post.pk), sent(last_day=TODAY))
    assert answer.headers["Location"] == address("account-page", coordinator.account.pk)
    post.refresh_from_db()
    assert post.valid_to == NOW.date()


# Certificates (plan 3.1.3)


def test_the_office_issues_a_certificate(here: Place, office: Person) -> None:
    team = somebody(here, Role.OFFICER)
    client = browser(office)
    turned = sent(valid_from="2026-12-31", valid_to="2026-01-01")
    assert client.post(address("certificate-issue", team.account.pk), turned).status_code == 422
    assert not Certificate.objects.filter(account=team.account).exists()
    asked = sent(valid_from=TODAY, valid_to="2026-12-31")
    answer = client.post(address("certificate-issue", team.account.pk), asked)
    assert answer.headers["Location"] == address("account-page", team.account.pk)
    made = Certificate.objects.get(account=team.account)
    assert made.number in text(client.get(address("certificate-list")))


def test_nobody_without_a_post_gets_one(office: Person, newcomer: Account) -> None:
    assert browser(office).get(address("certificate-issue", newcomer.pk)).status_code == 404


def test_the_list_tells_the_state_of_each_and_keeps_to_the_committee(
    here: Place, elsewhere: Place, coordinator: Person
) -> None:
    other = somebody(elsewhere, Role.CADRE)
    Certificate.objects.filter(account=coordinator.account).update(valid_to="2026-10-11")
    answer = browser(somebody(here, Role.SECRETARY)).get(address("certificate-list"))
    assert "Expired" in text(answer) and "Valid" in text(answer) and "李强" in text(answer)
    assert other.account.name not in text(answer)


# The own account


def test_the_password_page_says_what_is_wrong(coordinator: Person) -> None:
    client = browser(coordinator)
    assert "At least 10 characters" in text(client.get(reverse("change-password")))
    wrong = client.post(reverse("change-password"), sent(old="nonsense", new="a-new-long-password"))
    assert wrong.status_code == 422 and "This is not your present password." in text(wrong)
    right = client.post(reverse("change-password"), sent(old=persons.PASSWORD, new="a-new-long-password"))
    assert right.status_code == 302
    coordinator.account.refresh_from_db()
    assert coordinator.account.check_password("a-new-long-password")


def test_a_beat_stands_below_its_committee(
    here: Place, elsewhere: Place, office: Person, coordinator: Person
) -> None:
    page = browser(office).get(address("post-appoint", coordinator.account.pk)).content.decode()
    for choice in ("第1居委 › 1片", "第2居委 › 1片", "第1居委 › 1组"):
        assert f">{choice}</option>" in page
