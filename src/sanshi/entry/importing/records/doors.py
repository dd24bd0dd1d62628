"""From an address in a sheet to the door that the register has: found, or asked about; never guessed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanshi.entry.importing.cells import RowCells
from sanshi.entry.importing.problems import Level, Wrong
from sanshi.territory.address import (
    Address,
    Gazetteer,
    Note,
    building_address,
    door_address,
    parse,
    questions,
)
from sanshi.territory.loading import BuildingKey, KnownBuilding, KnownDoor, Standing

PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")
_ASKED = ("road", "estate", "lane", "number", "floor", "room", "part")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A door with its committee and its address as it is written, or what has to be asked."""

    door: UUID | None = None
    committee: UUID | None = None
    address: str = ""
    # What to say, with its level and parameters.
    said: tuple[tuple[Wrong, Level, Mapping[str, Any]], ...] = ()


def _asked(wrong: Wrong, **params: Any) -> Found:
    return Found(said=((wrong, Level.ERROR, params),))


@dataclass(slots=True)
class Doors:
    """Of the whole street. Each spelling is read once."""

    standing: Standing
    gazetteer: Gazetteer
    _texts: dict[tuple[str, ...], Found] = field(default_factory=dict)
    _of_number: dict[tuple[str, ...], list[BuildingKey]] = field(default_factory=dict)
    _of_estate: dict[tuple[str, ...], list[BuildingKey]] = field(default_factory=dict)
    _rooms: dict[UUID, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_number: dict[tuple[str, ...], list[BuildingKey]] = defaultdict(list)
        by_estate: dict[tuple[str, ...], list[BuildingKey]] = defaultdict(list)
        for key, known in self.standing.buildings.items():
            if known.is_closed:
                continue
            by_number[key.place, key.lane, key.sublane, key.number].append(key)
            if known.estate:
                by_estate[known.estate, key.number, key.block, key.entrance].append(key)
        rooms = defaultdict(list)
        for (building, room), door in self.standing.doors.items():
            if not door.is_closed:
                rooms[building].append(room)
        self._of_number, self._of_estate, self._rooms = by_number, by_estate, rooms

    def of_row(self, row: RowCells) -> Found:
        """In columns of their own, or as one text. What is wrong is said of the row."""
        found, key = self._of_columns(row) if _has_columns(row) else self._of_text(row)
        for wrong, level, params in found.said:
            row.wrong(wrong, row.column_of(key), level, **params)
        return found

    def _of_columns(self, row: RowCells) -> tuple[Found, str]:
        parts = {key: row.figure(key) for key in PARTS}
        room = row.figure("room")
        asked = (*parts.values(), room)
        if asked not in self._texts:
            self._texts[asked] = self._standing_at(parts, room)
        return self._texts[asked], "number"

    def _of_text(self, row: RowCells) -> tuple[Found, str]:
        text, room = row.text("address"), row.figure("room")
        if not text:
            return _asked(Wrong.NO_ADDRESS), "address"
        if (text, room) not in self._texts:
            self._texts[text, room] = self._read(text, room)
        return self._texts[text, room], "address"

    def of_text(self, text: str) -> Found:
        """Another address than the row's own; what is wrong is said by the caller."""
        if (text, "") not in self._texts:
            self._texts[text, ""] = self._read(text, "")
        return self._texts[text, ""]

    def _read(self, text: str, room: str) -> Found:
        address = parse(text, self.gazetteer)
        said = tuple(_question(address, question.note) for question in questions(address))
        if any(level == Level.ERROR for _wrong, level, _params in said):
            return Found(said=said)
        found = self._standing_at({key: getattr(address, key) for key in PARTS}, room or address.room)
        return Found(found.door, found.committee, found.address, (*said, *found.said))

    def _standing_at(self, parts: Mapping[str, str], room: str) -> Found:
        key = BuildingKey(parts["road"] or parts["estate"], *(parts[name] for name in PARTS[2:]))
        known = self.standing.buildings.get(key)
        if known is None or known.is_closed:
            others = self._near(parts, key)
            if len(others) == 1 and not parts["road"]:
                # The estate's own numbers are told apart by nothing else: this one is meant.
                key, known = others[0], self.standing.buildings[others[0]]
            elif others:
                return _asked(Wrong.WHICH_DOOR, places=[self._written(one) for one in others[:MOST_NAMED]])
            elif known is not None:
                return _asked(Wrong.CLOSED)
            else:
                return _asked(Wrong.NO_DOOR, address=_address(parts, room))
        return self._door(key, known, room)

    def _near(self, parts: Mapping[str, str], key: BuildingKey) -> list[BuildingKey]:
        if not parts["road"]:
            return self._of_estate.get((key.place, key.number, key.block, key.entrance), [])
        return self._of_number.get((key.place, key.lane, key.sublane, key.number), [])

    def _door(self, key: BuildingKey, known: KnownBuilding, room: str) -> Found:
        door: KnownDoor | None = self.standing.doors.get((known.id, room))
        if door is None:
            rooms = sorted(self._rooms.get(known.id, ()), key=lambda one: (_distance(one, room), one))
            named = [one or "—" for one in rooms[:MOST_NAMED]]
            return _asked(Wrong.NO_ROOM, address=self._written(key), room=room or "—", rooms=named or ["—"])
        if door.is_closed:
            return _asked(Wrong.CLOSED)
        return Found(door.id, known.committee, door_address(self._written(key), room))

    def _written(self, key: BuildingKey) -> str:
        known = self.standing.buildings[key]
        road, estate = (key.place, "") if key.place != known.estate else ("", key.place)
        return _building(road, estate, key)


def _has_columns(row: RowCells) -> bool:
    return bool(row.text("number") and (row.text("road") or row.text("estate")))


def _question(address: Address, note: str) -> tuple[Wrong, Level, Mapping[str, Any]]:
    asked = {name: getattr(address, name) for name in _ASKED if getattr(address, name)}
    is_taken = note == Note.TYPO
    wrong = Wrong.ADDRESS_NOTE if is_taken else Wrong.ADDRESS
    return wrong, Level.NOTE if is_taken else Level.ERROR, {"notes": [note], **asked}


def _address(parts: Mapping[str, str], room: str) -> str:
    key = BuildingKey("", *(parts[name] for name in PARTS[2:]))
    return door_address(_building(parts["road"], parts["estate"], key), room)


def _building(road: str, estate: str, key: BuildingKey) -> str:
    return building_address(
        road,
        key.lane,
        key.number,
        estate=estate,
        sublane=key.sublane,
        block=key.block,
        entrance=key.entrance,
    )


def _distance(one: str, other: str) -> int:
    """How many signs differ, place by place: rooms that a slip makes of each other come first."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
