"""Stock taking (盘点): the first load of a street, by sets. The caller journals a line for each form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from sanshi.register import columns, employees, history, holders
from sanshi.register.changes import Effect
from sanshi.register.facts import (
    DwellingFacts,
    EmploymentFacts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.finding import store as finding
from sanshi.register.history import (
    DWELLINGS,
    EMPLOYMENTS,
    LEASES,
    PERSONS,
    RESIDENCIES,
    TRACKS,
    UNITS,
    Track,
    Writing,
)
from sanshi.register.models import Act, Dwelling, Employment, Lease, Person, Residency, Unit
from sanshi.streets.rows import Ready, fresh, insert_ready, ready
from sanshi.territory.models import Door


@dataclass(frozen=True, slots=True)
class StockPerson:
    form: UUID
    door: UUID
    collected_on: date
    person: PersonFacts
    residency: ResidencyFacts


@dataclass(frozen=True, slots=True)
class StockDwelling:
    """Its leases name no tenants: whom a stock finds is given an id by the same stock."""

    form: UUID
    door: UUID
    collected_on: date
    facts: DwellingFacts
    leases: tuple[LeaseFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class StockUnit:
    """Key trades as stated: a stock comes from the office that keeps them.

    Its staff are described, not named by ids: whom a stock finds is given an id by the same stock. Who has a
    number that the register holds is linked by it (`register.employees`).
    """

    form: UUID
    door: UUID
    collected_on: date
    facts: UnitFacts
    employments: tuple[EmploymentFacts, ...] = ()


StockRow = StockPerson | StockDwelling | StockUnit


@dataclass(slots=True)
class _Load:
    """Rows to insert, by table, without the moment."""

    subdistrict: str
    doors: Mapping[UUID, Door]
    records: dict[type, list[Any]] = field(default_factory=dict)
    versions: dict[Track, list[Any]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    # Blind index → person: the same number twice is one person with two residencies.
    numbered: dict[str, Person] = field(default_factory=dict)

    def record(self, row: Any) -> Any:
        self.records.setdefault(type(row), []).append(row)
        return row

    def begin(self, track: Track, form: UUID, record: UUID, day: date, facts: dict[str, Any]) -> None:
        writing = Writing(self.subdistrict, form, _NOT_YET)
        self.versions.setdefault(track, []).append(history.begun_row(track, writing, day, facts))
        self.acts.append(history.act(track.kind, writing, record))


# Said of a row until it is entered; no row keeps it.
_NOT_YET = datetime.min.replace(tzinfo=UTC)
# By the column that says since when the row is there.
_MOMENTS = {Person: "created_at", Unit: "created_at", Act: "at"} | {
    track.versions: "recorded_at" for track in TRACKS.values()
}


@dataclass(frozen=True, slots=True)
class Made:
    """What a stock inserts, worked out before: all but the moment. `effects`: in the order of its rows."""

    subdistrict: str
    effects: list[Effect]
    _tables: list[Ready[Any]]
    _numbers: dict[str, UUID]
    _units: list[UUID]
    _found_by: finding.Begun

    def enter(self, at: datetime) -> list[Effect]:
        """Insert it as known from `at` on.

        Raises Refused(ALREADY_REGISTERED) when somebody in the register holds one of the numbers; a door that
        has its dwelling already breaks the unique constraint. Stock taking is for what is not there yet.
        """
        for table in self._tables:
            for row in table.rows if table.model in _MOMENTS else ():
                setattr(row, _MOMENTS[table.model], at)
            insert_ready(table)
        holders.enter(self.subdistrict, self._numbers)
        self._found_by.insert()
        finding.follow_units(self.subdistrict, self._units)
        return self.effects


def take(subdistrict: str, at: datetime, rows: Sequence[StockRow]) -> list[Effect]:
    """Insert everything new, in the order given; what each row became. Raises what `Made.enter` raises."""
    return made(subdistrict, rows, doors_of(subdistrict, {row.door for row in rows})).enter(at)


def made(subdistrict: str, rows: Sequence[StockRow], doors: Mapping[UUID, Door]) -> Made:
    """Http404 for a door that is not among `doors`, which have their committees and buildings loaded."""
    load = _Load(subdistrict, doors)
    effects = [_take(load, row) for row in rows]
    return Made(
        subdistrict,
        effects,
        list(_tables(load)),
        {index: person.pk for index, person in load.numbered.items()},
        [unit.pk for unit in load.records.get(Unit, ())],
        finding.begun(subdistrict, load.versions.get(PERSONS, ()), load.versions.get(RESIDENCIES, ())),
    )


def _tables(load: _Load) -> Iterator[Ready[Any]]:
    """In the order of their references."""
    records = (load.records.get(model, []) for model in _RECORDS)
    versions = (load.versions.get(track, []) for track in TRACKS.values())
    models = (*_RECORDS, *(track.versions for track in TRACKS.values()), Act)
    for model, rows in zip(models, (*records, *versions, load.acts), strict=True):
        yield ready(model, rows, late=[_MOMENTS[model]] if model in _MOMENTS else ())


_RECORDS: tuple[Any, ...] = (Person, Residency, Dwelling, Lease, Unit, Employment)


def _take(load: _Load, row: StockRow) -> Effect:
    door = load.doors.get(row.door)
    if door is None:
        raise Http404
    match row:
        case StockPerson():
            return _person(load, row, door)
        case StockDwelling():
            return _dwelling(load, row, door)
        case StockUnit():
            return _unit(load, row, door)


def _unit(load: _Load, row: StockUnit, door: Door) -> Effect:
    unit = load.record(fresh(Unit, subdistrict_id=load.subdistrict, created_at=_NOT_YET))
    facts = columns.unit(row.facts, unit, door, by_police=True)
    load.begin(UNITS, row.form, unit.pk, row.collected_on, facts)
    return Effect(
        True, unit=unit.pk, employments=tuple(_employment(load, row, unit, one) for one in row.employments)
    )


def _employment(load: _Load, row: StockUnit, unit: Unit, facts: EmploymentFacts) -> UUID:
    employment: Employment = load.record(fresh(Employment, subdistrict_id=load.subdistrict, unit=unit))
    said = employees.columns(replace(facts, person=""), employment)
    load.begin(EMPLOYMENTS, row.form, employment.pk, facts.started_on or row.collected_on, said)
    return employment.pk


def _dwelling(load: _Load, row: StockDwelling, door: Door) -> Effect:
    dwelling = load.record(
        fresh(Dwelling, subdistrict_id=load.subdistrict, door=door, verified_on=row.collected_on)
    )
    load.begin(
        DWELLINGS, row.form, dwelling.pk, row.collected_on, columns.dwelling(row.facts, dwelling, door)
    )
    is_let = row.facts.occupancy in columns.LET_OUT
    leases = [_lease(load, row, dwelling, facts) for facts in row.leases if is_let]
    return Effect(True, dwelling=dwelling.pk, leases=tuple(leases))


def _lease(load: _Load, row: StockDwelling, dwelling: Dwelling, facts: LeaseFacts) -> UUID:
    lease: Lease = load.record(fresh(Lease, subdistrict_id=load.subdistrict, dwelling=dwelling))
    said = columns.lease(replace(facts, tenants=()), lease, dwelling.door)
    load.begin(LEASES, row.form, lease.pk, facts.started_on or row.collected_on, said)
    return lease.pk


def _person(load: _Load, row: StockPerson, door: Door) -> Effect:
    moved_in = row.residency.started_on or row.collected_on
    index = holders.document_index(row.person.document_type, row.person.document_number)
    someone = load.numbered.get(index) or _new_person(load, row, moved_in, index)
    stay = load.record(fresh(Residency, subdistrict_id=load.subdistrict, person=someone, door=door))
    load.begin(RESIDENCIES, row.form, stay.pk, moved_in, columns.residency(row.residency, stay, door))
    return Effect(True, person=someone.pk, residency=stay.pk)


def _new_person(load: _Load, row: StockPerson, since: date, index: str) -> Person:
    someone: Person = load.record(fresh(Person, subdistrict_id=load.subdistrict, created_at=_NOT_YET))
    if index:
        load.numbered[index] = someone
    load.begin(PERSONS, row.form, someone.pk, since, columns.person(row.person, someone))
    return someone


def doors_of(subdistrict: str, doors: Iterable[UUID]) -> dict[UUID, Door]:
    rows = Door.objects.filter(subdistrict=subdistrict, pk__in=list(doors))
    return {row.pk: row for row in rows.select_related("committee", "building", "beat")}
