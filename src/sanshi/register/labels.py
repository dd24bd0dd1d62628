"""What a field of the register is called (plan/fields), and how its value is said. For every page below."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sanshi.identity.documents import DocumentType, NoDocument, Sex
from sanshi.register import codes
from sanshi.register.facts import Lives
from sanshi.register.models import (
    Category,
    EndReason,
    Filed,
    LessorKind,
    Occupancy,
    PermitStatus,
    Relation,
    Separation,
    StayReason,
    Tenure,
    UnitKind,
    UnitStatus,
    Use,
)
from sanshi.shell.words import day, full_moment, listed
from sanshi.vault.masking import mask_document, mask_phone

PERSON: dict[str, Promise] = {
    "name": _("Name"),
    "document_type": _("Kind of document"),
    "document_number": _("Document number"),
    "no_document_reason": _("Why no document was shown"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    "phone": _("Phone"),
    "guardian": _("Guardian"),
    "guardian_name": _("Guardian's name"),
    "guardian_phone": _("Guardian's phone"),
    "notice_version": _("Privacy notice read out"),
    "notified_on": _("Read out on"),
}
RESIDENCY: dict[str, Promise] = {
    "category": _("Category of person"),
    "tenure": _("How they live here"),
    "household": _("Household no."),
    "relation_to_head": _("Relation to head of household"),
    "started_on": _("Moved in on"),
    "separation": _("Which way separated"),
    "registered_region": _("Household registration (region code)"),
    "present_region": _("Lives now at"),
    "stay_reason": _("Reason for coming to Shanghai"),
    "permit_status": _("Registration of residence"),
    "permit_valid_to": _("Permit valid to"),
    "nationality": _("Nationality"),
    "latin_surname": _("Surname in Latin letters"),
    "latin_given": _("Given names in Latin letters"),
    "checked_in_at": _("Arrived here at"),
    "stay_until": _("May stay until"),
    "police_registered_on": _("Accommodation registered on"),
}
END: dict[str, Promise] = {
    "ended_on": _("Ended on"),
    "end_reason": _("Reason for deregistration"),
    "moved_committee": _("Moved to which committee"),
    "moved_region": _("Moved to which region (region code)"),
    "moved_to": _("Moved to"),
}
DWELLING: dict[str, Promise] = {
    "use": _("Use"),
    "occupancy": _("Occupancy"),
    "designed_rooms": _("Rooms by design"),
    "usable_area_m2": _("Usable area (m²)"),
    "contact_name": _("Contact"),
    "contact_phone": _("Contact's phone"),
}
LEASE: dict[str, Promise] = {
    "lessor_kind": _("Lessor"),
    "lessor_name": _("Lessor's name"),
    "lessor_phone": _("Lessor's phone"),
    "started_on": _("Lease began on"),
    "ends_on": _("Agreed to end on"),
    "let_rooms": _("Rooms let"),
    "tenants": _("Tenants"),
    "filed": _("Lease filing"),
    "filing_number": _("Filing number"),
    "filed_on": _("Filed on"),
    "checked_on": _("Lease seen on"),
    "ended_on": _("Over since"),
}
UNIT: dict[str, Promise] = {
    "name": _("Name of the unit"),
    "kind": _("Kind of unit"),
    "credit_code": _("Unified social credit code"),
    "industry": _("Industry"),
    "key_trade": _("Key trade"),
    "contact_name": _("Contact"),
    "contact_phone": _("Contact's phone"),
    "status": _("Status"),
}

EMPLOYMENT: dict[str, Promise] = {
    "person": _("Person of the register"),
    "name": _("Name"),
    "document_type": _("Kind of document"),
    "document_number": _("Document number"),
    "lives": _("Lives"),
    "residence_door": _("Lives at"),
    "residence_region": _("Region of residence (region code)"),
    "started_on": _("At work here since"),
    "ended_on": _("No longer at work since"),
}


class LivesWords(TextChoices):
    """Where an employee lives, as a form asks it (plan 3.3.5)."""

    ON_SITE = Lives.ON_SITE.value, _("On the premises")
    STREET = Lives.STREET.value, _("In this street")
    ELSEWHERE = Lives.ELSEWHERE.value, _("Outside of this street")


# Of a record that is at a place and may move.
ADDRESS = _("Address")

CHOICES: dict[str, type[TextChoices]] = {
    "lives": LivesWords,
    "document_type": DocumentType,
    "no_document_reason": NoDocument,
    "sex": Sex,
    "category": Category,
    "tenure": Tenure,
    "relation_to_head": Relation,
    "separation": Separation,
    "stay_reason": StayReason,
    "permit_status": PermitStatus,
    "end_reason": EndReason,
    "use": Use,
    "occupancy": Occupancy,
    "filed": Filed,
    "lessor_kind": LessorKind,
    "kind": UnitKind,
    "status": UnitStatus,
}
# Codes of national standards by their names.
TABLES = {"nationality": codes.nationalities, "industry": codes.industries}
REGIONS = frozenset({"registered_region", "residence_region", "moved_region"})
MASKS = {
    "document_number": mask_document,
    "phone": mask_phone,
    "guardian_phone": mask_phone,
    "contact_phone": mask_phone,
    "lessor_phone": mask_phone,
}


def said(field: str, value: Any, people: Mapping[str, str] = MappingProxyType({})) -> str:
    """A value in the reader's words; numbers of persons masked. `people`: id → name as it may be shown."""
    if value is None or value == "":
        return ""
    if field == "tenants":
        return listed(people[one] for one in value if one in people)
    if field == "guardian":
        return people.get(str(value), gettext("a person of the register"))
    if field in ("person", "residence_door"):
        return people.get(str(value), "")
    if field in CHOICES:
        return str(dict(CHOICES[field].choices).get(value, value))
    if field in TABLES:
        return codes.name_of(TABLES[field](), str(value))
    if field in REGIONS:
        return codes.region(str(value))
    if field in MASKS:
        return MASKS[field](value)
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return full_moment(value)
        case date():
            return day(value)
        case Decimal():
            return format(value.normalize(), "f")
    return str(value)
