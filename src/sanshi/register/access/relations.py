"""What a person's record is related to, by what is written in records: home, guardian, work, lease."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from sanshi.journal.recording import saw
from sanshi.register.access.merging import merged_into
from sanshi.register.access.persons import StayRow, names_within
from sanshi.register.as_of import AsOf
from sanshi.register.history import known_at, valid_on
from sanshi.register.models import (
    EmploymentVersion,
    LeaseVersion,
    PersonVersion,
    ResidencyVersion,
    UnitVersion,
    Version,
)
from sanshi.register.residents import people_on
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_UNITS, Actor, reach


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody whose record the reader may open; `name` is masked."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Housemate:
    person: UUID
    name: str
    stay: ResidencyVersion
    is_guardian: bool


@dataclass(frozen=True, slots=True)
class WorkRow:
    """`unit` is None where the reader may not open it; then `place` is its committee and no name is told."""

    name: str
    unit: UUID | None
    place: str
    since: date
    until: date | None
    lives_on_site: bool


@dataclass(frozen=True, slots=True)
class TenancyRow:
    place: str
    door: UUID
    since: date
    until: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Relations:
    """`guardian` names a person of the register; `merged` the record this one is a part of now."""

    household: Sequence[Housemate]
    guardian: Other | None
    works: Sequence[WorkRow]
    tenancies: Sequence[TenancyRow]
    is_merged: bool
    merged: Other | None


def relations(
    actor: Actor, pk: UUID, facts: PersonVersion | None, stays: Sequence[StayRow], as_of: AsOf
) -> Relations:
    guardian = facts.guardian if facts else None
    kept = None if facts else merged_into(actor.subdistrict, pk)
    names = names_within(actor, {one for one in (guardian, kept) if one}, as_of)
    return Relations(
        _household(actor, pk, guardian, stays, as_of),
        _other(guardian, names),
        _works(actor, pk, as_of),
        _tenancies(actor, pk, stays, as_of),
        kept is not None,
        _other(kept, names),
    )


def _other(person: UUID | None, names: dict[str, str]) -> Other | None:
    return Other(str(person), names[str(person)]) if str(person) in names else None


def _household(
    actor: Actor, pk: UUID, guardian: UUID | None, stays: Sequence[StayRow], as_of: AsOf
) -> list[Housemate]:
    """Who lives at the same door in the same household on the day."""
    homes = {(row.door, row.stay.household) for row in stays if row.holds and row.door}
    if not homes:
        return []
    rows = ResidencyVersion.objects.filter(
        known_at(as_of.known),
        valid_on(as_of.on),
        ~Q(person=pk),
        subdistrict=actor.subdistrict,
        door__in={door for door, _ in homes},
    )
    found = [row for row in rows.order_by("valid_from", "id") if (row.door_id, row.household) in homes]
    people = people_on(actor.subdistrict, {row.person_id for row in found}, as_of.on, as_of.known)
    saw("register.person", people, fields=("name",))
    saw("register.residency", [row.residency_id for row in found], fields=("relation_to_head",))
    return [
        Housemate(row.person_id, mask_name(people[row.person_id].name), row, row.person_id == guardian)
        for row in found
        if row.person_id in people
    ]


def _works(actor: Actor, pk: UUID, as_of: AsOf) -> list[WorkRow]:
    rows = EmploymentVersion.objects.filter(
        known_at(as_of.known), subdistrict=actor.subdistrict, person=pk
    ).order_by("valid_from")
    works = _by_record(rows, "employment_id")
    if not works:
        return []
    units = _units(actor, {versions[-1].unit_id for versions in works.values()}, as_of)
    mine = reach(actor, READ_UNITS) if actor.may(READ_UNITS) else None
    found = []
    for versions in works.values():
        unit = units.get(versions[-1].unit_id)
        if unit is None:
            continue
        opens = mine is not None and (mine.street or unit.committee_id in mine.committees)
        found.append(_work(versions, unit, opens))
    saw("register.employment", works, fields=("unit",))
    saw("register.unit", [row.unit for row in found if row.unit], fields=("name",))
    return found[::-1]


def _work(versions: Sequence[EmploymentVersion], unit: UnitVersion, opens: bool) -> WorkRow:
    return WorkRow(
        unit.name if opens else "",
        unit.unit_id if opens else None,
        unit.door.address if opens else unit.committee.name,
        versions[0].valid_from,
        versions[-1].valid_to,
        versions[-1].lives_on_site,
    )


def _units(actor: Actor, units: Iterable[UUID], as_of: AsOf) -> dict[UUID, UnitVersion]:
    """What each unit was on the day; before its first day as it began."""
    rows = UnitVersion.objects.filter(known_at(as_of.known), subdistrict=actor.subdistrict, unit__in=units)
    found: dict[UUID, UnitVersion] = {}
    for row in rows.select_related("door", "committee").order_by("valid_from"):
        if row.unit_id not in found or row.valid_from <= as_of.on:
            found[row.unit_id] = row
    return found


def _tenancies(actor: Actor, pk: UUID, stays: Sequence[StayRow], as_of: AsOf) -> list[TenancyRow]:
    """Leases of the doors where the person lives or lived, which name the person as a tenant."""
    doors = {row.door for row in stays if row.door}
    if not doors:
        return []
    rows = LeaseVersion.objects.filter(
        known_at(as_of.known), subdistrict=actor.subdistrict, door__in=doors
    ).select_related("door")
    naming = [row for row in rows.order_by("valid_from") if str(pk) in row.tenants]
    leases = _by_record(naming, "lease_id")
    saw("register.lease", leases, fields=("tenants",))
    return [
        TenancyRow(
            versions[-1].door.address,
            versions[-1].door_id,
            versions[0].valid_from,
            versions[-1].valid_to,
            versions[-1].ends_on,
        )
        for versions in reversed(leases.values())
    ]


def _by_record(rows: Iterable[Version], key: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found
