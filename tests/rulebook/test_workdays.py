from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.schedule import published_calendar
from sanshi.rulebook.workdays import (
    Calendar,
    ClockState,
    add_workdays,
    clock_state,
    is_next_year_missing,
    latest_start_amber,
    latest_start_red,
    running_clock,
    workdays_late,
    workdays_left,
)

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
NUMBERS = st.integers(0, 30)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any notice, also an absurd one, with long holidays and many make-up days."""
    odd = draw(st.dictionaries(DAYS, st.booleans(), max_size=40))
    first = draw(DAYS)
    holiday = {first + timedelta(days=day): False for day in range(draw(st.integers(0, 12)))}
    return Calendar(frozenset(range(2023, 2028)), odd | holiday)


CALENDARS = st.one_of(st.just(published_calendar()), calendars())


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-09-30", "2026-10-10"),
        ("2026-10-03", "2026-10-10"),
        ("2026-09-18", "2026-09-22"),
        ("2026-11-20", "2026-11-25"),
        ("2026-11-21", "2026-11-25"),
        ("2026-02-13", "2026-02-25"),
    ],
)
def test_three_working_days_by_the_published_notice(start: str, due: str) -> None:
    found = add_workdays(date.fromisoformat(start), 3, published_calendar())
    assert found.day == date.fromisoformat(due)
    assert not found.provisional


def test_no_days_are_the_day_itself_even_a_holiday() -> None:
    assert add_workdays(date(2026, 10, 1), 0, published_calendar()).day == date(2026, 10, 1)


def test_a_year_without_notice_counts_monday_to_friday_and_is_provisional() -> None:
    found = add_workdays(date(2026, 12, 31), 1, published_calendar())
    assert found.day == date(2027, 1, 1)
    assert found.provisional
    assert not add_workdays(date(2026, 12, 30), 1, published_calendar()).provisional


def test_a_loaded_notice_moves_the_due_day_and_makes_it_firm() -> None:
    known = published_calendar()
    with_2027 = Calendar(known.years | {2027}, {**known.exceptions, date(2027, 1, 1): False})
    found = add_workdays(date(2026, 12, 31), 1, with_2027)
    assert (found.day, found.provisional) == (date(2027, 1, 4), False)


def test_a_number_below_none_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_workdays(date(2026, 1, 1), -1, published_calendar())


def test_make_up_saturday_is_worked_and_holiday_thursday_is_not() -> None:
    assert published_calendar().is_workday(date(2026, 10, 10))
    assert not published_calendar().is_workday(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        ("2026-10-09", ClockState.GREEN, 1),
        ("2026-10-10", ClockState.AMBER, 0),
        ("2026-10-11", ClockState.RED, -1),
        ("2026-10-12", ClockState.RED, -1),
        ("2026-10-13", ClockState.RED, -2),
    ],
)
def test_a_clock_is_amber_on_the_due_day_and_red_after(today: str, state: ClockState, left: int) -> None:
    clock = running_clock(date(2026, 9, 30), date.fromisoformat(today), 3, published_calendar())
    assert (clock.state, clock.days_left, clock.due) == (state, left, date(2026, 10, 10))


def test_same_day_hand_over_is_red_the_next_day() -> None:
    calendar = published_calendar()
    assert clock_state(date(2026, 10, 3), date(2026, 10, 3), 0, calendar) is ClockState.AMBER
    assert clock_state(date(2026, 10, 3), date(2026, 10, 4), 0, calendar) is ClockState.RED


@given(DAYS, NUMBERS, CALENDARS)
def test_a_due_day_is_a_workday_and_exactly_so_many_lie_between(
    start: date, days: int, calendar: Calendar
) -> None:
    due = add_workdays(start, days, calendar).day
    assert due == start or calendar.is_workday(due)
    assert workdays_late(start, due, calendar) == days


@given(DAYS, NUMBERS, CALENDARS)
def test_a_later_start_is_never_due_earlier(start: date, days: int, calendar: Calendar) -> None:
    earlier = add_workdays(start, days, calendar).day
    assert earlier <= add_workdays(start + timedelta(days=1), days, calendar).day


@given(DAYS, st.integers(-60, 60), NUMBERS, CALENDARS)
def test_thresholds_say_of_each_start_what_its_clock_says(
    today: date, offset: int, days: int, calendar: Calendar
) -> None:
    start = today + timedelta(days=offset)
    state = clock_state(start, today, days, calendar)
    assert (state is ClockState.RED) == (start <= latest_start_red(today, days, calendar))
    assert (state is not ClockState.GREEN) == (start <= latest_start_amber(today, days, calendar))


@given(DAYS, NUMBERS, CALENDARS)
def test_thresholds_only_ever_move_on(today: date, days: int, calendar: Calendar) -> None:
    tomorrow = today + timedelta(days=1)
    assert latest_start_red(today, days, calendar) <= latest_start_amber(today, days, calendar)
    assert latest_start_red(tomorrow, days, calendar) == latest_start_amber(today, days, calendar)


def test_lateness_counts_working_days_only() -> None:
    calendar = published_calendar()
    assert workdays_late(date(2026, 9, 30), date(2026, 10, 7), calendar) == 0
    assert workdays_late(date(2026, 9, 30), date(2026, 10, 10), calendar) == 3
    assert workdays_late(date(2026, 10, 10), date(2026, 9, 30), calendar) == 0
    assert workdays_left(date(2026, 9, 30), date(2026, 10, 10), calendar) == 3


def test_next_year_is_awaited_from_november_on() -> None:
    calendar = published_calendar()
    assert not is_next_year_missing(date(2026, 10, 31), calendar)
    assert is_next_year_missing(date(2026, 11, 1), calendar)
    assert not is_next_year_missing(date(2025, 11, 1), calendar)
