"""Everybody of a street in memory, packed: what a batch asks that looks for each of them among the others.

The same answers as from the tables (`persons.Kept`), at some 600 bytes a person.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, cast
from uuid import UUID

import numpy
from numpy.typing import NDArray

from sanshi.identity.matching.batch import Packed, PackedRegister, pack
from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.keys import LIMIT, Key
from sanshi.identity.matching.profile import Profile
from sanshi.identity.matching.scoring import Candidate, Verdict, bands
from sanshi.identity.matching.search import match
from sanshi.register.finding.keys import profiles_of
from sanshi.register.finding.said import homes_of, said_of
from sanshi.register.models import Person

_A_LOT = 2000
# Profiles of one person that share a key: of former names, of several homes. More are cut off.
_MOST_OF_ONE = 8
Apart = Mapping[UUID, Collection[UUID]]


class Likeness(NamedTuple):
    """Two persons who may be one: as the one of the two looked for says that fits better."""

    one: UUID
    other: UUID
    band: Band
    probability: float
    why: tuple[str, ...]


class Whole:
    """Persons are numbered in the order of their ids. `apart`: pairs that somebody decided are two."""

    def __init__(self, persons: Sequence[UUID], register: PackedRegister, first: NDArray[Any]) -> None:
        self.persons, self._register, self._first = persons, register, first
        self._owner = numpy.repeat(numpy.arange(len(persons), dtype=numpy.int32), numpy.diff(first))
        self._numbers = {person: number for number, person in enumerate(persons)}
        self.size = len(persons)

    @classmethod
    def read(cls, subdistrict: str, told: Callable[[int], None] = lambda _: None) -> "Whole":
        """Of all whom the register knows by now. `told`: how many were read so far."""
        persons: list[UUID] = []
        parts: list[Packed] = []
        counts: list[int] = []
        for lot in _lots(subdistrict):
            said, homes = said_of(subdistrict, lot), homes_of(subdistrict, lot)
            known = [(one, profiles_of(said[one], homes.get(one, ()))) for one in lot if said.get(one)]
            persons += [one for one, _ in known]
            counts += [len(profiles) for _, profiles in known]
            parts.append(pack(list(chain.from_iterable(profiles for _, profiles in known))))
            told(len(persons))
        return cls(
            persons, PackedRegister.of(parts), numpy.concatenate([[0], numpy.cumsum(counts)]).astype(int)
        )

    def likenesses(self, numbers: Iterable[int], latest: date, apart: Apart) -> list[Likeness]:
        """Whom each of these persons may be, by either of the two; each pair once."""
        found: dict[tuple[int, int], Likeness] = {}
        for number in numbers:
            for other, told in self._like(number, latest, apart).items():
                pair = (min(number, other), max(number, other))
                if pair not in found:
                    back = self._like(other, latest, apart).get(number)
                    found[pair] = self._likeness(pair, max([told, *([back] if back else [])]))
        return list(found.values())

    def match(self, number: int, latest: date, apart: Collection[int] = ()) -> Verdict:
        """Of one person against the register without them."""
        [(_, one)] = self._register.profiles([int(self._first[number])])
        return match(one, _Others(self, frozenset({number, *apart})), latest=latest)

    def _like(
        self, number: int, latest: date, apart: Apart
    ) -> dict[int, tuple[float, Band, tuple[str, ...]]]:
        others = {self._numbers[one] for one in apart.get(self.persons[number], ()) if one in self._numbers}
        verdict = self.match(number, latest, others)
        found: dict[int, tuple[float, Band, tuple[str, ...]]] = {}
        for place, candidate in enumerate(verdict.candidates):
            band = verdict.band if place == 0 else _band_beside(candidate)
            if band != Band.NEW:
                why = (*candidate.why, *candidate.rules)
                found.setdefault(cast(int, candidate.key), (candidate.probability, band, why))
        return found

    def _likeness(self, pair: tuple[int, int], told: tuple[float, Band, tuple[str, ...]]) -> Likeness:
        probability, band, why = told
        return Likeness(self.persons[pair[0]], self.persons[pair[1]], band, probability, why)

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

    def __init__(self, whole: Whole, apart: frozenset[int]) -> None:
        self._whole, self._apart, self.size = whole, apart, whole.size

    def having(self, keys: Sequence[Key]) -> Collection[Hashable]:
        return set(self._whole.having(keys)) - self._apart

    def profiles(self, persons: Iterable[Hashable]) -> Iterable[tuple[Hashable, Profile]]:
        return self._whole.profiles(cast(Iterable[int], persons))


def _band_beside(candidate: Candidate) -> Band:
    """Of one who is not the best: what the desk would show beside the best."""
    return Band.LOOK if candidate.probability >= bands()["look"] else Band.NEW


def _lots(subdistrict: str) -> Iterator[list[UUID]]:
    persons = Person.objects.filter(subdistrict=subdistrict).order_by("id").values_list("id", flat=True)
    last: UUID | None = None
    while lot := list((persons.filter(id__gt=last) if last else persons)[:_A_LOT]):
        yield lot
        last = lot[-1]
