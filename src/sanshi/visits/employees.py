"""Employees of units at home: the committee where they live is asked to go there (plan 3.3.5).

The unit holds the employment, the committee of residence the residency. Who is registered in the street
already, or lives outside of it, is asked for nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext

from sanshi import clock
from sanshi.journal.recording import saw, touch
from sanshi.register import employees
from sanshi.register.access.merging import merged_into
from sanshi.register.history import current, facts_of
from sanshi.register.models import EmploymentVersion, Kind, PersonVersion, UnitVersion
from sanshi.rulebook.access import version_on
from sanshi.territory.models import Door
from sanshi.vault.masking import mask_name
from sanshi.verbs import Actor
from sanshi.visits.access import OPEN
from sanshi.visits.actions import VisitOpened, open_visit, withdraw
from sanshi.visits.models import Cause, EmployeeVisit, Matter, Visit
from sanshi.visits.rules import team_for_matter


def ask_for(actor: Actor, form: UUID, unit: UUID | None) -> list[UUID]:
    """Inside the entry of a unit's form: a visit for each employee it names who waits to be registered.

    Once for an employee and a door while it is open. It is learned news for that committee, so the plan's
    clock runs, from the day on which it hears of it: how long the unit's form took is not its doing.
    """
    if unit is None:
        return []
    rows = EmploymentVersion.objects.filter(
        current(), employees.waits(), subdistrict=actor.subdistrict, form=form, unit=unit, valid_to=None
    )
    found = list(rows.order_by("employment_id"))
    own = _door_of(actor.subdistrict, unit) if any(row.lives_on_site for row in found) else None
    asked = [(row, own if row.lives_on_site else row.residence_door) for row in found]
    visits = [_ask(actor, form, row, door) for row, door in asked if door is not None]
    return [visit for visit in visits if visit is not None]


def take_back(actor: Actor, form: UUID) -> None:
    """With the entry of the unit's form: whoever has not gone yet need not."""
    rows = Visit.objects.filter(OPEN, subdistrict=actor.subdistrict, employees__form=form)
    for visit in rows.order_by("id"):
        withdraw(actor, visit, gettext("The entry of the unit's form was undone."))


def _ask(actor: Actor, form: UUID, row: EmploymentVersion, door: UUID) -> UUID | None:
    if not _stands(actor.subdistrict, door) or _is_asked_for(row, door):
        return None
    today = clock.today()
    team = team_for_matter(Matter.MOVED_IN, version_on(actor.subdistrict, today).policy)
    opened = VisitOpened(door, Cause.EMPLOYEE, Matter.MOVED_IN, team, today)
    # Inside the action that enters the form, whose own id makes it happen once.
    visit = open_visit(actor, uuid4(), opened)
    told = EmployeeVisit(
        subdistrict_id=actor.subdistrict, visit_id=visit, employment_id=row.employment_id, form=form
    )
    told.save(force_insert=True)
    touch(told)
    return visit


def _stands(subdistrict: str, door: UUID) -> bool:
    """Two forms that name one door take turns."""
    doors = Door.objects.select_for_update(no_key=True).filter(subdistrict=subdistrict, pk=door)
    rows = doors.filter(closed_on=None)
    return bool(list(rows.values_list("pk")))


def _is_asked_for(row: EmploymentVersion, door: UUID) -> bool:
    same = {row.employment_id}
    if row.document_index:
        others = EmploymentVersion.objects.filter(
            current(), subdistrict=row.subdistrict_id, document_index=row.document_index
        )
        same |= set(others.values_list("employment_id", flat=True))
    return EmployeeVisit.objects.filter(
        subdistrict=row.subdistrict_id, employment__in=same, visit__in=_open_at(row.subdistrict_id, door)
    ).exists()


def _open_at(subdistrict: str, door: UUID) -> QuerySet[Visit]:
    return Visit.objects.filter(OPEN, subdistrict=subdistrict, door=door, cause=Cause.EMPLOYEE)


def _door_of(subdistrict: str, unit: UUID) -> UUID | None:
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit=unit)
    return rows.order_by("-valid_from").values_list("door_id", flat=True).first()


# On the page of the visit


@dataclass(frozen=True, slots=True)
class Told:
    """An employee and where he works. `home`: the committee where he is registered by now."""

    name: str
    unit: str
    committee: str
    home: str = ""
    gone: bool = False


def told(visit: Visit, *, in_full: bool) -> Sequence[Told]:
    """Of whom the unit's form told; the whole name only to who goes there."""
    if visit.cause != Cause.EMPLOYEE:
        return []
    street = visit.subdistrict_id
    asked = list(visit.employees.order_by("id").values_list("employment_id", "employment__unit_id"))
    rows = EmploymentVersion.objects.filter(
        current(), subdistrict=street, employment__in=[employment for employment, _ in asked]
    )
    last = {row.employment_id: row for row in rows.order_by("valid_from", "id")}
    asked = [_standing(street, one, unit, last) for one, unit in asked]
    units = _units(street, {unit for _, unit in asked})
    persons = employees.known_persons(street, list(last.values()))
    homes = employees.homes(street, persons.values(), clock.today())
    names = _names(street, last.values(), persons)
    saw("register.employment", list(last), fields=("name",))
    saw("register.unit", list(units), fields=("name",))
    return [
        Told(
            _shown(names.get(employment, ""), in_full),
            units[unit].name if unit in units else "",
            units[unit].committee.name if unit in units else "",
            homes[persons[employment]].name if persons.get(employment) in homes else "",
            employment not in last or last[employment].valid_to is not None,
        )
        for employment, unit in asked
    ]


def _standing(
    street: str, employment: UUID, unit: UUID, last: dict[UUID, EmploymentVersion]
) -> tuple[UUID, UUID]:
    """Of a line that went as two records became one: that of the same number or person in the kept unit."""
    if employment in last:
        return employment, unit
    was = EmploymentVersion.objects.filter(subdistrict=street, employment=employment)
    kept = merged_into(street, unit, Kind.UNIT) or unit
    row = _same_line(street, kept, was.latest("recorded_at"))
    if row is None:
        return employment, unit
    last[row.employment_id] = row
    return row.employment_id, kept


def _same_line(street: str, unit: UUID, was: EmploymentVersion) -> EmploymentVersion | None:
    there = EmploymentVersion.objects.filter(current(), subdistrict=street, unit=unit)
    rows = list(there.order_by("-valid_from"))
    same = [row for row in rows if was.document_index and row.document_index == was.document_index]
    if same:
        return same[0]
    person = _whose(street, was)
    known = employees.known_persons(street, rows)
    return next((row for row in rows if person and known.get(row.employment_id) == person), None)


def _whose(street: str, line: EmploymentVersion) -> UUID | None:
    """The person whom a line named, or who ever had its number."""
    person = line.person_id
    if person is None and line.document_index:
        held = PersonVersion.objects.filter(subdistrict=street, document_index=line.document_index)
        person = held.order_by("-recorded_at").values_list("person_id", flat=True).first()
    return (merged_into(street, person) or person) if person else None


def _shown(name: str, in_full: bool) -> str:
    return name if in_full else mask_name(name)


def _names(street: str, rows: Iterable[EmploymentVersion], persons: dict[UUID, UUID]) -> dict[UUID, str]:
    named = PersonVersion.objects.filter(current(), subdistrict=street, person__in=persons.values())
    of_persons = dict(named.order_by("valid_from", "id").values_list("person_id", "name"))
    return {
        row.employment_id: facts_of(row)["name"] or of_persons.get(persons.get(row.employment_id, row.pk), "")
        for row in rows
    }


def _units(street: str, units: set[UUID]) -> dict[UUID, UnitVersion]:
    rows = UnitVersion.objects.filter(current(), subdistrict=street, unit__in=units)
    return {row.unit_id: row for row in rows.select_related("committee").order_by("valid_from")}
