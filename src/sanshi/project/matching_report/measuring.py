"""Figures of matching on labelled cases, each with its 95 % interval."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol, TypeVar

import numpy

from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import Verdict
from sanshi.identity.matching.search import match
from sanshi.project.matching_report.cases import LATEST, Cases

T = TypeVar("T")
_Z = 1.959964
_RESAMPLES, _SEED = 2000, 4
_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of `of`, with its interval."""

    value: float
    low: float
    high: float
    of: int


class Asked(Protocol):
    """A labelled case: who asks, what it is in the register, and what was done to it."""

    @property
    def profile(self) -> Any: ...

    @property
    def base(self) -> Hashable | None: ...

    @property
    def tags(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    case: Asked
    verdict: Verdict

    @property
    def claimed(self) -> object:
        """The base record named at even odds or better."""
        best = self.verdict.candidates[0] if self.verdict.candidates else None
        return best.key if best and self.verdict.probability >= _EVEN else None

    @property
    def linked(self) -> object:
        best = self.verdict.best
        return best.key if best and self.verdict.band == Band.SAME else None


def outcomes(cases: Cases) -> list[Outcome]:
    return [Outcome(one, match(one.profile, cases.register, latest=LATEST)) for one in cases.cases]


def f1(found: Sequence[Outcome]) -> Figure:
    """At a probability of .5; the interval by drawing the cases again, with return."""
    table = numpy.array([_counted(one.claimed, one.case.base) for one in found])
    drawn = numpy.random.default_rng(_SEED).multinomial(
        len(table), numpy.full(len(table), 1 / len(table)), _RESAMPLES
    )
    values = sorted(map(_f1, drawn @ table))
    low, high = values[int(_RESAMPLES * 0.025)], values[int(_RESAMPLES * 0.975)]
    return Figure(_f1(table.sum(axis=0)), low, high, len(found))


def same_precision(found: Sequence[Outcome]) -> Figure:
    linked = [one for one in found if one.linked is not None]
    return share(linked, lambda one: one.linked == one.case.base)


def same_recall(found: Sequence[Outcome]) -> Figure:
    registered = [one for one in found if one.case.base is not None]
    return share(registered, lambda one: one.linked == one.case.base)


def look_share(found: Sequence[Outcome]) -> Figure:
    return share(found, lambda one: one.verdict.band == Band.LOOK)


def share(found: Sequence[T], holds: Callable[[T], bool]) -> Figure:
    """With Wilson's interval."""
    count, of = sum(map(holds, found)), len(found)
    if not of:
        return Figure(math.nan, 0.0, 1.0, 0)
    value = count / of
    middle = (value + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    reach = _Z / (1 + _Z**2 / of) * math.sqrt(value * (1 - value) / of + _Z**2 / (4 * of**2))
    return Figure(value, max(0.0, middle - reach), min(1.0, middle + reach), of)


def calibration(found: Sequence[Outcome], edges: Sequence[float]) -> list[tuple[float, float, int, Figure]]:
    """For each span of probabilities: its edges, how many lie in it, the share whose best was right."""
    spans = pairwise(edges)
    return [
        (low, high, len(inside), _right(inside))
        for low, high in spans
        if (inside := _between(found, low, high))
    ]


def _between(found: Sequence[Outcome], low: float, high: float) -> list[Outcome]:
    with_best = [one for one in found if one.verdict.candidates]
    return [one for one in with_best if low <= one.verdict.probability < high]


def _right(found: Sequence[Outcome]) -> Figure:
    return share(found, lambda one: one.verdict.candidates[0].key == one.case.base)


def _counted(claimed: object, base: object) -> tuple[int, int, int]:
    """Rightly named, wrongly named, registered but not rightly named."""
    right = claimed is not None and claimed == base
    return int(right), int(claimed is not None and not right), int(base is not None and not right)


def _f1(counts: Sequence[int]) -> float:
    right, wrong, lost = (int(one) for one in counts)
    return 2 * right / max(1, 2 * right + wrong + lost)
