"""A row of a sheet by itself, read and looked for in the register: what several processes may do at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sanshi.entry.importing.cells import Committees
from sanshi.entry.importing.columns import layout
from sanshi.entry.importing.records.doors import Doors
from sanshi.entry.importing.records.facts import EMPLOYMENTS, Read, Reader
from sanshi.entry.importing.records.finding import Finding, find, number_of
from sanshi.entry.importing.records.households import Registered
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.importing.records.staff import StaffReader
from sanshi.register import counted
from sanshi.territory.access.addresses import gazetteer
from sanshi.territory.loading import standing


@dataclass(slots=True)
class Looked:
    """A row by itself: read, and looked for in the register where it is good."""

    read: Read
    counted: CountedRow | None = None
    found: Finding | None = None
    # Blind index of its document number.
    number: str = ""
    # Whether it says which household it is, and the households of its door.
    says_household: bool = False
    registered: Registered = field(default_factory=dict)


# As the sheet has it: its number and its cells.
SheetRow = tuple[int, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Looker:
    """What needs no other row of the sheet, so that rows may be looked at in whatever process."""

    subdistrict: str
    reader: Reader
    size: int | None

    def look(self, part: Sequence[SheetRow]) -> list[Looked]:
        looked = [self._read(number, cells) for number, cells in part]
        good = [one for one in looked if one.counted is not None]
        asked = [one.counted for one in good if one.counted is not None]
        found = find(self.subdistrict, self.reader.subject, asked, self.size) if asked else []
        for one, its in zip(good, found, strict=True):
            one.found = its
        self._look_into_households(looked)
        return looked

    def _look_into_households(self, looked: Sequence[Looked]) -> None:
        """Of bad rows too: who stands below one is told by it."""
        asked = [one for one in looked if one.read.content is not None and one.read.content.residency]
        doors = {one.read.where.door for one in asked if one.read.where.door is not None}
        registered = counted.households(self.subdistrict, doors)
        for one in asked:
            if one.read.where.door is not None:
                one.registered = registered.get(one.read.where.door, {})

    def _read(self, number: int, cells: Sequence[Any]) -> Looked:
        read = self.reader.read(number, cells)
        household = read.row is None or bool(read.row.text("household"))
        if not read.is_good or read.content is None or read.where.door is None:
            return Looked(read, says_household=household)
        where = read.where
        row = CountedRow(number, read.where.door, where.address, read.content, household=household)
        return Looked(read, row, number=number_of(row), says_household=household)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which sheet, by whom: plain values, which another process can be given."""

    subdistrict: str
    layout: str
    places: Mapping[str, int]
    committees: Committees
    counted_on: date
    reached: frozenset[UUID] | None
    # Of the register, in persons, where persons are looked for.
    size: int | None

    def reader(self) -> Reader:
        """The doors of the street are read when the first row asks for them."""
        kind = StaffReader if self.layout == EMPLOYMENTS else Reader
        doors = cache(lambda: Doors(standing(self.subdistrict), gazetteer(self.subdistrict)))
        return kind(
            layout(self.layout), dict(self.places), self.committees, doors, self.counted_on, self.reached
        )


def looking(asked: Asked) -> Callable[[Sequence[SheetRow]], list[Looked]]:
    return Looker(asked.subdistrict, asked.reader(), asked.size).look
