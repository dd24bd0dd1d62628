from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.quarter import Month, Quarter

QUARTERS = st.builds(Quarter, st.integers(2, 9998), st.integers(1, 4))


def test_a_quarter_has_three_months() -> None:
    quarter = Quarter.parse("2026Q3")
    assert [str(month) for month in quarter.months] == ["2026-07", "2026-08", "2026-09"]
    assert (quarter.first_day, quarter.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (str(quarter.next()), str(quarter.previous())) == ("2026Q4", "2026Q2")


def test_february_has_its_leap_day() -> None:
    assert Month.parse("2024-02").days == 29
    assert Month.parse("2026-02").days == 28


@pytest.mark.parametrize(
    "text", ["", "2026", "2026Q5", "2026q3", "26Q3", "0000Q1", "２０２６Q3", "2026Q3\n", " 2026Q3"]
)
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        Quarter.parse(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-7", "2026-07-01", "0000-01", "2026/07"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(QUARTERS)
def test_it_is_read_back_as_written(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter
    assert quarter.next().previous() == quarter
    assert all(Quarter.of(month.first_day) == quarter for month in quarter.months)
    assert quarter.first_day in quarter
    assert quarter.next().first_day not in quarter
