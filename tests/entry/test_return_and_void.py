from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi import clock
from sanshi.collection.actions import hand_over
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, HandOver, State
from sanshi.entry.actions import enter, return_form, void_entry
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Match
from sanshi.problems import (
    BUILT_UPON,
    NOT_THE_CLERK,
    PERSONAL_NUMBER_IN_TEXT,
    REASON_REQUIRED,
    STALE,
    Refused,
)
from sanshi.register.history import current
from sanshi.register.models import DocumentHolder, PersonVersion, ResidencyVersion
from sanshi.verbs import Actor
from tests.entry.desk import (
    a_clerk,
    a_departure,
    a_person,
    a_stay,
    an_arrival,
    entered,
    filled,
    stored,
)
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere

MISSING = {"phone": "少一位"}


def refused_by(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def returned(clerk: Actor, form: Form, reasons: dict[str, str] | None = None) -> UUID:
    return return_form(clerk, uuid4(), form.pk, form.version, reasons or MISSING)


def voided(clerk: Actor, entry: Entry, reason: str = "录错了人") -> UUID:
    return void_entry(clerk, uuid4(), entry.pk, reason)


# Returning


def test_a_return_ends_the_clerks_clock_with_a_reason_per_field(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    returned(clerk, form, {"phone": " 少一位 ", "name": "", "collected_at": "时间不对"})
    now = stored(form.pk)
    assert (now.state, now.desk_since) == (State.RETURNED, None)
    answered = HandOver.objects.get(subdistrict=STREET, form=form)
    assert (answered.answer, answered.answered_on, answered.clerk_id) == ("returned", TODAY, clerk.account)
    assert answered.reasons == {"phone": "少一位", "collected_at": "时间不对"}
    assert not PersonVersion.objects.filter(subdistrict=STREET).exists()


@pytest.mark.parametrize("reasons", [{}, {"phone": "  "}, {"credit_code": "没有"}, {"colour": "红"}])
def test_a_return_gives_a_reason_for_a_field_of_the_form(
    here: CommitteeHere, clerk: Actor, collector: Actor, reasons: dict[str, str]
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    call = lambda: return_form(clerk, uuid4(), form.pk, form.version, reasons)  # noqa: E731
    assert refused_by(call).kind == REASON_REQUIRED


@pytest.mark.parametrize("reason", ["应为10000001234", "证件是010101199005170017"])
def test_a_reason_holds_no_number_of_a_person(
    here: CommitteeHere, clerk: Actor, collector: Actor, reason: str
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    refused = refused_by(lambda: returned(clerk, form, {"phone": reason}))
    assert (refused.kind, refused.field) == (PERSONAL_NUMBER_IN_TEXT, "phone")


def test_a_second_hand_over_starts_a_new_clock_and_keeps_the_first_moment(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    returned(clerk, form)
    with clock.frozen(NOON + timedelta(days=1)):
        hand_over(collector, uuid4(), form.pk, stored(form.pk).version)
    now = stored(form.pk)
    assert (now.desk_since, now.handed_over_at) == (TODAY + timedelta(days=1), NOON)
    assert HandOver.objects.filter(subdistrict=STREET, form=form, answered_at=None).count() == 1


def test_what_was_returned_is_not_entered(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    form = an_arrival(collector, here.doors[0][0])
    returned(clerk, form)
    refused = refused_by(lambda: enter(clerk, uuid4(), form.pk, form.version, Decision(Match.NEW)))
    assert (refused.kind, refused.params["who"]) == (STALE, "王芳")
    assert refused_by(lambda: returned(clerk, form)).kind == STALE


def test_only_the_clerk_of_the_committee_returns(
    here: CommitteeHere, elsewhere: CommitteeHere, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0])
    with pytest.raises(Http404):
        returned(a_clerk(elsewhere, "陈静"), form)
    with pytest.raises(Http404):
        returned(collector, form)


# Undoing


def test_undoing_takes_the_person_out_of_the_register(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0], someone := a_person())
    entry = entered(clerk, form)
    voided(clerk, entry)
    assert not ResidencyVersion.objects.filter(current(), subdistrict=STREET).exists()
    assert not DocumentHolder.objects.exists()
    kept = Entry.objects.get(subdistrict=STREET, pk=entry.pk)
    assert (kept.voided_at, kept.voided_on, kept.void_reason) == (NOON, TODAY, "录错了人")
    assert kept.voided_by_id == clerk.account
    assert stored(form.pk).state == State.VOIDED
    # The number is free again.
    entered(clerk, an_arrival(collector, here.doors[0][1], someone))


def test_an_entry_that_a_later_form_builds_on_stays(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    entry = entered(clerk, form := an_arrival(collector, here.doors[0][0]))
    departure = entered(clerk, a_departure(collector, stored(form.pk)))
    refused = refused_by(lambda: voided(clerk, entry))
    assert (refused.kind, refused.params["number"]) == (BUILT_UPON, departure.form.number)
    voided(clerk, departure)
    voided(clerk, entry)


def test_an_entry_is_undone_once(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entry = entered(clerk, form := an_arrival(collector, here.doors[0][0]))
    voided(clerk, entry)
    refused = refused_by(lambda: voided(a_clerk(here, "周敏", stand_in=True), entry))
    assert (refused.kind, refused.params["who"]) == (STALE, "王芳")
    entering = lambda: enter(clerk, uuid4(), form.pk, form.version, Decision(Match.NEW))  # noqa: E731
    assert refused_by(entering).kind == STALE


@pytest.mark.parametrize(
    ("reason", "kind"), [(" ", REASON_REQUIRED), ("号码10000001234不对", PERSONAL_NUMBER_IN_TEXT)]
)
def test_undoing_needs_a_reason_without_numbers(
    here: CommitteeHere, clerk: Actor, collector: Actor, reason: str, kind: object
) -> None:
    entry = entered(clerk, an_arrival(collector, here.doors[0][0]))
    refused = refused_by(lambda: voided(clerk, entry, reason))
    assert (refused.kind, refused.field) == (kind, "reason")


def test_a_clerk_who_left_undoes_nothing(here: CommitteeHere, clerk: Actor, collector: Actor) -> None:
    entry = entered(clerk, an_arrival(collector, here.doors[0][0]))
    leaving = a_clerk(here, "陈静", valid_to=TODAY)
    with clock.frozen(NOON + timedelta(days=1)):
        assert refused_by(lambda: voided(leaving, entry)).kind == NOT_THE_CLERK


def test_a_corrected_form_is_entered_as_corrected(
    here: CommitteeHere, clerk: Actor, collector: Actor
) -> None:
    form = an_arrival(collector, here.doors[0][0], a_person(name="张伟明"))
    returned(clerk, form, {"name": "与证件不符"})
    filled(collector, form.pk, FormContent(person=a_person(name="张伟民"), residency=a_stay()))
    hand_over(collector, uuid4(), form.pk, stored(form.pk).version)
    entered(clerk, form)
    assert PersonVersion.objects.get(current(), subdistrict=STREET, form=form.pk).name == "张伟民"
