"""Places are made by the office, without a form (design: the way of a change)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshi import verbs
from sanshi.journal.recording import action, touch
from sanshi.problems import PLACE_EXISTS, Refused
from sanshi.streets.models import LocalModel
from sanshi.territory.models import (
    Beat,
    Building,
    BuildingGroup,
    Committee,
    Door,
    DoorUse,
    Station,
    StationArea,
)
from sanshi.territory.rules import building_address, door_address, room_numbers
from sanshi.verbs import Actor


@dataclass(frozen=True, slots=True)
class Stairway:
    """A 号 with its doors: `floors` × `rooms`, or premises at the street when there are no floors."""

    beat: UUID
    road: str
    number: str
    lane: str = ""
    estate: str = ""
    group: UUID | None = None
    floors: int = 0
    rooms: int = 0


@action(verbs.MAKE_PLACES)
def make_committee(actor: Actor, client_id: UUID, code: str, name: str, full_name: str) -> UUID:
    return _make(Committee(subdistrict_id=actor.subdistrict, code=code, name=name, full_name=full_name))


@action(verbs.MAKE_PLACES)
def make_station(actor: Actor, client_id: UUID, name: str) -> UUID:
    return _make(Station(subdistrict_id=actor.subdistrict, name=name))


@action(verbs.MAKE_PLACES)
def assign_station(actor: Actor, client_id: UUID, station: UUID, committee: UUID) -> UUID:
    """The data do not say which station covers which committee: it is configuration."""
    return _make(StationArea(subdistrict_id=actor.subdistrict, station_id=station, committee_id=committee))


@action(verbs.MAKE_PLACES)
def make_beat(actor: Actor, client_id: UUID, committee: UUID, name: str) -> UUID:
    return _make(Beat(subdistrict_id=actor.subdistrict, committee_id=committee, name=name))


@action(verbs.MAKE_PLACES)
def make_group(actor: Actor, client_id: UUID, beat: UUID, name: str) -> UUID:
    return _make(BuildingGroup(subdistrict_id=actor.subdistrict, beat_id=beat, name=name))


@action(verbs.MAKE_PLACES)
def make_stairway(actor: Actor, client_id: UUID, stairway: Stairway) -> UUID:
    beat = Beat.objects.get(subdistrict=actor.subdistrict, pk=stairway.beat)
    building = Building(
        subdistrict_id=actor.subdistrict,
        committee_id=beat.committee_id,
        beat=beat,
        group_id=stairway.group,
        road=stairway.road,
        lane=stairway.lane,
        number=stairway.number,
        estate=stairway.estate,
        address=building_address(stairway.road, stairway.lane, stairway.number),
    )
    _make(building)
    Door.objects.bulk_create(_doors(building, stairway))
    return building.id


def _doors(building: Building, stairway: Stairway) -> list[Door]:
    use = DoorUse.DWELLING if stairway.floors else DoorUse.PREMISES
    places = room_numbers(stairway.floors, stairway.rooms) if stairway.floors else [(1, "")]
    return [
        Door(
            subdistrict_id=building.subdistrict_id,
            building=building,
            committee_id=building.committee_id,
            beat_id=building.beat_id,
            group_id=building.group_id,
            floor=floor,
            room=room,
            use=use,
            address=door_address(building.address, room),
        )
        for floor, room in places
    ]


def _make(row: LocalModel) -> UUID:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS) from error
    touch(row)
    return row.id
