"""Committees, stations, beats and building groups: made and named by the office."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404

from sanshi import clock, verbs
from sanshi.journal.recording import action, touch
from sanshi.problems import NOT_THERE_THEN, NOT_YOUR_PLACE, PLACE_EXISTS, Refused
from sanshi.streets.models import LocalModel
from sanshi.territory.access.areas import open_on
from sanshi.territory.actions.making import make
from sanshi.territory.actions.placing import regroup
from sanshi.territory.models import Beat, BuildingGroup, Committee, Door, Station, StationArea
from sanshi.verbs import Actor


@action(verbs.MAKE_PLACES)
def make_committee(
    actor: Actor, client_id: UUID, code: str, name: str, full_name: str, opened_on: date | None = None
) -> UUID:
    """`opened_on` None: it is older than this register."""
    committee = Committee(
        subdistrict_id=actor.subdistrict, code=code, name=name, full_name=full_name, opened_on=opened_on
    )
    return make(committee)


@action(verbs.MAKE_PLACES)
def rename_committee(
    actor: Actor, client_id: UUID, committee: UUID, code: str, name: str, full_name: str
) -> UUID:
    """Another name or code of the same committee; what is printed already keeps the old one."""
    row = Committee.objects.select_for_update().filter(subdistrict=actor.subdistrict, pk=committee).first()
    if row is None:
        raise Http404
    if row.closed_on and row.closed_on <= clock.today():
        raise Refused(NOT_THERE_THEN, what=row.name, day=clock.today().isoformat())
    row.code, row.name, row.full_name = code, name, full_name
    return _renamed(row, "code", "name", "full_name")


def _renamed(row: LocalModel, *fields: str) -> UUID:
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS, field=fields[0]) from error
    touch(row, fields=fields)
    return row.id


# Stations


@action(verbs.MAKE_PLACES)
def make_station(actor: Actor, client_id: UUID, name: str) -> UUID:
    return make(Station(subdistrict_id=actor.subdistrict, name=name))


@action(verbs.MAKE_PLACES)
def rename_station(actor: Actor, client_id: UUID, station: UUID, name: str) -> UUID:
    row = Station.objects.filter(subdistrict=actor.subdistrict, pk=station).first()
    if row is None:
        raise Http404
    row.name = name
    return _renamed(row, "name")


@action(verbs.MAKE_PLACES)
def assign_station(actor: Actor, client_id: UUID, station: UUID, committee: UUID) -> UUID:
    """The data do not say which station covers which committee: it is configuration."""
    return make(StationArea(subdistrict_id=actor.subdistrict, station_id=station, committee_id=committee))


@action(verbs.MAKE_PLACES)
def arrange_station(
    actor: Actor, client_id: UUID, station: UUID, name: str, committees: frozenset[UUID]
) -> UUID:
    """Its name, and the committees that are its from now on; another station's become this one's."""
    cover(actor, client_id, station, committees)
    return rename_station(actor, client_id, station, name)


@action(verbs.MAKE_PLACES)
def cover(actor: Actor, client_id: UUID, station: UUID, committees: frozenset[UUID]) -> UUID:
    """These are the station's from now on; another station's become this one's."""
    here = {"subdistrict": actor.subdistrict}
    there = set(Committee.objects.filter(**here, pk__in=committees).values_list("id", flat=True))
    if not Station.objects.filter(**here, pk=station).exists() or there != committees:
        raise Refused(NOT_YOUR_PLACE, field="committees")
    areas = StationArea.objects.filter(**here)
    # Committees that are yet to open, or closed, are not offered: what was said of them stays.
    offered = open_on(clock.today(), "committee__")
    areas.filter(offered, Q(station=station), ~Q(committee__in=committees)).delete()
    areas.filter(committee__in=committees).update(station=station)
    known = set(areas.filter(committee__in=committees).values_list("committee_id", flat=True))
    StationArea.objects.bulk_create(
        StationArea(subdistrict_id=actor.subdistrict, station_id=station, committee_id=committee)
        for committee in sorted(committees - known)
    )
    touch("territory.station", station, fields=("committees",), version=sorted(map(str, committees)))
    return station


# Beats and groups


@action(verbs.MAKE_PLACES)
def make_beat(actor: Actor, client_id: UUID, committee: UUID, name: str) -> UUID:
    return make(Beat(subdistrict_id=actor.subdistrict, committee_id=committee, name=name))


@action(verbs.MAKE_PLACES)
def rename_beat(actor: Actor, client_id: UUID, beat: UUID, name: str) -> UUID:
    row = Beat.objects.filter(subdistrict=actor.subdistrict, pk=beat).first()
    if row is None:
        raise Http404
    row.name = name
    return _renamed(row, "name")


@action(verbs.MAKE_PLACES)
def make_group(actor: Actor, client_id: UUID, beat: UUID, name: str) -> UUID:
    return make(BuildingGroup(subdistrict_id=actor.subdistrict, beat_id=beat, name=name))


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a group consists of: whole buildings of its beat, and single doors of others, of a tower."""

    name: str
    buildings: frozenset[UUID]
    doors: frozenset[UUID] = frozenset()


@action(verbs.MAKE_PLACES)
def arrange_group(actor: Actor, client_id: UUID, group: UUID, grouped: Grouped) -> UUID:
    """Name it, and say which households it has. What it had and has no more belongs to no group."""
    rows = BuildingGroup.objects.select_for_update().filter(subdistrict=actor.subdistrict, pk=group)
    row = rows.first()
    if row is None:
        raise Http404
    standing = Door.objects.filter(subdistrict=actor.subdistrict, beat=row.beat_id, closed_on__isnull=True)
    wanted = standing.filter(Q(building__in=grouped.buildings) | Q(pk__in=grouped.doors))
    ids = set(wanted.values_list("id", flat=True))
    if not grouped.doors <= ids:
        raise Refused(NOT_YOUR_PLACE, field="doors")
    touched = set(standing.filter(Q(group=row) | Q(pk__in=ids)).values_list("building_id", flat=True))
    standing.filter(Q(group=row), ~Q(pk__in=ids)).update(group=None)
    standing.filter(pk__in=ids).update(group=row)
    regroup(actor.subdistrict, touched, clock.today())
    row.name = grouped.name
    return _renamed(row, "name")
