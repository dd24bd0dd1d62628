"""What a committee's quarter earns and loses (plan 4.2). Pure; all money in fen, all figures from the policy.

Within a quarter 4.2.1 a and b follow the policy of the day a piece counts, c and d that of the first day of
the month, 4.2.2 that of the quarter's last day.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sanshi.rulebook.money import ONE_PERCENT, percent_of, share_out
from sanshi.rulebook.policy import Band, ClerkAllowance, Deduction, Policy
from sanshi.rulebook.quarter import Month, Quarter
from sanshi.rulebook.timeline import PolicyTimeline
from sanshi.rulebook.words import DeductedPart

# The key of the committee's own share beside those of its collectors.
SUBSIDY = "subsidy"


class Head(StrEnum):
    """What a line is paid for."""

    NOTICES = "notices"
    COLLECTIONS = "collections"
    SUBSIDY = "subsidy"
    ALLOWANCE = "allowance"


DEDUCTED_HEADS = {
    DeductedPart.COLLECTION_REWARDS: Head.COLLECTIONS,
    DeductedPart.SUBSIDY: Head.SUBSIDY,
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """Rewardable pieces of one payee that count on one day."""

    payee: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class ClerkMonth:
    """One clerk's entries in a month and his days of appointment in it."""

    month: Month
    clerk: str
    entries: int
    days: int


@dataclass(frozen=True, slots=True)
class Inspection:
    checked: int
    errors: int

    @property
    def rate_percent(self) -> Fraction:
        """0 when nothing was checked (plan 4.2.2 a: then there is no deduction)."""
        return Fraction(self.errors, self.checked) / ONE_PERCENT if self.checked else Fraction(0)


@dataclass(frozen=True, slots=True)
class Case:
    """One committee's quarter as counted. `traced_back`, `unregistered`: pieces without registration.

    `closed_on`: the first day on which it is no more; None and `opened_on` None: it was there all the time.
    """

    committee: str
    quarter: Quarter
    notices: tuple[Pieces, ...] = ()
    collections: tuple[Pieces, ...] = ()
    clerk_months: tuple[ClerkMonth, ...] = ()
    inspection: Inspection | None = None
    traced_back: int = 0
    unregistered: int = 0
    opened_on: date | None = None
    closed_on: date | None = None

    @property
    def months(self) -> tuple[Month, ...]:
        """Those on whose first day it was there: the amounts of a month follow that day (4.2.1 c, d)."""
        first, end = self.opened_on or date.min, self.closed_on or date.max
        return tuple(month for month in self.quarter.months if first <= month.first_day < end)


@dataclass(frozen=True, slots=True)
class Terms:
    """So many times a rate: what a sum is made of, for its explanation."""

    number: int
    fen: int


@dataclass(frozen=True, slots=True)
class Percentage:
    """How a deduction's percentage comes about (plan 4.2.2). `band` is None below the lowest."""

    band: Band | None
    inspection: int
    traced_back: int
    unregistered: int
    most: int

    @property
    def uncapped(self) -> int:
        return self.inspection + self.traced_back + self.unregistered

    @property
    def total(self) -> int:
        return min(self.uncapped, self.most)


@dataclass(frozen=True, slots=True)
class Line:
    """What one payee gets under one head."""

    head: Head
    payee: str
    gross: int
    deduction: int = 0

    @property
    def net(self) -> int:
        return self.gross - self.deduction


@dataclass(frozen=True, slots=True)
class Result:
    """Rewards stand before any deduction. The terms and months are what the explanation is made of."""

    case: Case
    notice_rewards: dict[str, int]
    collection_rewards: dict[str, int]
    subsidy: int
    clerk_allowances: dict[str, int]
    deduction_base: int
    percentage: Percentage
    deduction: int
    deduction_shares: dict[str, int]
    notice_terms: tuple[Terms, ...]
    collection_terms: tuple[Terms, ...]
    subsidy_terms: tuple[Terms, ...]
    allowance_of_month: dict[Month, int]
    closing: Policy

    @property
    def notified_criticism(self) -> bool:
        """Public criticism and supervised rectification follow from the rate alone (plan 4.2.2 a)."""
        return self.percentage.band is not None and self.percentage.band.criticism

    @property
    def rewards(self) -> int:
        return (
            sum(self.notice_rewards.values())
            + sum(self.collection_rewards.values())
            + self.subsidy
            + sum(self.clerk_allowances.values())
        )

    @property
    def payable(self) -> int:
        return self.rewards - self.deduction

    def lines(self) -> Iterator[Line]:
        for giver, fen in self.notice_rewards.items():
            yield Line(Head.NOTICES, giver, fen)
        for collector, fen in self.collection_rewards.items():
            yield Line(Head.COLLECTIONS, collector, fen, self.deduction_shares.get(collector, 0))
        yield Line(Head.SUBSIDY, SUBSIDY, self.subsidy, self.deduction_shares.get(SUBSIDY, 0))
        for clerk, fen in self.clerk_allowances.items():
            yield Line(Head.ALLOWANCE, clerk, fen)


def settle(case: Case, policies: PolicyTimeline) -> Result:
    """NoPolicy when a piece, or the quarter's last day, lies where no policy is in force."""
    closing = policies.on(case.quarter.last_day)
    notices = _rewards(case.notices, policies, lambda policy: policy.plan.rewards.notice_fen)
    collections = _rewards(case.collections, policies, lambda policy: policy.plan.rewards.form_fen)
    months = _month_policies(case, policies)
    rates = [policy.plan.rewards.committee_month_fen for policy in months.values()]
    shares = {month: _month_shares(case, month, policy) for month, policy in months.items()}
    deducted = _deducted(collections, sum(rates), closing.plan.deduction)
    percentage = deduction_percentage(case, closing.plan.deduction)
    deduction = percent_of(sum(deducted.values()), percentage.total)
    return Result(
        case=case,
        notice_rewards=notices,
        collection_rewards=collections,
        subsidy=sum(rates),
        clerk_allowances=_by_clerk(case, shares),
        deduction_base=sum(deducted.values()),
        percentage=percentage,
        deduction=deduction,
        deduction_shares=share_out(deduction, deducted, ties=sorted(deducted)),
        notice_terms=_terms(case.notices, policies, lambda policy: policy.plan.rewards.notice_fen),
        collection_terms=_terms(case.collections, policies, lambda policy: policy.plan.rewards.form_fen),
        subsidy_terms=tuple(Terms(number, fen) for fen, number in Counter(rates).items()),
        allowance_of_month={month: sum(split.values()) for month, split in shares.items() if split},
        closing=closing,
    )


def clerk_allowance(entries: int, figures: ClerkAllowance) -> int:
    """The month's allowance by all entries of the committee together (plan 4.2.1 d)."""
    further = max(entries - figures.steps_above_entries, 0) // figures.step_entries
    return min(figures.base_fen + further * figures.step_fen, figures.most_fen)


def next_allowance(entries: int, figures: ClerkAllowance) -> tuple[int, int] | None:
    """(entries still missing, fen then) of the next step; None when the most is reached."""
    if clerk_allowance(entries, figures) == figures.most_fen or not figures.step_fen:
        return None
    further = max(entries - figures.steps_above_entries, 0) // figures.step_entries + 1
    missing = figures.steps_above_entries + further * figures.step_entries - entries
    return missing, clerk_allowance(entries + missing, figures)


def deduction_percentage(case: Case, figures: Deduction) -> Percentage:
    """a, b and c are percentages of the same base, added, together never above the most (plan 4.2.2)."""
    checked = case.inspection is not None and case.inspection.checked
    band = figures.band_of(case.inspection.rate_percent) if case.inspection and checked else None
    return Percentage(
        band=band,
        inspection=band.percent if band else 0,
        traced_back=case.traced_back * figures.traced_back_percent,
        unregistered=case.unregistered * figures.unregistered_percent,
        most=figures.most_percent,
    )


Rate = Callable[[Policy], int]


def _rewards(pieces: tuple[Pieces, ...], policies: PolicyTimeline, rate: Rate) -> dict[str, int]:
    rewards: Counter[str] = Counter()
    for piece in pieces:
        rewards[piece.payee] += piece.number * rate(policies.on(piece.day))
    return dict(rewards)


def _terms(pieces: tuple[Pieces, ...], policies: PolicyTimeline, rate: Rate) -> tuple[Terms, ...]:
    numbers: Counter[int] = Counter()
    for piece in sorted(pieces, key=lambda piece: piece.day):
        numbers[rate(policies.on(piece.day))] += piece.number
    return tuple(Terms(number, fen) for fen, number in numbers.items() if number)


def _month_policies(case: Case, policies: PolicyTimeline) -> dict[Month, Policy]:
    """A month that began before the street's first policy is not paid by any."""
    found = {month: policies.find(month.first_day) for month in case.months}
    return {month: policy for month, policy in found.items() if policy}


def _month_shares(case: Case, month: Month, policy: Policy) -> dict[str, int]:
    """The month's allowance by clerk; empty without a clerk in office (plan 4.2.1 d)."""
    rows = [row for row in case.clerk_months if row.month == month]
    entries = sum(row.entries for row in rows)
    days = {row.clerk: row.days for row in rows if row.days}
    if not days:
        return {}
    return share_out(clerk_allowance(entries, policy.plan.clerk_allowance), days, ties=list(days))


def _by_clerk(case: Case, shares: Mapping[Month, Mapping[str, int]]) -> dict[str, int]:
    allowances = dict.fromkeys((row.clerk for row in case.clerk_months), 0)
    for split in shares.values():
        for clerk, fen in split.items():
            allowances[clerk] += fen
    return allowances


def _deducted(collections: Mapping[str, int], subsidy: int, figures: Deduction) -> dict[str, int]:
    """What the deduction is taken from, by payee."""
    if SUBSIDY in collections:
        raise ValueError(f"a collector cannot be called {SUBSIDY!r}: it is the committee's own key")
    amounts = {SUBSIDY: subsidy} if DeductedPart.SUBSIDY in figures.base else {}
    if DeductedPart.COLLECTION_REWARDS in figures.base:
        amounts |= collections
    return amounts
