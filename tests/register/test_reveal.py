"""One full number at a time: reason, quota, and the line before the answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.http import Http404

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.journal.models import Line, Subject
from sanshi.problems import QUOTA_USED, Refused
from sanshi.register.reveal import Reason, Revealed, left_today, reveal
from sanshi.verbs import Actor, Purpose
from tests import persons
from tests.make import STREET
from tests.register.browsing import FACTS, address, lives, text
from tests.register.town import at

QUOTA = 20


def as_actor(person: persons.Person) -> Actor:
    return replace(person.actor, purpose=Purpose.VERIFY_RECORD)


def reveals() -> int:
    return Line.objects.filter(subdistrict=STREET, verb="person.reveal").count()


def ask(client, person, **data):
    return client.post(address("person-reveal", person), data, headers={"HX-Request": "true"})


def test_a_number_is_shown_with_a_reason_and_a_line(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    client = signed_in(clerk)
    asked = ask(client, person, field="document_number")
    assert FACTS.document_number not in text(asked) and reveals() == 0
    shown = ask(client, person, field="document_number", reason="compare")
    assert FACTS.document_number in text(shown) and FACTS.phone not in text(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    line = Line.objects.get(subdistrict=STREET, verb="person.reveal")
    assert (line.account, line.details["reason"], line.purpose) == (
        clerk.account.pk,
        "compare",
        Purpose.VERIFY_RECORD,
    )
    subject = Subject.objects.get(subdistrict=STREET, line=line)
    assert (subject.subject, subject.fields) == (person, ["document_number"])


def test_without_htmx_the_number_has_a_page_of_its_own(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    answer = signed_in(clerk).post(address("person-reveal", person), {"field": "phone", "reason": "call"})
    assert FACTS.phone in text(answer) and "<h1>" in answer.content.decode()


@pytest.mark.parametrize("data", [{"reason": ""}, {"reason": "curious"}, {"reason": "call", "field": "name"}])
def test_without_a_reason_or_for_no_number_nothing_is_shown(here, clerk, signed_in, data) -> None:
    person = lives(here.doors[0])
    answer = ask(signed_in(clerk), person, **{"field": "phone", **data})
    assert answer.status_code == 422
    assert "This field is required" not in text(answer)
    assert FACTS.phone not in text(answer) and reveals() == 0


def test_of_another_committee_or_nobody_there_is_nothing_to_show(here, elsewhere, clerk, signed_in) -> None:
    foreign = lives(elsewhere.doors[0])
    for person in (foreign, uuid4()):
        assert ask(signed_in(clerk), person, field="phone", reason="call").status_code == 404
    assert signed_in(clerk).get(address("person-reveal", foreign)).status_code == 405
    assert reveals() == 0


def test_a_role_without_the_verb_is_told_nothing(here, signed_in) -> None:
    person = lives(here.doors[0])
    steward = persons.somebody(here, Role.STEWARD)
    assert ask(signed_in(steward), person, field="phone", reason="call").status_code == 404


def test_a_number_that_is_not_there_is_not_counted(here, clerk) -> None:
    person = lives(here.doors[0])
    with pytest.raises(Http404):
        reveal(as_actor(clerk), person, Revealed.GUARDIAN_PHONE, Reason.CALL)
    assert left_today(as_actor(clerk)) == QUOTA


def test_the_quota_returns_the_next_day(here, clerk, signed_in) -> None:
    person = lives(here.doors[0])
    for _ in range(QUOTA):
        reveal(as_actor(clerk), person, Revealed.PHONE, Reason.CALL)
    answer = ask(signed_in(clerk), person, field="phone", reason="call")
    assert answer.status_code == 403 and FACTS.phone not in text(answer)
    assert "look-ups of full numbers are used up" in text(answer)
    with clock.frozen(at(4)):
        assert reveal(as_actor(clerk), person, Revealed.PHONE, Reason.CALL) == FACTS.phone


def test_eight_threads_cannot_pass_the_quota(transactional_db, here, clerk) -> None:
    person, actor = lives(here.doors[0]), as_actor(clerk)
    start = Barrier(8)

    def look(_: int) -> Iterator[int]:
        try:
            start.wait()
            return [one_look(actor, person) for _ in range(4)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for lot in pool.map(look, range(8)) for answer in lot]
    assert answers.count(FACTS.phone) == QUOTA == reveals()
    assert answers.count(QUOTA_USED.number) == 8 * 4 - QUOTA


def one_look(actor, person) -> object:
    try:
        return reveal(actor, person, Revealed.PHONE, Reason.CALL)
    except Refused as refused:
        return refused.kind.number
