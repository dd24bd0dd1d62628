"""The map's layers as GeoJSON, with their words. Of places only: never of persons or of kinds of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sanshi.shell.words import listed
from sanshi.territory.access.map import Picture
from sanshi.territory.coordinates import Position
from sanshi.territory.geojson import collection, feature
from sanshi.territory.models import Border, Building, Compound, Road
from sanshi.territory.neighbours import Fault, FaultKind
from sanshi.territory.outlines import around

Link = Callable[[str, UUID], str]
Shape = dict[str, Any]


def layers(shown: Picture, roads: Iterable[Road], compounds: Iterable[Compound], link: Link) -> Shape:
    return {
        "borders": collection(_borders(shown, link)),
        "compounds": collection(compound_shape(row) for row in compounds),
        "roads": collection(road_shape(row) for row in roads if row.line),
        "beats": collection(_hulls(shown, lambda building: building.beat)),
        "groups": collection(_hulls(shown, lambda building: building.group)),
        "stairways": collection(_stairways(shown, link)),
        "faults": collection(fault_shape(number, fault, shown) for number, fault in enumerate(shown.faults)),
    }


def _borders(shown: Picture, link: Link) -> Iterator[Shape]:
    for committee in shown.committees:
        if border := shown.borders.get(committee.id):
            yield feature(
                "MultiPolygon",
                border.outline,
                id=str(committee.id),
                label=committee.name,
                url=link("committee-page", committee.id),
            )


def border_shape(border: Border) -> Shape:
    """As it is exported: by the committee's code, with the day from which it is so."""
    committee = border.committee
    return feature(
        "MultiPolygon",
        border.outline,
        code=committee.code,
        name=committee.name,
        valid_from=border.valid_from.isoformat(),
    )


def compound_shape(compound: Compound) -> Shape:
    return feature(
        "MultiPolygon",
        compound.outline,
        id=str(compound.id),
        label=compound.name,
        name=compound.name,
        code=compound.committee.code,
    )


def road_shape(road: Road) -> Shape:
    return feature("MultiLineString", road.line, id=str(road.id), label=road.name, name=road.name)


def point_shape(building: Building) -> Shape:
    return feature("Point", [building.longitude, building.latitude], address=building.address)


def _hulls(shown: Picture, place_of: Callable[[Building], Any]) -> Iterator[Shape]:
    """What the stairways of a beat or group would be enclosed in: neither has a border of its own.

    One that stands beyond its committee's border is left out; it has a mark and a line in the list instead.
    """
    outside = {building.id for building in shown.outside}
    points: dict[Any, list[Position]] = defaultdict(list)
    for building in shown.with_point:
        if place_of(building) and building.id not in outside:
            points[place_of(building)].append((building.longitude or 0.0, building.latitude or 0.0))
    for place, found in points.items():
        yield feature("MultiPolygon", around(found), id=str(place.id), label=place.name, stairways=len(found))


def _stairways(shown: Picture, link: Link) -> Iterator[Shape]:
    outside = {building.id for building in shown.outside}
    for building in shown.buildings:
        if building.longitude is not None:
            shape = point_shape(building)
            places = [building.beat.name, building.group.name if building.group else ""]
            shape["properties"] |= {
                "id": str(building.id),
                "label": building.address,
                "places": " · ".join(filter(None, places)),
                "outside": building.id in outside,
                "url": link("building-page", building.id),
            }
            yield shape


def fault_shape(number: int, fault: Fault[UUID], shown: Picture) -> Shape:
    return feature(
        "MultiPolygon",
        fault.outline,
        id=f"fault-{number}",
        kind=fault.kind.value,
        label=fault_words(fault, shown),
        area=round(fault.area),
    )


def fault_words(fault: Fault[UUID], shown: Picture) -> str:
    words = _("Gap beside %(names)s: %(area)s m²")
    if fault.kind == FaultKind.OVERLAP:
        words = _("Overlap of %(names)s: %(area)s m²")
    names = listed(shown.names[key] for key in fault.between)
    return words % {"names": names, "area": f"{fault.area:,.0f}"}
