"""Clear borders (plan 1.1): where two committees both have a place, and where none has it."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import shapely
from django.db import models
from django.utils.translation import gettext_lazy as _
from shapely.geometry import Polygon

from sanshi.territory.outlines import Outline, shape_of, stored
from sanshi.territory.plane import on_globe, on_plane

K = TypeVar("K", bound=Hashable)

# Square metres and metres below which two lines drawn by hand are one.
LEAST_AREA, LEAST_WIDTH = 1.0, 0.2
# Metres of a common line that make a neighbour; at a corner three or four only touch.
ALONG = 2.0
# Metres: how wide a gap may be that is open to the outside. A wider one is a bay of the street's own border.
OPEN_GAP = 30.0


class FaultKind(models.TextChoices):
    GAP = "gap", _("Gap")
    OVERLAP = "overlap", _("Overlap")


@dataclass(frozen=True, slots=True)
class Fault(Generic[K]):
    """`area` in square metres. A gap lies between its neighbours; an overlap is theirs."""

    kind: FaultKind
    between: tuple[K, ...]
    area: float
    outline: Outline


def faults(borders: Mapping[K, Outline]) -> list[Fault[K]]:
    """The largest first."""
    shapes = {key: on_plane(shape_of(outline)) for key, outline in borders.items()}
    found = [*_overlaps(shapes), *_gaps(shapes)]
    return sorted(found, key=lambda fault: (-fault.area, fault.outline))


def _overlaps(shapes: Mapping[K, Any]) -> Iterator[Fault[K]]:
    keys, rows = list(shapes), list(shapes.values())
    pairs = shapely.STRtree(rows).query(rows, predicate="intersects").T.tolist() if rows else []
    for one, other in sorted(pairs):
        if one < other:
            shared = shapely.intersection(rows[one], rows[other])
            for part in _worth_telling(shared):
                yield _fault(FaultKind.OVERLAP, (keys[one], keys[other]), part)


def _gaps(shapes: Mapping[K, Any]) -> Iterator[Fault[K]]:
    if not shapes:
        return
    whole = shapely.union_all(list(shapes.values()))
    holes = [Polygon(ring) for part in _parts(whole) for ring in part.interiors]
    # Grown and shrunk with sharp corners, so that only what lies between two lines is filled.
    closed = _grown(_grown(whole, OPEN_GAP / 2), -OPEN_GAP / 2)
    empty = shapely.difference(shapely.union_all([closed, *holes]), whole)
    for part in _worth_telling(empty):
        near = tuple(key for key, shape in shapes.items() if _runs_along(shape, part))
        if len(near) > 1 or any(hole.buffer(LEAST_WIDTH).contains(part) for hole in holes):
            yield _fault(FaultKind.GAP, near, part)


def _runs_along(shape: Any, part: Polygon) -> bool:
    """Not at a corner only."""
    near = shapely.dwithin(shape, part, LEAST_WIDTH)
    return bool(near and part.boundary.intersection(shape.buffer(LEAST_WIDTH)).length > ALONG)


def _grown(shape: Any, metres: float) -> Any:
    return shapely.buffer(shape, metres, join_style="mitre", mitre_limit=10)


def _worth_telling(shape: Any) -> Iterator[Polygon]:
    for part in _parts(shape):
        if part.area >= LEAST_AREA and not part.buffer(-LEAST_WIDTH / 2).is_empty:
            yield part


def _parts(shape: Any) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]


def _fault(kind: FaultKind, between: tuple[K, ...], part: Polygon) -> Fault[K]:
    return Fault(kind, between, part.area, stored(on_globe(part)))
