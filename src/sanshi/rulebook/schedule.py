"""The State Council's notices as the package chinesecalendar has them."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from chinese_calendar.constants import holidays, workdays

from sanshi.rulebook.workdays import WEEKEND, Calendar


def years_known() -> tuple[int, ...]:
    return tuple(sorted({day.year for day in holidays}))


def exceptions_of(year: int) -> Iterator[tuple[date, bool]]:
    """Days of the year that are not what their weekday says: holidays within a week, make-up days."""
    marked = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}
    return (
        (day, is_workday)
        for day, is_workday in sorted(marked.items())
        if day.year == year and is_workday == (day.weekday() in WEEKEND)
    )


@cache
def published_calendar() -> Calendar:
    years = years_known()
    return Calendar(frozenset(years), {day: worked for year in years for day, worked in exceptions_of(year)})
