"""What the gate asks before any view runs."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from sanshi import clock
from sanshi.accounts import actions
from sanshi.accounts.models import Post, Role
from sanshi.journal.models import Line
from sanshi.verbs import ENTER_FORM, READ_PERSONS, READ_VISITS, RECORD_VISIT, Purpose, reach
from tests import make
from tests.accounts.signing import goes_to, signed_in
from tests.make import NEXT_STREET, NOW, STREET, Place, house
from tests.persons import Person, account, appoint, somebody

TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def address(path: str = "", street: str = STREET) -> str:
    return f"/{street}/{path}"


# Posts and days


def test_a_post_that_ended_yesterday_gives_nothing_today(coordinator: Person) -> None:
    client = signed_in(coordinator.account)
    assert client.get(address("visits")).status_code == 200
    post = Post.objects.get(subdistrict=STREET, account=coordinator.account)
    actions.end_post(house(), uuid4(), post.pk, TODAY)
    assert client.get(address("visits")).status_code == 200
    with clock.frozen(NOW + timedelta(days=1)):
        assert client.get(address("visits")).status_code == 404
        assert client.get("/").status_code == 200  # says that there is no post


def test_a_post_that_begins_tomorrow_gives_nothing_yet(here: Place) -> None:
    new = account("new", "新人")
    appoint(new, here, Role.COORDINATOR, valid_from=TOMORROW)
    client = signed_in(new)
    assert client.get(address("visits")).status_code == 404
    with clock.frozen(NOW + timedelta(days=1)):
        assert client.get(address("visits")).status_code == 200


@pytest.mark.parametrize(("day", "status"), [(-1, 404), (0, 200), (1, 200), (2, 404)])
def test_a_stand_in_enters_on_the_days_of_the_post_only(here: Place, day: int, status: int) -> None:
    somebody(here, Role.CLERK)
    stand_in = account("stand-in", "替班")
    appoint(stand_in, here, Role.CLERK, valid_from=TODAY, valid_to=TOMORROW, stand_in=True)
    client = signed_in(stand_in)
    with clock.frozen(NOW + timedelta(days=day)):
        assert client.get(address("entry")).status_code == status


def test_several_posts_are_joined(here: Place, elsewhere: Place) -> None:
    both = account("both", "身兼两职")
    appoint(both, here, Role.COORDINATOR)
    appoint(both, elsewhere, Role.CLERK)
    actor = Person(both, Role.COORDINATOR, STREET).actor
    assert actor.may(RECORD_VISIT) and actor.may(ENTER_FORM)
    assert reach(actor, READ_VISITS).committees == {here.committee}
    assert reach(actor, ENTER_FORM).committees == {elsewhere.committee}
    assert reach(actor, READ_PERSONS).committees == {here.committee, elsewhere.committee}


def test_a_wider_post_never_widens_another_verb(here: Place, elsewhere: Place) -> None:
    """A leader of the street who is also a cadre reads residents of his own committee only."""
    both = account("both", "身兼两职")
    appoint(both, here, Role.LEADER)
    appoint(both, here, Role.CADRE)
    read = reach(Person(both, Role.CADRE, STREET).actor, READ_PERSONS)
    assert (read.street, read.committees) == (False, {here.committee})


def test_posts_in_two_streets_stay_apart(here: Place) -> None:
    make.street(NEXT_STREET, "花木街道", "Huamu")
    next_door = make.committee(1, NEXT_STREET)
    both = account("both", "身兼两职")
    appoint(both, here, Role.CADRE)
    appoint(both, next_door, Role.STEWARD)
    client = signed_in(both)
    assert client.get(address("visits")).status_code == 200
    assert client.get(address("visits", NEXT_STREET)).status_code == 404
    assert client.get(address("notices/new", NEXT_STREET)).status_code == 200
    assert client.get(address("notices/new")).status_code == 404


def test_a_post_without_its_place_reaches_nothing(here: Place) -> None:
    """As a row damaged by hand would be: never more than meant, rather nothing."""
    cadre = somebody(here, Role.CADRE)
    Post.objects.filter(subdistrict=STREET, account=cadre.account).update(
        committee=None, beat=None, group=None, station=None
    )
    read = reach(cadre.actor, READ_PERSONS)
    assert not (read.street or read.committees or read.beats or read.groups)


def test_an_account_without_a_post_is_told_so(street: str) -> None:
    client = signed_in(account("new", "新人"))
    assert client.get("/").status_code == 200
    for path in ("", "policy", "purpose"):
        assert client.get(address(path)).status_code == 404


# Purpose


@pytest.fixture
def reader(coordinator: Person) -> Iterator[Client]:
    yield signed_in(coordinator.account)


def test_a_look_up_asks_for_its_purpose_first(reader: Client) -> None:
    asked = reader.get(address("persons?category=local"))
    assert goes_to(asked) == f"/{STREET}/purpose?next=%2F{STREET}%2Fpersons%3Fcategory%3Dlocal"
    stated = reader.post(
        address("purpose"), {"purpose": "complaint", "next": address("persons?category=local")}
    )
    assert goes_to(stated) == address("persons?category=local")
    assert reader.get(goes_to(stated)).status_code == 200


def test_a_part_of_a_page_and_a_search_ask_too(reader: Client) -> None:
    """What was typed into a search does not go into the address of the purpose page."""
    part = reader.get(address("persons"), headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"].split("?")[0]) == (401, address("purpose"))
    assert goes_to(reader.post(address("search"), {"text": "张伟民"})) == address("purpose")


@pytest.mark.parametrize("said", ["", "entry", "asked", "nonsense"])
def test_a_purpose_that_is_none_is_refused(reader: Client, said: str) -> None:
    """Those of one's own task are not chosen: they follow from the verb."""
    answer = reader.post(address("purpose"), {"purpose": said, "client_id": ""})
    assert answer.status_code == 422
    assert reader.get(address("persons")).status_code == 302


def test_the_own_task_asks_nothing(reader: Client) -> None:
    assert reader.get(address("visits")).status_code == 200


def test_the_purpose_stands_in_the_line(reader: Client, here: Place) -> None:
    clerk, collector = somebody(here, Role.CLERK), somebody(here, Role.COORDINATOR).actor
    form = make.change(collector, here.doors[0], make.ARRIVED)
    make.entered(clerk.actor, make.handed_over(collector, form, make.arrival()))
    reader.post(address("purpose"), {"purpose": Purpose.COMPLAINT.value})
    assert reader.get(address("persons")).status_code == 200
    line = Line.objects.filter(subdistrict=STREET).latest("number")
    assert (line.verb, line.purpose) == ("person.read", "complaint")


def test_the_purpose_ends_with_the_session(reader: Client, coordinator: Person) -> None:
    reader.post(address("purpose"), {"purpose": "complaint"})
    reader.post("/sign-out")
    assert signed_in(coordinator.account).get(address("persons")).status_code == 302


# What each answer carries


@pytest.mark.parametrize("path", ["/sign-in", "/", address(), address("nowhere"), "/nowhere"])
def test_headers_of_every_answer(reader: Client, path: str) -> None:
    for client in (reader, Client()):
        headers = client.get(path).headers
        assert "no-store" in headers["Cache-Control"] and "private" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy and "*" not in policy


def test_a_form_without_its_token_is_refused_with_a_page(coordinator: Person) -> None:
    client = signed_in(coordinator.account)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = strict.post(address("notices/new"), {"remark": "something seen"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert page.count("<h1") == 1 and "CSRF" not in page and "something seen" not in page


def test_the_language_is_a_cookie_of_the_reader(reader: Client) -> None:
    assert 'lang="zh-hans' in reader.get(address()).content.decode().lower()
    answer = reader.post("/language", {"language": "en", "next": address()})
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert 'lang="en' in reader.get(address()).content.decode()


def test_an_unknown_language_changes_nothing(reader: Client) -> None:
    answer = reader.post("/language", {"language": "xx"})
    assert (answer.status_code, settings.LANGUAGE_COOKIE_NAME in answer.cookies) == (302, False)


def test_the_session_holds_keys_and_the_purpose_only(reader: Client) -> None:
    reader.post(address("purpose"), {"purpose": "complaint"})
    reader.get(address("persons"))
    assert set(reader.session.keys()) <= {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "purpose",
        "_messages",
    }


def test_days_of_a_post_are_days_in_shanghai(here: Place) -> None:
    """At half past midnight in Shanghai it is still yesterday in UTC."""
    late = account("late", "夜班")
    appoint(late, here, Role.COORDINATOR, valid_from=date(2026, 10, 13))
    client = signed_in(late)
    with clock.frozen(NOW.replace(day=13, hour=0, minute=30)):
        assert client.get(address("visits")).status_code == 200
