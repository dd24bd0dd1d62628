"""Persons that were found, as an answer lists them: masked, with the last home within the reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from sanshi import clock
from sanshi.register.history import current
from sanshi.register.models import Category, PersonVersion, ResidencyVersion
from sanshi.streets.prepared import Among, Given, Look
from sanshi.vault.masking import mask_document, mask_name
from sanshi.vault.sealing import Place, unseal
from sanshi.verbs import Reach

_TABLE = PersonVersion._meta.db_table


class Stay(NamedTuple):
    committee: str
    address: str
    category: str
    until: date | None

    @property
    def category_name(self) -> str:
        return str(Category(self.category).label)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Name and number are masked; `stay` is the last one within the reach."""

    person: UUID
    name: str
    document: str
    stay: Stay | None

    @property
    def is_gone(self) -> bool:
        return self.stay is not None and self.stay.until is not None


class _Said(NamedTuple):
    person: UUID
    id: UUID
    valid_from: date
    name: str
    number: Any


_said: Look[Any] = Look(
    lambda: (
        PersonVersion.objects.filter(
            current(), subdistrict=Given("street"), person_id__in=Among("persons", UUIDField())
        )
        .order_by("valid_from", "id")
        .values_list("person_id", "id", "valid_from", "name", "document_number")
    )
)


def _stays_of(**within: Any) -> QuerySet[ResidencyVersion, Any]:
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=Given("street"), person_id__in=Among("persons", UUIDField()), **within
    )
    said = ("committee__name", "door__address", "category", "valid_to")
    return rows.order_by("valid_from", "id").values_list("person_id", *said)


_everywhere: Look[Any] = Look(_stays_of)
_within: Look[Any] = Look(lambda: _stays_of(committee_id__in=Among("committees", UUIDField())))


def shown(mine: Reach, keys: Sequence[UUID]) -> list[PersonFound]:
    """As known today; whoever shows it notes it."""
    people, stays = _people(mine.subdistrict, keys), _last_stays(mine, keys)
    return [_row(people[key], stays.get(key)) for key in keys if key in people]


def _row(said: _Said, stay: Stay | None) -> PersonFound:
    sealed = said.number
    number = unseal(sealed, Place(_TABLE, "document_number", str(said.id))) if sealed is not None else ""
    return PersonFound(said.person, mask_name(said.name), mask_document(number) if number else "", stay)


def _people(street: str, persons: Sequence[UUID]) -> dict[UUID, _Said]:
    """What holds today; of who is only to come, what holds first (as `residents.people_on`)."""
    today, found = clock.today(), dict[UUID, _Said]()
    for row in _said(street=street, persons=persons):
        said = _Said(*row)
        if said.person not in found or said.valid_from <= today:
            found[said.person] = said
    return found


def _last_stays(mine: Reach, persons: Sequence[UUID]) -> dict[UUID, Stay]:
    asked = {"street": mine.subdistrict, "persons": persons}
    rows = _everywhere(**asked) if mine.street else _within(**asked, committees=mine.committees)
    found: dict[UUID, Stay] = {}
    for person, *columns in rows:
        stay, before = Stay(*columns), found.get(person)
        # A home that stands says more than one that ended, whichever began later.
        if before is None or before.until is not None or stay.until is None:
            found[person] = stay
    return found
