"""Persons of a made-up city, household by household; truth and nothing else."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import accumulate, count
from random import Random

from sanshi.identity.characters import surname_of
from sanshi.identity.documents import DocumentType, Sex
from sanshi.identity.fictive import fictive_resident_number

WORDS = tomllib.loads(files(__package__).joinpath("data", "words.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 20)
_SURNAMES, _SHARES = list(WORDS["surnames"]), list(accumulate(WORDS["surnames"].values()))
_PLACES, _LATIN = WORDS["places"], WORDS["latin"]
_OWN_REGIONS = tuple(f"0101{ending:02}" for ending in range(1, 21))
_MOST_ALIKE = 8  # tries for a number that nobody has
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Dwelling:
    """`lane` is empty in an estate, whose name then stands for the road."""

    road: str
    lane: str
    number: str
    room: str


@dataclass(slots=True)
class Person:
    name: str
    sex: Sex
    birth: date
    document_type: DocumentType
    number: str
    phone: str
    dwelling: Dwelling
    registered: bool = True
    household: list["Person"] = field(default_factory=list, repr=False)


class City:
    """`persons` sets how many streets there are: some 600 persons a road."""

    def __init__(self, random: Random, persons: int) -> None:
        self._random = random
        self._used: set[str] = set()
        self._roads = self._named_roads(max(8, persons // 600))
        self._phones = count(random.randrange(10**7))

    def households(self) -> Iterator[list[Person]]:
        while True:
            yield self._household(self.dwelling())

    def dwelling(self) -> Dwelling:
        random = self._random
        road, is_estate = random.choice(self._roads)
        lane = "" if is_estate else str(random.randrange(20, 60) * 7)
        number, floor = random.randrange(1, 60), random.randrange(1, random.choice((7, 7, 19)))
        return Dwelling(road, lane, str(number), f"{floor}{random.randrange(1, 5):02}")

    def phone(self) -> str:
        """Eleven digits that look like a mobile's; the second is one that none begins with."""
        return f"1{self._random.choice('012')}{next(self._phones) * 7919 % 10**9:09}"

    def given_name(self, birth: date, sex: Sex) -> str:
        era = next(one for one in WORDS["given"].values() if birth.year < one["before"])
        pool = era["male" if sex == Sex.MALE else "female"]
        length = 1 if self._random.random() < 0.25 else 2
        return "".join(pool[self._skewed(len(pool))] for _ in range(length))

    def _named_roads(self, count: int) -> list[tuple[str, bool]]:
        random = self._random
        names: dict[tuple[str, bool], None] = {}
        while len(names) < count:
            stem = random.choice(_PLACES["road_first"]) + random.choice(_PLACES["road_second"])
            third = random.choice(_PLACES["road_second"]) if random.random() < 0.6 else ""
            is_estate = random.random() < 0.25
            last = random.choice(_PLACES["estates"] if is_estate else _PLACES["road_last"])
            names[stem + third + last, is_estate] = None
        return list(names)

    def _household(self, dwelling: Dwelling) -> list[Person]:
        """A couple or one adult; their children; sometimes a parent; or several tenants of one flat."""
        random = self._random
        kind = random.random()
        if kind < 0.15:
            members = [self._adult(dwelling, 18, 60) for _ in range(random.randrange(2, 7))]
        elif kind < 0.2:
            members = [self._foreigner(dwelling) for _ in range(random.randrange(1, 3))]
        else:
            members = self._family(dwelling)
        for member in members:
            member.household = members
        return members

    def _family(self, dwelling: Dwelling) -> list[Person]:
        random = self._random
        head = self._adult(dwelling, 25, 90)
        members = [head]
        if random.random() < 0.7:
            other = Sex.FEMALE if head.sex == Sex.MALE else Sex.MALE
            members.append(self._born(dwelling, self._around(head.birth, 0, 5), other, self._surname()))
        children = random.choice((0, 0, 1, 1, 1, 2))
        if children and head.birth.year < 2003:
            members += self._children(dwelling, head, children)
        if random.random() < 0.12 and head.birth.year > 1960:
            members.append(
                self._born(dwelling, self._around(head.birth, -27, 5), self._sex(), surname_of(head.name))
            )
        return members

    def _children(self, dwelling: Dwelling, head: Person, number: int) -> list[Person]:
        births = [self._around(head.birth, 27, 6) for _ in range(number)]
        if number == 2 and self._random.random() < 0.03:
            births[1] = births[0]
        made = [self._born(dwelling, birth, self._sex(), surname_of(head.name)) for birth in births]
        if births[0] == births[-1] and number == 2 and len(made[0].name) > 2:
            made[1].name = made[0].name[:2] + self.given_name(births[1], made[1].sex)[-1]
        return made

    def _adult(self, dwelling: Dwelling, youngest: int, oldest: int) -> Person:
        days = self._random.uniform(youngest, oldest) * _DAYS_A_YEAR
        return self._born(dwelling, TODAY - timedelta(days=int(days)), self._sex(), self._surname())

    def _born(self, dwelling: Dwelling, birth: date, sex: Sex, surname: str) -> Person:
        if self._random.random() < 0.01:
            birth = date(birth.year, 1, 1)
        name = surname + self.given_name(birth, sex)
        if self._random.random() < 0.004:
            name = "\u00b7".join(self._random.sample(WORDS["minority"]["given"], 2))
        phone = self.phone() if TODAY.year - birth.year > 11 else ""
        number = self._number(birth, sex)
        return Person(name, sex, birth, DocumentType.RESIDENT_CARD, number, phone, dwelling)

    def _foreigner(self, dwelling: Dwelling) -> Person:
        random = self._random
        names = [random.choice(_LATIN["surnames"]), *random.sample(_LATIN["given"], random.choice((1, 1, 2)))]
        birth = TODAY - timedelta(days=random.randrange(365, 26000))
        passport = f"{random.choice('EGKLMPR')}{random.randrange(10**8):08}"
        return Person(
            " ".join(names), self._sex(), birth, DocumentType.PASSPORT, passport, self.phone(), dwelling
        )

    def _number(self, birth: date, sex: Sex) -> str:
        random = self._random
        for _ in range(_MOST_ALIKE):
            region = (
                random.choice(_OWN_REGIONS) if random.random() < 0.6 else f"0{random.randrange(10**5):05}"
            )
            order = random.randrange(0, 499) * 2 + (sex == Sex.MALE)
            number = fictive_resident_number(region, birth, order)
            if number not in self._used:
                break
        self._used.add(number)
        return number

    def _around(self, birth: date, years: int, spread: int) -> date:
        days = int((years + self._random.uniform(-spread, spread)) * _DAYS_A_YEAR)
        return min(birth + timedelta(days=days), TODAY)

    def _sex(self) -> Sex:
        return self._random.choice((Sex.MALE, Sex.FEMALE))

    def _surname(self) -> str:
        surname: str = self._random.choices(_SURNAMES, cum_weights=_SHARES)[0]
        return surname

    def _skewed(self, length: int) -> int:
        """The first ones are the most frequent."""
        return int(length * self._random.random() ** 1.8)
