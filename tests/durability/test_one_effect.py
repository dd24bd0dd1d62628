"""Eight at once, and a form sent again: one effect, and everybody hears what it was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.db import connection

from sanshi.accounts.models import Role
from sanshi.collection.models import Form, State
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from tests.durability.asking import NOTHING, ONCE, Effect, at, browser, entering, session_of
from tests.durability.conftest import on_the_desk
from tests.durability.processes import eight
from tests.make import STREET, Place, stored
from tests.persons import Person, somebody

EIGHT = 8


def clerks(here: Place) -> list[Person]:
    return [somebody(here, Role.CLERK, stand_in=True) for _ in range(EIGHT)]


def entering_lines() -> int:
    """Of the act itself; what the answer then showed has lines without a client id."""
    return Line.objects.filter(subdistrict=STREET, verb="form.enter", client_id__isnull=False).count()


def in_threads(path: str, sent: list[tuple[Person, dict[str, str]]]) -> list[Any]:
    together = Barrier(len(sent))
    clients = [(browser(person), fields) for person, fields in sent]

    def post(client: Any, fields: dict[str, str]) -> Any:
        try:
            together.wait()
            return client.post(path, fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sent)) as pool:
        return [one.result() for one in [pool.submit(post, *one) for one in clients]]


def test_eight_processes_enter_one_form_once(here: Place, form: Form) -> None:
    sent = [(session_of(clerk), entering(form)) for clerk in clerks(here)]
    answers = eight(at("entry-enter", form.pk), sent)
    assert sorted(one["status"] for one in answers) == [302] + [409] * (EIGHT - 1)
    # What happened meanwhile, and by whom.
    assert all("Entered" in one["body"] and "王芳" in one["body"] for one in answers if one["status"] == 409)
    assert (Effect.now(), entering_lines(), verify().intact) == (ONCE, 1, True)
    if connection.vendor == "sqlite":
        assert all(one["pragmas"] == ["wal", 2, 1] for one in answers)


def test_eight_threads_enter_one_form_once(here: Place, form: Form) -> None:
    answers = in_threads(at("entry-enter", form.pk), [(clerk, entering(form)) for clerk in clerks(here)])
    assert sorted(one.status_code for one in answers) == [302] + [409] * (EIGHT - 1)
    assert all("王芳" in one.content.decode() for one in answers if one.status_code == 409)
    assert (Effect.now(), entering_lines(), verify().intact) == (ONCE, 1, True)


def test_one_click_sent_by_eight_processes_is_one_entry(clerk: Person, form: Form) -> None:
    sent = (session_of(clerk), entering(form))
    answers = eight(at("entry-enter", form.pk), [sent] * EIGHT)
    assert [one["status"] for one in answers] == [302] * EIGHT
    assert (Effect.now(), entering_lines(), verify().intact) == (ONCE, 1, True)


def test_one_click_sent_by_eight_threads_is_one_entry(clerk: Person, form: Form) -> None:
    sent = entering(form)
    answers = in_threads(at("entry-enter", form.pk), [(clerk, sent)] * EIGHT)
    assert [one.status_code for one in answers] == [302] * EIGHT
    assert (Effect.now(), entering_lines(), verify().intact) == (ONCE, 1, True)


def test_the_same_click_with_other_content_is_refused(
    here: Place, collector: Person, clerk: Person, form: Form
) -> None:
    other, client, click = on_the_desk(here, collector, 1), browser(clerk), uuid4()
    assert client.post(at("entry-enter", form.pk), entering(form, click)).status_code == 302
    assert client.post(at("entry-enter", other.pk), entering(other, click)).status_code == 409
    assert stored(clerk.actor, other.pk).state == State.HANDED_OVER
    assert (Effect.now(), entering_lines()) == (ONCE, 1)


def test_the_same_click_of_somebody_else_is_another_click(
    here: Place, collector: Person, clerk: Person, form: Form
) -> None:
    other, click = on_the_desk(here, collector, 1), uuid4()
    assert Effect.now() == NOTHING
    for person, one in ((clerk, form), (somebody(here, Role.CLERK, stand_in=True), other)):
        assert browser(person).post(at("entry-enter", one.pk), entering(one, click)).status_code == 302
    assert Effect.now() == Effect(2, 2)
