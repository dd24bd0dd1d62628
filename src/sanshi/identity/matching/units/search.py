"""The one way a unit is looked for: desk, import and batch bring a register of units and get one answer."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Protocol

from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.units.comparing import UnitFindings, compare_units
from sanshi.identity.matching.units.keys import UnitKey, asked_keys
from sanshi.identity.matching.units.profile import UnitProfile
from sanshi.identity.matching.units.scoring import weigh_units


class UnitRegister(Protocol):
    def having(self, keys: Sequence[UnitKey]) -> Collection[Hashable]:
        """Which units have one of the keys, at most keys.LIMIT for each."""

    def profiles(self, units: Iterable[Hashable]) -> Iterable[tuple[Hashable, UnitProfile]]: ...


def match_unit(one: UnitProfile, register: UnitRegister) -> Verdict:
    return weigh_units(compared_units(one, register))


def compared_units(one: UnitProfile, register: UnitRegister) -> list[tuple[Hashable, UnitFindings]]:
    near = register.having(asked_keys(one))
    return [(unit, compare_units(one, other)) for unit, other in register.profiles(near)]
