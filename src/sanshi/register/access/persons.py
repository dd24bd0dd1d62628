"""Persons an actor may read: fetched and checked in one call, and noted for the journal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.journal.recording import saw
from sanshi.register import labels
from sanshi.register.access.readers import Readers, latest_readers
from sanshi.register.access.reading import is_employed_since
from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.history import facts_of, known_at
from sanshi.register.holders import document_index, holder_of
from sanshi.register.models import (
    Person,
    PersonVersion,
    ResidencyVersion,
)
from sanshi.register.residents import Resident, people_on, residents
from sanshi.streets.models import SAME_STREET
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_PERSONS, REVEAL, Actor, Reach, Verb, reach

BY_STAIRWAY = (
    "door__building__sort_key",
    "door__building_id",
    "door__sort_key",
    "door_id",
    "household",
    "id",
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`name` is masked; `stay` is None where nothing is open within the reader's reach."""

    person: UUID
    name: str
    stay: ResidencyVersion | None


@dataclass(frozen=True, slots=True)
class StayRow:
    """One residency. `stay`: what it was on the day, else what it was last.

    `place` is the address within the reach, else only the committee, and nothing more is told then.
    """

    stay: ResidencyVersion
    place: str
    door: UUID | None
    since: date
    until: date | None
    holds: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """`begins`: nothing is known of the day that was asked for; it lies before this first one."""

    person: Person
    facts: PersonVersion | None
    stays: Sequence[StayRow]
    readers: Readers
    begins: date | None = None


def person(actor: Actor, pk: UUID, verb: Verb = READ_PERSONS) -> Person:
    """Whoever has or had a residency within the reach; Http404 else."""
    someone: Person | None = _persons_within(reach(actor, verb), "pk", Person.objects.filter(pk=pk)).first()
    if someone is None:
        raise Http404
    return someone


def person_record(actor: Actor, pk: UUID, as_of: AsOf) -> PersonRecord:
    someone = person(actor, pk)
    facts = people_on(actor.subdistrict, [pk], as_of.on, as_of.known).get(pk)
    stays = _stays(actor, pk, as_of)
    begins = _begins(facts, stays, as_of.on)
    if begins and not is_employed_since(actor.subdistrict, as_of, person=pk):
        saw("register.person", [pk])
        return PersonRecord(someone, None, [], latest_readers(actor, "register.person", pk), begins)
    saw(PersonVersion, rows=[facts] if facts else [])
    saw("register.person", [pk], fields=[*labels.PERSON, "residency"])
    saw("register.residency", [row.stay.residency_id for row in stays if row.door], fields=labels.RESIDENCY)
    far = [row.stay.residency_id for row in stays if not row.door]
    saw("register.residency", far, fields=("committee", "started_on", "ended_on"))
    return PersonRecord(someone, facts, stays, latest_readers(actor, "register.person", pk))


def find_by_document(subdistrict: str, document_type: str, number: str) -> UUID | None:
    """The person of this street who holds a normalised number; noted by the caller."""
    holder = holder_of(document_index(document_type, number))
    return holder.person if holder and holder.subdistrict_id == subdistrict else None


def number_to_reveal(actor: Actor, pk: UUID, field: str) -> str:
    """One sealed field of one person as known now. Http404 when there is none."""
    someone = person(actor, pk, REVEAL)
    facts = people_on(actor.subdistrict, [someone.pk], clock.today(), clock.now()).get(pk)
    value = facts_of(facts).get(field) if facts else None
    if not value:
        raise Http404
    return str(value)


def residents_noted(actor: Actor, door: UUID, as_of: AsOf) -> list[Resident]:
    found = residents(actor.subdistrict, door, as_of.on, as_of.known)
    saw("register.person", [one.person.person_id for one in found], fields=("name",))
    saw("register.residency", [one.residency.residency_id for one in found], fields=("category", "tenure"))
    return found


def names_within(actor: Actor, persons: Collection[UUID], as_of: AsOf) -> dict[str, str]:
    """Masked names by id, of those the actor may read; noted."""
    if not persons or not actor.may(READ_PERSONS):
        return {}
    asked = Person.objects.filter(pk__in=persons)
    reached = set(_persons_within(reach(actor, READ_PERSONS), "pk", asked).values_list("pk", flat=True))
    people = people_on(actor.subdistrict, reached, as_of.on, as_of.known)
    saw("register.person", people, fields=("name",))
    return {str(pk): mask_name(version.name) for pk, version in people.items()}


def _persons_within(mine: Reach, key: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows that name a person in the column `key` those whose person has or had a residency in reach."""
    rows = rows.filter(subdistrict=mine.subdistrict)
    if mine.street:
        return rows
    return rows.filter(lived_within(mine, key))


def lived_within(mine: Reach, key: str) -> Exists:
    """Whether the person in the column `key` is or was ever said to live within; merged records too."""
    stays = ResidencyVersion.objects.filter(
        SAME_STREET, person=OuterRef(key), door__committee__in=mine.committees
    )
    return Exists(stays)


def rows_of(actor: Actor, stays: Iterable[tuple[UUID, ResidencyVersion | None]]) -> list[PersonRow]:
    listed = list(stays)
    people = people_on(actor.subdistrict, {pk for pk, _ in listed}, clock.today(), clock.now())
    saw("register.person", [pk for pk, _ in listed], fields=("name", "category"))
    return [PersonRow(pk, mask_name(people[pk].name), stay) for pk, stay in listed if pk in people]


def _stays(actor: Actor, person: UUID, as_of: AsOf) -> list[StayRow]:
    rows = ResidencyVersion.objects.filter(
        known_at(as_of.known), subdistrict=actor.subdistrict, person=person
    ).select_related("door", "committee")
    mine = reach(actor, READ_PERSONS)
    lives: dict[UUID, list[ResidencyVersion]] = {}
    for row in rows.order_by("valid_from", "id"):
        lives.setdefault(row.residency_id, []).append(row)
    found = [_stay(versions, mine, as_of.on) for versions in lives.values()]
    return sorted(found, key=lambda row: (row.since, row.stay.residency_id), reverse=True)


def _begins(facts: PersonVersion | None, stays: Sequence[StayRow], on: date) -> date | None:
    """The record's first day, of a day before it. A back-dated arrival may come before the first facts."""
    first = min([row.since for row in stays] + ([facts.valid_from] if facts else []), default=on)
    return first if on < first else None


def _stay(versions: Sequence[ResidencyVersion], mine: Reach, on: date) -> StayRow:
    row = next((one for one in versions if _holds(one, on)), versions[-1])
    near = mine.street or row.committee_id in mine.committees
    until = versions[-1].valid_to
    return StayRow(
        row,
        row.door.address if near else row.committee.name,
        row.door_id if near else None,
        versions[0].valid_from,
        until,
        _holds(row, on),
        near and until is None,
    )


def _holds(row: ResidencyVersion, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
