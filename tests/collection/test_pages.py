"""The collector's way through the pages, and what others see of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshi import clock
from sanshi.accounts.models import Certificate
from sanshi.collection import access, actions
from sanshi.collection.actions import Change, Finding
from sanshi.collection.models import Form, HandOver, State
from sanshi.journal.models import Line, Subject
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory, Team, Visit
from tests.collection.page_steps import NAME, Browser, address, sent, text, the_form
from tests.collection.samples import (
    DEREGISTER,
    LET,
    NUMBER,
    PHONE,
    SHOP,
    a_draft,
    a_filled,
    a_handed_over,
    a_registered,
    a_resident,
    form_at,
    give_back,
)
from tests.visits.neighbourhood import NOON, STREET, TODAY, CommitteeHere, a_visit, an_actor

# From the door to the clerk


def test_the_whole_way_of_a_collector(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    browser, visit = signed_in(coordinator), a_visit(here.doors[0][0])
    findings = address("visit-findings", visit.pk)
    assert "Passes on to: Cadre" in text(browser.get(findings))
    chosen = {"client_id": uuid4(), "version": 0, "new_from-elsewhere": 1, "new_separated": 2}
    answer = browser.post(findings, chosen)
    form = the_form()
    assert answer["Location"] == address("form-fill", form.pk)
    assert Visit.objects.filter(subdistrict=STREET, parent=visit, team=Team.CADRE).count() == 1
    fill = browser.get(answer["Location"])
    assert "Privacy notice" in text(fill) and "1 visit was passed on." in text(fill)
    answer = browser.post(address("form-fill", form.pk), sent(form, next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    summary = browser.get(answer["Location"])
    for shown in (NAME, NUMBER, "1990-03-07", "Hand over to the entry clerk"):
        assert shown in text(summary)
    kept = form_at(form.pk)
    given = {"client_id": uuid4(), "version": kept.version}
    answer = browser.post(address("form-hand-over", form.pk), given, follow=True)
    assert form_at(form.pk).state == State.HANDED_OVER
    assert f"Form {kept.number} is with the entry clerk." in text(answer)
    assert NUMBER not in answer.content.decode() and NAME in text(answer)
    again = browser.post(address("form-hand-over", form.pk), given)
    assert again.status_code == 302 and HandOver.objects.filter(subdistrict=STREET).count() == 1


def test_findings_without_anything_found_are_said_at_the_form(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    visit = a_visit(here.doors[0][0])
    answer = signed_in(coordinator).post(
        address("visit-findings", visit.pk), {"client_id": uuid4(), "version": 0, "remark": "空房"}
    )
    assert answer.status_code == 422
    assert "State at least one change" in text(answer) and "空房" in text(answer)


def test_a_late_answer_to_the_findings_page_is_told(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    visit = a_visit(here.doors[0][0])
    sessions = [signed_in(coordinator), signed_in(coordinator)]
    for browser, status in zip(sessions, (302, 409), strict=True):
        chosen = {"client_id": uuid4(), "version": 0, "new_from-elsewhere": 1}
        answer = browser.post(address("visit-findings", visit.pk), chosen)
        assert answer.status_code == status
    assert "李强" in text(answer)
    assert Form.objects.filter(subdistrict=STREET).count() == 1


def test_residents_are_masked_where_changes_are_stated(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door = here.doors[0][0]
    residency = a_resident(door)
    unit = a_registered(door, SHOP)
    dwelling = a_registered(door, LET)
    visit, browser = a_visit(door), signed_in(coordinator)
    page = browser.get(address("visit-findings", visit.pk))
    assert "张*民" in text(page) and NAME not in text(page) and "金口便民超市" in text(page)
    chosen = {
        "client_id": uuid4(),
        "version": 0,
        "resident_0": "deregister",
        "category_0": "from-elsewhere",
        "dwelling": "on",
        "unit_0": "alter",
    }
    browser.post(address("visit-findings", visit.pk), chosen)
    forms = Form.objects.filter(subdistrict=STREET, visit=visit).order_by("number")
    assert [(form.action, form.residency_id or form.dwelling_id or form.unit_id) for form in forms] == [
        ("deregister", residency),
        ("alter", dwelling),
        ("alter", unit),
    ]


def test_the_units_team_is_not_told_who_lives_there(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door = here.doors[0][0]
    a_resident(door)
    page = signed_in(coordinator).get(address("visit-findings", a_visit(door, Team.UNITS_TEAM).pk))
    assert "张*民" not in text(page)


# Filling in


def test_an_unfinished_form_is_kept_and_shown_again(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    half = sent(form, document_number=NUMBER[:11], registered_region="34", stay_reason="", keep="1")
    answer = browser.post(address("form-fill", form.pk), half)
    assert answer["Location"] == address("form-fill", form.pk)
    page = browser.get(answer["Location"]).content.decode()
    assert f'value="{NUMBER[:11]}"' in page and 'value="34"' in page and f'value="{NAME}"' in page
    assert form_at(form.pk).state == State.DRAFT


def test_what_cannot_be_read_is_kept_as_typed(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    answer = browser.post(address("form-fill", form.pk), sent(form, started_on="国庆", next="1"))
    page = browser.get(answer["Location"])
    assert page.status_code == 422
    assert 'value="国庆"' in page.content.decode()
    assert "Enter a day like 2026-10-12." in text(page)


def test_what_lacks_is_said_field_by_field_in_the_readers_language(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    answer = browser.post(
        address("form-fill", form.pk), sent(form, document_number=wrong, stay_reason="", phone="12", next="1")
    )
    assert answer["Location"] == address("form-fill", form.pk) + "?check=1"
    page = browser.get(answer["Location"])
    assert page.status_code == 422
    for said in ("This is required.", "not a valid number for this kind of document", "not a phone number"):
        assert said in text(page)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    chinese = browser.get(answer["Location"])
    assert "This is required." not in text(chinese)


def test_what_the_number_contradicts_is_said_and_the_number_counts(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    typed = sent(form, sex="2", birth_date="1991-07-03", next="1")
    page = text(browser.post(address("form-fill", form.pk), typed, follow=True))
    assert "Sex: the number says another sex than was stated; it counts" in page
    assert "Date of birth: the number says another day of birth than was stated; it counts" in page
    assert "1990-03-07" in page and "1991-07-03" not in page
    again = browser.get(address("form-fill", form.pk))
    assert "it counts" not in text(again)


def test_a_returned_form_says_why_at_the_field(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    clerk = an_actor("clerk", name="王芳", committee=here.row)
    form = give_back(a_handed_over(coordinator, here.doors[0][0]), clerk, name="与证件不符", paper="没有签名")
    browser = signed_in(coordinator)
    page = text(browser.get(address("form-fill", form.pk)))
    assert "与证件不符" in page and "没有签名" in page
    browser.post(address("form-fill", form.pk), sent(form, name="张为民", next="1"))
    kept = form_at(form.pk)
    browser.post(address("form-hand-over", form.pk), {"client_id": uuid4(), "version": kept.version})
    again = form_at(form.pk)
    assert (again.state, again.handed_over_at) == (State.HANDED_OVER, form.handed_over_at)
    history = text(browser.get(address("form-page", form.pk)))
    for said in ("Hand-over 1", "Hand-over 2", "王芳", "与证件不符"):
        assert said in history


def test_two_sessions_on_one_form(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    form = a_draft(coordinator, here.doors[0][0])
    first, second = signed_in(coordinator), signed_in(coordinator)
    assert first.post(address("form-fill", form.pk), sent(form)).status_code == 302
    stale = second.post(address("form-fill", form.pk), sent(form, name="王五"))
    assert stale.status_code == 409 and "李强" in text(stale)


def test_a_double_click_has_one_effect(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    data = sent(form)
    assert [browser.post(address("form-fill", form.pk), data).status_code for _ in range(2)] == [302, 302]
    assert form_at(form.pk).version == 1
    assert browser.post(address("form-fill", form.pk), {**data, "name": "王五"}).status_code == 409


def test_a_missing_certificate_is_said_before_and_refused_after(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    Certificate.objects.filter(account=coordinator.account).update(withdrawn_on=TODAY)
    browser = signed_in(coordinator)
    assert "No valid collector's certificate on 2026-10-12" in browser.get(
        address("form-page", form.pk)
    ).content.decode().replace("&#x27;", "'")
    data = {"client_id": uuid4(), "version": form.version}
    assert browser.post(address("form-hand-over", form.pk), data).status_code == 403
    assert form_at(form.pk).state == State.DRAFT


def test_lateness_is_said_on_the_last_screen(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    Form.objects.filter(subdistrict=STREET).update(learned_on=date(2026, 9, 28))
    with clock.frozen(NOON + timedelta(days=1)):
        page = text(signed_in(coordinator).get(address("form-page", form.pk)))
    assert "Handed over after the day of collection" in page and "after the due day" in page


def test_a_dropped_form_needs_its_reason(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    data = {"client_id": uuid4(), "version": 0, "reason": f"号码 {NUMBER}"}
    assert browser.post(address("form-drop", form.pk), data).status_code == 422
    answer = browser.post(address("form-drop", form.pk), {**data, "client_id": uuid4(), "reason": "来访亲友"})
    assert answer["Location"] == address("form-list")
    assert "来访亲友" in text(browser.get(address("form-page", form.pk)))


# Opened elsewhere


def test_a_change_is_opened_from_a_register_page(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    browser = signed_in(coordinator)
    data = {"client_id": uuid4(), "action": "deregister", "residency": a_resident(here.doors[0][0])}
    answer = browser.post(address("form-open"), data)
    assert answer["Location"] == address("form-fill", the_form().pk)
    assert the_form().category == "from-elsewhere"
    unit = a_registered(here.doors[0][1], SHOP)
    browser.post(address("form-open"), {"client_id": uuid4(), "action": "alter", "unit": unit})
    door = here.doors[0][2].pk
    browser.post(
        address("form-open"),
        {"client_id": uuid4(), "action": "register", "door": door, "category": "dwelling"},
    )
    assert Form.objects.filter(subdistrict=STREET).count() == 3
    foreign = a_registered(elsewhere.doors[0][0], SHOP)
    for wrong in (
        {"unit": foreign},
        {"door": elsewhere.doors[0][0].pk, "category": "unit"},
        {},
        {"unit": uuid4()},
    ):
        data = {"client_id": uuid4(), "action": "alter", **wrong}
        assert browser.post(address("form-open"), data).status_code == 404


def test_a_change_the_role_may_not_collect_is_refused(
    here: CommitteeHere, cadre: Actor, signed_in: Browser
) -> None:
    data = {"client_id": uuid4(), "action": "alter", "unit": a_registered(here.doors[0][1], SHOP)}
    assert signed_in(cadre).post(address("form-open"), data).status_code == 403


def test_one_more_person_at_the_same_visit(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here.doors[0][0]), signed_in(coordinator)
    part = text(browser.get(address("visit-forms", form.visit_id)))
    assert form.number in part and "One more form" in part
    data = {
        "client_id": uuid4(),
        "action": "register",
        "visit": str(form.visit_id),
        "category": "from-elsewhere",
    }
    browser.post(address("form-open"), data)
    assert Form.objects.filter(subdistrict=STREET, visit=form.visit_id).count() == 2
    assert "2 · Person from elsewhere" in text(browser.get(address("form-fill", form.pk)))


def test_an_own_find_begins_with_a_door(here: CommitteeHere, coordinator: Actor, signed_in: Browser) -> None:
    browser, door = signed_in(coordinator), here.doors[0][0]
    assert "Show its doors" in text(browser.get(address("own-find")))
    page = f"{address('own-find')}?building={door.building_id}"
    assert "101" in text(browser.get(page))
    data = {"client_id": uuid4(), "door": door.pk, "matter": "moved-in", "learned_on": "2026-10-13"}
    assert browser.post(page, data).status_code == 422
    answer = browser.post(page, {**data, "client_id": uuid4(), "learned_on": "2026-10-12"})
    visit = Visit.objects.get(subdistrict=STREET)
    assert answer["Location"] == address("visit-findings", visit.pk)


# Who sees what


def test_anothers_form_is_not_there(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_filled(coordinator, here.doors[0][0])
    other = signed_in(an_actor("coordinator", committee=here.row))
    absent = other.get(address("form-page", uuid4()))
    for route in ("form-page", "form-fill", "form-print"):
        answer = other.get(address(route, form.pk))
        assert (answer.status_code, answer.content) == (404, absent.content)
    for route in ("form-hand-over", "form-drop"):
        data = {"client_id": uuid4(), "version": form.version, "reason": "x"}
        assert other.post(address(route, form.pk), data).status_code == 404
    foreign = signed_in(an_actor("secretary", committee=elsewhere.row))
    assert foreign.get(address("form-page", form.pk)).status_code == 404


def test_the_committees_leadership_reads_it_masked(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_handed_over(coordinator, here.doors[0][0])
    for role in ("secretary", "clerk"):
        page = signed_in(an_actor(role, committee=here.row)).get(address("form-page", form.pk))
        assert page.status_code == 200
        assert "张*民" in text(page)
        for hidden in (NAME, NUMBER, PHONE):
            assert hidden not in page.content.decode()


def test_lists_hold_nothing_of_what_forms_say(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = a_handed_over(coordinator, here.doors[0][0])
    draft = a_filled(coordinator, here.doors[0][1])
    leader = an_actor("secretary", committee=here.row)
    for actor, query in ((coordinator, "?state="), (leader, "?state=&whose=all")):
        page = signed_in(actor).get(address("form-list") + query)
        assert form.number in text(page) and draft.number in text(page)
        for hidden in (NAME, "张*民", NUMBER, PHONE):
            assert hidden not in page.content.decode()
    part = signed_in(coordinator).get(address("visit-forms", form.visit_id))
    assert NAME not in part.content.decode()


def test_counts_and_rows_of_the_list_agree(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    a_handed_over(coordinator, here.doors[0][0])
    for learned_on in (date(2026, 9, 29), date(2026, 10, 8), TODAY):
        a_draft(coordinator, here.doors[0][1], learned_on=learned_on)
    figures = access.figures(coordinator)
    assert (figures.overdue, figures.due_today, figures.in_time, figures.handed_over) == (1, 1, 1, 1)
    browser = signed_in(coordinator)
    for query, count in (
        ("?colour=red", 1),
        ("?colour=amber", 1),
        ("?state=to-do", 3),
        ("?state=handed-over", 1),
    ):
        assert f"{count} form" in text(browser.get(address("form-list") + query))


@pytest.mark.parametrize(
    "query", ["?state=x", "?colour=mauve", "?subject=y&action=z&committee=q", "?after=tampered"]
)
def test_a_filter_that_is_none_is_left_out(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, query: str
) -> None:
    a_draft(coordinator, here.doors[0][0])
    assert signed_in(coordinator).get(address("form-list") + query).status_code == 200


def test_queries_do_not_grow_with_the_rows(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    browser, counted = signed_in(coordinator), []
    visit = None
    for _ in range(2):
        for _ in range(3):
            form = a_draft(coordinator, here.doors[0][0])
            visit = visit or form.visit_id
            actions.add_form(coordinator, uuid4(), visit, Finding(FoundCategory.FROM_ELSEWHERE))
        browser.get(address("form-list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(address("form-list"))
            browser.get(address("visit-forms", visit))
            browser.get(address("form-fill", form.pk))
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Journal


def test_a_page_of_a_form_is_journalled_with_its_subjects(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    residency = a_resident(here.doors[0][0])
    item = Finding(FoundCategory.FROM_ELSEWHERE, DEREGISTER, residency=residency)
    pk = actions.open_change(coordinator, uuid4(), Change(here.doors[0][0].pk, item, TODAY))
    signed_in(coordinator).get(address("form-page", pk))
    line = Line.objects.filter(subdistrict=STREET).latest("number")
    assert (line.verb, line.account) == ("form.read", coordinator.account)
    seen = set(Subject.objects.filter(subdistrict=STREET, line=line).values_list("kind", "subject"))
    form = form_at(pk)
    assert {("collection.form", pk), ("register.person", form.person_id)} <= seen
