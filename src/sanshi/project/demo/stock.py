"""The base stock of the demo street: some 4,000 residents, their dwellings, the shops (盘点)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, islice
from uuid import UUID

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.entry import actions
from sanshi.entry.stock import Counted, StockLot
from sanshi.project.demo.employees import Employees
from sanshi.project.demo.letting import Leases
from sanshi.project.demo.people import People, empty_dwelling
from sanshi.project.demo.street import Filled, Street, house
from sanshi.register.models import Category
from sanshi.territory.models import Door

EMPTY_SHARE = 0.07
SHOPS_WITHOUT_UNIT = 2
LOT = 500
# Some dwellings are not verified in time by the day the demo opens.
FIRST_COUNTED = date(2025, 9, 15)


@dataclass(slots=True)
class Stock:
    """Door → the categories of those who live there; shops with a unit."""

    residents: dict[UUID, list[str]] = field(default_factory=dict)
    units: set[UUID] = field(default_factory=set)


def take_stock(
    ids: Iterator[UUID], people: People, street: Street, leases: Leases, employees: Employees
) -> list[Stock]:
    """Stairway by stairway, as it was counted on the days before; the shops at the end."""
    stocks = []
    for filled in street.filled:
        stock = Stock()
        stairways = [list(doors) for _key, doors in groupby(filled.dwellings, lambda door: door.building_id)]
        for doors, day in zip(stairways, _days(len(stairways)), strict=True):
            _take(ids, day, _homes(people, leases, doors, stock, day))
        _take(ids, clock.today(), _shops(people, filled, stock, employees))
        stocks.append(stock)
    return stocks


def _days(stairways: int) -> Iterator[date]:
    """Evenly from the first day of counting to yesterday."""
    days = (clock.today() - FIRST_COUNTED).days
    return (FIRST_COUNTED + timedelta(days=place * days // stairways) for place in range(stairways))


def _take(ids: Iterator[UUID], day: date, counted: Iterator[Counted]) -> None:
    while lot := tuple(islice(counted, LOT)):
        actions.take_stock(house(), next(ids), StockLot(day, lot))


def _homes(
    people: People, leases: Leases, doors: Iterable[Door], stock: Stock, today: date
) -> Iterator[Counted]:
    for door in doors:
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


def _shops(people: People, filled: Filled, stock: Stock, employees: Employees) -> Iterator[Counted]:
    for place, door in enumerate(filled.shops[SHOPS_WITHOUT_UNIT:]):
        stock.units.add(door.id)
        building = door.building
        unit = people.unit(place, building.road, building.number)
        staff = employees.of_stock(clock.today())
        yield Counted(door.id, FormContent(unit=unit, employments=staff))


def lives_with(stock: Stock, *categories: Category) -> list[UUID]:
    """Doors where somebody of one of these categories lives, in the order of the stock."""
    wanted = set(categories)
    return [door for door, found in stock.residents.items() if wanted & set(found)]
