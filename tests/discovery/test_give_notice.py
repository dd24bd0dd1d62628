from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.discovery.actions import NoticeGiven, give_notice
from sanshi.discovery.models import Capacity, Notice
from sanshi.discovery.rules import NoticeOutcome, is_rewardable, outcome_of
from sanshi.journal.models import Line
from sanshi.problems import (
    IN_THE_FUTURE,
    NOT_A_CHOICE,
    PERSONAL_NUMBER_IN_TEXT,
    REPEATED_OTHERWISE,
    Kind,
    Refused,
)
from sanshi.rulebook.policy import read_policy, shipped
from sanshi.verbs import Actor
from sanshi.visits.actions import VisitOpened, close_visit, open_visit
from sanshi.visits.models import Cause, Matter, Outcome, Team, Visit
from sanshi.visits.rules import Closing
from tests.visits.neighbourhood import (
    NOON,
    STREET,
    TODAY,
    CommitteeHere,
    an_account,
    an_actor,
    appoint,
    load,
    the_house,
)


@pytest.fixture
def steward(here: CommitteeHere) -> Actor:
    return an_actor("steward", name="陈阿姨", committee=here.row, beat=here.beats[0], group=here.groups[0])


@pytest.fixture
def guard(here: CommitteeHere) -> Actor:
    return an_actor("property-staff", name="保安", committee=here.row)


def moved_in(door: UUID, **changes: object) -> NoticeGiven:
    return replace(NoticeGiven(door, Matter.MOVED_IN, TODAY, "302室门口有新家具"), **changes)


def give(giver: Actor, given: NoticeGiven) -> Notice:
    return Notice.objects.select_related("visit").get(
        subdistrict=STREET, pk=give_notice(giver, uuid4(), given)
    )


def close(visit: Visit, outcome: str = Outcome.UNFOUNDED) -> None:
    now = Visit.objects.get(subdistrict=STREET, pk=visit.pk)
    close_visit(the_house(), uuid4(), now.pk, now.version, Closing(outcome))


def confirm(visit: Visit) -> None:
    Visit.objects.filter(subdistrict=STREET, pk=visit.pk).update(
        outcome=Outcome.CONFIRMED, outcome_at=clock.now(), outcome_on=clock.today()
    )


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


# What a notice is


def test_a_notice_opens_a_visit_by_its_matter_on_the_day_it_is_received(
    here: CommitteeHere, steward: Actor
) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk, seen_on=TODAY - timedelta(days=2)))
    assert (notice.number, notice.given_at, notice.given_on) == ("2026-10-0001", NOON, TODAY)
    assert (notice.capacity, notice.giver_post) == (Capacity.STEWARD, steward.posts[0].id)
    assert (notice.committee_id, notice.policy.code) == (here.row.pk, "jinyang-2012")
    visit = notice.visit
    assert (visit.cause, visit.matter, visit.team) == (Cause.NOTICE, Matter.MOVED_IN, Team.COORDINATOR)
    assert (visit.learned_on, visit.outcome, visit.door_id) == (TODAY, "", notice.door_id)


@pytest.mark.parametrize(
    ("matter", "team"), [(Matter.UNIT_OPENED, Team.UNITS_TEAM), (Matter.OTHER, Team.CADRE)]
)
def test_the_policy_in_force_routes_the_visit(
    here: CommitteeHere, steward: Actor, matter: Matter, team: Team
) -> None:
    assert give(steward, moved_in(here.doors[0][0].pk, matter=matter)).visit.team == team


def test_another_policy_routes_otherwise_from_its_first_day(here: CommitteeHere, steward: Actor) -> None:
    plain = shipped("jinyang-2012").plain()
    plain |= {"code": "other", "valid_from": "2026-10-12"}
    plain["plan"]["routing"]["visited_by"]["value"]["moved-in"] = "cadre"
    load(read_policy(plain))
    assert give(steward, moved_in(here.doors[0][0].pk)).visit.team == Team.CADRE


def test_one_line_holds_notice_and_visit(here: CommitteeHere, steward: Actor) -> None:
    notice = give(steward, moved_in(here.doors[0][0].pk))
    line = Line.objects.filter(subdistrict=STREET).order_by("-number")[0]
    assert (line.verb, line.purpose, line.account) == ("notice.give", "discovery", steward.account)
    assert {subject.subject for subject in line.subjects.all()} == {notice.pk, notice.visit_id}


def test_a_resent_notice_is_the_same_notice(here: CommitteeHere, steward: Actor) -> None:
    sent, given = uuid4(), moved_in(here.doors[0][0].pk)
    assert give_notice(steward, sent, given) == give_notice(steward, sent, given)
    assert Notice.objects.filter(subdistrict=STREET).count() == 1
    other = replace(given, remark="别的")
    assert refused_by(lambda: give_notice(steward, sent, other)).kind is REPEATED_OTHERWISE


@pytest.mark.parametrize(
    ("wrong", "kind", "field"),
    [
        ({"matter": "party"}, NOT_A_CHOICE, "matter"),
        ({"seen_on": TODAY + timedelta(days=1)}, IN_THE_FUTURE, "seen_on"),
        ({"remark": "新来的人身份证010105199003074510"}, PERSONAL_NUMBER_IN_TEXT, "remark"),
        ({"remark": "电话 139 0000 0001"}, PERSONAL_NUMBER_IN_TEXT, "remark"),
    ],
)
def test_a_wrong_notice_names_its_field_and_leaves_nothing(
    here: CommitteeHere, steward: Actor, wrong: dict[str, object], kind: Kind, field: str
) -> None:
    refused = refused_by(lambda: give_notice(steward, uuid4(), moved_in(here.doors[0][0].pk, **wrong)))
    assert (refused.kind, refused.field) == (kind, field)
    assert not Visit.objects.filter(subdistrict=STREET).exists()


# Whose doors


def test_a_steward_gives_notice_of_his_own_groups_doors(
    here: CommitteeHere, elsewhere: CommitteeHere, steward: Actor
) -> None:
    for door in (here.doors[1][0], elsewhere.doors[0][0]):
        with pytest.raises(Http404):
            give_notice(steward, uuid4(), moved_in(door.pk))
    with pytest.raises(Http404):
        give_notice(steward, uuid4(), moved_in(uuid4()))


def test_one_steward_may_hold_several_groups(here: CommitteeHere) -> None:
    account = an_account("陈阿姨")
    for beat, group in zip(here.beats, here.groups, strict=True):
        appoint(account, "steward", committee=here.row, beat=beat, group=group)
    steward = actor_for(account, STREET)
    assert steward is not None
    first, second = (give(steward, moved_in(doors[0].pk)) for doors in here.doors)
    assert first.giver_post != second.giver_post


def test_property_staff_give_notice_of_their_committee_or_of_their_group(
    here: CommitteeHere, elsewhere: CommitteeHere, guard: Actor
) -> None:
    assert give(guard, moved_in(here.doors[1][0].pk)).capacity == Capacity.PROPERTY_STAFF
    with pytest.raises(Http404):
        give_notice(guard, uuid4(), moved_in(elsewhere.doors[0][0].pk))
    of_one_group = an_actor("property-staff", committee=here.row, beat=here.beats[0], group=here.groups[0])
    with pytest.raises(Http404):
        give_notice(of_one_group, uuid4(), moved_in(here.doors[1][1].pk))


def test_who_collects_gives_no_notice(here: CommitteeHere) -> None:
    coordinator = an_actor("coordinator", committee=here.row)
    with pytest.raises(Http404):
        give_notice(coordinator, uuid4(), moved_in(here.doors[0][0].pk))


# The same change


def test_a_later_notice_of_the_same_change_is_a_duplicate_and_opens_no_visit(
    here: CommitteeHere, steward: Actor, guard: Actor
) -> None:
    given = moved_in(here.doors[0][0].pk)
    first, second, third = give(steward, given), give(guard, given), give(steward, given)
    assert first.visit_id == second.visit_id == third.visit_id
    assert [first.duplicate_of_id, second.duplicate_of_id, third.duplicate_of_id] == [
        None,
        first.pk,
        first.pk,
    ]
    assert Visit.objects.filter(subdistrict=STREET).count() == 1
    assert outcome_of(second) is NoticeOutcome.DUPLICATE


def test_another_matter_or_another_door_is_another_change(here: CommitteeHere, steward: Actor) -> None:
    notices = [
        give(steward, moved_in(here.doors[0][0].pk)),
        give(steward, moved_in(here.doors[0][0].pk, matter=Matter.LET)),
        give(steward, moved_in(here.doors[0][1].pk)),
    ]
    assert len({notice.visit_id for notice in notices}) == 3
    assert not any(notice.duplicate_of_id for notice in notices)


def test_after_the_outcome_the_same_matter_is_a_new_change(here: CommitteeHere, steward: Actor) -> None:
    first = give(steward, moved_in(here.doors[0][0].pk))
    close(first.visit)
    second = give(steward, moved_in(here.doors[0][0].pk))
    assert second.visit_id != first.visit_id
    assert second.duplicate_of_id is None


def test_a_follow_up_under_way_makes_no_duplicate(here: CommitteeHere, steward: Actor) -> None:
    first = give(steward, moved_in(here.doors[0][0].pk))
    confirm(first.visit)
    passed_on = VisitOpened(
        first.door_id,
        Cause.FOLLOW_UP,
        first.matter,
        Team.OFFICER,
        TODAY,
        parent=first.visit_id,
        category="overseas",
    )
    open_visit(the_house(), uuid4(), passed_on)
    assert give(steward, moved_in(here.doors[0][0].pk)).duplicate_of_id is None


def test_a_notice_of_what_a_collector_found_himself_joins_his_visit(
    here: CommitteeHere, steward: Actor
) -> None:
    coordinator = an_actor("coordinator", committee=here.row)
    found = VisitOpened(
        here.doors[0][0].pk, Cause.OWN_FIND, Matter.MOVED_IN, Team.COORDINATOR, date(2026, 10, 9)
    )
    visit = open_visit(coordinator, uuid4(), found)
    notice = give(steward, moved_in(here.doors[0][0].pk))
    assert (notice.visit_id, notice.duplicate_of_id) == (visit, None)
    assert notice.visit.learned_on == date(2026, 10, 9)


# What it earns


@pytest.mark.parametrize(
    ("outcome", "named"),
    [
        ("", NoticeOutcome.CHECKING),
        (Outcome.CONFIRMED, NoticeOutcome.VALID),
        (Outcome.UNFOUNDED, NoticeOutcome.UNFOUNDED),
        (Outcome.NOT_VERIFIABLE, NoticeOutcome.NOT_VERIFIABLE),
        (Outcome.DUPLICATE, NoticeOutcome.DUPLICATE),
    ],
)
def test_the_first_notices_outcome_is_its_visits(outcome: str, named: NoticeOutcome) -> None:
    notice = Notice(capacity=Capacity.STEWARD, visit=Visit(outcome=outcome))
    assert outcome_of(notice) is named
    assert is_rewardable(notice, shipped("jinyang-2012")) is (named is NoticeOutcome.VALID)


def test_duplicates_and_residents_earn_nothing() -> None:
    plan, confirmed = shipped("jinyang-2012"), Visit(outcome=Outcome.CONFIRMED)
    assert is_rewardable(Notice(capacity=Capacity.PROPERTY_STAFF, visit=confirmed), plan)
    assert not is_rewardable(Notice(capacity=Capacity.RESIDENT, visit=confirmed), plan)
    assert not is_rewardable(
        Notice(capacity=Capacity.STEWARD, visit=confirmed, duplicate_of_id=uuid4()), plan
    )
