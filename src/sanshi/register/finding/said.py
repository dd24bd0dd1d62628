"""What current versions say of persons, in a few statements however many there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from sanshi.register.finding.keys import Place, Said, place_at
from sanshi.register.history import current
from sanshi.register.models import PersonVersion, ResidencyVersion
from sanshi.streets.prepared import Among, Given, Look
from sanshi.vault.sealing import Place as SealedPlace
from sanshi.vault.sealing import unseal

_TABLE = PersonVersion._meta.db_table
_PARTS = ("road", "estate", "lane", "sublane", "number", "block", "entrance")

_said = Look(
    lambda: (
        PersonVersion.objects.filter(
            current(), subdistrict=Given("street"), person_id__in=Among("persons", UUIDField())
        )
        .order_by("valid_from")
        .values_list(
            "person_id", "id", "name", "document_type", "document_number", "sex", "birth_date", "phone"
        )
    )
)
_homes = Look(
    lambda: (
        ResidencyVersion.objects.filter(
            current(),
            subdistrict=Given("street"),
            person_id__in=Among("persons", UUIDField()),
            valid_to__isnull=True,
        )
        .order_by("valid_from", "id")
        .values_list("person_id", *(f"door__building__{name}" for name in _PARTS), "door__room")
    )
)
_committees = Look(
    lambda: ResidencyVersion.objects.filter(
        current(), subdistrict=Given("street"), person_id__in=Among("persons", UUIDField())
    ).values_list("person_id", "committee_id")
)


def said_of(street: str, persons: Collection[UUID]) -> Mapping[UUID, list[Said]]:
    """The last word last."""
    found: dict[UUID, list[Said]] = defaultdict(list)
    for person, pk, name, kind, number, sex, birth, phone in _said(street=street, persons=persons):
        opened = _opened("document_number", pk, number), _opened("phone", pk, phone)
        found[person].append(Said(name, kind, opened[0], sex, birth, opened[1]))
    return found


def said_by(row: Any) -> Said:
    """By one version."""
    number, phone = row.document_number, row.phone
    opened = number.open() if number else "", phone.open() if phone else ""
    return Said(row.name, row.document_type, opened[0], row.sex, row.birth_date, opened[1])


def homes_of(street: str, persons: Collection[UUID]) -> Mapping[UUID, list[Place]]:
    """Where they live or are registered by now, the first home first."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    for person, *columns in _homes(street=street, persons=persons):
        found[person].append(place_at(*columns))
    return found


def place_of_door(door: Any) -> Place:
    return place_at(*(getattr(door.building, name) for name in _PARTS), door.room)


def committees_of(street: str, persons: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Where they live or lived."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for person, committee in _committees(street=street, persons=persons):
        found[person].add(committee)
    return found


def _opened(column: str, pk: UUID, blob: Any) -> str:
    return unseal(blob, SealedPlace(_TABLE, column, str(pk))) if blob is not None else ""
