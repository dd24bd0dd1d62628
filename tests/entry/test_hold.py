"""A form on hold: on the desk with its clock running until it is taken up again, or answered (plan 3.3.3)."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import Http404

from sanshi.collection.models import Form, State
from sanshi.entry import access
from sanshi.entry.access import Filters, View
from sanshi.entry.actions import enter, hold_form, return_form, take_up
from sanshi.entry.choice import Decision
from sanshi.entry.models import Hold
from sanshi.journal.models import Line
from sanshi.journal.recording import reading
from sanshi.problems import (
    HELD_ALREADY,
    NOT_THE_CLERK,
    PERSONAL_NUMBER_IN_TEXT,
    REASON_REQUIRED,
    STALE,
    Refused,
)
from sanshi.verbs import READ_QUEUE, Actor
from tests.entry.desk import a_clerk, an_arrival, entered, filled, stored
from tests.visits.neighbourhood import STREET, CommitteeHere, an_actor

REASON = "等采集人补看证件"


@pytest.fixture
def form(here: CommitteeHere, collector: Actor) -> Form:
    return an_arrival(collector, here.doors[0][0])


def held(clerk: Actor, form: Form, reason: str = REASON) -> Hold:
    made = hold_form(clerk, uuid4(), form.pk, stored(form.pk).version, reason)
    return Hold.objects.get(subdistrict=STREET, pk=made)


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def listed(actor: Actor, view: View) -> list[tuple[Form, Hold | None]]:
    with reading(actor, READ_QUEUE):
        return [(row.form, row.hold) for row in access.listed(actor, Filters(view)).rows]


def test_a_held_form_stays_in_the_queue_with_its_clock(clerk: Actor, form: Form) -> None:
    hold = held(clerk, form)
    now = stored(form.pk)
    assert (now.state, now.desk_since) == (State.HANDED_OVER, form.desk_since)
    assert (hold.reason, hold.held_by_id, hold.ended_at) == (REASON, clerk.account, None)
    assert listed(clerk, View.WAITING) == listed(clerk, View.HELD) == [(form, hold)]
    with reading(clerk, READ_QUEUE):
        figures = access.figures(clerk)
    assert (figures.waiting, figures.held) == (1, 1)
    line = Line.objects.get(subdistrict=STREET, verb="form.hold")
    assert {"entry.hold", "collection.form"} <= set(line.subjects.values_list("kind", flat=True))


def test_the_desk_goes_on_past_held_forms(
    here: CommitteeHere, clerk: Actor, collector: Actor, form: Form
) -> None:
    following = an_arrival(collector, here.doors[0][1])
    assert access.next_key(clerk) == form.pk
    held(clerk, form)
    assert access.next_key(clerk) == following.pk
    held(clerk, following)
    assert access.next_key(clerk) is None


def test_it_is_taken_up_again(clerk: Actor, form: Form) -> None:
    hold = held(clerk, form)
    take_up(clerk, uuid4(), form.pk, stored(form.pk).version)
    hold.refresh_from_db()
    assert hold.ended_by_id == clerk.account and listed(clerk, View.HELD) == []
    assert access.next_key(clerk) == form.pk
    assert held(clerk, form).pk != hold.pk


def test_a_held_form_is_entered_or_returned_as_any(
    here: CommitteeHere, clerk: Actor, collector: Actor, form: Form
) -> None:
    held(clerk, form)
    entered(clerk, form)
    other = an_arrival(collector, here.doors[0][1])
    held(clerk, other)
    return_form(clerk, uuid4(), other.pk, stored(other.pk).version, {"phone": "少一位"})
    assert listed(clerk, View.HELD) == [] and listed(clerk, View.RETURNED) == [(stored(other.pk), None)]
    assert access.hold_of(stored(other.pk)) is None


def test_a_form_that_comes_again_is_held_no_more(clerk: Actor, collector: Actor, form: Form) -> None:
    from sanshi.collection.access import content_of
    from sanshi.collection.actions import hand_over

    held(clerk, form)
    return_form(clerk, uuid4(), form.pk, stored(form.pk).version, {"phone": "少一位"})
    filled(collector, form.pk, content_of(form))
    hand_over(collector, uuid4(), form.pk, stored(form.pk).version)
    assert [hold for _, hold in listed(clerk, View.WAITING)] == [None]
    held(clerk, form)


@pytest.mark.parametrize(
    ("reason", "kind"), [(" ", REASON_REQUIRED), ("电话13800138000", PERSONAL_NUMBER_IN_TEXT)]
)
def test_a_hold_has_a_reason_without_numbers(clerk: Actor, form: Form, reason: str, kind: object) -> None:
    assert refused_by(lambda: held(clerk, form, reason)).kind == kind
    assert Hold.objects.filter(subdistrict=STREET).count() == 0


def test_a_form_is_held_once(clerk: Actor, form: Form) -> None:
    held(clerk, form)
    again = refused_by(lambda: held(clerk, form))
    assert again.kind == HELD_ALREADY and "王芳" in again.message


def test_who_has_an_older_page_is_told_of_the_hold(here: CommitteeHere, clerk: Actor, form: Form) -> None:
    colleague = a_clerk(here, "周敏", stand_in=True)
    held(clerk, form)
    stale = refused_by(lambda: enter(colleague, uuid4(), form.pk, form.version, Decision()))
    assert stale.kind == STALE and "王芳" in stale.message
    version = stored(form.pk).version
    take_up(colleague, uuid4(), form.pk, version)
    stale = refused_by(lambda: take_up(clerk, uuid4(), form.pk, version))
    assert stale.kind == STALE and "周敏" in stale.message
    assert refused_by(lambda: take_up(clerk, uuid4(), form.pk, version + 1)).kind == STALE


def test_only_the_clerk_of_the_committee_holds(
    here: CommitteeHere, elsewhere: CommitteeHere, form: Form, collector: Actor
) -> None:
    for actor in (a_clerk(elsewhere, "陈静"), collector, an_actor("secretary", committee=here.row)):
        with pytest.raises(Http404):
            held(actor, form)
    absent = a_clerk(here, "吴迪")
    from sanshi.accounts.models import Post

    Post.objects.filter(subdistrict=STREET, account=absent.account).delete()
    assert refused_by(lambda: held(absent, form)).kind == NOT_THE_CLERK
