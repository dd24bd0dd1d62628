"""The printed form, and the page of every kind of form."""

from typing import Any
from uuid import uuid4

import pytest

from sanshi.collection import access, actions, paper
from sanshi.collection.actions import Filled
from sanshi.collection.models import Form
from sanshi.verbs import Actor
from tests.collection.page_steps import NAME, Browser, address, text
from tests.collection.samples import (
    COMPLETE,
    MORNING,
    NUMBER,
    a_draft,
    a_handed_over,
    form_at,
)
from tests.visits.neighbourhood import STREET, CommitteeHere

# Paper


@pytest.mark.parametrize("kind", paper.kinds(), ids=str)
def test_there_is_paper_for_every_kind(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, kind: Any
) -> None:
    query = {"subject": kind.subject, "action": kind.action, "category": kind.category}
    page = signed_in(coordinator).get(address("form-blank"), query)
    assert page.status_code == 200 and "How to fill it in" in text(page)


@pytest.mark.parametrize(
    "subject, asked", [("person", "Document number"), ("unit", "Unified social credit code")]
)
def test_a_blank_deregistration_has_room_for_whom_it_is_about(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, subject: str, asked: str
) -> None:
    query = {"subject": subject, "action": "deregister"}
    assert asked in text(signed_in(coordinator).get(address("form-blank"), query))


def test_the_blank_forms_are_offered(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    browser = signed_in(coordinator)
    assert "Blank collection forms" in text(browser.get(address("form-blank")))
    wrong = {"subject": "dwelling", "action": "deregister"}
    assert browser.get(address("form-blank"), wrong).status_code == 404


def test_a_filled_form_prints_in_full_for_the_archive(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_handed_over(coordinator, here.doors[0][0])
    page = text(signed_in(coordinator).get(address("form-print", form.pk)))
    for shown in (NAME, NUMBER, form.number, form.certificate_number, "Portrait", "☑ Tenant", "☐ Owner"):
        assert shown in page


# Every kind can be filled in on its page


@pytest.mark.parametrize(
    "name", ["local", "lives here", "registered here", "overseas", "child", "unit", "dwelling"]
)
def test_the_page_of_each_kind_gives_back_what_was_stored(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, name: str
) -> None:
    kind, content = COMPLETE[name]
    form = a_draft(coordinator, here.doors[0][0])
    Form.objects.filter(subdistrict=STREET).update(subject=kind.subject, category=kind.category)
    actions.fill_form(coordinator, uuid4(), form.pk, 0, Filled(content, MORNING))
    stored = form_at(form.pk)
    from sanshi.collection.forms.filling import as_sent

    again = {
        **as_sent(access.content_of(stored), MORNING),
        "client_id": str(uuid4()),
        "version": "1",
        "next": "1",
    }
    answer = signed_in(coordinator).post(address("form-fill", form.pk), again)
    assert answer["Location"] == address("form-page", form.pk)
    assert access.content_of(form_at(form.pk)) == access.content_of(stored)


def test_no_address_holds_anything_personal() -> None:
    from sanshi.collection.urls import urlpatterns

    assert {str(pattern.pattern).count("<uuid:pk>") for pattern in urlpatterns} == {0, 1}
