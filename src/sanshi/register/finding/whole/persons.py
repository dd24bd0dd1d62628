"""Everybody of a street in memory, packed: the same answers as from the tables (`persons.Kept`), at some 600
bytes a person.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, Self, cast
from uuid import UUID

import numpy
from numpy.typing import NDArray

from sanshi.identity.matching.batch import Packed, PackedRegister, pack
from sanshi.identity.matching.keys import LIMIT, Key
from sanshi.identity.matching.profile import Profile
from sanshi.identity.matching.scoring import Verdict, bands
from sanshi.identity.matching.search import match
from sanshi.register.finding.keys import profiles_of
from sanshi.register.finding.said import homes_of, said_of
from sanshi.register.finding.whole.likeness import Whole, lots
from sanshi.register.models import Person

# Profiles of one person that share a key: of former names, of several homes. More are cut off.
_MOST_OF_ONE = 8


class WholePersons(Whole):
    def __init__(self, persons: Sequence[UUID], register: PackedRegister, first: NDArray[Any]) -> None:
        super().__init__(persons)
        self._register, self._first = register, first
        self._owner = numpy.repeat(numpy.arange(len(persons), dtype=numpy.int32), numpy.diff(first))

    @classmethod
    def read(cls, subdistrict: str, told: Callable[[int], None] = lambda _: None) -> Self:
        """Of all whom the register knows by now. `told`: how many were read so far."""
        persons: list[UUID] = []
        parts: list[Packed] = []
        counts: list[int] = []
        for lot in lots(Person, subdistrict):
            said, homes = said_of(subdistrict, lot), homes_of(subdistrict, lot)
            known = [(one, profiles_of(said[one], homes.get(one, ()))) for one in lot if said.get(one)]
            persons += [one for one, _ in known]
            counts += [len(profiles) for _, profiles in known]
            parts.append(pack(list(chain.from_iterable(profiles for _, profiles in known))))
            told(len(persons))
        return cls(
            persons, PackedRegister.of(parts), numpy.concatenate([[0], numpy.cumsum(counts)]).astype(int)
        )

    def match(self, number: int, latest: date, apart: Collection[int] = ()) -> Verdict:
        [(_, one)] = self._register.profiles([int(self._first[number])])
        return match(one, _Others(self, frozenset({number, *apart})), latest=latest)

    def limits(self) -> Mapping[str, float]:
        return bands()

    def having(self, keys: Sequence[Key]) -> Iterator[int]:
        for rows in self._register.spans(keys, LIMIT * _MOST_OF_ONE):
            owners: list[int] = self._owner[rows].tolist()
            yield from list(dict.fromkeys(owners))[:LIMIT]

    def profiles(self, numbers: Iterable[int]) -> Iterator[tuple[int, Profile]]:
        for number in numbers:
            rows = range(int(self._first[number]), int(self._first[number + 1]))
            for _, profile in self._register.profiles(rows):
                yield number, profile


class _Others:
    """The register as if these were not in it."""

    def __init__(self, whole: WholePersons, apart: frozenset[int]) -> None:
        self._whole, self._apart, self.size = whole, apart, whole.size

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        return set(self._whole.having(keys)) - self._apart

    def profiles(self, persons: Iterable[Hashable]) -> Iterable[tuple[Hashable, Profile]]:
        return self._whole.profiles(cast(Iterable[int], persons))
