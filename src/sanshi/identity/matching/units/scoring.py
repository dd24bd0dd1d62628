"""From findings to a probability and a band: a sum of weights, one a finding, and four rules."""

import math
import tomllib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sanshi.identity.matching.evidence import Band
from sanshi.identity.matching.scoring import NOBODY, Candidate, Verdict
from sanshi.identity.matching.units.comparing import UnitFindings
from sanshi.identity.matching.units.evidence import UnitEvidence as E
from sanshi.identity.matching.units.evidence import UnitRule

_CODED = (E.CODE_SAME, E.CODE_SLIP)
_NAMED = (E.NAME_SAME, E.NAME_SOUND, E.NAME_ONE)
_NEARLY_NAMED = (*_NAMED, E.NAME_PART)
_THERE = (E.PREMISES_SAME, E.PREMISES_BUILDING)


def weigh_units(compared: Sequence[tuple[Hashable, UnitFindings]]) -> Verdict:
    """Candidates compete with each other and with nobody, as persons do."""
    if not compared:
        return NOBODY
    scores = [score(findings) for _, findings in compared]
    peak = max(0.0, *scores)
    odds = [math.exp(one - peak) for one in scores]
    total = sum(odds) + math.exp(-peak)
    order = sorted(range(len(odds)), key=lambda place: (-odds[place], str(compared[place][0])))
    ranked = tuple(
        Candidate(compared[place][0], odds[place] / total, compared[place][1], rules(compared[place][1]))
        for place in order
    )
    return Verdict(_band(ranked[0]), ranked[0].probability, ranked)


def score(findings: UnitFindings) -> float:
    settings = _settings()
    return settings.base + sum(settings.weights.get(one, 0.0) for one in unit_features(findings))


def unit_features(findings: UnitFindings) -> tuple[str, ...]:
    """The findings and what they say together."""
    code, name, premises, phone = findings
    together = {
        "unit_coded_and_named": code in _CODED and name in _NAMED,
        "unit_named_there": name in _NAMED and premises in _THERE,
        "unit_nearly_named_there": name == E.NAME_PART and premises in _THERE,
        "unit_another_there": name == E.NAME_OTHER and premises in _THERE and code not in _CODED,
        "unit_named_and_called": name in _NEARLY_NAMED and phone == E.PHONE_SAME,
        "unit_conflict_named_there": code == E.CODE_CONFLICT and name in _NAMED and premises in _THERE,
    }
    return (*findings, *(name for name, holds in together.items() if holds))


def rules(findings: UnitFindings) -> tuple[str, ...]:
    code, name, premises, phone = findings
    kept = []
    if code == E.CODE_CONFLICT:
        kept.append(UnitRule.TWO_CODES)
    if code not in _CODED and premises != E.PREMISES_SAME and phone != E.PHONE_SAME:
        kept.append(UnitRule.NAME_ALONE)
    if code in _CODED and name == E.NAME_OTHER and premises != E.PREMISES_SAME:
        kept.append(UnitRule.RENAMED)
    if name == E.NAME_BRANCH:
        kept.append(UnitRule.BRANCH)
    return tuple(str(rule.value) for rule in kept)


def _band(best: Candidate) -> Band:
    limits = _settings().limits
    if best.probability < limits["look"]:
        return Band.NEW
    return Band.SAME if best.probability >= limits["same"] and not best.rules else Band.LOOK


def unit_bands() -> dict[str, float]:
    return _settings().limits


def forget_unit_weights() -> None:
    """After they were found anew."""
    _settings.cache_clear()


@dataclass(frozen=True, slots=True)
class _Settings:
    base: float
    weights: dict[str, float]
    limits: dict[str, float]


@cache
def _settings() -> _Settings:
    text = files("sanshi.identity").joinpath("data", "unit_weights.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return _Settings(read["base"], read["weights"], read["bands"])
