"""Units: their labelled cases, the fit of their weights, and what came of the cases."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from csv import DictReader
from dataclasses import dataclass, field
from pathlib import Path

import numpy

from sanshi.identity.matching.keys import LIMIT
from sanshi.identity.matching.units.comparing import UnitFindings
from sanshi.identity.matching.units.keys import UnitKey, unit_keys
from sanshi.identity.matching.units.profile import UnitProfile, UnitRecord, unit_profile
from sanshi.identity.matching.units.scoring import unit_bands, unit_features
from sanshi.identity.matching.units.search import compared_units, match_unit
from sanshi.project.generate.command import generate_units
from sanshi.project.matching_report.fitting import Pairs
from sanshi.project.matching_report.measuring import Outcome

_FIELDS = ("name", "credit_code", "address", "phone")


@dataclass(frozen=True, slots=True)
class UnitCase:
    """`base` is the row of the register that it is, or None; `tags` say what was done to it."""

    profile: UnitProfile
    base: Hashable | None
    tags: tuple[str, ...]


@dataclass(slots=True)
class UnitRows:
    """A register of units in memory."""

    rows: list[UnitProfile] = field(default_factory=list)
    _keys: dict[UnitKey, list[int]] = field(default_factory=dict)

    def add(self, one: UnitProfile) -> None:
        for key in unit_keys(one):
            self._keys.setdefault(key, []).append(len(self.rows))
        self.rows.append(one)

    def having(self, keys: Sequence[UnitKey]) -> Collection[Hashable]:
        return dict.fromkeys(row for key in keys for row in self._keys.get(key, [])[:LIMIT])

    def profiles(self, units: Iterable[Hashable]) -> Iterable[tuple[Hashable, UnitProfile]]:
        return [(row, self.rows[row]) for row in units if isinstance(row, int)]


@dataclass(frozen=True, slots=True)
class UnitCases:
    register: UnitRows
    cases: tuple[UnitCase, ...]


def made_up(folder: Path, registered: int, seed: int, noise: str) -> UnitCases:
    generate_units(folder, registered, seed, noise)
    register, places = UnitRows(), {}
    for row in _table(folder / "units.csv"):
        places[row["record_id"]] = len(register.rows)
        register.add(_profile(row))
    truth = {row["incoming_id"]: row for row in _table(folder / "units_truth.csv")}
    cases = (
        UnitCase(
            _profile(row),
            places.get(truth[row["record_id"]]["base_id"]),
            tuple(truth[row["record_id"]]["tags"].split()),
        )
        for row in _table(folder / "units_incoming.csv")
    )
    return UnitCases(register, tuple(cases))


def _profile(row: dict[str, str]) -> UnitProfile:
    return unit_profile(UnitRecord(**{name: row[name] for name in _FIELDS}))


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(DictReader(opened))


def unit_outcomes(given: UnitCases) -> list[Outcome]:
    return [Outcome(one, match_unit(one.profile, given.register)) for one in given.cases]


def unit_pairs(sets: Iterable[UnitCases]) -> Pairs:
    rows: list[tuple[int, UnitFindings, bool]] = []
    given = [(one.register, case) for one in sets for case in one.cases]
    for group, (register, case) in enumerate(given):
        compared = compared_units(case.profile, register)
        rows += [(group, findings, unit == case.base) for unit, findings in compared]
    names = tuple(sorted({name for _, findings, _ in rows for name in unit_features(findings)}))
    places = {name: place for place, name in enumerate(names)}
    table = numpy.zeros((len(rows), len(names)))
    for row, (_, findings, _) in enumerate(rows):
        table[row, [places[name] for name in unit_features(findings)]] = 1
    return Pairs(
        names,
        table,
        numpy.zeros(len(rows)),
        numpy.array([row[0] for row in rows]),
        numpy.array([row[2] for row in rows]),
    )


def unit_weights_file(base: float, weights: dict[str, float]) -> str:
    head = "# Log odds, found by `python -m sanshi.project.matching_report --fit`; the bands are set by hand."
    lines = [f"{name} = {weight:.3f}" for name, weight in sorted(weights.items())]
    limits = [f"{name} = {limit}" for name, limit in unit_bands().items()]
    return "\n".join([head, f"base = {base:.3f}", "", "[weights]", *lines, "", "[bands]", *limits, ""])
