"""What a form and its fields are called, and how a value is said, on every page that shows a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi.collection.content import (
    EMPLOYMENT_COUNT,
    LEASE_COUNT,
    FormContent,
    of_employment,
    of_lease,
    own_name,
)
from sanshi.collection.fields import FormKind, asked, is_stated, sections
from sanshi.collection.models import FormAction, Subject
from sanshi.collection.rules import CHOICES
from sanshi.register import codes
from sanshi.register import labels as register
from sanshi.register.facts import AlterationKind
from sanshi.register.labels import REGIONS, TABLES
from sanshi.register.models import Category, EndReason
from sanshi.shell.words import day as said_day
from sanshi.shell.words import full_moment, listed
from sanshi.vault.masking import mask_document, mask_name, mask_phone


class AlterationWords(TextChoices):
    """It was so and is otherwise now, or it was never so."""

    CHANGE = AlterationKind.CHANGE.value, _("Change: it is otherwise since a day")
    CORRECTION = AlterationKind.CORRECTION.value, _("Correction: it was never so")


SECTIONS: dict[str, Any] = {
    "alteration": _("What kind of alteration"),
    "notice": _("Privacy notice"),
    "person": Subject.PERSON.label,
    "residency": _("How they live here now"),
    "end": _("Deregistration"),
    "dwelling": Subject.DWELLING.label,
    "unit": Subject.UNIT.label,
}

FIELDS: dict[str, Promise] = {
    "collected_at": _("Time of collection"),
    "alteration_kind": _("Change or correction"),
    "changed_on": _("Changed on"),
    "notice_version": _("Privacy notice read out"),
    "notified_on": _("Read out on"),
    "name": _("Name"),
    "document_type": _("Kind of document"),
    "document_number": _("Document number"),
    "no_document_reason": _("Why no document was shown"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "guardian": _("Guardian"),
    "guardian_name": _("Guardian's name"),
    "guardian_phone": _("Guardian's phone"),
    "phone": _("Phone"),
    "category": _("Category of person"),
    "separation": _("Which way separated"),
    "registered_region": _("Household registration (region code)"),
    "present_region": _("Lives now at"),
    "started_on": _("Moved in on"),
    "tenure": _("How they live here"),
    "household": _("Household no."),
    "relation_to_head": _("Relation to head of household"),
    "stay_reason": _("Reason for coming to Shanghai"),
    "permit_status": _("Registration of residence"),
    "permit_valid_to": _("Permit valid to"),
    "nationality": _("Nationality"),
    "latin_surname": _("Surname in Latin letters"),
    "latin_given": _("Given names in Latin letters"),
    "checked_in_at": _("Arrived here at"),
    "stay_until": _("May stay until"),
    "police_registered_on": _("Accommodation registered on"),
    "ended_on": _("Ended on"),
    "end_reason": _("Reason for deregistration"),
    "moved_committee": _("Moved to which committee"),
    "moved_region": _("Moved to which region (region code)"),
    "moved_to": _("Moved to"),
    "use": _("Use"),
    "occupancy": _("Occupancy"),
    "designed_rooms": _("Rooms by design"),
    "usable_area_m2": _("Usable area (m²)"),
    "contact_name": _("Contact"),
    "contact_phone": _("Contact's phone"),
    "kind": _("Kind of unit"),
    "status": _("Status"),
    "credit_code": _("Unified social credit code"),
    "industry": _("Industry"),
    "key_trade": _("Key trade"),
    "moved_from": _("Moved here from"),
    LEASE_COUNT: _("How many leases"),
    EMPLOYMENT_COUNT: _("Staff on this form"),
}
_OF_UNIT: dict[str, Promise] = {
    "name": _("Name of the unit"),
    "ended_on": _("Closed on"),
    "end_reason": _("Not closed, but never there"),
}

_MASKS = {
    "name": mask_name,
    "guardian_name": mask_name,
    "contact_name": mask_name,
    "lessor_name": mask_name,
    "latin_surname": mask_name,
    "latin_given": mask_name,
    "document_number": mask_document,
    "phone": mask_phone,
    "guardian_phone": mask_phone,
    "contact_phone": mask_phone,
    "lessor_phone": mask_phone,
}
# Named by their keys: each by itself.
_NAMES = frozenset({"tenants", "guardian", "person"})
# Where an employee lives, and where a unit was.
_DOORS = frozenset({"residence_door", "moved_from"})
# Hidden even from who may see the rest: the full value is one field at a time, with a reason (plan 2.5.3).
NUMBERS = frozenset({"document_number", "phone", "guardian_phone", "contact_phone", "lessor_phone"})


# What a deregistration does, said before it is done.
ENDINGS: tuple[tuple[str, Promise], ...] = (
    (
        EndReason.MOVED,
        _("The residency here ends on that day; the person stays registered. A new home is another form."),
    ),
    (
        EndReason.LEFT_SHANGHAI,
        _("The residency here ends on that day; the person is no longer counted. What was so before stays."),
    ),
    (
        EndReason.DIED,
        _("The residency ends on the day of death. Nothing is erased, and nobody is asked about it again."),
    ),
    (
        EndReason.DUPLICATE,
        _("This residency never was: it goes from every earlier day too. The person's other record stays."),
    ),
    (
        EndReason.MISTAKE,
        _("This residency never was: it goes from every earlier day too. The form says why."),
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    field: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SaidSection:
    name: str
    label: str
    lines: tuple[Said, ...]


def kind_label(kind: FormKind) -> str:
    """人口·新增·来沪人员."""
    what = f"{Subject(kind.subject).label}·{FormAction(kind.action).label}"
    return f"{what}·{Category(kind.category).label}" if kind.category else what


def section_label(name: str) -> str:
    """Of a section; a lease's is its place."""
    for kind, words in _NUMBERED.items():
        place = name.removeprefix(kind)
        if place.isdigit():
            return str(words) % {"n": place}
    return str(SECTIONS[name])


_NUMBERED = {"lease": _("Lease %(n)s"), "employment": _("Staff %(n)s")}


def field_label(kind: FormKind, name: str) -> str:
    """Within its section."""
    if lease := of_lease(name):
        return str(register.LEASE[lease[1]])
    if line := of_employment(name):
        return str(register.EMPLOYMENT[line[1]])
    own = _OF_UNIT.get(name) if kind.subject == Subject.UNIT else None
    return str(own or FIELDS.get(name) or _("The form as a whole"))


def full_label(kind: FormKind, name: str) -> str:
    """Where it stands alone: a lease's field says which lease."""
    label = field_label(kind, name)
    if lease := of_lease(name):
        return f"{section_label(f'lease{lease[0]}')} · {label}"
    line = of_employment(name)
    return f"{section_label(f'employment{line[0]}')} · {label}" if line else label


Named = Mapping[str, str]
"""Key → name: of persons a form names by their id, and of a committee."""


def said(
    kind: FormKind, content: FormContent, on: date, hide: frozenset[str], people: Named = MappingProxyType({})
) -> tuple[SaidSection, ...]:
    """What the form says, section by section; the fields in `hide` masked."""
    values = content.values()
    wanted = asked(kind, values, on)
    found = (
        SaidSection(
            section.name,
            section_label(section.name),
            tuple(
                Said(ask.field, field_label(kind, ask.field), text)
                for ask in section.asks
                if ask.field in wanted
                for text in [shown(kind, ask.field, values.get(ask.field), hide, people)]
            ),
        )
        for section in sections(kind)
    )
    return tuple(section for section in found if section.lines)


def shown(kind: FormKind, name: str, value: Any, hide: frozenset[str], people: Named) -> str:
    """A value in words, masked where it is to be hidden."""
    own = own_name(name)
    if own in _NAMES:
        named = value or () if own == "tenants" else [str(value)]
        names = [people[person] for person in named if person in people]
        return listed(mask_name(one) for one in names) if own in hide else listed(names)
    if own in _DOORS:
        address = people.get(str(value), "")
        of_person = own == "residence_door" or kind.subject == Subject.PERSON
        return HIDDEN if address and of_person and own in hide else address
    if own == "moved_committee":
        return people.get(str(value), str(value))
    words = in_words(own, value)
    return _MASKS[own](words) if own in hide and not _of_a_unit(kind, name) else words


def _of_a_unit(kind: FormKind, name: str) -> bool:
    """A unit's name is no person's."""
    return kind.subject == Subject.UNIT and name == "name"


HIDDEN = "***"
EVERYTHING_PERSONAL = frozenset(_MASKS) | _NAMES | _DOORS
NOTHING: frozenset[str] = frozenset()


def in_words(name: str, value: Any) -> str:
    """A value as a page says it, in the reader's language."""
    if not is_stated(value):
        return ""
    if name == "alteration_kind":
        return str(AlterationWords(value).label)
    if name in CHOICES:
        return _choice(name, value)
    if name in TABLES:
        return codes.name_of(TABLES[name](), str(value))
    if name in REGIONS:
        return codes.region(str(value))
    if isinstance(value, datetime):
        return full_moment(value)
    if isinstance(value, date):
        return said_day(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def _choice(name: str, value: Any) -> str:
    choices: Any = CHOICES[name]
    return str(dict(choices.choices).get(value, value))
