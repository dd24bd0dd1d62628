"""Records an actor may read: fetched and checked in one call, and noted for the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.accounts.models import Role
from sanshi.identity.documents import DocumentType
from sanshi.identity.names import normalise_name
from sanshi.identity.numbers import normalise
from sanshi.journal.access import Reading, readers_of
from sanshi.journal.recording import in_committee, saw
from sanshi.register import labels
from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.door_history import DoorHistory, Verified, history_of, verified
from sanshi.register.history import current, facts_of, known_at, valid_on
from sanshi.register.holders import document_index, holder_of
from sanshi.register.housing import in_lane, people_at, standing
from sanshi.register.models import (
    Act,
    Dwelling,
    DwellingVersion,
    Kind,
    Person,
    PersonVersion,
    Residency,
    ResidencyVersion,
    UnitVersion,
)
from sanshi.register.residents import Resident, people_on, residents
from sanshi.shell.paging import Page, keyset
from sanshi.streets.models import SAME_STREET
from sanshi.territory.access import committees
from sanshi.territory.models import Committee, Door
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_DWELLINGS, READ_PERSONS, READ_UNITS, REVEAL, Actor, Reach, Verb, reach

# A search that would show more is too wide to be about one person.
FOUND_AT_MOST = 20
VERSIONS_A_PERSON = 3
SHORTEST_SEARCH = 2
READERS_SHOWN = 10
BY_STAIRWAY = (
    "door__building__sort_key",
    "door__building_id",
    "door__sort_key",
    "door_id",
    "household",
    "id",
)
DOORS_BY_STAIRWAY = ("building__sort_key", "building_id", "sort_key", "id")
UNITS_BY_STAIRWAY = ("door__building__sort_key", "door__building_id", "door__sort_key", "id")


# --- persons -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`name` is masked; `stay` is None where nothing is open within the reader's reach."""

    person: UUID
    name: str
    stay: ResidencyVersion | None


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[ResidencyVersion]
    rows: Sequence[PersonRow]
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    rows: Sequence[PersonRow]
    more: bool


@dataclass(frozen=True, slots=True)
class StayRow:
    """`place` is the address within the reach, else only the committee."""

    stay: ResidencyVersion
    place: str
    door: UUID | None
    holds: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PersonRecord:
    person: Person
    facts: PersonVersion | None
    stays: Sequence[StayRow]
    acts: Sequence[Act]
    readers: Sequence[Reading]


def persons(actor: Actor, committee: UUID | None, category: str, after: str) -> Listed:
    """Who lives here today, stairway by stairway."""
    found = ResidencyVersion.objects.filter(
        within(reach(actor, READ_PERSONS)), current(), valid_on(clock.today())
    )
    if committee:
        found = found.filter(committee=committee)
    if category:
        found = found.filter(category=category)
    page = keyset(found.select_related("door__building", "committee"), BY_STAIRWAY, after)
    return Listed(page, _rows(actor, [(stay.person_id, stay) for stay in page.rows]), found.count())


def search(actor: Actor, text: str) -> Found:
    """By the whole name or the beginning of it, or by a whole document number, within the reach."""
    mine = reach(actor, READ_PERSONS)
    versions = PersonVersion.objects.filter(_matching(text), current(), subdistrict=actor.subdistrict)
    reached = _persons_within(mine, "person", versions)
    keys = reached.order_by("name", "person_id").values_list("person_id", flat=True)
    # Several versions may name one person; a few more rows than shown tell whether there are more persons.
    found = list(dict.fromkeys(keys[: FOUND_AT_MOST * VERSIONS_A_PERSON]))
    shown = _last_stays(mine, found[:FOUND_AT_MOST])
    return Found(_rows(actor, shown.items()), len(found) > FOUND_AT_MOST)


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
    saw(PersonVersion, rows=[facts] if facts else [])
    saw("register.person", [pk], fields=[*labels.PERSON, "residency"])
    saw("register.residency", {row.stay.residency_id for row in stays}, fields=labels.RESIDENCY)
    return PersonRecord(
        someone,
        facts,
        stays,
        _acts(
            actor.subdistrict, {Kind.PERSON: {pk}, Kind.RESIDENCY: {row.stay.residency_id for row in stays}}
        ),
        readers_of("register.person", pk, actor.subdistrict, size=READERS_SHOWN),
    )


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


def _persons_within(mine: Reach, key: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows that name a person in the column `key` those whose person has or had a residency in reach."""
    rows = rows.filter(subdistrict=mine.subdistrict)
    if mine.street:
        return rows
    stays = Residency.objects.filter(SAME_STREET, person=OuterRef(key), door__committee__in=mine.committees)
    return rows.filter(Exists(stays))


def is_number(text: str) -> bool:
    """Whether it is looked for as a document number; else as a name."""
    return any(sign.isdigit() for sign in normalise(text))


def _matching(text: str) -> Q:
    if is_number(text):
        number = normalise(text)
        return Q(document_index__in={document_index(kind, number) for kind in DocumentType.values})
    name = normalise_name(text)
    # A range, not LIKE: it uses the index on every database.
    return Q(name__gte=name, name__lt=name + "\U0010ffff") if len(name) >= SHORTEST_SEARCH else Q(pk__in=[])


def _last_stays(mine: Reach, persons: Sequence[UUID]) -> dict[UUID, ResidencyVersion | None]:
    rows = ResidencyVersion.objects.filter(within(mine), current(), person__in=persons)
    found: dict[UUID, ResidencyVersion | None] = dict.fromkeys(persons)
    for row in rows.select_related("door", "committee").order_by("valid_from", "id"):
        found[row.person_id] = row
    return found


def _rows(actor: Actor, stays: Iterable[tuple[UUID, ResidencyVersion | None]]) -> list[PersonRow]:
    listed = list(stays)
    people = people_on(actor.subdistrict, {pk for pk, _ in listed}, clock.today(), clock.now())
    saw("register.person", [pk for pk, _ in listed], fields=("name", "category"))
    return [PersonRow(pk, mask_name(people[pk].name), stay) for pk, stay in listed if pk in people]


def _stays(actor: Actor, person: UUID, as_of: AsOf) -> list[StayRow]:
    rows = ResidencyVersion.objects.filter(
        known_at(as_of.known), subdistrict=actor.subdistrict, person=person
    ).select_related("door", "committee")
    mine = reach(actor, READ_PERSONS)
    return [_stay(row, mine, as_of) for row in rows.order_by("-valid_from", "-id")]


def _stay(row: ResidencyVersion, mine: Reach, as_of: AsOf) -> StayRow:
    near = mine.street or row.committee_id in mine.committees
    holds = row.valid_from <= as_of.on and (row.valid_to is None or as_of.on < row.valid_to)
    place = row.door.address if near else row.committee.name
    return StayRow(row, place, row.door_id if near else None, holds, near and row.valid_to is None)


# --- dwellings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DoorRow:
    door: Door
    dwelling: DwellingVersion | None
    people: int


@dataclass(frozen=True, slots=True)
class DoorsListed:
    page: Page[Door]
    rows: Sequence[DoorRow]
    total: int


@dataclass(frozen=True, slots=True)
class DwellingRecord:
    """`people` is None for a reader who may not read persons."""

    door: Door
    facts: DwellingVersion | None
    people: Sequence[Resident] | None
    units: Sequence[UnitVersion]
    # None before anyone collected the dwelling.
    verified: Verified | None
    history: DoorHistory
    acts: Sequence[Act]
    readers: Sequence[Reading]


def committees_read(actor: Actor, verb: Verb) -> QuerySet[Committee]:
    return committees(reach(actor, verb))


def doors(actor: Actor, committee: UUID, lane: str, after: str) -> DoorsListed:
    """Of a committee, or of one of its lanes, those that are there."""
    found = Door.objects.filter(within(reach(actor, READ_DWELLINGS)), standing(clock.today()))
    found = found.filter(committee=committee)
    if lane:
        found = found.filter(in_lane(lane, "building"))
    page = keyset(found.select_related("building"), DOORS_BY_STAIRWAY, after)
    return DoorsListed(page, _door_rows(actor, page.rows), found.count())


def door(actor: Actor, pk: UUID, verb: Verb = READ_DWELLINGS) -> Door:
    rows = Door.objects.filter(within(reach(actor, verb)), pk=pk).select_related(
        "committee", "building__committee"
    )
    found = rows.first()
    if found is None:
        raise Http404
    in_committee(found.committee_id)
    return found


def dwelling(actor: Actor, pk: UUID, as_of: AsOf) -> DwellingRecord:
    """By its door: a door may be there before anyone collected its dwelling."""
    place = door(actor, pk)
    here = {"subdistrict": actor.subdistrict, "door": place}
    said = DwellingVersion.objects.filter(known_at(as_of.known), valid_on(as_of.on), **here)
    facts = said.select_related("dwelling").first()
    if facts:
        saw("register.dwelling", [facts.dwelling_id], fields=labels.DWELLING)
        saw(DwellingVersion, rows=[facts])
    units = _units_here(actor, place, as_of) if actor.may(READ_UNITS) else []
    return DwellingRecord(
        place,
        facts,
        residents_noted(actor, pk, as_of) if actor.may(READ_PERSONS) else None,
        units,
        verified(facts.dwelling) if facts else None,
        history_of(place, as_of),
        _acts_at(actor, place, as_of),
        readers_of("register.dwelling", facts.dwelling_id, actor.subdistrict, size=READERS_SHOWN)
        if facts
        else [],
    )


def _acts_at(actor: Actor, place: Door, as_of: AsOf) -> list[Act]:
    """What forms did at a door, to the dwelling and to who lives and works there, as known at a moment."""
    here = {"subdistrict": actor.subdistrict, "door": place}
    records: dict[Kind, set[UUID]] = {
        Kind.DWELLING: set(Dwelling.objects.filter(**here).values_list("pk", flat=True))
    }
    if actor.may(READ_PERSONS):
        records[Kind.RESIDENCY] = set(Residency.objects.filter(**here).values_list("pk", flat=True))
    if actor.may(READ_UNITS):
        records[Kind.UNIT] = set(UnitVersion.objects.filter(**here).values_list("unit", flat=True))
    return [act for act in _acts(actor.subdistrict, records) if act.at <= as_of.known]


def _door_rows(actor: Actor, places: Sequence[Door]) -> list[DoorRow]:
    keys = [place.pk for place in places]
    said = Q(current(), valid_on(clock.today()), subdistrict=actor.subdistrict, door__in=keys)
    dwellings = {row.door_id: row for row in DwellingVersion.objects.filter(said)}
    people = people_at(said)
    saw("register.dwelling", [row.dwelling_id for row in dwellings.values()], fields=("use", "occupancy"))
    return [DoorRow(place, dwellings.get(place.pk), people.get(place.pk, 0)) for place in places]


# --- units -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitsListed:
    page: Page[UnitVersion]
    total: int


@dataclass(frozen=True, slots=True)
class UnitRecord:
    facts: UnitVersion
    shows_contact: bool
    shows_key_trade: bool
    acts: Sequence[Act]
    readers: Sequence[Reading]


def units(actor: Actor, committee: UUID | None, kind: str, status: str, after: str) -> UnitsListed:
    found = UnitVersion.objects.filter(within(reach(actor, READ_UNITS)), current(), valid_on(clock.today()))
    asked = {"committee": committee, "kind": kind, "status": status}
    found = found.filter(**{name: value for name, value in asked.items() if value})
    page = keyset(found.select_related("door__building", "committee"), UNITS_BY_STAIRWAY, after)
    saw("register.unit", [row.unit_id for row in page.rows], fields=("name", "kind", "status"))
    return UnitsListed(page, found.count())


def unit(actor: Actor, pk: UUID, as_of: AsOf) -> UnitRecord:
    rows = UnitVersion.objects.filter(
        within(reach(actor, READ_UNITS)), known_at(as_of.known), unit=pk
    ).select_related("door", "committee")
    said = list(rows.order_by("valid_from"))
    if not said:
        raise Http404
    # Before its first day a unit is shown as it began.
    facts = [row for row in said if row.valid_from <= as_of.on][-1:] or said[:1]
    shown = UnitRecord(
        facts[0],
        reads_contacts(actor),
        actor.has_role(Role.OFFICER),
        _acts(actor.subdistrict, {Kind.UNIT: {pk}}),
        readers_of("register.unit", pk, actor.subdistrict, size=READERS_SHOWN),
    )
    in_committee(facts[0].committee_id)
    saw("register.unit", [pk], fields=_fields_shown(shown))
    saw(UnitVersion, rows=facts)
    return shown


def reads_contacts(actor: Actor) -> bool:
    """A section reads what units there are, not whom to call (plan 5.0: by purpose)."""
    return actor.is_house or any(post.role != Role.SECTION for post in actor.posts_for(READ_UNITS))


def _fields_shown(record: UnitRecord) -> list[str]:
    hidden = set() if record.shows_contact else {"contact_name", "contact_phone"}
    hidden |= set() if record.shows_key_trade else {"key_trade"}
    return [name for name in labels.UNIT if name not in hidden]


def _units_here(actor: Actor, place: Door, as_of: AsOf) -> list[UnitVersion]:
    rows = UnitVersion.objects.filter(
        known_at(as_of.known), valid_on(as_of.on), subdistrict=actor.subdistrict, door=place
    )
    found = list(rows.order_by("name", "id"))
    saw("register.unit", [row.unit_id for row in found], fields=("name", "kind", "status"))
    return found


def _acts(subdistrict: str, records: dict[Kind, set[UUID]]) -> list[Act]:
    """What forms did to these records, the latest first."""
    named = Q(pk__in=[])
    for kind, ids in records.items():
        named |= Q(kind=kind, record__in=ids)
    return list(Act.objects.filter(named, subdistrict=subdistrict).order_by("-at", "-id"))
