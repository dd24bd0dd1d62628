"""What stairways would be made, and what stands there already. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from sanshi.territory.access.stairways import roads, rooms_of, standing
from sanshi.territory.address import Gazetteer, Place
from sanshi.territory.layout import Grid, Layout, twice
from sanshi.territory.models import Building
from sanshi.territory.naming import LaneName, StairwayName
from sanshi.territory.numbering import line_of, rooms_in_short


@dataclass(frozen=True, slots=True)
class Clash:
    """A stairway that stands under a number that was asked for."""

    building: Building
    # Rooms of both, and those that only the new layout has; in short.
    there: Sequence[str]
    new: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    grids: Sequence[Grid]
    clashes: Sequence[Clash]
    # Number → rooms that would be two doors.
    doubled: Sequence[tuple[str, Sequence[str]]]
    # The numbers that can be made, in one line.
    right_numbers: str
    # The road is none of the street's; the one that may be meant, if any is.
    is_new_road: bool
    meant_road: str

    @property
    def doors(self) -> int:
        return sum(len(grid.doors) for grid in self.grids)

    @property
    def is_ready(self) -> bool:
        return bool(self.doors) and not self.clashes and not self.doubled


def preview(subdistrict: str, lane: LaneName, names: Sequence[StairwayName], layout: Layout) -> Preview:
    grids = layout.grids()
    stairways = {building.number: building for building in standing(subdistrict, names)}
    rooms = rooms_of(subdistrict, list(stairways.values()))
    clashes = [
        _clash(grid, stairways[grid.number], [door.room for door in rooms[stairways[grid.number].id]])
        for grid in grids
        if grid.number in stairways
    ]
    known = roads(subdistrict) if lane.road else set()
    is_new = bool(lane.road and known) and lane.road not in known
    meant = Gazetteer(map(Place, known)).meant_road(lane.road, lane.lane) if is_new else ""
    return Preview(
        grids,
        clashes,
        [(grid.number, doubled) for grid in grids if (doubled := twice(grid))],
        line_of([number for number in layout.numbers if number not in stairways]),
        is_new,
        meant,
    )


def _clash(grid: Grid, building: Building, there: Sequence[str]) -> Clash:
    asked = [cell.room for cell in grid.doors]
    return Clash(
        building,
        rooms_in_short([room for room in asked if room in there]),
        rooms_in_short([room for room in asked if room not in there]),
    )
