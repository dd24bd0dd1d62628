"""Field by field: what the register says, what the form says, what it will say (plan 3.3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from sanshi.register import labels
from sanshi.register.columns import ABOUT_COLLECTION
from sanshi.register.facts import DwellingFacts, Facts, PersonFacts, ResidencyFacts, UnitFacts

_LABELS: dict[type[Facts], Mapping[str, Promise]] = {
    PersonFacts: labels.PERSON,
    ResidencyFacts: labels.RESIDENCY,
    DwellingFacts: labels.DWELLING,
    UnitFacts: labels.UNIT,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """As the component `difference` shows it; numbers of persons are masked."""

    field: str
    label: Promise
    before: str
    given: str
    after: str
    changed: bool


def differences(facts: Facts, stored: Mapping[str, Any] | None) -> list[Difference]:
    """`stored`: what the record says now (`history.facts_of`), None for a new one."""
    return [
        _difference(field, label, getattr(facts, field), (stored or {}).get(field))
        for field, label in _LABELS[type(facts)].items()
        if field not in ABOUT_COLLECTION
    ]


def _difference(field: str, label: Promise, given: Any, before: Any) -> Difference:
    stated = given not in (None, "")
    changed = stated and given != before
    return Difference(
        field,
        label,
        labels.said(field, before),
        labels.said(field, given),
        labels.said(field, given if stated else before),
        changed,
    )
