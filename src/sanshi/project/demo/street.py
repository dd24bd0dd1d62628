"""The places of the demo street: 48 committees, two stations, three of them filled with stairways."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from sanshi.journal.recording import batch
from sanshi.project.demo.words import committees, words
from sanshi.streets.models import Subdistrict
from sanshi.territory import actions
from sanshi.territory.models import Door, DoorUse
from sanshi.verbs import Actor

CODE = "310115012"
BEATS = 3
GROUPS_A_BEAT = 6
STAIRWAYS = 20
FLOORS = 6
ROOMS = 4
SHOPS = 20


@dataclass(slots=True)
class Filled:
    """A committee with its places."""

    id: UUID
    code: str
    beats: list[UUID] = field(default_factory=list)
    # Building group → its beat.
    groups: dict[UUID, UUID] = field(default_factory=dict)
    dwellings: list[Door] = field(default_factory=list)
    shops: list[Door] = field(default_factory=list)


@dataclass(slots=True)
class Street:
    committees: dict[str, UUID]
    stations: list[UUID]
    filled: list[Filled]


def client_ids(seed: int) -> Iterator[UUID]:
    random = Random(seed)  # noqa: S311 - ids that a second build makes again
    while True:
        yield UUID(int=random.getrandbits(128), version=4)


def house() -> Actor:
    return Actor(None, "demo", CODE, is_house=True)


def make_street(ids: Iterator[UUID]) -> Street:
    Subdistrict.objects.create(code=CODE, name=words()["street"], name_en=words()["street_en"])
    with batch():
        rows = {
            row["code"]: actions.make_committee(
                house(), next(ids), row["code"], row["name"], row["full_name"]
            )
            for row in committees()
        }
        stations = [actions.make_station(house(), next(ids), name) for name in words()["stations"]]
        for place, committee in enumerate(rows.values()):
            # The data do not say which station covers which committee: half and half here.
            station = stations[0] if place < len(rows) // 2 else stations[1]
            actions.assign_station(house(), next(ids), station, committee)
    return Street(rows, stations, [_fill(ids, plan, rows[plan["code"]]) for plan in words()["committees"]])


def _fill(ids: Iterator[UUID], plan: dict[str, Any], committee: UUID) -> Filled:
    filled = Filled(committee, plan["code"])
    with batch():
        _beats_and_groups(ids, filled)
        _stairways(ids, plan, filled)
        _shops(ids, plan, filled)
    doors = Door.objects.filter(subdistrict=CODE, committee=committee)
    doors = doors.select_related("building").order_by("id")
    filled.dwellings = [door for door in doors if door.use == DoorUse.DWELLING]
    filled.shops = [door for door in doors if door.use == DoorUse.PREMISES]
    return filled


def _beats_and_groups(ids: Iterator[UUID], filled: Filled) -> None:
    names = words()["places"]
    for number in range(1, BEATS + 1):
        beat = actions.make_beat(house(), next(ids), filled.id, names["beat"] % number)
        filled.beats.append(beat)
        for place in range(GROUPS_A_BEAT):
            name = names["group"] % ((number - 1) * GROUPS_A_BEAT + place + 1)
            filled.groups[actions.make_group(house(), next(ids), beat, name)] = beat


def _stairways(ids: Iterator[UUID], plan: dict[str, Any], filled: Filled) -> None:
    groups = list(filled.groups)
    for number in range(1, STAIRWAYS + 1):
        group = groups[(number - 1) * len(groups) // STAIRWAYS]
        stairway = actions.Stairway(
            beat=filled.groups[group],
            group=group,
            road=plan["road"],
            lane=plan["lane"],
            number=str(number),
            estate=plan["estate"],
            floors=FLOORS,
            rooms=ROOMS,
        )
        actions.make_stairway(house(), next(ids), stairway)


def _shops(ids: Iterator[UUID], plan: dict[str, Any], filled: Filled) -> None:
    for place in range(SHOPS):
        number = str(plan["first_shop"] + 2 * place)
        beat = filled.beats[place % BEATS]
        actions.make_stairway(
            house(), next(ids), actions.Stairway(beat=beat, road=plan["shops"], number=number)
        )
