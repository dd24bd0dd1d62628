"""Committees, stations, beats and building groups as a reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee, Door, Station
from sanshi.verbs import Reach

STANDING = Q(closed_on__isnull=True)


def open_on(day: date, of: str = "") -> Q:
    """Committees that are there on a day; `of`: how the rows name theirs ("committee__")."""

    def column(name: str, **value: Any) -> Q:
        return Q(**{f"{of}{name}__{lookup}": one for lookup, one in value.items()})

    opened = column("opened_on", isnull=True) | column("opened_on", lte=day)
    return opened & (column("closed_on", isnull=True) | column("closed_on", gt=day))


def committees(reach: Reach) -> QuerySet[Committee]:
    """Of today. territory stands above accounts, so the reach is read here by hand."""
    return committees_ever(reach).filter(open_on(clock.today()))


def committees_ever(reach: Reach) -> QuerySet[Committee]:
    """With those that are yet to open, and at the end those that are closed by now, whose papers remain."""
    # One that was to open and was withdrawn before its day.
    never = Q(closed_on__isnull=False, opened_on__isnull=False, closed_on__lte=F("opened_on"))
    rows = Committee.objects.filter(~never, subdistrict=reach.subdistrict)
    if not reach.street:
        rows = rows.filter(pk__in=reach.committees)
    standing = Count("buildings", filter=Q(buildings__closed_on__isnull=True))
    return rows.annotate(building_count=standing).order_by(F("closed_on").asc(nulls_first=True), "code")


def committee(reach: Reach, pk: UUID) -> Committee:
    """Closed ones too: their pages stay readable."""
    found = committees_ever(reach).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_committee(reach: Reach, pk: UUID) -> Committee:
    """One that may still be changed: of today or to come."""
    found = committee(reach, pk)
    if found.closed_on and found.closed_on <= clock.today():
        raise Http404
    return found


def stations(subdistrict: str) -> QuerySet[Station]:
    rows = Station.objects.filter(subdistrict=subdistrict)
    return rows.prefetch_related("areas__committee").order_by("name", "id")


def uncovered(subdistrict: str) -> QuerySet[Committee]:
    """No station's: its officers and inspectors reach none of it."""
    return open_committees(subdistrict).filter(station_areas__isnull=True)


def station(subdistrict: str, pk: UUID) -> Station:
    found = stations(subdistrict).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: BuildingGroup
    doors: int
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class BeatRow:
    beat: Beat
    buildings: int
    doors: int
    groups: Sequence[GroupRow]
    # Doors of dwellings and premises that belong to no group.
    ungrouped: int


def beat_rows(committee: Committee) -> list[BeatRow]:
    """The committee's beats with their groups and what lies in them; four queries."""
    here = {"subdistrict": committee.subdistrict_id, "committee": committee}
    buildings = dict(_counted(Building.objects.filter(STANDING, **here), "beat"))
    doors: dict[UUID, dict[UUID | None, int]] = {}
    counted = Door.objects.filter(STANDING, **here).values_list("beat", "group").annotate(n=Count("pk"))
    for beat, group, number in counted.order_by("beat", "group"):
        doors.setdefault(beat, {})[group] = number
    addresses = _addresses(committee)
    beats = Beat.objects.filter(**here).prefetch_related("groups").order_by("name", "id")
    return [
        BeatRow(
            beat,
            buildings.get(beat.id, 0),
            sum(doors.get(beat.id, {}).values()),
            [
                GroupRow(group, doors.get(beat.id, {}).get(group.id, 0), addresses.get(group.id, ()))
                for group in sorted(beat.groups.all(), key=lambda one: str(one.id))
            ],
            doors.get(beat.id, {}).get(None, 0),
        )
        for beat in beats
    ]


def _counted(rows: QuerySet[Building], name: str) -> list[tuple[UUID, int]]:
    return list(rows.values_list(name).annotate(n=Count("pk")).order_by(name))


def _addresses(committee: Committee) -> dict[UUID, list[str]]:
    """By group, the buildings in which it has doors."""
    rows = Door.objects.filter(
        STANDING,
        subdistrict=committee.subdistrict_id,
        committee=committee,
        group__isnull=False,
        building__closed_on__isnull=True,
    ).values_list("group", "building__sort_key", "building__address")
    found: dict[UUID, list[str]] = {}
    for group, _key, address in rows.distinct().order_by("group", "building__sort_key"):
        assert group is not None
        found.setdefault(group, []).append(address)
    return found


def beat(reach: Reach, pk: UUID) -> Beat:
    rows = Beat.objects.filter(subdistrict=reach.subdistrict, pk=pk).select_related("committee")
    found = rows.first()
    if found is None or not (reach.street or found.committee_id in reach.committees):
        raise Http404
    return found


def group(reach: Reach, pk: UUID) -> BuildingGroup:
    rows = BuildingGroup.objects.filter(subdistrict=reach.subdistrict, pk=pk)
    found = rows.select_related("beat__committee").first()
    if found is None or not (reach.street or found.beat.committee_id in reach.committees):
        raise Http404
    return found


def buildings_of_beat(beat: Beat) -> QuerySet[Building]:
    rows = Building.objects.filter(STANDING, subdistrict=beat.subdistrict_id, beat=beat)
    return rows.order_by("sort_key", "id")


def doors_of_building(building: Building) -> QuerySet[Door]:
    rows = Door.objects.filter(STANDING, subdistrict=building.subdistrict_id, building=building)
    return rows.select_related("group").order_by("-floor", "sort_key", "id")


def arranged(group: BuildingGroup) -> tuple[list[Building], Building | None, list[str]]:
    """Its whole buildings; the one of which it has a part, and the rooms of that."""
    doors = Door.objects.filter(STANDING, subdistrict=group.subdistrict_id, beat=group.beat_id)
    rows = doors.select_related("building").order_by("building__sort_key", "building_id", "sort_key")
    by_building: dict[Building, list[Door]] = {}
    for door in rows:
        by_building.setdefault(door.building, []).append(door)
    own = {
        building: [door for door in found if door.group_id == group.id]
        for building, found in by_building.items()
    }
    whole = [
        building for building, found in own.items() if found and len(found) == len(by_building[building])
    ]
    part = next((building for building, found in own.items() if found and building not in whole), None)
    return whole, part, [door.room for door in own[part]] if part else []


def unshown(group: BuildingGroup, chosen: Building | None) -> frozenset[UUID]:
    """Its doors in further stairways of which it has a part: a form names only one."""
    whole, part, _rooms = arranged(group)
    shown = [*whole, *(one for one in (part, chosen) if one)]
    doors = Door.objects.filter(STANDING, subdistrict=group.subdistrict_id, beat=group.beat_id, group=group)
    return frozenset(doors.filter(~Q(building__in=shown)).values_list("id", flat=True))


# What a form offers


def open_committees(subdistrict: str) -> QuerySet[Committee]:
    return Committee.objects.filter(open_on(clock.today()), subdistrict=subdistrict).order_by("code")


def neighbours(committee: Committee) -> QuerySet[Committee]:
    """The other ones, of today or to come."""
    closed = Q(closed_on__isnull=False)
    rows = Committee.objects.filter(~closed, ~Q(pk=committee.pk), subdistrict=committee.subdistrict_id)
    return rows.order_by("code")


def beats_of(committee: Committee) -> QuerySet[Beat]:
    rows = Beat.objects.filter(subdistrict=committee.subdistrict_id, committee=committee)
    return rows.order_by("name", "id")


def beats_of_street(subdistrict: str) -> QuerySet[Beat]:
    rows = Beat.objects.filter(subdistrict=subdistrict, committee__closed_on__isnull=True)
    return rows.select_related("committee").order_by("committee__code", "name", "id")


def groups_of_street(subdistrict: str) -> QuerySet[BuildingGroup]:
    rows = BuildingGroup.objects.filter(subdistrict=subdistrict, beat__committee__closed_on__isnull=True)
    return rows.select_related("beat__committee").order_by("beat__committee__code", "beat__name", "id")


def standing_buildings(committee: Committee) -> QuerySet[Building]:
    rows = Building.objects.filter(STANDING, subdistrict=committee.subdistrict_id, committee=committee)
    return rows.order_by("sort_key", "id")
