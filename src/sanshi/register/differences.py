"""Field by field: what the register says, what the form says, what it will say (plan 3.3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise

from sanshi.register import labels
from sanshi.register.columns import ABOUT_COLLECTION
from sanshi.register.facts import (
    DwellingFacts,
    EmploymentFacts,
    Facts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)

_LABELS: dict[type[Facts], Mapping[str, Promise]] = {
    PersonFacts: labels.PERSON,
    ResidencyFacts: labels.RESIDENCY,
    DwellingFacts: labels.DWELLING,
    LeaseFacts: labels.LEASE,
    UnitFacts: labels.UNIT,
    EmploymentFacts: labels.EMPLOYMENT,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """As the component `difference` shows it; numbers of persons are masked."""

    field: str
    label: Promise | str
    before: str
    given: str
    after: str
    changed: bool


def differences(
    facts: Facts, stored: Mapping[str, Any] | None, people: Mapping[str, str] = MappingProxyType({})
) -> list[Difference]:
    """`stored`: what the record says now (`history.facts_of`), None for a new one.

    `people`: names of persons it names by their ids, as the reader may see them.
    """
    return [
        _difference(field, label, getattr(facts, field), (stored or {}).get(field), people)
        for field, label in _LABELS[type(facts)].items()
        if field not in ABOUT_COLLECTION
    ]


def _difference(field: str, label: Promise, given: Any, before: Any, people: Mapping[str, str]) -> Difference:
    # Tenants are named as a whole: nobody named is a statement where somebody was.
    stated = given not in (None, "", ()) or (given == () and bool(before))
    after = given if stated else before
    changed = stated and _plain(given) != _plain(before)
    was, says, will = (labels.said(field, value, people) for value in (before, given, after))
    return Difference(field, label, was, says, will, changed)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple | list) else value
