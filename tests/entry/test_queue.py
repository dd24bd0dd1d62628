"""The clerk's clock: 2 working days from each hand-over (plan 3.3.1, 3.3.2)."""

from datetime import date, datetime, time
from uuid import uuid4

import pytest

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.models import Account
from sanshi.collection.actions import hand_over
from sanshi.collection.models import Form, State
from sanshi.entry import access
from sanshi.entry.access import EntryFilters, Filters, View
from sanshi.entry.actions import return_form, void_entry
from sanshi.entry.rules import days_late, entry_due
from sanshi.journal.recording import reading
from sanshi.rulebook.policy import shipped
from sanshi.rulebook.schedule import published_calendar
from sanshi.rulebook.workdays import ClockState
from sanshi.verbs import READ_QUEUE, Actor
from tests.entry.desk import a_clerk, a_collector, a_dwelling_form, an_arrival, entered, stored
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor, appoint

POLICY, CALENDAR = shipped("jinyang-2012"), published_calendar()
# Working days before Monday 12 October 2026: Saturday 10 (a make-up day), Friday 9, Thursday 8.
RED, AMBER, GREEN = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)


def on(day: date) -> clock.frozen:
    return clock.frozen(datetime.combine(day, time(12), clock.SHANGHAI))


def three_forms(collector: Actor, where: CommitteeHere) -> list[Form]:
    """Red, amber and green on the day of the tests."""
    forms = []
    for door, day in zip(where.doors[0], (RED, AMBER, GREEN), strict=True):
        with on(day):
            forms.append(an_arrival(collector, door))
    return forms


def rows(actor: Actor, **filters: object) -> list[str]:
    with reading(actor, READ_QUEUE):
        return [row.form.number for row in access.listed(actor, Filters(**filters)).rows]


def test_counts_rows_and_colours_come_from_one_comparison(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    forms = three_forms(collector, here)
    assert rows(clerk) == [form.number for form in forms]
    for form, view in zip(forms, (View.OVERDUE, View.DUE_TODAY, View.IN_TIME), strict=True):
        assert rows(clerk, view=view) == [form.number]
    figures = access.figures(clerk)
    assert (figures.overdue, figures.due_today, figures.in_time, figures.waiting) == (1, 1, 1, 3)
    with reading(clerk, READ_QUEUE):
        colours = [row.clock.state for row in access.listed(clerk, Filters()).rows if row.clock]
    assert colours == [ClockState.RED, ClockState.AMBER, ClockState.GREEN]


def test_filters_narrow_rows_and_figures_alike(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    an_arrival(collector, here.doors[0][0])
    home = a_dwelling_form(collector, here.doors[0][1])
    with reading(clerk, READ_QUEUE):
        listed = access.listed(clerk, Filters(subject="dwelling"))
    assert [row.form.number for row in listed.rows] == [home.number]
    assert (listed.total, listed.figures.waiting) == (1, 1)


def test_a_second_hand_over_has_two_days_of_its_own(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    with on(RED):
        form = an_arrival(collector, here.doors[0][0])
    with on(AMBER):
        return_form(clerk, uuid4(), form.pk, form.version, {"phone": "少一位"})
    assert access.figures(clerk).returned == 1
    assert rows(clerk, view=View.RETURNED) == [form.number]
    hand_over(collector, uuid4(), form.pk, stored(form.pk).version)
    with reading(clerk, READ_QUEUE):
        row = access.listed(clerk, Filters()).rows[0]
    assert row.clock is not None
    assert (row.clock.state, row.clock.due) == (ClockState.GREEN, date(2026, 10, 14))


def test_the_next_form_is_the_most_urgent_that_is_not_the_clerks_own(here: CommitteeHere) -> None:
    both = a_collector(here, "王芳")
    with on(RED):
        an_arrival(both, here.doors[0][0])
    other = an_arrival(a_collector(here, "李强"), here.doors[0][1])
    clerk = _also_clerk(both, here)
    assert access.next_key(clerk) == other.pk
    with reading(clerk, READ_QUEUE):
        following = access.next_form(clerk)
    assert following is not None and following.form.pk == other.pk
    entered(clerk, other)
    assert access.next_key(clerk) is None


def _also_clerk(actor: Actor, where: CommitteeHere) -> Actor:
    account = Account.objects.get(pk=actor.account)
    appoint(account, "clerk", committee=where.row)
    made = actor_for(account, STREET)
    assert made is not None
    return made


def test_who_sees_the_queue(
    here: CommitteeHere, elsewhere: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    for reader in (clerk, an_actor("secretary", committee=here.row), an_actor("population-office")):
        assert rows(reader) == [form.number]
    assert rows(a_clerk(elsewhere, "陈静")) == []
    assert rows(a_clerk(here, "周敏", stand_in=True)) == [form.number]


def test_what_is_still_coming(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    assert access.coming(clerk) == access.Coming(0, None)
    form = an_arrival(collector, here.doors[0][0])
    return_form(clerk, uuid4(), form.pk, form.version, {"phone": "少一位"})
    assert access.coming(clerk) == access.Coming(1, date(2026, 10, 15))


def test_the_months_entries_leave_out_what_was_undone(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    first, second, third = (entered(clerk, form) for form in three_forms(collector, here))
    void_entry(clerk, uuid4(), third.pk, "录错了")
    colleague = a_clerk(here, "周敏", stand_in=True)
    entered(colleague, an_arrival(collector, here.doors[1][0]))
    assert access.month_figures(clerk) == access.MonthFigures(own=2, committee=3)
    assert access.month_figures(colleague) == access.MonthFigures(own=1, committee=3)
    assert access.month_figures(clerk, date(2026, 9, 1)) == access.MonthFigures(0, 0)
    with reading(clerk, READ_QUEUE):
        assert access.entries(clerk, EntryFilters()).total == 4
        assert access.entries(clerk, EntryFilters(clerk=colleague.account)).total == 1
        assert access.entries(clerk, EntryFilters(first=date(2026, 10, 13))).total == 0
        found = access.entry(clerk, first.pk)
    assert (found.form.state, second.changed) == (State.ENTERED, True)


@pytest.mark.parametrize(
    ("handed_over", "answered", "late"),
    [
        (date(2026, 10, 9), date(2026, 10, 12), 0),
        (date(2026, 10, 9), date(2026, 10, 13), 1),
        # A Sunday after a due Saturday counts as a day, though no working day has passed.
        (date(2026, 10, 8), date(2026, 10, 11), 1),
    ],
)
def test_a_late_answer_is_counted_in_working_days(handed_over: date, answered: date, late: int) -> None:
    assert days_late(handed_over, answered, POLICY, CALENDAR) == late


def test_the_due_day_follows_the_policy() -> None:
    assert entry_due(date(2026, 9, 30), POLICY, CALENDAR).day == date(2026, 10, 9)
