from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshi.rulebook.money import half_up, percent_of, share_out

WEIGHTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 10**9), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("fen", "percent", "deducted"), [(50, 1, 1), (49, 1, 0), (150, 1, 2), (64000, 24, 15360), (-50, 1, -1)]
)
def test_a_percentage_rounds_half_up_to_the_fen(fen: int, percent: int, deducted: int) -> None:
    assert percent_of(fen, percent) == deducted


@given(st.fractions(-(10**12), 10**12))
def test_rounding_is_to_the_nearest_and_alike_in_both_directions(amount: Fraction) -> None:
    assert abs(half_up(amount) - amount) <= Fraction(1, 2)
    assert half_up(-amount) == -half_up(amount)


def test_the_largest_remainder_gets_the_odd_fen() -> None:
    assert share_out(100, {"a": 1, "b": 1, "c": 1}, ties=["a", "b", "c"]) == {"a": 34, "b": 33, "c": 33}
    assert share_out(100, {"a": 1, "b": 1, "c": 1}, ties=["c", "b", "a"]) == {"a": 33, "b": 33, "c": 34}
    assert share_out(10, {"a": 1, "b": 2, "c": 4}, ties=["a", "b", "c"]) == {"a": 1, "b": 3, "c": 6}


def test_nothing_to_weigh_shares_nothing() -> None:
    assert share_out(100, {"a": 0, "b": 0}, ties=["a", "b"]) == {"a": 0, "b": 0}
    assert share_out(100, {}, ties=[]) == {}


@given(st.integers(0, 10**12), WEIGHTS)
def test_shares_add_up_and_lie_within_a_fen_of_the_exact_one(total: int, weights: dict[str, int]) -> None:
    shares = share_out(total, weights, ties=sorted(weights))
    whole = sum(weights.values())
    assert sum(shares.values()) == (total if whole else 0)
    if whole:
        assert all(abs(shares[key] - Fraction(total * weights[key], whole)) < 1 for key in weights)


@given(st.integers(0, 10**6), WEIGHTS)
def test_the_order_of_the_weights_does_not_matter(total: int, weights: dict[str, int]) -> None:
    turned = dict(reversed(weights.items()))
    assert share_out(total, weights, sorted(weights)) == share_out(total, turned, sorted(turned))
