"""Stairways with their doors, made in one go and undone in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from sanshi import clock, verbs
from sanshi.journal.recording import action, in_committee, touch
from sanshi.problems import (
    CLOSED_ALREADY,
    NO_DOORS,
    NOT_A_CHOICE,
    PLACE_EXISTS,
    PLACES_STAND,
    ROOM_TWICE,
    STILL_RESTS,
    TOO_MANY_DOORS,
    UNDONE_ALREADY,
    Refused,
)
from sanshi.shell.words import day, listed, moment
from sanshi.territory import access
from sanshi.territory.models import Beat, Building, BuildingGroup, Compound, Door, DoorUse, Making
from sanshi.territory.naming import LaneName, StairwayName, address_of_room
from sanshi.territory.rules import room_numbers
from sanshi.verbs import Actor

MOST_DOORS = 5_000
_ROWS_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class NewDoor:
    """`room` is empty where the number itself is the door."""

    floor: int
    room: str
    use: str = DoorUse.DWELLING


@dataclass(frozen=True, slots=True)
class NewStairway:
    number: str
    doors: tuple[NewDoor, ...]


@dataclass(frozen=True, slots=True)
class Stairways:
    """Stairways of one lane with their doors."""

    beat: UUID
    lane: LaneName
    stairways: tuple[NewStairway, ...]
    block: str = ""
    entrance: str = ""
    group: UUID | None = None
    compound: UUID | None = None

    def name(self, number: str) -> StairwayName:
        return StairwayName(self.lane, number, self.block, self.entrance)


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

    def doors(self) -> tuple[NewDoor, ...]:
        if not self.floors:
            return (NewDoor(1, "", DoorUse.PREMISES),)
        return tuple(NewDoor(floor, room) for floor, room in room_numbers(self.floors, self.rooms))


@action(verbs.MAKE_PLACES)
def make_stairway(actor: Actor, client_id: UUID, stairway: Stairway) -> UUID:
    """The building's id."""
    lane = LaneName(stairway.road, stairway.lane, estate=stairway.estate)
    one = NewStairway(stairway.number, stairway.doors())
    [building] = _make(actor, Stairways(stairway.beat, lane, (one,), group=stairway.group))[1]
    return building.id


@action(verbs.MAKE_PLACES)
def make_stairways(actor: Actor, client_id: UUID, asked: Stairways) -> UUID:
    """All of them or none; the id of the making."""
    return _make(actor, asked)[0].id


@action(verbs.MAKE_PLACES)
def add_doors(actor: Actor, client_id: UUID, building: UUID, doors: tuple[NewDoor, ...]) -> UUID:
    """To a stairway that stands; the id of the making."""
    row = access.building_to_change(actor, building)
    _check_doors(doors)
    rooms = [door.room for door in doors]
    standing = access.open_doors(actor.subdistrict).filter(building=row, room__in=rooms)
    taken = list(standing.order_by("sort_key").values_list("address", flat=True))
    if taken:
        raise Refused(PLACES_STAND, field="rooms", places=listed(taken))
    making = _making(actor, row.committee_id, _line([_new_door(row, None, door).address for door in doors]),
                     0, len(doors))  # fmt: skip
    made = [_new_door(row, making, door) for door in doors]
    _insert([], made)
    for door in made:
        touch(door)
    return making.id


@action(verbs.MAKE_PLACES)
def undo_making(actor: Actor, client_id: UUID, making: UUID) -> UUID:
    """Takes away exactly what it made, while nothing rests on it."""
    row = access.making_to_undo(actor, making)
    if row.undone_at:
        raise Refused(UNDONE_ALREADY, when=moment(row.undone_at))
    buildings, doors = access.made_by(row)
    resting = access.resting_on(row.subdistrict_id, buildings, doors)
    if resting:
        raise Refused(STILL_RESTS, what=listed([str(one) for one in resting]))
    for gone in (*buildings, *doors):
        touch(gone._meta.label_lower, gone.pk)
    Door.objects.filter(subdistrict=actor.subdistrict, making=row).delete()
    Building.objects.filter(subdistrict=actor.subdistrict, making=row).delete()
    row.undone_at, row.undone_by = clock.now(), actor.account
    row.save(update_fields=["undone_at", "undone_by"])
    touch(row, fields=("undone_at",))
    in_committee(row.committee_id)
    return row.id


# Parts of the making


def _make(actor: Actor, asked: Stairways) -> tuple[Making, list[Building]]:
    beat = _beat(actor, asked)
    _check(actor, asked)
    addresses = [asked.name(one.number).address for one in asked.stairways]
    count = sum(len(one.doors) for one in asked.stairways)
    making = _making(actor, beat.committee_id, _line(addresses), len(addresses), count)
    buildings = [_building(actor, making, beat, asked, one) for one in asked.stairways]
    pairs = zip(buildings, asked.stairways, strict=True)
    _insert(buildings, [_new_door(building, making, door) for building, one in pairs for door in one.doors])
    for building in buildings:
        touch(building)
    return making, buildings


def _beat(actor: Actor, asked: Stairways) -> Beat:
    beat = Beat.objects.select_related("committee").get(subdistrict=actor.subdistrict, pk=asked.beat)
    committee = beat.committee
    if committee.closed_on:
        raise Refused(CLOSED_ALREADY, field="beat", place=committee.name, day=day(committee.closed_on))
    _check_choice(
        asked.group, "group", BuildingGroup.objects.filter(subdistrict=actor.subdistrict, beat=beat)
    )
    compounds = Compound.objects.filter(subdistrict=actor.subdistrict, committee=committee)
    _check_choice(asked.compound, "compound", compounds)
    return beat


def _check_choice(key: UUID | None, field: str, among: QuerySet[BuildingGroup] | QuerySet[Compound]) -> None:
    if key and not among.filter(pk=key).exists():
        raise Refused(NOT_A_CHOICE, field=field)


def _check(actor: Actor, asked: Stairways) -> None:
    if not asked.stairways:
        raise Refused(NO_DOORS)
    for one in asked.stairways:
        _check_doors(one.doors)
    count = sum(len(one.doors) for one in asked.stairways)
    if count > MOST_DOORS:
        raise Refused(TOO_MANY_DOORS, count=count, most=MOST_DOORS)
    standing = access.standing(actor.subdistrict, [asked.name(one.number) for one in asked.stairways])
    if standing:
        raise Refused(PLACES_STAND, places=listed([building.address for building in standing]))


def _check_doors(doors: Sequence[NewDoor]) -> None:
    if not doors:
        raise Refused(NO_DOORS)
    rooms = [door.room for door in doors]
    if len(set(rooms)) < len(rooms):
        raise Refused(ROOM_TWICE, rooms=listed(sorted({room for room in rooms if rooms.count(room) > 1})))


def _making(actor: Actor, committee: UUID, address: str, stairways: int, doors: int) -> Making:
    making = Making(
        subdistrict_id=actor.subdistrict,
        committee_id=committee,
        address=address,
        stairways=stairways,
        doors=doors,
        made_at=clock.now(),
        made_by=actor.account,
    )
    making.save(force_insert=True)
    touch(making)
    in_committee(committee)
    return making


def _building(actor: Actor, making: Making, beat: Beat, asked: Stairways, one: NewStairway) -> Building:
    name = asked.name(one.number)
    return Building(
        subdistrict_id=actor.subdistrict,
        making=making,
        committee_id=beat.committee_id,
        beat=beat,
        group_id=asked.group,
        compound_id=asked.compound,
        estate=asked.lane.estate,
        address=name.address,
        **{column: value for column, value in name.columns.items() if column != "estate"},
    )


def _new_door(building: Building, making: Making | None, door: NewDoor) -> Door:
    return Door(
        subdistrict_id=building.subdistrict_id,
        making=making,
        building=building,
        committee_id=building.committee_id,
        beat_id=building.beat_id,
        group_id=building.group_id,
        floor=door.floor,
        room=door.room,
        use=door.use,
        address=address_of_room(building.address, door.room),
    )


def _insert(buildings: Iterable[Building], doors: Iterable[Door]) -> None:
    try:
        with transaction.atomic():
            Building.objects.bulk_create(buildings, batch_size=_ROWS_A_STATEMENT)
            Door.objects.bulk_create(doors, batch_size=_ROWS_A_STATEMENT)
    except IntegrityError as error:
        raise Refused(PLACE_EXISTS) from error


def _line(addresses: Sequence[str]) -> str:
    """The first and the last of them."""
    most: int = Making._meta.get_field("address").max_length or 0
    return " – ".join(dict.fromkeys((addresses[0], addresses[-1])))[:most]
