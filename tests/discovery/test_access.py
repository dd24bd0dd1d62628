from datetime import date, timedelta

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.accounts.models import Post
from sanshi.discovery import access
from sanshi.discovery.access import Filters
from sanshi.discovery.models import Notice
from sanshi.discovery.rules import NoticeOutcome, outcome_of, with_outcome
from sanshi.journal.recording import reading
from sanshi.verbs import READ_NOTICES, READ_STEWARDS, Actor
from sanshi.visits.models import Matter, Outcome, Visit
from tests.discovery.test_give_notice import give, moved_in
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, an_actor

EVERYTHING = Filters()


@pytest.fixture
def steward(here: CommitteeHere) -> Actor:
    return an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])


@pytest.fixture
def notices(here: CommitteeHere, steward: Actor) -> list[Notice]:
    """One of each outcome, the duplicate of each kind included."""
    outcomes = ["", Outcome.CONFIRMED, Outcome.UNFOUNDED, Outcome.NOT_VERIFIABLE, Outcome.DUPLICATE]
    given = [give(steward, moved_in(here.doors[0][0].pk, matter=matter)) for matter in Matter.values[:5]]
    given.append(give(steward, moved_in(here.doors[0][0].pk, matter=Matter.values[0])))
    for notice, outcome in zip(given, outcomes, strict=False):
        if outcome:
            _decide(notice, outcome, TODAY)
    return list(Notice.objects.filter(subdistrict=STREET).select_related("visit").order_by("id"))


def _decide(notice: Notice, outcome: str, on: date) -> None:
    at = NOON.replace(month=on.month, day=on.day)
    Visit.objects.filter(subdistrict=STREET, pk=notice.visit_id).update(
        outcome=outcome, outcome_at=at, outcome_on=on
    )


def rows(actor: Actor, filters: Filters = EVERYTHING) -> list[Notice]:
    with reading(actor, READ_NOTICES):
        listed = access.listed(actor, filters)
    assert listed.total == len(listed.page.rows)
    return list(listed.page.rows)


def test_annotation_filter_and_function_give_one_outcome(notices: list[Notice]) -> None:
    annotated = {row.pk: row.outcome for row in with_outcome(Notice.objects.filter(subdistrict=STREET))}
    assert annotated == {notice.pk: outcome_of(notice).value for notice in notices}
    for outcome in NoticeOutcome:
        found = Notice.objects.filter(access.in_outcome(outcome), subdistrict=STREET)
        assert {row.pk for row in found} == {pk for pk, named in annotated.items() if named == outcome}


def test_the_list_narrows_by_outcome_matter_committee_and_day(
    here: CommitteeHere, elsewhere: CommitteeHere, notices: list[Notice]
) -> None:
    office = an_actor("population-office")
    assert len(rows(office)) == len(notices)
    assert len(rows(office, Filters(outcome=NoticeOutcome.DUPLICATE))) == 2
    assert len(rows(office, Filters(matter=Matter.MOVED_IN))) == 2
    assert rows(office, Filters(committee=elsewhere.row.pk)) == []
    assert rows(office, Filters(day=TODAY - timedelta(days=1))) == []


def test_each_role_reads_notices_as_far_as_it_reaches(
    here: CommitteeHere, elsewhere: CommitteeHere, notices: list[Notice]
) -> None:
    def seen(role: str, **place: object) -> int:
        return len(rows(an_actor(role, **place)))

    everything = len(notices)
    assert seen("secretary", committee=here.row) == everything
    assert seen("coordinator", committee=here.row) == everything
    assert seen("secretary", committee=elsewhere.row) == 0
    assert seen("cadre", committee=here.row, beat=here.beats[0]) == everything
    assert seen("cadre", committee=here.row, beat=here.beats[1]) == 0
    assert seen("steward", committee=here.row, beat=here.beats[1], group=here.groups[1]) == 0


def test_a_foreign_notice_is_absent(
    here: CommitteeHere, elsewhere: CommitteeHere, notices: list[Notice]
) -> None:
    for foreigner in (
        an_actor("secretary", committee=elsewhere.row),
        an_actor("steward", committee=here.row, beat=here.beats[0], group=here.groups[0]),
    ):
        with pytest.raises(Http404), reading(foreigner, READ_NOTICES):
            access.notice(foreigner, notices[0].pk)


def test_own_figures_count_on_the_day_of_the_outcome(here: CommitteeHere, steward: Actor) -> None:
    september, october = (date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))
    with clock.frozen(NOON.replace(month=9, day=28)):
        given = [
            give(steward, moved_in(here.doors[0][place].pk, seen_on=date(2026, 9, 27))) for place in range(3)
        ]
        give(steward, moved_in(here.doors[0][0].pk, seen_on=date(2026, 9, 27)))
    _decide(given[0], Outcome.CONFIRMED, date(2026, 9, 30))
    _decide(given[1], Outcome.CONFIRMED, date(2026, 10, 8))
    _decide(given[2], Outcome.UNFOUNDED, date(2026, 10, 8))
    assert access.own_figures(steward, *september) == access.OwnFigures(
        0, valid=1, duplicate=1, without_result=0
    )
    assert access.own_figures(steward, *october) == access.OwnFigures(
        0, valid=1, duplicate=0, without_result=1
    )
    assert [row.pk for row in access.rewarded(STREET, *october)] == [given[1].pk]


# Doors to give notice of


def test_buildings_last_used_come_first_and_doors_noticed_today_are_marked(here: CommitteeHere) -> None:
    guard = an_actor("property-staff", committee=here.row)
    give(guard, moved_in(here.doors[1][1].pk))
    assert [building.number for building in access.buildings_to_notice(guard)] == ["2", "1"]
    doors = access.doors_of_building(guard, here.doors[1][0].building_id)
    assert [(choice.label, choice.noticed_today) for choice in doors] == [
        ("101", False),
        ("102", True),
        ("103", False),
    ]
    with clock.frozen(NOON + timedelta(days=1)):
        assert not any(
            choice.noticed_today for choice in access.doors_of_building(guard, here.doors[1][0].building_id)
        )


# Stewards


def network(actor: Actor, *, only_without: bool = False) -> access.Network:
    with reading(actor, READ_STEWARDS):
        return access.network(actor, None, only_without)


def test_groups_without_a_steward_stand_out(
    here: CommitteeHere, elsewhere: CommitteeHere, steward: Actor
) -> None:
    secretary = an_actor("secretary", committee=here.row)
    found = network(secretary)
    assert [[one.name for one in row.stewards] for row in found.rows] == [["陈阿姨"], []]
    assert [row.doors for row in found.rows] == [3, 3]
    assert found.coverage == access.Coverage(groups=2, without=1)
    assert [row.group.pk for row in network(secretary, only_without=True).rows] == [here.groups[1].pk]
    assert network(an_actor("population-office")).coverage == access.Coverage(groups=4, without=3)


def test_a_steward_whose_post_ended_leaves_the_group_without(here: CommitteeHere, steward: Actor) -> None:
    Post.objects.filter(subdistrict=STREET, account=steward.account).update(
        valid_to=TODAY - timedelta(days=1)
    )
    secretary = an_actor("secretary", committee=here.row)
    assert network(secretary).coverage.without == 2
