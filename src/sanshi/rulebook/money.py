"""Money in fen, exact."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

HALF = Fraction("0.5")
ONE_PERCENT = Fraction("0.01")


def half_up(amount: Fraction) -> int:
    """The nearest fen; half a fen away from zero, so that a difference and its reverse round alike."""
    rounded = floor(abs(amount) + HALF)
    return -rounded if amount < 0 else rounded


def percent_of(fen: int, percent: int) -> int:
    """Rounded half up to the fen, once (plan 4.2)."""
    return half_up(fen * percent * ONE_PERCENT)


def share_out(total: int, weights: Mapping[str, int], ties: Sequence[str]) -> dict[str, int]:
    """Split in proportion to `weights` by largest remainder; equal remainders to the earlier in `ties`."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(ties, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares
