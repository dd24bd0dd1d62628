"""Quarters and months of the calendar year, as plain values."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Self

QUARTERS_A_YEAR = 4
MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = MONTHS_A_YEAR // QUARTERS_A_YEAR

_QUARTER = re.compile(r"([0-9]{4})Q([1-4])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month; written 2026-07."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.number <= MONTHS_A_YEAR):
            raise ValueError(f"there is no month {self.number} of {self.year}")

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*_numbers(_MONTH, text, "a month is written like 2026-07"))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def days(self) -> int:
        return monthrange(self.year, self.number)[1]

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, self.days)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of the calendar year; written 2026Q3."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.number <= QUARTERS_A_YEAR):
            raise ValueError(f"there is no quarter {self.number} of {self.year}")

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(*_numbers(_QUARTER, text, "a quarter is written like 2026Q3"))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month - 1) // MONTHS_A_QUARTER + 1)

    @property
    def months(self) -> tuple[Month, ...]:
        first = (self.number - 1) * MONTHS_A_QUARTER + 1
        return tuple(Month(self.year, first + passed) for passed in range(MONTHS_A_QUARTER))

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[-1].last_day

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def next(self) -> "Quarter":
        return Quarter.of(self.last_day + timedelta(days=1))

    def previous(self) -> "Quarter":
        return Quarter.of(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"


def _numbers(pattern: re.Pattern[str], text: str, why_not: str) -> tuple[int, ...]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(why_not)
    return tuple(int(part) for part in match.groups())
