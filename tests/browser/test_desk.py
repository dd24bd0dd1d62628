"""The desk by keyboard alone: who it is, new, on hold; each after the page came, none by accident."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sanshi import clock
from sanshi.accounts.models import Role
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, State
from sanshi.entry.choice import Decision
from sanshi.entry.models import Entry, Hold, Match, MatchDecision
from sanshi.journal import anchor
from sanshi.register.facts import EmploymentFacts
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from tests import make, persons
from tests.browser.conftest import OpenPage
from tests.make import ARRIVED, NOW, STREET, Place
from tests.persons import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)
# Right after a page came Enter and N are not taken (desk.js).
READ = 500


@pytest.fixture
def here(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(anchor, "anchor_file", lambda: tmp_path / "anchor.json")
    with clock.frozen(NOW):
        make.street()
        yield make.committee(1)


@pytest.fixture
def clerk(here: Place) -> Person:
    return persons.somebody(here, Role.CLERK)


@pytest.fixture
def collector(here: Place) -> Person:
    return persons.somebody(here, Role.COORDINATOR)


def waiting(collector: Person, here: Place, door: int, content: FormContent) -> Form:
    return make.handed_over(collector.actor, make.change(collector.actor, here.doors[door], ARRIVED), content)


def resembling(content: FormContent, last: str) -> FormContent:
    """A twin by name and birthday, without a number."""
    assert content.person is not None
    number = content.person.document_number
    person = replace(
        content.person,
        name=content.person.name[:-1] + last,
        document_number="",
        no_document_reason="not_at_hand",
        sex=str(2 - int(number[16]) % 2),
        birth_date=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        phone="",
    )
    return replace(content, person=person)


def at_the_desk(desktop: OpenPage, clerk: Person, form: Form) -> Page:
    page = desktop(clerk.account.username, PASSWORD, language="en")
    page.goto(f"/{STREET}/entry/{form.pk}")
    page.wait_for_timeout(READ)
    return page


def test_who_it_is_is_chosen_compared_and_explained(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    known = make.arrival("欧阳晓岚")
    first = waiting(collector, here, 0, known)
    make.entered(clerk.actor, first)
    alike = waiting(collector, here, 1, resembling(known, "枫"))
    following = waiting(collector, here, 2, make.arrival())
    page = at_the_desk(desktop, clerk, alike)
    expect(page.get_by_role("radio", name="欧阳晓岚")).not_to_be_checked()
    expect(page.get_by_label("Differences")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="欧阳晓岚")).to_be_checked()
    expect(page.get_by_label("Differences").locator("del").first).to_have_text("欧阳晓岚")
    expect(page.get_by_role("button", name="Update this person")).to_be_visible()
    page.keyboard.press("n")
    reason = page.get_by_label("How do you know?")
    expect(reason).to_be_focused()
    expect(page.get_by_role("radio", name="None of these")).to_be_checked()
    expect(page.get_by_label("Differences")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    page.keyboard.type("当面核对过")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/entry/{following.pk}")
    entry = Entry.objects.get(subdistrict=STREET, form=alike)
    kept = MatchDecision.objects.get(subdistrict=STREET, form=alike)
    first.refresh_from_db()
    assert (entry.match, kept.one, kept.reason) == ("same", first.person_id, "当面核对过")


def test_a_new_person_is_entered_by_enter_and_the_sure_one_too(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    known = make.arrival()
    first = waiting(collector, here, 0, known)
    again = waiting(collector, here, 1, known)
    page = at_the_desk(desktop, clerk, first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/entry/{again.pk}")
    expect(page.get_by_role("radio")).to_be_checked()
    expect(page.get_by_role("button", name="Update this person")).to_be_visible()
    expect(page.get_by_role("button", name="Enter as a new person")).to_have_count(0)
    page.wait_for_timeout(READ)
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    assert [one.match for one in Entry.objects.filter(subdistrict=STREET).order_by("id")] == ["new", "same"]


def test_a_hold_without_a_reason_keeps_who_was_chosen(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    known = make.arrival("欧阳晓岚")
    make.entered(clerk.actor, waiting(collector, here, 0, known))
    page = at_the_desk(desktop, clerk, waiting(collector, here, 1, resembling(known, "枫")))
    page.keyboard.press("1")
    page.get_by_label("How do you know?").fill("当面核对过")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is required.", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="欧阳晓岚")).to_be_checked()
    expect(page.get_by_label("Differences").locator("del").first).to_have_text("欧阳晓岚")
    expect(page.get_by_label("How do you know?")).to_have_value("当面核对过")


def test_a_form_is_held_and_taken_up_again(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    form = waiting(collector, here, 0, make.arrival())
    page = at_the_desk(desktop, clerk, form)
    page.keyboard.press("h")
    expect(page.get_by_label("Reason for holding")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_label("Reason for holding")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.keyboard.type("等证件")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    assert Hold.objects.get(subdistrict=STREET).reason == "等证件"
    page.goto(f"/{STREET}/entry/{form.pk}")
    expect(page.get_by_text("等证件")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Take up again")).to_have_count(0)
    form.refresh_from_db()
    assert form.state == State.HANDED_OVER and Hold.objects.get(subdistrict=STREET).ended_at is not None


def test_somebody_is_told_apart_and_enter_after_the_reason_enters_nothing(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    known = make.arrival("欧阳晓岚")
    make.entered(clerk.actor, waiting(collector, here, 0, known))
    alike = waiting(collector, here, 1, resembling(known, "枫"))
    page = at_the_desk(desktop, clerk, alike)
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Not this person")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_label("How do you know?")).to_be_focused()
    page.keyboard.type("双胞胎")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Told apart")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    assert not Entry.objects.filter(subdistrict=STREET, form=alike).exists()
    kept = MatchDecision.objects.get(subdistrict=STREET, form=alike)
    assert (kept.verdict, kept.reason, kept.other) == ("different", "双胞胎", None)
    page.wait_for_timeout(READ)
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    kept.refresh_from_db()
    alike.refresh_from_db()
    assert (alike.state, kept.other) == (State.ENTERED, alike.person_id)


def test_an_employee_without_a_number_is_recognised_by_keyboard(
    desktop: OpenPage, here: Place, clerk: Person, collector: Person
) -> None:
    """Two of one name live where the form says: the match does not decide, so the clerk says why."""
    for _n in range(2):
        decision = Decision(Match.NEW, reason="当面核对过")
        make.entered(clerk.actor, waiting(collector, here, 0, make.arrival("欧阳晓岚")), decision)
    shop = make.a_shop()
    line = EmploymentFacts(
        name="欧阳晓岚",
        lives="street",
        residence_door=str(here.doors[0].pk),
        started_on=clock.today(),
    )
    change = make.change(collector.actor, here.doors[1], make.UNIT)
    form = make.handed_over(collector.actor, change, replace(shop, employments=(line,)))
    page = at_the_desk(desktop, clerk, form)
    expect(page.get_by_role("radio", name="Leave it open")).to_be_checked()
    page.keyboard.press("s")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="欧阳晓岚").first).to_be_checked()
    page.keyboard.press("Enter")
    reason = page.get_by_label("How do you know?")
    expect(reason).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Leave it open")).to_be_checked()
    expect(reason).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("店主指认")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    kept = MatchDecision.objects.get(subdistrict=STREET, form=form)
    [row] = EmploymentVersion.objects.filter(current(), subdistrict=STREET)
    assert (kept.one, kept.reason, row.form) == (row.person_id, "店主指认", form.pk)
