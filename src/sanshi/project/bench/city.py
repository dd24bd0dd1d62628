"""A made-up street as large as is asked, loaded as a stock taking loads one; nobody in it exists."""

from collections.abc import Callable, Iterator
from itertools import cycle
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from sanshi import clock
from sanshi.project.generate.people import City, Dwelling, Person
from sanshi.register.facts import PersonFacts, ResidencyFacts
from sanshi.register.holders import document_index
from sanshi.register.models import Category, DocumentHolder, Tenure
from sanshi.register.stock import StockPerson, take
from sanshi.streets.uuid7 import uuid7
from sanshi.territory.models import Beat, Building, Door
from sanshi.territory.naming import LaneName, StairwayName, address_of_room

_A_LOT = 2000


class Resident(NamedTuple):
    """As made up, and the record that they became. `address`: of the door, as the register writes it."""

    made: Person
    person: UUID
    address: str


def load(
    persons: int, street: str, *, seed: int = 7, keep: int = 2000, told: Callable[[int], object] = id
) -> list[Resident]:
    """The street gets new stairways and doors in its own beats; some `keep` of the residents, evenly."""
    random = Random(seed)  # noqa: S311 - the same persons in every run
    city, places = City(random, persons), _Places(street)
    every, kept = max(1, persons // keep), list[Resident]()
    done = 0
    for lot in _lots(city, persons):
        kept += _loaded(street, places, lot)[::every]
        done += len(lot)
        told(done)
    return kept


def _lots(city: City, persons: int) -> Iterator[list[Person]]:
    lot: list[Person] = []
    for household in city.households():
        lot += household[: persons - len(lot)]
        if len(lot) >= min(_A_LOT, persons):
            persons -= len(lot)
            yield lot
            lot = []
        if not persons:
            return


def _loaded(street: str, places: "_Places", lot: list[Person]) -> list[Resident]:
    with transaction.atomic():
        free = _without_those_there(lot)
        doors = places.doors_of([one.dwelling for one in free])
        rows = [_row(one, doors[one.dwelling].pk) for one in free]
        effects = take(street, clock.now(), rows)
    return [
        Resident(one, effect.person, doors[one.dwelling].address)
        for one, effect in zip(free, effects, strict=True)
        if effect.person
    ]


def _without_those_there(lot: list[Person]) -> list[Person]:
    """A number made up twice: of an earlier run, or a passport's."""
    indexes = [document_index(one.document_type.value, one.number) for one in lot]
    held = DocumentHolder.objects.filter(pk__in=indexes).values_list("pk", flat=True)
    there = set(held)
    return [one for one, index in zip(lot, indexes, strict=True) if index not in there]


def _row(one: Person, door: UUID) -> StockPerson:
    return StockPerson(uuid7(), door, clock.today(), facts_of(one), _LIVES)


def facts_of(one: Person) -> PersonFacts:
    return PersonFacts(
        name=one.name,
        document_type=one.document_type.value,
        document_number=one.number,
        sex=one.sex.value,
        birth_date=one.birth,
        phone=one.phone,
    )


_LIVES = ResidencyFacts(category=Category.LOCAL.value, tenure=Tenure.OWNER.value)


class _Places:
    """Stairways and doors, made when somebody is found to live there."""

    def __init__(self, street: str) -> None:
        self._street = street
        beats = Beat.objects.filter(subdistrict=street, committee__closed_on__isnull=True)
        self._beats = cycle(list(beats.select_related("committee").order_by("id")))
        self._of_road: dict[str, Beat] = {}
        self._buildings = {
            (row.road or row.estate, row.lane, row.number): row for row in self._standing(Building)
        }
        self._doors: dict[Dwelling, Door] = {}
        self._rooms = {(row.building_id, row.room): row for row in self._standing(Door)}

    def _standing(self, model: Any) -> Any:
        """Of the street itself, and of an earlier run in a kept home."""
        rows = model.objects.filter(subdistrict=self._street, closed_on__isnull=True)
        return rows.select_related("committee", "beat")

    def doors_of(self, dwellings: list[Dwelling]) -> dict[Dwelling, Door]:
        new = [one for one in dict.fromkeys(dwellings) if one not in self._doors]
        stairways = {(one.road, one.lane, one.number): one for one in new}
        made = {key: self._building(one) for key, one in stairways.items() if key not in self._buildings}
        Building.objects.bulk_create(made.values())
        self._buildings |= made
        at = {one: self._buildings[one.road, one.lane, one.number] for one in new}
        doors = {one: self._door(one, at[one]) for one in new if (at[one].pk, one.room) not in self._rooms}
        Door.objects.bulk_create(doors.values())
        self._doors |= {one: doors.get(one) or self._rooms[at[one].pk, one.room] for one in new}
        return {one: self._doors[one] for one in dwellings}

    def _building(self, at: Dwelling) -> Building:
        beat = self._of_road.setdefault(at.road, next(self._beats))
        lane = LaneName(road=at.road, lane=at.lane) if at.lane else LaneName(estate=at.road)
        name = StairwayName(lane, at.number)
        return Building(
            subdistrict_id=self._street,
            committee=beat.committee,
            beat=beat,
            address=name.address,
            **{"estate": "", **name.columns},
        )

    def _door(self, at: Dwelling, building: Building) -> Door:
        return Door(
            building=building,
            floor=int(at.room[:-2]),
            room=at.room,
            address=address_of_room(building.address, at.room),
            **self._of(building),
        )

    def _of(self, building: Building) -> dict[str, Any]:
        return {
            "subdistrict_id": self._street,
            "committee": building.committee,
            "beat": building.beat,
        }
