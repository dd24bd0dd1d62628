"""Outlines as they are stored (coordinates of a GeoJSON MultiPolygon) and as shapes to reckon with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon
from shapely.geometry.polygon import orient

from sanshi.problems import CROSSES_ITSELF, TOO_MANY_POINTS, WRONG_SHAPES, Refused
from sanshi.territory.coordinates import PLACES, Position, System, located, written
from sanshi.territory.plane import on_globe, on_plane

Ring = list[list[float]]
Outline = list[list[Ring]]
Line = list[Ring]

MOST_POINTS = 5000
# Metres around the outermost stairways of a beat or group.
AROUND = 15.0


def shape_of(outline: Outline) -> MultiPolygon:
    return MultiPolygon([Polygon(part[0], part[1:]) for part in outline])


def stored(shape: Any) -> Outline:
    """Counter-clockwise outside, clockwise holes (RFC 7946), each ring closed, parts in a lasting order.

    Rounded before it is put in order: two corners may fall on one meridian only then.
    """
    rounded = shapely.transform(shape, lambda corners: corners.round(PLACES))
    parts = [orient(part) for part in _polygons(shapely.normalize(rounded))]
    return [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def _polygons(shape: Any) -> Iterator[Polygon]:
    for part in getattr(shape, "geoms", [shape]):
        if isinstance(part, Polygon) and not part.is_empty:
            yield part


def _ring(line: Any) -> Ring:
    return [[round(x, PLACES), round(y, PLACES)] for x, y in line.coords]


def read_outline(geometry: object, system: str = System.WGS84, where: str = "") -> Outline:
    """Of a GeoJSON Polygon or MultiPolygon. Raises Refused: what is wrong with it, and where on the map."""
    parts = _coordinates(geometry, {"Polygon": 1, "MultiPolygon": 0}, where)
    _count(parts, where)
    shape = MultiPolygon([_polygon(part, system, where) for part in parts])
    _check_lines(shape, where)
    return stored(shape)


def read_line(geometry: object, system: str = System.WGS84, where: str = "") -> Line:
    """Of a GeoJSON LineString or MultiLineString."""
    parts = _coordinates(geometry, {"LineString": 1, "MultiLineString": 0}, where)
    _count(parts, where)
    lines = [_positions(part, system, where) for part in parts]
    if any(len(set(line)) < 2 for line in lines):
        raise Refused(WRONG_SHAPES, where=where, why=_("a line needs two different points."))
    return [_ring(line) for line in MultiLineString([LineString(line) for line in lines]).geoms]


def read_point(geometry: object, system: str = System.WGS84, where: str = "") -> Position:
    position = _coordinates(geometry, {"Point": 0}, where)
    return _position(position, system, where)


def _coordinates(geometry: object, kinds: dict[str, int], where: str) -> list[Any]:
    """As the manifold kind writes them: a single one becomes a list of one."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in kinds or not isinstance(found, list) or not found:
        needed = " / ".join(kinds)
        why = _("a shape of the kind %(needed)s is needed, and this is %(kind)s.")
        raise Refused(WRONG_SHAPES, where=where, why=why % {"needed": needed, "kind": kind or "–"})
    return [found] if kinds[kind] else found


def _count(parts: object, where: str) -> None:
    count = sum(1 for _number in _numbers(parts)) // 2
    if count > MOST_POINTS:
        raise Refused(TOO_MANY_POINTS, where=where, count=count, most=MOST_POINTS)


def _numbers(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    else:
        yield value


def _polygon(rings: object, system: str, where: str) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise Refused(WRONG_SHAPES, where=where, why=_("a part without a line."))
    lines = [_positions(ring, system, where) for ring in rings]
    if any(len(set(line)) < 3 for line in lines):
        raise Refused(WRONG_SHAPES, where=where, why=_("an outline needs three different corners."))
    return cast(Polygon, shapely.remove_repeated_points(Polygon(lines[0], lines[1:])))


def _positions(line: object, system: str, where: str) -> list[Position]:
    if not isinstance(line, list):
        raise Refused(WRONG_SHAPES, where=where, why=_("points are missing."))
    return [_position(position, system, where) for position in line]


def _position(position: object, system: str, where: str) -> Position:
    """Heights are left out."""
    if not isinstance(position, list) or len(position) < 2 or not all(map(_is_number, position[:2])):
        raise Refused(WRONG_SHAPES, where=where, why=_("a point is not two numbers."))
    return located(system, float(position[0]), float(position[1]), where)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_AT = re.compile(r"\[(-?[\d.]+) (-?[\d.]+)\]")


def _check_lines(shape: MultiPolygon, where: str) -> None:
    if shape.is_valid:
        return
    reason = shapely.is_valid_reason(shape)
    found = _AT.search(reason)
    at = written(float(found[1]), float(found[2])) if found else ""
    alone = all(part.is_valid for part in shape.geoms)
    if alone or "elf-intersection" not in reason:
        why = _("its parts or holes lie on one another at %(at)s.") % {"at": at}
        raise Refused(WRONG_SHAPES, where=where, why=why)
    raise Refused(CROSSES_ITSELF, where=where, at=at)


def around(points: Sequence[Position] | Iterable[Position]) -> Outline:
    """What a rubber band around these points would enclose, with some metres to spare."""
    flat = on_plane(MultiPoint(list(points))).convex_hull
    return stored(on_globe(flat.buffer(AROUND, quad_segs=2)))
