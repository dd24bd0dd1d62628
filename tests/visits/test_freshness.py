"""Dwellings are verified in time, or somebody is sent, evenly over the working days (plan 2.3.3)."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from sanshi import clock
from sanshi.journal.recording import reading
from sanshi.project.daily import STEPS, run_daily
from sanshi.register.actions import count_freshness, undo
from sanshi.register.freshness import stale
from sanshi.register.models import Dwelling, FreshnessDay
from sanshi.rulebook.workdays import ClockState
from sanshi.streets.models import Subdistrict
from sanshi.territory.models import Door
from sanshi.verbs import READ_VISITS, Actor
from sanshi.visits import access
from sanshi.visits.actions import VisitOpened, ask_stale, ask_visit, close_visit, open_visit, record_attempt
from sanshi.visits.freshness import shown, to_ask_today
from sanshi.visits.models import AttemptResult, Cause, Matter, Outcome, Team, Visit
from sanshi.visits.rules import Closing, share_of_today
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_dwelling, an_actor, the_house

LONG_AGO = TODAY - timedelta(days=380)
NOT_LONG_AGO = TODAY - timedelta(days=30)


def all_doors(here: CommitteeHere) -> list[Door]:
    return [door for beat in here.doors for door in beat]


def verified(door: Door) -> tuple[date | None, UUID | None]:
    row = Dwelling.objects.get(subdistrict=STREET, door=door)
    return row.verified_on, row.verified_by


def stale_visits() -> list[Visit]:
    return list(Visit.objects.filter(subdistrict=STREET, cause=Cause.STALE).order_by("id"))


def listed(actor: Actor, **narrowed: str) -> access.Listed:
    with reading(actor, READ_VISITS):
        return access.listed(actor, access.Filters(**narrowed))


# What verifies


@pytest.mark.parametrize(
    ("outcome", "is_verified"), [(Outcome.UNFOUNDED, True), (Outcome.NOT_VERIFIABLE, False)]
)
def test_who_learned_how_things_are_has_verified_the_dwelling(
    here: CommitteeHere, coordinator: Actor, outcome: Outcome, is_verified: bool
) -> None:
    door = here.doors[0][0]
    a_dwelling(door, LONG_AGO)
    opened = VisitOpened(door.pk, Cause.OWN_FIND, Matter.MOVED_IN, Team.COORDINATOR, TODAY)
    visit = open_visit(coordinator, uuid4(), opened)
    record_attempt(coordinator, uuid4(), visit, 0, AttemptResult.NOBODY_IN)
    assert verified(door) == (LONG_AGO, None)
    close_visit(coordinator, uuid4(), visit, 1, Closing(outcome))
    assert verified(door) == ((TODAY, coordinator.account) if is_verified else (LONG_AGO, None))


def test_a_dwelling_is_stale_a_day_after_the_house_s_figure(here: CommitteeHere) -> None:
    edge = TODAY - timedelta(days=365)
    fresh, late, never = all_doors(here)[:3]
    a_dwelling(fresh, edge)
    a_dwelling(late, edge - timedelta(days=1))
    a_dwelling(never)
    assert {row.door_id for row in stale(STREET)} == {late.pk, never.pk}


# Who is sent, and when


def test_the_longest_unverified_first_and_nobody_where_somebody_goes_anyway(here: CommitteeHere) -> None:
    first, second, third, *rest = all_doors(here)
    a_dwelling(first, LONG_AGO)
    a_dwelling(second, LONG_AGO - timedelta(days=1))
    a_dwelling(third)
    for door in rest:
        a_dwelling(door, NOT_LONG_AGO)
    opened = VisitOpened(third.pk, Cause.OWN_FIND, Matter.OTHER, Team.CADRE, TODAY)
    open_visit(the_house(), uuid4(), opened)
    assert to_ask_today(STREET, here.row.pk) == [second.pk]


def test_what_will_soon_be_late_is_asked_for_before_it_is(here: CommitteeHere) -> None:
    """Twenty working days from 2026-10-12 end on 2026-11-09."""
    soon, later = all_doors(here)[:2]
    a_dwelling(soon, date(2025, 11, 8))
    a_dwelling(later, date(2025, 11, 9))
    assert to_ask_today(STREET, here.row.pk) == [soon.pk]


def test_nobody_is_sent_on_a_day_that_is_not_worked(here: CommitteeHere) -> None:
    a_dwelling(here.doors[0][0], LONG_AGO)
    with clock.frozen(datetime(2026, 10, 11, 2, tzinfo=clock.SHANGHAI)):
        assert to_ask_today(STREET, here.row.pk) == []


@given(st.integers(0, 5000), st.integers(1, 60))
def test_what_waits_is_asked_for_evenly_and_wholly(waiting: int, days: int) -> None:
    asked = []
    left = waiting
    for day in range(days, 0, -1):
        today = share_of_today(left, 0, day)
        assert share_of_today(left - today, today, day) == 0
        asked.append(today)
        left -= today
    assert left == 0
    assert max(asked) - min(asked) <= 1


def test_the_nightly_work_repeated_has_one_effect(here: CommitteeHere, elsewhere: CommitteeHere) -> None:
    for door in all_doors(here):
        a_dwelling(door, LONG_AGO)
    numbers = [(done.step, done.number) for done in run_daily()]
    assert ("visits to dwellings not verified for long", 1) in numbers
    first = [(visit.pk, visit.door_id, visit.matter, visit.team) for visit in stale_visits()]
    assert [(matter, team) for _pk, _door, matter, team in first] == [(Matter.CHECK, Team.COORDINATOR)]
    assert [done.number for done in run_daily()] == [number for _step, number in numbers]
    assert [(visit.pk, visit.door_id, visit.matter, visit.team) for visit in stale_visits()] == first
    rows = FreshnessDay.objects.filter(subdistrict=STREET).values_list(
        "committee", "day", "dwellings", "fresh"
    )
    assert list(rows) == [(here.row.pk, TODAY, 6, 0)]


def test_a_street_whose_night_fails_keeps_no_other_from_its_own(
    here: CommitteeHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    Subdistrict.objects.create(code="310115001", name="a street without a policy")

    def fails(actor: Actor, ids: object) -> int:
        if actor.subdistrict == "310115001":
            raise RuntimeError(actor.subdistrict)
        return 1

    monkeypatch.setitem(STEPS, "changes of territory", fails)
    nights, streets = run_daily(), []
    with pytest.raises(RuntimeError, match="310115001"):
        while True:
            streets.append(next(nights).street)
    assert streets.count(STREET) == len(STEPS)


def test_asked_twice_by_other_ids_on_one_day_gives_no_second_helping(here: CommitteeHere) -> None:
    for door in all_doors(here):
        a_dwelling(door, LONG_AGO)
    for _again in range(2):
        ask_stale(the_house(), uuid4(), here.row.pk)
    assert len(stale_visits()) == 1


def test_only_the_house_s_own_roles_ask(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor
) -> None:
    with pytest.raises(Http404):
        ask_visit(coordinator, uuid4(), here.doors[0][0].pk, Cause.STALE)
    secretary = an_actor("secretary", committee=here.row)
    with pytest.raises(Http404):
        ask_visit(secretary, uuid4(), elsewhere.doors[0][0].pk, Cause.STALE)
    with pytest.raises(Http404):
        count_freshness(secretary, uuid4(), TODAY)


# Its clock


def test_a_look_that_the_house_asks_for_has_the_house_s_clock(
    here: CommitteeHere, coordinator: Actor
) -> None:
    """Ten working days after 2026-10-12; a change noticed on the same day is due on the third."""
    asked = ask_visit(the_house(), uuid4(), here.doors[0][0].pk, Cause.STALE)
    noticed = VisitOpened(here.doors[0][1].pk, Cause.NOTICE, Matter.MOVED_IN, Team.COORDINATOR, TODAY)
    told = open_visit(the_house(), uuid4(), noticed)
    dues = {row.visit.pk: row.clock.due for row in listed(coordinator).rows}
    assert dues == {asked: date(2026, 10, 26), told: date(2026, 10, 15)}
    with clock.frozen(datetime(2026, 10, 16, 9, tzinfo=clock.SHANGHAI)):
        now = listed(coordinator)
        assert [(row.visit.pk, row.clock.state) for row in now.rows] == [
            (told, ClockState.RED),
            (asked, ClockState.GREEN),
        ]
        assert (now.figures.overdue, now.figures.in_time) == (1, 1)
        assert [row.visit.pk for row in listed(coordinator, state="overdue").rows] == [told]


def test_the_older_look_does_not_stand_before_the_more_urgent_change(
    here: CommitteeHere, coordinator: Actor
) -> None:
    ask_visit(the_house(), uuid4(), here.doors[0][0].pk, Cause.STALE)
    with clock.frozen(datetime(2026, 10, 14, 9, tzinfo=clock.SHANGHAI)):
        known = date(2026, 10, 13)
        noticed = VisitOpened(here.doors[0][1].pk, Cause.NOTICE, Matter.MOVED_IN, Team.COORDINATOR, known)
        told = open_visit(the_house(), uuid4(), noticed)
    with clock.frozen(datetime(2026, 10, 16, 9, tzinfo=clock.SHANGHAI)):
        with reading(coordinator, READ_VISITS):
            following = access.next_visit(coordinator)
        assert following is not None
        assert following.visit.pk == told


def test_what_a_look_finds_became_known_by_the_look(here: CommitteeHere, coordinator: Actor) -> None:
    visit = ask_visit(the_house(), uuid4(), here.doors[0][0].pk, Cause.STALE)
    with clock.frozen(datetime(2026, 10, 20, 9, tzinfo=clock.SHANGHAI)):
        close_visit(coordinator, uuid4(), visit, 0, Closing(Outcome.UNFOUNDED))
    row = Visit.objects.get(subdistrict=STREET, pk=visit)
    assert (row.learned_on, row.change_known_on) == (TODAY, date(2026, 10, 20))


# The page's figures


def test_the_figures_of_the_committees_and_their_line(here: CommitteeHere, elsewhere: CommitteeHere) -> None:
    for door, day in zip(all_doors(here), [LONG_AGO, NOT_LONG_AGO, NOT_LONG_AGO, None], strict=False):
        a_dwelling(door, day)
    a_dwelling(elsewhere.doors[0][0], NOT_LONG_AGO)
    count_freshness(the_house(), uuid4(), TODAY - timedelta(days=28))
    count_freshness(the_house(), uuid4(), TODAY)
    ask_stale(the_house(), uuid4(), here.row.pk)
    office = an_actor("population-office")
    both = shown(office, None)
    assert [(row.now.percent, row.before and row.before.percent, row.asked) for row in both.rows] == [
        (50.0, 75.0, 1),
        (100.0, 100.0, 0),
    ]
    assert [(point.day, point.fresh, point.dwellings) for point in both.line] == [
        (TODAY - timedelta(days=28), 4, 5),
        (TODAY, 3, 5),
    ]
    chosen = shown(office, elsewhere.row.pk)
    assert [point.dwellings for point in chosen.line] == [1, 1]
    own = shown(an_actor("secretary", committee=here.row), elsewhere.row.pk)
    assert [row.committee.pk for row in own.rows] == [here.row.pk]
    assert own.chosen is None


def test_a_door_without_a_dwelling_has_nothing_to_verify(here: CommitteeHere) -> None:
    opened = VisitOpened(here.doors[0][0].pk, Cause.OWN_FIND, Matter.OTHER, Team.COORDINATOR, TODAY)
    visit = open_visit(the_house(), uuid4(), opened)
    close_visit(the_house(), uuid4(), visit, 0, Closing(Outcome.UNFOUNDED))
    assert not Dwelling.objects.filter(subdistrict=STREET).exists()


def test_a_dwelling_whose_only_form_was_undone_is_none(here: CommitteeHere) -> None:
    kept, undone = (a_dwelling(door) for door in all_doors(here)[:2])
    form = undone.versions.get().form
    with clock.frozen(clock.now() + timedelta(hours=1)):
        undo(the_house(), uuid4(), form)
    assert [row.pk for row in stale(STREET)] == [kept.pk]
    count_freshness(the_house(), uuid4(), TODAY)
    assert sum(row.dwellings for row in FreshnessDay.objects.filter(subdistrict=STREET)) == 1
