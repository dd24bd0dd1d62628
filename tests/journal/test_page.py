"""The journal's own pages. The gate stands before them elsewhere; here the views are asked directly."""

import re
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from sanshi import verbs
from sanshi.journal import access, labels, recording, views
from sanshi.journal.access import readers_of
from sanshi.journal.recording import collecting, reading, saw
from sanshi.verbs import Actor, Purpose
from tests.journal.acts import OTHER_STREET, STREET, an_actor, lines, make_series, make_two


@pytest.fixture
def reader(streets: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = an_actor(STREET, "journal.read")
    monkeypatch.setattr(recording, "_names_of", [lambda ids: dict.fromkeys(ids, "Wang Fang")])
    return actor


def opened(reader: Actor, number: int | None = None, **query: str) -> str:
    request = RequestFactory().get("/journal/", query)
    request.actor, request.verb, request.htmx = reader, verbs.READ_JOURNAL, False  # type: ignore[attr-defined]
    with translation.override("en"), collecting():
        answer: HttpResponse = (
            views.line_list(request) if number is None else views.line_page(request, number)  # type: ignore[arg-type]
        )
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="serial"[^>]*>(\d+)<', html)]


def test_every_verb_has_a_label() -> None:
    assert set(labels.VERBS) == {verb.name for verb in verbs.all_verbs()}


def test_every_table_has_a_label() -> None:
    """Except those that are never a subject: what the journal, the vault and the series keep."""
    own = {"journal.head", "journal.subject", "streets.serial", "vault.key"}
    tables = {
        model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("sanshi.")
    }
    assert set(labels.KINDS) == tables - own


def test_an_empty_journal_says_so(reader: Actor) -> None:
    assert "The journal is empty." in opened(reader)


def test_the_latest_line_comes_first_with_who_what_and_how_many(reader: Actor, actor: Actor) -> None:
    make_series(actor, uuid4(), "a name nobody else has")
    make_two(actor, uuid4(), "forms")
    html = opened(reader)
    assert numbers(html) == [2, 1]
    for told in ("Wang Fang", "Make or change a place", "Read places"):
        assert told in html
    assert "a name nobody else has" not in html


def test_filters_narrow_the_list(reader: Actor, actor: Actor) -> None:
    make_series(actor, uuid4(), "notices")
    make_two(an_actor(), uuid4(), "forms")
    assert numbers(opened(reader, verb="place.make")) == [1]
    assert numbers(opened(reader, account=str(actor.account))) == [1]
    assert numbers(opened(reader, day=f"{lines()[0].at.astimezone():%Y-%m-%d}")) == [2, 1]
    assert "No line fits" in opened(reader, day="2001-01-01")
    assert numbers(opened(reader, verb="no such verb", account="no uuid")) == [2, 1]


def test_the_list_is_paged_by_number(reader: Actor, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_series(actor, uuid4(), f"series {number}")
    whole = access.keyset
    monkeypatch.setattr(access, "keyset", lambda *args: whole(*args, size=2))
    first, _rows = access.lines_of(reader, {}, "")
    second, _rows = access.lines_of(reader, {}, first.next)
    assert [line.number for line in [*first.rows, *second.rows]] == [5, 4, 3, 2]


def test_another_street_s_lines_are_not_there(reader: Actor) -> None:
    make_series(an_actor(OTHER_STREET), uuid4(), "notices")
    assert "The journal is empty." in opened(reader)
    with pytest.raises(Http404):
        opened(reader, 1)


def test_a_line_shows_its_subjects_without_values(reader: Actor, actor: Actor) -> None:
    row = make_series(actor, uuid4(), "a name nobody else has")
    html = opened(reader, 1)
    assert str(row) in html and "<code>last</code>" in html
    assert "a name nobody else has" not in html


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_line_that_is_not_there(reader: Actor, number: int) -> None:
    with pytest.raises(Http404):
        opened(reader, number)


def test_who_may_not_read_the_journal_finds_nothing(actor: Actor) -> None:
    with pytest.raises(Http404):
        access.lines_of(actor, {}, "")
    with pytest.raises(Http404):
        access.line_of(actor, 1, "")


def test_reading_a_line_is_journalled_itself(reader: Actor, actor: Actor) -> None:
    make_series(actor, uuid4(), "notices")
    with reading(reader, verbs.READ_JOURNAL):
        access.line_of(reader, 1, "")
    assert [subject.kind for subject in lines()[-1].subjects.all()] == ["journal.line"]


def test_who_read_a_record_when_and_why(reader: Actor, actor: Actor) -> None:
    person, other = uuid4(), uuid4()
    _read(actor, person, Purpose.RESIDENT_REQUEST)
    _read(actor, other, Purpose.COMPLAINT)
    _read(actor, person, Purpose.COMPLAINT)
    _read(an_actor(OTHER_STREET), person, Purpose.COMPLAINT)
    found = readers_of("register.person", person, STREET)
    assert [(one.number, one.who, one.wrote) for one in found] == [
        (3, "Wang Fang", False),
        (1, "Wang Fang", False),
    ]
    assert found[0].fields == ["name"]
    with translation.override("en"):
        assert str(found[0].purpose) == "A resident's complaint"
    assert [one.number for one in readers_of("register.person", person, STREET, before=3)] == [1]


def test_who_wrote_a_record_is_told_apart(actor: Actor) -> None:
    row = make_series(actor, uuid4(), "notices")
    (one,) = readers_of("streets.serial", row, STREET)
    assert one.wrote


def _read(actor: Actor, person: UUID, purpose: Purpose) -> None:
    with reading(actor, verbs.READ_PERSONS, purpose):
        saw("register.person", [person], fields=("name",))
