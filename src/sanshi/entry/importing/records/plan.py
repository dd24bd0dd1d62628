"""The good rows of a sheet as they were understood, a line each; what is carried out, lot by lot."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

from sanshi.collection.content import FormContent
from sanshi.entry.stock import Made
from sanshi.register.counted import Home
from sanshi.register.models import Relation

# Rows a transaction: others wait as long as it lasts.
ROWS_A_LOT = 700


@dataclass(frozen=True, slots=True)
class CountedRow:
    """What a row says of a door. `record`: the person, unit or dwelling it is about; None for a new one."""

    row: int
    door: UUID
    address: str
    content: FormContent
    record: UUID | None = None
    # An earlier row of the file is about the same new person.
    follows: int = 0
    # Which household it is was said; else a known one stays.
    household: bool = True
    # Whose staff the row is about.
    unit: UUID | None = None

    def line(self) -> str:
        held: dict[str, Any] = {
            "row": self.row,
            "door": self.door.hex,
            "address": self.address,
            "content": {name: _stated(part) for name, part in self.content.to_json().items()},
        }
        if self.record:
            held["record"] = self.record.hex
        if self.follows:
            held["follows"] = self.follows
        if not self.household:
            held["household"] = False
        if self.unit:
            held["unit"] = self.unit.hex
        return json.dumps(held, ensure_ascii=False, default=str)

    @classmethod
    def from_line(cls, line: str) -> "CountedRow":
        held = json.loads(line)
        return cls(
            held["row"],
            UUID(held["door"]),
            held["address"],
            FormContent.from_json(held["content"]),
            UUID(held["record"]) if "record" in held else None,
            held.get("follows", 0),
            held.get("household", True),
            UUID(held["unit"]) if "unit" in held else None,
        )

    @property
    def is_head(self) -> bool:
        lives = self.content.residency
        return lives is not None and lives.relation_to_head == Relation.SELF

    def within(self, household: int) -> "CountedRow":
        lives = self.content.residency
        if lives is None or lives.household == household:
            return self
        return replace(self, content=replace(self.content, residency=replace(lives, household=household)))

    def at(self, home: Home | None) -> FormContent:
        """What it says of somebody who lives there already: which household only where it was said."""
        residency = self.content.residency
        if home is None or self.household or residency is None:
            return self.content
        return replace(self.content, residency=replace(residency, household=home.facts["household"]))


def _stated(part: Any) -> Any:
    """Without what a form of this kind leaves empty anyway."""
    if not isinstance(part, dict):
        return part
    return {name: value for name, value in part.items() if value not in (None, "", False)}


@dataclass(frozen=True)
class CountedLot:
    """`first`: the place of its first row among the good ones. As lines it is digested, and known again."""

    sheet: UUID
    first: int
    counted_on: date
    lines: tuple[str, ...]

    @cached_property
    def rows(self) -> tuple[CountedRow, ...]:
        return tuple(map(CountedRow.from_line, self.lines))

    @property
    def end(self) -> int:
        return self.first + len(self.lines)

    # Worked out before the transaction, where it was; no content of the lot.

    @property
    def seemed_new(self) -> Made | None:
        return self.__dict__.get("_seemed_new")

    def foresee(self, seemed_new: Made | None) -> None:
        self.__dict__["_seemed_new"] = seemed_new


def lots(
    sheet: UUID, counted_on: date, lines: Iterable[str], size: int, first: int = 0
) -> Iterator[CountedLot]:
    """The same file gives the same lots, whatever became of the register; `first`: the row to go on from."""
    rest = islice(lines, first, None)
    while part := tuple(islice(rest, size)):
        yield CountedLot(sheet, first, counted_on, part)
        first += len(part)
