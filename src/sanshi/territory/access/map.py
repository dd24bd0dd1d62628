"""What the map shows, within a reach; and to which committee a point belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.db.models import Q, QuerySet
from django.http import Http404

from sanshi import clock
from sanshi.territory.access.areas import open_on
from sanshi.territory.models import Border, Building, Committee, Compound, Road
from sanshi.territory.neighbours import Fault, faults
from sanshi.territory.outlines import Outline, shape_of
from sanshi.territory.plane import area, on_plane
from sanshi.verbs import Reach


def _within(reach: Reach, committee: str) -> Q:
    here = Q(subdistrict=reach.subdistrict)
    return here if reach.street else here & Q(**{f"{committee}__in": reach.committees})


def _standing(on: date) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


def borders_on(subdistrict: str, on: date) -> QuerySet[Border]:
    """As they were on that day: of several drawn on one day the last."""
    stood = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Border.objects.filter(stood, subdistrict=subdistrict, valid_from__lte=on)
    return rows.select_related("committee").order_by("committee__code")


def committees_at(subdistrict: str, longitude: float, latitude: float, on: date) -> list[Committee]:
    """More than one where borders overlap."""
    return [
        border.committee
        for border in borders_on(subdistrict, on)
        if shapely.intersects_xy(shape_of(border.outline), longitude, latitude)
    ]


def committee_at(subdistrict: str, longitude: float, latitude: float, on: date) -> Committee | None:
    """The one committee whose border holds a point (WGS 84) on that day; None in a gap or an overlap."""
    found = committees_at(subdistrict, longitude, latitude, on)
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything within the reach that has a place on the map, and what has none yet."""

    committees: list[Committee]
    borders: Mapping[UUID, Border]
    buildings: list[Building]
    faults: list[Fault[UUID]]
    # Every committee that a fault may name, also beyond the reach.
    names: Mapping[UUID, str]
    # Stairways whose point lies beyond the border of their committee.
    outside: list[Building]

    @property
    def without_point(self) -> list[Building]:
        return [building for building in self.buildings if building.longitude is None]

    @property
    def with_point(self) -> list[Building]:
        return [building for building in self.buildings if building.longitude is not None]

    def area_of(self, committee: UUID) -> float | None:
        border = self.borders.get(committee)
        return area(shape_of(border.outline)) if border else None


def picture(reach: Reach) -> Picture:
    today = clock.today()
    committees = Committee.objects.filter(_within(reach, "pk"), open_on(today)).order_by("code")
    borders = {border.committee_id: border for border in borders_on(reach.subdistrict, today)}
    buildings = Building.objects.filter(_within(reach, "committee"), _standing(today))
    placed = list(buildings.select_related("beat", "group").order_by("committee", "sort_key"))
    return Picture(
        committees=list(committees),
        borders={key: border for key, border in borders.items() if _reaches(reach, key)},
        buildings=placed,
        faults=_faults(reach, borders),
        names={key: border.committee.name for key, border in borders.items()},
        outside=_outside(placed, borders),
    )


def _reaches(reach: Reach, committee: UUID) -> bool:
    return reach.street or committee in reach.committees


def _faults(reach: Reach, borders: Mapping[UUID, Border]) -> list[Fault[UUID]]:
    found = faults({key: border.outline for key, border in borders.items()})
    return [fault for fault in found if any(_reaches(reach, key) for key in fault.between)]


def _outside(buildings: list[Building], borders: Mapping[UUID, Border]) -> list[Building]:
    shapes = {key: shape_of(border.outline) for key, border in borders.items()}
    return [
        building
        for building in buildings
        if building.longitude is not None
        and building.committee_id in shapes
        and not shapely.intersects_xy(shapes[building.committee_id], building.longitude, building.latitude)
    ]


def roads(subdistrict: str) -> QuerySet[Road]:
    return Road.objects.filter(subdistrict=subdistrict).order_by("name")


def compounds(reach: Reach) -> QuerySet[Compound]:
    rows = Compound.objects.filter(_within(reach, "committee"), outline__isnull=False)
    return rows.select_related("committee").order_by("name")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at a point: the committees by their borders, the beat by the nearest stairway."""

    committees: list[Committee]
    nearest: Building | None
    # Metres.
    distance: float


def place_at(reach: Reach, longitude: float, latitude: float) -> Place:
    """Within the reach: a committee's people learn of other committees no more than that it is not theirs."""
    found = committees_at(reach.subdistrict, longitude, latitude, clock.today())
    mine = [committee for committee in found if _reaches(reach, committee.id)]
    rows = Building.objects.filter(_within(reach, "committee"), _standing(clock.today()))
    rows = rows.filter(longitude__isnull=False, committee__in=mine).select_related("beat", "group")
    here = on_plane(shapely.Point(longitude, latitude))
    near = [(here.distance(on_plane(shapely.Point(row.longitude, row.latitude))), row) for row in rows]
    distance, nearest = min(near, key=lambda pair: pair[0], default=(0.0, None))
    return Place(mine, nearest, distance)


def border_of(subdistrict: str, committee: UUID) -> Border | None:
    """The one drawn last."""
    rows = Border.objects.filter(subdistrict=subdistrict, committee=committee, valid_to__isnull=True)
    return rows.first()


def outlines_beside(subdistrict: str, committee: UUID) -> list[tuple[str, Outline]]:
    """Names and outlines of all other committees, to draw along."""
    borders = borders_on(subdistrict, clock.today())
    return [(border.committee.name, border.outline) for border in borders if border.committee_id != committee]


def building_in_street(reach: Reach, pk: UUID) -> Building:
    rows = Building.objects.filter(_within(reach, "committee"), pk=pk)
    found = rows.select_related("committee", "beat", "group").first()
    if found is None:
        raise Http404
    return found


def codes(subdistrict: str) -> dict[str, UUID]:
    rows = Committee.objects.filter(open_on(clock.today()), subdistrict=subdistrict)
    return dict(rows.values_list("code", "id"))


def addresses(subdistrict: str) -> dict[str, UUID]:
    rows = Building.objects.filter(_standing(clock.today()), subdistrict=subdistrict)
    return dict(rows.values_list("address", "id"))
