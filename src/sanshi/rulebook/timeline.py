"""Which policy holds on which day of a street."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from sanshi.rulebook.policy import Policy


class NoPolicy(LookupError):
    """No policy is in force on `day`."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no policy is in force on {day}")
        self.day = day


@dataclass(frozen=True, slots=True)
class PolicyTimeline:
    """A street's policies. On a day that several cover, the one that began last holds."""

    policies: tuple[Policy, ...]
    is_undated: bool = False

    @classmethod
    def of(cls, policies: Iterable[Policy]) -> Self:
        return cls(tuple(sorted(policies, key=lambda policy: policy.valid_from)))

    @classmethod
    def undated(cls, policy: Policy) -> Self:
        """One policy for every day, whatever its own dates: what a reader asked for by name."""
        return cls((policy,), is_undated=True)

    def find(self, day: date) -> Policy | None:
        if self.is_undated:
            return self.policies[0]
        return next((policy for policy in reversed(self.policies) if policy.is_in_force(day)), None)

    def on(self, day: date) -> Policy:
        policy = self.find(day)
        if policy is None:
            raise NoPolicy(day)
        return policy
