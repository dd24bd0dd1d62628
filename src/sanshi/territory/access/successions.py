"""From a door to those it came of, and to those that came of it."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from sanshi.territory.models import Building, Door, DoorSuccession


def former_doors(door: Door) -> list[Door]:
    """The doors it came of, the nearest first, back to the first ones."""
    return _followed(door, _before)


def successors(door: Door) -> list[Door]:
    """The doors that came of it, the nearest first, up to those of today."""
    return _followed(door, _after)


def successions_in(building: Building) -> list[DoorSuccession]:
    """The latest first."""
    rows = DoorSuccession.objects.filter(
        subdistrict=building.subdistrict_id, before__building=building
    ).select_related("before", "after")
    return list(rows.order_by("-happened_on", "before__sort_key", "after__sort_key", "id"))


def _followed(door: Door, step: Callable[[str, Iterable[UUID]], Sequence[Door]]) -> list[Door]:
    """One query a generation; each door once."""
    found: dict[UUID, Door] = {}
    edge = [door.id]
    while edge:
        new = [one for one in step(door.subdistrict_id, edge) if one.id not in found and one.id != door.id]
        found |= {one.id: one for one in new}
        edge = [one.id for one in new]
    return list(found.values())


def _before(subdistrict: str, keys: Iterable[UUID]) -> list[Door]:
    rows = DoorSuccession.objects.filter(subdistrict=subdistrict, after__in=keys)
    return [row.before for row in rows.select_related("before").order_by("before__sort_key", "id")]


def _after(subdistrict: str, keys: Iterable[UUID]) -> list[Door]:
    rows = DoorSuccession.objects.filter(subdistrict=subdistrict, before__in=keys)
    return [row.after for row in rows.select_related("after").order_by("after__sort_key", "id")]
