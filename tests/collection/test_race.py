"""Eight at the same moment: one effect, numbers without gap or double."""

from uuid import uuid4

import pytest

from sanshi.collection import actions
from sanshi.collection.actions import Filled
from sanshi.collection.models import Form, HandOver, State
from sanshi.journal.models import Line
from sanshi.problems import STALE, Refused
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests.collection.samples import COMPLETE, MORNING, a_filled, certify, form_at, found
from tests.journal.acts import in_threads
from tests.visits.neighbourhood import (
    STREET,
    CommitteeHere,
    a_committee,
    a_street,
    a_visit,
    an_actor,
    working_days,
)

THREADS = 8


def everything() -> tuple[CommitteeHere, Actor]:
    a_street()
    working_days()
    here = a_committee(1)
    collector = an_actor("coordinator", name="李强", committee=here.row)
    certify(collector)
    return here, collector


@pytest.mark.django_db(transaction=True)
def test_one_form_handed_over_by_eight_pages_at_once_goes_once() -> None:
    here, collector = everything()
    form = a_filled(collector, here.doors[0][0])
    before = Line.objects.filter(subdistrict=STREET).count()
    calls = [lambda: actions.hand_over(collector, uuid4(), form.pk, form.version) for _ in range(THREADS)]
    answers = in_threads(calls)
    assert [one.kind for one in answers if isinstance(one, Refused)] == [STALE] * (THREADS - 1)
    assert answers.count(form.pk) == 1
    assert HandOver.objects.filter(subdistrict=STREET).count() == 1
    assert Line.objects.filter(subdistrict=STREET).count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_one_click_resent_eight_times_at_once_is_one_hand_over() -> None:
    here, collector = everything()
    form, click = a_filled(collector, here.doors[0][0]), uuid4()
    answers = in_threads(
        [lambda: actions.hand_over(collector, click, form.pk, form.version) for _ in range(THREADS)]
    )
    assert answers == [form.pk] * THREADS
    assert HandOver.objects.filter(subdistrict=STREET).count() == 1
    assert (form_at(form.pk).state, form_at(form.pk).version) == (State.HANDED_OVER, form.version + 1)


@pytest.mark.django_db(transaction=True)
def test_saved_and_handed_over_at_once_only_one_holds() -> None:
    here, collector = everything()
    form = a_filled(collector, here.doors[0][0])
    other = Filled(COMPLETE["from elsewhere"][1].having({"name": "张为民"}), MORNING)
    answers = in_threads(
        [
            lambda: actions.hand_over(collector, uuid4(), form.pk, form.version),
            lambda: actions.fill_form(collector, uuid4(), form.pk, form.version, other),
        ]
    )
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert form_at(form.pk).version == form.version + 1


@pytest.mark.django_db(transaction=True)
def test_forms_opened_at_once_have_numbers_of_their_own() -> None:
    here, collector = everything()
    visits = [a_visit(here.doors[0][0]) for _ in range(THREADS)]
    pieces = found(FoundCategory.FROM_ELSEWHERE)
    in_threads(
        [
            lambda visit=visit: actions.record_findings(collector, uuid4(), visit.pk, 0, pieces)  # type: ignore[misc]
            for visit in visits
        ]
    )
    numbers = Form.objects.filter(subdistrict=STREET).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"2026-10-{place:05}" for place in range(1, THREADS + 1)]
