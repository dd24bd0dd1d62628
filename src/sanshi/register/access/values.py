"""Every value a record has had, with the form it came from, and what forms did to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise

from sanshi.accounts.access import within
from sanshi.accounts.models import Role
from sanshi.journal.recording import in_committee, saw
from sanshi.register import labels
from sanshi.register.access.dwellings import door as readable_door
from sanshi.register.access.merging import taken_in
from sanshi.register.access.persons import names_within
from sanshi.register.access.persons import person as readable_person
from sanshi.register.access.reading import acts_of
from sanshi.register.access.units import reads_contacts
from sanshi.register.as_of import AsOf
from sanshi.register.history import DWELLINGS, LEASES, PERSONS, RESIDENCIES, UNITS, Track, facts_of
from sanshi.register.models import (
    Act,
    Dwelling,
    Kind,
    Lease,
    Residency,
    ResidencyVersion,
    UnitVersion,
    Version,
    Work,
)
from sanshi.register.places import where_each
from sanshi.register.succession import WHOLE, Known, Value, as_known, succession
from sanshi.vault.masking import mask_name
from sanshi.verbs import READ_PERSONS, READ_UNITS, Actor, reach

# Of people who are in the record of something else: their names are masked.
NAMES_OF_OTHERS = frozenset({"contact_name", "lessor_name"})
ADDRESS = {"address": labels.ADDRESS}


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words, numbers masked. `holds`: it stands, on the day the page is turned to."""

    words: str
    value: Value
    holds: bool


@dataclass(frozen=True, slots=True)
class FieldTold:
    """`said`: the latest first."""

    field: str
    label: Promise
    said: Sequence[Said]

    @property
    def is_whole(self) -> bool:
        """About the whole record: it has no days of its own."""
        return self.field in WHOLE


@dataclass(frozen=True, slots=True)
class RecordTold:
    """`place`: where, of a record that is at a place of its own."""

    kind: Kind
    record: UUID
    place: str
    fields: Sequence[FieldTold]


@dataclass(frozen=True, slots=True)
class Told:
    """`elsewhere`: how many residencies lie outside the reader's reach and are not told."""

    records: Sequence[RecordTold]
    acts: Sequence[Act]
    elsewhere: int = 0

    @property
    def forms(self) -> set[UUID]:
        """By which anything here was said or taken away."""
        values = [one.value for record in self.records for field in record.fields for one in field.said]
        named = {value.form for value in values} | {value.superseded_by for value in values}
        return {form for form in (*named, *(act.form for act in self.acts)) if form}


def person_values(actor: Actor, pk: UUID, as_of: AsOf) -> Told:
    """Of the person, and of the residencies within the reach."""
    readable_person(actor, pk)
    mine = reach(actor, READ_PERSONS)
    ids = ResidencyVersion.objects.filter(subdistrict=actor.subdistrict, person=pk).values("residency")
    homes = list(
        Residency.objects.filter(subdistrict=actor.subdistrict, pk__in=ids)
        .select_related("door")
        .order_by("-id")
    )
    near = {one.pk: one for one in homes if mine.street or one.door.committee_id in mine.committees}
    saw("register.person", [pk], fields=labels.PERSON)
    saw("register.residency", near, fields=[*labels.RESIDENCY, *labels.END])
    lives = _Lives(actor, as_of)
    lives.add(PERSONS, {pk: ""}, labels.PERSON)
    places = {key: home.door.address for key, home in near.items()}
    lives.add(RESIDENCIES, places, {**labels.RESIDENCY, **labels.END})
    both = {pk, *taken_in(actor.subdistrict, pk, Kind.PERSON)}
    return lives.told({Kind.PERSON: both, Kind.RESIDENCY: set(near)}, len(homes) - len(near))


def dwelling_values(actor: Actor, pk: UUID, as_of: AsOf) -> Told:
    """Of a door's dwelling and its leases; with what forms did there to who lives and works there."""
    place = readable_door(actor, pk)
    here = {"subdistrict": actor.subdistrict, "door": place}
    dwellings = set(Dwelling.objects.filter(**here).values_list("pk", flat=True))
    leases = Lease.objects.filter(subdistrict=actor.subdistrict, dwelling__in=dwellings)
    known = set(leases.values_list("pk", flat=True))
    saw("register.dwelling", dwellings, fields=labels.DWELLING)
    saw("register.lease", known, fields=labels.LEASE)
    lives = _Lives(actor, as_of)
    lives.add(DWELLINGS, dict.fromkeys(dwellings, ""), labels.DWELLING)
    lives.add(LEASES, dict.fromkeys(sorted(known, reverse=True), ""), labels.LEASE)
    records: dict[Kind, set[UUID]] = {Kind.DWELLING: dwellings, Kind.LEASE: known}
    if actor.may(READ_PERSONS):
        records[Kind.RESIDENCY] = set(Residency.objects.filter(**here).values_list("pk", flat=True))
        saw("register.residency", records[Kind.RESIDENCY])
    if actor.may(READ_UNITS):
        records[Kind.UNIT] = set(UnitVersion.objects.filter(**here).values_list("unit", flat=True))
        saw("register.unit", records[Kind.UNIT])
    return lives.told(records)


def unit_values(actor: Actor, pk: UUID, as_of: AsOf) -> Told:
    reached = UnitVersion.objects.filter(within(reach(actor, READ_UNITS)), unit=pk).order_by("-recorded_at")
    version = reached.select_related("unit").first()
    if version is None:
        raise Http404
    in_committee(version.committee_id)
    asked = {**labels.UNIT, **ADDRESS}
    hidden = set() if reads_contacts(actor) else {"contact_name", "contact_phone"}
    hidden |= set() if actor.has_role(Role.OFFICER) else {"key_trade"}
    shown = {name: label for name, label in asked.items() if name not in hidden}
    saw("register.unit", [pk], fields=shown)
    lives = _Lives(actor, as_of)
    lives.add(UNITS, {pk: ""}, shown, masked=frozenset())
    return lives.told({Kind.UNIT: {pk, *taken_in(actor.subdistrict, pk, Kind.UNIT)}})


class _Lives:
    """What is told of several records, their versions read by one query a kind."""

    def __init__(self, actor: Actor, as_of: AsOf) -> None:
        self.actor, self.as_of = actor, as_of
        self._found: list[tuple[Kind, UUID, str, Mapping[str, Promise], dict[str, list[Value]]]] = []
        self._masked: dict[Kind, frozenset[str]] = {}
        # Committees of the street by their codes.
        self._where: dict[str, str] = {}

    def add(
        self,
        track: Track,
        places: Mapping[UUID, str],
        asked: Mapping[str, Promise],
        masked: frozenset[str] = NAMES_OF_OTHERS,
    ) -> None:
        """`places`: the records in their order, each with its address where it is told."""
        self._masked[track.kind] = masked
        rows: dict[UUID, list[Known]] = {}
        versions = track.of(self.actor.subdistrict, places).select_related(*_places(track))
        for row in versions if places else ():
            rows.setdefault(getattr(row, f"{track.kind.value}_id"), []).append(_known(row))
        for record, place in places.items():
            seen = as_known(rows.get(record, ()), self.as_of.known)
            if values := succession(seen, asked):
                self._found.append((track.kind, record, place, asked, values))

    def told(self, records: Mapping[Kind, set[UUID]], elsewhere: int = 0) -> Told:
        people = names_within(self.actor, self._people(), self.as_of)
        self._where = where_each(self.actor.subdistrict, self._moved_to())
        acts = acts_of(self.actor.subdistrict, dict(records))
        took_in = {act.form for act in acts if act.work == Work.TOOK_IN}
        return Told(
            [
                RecordTold(kind, record, place, self._fields(kind, asked, values, people))
                for kind, record, place, asked, values in self._found
            ],
            [act for act in acts if act.at <= self.as_of.known and not _is_told(act, took_in)],
            elsewhere,
        )

    def _people(self) -> set[UUID]:
        named: set[UUID] = set()
        for *_, values in self._found:
            named |= {one.value for one in values.get("guardian", ()) if one.value}
            named |= {UUID(who) for one in values.get("tenants", ()) for who in one.value or ()}
        return named

    def _moved_to(self) -> set[str]:
        return {one.value or "" for *_, values in self._found for one in values.get("moved_to", ())}

    def _fields(
        self,
        kind: Kind,
        asked: Mapping[str, Promise],
        values: Mapping[str, Sequence[Value]],
        people: Mapping[str, str],
    ) -> list[FieldTold]:
        masked = self._masked[kind]
        return [
            FieldTold(name, label, [self._said(name, one, people, masked) for one in values[name]])
            for name, label in asked.items()
            if name in values
        ]

    def _said(self, name: str, value: Value, people: Mapping[str, str], masked: Iterable[str]) -> Said:
        told = self._where.get(value.value, value.value) if name == "moved_to" else value.value
        words = labels.said(name, told, people)
        holds = value.stands if name in WHOLE else value.holds_on(self.as_of.on)
        return Said(mask_name(words) if name in masked and words else words, value, holds)


def _is_told(act: Act, took_in: set[UUID]) -> bool:
    """That one became part of the other is told by the record that took it in."""
    return act.work == Work.MERGED and act.form in took_in


def _places(track: Track) -> list[str]:
    return [name for name in track.keys if name == "door"]


def _known(row: Version) -> Known:
    facts: dict[str, Any] = facts_of(row)
    if isinstance(row, UnitVersion):
        facts["address"] = row.door.address
    return Known(
        row.valid_from,
        row.valid_to,
        row.recorded_at,
        row.superseded_at,
        row.form,
        row.superseding_form,
        facts,
    )
