"""Stairways and their doors: made by the office."""

from dataclasses import dataclass
from uuid import UUID

from sanshi import verbs
from sanshi.journal.recording import action
from sanshi.territory.actions.making import make
from sanshi.territory.address import building_address, door_address
from sanshi.territory.models import Beat, Building, Door, DoorUse
from sanshi.territory.rules import room_numbers
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
    make(building)
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
