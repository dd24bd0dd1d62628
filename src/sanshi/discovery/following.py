"""A notice whose visit is open follows its door: it counts for the committee on the day of the outcome."""

from typing import Any
from uuid import UUID

from sanshi.discovery.models import Notice


def follow_buildings(
    sender: Any, *, subdistrict: str, buildings: frozenset[UUID], committee: UUID, **_more: Any
) -> None:
    rows = Notice.objects.filter(subdistrict=subdistrict, door__building__in=buildings, visit__outcome="")
    rows.update(committee=committee)
