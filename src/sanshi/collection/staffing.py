"""What the register holds about the staff of a unit, beside the lines of its form."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sanshi import clock
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.forms.staff import NOTHING, Beside, OnTheStaff
from sanshi.collection.models import Form, FormAction, Subject
from sanshi.journal.recording import saw
from sanshi.register import employees
from sanshi.register.facts import EmploymentFacts
from sanshi.register.history import facts_of
from sanshi.register.models import EmploymentVersion
from sanshi.register.search.access import persons_called
from sanshi.territory.access.typed import door_typed
from sanshi.verbs import READ_PERSONS, Actor

MOST_SHOWN = 200
"""Of a unit's staff beside its form; a larger one is brought in by a sheet."""


def beside(actor: Actor, form: Form, content: FormContent, find: int | None = None) -> Beside:
    """`find`: the place of the line whose employee is looked up among the persons of the register."""
    if form.subject != Subject.UNIT or form.action == FormAction.DEREGISTER:
        return NOTHING
    street = form.subdistrict_id
    names = standing.names_of(street, {line.person for line in content.employments if line.person})
    persons = {
        place: [(line.person, names.get(line.person, ""))]
        for place, line in enumerate(content.employments, start=1)
        if line.person
    }
    looks_up = actor.may(READ_PERSONS)
    if looks_up and find and find <= len(content.employments) and find not in persons:
        persons[find] = _like(actor, content.employments[find - 1])
    return Beside(
        persons,
        standing.addresses_of(street, content),
        lambda text: _door(street, text),
        _others(form, content),
        looks_up,
    )


def line_of(form: Form, record: UUID, unit: UUID | None = None) -> EmploymentFacts | None:
    """Who works there, as a line starts from it: without the number. None when it is nobody of the unit.

    `unit`: which one, where the form does not say it.
    """
    row = _staff(form, unit).filter(employment=record).first()
    if row is None:
        return None
    began = employees.began(form.subdistrict_id, [record])
    said = facts_of(row)
    saw(EmploymentVersion, rows=[row])
    return EmploymentFacts(
        record=str(record),
        person=str(row.person_id or ""),
        name=said["name"] or "",
        document_type=row.document_type,
        lives=employees.lives(row),
        residence_door=str(row.residence_door or ""),
        residence_region=row.residence_region,
        started_on=began.get(record),
    )


def lines_of(form: Form, records: Iterable[str], unit: UUID | None = None) -> dict[str, EmploymentFacts]:
    """By the record: what the register says of those whom the lines of a form are about."""
    found = {record: line_of(form, UUID(record), unit) for record in records if record}
    return {record: line for record, line in found.items() if line is not None}


def _staff(form: Form, unit: UUID | None = None) -> QuerySet[EmploymentVersion]:
    asked = unit or standing.unit_of(form)
    return employees.running(form.subdistrict_id, [asked] if asked else [], clock.today())


def _others(form: Form, content: FormContent) -> list[OnTheStaff]:
    on_the_form = {line.record for line in content.employments}
    rows = list(_staff(form).order_by("valid_from", "employment_id")[:MOST_SHOWN])
    rows = [row for row in rows if str(row.employment_id) not in on_the_form]
    named = standing.names_of(form.subdistrict_id, {str(row.person_id) for row in rows if row.person_id})
    began = employees.began(form.subdistrict_id, [row.employment_id for row in rows])
    saw("register.employment", [row.employment_id for row in rows], fields=("name",))
    return [
        OnTheStaff(
            str(row.employment_id),
            named.get(str(row.person_id), "") if row.person_id else facts_of(row)["name"] or "",
            began[row.employment_id],
        )
        for row in rows
    ]


def _like(actor: Actor, line: EmploymentFacts) -> list[tuple[str, str]]:
    """Persons of the collector's reach with the name of the line."""
    if not line.name:
        return []
    return [
        (str(row.person), f"{row.name} · {row.stay.address}" if row.stay else row.name)
        for row in persons_called(actor, line.name)
    ]


def _door(subdistrict: str, text: str) -> UUID | None:
    door = door_typed(subdistrict, text)
    return door.pk if door else None
