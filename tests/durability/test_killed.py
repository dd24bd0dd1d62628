"""kill -9 of a serving process around the commit, and the same form sent again to the next one."""

import pytest

from sanshi.collection.models import Form, State
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from tests.durability.asking import NOTHING, ONCE, Effect, at, entering, session_of
from tests.durability.processes import serving
from tests.make import STREET, stored
from tests.persons import Person


@pytest.mark.parametrize(("dies", "left"), [("after", ONCE), ("before", NOTHING)])
def test_a_form_sent_again_after_a_kill_has_one_effect(
    clerk: Person, form: Form, dies: str, left: Effect
) -> None:
    path, session, sent = at("entry-enter", form.pk), session_of(clerk), entering(form)
    with serving(dies) as server:
        assert server.post(path, session, sent) is None
        assert server.was_killed
    assert Effect.now() == left
    with serving() as server:
        # As if nothing had happened: on to the next form, or to the queue when there is none.
        assert server.post(path, session, sent) == (302, at("entry-queue"))
        # A third time, as from a browser that never learns.
        assert server.post(path, session, sent) == (302, at("entry-queue"))
    assert Effect.now() == ONCE
    assert stored(clerk.actor, form.pk).state == State.ENTERED
    assert Line.objects.filter(subdistrict=STREET, client_id=sent["client_id"]).count() == 1
    assert verify().intact
