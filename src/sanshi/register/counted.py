"""What a count says of somebody or something that is registered: nothing new, other facts, another home.

By sets, read only. What it finds to be otherwise is written by `register.changes`, as at the desk.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sanshi.register import columns
from sanshi.register.facts import DwellingFacts, PersonFacts, ResidencyFacts, UnitFacts
from sanshi.register.history import current, facts_of
from sanshi.register.models import (
    DwellingVersion,
    PersonVersion,
    Relation,
    ResidencyVersion,
    UnitVersion,
)


class News(StrEnum):
    NOTHING = "nothing"
    # Facts differ.
    CHANGED = "changed"
    # A new place to live.
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Home:
    """A residency that is open, at its door."""

    residency: UUID
    starts: date
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Standing:
    """What the register says last of a person, and where they live or are registered."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    homes: dict[UUID, Home] = field(default_factory=dict)

    def news(self, door: UUID, person: PersonFacts, residency: ResidencyFacts) -> News:
        home = self.homes.get(door)
        if home is None:
            return News.MOVED
        moved_in = residency.started_on
        differs = (
            _differs(columns.stated_person(person, self.facts), self.facts)
            or _differs(columns.stated_residency(residency, home.facts), home.facts)
            or (moved_in is not None and moved_in != home.starts)
        )
        return News.CHANGED if differs else News.NOTHING

    def has_another_number(self, person: PersonFacts) -> bool:
        """Of the same kind of document, so that one of the two is wrong, or the document is a new one."""
        same_kind = person.document_type == self.facts["document_type"]
        known, said = self.facts["document_number"], person.document_number
        return bool(same_kind and known and said and known != said)


def standing(subdistrict: str, persons: Iterable[UUID]) -> dict[UUID, Standing]:
    """Of those who are persons of the register now; by two queries."""
    asked = list(persons)
    found: dict[UUID, Standing] = {}
    if not asked:
        return found
    said = PersonVersion.objects.filter(current(), subdistrict=subdistrict, person__in=asked)
    for person in said.order_by("valid_from"):
        found.setdefault(person.person_id, Standing()).facts = facts_of(person)
    stays = ResidencyVersion.objects.filter(current(), subdistrict=subdistrict, person__in=asked)
    lives: dict[UUID, list[ResidencyVersion]] = defaultdict(list)
    for stay in stays.order_by("valid_from"):
        lives[stay.residency_id].append(stay)
    for residency, rows in lives.items():
        last = rows[-1]
        if last.valid_to is None and last.person_id in found:
            home = Home(residency, rows[0].valid_from, facts_of(last))
            found[last.person_id].homes.setdefault(last.door_id, home)
    return found


def heads(subdistrict: str, doors: Iterable[UUID]) -> dict[tuple[UUID, int], UUID]:
    """Who is head of a household now, by door and household."""
    asked = list(doors)
    if not asked:
        return {}
    rows = ResidencyVersion.objects.filter(
        current(),
        subdistrict=subdistrict,
        door__in=asked,
        valid_to__isnull=True,
        relation_to_head=Relation.SELF,
    )
    return {
        (door, household): person
        for door, household, person in rows.values_list("door_id", "household", "person_id")
    }


def households(subdistrict: str, doors: Iterable[UUID]) -> dict[UUID, dict[int, UUID | None]]:
    """The households of doors where somebody lives or is registered now, each with its head."""
    asked, found = list(doors), dict[UUID, dict[int, UUID | None]]()
    if not asked:
        return found
    rows = ResidencyVersion.objects.filter(
        current(), subdistrict=subdistrict, door__in=asked, valid_to__isnull=True
    )
    for door, number, relation, person in rows.values_list(
        "door_id", "household", "relation_to_head", "person_id"
    ):
        here = found.setdefault(door, {})
        here[number] = person if relation == Relation.SELF else here.get(number)
    return found


def dwellings(subdistrict: str, doors: Iterable[UUID]) -> dict[UUID, tuple[UUID, Mapping[str, Any]]]:
    """By door: the dwelling and what is said of it last."""
    rows = DwellingVersion.objects.filter(current(), subdistrict=subdistrict, door__in=list(doors))
    return {row.door_id: (row.dwelling_id, facts_of(row)) for row in rows.order_by("valid_from")}


def units(subdistrict: str, units: Iterable[UUID]) -> dict[UUID, tuple[UUID, Mapping[str, Any]]]:
    """By unit: its door and what is said of it last."""
    rows = UnitVersion.objects.filter(current(), subdistrict=subdistrict, unit__in=list(units))
    return {row.unit_id: (row.door_id, facts_of(row)) for row in rows.order_by("valid_from")}


def units_with_code(subdistrict: str, code: str) -> list[UUID]:
    """Which units have it now; branches that stand under their head's code are several."""
    rows = UnitVersion.objects.filter(
        current(), subdistrict=subdistrict, credit_code=code, valid_to__isnull=True
    )
    return list(rows.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def dwelling_news(stored: Mapping[str, Any], facts: DwellingFacts) -> News:
    return News.CHANGED if _differs(columns.stated_dwelling(facts, stored), stored) else News.NOTHING


def unit_news(stored: Mapping[str, Any], facts: UnitFacts) -> News:
    stated = columns.stated_unit(facts, stored, by_police=False)
    return News.CHANGED if _differs(stated, stored) else News.NOTHING


def _differs(stated: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    return any(
        stored[name] != value for name, value in stated.items() if name not in columns.ABOUT_COLLECTION
    )
