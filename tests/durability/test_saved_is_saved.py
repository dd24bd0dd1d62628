""" "Saved" is said after the commit and only then; a page without its journal line is not shown."""

import sqlite3
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from sanshi.accounts.models import Role
from sanshi.collection.models import Form, State
from sanshi.journal.models import Head, Line
from tests.durability.asking import NOTHING, Effect, at, browser, database_url, entering
from tests.make import STREET, Place, stored
from tests.persons import Person, somebody


def state_on_the_disk(form: UUID) -> str:
    """By a connection that has nothing to do with ours: it sees what is committed."""
    if connection.vendor == "sqlite":
        asked = "SELECT state FROM collection_form WHERE id = ?"
        with sqlite3.connect(connection.settings_dict["NAME"]) as other:
            return str(other.execute(asked, [form.hex]).fetchone()[0])
    with psycopg.connect(database_url()) as other_server:
        asked = "SELECT state FROM collection_form WHERE id = %s"
        return str(other_server.execute(asked, [form]).fetchone()[0])  # type: ignore[index]


def test_what_was_answered_is_committed(clerk: Person, form: Form) -> None:
    client = browser(clerk)
    assert state_on_the_disk(form.pk) == State.HANDED_OVER
    assert client.post(at("entry-enter", form.pk), entering(form)).status_code == 302
    assert state_on_the_disk(form.pk) == State.ENTERED
    assert "Entered: " in client.get(at("entry-queue")).content.decode()


@pytest.fixture
def full_disk(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A signed-in browser before a database that can commit nothing."""
    client = browser(clerk)
    client.get(at("entry-queue"))

    def fail(wrapper: BaseDatabaseWrapper) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "_commit", fail)
        yield client


def test_what_cannot_be_committed_is_never_said_to_be_saved(
    form: Form, clerk: Person, full_disk: Any
) -> None:
    lines = Line.objects.count()
    answer = full_disk.post(at("entry-enter", form.pk), entering(form))
    assert answer.status_code == 500
    assert "Entered" not in answer.content.decode() and "欧阳" not in answer.content.decode()
    assert (Effect.now(), Line.objects.count()) == (NOTHING, lines)
    assert stored(clerk.actor, form.pk).state == State.HANDED_OVER


def break_chain() -> int:
    """The number of lines there are; the head points back at the first, so no other can be appended."""
    assert Head.objects.filter(subdistrict=STREET).update(number=0)
    return Line.objects.filter(subdistrict=STREET).count()


PAGES = [
    ("entry-desk", Role.CLERK, False),
    ("entry-queue", Role.CLERK, False),
    ("form-page", Role.COORDINATOR, False),
    ("visit-page", Role.COORDINATOR, False),
    ("visit-forms", Role.COORDINATOR, True),
]


@pytest.mark.parametrize(("route", "role", "is_fragment"), PAGES)
def test_a_page_whose_line_cannot_be_written_shows_nothing(
    here: Place, collector: Person, clerk: Person, form: Form, route: str, role: Role, is_fragment: bool
) -> None:
    client = browser(clerk if role == Role.CLERK else collector)
    key = form.visit_id if route.startswith("visit") else form.pk
    path = at(route) if route == "entry-queue" else at(route, key)  # type: ignore[arg-type]
    headers = {"HX-Request": "true"} if is_fragment else {}
    assert form.number in client.get(path, headers=headers).content.decode() or route == "visit-page"
    lines = break_chain()
    answer = client.get(path, headers=headers)
    shown = answer.content.decode()
    assert answer.status_code == 503
    for held in (form.number, "欧阳", here.doors[0].address):
        assert held not in shown
    assert Line.objects.filter(subdistrict=STREET).count() == lines


def test_a_write_whose_line_cannot_be_written_is_not_done(clerk: Person, form: Form) -> None:
    client = browser(clerk)
    break_chain()
    assert client.post(at("entry-enter", form.pk), entering(form)).status_code == 500
    assert Effect.now() == NOTHING
    assert stored(clerk.actor, form.pk).state == State.HANDED_OVER


def test_a_home_without_personal_data_still_opens(here: Place, clerk: Person) -> None:
    """An administrator, who must repair it, is not locked out."""
    administrator = somebody(here, Role.ADMINISTRATOR)
    client = browser(administrator)
    break_chain()
    assert client.get(at("home")).status_code == 200
