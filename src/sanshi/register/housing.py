"""Places with what the register knows of their dwellings: the tree, the stairway grids. Fetched and checked.

What is closed is not in the tree any more; its own pages stay readable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.functional import Promise

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee, saw
from sanshi.register.as_of import AsOf
from sanshi.register.freshness import is_unverified_since, latest_stale
from sanshi.register.grid import Cell, Counts, Grid, Shade, arranged, counted, legend
from sanshi.register.history import known_at, valid_on
from sanshi.register.models import DwellingVersion, ResidencyVersion, Separation, UnitStatus, UnitVersion
from sanshi.territory.access import committees
from sanshi.territory.address import building_address
from sanshi.territory.models import Building, Committee, Door, DoorUse
from sanshi.territory.order import lane_key
from sanshi.verbs import READ_DWELLINGS, READ_UNITS, Actor, reach

# Sorts after whatever may follow in a key.
_PAST = "zzz"


def standing(on: date) -> Q:
    """Of buildings and doors: those that are there on a day."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


# --- the tree: committee, lane, stairway, door -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """`count`: of stairways, or of a stairway's doors. `lane`: key of a lane or of a road's street front."""

    id: UUID
    name: str
    count: int
    lane: str = ""


def committees_here(actor: Actor) -> list[Place]:
    rows = committees(reach(actor, READ_DWELLINGS))
    there = Q(buildings__closed_on__isnull=True) | Q(buildings__closed_on__gt=clock.today())
    counted_rows = rows.order_by("code").annotate(stairways=Count("buildings", filter=there))
    return [Place(*row) for row in counted_rows.values_list("pk", "name", "stairways")]


def lanes(actor: Actor, committee: UUID) -> list[Place]:
    """Of a committee, in the order of their roads."""
    found: dict[str, Place] = {}
    for row in _stairways(actor, committee):
        key = lane_of(row)
        before = found[key].count if key in found else 0
        found[key] = Place(committee, lane_name(row), before + 1, key)
    return list(found.values())


def stairways(actor: Actor, committee: UUID, lane: str) -> list[Place]:
    there = Q(doors__closed_on__isnull=True) | Q(doors__closed_on__gt=clock.today())
    rows = _stairways(actor, committee).filter(in_lane(lane))
    counted_rows = rows.annotate(door_count=Count("doors", filter=there))
    return [Place(row.pk, number_of(row), row.door_count) for row in counted_rows]


def in_lane(lane: str, building: str = "") -> Q:
    """Of buildings; of what stands in one by the column that names it."""
    column = f"{building}__sort_key" if building else "sort_key"
    return Q(**{f"{column}__gte": lane, f"{column}__lt": lane + _PAST})


def doors_in(actor: Actor, building: UUID) -> list[Door]:
    rows = Door.objects.filter(within(reach(actor, READ_DWELLINGS)), standing(clock.today()))
    return list(rows.filter(building=building).order_by("sort_key", "id"))


def _stairways(actor: Actor, committee: UUID) -> QuerySet[Building]:
    rows = Building.objects.filter(within(reach(actor, READ_DWELLINGS)), standing(clock.today()))
    return rows.filter(committee=committee).order_by("sort_key", "id")


# --- stairways with their grids ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stairway:
    building: Building
    grid: Grid

    @property
    def number(self) -> str:
        return number_of(self.building)

    @property
    def counts(self) -> Counts:
        return counted(self.grid.cells)

    @property
    def legend(self) -> list[tuple[Shade, Promise, int]]:
        return legend(self.grid.cells)


@dataclass(frozen=True, slots=True)
class LaneRecord:
    committee: Committee
    key: str
    name: str
    stairways: Sequence[Stairway]

    @property
    def cells(self) -> list[Cell]:
        return [cell for stairway in self.stairways for cell in stairway.grid.cells]

    @property
    def counts(self) -> Counts:
        return counted(self.cells)

    @property
    def legend(self) -> list[tuple[Shade, Promise, int]]:
        return legend(self.cells)


def building(actor: Actor, pk: UUID) -> Building:
    """Http404 where it is absent or out of reach."""
    rows = Building.objects.filter(within(reach(actor, READ_DWELLINGS)), pk=pk)
    found = rows.select_related("committee", "beat", "group").first()
    if found is None:
        raise Http404
    return found


def stairway(actor: Actor, pk: UUID, as_of: AsOf) -> Stairway:
    place = building(actor, pk)
    in_committee(place.committee_id)
    return with_grids(actor, [place], as_of)[0]


def lane(actor: Actor, committee: UUID, key: str, as_of: AsOf) -> LaneRecord:
    """All stairways of a lane side by side. Http404 where none is in reach."""
    rows = list(_stairways(actor, committee).filter(in_lane(key)).select_related("committee"))
    if not rows or lane_of(rows[0]) != key:
        raise Http404
    in_committee(committee)
    return LaneRecord(rows[0].committee, key, lane_name(rows[0]), with_grids(actor, rows, as_of))


def lane_of(place: Building) -> str:
    return lane_key(place.road, place.lane, place.estate, place.sublane)


def lane_name(place: Building) -> str:
    """Without a lane the road itself, or the estate where there is no road."""
    return building_address(place.road, place.lane, "", estate=place.estate, sublane=place.sublane)


def number_of(place: Building) -> str:
    """A stairway's name within its lane."""
    own = building_address("", "", place.number, block=place.block, entrance=place.entrance)
    return own or place.address


def with_grids(actor: Actor, places: Sequence[Building], as_of: AsOf) -> list[Stairway]:
    """Of buildings in reach; four queries, however many there are. Each dwelling shown is noted."""
    doors = Door.objects.filter(subdistrict=actor.subdistrict, building__in=[place.pk for place in places])
    rows = list(doors.order_by("sort_key", "id"))
    known = _Known.of(actor, [row.pk for row in rows], as_of)
    saw("register.dwelling", [one.dwelling_id for one in known.dwellings.values()], ("occupancy", "people"))
    cells: dict[UUID, list[Cell]] = {place.pk: [] for place in places}
    for row in rows:
        cells[row.building_id].append(_cell(row, known))
    return [Stairway(place, arranged(cells[place.pk])) for place in places]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of doors for a day."""

    on: date
    # A dwelling verified before it was not verified in time; None on a day that is past.
    stale_before: date | None
    dwellings: dict[UUID, DwellingVersion]
    people: dict[UUID, int]
    units: frozenset[UUID]

    @classmethod
    def of(cls, actor: Actor, doors: Sequence[UUID], as_of: AsOf) -> "_Known":
        said = Q(known_at(as_of.known), valid_on(as_of.on), subdistrict=actor.subdistrict, door__in=doors)
        dwellings = DwellingVersion.objects.filter(said).select_related("dwelling")
        return cls(
            as_of.on,
            latest_stale(actor.subdistrict, as_of.on) if as_of.is_now else None,
            {row.door_id: row for row in dwellings},
            people_at(said),
            _with_units(actor, said),
        )


def people_at(said: Q) -> dict[UUID, int]:
    """How many live at each door."""
    rows = living(said).order_by().values_list("door_id")
    return dict(rows.annotate(n=Count("person", distinct=True)))


def living(said: Q) -> QuerySet[ResidencyVersion]:
    """Whoever is registered at a door and lives elsewhere is not one of them."""
    return ResidencyVersion.objects.filter(said).exclude(separation=Separation.REGISTERED_HERE)


def _with_units(actor: Actor, said: Q) -> frozenset[UUID]:
    if not actor.may(READ_UNITS):
        return frozenset()
    units = UnitVersion.objects.filter(said).exclude(status=UnitStatus.CLOSED)
    return frozenset(units.values_list("door_id", flat=True))


def _cell(door: Door, known: _Known) -> Cell:
    dwelling = known.dwellings.get(door.pk)
    return Cell(
        door=door.pk,
        address=door.address,
        floor=door.floor,
        room=door.room,
        is_premises=door.use == DoorUse.PREMISES,
        shade=_shade(door, dwelling, known),
        people=known.people.get(door.pk, 0),
        verified_on=dwelling.dwelling.verified_on if dwelling else None,
        is_stale=_is_stale(dwelling, known),
    )


def _is_stale(dwelling: DwellingVersion | None, known: _Known) -> bool:
    if dwelling is None or known.stale_before is None:
        return False
    return is_unverified_since(known.stale_before, dwelling.dwelling.verified_on)


def _shade(door: Door, dwelling: DwellingVersion | None, known: _Known) -> Shade:
    if door.closed_on and door.closed_on <= known.on:
        return Shade.CLOSED
    if dwelling:
        return Shade(dwelling.occupancy)
    return Shade.UNIT if door.pk in known.units else Shade.UNKNOWN
