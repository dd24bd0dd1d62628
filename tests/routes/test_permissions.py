"""Each address × each role and nobody × the own, the other committee's and the other street's object."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from sanshi.accounts.models import Role
from tests.persons import NAMES, Person
from tests.routes.asking import NAMES_OF_ROUTES, address, cases, holds, let_in, methods, sent
from tests.routes.grants import PUBLIC
from tests.routes.table import ROWS, TO_READ, TO_SEND, Row
from tests.routes.world import ABROAD, OWN, Browser, World, browser, world

__all__ = ["browser", "world"]

# What differs between two answers that say the same.
VOLATILE_HEADERS = {"Content-Length", "Content-Security-Policy"}
SESSION_KEYS = {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "purpose", "_messages"}


@pytest.fixture
def nowhere(world: World, browser: Browser) -> bytes:
    """The body of an address that does not exist."""
    answer = browser.ask(world.who(Role.SECRETARY), TO_READ, "/310115012/nothing-of-the-kind")
    assert answer.status_code == 404
    return answer.content


@pytest.mark.parametrize("route", NAMES_OF_ROUTES)
def test_answers(route: str, world: World, browser: Browser, nowhere: bytes) -> None:
    row = ROWS[route]
    wrong = []
    for role in NAMES:
        for place, street in cases(world, row, route):
            for method in methods(row, place):
                found = _answer(browser, world, world.who(role), route, method, (place, street), nowhere)
                wanted = _wanted(row, route, role, method, (place, street))
                if found != wanted:
                    wrong.append(f"{role.value} {method} {place} in {street}: {found}, not {wanted}")
    assert "\n".join(wrong) == ""
    assert _in_sessions(world) == []


def _wanted(row: Row, route: str, role: Role, method: str, where: tuple[str, str]) -> int | str:
    place, street = where
    answer = row.get if method == TO_READ else row.post
    if answer == 405 and holds(row, role) and street == OWN:
        return 405  # before the thing was looked for
    if not let_in(row, role, place):
        knows = holds(row, role) and place == OWN
        return row.refused if knows and row.refused != 404 else "404"
    return 302 if route == "sign-in" else answer  # who is in already goes on


def _answer(
    browser: Browser,
    world: World,
    person: Person,
    route: str,
    method: str,
    where: tuple[str, str],
    nowhere: bytes,
) -> int | str:
    """The status; of a 404 the word "404", if it is the very page of an address that does not exist."""
    place, street = where
    row = ROWS[route]
    answer = browser.ask(person, method, address(world, route, row, place, street), sent(world, row, place))
    if answer.status_code != 404:
        return answer.status_code
    return "404" if answer.content == nowhere else "404 that says more"


def _in_sessions(world: World) -> list[str]:
    """What stands in sessions and should not: anything of a resident."""
    found = []
    for session in Session.objects.all():
        said = session.get_decoded()
        found += [key for key in said if key not in SESSION_KEYS]
        found += [text for text in world.of_residents if text in str(said)]
    return found


@pytest.mark.parametrize("route", NAMES_OF_ROUTES)
def test_nobody(route: str, world: World, browser: Browser) -> None:
    row = ROWS[route]
    if row.verb in PUBLIC:
        _is_public(route, row, world, browser)
        return
    for place, street in cases(world, row, route):
        asked = address(world, route, row, place, street)
        for method in methods(row, place):
            answer = browser.ask(None, method, asked, sent(world, row, place))
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in")
            part = browser.ask(None, method, asked, sent(world, row, place), htmx=True)
            assert (part.status_code, part.content, part.headers["HX-Redirect"]) == (401, b"", "/sign-in")


def _is_public(route: str, row: Row, world: World, browser: Browser) -> None:
    asked = address(world, route, row, OWN)
    statuses = [
        browser.ask(None, method, asked, sent(world, row, OWN)).status_code for method in (TO_READ, TO_SEND)
    ]
    assert statuses == [row.get, row.post]


ABOUT_A_THING = sorted(route for route, row in ROWS.items() if set(row.of) == {"pk"})


@pytest.mark.parametrize("route", [route for route in ABOUT_A_THING if route in NAMES_OF_ROUTES])
def test_absent_foreign_and_forbidden_look_the_same(route: str, world: World, browser: Browser) -> None:
    """Not only the body: the headers too, and as a part of a page."""
    row = ROWS[route]
    method = TO_READ if row.get != 405 else TO_SEND
    lets_in = next(role for role in NAMES if let_in(row, role, OWN))
    keeps_out = next((role for role in NAMES if not let_in(row, role, OWN)), None)
    absent = {"subdistrict": world.places[OWN].street, "pk": uuid4()}
    asked = [(lets_in, reverse(route, kwargs=absent)), (lets_in, address(world, route, row, ABROAD))]
    asked += [(lets_in, address(world, route, row, ABROAD, ABROAD))]
    asked += [(keeps_out, address(world, route, row, OWN))] if keeps_out else []
    for htmx in (False, True):
        answers = [
            browser.ask(world.who(role), method, where, sent(world, row, OWN), htmx=htmx)
            for role, where in asked
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({_headers(answer) for answer in answers}) == 1


def _headers(answer: Any) -> tuple[tuple[str, str], ...]:
    kept = {name: value for name, value in answer.headers.items() if name not in VOLATILE_HEADERS}
    kept["Expires"] = re.sub(r"\d\d:\d\d:\d\d", "", kept.get("Expires", ""))
    return tuple(sorted(kept.items()))


HANDLERS = {
    "handler400": 400,
    "handler403": 404,
    "handler404": 404,
    "handler500": 500,
}


@pytest.mark.parametrize(("handler", "status"), HANDLERS.items())
def test_error_pages_know_nobody(handler: str, status: int, world: World, rf: Any) -> None:
    """They ask no database and no session: the same page for everyone."""
    view = get_resolver().resolve_error_handler(int(handler[-3:]))
    bodies = set()
    for person in (None, world.who(Role.SECRETARY), world.who(Role.STEWARD)):
        request = rf.get("/310115012/")
        request.actor = person.actor if person else None
        with CaptureQueriesContext(connection) as queries:
            answer = view(request) if handler == "handler500" else view(request, Exception("detail"))
        assert (answer.status_code, len(queries)) == (status, 0)
        bodies.add(answer.content)
    assert len(bodies) == 1 and b"detail" not in bodies.pop()
