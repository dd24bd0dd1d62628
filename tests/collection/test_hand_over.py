"""Filling in a form, handing it over, and again after a return."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.accounts.models import Certificate
from sanshi.collection import access, actions
from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, HandOver, State
from sanshi.journal.models import Line
from sanshi.problems import (
    NO_CERTIFICATE,
    NOT_YOUR_CATEGORY,
    PERSONAL_NUMBER_IN_TEXT,
    REPEATED_OTHERWISE,
    REQUIRED,
    STALE,
    Kind,
)
from sanshi.register.facts import Alteration, AlterationKind
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Team
from tests.collection.samples import (
    ALTER,
    COMPLETE,
    DEREGISTER,
    FROM_ELSEWHERE,
    MORNING,
    NUMBER,
    PERSON,
    a_draft,
    a_filled,
    a_handed_over,
    a_resident,
    certify,
    form_at,
    found,
    give_back,
)
from tests.collection.steps import an_officer, fill, hand_over, refused_by
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, a_visit, an_actor, appoint

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
        {"name": "张为民", "document_number": NUMBER, "notice_version": "2026-1", "notified_on": TODAY}
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
