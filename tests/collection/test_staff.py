"""Lines about staff on a unit's form: put on and taken off the page, what is refused, the paper, moving."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.collection import labels, paper, staff
from sanshi.collection.access import content_of
from sanshi.collection.actions import Change, Finding, open_change
from sanshi.collection.content import MOST_EMPLOYMENTS, FormContent, WrongContent
from sanshi.collection.fields import FormKind, asked, fields_of
from sanshi.collection.models import Form, FormAction
from sanshi.collection.rules import problems, tidied
from sanshi.identity.fictive import fictive_resident_number
from sanshi.problems import (
    ENDS_BEFORE_START,
    IN_THE_FUTURE,
    NO_SUCH_DOOR,
    NOT_A_CHOICE,
    REQUIRED,
    TWICE_ON_THE_FORM,
    UNIT_IS_HERE,
    WRONG_DOCUMENT_NUMBER,
    Refused,
)
from sanshi.register import actions as register
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives, employment_field
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion
from sanshi.territory.models import Building
from sanshi.verbs import Actor
from sanshi.visits.models import FoundCategory
from tests.collection.page_steps import Browser, address, text
from tests.collection.samples import NUMBER, SHOP, form_at, timing
from tests.collection.steps import an_officer
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, the_house

REGISTER, ALTER = FormKind("unit", "register"), FormKind("unit", "alter")
WANG = EmploymentFacts(
    name="王小二",
    document_type="111",
    document_number=NUMBER,
    lives=Lives.ELSEWHERE,
    residence_region="012345",
    started_on=date(2026, 9, 1),
)
LI = replace(WANG, name="李小四", document_number=fictive_resident_number("012345", date(1991, 2, 3), 7))
facts = st.builds(
    EmploymentFacts,
    record=st.sampled_from(["", str(uuid4())]),
    name=st.text(max_size=5),
    lives=st.sampled_from(["", *Lives]),
    started_on=st.none() | st.dates(),
    ended_on=st.none() | st.dates(),
)


def wrong(*lines: EmploymentFacts, kind: FormKind = REGISTER, **more: Any) -> dict[str | None, Any]:
    content = FormContent(unit=SHOP, employments=lines, **more)
    if kind is ALTER:
        content = replace(content, alteration=Alteration(AlterationKind.CORRECTION))
    return {one.field: one.kind for one in problems(kind, content, timing())}


# What a form says


@given(st.lists(facts, max_size=4))
def test_lines_are_read_as_they_were_written(lines: list[EmploymentFacts]) -> None:
    content = FormContent(unit=SHOP, employments=tuple(lines))
    assert FormContent.from_json(content.to_json()) == content
    assert content.having(content.values()) == content


@pytest.mark.parametrize("lines", [{}, [{"wage": "9"}], [{"name": 3}], [3], [{}] * (MOST_EMPLOYMENTS + 1)])
def test_other_lines_are_not_read(lines: Any) -> None:
    with pytest.raises(WrongContent):
        FormContent.from_json({"employments": lines})


def test_where_somebody_lives_is_asked_by_what_was_said() -> None:
    def found(line: EmploymentFacts) -> set[str]:
        values = FormContent(unit=SHOP, employments=(line,)).values()
        lines = [name.partition("employment1_") for name in asked(REGISTER, values, TODAY)]
        return {name for _before, found, name in lines if found}

    assert "residence_region" in found(WANG) and "residence_door" not in found(WANG)
    street = found(replace(WANG, lives=Lives.STREET))
    assert "residence_door" in street and "residence_region" not in street
    assert not {"name", "document_number", "lives"} & found(EmploymentFacts(person=str(uuid4())))
    assert "ended_on" not in found(WANG)


def test_what_is_not_asked_is_not_kept() -> None:
    line = replace(WANG, residence_door=str(uuid4()), ended_on=TODAY)
    (kept,) = tidied(REGISTER, FormContent(unit=SHOP, employments=(line,)), TODAY).employments
    assert (kept.residence_door, kept.ended_on) == ("", None)
    (named,) = tidied(
        REGISTER, FormContent(unit=SHOP, employments=(replace(line, person=str(uuid4())),)), TODAY
    ).employments
    assert (named.name, named.document_number, named.residence_region) == ("", "", "")


def test_a_line_taken_off_moves_the_others_up_with_what_was_typed() -> None:
    content = FormContent(
        unit=SHOP,
        employments=(WANG, LI, WANG),
        unfinished={
            "employment1_started_on": "x",
            "employment3_residence_door": "金口路",
            "contact_phone": "?",
        },
    )
    left = staff.without_line(content, 1)
    assert left.employments == (LI, WANG)
    assert left.unfinished == {"employment2_residence_door": "金口路", "contact_phone": "?"}


def test_nobody_is_put_on_twice_nor_beyond_the_room() -> None:
    known = replace(WANG, record=str(uuid4()))
    content = staff.with_line(staff.with_line(FormContent(unit=SHOP), known), known)
    assert content.employments == (known,)
    full = FormContent(unit=SHOP, employments=(EmploymentFacts(),) * MOST_EMPLOYMENTS)
    assert staff.with_line(full, WANG) is full


# What keeps it from the clerk


def test_complete_lines_are_in_order() -> None:
    assert wrong(WANG, LI) == {} and wrong() == {}
    assert wrong(replace(WANG, document_number="", document_type="")) == {}


@pytest.mark.parametrize(
    ("changes", "field", "kind"),
    [
        ({"name": ""}, "name", REQUIRED),
        ({"lives": ""}, "lives", REQUIRED),
        ({"lives": "moon"}, "lives", NOT_A_CHOICE),
        ({"lives": Lives.STREET}, "residence_door", REQUIRED),
        ({"residence_region": "12"}, "residence_region", NOT_A_CHOICE),
        ({"started_on": None}, "started_on", REQUIRED),
        ({"started_on": date(2026, 10, 13)}, "started_on", IN_THE_FUTURE),
        ({"document_number": NUMBER[:-1] + "9"}, "document_number", WRONG_DOCUMENT_NUMBER),
        ({"document_type": ""}, "document_type", REQUIRED),
    ],
)
def test_what_is_wrong_names_the_lines_own_field(changes: Any, field: str, kind: Any) -> None:
    assert wrong(LI, replace(WANG, **changes)) == {f"employment2_{field}": kind}


def test_a_number_is_said_to_be_wrong_in_the_same_words_as_a_persons() -> None:
    swapped = NUMBER[:-3] + NUMBER[-2] + NUMBER[-3] + NUMBER[-1]
    content = FormContent(unit=SHOP, employments=(replace(WANG, document_number=swapped),))
    (problem,) = problems(REGISTER, content, timing())
    assert problem.kind is WRONG_DOCUMENT_NUMBER and str(problem.params["why"]) in problem.message


def test_the_same_employee_stands_on_a_form_once() -> None:
    assert wrong(WANG, replace(LI, document_number=NUMBER)) == {
        "employment2_document_number": TWICE_ON_THE_FORM
    }


def test_an_address_that_is_none_is_kept_as_it_was_typed() -> None:
    line, typed = replace(WANG, lives=Lives.STREET), {"employment1_residence_door": "月亮路1号"}
    assert wrong(line, unfinished=typed) == {"employment1_residence_door": NO_SUCH_DOOR}


def test_who_left_needs_nothing_but_since_when() -> None:
    known = EmploymentFacts(record=str(uuid4()), name="王小二", started_on=date(2026, 9, 1), ended_on=TODAY)
    assert wrong(known, kind=ALTER) == {}
    early = replace(known, ended_on=date(2026, 8, 1))
    assert wrong(early, kind=ALTER) == {"employment1_ended_on": ENDS_BEFORE_START}


# In words


def test_names_numbers_and_homes_are_masked_line_by_line() -> None:
    door = str(uuid4())
    line = replace(WANG, lives=Lives.STREET, residence_door=door)
    content = FormContent(unit=SHOP, employments=(line,))
    for hide, full in ((labels.NOTHING, True), (labels.EVERYTHING_PERSONAL, False)):
        said = labels.said(REGISTER, content, TODAY, hide, {door: "金口路1弄1号101室"})
        lines = {one.field: one.value for part in said for one in part.lines}
        assert (lines["employment1_name"] == "王小二") is full
        assert (lines["employment1_document_number"] == NUMBER) is full
        assert (lines["employment1_residence_door"] == "金口路1弄1号101室") is full
        assert lines["name"] == SHOP.name


def test_the_paper_has_a_line_for_each_and_some_when_empty() -> None:
    content = FormContent(unit=SHOP, employments=(WANG, LI))
    sheet = paper.filled(FormKind("unit", "register"), content, labels.NOTHING, {})
    said = [cell.value for part in sheet.sections for row in part.rows for cell in row]
    assert {"王小二", "李小四"} <= set(said)
    empty = [part.label for part in paper.blank(REGISTER).sections]
    assert 2 <= len([label for label in empty if "Staff" in label or "从业人员" in label]) <= 6


def test_only_the_police_are_asked_for_key_trades() -> None:
    assert "key_trade" not in fields_of(ALTER)
    assert "key_trade" in fields_of(FormKind("unit", "alter", by_police=True))


# The page


def registered(here: CommitteeHere, *lines: EmploymentFacts) -> UUID:
    door = here.doors[0][0].pk
    return register.register_unit(
        the_house(), uuid4(), uuid4(), SHOP, door, date(2026, 9, 1), employments=lines
    )


def a_draft(actor: Actor, here: CommitteeHere, unit: UUID | None = None) -> Form:
    action = FormAction.ALTER if unit else FormAction.REGISTER
    change = Change(here.doors[0][0].pk, Finding(FoundCategory.UNIT, action, unit=unit), TODAY)
    return form_at(open_change(actor, uuid4(), change))


def typed(form: Form, *lines: dict[str, str], **more: str) -> dict[str, str]:
    given = {
        "client_id": str(uuid4()),
        "version": str(form.version),
        "name": SHOP.name,
        "kind": "street-front",
        "status": "open",
        "alteration_kind": "change",
        "changed_on": "2026-10-12",
        "collected_at": "2026-10-12T10:00",
        **more,
    }
    for place, line in enumerate(lines, start=1):
        given |= {employment_field(place, name): value for name, value in line.items()}
    return given


LINE = {
    "name": "王小二",
    "document_type": "111",
    "document_number": NUMBER,
    "lives": "elsewhere",
    "residence_region": "012345",
    "started_on": "2026-09-01",
}


def test_a_line_is_put_on_filled_in_and_handed_over(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here), signed_in(coordinator)
    fill = address("form-fill", form.pk)
    assert "Put an employee on the form" in text(browser.get(fill))
    answer = browser.post(fill, typed(form, new_line="1"))
    assert answer["Location"] == f"{fill}#part-employment1"
    page = browser.get(fill).content.decode()
    assert 'name="employment1_name"' in page and 'name="employment2_name"' not in page
    form = form_at(form.pk)
    answer = browser.post(fill, typed(form, LINE, next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    assert content_of(form_at(form.pk)).employments == (WANG,)
    assert "王小二" in text(browser.get(answer["Location"]))
    assert "王小二" in text(browser.get(address("form-print", form.pk)))


def test_what_lacks_in_a_line_stands_beside_its_field(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here), signed_in(coordinator)
    fill = address("form-fill", form.pk)
    browser.post(fill, typed(form, new_line="1"))
    form = form_at(form.pk)
    wrong_line = {**LINE, "lives": "street", "residence_door": "月亮路9号"}
    answer = browser.post(fill, typed(form, wrong_line, next="1"))
    page = browser.get(answer["Location"])
    assert page.status_code == 422
    assert "No door of the street has this address" in text(page) and "月亮路9号" in page.content.decode()


def test_a_home_is_chosen_by_its_address(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form, browser = a_draft(coordinator, here), signed_in(coordinator)
    fill, door = address("form-fill", form.pk), elsewhere.doors[1][2]
    browser.post(fill, typed(form, new_line="1"))
    form = form_at(form.pk)
    Building.objects.filter(pk=door.building_id).update(lane="2")
    said = f"浦东新区金口路 2弄 {door.building.number}号 {door.room}"
    answer = browser.post(fill, typed(form, {**LINE, "lives": "street", "residence_door": said}, next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    (line,) = content_of(form_at(form.pk)).employments
    assert line.residence_door == str(door.pk)
    assert door.address in browser.get(fill).content.decode()


def test_who_works_there_is_put_on_by_a_button_without_the_number(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    unit = registered(here, WANG, LI)
    form, browser = a_draft(coordinator, here, unit), signed_in(coordinator)
    fill = address("form-fill", form.pk)
    assert content_of(form).employments == ()
    page = browser.get(fill)
    assert "王小二" in text(page) and "李小四" in text(page) and NUMBER not in page.content.decode()
    row = EmploymentVersion.objects.filter(current(), subdistrict=STREET).order_by("employment_id")[0]
    browser.post(fill, typed(form, known_line=str(row.employment_id)))
    (line,) = content_of(form_at(form.pk)).employments
    assert (line.record, line.document_number, line.residence_region) == (
        str(row.employment_id),
        "",
        "012345",
    )
    form = form_at(form.pk)
    left = {"name": line.name, "lives": "elsewhere", "residence_region": "012345", "ended_on": "2026-10-12"}
    answer = browser.post(fill, typed(form, {**left, "started_on": "2026-09-01"}, next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    assert content_of(form_at(form.pk)).employments[0].ended_on == TODAY


def test_a_line_is_taken_off_and_anothers_is_not_put_on(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    other = registered(here, LI)
    form, browser = a_draft(coordinator, here, registered(here)), signed_in(coordinator)
    fill = address("form-fill", form.pk)
    foreign = EmploymentVersion.objects.get(current(), subdistrict=STREET, unit=other)
    browser.post(fill, typed(form, known_line=str(foreign.employment_id)))
    assert content_of(form_at(form.pk)).employments == ()
    browser.post(fill, typed(form_at(form.pk), new_line="1"))
    assert len(content_of(form_at(form.pk)).employments) == 1
    browser.post(fill, typed(form_at(form.pk), LINE, drop_line="1"))
    assert content_of(form_at(form.pk)).employments == ()


def test_an_officers_page_asks_for_the_key_trade_and_others_carry_it(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    unit, officer = registered(here), an_officer(here)
    form = a_draft(officer, here, unit)
    browser, fill = signed_in(officer), address("form-fill", form.pk)
    assert 'name="key_trade"' in browser.get(fill).content.decode()
    answer = browser.post(fill, typed(form, key_trade="on", next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    kept = content_of(form_at(form.pk)).unit
    assert kept is not None and kept.key_trade
    own = a_draft(coordinator, here, unit)
    browser, fill = signed_in(coordinator), address("form-fill", own.pk)
    assert 'name="key_trade"' not in browser.get(fill).content.decode()
    browser.post(fill, typed(own, key_trade="on", next="1"))
    kept = content_of(form_at(own.pk)).unit
    assert kept is not None and not kept.key_trade


# Moving


def test_a_unit_is_named_at_its_new_door_by_its_code(
    here: CommitteeHere, elsewhere: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door = elsewhere.doors[0][0]
    unit = register.register_unit(the_house(), uuid4(), uuid4(), SHOP, door.pk, date(2026, 9, 1))
    new, browser = here.doors[0][1], signed_in(coordinator)
    page = f"{address('unit-move')}?building={new.building_id}"
    assert "Its credit code" in text(browser.get(page))
    sent = {
        "client_id": str(uuid4()),
        "door": str(new.pk),
        "unit": SHOP.credit_code,
        "learned_on": "2026-10-12",
    }
    assert "No unit of the street" in text(browser.post(page, {**sent, "unit": "没有这家店"}))
    answer = browser.post(page, sent)
    form = Form.objects.get(subdistrict=STREET)
    assert answer["Location"] == address("form-fill", form.pk)
    assert (form.unit_id, form.door_id, content_of(form).moved_from) == (unit, new.pk, str(door.pk))
    answer = browser.post(address("form-fill", form.pk), typed(form, next="1"))
    assert answer["Location"] == address("form-page", form.pk)
    assert door.address in text(browser.get(answer["Location"]))
    assert content_of(form_at(form.pk)).moved_from == str(door.pk)


def test_a_move_from_the_page_of_a_unit_says_which_before_the_door(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    unit = registered(here)
    page = signed_in(coordinator).get(address("unit-move"), {"unit": unit})
    assert SHOP.name in text(page) and address("unit-page", unit) in page.content.decode()


def test_it_does_not_move_to_where_it_is(here: CommitteeHere, coordinator: Actor) -> None:
    unit, door = registered(here), here.doors[0][0]
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=unit, moved_here=True)
    with pytest.raises(Refused) as refused:
        open_change(coordinator, uuid4(), Change(door.pk, finding, TODAY))
    assert refused.value.kind is UNIT_IS_HERE


def test_thirty_lines_cost_no_more_than_one(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser, django_assert_max_num_queries: Any
) -> None:
    lines = [
        replace(WANG, document_number=fictive_resident_number("012345", date(1990, 1, day), 31))
        for day in range(1, 31)
    ]
    unit = registered(here, *lines)
    form, browser = a_draft(coordinator, here, unit), signed_in(coordinator)
    with django_assert_max_num_queries(40):
        assert browser.get(address("form-fill", form.pk)).status_code == 200
