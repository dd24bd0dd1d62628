"""Who works in a unit (从业): from a form's line to columns, and who of them the register knows.

An employee with a document number is linked to a person by the directory of numbers, when asked: so the link
holds from the moment the person is registered, whichever came first, and undoing either form leaves the other
alone. Without a number the person is the one that the line names, or nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from sanshi.register.facts import EmploymentFacts, Lives
from sanshi.register.history import current, valid_on
from sanshi.register.holders import document_index
from sanshi.register.models import (
    Employment,
    EmploymentVersion,
    Person,
    PersonVersion,
    ResidencyVersion,
    Separation,
)
from sanshi.streets.models import SAME_STREET
from sanshi.territory.models import Committee

NOBODY: dict[str, Any] = {
    "person": None,
    "name": None,
    "document_type": "",
    "document_number": None,
    "document_index": "",
    "residence_region": "",
    "residence_door": None,
    "lives_on_site": False,
}
_DESCRIBED = ("name", "document_type", "document_number")


# From a line to columns


def columns(facts: EmploymentFacts, which: Employment, person: Person | None = None) -> dict[str, Any]:
    return {"employment": which, "unit": which.unit, **NOBODY, **stated(facts, NOBODY, person)}


def stated(facts: EmploymentFacts, stored: Mapping[str, Any], person: Person | None) -> dict[str, Any]:
    """Not stated never erases; whom the register knows is not described a second time."""
    if person is not None:
        return {**NOBODY, "person": person}
    said: dict[str, Any] = {name: value for name in _DESCRIBED if (value := getattr(facts, name))}
    if "name" in said or "document_number" in said:
        said["person"] = None
    both = {**stored, **said}
    said["document_index"] = document_index(both["document_type"], both["document_number"] or "")
    return said | _residence(facts)


def lives(row: EmploymentVersion) -> str:
    """As a form says it; empty where the person's own residency says it."""
    if row.lives_on_site:
        return Lives.ON_SITE.value
    if row.residence_door:
        return Lives.STREET.value
    return Lives.ELSEWHERE.value if row.residence_region else ""


def _residence(facts: EmploymentFacts) -> dict[str, Any]:
    match _where(facts):
        case Lives.ON_SITE:
            return {"lives_on_site": True, "residence_door": None, "residence_region": ""}
        case Lives.STREET if facts.residence_door:
            door = UUID(facts.residence_door)
            return {"lives_on_site": False, "residence_door": door, "residence_region": ""}
        case Lives.ELSEWHERE if facts.residence_region:
            region = facts.residence_region
            return {"lives_on_site": False, "residence_door": None, "residence_region": region}
    return {}


def _where(facts: EmploymentFacts) -> str:
    """A sheet may give the region or the door alone."""
    if facts.lives:
        return facts.lives
    if facts.residence_door:
        return Lives.STREET
    return Lives.ELSEWHERE if facts.residence_region else ""


# Whom the register knows


def running(subdistrict: str, units: Iterable[UUID], on: date) -> QuerySet[EmploymentVersion]:
    """Who works there on a day, as we know now."""
    return EmploymentVersion.objects.filter(
        current(), valid_on(on), subdistrict=subdistrict, unit__in=list(units)
    )


def known_persons(subdistrict: str, rows: Sequence[EmploymentVersion]) -> dict[UUID, UUID]:
    """Employment → the person of this street it is, by the line or by the document number."""
    named = {row.employment_id: row.person_id for row in rows if row.person_id}
    numbers = {row.document_index for row in rows if row.document_index}
    if not numbers:
        return named
    found = PersonVersion.objects.filter(current(), subdistrict=subdistrict, document_index__in=numbers)
    holders = dict(found.order_by("valid_from", "id").values_list("document_index", "person_id"))
    by_number = {
        row.employment_id: holders[row.document_index] for row in rows if row.document_index in holders
    }
    return {**by_number, **named}


def homes(subdistrict: str, persons: Iterable[UUID], on: date) -> dict[UUID, Committee]:
    """Person → the committee where it lives on a day; who is only registered there lives elsewhere."""
    rows = ResidencyVersion.objects.filter(
        current(), valid_on(on), subdistrict=subdistrict, person__in=list(persons)
    ).exclude(separation=Separation.REGISTERED_HERE)
    return {row.person_id: row.committee for row in rows.select_related("committee").order_by("valid_from")}


@dataclass(frozen=True, slots=True)
class OnStaff:
    """One whose work in a unit has no end: by which name and number. `person`: named by the line itself."""

    employment: UUID
    name: str
    index: str
    person: UUID | None = None


def on_staff(subdistrict: str, units: Iterable[UUID]) -> dict[UUID, list[OnStaff]]:
    """By unit; who is named by a person of the register has that person's name and number."""
    asked = list(units)
    rows = list(
        EmploymentVersion.objects.filter(
            current(), subdistrict=subdistrict, unit__in=asked, valid_to__isnull=True
        )
    )
    named = {row.person_id for row in rows if row.person_id}
    said = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=named)
    persons = {one.person_id: one for one in said.order_by("valid_from", "id")} if named else {}
    found: dict[UUID, list[OnStaff]] = {unit: [] for unit in asked}
    for row in rows:
        person = persons.get(row.person_id) if row.person_id else None
        name = person.name if person else row.name.open() if row.name else ""
        index = person.document_index if person else row.document_index
        found[row.unit_id].append(OnStaff(row.employment_id, name, index, row.person_id))
    return found


def on_the_staff_of(
    subdistrict: str, unit: UUID, lines: Sequence[EmploymentFacts]
) -> tuple[EmploymentFacts, ...]:
    """The lines of a form that began without the register, each about whom of the unit's staff it means."""
    named = {UUID(line.person) for line in lines if line.person}
    said = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=named)
    numbers = dict(said.order_by("valid_from").values_list("person", "document_index")) if named else {}
    staff = on_staff(subdistrict, [unit])[unit]
    return recognised(lines, staff, {str(person): index for person, index in numbers.items()})


def recognised(
    lines: Sequence[EmploymentFacts], staff: Sequence[OnStaff], numbers: Mapping[str, str]
) -> tuple[EmploymentFacts, ...]:
    """By person or number; else by a name that one line and one of the staff have alone. Pure.

    Two numbers of one name are two persons. `numbers`: of the persons whom the lines name.
    """
    indexes = [
        numbers.get(line.person) or document_index(line.document_type, line.document_number) for line in lines
    ]
    found: dict[int, OnStaff] = {}
    left = {one.employment: one for one in staff}
    for place, line in enumerate(lines):
        same = [one for one in left.values() if _is_by_number(one, line, indexes[place])]
        if same and not line.record:
            found[place] = left.pop(same[0].employment)
    unknown = [place for place, line in enumerate(lines) if place not in found and not line.record]
    names = [lines[place].name for place in unknown]
    for place in unknown:
        called = [one for one in left.values() if _is_by_name(one, lines[place].name, indexes[place])]
        if len(called) == 1 and names.count(lines[place].name) == 1:
            found[place] = called[0]
    return tuple(
        _about(line, found[place], indexes[place]) if place in found else line
        for place, line in enumerate(lines)
    )


def _is_by_number(one: OnStaff, line: EmploymentFacts, index: str) -> bool:
    same_person = bool(line.person) and str(one.person) == line.person
    return same_person or bool(index and one.index == index)


def _is_by_name(one: OnStaff, name: str, index: str) -> bool:
    return bool(name) and one.name == name and not (index and one.index)


def _about(line: EmploymentFacts, there: OnStaff, index: str) -> EmploymentFacts:
    """What is known already is not said again: the person, or the number."""
    record = str(there.employment)
    if there.person is not None:
        return EmploymentFacts(record, str(there.person), started_on=line.started_on, ended_on=line.ended_on)
    number = "" if index == there.index else line.document_number
    return replace(line, record=record, document_number=number)


def began(subdistrict: str, employments: Iterable[UUID]) -> dict[UUID, date]:
    """The first day of each."""
    rows = EmploymentVersion.objects.filter(
        current(), subdistrict=subdistrict, employment__in=list(employments)
    )
    return dict(rows.order_by().values_list("employment").annotate(first=Min("valid_from")))


def waits() -> Q:
    """Of a version: who lives in the street and has no open residency there (plan 3.3.5)."""
    home = ResidencyVersion.objects.filter(
        SAME_STREET, current(), person=OuterRef("person"), valid_to__isnull=True
    ).exclude(separation=Separation.REGISTERED_HERE)
    registered = PersonVersion.objects.filter(
        SAME_STREET, current(), Exists(home), document_index=OuterRef("document_index")
    )
    in_the_street = Q(lives_on_site=True) | Q(residence_door__isnull=False)
    unknown: Q = Q(document_index="") | Q(~Exists(registered))
    return in_the_street & Q(person__isnull=True) & unknown


@dataclass(frozen=True, slots=True)
class Employee:
    """One who works in a unit. `person`: of the register, where it knows them; `home`: where they live."""

    row: EmploymentVersion
    since: date
    person: UUID | None
    home: Committee | None
