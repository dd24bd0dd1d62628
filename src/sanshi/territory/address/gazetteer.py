"""The roads, lanes, numbers and estates that a street has: what a wrong character must have meant."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from sanshi.territory.address.numerals import CHARACTERS, in_digits
from sanshi.territory.address.sounds import alike
from sanshi.territory.address.words import FIGURES, WORDS

_ROADS: list[str] = WORDS["names"]["roads"]
_STREET: str = WORDS["regions"]["street"]
# 一村 is not 七村, 张杨北路 not 张杨路: these are never taken for a slip.
_TELLING = {*CHARACTERS, *FIGURES["stems"], *WORDS["names"]["directions"], *"0123456789"}


class Place(NamedTuple):
    """A row of a gazetteer; what is empty is not known. With a number, all of the lane's are listed."""

    road: str = ""
    lane: str = ""
    number: str = ""
    estate: str = ""


class Gazetteer:
    def __init__(self, places: Iterable[Place], *, district: str = "", street: str = "") -> None:
        self.district, self.street = district, street
        self.roads: dict[str, set[str]] = defaultdict(set)
        self.estates: set[str] = set()
        self._numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._repaired: dict[tuple[str, str], str] = {}
        for place in places:
            self._add(place)

    def _add(self, place: Place) -> None:
        if place.road:
            self.roads[place.road] |= {place.lane} if place.lane else set()
        if place.estate:
            self.estates.add(place.estate)
        if place.number:
            self._numbers[place.road or in_digits(place.estate), place.lane].add(place.number)

    def has_lane(self, road: str, lane: str) -> bool:
        return lane in self.roads.get(road, ())

    def has_number(self, road: str, lane: str, number: str) -> bool | None:
        """Is this 号 in this 弄? None when nothing is known of the lane's numbers; no lane: at the road."""
        known = self._numbers.get((road, lane))
        return None if known is None else number in known

    def meant_road(self, name: str, lane: str = "") -> str:
        """The one road that fits a name which is none, or nothing."""
        if name in self.roads:
            return ""
        if (name, lane) not in self._repaired:
            self._repaired[name, lane] = _the_one(road for road in self.roads if self._fits(name, road, lane))
        return self._repaired[name, lane]

    def meant_estate(self, name: str) -> str:
        if name in self.estates or not name:
            return ""
        if (name, "/") not in self._repaired:
            self._repaired[name, "/"] = _the_one(one for one in self.estates if _sounds_like(name, one))
        return self._repaired[name, "/"]

    def meant_street(self, name: str) -> str:
        """金杨街道 is how people call 金杨新村街道."""
        short = name.removesuffix(_STREET)
        return self.street if short and name != short and self.street.startswith(short) else ""

    def _fits(self, name: str, road: str, lane: str) -> bool:
        """By its sound; without its last word if a lane follows; by any other slip if the lane is its own."""
        if _sounds_like(name, road):
            return True
        if lane and name in {road.removesuffix(word) for word in _ROADS}:
            return True
        return self.has_lane(road, lane) and _one_slip(name, road)


def _the_one(names: Iterable[str]) -> str:
    found = list(names)
    return found[0] if len(found) == 1 else ""


def _sounds_like(name: str, known: str) -> bool:
    return len(name) == len(known) and not _differ_in(name, known) & _TELLING and alike(name, known)


def _differ_in(one: str, other: str) -> set[str]:
    return {char for pair in zip(one, other, strict=True) if pair[0] != pair[1] for char in pair}


def _one_slip(name: str, known: str) -> bool:
    """One character wrong, missing or too many."""
    if len(name) == len(known):
        return sum(a != b for a, b in zip(name, known, strict=True)) == 1 and not (
            _differ_in(name, known) & _TELLING
        )
    short, long = sorted((name, known), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short and long[at] not in _TELLING for at in range(len(long)))


@cache
def shipped() -> Gazetteer:
    """Roads, estates and some lanes of the demo street, for where there is no house to ask."""
    text = files(__package__).joinpath("gazetteer.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    regions = WORDS["shipped"]
    return Gazetteer(
        (Place(row["road"], row["lane"], "", row["estate"]) for row in rows),
        district=regions["district"],
        street=regions["street"],
    )
