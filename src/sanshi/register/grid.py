"""The stairway grid 楼栋图: floors × rooms, coloured by how a dwelling is occupied, never by who lives in it.

Pure: `housing` fetches, a template draws.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshi.register.models import Occupancy
from sanshi.territory.order import natural

# Rooms that share no numbers from floor to floor are set side by side as they come.
_MOST_COLUMNS_PER_ROOM = 2


class Shade(TextChoices):
    """What a cell shows: an occupancy, or why there is none. A name of a CSS class."""

    OWNER = Occupancy.OWNER.value, Occupancy.OWNER.label
    LET = Occupancy.LET.value, Occupancy.LET.label
    PARTLY_LET = Occupancy.PARTLY_LET.value, Occupancy.PARTLY_LET.label
    LENT = Occupancy.LENT.value, Occupancy.LENT.label
    LODGING = Occupancy.LODGING.value, Occupancy.LODGING.label
    EMPTY = Occupancy.EMPTY.value, Occupancy.EMPTY.label
    OTHER = Occupancy.OTHER.value, Occupancy.OTHER.label
    UNIT = "unit", _("Unit or shop")
    UNKNOWN = "unknown", _("Not collected yet")
    CLOSED = "closed", _("No door any more")


LETTERS: dict[Shade, Promise] = {
    Shade.OWNER: pgettext_lazy("letter on the grid", "O"),
    Shade.LET: pgettext_lazy("letter on the grid", "L"),
    Shade.PARTLY_LET: pgettext_lazy("letter on the grid", "P"),
    Shade.LENT: pgettext_lazy("letter on the grid", "B"),
    Shade.LODGING: pgettext_lazy("letter on the grid", "D"),
    Shade.EMPTY: pgettext_lazy("letter on the grid", "E"),
    Shade.OTHER: pgettext_lazy("letter on the grid", "X"),
    Shade.UNIT: pgettext_lazy("letter on the grid", "U"),
    Shade.UNKNOWN: pgettext_lazy("letter on the grid", "?"),
    Shade.CLOSED: pgettext_lazy("letter on the grid", "–"),
}
_LET = {Shade.LET, Shade.PARTLY_LET, Shade.LODGING}


@dataclass(frozen=True, slots=True)
class Cell:
    """One door. `people`: how many are registered there, as a number only."""

    door: UUID
    address: str
    floor: int
    room: str
    is_premises: bool
    shade: Shade
    people: int = 0
    verified_on: date | None = None
    is_stale: bool = False

    @property
    def letter(self) -> Promise:
        return LETTERS[self.shade]


@dataclass(frozen=True, slots=True)
class Floor:
    """`slots`: one for each column; None where there is no door."""

    number: int
    slots: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """Floors from the top, as they stand; premises at the ground below them."""

    floors: Sequence[Floor] = ()
    premises: Sequence[Cell] = ()

    @property
    def columns(self) -> int:
        return max((len(floor.slots) for floor in self.floors), default=0)

    @property
    def cells(self) -> list[Cell]:
        return [*(cell for floor in self.floors for cell in floor.slots if cell), *self.premises]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of doors that are there; `people` is their sum, of whatever category."""

    doors: int = 0
    lived_in: int = 0
    let: int = 0
    empty: int = 0
    unknown: int = 0
    people: int = 0


def counted(cells: Iterable[Cell]) -> Counts:
    there = [cell for cell in cells if cell.shade != Shade.CLOSED]
    return Counts(
        doors=len(there),
        lived_in=sum(cell.people > 0 for cell in there),
        let=sum(cell.shade in _LET for cell in there),
        empty=sum(cell.shade == Shade.EMPTY for cell in there),
        unknown=sum(cell.shade == Shade.UNKNOWN for cell in there),
        people=sum(cell.people for cell in there),
    )


def legend(cells: Iterable[Cell]) -> list[tuple[Shade, Promise, int]]:
    """The shades that occur, each with its letter and how often."""
    found = Counter(cell.shade for cell in cells)
    return [(shade, LETTERS[shade], found[shade]) for shade in Shade if found[shade]]


def arranged(cells: Sequence[Cell]) -> Grid:
    """Cells in their order, one below the other where their rooms have the same number on each floor."""
    rooms = [cell for cell in _without_replaced(cells) if not cell.is_premises]
    floors = sorted({cell.floor for cell in rooms}, reverse=True)
    by_floor = {floor: [cell for cell in rooms if cell.floor == floor] for floor in floors}
    widest = max(map(len, by_floor.values()), default=0)
    columns = sorted({_suffix(cell) for cell in rooms}, key=natural)
    if _share_columns(by_floor.values(), columns, widest):
        lines = [Floor(floor, _aligned(row, columns)) for floor, row in by_floor.items()]
    else:
        lines = [Floor(floor, _side_by_side(row, widest)) for floor, row in by_floor.items()]
    return Grid(lines, [cell for cell in cells if cell.is_premises])


def _without_replaced(cells: Sequence[Cell]) -> list[Cell]:
    """A door that is no more gives its place to one of the same number."""
    there = {(cell.floor, cell.room) for cell in cells if cell.shade != Shade.CLOSED}
    return [cell for cell in cells if cell.shade != Shade.CLOSED or (cell.floor, cell.room) not in there]


def _share_columns(rows: Iterable[Sequence[Cell]], columns: Sequence[str], widest: int) -> bool:
    """Whether each room has a column of its own, and most columns have a room on most floors."""
    apart = all(len({_suffix(cell) for cell in row}) == len(row) for row in rows)
    return apart and len(columns) <= widest * _MOST_COLUMNS_PER_ROOM


def _suffix(cell: Cell) -> str:
    """Of 302 on the third floor: 02."""
    bare = cell.room.lstrip("0")
    floor = str(cell.floor)
    return bare.removeprefix(floor) if bare.startswith(floor) and bare != floor else cell.room


def _aligned(cells: Sequence[Cell], columns: Sequence[str]) -> list[Cell | None]:
    places = {_suffix(cell): cell for cell in cells}
    return [places.get(column) for column in columns]


def _side_by_side(cells: Sequence[Cell], width: int) -> list[Cell | None]:
    return [*cells, *[None] * (width - len(cells))]


# --- paper -------------------------------------------------------------------------------------------------

# What A4 across leaves beside margins, heading and legend; in millimetres.
_WIDTH, _HEIGHT = 277, 154
_GAP, _CAPTION = 4, 5
_MOST_ACROSS = 30
# A cell this high and half as wide again holds type of this size.
_TYPE_SIZES = ((16, "large"), (9, "medium"), (5.5, "small"), (3.5, "tiny"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """How many stairways stand side by side on paper, and the type that fits their cells; CSS classes."""

    across: int
    type_size: str


def sheet_of(grids: Sequence[Grid]) -> Sheet:
    """The division of one sheet that leaves the cells largest."""
    cells = {across: _cell(across, grids) for across in range(1, min(len(grids), _MOST_ACROSS) + 1)}
    across = max(cells, key=lambda n: cells[n], default=1)
    size = cells.get(across, 0.0)
    return Sheet(across, next((name for least, name in _TYPE_SIZES if size >= least), "signs"))


def _cell(across: int, grids: Sequence[Grid]) -> float:
    """The height of a cell, in millimetres, or two thirds of its width where that is less."""
    columns = max(max(grid.columns, len(grid.premises), 1) for grid in grids)
    rows = max(max(len(grid.floors) + bool(grid.premises), 1) for grid in grids)
    down = -(-len(grids) // across)
    width = (_WIDTH / across - _GAP) / columns
    return min((_HEIGHT / down - _GAP - _CAPTION) / rows, width / 1.5)
