"""The register follows its places: current versions are of the committee that has the door today.

What is superseded stays as it was known. No fact changes, so no form and no act is behind it.
"""

from typing import Any
from uuid import UUID

from sanshi.register.finding import store
from sanshi.register.history import current
from sanshi.register.models import DwellingVersion, ResidencyVersion, UnitVersion

PLACED = (ResidencyVersion, DwellingVersion, UnitVersion)


def follow_buildings(
    sender: Any, *, subdistrict: str, buildings: frozenset[UUID], committee: UUID, **_more: Any
) -> None:
    for versions in PLACED:
        rows: Any = versions.objects.filter(current(), subdistrict=subdistrict, door__building__in=buildings)
        rows.update(committee=committee)
    store.follow_committees(subdistrict, *_found_by(subdistrict, buildings))


def follow_names(sender: Any, *, subdistrict: str, buildings: frozenset[UUID], **_more: Any) -> None:
    """Who lives or works there is found by the new address."""
    persons, units = _found_by(subdistrict, buildings)
    store.follow(subdistrict, persons)
    store.follow_units(subdistrict, units)


def _found_by(subdistrict: str, buildings: frozenset[UUID]) -> tuple[list[UUID], list[UUID]]:
    """Persons and units of which something is recorded there."""
    here = {"subdistrict": subdistrict, "door__building__in": buildings}
    persons = ResidencyVersion.objects.filter(current(), **here).values_list("person_id", flat=True)
    units = UnitVersion.objects.filter(current(), **here).values_list("unit_id", flat=True)
    return list(persons.distinct()), list(units.distinct())
