import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.settlement.explanation import Sentence, explain, percent_text
from sanshi.settlement.rules import Case, Head, Inspection, settle
from tests.rulebook.policies import changed, reference
from tests.settlement.cases import CASES, by_reference, case, clerk, inspected, pieces
from tests.settlement.test_rules_rewards import TWO

ONE = PolicyTimeline.of([reference()])


@pytest.mark.parametrize(
    ("errors", "checked", "percent", "criticism"),
    [
        (0, 200, 0, False),
        (999, 20000, 0, False),
        (10, 200, 10, False),
        (20, 200, 10, False),
        (21, 200, 10, False),
        (2199, 20000, 10, False),
        (22, 200, 30, False),
        (40, 200, 30, False),
        (4001, 20000, 50, False),
        (41, 200, 50, False),
        (6199, 20000, 50, False),
        (62, 200, 80, False),
        (80, 200, 80, False),
        (8001, 20000, 100, True),
        (200, 200, 100, True),
        (1, 19, 10, False),
        (1, 21, 0, False),
        (0, 0, 0, False),
    ],
)
def test_the_share_of_errors_decides_exactly(
    errors: int, checked: int, percent: int, criticism: bool
) -> None:
    result = inspected(errors, checked)
    assert result.percentage.total == percent
    assert result.notified_criticism is criticism
    assert result.deduction == 30000 * percent // 100


def test_no_inspection_is_no_deduction() -> None:
    result = by_reference(collections=pieces(b=10))
    assert (result.percentage.total, result.deduction, result.notified_criticism) == (0, 0, False)


def test_parts_are_added_and_taken_from_b_and_c_only() -> None:
    result = inspected(
        13,
        200,
        notices=pieces(a=12),
        collections=pieces(b=340),
        clerk_months=(clerk("c", 512),),
        traced_back=1,
        unregistered=2,
    )
    assert result.deduction_base == 64000
    assert result.percentage.total == 24
    assert result.deduction == 15360
    assert result.deduction_shares == {"subsidy": 7200, "b": 8160}
    assert result.payable == 59040


def test_together_they_never_exceed_the_base() -> None:
    result = inspected(13, 200, collections=pieces(b=340), traced_back=10, unregistered=60)
    assert result.percentage.total == 100
    assert result.deduction == result.deduction_base == sum(result.deduction_shares.values())
    assert result.payable == 0
    assert not result.notified_criticism


def test_criticism_follows_from_the_rate_not_from_the_sum() -> None:
    assert not inspected(80, 200, traced_back=2).notified_criticism
    assert inspected(81, 200).notified_criticism


def test_half_a_fen_rounds_up_once_on_the_whole_base() -> None:
    odd = changed(rewards__form_fen=1, rewards__committee_month_fen=0, deduction__unregistered_percent=1)
    timeline = PolicyTimeline.of([odd])
    fifty = case(collections=pieces(a=25, b=25), unregistered=1)
    assert settle(fifty, timeline).deduction_shares == {"subsidy": 0, "a": 1, "b": 0}
    assert settle(replace(fifty, collections=pieces(a=25, b=24)), timeline).deduction == 0


def test_equal_remainders_go_by_the_keys_as_strings() -> None:
    odd = changed(rewards__form_fen=1, rewards__committee_month_fen=1, deduction__unregistered_percent=50)
    result = settle(case(collections=pieces(z=3, tt=3), unregistered=1), PolicyTimeline.of([odd]))
    # 4.5 fen become 5, shared over 3, 3, 3: "subsidy" < "tt" < "z".
    assert result.deduction_shares == {"subsidy": 2, "z": 1, "tt": 2}


def test_another_base_is_policy_data() -> None:
    only = changed(deduction__base=["subsidy"])
    result = settle(case(collections=pieces(b=340), traced_back=1), PolicyTimeline.of([only]))
    assert (result.deduction_base, result.deduction_shares) == (30000, {"subsidy": 3000})


def test_the_deduction_follows_the_last_day_of_the_quarter() -> None:
    given_case = case(inspection=Inspection(100, 7), traced_back=1, unregistered=3)
    result = settle(given_case, TWO)
    assert result.percentage.total == 9 + 20 + 3
    assert result.notified_criticism
    assert settle(replace(given_case, traced_back=9), TWO).percentage.total == 40


def test_a_collector_named_like_the_committees_share_is_not_mixed_up_with_it() -> None:
    with pytest.raises(ValueError, match="subsidy"):
        by_reference(collections=pieces(subsidy=1))


def _oracle(given_case: Case) -> dict[str, int]:
    """The clauses once more, as naively as they read."""
    notices = sum(piece.number * 200 for piece in given_case.notices)
    collections = sum(piece.number * 100 for piece in given_case.collections)
    allowances = 0
    for month in given_case.quarter.months:
        rows = [row for row in given_case.clerk_months if row.month == month]
        entries = sum(row.entries for row in rows)
        if rows:
            allowances += 5000 if entries < 200 else min(5000 + 1000 * ((entries - 200) // 100), 10000)
    percent = 10 * given_case.traced_back + 2 * given_case.unregistered
    inspection = given_case.inspection
    if inspection and inspection.checked:
        hundredfold = 100 * inspection.errors
        for reached, deducted in (
            (hundredfold > 40 * inspection.checked, 100),
            (hundredfold >= 31 * inspection.checked, 80),
            (hundredfold > 20 * inspection.checked, 50),
            (hundredfold >= 11 * inspection.checked, 30),
            (hundredfold >= 5 * inspection.checked, 10),
        ):
            if reached:
                percent += deducted
                break
    percent = min(percent, 100)
    base = collections + 30000
    deduction = (base * percent * 2 + 100) // 200
    return {
        "base": base,
        "percent": percent,
        "deduction": deduction,
        "payable": notices + collections + 30000 + allowances - deduction,
    }


@given(CASES)
def test_it_equals_the_clauses_worked_out_another_way(given_case: Case) -> None:
    result = settle(given_case, ONE)
    assert _oracle(given_case) == {
        "base": result.deduction_base,
        "percent": result.percentage.total,
        "deduction": result.deduction,
        "payable": result.payable,
    }


@given(CASES)
def test_lines_and_shares_add_up(given_case: Case) -> None:
    result = settle(given_case, ONE)
    assert sum(result.deduction_shares.values()) == result.deduction
    assert sum(line.net for line in result.lines()) == result.payable
    assert all(line.net >= 0 for line in result.lines())
    assert 0 <= result.percentage.total <= 100
    untouched = [line for line in result.lines() if line.head in (Head.NOTICES, Head.ALLOWANCE)]
    assert not any(line.deduction for line in untouched)


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_payees_does_not_matter(given_case: Case, chance: random.Random) -> None:
    shuffled = replace(
        given_case,
        notices=tuple(chance.sample(given_case.notices, len(given_case.notices))),
        collections=tuple(chance.sample(given_case.collections, len(given_case.collections))),
    )
    one, other = settle(given_case, ONE), settle(shuffled, ONE)
    assert set(one.lines()) == set(other.lines())
    assert [line.text() for line in explain(one)] == [line.text() for line in explain(other)]


@given(CASES)
def test_one_more_error_never_pays_more(given_case: Case) -> None:
    before = settle(given_case, ONE)
    worse = replace(given_case, traced_back=given_case.traced_back + 1)
    assert settle(worse, ONE).payable <= before.payable


# Explanation


def test_each_clause_applied_is_one_sentence() -> None:
    result = inspected(
        13,
        200,
        notices=pieces(a=12),
        collections=pieces(b=340),
        clerk_months=(clerk("c", 512),),
        traced_back=1,
        unregistered=2,
    )
    assert [sentence.text() for sentence in explain(result)] == [
        "4.2.1 a: notices of stewards and property staff found valid: 12 × ¥2.00 = ¥24.00",
        "4.2.1 b: forms collected and entered: 340 × ¥1.00 = ¥340.00",
        "4.2.1 c: committee subsidy by month: 3 × ¥100.00 = ¥300.00",
        "4.2.1 d: entry clerks' allowance by the month's entries: 2026-07 512 → ¥80.00; together ¥80.00",
        "4.2.2 a: inspection: 13 of 200 items with an error = 6.5 %, deducts 10 %",
        "4.2.2 b: persons found unregistered by trace-back: 1 × 10 % = 10 %",
        "4.2.2 c: pieces found unregistered by daily checks: 2 × 2 % = 4 %",
        "4.2.2: deduction: 10 % + 10 % + 4 % = 24 % of ¥640.00 = ¥153.60",
        "4.2.1 e: payable for the quarter: ¥744.00 − ¥153.60 = ¥590.40",
    ]


@pytest.mark.parametrize(
    ("errors", "checked", "says"),
    [
        (0, 0, "nothing was checked"),
        (1, 200, "no deduction"),
        (30, 200, "deducts 30 %"),
        (90, 200, "public criticism"),
    ],
)
def test_the_inspection_is_explained_whatever_it_found(errors: int, checked: int, says: str) -> None:
    clauses = {sentence.clause: sentence.text() for sentence in explain(inspected(errors, checked))}
    assert says in clauses["4.2.2 a"]


def test_a_capped_deduction_says_so() -> None:
    texts = [sentence.text() for sentence in explain(inspected(90, 200, traced_back=1))]
    assert any("together at most 100 %" in text for text in texts)


def test_two_rates_in_one_quarter_both_show() -> None:
    result = settle(case(), TWO)
    assert explain(result)[0].text() == (
        "4.2.1 c: committee subsidy by month: 2 × ¥100.00 + 1 × ¥200.00 = ¥400.00"
    )


def test_sentences_are_stored_plain_and_speak_any_language() -> None:
    sentence = explain(by_reference())[-1]
    again = Sentence.from_plain(sentence.plain())
    assert again == sentence
    assert again.text(lambda msgid: "应付 %(amount)s") == "4.2.1 e: 应付 ¥300.00"


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Fraction(13, 2), "6.5"),
        (Fraction(10), "10"),
        (Fraction(50, 3), "16.66…"),
        (Fraction(10999, 1000), "10.99…"),
        (Fraction(0), "0"),
        (Fraction(1, 1000), "0.00…"),
    ],
)
def test_a_rate_is_never_rounded_over_an_edge(rate: Fraction, text: str) -> None:
    assert percent_text(rate) == text
