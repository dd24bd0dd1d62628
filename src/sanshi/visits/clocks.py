"""A visit's clock: the plan's where something was noticed, the house's where it asked for a look itself."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Q

from sanshi.rulebook.clocks import Clocks
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import ClockState, RunningClock
from sanshi.visits.models import ASKED, Visit

IS_ASKED = Q(cause__in=ASKED)


def check_days(policy: Policy) -> int:
    return policy.house.check_visit_working_days


@dataclass(frozen=True, slots=True)
class VisitClocks:
    changes: Clocks
    checks: Clocks

    @classmethod
    def today(cls, subdistrict: str) -> Self:
        return cls(Clocks.today(subdistrict), Clocks.today(subdistrict, check_days))

    def of(self, visit: Visit, done_on: date | None = None) -> RunningClock:
        """`done_on`: of a closed visit, the day of its outcome."""
        clocks = self.checks if visit.cause in ASKED else self.changes
        return clocks.of(visit, done_on)

    def in_state(self, state: ClockState) -> Q:
        changes, checks = self.changes.in_state(state), self.checks.in_state(state)
        return (~IS_ASKED & changes) | (IS_ASKED & checks)
