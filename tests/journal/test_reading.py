from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from sanshi.journal import chain
from sanshi.journal.digests import row_digest
from sanshi.journal.middleware import ReadingMiddleware
from sanshi.journal.recording import NotRecorded, reading, saw
from sanshi.streets.models import Serial
from sanshi.verbs import READ_NOTICES, READ_PERSONS, Actor, Purpose, Verb
from tests.journal.acts import STREET, lines, make_series

PERSONAL = "a resident's data"


class Page:
    """A view behind the middleware, with what the gate would have set."""

    def __init__(self, actor: Actor | None, verb: Verb = READ_PERSONS) -> None:
        self.actor, self.verb = actor, verb
        self.persons = [uuid4(), uuid4()]
        self.answer: HttpResponseBase = HttpResponse(PERSONAL)

    def open(self) -> HttpResponseBase:
        return ReadingMiddleware(self.view)(RequestFactory().get("/"))

    def view(self, request: HttpRequest) -> HttpResponseBase:
        if self.actor:
            request.actor, request.verb = self.actor, self.verb  # type: ignore[attr-defined]
        if self.persons:
            saw("register.person", self.persons, fields=("name",))
        return self.answer


def test_a_page_with_persons_leaves_one_line_and_each_counts(actor: Actor) -> None:
    page = Page(actor)
    assert page.open().status_code == 200
    (line,) = lines()
    assert (line.verb, line.purpose, line.result) == ("person.read", Purpose.COMPLAINT, None)
    assert line.account == actor.account
    assert [subject.subject for subject in line.subjects.order_by("position")] == page.persons


def test_a_page_without_persons_leaves_none(actor: Actor) -> None:
    page = Page(actor)
    page.persons = []
    page.open()
    assert not lines()


def test_the_verb_s_own_purpose_comes_before_a_stated_one(actor: Actor) -> None:
    Page(actor, READ_NOTICES).open()
    assert lines()[0].purpose == Purpose.DISCOVERY


def test_a_page_that_cannot_be_journalled_shows_no_data(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(drafts: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(chain, "append", broken)
    answer = Page(actor).open()
    assert answer.status_code == 503
    assert isinstance(answer, HttpResponse) and PERSONAL not in answer.content.decode()


@pytest.mark.django_db
def test_a_page_without_an_actor_shows_no_data() -> None:
    assert Page(None).open().status_code == 503


def test_a_stream_shows_no_data(actor: Actor) -> None:
    page = Page(actor)
    page.answer = StreamingHttpResponse([PERSONAL])
    answer = page.open()
    assert answer.status_code == 503 and not answer.streaming
    assert not lines()


def test_an_error_page_is_not_a_read(actor: Actor) -> None:
    page = Page(actor)
    page.answer = HttpResponse(status=500)
    assert page.open().status_code == 500
    assert not lines()


def test_an_action_and_what_was_read_beside_it_are_two_lines(actor: Actor) -> None:
    page = Page(actor)

    def view(request: HttpRequest) -> HttpResponseBase:
        make_series(actor, uuid4(), "notices")
        return page.view(request)

    ReadingMiddleware(view)(RequestFactory().post("/"))
    assert [line.verb for line in lines()] == ["place.make", "person.read"]


def test_reading_outside_of_a_page(actor: Actor) -> None:
    row = Serial.objects.create(subdistrict_id=STREET, name="notices")
    with reading(actor, READ_PERSONS, Purpose.RESIDENT_REQUEST):
        saw(Serial, rows=[row])
        assert not lines()
    (line,) = lines()
    assert line.purpose == Purpose.RESIDENT_REQUEST
    assert line.subjects.get().digest == row_digest(row)


def test_a_reading_that_breaks_off_showed_nothing(actor: Actor) -> None:
    with pytest.raises(ZeroDivisionError), reading(actor, READ_PERSONS):
        saw("register.person", [uuid4()])
        raise ZeroDivisionError
    assert not lines()


def test_a_row_read_in_part_has_no_version(actor: Actor) -> None:
    Serial.objects.create(subdistrict_id=STREET, name="notices")
    with reading(actor, READ_PERSONS):
        saw(Serial, rows=Serial.objects.filter(subdistrict=STREET).defer("last"))
    assert lines()[0].subjects.get().digest == ""


def test_reading_without_a_journal_is_an_error() -> None:
    with pytest.raises(NotRecorded):
        saw("register.person", [uuid4()])
