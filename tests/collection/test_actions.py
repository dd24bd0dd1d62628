"""From what was found at the door to the hand-over: routing, certificates, stale pages, one effect."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.collection import access, actions
from sanshi.collection.actions import Change, Finding, Findings, OwnFind
from sanshi.collection.models import Form, State, Subject
from sanshi.problems import (
    NOT_A_CHOICE,
    NOT_YOUR_CATEGORY,
    REPEATED_OTHERWISE,
    REQUIRED,
    STALE,
)
from sanshi.verbs import Actor
from sanshi.visits.models import Cause, FoundCategory, Matter, Outcome, Team, Visit
from tests.collection.samples import (
    ALTER,
    COMPLETE,
    DEREGISTER,
    FOREIGNER,
    FROM_ELSEWHERE,
    LET,
    OVERSEAS,
    SHOP,
    a_draft,
    a_registered,
    a_resident,
    form_at,
    found,
    visit_at,
)
from tests.collection.steps import FRIDAY, fill, hand_over, refused_by
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, a_visit


def test_each_piece_found_becomes_a_draft_and_the_visit_is_confirmed(
    here: CommitteeHere, coordinator: Actor
) -> None:
    visit = a_visit(here.doors[0][0], learned_on=FRIDAY)
    pieces = found(FoundCategory.FROM_ELSEWHERE, FoundCategory.FROM_ELSEWHERE, FoundCategory.DWELLING)
    actions.record_findings(coordinator, uuid4(), visit.pk, 0, pieces)
    forms = list(Form.objects.filter(subdistrict=STREET, visit=visit).order_by("number"))
    assert [form.number for form in forms] == ["2026-10-00001", "2026-10-00002", "2026-10-00003"]
    assert [(form.subject, form.category) for form in forms] == [
        (Subject.PERSON, "from-elsewhere"),
        (Subject.PERSON, "from-elsewhere"),
        (Subject.DWELLING, ""),
    ]
    assert {(form.learned_on, form.state, form.team) for form in forms} == {
        (FRIDAY, State.DRAFT, Team.COORDINATOR)
    }
    assert {form.collector_id for form in forms} == {coordinator.account}
    assert visit_at(visit.pk).outcome == Outcome.CONFIRMED


def test_what_the_role_may_not_collect_passes_on_with_the_same_clock(
    here: CommitteeHere, coordinator: Actor
) -> None:
    visit = a_visit(here.doors[0][0], learned_on=FRIDAY)
    pieces = found(
        FoundCategory.SEPARATED, FoundCategory.SEPARATED, FoundCategory.OVERSEAS, FoundCategory.FROM_ELSEWHERE
    )
    actions.record_findings(coordinator, uuid4(), visit.pk, 0, pieces)
    follow_ups = Visit.objects.filter(subdistrict=STREET, parent=visit)
    assert {(one.category, one.team) for one in follow_ups} == {
        ("separated", Team.CADRE),
        ("overseas", Team.OFFICER),
    }
    assert {(one.cause, one.learned_on, one.policy_id) for one in follow_ups} == {
        (Cause.FOLLOW_UP, FRIDAY, visit.policy_id)
    }
    assert Form.objects.filter(subdistrict=STREET).count() == 1


def test_a_follow_up_makes_forms_with_the_first_days_clock(
    here: CommitteeHere, coordinator: Actor, cadre: Actor
) -> None:
    visit = a_visit(here.doors[0][0], learned_on=FRIDAY)
    actions.record_findings(coordinator, uuid4(), visit.pk, 0, found(FoundCategory.SEPARATED))
    passed = Visit.objects.get(subdistrict=STREET, parent=visit)
    with clock.frozen(NOON + timedelta(days=1)):
        actions.record_findings(cadre, uuid4(), passed.pk, 0, found(FoundCategory.SEPARATED))
    form = Form.objects.get(subdistrict=STREET)
    assert (form.learned_on, form.policy_id, form.collector_id) == (FRIDAY, visit.policy_id, cadre.account)


def test_a_cadre_collects_on_his_own_beat_only(here: CommitteeHere, cadre: Actor) -> None:
    visit = a_visit(here.doors[1][0], Team.CADRE)
    with pytest.raises(Http404):
        actions.record_findings(cadre, uuid4(), visit.pk, 0, found(FoundCategory.LOCAL))


def test_nothing_found_is_no_finding(here: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(here.doors[0][0])
    refused = refused_by(lambda: actions.record_findings(coordinator, uuid4(), visit.pk, 0, Findings(())))
    assert (refused.kind, refused.field) == (REQUIRED, "items")
    assert visit_at(visit.pk).outcome == ""


def test_a_form_is_of_a_visit_to_its_own_committee(elsewhere: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(elsewhere.doors[0][0])
    with pytest.raises(Http404):
        actions.record_findings(coordinator, uuid4(), visit.pk, 0, found(FoundCategory.FROM_ELSEWHERE))


def test_a_second_answer_to_one_page_says_what_happened(here: CommitteeHere, coordinator: Actor) -> None:
    visit = a_visit(here.doors[0][0])
    actions.record_findings(coordinator, uuid4(), visit.pk, 0, found(FoundCategory.FROM_ELSEWHERE))
    again = refused_by(
        lambda: actions.record_findings(coordinator, uuid4(), visit.pk, 0, found(FoundCategory.DWELLING))
    )
    assert (again.kind, again.params["who"]) == (STALE, "李强")
    assert Form.objects.filter(subdistrict=STREET).count() == 1


def test_a_repeated_sending_has_one_effect(here: CommitteeHere, coordinator: Actor) -> None:
    visit, key = a_visit(here.doors[0][0]), uuid4()
    first = actions.record_findings(coordinator, key, visit.pk, 0, found(FoundCategory.FROM_ELSEWHERE))
    assert (
        actions.record_findings(coordinator, key, visit.pk, 0, found(FoundCategory.FROM_ELSEWHERE)) == first
    )
    assert Form.objects.filter(subdistrict=STREET).count() == 1
    other = refused_by(
        lambda: actions.record_findings(coordinator, key, visit.pk, 0, found(FoundCategory.DWELLING))
    )
    assert other.kind is REPEATED_OTHERWISE


# Changes of what the register knows


def test_an_alteration_begins_with_what_the_register_holds(here: CommitteeHere, coordinator: Actor) -> None:
    door = here.doors[0][0]
    residency = a_resident(door)
    form = a_draft(coordinator, door, Finding(FoundCategory.FROM_ELSEWHERE, ALTER, residency=residency))
    content = access.content_of(form)
    assert content.person is not None and content.residency is not None
    assert content.person.name == "张伟民"
    assert not content.person.document_number + content.person.phone, (
        "a full number is revealed, never prefilled"
    )
    assert (content.person.notice_version, content.person.notified_on) == ("", None)
    assert content.residency.started_on == FROM_ELSEWHERE.started_on
    assert form.residency_id == residency and form.person_id is not None


def test_a_category_found_to_be_another_stands_in_the_alteration(here: CommitteeHere, cadre: Actor) -> None:
    door = here.doors[0][0]
    residency = a_resident(door)
    visit = a_visit(door, Team.CADRE)
    item = Finding(FoundCategory.SEPARATED, ALTER, residency=residency)
    actions.record_findings(cadre, uuid4(), visit.pk, 0, Findings((item,)))
    stay = access.content_of(Form.objects.get(subdistrict=STREET)).residency
    assert stay is not None and stay.category == "separated"


def test_a_dwelling_that_is_known_is_altered_and_one_that_is_not_is_registered(
    here: CommitteeHere, coordinator: Actor
) -> None:
    known, unknown = here.doors[0][0], here.doors[0][1]
    dwelling = a_registered(known, LET)
    form = a_draft(coordinator, known, Finding(FoundCategory.DWELLING, ALTER, dwelling=dwelling))
    assert access.content_of(form).dwelling == LET
    for door, item in (
        (known, Finding(FoundCategory.DWELLING)),
        (unknown, Finding(FoundCategory.DWELLING, ALTER, dwelling=dwelling)),
    ):
        refused = refused_by(lambda door=door, item=item: a_draft(coordinator, door, item))  # type: ignore[misc]
        assert (refused.kind, refused.field) == (NOT_A_CHOICE, "dwelling")


def test_a_unit_is_registered_altered_and_closed(here: CommitteeHere, coordinator: Actor) -> None:
    door = here.doors[0][2]
    unit = a_registered(door, SHOP)
    altered = a_draft(coordinator, door, Finding(FoundCategory.UNIT, ALTER, unit=unit))
    assert access.content_of(altered).unit == SHOP
    closed = a_draft(coordinator, door, Finding(FoundCategory.UNIT, DEREGISTER, unit=unit))
    done = hand_over(coordinator, fill(coordinator, closed, COMPLETE["unit closed"][1]))
    assert (done.state, done.unit_id) == (State.HANDED_OVER, unit)


@pytest.mark.parametrize(
    "wrong",
    [
        Finding(FoundCategory.FROM_ELSEWHERE, ALTER),
        Finding(FoundCategory.FROM_ELSEWHERE, DEREGISTER, residency=uuid4()),
        Finding(FoundCategory.FROM_ELSEWHERE, residency=uuid4()),
        Finding(FoundCategory.UNIT, ALTER, unit=uuid4()),
        Finding(FoundCategory.UNIT, dwelling=uuid4()),
        Finding(FoundCategory.DWELLING, DEREGISTER, dwelling=uuid4()),
    ],
)
def test_a_change_is_about_one_thing_at_this_door(
    here: CommitteeHere, coordinator: Actor, wrong: Finding
) -> None:
    assert refused_by(lambda: a_draft(coordinator, here.doors[0][0], wrong)).kind is NOT_A_CHOICE


def test_somebody_at_another_door_cannot_be_deregistered_here(
    here: CommitteeHere, coordinator: Actor
) -> None:
    residency = a_resident(here.doors[0][1])
    item = Finding(FoundCategory.FROM_ELSEWHERE, DEREGISTER, residency=residency)
    assert refused_by(lambda: a_draft(coordinator, here.doors[0][0], item)).kind is NOT_A_CHOICE


def test_a_change_from_a_register_page_is_an_own_find_with_its_draft(
    here: CommitteeHere, coordinator: Actor
) -> None:
    door = here.doors[0][0]
    residency = a_resident(door)
    item = Finding(FoundCategory.FROM_ELSEWHERE, DEREGISTER, residency=residency)
    form = form_at(actions.open_change(coordinator, uuid4(), Change(door.pk, item, FRIDAY)))
    assert form.visit is not None
    assert (form.visit.cause, form.visit.outcome, form.visit.matter) == (
        Cause.OWN_FIND,
        Outcome.CONFIRMED,
        Matter.MOVED_OUT,
    )
    assert (form.action, form.learned_on, form.state) == (DEREGISTER, FRIDAY, State.DRAFT)
    done = hand_over(coordinator, fill(coordinator, form, COMPLETE["person gone"][1]))
    assert done.state == State.HANDED_OVER


def test_an_overseas_person_is_the_officers(here: CommitteeHere, coordinator: Actor) -> None:
    door = here.doors[0][0]
    residency = a_resident(door, OVERSEAS, FOREIGNER)
    item = Finding(FoundCategory.OVERSEAS, DEREGISTER, residency=residency)
    refused = refused_by(lambda: actions.open_change(coordinator, uuid4(), Change(door.pk, item, TODAY)))
    assert refused.kind is NOT_YOUR_CATEGORY
    assert Visit.objects.filter(subdistrict=STREET).count() == 0


def test_an_own_find_goes_to_the_own_team(here: CommitteeHere, coordinator: Actor, cadre: Actor) -> None:
    door = here.doors[0][0].pk
    for actor, matter, team in (
        (coordinator, Matter.MOVED_IN, Team.COORDINATOR),
        (coordinator, Matter.UNIT_OPENED, Team.UNITS_TEAM),
        (cadre, Matter.MOVED_IN, Team.CADRE),
    ):
        visit = visit_at(actions.own_find(actor, uuid4(), OwnFind(door, matter, FRIDAY)))
        assert (visit.cause, visit.team, visit.learned_on) == (Cause.OWN_FIND, team, FRIDAY)


def test_another_person_at_the_same_visit(here: CommitteeHere, coordinator: Actor) -> None:
    first = a_draft(coordinator, here.doors[0][0], learned_on=FRIDAY)
    assert first.visit_id is not None
    added = form_at(
        actions.add_form(coordinator, uuid4(), first.visit_id, Finding(FoundCategory.FROM_ELSEWHERE))
    )
    assert (added.visit_id, added.learned_on, added.policy_id) == (first.visit_id, FRIDAY, first.policy_id)
    visit = first.visit_id
    refused = refused_by(
        lambda: actions.add_form(coordinator, uuid4(), visit, Finding(FoundCategory.SEPARATED))
    )
    assert refused.kind is NOT_YOUR_CATEGORY
