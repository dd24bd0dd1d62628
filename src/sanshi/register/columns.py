"""From what a form states to the columns of a version. Pure.

Not stated never erases; what a category or an occupancy does not ask for is not kept (plan/fields: a field
without a clause that needs it is not stored).
"""

from dataclasses import replace
from typing import Any

from sanshi.identity.documents import DocumentType
from sanshi.identity.numbers import check_document
from sanshi.register.facts import (
    DwellingFacts,
    EndFacts,
    Facts,
    LeaseFacts,
    PersonFacts,
    ResidencyFacts,
    UnitFacts,
)
from sanshi.register.holders import document_index
from sanshi.register.models import Category, Dwelling, Filed, Lease, Occupancy, Person, Residency, Unit
from sanshi.register.timeline import Facts as Columns
from sanshi.territory.models import Door

# Given at each collection: no change of what is known about the person.
# `checked_on`: that a lease was looked at again says nothing new about it.
ABOUT_COLLECTION = frozenset({"notice_version", "notified_on", "checked_on"})
# They do not change in the course of a life: another value says that the old one was wrong.
LASTING = frozenset({"sex", "birth_date"})
LET_OUT = frozenset({Occupancy.LET, Occupancy.PARTLY_LET, Occupancy.LODGING})

_SEALED = frozenset(
    {"document_number", "phone", "guardian_phone", "contact_phone", "lessor_name", "lessor_phone"}
)
# They say which record it is and from when to when: the row's key and its days.
_NO_COLUMN = frozenset({"started_on", "record", "ended_on"})
_REGIONS = ("registered_region", "present_region")
_ONLY_WHEN_LET = ("designed_rooms", "usable_area_m2", "contact_name", "contact_phone")
_OF_CATEGORY: dict[str, frozenset[str]] = {
    Category.LOCAL: frozenset(),
    Category.SEPARATED: frozenset({"separation", "registered_region", "present_region"}),
    Category.FROM_ELSEWHERE: frozenset(
        {"registered_region", "stay_reason", "permit_status", "permit_valid_to"}
    ),
    Category.OVERSEAS: frozenset(
        {
            "nationality",
            "latin_surname",
            "latin_given",
            "checked_in_at",
            "stay_until",
            "police_registered_on",
        }
    ),
}
_CONDITIONAL = frozenset().union(*_OF_CATEGORY.values())


def person(facts: PersonFacts, who: Person) -> dict[str, Any]:
    said = _columns(facts)
    if facts.guardian:
        said |= {"guardian_name": "", "guardian_phone": None}
    return {"person": who, **said, "document_index": _index(said)}


def counted_person(facts: PersonFacts, stored: Columns) -> PersonFacts:
    """What counts of it beside a person's record, as it is shown and written."""
    counted = by_the_number(facts, stored)
    if stored["document_number"] or facts.document_number:
        # Not at hand at the door: the number that is known stays, so nothing is missing.
        return replace(counted, no_document_reason="")
    return counted


def stated_person(facts: PersonFacts, stored: Columns) -> dict[str, Any]:
    said = _stated(counted_person(facts, stored))
    if "document_number" in said:
        said["no_document_reason"] = ""
    if "guardian" in said:
        said |= {"guardian_name": "", "guardian_phone": None}
    elif "guardian_name" in said:
        said["guardian"] = None
    said["document_index"] = _index({**stored, **said})
    return said


def by_the_number(facts: PersonFacts, stored: Columns) -> PersonFacts:
    """With the sex and birth date of the person's document number, as typed now or as stored: it counts.

    A sex or birth date that is not stated stays so. Source: plan/fields, Person.
    """
    carried = _carried(
        facts.document_type or stored["document_type"],
        facts.document_number or stored["document_number"] or "",
    )
    stated = {name: value for name, value in carried.items() if getattr(facts, name)}
    return replace(facts, **stated) if stated else facts


def _carried(document_type: str, number: str) -> dict[str, Any]:
    """What a number says of whoever has it; nothing where its kind does not say it, or it is not in order."""
    if not number or document_type not in DocumentType.values:
        return {}
    return check_document(document_type, number, demo=True).carried


def residency(facts: ResidencyFacts, which: Residency, door: Door) -> dict[str, Any]:
    places = {"residency": which, "person": which.person, "door": door, "committee": door.committee}
    return {**places, **_of_category(_columns(facts)), "end_reason": "", "moved_to": ""}


def stated_residency(facts: ResidencyFacts, stored: Columns) -> dict[str, Any]:
    return {**_not_asked(facts.category), **_of_category(_stated(counted_residency(facts, stored)))}


def counted_residency(facts: ResidencyFacts, stored: Columns) -> ResidencyFacts:
    """What counts of it beside what is known: a province does not take a county's place that lies in it."""
    wider: dict[str, Any] = {name: "" for name in _REGIONS if _is_wider(getattr(facts, name), stored[name])}
    return replace(facts, **wider) if wider else facts


def _is_wider(region: str, known: str) -> bool:
    """GB/T 2260: two digits name the province, four the prefecture, six the county."""
    digits = 2 if region.endswith("0000") else 4
    return region.endswith("00") and region != known and region[:digits] == known[:digits]


def end(facts: EndFacts) -> dict[str, Any]:
    """Of where to there is one column: the committee's code, or the region and the place."""
    place = facts.moved_committee or f"{facts.moved_region} {facts.moved_to}".strip()
    return {"end_reason": facts.end_reason, "moved_to": place}


def dwelling(facts: DwellingFacts, which: Dwelling, door: Door) -> dict[str, Any]:
    places = {"dwelling": which, "door": door, "committee": door.committee}
    return {**places, **_columns(facts), **_not_let(facts.occupancy)}


def stated_dwelling(facts: DwellingFacts, stored: Columns) -> dict[str, Any]:
    return {**_stated(facts), **_not_let(facts.occupancy)}


def lease(facts: LeaseFacts, which: Lease, door: Door) -> dict[str, Any]:
    places = {"lease": which, "dwelling": which.dwelling, "door": door}
    return {**places, **_columns(facts), "tenants": sorted(facts.tenants), **_not_filed(facts.filed)}


def stated_lease(facts: LeaseFacts, stored: Columns) -> dict[str, Any]:
    """Whom it names as tenants it names as a whole: nobody ticked is nobody."""
    return {**_stated(facts), "tenants": sorted(facts.tenants), **_not_filed(facts.filed)}


def unit(facts: UnitFacts, which: Unit, door: Door, by_police: bool) -> dict[str, Any]:
    places = {"unit": which, "door": door, "committee": door.committee}
    return {**places, **_columns(facts), "key_trade": facts.key_trade and by_police}


def stated_unit(facts: UnitFacts, stored: Columns, by_police: bool) -> dict[str, Any]:
    return {**_stated(facts), "key_trade": facts.key_trade if by_police else stored["key_trade"]}


def _columns(facts: Facts) -> dict[str, Any]:
    said = {name: getattr(facts, name) for name in facts.names() if name not in _NO_COLUMN}
    return {name: None if name in _SEALED and not value else value for name, value in said.items()}


def _stated(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in _columns(facts).items() if value not in (None, "")}


def _index(said: Columns) -> str:
    return document_index(said["document_type"], said["document_number"] or "")


def _not_asked(category: str) -> dict[str, Any]:
    """Columns that the category does not ask for, emptied."""
    gone = _CONDITIONAL - _OF_CATEGORY[category]
    return {name: value for name, value in _EMPTY_RESIDENCY.items() if name in gone}


def _of_category(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, **_not_asked(said["category"])}


def _not_let(occupancy: str) -> dict[str, Any]:
    return {} if occupancy in LET_OUT else {name: _EMPTY_DWELLING[name] for name in _ONLY_WHEN_LET}


def _not_filed(filed: str) -> dict[str, Any]:
    """A lease that is not filed has no number and no day of filing."""
    return {} if filed in ("", Filed.YES) else {"filing_number": "", "filed_on": None}


_EMPTY_RESIDENCY = _columns(ResidencyFacts(category=""))
_EMPTY_DWELLING = _columns(DwellingFacts(use="", occupancy=""))
