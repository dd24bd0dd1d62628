"""How many may live in a let dwelling, by the house's figures. Pure.

It says something about rooms, never about who lives there. A figure is no finding: the law counts members
of a family otherwise, so whoever stands at the door decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sanshi.register.models import Occupancy


@dataclass(frozen=True, slots=True)
class Limits:
    persons_a_room: int
    least_m2_a_person: int


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that count. `let`: those that the leases let, else those by design."""

    number: int
    let: bool


def rooms_that_count(occupancy: str, designed: int | None, let: Sequence[int | None]) -> Rooms | None:
    """Of a dwelling let as a whole the rooms that its running leases let, where each says how many.

    Of a partly let one all rooms, as its own people live there too. Never more than there are by design.
    """
    if occupancy != Occupancy.PARTLY_LET and let and None not in let:
        rooms = sum(one for one in let if one)
        if designed is None or rooms < designed:
            return Rooms(rooms, let=True)
    return None if designed is None else Rooms(designed, let=False)


@dataclass(frozen=True, slots=True)
class Crowding:
    """How many live there, by room and by area. A figure not known is None and holds nothing against it."""

    people: int
    rooms: Rooms | None
    area_m2: Decimal | None
    limits: Limits

    @property
    def a_room(self) -> Fraction | None:
        return Fraction(self.people, self.rooms.number) if self.rooms else None

    @property
    def m2_a_person(self) -> Fraction | None:
        return Fraction(self.area_m2) / self.people if self.area_m2 is not None and self.people else None

    @property
    def is_over_by_rooms(self) -> bool:
        return self.rooms is not None and self.people > self.limits.persons_a_room * self.rooms.number

    @property
    def is_over_by_area(self) -> bool:
        return self.area_m2 is not None and self.area_m2 < self.limits.least_m2_a_person * self.people

    @property
    def is_over(self) -> bool:
        return self.is_over_by_rooms or self.is_over_by_area
