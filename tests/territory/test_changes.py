"""Committees merge, split and give places away on a day; what stands on the places follows."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils.translation import override

from sanshi import clock
from sanshi.accounts.access import actor_for
from sanshi.accounts.actions import Appointment, appoint
from sanshi.accounts.models import Post, Role
from sanshi.collection.models import Form, State
from sanshi.discovery.models import Notice
from sanshi.entry.models import Entry, Volume
from sanshi.problems import (
    CHANGE_UNDER_WAY,
    DAY_IS_PAST,
    NOT_THE_CLERK,
    NOT_THERE_THEN,
    NOTHING_CHOSEN,
    NOTHING_LEFT,
    OPENED_IN_USE,
    PLACE_EXISTS,
    STALE,
    THERE_ALREADY,
    Refused,
)
from sanshi.register.models import ResidencyVersion
from sanshi.territory import access, actions
from sanshi.territory.foresight import foresee
from sanshi.territory.models import Beat, Building, BuildingGroup, Committee, Door, TerritoryChange
from sanshi.territory.plans import Merger, Moving, Plan, Splitting
from sanshi.verbs import READ_PLACES, Reach, reach
from sanshi.visits.models import Visit
from tests import make
from tests.make import NOW, STREET, Place, house
from tests.persons import Person, somebody

TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def decide(plan: Plan) -> TerritoryChange:
    return change(actions.decide_change(house(), uuid4(), plan))


def change(pk: UUID) -> TerritoryChange:
    return TerritoryChange.objects.get(subdistrict=STREET, pk=pk)


def committee(pk: UUID) -> Committee:
    return Committee.objects.get(subdistrict=STREET, pk=pk)


def split(here: Place, day: date = TODAY, **given: object) -> Splitting:
    asked: dict[str, object] = {"code": f"{STREET}077", "name": "新居委", "full_name": "新居民委员会"}
    return Splitting(here.committee, effective_on=day, **{**asked, **given})  # type: ignore[arg-type]


# Mergers


def test_a_merger_gives_beats_buildings_and_doors_and_closes_the_committee(
    here: Place, elsewhere: Place
) -> None:
    made = decide(Merger(elsewhere.committee, here.committee, TODAY))
    assert made.applied_at == NOW and committee(elsewhere.committee).closed_on == TODAY
    for model, number in ((Beat, 4), (Building, 6), (Door, 26)):
        assert model.objects.filter(subdistrict=STREET, committee=here.committee).count() == number
    names = Beat.objects.filter(subdistrict=STREET, committee=here.committee).values_list("name", flat=True)
    assert sorted(names) == ["1片", "2片", "第2居委·1片", "第2居委·2片"]


def test_who_a_building_belonged_to_is_known_for_each_day(here: Place, elsewhere: Place) -> None:
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    moved = elsewhere.buildings[0]
    yesterday = TODAY - timedelta(days=1)
    assert access.committee_on(STREET, moved, yesterday) == elsewhere.committee
    assert access.committee_on(STREET, moved, TODAY) == here.committee
    assert access.committee_on(STREET, here.buildings[0], yesterday) == here.committee
    assert access.placed_on(STREET, yesterday)[moved].beat == elsewhere.beats[0]
    assert access.buildings_on(STREET, elsewhere.committee, yesterday).count() == 3
    assert access.buildings_on(STREET, elsewhere.committee, TODAY).count() == 0


def test_open_work_follows_and_finished_work_stays(here: Place, elsewhere: Place) -> None:
    giver, collector, clerk = (
        somebody(elsewhere, role).actor for role in (Role.STEWARD, Role.COORDINATOR, Role.CLERK)
    )
    door = elsewhere.doors
    waiting = make.notice(giver, door[0])
    done = make.notice(giver, door[1])
    (found,) = make.confirmed(collector, done.visit_id)
    entered = make.entered(clerk, make.handed_over(collector, found, make.arrival()))
    on_the_desk = make.change(collector, door[2], make.ARRIVED)
    make.handed_over(collector, on_the_desk, make.arrival())
    draft = make.change(collector, door[3], make.ARRIVED)

    decide(Merger(elsewhere.committee, here.committee, TODAY))

    def whose(model: type, pk: object) -> UUID:
        found: UUID = model.objects.get(subdistrict=STREET, pk=pk).committee_id  # type: ignore[attr-defined]
        return found

    assert [whose(Visit, pk) for pk in (waiting.visit_id, done.visit_id)] == [
        here.committee,
        elsewhere.committee,
    ]
    assert [whose(Notice, one.pk) for one in (waiting, done)] == [here.committee, elsewhere.committee]
    assert [whose(Form, one.pk) for one in (draft, on_the_desk)] == [here.committee] * 2
    assert [whose(Form, found.pk), whose(Entry, entered)] == [elsewhere.committee] * 2
    lives = ResidencyVersion.objects.get(subdistrict=STREET, superseded_at__isnull=True)
    assert lives.committee_id == here.committee


def test_an_entry_undone_later_puts_back_what_is_the_heirs_now(here: Place, elsewhere: Place) -> None:
    """The heir's clerk undoes it; what is put back of the register is the heir's."""
    collector, clerk = (somebody(elsewhere, role).actor for role in (Role.COORDINATOR, Role.CLERK))
    arrived = make.change(collector, elsewhere.doors[0], make.ARRIVED)
    make.entered(clerk, make.handed_over(collector, arrived, make.arrival()))
    left = make.change(collector, elsewhere.doors[0], make.gone(make.stored(clerk, arrived.pk)))
    undone = make.entered(clerk, make.handed_over(collector, left, make.departure()))
    heirs_clerk, other = somebody(here, Role.CLERK), make.committee(3)
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    with pytest.raises(Refused) as refused:
        make.desk.void_entry(house(), uuid4(), undone, "重复录入")
    assert refused.value.kind is NOT_THE_CLERK
    make.desk.void_entry(heirs_clerk.actor, uuid4(), undone, "重复录入")
    lives = ResidencyVersion.objects.get(subdistrict=STREET, superseded_at__isnull=True)
    assert (lives.valid_to, lives.committee_id) == (None, here.committee)
    assert other.committee not in heirs_clerk.actor.posts[0].inherited


def test_papers_of_the_closed_committee_are_filed_by_its_heirs_clerk(here: Place, elsewhere: Place) -> None:
    collector, clerk = (somebody(elsewhere, role).actor for role in (Role.COORDINATOR, Role.CLERK))
    form = make.change(collector, elsewhere.doors[0], make.ARRIVED)
    make.entered(clerk, make.handed_over(collector, form, make.arrival()))
    heirs_clerk = somebody(here, Role.CLERK)
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    volume = make.filed(heirs_clerk.actor, make.stored(clerk, form.pk))
    assert Volume.objects.get(subdistrict=STREET, pk=volume).committee_id == elsewhere.committee


# Posts


def test_posts_of_the_closed_committee_end_the_day_before(here: Place, elsewhere: Place) -> None:
    secretary, cadre, steward = (
        somebody(elsewhere, role) for role in (Role.SECRETARY, Role.CADRE, Role.STEWARD)
    )
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    assert actor_for(secretary.account, STREET) is None
    assert _post(secretary).valid_to == TODAY - timedelta(days=1)
    for person in (cadre, steward):
        (held,) = person.actor.posts
        assert held.committees == {here.committee}
        assert _posts(person) == [
            (elsewhere.committee, date(2026, 1, 1), TODAY - timedelta(days=1)),
            (here.committee, TODAY, None),
        ]


def _post(person: Person) -> Post:
    return Post.objects.get(subdistrict=STREET, account=person.account)


def _posts(person: Person) -> list[tuple[UUID | None, date, date | None]]:
    rows = Post.objects.filter(subdistrict=STREET, account=person.account).order_by("valid_from")
    return list(rows.values_list("committee_id", "valid_from", "valid_to"))


def test_who_was_to_begin_at_a_committee_that_is_closed_by_then_gets_nothing(
    here: Place, elsewhere: Place
) -> None:
    late = somebody(elsewhere, Role.SECRETARY, valid_from=TOMORROW)
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    with clock.frozen(NOW + timedelta(days=2)):
        assert actor_for(late.account, STREET) is None


def test_nobody_is_appointed_to_a_committee_that_is_not_there(here: Place, elsewhere: Place) -> None:
    decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    person = somebody(here, Role.CADRE).account
    for day, is_there in ((TODAY, True), (TOMORROW, False)):
        given = Appointment(person.pk, Role.SECRETARY, day, TOMORROW, committee=elsewhere.committee)
        if is_there:
            appoint(house(), uuid4(), given)
            continue
        with pytest.raises(Refused) as refused:
            appoint(house(), uuid4(), given)
        assert (refused.value.kind, refused.value.field) == (NOT_THERE_THEN, "committee")


# Splits


def test_a_split_opens_a_committee_with_beats_and_single_buildings(here: Place) -> None:
    steward = somebody(here, Role.STEWARD)
    singly = here.buildings[0]
    decide(split(here, beats=frozenset({here.beats[1]}), buildings=frozenset({singly}), beat_name="3片"))
    opened = Committee.objects.get(subdistrict=STREET, code=f"{STREET}077")
    assert opened.opened_on == TODAY
    assert opened.station_areas.get().station_id == here.station
    beats = Beat.objects.filter(subdistrict=STREET, committee=opened)
    assert sorted(beats.values_list("name", flat=True)) == ["2片", "3片"]
    stairway = Building.objects.get(subdistrict=STREET, pk=singly)
    assert (stairway.committee_id, stairway.beat.name) == (opened.id, "3片")
    # The whole group went, so it stayed one, with who has it.
    assert stairway.group_id == here.groups[0]
    assert steward.actor.posts[0].committees == {opened.id}
    assert Building.objects.filter(subdistrict=STREET, committee=here.committee).count() == 1


def test_a_part_of_a_group_goes_without_it(here: Place) -> None:
    """It has doors in two buildings; one of them goes."""
    group, other = here.groups[0], here.buildings[1]
    Door.objects.filter(subdistrict=STREET, building=other).update(group=group)
    decide(Moving(here.committee, TODAY, buildings=frozenset({here.buildings[0]}), to_beat=here.beats[1]))
    assert BuildingGroup.objects.get(subdistrict=STREET, pk=group).beat_id == here.beats[0]
    assert set(
        Door.objects.filter(subdistrict=STREET, building=here.buildings[0]).values_list("group", flat=True)
    ) == {None}


def test_a_split_leaves_something(here: Place) -> None:
    with pytest.raises(Refused) as refused:
        decide(split(here, beats=frozenset(here.beats)))
    assert refused.value.kind is NOTHING_LEFT
    with pytest.raises(Refused) as refused:
        decide(split(here))
    assert refused.value.kind is NOTHING_CHOSEN
    assert not Committee.objects.filter(subdistrict=STREET, code=f"{STREET}077").exists()


def test_a_code_is_one_committees(here: Place, elsewhere: Place) -> None:
    with pytest.raises(Refused) as refused:
        decide(split(here, beats=frozenset({here.beats[1]}), code=f"{STREET}002"))
    assert refused.value.kind is PLACE_EXISTS


def test_a_split_that_was_withdrawn_may_be_decided_again(here: Place) -> None:
    asked = split(here, TOMORROW, beats=frozenset({here.beats[1]}))
    first = decide(asked)
    assert access.committees(_reach()).count() == 1
    actions.withdraw_change(house(), uuid4(), first.pk)
    assert access.committees_ever(_reach()).count() == 1
    again = decide(asked)
    assert again.opens_id == first.opens_id
    assert access.committees_ever(_reach()).count() == 2
    with clock.frozen(NOW + timedelta(days=1)):
        assert actions.apply_due_changes(STREET) == 1
        assert access.committees(_reach()).count() == 2


def test_a_split_is_not_withdrawn_while_something_stands_in_its_new_committee(here: Place) -> None:
    made = decide(split(here, TOMORROW, beats=frozenset({here.beats[1]})))
    building = Building.objects.filter(subdistrict=STREET).first()
    assert building is not None and made.opens_id
    Building.objects.filter(subdistrict=STREET, pk=building.pk).update(committee=made.opens_id)
    with pytest.raises(Refused) as refused:
        actions.withdraw_change(house(), uuid4(), made.pk)
    assert refused.value.kind is OPENED_IN_USE and building.address in str(refused.value.message)
    Building.objects.filter(subdistrict=STREET, pk=building.pk).update(committee=here.committee)
    actions.withdraw_change(house(), uuid4(), made.pk)


def _reach() -> Reach:
    return reach(house(), READ_PLACES)


# Moves


def test_buildings_move_between_beats_of_neighbours(here: Place, elsewhere: Place) -> None:
    moved = here.buildings[1]
    decide(Moving(here.committee, TODAY, buildings=frozenset({moved}), to_beat=elsewhere.beats[0]))
    stairway = Building.objects.get(subdistrict=STREET, pk=moved)
    assert (stairway.committee_id, stairway.beat_id) == (elsewhere.committee, elsewhere.beats[0])
    # A name that the new beat has already stands with the old beat's before it.
    assert stairway.group is not None and stairway.group.beat_id == elsewhere.beats[0]
    assert set(Door.objects.filter(subdistrict=STREET, building=moved).values_list("committee", "beat")) == {
        (elsewhere.committee, elsewhere.beats[0])
    }


def test_moved_twice_on_a_day_it_was_the_last_ones_that_day(here: Place, elsewhere: Place) -> None:
    moved = here.buildings[1]
    decide(Moving(here.committee, TODAY, buildings=frozenset({moved}), to_beat=elsewhere.beats[0]))
    decide(Moving(elsewhere.committee, TODAY, buildings=frozenset({moved}), to_beat=here.beats[0]))
    assert access.placed_on(STREET, TODAY)[moved].beat == here.beats[0]
    assert access.placed_on(STREET, TODAY - timedelta(days=1))[moved].beat == here.beats[1]


@pytest.mark.parametrize("target", ["own beat", "own committee"])
def test_nothing_moves_to_where_it_is(here: Place, target: str) -> None:
    asked = {
        "own beat": Moving(
            here.committee, TODAY, buildings=frozenset({here.buildings[0]}), to_beat=here.beats[0]
        ),
        "own committee": Moving(
            here.committee, TODAY, beats=frozenset({here.beats[0]}), to_committee=here.committee
        ),
    }
    with pytest.raises(Refused) as refused:
        decide(asked[target])
    assert refused.value.kind is THERE_ALREADY


# Until its day


def test_a_change_waits_for_its_day_and_can_be_withdrawn(here: Place, elsewhere: Place) -> None:
    made = decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    assert actions.apply_due_changes(STREET) == 0
    assert committee(elsewhere.committee).closed_on is None
    actions.withdraw_change(house(), uuid4(), made.pk)
    with clock.frozen(NOW + timedelta(days=1)):
        assert actions.apply_due_changes(STREET) == 0
    assert committee(elsewhere.committee).closed_on is None
    with pytest.raises(Refused) as refused:
        actions.withdraw_change(house(), uuid4(), made.pk)
    assert refused.value.kind is STALE


def test_the_nightly_work_applies_it_once_and_for_its_day(here: Place, elsewhere: Place) -> None:
    made = decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    with clock.frozen(NOW + timedelta(days=3)):
        assert [actions.apply_due_changes(STREET) for _ in range(2)] == [1, 0]
    assert committee(elsewhere.committee).closed_on == TOMORROW
    assert access.committee_on(STREET, elsewhere.buildings[0], TOMORROW) == here.committee
    with pytest.raises(Refused) as refused:
        actions.withdraw_change(house(), uuid4(), made.pk)
    assert refused.value.kind is STALE


def test_a_beat_made_since_goes_along(here: Place, elsewhere: Place) -> None:
    decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    late = actions.make_beat(house(), uuid4(), elsewhere.committee, "3片")
    with clock.frozen(NOW + timedelta(days=1)):
        actions.apply_due_changes(STREET)
    assert Beat.objects.get(subdistrict=STREET, pk=late).committee_id == here.committee


def test_a_day_that_is_past_is_refused(here: Place, elsewhere: Place) -> None:
    with pytest.raises(Refused) as refused:
        decide(Merger(elsewhere.committee, here.committee, TODAY - timedelta(days=1)))
    assert (refused.value.kind, refused.value.field) == (DAY_IS_PAST, "effective_on")


def test_two_changes_do_not_take_the_same_place(here: Place, elsewhere: Place) -> None:
    third = make.committee(3)
    decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    refused_ones = [
        Merger(elsewhere.committee, third.committee, TOMORROW),
        Merger(here.committee, third.committee, TOMORROW),
        Moving(third.committee, TODAY, beats=frozenset(third.beats[:1]), to_committee=elsewhere.committee),
    ]
    for plan in refused_ones:
        with pytest.raises(Refused) as refused:
            decide(plan)
        assert refused.value.kind is CHANGE_UNDER_WAY
    moved = frozenset(third.buildings[:1])
    decide(Moving(third.committee, TOMORROW, buildings=moved, to_beat=here.beats[0]))
    for plan in (
        Moving(third.committee, TODAY, buildings=moved, to_beat=third.beats[1]),
        Moving(third.committee, TODAY, beats=frozenset(third.beats[:1]), to_committee=here.committee),
    ):
        with pytest.raises(Refused) as refused:
            decide(plan)
        assert refused.value.kind is CHANGE_UNDER_WAY


def test_two_changes_may_give_to_one_committee(here: Place, elsewhere: Place) -> None:
    third = make.committee(3)
    decide(Merger(elsewhere.committee, here.committee, TOMORROW))
    decide(Moving(here.committee, TODAY, beats=frozenset(here.beats[:1]), to_committee=third.committee))
    decide(Merger(third.committee, here.committee, TOMORROW))


def test_a_closed_committee_gives_and_takes_nothing(here: Place, elsewhere: Place) -> None:
    third = make.committee(3)
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    for plan in (
        Merger(elsewhere.committee, third.committee, TODAY),
        Merger(third.committee, elsewhere.committee, TODAY),
    ):
        with pytest.raises(Refused) as refused:
            decide(plan)
        assert refused.value.kind is NOT_THERE_THEN


# What would follow


def test_what_follows_is_counted_before_it_is_decided(here: Place, elsewhere: Place) -> None:
    people = [somebody(elsewhere, role) for role in (Role.STEWARD, Role.COORDINATOR, Role.CADRE)]
    make.notice(people[0].actor, elsewhere.doors[0])
    make.change(people[1].actor, elsewhere.doors[1], make.ARRIVED)
    with override("en"):
        seen = foresee(STREET, Merger(elsewhere.committee, here.committee, TODAY))
    assert (len(seen.beats), seen.buildings, seen.doors, seen.ungrouped) == (2, 3, 13, 0)
    with override("en"):
        counts = {str(one.label): one.count for one in seen.consequences}
    assert counts == {
        "Posts of beats and building groups that go along": 2,
        "Posts that end the day before": 1,
        "Open visits that go along": 1,
        "Unfinished collection forms that go along": 1,
    }
    assert [one.names for one in seen.consequences if one.names] == [["李强 (Coordinator)"]]
    assert Form.objects.get(subdistrict=STREET, state=State.DRAFT).committee_id == elsewhere.committee


def test_a_draft_of_the_closed_committee_is_handed_over_at_its_heir(here: Place, elsewhere: Place) -> None:
    """Collected before under the old post, handed over today under the new one."""
    collector = somebody(elsewhere, Role.COORDINATOR)
    with clock.frozen(NOW - timedelta(days=3)):
        draft = make.change(collector.actor, elsewhere.doors[0], make.ARRIVED)
        draft = make.filled(collector.actor, draft, make.arrival())
    decide(Merger(elsewhere.committee, here.committee, TODAY))
    appoint(
        house(),
        uuid4(),
        Appointment(collector.account.pk, Role.COORDINATOR, TODAY, committee=here.committee),
    )
    make.collecting.hand_over(collector.actor, uuid4(), draft.pk, draft.version)
    assert make.stored(collector.actor, draft.pk).state == State.HANDED_OVER
