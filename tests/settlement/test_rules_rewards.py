from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.timeline import NoPolicy, PolicyTimeline
from sanshi.settlement.rules import clerk_allowance, next_allowance, settle
from tests.rulebook.policies import changed, reference
from tests.settlement.cases import (
    AUGUST,
    CLERK_MONTHS,
    JULY,
    SEPTEMBER,
    by_reference,
    case,
    clerk,
    pieces,
)

ALLOWANCE = reference().plan.clerk_allowance


def test_each_valid_notice_and_form_earns() -> None:
    result = by_reference(notices=pieces(a=12, z=0), collections=pieces(b=340))
    assert result.notice_rewards == {"a": 2400, "z": 0}
    assert result.collection_rewards == {"b": 34000}


def test_the_committee_is_paid_for_each_month() -> None:
    assert by_reference().subsidy == 30000


@pytest.mark.parametrize(
    ("entries", "fen"),
    [
        (0, 5000),
        (199, 5000),
        (200, 5000),
        (299, 5000),
        (300, 6000),
        (399, 6000),
        (512, 8000),
        (699, 9000),
        (700, 10000),
        (800, 10000),
        (10**9, 10000),
    ],
)
def test_the_allowance_steps_up_by_full_hundreds_to_its_most(entries: int, fen: int) -> None:
    assert clerk_allowance(entries, ALLOWANCE) == fen


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_more_entries_never_earn_less_nor_more_than_the_most(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert ALLOWANCE.base_fen <= clerk_allowance(low, ALLOWANCE) <= clerk_allowance(high, ALLOWANCE)
    assert clerk_allowance(high, ALLOWANCE) <= ALLOWANCE.most_fen


@given(st.integers(0, 1000))
def test_the_next_step_is_the_first_count_that_earns_more(entries: int) -> None:
    now = clerk_allowance(entries, ALLOWANCE)
    step = next_allowance(entries, ALLOWANCE)
    if step is None:
        assert now == ALLOWANCE.most_fen
        return
    missing, fen = step
    assert clerk_allowance(entries + missing - 1, ALLOWANCE) == now < fen
    assert clerk_allowance(entries + missing, ALLOWANCE) == fen


def test_one_clerk_for_part_of_a_month_gets_it_whole() -> None:
    assert by_reference(clerk_months=(clerk("c", 512, days=3),)).clerk_allowances == {"c": 8000}


def test_several_clerks_share_by_days_the_allowance_of_their_entries_together() -> None:
    result = by_reference(clerk_months=(clerk("c", 500, days=11), clerk("d", 12, days=20)))
    assert result.clerk_allowances == {"c": 2839, "d": 5161}


def test_equal_remainders_go_to_the_earlier_in_the_list() -> None:
    rows = (clerk("z", 0, days=7), clerk("a", 0, days=7), clerk("m", 0, days=7))
    assert by_reference(clerk_months=rows).clerk_allowances == {"z": 1667, "a": 1667, "m": 1666}
    assert by_reference(clerk_months=rows[::-1]).clerk_allowances == {"m": 1667, "a": 1667, "z": 1666}


def test_a_month_without_a_clerk_in_office_pays_nothing() -> None:
    assert by_reference().clerk_allowances == {}
    result = by_reference(clerk_months=(clerk("c", 0, days=0),))
    assert result.clerk_allowances == {"c": 0}


def test_months_add_up_by_clerk() -> None:
    rows = (
        clerk("c", 512, month=JULY),
        clerk("c", 10, days=15, month=AUGUST),
        clerk("d", 10, days=15, month=AUGUST),
        clerk("d", 300, days=30, month=SEPTEMBER),
    )
    assert by_reference(clerk_months=rows).clerk_allowances == {"c": 10500, "d": 8500}


@given(CLERK_MONTHS)
def test_what_clerks_get_is_what_the_months_pay(rows: tuple) -> None:
    result = by_reference(clerk_months=rows)
    months = {row.month for row in rows}
    paid = sum(
        clerk_allowance(sum(row.entries for row in rows if row.month == month), ALLOWANCE) for month in months
    )
    assert sum(result.clerk_allowances.values()) == sum(result.allowance_of_month.values()) == paid


# One quarter cut by two policies

CUT = date(2026, 8, 15)
DEARER = changed(
    code="dearer",
    valid_from=CUT.isoformat(),
    deadlines__collection_working_days=4,
    rewards__notice_fen=300,
    rewards__form_fen=150,
    rewards__committee_month_fen=20000,
    clerk_allowance__base_fen=7000,
    deduction__bands=[{"at_least": 1, "percent": 7}, {"above": 6, "percent": 9, "criticism": True}],
    deduction__traced_back_percent=20,
    deduction__unregistered_percent=1,
    deduction__most_percent=40,
)
TWO = PolicyTimeline.of([reference(), DEARER])
BEFORE, AFTER = date(2026, 8, 14), CUT


def test_pieces_follow_the_policy_of_the_day_they_count() -> None:
    given_case = case(
        notices=pieces(BEFORE, a=12) + pieces(AFTER, a=2),
        collections=pieces(BEFORE, b=100) + pieces(AFTER, b=10, d=1),
    )
    result = settle(given_case, TWO)
    assert result.notice_rewards == {"a": 12 * 200 + 2 * 300}
    assert result.collection_rewards == {"b": 100 * 100 + 10 * 150, "d": 150}


def test_subsidy_and_allowance_follow_the_first_day_of_the_month() -> None:
    rows = (clerk("c", 0, month=AUGUST), clerk("c", 0, days=30, month=SEPTEMBER))
    result = settle(case(clerk_months=rows), TWO)
    assert result.subsidy == 10000 + 10000 + 20000
    assert result.clerk_allowances == {"c": 5000 + 7000}


def test_a_month_before_the_first_policy_pays_neither_subsidy_nor_allowance() -> None:
    rows = (clerk("c", 300, month=JULY), clerk("c", 0, days=30, month=SEPTEMBER))
    result = settle(case(clerk_months=rows), PolicyTimeline.of([DEARER]))
    assert result.subsidy == 20000
    assert result.clerk_allowances == {"c": 7000}


def test_a_piece_on_a_day_without_policy_is_not_guessed() -> None:
    with pytest.raises(NoPolicy, match="2026-08-14"):
        settle(case(notices=pieces(BEFORE, a=1)), PolicyTimeline.of([DEARER]))
