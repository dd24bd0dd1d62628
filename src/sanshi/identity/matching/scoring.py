"""From findings to a probability and a band. Explainable: a sum of weights, one a finding, and three rules.

The weights (data/weights.toml) are log odds against nobody in the register being the one; candidates compete,
so that two that fit equally share the probability.
"""

import math
import tomllib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sanshi.identity.matching.comparing import Findings
from sanshi.identity.matching.evidence import Band, Evidence, Rule

# The register on which the weights were found, in persons.
FITTED_ON = 20_000
E = Evidence
_LINKING = frozenset({E.NUMBER_SAME, E.NUMBER_SLIP, E.NUMBER_SLIP_END})
_APART = frozenset({E.NUMBER_NEAR, E.NUMBER_CONFLICT})
_OTHER_NAME = frozenset({E.NAME_OTHER, E.NAME_SURNAME, E.NAME_SCRIPT})
_CONTACT = frozenset({E.PHONE_SAME, E.PHONE_NEAR, E.DWELLING_SAME, E.DWELLING_NEAR, E.DWELLING_BUILDING})
_NAMED = frozenset({E.NAME_SAME, E.NAME_SOUND, E.NAME_SHAPE, E.NAME_PINYIN, E.NAME_SWAPPED})
_NEARLY_NAMED = frozenset({E.NAME_ONE, E.NAME_PART, E.NAME_TITLE, E.NAME_TYPO})
_SIBLINGS = frozenset({E.NAME_ONE, E.NAME_SURNAME})
_TWINS = frozenset({E.BIRTH_SAME, E.BIRTH_MISSING})
_NOT_BORN_THEN = frozenset({E.BIRTH_OTHER, E.BIRTH_MISSING})
_NO_EVIDENCE = -8.0
_NUMBER_HINTS = _LINKING | {E.NUMBER_NEAR, E.NUMBER_TWO_SLIPS}


@dataclass(frozen=True, slots=True)
class Candidate:
    """`why`: the six findings, then the rules that keep it from being linked."""

    key: Hashable
    probability: float
    why: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`candidates` from the best; the band and the probability are those of the best."""

    band: Band
    probability: float
    candidates: tuple[Candidate, ...] = ()

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates and self.band != Band.NEW else None


NOBODY = Verdict(Band.NEW, 0.0)


def weigh(compared: Sequence[tuple[Hashable, Findings]], size: int) -> Verdict:
    """`size` is the number of persons in the register: the larger, the more share a name and a birthday."""
    if not compared:
        return NOBODY
    scores = [score(findings, size) for _, findings in compared]
    peak = max(0.0, *scores)
    odds = [math.exp(one - peak) for one in scores]
    # Exact, so that the order in which a register names them makes no difference.
    total = math.fsum((*odds, math.exp(-peak)))
    order = sorted(range(len(odds)), key=lambda place: (-odds[place], str(compared[place][0])))
    ranked = tuple(_candidate(*compared[place], odds[place] / total) for place in order)
    return Verdict(_band(ranked[0]), ranked[0].probability, ranked)


def score(findings: Findings, size: int) -> float:
    if _is_family(findings):
        return _NO_EVIDENCE
    weight, by_chance = _weight(findings)
    return weight - (math.log(max(size, 1) / FITTED_ON) if by_chance else 0.0)


def _is_family(findings: Findings) -> bool:
    """Another name, and nothing ties the two but phone and dwelling, which families share."""
    number, name, birth, _, _, _ = findings
    return number not in _NUMBER_HINTS and name in _OTHER_NAME and birth in _NOT_BORN_THEN


def is_settled(findings: Findings) -> bool:
    """Nothing can fit better: number, name and birth date are the same."""
    return findings[:3] == (E.NUMBER_SAME, E.NAME_SAME, E.BIRTH_SAME)


@lru_cache(maxsize=65536)
def features(findings: Findings) -> tuple[str, ...]:
    """The findings and what they say together."""
    number, name, birth, _, phone, dwelling = findings
    named, born, met = name in _NAMED, birth == E.BIRTH_SAME, bool(_CONTACT & {phone, dwelling})
    together = {
        "number_of_another": number in _LINKING and name in _OTHER_NAME,
        "number_of_another_born_then": number in _LINKING and name in _OTHER_NAME and born,
        "linked_and_named": number in _LINKING and named,
        "named_and_born": named and born and number not in _LINKING,
        "household": phone == E.PHONE_SAME and dwelling == E.DWELLING_SAME,
        "linked_and_nearly_named": number in _LINKING and name in _NEARLY_NAMED,
        "apart_but_named": number in _APART and named and born and met,
        "apart_and_away": number in (E.NUMBER_CONFLICT, E.NUMBER_UNLIKE) and not met,
        "like_siblings": number not in _LINKING and name in _SIBLINGS and born and met,
        "named_at_contact": named and met,
        "named_nearly_born_away": named and not born and not met and number not in _LINKING,
    }
    return (*findings, *(name for name, holds in together.items() if holds))


@lru_cache(maxsize=65536)
def _weight(findings: Findings) -> tuple[float, bool]:
    """The sum of the weights, and whether such a pair meets by chance more often in a larger register."""
    number, _, _, _, phone, dwelling = findings
    by_chance = number not in _NUMBER_HINTS and not _CONTACT & {phone, dwelling}
    settings = _settings()
    return settings.base + sum(settings.weights.get(one, 0.0) for one in features(findings)), by_chance


def _candidate(key: Hashable, findings: Findings, probability: float) -> Candidate:
    return Candidate(key, probability, findings, rules(findings))


@lru_cache(maxsize=65536)
def rules(findings: Findings) -> tuple[str, ...]:
    number, name, birth, _, phone, dwelling = findings
    kept = []
    if number in _APART:
        kept.append(Rule.TWO_NUMBERS)
    elif number not in _LINKING and not _CONTACT & {phone, dwelling} and not _is_mistyped(findings):
        kept.append(Rule.NAME_AND_BIRTH)
    if number not in _LINKING and birth == E.BIRTH_OTHER:
        kept.append(Rule.OTHER_BIRTH)
    if _may_be_siblings(findings):
        kept.append(Rule.SIBLINGS)
    elif name == E.NAME_MISSING or (name in _OTHER_NAME and not _renamed(findings)):
        kept.append(Rule.OTHER_NAME)
    return tuple(str(rule.value) for rule in kept)


def _may_be_siblings(findings: Findings) -> bool:
    """A number that is not the same must rule a twin out; one slip at its end may make it the twin's."""
    number, name, birth, _, _, _ = findings
    if number == E.NUMBER_SLIP_END:
        return name in _SIBLINGS | _NEARLY_NAMED and birth in _TWINS
    return number not in _LINKING and name in _SIBLINGS


def _is_mistyped(findings: Findings) -> bool:
    """A wrong number of which all but two signs are the other's: no namesake born that day has one."""
    return findings[:3] == (E.NUMBER_TWO_SLIPS, E.NAME_SAME, E.BIRTH_SAME)


def _renamed(findings: Findings) -> bool:
    """Who took another given name, or whose was badly read; a relative would have another phone."""
    number, name, birth, sex, phone, _ = findings
    return (
        number in _LINKING
        and (name, birth, sex) == (E.NAME_SURNAME, E.BIRTH_SAME, E.SEX_SAME)
        and phone in (E.PHONE_SAME, E.PHONE_NEAR)
    )


def _band(best: Candidate) -> Band:
    limits = bands()
    if best.probability < limits["look"]:
        return Band.NEW
    return Band.SAME if best.probability >= limits["same"] and not best.rules else Band.LOOK


def bands() -> dict[str, float]:
    """From which probability on a record is the same, or is looked at."""
    return _settings().limits


def forget_weights() -> None:
    """After they were found anew."""
    _settings.cache_clear()
    _weight.cache_clear()


@dataclass(frozen=True, slots=True)
class _Settings:
    base: float
    weights: dict[str, float]
    limits: dict[str, float]


@cache
def _settings() -> _Settings:
    text = files("sanshi.identity").joinpath("data", "weights.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return _Settings(read["base"], read["weights"], read["bands"])
