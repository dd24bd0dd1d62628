"""Leases on a dwelling's form: what is asked, what is refused, what is pointed out; the page, the paper."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sanshi.collection import labels, paper, standing
from sanshi.collection.access import content_of
from sanshi.collection.actions import Change, Finding, open_change
from sanshi.collection.content import FormContent, WrongContent
from sanshi.collection.fields import FormKind, asked, fields_of
from sanshi.collection.models import Form, FormAction
from sanshi.collection.rules import overlapping, problems, tidied
from sanshi.journal.recording import reading
from sanshi.problems import (
    ENDS_BEFORE_START,
    FILED_WITHOUT_NUMBER,
    IN_THE_FUTURE,
    MORE_ROOMS_LET,
    REQUIRED,
    WRONG_PHONE,
)
from sanshi.register import actions as register
from sanshi.register.facts import Alteration, AlterationKind, LeaseFacts
from sanshi.register.models import Filed, LessorKind
from sanshi.verbs import READ_DWELLINGS, Actor
from sanshi.visits.models import FoundCategory
from tests.collection.page_steps import Browser, address, text
from tests.collection.samples import FROM_ELSEWHERE, LET, PERSON, PHONE, form_at, timing
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, the_house

REGISTER, ALTER = FormKind("dwelling", "register"), FormKind("dwelling", "alter")
LEASE = LeaseFacts(
    lessor_kind=LessorKind.PERSON,
    lessor_name="李房东",
    lessor_phone=PHONE,
    started_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    let_rooms=2,
    filed=Filed.YES,
    filing_number="2026-17",
    filed_on=date(2026, 1, 12),
)
NEXT_YEAR = {"started_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
TOMORROW = TODAY + timedelta(days=1)

facts = st.builds(
    LeaseFacts,
    record=st.sampled_from(["", str(uuid4())]),
    lessor_name=st.text(max_size=5),
    started_on=st.none() | st.dates(),
    ends_on=st.none() | st.dates(),
    let_rooms=st.none() | st.integers(1, 9),
    tenants=st.lists(st.uuids().map(str), max_size=3).map(tuple),
    filed=st.sampled_from(["", *Filed.values]),
)


def form_of(*leases: LeaseFacts, **dwelling: Any) -> FormContent:
    return FormContent(dwelling=replace(LET, **dwelling), leases=leases)


def wrong(*leases: LeaseFacts, kind: FormKind = REGISTER, **dwelling: Any) -> dict[str | None, Any]:
    content = form_of(*leases, **dwelling)
    if kind is ALTER:
        content = replace(content, alteration=Alteration(AlterationKind.CORRECTION))
    return {one.field: one.kind for one in problems(kind, content, timing())}


# What a form says


@given(st.lists(facts, max_size=6))
def test_leases_are_read_as_they_were_written(leases: list[LeaseFacts]) -> None:
    content = form_of(*leases)
    assert FormContent.from_json(content.to_json()) == content
    assert content.having(content.values()) == content


@pytest.mark.parametrize(
    "leases", [{}, [{"rent": "9"}], [{"tenants": 3}], [{"started_on": 3}], [3], [{}] * 7]
)
def test_other_leases_are_not_read(leases: Any) -> None:
    with pytest.raises(WrongContent):
        FormContent.from_json({"leases": leases})


def test_each_lease_is_asked_for_as_often_as_there_are() -> None:
    values = form_of(LEASE, replace(LEASE, filed=Filed.NO)).values()
    found = asked(REGISTER, values, TODAY)
    assert {"lease1_filed", "lease1_filing_number", "lease2_filed"} <= set(found)
    assert not {"lease2_filing_number", "lease3_filed", "lease1_ended_on"} & set(found)


@pytest.mark.parametrize("occupancy", ["owner", "lent", "empty"])
def test_a_dwelling_that_is_not_let_says_nothing_of_leases(occupancy: str) -> None:
    content = form_of(LEASE, occupancy=occupancy)
    assert not any("lease" in name for name in asked(REGISTER, content.values(), TODAY))
    assert tidied(REGISTER, content, TODAY).leases == ()


def test_what_is_not_filed_keeps_no_number() -> None:
    kept = tidied(REGISTER, form_of(replace(LEASE, filed=Filed.NO)), TODAY).leases[0]
    assert (kept.filing_number, kept.filed_on) == ("", None)


def test_only_a_lease_of_the_register_is_said_to_be_over() -> None:
    known, new = replace(LEASE, record=str(uuid4()), ended_on=TODAY), replace(LEASE, ended_on=TODAY)
    kept = tidied(ALTER, form_of(known, new), TODAY).leases
    assert [lease.ended_on for lease in kept] == [TODAY, None]
    assert kept[0].record == known.record


# What keeps it from the clerk


def test_a_complete_lease_is_in_order() -> None:
    assert wrong(LEASE) == {}
    assert wrong(LEASE, kind=ALTER) == {}


@pytest.mark.parametrize(
    ("changes", "field", "kind"),
    [
        ({"filing_number": ""}, "filing_number", FILED_WITHOUT_NUMBER),
        ({"filed_on": TOMORROW}, "filed_on", IN_THE_FUTURE),
        ({"started_on": TOMORROW}, "started_on", IN_THE_FUTURE),
        ({"checked_on": TOMORROW}, "checked_on", IN_THE_FUTURE),
        ({"ends_on": date(2025, 12, 31)}, "ends_on", ENDS_BEFORE_START),
        ({"let_rooms": 3}, "let_rooms", MORE_ROOMS_LET),
        ({"filed": ""}, "filed", REQUIRED),
        ({"lessor_kind": ""}, "lessor_kind", REQUIRED),
        ({"started_on": None}, "started_on", REQUIRED),
        ({"lessor_phone": "12"}, "lessor_phone", WRONG_PHONE),
    ],
)
def test_what_is_wrong_names_the_leases_own_field(changes: Any, field: str, kind: Any) -> None:
    fine = replace(LEASE, let_rooms=1)
    assert wrong(fine, replace(fine, **changes)) == {f"lease2_{field}": kind}


def test_it_is_not_over_before_it_began() -> None:
    over = replace(LEASE, record=str(uuid4()), ended_on=date(2025, 5, 1))
    assert wrong(over, kind=ALTER) == {"lease1_ended_on": ENDS_BEFORE_START}


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ({"let_rooms": 1}, {"let_rooms": 1}, False),
        ({"let_rooms": 1}, {"let_rooms": 2}, True),
        ({"let_rooms": None}, {"let_rooms": 1}, True),
        ({"let_rooms": 2}, {"let_rooms": 2, **NEXT_YEAR}, False),
        ({"let_rooms": 2, "ends_on": None}, {"let_rooms": 2, **NEXT_YEAR}, True),
        ({"let_rooms": 2, "ended_on": TODAY}, {"let_rooms": 2}, False),
    ],
)
def test_leases_that_let_the_same_rooms_are_pointed_out(first: Any, second: Any, overlap: bool) -> None:
    content = form_of(replace(LEASE, **first), replace(LEASE, **second))
    both = {"lease1_let_rooms", "lease2_let_rooms"}
    assert overlapping(content) == (both if overlap else frozenset())


# In words


def test_numbers_and_names_are_masked_lease_by_lease() -> None:
    person = str(uuid4())
    content = form_of(replace(LEASE, tenants=(person,)))
    for hide, shown in ((labels.NOTHING, "张伟民"), (labels.EVERYTHING_PERSONAL, "张*民")):
        said = labels.said(REGISTER, content, TODAY, hide, {person: "张伟民"})
        lines = {line.field: line.value for section in said for line in section.lines}
        assert lines["lease1_tenants"] == shown
        assert (lines["lease1_lessor_phone"] == PHONE) is (hide == labels.NOTHING)
        assert (lines["lease1_lessor_name"] == "李房东") is (hide == labels.NOTHING)


def test_a_field_that_stands_alone_says_which_lease() -> None:
    assert "2" in labels.full_label(REGISTER, "lease2_filed")
    assert labels.field_label(REGISTER, "lease2_filed") in labels.full_label(REGISTER, "lease2_filed")
    assert "lease6_filing_number" in fields_of(REGISTER)


def test_the_paper_has_room_for_two_and_as_many_as_are_stated() -> None:
    assert len(paper.blank(REGISTER).sections) == 3
    stated = paper.filled(REGISTER, form_of(*[replace(LEASE, let_rooms=1)] * 4), labels.NOTHING, {})
    assert len(stated.sections) == 5


# On the page


def a_known_lease(here: CommitteeHere, **changes: Any) -> Any:
    door = here.doors[0][0]
    register.register_dwelling(
        the_house(), uuid4(), uuid4(), LET, door.pk, TODAY - timedelta(days=9), [replace(LEASE, **changes)]
    )
    return door


def altering(coordinator: Actor, door: Any) -> Form:
    with reading(the_house(), READ_DWELLINGS):
        known = standing.dwelling_at(STREET, door.pk)
    assert known is not None
    finding = Finding(FoundCategory.DWELLING, FormAction.ALTER, dwelling=known.record)
    return form_at(open_change(coordinator, uuid4(), Change(door.pk, finding, TODAY)))


def sent(form: Form, **changes: Any) -> QueryDict:
    values = {
        "client_id": str(uuid4()),
        "version": str(form.version),
        "alteration_kind": "correction",
        "use": "home",
        "occupancy": "let",
        "designed_rooms": "2",
        "usable_area_m2": "61.5",
        "lease_count": "1",
        "lease1_lessor_kind": "person",
        "lease1_started_on": "2026-01-01",
        "lease1_ends_on": "2027-12-31",
        "lease1_let_rooms": "2",
        "lease1_filed": "yes",
        "lease1_filing_number": "2026-17",
        "collected_at": "2026-10-12T10:00",
        **changes,
    }
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_an_alteration_begins_with_the_leases_known(here: CommitteeHere, coordinator: Actor) -> None:
    content = content_of(altering(coordinator, a_known_lease(here)))
    (lease,) = content.leases
    assert lease.record and (lease.ends_on, lease.filing_number) == (date(2026, 12, 31), "2026-17")
    assert lease.lessor_phone == ""


def test_what_is_sent_is_kept_with_its_lease_and_tenants(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    door = a_known_lease(here)
    person = register.register_person(the_house(), uuid4(), uuid4(), PERSON, FROM_ELSEWHERE, door.pk, TODAY)
    form = altering(coordinator, door)
    where = address("form-fill", form.pk)
    page = signed_in(coordinator).get(where)
    assert PERSON.name in text(page) and "lease1_ended_on" in page.content.decode()
    second = {
        "lease_count": "2",
        "lease2_lessor_kind": "company",
        "lease2_filed": "no",
        "lease2_ends_on": "x",
    }
    signed_in(coordinator).post(where, sent(form, lease1_tenants=[str(person)], keep="1", **second))
    content = content_of(form_at(form.pk))
    first, other = content.leases
    assert (first.ends_on, first.tenants) == (date(2027, 12, 31), (str(person),))
    assert first.record and not other.record and other.filed == Filed.NO
    assert content.unfinished == {"lease2_ends_on": "x"}
    checked = text(signed_in(coordinator).get(where + "?check=1"))
    assert "Lease 2 · Lease began on" in checked


def test_a_lease_of_the_register_is_not_talked_away(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = altering(coordinator, a_known_lease(here))
    page = signed_in(coordinator).get(address("form-fill", form.pk)).content.decode()
    assert 'name="lease_count" value="1"' in page and 'name="lease_count" value="0"' not in page


def test_nobody_else_can_be_named_a_tenant(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = altering(coordinator, a_known_lease(here))
    foreign = sent(form, lease1_tenants=[str(uuid4())], next="1")
    signed_in(coordinator).post(address("form-fill", form.pk), foreign)
    assert content_of(form_at(form.pk)).leases[0].tenants == ()


def test_overlapping_leases_are_pointed_out_before_the_hand_over(
    here: CommitteeHere, coordinator: Actor, signed_in: Browser
) -> None:
    form = altering(coordinator, a_known_lease(here))
    second = {
        "lease_count": "2",
        "lease2_lessor_kind": "person",
        "lease2_started_on": "2026-02-01",
        "lease2_filed": "unknown",
    }
    answer = signed_in(coordinator).post(
        address("form-fill", form.pk), sent(form, next="1", **second), follow=True
    )
    assert "Leases overlap" in text(answer) and address("form-hand-over", form.pk) in answer.content.decode()
