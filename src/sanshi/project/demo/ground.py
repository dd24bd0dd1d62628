"""The demo street's ground, invented: 48 blocks near the true place, roads between them, points of stairways.

Blocks share their corners, so they tile; one corner and one line are moved for one block alone, so that the
map has a gap and an overlap to tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from random import Random
from uuid import UUID

import numpy as np
from shapely.geometry import Polygon

from sanshi.journal.recording import batch
from sanshi.project.demo.street import CODE, Filled, Street, house
from sanshi.project.demo.words import committees, words
from sanshi.territory.actions import borders as actions
from sanshi.territory.actions.borders import BorderDrawn, CompoundDrawn, Pin, RoadDrawn
from sanshi.territory.coordinates import PLACES, Position
from sanshi.territory.models import Building
from sanshi.territory.outlines import Outline, stored
from sanshi.territory.plane import on_globe, to_degrees, to_plane

COLUMNS, ROWS = 8, 6
# Metres, and degrees for the street's own slant.
WIDE, DEEP, SLANT = 430.0, 370.0, -9.0
CORNER_JITTER, LINE_JITTER = 55.0, 12.0
GAP_DEPTH, OVERLAP_DEPTH = 24.0, 18.0
MIDDLE = (121.5740, 31.2560)
# Shops for which nobody has set a point yet.
WITHOUT_POINT = 2
# Stairways one behind the other.
RANK = 4

Spot = tuple[float, float]
Cell = tuple[int, int]
# ("h", row) or ("v", column): a line of the grid.
Way = tuple[str, int]


@dataclass(slots=True)
class Ground:
    """Corners of the grid and the middles of its lines, in metres on the plane."""

    corners: dict[Cell, Spot]
    across: dict[Cell, Spot]
    along: dict[Cell, Spot]

    def block(self, cell: Cell) -> list[Spot]:
        """Its outline, from the corner of lowest column and row."""
        column, row = cell
        return [
            self.corners[column, row],
            self.across[column, row],
            self.corners[column + 1, row],
            self.along[column + 1, row],
            self.corners[column + 1, row + 1],
            self.across[column, row + 1],
            self.corners[column, row + 1],
            self.along[column, row],
        ]

    def line(self, way: Way) -> list[Spot]:
        kind, place = way
        if kind == "h":
            pairs = [(self.corners[column, place], self.across[column, place]) for column in range(COLUMNS)]
            return [spot for pair in pairs for spot in pair] + [self.corners[COLUMNS, place]]
        pairs = [(self.corners[place, row], self.along[place, row]) for row in range(ROWS)]
        return [spot for pair in pairs for spot in pair] + [self.corners[place, ROWS]]

    def inside(self, cell: Cell, u: float, v: float) -> Spot:
        """A spot of a block by its shares of width and depth."""
        column, row = cell
        south = _between(self.corners[column, row], self.corners[column + 1, row], u)
        north = _between(self.corners[column, row + 1], self.corners[column + 1, row + 1], u)
        return _between(south, north, v)


def _between(one: Spot, other: Spot, share: float) -> Spot:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def draw_ground(ids: Iterator[UUID], street: Street, seed: int) -> None:
    ground = _survey(Random(seed))  # noqa: S311 - the same ground in every build
    cells = _cells(street)
    ways = _ways(street, cells)
    with batch():
        drawn = tuple(
            BorderDrawn(committee, outline) for committee, outline in _borders(ground, cells, street)
        )
        actions.import_borders(house(), next(ids), drawn)
        actions.import_roads(house(), next(ids), tuple(_roads(ground, ways)))
        actions.import_compounds(house(), next(ids), tuple(_compounds(ground, street, cells)))
        for filled in street.filled:
            actions.import_points(house(), next(ids), tuple(_pins(ground, filled, cells[filled.id], ways)))


def _survey(random: Random) -> Ground:
    def jitter(most: float) -> float:
        return random.uniform(-most, most)

    middle_x, middle_y = to_plane(np.array([MIDDLE]))[0]

    def placed(x: float, y: float) -> Spot:
        turn = radians(SLANT)
        x, y = x - COLUMNS * WIDE / 2, y - ROWS * DEEP / 2
        return float(middle_x + x * cos(turn) - y * sin(turn)), float(
            middle_y + x * sin(turn) + y * cos(turn)
        )

    corners = {
        (column, row): placed(column * WIDE + jitter(CORNER_JITTER), row * DEEP + jitter(CORNER_JITTER))
        for column in range(COLUMNS + 1)
        for row in range(ROWS + 1)
    }

    def bent(one: Spot, other: Spot) -> Spot:
        x, y = _between(one, other, 0.5)
        return x + jitter(LINE_JITTER), y + jitter(LINE_JITTER)

    return Ground(
        corners,
        across={
            (column, row): bent(corners[column, row], corners[column + 1, row])
            for column in range(COLUMNS)
            for row in range(ROWS + 1)
        },
        along={
            (column, row): bent(corners[column, row], corners[column, row + 1])
            for column in range(COLUMNS + 1)
            for row in range(ROWS)
        },
    )


def _cells(street: Street) -> dict[UUID, Cell]:
    """Committees of one road lie side by side: by name, in rows that turn round at their ends."""
    codes = [row["code"] for row in sorted(committees(), key=lambda row: (row["name"], row["code"]))]
    found = {}
    for place, code in enumerate(codes):
        row, column = divmod(place, COLUMNS)
        found[street.committees[code]] = (COLUMNS - 1 - column if row % 2 else column, row)
    return found


def _ways(street: Street, cells: dict[UUID, Cell]) -> dict[str, Way]:
    """Road → line of the grid. The roads of the filled committees run along them."""
    plans = {plan["code"]: plan for plan in words()["committees"]}
    found: dict[str, Way] = {}
    for filled in street.filled:
        road = plans[filled.code]["shops"]
        found.setdefault(road, next(way for way in _beside(cells[filled.id]) if way not in found.values()))
    free = iter([way for way in _all_ways() if way not in found.values()])
    names = (name for name in words()["roads"] if name not in found)
    return found | dict(zip(names, free, strict=False))


def _beside(cell: Cell) -> list[Way]:
    column, row = cell
    ways = [("h", row), ("h", row + 1), ("v", column), ("v", column + 1)]
    inner = {"h": range(1, ROWS), "v": range(1, COLUMNS)}
    return sorted(ways, key=lambda way: way[1] not in inner[way[0]])


def _all_ways() -> Iterator[Way]:
    yield from (("h", row) for row in range(1, ROWS))
    yield from (("v", column) for column in range(1, COLUMNS))
    yield from (("h", 0), ("v", 0), ("h", ROWS), ("v", COLUMNS))


def _borders(ground: Ground, cells: dict[UUID, Cell], street: Street) -> Iterator[tuple[UUID, Outline]]:
    filled = {cells[one.id] for one in street.filled}
    inner = [
        (column, row)
        for row in range(1, ROWS - 1)
        for column in range(1, COLUMNS - 1)
        if (column, row) not in filled and (column + 1, row) not in filled
    ]
    with_gap, with_overlap = inner[2], inner[-3]
    for committee, cell in cells.items():
        spots = ground.block(cell)
        if cell == with_gap:
            spots[3] = _between(spots[3], spots[7], GAP_DEPTH / WIDE)
        if cell == with_overlap:
            spots[3] = _between(spots[3], spots[7], -OVERLAP_DEPTH / WIDE)
        yield committee, _outline(spots)


def _outline(spots: list[Spot]) -> Outline:
    return stored(on_globe(Polygon(spots)))


def _position(spot: Spot) -> Position:
    longitude, latitude = to_degrees(np.array([spot]))[0]
    return round(float(longitude), PLACES), round(float(latitude), PLACES)


def _roads(ground: Ground, ways: dict[str, Way]) -> Iterator[RoadDrawn]:
    for name, way in ways.items():
        yield RoadDrawn(name, [[list(_position(spot)) for spot in ground.line(way)]])


def _compounds(ground: Ground, street: Street, cells: dict[UUID, Cell]) -> Iterator[CompoundDrawn]:
    plans = {plan["code"]: plan for plan in words()["committees"]}
    for filled in street.filled:
        shares = ((0.14, 0.16), (0.86, 0.16), (0.86, 0.86), (0.14, 0.86))
        spots = [ground.inside(cells[filled.id], u, v) for u, v in shares]
        yield CompoundDrawn(plans[filled.code]["estate"], filled.id, _outline(spots))


def _pins(ground: Ground, filled: Filled, cell: Cell, ways: dict[str, Way]) -> Iterator[Pin]:
    """Stairways in ranks from the road by their numbers, shops along it, so that beats lie side by side."""
    rows = Building.objects.filter(subdistrict=CODE, committee=filled.id).order_by("id")
    beats = {beat: place for place, beat in enumerate(filled.beats)}
    buildings = list(rows)
    stairways = [building for building in buildings if building.lane]
    shops = sorted((one for one in buildings if not one.lane), key=lambda one: (beats[one.beat_id], one.id))
    way = ways[shops[0].road]
    for place, building in enumerate(stairways):
        rank, deep = divmod(place, RANK)
        share = rank / (len(stairways) / RANK - 1)
        yield Pin(
            building.id, *_position(_from_road(ground, cell, way, 0.2 + 0.6 * share, 0.27 + 0.17 * deep))
        )
    for place, building in enumerate(shops[:-WITHOUT_POINT]):
        share = place / (len(shops) - 1)
        yield Pin(building.id, *_position(_from_road(ground, cell, way, 0.14 + 0.72 * share, 0.09)))


def _from_road(ground: Ground, cell: Cell, way: Way, along: float, deep: float) -> Spot:
    """A spot of the block by its shares along a road beside it, and away from it."""
    kind, place = way
    far = deep if place == cell[1 if kind == "h" else 0] else 1 - deep
    return ground.inside(cell, along, far) if kind == "h" else ground.inside(cell, far, along)
