"""To whom places belonged on a day. A building without a `Placing` has always been whose it is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanshi.streets.models import SAME_STREET
from sanshi.territory.models import Building, ChangeKind, Placing, Reassignment


@dataclass(frozen=True, slots=True)
class Placed:
    committee: UUID
    beat: UUID
    group: UUID | None


def placed_then(day: date) -> Q:
    """Of placings."""
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return began & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def placed_on(subdistrict: str, day: date, buildings: Iterable[UUID] | None = None) -> dict[UUID, Placed]:
    """By building, of all or of these; one that was not there yet on that day has no entry."""
    columns = ("committee_id", "beat_id", "group_id")
    stood, placed = (
        Building.objects.filter(subdistrict=subdistrict),
        Placing.objects.filter(placed_then(day), subdistrict=subdistrict),
    )
    if buildings is not None:
        ids = list(buildings)
        stood, placed = stood.filter(pk__in=ids), placed.filter(building__in=ids)
    always = stood.filter(~Exists(_placings_of_it()))
    found = {row[0]: Placed(*row[1:]) for row in always.values_list("id", *columns)}
    found |= {row[0]: Placed(*row[1:]) for row in placed.values_list("building_id", *columns)}
    return found


def buildings_on(subdistrict: str, committee: UUID, day: date) -> QuerySet[Building]:
    """Those that belonged to a committee on a day."""
    then = _placings_of_it().filter(placed_then(day), committee=committee)
    always = Q(committee=committee) & ~Exists(_placings_of_it())
    return Building.objects.filter(always | Exists(then), subdistrict=subdistrict)


def _placings_of_it() -> QuerySet[Placing]:
    return Placing.objects.filter(SAME_STREET, building=OuterRef("pk"))


def committee_on(subdistrict: str, building: UUID, day: date) -> UUID | None:
    placed = placed_on(subdistrict, day, [building]).get(building)
    return placed.committee if placed else None


def heirs(subdistrict: str) -> dict[UUID, UUID]:
    """Committee that was merged into another → the one that has its places and papers since."""
    rows = Reassignment.objects.filter(
        subdistrict=subdistrict,
        change__kind=ChangeKind.MERGE,
        change__applied_at__isnull=False,
        beat__isnull=True,
        building__isnull=True,
    )
    into = dict(rows.values_list("change__closes", "to_committee"))
    return {closed: _last(into, closed) for closed in into}


def _last(into: dict[UUID, UUID], committee: UUID) -> UUID:
    while committee in into:
        committee = into[committee]
    return committee
