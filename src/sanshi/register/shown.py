"""Versions as the lines of a page: label and value in words, numbers masked, empty ones left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from sanshi.register import labels
from sanshi.register.access import UnitRecord
from sanshi.register.history import facts_of
from sanshi.register.models import DwellingVersion, PersonVersion, Relation, ResidencyVersion
from sanshi.register.places import where_to
from sanshi.register.residents import Resident
from sanshi.register.reveal import Revealed
from sanshi.vault.masking import mask_name

# A page says these of every record, stated or not.
ALWAYS = frozenset({"name", "document_number", "phone", "use", "occupancy", "kind", "status"})
# They stand beside the line or in the heading.
IN_THE_ROW = frozenset({"category", "tenure", "household"})


@dataclass(frozen=True, slots=True)
class Line:
    """`reveals` names the number that can be shown in full."""

    field: str
    label: Promise
    value: str
    reveals: str = ""


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """`name` is masked."""

    person: UUID
    name: str
    stay: ResidencyVersion


@dataclass(frozen=True, slots=True)
class HouseholdRows:
    """`without_head`: its people are related to a head, and nobody is it."""

    number: int
    people: Sequence[ResidentRow]
    without_head: bool


def households(people: Sequence[Resident]) -> list[HouseholdRows]:
    """Of a door, in the order of their numbers; the head first."""
    rows = [resident(one) for one in people]
    rows.sort(key=lambda row: (row.stay.household, row.stay.relation_to_head != Relation.SELF))
    return [
        _household(number, list(own)) for number, own in groupby(rows, key=lambda row: row.stay.household)
    ]


def _household(number: int, people: Sequence[ResidentRow]) -> HouseholdRows:
    said = {row.stay.relation_to_head for row in people}
    related = said - {"", Relation.SELF, Relation.NOT_RELATED}
    return HouseholdRows(number, people, bool(related) and Relation.SELF not in said)


def person_facts(version: PersonVersion) -> list[Line]:
    return _lines(labels.PERSON, facts_of(version))


def residency_facts(version: ResidencyVersion) -> list[Line]:
    facts = facts_of(version)
    facts["moved_to"] = where_to(version.subdistrict_id, version.moved_to)
    lines = _lines({**labels.RESIDENCY, **labels.END}, facts)
    return [line for line in lines if line.field not in IN_THE_ROW]


def dwelling_facts(version: DwellingVersion) -> list[Line]:
    return _lines(labels.DWELLING, facts_of(version), hidden={"contact_name"})


def unit_facts(record: UnitRecord) -> list[Line]:
    facts = facts_of(record.facts)
    if not record.shows_contact:
        facts = {name: value for name, value in facts.items() if not name.startswith("contact_")}
    if not record.shows_key_trade:
        del facts["key_trade"]
    return _lines(labels.UNIT, facts)


def resident(one: Resident) -> ResidentRow:
    return ResidentRow(one.person.person_id, mask_name(one.person.name), one.residency)


def _lines(names: Mapping[str, Promise], facts: Mapping[str, Any], hidden: Iterable[str] = ()) -> list[Line]:
    found = []
    for field, label in names.items():
        value = facts.get(field)
        stated = value not in (None, "")
        if field not in facts or not (stated or field in ALWAYS):
            continue
        said = labels.said(field, value)
        reveals = field if stated and field in Revealed.values else ""
        found.append(Line(field, label, mask_name(said) if field in hidden else said, reveals))
    return found
