from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.identity.dates import read_date
from sanshi.identity.documents import Doubt, Problem

FIFTH_OF_MARCH = date(2020, 3, 5)
LATEST = date(2026, 10, 12)


@pytest.mark.parametrize(
    "typed",
    [
        "2020-03-05",
        "2020-3-5",
        "2020.3.5",
        "2020/03/05",
        "2020 3 5",
        "20200305",
        "２０２０－０３－０５",
        "２０２０年３月５日",
        "2020年3月5号",
        "2020年03月05日生",
        "出生：2020年3月5日",
        "二〇二〇年三月五日",
        "二零二零年三月五日",
        "2020-03-05 00:00:00",
        "2020-03-05T00:00:00Z",
        "5 Mar 2020",
        "05MAR2020",
        "5-March-2020",
        "March 5, 2020",
        "民国109年3月5日",
        " 2020、3、5 ".replace("、", "."),
    ],
)
def test_one_day_in_many_ways(typed):
    assert read_date(typed, latest=LATEST).dates == (FIFTH_OF_MARCH,)


@pytest.mark.parametrize(
    ("typed", "dates", "doubt"),
    [
        ("20.3.5", (date(1920, 3, 5), date(2020, 3, 5)), Doubt.CENTURY),
        ("200305", (date(1920, 3, 5), date(2020, 3, 5)), Doubt.CENTURY),
        ("85.3.5", (date(1985, 3, 5),), None),
        ("05/03/2020", (date(2020, 3, 5), date(2020, 5, 3)), Doubt.DAY_OR_MONTH),
        ("25/03/2020", (date(2020, 3, 25),), None),
        ("03/25/2020", (date(2020, 3, 25),), None),
        ("05/05/2020", (date(2020, 5, 5),), None),
        ("5 MAR 20", (date(1920, 3, 5), date(2020, 3, 5)), Doubt.CENTURY),
    ],
)
def test_what_can_be_read_in_two_ways_gives_both(typed, dates, doubt):
    found = read_date(typed, latest=LATEST)
    assert (found.dates, found.warnings) == (dates, (doubt,) if doubt else ())


def test_a_spreadsheets_number_is_doubted():
    found = read_date("43895")
    assert (found.dates, found.warnings) == ((FIFTH_OF_MARCH,), (Doubt.DAY_NUMBER,))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        ("　", Problem.EMPTY),
        ("不详", Problem.NO_DATE),
        ("2020-02-30", Problem.NO_DATE),
        ("2020-13-01", Problem.NO_DATE),
        ("0008-05-09", Problem.NO_DATE),
        ("2026-10-13", Problem.NO_DATE),
        ("1968-03", Problem.NO_DATE),
        ("9" * 300, Problem.NO_DATE),
        ("٢٠٢٠-٠٣-٠٥", Problem.NO_DATE),
    ],
)
def test_what_is_no_date_is_refused(typed, problem):
    assert read_date(typed, latest=LATEST).problems == (problem,)


@pytest.mark.parametrize("typed", ["农历1968年三月初五", "一九六八年腊月廿三"])
def test_a_lunar_date_is_asked_for_again(typed):
    assert read_date(typed).warnings == (Doubt.LUNAR,)


@given(st.dates(date(1850, 1, 1), LATEST), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%d %b %Y"]))
def test_every_day_is_read_back(day, style):
    assert read_date(day.strftime(style), latest=LATEST).dates == (day,)


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text):
    found = read_date(text, latest=LATEST)
    assert bool(found.dates) != bool(found.problems)
