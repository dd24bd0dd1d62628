"""Made-up staff. Drawn from a source of their own, so that people and places stay as they are."""

from datetime import date, timedelta
from random import Random

from sanshi.identity.documents import DocumentType, Sex
from sanshi.identity.fictive import fictive_resident_number
from sanshi.project.demo.people import People
from sanshi.register.facts import EmploymentFacts, Lives

# Region codes that begin with 0 belong to nobody.
REGIONS = ("013201", "013301", "013401", "014101")
STAFF = (0, 1, 1, 2, 2, 3, 4)
FIRST, DAYS_OLD = date(1968, 3, 1), 12_000
MOST_NUMBERS = 900


class Employees:
    """Made-up staff; each has a number of its own."""

    def __init__(self, seed: int) -> None:
        self.random, self.people = Random(seed + 1), People(seed + 1)  # noqa: S311 - a demo, not a secret
        self.drawn = 0

    def of_stock(self, counted_on: date) -> tuple[EmploymentFacts, ...]:
        return tuple(self.one(counted_on) for _n in range(self.random.choice(STAFF)))

    def one(self, today: date) -> EmploymentFacts:
        """Who lives outside of the street."""
        self.drawn += 1
        region = self.random.choice(REGIONS)
        born = FIRST + timedelta(days=self.random.randrange(DAYS_OLD))
        return EmploymentFacts(
            name=self.people.name(self.random.choice((Sex.MALE, Sex.FEMALE))),
            document_type=DocumentType.RESIDENT_CARD,
            document_number=fictive_resident_number(region, born, 90 + self.drawn % MOST_NUMBERS),
            lives=Lives.ELSEWHERE,
            residence_region=region,
            started_on=today - timedelta(days=self.random.randrange(20, 900)),
        )
