"""What the register holds now about the subject of a form: to fill it in beforehand, to check its days."""

from collections.abc import Collection, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Min, QuerySet

from sanshi.collection.content import FormContent
from sanshi.collection.models import Form, Subject
from sanshi.journal.recording import saw
from sanshi.register.access.merging import merged_into
from sanshi.register.facts import DwellingFacts, Facts, LeaseFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.history import current, facts_of
from sanshi.register.models import (
    DwellingVersion,
    Kind,
    LeaseVersion,
    PersonVersion,
    ResidencyVersion,
    UnitStatus,
    UnitVersion,
    Version,
)
from sanshi.register.places import where_to
from sanshi.territory.models import Door
from sanshi.vault.masking import mask_name

F = TypeVar("F", bound=Facts)
V = TypeVar("V", bound=Version)

# A new form has its own: the notice is read out each time.
_ASKED_ANEW = {"notice_version": "", "notified_on": None}


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an open residency at a door."""

    residency: UUID
    person: UUID
    name: str
    category: str
    household: int = 1
    relation: str = ""
    birth_date: date | None = None

    @property
    def masked(self) -> str:
        return mask_name(self.name)


@dataclass(frozen=True, slots=True)
class Residence:
    residency: UUID
    door: UUID
    person_id: UUID
    person: PersonFacts
    stay: ResidencyFacts
    since: date


@dataclass(frozen=True, slots=True)
class Place:
    """A dwelling or a unit as registered. `record`: its id."""

    record: UUID
    door: UUID
    facts: DwellingFacts | UnitFacts
    since: date

    @property
    def name(self) -> str:
        """Of a unit; a dwelling has none."""
        return self.facts.name if isinstance(self.facts, UnitFacts) else ""


def _open(versions: type[V], subdistrict: str) -> QuerySet[V]:
    return versions.objects.filter(current(), subdistrict=subdistrict, valid_to__isnull=True)


def residents(subdistrict: str, door: UUID) -> Sequence[Resident]:
    stays = list(_open(ResidencyVersion, subdistrict).filter(door=door).order_by("valid_from", "id"))
    persons = _open(PersonVersion, subdistrict).filter(person__in=[stay.person_id for stay in stays])
    known = {row.person_id: row for row in persons.only("person_id", "name", "birth_date", "valid_from")}
    lived = [stay for stay in stays if stay.person_id in known]
    saw("register.person", [stay.person_id for stay in lived], fields=("name",))
    return [_resident(stay, known[stay.person_id]) for stay in lived]


def _resident(stay: ResidencyVersion, who: PersonVersion) -> Resident:
    return Resident(
        stay.residency_id,
        stay.person_id,
        who.name,
        stay.category,
        stay.household,
        stay.relation_to_head,
        who.birth_date,
    )


def residence(subdistrict: str, residency: UUID) -> Residence | None:
    """The open residency with its person; None when there is none (left, or never here)."""
    stay = _open(ResidencyVersion, subdistrict).filter(residency=residency).first()
    if stay is None:
        return None
    person = _open(PersonVersion, subdistrict).filter(person=stay.person_id).first()
    if person is None:
        return None
    since = _since(ResidencyVersion.objects.filter(subdistrict=subdistrict, residency=residency))
    saw(PersonVersion, rows=[person])
    saw("register.person", [stay.person_id], fields=PersonFacts.names())
    return Residence(
        stay.residency_id,
        stay.door_id,
        stay.person_id,
        _facts(PersonFacts, person, _ASKED_ANEW),
        _facts(ResidencyFacts, stay, {"started_on": since}),
        since,
    )


def lives_at(subdistrict: str, person: UUID, door: UUID) -> bool:
    return _open(ResidencyVersion, subdistrict).filter(person=person, door=door).exists()


def carried_over(stay: ResidencyFacts, category: str) -> ResidencyFacts:
    """What stays true of who moves within the street; the lodging itself is another."""
    kept: dict[str, Any] = {"tenure": stay.tenure, "registered_region": stay.registered_region}
    if stay.category == category:
        kept |= {name: getattr(stay, name) for name in _OF_WHO_MOVES}
    return ResidencyFacts(category=category, **kept)


_OF_WHO_MOVES = (
    *("separation", "stay_reason", "permit_status", "permit_valid_to"),
    *("nationality", "latin_surname", "latin_given", "stay_until"),
)


def dwelling(subdistrict: str, record: UUID) -> Place | None:
    found = _open(DwellingVersion, subdistrict).filter(dwelling=record).first()
    return _place(found, record, DwellingFacts)


def dwelling_at(subdistrict: str, door: UUID) -> Place | None:
    found = _open(DwellingVersion, subdistrict).filter(door=door).first()
    return _place(found, found.dwelling_id, DwellingFacts) if found else None


def leases_at(subdistrict: str, door: UUID) -> tuple[LeaseFacts, ...]:
    """Those that run, the oldest first."""
    rows = list(_open(LeaseVersion, subdistrict).filter(door=door).order_by("valid_from", "lease_id"))
    began = dict(
        LeaseVersion.objects.filter(current(), subdistrict=subdistrict, door=door)
        .order_by()
        .values_list("lease_id")
        .annotate(began=Min("valid_from"))
    )
    saw(LeaseVersion, rows=rows)
    return tuple(
        _facts(
            LeaseFacts,
            row,
            {"record": str(row.lease_id), "started_on": began[row.lease_id], "tenants": tuple(row.tenants)},
        )
        for row in rows
    )


def names_of(subdistrict: str, people: Collection[str]) -> dict[str, str]:
    """Of persons a form names by their ids; one the register does not know has none."""
    if not people:
        return {}
    known = [UUID(one) for one in people]
    rows = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=known)
    names = dict(rows.order_by("valid_from", "id").values_list("person_id", "name"))
    saw("register.person", names, fields=("name",))
    return {str(person): name for person, name in names.items()}


def people_of(form: Form, content: FormContent) -> dict[str, str]:
    """Names of what a form names by a key: tenants of its leases, a guardian, a committee moved to."""
    named = {one for lease in content.leases for one in lease.tenants}
    if content.person and content.person.guardian:
        named.add(str(content.person.guardian))
    named |= {line.person for line in content.employments if line.person}
    names = names_of(form.subdistrict_id, named) | addresses_of(form.subdistrict_id, content)
    if content.end and (code := content.end.moved_committee):
        names[code] = where_to(form.subdistrict_id, code)
    return names


def addresses_of(subdistrict: str, content: FormContent) -> dict[str, str]:
    """Of the doors that a unit's form names: where its staff live, and where the unit was."""
    named = {line.residence_door for line in content.employments if line.residence_door}
    named |= {content.moved_from} if content.moved_from else set()
    if not named:
        return {}
    rows = Door.objects.filter(subdistrict=subdistrict, pk__in=[UUID(one) for one in named])
    return {str(pk): address for pk, address in rows.values_list("pk", "address")}


def moved_from(form: Form, content: FormContent) -> str:
    """Where somebody or something lived or stood before it moved to the form's door."""
    return (
        addresses_of(form.subdistrict_id, content).get(content.moved_from, "") if content.moved_from else ""
    )


def tenants_to_name(form: Form, content: FormContent) -> list[tuple[str, str]]:
    """Of a dwelling's form: who lives there by the register, and whom its leases name already."""
    if form.subject != Subject.DWELLING:
        return []
    here = {str(one.person): one.name for one in residents(form.subdistrict_id, form.door_id)}
    return list({**here, **people_of(form, content)}.items())


def unit(subdistrict: str, record: UUID) -> Place | None:
    """Of one that is a part of another by now, that other one."""
    found = _open(UnitVersion, subdistrict).filter(unit=record).first()
    kept = None if found else merged_into(subdistrict, record, Kind.UNIT)
    return unit(subdistrict, kept) if kept else _place(found, record, UnitFacts)


def unit_of(form: Form) -> UUID | None:
    """The unit that a form names; of one that became a part of another since, that other one."""
    if form.unit_id is None:
        return None
    return merged_into(form.subdistrict_id, form.unit_id, Kind.UNIT) or form.unit_id


def units_at(subdistrict: str, door: UUID) -> Sequence[Place]:
    """At work; whoever is closed is registered anew."""
    found = _open(UnitVersion, subdistrict).filter(door=door).order_by("name", "id")
    found = found.exclude(status=UnitStatus.CLOSED)
    return [place for row in found if (place := _place(row, row.unit_id, UnitFacts))]


def since_of(form: Form) -> Any:
    """The day from which the register knows what the form is about; None for a registration."""
    street = form.subdistrict_id
    if form.residency_id:
        return _since(ResidencyVersion.objects.filter(subdistrict=street, residency=form.residency_id))
    if form.unit_id:
        return _since(UnitVersion.objects.filter(subdistrict=street, unit=unit_of(form)))
    if form.dwelling_id:
        return _since(DwellingVersion.objects.filter(subdistrict=street, dwelling=form.dwelling_id))
    return None


def _place(row: Version | None, record: UUID, kind: type[DwellingFacts] | type[UnitFacts]) -> Place | None:
    if row is None:
        return None
    saw(type(row), rows=[row])
    standing: Any = row
    return Place(record, standing.door_id, _facts(kind, row), row.valid_from)


def _since(versions: Any) -> Any:
    """The first day of all that stands; None when nothing does."""
    return versions.filter(current()).aggregate(since=Min("valid_from"))["since"]


def _facts(kind: type[F], row: Version, also: dict[str, Any] | None = None) -> F:
    """A sealed column without a value is None; facts say an empty text."""
    held = {**facts_of(row), **(also or {})}
    empty = {one.name for one in fields(kind) if one.default in ("", MISSING)}
    return kind(
        **{
            name: "" if held[name] is None and name in empty else held[name]
            for name in kind.names()
            if name in held
        }
    )
