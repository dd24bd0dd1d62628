"""Shops counted a second time: one merged, one that as good as certainly is the same, one to be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sanshi.collection.content import FormContent
from sanshi.entry.stock import Counted
from sanshi.identity.unit_names import unit_name
from sanshi.project.demo.street import CODE, Filled
from sanshi.register.facts import EmploymentFacts, Lives, UnitFacts
from sanshi.register.history import current, facts_of
from sanshi.register.models import EmploymentVersion, UnitStatus, UnitVersion

# So many of each.
SURE, DOUBTFUL = 2, 1


def counted_again(where: Filled) -> Iterator[Counted]:
    """By an office that did not see that they were there: with the same staff, or at another door."""
    for place, (unit, staff) in enumerate(_with_staff(where)):
        yield _sure(unit, staff) if place < SURE else _doubtful(unit, where)


def _with_staff(where: Filled) -> list[tuple[UnitVersion, Sequence[EmploymentVersion]]]:
    """The first ones of the base stock."""
    open_now = UnitVersion.objects.filter(
        current(), subdistrict=CODE, committee=where.id, valid_to__isnull=True, status=UnitStatus.OPEN
    )
    works = EmploymentVersion.objects.filter(current(), subdistrict=CODE, valid_to__isnull=True)
    staff: dict[UUID, list[EmploymentVersion]] = {}
    for row in works.filter(document_number__isnull=False).order_by("employment_id"):
        staff.setdefault(row.unit_id, []).append(row)
    rows = [row for row in open_now.order_by("unit_id") if row.unit_id in staff]
    return [(row, staff[row.unit_id]) for row in rows[: SURE + DOUBTFUL]]


def _sure(unit: UnitVersion, staff: Sequence[EmploymentVersion]) -> Counted:
    """By the short name on the signboard, with the phone and without the licence; one of its staff named."""
    facts = _facts(unit)
    short = replace(facts, name=unit_name(facts.name).core, credit_code="", industry="")
    return Counted(unit.door_id, FormContent(unit=short, employments=(_line(staff[0]),)))


def _doubtful(unit: UnitVersion, where: Filled) -> Counted:
    """The name at another shop's door; nobody was there to show the licence or name a phone."""
    facts = replace(_facts(unit), credit_code="", contact_name="", contact_phone="")
    away = next(door for door in reversed(where.shops) if door.building_id != unit.door.building_id)
    return Counted(away.pk, FormContent(unit=facts))


def _facts(unit: UnitVersion) -> UnitFacts:
    said = facts_of(unit)
    known: dict[str, Any] = {name: said[name] or "" for name in UnitFacts.names()}
    return UnitFacts(**known | {"key_trade": False})


def _line(row: EmploymentVersion) -> EmploymentFacts:
    said = facts_of(row)
    described = {name: said[name] for name in ("name", "document_type", "document_number")}
    return EmploymentFacts(
        **described,
        lives=Lives.ELSEWHERE,
        residence_region=row.residence_region,
        started_on=row.valid_from,
    )
