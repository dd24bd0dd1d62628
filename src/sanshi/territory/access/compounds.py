"""Compounds and lanes: what lies between a committee and its stairways."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from sanshi import verbs
from sanshi.territory.access.stairways import open_buildings
from sanshi.territory.models import Building, Compound, EarlierStairway
from sanshi.territory.naming import LaneName, name_of
from sanshi.verbs import Actor, Reach, reach

STANDING = Q(closed_on__isnull=True)


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane or a street front with its stairways; `head` is the one by which its page is named."""

    name: LaneName
    buildings: Sequence[Building]

    @property
    def head(self) -> Building:
        return self.buildings[0]

    @property
    def doors(self) -> int:
        return sum(getattr(building, "door_count", 0) for building in self.buildings)


def with_doors(buildings: QuerySet[Building]) -> QuerySet[Building]:
    """Each with the number of its open doors."""
    return buildings.annotate(door_count=Count("doors", filter=Q(doors__closed_on__isnull=True)))


def lanes(buildings: Sequence[Building]) -> list[LaneRow]:
    """In the order of the first stairway of each."""
    found: dict[str, tuple[LaneName, list[Building]]] = {}
    for building in buildings:
        lane = name_of(building).lane
        found.setdefault(lane.address, (lane, []))[1].append(building)
    return [LaneRow(lane, rows) for lane, rows in found.values()]


def lane_of(mine: Reach, building: UUID) -> LaneRow:
    """The lane in which a stairway stands, as far as the reader may see it."""
    row = open_buildings(mine.subdistrict).filter(pk=building).first()
    if row is None or not (mine.street or row.committee_id in mine.committees):
        raise Http404
    lane = name_of(row).lane
    rows = open_buildings(mine.subdistrict).filter(**lane.columns)
    if not mine.street:
        rows = rows.filter(committee__in=mine.committees)
    shown = with_doors(rows).select_related("committee", "beat", "group", "compound")
    return LaneRow(lane, list(shown.order_by("sort_key", "id")))


def earlier_of(lane: LaneRow) -> list[EarlierStairway]:
    """Earlier addresses of its stairways, the latest first."""
    rows = EarlierStairway.objects.filter(
        subdistrict=lane.head.subdistrict_id, building__in=lane.buildings
    ).select_related("building")
    return list(rows.order_by("-until", "building__sort_key", "id"))


def on_road(subdistrict: str, road: str) -> QuerySet[Building]:
    """Every stairway that is named by the road."""
    return open_buildings(subdistrict).filter(road=road).order_by("sort_key", "id")


def compounds(mine: Reach) -> QuerySet[Compound]:
    rows = Compound.objects.filter(subdistrict=mine.subdistrict)
    if not mine.street:
        rows = rows.filter(committee__in=mine.committees)
    counted = Count("buildings", filter=Q(buildings__closed_on__isnull=True))
    rows = rows.select_related("committee").annotate(building_count=counted)
    return rows.order_by("committee__code", "name", "id")


def compound(mine: Reach, pk: UUID) -> Compound:
    row = compounds(mine).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def compound_to_change(actor: Actor, pk: UUID) -> Compound:
    rows = Compound.objects.filter(subdistrict=actor.subdistrict, pk=pk).select_for_update()
    row = rows.first()
    mine = reach(actor, verbs.MAKE_PLACES)
    if row is None or not (mine.street or row.committee_id in mine.committees):
        raise Http404
    return row


def stairways_in(compound: Compound) -> list[Building]:
    rows = open_buildings(compound.subdistrict_id).filter(compound=compound)
    return list(with_doors(rows).select_related("beat", "group").order_by("sort_key", "id"))


def stairways_for(compound: Compound) -> list[Building]:
    """Those of its committee that are in it or in none, in walking order."""
    rows = open_buildings(compound.subdistrict_id).filter(committee=compound.committee_id)
    mine = rows.filter(Q(compound=compound) | Q(compound__isnull=True))
    return list(with_doors(mine).order_by("sort_key", "id"))
