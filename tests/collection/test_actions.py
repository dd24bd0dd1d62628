"""From what was found at the door to the hand-over: routing, certificates, stale pages, one effect."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.accounts.models import Certificate
from sanshi.collection import access, actions
from sanshi.collection.actions import Change, Filled, Finding, Findings, OwnFind
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, HandOver, State, Subject
from sanshi.journal.models import Line
from sanshi.problems import (
    NO_CERTIFICATE,
    NOT_A_CHOICE,
    NOT_YOUR_CATEGORY,
    PERSONAL_NUMBER_IN_TEXT,
    REPEATED_OTHERWISE,
    REQUIRED,
    STALE,
    Kind,
    Refused,
)
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.territory.models import Station, StationArea
from sanshi.verbs import Actor
from sanshi.visits.models import Cause, FoundCategory, Matter, Outcome, Team, Visit
from tests.collection.samples import (
    ALTER,
    COMPLETE,
    DEREGISTER,
    FOREIGNER,
    FROM_ELSEWHERE,
    LET,
    MORNING,
    NUMBER,
    OVERSEAS,
    PERSON,
    SHOP,
    a_draft,
    a_filled,
    a_handed_over,
    a_registered,
    a_resident,
    certify,
    form_at,
    found,
    give_back,
    visit_at,
)
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, a_visit, an_actor, appoint

FRIDAY = date(2026, 10, 9)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def fill(actor: Actor, form: Form, content: FormContent, collected_at: datetime | None = MORNING) -> Form:
    actions.fill_form(actor, uuid4(), form.pk, form.version, Filled(content, collected_at))
    return form_at(form.pk)


def hand_over(actor: Actor, form: Form) -> Form:
    actions.hand_over(actor, uuid4(), form.pk, form.version)
    return form_at(form.pk)


def an_officer(here: CommitteeHere, police_number: str = "P012345") -> Actor:
    station = Station.objects.create(subdistrict_id=STREET, name="金杨新村派出所")
    StationArea.objects.create(subdistrict_id=STREET, station=station, committee=here.row)
    return an_actor("officer", name="赵警官", station=station, police_number=police_number)


# Findings


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


# Filling in


def test_an_unfinished_form_is_kept_as_typed(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_draft(coordinator, here.doors[0][0])
    typed = FormContent(
        person=replace(PERSON, document_number=NUMBER[:9]), unfinished={"birth_date": "1990-3"}
    )
    kept = fill(coordinator, form, typed, None)
    content = access.content_of(kept)
    assert content.person is not None
    assert (content.person.document_number, content.unfinished) == (NUMBER[:9], {"birth_date": "1990-3"})
    assert (kept.state, kept.collected_at, kept.version) == (State.DRAFT, None, 1)


def test_a_page_from_before_another_saving_is_told(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_draft(coordinator, here.doors[0][0])
    fill(coordinator, form, COMPLETE["from elsewhere"][1])
    stale = refused_by(lambda: fill(coordinator, form, COMPLETE["local"][1]))
    assert (stale.kind, stale.params["who"], stale.params["when"]) == (STALE, "李强", "10-12 12:00")


def test_a_form_is_its_collectors_alone(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    other = an_actor("coordinator", committee=here.row)
    leader = an_actor("secretary", committee=here.row)
    for actor in (other, leader):
        with pytest.raises(Http404):
            fill(actor, form, COMPLETE["from elsewhere"][1])
        with pytest.raises(Http404):
            hand_over(actor, form)


def test_a_form_that_leads_nowhere_is_dropped_with_a_reason(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_draft(coordinator, here.doors[0][0])
    for reason, kind in (("  ", REQUIRED), (f"是 {NUMBER}", PERSONAL_NUMBER_IN_TEXT)):
        refused = refused_by(
            lambda reason=reason: actions.drop_form(coordinator, uuid4(), form.pk, 0, reason)  # type: ignore[misc]
        )
        assert (refused.kind, refused.field) == (kind, "reason")
    actions.drop_form(coordinator, uuid4(), form.pk, 0, "只是来访")
    assert (form_at(form.pk).state, form_at(form.pk).drop_reason) == (State.DROPPED, "只是来访")
    stale = refused_by(lambda: fill(coordinator, form_at(form.pk), COMPLETE["from elsewhere"][1]))
    assert stale.kind is STALE


# Handing over


def test_a_complete_form_goes_to_the_clerk(here: CommitteeHere, coordinator: Actor) -> None:
    done = hand_over(coordinator, a_filled(coordinator, here.doors[0][0]))
    held = Certificate.objects.get(account=coordinator.account)
    assert (done.state, done.desk_since, done.handed_over_at) == (State.HANDED_OVER, TODAY, NOON)
    assert (done.collector_role, done.certificate_number) == ("coordinator", held.number)
    given = HandOver.objects.get(subdistrict=STREET, form=done)
    assert (given.sequence, given.on, given.answer) == (1, TODAY, "")
    line = Line.objects.filter(subdistrict=STREET).latest("number")
    assert (line.verb, line.account) == ("form.hand-over", coordinator.account)


def test_an_incomplete_form_stays_with_its_collector(here: CommitteeHere, coordinator: Actor) -> None:
    content = COMPLETE["from elsewhere"][1].having({"stay_reason": ""})
    form = a_filled(coordinator, here.doors[0][0], content)
    refused = refused_by(lambda: hand_over(coordinator, form))
    assert (refused.kind, refused.field) == (REQUIRED, "stay_reason")
    assert form_at(form.pk).state == State.DRAFT


def no_certificate_on(day: date, call: Callable[[], object]) -> None:
    refused = refused_by(call)
    assert (refused.kind, refused.params["day"]) == (NO_CERTIFICATE, day.isoformat())


def test_without_a_certificate_on_the_day_of_collection_nothing_is_handed_over(
    here: CommitteeHere, coordinator: Actor
) -> None:
    Certificate.objects.filter(account=coordinator.account).update(valid_from=TODAY)
    yesterday = MORNING - timedelta(days=1)
    then = COMPLETE["from elsewhere"][1].having({"notified_on": yesterday.date()})
    form = a_filled(coordinator, here.doors[0][0], then, yesterday)
    no_certificate_on(yesterday.date(), lambda: hand_over(coordinator, form))
    again = fill(coordinator, form, COMPLETE["from elsewhere"][1], MORNING)
    assert hand_over(coordinator, again).state == State.HANDED_OVER


def test_without_a_certificate_on_the_day_of_hand_over_neither(
    here: CommitteeHere, coordinator: Actor, short_certificate: Certificate
) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    with clock.frozen(NOON + timedelta(days=1)):
        no_certificate_on(TODAY + timedelta(days=1), lambda: hand_over(coordinator, form))
    assert hand_over(coordinator, form).state == State.HANDED_OVER


def test_a_withdrawn_certificate_is_none(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    Certificate.objects.filter(account=coordinator.account).update(withdrawn_on=TODAY)
    no_certificate_on(TODAY, lambda: hand_over(coordinator, form))


def test_a_returned_form_needs_a_certificate_again(
    here: CommitteeHere, coordinator: Actor, short_certificate: Certificate
) -> None:
    clerk = an_actor("clerk", name="王芳", committee=here.row)
    form = give_back(a_handed_over(coordinator, here.doors[0][0]), clerk, name="同音字")
    with clock.frozen(NOON + timedelta(days=1)):
        no_certificate_on(TODAY + timedelta(days=1), lambda: hand_over(coordinator, form))


def test_an_officer_collects_by_police_number(here: CommitteeHere) -> None:
    officer = an_officer(here)
    visit = a_visit(here.doors[0][0], Team.OFFICER)
    actions.record_findings(officer, uuid4(), visit.pk, 0, found(FoundCategory.OVERSEAS))
    form = fill(officer, Form.objects.get(subdistrict=STREET), COMPLETE["overseas"][1])
    done = hand_over(officer, form)
    assert (done.collector_role, done.certificate_number) == ("officer", "P012345")


def test_an_officer_without_a_police_number_collects_nothing(here: CommitteeHere) -> None:
    officer = an_officer(here, "")
    visit = a_visit(here.doors[0][0], Team.OFFICER)
    actions.record_findings(officer, uuid4(), visit.pk, 0, found(FoundCategory.OVERSEAS))
    form = fill(officer, Form.objects.get(subdistrict=STREET), COMPLETE["overseas"][1])
    no_certificate_on(TODAY, lambda: hand_over(officer, form))


def test_the_post_of_the_day_of_collection_counts(here: CommitteeHere, coordinator: Actor) -> None:
    """Plan 4.2.1 b: a form earns if its collector held the post on the day of collection."""
    form = a_filled(coordinator, here.doors[0][0])
    from sanshi.accounts.models import Post

    Post.objects.filter(account=coordinator.account).update(valid_from=TODAY + timedelta(days=1))
    assert refused_by(lambda: hand_over(coordinator, form)).kind is NOT_YOUR_CATEGORY


def test_of_two_posts_the_rewarded_one_collects(here: CommitteeHere) -> None:
    actor = an_actor("security-team", committee=here.row)
    from sanshi.accounts.access import actor_for
    from sanshi.accounts.models import Account

    account = Account.objects.get(pk=actor.account)
    appoint(account, "coordinator", committee=here.row)
    both = actor_for(account, STREET)
    assert both is not None
    certify(both)
    form = a_draft(both, here.doors[0][0], Finding(FoundCategory.UNIT))
    assert hand_over(both, fill(both, form, COMPLETE["unit"][1])).collector_role == "coordinator"


# Returned and handed over again


def test_a_corrected_form_keeps_its_first_hand_over(here: CommitteeHere, coordinator: Actor) -> None:
    clerk = an_actor("clerk", name="王芳", committee=here.row)
    first = a_handed_over(coordinator, here.doors[0][0])
    later = NOON + timedelta(days=1)
    with clock.frozen(later):
        returned = give_back(first, clerk, name="与证件不符")
        assert access.reasons_for(returned) == {"name": "与证件不符"}
        corrected = fill(coordinator, returned, COMPLETE["from elsewhere"][1].having({"name": "张为民"}))
        again = hand_over(coordinator, corrected)
    assert (again.handed_over_at, again.desk_since, again.state) == (NOON, later.date(), State.HANDED_OVER)
    hand_overs = HandOver.objects.filter(subdistrict=STREET, form=again).order_by("sequence")
    assert [(one.sequence, one.at, one.answer) for one in hand_overs] == [
        (1, NOON, "returned"),
        (2, later, ""),
    ]
    content = access.content_of(again)
    assert content.person is not None and content.person.name == "张为民"
    assert not access.lateness_of(again)


@pytest.mark.parametrize(
    ("state", "what"),
    [("handed over", State.HANDED_OVER), ("returned", State.RETURNED), ("dropped", State.DROPPED)],
)
def test_a_stale_page_tells_what_who_and_when(
    here: CommitteeHere, coordinator: Actor, state: str, what: State
) -> None:
    clerk = an_actor("clerk", name="王芳", committee=here.row)
    form = a_filled(coordinator, here.doors[0][0])
    if state == "dropped":
        actions.drop_form(coordinator, uuid4(), form.pk, form.version, "只是来访")
    else:
        given = hand_over(coordinator, form)
        if state == "returned":
            give_back(given, clerk, name="与证件不符")
    stale = refused_by(lambda: hand_over(coordinator, form))
    assert (stale.kind, stale.params["when"]) == (STALE, "10-12 12:00")
    assert stale.params["who"] == ("王芳" if state == "returned" else "李强")


def test_a_double_hand_over_has_one_effect(here: CommitteeHere, coordinator: Actor) -> None:
    form, key = a_filled(coordinator, here.doors[0][0]), uuid4()
    for _ in range(2):
        assert actions.hand_over(coordinator, key, form.pk, form.version) == form.pk
    assert HandOver.objects.filter(subdistrict=STREET, form=form).count() == 1
    other: Kind = refused_by(lambda: actions.hand_over(coordinator, key, form.pk, form.version + 1)).kind
    assert other is REPEATED_OTHERWISE


def test_a_deregistration_before_the_residency_began_is_refused(
    here: CommitteeHere, coordinator: Actor
) -> None:
    door = here.doors[0][0]
    residency = a_resident(door, replace(FROM_ELSEWHERE, started_on=date(2026, 10, 10)))
    form = a_draft(coordinator, door, Finding(FoundCategory.FROM_ELSEWHERE, DEREGISTER, residency=residency))
    filled = fill(coordinator, form, COMPLETE["person gone"][1])
    assert refused_by(lambda: hand_over(coordinator, filled)).field == "ended_on"


def test_an_alteration_goes_all_the_way(here: CommitteeHere, coordinator: Actor) -> None:
    door = here.doors[0][0]
    item = Finding(FoundCategory.FROM_ELSEWHERE, ALTER, residency=a_resident(door))
    form = a_draft(coordinator, door, item)
    known = access.content_of(form)
    said = replace(known, alteration=Alteration(AlterationKind.CORRECTION)).having(
        {"name": "张为民", "notice_version": "2026-1", "notified_on": TODAY}
    )
    assert hand_over(coordinator, fill(coordinator, form, said)).state == State.HANDED_OVER


# Sealed


def test_nothing_a_form_says_stands_readable_in_the_database(here: CommitteeHere, coordinator: Actor) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    stored = Form.objects.filter(subdistrict=STREET, pk=form.pk).values().get()
    shown = repr({name: bytes(value) if name == "content" else value for name, value in stored.items()})
    assert "张伟民" not in shown and NUMBER not in shown
    assert "张伟民".encode() not in bytes(stored["content"])
    assert str(form.content) == "••••••"
