"""python -m sanshi.project.matching_report          measures matching, writes docs/matching.md

--fit finds the weights anew first, on the tuning half and on made-up cities of other seeds.
Run from a clone: the labelled records lie in tests/identity/data/linkage. Takes a minute or two.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sanshi.identity.matching import scoring
from sanshi.identity.matching.units.scoring import forget_unit_weights
from sanshi.project.generate.command import generate
from sanshi.project.matching_report.cases import Cases, is_held_out, is_tuned_on, load
from sanshi.project.matching_report.dwellings import Addresses, addresses
from sanshi.project.matching_report.fitting import fit, pairs
from sanshi.project.matching_report.measuring import outcomes
from sanshi.project.matching_report.units import (
    UnitCases,
    made_up,
    unit_outcomes,
    unit_pairs,
    unit_weights_file,
)
from sanshi.project.matching_report.writing import report, sections, weights_file

ROOT = Path(__file__).parents[4]
LABELLED = ROOT / "tests" / "identity" / "data" / "linkage"
WEIGHTS = Path(scoring.__file__).parent.parent / "data" / "weights.toml"
UNIT_WEIGHTS = WEIGHTS.with_name("unit_weights.toml")
PERSONS, UNITS, NOISES = 30_000, 8_000, ("office", "nasty")
# The figures are of cities that the weights have not seen.
FIT_SEED, REPORT_SEED = 1, 1001


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--fit"}:
        print(__doc__, file=sys.stderr)
        return 2
    if arguments:
        WEIGHTS.write_text(weights_file(*_fitted()), encoding="utf-8")
        scoring.forget_weights()
        UNIT_WEIGHTS.write_text(
            unit_weights_file(*fit(unit_pairs(_units(FIT_SEED).values()))), encoding="utf-8"
        )
        forget_unit_weights()
    held_out = load(LABELLED).part(is_held_out)
    with _cities(REPORT_SEED) as cities:
        sets = [held_out, *cities]
        text = report([(cases, outcomes(cases)) for cases in sets])
    units = _units(REPORT_SEED)
    text += sections(
        {noise: (given, unit_outcomes(given)) for noise, given in units.items()}, _addresses(REPORT_SEED)
    )
    (ROOT / "docs" / "matching.md").write_text(text, encoding="utf-8")
    return 0


def _fitted() -> tuple[float, dict[str, float]]:
    with _cities(FIT_SEED) as cities:
        return fit(pairs([load(LABELLED).part(is_tuned_on), *(one.part(is_tuned_on) for one in cities)]))


def _units(seed: int) -> dict[str, UnitCases]:
    with TemporaryDirectory() as folder:
        return {
            noise: made_up(Path(folder), UNITS, seed + number, noise) for number, noise in enumerate(NOISES)
        }


def _addresses(seed: int) -> list[Addresses]:
    with TemporaryDirectory() as folder:
        city = Path(folder) / NOISES[0]
        generate(city, PERSONS, PERSONS // 4, seed, NOISES[0])
        return [addresses(LABELLED), addresses(city)]


@contextmanager
def _cities(seed: int) -> Iterator[list[Cases]]:
    with TemporaryDirectory() as folder:
        for number, noise in enumerate(NOISES):
            generate(Path(folder) / noise, PERSONS, PERSONS // 4, seed + number, noise)
        yield [load(Path(folder) / noise) for noise in NOISES]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
