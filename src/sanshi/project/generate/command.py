"""`sanshi generate --persons N --seed S --out FOLDER`: a made-up city to measure matching on.

Persons (base, incoming, truth) and, one for fifteen of them, units (units, units_incoming, units_truth).
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import IO

from sanshi.project.generate.noise import Typist
from sanshi.project.generate.noise_words import PROFILES
from sanshi.project.generate.people import City, Person
from sanshi.project.generate.units import UNIT_HEADER, UNIT_WORDS, Trade, UnitTypist, unit_cells, units

WRONG_INPUT = 2
HEADER = ("record_id", "name", "sex", "birth_date", "id_type", "id_number", "phone", "address")
TRUTH = ("incoming_id", "base_id", "tags")
REGISTERED = 0.6  # of the incoming
NOISES = ("clean", "office", "nasty")
_PERSONS_A_UNIT = 15
_UNITS_SEED = 7919  # apart, so that the persons of a seed stay the same with and without units
_WHOLE_HOUSEHOLDS = 0.5  # of those who are not registered, live where nobody is


def run(arguments: Sequence[str]) -> int:
    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as end:
        return WRONG_INPUT if end.code else 0
    incoming = asked.persons // 4 if asked.incoming is None else asked.incoming
    try:
        generate(asked.out, asked.persons, incoming, asked.seed, asked.noise)
        generate_units(asked.out, asked.persons // _PERSONS_A_UNIT, asked.seed, asked.noise)
    except OSError as error:
        print(f"sanshi generate: {error.filename}: {error.strerror}", file=sys.stderr)
        return WRONG_INPUT
    return 0


def generate(out: Path, persons: int, incoming: int, seed: int, noise: str) -> None:
    """Writes base.csv, incoming.csv and truth.csv. The same seed gives the same files."""
    random = Random(seed)  # noqa: S311 - made-up persons, not secrets
    city = City(random, persons)
    clerk, typist = Typist(random, city, PROFILES["register"]), Typist(random, city, PROFILES[noise])
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        base, coming, truth = (_Table(stack, out / f"{name}.csv") for name in ("base", "incoming", "truth"))
        base.write(HEADER)
        coming.write(HEADER)
        truth.write(TRUTH)
        for person in _population(city, random, persons, incoming):
            base_id = f"R{base.rows:07}" if person.registered else ""
            if person.registered:
                base.write((base_id, *clerk.write(person)[0].row()))
            if not person.registered or random.random() < REGISTERED * incoming / persons:
                typed, tags = typist.write(person)
                truth.write((f"I{coming.rows:07}", base_id, " ".join(tags)))
                coming.write((f"I{coming.rows:07}", *typed.row()))


def generate_units(out: Path, registered: int, seed: int, noise: str) -> None:
    """Writes units.csv, units_incoming.csv (about half as many) and units_truth.csv."""
    random = Random(seed + _UNITS_SEED)  # noqa: S311 - made-up units, not secrets
    city = City(random, registered * _PERSONS_A_UNIT)
    typist = UnitTypist(random, Trade(random, city), UNIT_WORDS["noise"].get(noise, {}))
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        base, coming, truth = (
            _Table(stack, out / f"units{name}.csv") for name in ("", "_incoming", "_truth")
        )
        base.write(UNIT_HEADER)
        coming.write(UNIT_HEADER)
        truth.write(TRUTH)
        for unit, is_registered, comes in units(random, city, registered, registered // 2, REGISTERED):
            base_id = f"U{base.rows:06}" if is_registered else ""
            if is_registered:
                base.write((base_id, *unit_cells(unit).row()))
            if comes:
                typed, tags = typist.write(unit)
                truth.write((f"V{coming.rows:06}", base_id, " ".join(tags)))
                coming.write((f"V{coming.rows:06}", *typed.row()))


def _population(city: City, random: Random, persons: int, incoming: int) -> Iterator[Person]:
    """Until so many are registered; those who are not come in between, alone or as a household."""
    new = (1 - REGISTERED) * incoming
    share, registered = new / max(1.0, persons + new), 0
    for household in city.households():
        nobody = random.random() < share * _WHOLE_HOUSEHOLDS
        for person in household:
            person.registered = not nobody and random.random() >= share * (1 - _WHOLE_HOUSEHOLDS)
            registered += person.registered
            if registered > persons:
                return
            yield person


class _Table:
    def __init__(self, stack: ExitStack, file: Path) -> None:
        opened: IO[str] = stack.enter_context(file.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(opened, lineterminator="\n")
        self.rows = -1  # the header is none

    def write(self, row: Sequence[str]) -> None:
        self._writer.writerow(row)
        self.rows += 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sanshi generate", description="A made-up city, with noise and truth.")
    parser.add_argument("--persons", type=_count, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--incoming", type=_count, help="about so many; else a quarter of the persons")
    parser.add_argument(
        "--noise", choices=[name for name in PROFILES if name != "register"], default="office"
    )
    parser.add_argument("--out", type=Path, default=Path())
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError("a number from 1")
    return int(text)
