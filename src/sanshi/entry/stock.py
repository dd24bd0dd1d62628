"""Stock taking (盘点): a first count, entered by sets. No clock, no certificate, no reward (plan 4.2.1 b)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404

from sanshi import clock
from sanshi.collection.content import FormContent
from sanshi.collection.fields import FormKind
from sanshi.collection.models import Form, FormAction, State, Subject
from sanshi.collection.rules import filling_teams, tidied
from sanshi.entry.models import Entry, Match
from sanshi.register import stock
from sanshi.register.changes import Effect
from sanshi.register.facts import DwellingFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.models import Dwelling, Employment, Lease, Person, Residency, Unit
from sanshi.register.stock import StockDwelling, StockPerson, StockRow, StockUnit
from sanshi.rulebook.access import version_on
from sanshi.rulebook.models import PolicyVersion
from sanshi.streets.actions import next_serials
from sanshi.streets.rows import Ready, fresh, insert_ready, ready
from sanshi.territory.models import Door

MOST_ITEMS = 1000
"""A lot is one transaction with a journal line each; longer ones would hold other writers up."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A person with a residency, a dwelling with its leases, or a unit, as found at a door."""

    door: UUID
    content: FormContent
    # It was tidied already, by who read it.
    is_tidy: bool = False


@dataclass(frozen=True, slots=True)
class StockLot:
    counted_on: date
    items: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    form: Form
    entry: Entry
    # Rows of the register by which the journal names what was written.
    records: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A lot worked out before its transaction: all but the numbers of its forms and the moment."""

    lot: StockLot
    # As they were: what is made of them holds while they are so.
    doors: Mapping[UUID, Door]
    forms: Ready[Form]
    entries: Ready[Entry]
    register: stock.Made

    def holds_for(self, lot: StockLot) -> bool:
        """Whether it is of this lot, and its doors still are what they were."""
        return lot == self.lot and _said_of(doors_of(self.register.subdistrict, lot.items)) == _said_of(
            self.doors
        )

    def enter(self) -> list[Taken]:
        """Inside an action. Raises what `register.stock.Made.enter` raises."""
        at, street = clock.now(), self.register.subdistrict
        month = f"{at:%Y-%m}"
        serials = next_serials(street, f"form:{month}", len(self.lot.items))
        for serial, form, entry in zip(serials, self.forms.rows, self.entries.rows, strict=True):
            form.number, form.opened_at = f"{month}-{serial:05}", at
            entry.entered_at, entry.entered_on = at, clock.shanghai_day(at)
        effects = self.register.enter(at)
        insert_ready(self.forms)
        insert_ready(self.entries)
        return [
            Taken(entry.form, entry, _records(entry.form, effect, at))
            for entry, effect in zip(self.entries.rows, effects, strict=True)
        ]


_LATE = ("number", "opened_at", "entered_at", "entered_on")
# Said of a form until it is entered; none keeps it.
_NOT_YET = datetime.min.replace(tzinfo=UTC)


def take(subdistrict: str, lot: StockLot) -> list[Taken]:
    """Inside an action. Raises what `made` and `Made.enter` raise."""
    return made(subdistrict, lot).enter()


def made(subdistrict: str, lot: StockLot) -> Made:
    """Reads the doors alone. ValueError for an empty or too long lot, Http404 for a door that is gone."""
    if not 0 < len(lot.items) <= MOST_ITEMS:
        raise ValueError(f"a lot holds 1 to {MOST_ITEMS} items, not {len(lot.items)}")
    doors = doors_of(subdistrict, lot.items)
    forms = list(_forms(subdistrict, lot, doors))
    rows = stock.made(subdistrict, [_row(form, content) for form, content in forms], doors)
    for (form, _), effect in zip(forms, rows.effects, strict=True):
        form.person_id, form.residency_id = effect.person, effect.residency
        form.dwelling_id, form.unit_id = effect.dwelling, effect.unit
    return Made(
        lot,
        doors,
        ready(Form, [form for form, _ in forms], _LATE),
        ready(Entry, [entry_of(form, _NOT_YET) for form, _ in forms], _LATE),
        rows,
    )


def _forms(subdistrict: str, lot: StockLot, doors: Mapping[UUID, Door]) -> Iterator[tuple[Form, FormContent]]:
    version = version_on(subdistrict, lot.counted_on)
    for item in lot.items:
        if item.door not in doors:
            raise Http404
        kind = kind_of(item.content)
        content = item.content if item.is_tidy else tidied(kind, item.content, lot.counted_on)
        form = form_of(doors[item.door], kind, version, lot.counted_on, _NOT_YET)
        form.content = content.to_json()
        yield form, content


def doors_of(subdistrict: str, items: Iterable[Counted]) -> dict[UUID, Door]:
    return stock.doors_of(subdistrict, {item.door for item in items})


def _said_of(doors: Mapping[UUID, Door]) -> dict[UUID, list[dict[str, Any]]]:
    """What rows are made of: all columns of the door and of its stairway."""
    return {
        pk: [
            {name: one.__dict__[name] for name in one.__dict__.keys() - {"_state"}}
            for one in (door, door.building)
        ]
        for pk, door in doors.items()
    }


def kind_of(content: FormContent) -> FormKind:
    if content.residency is not None:
        return FormKind(Subject.PERSON.value, FormAction.REGISTER.value, content.residency.category)
    subject = Subject.DWELLING if content.dwelling is not None else Subject.UNIT
    return FormKind(subject.value, FormAction.REGISTER.value)


def form_of(door: Door, kind: FormKind, version: PolicyVersion, counted_on: date, at: datetime) -> Form:
    return fresh(
        Form,
        subdistrict_id=door.subdistrict_id,
        subject=kind.subject,
        action=kind.action,
        category=kind.category,
        team=filling_teams(kind.found, kind.action, version.policy)[0],
        door=door,
        committee=door.committee,
        beat=door.beat,
        state=State.ENTERED,
        stock_taking=True,
        learned_on=counted_on,
        policy=version,
        opened_at=at,
        collected_on=counted_on,
    )


def entry_of(form: Form, at: datetime, match: Match = Match.NEW) -> Entry:
    return fresh(
        Entry,
        subdistrict_id=form.subdistrict_id,
        form=form,
        committee=form.committee,
        entered_at=at,
        entered_on=clock.shanghai_day(at),
        match=match,
        changed=True,
    )


def _row(form: Form, content: FormContent) -> StockRow:
    counted_on = form.learned_on
    match content:
        case FormContent(person=PersonFacts() as person, residency=ResidencyFacts() as residency):
            return StockPerson(form.pk, form.door_id, counted_on, person, residency)
        case FormContent(dwelling=DwellingFacts() as dwelling):
            return StockDwelling(form.pk, form.door_id, counted_on, dwelling, content.leases)
        case FormContent(unit=UnitFacts() as unit):
            return StockUnit(form.pk, form.door_id, counted_on, unit, content.employments)
    raise ValueError("a person with a residency, a dwelling, or a unit")


def _records(form: Form, effect: Effect, at: datetime) -> tuple[Model, ...]:
    """The records as they were inserted; they hold keys and moments only."""
    here: dict[str, Any] = {"subdistrict_id": form.subdistrict_id}
    if effect.dwelling is not None:
        dwelling = fresh(Dwelling, id=effect.dwelling, door=form.door, **here)
        return dwelling, *(fresh(Lease, id=lease, dwelling=dwelling, **here) for lease in effect.leases)
    if effect.unit is not None:
        unit = fresh(Unit, id=effect.unit, created_at=at, **here)
        return unit, *(fresh(Employment, id=one, unit=unit, **here) for one in effect.employments)
    person = fresh(Person, id=effect.person, created_at=at, **here)
    return person, fresh(Residency, id=effect.residency, person_id=person.pk, door=form.door, **here)


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What a sheet says of the dwelling behind a door."""

    door: UUID
    facts: DwellingFacts


def take_facts(subdistrict: str, counted_on: date, rows: Sequence[DoorFacts]) -> list[Taken]:
    """Of the doors that have no dwelling in the register yet; the others change by forms only."""
    asked = {row.door for row in rows}
    known = set(
        Dwelling.objects.filter(subdistrict=subdistrict, door__in=asked).values_list("door", flat=True)
    )
    items = tuple(Counted(row.door, FormContent(dwelling=row.facts)) for row in rows if row.door not in known)
    return take(subdistrict, StockLot(counted_on, items)) if items else []
