"""Dwellings an actor may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sanshi import clock
from sanshi.accounts.access import within
from sanshi.journal.recording import in_committee, saw
from sanshi.register import labels
from sanshi.register.access.persons import residents_noted
from sanshi.register.access.readers import Readers, latest_readers
from sanshi.register.access.units import units_here
from sanshi.register.as_of import AsOf as AsOf
from sanshi.register.door_history import DoorHistory, Verified, history_of, verified
from sanshi.register.history import current, known_at, valid_on
from sanshi.register.housing import in_lane, people_at, standing
from sanshi.register.models import (
    DwellingVersion,
    UnitVersion,
)
from sanshi.register.residents import Resident
from sanshi.shell.paging import Page, keyset
from sanshi.territory.models import Door
from sanshi.verbs import READ_DWELLINGS, READ_PERSONS, READ_UNITS, Actor, Verb, reach

DOORS_BY_STAIRWAY = ("building__sort_key", "building_id", "sort_key", "id")


@dataclass(frozen=True, slots=True)
class DoorRow:
    door: Door
    dwelling: DwellingVersion | None
    people: int


@dataclass(frozen=True, slots=True)
class DoorsListed:
    page: Page[Door]
    rows: Sequence[DoorRow]
    total: int


@dataclass(frozen=True, slots=True)
class DwellingRecord:
    """`people` is None for a reader who may not read persons.

    `begins`: nothing is known of the dwelling on the day that was asked for, only from this day on.
    """

    door: Door
    facts: DwellingVersion | None
    people: Sequence[Resident] | None
    units: Sequence[UnitVersion]
    # None before anyone collected the dwelling.
    verified: Verified | None
    history: DoorHistory
    readers: Readers
    begins: date | None = None


def doors(actor: Actor, committee: UUID, lane: str, after: str) -> DoorsListed:
    """Of a committee, or of one of its lanes, those that are there."""
    found = Door.objects.filter(within(reach(actor, READ_DWELLINGS)), standing(clock.today()))
    found = found.filter(committee=committee)
    if lane:
        found = found.filter(in_lane(lane, "building"))
    page = keyset(found.select_related("building"), DOORS_BY_STAIRWAY, after)
    return DoorsListed(page, _door_rows(actor, page.rows), found.count())


def door(actor: Actor, pk: UUID, verb: Verb = READ_DWELLINGS) -> Door:
    rows = Door.objects.filter(within(reach(actor, verb)), pk=pk).select_related(
        "committee", "building__committee"
    )
    found = rows.first()
    if found is None:
        raise Http404
    in_committee(found.committee_id)
    return found


def dwelling(actor: Actor, pk: UUID, as_of: AsOf) -> DwellingRecord:
    """By its door: a door may be there before anyone collected its dwelling."""
    place = door(actor, pk)
    here = {"subdistrict": actor.subdistrict, "door": place}
    said = DwellingVersion.objects.filter(known_at(as_of.known), **here).order_by("valid_from")
    facts = said.filter(valid_on(as_of.on)).select_related("dwelling").first()
    if facts:
        saw("register.dwelling", [facts.dwelling_id], fields=labels.DWELLING)
        saw(DwellingVersion, rows=[facts])
    units = units_here(actor, place, as_of) if actor.may(READ_UNITS) else []
    return DwellingRecord(
        place,
        facts,
        residents_noted(actor, pk, as_of) if actor.may(READ_PERSONS) else None,
        units,
        verified(facts.dwelling) if facts else None,
        history_of(place, as_of),
        latest_readers(actor, "register.dwelling", facts.dwelling_id) if facts else Readers(),
        None if facts else said.filter(valid_from__gt=as_of.on).values_list("valid_from", flat=True).first(),
    )


def _door_rows(actor: Actor, places: Sequence[Door]) -> list[DoorRow]:
    keys = [place.pk for place in places]
    said = Q(current(), valid_on(clock.today()), subdistrict=actor.subdistrict, door__in=keys)
    dwellings = {row.door_id: row for row in DwellingVersion.objects.filter(said)}
    people = people_at(said)
    saw("register.dwelling", [row.dwelling_id for row in dwellings.values()], fields=("use", "occupancy"))
    return [DoorRow(place, dwellings.get(place.pk), people.get(place.pk, 0)) for place in places]
