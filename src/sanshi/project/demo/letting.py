"""Leases of the demo street. Drawn from a source of their own, so that people and places stay as they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sanshi.identity.fictive import fictive_phone
from sanshi.project.demo.people import Household
from sanshi.project.demo.words import words
from sanshi.register.columns import LET_OUT
from sanshi.register.facts import DwellingFacts, LeaseFacts
from sanshi.register.models import Filed, LessorKind

YEAR = timedelta(days=365)
# Agreed ends in the base stock: gone by on the day the demo opens, within a month of it, later.
ENDED = (date(2026, 5, 1), date(2026, 10, 5))
ENDING = (date(2026, 10, 14), date(2026, 11, 9))
LATER = (date(2026, 12, 15), date(2028, 3, 1))
ENDS = (*(ENDED,) * 3, *(ENDING,) * 2, *(LATER,) * 9)
WITHOUT_LEASE = 0.3
PEOPLE_A_ROOM = 2
# A household of so many in one small room is over any figure; the first ones found are left so.
CROWDED_FROM, CROWDED_DWELLINGS = 4, 2
SMALL_M2 = Decimal("16.5")


class Leases:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a demo, not a secret
        self.drawn = 0
        self.crowded = 0

    def fitting(self, household: Household) -> DwellingFacts:
        """With rooms enough for who lives there, but for two dwellings."""
        dwelling, people = household.dwelling, len(household.people)
        if dwelling.occupancy not in LET_OUT or dwelling.designed_rooms is None:
            return dwelling
        if people >= CROWDED_FROM and self.crowded < CROWDED_DWELLINGS:
            self.crowded += 1
            return replace(dwelling, designed_rooms=1, usable_area_m2=SMALL_M2)
        return self.roomy(dwelling, people)

    def roomy(self, dwelling: DwellingFacts, people: int) -> DwellingFacts:
        """With a place left for one who moves in."""
        rooms = people // PEOPLE_A_ROOM + 1
        return replace(dwelling, designed_rooms=max(dwelling.designed_rooms or 0, rooms))

    def of_stock(self, dwelling: DwellingFacts, counted_on: date) -> tuple[LeaseFacts, ...]:
        if dwelling.occupancy not in LET_OUT or self.random.random() < WITHOUT_LEASE:
            return ()
        first, last = self.random.choice(ENDS)
        ends = first + timedelta(days=self.random.randrange((last - first).days + 1))
        began = ends - YEAR
        while began > counted_on:
            began -= YEAR
        return (self._lease(began + timedelta(days=1), ends, dwelling, checked_on=counted_on),)

    def found(
        self, dwelling: DwellingFacts, known: Sequence[LeaseFacts], tenants: Sequence[str], on: date
    ) -> tuple[LeaseFacts, ...]:
        """Where a steward told of letting: a lease that is known is renewed, else there is a new one."""
        if known:
            return tuple(self._renewed(lease, tenants, on) for lease in known)
        began = on - timedelta(days=self.random.randrange(3, 20))
        lease = self._lease(began, began + YEAR - timedelta(days=1), dwelling, checked_on=on)
        return (replace(lease, tenants=tuple(tenants)),)

    def _renewed(self, lease: LeaseFacts, tenants: Sequence[str], on: date) -> LeaseFacts:
        ends = lease.ends_on + YEAR if lease.ends_on else None
        return replace(lease, ends_on=ends, tenants=tuple(tenants), checked_on=on)

    def _lease(self, began: date, ends: date, dwelling: DwellingFacts, checked_on: date) -> LeaseFacts:
        self.drawn += 1
        filed = self.random.choice((*(Filed.YES,) * 6, *(Filed.NO,) * 3, Filed.UNKNOWN))
        kind = self.random.choice((*(LessorKind.PERSON,) * 7, *(LessorKind.COMPANY,) * 2, LessorKind.BROKER))
        company = words()["letting"]["companies"]
        lease = LeaseFacts(
            lessor_kind=kind,
            lessor_name=self.random.choice(company) if kind == LessorKind.COMPANY else dwelling.contact_name,
            lessor_phone=fictive_phone(40_000_000 + self.drawn),
            started_on=began,
            ends_on=ends,
            let_rooms=dwelling.designed_rooms,
            filed=filed,
            checked_on=checked_on,
        )
        if filed != Filed.YES:
            return lease
        number = words()["letting"]["filing_number"] % (began.year, self.drawn)
        return replace(lease, filing_number=number, filed_on=min(began + timedelta(days=12), checked_on))
