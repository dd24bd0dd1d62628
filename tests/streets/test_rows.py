"""Rows made and inserted by sets are those that Django would make and insert."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from sanshi.entry.models import Entry, Match
from sanshi.journal.chain import keyed_digest
from sanshi.journal.digests import row_digest
from sanshi.journal.models import Line, Subject
from sanshi.register.models import Act, Kind, Person, PersonVersion, Work
from sanshi.streets.rows import fresh, insert_ready, insert_rows, ready
from sanshi.streets.uuid7 import uuid7
from tests import make
from tests.make import NOW, STREET

FORM = UUID(int=7)


def version(made: Any, person: Person, n: int = 0) -> Any:
    return made(
        PersonVersion,
        id=UUID(int=n + 1),
        subdistrict_id=STREET,
        person=person,
        form=FORM,
        valid_from=date(2026, 3, 5),
        recorded_at=NOW,
        name="金小苑",
        document_number="012345199001010012",
        phone=None,
    )


def by_django(model: Any, **values: Any) -> Any:
    return model(**values)


def columns(row: Model) -> dict[str, Any]:
    """Sealed ones opened: a nonce is never the same twice."""
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.open() if hasattr(value, "open") else value for name, value in held.items()}


@pytest.mark.django_db  # the vault's key is made with the database
def test_a_fresh_row_holds_what_the_constructor_gives_it() -> None:
    person = fresh(Person, subdistrict_id=STREET, created_at=NOW)
    assert columns(version(fresh, person)) == columns(version(by_django, person))
    assert version(fresh, person).person is person


def test_what_is_worked_out_is_worked_out_for_each_row() -> None:
    first, second = (fresh(Subject, subdistrict_id=STREET) for _ in range(2))
    assert first.pk < second.pk
    assert first.fields == [] and first.fields is not second.fields


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        fresh(Act, colour="red")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 30])
def test_rows_are_stored_as_they_are(count: int) -> None:
    make.street()
    persons = [fresh(Person, subdistrict_id=STREET, created_at=NOW) for _ in range(count)]
    versions = [version(fresh, person, n) for n, person in enumerate(persons)]
    insert_rows(Person, persons)
    insert_rows(PersonVersion, versions)
    assert not any(row._state.adding for row in versions)
    stored = PersonVersion.objects.filter(subdistrict=STREET).order_by("id")
    assert list(map(columns, stored)) == list(map(columns, versions))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_what_is_known_last_is_taken_when_rows_are_inserted(count: int) -> None:
    make.street()
    persons = [fresh(Person, subdistrict_id=STREET, created_at=None) for _ in range(count)]
    made = ready(Person, persons, late=["created_at"])
    assert not Person.objects.filter(subdistrict=STREET).exists()
    for person in persons:
        person.created_at = NOW
    insert_ready(made)
    stored = Person.objects.filter(subdistrict=STREET).order_by("id")
    assert list(map(columns, stored)) == list(map(columns, persons))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_lists_and_mappings_are_stored_too(count: int) -> None:
    make.street()
    line = fresh(
        Line,
        subdistrict_id=STREET,
        number=99,
        verb="v",
        at=NOW,
        details={"with": ["语"]},
        subject_count=count,
        subjects_digest="",
        mac="",
    )
    insert_rows(Line, [line])
    its = [
        fresh(
            Subject,
            subdistrict_id=STREET,
            line_id=line.pk,
            position=n,
            kind="k",
            subject=uuid7(),
            fields=["name"],
        )
        for n in range(count)
    ]
    insert_rows(Subject, its)
    assert Line.objects.get(subdistrict=STREET, pk=line.pk).details == {"with": ["语"]}
    stored = Subject.objects.filter(subdistrict=STREET, line=line.pk).order_by("position")
    assert list(map(columns, stored)) == list(map(columns, its))


@pytest.mark.django_db  # the vault's key is made with the database
def test_a_row_is_digested_as_the_list_of_its_table_and_its_columns() -> None:
    person = fresh(Person, subdistrict_id=STREET, created_at=NOW)
    act = {"form": FORM, "record": person.pk, "sequence": 1, "at": NOW}
    rows = [
        person,
        version(fresh, person),
        fresh(Act, subdistrict_id=STREET, kind=Kind.PERSON, work=Work.BEGAN, **act),
        Entry(subdistrict_id=STREET, entered_at=NOW, entered_on=NOW.date(), match=Match.NEW, changed=True),
    ]
    for row in rows:
        held = {
            field.attname: field.get_prep_value(getattr(row, field.attname))
            for field in row._meta.concrete_fields
        }
        assert row_digest(row) == keyed_digest("row", [row._meta.label_lower, held])
