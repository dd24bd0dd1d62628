"""Clocks of rows that store the day they started and their policy.

A list, its counts and its colours come from one comparison: the latest start day that is red or amber today.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self
from uuid import UUID

from django.db.models import Q

from sanshi import clock
from sanshi.rulebook.access import calendar, loaded
from sanshi.rulebook.policy import Policy
from sanshi.rulebook.workdays import (
    Calendar,
    ClockState,
    RunningClock,
    latest_start_amber,
    latest_start_red,
    running_clock,
)

NOTHING = Q(pk__in=[])


class Running(Protocol):
    """A row with a clock."""

    learned_on: date
    policy_id: UUID


def collection_days(policy: Policy) -> int:
    return policy.plan.deadlines.collection_working_days


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of one kind of row on one day. `days`: policy version → working days."""

    on: date
    days: dict[UUID, int]
    calendar: Calendar

    @classmethod
    def today(cls, subdistrict: str, figure: Callable[[Policy], int] = collection_days) -> Self:
        days = {version.pk: figure(version.policy) for version in loaded(subdistrict)}
        return cls(clock.today(), days, calendar())

    def of(self, row: Running, done_on: date | None = None) -> RunningClock:
        """`done_on`: of a closed row, the day its clock stopped."""
        return running_clock(row.learned_on, done_on or self.on, self.days[row.policy_id], self.calendar)

    def in_state(self, state: ClockState, start: str = "learned_on", policy: str = "policy") -> Q:
        """The rows whose clock has this colour; the names are the model's columns."""
        red = self._started_by(latest_start_red, start, policy)
        due = self._started_by(latest_start_amber, start, policy)
        return {ClockState.RED: red, ClockState.AMBER: due & ~red, ClockState.GREEN: ~due}[state]

    def _started_by(self, threshold: Callable[[date, int, Calendar], date], start: str, policy: str) -> Q:
        by_days: dict[int, list[UUID]] = defaultdict(list)
        for version, days in self.days.items():
            by_days[days].append(version)
        limits = {days: threshold(self.on, days, self.calendar) for days in by_days}
        if len(limits) == 1:
            return Q(**{f"{start}__lte": limit for limit in limits.values()})
        return _any(
            Q(**{f"{policy}__in": by_days[days], f"{start}__lte": limit}) for days, limit in limits.items()
        )


def _any(conditions: Iterable[Q]) -> Q:
    met = NOTHING
    for condition in conditions:
        met |= condition
    return met
