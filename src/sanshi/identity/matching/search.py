"""The one way a record is looked for: desk, import, API and batch bring a `Register` and get one answer."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date
from typing import Protocol

from sanshi.identity.matching.comparing import Findings, compare
from sanshi.identity.matching.keys import Key, number_keys, other_keys, repair_keys
from sanshi.identity.matching.profile import Profile
from sanshi.identity.matching.scoring import Verdict, is_settled, score, weigh


class Register(Protocol):
    """Where persons are kept. `size` in persons."""

    @property
    def size(self) -> int: ...

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        """Who has one of the keys, at most keys.LIMIT for each."""

    def profiles(self, persons: Iterable[Hashable]) -> Iterable[tuple[Hashable, Profile]]:
        """Several of one who has two homes, or had another number: the one that fits best counts."""


def match(one: Profile, register: Register, *, latest: date | None = None) -> Verdict:
    return weigh(compared_with(one, register, latest=latest), register.size)


def compared_with(
    one: Profile, register: Register, *, latest: date | None = None
) -> list[tuple[Hashable, Findings]]:
    """First those found by number; those found by everything else unless that settles it."""
    by_number = register.having(keys_of_number(one, latest=latest))
    compared = _compared(one, register, by_number)
    if any(is_settled(findings) for _, findings in compared):
        return compared
    others = set(register.having(other_keys(one))) - set(by_number)
    return compared + _compared(one, register, others)


def keys_of_number(one: Profile, *, latest: date | None = None) -> tuple[Key, ...]:
    """Those asked first."""
    return (*number_keys(one), *repair_keys(one, latest=latest))


def is_found_by_number(one: Profile, register: Register, *, latest: date | None = None) -> bool:
    """Nothing else needs to be asked then."""
    by_number = register.having(keys_of_number(one, latest=latest))
    return any(is_settled(findings) for _, findings in _compared(one, register, by_number))


def _compared(
    one: Profile, register: Register, persons: Iterable[Hashable]
) -> list[tuple[Hashable, Findings]]:
    found: dict[Hashable, Findings] = {}
    for person, other in register.profiles(persons):
        findings = compare(one, other)
        if person not in found or score(findings, register.size) > score(found[person], register.size):
            found[person] = findings
    return list(found.items())
