"""Finds the weights: of the candidates and nobody, the right one shall be likeliest (conditional logit)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from sanshi.identity.matching.comparing import Findings
from sanshi.identity.matching.scoring import FITTED_ON, features, score
from sanshi.identity.matching.search import compared_with
from sanshi.project.matching_report.cases import LATEST, Cases

Floats = NDArray[numpy.float64]
# Weights are held near 0 as if drawn with this spread: a finding that was seldom seen gets no certainty.
_STEPS, _RATE, _SPREAD = 3000, 0.05, 2.5
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Pairs:
    """One row a candidate: features, offset by the register's size, its case, and whether it is right."""

    names: tuple[str, ...]
    features: Floats
    offsets: Floats
    groups: NDArray[numpy.int64]
    right: NDArray[numpy.bool_]


def pairs(sets: Iterable[Cases]) -> Pairs:
    rows: list[tuple[int, Findings, float, bool]] = []
    given = [(one.register, case) for one in sets for case in one.cases]
    for group, (register, case) in enumerate(given):
        for key, findings in compared_with(case.profile, register, latest=LATEST):
            offset = score(findings, register.size) - score(findings, FITTED_ON)
            rows.append((group, findings, offset, key == case.base))
    names = tuple(sorted({name for _, findings, _, _ in rows for name in features(findings)}))
    places = {name: place for place, name in enumerate(names)}
    table = numpy.zeros((len(rows), len(names)))
    for row, (_, findings, _, _) in enumerate(rows):
        table[row, [places[name] for name in features(findings)]] = 1
    return Pairs(
        names,
        table,
        numpy.array([row[2] for row in rows]),
        numpy.array([row[0] for row in rows]),
        numpy.array([row[3] for row in rows]),
    )


def fit(given: Pairs) -> tuple[float, dict[str, float]]:
    """The base and the weights, by Adam on the mean log likelihood with a little shrinking."""
    weights = numpy.zeros(len(given.names) + 1)
    weights[0] = -3.0
    table = numpy.hstack([numpy.ones((len(given.features), 1)), given.features])
    _, groups = numpy.unique(given.groups, return_inverse=True)
    cases = groups.max() + 1
    first, second = numpy.zeros_like(weights), numpy.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        chances = _chances(table @ weights + given.offsets, groups)
        slope = table.T @ (chances - given.right) / cases
        slope[1:] += weights[1:] / (_SPREAD**2 * cases)
        first = _FIRST * first + (1 - _FIRST) * slope
        second = _SECOND * second + (1 - _SECOND) * slope**2
        rate = _RATE * (1 - step / (_STEPS + 1))
        corrected = numpy.sqrt(second / (1 - _SECOND**step)) + _TINY
        weights -= rate * first / (1 - _FIRST**step) / corrected
    return float(weights[0]), {
        name: float(weight) for name, weight in zip(given.names, weights[1:], strict=True)
    }


def _chances(scores: Floats, groups: NDArray[numpy.int64]) -> Floats:
    """Of each candidate, against the others of its case and against nobody."""
    peaks = numpy.zeros(groups.max() + 1)
    numpy.maximum.at(peaks, groups, scores)
    odds = numpy.exp(scores - peaks[groups])
    totals = numpy.exp(-peaks) + numpy.bincount(groups, odds)
    chances: Floats = odds / totals[groups]
    return chances
