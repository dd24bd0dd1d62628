"""Labelled records: a register, incoming records and the truth, in the layout of tests/identity/data."""

import csv
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

from sanshi.identity.matching.batch import PackedRegister, pack
from sanshi.identity.matching.files import read, record
from sanshi.identity.matching.profile import Profile, profile

# Nobody in the made-up files is born after it; figures do not change with the day on which they are made.
LATEST = date(2026, 12, 31)


@dataclass(frozen=True, slots=True)
class Case:
    """`base` is the row of the register that it is, or None; `tags` say what was done to it."""

    incoming_id: str
    profile: Profile
    base: Hashable | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    name: str
    register: PackedRegister
    cases: tuple[Case, ...]

    def part(self, belongs: Callable[[str], bool]) -> "Cases":
        return Cases(self.name, self.register, tuple(one for one in self.cases if belongs(one.incoming_id)))


def load(folder: Path, register: str = "base.csv") -> Cases:
    rows = list(read(folder / register))
    places = {row.record_id: place for place, row in enumerate(rows)}
    base = PackedRegister.of([pack([profile(record(row), latest=LATEST) for row in rows])])
    truth = {row["incoming_id"]: row for row in _table(folder / "truth.csv")}
    cases = tuple(
        Case(
            row.record_id,
            profile(record(row), latest=LATEST),
            places.get(truth[row.record_id]["base_id"]),
            tuple(truth[row.record_id].get("tags", "").split()),
        )
        for row in read(folder / "incoming.csv")
    )
    return Cases(folder.name, base, cases)


def is_tuned_on(incoming_id: str) -> bool:
    """Half of the records, by their identifier. The weights have seen no other."""
    return crc32(incoming_id.encode()) % 2 == 0


def is_held_out(incoming_id: str) -> bool:
    return not is_tuned_on(incoming_id)


def _table(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)
