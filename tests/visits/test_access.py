from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from sanshi.journal.recording import reading
from sanshi.verbs import READ_VISITS, Actor
from sanshi.visits import access
from sanshi.visits.access import Filters
from sanshi.visits.actions import close_visit, record_attempt
from sanshi.visits.models import AttemptResult, Matter, Outcome, Team, Visit
from sanshi.visits.rules import Closing, State
from tests.visits.neighbourhood import CommitteeHere, a_visit, an_actor

OPEN_ONES = Filters()
RED, AMBER, GREEN = date(2026, 9, 29), date(2026, 10, 8), date(2026, 10, 12)


def listed(actor: Actor, filters: Filters = OPEN_ONES, after: str = "") -> access.Listed:
    with reading(actor, READ_VISITS):
        return access.listed(actor, filters, after)


def shown(actor: Actor, filters: Filters = OPEN_ONES) -> set[UUID]:
    found = listed(actor, filters)
    assert found.total == len(found.rows)
    return {row.visit.pk for row in found.rows}


def keys(visits: Iterable[Visit]) -> set[UUID]:
    return {visit.pk for visit in visits}


@pytest.fixture
def visits(here: CommitteeHere, elsewhere: CommitteeHere) -> dict[str, Visit]:
    """One open visit a team on the first beat, a cadre's on the second, one of the other committee."""
    by_team = {team.value: a_visit(here.doors[0][0], team) for team in Team}
    return by_team | {
        "other beat": a_visit(here.doors[1][0], Team.CADRE),
        "other committee": a_visit(elsewhere.doors[0][0]),
    }


# Role → what the queue holds; the place is the first beat for a cadre, the first committee for all others.
QUEUES = {
    "coordinator": {"coordinator", "units-team"},
    "security-team": {"units-team"},
    "officer": {"officer"},
    "secretary": {"cadre", "other beat"},
    "security-director": {"cadre", "other beat", "units-team"},
    "cadre": {"cadre"},
    "population-office": set(),
}


def someone(role: str, here: CommitteeHere) -> Actor:
    if role == "population-office":
        return an_actor(role)
    place = {"beat": here.beats[0]} if role == "cadre" else {}
    return an_actor(role, committee=here.row, **place)


@pytest.mark.parametrize("role", QUEUES)
def test_a_queue_holds_the_own_teams_visits_at_the_own_places(
    here: CommitteeHere, visits: dict[str, Visit], role: str
) -> None:
    expected = {visits[name].pk for name in QUEUES[role]}
    actor = someone(role, here)
    assert keys(access.queue(actor)) == expected
    assert {visit.pk for visit in visits.values() if access.recording_post(actor, visit)} == expected


@pytest.mark.parametrize("role", ["secretary", "security-director"])
def test_who_leads_a_committee_reads_all_its_visits(
    here: CommitteeHere, visits: dict[str, Visit], role: str
) -> None:
    assert shown(someone(role, here)) == keys(visits.values()) - {visits["other committee"].pk}


def test_the_population_office_reads_the_whole_street(here: CommitteeHere, visits: dict[str, Visit]) -> None:
    assert shown(someone("population-office", here)) == keys(visits.values())


def test_others_read_their_queue_and_what_they_opened_or_closed(
    here: CommitteeHere, visits: dict[str, Visit]
) -> None:
    member = someone("security-team", here)
    assert shown(member) == {visits["units-team"].pk}
    Visit.objects.filter(pk=visits["officer"].pk, subdistrict="310115012").update(opened_by=member.account)
    assert shown(member) == {visits["units-team"].pk, visits["officer"].pk}


def test_a_foreign_visit_is_absent(here: CommitteeHere, coordinator: Actor, visits: dict[str, Visit]) -> None:
    for foreign in (visits["other committee"].pk, visits["officer"].pk, uuid4()):
        with pytest.raises(Http404), reading(coordinator, READ_VISITS):
            access.visit(coordinator, foreign)


# Figures and rows


@pytest.fixture
def day(here: CommitteeHere, coordinator: Actor) -> Actor:
    """Two overdue, one due today, three in time, one closed."""
    for learned_on in (RED, RED, AMBER, GREEN, GREEN, GREEN):
        a_visit(here.doors[0][0], learned_on=learned_on)
    closed = a_visit(here.doors[0][1])
    close_visit(coordinator, uuid4(), closed.pk, 0, Closing(Outcome.UNFOUNDED))
    return coordinator


@pytest.mark.parametrize(
    ("state", "count"),
    [(State.OPEN, 6), (State.OVERDUE, 2), (State.DUE_TODAY, 1), (State.IN_TIME, 3), (State.CLOSED, 1)],
)
def test_a_list_has_as_many_rows_as_its_figure_says(day: Actor, state: State, count: int) -> None:
    assert len(shown(day, Filters(state=state.value, mine=True))) == count


def test_the_homes_figures_are_the_lists(day: Actor) -> None:
    assert access.figures(day) == access.Figures(2, 1, 3) == listed(day, Filters(mine=True)).figures
    assert access.figures(day).waiting == 6


def test_the_next_visit_is_the_one_that_runs_longest(day: Actor) -> None:
    with reading(day, READ_VISITS):
        following = access.next_visit(day)
    assert following is not None and following.visit.learned_on == RED


def test_filters_join(here: CommitteeHere, coordinator: Actor) -> None:
    let = a_visit(here.doors[0][0], matter=Matter.LET)
    opened = a_visit(here.doors[0][0], Team.UNITS_TEAM, matter=Matter.UNIT_OPENED)
    assert shown(coordinator, Filters(matter=Matter.LET)) == {let.pk}
    assert shown(coordinator, Filters(team=Team.UNITS_TEAM)) == {opened.pk}
    assert shown(coordinator, Filters(team=Team.UNITS_TEAM, matter=Matter.LET)) == set()


def test_the_days_round_goes_stairway_by_stairway(here: CommitteeHere, coordinator: Actor) -> None:
    doors = [here.doors[1][0], here.doors[0][2], here.doors[1][1], here.doors[0][0]]
    for door in doors:
        a_visit(door)
    rows = listed(coordinator, Filters(by_stairway=True)).rows
    assert [row.visit.door.address[-6:] for row in rows] == ["1号101室", "1号103室", "2号101室", "2号102室"]


def test_pages_follow_each_other_without_gap_or_overlap(
    here: CommitteeHere, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_rows_a_page", lambda actor: 2)
    made = {a_visit(here.doors[0][0], learned_on=GREEN).pk for _ in range(5)}
    for filters in (Filters(), Filters(by_stairway=True)):
        seen: list[UUID] = []
        after = ""
        while True:
            page = listed(coordinator, filters, after)
            assert page.total == 5
            seen += [row.visit.pk for row in page.rows]
            after = page.page.next
            if not after:
                break
        assert (len(seen), set(seen)) == (5, made)


def test_the_number_of_queries_does_not_grow_with_the_rows(here: CommitteeHere, coordinator: Actor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            listed(coordinator)
        return len(made)

    visit = a_visit(here.doors[0][0])
    queries()  # the calendar is read once and kept
    few = queries()
    for _ in range(12):
        record_attempt(coordinator, uuid4(), a_visit(here.doors[0][1]).pk, 0, AttemptResult.NOBODY_IN)
    assert queries() == few
    assert visit.pk in shown(coordinator)


# What the visit page needs


def test_the_collector_sees_the_groups_steward_in_office(here: CommitteeHere) -> None:
    an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])
    an_actor("steward", name="周伯伯", committee=here.row, beat=here.beats[1], group=here.groups[1])
    assert access.stewards_of(a_visit(here.doors[0][0])) == ["陈阿姨"]


def test_a_closed_visits_clock_stopped_on_the_day_of_its_outcome(
    here: CommitteeHere, coordinator: Actor
) -> None:
    visit = a_visit(here.doors[0][0], learned_on=RED)
    late = access.clock_of(visit)
    Visit.objects.filter(pk=visit.pk, subdistrict="310115012").update(
        outcome=Outcome.CONFIRMED, outcome_on=RED, outcome_at=visit.opened_at
    )
    visit.refresh_from_db()
    assert (late.state, access.clock_of(visit).state) == ("red", "green")
