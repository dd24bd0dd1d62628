"""The good rows of a file in lots, each of which is one transaction; kept as lines of a sealed file."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from sanshi.register.facts import DwellingFacts
from sanshi.territory.loading import PlaceRow

# Rows a transaction: others wait as long as it lasts. A row with facts writes some ten rows of tables.
PLACES_A_LOT, FACTS_A_LOT = 1000, 250
_COLUMNS = tuple(one.name for one in fields(PlaceRow))


@dataclass(frozen=True, slots=True)
class PlanRow:
    place: PlaceRow
    facts: DwellingFacts | None = None

    def line(self) -> str:
        held: dict[str, Any] = {
            name: value
            for name, value in ((name, getattr(self.place, name)) for name in _COLUMNS)
            if value not in ("", None)
        }
        if self.facts:
            held["facts"] = self.facts.to_json()
        return json.dumps(held, ensure_ascii=False, default=str)

    @classmethod
    def from_line(cls, line: str) -> "PlanRow":
        held = json.loads(line)
        facts = held.pop("facts", None)
        for name in ("longitude", "latitude"):
            if name in held:
                held[name] = Decimal(held[name])
        held["committee"] = UUID(held["committee"])
        return cls(PlaceRow(**held), DwellingFacts.from_json(facts) if facts else None)


@dataclass(frozen=True, slots=True)
class Lot:
    """`first`: the place of its first row among the good ones."""

    sheet: UUID
    first: int
    counted_on: date
    rows: tuple[PlanRow, ...]


def lots(sheet: UUID, counted_on: date, size: int, lines: Iterable[str]) -> Iterator[Lot]:
    """The same file gives the same lots, whatever became of the register meanwhile."""
    rest = iter(lines)
    first = 0
    while part := tuple(PlanRow.from_line(line) for line in islice(rest, size)):
        yield Lot(sheet, first, counted_on, part)
        first += len(part)
