"""The base stock of the demo street: some 4,000 residents, their dwellings, the shops (盘点)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.entry import actions
from sanshi.entry.stock import Counted, StockLot
from sanshi.project.demo.letting import Leases
from sanshi.project.demo.people import People, empty_dwelling
from sanshi.project.demo.street import Filled, Street, house
from sanshi.register.models import Category

EMPTY_SHARE = 0.07
SHOPS_WITHOUT_UNIT = 2
LOT = 500


@dataclass(slots=True)
class Stock:
    """Door → the categories of those who live there; shops with a unit."""

    residents: dict[UUID, list[str]] = field(default_factory=dict)
    units: set[UUID] = field(default_factory=set)


def take_stock(ids: Iterator[UUID], people: People, street: Street, leases: Leases) -> list[Stock]:
    today = clock.today()
    stocks = []
    for filled in street.filled:
        stock = Stock()
        items = iter([*_homes(people, leases, filled, stock, today), *_shops(people, filled, stock)])
        while lot := tuple(islice(items, LOT)):
            actions.take_stock(house(), next(ids), StockLot(today, lot))
        stocks.append(stock)
    return stocks


def _homes(people: People, leases: Leases, filled: Filled, stock: Stock, today: date) -> Iterator[Counted]:
    for door in filled.dwellings:
        if people.random.random() < EMPTY_SHARE:
            yield Counted(door.id, FormContent(dwelling=empty_dwelling()))
            continue
        household = people.household(today)
        stock.residents[door.id] = [lives.category for _person, lives in household.people]
        dwelling = leases.fitting(household)
        let = leases.of_stock(dwelling, today)
        yield Counted(door.id, FormContent(dwelling=dwelling, leases=let))
        for person, lives in household.people:
            yield Counted(door.id, FormContent(person=person, residency=lives))


def _shops(people: People, filled: Filled, stock: Stock) -> Iterator[Counted]:
    for place, door in enumerate(filled.shops[SHOPS_WITHOUT_UNIT:]):
        stock.units.add(door.id)
        building = door.building
        yield Counted(door.id, FormContent(unit=people.unit(place, building.road, building.number)))


def lives_with(stock: Stock, *categories: Category) -> list[UUID]:
    """Doors where somebody of one of these categories lives, in the order of the stock."""
    wanted = set(categories)
    return [door for door, found in stock.residents.items() if wanted & set(found)]
