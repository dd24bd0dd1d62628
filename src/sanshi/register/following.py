"""The register follows its places: current versions are of the committee that has the door today.

What is superseded stays as it was known. No fact changes, so no form and no act is behind it.
"""

from typing import Any
from uuid import UUID

from sanshi.register.history import current
from sanshi.register.models import DwellingVersion, ResidencyVersion, UnitVersion

PLACED = (ResidencyVersion, DwellingVersion, UnitVersion)


def follow_buildings(
    sender: Any, *, subdistrict: str, buildings: frozenset[UUID], committee: UUID, **_more: Any
) -> None:
    for versions in PLACED:
        rows: Any = versions.objects.filter(current(), subdistrict=subdistrict, door__building__in=buildings)
        rows.update(committee=committee)
