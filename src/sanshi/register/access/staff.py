"""Who works in a unit, for whoever may read the unit (plan 3.3.5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee, saw
from sanshi.register import employees
from sanshi.register.access.units import reads_contacts
from sanshi.register.as_of import AsOf
from sanshi.register.facts import Lives
from sanshi.register.history import current, facts_of, known_at, valid_on
from sanshi.register.models import EmploymentVersion, PersonVersion, UnitVersion
from sanshi.register.residents import people_on
from sanshi.streets.models import SAME_STREET
from sanshi.territory.models import Committee
from sanshi.vault.masking import mask_document, mask_name
from sanshi.verbs import READ_PERSONS, REVEAL, Actor, Reach, reach


@dataclass(frozen=True, slots=True)
class StaffRow:
    """`name` and `number` are masked. `home`: the committee that has registered the residence.

    `waits_since`: lives in the street and is registered nowhere yet; since when its committee is asked.
    """

    employment: UUID
    name: str
    number: str
    since: date
    lives: str
    region: str
    home: str = ""
    waits_since: date | None = None
    # Of the register, where the reader may open the record.
    person: UUID | None = None


def staff(actor: Actor, facts: UnitVersion, as_of: AsOf) -> Sequence[StaffRow] | None:
    """On the day the page is turned to; None for whom only the units concern (plan 5.0: by purpose)."""
    if not reads_contacts(actor):
        return None
    if facts.valid_to is not None and facts.valid_to <= as_of.on:
        return []
    rows = _rows(actor.subdistrict, facts.unit_id, as_of)
    register = _looked_up(actor, rows, as_of)
    saw("register.employment", [row.employment_id for row in rows], fields=("name", "document_number"))
    saw("register.person", register.persons.values(), fields=("name",))
    return [register.row(row) for row in rows]


def _rows(subdistrict: str, unit: UUID, as_of: AsOf) -> list[EmploymentVersion]:
    rows = EmploymentVersion.objects.filter(
        known_at(as_of.known), valid_on(as_of.on), subdistrict=subdistrict, unit=unit
    )
    return list(rows.order_by("valid_from", "employment_id"))


@dataclass(frozen=True, slots=True)
class _Register:
    """What the register knows of those who work there. `mine`: whose records the reader may open."""

    # By employment.
    persons: Mapping[UUID, UUID]
    began: Mapping[UUID, date]
    # By person.
    homes: Mapping[UUID, Committee]
    people: Mapping[UUID, PersonVersion]
    mine: Reach | None

    def row(self, row: EmploymentVersion) -> StaffRow:
        person = self.persons.get(row.employment_id)
        home = self.homes.get(person) if person else None
        said, lives = facts_of(row), employees.lives(row)
        known = self.people.get(person) if person else None
        name = known.name if known else said["name"] or ""
        return StaffRow(
            row.employment_id,
            mask_name(name),
            mask_document(said["document_number"]) if said["document_number"] else "",
            self.began.get(row.employment_id, row.valid_from),
            lives,
            row.residence_region,
            home.name if home else "",
            clock.shanghai_day(row.recorded_at) if _waits(lives, home) else None,
            person if self._opens(home) else None,
        )

    def _opens(self, home: Committee | None) -> bool:
        if home is None or self.mine is None:
            return False
        return self.mine.street or home.pk in self.mine.committees


def _looked_up(actor: Actor, rows: Sequence[EmploymentVersion], as_of: AsOf) -> _Register:
    street = actor.subdistrict
    persons = employees.known_persons(street, rows)
    return _Register(
        persons,
        employees.began(street, [row.employment_id for row in rows]),
        employees.homes(street, persons.values(), as_of.on),
        people_on(street, set(persons.values()), as_of.on, as_of.known),
        reach(actor, READ_PERSONS) if actor.may(READ_PERSONS) else None,
    )


def _waits(lives: str, home: Committee | None) -> bool:
    return home is None and lives in (Lives.ON_SITE, Lives.STREET)


def counted(subdistrict: str, units: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many work in each today."""
    rows = employees.running(subdistrict, units, clock.today()).order_by().values_list("unit")
    return dict(rows.annotate(n=Count("employment", distinct=True)))


WITHOUT, WAITING = "without", "waiting"


def having(staff: str) -> Q:
    """Of the current version of a unit: those without staff, or with somebody who waits to be registered."""
    here = EmploymentVersion.objects.filter(
        SAME_STREET, current(), valid_on(clock.today()), unit=OuterRef("unit")
    )
    match staff:
        case "without":
            return Q(~Exists(here))
        case "waiting":
            return Q(Exists(here.filter(employees.waits())))
    return Q()


def number_of_employee(actor: Actor, pk: UUID) -> str:
    """The sealed document number of one employment as known now. Http404 when there is none to show."""
    if not reads_contacts(actor):
        raise Http404
    row = employment(actor, pk)
    number = facts_of(row)["document_number"]
    if not number:
        raise Http404
    return str(number)


def employment(actor: Actor, pk: UUID) -> EmploymentVersion:
    """Of a unit within the reach of showing numbers; Http404 else."""
    rows = EmploymentVersion.objects.filter(current(), subdistrict=actor.subdistrict, employment=pk)
    row = rows.order_by("-valid_from").first()
    units = UnitVersion.objects.filter(within(reach(actor, REVEAL)), current())
    unit = units.filter(unit=row.unit_id).order_by("-valid_from").first() if row else None
    if row is None or unit is None:
        raise Http404
    in_committee(unit.committee_id)
    return row
