"""Who lived here on day X, as known at Y."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sanshi.register.history import known_at as what_was_known_at
from sanshi.register.history import valid_on
from sanshi.register.models import PersonVersion, ResidencyVersion


@dataclass(frozen=True, slots=True)
class Resident:
    person: PersonVersion
    residency: ResidencyVersion


def residents(subdistrict: str, door: UUID, on: date, known_at: datetime) -> list[Resident]:
    """By household, then by the day of moving in. Whoever shows it notes it (`access`)."""
    rows = ResidencyVersion.objects.filter(
        what_was_known_at(known_at), valid_on(on), subdistrict=subdistrict, door=door
    )
    stays = list(rows.order_by("household", "valid_from", "residency_id"))
    people = people_on(subdistrict, {stay.person_id for stay in stays}, on, known_at)
    return [Resident(people[stay.person_id], stay) for stay in stays]


def people_on(
    subdistrict: str, persons: Iterable[UUID], on: date, known_at: datetime
) -> dict[UUID, PersonVersion]:
    """What was known of each person for a day. Of days before the first facts the first ones speak.

    A back-dated arrival may reach further back than the facts: the person was somebody before that, too.
    """
    rows = PersonVersion.objects.filter(
        what_was_known_at(known_at), subdistrict=subdistrict, person__in=list(persons)
    )
    found: dict[UUID, PersonVersion] = {}
    for row in rows.order_by("valid_from", "id"):
        if row.person_id not in found or row.valid_from <= on:
            found[row.person_id] = row
    return found
