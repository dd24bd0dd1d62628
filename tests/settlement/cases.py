"""Cases for the rules of settlement, made short."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.rules import Case, ClerkMonth, Inspection, Pieces, Result, settle
from tests.rulebook.policies import reference

COMMITTEE = "310115012001"
QUARTER = Quarter(2026, 3)
JULY, AUGUST, SEPTEMBER = QUARTER.months


def pieces(day: date = QUARTER.first_day, **numbers: int) -> tuple[Pieces, ...]:
    return tuple(Pieces(payee, day, number) for payee, number in numbers.items())


def clerk(name: str, entries: int, days: int = 31, month: Month = JULY) -> ClerkMonth:
    return ClerkMonth(month, name, entries, days)


def case(**given: Any) -> Case:
    return Case(COMMITTEE, QUARTER, **given)


def by_reference(**given: Any) -> Result:
    return settle(case(**given), PolicyTimeline.of([reference()]))


def inspected(errors: int, checked: int, **given: Any) -> Result:
    return by_reference(inspection=Inspection(checked, errors), **given)


NUMBERS = st.integers(0, 2000)
NAMES = st.sampled_from("abcdefgh")
PIECES = st.dictionaries(NAMES, NUMBERS, max_size=6).map(lambda numbers: pieces(**numbers))
CLERK_MONTHS = st.lists(
    st.builds(ClerkMonth, st.sampled_from(QUARTER.months), NAMES, st.integers(0, 1500), st.integers(1, 30)),
    unique_by=lambda row: (row.month, row.clerk),
    max_size=8,
).map(tuple)
INSPECTIONS = st.none() | st.integers(0, 400).flatmap(
    lambda checked: st.builds(Inspection, st.just(checked), st.integers(0, checked))
)
CASES = st.builds(
    Case,
    st.just(COMMITTEE),
    st.just(QUARTER),
    PIECES,
    PIECES,
    CLERK_MONTHS,
    INSPECTIONS,
    st.integers(0, 12),
    st.integers(0, 60),
)
