"""The dry run of a sheet of employees: which unit a row is about, and who works there already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sanshi.entry.importing.problems import Level, Wrong
from sanshi.entry.importing.records.facts import Read
from sanshi.entry.importing.records.finding import NEW, Finding
from sanshi.entry.importing.records.looking import Looked, SheetRow
from sanshi.entry.importing.records.plan import CountedRow
from sanshi.entry.importing.records.trying import Trial, Tried
from sanshi.identity.matching.evidence import Band
from sanshi.register import counted
from sanshi.register.counted import News
from sanshi.register.employees import OnStaff, on_staff
from sanshi.register.facts import EmploymentFacts, UnitFacts
from sanshi.register.finding.units import match_unit
from sanshi.register.holders import document_index
from sanshi.register.models import UnitStatus
from sanshi.territory.models import Door

# Units named where several may be meant.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Unit:
    """As registered, or what has to be said."""

    pk: UUID | None = None
    name: str = ""
    kind: str = ""
    door: Door | None = None
    wrong: Wrong | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StaffTrial(Trial):
    _units: dict[tuple[str, str, str], _Unit] = field(default_factory=dict)
    _staff: dict[UUID, list[OnStaff]] = field(default_factory=dict)
    # By unit: rows of the file with their name and number.
    _met: dict[UUID, list[tuple[int, str, str]]] = field(default_factory=dict)

    def take(self, part: Sequence[SheetRow], looked: Sequence[Looked]) -> Iterator[Tried]:
        reads = [one.read for one in looked]
        units = [self._unit_of(read) if read.is_good else None for read in reads]
        fresh = {unit.pk for unit in units if unit and unit.pk and unit.pk not in self._staff}
        if fresh:
            self._staff |= on_staff(self.subdistrict, fresh)
        for read, unit in zip(reads, units, strict=True):
            tried = Tried(read)
            if unit is not None and read.is_good:
                tried = self._with_register(read, unit)
            self._count(tried)
            yield tried

    # Which unit

    def _unit_of(self, read: Read) -> _Unit | None:
        assert read.content is not None and read.content.unit is not None
        said = read.content.unit
        key = (said.credit_code, said.name, read.where.address)
        if key not in self._units:
            self._units[key] = self._look(said, read.where.address)
        found = self._units[key]
        assert read.row is not None
        column = read.row.column_of("credit_code" if said.credit_code else "unit_name")
        if found.wrong is not None:
            read.wrong(found.wrong, column, **found.params)
        elif found.door is not None and not self._reaches(found.door):
            there = self.reader.name_of(found.door.committee_id)
            read.wrong(Wrong.NOT_YOUR_COMMITTEE, column, there=there)
        elif found.door is not None and read.where.door not in (None, found.door.pk):
            read.wrong(Wrong.UNIT_ELSEWHERE, "address", there=found.door.address)
        return found

    def _look(self, said: UnitFacts, address: str) -> _Unit:
        """By the credit code alone, else by the desk's own match where that is sure."""
        by_code = counted.units_with_code(self.subdistrict, said.credit_code) if said.credit_code else []
        if len(by_code) == 1:
            return self._registered(by_code[0])
        candidates = by_code
        if said.name:
            verdict = match_unit(self.subdistrict, said, address=address)
            candidates = [UUID(str(one.key)) for one in verdict.candidates]
            if verdict.band == Band.SAME:
                return self._registered(candidates[0])
            if verdict.band == Band.NEW:
                candidates = by_code
        near = [self._registered(pk) for pk in list(dict.fromkeys(candidates))[:MOST_NAMED]]
        named = [[one.name, one.door.address] for one in near if one.door and self._reaches(one.door)]
        if not candidates:
            return _Unit(wrong=Wrong.NO_UNIT)
        return _Unit(wrong=Wrong.WHICH_UNIT, params={"units": named or ["—"]})

    def _registered(self, pk: UUID) -> _Unit:
        stored = counted.units(self.subdistrict, [pk]).get(pk)
        if stored is None:
            return _Unit(wrong=Wrong.NO_UNIT)
        door = Door.objects.get(subdistrict=self.subdistrict, pk=stored[0])
        closed = Wrong.UNIT_CLOSED if stored[1]["status"] == UnitStatus.CLOSED else None
        return _Unit(pk, stored[1]["name"], stored[1]["kind"], door, closed)

    def _reaches(self, door: Door) -> bool:
        return self.reader.reached is None or door.committee_id in self.reader.reached

    # Who works there

    def _with_register(self, read: Read, unit: _Unit) -> Tried:
        assert read.content is not None and unit.pk is not None and unit.door is not None
        line = read.content.employments[0]
        index = document_index(line.document_type, line.document_number)
        self._with_file(read, unit.pk, line, index)
        there = known_on(self._staff[unit.pk], line.name, index)
        if there is None and index and known_on(self._staff[unit.pk], line.name, "", unnumbered=True):
            read.wrong(Wrong.WITHOUT_NUMBER, "name")
        if not read.is_good:
            return Tried(read)
        if there is None and line.ended_on:
            read.wrong(Wrong.NOT_ON_STAFF, "ended_on", Level.NOTE)
        address = f"{unit.name} {unit.door.address}"
        content = replace(read.content, unit=UnitFacts(unit.name, unit.kind))
        row = CountedRow(read.number, unit.door.pk, address, content, unit=unit.pk)
        return Tried(read, row, _finding(there, line, unit.pk))

    def _with_file(self, read: Read, unit: UUID, line: EmploymentFacts, index: str) -> None:
        met = self._met.setdefault(unit, [])
        for number, name, other in met:
            if index and index == other and name != line.name:
                read.wrong(Wrong.NUMBER_TWICE, "document_number", row=number)
            elif index == other if index and other else name == line.name:
                read.wrong(Wrong.ROW_TWICE, row=number)
            else:
                continue
            return
        met.append((read.number, line.name, index))


def known_on(staff: Sequence[OnStaff], name: str, index: str, unnumbered: bool = False) -> OnStaff | None:
    """Who has the number; of one without a number, who has the name."""
    if index:
        return next((one for one in staff if one.index == index), None)
    return next((one for one in staff if one.name == name and not (unnumbered and one.index)), None)


def _finding(there: OnStaff | None, line: EmploymentFacts, unit: UUID) -> Finding:
    """Known, gone since a day, or new; who is gone and was never known is nothing to enter."""
    if there is None:
        return Finding(Band.SAME, unit) if line.ended_on else NEW
    return Finding(Band.SAME, unit, News.CHANGED if line.ended_on else News.NOTHING)


def entered_as(row: CountedRow, staff: Sequence[OnStaff]) -> EmploymentFacts | None:
    """The line of the unit's form that the row makes now; None where it says nothing new."""
    line = row.content.employments[0]
    there = known_on(staff, line.name, document_index(line.document_type, line.document_number))
    if there is None:
        return None if line.ended_on else replace(line, record="")
    if line.ended_on:
        return EmploymentFacts(record=str(there.employment), ended_on=line.ended_on)
    return None
