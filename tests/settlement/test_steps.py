"""Draft → checked → approved → paid, by four accounts, each step once and journalled (plan 4.2.1 e)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.http import Http404

from sanshi.accounts.models import Role
from sanshi.journal.models import Line
from sanshi.journal.verify import verify
from sanshi.problems import (
    CHANGED_SINCE_DRAFT,
    ERRORS_ABOVE_CHECKED,
    FROZEN,
    NUMBER_OUT_OF_RANGE,
    QUARTER_NOT_OVER,
    REPEATED_OTHERWISE,
    SAME_PERSON,
    STALE,
    WRONG_QUARTER,
    Kind,
    Refused,
)
from sanshi.settlement import actions
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import InspectionResult, Settlement, Step
from tests import make, persons
from tests.settlement.rows import STREET, Street, on

Q3 = "2026Q3"
DAY = "2026-10-09"


def refused(kind: Kind, act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.kind is kind
    return caught.value


def checked(street: Street) -> Settlement:
    street.calculate(DAY, Q3)
    return street.step(DAY, actions.check, street.checker, Q3)


def approved(street: Street) -> Settlement:
    checked(street)
    return street.step(DAY, actions.approve, street.leader, Q3)


def test_the_whole_way_and_its_journal_lines(street: Street) -> None:
    street.inspect("2026-09-29", Q3, Figures(200, 13, 1, 2))
    approved(street)
    paid = street.step(DAY, actions.pay, street.finance, Q3)
    assert paid.step == Step.PAID
    people = [street.drafter, street.checker, street.leader, street.finance]
    signed = [paid.drafted_by_id, paid.checked_by_id, paid.approved_by_id, paid.paid_by_id]
    assert signed == [person.account.pk for person in people]
    lines = Line.objects.filter(subdistrict=STREET, purpose="settlement").order_by("number")
    assert [(line.verb, line.account) for line in lines] == [
        ("inspection.record", street.drafter.account.pk),
        ("settlement.calculate", street.drafter.account.pk),
        ("settlement.check", street.checker.account.pk),
        ("settlement.approve", street.leader.account.pk),
        ("settlement.pay", street.finance.account.pk),
    ]
    assert str(verify()).startswith("intact")


def test_a_quarter_is_worked_out_after_its_last_day(street: Street) -> None:
    refused(QUARTER_NOT_OVER, lambda: street.calculate("2026-09-30", Q3))
    assert street.calculate("2026-10-01", Q3).step == Step.DRAFT
    for text in ("2026-Q3", "2026Q5", "", "９９99Q1"):
        refused(WRONG_QUARTER, lambda text=text: street.calculate(DAY, text))


def test_who_made_it_can_neither_check_nor_approve(street: Street) -> None:
    """Even with every post of the office."""
    with on("2026-01-05"):
        for role in (Role.LEADER, Role.FINANCE):
            persons.appoint(street.drafter.account, street.here, role)
            persons.appoint(street.checker.account, street.here, role)
        persons.appoint(street.leader.account, street.here, Role.FINANCE)
    street.calculate(DAY, Q3)
    refused(SAME_PERSON, lambda: street.step(DAY, actions.check, street.drafter, Q3))
    street.step(DAY, actions.check, street.checker, Q3)
    for who in (street.drafter, street.checker):
        refused(SAME_PERSON, lambda who=who: street.step(DAY, actions.approve, who, Q3))
    street.step(DAY, actions.approve, street.leader, Q3)
    for who in (street.drafter, street.checker, street.leader):
        refused(SAME_PERSON, lambda who=who: street.step(DAY, actions.pay, who, Q3))
    assert street.step(DAY, actions.pay, street.finance, Q3).step == Step.PAID


def test_roles_without_the_verb_find_nothing(street: Street) -> None:
    street.calculate(DAY, Q3)
    for act, who in (
        (actions.check, street.leader),
        (actions.approve, street.checker),
        (actions.pay, street.leader),
        (actions.check, street.clerk),
    ):
        with pytest.raises(Http404):
            street.step(DAY, act, who, Q3)


@pytest.mark.parametrize(
    ("act", "who"), [(actions.approve, "leader"), (actions.pay, "finance")], ids=["approve", "pay"]
)
def test_no_step_is_left_out(street: Street, act: Callable[..., UUID], who: str) -> None:
    street.calculate(DAY, Q3)
    refused(STALE, lambda: street.step(DAY, act, getattr(street, who), Q3))
    assert street.settlement(Q3).step == Step.DRAFT


def test_an_outdated_page_hears_who_did_what_and_when(street: Street) -> None:
    held = street.calculate(DAY, Q3)
    street.step(DAY, actions.check, street.checker, Q3)
    other = persons.somebody(street.here, Role.POPULATION_OFFICE)
    with on(DAY, 17):
        said = refused(STALE, lambda: actions.check(other.actor, uuid4(), held.pk, held.version))
    assert said.params["who"] == street.checker.account.name
    assert "2026-10-09" in said.params["when"] and "15:00" in said.params["when"]


def test_a_frozen_quarter_is_worked_out_no_more(street: Street) -> None:
    held = approved(street)
    before = street.figures(Q3)
    refused(FROZEN, lambda: street.calculate("2026-10-12", Q3))
    with on("2026-10-12"):
        for version in (None, held.version - 1):
            refused(
                STALE,
                lambda version=version: actions.calculate(street.drafter.actor, uuid4(), Q3, version),
            )
        for act, who in ((actions.check, street.checker), (actions.approve, street.leader)):
            refused(STALE, lambda act=act, who=who: act(who.actor, uuid4(), held.pk, held.version))
    assert street.figures(Q3) == before


def test_a_double_click_has_one_effect(street: Street) -> None:
    client = uuid4()
    with on(DAY):
        made = {actions.calculate(street.drafter.actor, client, Q3, None) for _ in range(2)}
        (settlement,) = made
        refused(REPEATED_OTHERWISE, lambda: actions.calculate(street.drafter.actor, client, "2026Q2", None))
        click = uuid4()
        for _ in range(2):
            assert actions.check(street.checker.actor, click, settlement, 0) == settlement
    assert street.settlement(Q3).version == 1
    assert Line.objects.filter(subdistrict=STREET, verb="settlement.check").count() == 1


def test_a_checked_draft_that_is_worked_out_anew_is_a_draft_of_who_did_it(street: Street) -> None:
    held = checked(street)
    with on(DAY, 17):
        actions.calculate(street.checker.actor, uuid4(), Q3, held.version)
    again = street.settlement(Q3)
    assert (again.step, again.drafted_by_id, again.checked_by_id) == (
        Step.DRAFT,
        street.checker.account.pk,
        None,
    )
    refused(SAME_PERSON, lambda: street.step(DAY, actions.check, street.checker, Q3))


@pytest.mark.parametrize("step", ["check", "approve"])
def test_figures_that_the_rows_no_longer_bear_are_not_signed(street: Street, step: str) -> None:
    entry = street.arrival("2026-08-03")
    if step == "check":
        street.calculate(DAY, Q3)
        sign = lambda: street.step("2026-10-12", actions.check, street.checker, Q3)  # noqa: E731
    else:
        checked(street)
        sign = lambda: street.step("2026-10-12", actions.approve, street.leader, Q3)  # noqa: E731
    street.void("2026-10-12", entry)
    refused(CHANGED_SINCE_DRAFT, sign)
    street.calculate("2026-10-12", Q3)
    assert street.line(Q3, "allowance", street.clerk).count == 0


def test_other_figures_of_the_same_band_are_not_what_was_signed(street: Street) -> None:
    street.inspect("2026-09-29", Q3, Figures(200, 13, 0, 0))
    street.calculate(DAY, Q3)
    with on(DAY, 15):
        actions.record_inspection(
            street.checker.actor, uuid4(), street.here.committee, Q3, 0, Figures(200, 14, 0, 0)
        )
    refused(CHANGED_SINCE_DRAFT, lambda: street.step(DAY, actions.check, street.checker, Q3))


# Inspection figures


@pytest.mark.parametrize(
    ("figures", "kind", "field"),
    [
        (Figures(10, 11, 0, 0), ERRORS_ABOVE_CHECKED, "errors_found"),
        (Figures(-1, 0, 0, 0), NUMBER_OUT_OF_RANGE, "checked"),
        (Figures(10, -1, 0, 0), NUMBER_OUT_OF_RANGE, "errors_found"),
        (Figures(10, 1, 10**6, 0), NUMBER_OUT_OF_RANGE, "traced_back"),
        (Figures(10, 1, 0, -1), NUMBER_OUT_OF_RANGE, "unregistered"),
    ],
)
def test_impossible_figures_are_refused(street: Street, figures: Figures, kind: Kind, field: str) -> None:
    assert refused(kind, lambda: street.inspect(DAY, Q3, figures)).field == field
    assert not InspectionResult.objects.filter(subdistrict=STREET).exists()


def test_two_who_type_figures_at_once_are_told(street: Street) -> None:
    street.inspect(DAY, Q3, Figures(100, 1, 0, 0))
    refused(STALE, lambda: street.inspect(DAY, Q3, Figures(100, 2, 0, 0)))
    with on(DAY, 15):
        actor, place = street.checker.actor, street.here.committee
        actions.record_inspection(actor, uuid4(), place, Q3, 0, Figures(100, 3, 0, 0))
        said = refused(
            STALE,
            lambda: actions.record_inspection(actor, uuid4(), place, Q3, 0, Figures(100, 4, 0, 0)),
        )
    assert said.params["who"] == street.checker.account.name
    assert InspectionResult.objects.get(subdistrict=STREET).errors == 3


def test_a_committee_of_another_street_is_not_found(street: Street) -> None:
    with on("2026-01-05"):
        make.street(make.NEXT_STREET)
        abroad = make.committee(1, make.NEXT_STREET)
    with pytest.raises(Http404):
        street.inspect(DAY, Q3, Figures(1, 0, 0, 0), abroad)
