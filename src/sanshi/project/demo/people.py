"""Made-up people, dwellings and units. Pure: one seed, one street. Numbers belong to nobody."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sanshi import clock
from sanshi.identity.documents import DocumentType
from sanshi.identity.fictive import fictive_credit_code, fictive_phone, fictive_resident_number
from sanshi.project.demo.words import words
from sanshi.register.facts import DwellingFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.models import (
    Category,
    Occupancy,
    PermitStatus,
    Relation,
    Separation,
    Sex,
    StayReason,
    Tenure,
    UnitKind,
    UnitStatus,
    Use,
)

NOTICE_VERSION = "2026-01"
ADULT = 18
GUARDED_UNTIL = 14


@dataclass(frozen=True, slots=True)
class Household:
    people: tuple[tuple[PersonFacts, ResidencyFacts], ...]
    dwelling: DwellingFacts


class People:
    """Draws people one after the other; sequence numbers keep document numbers and phones apart."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a demo, not a secret
        self.drawn = 0
        self._numbers: set[str] = set()

    def name(self, sex: str) -> str:
        given = words()["given_male" if sex == Sex.MALE else "given_female"]
        return str(self.random.choice(words()["surnames"]) + self.random.choice(given))

    def phone(self) -> str:
        self.drawn += 1
        return fictive_phone(20_000_000 + self.drawn)

    def born(self, youngest: int, oldest: int, today: date) -> date:
        days = self.random.randrange(youngest * 365 + 10, oldest * 365)
        return today - timedelta(days=days)

    def resident(self, born: date, region: str, today: date) -> PersonFacts:
        self.drawn += 1
        sex = self.random.choice((Sex.MALE, Sex.FEMALE))
        number = self._number(region, born, sex)
        person = PersonFacts(
            name=self.name(sex),
            document_type=DocumentType.RESIDENT_CARD,
            document_number=number,
            sex=sex,
            birth_date=born,
            phone=self.phone() if self.random.random() < 0.8 else "",
            notice_version=NOTICE_VERSION,
            notified_on=today,
        )
        if (today - born).days < (GUARDED_UNTIL + 1) * 365:
            return replace(person, phone="", guardian_name=self.name(Sex.FEMALE), guardian_phone=self.phone())
        return person

    def _number(self, region: str, born: date, sex: str) -> str:
        """The first free one of that day; odd is male (GB 11643)."""
        sequence = 1 if sex == Sex.MALE else 2
        while (number := fictive_resident_number(region, born, sequence)) in self._numbers:
            sequence += 2
        self._numbers.add(number)
        return number

    def from_elsewhere(self, moved_in: date, today: date) -> tuple[PersonFacts, ResidencyFacts]:
        region = self.random.choice(words()["places"]["region_of_origin"])
        person = self.resident(self.born(ADULT, 60, today), region, today)
        permit = self.random.choice(tuple(PermitStatus))
        return person, ResidencyFacts(
            category=Category.FROM_ELSEWHERE,
            tenure=self.random.choice((Tenure.TENANT, Tenure.TENANT, Tenure.STAFF_LODGING)),
            started_on=moved_in,
            registered_region=region,
            stay_reason=self.random.choice(
                (StayReason.WORK, StayReason.WORK, StayReason.FAMILY, StayReason.STUDY)
            ),
            permit_status=permit,
            permit_valid_to=self._permit_ends(today) if permit == PermitStatus.PERMIT else None,
        )

    def _permit_ends(self, today: date) -> date:
        """Spread, so that some have run out and some are about to."""
        return today + timedelta(days=200 + self.drawn * 37 % 360)

    def local(self, today: date) -> tuple[PersonFacts, ResidencyFacts]:
        person = self.resident(self.born(ADULT, 88, today), "001501", today)
        return person, ResidencyFacts(category=Category.LOCAL, tenure=Tenure.OWNER)

    def separated(self, today: date) -> tuple[PersonFacts, ResidencyFacts]:
        region = self.random.choice(words()["places"]["other_districts"])
        person = self.resident(self.born(ADULT, 70, today), region, today)
        if self.random.random() < 0.75:
            return person, ResidencyFacts(
                category=Category.SEPARATED,
                tenure=Tenure.OWNER,
                separation=Separation.LIVES_HERE,
                registered_region=region,
            )
        return person, ResidencyFacts(
            category=Category.SEPARATED,
            tenure=Tenure.OWNER,
            separation=Separation.REGISTERED_HERE,
            registered_region="001501",
            present_region=words()["places"]["lives_elsewhere"],
        )

    def overseas(self, moved_in: date, today: date) -> tuple[PersonFacts, ResidencyFacts]:
        self.drawn += 1
        surname, given = self.random.choice(words()["latin"])
        person = PersonFacts(
            name=f"{surname} {given}",
            document_type=DocumentType.PASSPORT,
            document_number=f"E{self.drawn:08d}",
            sex=self.random.choice((Sex.MALE, Sex.FEMALE)),
            birth_date=self.born(ADULT, 65, today),
            phone=self.phone(),
            notice_version=NOTICE_VERSION,
            notified_on=today,
        )
        return person, ResidencyFacts(
            category=Category.OVERSEAS,
            tenure=Tenure.TENANT,
            started_on=moved_in,
            nationality=self.random.choice(words()["places"]["abroad"]),
            latin_surname=surname,
            latin_given=given,
            checked_in_at=datetime.combine(moved_in, time(20, 15), clock.SHANGHAI),
            stay_until=moved_in + timedelta(days=730),
            police_registered_on=moved_in,
        )

    def household(self, today: date) -> Household:
        draw = self.random.random()
        if draw < 0.55:
            return self._family(today, Category.LOCAL)
        if draw < 0.70:
            return self._family(today, Category.SEPARATED)
        if draw < 0.96:
            return self._tenants(today)
        moved_in = today - timedelta(days=self.random.randrange(30, 600))
        return Household((self.overseas(moved_in, today),), self.let_dwelling())

    def _family(self, today: date, category: Category) -> Household:
        draw = self.local if category == Category.LOCAL else self.separated
        head, lives = draw(today)
        people = [(head, replace(lives, relation_to_head=Relation.SELF))]
        for relation, youngest, oldest in self._relatives():
            other = self.resident(self.born(youngest, oldest, today), "001501", today)
            people.append((other, replace(lives, relation_to_head=relation)))
        return Household(tuple(people), DwellingFacts(use=Use.HOME, occupancy=Occupancy.OWNER))

    def _relatives(self) -> list[tuple[Relation, int, int]]:
        relatives = []
        if self.random.random() < 0.85:
            relatives.append((Relation.SPOUSE, 26, 80))
        for _child in range(self.random.choice((0, 1, 1, 2))):
            relatives.append((self.random.choice((Relation.SON, Relation.DAUGHTER)), 1, 30))
        if self.random.random() < 0.4:
            relatives.append((Relation.PARENT, 60, 92))
        return relatives

    def _tenants(self, today: date) -> Household:
        moved_in = today - timedelta(days=self.random.randrange(20, 900))
        people = [self.from_elsewhere(moved_in, today) for _one in range(self.random.choice((1, 2, 2, 3, 4)))]
        return Household(tuple(people), self.let_dwelling())

    def let_dwelling(self) -> DwellingFacts:
        return DwellingFacts(
            use=Use.HOME,
            occupancy=Occupancy.LET,
            designed_rooms=self.random.choice((1, 2, 2, 3)),
            usable_area_m2=Decimal(self.random.choice(("38.5", "45.0", "56.2", "62.0", "74.8"))),
            contact_name=self.name(Sex.FEMALE),
            contact_phone=self.phone(),
        )

    def unit(self, place: int, road: str, number: str) -> UnitFacts:
        self.drawn += 1
        names = words()["units"]["names"]
        name = words()["units"]["branch"] % (names[place % len(names)], road, number)
        return UnitFacts(
            name=name,
            kind=UnitKind.STREET_FRONT,
            credit_code=fictive_credit_code(self.drawn),
            industry=self.random.choice(words()["units"]["industries"]),
            contact_name=self.name(Sex.MALE),
            contact_phone=self.phone(),
            status=UnitStatus.OPEN,
        )


def empty_dwelling() -> DwellingFacts:
    return DwellingFacts(use=Use.HOME, occupancy=Occupancy.EMPTY)
