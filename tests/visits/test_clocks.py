"""A list, its counts and its colours agree on every day: thresholds and badges are one comparison."""

from datetime import date, timedelta

import pytest

from sanshi import clock
from sanshi.rulebook.access import calendar
from sanshi.rulebook.clocks import Clocks
from sanshi.rulebook.policy import read_policy, shipped
from sanshi.rulebook.workdays import ClockState, running_clock
from sanshi.visits.models import Visit
from tests.visits.neighbourhood import NOON, CommitteeHere, a_visit, load


@pytest.mark.parametrize(
    ("learned_on", "on", "state", "days_left"),
    [
        # The day it became known never counts; 3 working days on is the due day.
        (date(2026, 10, 12), date(2026, 10, 12), ClockState.GREEN, 3),
        (date(2026, 10, 12), date(2026, 10, 14), ClockState.GREEN, 1),
        (date(2026, 10, 12), date(2026, 10, 15), ClockState.AMBER, 0),
        (date(2026, 10, 12), date(2026, 10, 16), ClockState.RED, -1),
        # Over the national day: 10-08 to 10-10 are worked.
        (date(2026, 9, 30), date(2026, 10, 7), ClockState.GREEN, 3),
        (date(2026, 9, 30), date(2026, 10, 10), ClockState.AMBER, 0),
        # The due day was a Saturday at work; the Sunday after it is over, though no working day has passed.
        (date(2026, 9, 30), date(2026, 10, 11), ClockState.RED, -1),
        (date(2026, 9, 30), date(2026, 10, 12), ClockState.RED, -1),
        (date(2026, 9, 30), date(2026, 10, 13), ClockState.RED, -2),
    ],
)
def test_a_clock_at_its_edges(
    street: None, learned_on: date, on: date, state: ClockState, days_left: int
) -> None:
    read = running_clock(learned_on, on, 3, calendar())
    assert (read.state, read.days_left) == (state, days_left)


def test_a_clock_into_a_year_without_notice_is_provisional(street: None) -> None:
    assert running_clock(date(2026, 12, 30), date(2026, 12, 30), 3, calendar()).provisional


def _with_four_days() -> None:
    plain = shipped("jinyang-2012").plain()
    plain["code"] = "four-days"
    plain["valid_from"] = "2026-10-08"
    plain["plan"]["deadlines"]["collection_working_days"]["value"] = 4
    load(read_policy(plain))


@pytest.mark.parametrize("several_policies", [False, True])
def test_what_a_filter_finds_is_what_the_badge_says(here: CommitteeHere, several_policies: bool) -> None:
    if several_policies:
        _with_four_days()
    first = date(2026, 9, 25)
    for passed in range(18):
        with clock.frozen(NOON.replace(month=first.month, day=first.day) + timedelta(days=passed)):
            a_visit(here.doors[0][0])
    for passed in range(18, 26):
        with clock.frozen(NOON.replace(month=first.month, day=first.day) + timedelta(days=passed)):
            _agree()


def _agree() -> None:
    clocks = Clocks.today("310115012")
    visits = Visit.objects.filter(subdistrict="310115012")
    for state in ClockState:
        by_badge = {visit.pk for visit in visits if clocks.of(visit).state is state}
        assert by_badge == set(visits.filter(clocks.in_state(state)).values_list("pk", flat=True))
