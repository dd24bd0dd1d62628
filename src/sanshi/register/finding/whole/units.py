"""All units of a street in memory: the same answers as from the tables (`units.UnitRegister`). A street has a
tenth as many units as persons at most, so they are not packed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Self, cast
from uuid import UUID

from sanshi.identity.matching.keys import LIMIT
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.units.keys import UnitKey, unit_keys
from sanshi.identity.matching.units.profile import UnitProfile
from sanshi.identity.matching.units.scoring import unit_bands
from sanshi.identity.matching.units.search import match_unit
from sanshi.register.finding.units import profiles_of_units
from sanshi.register.finding.whole.likeness import Whole, lots
from sanshi.register.models import Unit


class WholeUnits(Whole):
    def __init__(self, profiles: Mapping[UUID, UnitProfile]) -> None:
        super().__init__(sorted(profiles))
        self.profiles = [profiles[unit] for unit in self.records]
        self._holders: dict[UnitKey, list[int]] = defaultdict(list)
        for number, profile in enumerate(self.profiles):
            for key in dict.fromkeys(unit_keys(profile)):
                self._holders[key].append(number)

    @classmethod
    def read(cls, subdistrict: str, told: Callable[[int], None] = lambda _: None) -> Self:
        """Of all that the register knows by now, closed ones too. `told`: how many were read so far."""
        profiles: dict[UUID, UnitProfile] = {}
        for lot in lots(Unit, subdistrict):
            profiles |= profiles_of_units(subdistrict, lot)
            told(len(profiles))
        return cls(profiles)

    def match(self, number: int, latest: date, apart: Collection[int] = ()) -> Verdict:
        return match_unit(self.profiles[number], _Others(self, frozenset({number, *apart})))

    def limits(self) -> Mapping[str, float]:
        return unit_bands()

    def having(self, keys: Sequence[UnitKey]) -> set[int]:
        return {number for key in keys for number in self._holders.get(key, ())[:LIMIT]}


class _Others:
    """The register as if these were not in it."""

    def __init__(self, whole: WholeUnits, apart: frozenset[int]) -> None:
        self._whole, self._apart = whole, apart

    def having(self, keys: Sequence[UnitKey]) -> Collection[Hashable]:
        return self._whole.having(keys) - self._apart

    def profiles(self, units: Iterable[Hashable]) -> Iterable[tuple[Hashable, UnitProfile]]:
        return [(unit, self._whole.profiles[unit]) for unit in cast(Iterable[int], units)]
