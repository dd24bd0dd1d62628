"""Which fields a form asks for, in the order people say them. Pure.

Plan/fields: M is mandatory, O is not, C is asked only when another field says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from sanshi.collection.content import (
    EMPLOYMENT_COUNT,
    LEASE_COUNT,
    MOST_EMPLOYMENTS,
    MOST_LEASES,
    PARTS,
    FormContent,
    empty_employments,
    empty_leases,
    form_field,
    of_employment,
    of_lease,
    own_name,
    parts_of,
)
from sanshi.collection.models import Form, FormAction, State, Subject
from sanshi.identity.documents import DocumentType
from sanshi.register.columns import LET_OUT
from sanshi.register.facts import AlterationKind, Lives, employment_field, lease_field
from sanshi.register.models import Category, EndReason, Filed, PermitStatus, Separation
from sanshi.visits.models import Team

# PIPL 31: below this age the guardian is informed and named.
GUARDIAN_BELOW_AGE = 14
GUARDIAN = ("guardian", "guardian_name", "guardian_phone")
# Of a unit: set by the police, shown to the police (plan 2.2.4).
OF_POLICE = frozenset({"key_trade"})
NOT_ENTERED = frozenset({State.DRAFT, State.HANDED_OVER, State.RETURNED})


@dataclass(frozen=True, slots=True)
class FormKind:
    subject: str
    action: str
    category: str = ""
    # Registers at a new door whom the register knows: not everything is asked anew.
    known: bool = False
    # Of a unit, by an officer: asks for what the police alone set (plan 2.2.4).
    by_police: bool = False

    @classmethod
    def of(cls, form: Form) -> "FormKind":
        by_police = form.subject == Subject.UNIT and form.team == Team.OFFICER
        return cls(form.subject, form.action, form.category, is_move(form), by_police)

    @property
    def found(self) -> str:
        """What routing knows it by: the category of a person, else the subject."""
        return self.category or self.subject


def is_move(form: Form) -> bool:
    """One form ends a residency and begins another. Once it is entered it is a registration like others."""
    registers = form.subject == Subject.PERSON and form.action == FormAction.REGISTER
    return registers and form.person_id is not None and form.state in NOT_ENTERED


@dataclass(frozen=True, slots=True)
class When:
    """Asked only when another field has one of these values; an empty string stands for nothing stated."""

    field: str
    values: frozenset[str]

    def holds(self, values: Mapping[str, Any]) -> bool:
        return plain(values.get(self.field)) in self.values


@dataclass(frozen=True, slots=True)
class Ask:
    field: str
    mandatory: bool = True
    when: When | None = None
    # Not asked when this other question, asked before it, has an answer.
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    asks: tuple[Ask, ...]


def plain(value: Any) -> str:
    return "" if value is None else str(value)


def is_stated(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def age_on(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def needs_guardian(values: Mapping[str, Any], day: date) -> bool:
    birth = values.get("birth_date")
    return isinstance(birth, date) and age_on(birth, day) < GUARDIAN_BELOW_AGE


def _when(field: str, *values: str) -> When:
    return When(field, frozenset(str(value) for value in values))


_LET = _when("occupancy", *LET_OUT)
_NO_NUMBER = _when("document_number", "")
_AWAY = _when("end_reason", EndReason.MOVED, EndReason.LEFT_SHANGHAI)

_ALTERATION = (
    Ask("alteration_kind"),
    Ask("changed_on", when=_when("alteration_kind", AlterationKind.CHANGE)),
)
_PERSON = (
    Ask("name"),
    Ask("document_type"),
    Ask("document_number"),
    Ask("no_document_reason", mandatory=False, when=_NO_NUMBER),
    Ask("sex"),
    Ask("birth_date"),
    Ask("guardian", mandatory=False),
    Ask("guardian_name", unless="guardian"),
    Ask("guardian_phone", unless="guardian"),
    Ask("phone", mandatory=False),
)
_NOTICE = (Ask("notice_version"), Ask("notified_on"))
_HOUSEHOLD = (Ask("household", mandatory=False), Ask("relation_to_head", mandatory=False))
_RESIDENCY: dict[str, tuple[Ask, ...]] = {
    Category.LOCAL: (Ask("started_on", mandatory=False), Ask("tenure"), *_HOUSEHOLD),
    Category.SEPARATED: (
        Ask("separation"),
        Ask("registered_region", when=_when("separation", Separation.LIVES_HERE)),
        Ask("present_region", when=_when("separation", Separation.REGISTERED_HERE)),
        Ask("started_on", mandatory=False),
        Ask("tenure"),
        *_HOUSEHOLD,
    ),
    Category.FROM_ELSEWHERE: (
        Ask("registered_region"),
        Ask("started_on"),
        Ask("stay_reason"),
        Ask("tenure"),
        *_HOUSEHOLD,
        Ask("permit_status"),
        Ask("permit_valid_to", when=_when("permit_status", PermitStatus.PERMIT)),
    ),
    Category.OVERSEAS: (
        Ask("nationality"),
        Ask("latin_surname"),
        Ask("latin_given", mandatory=False),
        Ask("started_on"),
        Ask("checked_in_at"),
        Ask("tenure"),
        *_HOUSEHOLD,
        Ask("stay_until"),
        Ask("police_registered_on", mandatory=False),
    ),
}
_END = (
    Ask("ended_on"),
    Ask("end_reason"),
    Ask("moved_committee", mandatory=False, when=_when("end_reason", EndReason.MOVED)),
    Ask("moved_region", when=_AWAY, unless="moved_committee"),
    Ask("moved_to", mandatory=False, when=_AWAY, unless="moved_committee"),
)
# A unit's end is its day; why is asked only where it never was (register.close_unit).
_CLOSED = (Ask("ended_on"), Ask("end_reason", mandatory=False))
_DWELLING = (
    Ask("use"),
    Ask("occupancy"),
    Ask("designed_rooms", when=_LET),
    Ask("usable_area_m2", when=_LET),
    Ask("contact_name", mandatory=False, when=_LET),
    Ask("contact_phone", mandatory=False, when=_LET),
    Ask(LEASE_COUNT, mandatory=False, when=_LET),
)


def _lease(place: int, action: str) -> Section:
    """租赁备案: asked as often as the dwelling is said to have leases. Only what is known can be over."""
    there = _when(LEASE_COUNT, *(str(count) for count in range(place, MOST_LEASES + 1)))
    is_filed = _when(lease_field(place, "filed"), Filed.YES)
    return Section(
        f"lease{place}",
        tuple(
            Ask(lease_field(place, name), mandatory, is_filed if name in _OF_FILED else there)
            for name, mandatory in _OF_LEASE.items()
            if name != "ended_on" or action == FormAction.ALTER
        ),
    )


# Field → whether it is mandatory, in the order of a lease's paper.
_OF_LEASE = {
    "lessor_kind": True,
    "lessor_name": False,
    "lessor_phone": False,
    "started_on": True,
    "ends_on": False,
    "let_rooms": False,
    "tenants": False,
    "filed": True,
    "filing_number": True,
    "filed_on": False,
    "checked_on": False,
    "ended_on": False,
}
_OF_FILED = frozenset({"filing_number", "filed_on"})
_LEASES = {
    action.value: tuple(_lease(place, action) for place in range(1, MOST_LEASES + 1)) for action in FormAction
}
_UNIT = (
    Ask("name"),
    Ask("kind"),
    Ask("status"),
    Ask("credit_code", mandatory=False),
    Ask("industry", mandatory=False),
    Ask("contact_name", mandatory=False),
    Ask("contact_phone", mandatory=False),
    Ask(EMPLOYMENT_COUNT, mandatory=False),
)
_KEY_TRADE = Ask("key_trade", mandatory=False)
_MOVED_FROM = Ask("moved_from", mandatory=False)


def _employment(place: int, action: str) -> Section:
    """从业: a line for whoever is mentioned. Whom the register knows is named by the record alone."""
    there = _when(EMPLOYMENT_COUNT, *(str(count) for count in range(place, MOST_EMPLOYMENTS + 1)))
    own = {name: employment_field(place, name) for name in _OF_EMPLOYMENT}
    when = {
        "residence_door": _when(own["lives"], Lives.STREET),
        "residence_region": _when(own["lives"], Lives.ELSEWHERE),
    }
    return Section(
        f"employment{place}",
        tuple(
            Ask(own[name], mandatory, when.get(name, there), own["person"] if name in _DESCRIBES else "")
            for name, mandatory in _OF_EMPLOYMENT.items()
            if name != "ended_on" or action == FormAction.ALTER
        ),
    )


_OF_EMPLOYMENT = {
    "person": False,
    "name": True,
    "document_type": False,
    "document_number": False,
    "lives": True,
    "residence_door": True,
    "residence_region": True,
    "started_on": True,
    "ended_on": False,
}
_DESCRIBES = frozenset({"name", "document_type", "document_number", "lives"})
_EMPLOYMENTS = {
    action.value: tuple(_employment(place, action) for place in range(1, MOST_EMPLOYMENTS + 1))
    for action in FormAction
}
# An alteration never starts from the full numbers: these are shown one at a time, with a reason
# (register.reveal). Left empty they stay as they are registered.
NUMBERS = frozenset({"document_number", "phone", "guardian_phone", "contact_phone", "lessor_phone"})
# Kept as the register has it: key trades are set by the police, not on a collector's form (plan 2.2.4).
# So is which lease of the register a lease on the form is.
CARRIED = frozenset(
    {
        "key_trade",
        "category",
        *(lease_field(place, "record") for place in range(1, MOST_LEASES + 1)),
        *(employment_field(place, "record") for place in range(1, MOST_EMPLOYMENTS + 1)),
    }
)


def sections(kind: FormKind) -> tuple[Section, ...]:
    """Everything a form of this kind may ask for."""
    if kind.action == FormAction.DEREGISTER:
        return (Section("end", _END if kind.subject == Subject.PERSON else _CLOSED),)
    first = (Section("alteration", _ALTERATION),) if kind.action == FormAction.ALTER else ()
    match kind.subject:
        case Subject.PERSON:
            moved = (_MOVED_FROM,) if kind.action == FormAction.REGISTER else ()
            stay = Section("residency", (*moved, *_RESIDENCY[kind.category]))
            return (*first, Section("notice", _NOTICE), Section("person", _PERSON), stay)
        case Subject.DWELLING:
            return (*first, Section("dwelling", _DWELLING), *_LEASES[kind.action])
        case _:
            moved = (_MOVED_FROM,) if kind.action == FormAction.ALTER else ()
            of_police = (_KEY_TRADE,) if kind.by_police else ()
            return (*first, Section("unit", (*moved, *of_police, *_UNIT)), *_EMPLOYMENTS[kind.action])


def asks(kind: FormKind) -> Iterator[Ask]:
    return (ask for section in sections(kind) for ask in section.asks)


def fields_of(kind: FormKind) -> tuple[str, ...]:
    """Names of the fields, in the form's order: what a return may give reasons for."""
    return tuple(ask.field for ask in asks(kind))


def asked(kind: FormKind, values: Mapping[str, Any], day: date) -> dict[str, bool]:
    """The fields asked for, given what was said so far: field → mandatory. `day`: of collection."""
    found: dict[str, bool] = {}
    for ask in asks(kind):
        # What follows from a question that is not asked is not asked either.
        follows = ask.when is None or (ask.when.field in found and ask.when.holds(values))
        if follows and not (ask.unless in found and is_stated(values.get(ask.unless))):
            found[ask.field] = ask.mandatory
    if "document_number" in found:
        _settle_person(found, values, day)
    if "moved_region" in found:
        found["moved_region"] = values.get("end_reason") == EndReason.MOVED
    if EMPLOYMENT_COUNT in found:
        _settle_unit(found, values)
    if kind.action == FormAction.ALTER or kind.known:
        found |= {name: False for name in found if own_name(name) in NUMBERS}
    return {name: mandatory for name, mandatory in found.items() if not _ends_what_is_new(name, values)}


def _ends_what_is_new(name: str, values: Mapping[str, Any]) -> bool:
    """What the register does not know yet, a lease or an employment, is not said to be over."""
    if lease := of_lease(name):
        return lease[1] == "ended_on" and not values.get(lease_field(lease[0], "record"))
    line = of_employment(name)
    return line is not None and line[1] == "ended_on" and not values.get(employment_field(line[0], "record"))


def _settle_unit(found: dict[str, bool], values: Mapping[str, Any]) -> None:
    """Of an employee with a number its kind is asked; of one who left, nothing but since when."""
    if not values.get("moved_from"):
        found.pop("moved_from", None)
    for place in range(1, (values.get(EMPLOYMENT_COUNT) or 0) + 1):
        own = {name: employment_field(place, name) for name in _OF_EMPLOYMENT}
        if not is_stated(values.get(own["person"])):
            found.pop(own["person"], None)
        if is_stated(values.get(own["document_number"])):
            found[own["document_type"]] = True
        if is_stated(values.get(own["ended_on"])):
            found |= {field: False for field in own.values() if field in found}


def _settle_person(found: dict[str, bool], values: Mapping[str, Any], day: date) -> None:
    """A child's number may come later, its guardian may not; without a number a reason takes its place."""
    child = needs_guardian(values, day)
    if child or is_stated(values.get("no_document_reason")):
        found["document_number"] = False
    if not child:
        for name in GUARDIAN:
            found.pop(name, None)
    if not values.get("moved_from"):
        found.pop("moved_from", None)
    if "stay_until" in found:
        # Who is a permanent resident or comes from Hong Kong, Macao or Taiwan stays without an end.
        found["stay_until"] = values.get("document_type") == DocumentType.PASSPORT


def without_unasked(kind: FormKind, content: FormContent, day: date) -> FormContent:
    """What the form does not ask for is not stored (PIPL 6): answered before another made it needless."""
    kept = CARRIED | set(asked(kind, content.values(), day))
    needless = {name: default for name, default in _defaults(kind).items() if name not in kept}
    return content.having(needless)


@cache
def _defaults(kind: FormKind) -> Mapping[str, Any]:
    parts = parts_of(kind.subject, kind.action)
    own = {
        form_field(part, one.name): "" if one.default is MISSING else one.default
        for part in parts
        for one in fields(PARTS[part])
    }
    if "unit" in parts:
        return {**empty_employments(), **own}
    return {**empty_leases(), **own} if "dwelling" in parts else own
