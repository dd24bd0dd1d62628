"""What is decided after approval (plan 4.2.1 e). Pure, in fen.

The difference is taken under the old quarter's policy and percentage, as lines of their own outside the new
quarter's base. What exceeds a payee's amount is carried forward: nobody is paid less than nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sanshi.rulebook.money import percent_of
from sanshi.rulebook.policy import Deduction
from sanshi.settlement.rules import DEDUCTED_HEADS, Head, Line

Key = tuple[Head, str]


@dataclass(frozen=True, slots=True)
class Payment:
    """`carried` is 0 or below: what the payee still owes the next quarter."""

    paid: int
    carried: int


def correction(settled: Iterable[Line], now: Iterable[Line], percent: int, figures: Deduction) -> list[Line]:
    """One line for each amount that changed.

    `settled`: the frozen lines of the quarter and all corrections of it since. `now`: the quarter settled
    anew by its old policy. `percent`, `figures`: the deduction that was frozen; a new one reopens nothing.
    """
    before, after = _gross(settled), _gross(now)
    heads = {DEDUCTED_HEADS[part] for part in figures.base}
    lines = []
    for key in sorted(before.keys() | after.keys()):
        difference = after.get(key, 0) - before.get(key, 0)
        if difference:
            deducted = percent_of(difference, percent) if key[0] in heads else 0
            lines.append(Line(*key, difference, deducted))
    return lines


def pay(due: Mapping[str, int], brought: Mapping[str, int]) -> dict[str, Payment]:
    """`due`: net lines and corrections of the quarter by payee; `brought`: carried from the last (≤ 0)."""
    payees = sorted(due.keys() | brought.keys())
    totals = {payee: due.get(payee, 0) + brought.get(payee, 0) for payee in payees}
    return {payee: Payment(max(fen, 0), min(fen, 0)) for payee, fen in totals.items()}


def _gross(lines: Iterable[Line]) -> dict[Key, int]:
    totals: dict[Key, int] = {}
    for line in lines:
        key = (line.head, line.payee)
        totals[key] = totals.get(key, 0) + line.gross
    return totals
