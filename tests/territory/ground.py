"""Squares near each other, to draw with: metres from a corner in Pudong, as the plane keeps them."""

import json
from typing import Any

import numpy as np

from sanshi.territory.outlines import Outline, read_outline
from sanshi.territory.plane import to_degrees, to_plane

CORNER = (121.57, 31.25)


def at(x: float, y: float) -> list[float]:
    """Longitude and latitude of a spot so many metres east and north."""
    metres = to_plane(np.array([CORNER])) + np.array([[x, y]])
    return [round(float(value), 7) for value in to_degrees(metres)[0]]


def polygon(*spots: tuple[float, float]) -> dict[str, Any]:
    ring = [at(*spot) for spot in spots]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def square(x: float, y: float, wide: float = 100, deep: float = 0) -> dict[str, Any]:
    deep = deep or wide
    return polygon((x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep))


def outline(x: float, y: float, wide: float = 100, deep: float = 0) -> Outline:
    return read_outline(square(x, y, wide, deep))


def collection(*features: tuple[dict[str, Any], dict[str, Any]]) -> bytes:
    """Of geometries with their properties."""
    rows = [{"type": "Feature", "geometry": shape, "properties": said} for shape, said in features]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()
