import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from sanshi.accounts.models import Account, Role
from sanshi.journal.models import Line, Subject
from sanshi.streets.models import HOUSE
from tests.accounts.signing import goes_to, in_english, signed_in, try_to_sign_in
from tests.make import STREET, Place
from tests.persons import PASSWORD, Person, somebody

HOME = f"/{STREET}/"
WRONG = "not-the-password"


def test_who_signs_in_comes_home(coordinator: Person) -> None:
    client = Client()
    assert goes_to(try_to_sign_in(client, coordinator.account)) == "/"
    assert goes_to(client.get("/")) == HOME
    assert client.get(HOME).status_code == 200


def test_user_names_are_read_as_people_type_them(coordinator: Person) -> None:
    typed = f" {coordinator.account.username.upper()} "
    answer = Client().post("/sign-in", {"username": typed, "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize("username", ["nobody-of-this-name", ""])
def test_an_unknown_name_and_a_wrong_password_look_the_same(coordinator: Person, username: str) -> None:
    """What was typed is kept, the password is not."""
    wrong = try_to_sign_in(Client(), coordinator.account, WRONG)
    assert (wrong.status_code, WRONG.encode() in wrong.content) == (422, False)
    assert coordinator.account.username.encode() in wrong.content
    if username:
        unknown = Client().post("/sign-in", {"username": username, "password": WRONG})
        assert _without(unknown.content, username) == _without(wrong.content, coordinator.account.username)


def _without(page: bytes, username: str) -> str:
    """A page without what was typed and what is new each time."""
    page_text = page.decode().replace(username, "")
    return re.sub(r'(nonce|value|csrfmiddlewaretoken|X-CSRFToken)(":|=)\s*"[^"]*"', "", page_text)


def test_an_account_that_is_switched_off_may_not_sign_in(coordinator: Person) -> None:
    Account.objects.filter(pk=coordinator.account.pk).update(is_active=False)
    assert try_to_sign_in(Client(), coordinator.account).status_code == 422


# Throttling


def _fail(client: Client, account: Account, times: int) -> list[int]:
    return [try_to_sign_in(client, account, WRONG).status_code for _ in range(times)]


def test_the_fifth_wrong_password_closes_the_door(coordinator: Person) -> None:
    client = in_english(Client())
    assert _fail(client, coordinator.account, 5) == [422, 422, 422, 422, 429]
    answer = try_to_sign_in(client, coordinator.account)
    assert answer.status_code == 429
    assert re.search(r"\b15\b minutes", answer.content.decode())
    assert "_auth_user_id" not in client.session


def test_another_account_still_signs_in(coordinator: Person, here: Place) -> None:
    client, colleague = Client(), somebody(here, Role.CLERK)
    _fail(client, coordinator.account, 5)
    assert try_to_sign_in(client, colleague.account).status_code == 302


def test_capitals_and_spaces_do_not_give_more_attempts(coordinator: Person) -> None:
    client, name = Client(), coordinator.account.username
    typed = [name, name.upper(), f" {name}", name.title(), f"{name} "]
    statuses = [client.post("/sign-in", {"username": one, "password": WRONG}).status_code for one in typed]
    assert statuses[-1] == 429
    assert try_to_sign_in(client, coordinator.account).status_code == 429


def test_a_right_password_forgives_the_wrong_ones(coordinator: Person) -> None:
    client = Client()
    for _ in range(2):
        assert _fail(client, coordinator.account, 4) == [422] * 4
        assert try_to_sign_in(client, coordinator.account).status_code == 302
        client.post("/sign-out")


def test_the_door_opens_again(coordinator: Person) -> None:
    from axes.models import AccessAttempt

    client = Client()
    _fail(client, coordinator.account, 5)
    past = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME, seconds=1)
    AccessAttempt.objects.update(attempt_time=past)
    assert try_to_sign_in(client, coordinator.account).status_code == 302


# Sessions end


def test_sign_out_ends_the_session_on_the_server(coordinator: Person) -> None:
    client = signed_in(coordinator.account)
    key = client.session.session_key
    assert goes_to(client.post("/sign-out")) == "/sign-in"
    assert not Session.objects.filter(session_key=key).exists()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = key
    assert goes_to(stolen.get(HOME)).startswith("/sign-in")


def test_a_session_has_its_age(coordinator: Person) -> None:
    client = signed_in(coordinator.account)
    row = Session.objects.get(session_key=client.session.session_key)
    assert row.expire_date - timezone.now() <= timedelta(hours=8)
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert goes_to(client.get(HOME)).startswith("/sign-in")


def test_the_cookie_ends_with_the_browser_and_is_no_scripts_business(coordinator: Person) -> None:
    cookie = signed_in(coordinator.account).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == (
        "",
        "",
        True,
        "Lax",
    )


def test_signing_in_gives_a_new_session(coordinator: Person) -> None:
    """A session planted before is not the one that is signed in."""
    client = Client()
    planted = client.session
    planted["purpose"] = "verify-record"
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""
    try_to_sign_in(client, coordinator.account)
    assert client.session.session_key != planted.session_key


def test_an_account_switched_off_is_out_at_its_next_request(coordinator: Person) -> None:
    client = signed_in(coordinator.account)
    Account.objects.filter(pk=coordinator.account.pk).update(is_active=False)
    assert goes_to(client.get(HOME)).startswith("/sign-in")


def test_a_new_password_ends_the_other_sessions(coordinator: Person) -> None:
    here, there = signed_in(coordinator.account), signed_in(coordinator.account)
    sent = {"client_id": "0" * 32, "old": PASSWORD, "new": "quite-another-secret"}
    assert here.post("/password", sent).status_code == 302
    assert here.get(HOME).status_code == 200
    assert goes_to(there.get(HOME)).startswith("/sign-in")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"old": WRONG, "new": "quite-another-secret"}, "This is not your present password."),
        ({"old": PASSWORD, "new": "short"}, "too short"),
        ({"old": PASSWORD, "new": "1234567890"}, "too common"),
    ],
)
def test_a_password_that_will_not_do(coordinator: Person, sent: dict[str, str], said: str) -> None:
    client = in_english(signed_in(coordinator.account))
    answer = client.post("/password", {"client_id": "0" * 32, **sent})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert try_to_sign_in(Client(), coordinator.account).status_code == 302


# Where it leads


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "http:///elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\\elsewhere.example",
        "///elsewhere.example",
        "https:elsewhere.example",
    ],
)
def test_it_leads_nowhere_else(coordinator: Person, wanted: str) -> None:
    assert goes_to(try_to_sign_in(Client(), coordinator.account, next=wanted)) == "/"
    client = signed_in(coordinator.account)
    assert goes_to(client.post("/language", {"language": "en", "next": wanted})) == "/"
    stated = client.post(f"/{STREET}/purpose", {"purpose": "complaint", "next": wanted})
    assert goes_to(stated) == HOME


def test_it_leads_back_to_the_page_that_was_asked_for(coordinator: Person) -> None:
    client = Client()
    asked = f"/{STREET}/visits"
    assert goes_to(client.get(asked)) == f"/sign-in?next=%2F{STREET}%2Fvisits"
    assert goes_to(try_to_sign_in(client, coordinator.account, next=asked)) == asked


# The journal


def test_sign_in_and_out_are_lines_of_the_house(coordinator: Person) -> None:
    before = Line.objects.filter(subdistrict=HOUSE).count()
    signed_in(coordinator.account).post("/sign-out")
    lines = list(Line.objects.filter(subdistrict=HOUSE).order_by("number"))[before:]
    assert [line.verb for line in lines] == ["session.open", "session.close"]
    assert {line.account for line in lines} == {coordinator.account.pk}
    subjects = Subject.objects.filter(subdistrict=HOUSE, line__in=[line.pk for line in lines])
    assert {(one.kind, one.subject) for one in subjects} == {("accounts.account", coordinator.account.pk)}


def test_no_line_no_session(coordinator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot be journalled does not come in."""

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("sanshi.journal.chain.append", broken)
    client = Client(raise_request_exception=False)
    assert try_to_sign_in(client, coordinator.account).status_code == 500
    monkeypatch.undo()
    assert goes_to(client.get(HOME)).startswith("/sign-in")
