"""Employees without a number on a unit's form: whom of the register they may be, chosen at the desk."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanshi.collection.actions import Finding
from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, FormAction, State
from sanshi.entry.actions import enter, void_entry
from sanshi.entry.choice import Decision, OnLine, Seen
from sanshi.entry.decisions.access import View, listed
from sanshi.entry.models import Match, MatchDecision
from sanshi.identity.matching.evidence import Band
from sanshi.journal.models import Subject
from sanshi.journal.recording import reading
from sanshi.problems import CANDIDATES_CHANGED, TWICE_ON_THE_FORM, UNKNOWN_PERSON, WHY_DECIDED
from sanshi.register.facts import Alteration, AlterationKind, EmploymentFacts, Lives, PersonFacts
from sanshi.register.history import current
from sanshi.register.models import EmploymentVersion, Kind
from sanshi.vault.masking import mask_document
from sanshi.verbs import READ_DECISIONS, Actor
from sanshi.visits.models import Cause, FoundCategory, Visit
from tests.entry.desk import (
    a_clerk,
    a_collector,
    a_number,
    a_person,
    a_unit,
    an_arrival,
    entered,
    handed_over,
    stored,
)
from tests.entry.test_match import at_the_desk, decisions, refused_by
from tests.entry.test_pages import address, decided, signed_in, text
from tests.visits.neighbourhood import STREET, TODAY, CommitteeHere, a_committee

__all__ = ["signed_in"]
REASON = "店主当面指认"


@pytest.fixture
def line(here: CommitteeHere, someone: PersonFacts) -> EmploymentFacts:
    """By the name, and where the person is registered."""
    return EmploymentFacts(
        name=someone.name,
        lives=Lives.STREET,
        residence_door=str(here.doors[0][0].pk),
        started_on=date(2026, 9, 1),
    )


@pytest.fixture
def shop(here: CommitteeHere, collector: Actor, known: UUID, line: EmploymentFacts) -> Form:
    return opened(collector, here, line)


@pytest.fixture
def namesake(here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, someone: PersonFacts) -> UUID:
    """At the same door: the match does not decide between the two."""
    twin = a_person(name=someone.name)
    form = an_arrival(collector, here.doors[0][0], twin)
    person = stored(entered(clerk, form, Decision(Match.NEW, reason=REASON)).form_id).person_id
    assert person is not None
    return person


def opened(collector: Actor, here: CommitteeHere, *staff: EmploymentFacts, door: int = 1) -> Form:
    content = FormContent(unit=a_unit(), employments=staff)
    return handed_over(collector, here.doors[0][door], content, Finding(FoundCategory.UNIT))


def altered(collector: Actor, form: Form, *staff: EmploymentFacts) -> Form:
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=stored(form.pk).unit_id)
    change = Alteration(AlterationKind.CHANGE, TODAY)
    content = FormContent(unit=a_unit(), alteration=change, employments=staff)
    return handed_over(collector, form.door, content, finding)


def being(person: UUID, reason: str = "", place: int = 1, seen: Seen | None = None) -> Decision:
    return Decision(Match.NEW, staff=(OnLine(place, person, reason, seen),))


def staff_now() -> list[EmploymentVersion]:
    return list(EmploymentVersion.objects.filter(current(), subdistrict=STREET).order_by("employment_id"))


def asked_for() -> int:
    return Visit.objects.filter(subdistrict=STREET, cause=Cause.EMPLOYEE).count()


# Offered


def test_who_is_registered_where_the_line_says_is_offered(
    clerk: Actor, shop: Form, known: UUID, someone: PersonFacts
) -> None:
    compared = at_the_desk(clerk, shop).comparison
    [line] = compared.lines
    [one] = line.candidates
    assert (line.place, line.name, line.offer.band, line.offer.best) == (1, someone.name, Band.SAME, known)
    assert (one.person, one.document) == (known, mask_document(someone.document_number))
    assert not one.asks_reason
    [home] = [row for row in compared.rows if row.field == "employment1_home"]
    assert "见下方" in home.after


def test_of_another_committee_only_the_committee_is_told(
    clerk: Actor, collector: Actor, here: CommitteeHere, someone: PersonFacts
) -> None:
    there = a_committee(7)
    other_collector = a_collector(there, "钱进")
    entered(a_clerk(there, "赵敏"), an_arrival(other_collector, there.doors[0][0], someone))
    line = EmploymentFacts(
        name=someone.name, lives=Lives.STREET, residence_door=str(there.doors[0][0].pk), started_on=TODAY
    )
    [found] = at_the_desk(clerk, opened(collector, here, line)).comparison.lines
    assert [one.place for one in found.candidates] == [there.row.name]


@pytest.mark.parametrize(
    "changes",
    [
        {"document_type": "111", "document_number": "number"},
        {"lives": Lives.ELSEWHERE, "residence_door": "", "residence_region": "012345"},
        {"name": "赵小六"},
    ],
    ids=["with a number", "lives elsewhere", "another name"],
)
def test_nobody_is_offered_where_nobody_can_be_meant(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, line: EmploymentFacts, changes: Any
) -> None:
    if changes.get("document_number"):
        changes = {**changes, "document_number": a_number()}
    form = opened(collector, here, replace(line, **changes))
    assert at_the_desk(clerk, form).comparison.lines == ()


def test_who_is_on_the_form_already_is_not_offered(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, line: EmploymentFacts
) -> None:
    named = EmploymentFacts(person=str(known), started_on=TODAY)
    assert at_the_desk(clerk, opened(collector, here, named, line)).comparison.lines == ()


def test_who_is_on_the_staff_by_the_number_is_not_offered(
    here: CommitteeHere,
    clerk: Actor,
    collector: Actor,
    known: UUID,
    someone: PersonFacts,
    line: EmploymentFacts,
) -> None:
    numbered = replace(line, document_type="111", document_number=someone.document_number)
    first = opened(collector, here, numbered)
    entered(clerk, first)
    assert at_the_desk(clerk, altered(collector, first, line)).comparison.lines == ()


def test_a_closing_unit_asks_about_nobody(
    clerk: Actor, collector: Actor, shop: Form, line: EmploymentFacts
) -> None:
    entered(clerk, shop)
    finding = Finding(FoundCategory.UNIT, FormAction.ALTER, unit=stored(shop.pk).unit_id)
    change = Alteration(AlterationKind.CHANGE, TODAY)
    line = replace(line, record=str(staff_now()[0].employment_id))
    content = FormContent(unit=a_unit(status="closed"), alteration=change, employments=(line,))
    form = handed_over(collector, shop.door, content, finding)
    assert at_the_desk(clerk, form).comparison.lines == ()


def test_more_lines_ask_no_more(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, line: EmploymentFacts
) -> None:
    counts = []
    for door, lines in enumerate((1, 4)):
        form = opened(collector, here, *[line] * lines, door=door)
        at_the_desk(clerk, form)
        with CaptureQueriesContext(connection) as asked:
            assert len(at_the_desk(clerk, form).comparison.lines) == lines
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Chosen


def test_the_one_chosen_works_there_and_it_is_remembered(clerk: Actor, shop: Form, known: UUID) -> None:
    entry = entered(clerk, shop, being(known))
    [row] = staff_now()
    assert (row.person_id, row.name, row.residence_door) == (known, None, None)
    [kept] = decisions(shop.pk)
    assert (kept.kind, kept.verdict, kept.one, kept.other) == (Kind.PERSON, "same", known, None)
    assert (kept.band, kept.reason, kept.decided_by_id) == (Band.SAME, "", clerk.account)
    assert entry.changed and asked_for() == 0
    touched = Subject.objects.filter(subdistrict=STREET, kind="entry.matchdecision", subject=kept.pk)
    assert touched.exists()


def test_left_open_it_is_as_the_form_says(clerk: Actor, shop: Form, someone: PersonFacts) -> None:
    entered(clerk, shop)
    [row] = staff_now()
    assert row.person_id is None and row.name and row.name.open() == someone.name
    assert not decisions(shop.pk) and asked_for() == 1


def test_who_is_on_the_staff_by_name_alone_is_recognised_later(
    clerk: Actor, collector: Actor, shop: Form, known: UUID, line: EmploymentFacts
) -> None:
    entered(clerk, shop)
    [before] = staff_now()
    form = altered(collector, shop, replace(line, record=str(before.employment_id)))
    [offered] = at_the_desk(clerk, form).comparison.lines
    assert [one.person for one in offered.candidates] == [known]
    entered(clerk, form, being(known))
    [was, row] = staff_now()
    assert (was.employment_id, was.valid_to, was.person_id) == (before.employment_id, TODAY, None)
    assert (row.employment_id, row.valid_from, row.person_id) == (before.employment_id, TODAY, known)


def test_in_a_known_unit_the_line_there_is_the_persons(
    here: CommitteeHere, clerk: Actor, collector: Actor, shop: Form, known: UUID, line: EmploymentFacts
) -> None:
    """The form says it anew, its unit is one of the register: nobody stands there twice."""
    entered(clerk, shop)
    form = opened(collector, here, line)
    decision = replace(being(known), match=Match.SAME, person=stored(shop.pk).unit_id, reason=REASON)
    entered(clerk, form, decision)
    assert len({row.employment_id for row in staff_now()}) == 1
    assert staff_now()[-1].person_id == known


def test_where_the_match_does_not_decide_the_clerk_says_why(
    clerk: Actor, shop: Form, known: UUID, namesake: UUID
) -> None:
    [line] = at_the_desk(clerk, shop).comparison.lines
    assert line.offer.band == Band.LOOK and line.offer.best is None
    assert {one.person for one in line.candidates if one.asks_reason} == {known, namesake}
    refused = refused_by(lambda: entered(clerk, shop, being(namesake)))
    assert (refused.kind, refused.field) == (WHY_DECIDED, "employment1_reason")
    assert not staff_now() and stored(shop.pk).state == State.HANDED_OVER
    entered(clerk, shop, being(namesake, REASON))
    assert [row.person_id for row in staff_now()] == [namesake]
    assert [(one.one, one.reason, one.band) for one in decisions(shop.pk)] == [(namesake, REASON, Band.LOOK)]


# Refused


def test_who_is_not_offered_is_not_chosen(clerk: Actor, shop: Form, known: UUID) -> None:
    for place, person in ((1, uuid4()), (2, known)):
        refused = refused_by(lambda: entered(clerk, shop, being(person, REASON, place)))  # noqa: B023
        assert (refused.kind, refused.field) == (UNKNOWN_PERSON, f"employment{place}_person")
    assert not staff_now() and not decisions(shop.pk)


def test_who_was_not_looked_at_asks_to_look_again(
    clerk: Actor, shop: Form, known: UUID, namesake: UUID
) -> None:
    seen = Seen(Band.SAME, frozenset({known}))
    assert refused_by(lambda: entered(clerk, shop, being(known, seen=seen))).kind == CANDIDATES_CHANGED
    both = Seen(Band.LOOK, frozenset({known, namesake}))
    assert entered(clerk, shop, being(known, REASON, seen=both)).changed


def test_one_person_is_not_two_employees(
    here: CommitteeHere, clerk: Actor, collector: Actor, known: UUID, line: EmploymentFacts
) -> None:
    form = opened(collector, here, line, line)
    twice = Decision(Match.NEW, staff=(OnLine(1, known), OnLine(2, known)))
    refused = refused_by(lambda: entered(clerk, form, twice))
    assert (refused.kind, refused.field) == (TWICE_ON_THE_FORM, "employment2_person")
    assert not staff_now() and not decisions(form.pk)


# Undone


def test_with_the_entry_the_decision_is_undone(
    clerk: Actor, collector: Actor, shop: Form, known: UUID, line: EmploymentFacts
) -> None:
    entered(clerk, shop)
    [before] = staff_now()
    form = altered(collector, shop, replace(line, record=str(before.employment_id)))
    entry = entered(clerk, form, being(known))
    void_entry(clerk, uuid4(), entry.pk, "看错了")
    [row] = staff_now()
    assert (row.employment_id, row.person_id, row.valid_to) == (before.employment_id, None, None)
    assert row.name and before.name and row.name.open() == before.name.open()
    assert [one.undone_at is not None for one in decisions(form.pk)] == [True]


def test_one_sending_is_one_entry(clerk: Actor, shop: Form, known: UUID) -> None:
    client_id, decision = uuid4(), being(known)
    made = [enter(clerk, client_id, shop.pk, shop.version, decision) for _n in range(2)]
    assert made[0] == made[1] and MatchDecision.objects.filter(form=shop.pk).count() == 1


# On the page


def test_by_the_page(
    clerk: Actor, shop: Form, known: UUID, namesake: UUID, someone: PersonFacts, signed_in: Any
) -> None:
    client: Client = signed_in(clerk)
    shown = client.get(address("entry-desk", shop.pk))
    page = shown.content.decode()
    assert "Employees who may be in the register" in text(shown) and "Leave it open" in text(shown)
    assert page.count('name="line1-choice"') == 3 and someone.document_number not in page
    given = {
        "line1-choice": str(namesake),
        "line1-band": "look",
        "line1-shown": f"{known} {namesake}",
        "line1-reason": "",
    }
    url = address("entry-enter", shop.pk)
    refused = client.post(url, decided(shop, **given))
    assert refused.status_code == 422 and "on-line field-wrong" in refused.content.decode()
    assert f'value="{namesake}" data-asks-reason checked' in refused.content.decode()
    broken = client.post(url, decided(shop, **{**given, "line1-choice": "x"}))
    assert broken.status_code == 404 and not decisions(shop.pk)
    assert client.post(url, decided(shop, **{**given, "line1-reason": REASON})).status_code == 302
    assert [row.person_id for row in staff_now()] == [namesake]
    assert "an employee on the form" in text(client.get(address("decision-list")))


def test_a_page_sent_as_it_stands_takes_whom_the_match_is_sure_of(
    clerk: Actor, shop: Form, known: UUID, signed_in: Any
) -> None:
    page = signed_in(clerk).get(address("entry-desk", shop.pk)).content.decode()
    assert f'value="{known}" checked' in page


def test_the_record_of_decisions_has_it(clerk: Actor, shop: Form, known: UUID) -> None:
    entered(clerk, shop, being(known))
    with reading(clerk, READ_DECISIONS):
        [row] = listed(clerk, View.SAME).rows
    assert row.one.pk == known and row.other is None and row.entry is not None
