"""What is decided after approval: corrections in the next quarter, once, and what is carried on (4.2.1 e)."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sanshi.accounts.actions import end_post
from sanshi.accounts.models import Post, Role
from sanshi.problems import EARLIER_QUARTER_OPEN, FROZEN, Refused
from sanshi.rulebook.actions import load_policy
from sanshi.settlement import actions, drafting
from sanshi.settlement.actions import Figures
from sanshi.settlement.models import CountedPiece
from tests import make, persons
from tests.persons import Person
from tests.rulebook.policies import document
from tests.settlement.independent import recompute, stated
from tests.settlement.rows import STREET, Street, agrees, on

Facts = list[tuple[str, str, str, int, int]]


def earlier(street: Street, quarter: str, who: Person) -> Facts:
    """A payee's lines that come from earlier quarters or go to later ones."""
    return [
        (line.kind, line.of_kind, line.of_quarter, line.count, line.amount)
        for line in street.lines(quarter)
        if line.of_quarter and line.payee_id == who.account.pk
    ]


def paid_to(street: Street, quarter: str, who: Person) -> int:
    return sum(line.amount for line in street.lines(quarter) if line.payee_id == who.account.pk)


def a_settled_winter(street: Street, inspected: Figures | None = None) -> list[UUID]:
    """Three entries of 2026Q1, approved in April; the entries."""
    made = [street.arrival(day) for day in ("2026-03-09", "2026-03-10", "2026-03-11")]
    if inspected:
        street.inspect("2026-03-30", "2026Q1", inspected)
    street.approved("2026-04-02", "2026Q1")
    return made


def test_an_entry_undone_after_approval_is_a_correction_of_the_next_quarter(street: Street) -> None:
    entry, *_ = a_settled_winter(street)
    frozen = street.figures("2026Q1")
    street.void("2026-04-20", entry)
    street.arrival("2026-05-11")
    street.arrival("2026-05-12")
    street.calculate("2026-07-02", "2026Q2")
    agrees("2026Q2")
    assert street.figures("2026Q1") == frozen
    assert stated(connection, STREET, "2026Q1") == recompute(connection, STREET, "2026Q1", as_approved=True)
    assert earlier(street, "2026Q2", street.coordinator) == [
        ("correction", "collection-reward", "2026Q1", 1, -100)
    ]
    line = street.line("2026Q2", "correction", street.coordinator)
    assert CountedPiece.objects.get(subdistrict=STREET, line=line).piece == entry
    # The base is the quarter's own; 30,000 subsidy, 15,000 allowance and two forms, less the one taken back.
    assert street.statement("2026Q2").deduction_base == 30200
    assert street.statement("2026Q2").payable == 30000 + 15000 + 200 - 100


def test_it_takes_back_what_was_left_after_the_old_deduction(street: Street) -> None:
    """24 % in the old quarter; the new quarter's own 50 % does not touch it."""
    entry, *_ = a_settled_winter(street, Figures(200, 13, 1, 2))
    assert street.line("2026Q1", "deduction", street.coordinator).amount == -72
    street.void("2026-04-20", entry)
    street.arrival("2026-05-11")
    street.inspect("2026-06-29", "2026Q2", Figures(100, 21, 0, 0))
    street.calculate("2026-07-02", "2026Q2")
    agrees("2026Q2")
    # 100 earned, 50 deducted, 76 to give back: nothing is paid and 26 is left to the next quarter.
    assert earlier(street, "2026Q2", street.coordinator) == [
        ("correction", "collection-reward", "2026Q1", 1, -100),
        ("deduction", "collection-reward", "2026Q1", 0, 24),
        ("carried", "", "2026Q2", 0, 26),
    ]
    assert paid_to(street, "2026Q2", street.coordinator) == 0
    assert street.statement("2026Q2").payable == 15000 + 15000


def test_a_third_quarter_takes_what_was_carried_and_repeats_nothing(street: Street) -> None:
    first, second, _ = a_settled_winter(street)
    street.void("2026-04-20", first)
    street.void("2026-04-21", second)
    street.approved("2026-07-02", "2026Q2")
    assert earlier(street, "2026Q2", street.coordinator) == [
        ("correction", "collection-reward", "2026Q1", 2, -200),
        ("carried", "", "2026Q2", 0, 200),
    ]
    for day in ("2026-08-03", "2026-08-04", "2026-08-05"):
        street.arrival(day)
    street.calculate("2026-10-02", "2026Q3")
    agrees("2026Q3")
    assert earlier(street, "2026Q3", street.coordinator) == [("carried", "", "2026Q2", 0, -200)]
    assert paid_to(street, "2026Q3", street.coordinator) == 100
    said = street.statement("2026Q3").basis["explanation"][-1]
    assert said["params"] == {"corrected": "¥0.00", "carried": "−¥2.00", "amount": "¥451.00"}


def test_a_debt_is_carried_through_a_quarter_without_work(street: Street) -> None:
    entry, *_ = a_settled_winter(street)
    street.void("2026-04-20", entry)
    street.approved("2026-07-02", "2026Q2")
    street.approved("2026-10-02", "2026Q3")
    assert earlier(street, "2026Q3", street.coordinator) == [
        ("carried", "", "2026Q2", 0, -100),
        ("carried", "", "2026Q3", 0, 100),
    ]
    assert street.statement("2026Q3").payable == 45000


def test_a_second_entry_undone_later_is_corrected_by_itself(street: Street) -> None:
    first, second, _ = a_settled_winter(street)
    street.void("2026-04-20", first)
    street.approved("2026-07-02", "2026Q2")
    street.void("2026-07-20", second)
    street.calculate("2026-10-02", "2026Q3")
    assert earlier(street, "2026Q3", street.coordinator) == [
        ("correction", "collection-reward", "2026Q1", 1, -100),
        ("carried", "", "2026Q2", 0, -100),
        ("carried", "", "2026Q3", 0, 200),
    ]
    line = street.line("2026Q3", "correction", street.coordinator)
    assert CountedPiece.objects.get(subdistrict=STREET, line=line).piece == second


def test_an_allowance_is_corrected_whole_whatever_was_deducted(street: Street) -> None:
    """4.2.1 d is no part of the base: 3 entries reach a step that 2 do not."""
    with on("2026-01-05"):
        steps = {"clerk_allowance__steps_above_entries": 2, "clerk_allowance__step_entries": 1}
        load_policy(make.house(), uuid4(), document(code="steps", valid_from="2026-01-01", **steps))
    entry, *_ = a_settled_winter(street, Figures(200, 13, 1, 2))
    assert street.line("2026Q1", "allowance", street.clerk).amount == 5000 + 5000 + 6000
    street.void("2026-04-20", entry)
    street.calculate("2026-07-02", "2026Q2")
    assert earlier(street, "2026Q2", street.clerk) == [("correction", "allowance", "2026Q1", 1, -1000)]


def test_a_clerks_post_ended_afterwards_for_past_days_is_decided_later(street: Street) -> None:
    """The stand-in had a day of March, it turns out the clerk had left before: both are corrected."""
    stand_in = persons.somebody(
        street.here,
        Role.CLERK,
        stand_in=True,
        valid_from=date(2026, 3, 2),
        valid_to=date(2026, 3, 2),
    )
    a_settled_winter(street)
    frozen = street.figures("2026Q1")
    assert street.line("2026Q1", "allowance", stand_in).amount == 161
    with on("2026-05-11"):
        post = Post.objects.get(subdistrict=STREET, account=street.clerk.account, role=Role.CLERK)
        end_post(make.house(), uuid4(), post.pk, date(2026, 2, 28))
    street.calculate("2026-07-02", "2026Q2")
    assert street.figures("2026Q1") == frozen
    assert earlier(street, "2026Q2", stand_in) == [("correction", "allowance", "2026Q1", 0, 4839)]
    assert earlier(street, "2026Q2", street.clerk) == [
        ("correction", "allowance", "2026Q1", 0, -4839),
        ("carried", "", "2026Q2", 0, 4839),
    ]
    assert paid_to(street, "2026Q2", stand_in) == 4839


def test_a_frozen_quarter_keeps_its_figures_and_its_policy(street: Street) -> None:
    """Another policy for its days, loaded since, changes neither the quarter nor the worth of its pieces."""
    entry, *_ = a_settled_winter(street)
    frozen = street.figures("2026Q1")
    with on("2026-04-10"):
        dearer = document(code="dearer", valid_from="2026-01-01", rewards__form_fen=900)
        load_policy(make.house(), uuid4(), dearer)
    street.void("2026-04-20", entry)
    with pytest.raises(Refused) as refused:
        street.inspect("2026-04-21", "2026Q1", Figures(100, 50, 0, 0))
    assert refused.value.kind is FROZEN
    street.arrival("2026-05-11")
    street.calculate("2026-07-02", "2026Q2")
    assert street.figures("2026Q1") == frozen
    assert street.line("2026Q2", "collection-reward", street.coordinator).amount == 900
    assert street.line("2026Q2", "correction", street.coordinator).amount == -100


def test_quarters_are_approved_in_their_order(street: Street) -> None:
    street.calculate("2026-04-02", "2026Q1")
    street.calculate("2026-07-02", "2026Q2")
    street.step("2026-07-02", actions.check, street.checker, "2026Q2")
    with pytest.raises(Refused) as refused:
        street.step("2026-07-02", actions.approve, street.leader, "2026Q2")
    assert (refused.value.kind, refused.value.params) == (EARLIER_QUARTER_OPEN, {"quarter": "2026Q1"})


def test_no_quarter_is_left_out(street: Street) -> None:
    street.approved("2026-04-02", "2026Q1")
    with pytest.raises(Refused) as refused:
        street.approved("2026-10-02", "2026Q3")
    assert (refused.value.kind, refused.value.params) == (EARLIER_QUARTER_OPEN, {"quarter": "2026Q2"})


def test_a_quarter_that_later_ones_have_passed_is_not_begun(street: Street) -> None:
    street.approved("2026-07-02", "2026Q2")
    with pytest.raises(Refused) as refused:
        street.calculate("2026-07-03", "2026Q1")
    assert refused.value.kind is FROZEN


@pytest.mark.parametrize("quarters", [1, 3])
def test_frozen_quarters_cost_no_further_queries(
    street: Street, quarters: int, django_assert_num_queries: object
) -> None:
    days = {"2026Q1": "2026-04-02", "2026Q2": "2026-07-02", "2026Q3": "2026-10-02"}
    for quarter in list(days)[:quarters]:
        street.approved(days[quarter], quarter)
    following, day = {1: ("2026Q2", "2026-07-02"), 3: ("2026Q4", "2027-01-04")}[quarters]
    settlement = street.calculate(day, following)
    with django_assert_num_queries(14):  # type: ignore[operator]
        assert drafting.changes(settlement) == []
