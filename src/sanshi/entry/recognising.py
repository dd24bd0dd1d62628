"""Whom of the register an employee on a unit's form may be who has no number there (plan 3.3.3, 3.3.5).

By the name and where the line says that they live: the one match, as everywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from sanshi import clock
from sanshi.collection import standing
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, Subject
from sanshi.entry.matching import Offer, offered
from sanshi.register import employees, finding
from sanshi.register.facts import EmploymentFacts, Lives, PersonFacts
from sanshi.register.models import EmploymentVersion, UnitStatus
from sanshi.territory.models import Door


def unnumbered(form: Form, content: FormContent) -> dict[int, EmploymentFacts]:
    """By their place: lines without a person or a number, on the form and in the register."""
    return dict(_unnumbered(form, content))


def offers(form: Form, content: FormContent, lines: Mapping[int, EmploymentFacts]) -> dict[int, Offer]:
    """Of unnumbered lines those for which the register has somebody to offer."""
    if not lines:
        return {}
    addresses = _addresses(form, lines)
    apart = _persons_on(form, content)
    asked = [
        finding.Asked(PersonFacts(name=line.name), addresses.get(place, ""), apart)
        for place, line in lines.items()
    ]
    found = map(offered, finding.match_many(form.subdistrict_id, asked))
    return {place: one for place, one in zip(lines, found, strict=True) if one.candidates}


def naming(content: FormContent, persons: Mapping[int, UUID]) -> FormContent:
    """With the persons who were chosen, by the place of the line."""
    if not persons:
        return content
    lines = tuple(
        replace(line, person=str(persons[place])) if place in persons else line
        for place, line in enumerate(content.employments, start=1)
    )
    return replace(content, employments=lines)


def _unnumbered(form: Form, content: FormContent) -> Iterator[tuple[int, EmploymentFacts]]:
    if form.subject != Subject.UNIT or content.unit is None or content.unit.status == UnitStatus.CLOSED:
        return
    known = _staff_of(form) if any(line.record for line in content.employments) else {}
    for place, line in enumerate(content.employments, start=1):
        row = known.get(line.record)
        if line.person or line.document_number or line.ended_on:
            continue
        if row is None or (row.person_id is None and not row.document_index):
            yield place, line


def _staff_of(form: Form) -> dict[str, EmploymentVersion]:
    unit = standing.unit_of(form)
    rows = employees.running(form.subdistrict_id, [unit] if unit else [], clock.today())
    return {str(row.employment_id): row for row in rows}


def _addresses(form: Form, lines: Mapping[int, EmploymentFacts]) -> dict[int, str]:
    """Where they live in the street, by the place of the line."""
    here = {place: form.door.address for place, line in lines.items() if line.lives == Lives.ON_SITE}
    doors = {
        place: UUID(line.residence_door)
        for place, line in lines.items()
        if line.lives == Lives.STREET and line.residence_door
    }
    rows = Door.objects.filter(subdistrict=form.subdistrict_id, pk__in=doors.values()) if doors else ()
    known = {door.pk: door.address for door in rows}
    return here | {place: known[door] for place, door in doors.items() if door in known}


def _persons_on(form: Form, content: FormContent) -> frozenset[UUID]:
    """Whoever is on the form or on the staff already is nobody else there."""
    named = {UUID(line.person) for line in content.employments if line.person}
    unit = standing.unit_of(form)
    rows = list(employees.running(form.subdistrict_id, [unit], clock.today())) if unit else []
    return frozenset(named | set(employees.known_persons(form.subdistrict_id, rows).values()))
