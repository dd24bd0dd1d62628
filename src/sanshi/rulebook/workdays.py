"""Working days by the State Council's yearly notice, and the clocks of plan 3.2.1 and 3.3.1 on them. Pure.

A queue does not compute a clock for each row: it asks for the latest start day that is red (or amber) today
and filters by it. `clock_state` and these thresholds are two sides of one comparison.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

ONE_DAY = timedelta(days=1)
WEEKEND = frozenset({5, 6})
MONTH_OF_THE_NEXT_NOTICE = 11


class ClockState(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. A year without a notice falls back to Monday to Friday."""

    years: frozenset[int] = frozenset()
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() not in WEEKEND)

    def workdays_after(self, day: date) -> Iterator[date]:
        return self._workdays(day, ONE_DAY)

    def workdays_before(self, day: date) -> Iterator[date]:
        return self._workdays(day, -ONE_DAY)

    def _workdays(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            day += step
            if self.is_workday(day):
                yield day


@dataclass(frozen=True, slots=True)
class DueDay:
    """`provisional`: a year on the way has no notice yet, so the day may still move."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class RunningClock:
    """What a clock badge shows. `days_left` in working days; below 0 when late, even by a weekend only."""

    state: ClockState
    due: date
    days_left: int
    provisional: bool


def add_workdays(start: date, days: int, calendar: Calendar) -> DueDay:
    """`days` working days after `start`, which never counts itself. OverflowError after the year 9999."""
    due = _nth(calendar.workdays_after(start), days, start)
    passed = range((start + ONE_DAY).year, due.year + 1) if days else ()
    return DueDay(due, provisional=not calendar.years.issuperset(passed))


def clock_state(start: date, today: date, days: int, calendar: Calendar) -> ClockState:
    """Green before the due day, amber on it, red after it."""
    due = add_workdays(start, days, calendar).day
    if today > due:
        return ClockState.RED
    return ClockState.AMBER if today == due else ClockState.GREEN


def running_clock(start: date, today: date, days: int, calendar: Calendar) -> RunningClock:
    due = add_workdays(start, days, calendar)
    state = clock_state(start, today, days, calendar)
    if state is ClockState.RED:
        left = -max(workdays_late(due.day, today, calendar), 1)
    else:
        left = workdays_left(today, due.day, calendar)
    return RunningClock(state, due.day, left, due.provisional)


def latest_start_red(today: date, days: int, calendar: Calendar) -> date:
    """A clock is red today exactly when it started on this day or before."""
    return _latest_start_due_by(today - ONE_DAY, days, calendar)


def latest_start_amber(today: date, days: int, calendar: Calendar) -> date:
    """A clock is amber or red today exactly when it started on this day or before."""
    return _latest_start_due_by(today, days, calendar)


def workdays_late(due: date, done: date, calendar: Calendar) -> int:
    """Working days from the due day to the day it was done; 0 when in time."""
    return sum(map(calendar.is_workday, _days_after(due, done)))


def workdays_left(today: date, due: date, calendar: Calendar) -> int:
    """Working days still to come before the due day ends; 0 on the due day and later."""
    return workdays_late(today, due, calendar)


def is_next_year_missing(today: date, calendar: Calendar) -> bool:
    """From 1 November the next year's notice is awaited."""
    return today.month >= MONTH_OF_THE_NEXT_NOTICE and today.year + 1 not in calendar.years


def _latest_start_due_by(limit: date, days: int, calendar: Calendar) -> date:
    if not days:
        return limit
    return _nth(calendar.workdays_before(limit + ONE_DAY), days, limit) - ONE_DAY


def _nth(workdays: Iterator[date], days: int, start: date) -> date:
    """The workday numbered `days`; `start` itself for none."""
    if days < 0:
        raise ValueError("a number of working days is never negative")
    return next(islice(workdays, days - 1, None)) if days else start


def _days_after(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=passed) for passed in range(1, (last - first).days + 1))
