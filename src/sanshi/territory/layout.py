"""Which doors stairways of one layout would have: the pattern, and what single rooms differ from it.

Nothing here is stored; the editor shows it as a grid of floors and rooms before it makes the doors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sanshi.territory.models import DoorUse
from sanshi.territory.numbering import Numbering, Slot, level


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the grid. `by_pattern`: the pattern puts a door here; an exception turns it round."""

    number: str
    floor: int
    room: str
    use: str
    by_pattern: bool
    turned: bool

    @property
    def token(self) -> str:
        """By what the page names it. A room's number holds no such sign."""
        return f"{self.number}|{self.floor}|{self.room}"

    @property
    def is_door(self) -> bool:
        return self.by_pattern != self.turned

    @property
    def is_premises(self) -> bool:
        return self.use == DoorUse.PREMISES


@dataclass(frozen=True, slots=True)
class Row:
    floor: int
    cells: Sequence[Cell]
    is_skipped: bool
    is_shops: bool

    @property
    def level(self) -> str:
        return level(self.floor)


@dataclass(frozen=True, slots=True)
class Grid:
    """One stairway, the top floor first."""

    number: str
    rows: Sequence[Row]

    @property
    def doors(self) -> list[Cell]:
        """From the ground up."""
        return [cell for row in reversed(self.rows) for cell in row.cells if cell.is_door]


@dataclass(frozen=True, slots=True)
class Layout:
    """`turned`: tokens of cells that differ from the pattern. Without floors a number is one door itself."""

    numbers: Sequence[str]
    floors: Sequence[int] = ()
    slots: Sequence[Slot] = ()
    skipped_floors: frozenset[int] = frozenset()
    skipped_slots: frozenset[Slot] = frozenset()
    shop_floors: frozenset[int] = frozenset()
    numbering: str = Numbering.FLOOR_ROOM
    sole_use: str = DoorUse.PREMISES
    turned: frozenset[str] = field(default_factory=frozenset)

    def grids(self) -> list[Grid]:
        return [Grid(number, list(self._rows(number))) for number in self.numbers]

    def _rows(self, number: str) -> Iterator[Row]:
        if not self.floors:
            yield Row(1, [self._sole(number)], is_skipped=False, is_shops=self.sole_use == DoorUse.PREMISES)
        for floor in sorted(self.floors, reverse=True):
            is_shops = floor in self.shop_floors
            cells = [self._cell(number, floor, slot) for slot in self.columns()]
            yield Row(floor, cells, floor in self.skipped_floors, is_shops)

    def columns(self) -> list[Slot]:
        """The places of a floor, and one behind them for a room more."""
        spare = self.slots[-1].next() if self.slots else None
        return [*self.slots, *([spare] if spare and spare not in self.slots else [])]

    def _cell(self, number: str, floor: int, slot: Slot) -> Cell:
        room = slot.on(floor, self.numbering)
        use = DoorUse.PREMISES if floor in self.shop_floors else DoorUse.DWELLING
        skipped = floor in self.skipped_floors or slot in self.skipped_slots or slot not in self.slots
        cell = Cell(number, floor, room, use, by_pattern=not skipped, turned=False)
        return self._turned(cell)

    def _sole(self, number: str) -> Cell:
        return Cell(number, 1, "", self.sole_use, by_pattern=True, turned=False)

    def _turned(self, cell: Cell) -> Cell:
        if cell.token not in self.turned:
            return cell
        return Cell(cell.number, cell.floor, cell.room, cell.use, cell.by_pattern, turned=True)


def twice(grid: Grid) -> list[str]:
    """Rooms that two doors of a stairway would share, where the numbering is too short for its floors."""
    rooms = [cell.room for cell in grid.doors]
    return sorted({room for room in rooms if rooms.count(room) > 1})
