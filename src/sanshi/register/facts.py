"""What a form says about a person, a residency, a dwelling or a unit, as typed values (plan/fields).

The same types carry a form's sealed content, the desk's difference and the register's versions, so that a
field has one name from the door to the archive. Empty text means "not stated".
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Self, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Facts:
    def to_json(self) -> dict[str, Any]:
        return {name: _plain(getattr(self, name)) for name in self.names()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        kinds = cls.kinds()
        return cls(**{name: _typed(kind, stored[name]) for name, kind in kinds.items() if name in stored})

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(cls.kinds())

    @classmethod
    @cache
    def kinds(cls) -> Mapping[str, Any]:
        """The type of each value by its name, in their order."""
        kinds = get_type_hints(cls)
        return {one.name: kinds[one.name] for one in fields(cls)}


@dataclass(frozen=True, slots=True)
class PersonFacts(Facts):
    name: str
    document_type: str = ""
    # Normalised by identity.numbers; empty with a reason (未办理 未携带 拒绝).
    document_number: str = ""
    no_document_reason: str = ""
    sex: str = ""
    birth_date: date | None = None
    phone: str = ""
    # A person of the register; else name and phone of one who is not in it (PIPL 31).
    guardian: UUID | None = None
    guardian_name: str = ""
    guardian_phone: str = ""
    notice_version: str = ""
    notified_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResidencyFacts(Facts):
    category: str
    tenure: str = ""
    household: int = 1
    relation_to_head: str = ""
    # The day of moving in; None only where the field set does not ask for it, then the day of collection.
    started_on: date | None = None
    separation: str = ""
    registered_region: str = ""
    present_region: str = ""
    stay_reason: str = ""
    permit_status: str = ""
    permit_valid_to: date | None = None
    nationality: str = ""
    latin_surname: str = ""
    latin_given: str = ""
    checked_in_at: datetime | None = None
    stay_until: date | None = None
    police_registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class EndFacts(Facts):
    """注销: the day of leaving (no longer living there on it), why, where to.

    Where to: the 12-digit code of a committee of the street, else a region (GB/T 2260) and a place in words.
    """

    ended_on: date
    end_reason: str
    moved_committee: str = ""
    moved_region: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class DwellingFacts(Facts):
    use: str
    occupancy: str
    designed_rooms: int | None = None
    usable_area_m2: Decimal | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class LeaseFacts(Facts):
    """租赁备案, a part of a dwelling's form. `record`: the lease it is about; "" for a new one."""

    record: str = ""
    lessor_kind: str = ""
    lessor_name: str = ""
    lessor_phone: str = ""
    started_on: date | None = None
    # The end agreed; None where none is.
    ends_on: date | None = None
    let_rooms: int | None = None
    # Ids of persons of the register. Who is not registered yet is none of them.
    tenants: tuple[str, ...] = ()
    filed: str = ""
    filing_number: str = ""
    filed_on: date | None = None
    checked_on: date | None = None
    # The lease is over: the first day without it.
    ended_on: date | None = None


def lease_field(place: int, name: str) -> str:
    """The form's name of a field of its nth lease."""
    return f"lease{place}_{name}"


@dataclass(frozen=True, slots=True)
class UnitFacts(Facts):
    name: str
    kind: str
    credit_code: str = ""
    industry: str = ""
    key_trade: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    status: str = ""


class Lives(StrEnum):
    """Where an employee lives (plan 3.3.5)."""

    ON_SITE = "on-site"
    # At a door of the street: there the residence is registered.
    STREET = "street"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class EmploymentFacts(Facts):
    """从业, a line of a unit's form. `record`: the employment it is about; "" for a new one.

    Either `person`, the id of somebody whom the register knows, or name, document and residence.
    """

    record: str = ""
    person: str = ""
    name: str = ""
    document_type: str = ""
    document_number: str = ""
    # One of Lives.
    lives: str = ""
    # Of STREET: the id of a door.
    residence_door: str = ""
    # Of ELSEWHERE: GB/T 2260, six digits.
    residence_region: str = ""
    started_on: date | None = None
    # No longer at work here: the first day without it.
    ended_on: date | None = None


def employment_field(place: int, name: str) -> str:
    """The form's name of a field of its nth line about staff."""
    return f"employment{place}_{name}"


class AlterationKind(StrEnum):
    # It was so before and is otherwise since a day.
    CHANGE = "change"
    # It was never so: what the register says was wrong.
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Alteration(Facts):
    kind: AlterationKind
    changed_on: date | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if value is None or not isinstance(value, str):
        return value
    for wanted, read in _READERS:
        if kind is wanted or wanted in getattr(kind, "__args__", ()):
            return read(value)
    return value


_READERS: tuple[tuple[Any, Any], ...] = (
    (datetime, datetime.fromisoformat),
    (date, date.fromisoformat),
    (Decimal, Decimal),
    (UUID, UUID),
    (AlterationKind, AlterationKind),
)
