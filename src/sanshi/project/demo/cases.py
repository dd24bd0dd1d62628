"""The cases of the demo: who notices what at which door, and how each goes on. Drawn, not yet done."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

from sanshi.project.demo.stock import Stock, lives_with
from sanshi.project.demo.street import Filled, Street
from sanshi.register.models import Category
from sanshi.rulebook.workdays import Calendar
from sanshi.territory.models import Door
from sanshi.visits.models import Matter, Outcome

# How far a case goes before the demo begins.
NOTICED, FOUND, FOLLOWED, HANDED_OVER, RETURNED, ENTERED = range(6)


@dataclass(slots=True)
class Case:
    place: int
    door: Door
    matter: Matter
    day: date
    found: tuple[str, ...] = ()
    ending: Outcome = Outcome.CONFIRMED
    visit_after: int = 1
    follow_up_after: int = 1
    hand_over_after: int = 0
    entry_after: int = 1
    attempts: int = 0
    is_returned: bool = False
    is_noticed_twice: bool = False
    # Moves here from another door of the street: already in the register.
    is_known: bool = False
    # Has name and birthday of somebody in the register, and no document at hand: the clerk has to look.
    is_alike: bool = False
    # Left on the desk until something is known.
    is_held: bool = False
    until: int = ENTERED
    forms: list[UUID] = field(default_factory=list)


# How many notices of a matter three committees give in 2026Q3.
MATTERS = {
    Matter.MOVED_IN: 268,
    Matter.MOVED_OUT: 112,
    Matter.LET: 92,
    Matter.SUBLET: 22,
    Matter.OVER_OCCUPIED: 18,
    Matter.UNIT_OPENED: 18,
    Matter.UNIT_CLOSED: 9,
    Matter.OTHER: 84,
}
EARLIER_MATTERS = {Matter.MOVED_IN: 36, Matter.MOVED_OUT: 12, Matter.LET: 12, Matter.OTHER: 6}
FOUND_MOVED_IN = (
    *((Category.FROM_ELSEWHERE,),) * 11,
    *((Category.FROM_ELSEWHERE, Category.FROM_ELSEWHERE),) * 3,
    (Category.LOCAL,),
    *((Category.SEPARATED,),) * 2,
    *((Category.OVERSEAS,),) * 2,
)
UNFOUNDED, NOT_VERIFIABLE, TWICE = 36, 34, 46
LATE_COLLECTION, LATE_HAND_OVER, LATE_ENTRY, RETURNS, KNOWN, ALIKE, ATTEMPTS = 32, 12, 36, 50, 12, 6, 40


class Draw:
    """Deals out doors, each at most once, so that no two cases meet at one door; none of `kept_out`."""

    def __init__(
        self, random: Random, street: Street, stocks: list[Stock], kept_out: Collection[UUID] = ()
    ) -> None:
        self.random = random
        self.doors = [
            _Doors(random, filled, stock, kept_out)
            for filled, stock in zip(street.filled, stocks, strict=True)
        ]

    def quarter(self, days: list[date]) -> list[Case]:
        cases = self._cases(MATTERS, days)
        mixed = [case for case in cases if case.matter != Matter.UNIT_CLOSED]
        self.random.shuffle(mixed)
        deal = iter(mixed)

        def take(number: int) -> list[Case]:
            return [next(deal) for _ in range(number)]

        for case in take(UNFOUNDED):
            case.ending = Outcome.UNFOUNDED
        for case in take(NOT_VERIFIABLE):
            case.ending, case.attempts = Outcome.NOT_VERIFIABLE, 2
        for case in take(LATE_COLLECTION):
            case.visit_after, case.attempts = self.random.choice((4, 5, 6)), 1
        for case in take(LATE_HAND_OVER):
            case.hand_over_after = 1
        for case in take(LATE_ENTRY):
            case.entry_after = self.random.choice((3, 4, 5))
        for case in take(RETURNS):
            case.is_returned = True
        for case in take(ATTEMPTS):
            case.attempts, case.visit_after = 1, 2
        known = [case for case in mixed if case.found == (Category.FROM_ELSEWHERE,)]
        for case in known[-KNOWN:]:
            case.is_known = True
        for case in known[-KNOWN - ALIKE : -KNOWN]:
            case.is_alike = True
        for case in self.random.sample(mixed, TWICE):
            case.is_noticed_twice = True
            case.visit_after = max(case.visit_after, 1)
        return cases

    def earlier(self, days: list[date]) -> list[Case]:
        return self._cases(EARLIER_MATTERS, days)

    def _cases(self, matters: dict[Matter, int], days: list[date]) -> list[Case]:
        drawn = []
        for matter, number in matters.items():
            for turn in range(number):
                place = turn % len(self.doors)
                drawn.append(self.case(place, matter, self.random.choice(days)))
        return sorted(drawn, key=lambda case: case.day)

    def case(self, place: int, matter: Matter, day: date) -> Case:
        case = Case(place, self.doors[place].next(matter), matter, day)
        if matter == Matter.MOVED_IN:
            case.found = self.random.choice(FOUND_MOVED_IN)
        case.visit_after = self.random.choice((0, 1, 1, 2))
        case.entry_after = self.random.choice((0, 1, 1, 1))
        return case


class _Doors:
    def __init__(self, random: Random, filled: Filled, stock: Stock, kept_out: Collection[UUID]) -> None:
        lived_in = lives_with(stock, Category.LOCAL, Category.SEPARATED)
        let = lives_with(stock, Category.FROM_ELSEWHERE)
        for doors in (lived_in, let):
            random.shuffle(doors)
        by_id = {door.id: door for door in filled.dwellings if door.building_id not in kept_out}
        # A steward gives notice of his own groups only; two groups have no steward.
        self.lived_in = [by_id[door] for door in lived_in if door in by_id]
        self.let = [by_id[door] for door in let if door in by_id]
        self.open_shops = [door for door in filled.shops if door.id in stock.units]
        self.free_shops = [door for door in filled.shops if door.id not in stock.units]

    def next(self, matter: Matter) -> Door:
        match matter:
            case Matter.UNIT_CLOSED:
                return self.open_shops.pop()
            case Matter.UNIT_OPENED:
                return self.free_shops.pop() if self.free_shops else self.lived_in.pop()
            case Matter.OTHER | Matter.MOVED_OUT:
                return self.lived_in.pop()
            case _:
                return self.let.pop() if self.let else self.lived_in.pop()


def workdays_between(first: date, last: date, calendar: Calendar) -> list[date]:
    return [
        day
        for ordinal in range(first.toordinal(), last.toordinal() + 1)
        if calendar.is_workday(day := date.fromordinal(ordinal))
    ]
