from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.correction import Payment, correction, pay
from sanshi.settlement.rules import Case, Head, Line, settle
from tests.rulebook.policies import reference
from tests.settlement.cases import CASES, PIECES, case, clerk, pieces

TIMELINE = PolicyTimeline.of([reference()])
DEDUCTION = reference().plan.deduction


def _corrected(before: Case, after: Case) -> list[Line]:
    old, new = settle(before, TIMELINE), settle(after, TIMELINE)
    return correction(old.lines(), new.lines(), old.percentage.total, DEDUCTION)


def test_a_voided_entry_takes_back_what_it_earned_after_the_old_deduction() -> None:
    settled = case(collections=pieces(b=340, d=10), clerk_months=(clerk("c", 300),), traced_back=2)
    voided = replace(settled, collections=pieces(b=339, d=10), clerk_months=(clerk("c", 299),))
    assert _corrected(settled, voided) == [
        Line(Head.ALLOWANCE, "c", -1000),
        Line(Head.COLLECTIONS, "b", -100, -20),
    ]


def test_a_payee_who_was_not_paid_before_gets_a_line() -> None:
    settled = case(notices=pieces(a=1))
    later = replace(settled, notices=pieces(a=1, z=2))
    assert _corrected(settled, later) == [Line(Head.NOTICES, "z", 400)]


def test_the_old_percentage_is_kept_though_findings_changed() -> None:
    settled = case(collections=pieces(b=10), traced_back=1)
    later = replace(settled, collections=pieces(b=20), traced_back=5)
    assert _corrected(settled, later) == [Line(Head.COLLECTIONS, "b", 1000, 100)]


def test_what_was_corrected_once_is_not_corrected_again() -> None:
    settled = settle(case(collections=pieces(b=340), traced_back=1), TIMELINE)
    now = settle(case(collections=pieces(b=300), traced_back=1), TIMELINE)
    percent = settled.percentage.total
    first = correction(settled.lines(), now.lines(), percent, DEDUCTION)
    assert correction([*settled.lines(), *first], now.lines(), percent, DEDUCTION) == []


@given(CASES, PIECES)
def test_there_and_back_cancels_out(before: Case, collections: tuple) -> None:
    percent = settle(before, TIMELINE).percentage.total
    old, new = (
        list(settle(one, TIMELINE).lines()) for one in (before, replace(before, collections=collections))
    )
    there = correction(old, new, percent, DEDUCTION)
    back = correction(new, old, percent, DEDUCTION)
    assert there == [Line(line.head, line.payee, -line.gross, -line.deduction) for line in back]
    assert all(line.head is Head.COLLECTIONS for line in there)


def test_what_exceeds_a_payees_amount_is_carried_forward() -> None:
    assert pay({"a": 300, "b": -500}, {"a": -100, "c": -50}) == {
        "a": Payment(200, 0),
        "b": Payment(0, -500),
        "c": Payment(0, -50),
    }


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(-(10**6), 10**6)))
def test_nobody_is_paid_less_than_nothing_and_nothing_is_lost(due: dict[str, int]) -> None:
    payments = pay(due, {})
    assert all(payment.paid >= 0 >= payment.carried for payment in payments.values())
    assert {payee: payment.paid + payment.carried for payee, payment in payments.items()} == due
