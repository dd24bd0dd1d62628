"""Versions as the lines of a page: label and value in words, numbers masked, empty ones left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from sanshi.register import labels
from sanshi.register.access import UnitRecord
from sanshi.register.history import facts_of
from sanshi.register.models import DwellingVersion, PersonVersion, ResidencyVersion
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


def person_facts(version: PersonVersion) -> list[Line]:
    return _lines(labels.PERSON, facts_of(version))


def residency_facts(version: ResidencyVersion) -> list[Line]:
    lines = _lines({**labels.RESIDENCY, **labels.END}, facts_of(version))
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
