"""The dry run: every row against the others of its file and against the register, without any effect."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanshi.entry.importing.problems import Level, Problem, Wrong
from sanshi.entry.importing.rows import Read, Reader
from sanshi.territory.loading import (
    BuildingKey,
    PlaceRow,
    Standing,
    building_changes,
    door_changes,
)

# Names of new beats, groups and compounds that a page lists.
MOST_NAMES = 12


@dataclass(slots=True)
class Tally:
    """What carrying out the good rows would do."""

    rows: int = 0
    bad: int = 0
    noted: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    stairways: int = 0
    facts: int = 0
    facts_known: int = 0
    beats: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    compounds: list[str] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)

    def plain(self) -> dict[str, Any]:
        held = {name: getattr(self, name) for name in self.__slots__}
        for name in ("beats", "groups", "compounds"):
            held[f"{name}_count"], held[name] = len(held[name]), held[name][:MOST_NAMES]
        return {**held, "problems": dict(self.problems)}


@dataclass(slots=True)
class Trial:
    """Rows go through in their order; what an earlier one said of a stairway binds the later ones."""

    reader: Reader
    standing: Standing
    # Doors that have a dwelling in the register.
    registered: set[UUID]
    tally: Tally = field(default_factory=Tally)
    _doors: dict[tuple[BuildingKey, str], int] = field(default_factory=dict)
    _stairways: dict[BuildingKey, tuple[int, PlaceRow]] = field(default_factory=dict)
    _names: dict[str, dict[tuple[Any, ...], None]] = field(default_factory=dict)

    def take(self, read: Read) -> None:
        """Adds what is wrong with the row, and counts it."""
        if read.place is not None and read.is_good:
            self._compare(read, read.place)
        self._count(read)

    def _wrong(
        self, read: Read, code: Wrong, key: str = "", level: Level = Level.ERROR, **params: Any
    ) -> None:
        where = (key, self.reader.letter(key), self.reader.header(key))
        read.problems.append(Problem(read.number, code, *where, read.text(key), level, params))

    def _compare(self, read: Read, row: PlaceRow) -> None:
        earlier = self._doors.setdefault((row.key, row.room), read.number)
        if earlier != read.number:
            self._wrong(read, Wrong.TWICE, self._place_column(), row=earlier)
            return
        self._with_its_stairway(read, row)
        self._with_the_register(read, row)
        if read.is_good:
            self._stairways.setdefault(row.key, (read.number, row))

    def _place_column(self) -> str:
        return "address" if "address" in self.reader.places else "number"

    def _with_its_stairway(self, read: Read, row: PlaceRow) -> None:
        number, first = self._stairways.get(row.key, (read.number, row))
        for key in ("committee", "beat", "group", "compound", "longitude", "latitude"):
            here, there = getattr(row, key), getattr(first, key)
            if here and there and here != there:
                said = "…" if isinstance(there, UUID) else str(there)
                self._wrong(read, Wrong.CONTRADICTS, key, row=number, there=said)

    def _with_the_register(self, read: Read, row: PlaceRow) -> None:
        known, door = self.standing.building(row), self.standing.door(row)
        if known is None:
            if row.key not in self._stairways and not row.beat:
                self._wrong(read, Wrong.REQUIRED, "beat" if "beat" in self.reader.places else "")
            return
        if known.is_closed or (door and door.is_closed):
            self._wrong(read, Wrong.CLOSED, self._place_column())
            return
        self._with_its_owner(read, row)
        if read.facts and door and door.id in self.registered:
            self._wrong(read, Wrong.REGISTERED, "occupancy", Level.NOTE)

    def _with_its_owner(self, read: Read, row: PlaceRow) -> None:
        """To which committee, beat and group a stairway belongs is changed by date, not by a sheet."""
        known, standing = self.standing.building(row), self.standing
        assert known is not None
        if row.committee != known.committee:
            self._wrong(read, Wrong.ELSEWHERE, "committee", there=self._name_of_committee(known.committee))
            return
        if row.beat and standing.beats.get((row.committee, row.beat)) != known.beat:
            self._wrong(read, Wrong.ELSEWHERE, "beat", there=_name_in(standing.beats, known.beat))
        if row.group and standing.groups.get((known.beat, row.group)) != known.group:
            self._wrong(read, Wrong.ELSEWHERE, "group", there=_name_in(standing.groups, known.group) or "—")

    def _name_of_committee(self, committee: UUID) -> str:
        names = (name for name, pk in self.reader.committees.open.items() if pk == committee)
        return next(names, "—")

    # Counting

    def _count(self, read: Read) -> None:
        tally = self.tally
        tally.rows += 1
        tally.problems.update(problem.code.value for problem in read.problems)
        if not read.is_good or read.place is None:
            tally.bad += 1
            return
        tally.noted += bool(read.problems)
        self._count_door(read.place)
        if read.facts:
            is_known = any(problem.code == Wrong.REGISTERED for problem in read.problems)
            tally.facts_known += is_known
            tally.facts += not is_known

    def _count_door(self, row: PlaceRow) -> None:
        tally, known, door = self.tally, self.standing.building(row), self.standing.door(row)
        if known is None:
            self._count_stairway(row)
        self._count_name(tally.compounds, "compound", row.compound, row.compound in self.standing.compounds)
        if known is None or door is None:
            tally.new += 1
        elif door_changes(door, row) or building_changes(known, row, self.standing):
            tally.changed += 1
        else:
            tally.known += 1

    def _count_stairway(self, row: PlaceRow) -> None:
        tally, beats = self.tally, self.standing.beats
        seen = self._names.setdefault("stairway", {})
        if row.key not in seen:
            seen[row.key] = None
            tally.stairways += 1
        beat = beats.get((row.committee, row.beat))
        self._count_name(tally.beats, "beat", row.beat, beat is not None, row.committee)
        is_known = beat is not None and (beat, row.group) in self.standing.groups
        self._count_name(tally.groups, "group", row.group, is_known, row.committee, row.beat)

    def _count_name(self, names: list[str], kind: str, name: str, is_known: bool, *within: Any) -> None:
        seen = self._names.setdefault(kind, {})
        if not name or is_known or (name, *within) in seen:
            return
        seen[name, *within] = None
        names.append(name)


def _name_in(held: dict[tuple[UUID, str], UUID], wanted: UUID | None) -> str:
    return next((name for (_where, name), pk in held.items() if pk == wanted), "")
