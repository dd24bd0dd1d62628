"""Stairways by their names, and the makings that can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from sanshi import verbs
from sanshi.territory.models import Building, Door, EarlierStairway, Making, Road
from sanshi.territory.naming import LaneName, StairwayName
from sanshi.verbs import Actor, Reach, reach

LATEST = 8


def open_doors(subdistrict: str) -> QuerySet[Door]:
    """Those that are offered: notices, own finds, new work."""
    return Door.objects.filter(subdistrict=subdistrict, closed_on__isnull=True)


def open_buildings(subdistrict: str) -> QuerySet[Building]:
    return Building.objects.filter(subdistrict=subdistrict, closed_on__isnull=True)


def standing(subdistrict: str, names: Iterable[StairwayName]) -> list[Building]:
    """Stairways that already have one of these names, of whichever committee, in walking order."""
    lots: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name in names:
        columns = dict(name.columns)
        number = columns.pop("number")
        lots.setdefault(tuple(sorted(columns.items())), []).append(number)
    wanted = Q(pk__in=[])
    for columns_of_lot, numbers in lots.items():
        wanted |= Q(**dict(columns_of_lot), number__in=numbers)
    rows = open_buildings(subdistrict).filter(wanted)
    return list(rows.select_related("committee").order_by("sort_key", "id"))


def rooms_of(subdistrict: str, buildings: Sequence[Building]) -> dict[UUID, list[Door]]:
    """The open doors of each, from the ground up."""
    found: dict[UUID, list[Door]] = {building.id: [] for building in buildings}
    for door in open_doors(subdistrict).filter(building__in=buildings).order_by("floor", "sort_key"):
        found[door.building_id].append(door)
    return found


def open_building(mine: Reach, pk: UUID) -> Building:
    """Http404 for a closed one: its page stays, nothing changes there."""
    rows = open_buildings(mine.subdistrict).filter(pk=pk).select_related("committee", "beat", "group")
    row = rows.first()
    if row is None or not _in(mine, row.committee_id):
        raise Http404
    return row


def open_doors_of(building: Building) -> QuerySet[Door]:
    """From the ground up."""
    return open_doors(building.subdistrict_id).filter(building=building).order_by("floor", "sort_key", "id")


def door_to_show(mine: Reach, pk: UUID) -> Door:
    """An open one with its stairway."""
    row = open_doors(mine.subdistrict).filter(pk=pk).select_related("building__committee").first()
    if row is None or not _in(mine, row.committee_id):
        raise Http404
    return row


def earlier_addresses(building: Building) -> list[EarlierStairway]:
    """The latest first."""
    rows = EarlierStairway.objects.filter(subdistrict=building.subdistrict_id, building=building)
    return list(rows.order_by("-until"))


def building_to_change(actor: Actor, pk: UUID) -> Building:
    """Http404 unless it stands and the actor makes places there; locked, so that changes come in turn."""
    mine = reach(actor, verbs.MAKE_PLACES)
    rows = open_buildings(actor.subdistrict).select_for_update().filter(pk=pk)
    row = rows.first()
    if row is None or not _in(mine, row.committee_id):
        raise Http404
    return row


def doors_to_change(actor: Actor, keys: Iterable[UUID]) -> list[Door]:
    """All of them, open or closed, in walking order; Http404 where one is absent or out of reach."""
    wanted = set(keys)
    mine = reach(actor, verbs.MAKE_PLACES)
    rows = Door.objects.filter(subdistrict=actor.subdistrict, pk__in=wanted).select_for_update()
    found = [row for row in rows.order_by("sort_key", "id") if _in(mine, row.committee_id)]
    if len(found) < len(wanted):
        raise Http404
    return found


def in_lane(subdistrict: str, lane: LaneName) -> QuerySet[Building]:
    """The open stairways of a lane or a street front, of whichever committee."""
    return open_buildings(subdistrict).filter(**lane.columns).order_by("sort_key", "id")


# Makings


def makings(mine: Reach, committee: UUID) -> QuerySet[Making]:
    """The latest of a committee."""
    rows = Making.objects.filter(subdistrict=mine.subdistrict, committee=committee)
    return rows.order_by("-made_at", "-id")[:LATEST]


def making(mine: Reach, pk: UUID) -> Making:
    row = Making.objects.filter(subdistrict=mine.subdistrict, pk=pk).select_related("committee").first()
    if row is None or not _in(mine, row.committee_id):
        raise Http404
    return row


def making_to_undo(actor: Actor, pk: UUID) -> Making:
    rows = Making.objects.filter(subdistrict=actor.subdistrict, pk=pk).select_for_update()
    row = rows.first()
    if row is None or not _in(reach(actor, verbs.MAKE_PLACES), row.committee_id):
        raise Http404
    return row


def made_by(making: Making) -> tuple[list[Building], list[Door]]:
    """What it made, in walking order."""
    here = {"subdistrict": making.subdistrict_id, "making": making}
    buildings = Building.objects.filter(**here).order_by("sort_key", "id")
    doors = Door.objects.filter(**here).select_for_update().order_by("building__sort_key", "sort_key", "id")
    return list(buildings), list(doors)


@dataclass(frozen=True, slots=True)
class DoorsMade:
    """Doors of one stairway that were made in one go, with the stairway itself or added to it."""

    building: Building
    doors: Sequence[Door]


def doors_made(making: Making) -> list[DoorsMade]:
    """Stairway by stairway; none after it was undone."""
    rows = Door.objects.filter(subdistrict=making.subdistrict_id, making=making).select_related("building")
    found: dict[UUID, list[Door]] = {}
    for door in rows.order_by("building__sort_key", "building_id", "floor", "sort_key", "id"):
        found.setdefault(door.building_id, []).append(door)
    return [DoorsMade(doors[0].building, doors) for doors in found.values()]


def _in(mine: Reach, committee: UUID) -> bool:
    return mine.street or committee in mine.committees


# Roads


def roads(subdistrict: str) -> set[str]:
    """The roads by which places of the street are named."""
    named = open_buildings(subdistrict).filter(~Q(road="")).order_by().values_list("road", flat=True)
    return set(named.distinct()) | set(
        Road.objects.filter(subdistrict=subdistrict).values_list("name", flat=True)
    )
