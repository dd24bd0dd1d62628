"""Places from a sheet, by sets: what is there already, and what a lot of rows adds to it.

Called inside an action, which journals what `load` returns. A lot that was loaded before changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from sanshi.streets.uuid7 import uuid7
from sanshi.territory.address import building_address, door_address
from sanshi.territory.models import Beat, Building, BuildingGroup, Compound, Door, DoorUse

# Degrees that count as the same: a decimetre.
_SAME_PLACE = 1e-6


class BuildingKey(NamedTuple):
    """What makes a stairway this one; `place` is the road, or the estate where there is none."""

    place: str
    lane: str
    sublane: str
    number: str
    block: str
    entrance: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A door with its stairway, as a sheet says it. What is empty is not said and stays as it is."""

    committee: UUID
    beat: str
    number: str
    road: str = ""
    estate: str = ""
    lane: str = ""
    sublane: str = ""
    block: str = ""
    entrance: str = ""
    group: str = ""
    compound: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    room: str = ""
    floor: int | None = None
    use: str = ""

    @property
    def key(self) -> BuildingKey:
        place = self.road or self.estate
        return BuildingKey(place, self.lane, self.sublane, self.number, self.block, self.entrance)

    @property
    def address(self) -> str:
        return door_address(self.building_address, self.room)

    @property
    def building_address(self) -> str:
        key = self.key
        return building_address(
            self.road,
            key.lane,
            key.number,
            estate=self.estate,
            sublane=key.sublane,
            block=key.block,
            entrance=key.entrance,
        )


class KnownBuilding(NamedTuple):
    id: UUID
    committee: UUID
    beat: UUID
    group: UUID | None
    compound: UUID | None
    estate: str
    longitude: float | None
    latitude: float | None
    is_closed: bool


class KnownDoor(NamedTuple):
    id: UUID
    floor: int
    use: str
    is_closed: bool


@dataclass(slots=True)
class Standing:
    """What the street has. An open place hides a closed one of the same name."""

    buildings: dict[BuildingKey, KnownBuilding] = field(default_factory=dict)
    doors: dict[tuple[UUID, str], KnownDoor] = field(default_factory=dict)
    beats: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    groups: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    compounds: dict[str, UUID] = field(default_factory=dict)

    def building(self, row: PlaceRow) -> KnownBuilding | None:
        return self.buildings.get(row.key)

    def door(self, row: PlaceRow) -> KnownDoor | None:
        building = self.building(row)
        return self.doors.get((building.id, row.room)) if building else None


def standing(subdistrict: str, rows: Sequence[PlaceRow] | None = None) -> Standing:
    """Of the whole street, or of what these rows are about."""
    here = {"subdistrict": subdistrict}
    buildings, doors = Building.objects.filter(**here), Door.objects.filter(**here)
    beats, groups = Beat.objects.filter(**here), BuildingGroup.objects.filter(**here)
    compounds = Compound.objects.filter(**here)
    if rows is not None:
        committees = {row.committee for row in rows}
        beats = beats.filter(committee__in=committees)
        groups = groups.filter(beat__committee__in=committees)
        compounds = compounds.filter(name__in={row.compound for row in rows})
        buildings = buildings.filter(number__in={row.number for row in rows})
        buildings = buildings.filter(lane__in={row.lane for row in rows})
    found = Standing(
        beats={(committee, name): pk for pk, committee, name in beats.values_list("id", "committee", "name")},
        groups={(beat, name): pk for pk, beat, name in groups.values_list("id", "beat", "name")},
        compounds={name: pk for pk, name in compounds.values_list("id", "name")},
    )
    _note_buildings(found, buildings, rows)
    if rows is not None:
        doors = doors.filter(building__in=[one.id for one in found.buildings.values()])
    _note_doors(found, doors)
    return found


def _note_buildings(found: Standing, buildings: QuerySet[Building], rows: Sequence[PlaceRow] | None) -> None:
    asked = None if rows is None else {row.key for row in rows}
    columns = ("road", "estate", "lane", "sublane", "number", "block", "entrance")
    facts = ("id", "committee", "beat", "group", "compound", "estate", "longitude", "latitude", "closed_on")
    for road, estate, *rest in buildings.values_list(*columns, *facts).iterator(chunk_size=5000):
        key = BuildingKey(road or estate, *rest[:5])
        *kept, closed_on = rest[5:]
        one = KnownBuilding._make([*kept, closed_on is not None])
        known = found.buildings.get(key)
        if (asked is None or key in asked) and (known is None or known.is_closed):
            found.buildings[key] = one


def _note_doors(found: Standing, doors: QuerySet[Door]) -> None:
    rows = doors.values_list("building", "room", "id", "floor", "use", "closed_on")
    for building, room, pk, floor, use, closed_on in rows.iterator(chunk_size=5000):
        known = found.doors.get((building, room))
        if known is None or known.is_closed:
            found.doors[building, room] = KnownDoor(pk, floor, use, closed_on is not None)


def building_changes(known: KnownBuilding, row: PlaceRow, standing: Standing) -> dict[str, Any]:
    """What is said otherwise of a stairway that is there. To whom it belongs is no matter of a sheet."""
    said: dict[str, Any] = {}
    if row.estate and row.road and row.estate != known.estate:
        said["estate"] = row.estate
    if row.compound and standing.compounds.get(row.compound) != known.compound:
        said["compound_id"] = standing.compounds.get(row.compound)
    for name in ("longitude", "latitude"):
        given, held = getattr(row, name), getattr(known, name)
        if given is not None and (held is None or abs(float(given) - held) > _SAME_PLACE):
            said[name] = float(given)
    return said


def door_changes(known: KnownDoor, row: PlaceRow) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if row.floor is not None and row.floor != known.floor:
        said["floor"] = row.floor
    if row.use and row.use != known.use:
        said["use"] = row.use
    return said


@dataclass(slots=True)
class Loaded:
    """What a lot did. `doors`: of each row in its order; None where the place is closed."""

    made: list[Building] = field(default_factory=list)
    changed: list[Building | Door] = field(default_factory=list)
    doors_made: int = 0
    doors: list[UUID | None] = field(default_factory=list)


def load(subdistrict: str, rows: Sequence[PlaceRow]) -> Loaded:
    """Make what is not there and change what is said otherwise. Rows of one door do not stand here twice."""
    return _Loading(subdistrict, rows).run()


class _Loading:
    def __init__(self, subdistrict: str, rows: Sequence[PlaceRow]) -> None:
        self.here = {"subdistrict_id": subdistrict}
        self.subdistrict, self.rows = subdistrict, rows
        self.standing = standing(subdistrict, rows)
        self.loaded = Loaded()

    def run(self) -> Loaded:
        self._make_compounds()
        self._make_beats_and_groups()
        self._make_buildings()
        self._change_buildings()
        self._make_doors()
        self._change_doors()
        return self.loaded

    def _first_rows(self) -> dict[BuildingKey, PlaceRow]:
        """Of each stairway the row that speaks for it."""
        first: dict[BuildingKey, PlaceRow] = {}
        for row in self.rows:
            first.setdefault(row.key, row)
        return first

    def _make_compounds(self) -> None:
        wanted = {row.compound: row.committee for row in self.rows if row.compound}
        new = [
            Compound(**self.here, committee_id=committee, name=name)
            for name, committee in wanted.items()
            if name not in self.standing.compounds
        ]
        Compound.objects.bulk_create(new)
        self.standing.compounds |= {one.name: one.id for one in new}

    def _make_beats_and_groups(self) -> None:
        known = self.standing
        new_rows = [row for key, row in self._first_rows().items() if key not in known.buildings]
        wanted = {(row.committee, row.beat): None for row in new_rows}
        beats = [
            Beat(**self.here, committee_id=committee, name=name)
            for committee, name in wanted
            if (committee, name) not in known.beats
        ]
        Beat.objects.bulk_create(beats)
        known.beats |= {(one.committee_id, one.name): one.id for one in beats}
        named = {(known.beats[row.committee, row.beat], row.group): None for row in new_rows if row.group}
        groups = [
            BuildingGroup(**self.here, beat_id=beat, name=name)
            for beat, name in named
            if (beat, name) not in known.groups
        ]
        BuildingGroup.objects.bulk_create(groups)
        known.groups |= {(one.beat_id, one.name): one.id for one in groups}

    def _make_buildings(self) -> None:
        new = [
            self._building(row)
            for key, row in self._first_rows().items()
            if key not in self.standing.buildings
        ]
        Building.objects.bulk_create(new)
        self.loaded.made = new
        for one in new:
            key = BuildingKey(
                one.road or one.estate, one.lane, one.sublane, one.number, one.block, one.entrance
            )
            self.standing.buildings[key] = KnownBuilding(
                one.id,
                one.committee_id,
                one.beat_id,
                one.group_id,
                one.compound_id,
                one.estate,
                one.longitude,
                one.latitude,
                is_closed=False,
            )

    def _building(self, row: PlaceRow) -> Building:
        known = self.standing
        beat = known.beats[row.committee, row.beat]
        return Building(
            **self.here,
            id=uuid7(),
            committee_id=row.committee,
            beat_id=beat,
            group_id=known.groups[beat, row.group] if row.group else None,
            compound_id=known.compounds[row.compound] if row.compound else None,
            address=row.building_address,
            longitude=None if row.longitude is None else float(row.longitude),
            latitude=None if row.latitude is None else float(row.latitude),
            **{name: getattr(row, name) for name in _ADDRESS},
        )

    def _change_buildings(self) -> None:
        said: dict[UUID, dict[str, Any]] = {}
        for key, row in self._first_rows().items():
            known = self.standing.buildings[key]
            changes = {} if known.is_closed else building_changes(known, row, self.standing)
            if changes:
                said[known.id] = changes
        self._change(Building, said, ["estate", "compound", "longitude", "latitude"])

    def _make_doors(self) -> None:
        new = []
        for row in self.rows:
            building = self.standing.buildings[row.key]
            if building.is_closed or (building.id, row.room) in self.standing.doors:
                continue
            one = self._door(building, row)
            new.append(one)
            self.standing.doors[building.id, row.room] = KnownDoor(one.id, one.floor, one.use, False)
        Door.objects.bulk_create(new)
        self.loaded.doors_made = len(new)
        self.loaded.doors = list(self._doors_of_rows())

    def _door(self, building: KnownBuilding, row: PlaceRow) -> Door:
        return Door(
            **self.here,
            id=uuid7(),
            building_id=building.id,
            committee_id=building.committee,
            beat_id=building.beat,
            group_id=building.group,
            floor=1 if row.floor is None else row.floor,
            room=row.room,
            use=row.use or usual_use(row.room),
            address=row.address,
        )

    def _doors_of_rows(self) -> Iterator[UUID | None]:
        for row in self.rows:
            building, door = self.standing.building(row), self.standing.door(row)
            is_open = building is not None and door is not None and not (building.is_closed or door.is_closed)
            yield door.id if is_open and door else None

    def _change_doors(self) -> None:
        said = {}
        for row, pk in zip(self.rows, self.loaded.doors, strict=True):
            known = self.standing.door(row)
            changes = door_changes(known, row) if pk and known else {}
            if pk and changes:
                said[pk] = changes
        self._change(Door, said, ["floor", "use", "sort_key"])

    def _change(self, model: Any, said: dict[UUID, dict[str, Any]], columns: list[str]) -> None:
        changed = list(model.objects.filter(**self.here, pk__in=list(said)).order_by("id")) if said else []
        for one in changed:
            for name, value in said[one.pk].items():
                setattr(one, name, value)
            if hasattr(one, "floor"):
                one.sort_key = one.order_key()
        if changed:
            model.objects.bulk_update(changed, columns)
        self.loaded.changed += changed


_ADDRESS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")


def usual_use(room: str) -> str:
    """A number without a room stands at the street."""
    return DoorUse.DWELLING if room else DoorUse.PREMISES
