"""Which two records may be one, of whatever kind they are."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import Candidate, Verdict

_A_LOT = 2000
Apart = Mapping[UUID, Collection[UUID]]
_Told = tuple[float, Band, tuple[str, ...]]


class Likeness(NamedTuple):
    """Two records that may be one: as the one of the two looked for says that fits better."""

    one: UUID
    other: UUID
    band: Band
    probability: float
    why: tuple[str, ...]


class Whole(ABC):
    """Records are numbered in the order of their ids."""

    def __init__(self, records: Sequence[UUID]) -> None:
        self.records = records
        self._numbers = {record: number for number, record in enumerate(records)}
        self.size = len(records)

    @abstractmethod
    def match(self, number: int, latest: date, apart: Collection[int] = ()) -> Verdict:
        """Of one record against the register without them."""

    @abstractmethod
    def limits(self) -> Mapping[str, float]:
        """Of the bands."""

    def likenesses(self, numbers: Iterable[int], latest: date, apart: Apart) -> list[Likeness]:
        """Which each of these records may be, by either of the two; each pair once.

        `apart`: pairs that somebody decided are two.
        """
        found: dict[tuple[int, int], Likeness] = {}
        for number in numbers:
            for other, told in self._like(number, latest, apart).items():
                pair = (min(number, other), max(number, other))
                if pair not in found:
                    back = self._like(other, latest, apart).get(number)
                    found[pair] = self._likeness(pair, max([told, *([back] if back else [])]))
        return list(found.values())

    def _like(self, number: int, latest: date, apart: Apart) -> dict[int, _Told]:
        others = {self._numbers[one] for one in apart.get(self.records[number], ()) if one in self._numbers}
        verdict = self.match(number, latest, others)
        found: dict[int, _Told] = {}
        for place, candidate in enumerate(verdict.candidates):
            band = verdict.band if place == 0 else self._band_beside(candidate)
            if band != Band.NEW:
                why = (*candidate.why, *candidate.rules)
                found.setdefault(cast(int, candidate.key), (candidate.probability, band, why))
        return found

    def _likeness(self, pair: tuple[int, int], told: _Told) -> Likeness:
        probability, band, why = told
        return Likeness(self.records[pair[0]], self.records[pair[1]], band, probability, why)

    def _band_beside(self, candidate: Candidate) -> Band:
        """Of one who is not the best: what the desk would show beside the best."""
        return Band.LOOK if candidate.probability >= self.limits()["look"] else Band.NEW


def lots(model: Any, subdistrict: str) -> Iterator[list[UUID]]:
    """Ids of a kind's records, in their order."""
    records = model.objects.filter(subdistrict=subdistrict).order_by("id").values_list("id", flat=True)
    last: UUID | None = None
    while lot := list((records.filter(id__gt=last) if last else records)[:_A_LOT]):
        yield lot
        last = lot[-1]
